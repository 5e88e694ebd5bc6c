#!/bin/bash
# The reports of `hostsaccess check` in all their forms: they agree with each
# other, with conf/check.schema.json and with SARIF's rules, whatever stands in
# the tables; and `hostsaccess explain` prints what the manual says.
#
# HA_REPORTS_SEED=N tries other tables.
set -u
export LC_ALL=C.UTF-8
HOSTSACCESS=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
export HOSTSACCESS
unset NO_COLOR COLUMNS SSH_CONNECTION

for python in python3 /usr/bin/python3; do
	"$python" -c 'import jsonschema' 2>/dev/null || continue
	exec "$python" -B tests/reports/check.py "${HA_REPORTS_SEED:-1}"
done
echo "skipped: no jsonschema for python3 here (Debian: python3-jsonschema)"
echo "reports: 0 passed, 0 failed, 1 skipped"
