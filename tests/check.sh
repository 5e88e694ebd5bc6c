#!/bin/bash
# "hostsaccess check": each message where it belongs and nowhere else, sound
# tables, broken ones, hostile ones, those in /etc, what hostsaccess_diag(7)
# shows, and the order of rules against the matcher.
set -u
export BUILD=${BUILD:-$PWD/build}
export HOSTSACCESS=${HOSTSACCESS:-$BUILD/hostsaccess}
. tests/support/parts.sh

part perl tests/check/cases.pl "$HOSTSACCESS" common/language/codes.def \
    tests/check/*.cases
part tests/check/sound.sh
part perl tests/check/mutations.pl "$HOSTSACCESS" \
    conf/mostly-closed tests/check/sound/mixed tests/check/sound/cis
part perl tests/check/examples.pl "$HOSTSACCESS" man/hostsaccess_diag.7
part tests/check/deployed.sh
part tests/check/streams.sh
part tests/check/hostile.sh
part "$BUILD/tests/check/order" 250
echo "check: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
