#!/bin/bash
# Tables as people and programs write them, that have nothing wrong: no warning
# and no error.  They are below sound/, in conf/ and in hostsaccess(5).
set -u
hostsaccess=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# The pattern file is named by its absolute path, and need not be there.
copy() { # FOLDER
	rm -rf "$work/policy"
	mkdir "$work/policy"
	cp "$1"/hosts.* "$work/policy" || exit 1
	chmod 644 "$work"/policy/*
	if [ -f "$1/blocked" ]; then
		cp "$1/blocked" "$work/blocked"
	else
		echo 198.51.100.0/24 192.0.2.9 >"$work/blocked"
	fi
	sed -i "s|/etc/hosts.blocked|$work/blocked|" "$work"/policy/hosts.*
}

expect_nothing() { # FOLDER [ARGUMENT]...
	local name=$1 got
	copy "$1"
	shift
	got=$(cd "$work/policy" && timeout 20 "$hostsaccess" check \
	    --no-lookup --no-keep-me --format line -d . "$@" 2>&1)
	if [ $? -eq 0 ] && ! grep -E ': (warning|error): ' <<<"$got"; then
		((passed++))
	else
		((failed++))
		printf '%s:\n%s\n' "$name" "$got"
	fi
}

# What a manual shows without hosts.allow is a piece of a policy.
mkdir "$work/manual"
perl tests/check/manual.pl man/hostsaccess.5 "$work/manual" || exit 1
for folder in "$work"/manual/*/; do
	[ -e "$folder/hosts.allow" ] ||
		echo 'sshd: 192.0.2.0/24' >"$folder/hosts.allow"
done
for folder in tests/check/sound/*/ conf/*/; do
	expect_nothing "${folder%/}"
done
# "By account" says that the PAM lines have user=login.
mkdir "$work/pam"
printf '%s requisite pam_hostsaccess.so user=login\n' auth account \
    >"$work/pam/sshd"
for folder in "$work"/manual/*/; do
	expect_nothing "${folder%/}" --pam sshd --pam-dir "$work/pam" \
	    --ignore HA7
done
echo "sound: $passed passed, $failed failed, 0 skipped"
((failed == 0))
