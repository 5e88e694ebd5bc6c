#!/bin/bash
# Every example policy decides what the "cases" file beside it says.
set -u
hostsaccess=${HOSTSACCESS:-build/hostsaccess}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

fail() {
	echo "$1"
	failed=$((failed + 1))
}

# The pattern file of the block list is named by its absolute path.
copy_policy() { # FOLDER
	rm -rf "$work/policy"
	cp -r "$1" "$work/policy"
	[ -f "$work/policy/blocked" ] || return 0
	sed -i "s|/etc/hosts.blocked|$work/policy/blocked|" \
	    "$work/policy/hosts.deny"
}

check_case() { # POLICY EXPECTED REQUEST...
	local policy=$1 expected=$2 got
	shift 2
	got=$("$hostsaccess" match --no-lookup --format line \
	    -d "$work/policy" "$@" 2>"$work/errors" | cut -f 1)
	if [ -s "$work/errors" ]; then
		fail "$policy: $*: $(cat "$work/errors")"
	elif [ "$got" != "$expected" ]; then
		fail "$policy: $*: expected $expected, got $got"
	else
		passed=$((passed + 1))
	fi
}

check_policy() { # FOLDER
	local line
	copy_policy "$1"
	while read -r line; do
		case $line in
		'' | '#'*) continue ;;
		esac
		# shellcheck disable=SC2086
		check_case "$1" $line
	done <"$1/cases"
}

# The stanza is what the manual says: two lines, for auth and for account.
check_stanza() {
	local lines
	lines=$(grep -v '^#' conf/pam.d-sshd | grep -c \
	    -E '^(auth|account) +requisite +pam_hostsaccess\.so$')
	if [ "$lines" -eq 2 ]; then
		passed=$((passed + 1))
	else
		fail 'conf/pam.d-sshd: not the two lines'
	fi
}

for folder in conf/*/; do
	check_policy "${folder%/}"
done
check_stanza
echo "conf: $passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
