#!/bin/bash
# "hostsaccess check": each message where it belongs and nowhere else, sound
# tables, broken ones, hostile ones, those in /etc, and the order of rules
# against the matcher.
set -u
export BUILD=${BUILD:-$PWD/build}
export HOSTSACCESS=${HOSTSACCESS:-$BUILD/hostsaccess}
passed=0 failed=0 skipped=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

# part NAME COMMAND...: its last line says what it counted.
part() {
	local name=$1 status p f s
	shift
	"$@" >"$log" 2>&1
	status=$?
	read -r p f s < <(sed -n 's/^[a-z-]*: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' \
	    "$log" | tail -n 1)
	if [ -z "${p:-}" ] || { [ "$f" -eq 0 ] && [ $status -ne 0 ]; }; then
		echo "$name: exit status $status"
		: $((p = 0, f = 1, s = 0))
	fi
	[ "$f" -eq 0 ] && [ "$s" -eq 0 ] || cat "$log"
	((passed += p, failed += f, skipped += s))
}

part cases perl tests/check/cases.pl "$HOSTSACCESS" common/diag_codes.def \
    tests/check/*.cases
part sound tests/check/sound.sh
part mutations perl tests/check/mutations.pl "$HOSTSACCESS" \
    conf/mostly-closed tests/check/sound/mixed tests/check/sound/cis
part deployed tests/check/deployed.sh
part hostile tests/check/hostile.sh
part order "$BUILD/tests/check/order" 250
echo "check: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
