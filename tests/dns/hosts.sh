# Programs of all kinds that use the module: nothing of a look-up shows in
# them, and nothing stays behind.

asked_in() { # EXPECTED CIRCUMSTANCE...
	local expected=$1
	shift
	expect "host $*" "$expected" "$("$BUILD/tests/dns/host" \
	    "$work/pam.d" 192.0.2.10 "$@" 2>&1)"
}

# Around the stack's lines: the thread that asks the module is to end.
cancel() {
	local line="account required $BUILD/tests/pam/modules/cancelled.so"
	sed -i -e "1i $line" -e "\$a $line end" "$work/pam.d/sshd"
}

programs() {
	local before
	use_server 127.0.0.1
	tables 'sshd: .example.test' 'ALL: ALL'
	stack
	before=$(processes)
	asked_in allow
	asked_in allow ignore
	asked_in allow handle
	asked_in allow block
	asked_in allow closed
	asked_in allow closed ignore block
	asked_in allow threads=8 repeat=20
	asked_in allow threads=8 repeat=20 handle
	asked_in allow repeat=1000
	asked_in allow user="$user"
	cancel
	asked_in allow
	asked_in allow threads=8 repeat=20 handle
	stack
	expect 'processes left behind' "$before" "$(processes)"

	# A dead server: a thousand decisions, in many threads at the same time.
	use_server 127.0.0.2
	stack timeout=1
	asked_in deny handle
	asked_in deny ignore closed block
	asked_in deny within=1900
	asked_in deny threads=50 repeat=20 within=3000
	expect 'processes left behind by a dead server' "$before" \
	    "$(processes)"

	# What a process may not have, a look-up cannot use: an error.
	use_server 127.0.0.1
	stack
	asked_in deny user="$user" processes=3
	asked_in deny descriptors=4
	asked_in allow descriptors=64
}

# find_program: waits until the look-up program waits, too: its fourth
# descriptor is a socket to the server.
find_program() {
	for _ in $(seq 250); do
		program=$(pgrep hostsaccess-loo) &&
			[[ $(readlink "/proc/$program/fd/3") = socket:* ]] &&
			break
		sleep .02
	done
}

# The look-up program while it waits for a server that never answers.
status_of() { # NAME
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$program/status" |
		tr '\t' ' ' | sed 's/ *$//'
}

program_at_work() {
	local open
	use_server 127.0.0.2
	tables 'sshd: .example.test' 'ALL: ALL'
	SECRET=x "$HOSTSACCESS" match -q -d "$work" --timeout 20 sshd \
	    192.0.2.10 7<"$work/hosts.allow" &
	command=$!
	find_program
	expect 'its user' '65521 65521 65521 65521' "$(status_of Uid)"
	expect 'its group' '65521 65521 65521 65521' "$(status_of Gid)"
	expect 'its other groups' '' "$(status_of Groups)"
	expect 'its capabilities' 0000000000000000 "$(status_of CapEff)"
	expect 'no new privileges' 1 "$(status_of NoNewPrivs)"
	expect 'signals blocked' 0000000000000000 "$(status_of SigBlk)"
	expect 'signals ignored' 0000000000000000 "$(status_of SigIgn)"
	expect 'its environment' '' "$(tr '\0' ' ' <"/proc/$program/environ")"
	expect 'its arguments' 'hostsaccess-lookup ' \
	    "$(tr '\0' ' ' <"/proc/$program/cmdline")"
	expect 'its terminal, and a session of its own' '? yes' \
	    "$(ps -o tty= -p "$program") $([ "$(ps -o sid= -p "$program")" != \
		"$(ps -o sid= -p "$command")" ] && echo yes)"
	expect 'its folder' / "$(readlink "/proc/$program/cwd")"
	open=$(for fd in 0 1 2 3 4; do
		readlink "/proc/$program/fd/$fd" | sed 's/:.*//'
	done | tr '\n' ' ')
	expect 'its descriptors' 'socket /dev/null /dev/null socket ' "$open"

	# Whoever asks may be killed: then nobody needs the answer.
	kill -9 "$command"
	wait "$command" 2>/dev/null
	for _ in $(seq 250); do
		pgrep hostsaccess >/dev/null || break
		sleep .02
	done
	expect 'processes of a command that was killed' '' \
	    "$(pgrep hostsaccess)"
	use_server 127.0.0.1
}

# A service that is not root, but has rights that its programs inherit.
capabilities() {
	use_server 127.0.0.2
	tables 'sshd: .example.test' 'ALL: ALL'
	setpriv --reuid "$user" --regid "$user" --clear-groups \
	    --inh-caps +net_raw,+sys_admin --ambient-caps +net_raw,+sys_admin \
	    "$HOSTSACCESS" match -q -d "$work" --timeout 20 sshd 192.0.2.10 &
	command=$!
	find_program
	for set in CapInh CapPrm CapEff CapAmb; do
		expect "$set of a user's look-up" 0000000000000000 \
		    "$(status_of $set)"
	done
	kill -9 "$command"
	wait "$command" 2>/dev/null
	use_server 127.0.0.1
}

# Killed in the middle, it is not silently taken for "no name".
program_killed() {
	use_server 127.0.0.2
	tables '' 'sshd: .example.test'
	(
		find_program
		pkill -9 hostsaccess-loo
	) &
	stack timeout=5
	expect 'a look-up program that is killed' deny "$(by_module 192.0.2.10)"
	use_server 127.0.0.1
	tables 'sshd: .example.test' 'ALL: ALL'
	lookup=$(grep -aoE '/[[:print:]]*/hostsaccess-lookup-[0-9]+' \
	    "$HOSTSACCESS" | tail -n 1)
	mount --bind /dev/null "$lookup"
	expect 'a look-up program that cannot be run, module' deny \
	    "$(by_module 192.0.2.10)"
	"$HOSTSACCESS" match -d "$work" sshd 192.0.2.10 >"$work/told" 2>"$work/stderr"
	expect 'a look-up program that cannot be run, status' 2 $?
	expect 'a look-up program that cannot be run, told' 1 \
	    "$(grep -c 'nothing can be looked up: Permission denied; denied \[HA606\]' \
		"$work/told")"
	"$HOSTSACCESS" match -d "$work" sshd good.example.test \
	    >"$work/told" 2>&1
	expect 'a name, and no look-up program' 2 $?
	tables 'sshd: 192.0.2.10' 'ALL: ALL'
	expect 'addresses need no look-up program' allow \
	    "$(by_module 192.0.2.10)"
	umount "$lookup"
}

programs
program_at_work
capabilities
program_killed
