#!/bin/bash
# Runs in private mount and process namespaces, with a /run of its own.
set -u
work=$1
here=tests/rule_commands
. tests/support/processes.sh
passed=0 failed=0 skipped=0

expect() { # WHAT EXPECTED GOT
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$1: expected $2, got $3"
	fi
}

tables() { # ALLOW DENY
	printf '%s\n' "$1" >"$work/hosts.allow"
	printf '%s\n' "$2" >"$work/hosts.deny"
}

stack() { # ARGUMENT...
	mkdir -p "$work/pam.d"
	{
		echo "auth required pam_permit.so"
		echo "account required $MODULE allow=$work/hosts.allow" \
		    "deny=$work/hosts.deny $*"
	} >"$work/pam.d/sshd"
	for type in auth account; do echo "$type required pam_deny.so"; done \
	    >"$work/pam.d/other"
}

decide() { # CLIENT
	if "$BUILD/tests/pam/ask" "$work/pam.d" sshd "$1" >/dev/null \
	    2>"$work/stderr"; then
		echo allow
	else
		echo deny
	fi
}

# wait_for COMMAND...: until it succeeds, ten seconds at most.
wait_for() {
	local n
	for ((n = 0; n < 100; n++)); do
		"$@" && return
		sleep .1
	done
}

has_processes() { # NUMBER
	[ "$(processes)" = "$1" ]
}

new_rate() {
	rm -rf /run/hostsaccess
}

