#!/bin/bash
# "hostsaccess diff" and "hostsaccess test" against the matcher: random small
# tables, and every request of a small world.
set -u
export BUILD=${BUILD:-$PWD/build}
. tests/support/parts.sh

part "$BUILD/tests/changes/changes" 60
part "$BUILD/tests/changes/sets" 400
echo "changes: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
