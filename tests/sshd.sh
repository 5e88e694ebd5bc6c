#!/bin/bash
# A real sshd with the module in its PAM stack, and logins from allowed and
# refused addresses: tests/sshd/logins.  Runs as root in private namespaces;
# nothing of the host is changed, and everything ends with the namespaces.
set -u
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
exec </dev/null
module=$(realpath "${MODULE:-build/pam_hostsaccess.so}")

skip() {
	echo "skip: $1"
	echo "sshd: 0 passed, 0 failed, $(grep -cE \
	    '^(in|out|log|nolog|lines|prompted|shows|env) ' \
	    tests/sshd/logins) skipped"
	exit 0
}

[ "$(id -u)" = 0 ] || skip "only root may make namespaces"
[ -z "${SAN:-}" ] || skip "sshd cannot load a sanitised module"
[ -z "${COVER:-}" ] || skip "sshd cannot load an instrumented module"
for tool in unshare mount ip sshd ssh ssh-keygen perl; do
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
unshare $spaces tests/sshd/inside.sh "$work" "$module" tests/sshd/logins &
child=$!
wait "$child"
status=$?
[ $status = 77 ] && skip "the host is not fit for it"
exit $status