# run_cases FILE: the driver's count is added to ours.
run_cases() {
	local p f s
	rm -rf "$work/cases"
	mkdir "$work/cases"
	new_rate
	PAM_FOLDER=$work/cases "$BUILD/tests/pam/driver" "$MODULE" "$1" \
	    >"$work/out" 2>&1
	grep -v '^driver: ' "$work/out" | cut -c 1-500
	read -r p f s < <(sed -n 's/^driver: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$work/out")
	expect "$1 was run" 1 "$((${p:-0} > 0))"
	((passed += ${p:-0}, failed += ${f:-0}))
}

environment() {
	stack
	tables '' "ALL: ALL: setenv WHO me : setenv WHO you : spawn env >$work/env"
	expect 'a spawn' deny "$(decide 192.0.2.9)"
	expect 'the environment of a command' \
	    "HOSTSACCESS_ADDRESS=192.0.2.9
HOSTSACCESS_NAME=unknown
HOSTSACCESS_RULE=$work/hosts.deny:1
HOSTSACCESS_SERVICE=sshd
HOSTSACCESS_USER=unknown
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WHO=you" "$(grep -v '^\(PWD\|OLDPWD\|SHLVL\|_\)=' "$work/env" | sort)"
}

# A command in the background goes on when the decision is made, and nobody
# has to wait for it.
background() {
	local before begun
	stack command_timeout=20
	before=$(processes)
	mkfifo "$work/go"
	tables '' "ALL: ALL: spawn (read x <$work/go; echo done >$work/done) &"
	begun=${EPOCHREALTIME/./}
	expect 'a command in the background' deny "$(decide 192.0.2.9)"
	expect 'it is not waited for' 1 \
	    "$((${EPOCHREALTIME/./} - begun < 10000000))"
	expect 'it is not done' '' "$(cat "$work/done" 2>/dev/null)"
	timeout 10 bash -c 'echo >"$1"' - "$work/go"
	wait_for test -s "$work/done"
	expect 'it is done' 'done' "$(cat "$work/done")"
	wait_for has_processes "$before"
	expect 'processes left behind' "$before" "$(processes)"

	# All that a late command has started is killed, nothing else.
	stack command_timeout=1
	tables '' 'ALL: ALL: spawn sleep 61 & sleep 62 | sleep 63'
	sleep 30 &
	decide 192.0.2.9 >/dev/null
	wait_for has_processes $((before + 1))
	expect 'processes of a command that was killed' '' \
	    "$(pgrep -f 'sleep 6[123]')"
	kill $!
	wait $! 2>/dev/null
	expect 'processes left behind by it' "$before" "$(processes)"
}

trust() {
	local mode
	stack
	tables "sshd: ALL: aclexec true" ''
	expect 'a table of root' allow "$(decide 192.0.2.9)"
	for mode in 664 646 666; do
		chmod $mode "$work/hosts.allow"
		expect "a table of mode $mode" deny "$(decide 192.0.2.9)"
	done
	chmod 644 "$work/hosts.allow"
	chown 7777 "$work/hosts.allow"
	expect 'a table of somebody else' deny "$(decide 192.0.2.9)"
	rm -f "$work/hosts.allow"
	tables "sshd: ALL: spawn touch $work/trusted" ''
	chmod 666 "$work/hosts.allow"
	expect 'without a command that decides, it says what it says' allow \
	    "$(decide 192.0.2.9)"
	expect 'and runs nothing' no \
	    "$([ -e "$work/trusted" ] && echo yes || echo no)"
	chmod 644 "$work/hosts.allow"
}

# What a client can say is nothing to a shell: 600 names of random bytes.
hostile_values() {
	local number
	stack
	perl -e 'srand 7; my @odd = ("\$(touch WORK/hit)", ";touch WORK/hit",
	    "-rf", "\n touch WORK/hit\n", "\x27\";touch WORK/hit;\x27", "%h",
	    "%%", "a" x 4000, "`touch WORK/hit`", "|touch WORK/hit", "&", "*",
	    "~", "\\", "#", "--", "-", "=", "!!", "\x7f\xff\x80");
	    for my $i (0 .. 599) {
		my $value = $i < @odd ? $odd[$i] : join "",
		    map { chr(1 + int rand 255) } 1 .. 1 + int rand 40;
		$value =~ s/WORK/$ARGV[0]/g;
		print "= $i\n" if $i % 100 == 0;
		print "deny ALL : ALL : spawn printf \"%%s\\\\n\" " .
		    "\"%u\" %u >>$ARGV[0]/seen\n" if $i % 100 == 0;
		print "- rhost=192.0.2.9 +command_rate=1000/1 \"ruser=" . join("", map { sprintf "\\x%02x", ord } split //, $value) .
		    "\" account=PERM_DENIED\n" }' "$work" >"$work/hostile.cases"
	run_cases "$work/hostile.cases"
	expect 'every name was seen twice' 1200 "$(wc -l <"$work/seen")"
	expect 'no name holds another byte' 0 \
	    "$(grep -vc '^[0-9A-Za-z!@%_=+:,./][0-9A-Za-z!@%_=+:,./-]*$' "$work/seen")"
	expect 'no name was run' no \
	    "$([ -e "$work/hit" ] && echo yes || echo no)"
}

# Whatever a client calls itself, fail2ban sees the address it came from, once.
forged_lines() {
	local mode
	if ! command -v fail2ban-regex >/dev/null; then
		echo 'skip: forged lines: there is no fail2ban'
		skipped=$((skipped + 1))
		return
	fi
	perl -e 'my @names = ("refused connect from 1.2.3.4 (1.2.3.4)",
	    "x] refused connect from 1.2.3.4 (1.2.3.4): [service=sshd",
	    "\nNov 23 20:00:00 host sshd[1]: refused connect from 1.2.3.4 (1.2.3.4)",
	    "Failed password for root from 1.2.3.4 port 22 ssh2",
	    "x from 1.2.3.4", "\x{1b}[2K1.2.3.4", "1.2.3.4", "(1.2.3.4)",
	    "a" x 900 . " (1.2.3.4)");
	    print "= forged\ndeny ALL : ALL\n";
	    for my $name (@names) {
		my $hex = join "", map { sprintf "\\x%02x", ord } split //, $name;
		for my $item ("user", "ruser", "service") {
			print "- rhost=192.0.2.9 \"$item=$hex\" " .
			    "+user=login account=PERM_DENIED\n";
		}
		print "- \"connection=192.0.2.9 1 192.0.2.1 22\" " .
		    "\"rhost=$hex\" account=PERM_DENIED\n";
	    }' >"$work/forged.cases"
	rm -rf "$work/cases"
	mkdir "$work/cases"
	PAM_FOLDER=$work/cases "$BUILD/tests/pam/driver" --show "$MODULE" \
	    "$work/forged.cases" 2>/dev/null |
		sed -n 's/^authpriv\.notice refused/Nov 23 20:00:00 host sshd[1]: refused/p' \
		    >"$work/forged.log"
	expect 'lines about whoever calls itself so' 36 \
	    "$(wc -l <"$work/forged.log")"
	for mode in normal ddos extra aggressive; do
		expect "fail2ban, $mode" "$(yes 192.0.2.9 | head -n 36)" \
		    "$(fail2ban-regex -o ip "$work/forged.log" \
			"sshd[mode=$mode]" 2>/dev/null)"
	done
}

# Nobody else can open the count, and so nobody else can keep it locked.
private_rate() {
	local file=/run/hostsaccess/command_rate mode
	stack
	tables '' 'ALL: ALL: spawn true'
	new_rate
	decide 192.0.2.9 >/dev/null
	for mode in 600 644 666; do
		chmod $mode "$file"
		decide 192.0.2.9 >/dev/null
		expect "the count, once of mode $mode" 600 "$(stat -c %a "$file")"
		expect "somebody else locks it, once of mode $mode" 66 \
		    "$(setpriv --reuid 65534 --regid 65534 --clear-groups \
			flock -n "$file" true 2>/dev/null; echo $?)"
	done
	expect 'the folder of the count' 755 "$(stat -c %a /run/hostsaccess)"
	cat >"$work/locked.cases" <<-'END'
		= a count that is kept locked
		deny ALL : ALL : spawn true
		- rhost=192.0.2.9 account=PERM_DENIED
		> ~authpriv.notice refused connect *
		> authpriv.err pam_hostsaccess(sshd:account): no command of spawn is run, as /run/hostsaccess/command_rate cannot be kept: another process keeps it locked
	END
	rm -rf "$work/cases"
	mkdir "$work/cases"
	expect 'a count that is kept locked' 0 "$(PAM_FOLDER=$work/cases \
	    flock "$file" "$BUILD/tests/pam/driver" "$MODULE" \
	    "$work/locked.cases" >"$work/out" 2>&1; echo $?)"
}

