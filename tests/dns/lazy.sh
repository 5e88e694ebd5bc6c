# Nobody is asked who need not be, nor twice.

# calls NAMES COMMAND...: how many such system calls it makes, children and all
calls() {
	local names=$1
	shift
	strace -f -qq -o "$work/calls" -e signal=none -e "trace=$names" "$@" \
	    >/dev/null 2>&1
	grep -cE "^[0-9]+ +(${names//,/|})\\(" "$work/calls"
}

asked() { # WHAT PROGRAMS QUESTIONS CLIENT
	expect "$1: programs run by the command" "$(($2 + 1))" \
	    "$(calls execve "$HOSTSACCESS" match -q -d "$work" sshd "$4")"
	expect "$1: programs run by the module" "$(($2 + 1))" \
	    "$(calls execve "$BUILD/tests/pam/ask" "$work/pam.d" sshd "$4")"
	strace -f -qq -o "$work/calls" -e signal=none -e trace=connect \
	    "$HOSTSACCESS" match -q -d "$work" sshd "$4" >/dev/null 2>&1
	expect "$1: connections to a server" "$3" \
	    "$(grep -c 'htons(53)' "$work/calls")"
}

lazy() {
	stack
	tables 'sshd: 192.0.2.10 10.0.0.0/8 [2001:db8::]/32' 'ALL: ALL'
	asked 'addresses only, a match' 0 0 192.0.2.10
	asked 'addresses only, none' 0 0 198.51.100.1
	asked 'addresses only, IPv6' 0 0 2001:db8::10
	expect 'addresses only: processes of the command' 0 \
	    "$(calls clone,clone3,fork,vfork "$HOSTSACCESS" match -q -d "$work" \
		sshd 192.0.2.10)"
	expect 'addresses only: sockets of the command' 0 \
	    "$(calls socket,socketpair,connect "$HOSTSACCESS" match -q -d "$work" \
		sshd 192.0.2.10)"
	tables 'sshd: .example.test @trusted /nothing 192.0.2.10' 'ALL: ALL'
	asked 'an address behind names' 0 0 192.0.2.10
	tables 'ftpd: .example.test' 'ftpd: .evil.test'
	asked "another service's names" 0 0 192.0.2.10
	tables 'sshd: 192.0.2.10' 'ALL: .evil.test'
	asked 'names behind the rule that decides' 0 0 192.0.2.10
	tables 'sshd: bob@.example.test' 'sshd: bob@KNOWN'
	asked 'names for another user' 0 0 192.0.2.10
	# The address, and two questions for the name: A and AAAA.
	tables 'sshd: .evil.test' 'sshd: .evil.org KNOWN'
	asked 'a name, needed three times' 1 2 192.0.2.10
	tables 'sshd: .evil.test' 'sshd: .evil.org EXCEPT LOCAL'
	asked 'no name, needed three times' 1 1 192.0.2.22
	tables 'sshd: @nosuch @nosuch' 'sshd: @nosuch'
	asked 'a netgroup' 1 2 192.0.2.10
	# Who has met names is not asked for accounts.
	tables 'sshd: 192.0.2.10: user nobody: group nogroup' 'ALL: ALL'
	asked 'accounts' 1 0 192.0.2.10
	tables 'sshd: .example.test: user nobody: group nogroup' 'ALL: ALL'
	asked 'a name, and then accounts' 2 2 192.0.2.10
	tables 'sshd: .example.test' 'ALL: ALL'
	expect '--no-lookup runs nothing' 1 "$(calls execve \
	    "$HOSTSACCESS" match --no-lookup -d "$work" sshd 192.0.2.10)"
	expect '--no-lookup with a name runs nothing' 1 "$(calls execve \
	    "$HOSTSACCESS" match --no-lookup -d "$work" sshd good.example.test)"
	stack lookup=no
	expect 'lookup=no runs nothing' 1 "$(calls execve \
	    "$BUILD/tests/pam/ask" "$work/pam.d" sshd 192.0.2.10)"
}
lazy
