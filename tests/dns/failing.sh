# Servers that fail in every way: what the answer is, and when it comes.

# soon SECONDS WHAT COMMAND...: the command's result, which must come in time.
# A busy machine is given some more, but less than a second deadline would take.
soon() {
	local limit=$1 what=$2 begun=${EPOCHREALTIME/./} took
	shift 2
	result=$("$@")
	took=$((${EPOCHREALTIME/./} - begun))
	if [ $took -le $((limit * 1000000 + 900000)) ]; then
		ok
	else
		fail "$what: took $took microseconds"
	fi
}

# A look-up that fails lets nobody in, and keeps nobody out unless told so.
check_failure() { # WHAT
	tables 'sshd: .example.test' 'ALL: ALL'
	stack timeout=1
	soon 1 "$1, command" by_command --timeout 1 192.0.2.10
	expect "$1, command: in hosts.allow" deny "$result"
	soon 1 "$1, module" by_module 192.0.2.10
	expect "$1, module: in hosts.allow" deny "$result"
	tables 'sshd: ALL EXCEPT .evil.test' 'ALL: ALL'
	soon 1 "$1, module" by_module 192.0.2.10
	expect "$1, module: in an exception of hosts.allow" deny "$result"
	tables '' 'sshd: .example.test'
	soon 1 "$1, module" by_module 192.0.2.10
	expect "$1, module: in hosts.deny" allow "$result"
	tables '' 'sshd: ALL EXCEPT .example.test'
	soon 1 "$1, module" by_module 192.0.2.10
	expect "$1, module: in an exception of hosts.deny" deny "$result"
	tables '' 'sshd: .example.test'
	stack timeout=1 onlookup=deny
	soon 1 "$1, module" by_module 192.0.2.10
	expect "$1, module: onlookup=deny" deny "$result"
	tables 'sshd: .example.test 192.0.2.10' 'ALL: ALL'
	soon 0 "$1, an address beside the name" by_module 192.0.2.10
	expect "$1, an address beside the name" allow "$result"
}

failing() {
	local server
	while read -r server what; do
		use_server $server
		check_failure "$what"
	done <<-'END'
		127.0.0.2 a server that never answers
		127.0.0.3 a server that answers late
		127.0.0.4 a server that answers garbage
		127.0.0.5 a server that refuses
		127.0.0.6 a server that truncates, and is silent on TCP
		127.0.0.9 no server
	END

	# Three names to ask for, one deadline.
	use_server 127.0.0.2
	tables 'sshd: @trusted .a.test .b.test KNOWN' 'ALL: ALL EXCEPT .c.test'
	stack timeout=1
	soon 1 'many questions' by_module 192.0.2.10

	tables 'sshd: .example.test' 'ALL: ALL'
	"$HOSTSACCESS" match -d "$work" --timeout 1 sshd 192.0.2.10 \
	    >"$work/told"
	expect 'a failure is told' 1 "$(grep -c -F \
	    "this depends on the client's name, whose look-up failed or timed out: give NAME=ADDRESS; then $work/hosts.allow:1 may decide" \
	    "$work/told")"
	expect 'a failure is told on standard error, too' 1 \
	    "$("$HOSTSACCESS" match -d "$work" --timeout 1 --format line sshd \
		192.0.2.10 2>&1 >/dev/null | grep -c 'HA605')"
	use_server 127.0.0.1
}
failing
