#!/bin/bash
# `--confirm` and `hostsaccess confirm` with a real sshd: what nobody confirms
# is taken back, whatever became of the session; an old login, one over its
# connection, and what is no login cannot confirm.  Runs as root in private
# namespaces, as tests/sshd.sh does.
set -u
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
exec </dev/null
unset SSH_CONNECTION

skip() {
	echo "skip: $1"
	echo "confirm: 0 passed, 0 failed, 1 skipped"
	exit 0
}

[ "$(id -u)" = 0 ] || skip "only root may make namespaces"
for tool in unshare mount ip sshd ssh ssh-keygen perl setpriv; do
	command -v "$tool" >/dev/null || skip "there is no $tool"
done
spaces="-m -n -p -f --kill-child --mount-proc --propagation private"
# shellcheck disable=SC2086 # a list of plain words
unshare $spaces true 2>/dev/null || skip "namespaces cannot be made here"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# What runs in the namespaces dies with this one.
trap 'kill -KILL "$child" 2>/dev/null; exit 1' HUP INT TERM
# shellcheck disable=SC2086 # a list of plain words
unshare $spaces tests/confirm/inside.sh "$work" &
child=$!
wait "$child"
status=$?
[ $status = 77 ] && skip "the host is not fit for it"
exit $status
