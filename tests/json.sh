#!/bin/bash
# What `hostsaccess match --format json` prints is what conf/match.schema.json
# says, and the schema refuses what it should.
#
# HA_JSON_SEED=N tries other tables and requests.
set -u
export LC_ALL=C.UTF-8
HOSTSACCESS=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
export HOSTSACCESS

for python in python3 /usr/bin/python3; do
	"$python" -c 'import jsonschema' 2>/dev/null || continue
	exec "$python" -B tests/json/check.py conf/match.schema.json \
	    "${HA_JSON_SEED:-1}"
done
echo "skipped: no jsonschema for python3 here (Debian: python3-jsonschema)"
echo "json: 0 passed, 0 failed, 1 skipped"
