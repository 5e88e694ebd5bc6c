#!/bin/bash
# Reading less, filtering and indexes change no decision; nor do files that
# change meanwhile.
#
# HA_SAME_SEED=N tries that seed, too, with as many requests as
# HA_SAME_REQUESTS says (200000); HA_STORM_SECONDS is how long tables change;
# HA_WRITERS_DECISIONS how often is decided beside each kind of writer.
set -u
programs=${BUILD:-build}/tests/fast_vs_plain
passed=0 failed=0 skipped=0

# run PROGRAM ARGUMENT...: the program, and its counts added up.
run() {
	local log name=$1 p f s status
	shift
	log=$("$programs/$name" "$@" 2>&1)
	status=$?
	echo "$log"
	if read -r _ p _ f _ s _ < <(tail -n 1 <<<"$log" | grep "^$name: "); then
		((passed += p, failed += f, skipped += s))
		((status == 0 || f > 0)) && return
	fi
	echo "$name: exit status $status"
	((failed++))
}

# Sanitizers make all of it some ten times slower.
requests=200000
[ -z "${SAN:-}${COVER:-}" ] || requests=20000
run same 1 "$requests"
[ -z "${HA_SAME_SEED:-}" ] ||
    run same "$HA_SAME_SEED" "${HA_SAME_REQUESTS:-200000}"
run stale
run storm "${HA_STORM_SECONDS:-3}"
run writers "${HA_WRITERS_DECISIONS:-25}"
run limits
echo "fast_vs_plain: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
