#!/bin/bash
# The module through libpam, without root: tests/pam/*.cases.
set -u
export LC_ALL=C
umask 022
build=${BUILD:-build} module=${MODULE:-build/pam_hostsaccess.so}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
passed=0 failed=0 skipped=0

fail() {
	echo "$1"
	((failed++))
}

# One missing entry point is PAM_MODULE_UNKNOWN in the first login that needs
# it; one too many can collide with what the host program has.
check_exports() {
	local exported
	if ! command -v nm >/dev/null; then
		echo "skip: exported names: there is no nm"
		((skipped++))
		return
	fi
	exported=$(nm -D --defined-only "$module" |
		awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort | xargs)
	if [ "$exported" = "pam_sm_acct_mgmt pam_sm_authenticate \
pam_sm_chauthtok pam_sm_close_session pam_sm_open_session pam_sm_setcred" ]
	then
		((passed++))
	else
		fail "exported names: $exported"
	fi
}

# run FILE: the cases of one file, in a process and a folder of their own.
run() {
	local cases=$1 status p f s
	rm -rf "$folder/run"
	mkdir "$folder/run"
	PAM_FOLDER=$folder/run timeout 120 "$build/tests/pam/driver" \
	    "$module" "$cases" >"$folder/out" 2>&1
	status=$?
	cut -c 1-2000 "$folder/out" | grep -v '^driver: '
	read -r _ p _ f _ s _ < <(grep '^driver: ' "$folder/out")
	((passed += ${p:-0}, failed += ${f:-0}, skipped += ${s:-0}))
	if [ $status != 0 ] && [ "${f:-0}" = 0 ]; then
		fail "$cases: the driver's exit status is $status"
	fi
}

check_exports
for cases in tests/pam/*.cases; do
	run "$cases"
done
echo "module: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
