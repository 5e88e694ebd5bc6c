# As whom the look-up program runs: a user that nobody else is, so that nobody
# else can stop or kill it.

# What the Makefile gives where nobody asks for anything else.
fixed=65521

# with_passwd LINE...: the accounts that there are, besides two.
with_passwd() {
	printf '%s\n' "$passwd" "$@" >"$work/passwd"
}

# start_looking_up COMMAND...: sets program, which waits for a silent server.
start_looking_up() {
	use_server 127.0.0.2
	tables 'sshd: .example.test' 'ALL: ALL'
	"$HOSTSACCESS" match -q -d "$work" --timeout 20 sshd 192.0.2.10 \
	    2>"$work/stderr" &
	command=$!
	find_program
}

stop_looking_up() {
	kill -9 "$command"
	wait "$command" 2>/dev/null
	use_server 127.0.0.1
	for _ in $(seq 250); do
		pgrep hostsaccess >/dev/null || break
		sleep .02
	done
}

runs_as() { # WHAT USER GROUP
	start_looking_up
	expect "$1: its user" "$2 $2 $2 $2" "$(status_of Uid)"
	expect "$1: its group" "$3 $3 $3 $3" "$(status_of Gid)"
	expect "$1: its other groups" '' "$(status_of Groups)"
	stop_looking_up
}

accounts() {
	local other=other:x:998:996::/:/bin/sh
	with_passwd
	runs_as 'no account' $fixed $fixed
	with_passwd hostsaccess:x:998:997::/:/usr/sbin/nologin
	runs_as 'an account' 998 997
	with_passwd hostsaccess:x:998:997::/:/usr/sbin/nologin "$other"
	runs_as 'an account that somebody else has, too' $fixed $fixed
	with_passwd hostsaccess:x:998:65534::/:/usr/sbin/nologin
	runs_as 'an account in a group that somebody else has' 998 $fixed
	with_passwd hostsaccess:x:998:997::/:/bin/bash
	runs_as 'an account to log in to' $fixed $fixed
	with_passwd "$(yes "$other" | sed 's/:998:/:997:/' | head -n 100000)" \
	    hostsaccess:x:998:996::/:/usr/sbin/nologin
	runs_as 'an account behind 100,000 others' 998 $fixed
	mount --bind /dev/null /etc/passwd
	runs_as 'no accounts at all' $fixed $fixed
	umount /etc/passwd
	mount --bind "$work" /etc/passwd 2>/dev/null ||
		mount --bind /dev/zero /etc/passwd
	runs_as 'a file of accounts that is none' $fixed $fixed
	umount /etc/passwd
}

# As conf/ has it for systemd, where that is installed.
sysusers() {
	if ! command -v systemd-sysusers >/dev/null; then
		echo 'skip: the account as systemd makes it: no systemd-sysusers'
		skipped=$((skipped + 1))
		return
	fi
	mkdir -p "$work/root/etc"
	with_passwd
	cp "$work/passwd" "$work/root/etc/passwd"
	cp /etc/group "$work/root/etc/group"
	expect 'systemd-sysusers' 0 "$(systemd-sysusers --root="$work/root" \
	    "$PWD/conf/sysusers.d-hostsaccess.conf" >/dev/null 2>&1; echo $?)"
	with_passwd "$(grep ^hostsaccess: "$work/root/etc/passwd")"
	expect 'the account as systemd makes it' 1 \
	    "$(grep -c '^hostsaccess:[x!*]*:[0-9]*:[0-9]*:hostsaccess look-ups:/:/.*/nologin$' \
		"$work/root/etc/passwd")"
	runs_as 'the account as systemd makes it' \
	    "$(cut -d : -f 3 <(tail -n 1 "$work/passwd"))" \
	    "$(cut -d : -f 4 <(tail -n 1 "$work/passwd"))"
}

as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)

