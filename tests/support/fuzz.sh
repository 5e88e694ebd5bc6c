#!/bin/bash
# usage: fuzz.sh PROGRAM...
#
# Runs each fuzzer for FUZZ_SECONDS, from the seeds in tests/fuzz/corpus/NAME
# and from what earlier runs found.  Only new findings stay below $BUILD.
set -u
status=0
[ $# -gt 0 ] || { echo "tests/fuzz: no fuzzer there" >&2; exit 1; }

for program; do
	name=${program##*/}
	found=$BUILD/corpus/$name seeds=tests/fuzz/corpus/$name log=$program.log
	mkdir -p "$found"
	set -- "$found"
	[ -d "$seeds" ] && set -- "$@" "$seeds"
	if "$program" -max_total_time="${FUZZ_SECONDS:-30}" -timeout=10 \
	    -artifact_prefix="$BUILD/$name-" "$@" >"$log" 2>&1; then
		echo "$name: $(grep '^Done' "$log")"
	else
		status=1
		tail -n 60 "$log"
		echo "$name: failed; the input is $BUILD/$name-*"
	fi
done
exit $status
