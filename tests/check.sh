#!/bin/bash
# "hostsaccess check": each message where it belongs and nowhere else, sound
# tables, broken ones, hostile ones, those in /etc, and the order of rules
# against the matcher.
set -u
export BUILD=${BUILD:-$PWD/build}
export HOSTSACCESS=${HOSTSACCESS:-$BUILD/hostsaccess}
. tests/support/parts.sh

part perl tests/check/cases.pl "$HOSTSACCESS" common/diag_codes.def \
    tests/check/*.cases
part tests/check/sound.sh
part perl tests/check/mutations.pl "$HOSTSACCESS" \
    conf/mostly-closed tests/check/sound/mixed tests/check/sound/cis
part tests/check/deployed.sh
part tests/check/hostile.sh
part "$BUILD/tests/check/order" 250
echo "check: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
