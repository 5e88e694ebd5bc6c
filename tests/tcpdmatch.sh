#!/bin/bash
# Debian's tcpdmatch (package tcpd) and the command called by that name: the
# same lines on client, server and access, and the same exit status.  What the
# original sends to syslog is not compared.
#
# With names only as root, in a namespace with an /etc/hosts of its own.
set -u
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
hostsaccess=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
passed=0 failed=0 skipped=0

# Only Debian's package brings tcpd; the other name may be a link to us.
original=$(dirname "$(command -v tcpd)")/tcpdmatch
if [ ! -x "$original" ]; then
	echo "skipped: no tcpdmatch of tcp_wrappers here (Debian: tcpd)"
	echo "tcpdmatch: 0 passed, 0 failed, 1 skipped"
	exit 0
fi

if [ "${1:-}" != inside ]; then
	work=$(mktemp -d) || exit 1
	trap 'rm -rf "$work"' EXIT
	trap 'exit 1' HUP INT TERM
	# Look-ups are made by the user nobody.
	chmod 755 "$work"
fi

write_tables() {
	cat >"$work/hosts.allow" <<-'END'
		sshd: 192.0.2.0/255.255.255.0 EXCEPT 192.0.2.33 192.0.2.8
		sshd, dropbear: [2001:db8::]/32
		sshd: .example.com EXCEPT gate.example.com
		ftpd: ALL EXCEPT 203.0.113.9: spawn (touch %a): umask 022: \
			severity auth.info
		vsftpd: 198.51.100. 192.0.2.: twist /bin/echo no %a
		telnetd@192.0.2.1: ALL
		telnetd@one.example.com, telnetd@printer: 203.0.113.
		imapd: bob@ALL
		imapd: KNOWN@ALL: deny
		popd: UNKNOWN: deny
		popd: KNOWN: setenv WHO %c: nice 5: keepalive: allow
		httpd: LOCAL
		smtpd: ALL EXCEPT PARANOID: allow
		odd: 192.0.2.: nosuchoption
		22: ALL
	END
	cat >"$work/hosts.deny" <<-'END'
		openvpn: PARANOID
		odd: .example.com 198.51.100.7: allow
		ALL EXCEPT openvpn: ALL
	END
}

ask() { # PROGRAM REQUEST...
	local program=$1
	shift
	(cd "$work" && exec -a tcpdmatch "$program" -d "$@") 2>/dev/null |
		grep -v -e '^matched: ' -e '^option: '
	echo "exit status ${PIPESTATUS[0]}"
}

compare() { # REQUEST...
	local theirs ours
	theirs=$(ask "$original" "$@")
	ours=$(ask "$hostsaccess" "$@")
	if [ "$theirs" = "$ours" ]; then
		((passed++))
	else
		((failed++))
		echo "$*: the original (<) and ours (>) differ:"
		diff <(echo "$theirs") <(echo "$ours")
	fi
}

compare_all() { # SERVER CLIENT...: each daemon, at this server, and client
	local server=$1 daemon client
	shift
	for daemon in sshd dropbear ftpd vsftpd telnetd imapd popd httpd smtpd \
	    odd 22 openvpn; do
		for client; do
			compare "$daemon$server" "$client"
		done
	done
}

compare_names() {
	cat >"$work/hosts" <<-'END'
		127.0.0.1 localhost
		192.0.2.7 many.example.com
		192.0.2.8 many.example.com
		2001:db8::8 many.example.com
		192.0.2.33 gate.example.com
		198.51.100.7 one.example.com
		203.0.113.5 printer
	END
	echo 'hosts: files' >"$work/nsswitch.conf"
	mount --bind "$work/hosts" /etc/hosts &&
		mount --bind "$work/nsswitch.conf" /etc/nsswitch.conf ||
		exit 1
	compare_all '' many.example.com gate.example.com one.example.com \
	    printer bob@many.example.com nosuch.example.com localhost
	compare_all @one.example.com 203.0.113.9 printer
	compare_all @printer 203.0.113.9 nosuch.example.com
	compare_all @many.example.com 203.0.113.9
	compare_all @nosuch.example.com 203.0.113.9
}

# The module takes it for an error, and the original for no table.
check_link_to_nothing() {
	local ours
	mkdir "$work/etc" && ln -s /nonexistent "$work/etc/hosts.deny" &&
		mount --bind "$work/etc" /etc || exit 1
	ours=$(exec -a tcpdmatch "$hostsaccess" sshd 192.0.2.7 2>/dev/null |
		tail -n 1)
	if [ "$ours" = "access:   denied" ]; then
		((passed++))
	else
		((failed++))
		echo "hosts.deny is a link to nothing: $ours"
	fi
}

compare_addresses() {
	compare_all '' 192.0.2.7 192.0.2.33 198.51.100.7 203.0.113.9 \
	    2001:db8::7 2001:db9::7 bob@192.0.2.7 eve@2001:db8::7 unknown \
	    paranoid bob@unknown unknown@paranoid
	compare_all @192.0.2.1 192.0.2.7 203.0.113.9 bob@paranoid
	compare_all @2001:db8::1 192.0.2.7 unknown
	compare_all @unknown 203.0.113.9
	compare_all @paranoid 2001:db8::7
	compare /usr/sbin/sshd 192.0.2.7
	compare /usr/sbin/sshd@192.0.2.1 192.0.2.7
	compare sbin/sshd 192.0.2.7
	compare sshd@ 192.0.2.7
	compare sshd bob@
	compare sshd @192.0.2.7
	compare sshd 192.0.2.7 -i /dev/null
	compare -i /nonexistent/inetd.conf sshd 192.0.2.7
	compare -i
	compare -v sshd 192.0.2.7
	compare sshd
	compare sshd 192.0.2.7 more
	compare
}

count() {
	echo "tcpdmatch: $passed passed, $failed failed, $skipped skipped"
	((failed == 0))
	exit
}

if [ "${1:-}" = inside ]; then
	work=$2
	compare_names
	check_link_to_nothing
	count
fi

write_tables
compare_addresses
if [ "$(id -u)" -ne 0 ]; then
	echo "skipped: names, for only root may make namespaces"
	((skipped++))
elif ! unshare -m true 2>/dev/null; then
	echo "skipped: names, for namespaces cannot be made here"
	((skipped++))
else
	unshare -m --propagation private "$0" inside "$work" >"$work/log" 2>&1
	grep -v '^tcpdmatch: ' "$work/log"
	read -r _ p _ f _ < <(grep '^tcpdmatch: ' "$work/log")
	((passed += ${p:-0}, failed += ${f:-1}))
fi
count
