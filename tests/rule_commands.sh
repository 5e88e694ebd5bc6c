#!/bin/bash
# Commands of rules, run by the module.  Needs root for namespaces: what counts
# the commands of the machine lies in /run.
set -u

skip() {
	echo "skipped: $1"
	echo 'rule_commands: 0 passed, 0 failed, 1 skipped'
	exit 0
}

[ "$(id -u)" -eq 0 ] || skip 'only root may make namespaces'
for tool in unshare perl; do
	command -v "$tool" >/dev/null || skip "there is no $tool"
done
unshare -m -p -f true 2>/dev/null || skip 'namespaces cannot be made here'

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
export BUILD=${BUILD:-$PWD/build}
export MODULE=${MODULE:-$BUILD/pam_hostsaccess.so}
# What runs in the namespaces dies with the first process there, which only
# this signal ends.
trap 'kill -KILL "-$child" "$child" 2>/dev/null; exit 1' HUP INT TERM
timeout -s KILL 280 unshare -m -p -f --kill-child --mount-proc \
    --propagation private tests/rule_commands/inside.sh "$work" &
child=$!
wait "$child"
