#!/bin/bash
# The unit tests and a few requests under valgrind, as TAP.  What is wrong with
# memory becomes exit status 99.
set -u
: "${UNIT_PROGRAMS:?is set by make}" "${HOSTSACCESS:?is set by make}"
# In one process, so that valgrind sees the tests themselves.
export CK_FORK=no
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0 status=0

# clean TEXT STATUS COMMAND...: one test, no finding and that exit status.
clean() {
	local text=$1 want=$2 got
	shift 2
	((n++))
	valgrind -q --error-exitcode=99 --leak-check=full "$@" \
	    >"$tmp/out" 2>&1 </dev/null
	got=$?
	if [ $got = "$want" ]; then
		echo "ok $n - $text"
	else
		cat "$tmp/out"
		echo "exit status $got, not $want"
		echo "not ok $n - $text"
		status=1
	fi
}

for program in $UNIT_PROGRAMS; do
	# It runs /proc/self/exe, which would be valgrind; or needs
	# pidfd_send_signal, which valgrind 3.19 does not know.
	case $program in */lookup/lookup | */lookup/child) continue ;; esac
	clean "${program##*/}" 0 "$program"
done

cat >"$tmp/hosts.allow" <<EOF
sshd : 192.0.2.0/24 [2001:db8::]/32 EXCEPT 192.0.2.9
sshd : $tmp/list : spawn (echo %a) : allow
ftpd
EOF
printf '.example.net\n198.51.100.*\n' >"$tmp/list"
echo "ALL : ALL : twist /bin/echo no" >"$tmp/hosts.deny"
match=("$HOSTSACCESS" match --no-lookup -d "$tmp")
clean "an allowed request" 0 "${match[@]}" sshd 192.0.2.1
clean "a denied one, as JSON" 1 "${match[@]}" --format=json --trace \
    sshd 192.0.2.9
clean "one for a pattern file" 0 "${match[@]}" sshd a.example.net=203.0.113.1
clean "one of IPv6, traced" 0 "${match[@]}" --trace sshd 2001:db8::1
clean "a usage error" 64 "${match[@]}" sshd
echo "1..$n"
exit $status
