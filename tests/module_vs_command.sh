#!/bin/bash
# One semantics: for random tables and requests the command, in each of its
# forms, and the module give the same verdict by the same rule.
set -u
if ! command -v perl >/dev/null; then
	echo 'module_vs_command: 0 passed, 0 failed, 1 skipped'
	exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export BUILD=${BUILD:-$PWD/build}
export HOSTSACCESS=${HOSTSACCESS:-$BUILD/hostsaccess}
export MODULE=${MODULE:-$BUILD/pam_hostsaccess.so}
perl tests/module_vs_command/compare.pl "$work" "${HA_AGREE_SEED:-1}" "${HA_AGREE_TABLES:-40}"
