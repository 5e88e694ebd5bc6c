# What "hostsaccess match", and "check", make of names.

answers() { # WHAT EXPECTED ARGUMENT...: verdicts, one a line
	local what=$1 expected=$2
	shift 2
	expect "$what" "$expected" "$("$HOSTSACCESS" match -d "$work" \
	    --format line "$@" 2>/dev/null | cut -f 1,3,5 | tr '\t\n' ' ,')"
}

told() { # WHAT PATTERN ARGUMENT...: standard output and error hold that line
	local what=$1 pattern=$2
	shift 2
	local status
	"$HOSTSACCESS" match -d "$work" "$@" >"$work/told" 2>&1
	status=$?
	expect "$what" 1 "$(grep -c -e "$pattern" "$work/told")"
	return $status
}

command_names() {
	tables 'sshd: 192.0.2.12 [2001:db8::]/32' 'ALL: ALL'
	expect 'each address of a name' 'allow deny deny ' \
	    "$("$HOSTSACCESS" match -d "$work" --format line sshd \
		many.example.test | cut -f 1 | sort | tr '\n' ' ')"
	expect 'each address of a name, json' \
	    '192.0.2.12 192.0.2.13 192.0.2.14 ' \
	    "$("$HOSTSACCESS" match -d "$work" --format json sshd \
		many.example.test | sed 's/.*"address":"\([^"]*\).*/\1/' |
		sort | tr '\n' ' ')"
	told 'each address of a name, text' \
	    '^DENIED  sshd from bob@many.example.test (192.0.2.13)$' \
	    sshd bob@many.example.test
	"$HOSTSACCESS" match -q -d "$work" sshd many.example.test
	expect 'the highest status of all addresses' 1 $?

	# The module knows the address alone: a name without PTR is no name.
	tables 'sshd: .example.test' 'ALL: ALL'
	answers 'a name whose address has another' \
	    "allow v6only.example.test $work/hosts.allow:1," \
	    sshd v6only.example.test
	answers 'a name whose address has none' \
	    "deny gate.example.test $work/hosts.deny:1," \
	    sshd gate.example.test
	answers 'a name by way of a CNAME' \
	    "allow alias.example.test $work/hosts.allow:1," \
	    sshd alias.example.test
	answers 'NAME=ADDRESS is not doubted' \
	    "allow gate.example.test=192.0.2.37 $work/hosts.allow:1," \
	    sshd gate.example.test=192.0.2.37
	answers 'a name without --no-lookup is taken as it is' \
	    "allow nosuch.example.test $work/hosts.allow:1," \
	    --no-lookup sshd nosuch.example.test
	told 'a name without an address' \
	    '^hostsaccess: match: nosuch.example.test has no address; ' \
	    sshd nosuch.example.test
	expect 'a name without an address: its status' 2 $?
	told 'a name whose look-up fails' \
	    '^hostsaccess: match: the look-up of host.broken.test failed or timed out; ' \
	    sshd host.broken.test
	expect 'a batch' 'allow deny allow deny allow ' \
	    "$(printf 'sshd 192.0.2.%s\n' 10 20 23 24 36 |
		"$HOSTSACCESS" match -d "$work" --batch 2>/dev/null |
		cut -f 1 | tr '\n' ' ')"
	told 'json says that a look-up failed' \
	    '"name_state":"failed".*"depends_on":\["name"\]' --format json \
	    sshd 192.0.2.24

	# What was looked up is said, and what the name would have to be.
	tables 'sshd: gate.example.test .other.test' 'ALL: ALL'
	told 'the name that was found' \
	    "^192.0.2.10 is good.example.test; $work/hosts.allow:1 would need it to be gate.example.test\$" \
	    sshd 192.0.2.10
	told 'no name was found' \
	    "^192.0.2.37 has no name; $work/hosts.allow:1 would need it to be gate.example.test\$" \
	    sshd gate.example.test
	told 'a name that does not lead back' \
	    '^192.0.2.20 has a name that does not lead back to it; ' \
	    sshd 192.0.2.20
	tables 'sshd: .other.test' 'ALL: ALL'
	told 'a name below another' \
	    "^192.0.2.10 is good.example.test; $work/hosts.allow:1 would need it to be below .other.test\$" \
	    sshd 192.0.2.10
	tables 'sshd: *.other.test' 'ALL: ALL'
	told 'a name like another' \
	    "would need it to match \*.other.test\$" sshd 192.0.2.10

	# The server's name is looked up like the client's.
	tables 'sshd@good.example.test: ALL' 'ALL: ALL'
	answers "the server's name" "allow 192.0.2.1 $work/hosts.allow:1," \
	    sshd 192.0.2.1 server=192.0.2.10
	answers 'a server that claims a name' \
	    "deny 192.0.2.1 $work/hosts.deny:1," \
	    sshd 192.0.2.1 server=192.0.2.20
	answers "the server's name, given" \
	    "allow 192.0.2.1 $work/hosts.allow:1," \
	    sshd 192.0.2.1 server=192.0.2.20 server_name=good.example.test
}
command_names

# Only who is in charge of a name can say that it has no address.
checked_names() {
	tables 'sshd: nosuch.example.test gate.example.test v6only.example.test
		sshd: NOSUCH.example.test alias.example.test 192.0.2.1
		sshd: host.broken.test files-alias .nosuch.example.test' \
	    'ALL: ALL'
	expect 'names without an address, each once' \
	    "$work/hosts.allow:1:7" \
	    "$("$HOSTSACCESS" check -d "$work" --format line --no-keep-me \
		--select HA257 2>&1 | cut -d : -f 1-3)"
	expect 'names that none of their addresses has' \
	    "$work/hosts.allow:1:27: 192.0.2.37, which has no such name," \
	    "$("$HOSTSACCESS" check -d "$work" --format line --no-keep-me \
		--select HA280 2>&1 |
		sed 's/: warning: .* it leads to /: /; s/ \[HA280\]$//' |
		head -n 1 | tr '\n' ',')"
	expect 'names that some addresses have' '' \
	    "$("$HOSTSACCESS" check -d "$work" --format line --no-keep-me \
		--select HA280 2>&1 | grep -E ':2:[0-9]')"
	expect 'a look-up that fails' "$work/hosts.allow:3:9: note" \
	    "$("$HOSTSACCESS" check -d "$work" --format line --no-keep-me \
		--select HA605,HA257 2>&1 | grep HA605 | cut -d : -f 1-4)"
	expect 'names without an address, not asked' '' \
	    "$("$HOSTSACCESS" check -d "$work" --format line --no-keep-me \
		--no-lookup --select HA257 2>&1)"
}
checked_names

checked_netgroups() {
	tables 'sshd: @trusted @nosuch
		vsftpd: @nosuch @everybody @nested' 'ALL: ALL'
	expect 'netgroups that are not there, each once' \
	    "$work/hosts.allow:1:16" \
	    "$("$HOSTSACCESS" check -d "$work" --format line --no-keep-me \
		--select HA258 2>&1 | cut -d : -f 1-3)"
}
checked_netgroups