# A process of nobody, as any service may have, that stops what it can.
nobodys_signals() { # WHAT
	local attacker begun n signal
	start_looking_up
	for signal in STOP KILL; do
		expect "$1: nobody sends it SIG$signal" \
		    'Operation not permitted' \
		    "$("${as_nobody[@]}" perl -e 'kill(@ARGV) or print $!' \
			$signal "$program")"
	done
	stop_looking_up
	tables '' 'sshd: .example.test'
	stack timeout=1
	"${as_nobody[@]}" perl -e 'for (;;) { kill "STOP", -1; select undef, undef, undef, .0002 }' &
	attacker=$!
	begun=$SECONDS
	for n in 1 2 3 4 5 6 7 8 9 10; do
		expect "$1: refused by name, while nobody stops what he can" \
		    deny "$(by_module 192.0.2.10)"
	done
	expect "$1: that takes no time" 1 $((SECONDS - begun < 5))
	kill -9 "$attacker"
	wait "$attacker" 2>/dev/null
}

# in_namespace MAP COMMAND...: as root in a user namespace with these numbers.
in_namespace() {
	local map=$1 child status n
	shift
	rm -f "$work/go"
	mkfifo "$work/go"
	unshare -U bash -c 'read -r _ <"$0"; exec "$@"' "$work/go" "$@" &
	child=$!
	for n in $(seq 250); do
		[ "$(readlink "/proc/$child/ns/user")" = \
		    "$(readlink /proc/self/ns/user)" ] || break
		sleep .02
	done
	# In one write each: a shell's own would be one a line.
	cat <<<"$map" >"/proc/$child/uid_map"
	cat <<<"$map" >"/proc/$child/gid_map"
	echo >"$work/go"
	wait "$child"
}

shared='names are looked up as the user nobody, whose other processes can stop that, see hostsaccess-lookup(8)'

# answers_in WHAT MAP VERDICT COMPLAINTS
answers_in() {
	tables 'sshd: .example.test' 'ALL: ALL'
	in_namespace "$2" "$HOSTSACCESS" match --format line -d "$work" sshd \
	    192.0.2.10 >"$work/told" 2>"$work/stderr"
	expect "$1: the verdict" "$3" "$(cut -f 1 "$work/told")"
	expect "$1: complaints" "$4" \
	    "$(grep -cxF "hostsaccess: match: $shared" "$work/stderr")"
}

namespaces() {
	local some=$'0 0 1000\n65534 65534 1'
	if ! unshare -U true 2>/dev/null; then
		echo 'skip: no user namespaces here'
		skipped=$((skipped + 1))
		return
	fi
	with_passwd
	answers_in 'a namespace of many numbers' '0 0 65536' allow 0
	answers_in 'a namespace without our number' "$some" allow 1
	# As today: rather no answer than one by a process with rights.
	answers_in 'a namespace of one number' '0 0 1' deny 0
	cat >"$work/shared.cases" <<-END
		= look-ups as nobody
		allow sshd : .example.test
		deny ALL : ALL
		- rhost=192.0.2.10 account=SUCCESS
		> authpriv.warning pam_hostsaccess(sshd:account): $shared
		- rhost=192.0.2.10 +lookup=no account=PERM_DENIED
		> ~authpriv.notice refused *
	END
	mkdir "$work/shared"
	expect 'the module in a namespace without our number' 0 \
	    "$(PAM_FOLDER=$work/shared in_namespace "$some" \
		"$BUILD/tests/pam/driver" "$MODULE" "$work/shared.cases" \
		>"$work/out" 2>&1; echo $?)"
	with_passwd hostsaccess:x:998:997::/:/usr/sbin/nologin
	answers_in 'a namespace with our account' "$some" allow 0
	with_passwd other:x:$fixed:100::/:/bin/sh
	tables 'sshd: .example.test' 'ALL: ALL'
	expect 'our number is an account: told' "hostsaccess: match: $shared" \
	    "$("$HOSTSACCESS" match -q -d "$work" sshd 192.0.2.10 2>&1)"
	runs_as 'our number is an account' 65534 65534
}

own_user() {
	passwd=root:x:0:0:root:/root:/bin/sh$'\n'nobody:x:65534:65534::/:/bin/sh
	mount_file passwd <<<"$passwd"
	use_server 127.0.0.1
	accounts
	sysusers
	with_passwd
	nobodys_signals 'no account'
	with_passwd hostsaccess:x:998:997::/:/usr/sbin/nologin
	nobodys_signals 'an account'
	namespaces
	with_passwd
	stack
}
own_user
