#!/bin/bash
# Runs the programs named in UNIT_PROGRAMS, some at a time, and counts the
# tests in the TAP files that they leave.
set -u
: "${UNIT_PROGRAMS:?is set by make}"
export CK_TIMEOUT_MULTIPLIER=${CK_TIMEOUT_MULTIPLIER:-10}

run_one() {
	rm -f "$1.tap"
	CK_TAP_LOG_FILE_NAME=$1.tap "$1" >"$1.out" 2>&1
	echo $? >"$1.rc"
}
export -f run_one
# shellcheck disable=SC2086 # a list of plain words
printf '%s\n' $UNIT_PROGRAMS | xargs -P "$(nproc)" -I '{}' \
    bash -c 'run_one "$1"' run_one '{}'

passed=0 failed=0
for program in $UNIT_PROGRAMS; do
	p=$(grep -c '^ok' "$program.tap" 2>/dev/null)
	f=$(grep -c '^not ok' "$program.tap" 2>/dev/null)
	# Also when it died before its first test, or after its last.
	if [ "$(cat "$program.rc")" != 0 ] || [ "${p:-0}" = 0 ]; then
		((f += f == 0))
		echo "${program##*/}: exit status $(cat "$program.rc")"
		tests/support/unit_rows.pl "tests/${program#*/tests/}.c" \
		    <"$program.out"
	fi
	((passed += p, failed += f))
done
echo "unit: $passed passed, $failed failed, 0 skipped"
((failed == 0))
