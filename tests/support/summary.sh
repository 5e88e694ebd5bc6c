#!/bin/bash
# usage: summary.sh NAME=RUNNER...
#
# Runs each runner, keeps what it prints in $BUILD/logs/NAME.log, shows that
# when something failed, and ends with one line: N passed, N failed, N skipped.
#
# A runner says what it counted in its last line of the form
# "name: N passed, N failed, N skipped", or by TAP lines ("ok", "not ok",
# "ok ... # SKIP why", "1..N", or "1..0 # SKIP why" for all of it).  One that is
# missing, stops early, exits non-zero without a failure or counts nothing at
# all is a failure itself.
set -u
logs=${BUILD:-build}/logs
mkdir -p "$logs" || exit 1

# Runners that call make find its variables in their environment.
unset MAKEFLAGS MFLAGS MAKELEVEL

# At a terminal an interrupt must reach the runner; elsewhere a runner that
# hangs must take its children with it.
foreground=()
[ -t 0 ] && foreground=(--foreground)

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

passed=0 failed=0 skipped=0
for item; do
	name=${item%%=*} runner=${item#*=} log=$logs/${item%%=*}.log
	begun=$SECONDS
	if [ -x "$runner" ]; then
		timeout "${foreground[@]}" -k 10 "${RUNNER_TIMEOUT:-600}" \
		    "$runner" >"$log" 2>&1 </dev/null
		status=$?
	else
		echo "$runner: not there, or not executable" >"$log"
		status=127
	fi
	read -r p f s < <(count "$log")
	if ((f == 0 && status != 0)); then
		echo "$runner: exit status $status" >>"$log"
		f=1
	elif ((p + f + s == 0)); then
		echo "$runner: ran no test" >>"$log"
		f=1
	fi
	printf '%-9s %5d passed, %d failed, %d skipped (%d s)\n' \
	    "$name" "$p" "$f" "$s" $((SECONDS - begun))
	if ((f > 0)); then
		sed 's/^/    /' "$log" | tail -n 200
	elif ((s > 0)); then
		grep -iE '# *skip|^skip' "$log" | sed 's/^/    /'
	fi
	((passed += p, failed += f, skipped += s))
done

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
