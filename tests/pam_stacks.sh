#!/bin/bash
# How PAM configurations are read and walked through: tests/pam/dispatch holds
# that to libpam.
set -u
build=$(realpath "${BUILD:-build}")

exec "$build/tests/pam/dispatch" "$build/tests/pam/told.so"
