#!/bin/bash
# PAM configurations: how they are read and walked through, held to libpam by
# tests/pam/dispatch; and what is found in the stacks of distributions.
set -u
build=$(realpath "${BUILD:-build}")
hostsaccess=${HOSTSACCESS:-$build/hostsaccess}
. tests/support/parts.sh

part "$build/tests/pam/dispatch" "$build/tests/pam/modules/told.so"
part perl tests/pam/stacks.pl "$hostsaccess"
echo "pam_stacks: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
