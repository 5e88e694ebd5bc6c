#!/bin/bash
# The recorded rows, and random rules, against the real libwrap.
#
# HA_ORACLE_SEED=N tries that seed, too, with as many rules as HA_ORACLE_RULES
# says (20000).
set -u
. tests/verdicts/not_root.sh
oracle=${BUILD:-build}/tests/oracle/oracle
rules=${HA_ORACLE_RULES:-20000}
passed=0 failed=0 skipped=0

if [ ! -x "$oracle" ]; then
	if echo '#include <tcpd.h>' | ${CC:-cc} -E -x c - >/dev/null 2>&1; then
		echo "$oracle: not built"
		exit 1
	fi
	echo "skipped: no libwrap here (Debian: libwrap0-dev)"
	echo "oracle: 0 passed, 0 failed, 1 skipped"
	exit 0
fi

# run ARGUMENT...: the program, and its counts added up.
run() {
	local log=$tmp/log p f s
	"$oracle" "$@" >"$log" 2>&1
	local status=$?
	cat "$log"
	if read -r _ p _ f _ s _ < <(tail -n 1 "$log" | grep '^oracle-'); then
		((passed += p, failed += f, skipped += s))
		((status == 0 || f > 0)) && return
	fi
	echo "oracle $1: exit status $status"
	((failed++))
}

tests/verdicts/mkaux.sh "$tmp/aux" || exit 1
run rows "$tmp/aux" <tests/verdicts/public.tsv
run random 1 "$rules"
run wild 1 "$((rules / 4))"
[ -z "${HA_ORACLE_SEED:-}" ] || run random "$HA_ORACLE_SEED" "$rules"
echo "oracle: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
