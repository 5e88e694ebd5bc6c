#!/bin/bash
# PAM configurations: how they are read and walked through, held to libpam by
# tests/pam/dispatch; and what is found in the stacks of distributions.
set -u
build=$(realpath "${BUILD:-build}")
hostsaccess=${HOSTSACCESS:-$build/hostsaccess}
passed=0 failed=0

part() {
	local out p f
	out=$("$@" 2>&1)
	read -r p f < <(sed -n 's/^[a-z]*: \([0-9]*\) passed, \([0-9]*\) failed, .*/\1 \2/p' <<<"$out")
	if [ -z "${p:-}" ] || [ "$f" -gt 0 ]; then
		printf '%s\n' "$out"
		: $((p = ${p:-0}, f = ${f:-1}))
	fi
	((passed += p, failed += f))
}

part "$build/tests/pam/dispatch" "$build/tests/pam/told.so"
part perl tests/pam/stacks.pl "$hostsaccess"
echo "pam_stacks: $passed passed, $failed failed, 0 skipped"
((failed == 0))