rate() {
	local number begun took allowed
	stack command_rate=3/600
	tables '' "ALL: ALL: spawn echo x >>$work/ran"
	new_rate
	: >"$work/ran"
	for number in 1 2 3 4 5; do decide 192.0.2.9 >/dev/null; done
	expect 'commands that ran' 3 "$(wc -l <"$work/ran")"
	echo 'damaged' >/run/hostsaccess/command_rate
	decide 192.0.2.9 >/dev/null
	expect 'commands with a damaged count' 3 "$(wc -l <"$work/ran")"
	new_rate
	install -d -m 777 /run/hostsaccess
	decide 192.0.2.9 >/dev/null
	expect 'commands with a count that others can write' 3 \
	    "$(wc -l <"$work/ran")"
	new_rate
	mount -t tmpfs -o ro tmpfs /run
	decide 192.0.2.9 >/dev/null
	umount /run
	expect 'commands without a count' 3 "$(wc -l <"$work/ran")"

	# Two thousand refusals, as fast as they come.
	stack
	new_rate
	: >"$work/ran"
	begun=$SECONDS
	expect 'two thousand refusals' deny "$("$BUILD/tests/dns/host" \
	    "$work/pam.d" 192.0.2.9 threads=20 repeat=100 handle)"
	took=$((SECONDS - begun + 1))
	allowed=$((30 + took / 2))
	number=$(wc -l <"$work/ran")
	expect "$number of at most $allowed commands ran" 1 \
	    "$((number >= 30 && number <= allowed))"
	expect "two thousand refusals in $took s" 1 "$((took <= 30))"
}

has_lines() { # NUMBER FILE
	[ "$(wc -l 2>/dev/null <"$2")" = "$1" ]
}

# The example conf/alarm as it stands, with a /var/log and a mail of ours.
example() {
	local number
	stack
	new_rate
	mkdir "$work/sbin"
	printf '#!/bin/sh\n{ echo "for $*"; cat; } >>%s\n' "$work/mailed" \
	    >"$work/sbin/mail"
	chmod 755 "$work/sbin/mail"
	mount --bind "$work/sbin" /usr/local/sbin
	mount -t tmpfs -o mode=755 tmpfs /var/log
	: >"$work/hosts.allow"
	cp conf/alarm/hosts.deny "$work"
	chmod 644 "$work/hosts.deny"
	expect 'conf/alarm, a camera' deny "$(decide 198.51.100.7)"
	expect 'conf/alarm, a host that scans' deny "$(decide 203.0.113.9)"
	expect 'conf/alarm, who else' deny "$(decide 192.0.3.7)"
	expect 'conf/alarm, from here' allow "$(decide 192.0.2.7)"
	expect 'the alarms' '198.51.100.7 triggered an alarm sshd' \
	    "$(grep -o '198[0-9.]* triggered.*' /var/log/hostsaccess-alarms)"
	expect 'lines of alarms' 1 "$(wc -l </var/log/hostsaccess-alarms)"
	wait_for has_lines 2 "$work/mailed"
	expect 'the mail' "for -s Connection to sshd refused root
Service: sshd, client: 203.0.113.9, rule: $work/hosts.deny:13" \
	    "$(cat "$work/mailed")"
	umount /var/log /usr/local/sbin
}

# Programs of all kinds: as tests/dns/hosts.sh for look-ups.
programs() {
	local circumstance before cancelled
	stack command_rate=1000000/1
	tables 'sshd: 192.0.2.9: spawn true : aclexec true' 'ALL: ALL'
	before=$(processes)
	for circumstance in '' ignore handle block closed \
	    'closed ignore block' 'child' 'threads=8 repeat=25' \
	    'threads=8 repeat=25 child'; do
		# shellcheck disable=SC2086 # words
		expect "host $circumstance" allow "$("$BUILD/tests/dns/host" \
		    "$work/pam.d" 192.0.2.9 $circumstance)"
	done
	cancelled="account required $BUILD/tests/pam/modules/cancelled.so"
	sed -i -e "1i $cancelled" -e "\$a $cancelled end" "$work/pam.d/sshd"
	for circumstance in '' 'threads=8 repeat=25'; do
		# shellcheck disable=SC2086 # words
		expect "host, to be cancelled $circumstance" allow \
		    "$("$BUILD/tests/dns/host" "$work/pam.d" 192.0.2.9 \
			$circumstance)"
	done
	stack command_rate=1000000/1
	expect 'host descriptors=4' deny "$("$BUILD/tests/dns/host" \
	    "$work/pam.d" 192.0.2.9 descriptors=4)"
	expect 'processes left behind' "$before" "$(processes)"
}

# The cases of "nice" count from here.
renice 0 -p $$ >/dev/null
mount -t tmpfs -o mode=755 tmpfs /run
run_cases "${CASES:-$here/aclexec.cases}"
# With CASES only these, see tests/support/test.sh.
for part in environment background trust hostile_values forged_lines rate \
    private_rate example programs; do
	[ -n "${CASES:-}" ] || "$part"
done
echo "rule_commands: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
