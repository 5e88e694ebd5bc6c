#!/bin/bash
# Every example policy decides what the "cases" file beside it says, asked
# through the command and through the module, which runs no commands here; and
# the example stack loads.  Cut anywhere, a policy admits nobody by what was cut.
set -u
export LC_ALL=C
hostsaccess=${HOSTSACCESS:-build/hostsaccess}
module=${MODULE:-build/pam_hostsaccess.so}
driver=${BUILD:-build}/tests/pam/driver
cut=${BUILD:-build}/tests/conf/cut
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. tests/support/parts.sh

fail() {
	echo "$1"
	((failed++))
}

# The pattern file of the block list is named by its absolute path.
copy_policy() { # FOLDER
	rm -rf "$work/policy"
	cp -r "$1" "$work/policy"
	[ -f "$work/policy/blocked" ] || return 0
	sed -i "s|/etc/hosts.blocked|$work/policy/blocked|" \
	    "$work/policy/hosts.deny"
}

ask_command() { # POLICY EXPECTED REQUEST...
	local policy=$1 expected=$2 got
	shift 2
	got=$("$hostsaccess" match --no-lookup --format line \
	    -d "$work/policy" "$@" 2>"$work/errors")
	got=$?,${got%%$'\t'*}
	case $got in
	0,allow | 1,deny | 2,ask) got=${got#*,} ;;
	esac
	if [ -s "$work/errors" ]; then
		fail "$policy: $*: $(cat "$work/errors")"
	elif [ "$got" != "$expected" ]; then
		fail "$policy: $*: expected $expected, got $got"
	else
		((passed++))
	fi
}

# driver_case EXPECTED SERVICE CLIENT [key=value]...: the same for the driver.
# A key that is not known here stays a word that the driver refuses.
driver_case() {
	local code=PERM_DENIED service=$2 client=$3
	[ "$1" = allow ] && code=SUCCESS
	shift 3
	printf -- '- service=%s ' "$service"
	case $client in
	*@*) printf 'ruser=%s ' "${client%@*}" ;;
	esac
	client=${client##*@}
	case $client in
	unknown) ;;
	*=*)
		printf 'connection="%s 50000 192.0.2.2 22" ' "${client##*=}"
		printf 'rhost=%s +names=trust ' "${client%=*}"
		;;
	*) printf 'rhost=%s ' "$client" ;;
	esac
	echo "$* account=$code"
}

# ask_module POLICY: what the driver finds wrong with its requests on standard
# input.
ask_module() {
	local p f
	{
		echo "= $1, through the module"
		echo "given +commands=no +allow=$work/policy/hosts.allow" \
		    "+deny=$work/policy/hosts.deny"
		cat
	} >"$work/cases"
	rm -rf "$work/pam"
	mkdir "$work/pam"
	PAM_FOLDER=$work/pam "$driver" "$module" "$work/cases" >"$work/out" 2>&1
	read -r _ p _ f _ < <(grep '^driver: ' "$work/out")
	grep -v '^driver: ' "$work/out"
	if [ -z "${p:-}" ]; then
		fail "$1: the driver stopped early"
	else
		((passed += p, failed += f))
	fi
}

check_policy() { # FOLDER
	local line
	copy_policy "$1"
	part "$cut" "$work/policy"
	grep -v -e '^#' -e '^$' "$1/cases" >"$work/requests"
	while read -r line; do
		# shellcheck disable=SC2086 # its words
		ask_command "$1" $line
	done <"$work/requests"
	ask_module "$1" < <(while read -r line; do
		# shellcheck disable=SC2086 # its words
		driver_case $line
	done <"$work/requests")
}

# The stanza is the manual's two lines; with the distribution's own behind them
# it refuses and admits.
check_stanza() {
	local lines
	copy_policy conf/mostly-closed
	lines=$(grep -v -e '^#' -e '^$' conf/pam.d-sshd)
	if [ "$(wc -l <<<"$lines")" = 2 ] && [ "$(grep -c \
	    -E '^(auth|account) +requisite +pam_hostsaccess\.so$' \
	    <<<"$lines")" = 2 ]; then
		((passed++))
	else
		fail "conf/pam.d-sshd: not the two lines"
	fi
	ask_module conf/pam.d-sshd < <(
		sed "s|^|stack |; s|pam_hostsaccess.so|\$M \
allow=$work/policy/hosts.allow deny=$work/policy/hosts.deny|" <<<"$lines"
		echo "stack auth required pam_permit.so"
		echo "stack account required pam_permit.so"
		echo "- rhost=192.0.2.33 auth=SUCCESS account=SUCCESS"
		echo "- rhost=203.0.113.9 auth=PERM_DENIED"
		echo "- rhost=203.0.113.9 account=PERM_DENIED"
		echo "- account=PERM_DENIED"
	)
}

for folder in conf/*/; do
	check_policy "${folder%/}"
done
check_stanza
part "$cut" tests/check/sound/*/
echo "conf: $passed passed, $failed failed, 0 skipped"
((failed == 0))
