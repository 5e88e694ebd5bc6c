#!/bin/bash
# Look-ups with real name servers.  Needs root for namespaces.
set -u

skip() {
	echo "skipped: $1"
	echo 'dns: 0 passed, 0 failed, 1 skipped'
	exit 0
}

[ "$(id -u)" -eq 0 ] || skip 'only root may make namespaces'
for tool in unshare ip knotd perl strace; do
	command -v "$tool" >/dev/null || skip "there is no $tool"
done
unshare -m -n true 2>/dev/null || skip 'namespaces cannot be made here'

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
export BUILD=${BUILD:-$PWD/build}
export HOSTSACCESS=${HOSTSACCESS:-$BUILD/hostsaccess}
export MODULE=${MODULE:-$BUILD/pam_hostsaccess.so}
# Limits count the processes of a user in all namespaces: one of our own.
user=$((10000 + $$ % 50000))
# What runs in the namespaces dies with the first process there, which only
# this signal ends.
trap 'kill -KILL "-$child" "$child" 2>/dev/null; exit 1' HUP INT TERM
timeout -s KILL 280 unshare -m -n -p -f --kill-child --mount-proc \
    --propagation private tests/dns/inside.sh "$work" "$user" &
child=$!
wait "$child"
