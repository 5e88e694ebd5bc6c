#!/bin/bash
# The module through libpam, without root: tests/pam/*.cases.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
PAM_FOLDER=$folder "${BUILD:-build}/tests/pam/driver" \
    "${MODULE:-build/pam_hostsaccess.so}" tests/pam/*.cases |
    sed 's/^driver: /module: /'
exit "${PIPESTATUS[0]}"
