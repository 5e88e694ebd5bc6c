#!/bin/bash
# usage: summary.sh NAME=RUNNER...
#
# Runs the runners, CHECK_JOBS at the same time (as many as there are
# processors, and at least two), those that CHECK_FIRST names before the
# others.  Keeps what each prints in $BUILD/logs/NAME.log, shows that when
# something failed, and ends with one line: N passed, N failed, N skipped.  What
# it says comes in the order of its arguments.
#
# A runner says what it counted in its last line of the form
# "name: N passed, N failed, N skipped", or by TAP lines ("ok", "not ok",
# "ok ... # SKIP why", "1..N", or "1..0 # SKIP why" for all of it).  One that is
# missing, stops early, exits non-zero without a failure or counts nothing at
# all is a failure itself.
#
# Each is the leader of a session.  When it has ended, has taken longer than
# RUNNER_TIMEOUT seconds (600), or somebody interrupts, all of the session ends.
set -u
logs=${BUILD:-build}/logs
mkdir -p "$logs" || exit 1

# Runners that call make find its variables in their environment.
unset MAKEFLAGS MFLAGS MAKELEVEL

processors=$(nproc)
jobs=${CHECK_JOBS:-$((processors > 2 ? processors : 2))}
if ! [[ $jobs =~ ^[1-9][0-9]{0,3}$ ]]; then
	echo "CHECK_JOBS is no number: $jobs" >&2
	exit 64
fi

# count LOG: prints the numbers of passed, failed and skipped tests.
count() {
	awk '
	/^[A-Za-z0-9_-]+: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
		line = $0
	}
	/^1\.\.0 *# *[Ss][Kk][Ii][Pp]/ { skip++; next }
	/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; planned = 1 }
	/^ok( |$)/ { if (/# *[Ss][Kk][Ii][Pp]/) skip++; else pass++ }
	/^not ok( |$)/ { fail++ }
	END {
		if (line != "") {
			split(line, word, " ")
			print word[2] + 0, word[4] + 0, word[6] + 0
			exit
		}
		if (planned && pass + fail + skip != plan)
			fail++
		print pass + 0, fail + 0, skip + 0
	}' "$1"
}

# find_members LEADER: sets members, the processes of its session.
find_members() {
	local file text fields
	members=()
	for file in /proc/[0-9]*/stat; do
		text=
		{ read -r -d '' text <"$file"; } 2>/dev/null
		# State, parent, group and session stand behind the name.
		# shellcheck disable=SC2206 # words
		fields=(${text##*) })
		[[ ${fields[3]:-} = "$1" && ${fields[0]} != Z ]] || continue
		file=${file%/stat}
		members+=("${file##*/}")
	done
}

# end_session LEADER: ten seconds for it to tidy up, and no more.
end_session() {
	local n pid others=()
	find_members "$1"
	# The leader would signal the others again, while they tidy up.
	for pid in "${members[@]}"; do
		[ "$pid" = "$1" ] || others+=("$pid")
	done
	((${#others[@]} > 0)) || others=("$1")
	kill -TERM "${others[@]}" 2>/dev/null
	for ((n = 0; n < 100; n++)); do
		find_members "$1"
		((${#members[@]} > 0)) || kill -0 "$1" 2>/dev/null || return
		sleep .1
	done
	kill -KILL "$1" "${members[@]}" 2>/dev/null
}

# interrupted LAST: LAST is the last child that was not this runner's.
interrupted() {
	trap '' HUP INT QUIT TERM
	[ "${!:-}" = "$1" ] || end_session "$!"
	exit 1
}

# run NAME RUNNER: leaves what it counted, and the seconds, in NAME.count.
run() {
	local log=$logs/$1.log begun=$SECONDS leader status p f s
	# shellcheck disable=SC2064 # the last child until now
	trap "interrupted '${!:-}'" HUP INT QUIT TERM
	if [ -x "$2" ]; then
		# What bash starts in the background ignores these.
		(trap - INT QUIT
			exec setsid timeout -k 10 "${RUNNER_TIMEOUT:-600}" \
			    "$2") >"$log" 2>&1 </dev/null &
		leader=$!
		wait "$leader" 2>/dev/null
		status=$?
		find_members "$leader"
		((${#members[@]} == 0)) ||
			kill -KILL "${members[@]}" 2>/dev/null
	else
		echo "$2: not there, or not executable" >"$log"
		status=127
	fi
	read -r p f s < <(count "$log")
	if ((f == 0 && status != 0)); then
		echo "$2: exit status $status" >>"$log"
		f=1
	elif ((p + f + s == 0)); then
		echo "$2: ran no test" >>"$log"
		f=1
	fi
	echo "$p $f $s $((SECONDS - begun))" >"$logs/$1.new"
	mv "$logs/$1.new" "$logs/$1.count"
}

# show: says what is known of those that have ended, up to the first that has
# not.
show() {
	local name p f s took
	while ((shown < ${#names[@]})); do
		name=${names[shown]}
		[ -e "$logs/$name.count" ] || return
		read -r p f s took <"$logs/$name.count"
		rm "$logs/$name.count"
		printf '%-17s %6d passed, %d failed, %d skipped (%d s)\n' \
		    "$name" "$p" "$f" "$s" "$took"
		if ((f > 0)); then
			sed 's/^/    /' "$logs/$name.log" | tail -n 200
		elif ((s > 0)); then
			grep -iE '# *skip|^skip' "$logs/$name.log" |
				sed 's/^/    /'
		fi
		((++shown, passed += p, failed += f, skipped += s))
	done
}

# stop STATUS: none of them may go on without us.
stop() {
	trap '' HUP INT QUIT PIPE TERM
	# shellcheck disable=SC2046 # numbers
	kill -TERM $(jobs -p) 2>/dev/null
	wait
	exit "$1"
}

passed=0 failed=0 skipped=0 shown=0 running=0
names=() queue=()
declare -A runners
for item; do
	names+=("${item%%=*}")
	runners[${item%%=*}]=${item#*=}
	rm -f "$logs/${item%%=*}.count"
done
for name in ${CHECK_FIRST:-} "${names[@]}"; do
	[[ -n ${runners[$name]:-} && " ${queue[*]} " != *" $name "* ]] &&
		queue+=("$name")
done

trap 'stop 129' HUP
trap 'stop 130' INT
trap 'stop 131' QUIT
trap 'stop 141' PIPE
trap 'stop 143' TERM
for name in "${queue[@]}"; do
	if ((running == jobs)); then
		wait -n
		((--running))
		show
	fi
	run "$name" "${runners[$name]}" &
	((++running))
done
while ((running > 0)); do
	wait -n
	((--running))
	show
done

# Somebody may have killed what was to count.
for name in "${names[@]:shown}"; do
	[ -e "$logs/$name.count" ] && continue
	echo "${runners[$name]}: was not counted" >>"$logs/$name.log"
	echo '0 1 0 0' >"$logs/$name.count"
done
show
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
