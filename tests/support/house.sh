#!/bin/bash
# The small checks of the Makefile, as TAP: each must succeed and print
# nothing.
set -u
make=${MAKE:-make}
n=0 status=0

check() {
	local out
	((n++))
	if out=$("$make" -s --no-print-directory "$1" 2>&1) && [ -z "$out" ]
	then
		echo "ok $n - $1"
	else
		printf '%s\n' "$out"
		echo "not ok $n - $1"
		status=1
	fi
}

skip() {
	((n++))
	echo "ok $n - $1 # SKIP $2"
}

check lists
check layers
check headers
if [ -n "${SAN:-}${COVER:-}" ]; then
	skip symbols "this build calls its instruments"
else
	check symbols
fi
if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
	check format-check
else
	skip format-check "no clang-format 14 here"
fi
if command -v mandoc >/dev/null; then
	check man-check
else
	skip man-check "no mandoc here"
fi
echo "1..$n"
exit $status
