#!/bin/bash
# usage: cases.sh [FOLDER]...
#
# In each folder tests/cases/COMMAND/NAME, or each that is named, "cmd" is run;
# what it prints and how it ends must be as expect.out, expect.err (if there)
# and expect.rc say.
#
# diag/HANNN/ shows a message.  HA605 needs a name server that fails, and is
# held by tests/dns: failing.sh, dns.cases.
set -u
HOSTSACCESS=${HOSTSACCESS:-$PWD/build/hostsaccess}
export HOSTSACCESS LC_ALL=C.UTF-8 TERM=dumb
unset NO_COLOR COLUMNS
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

run_case() { # FOLDER
	local status
	(cd "$1" && . ./cmd) >"$work/out" 2>"$work/err" </dev/null
	status=$?
	[ -f "$1/expect.err" ] || : >"$work/err"
	diff -u "$1/expect.out" "$work/out" &&
	    { [ ! -f "$1/expect.err" ] ||
		diff -u "$1/expect.err" "$work/err"; } &&
	    [ "$status" -eq "$(cat "$1/expect.rc")" ] && return
	echo "$1: failed (exit status $status)"
	return 1
}

(($# > 0)) || set -- tests/cases/*/*/
for folder; do
	if run_case "${folder%/}"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done
echo "cases: $passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
