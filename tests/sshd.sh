#!/bin/bash
# A real sshd with the module in its PAM stack.  Needs root for namespaces.
set -u

skip() {
	echo "skipped: $1"
	echo 'sshd: 0 passed, 0 failed, 1 skipped'
	exit 0
}

[ "$(id -u)" -eq 0 ] || skip 'only root may make namespaces'
[ -z "${SAN:-}" ] || skip 'sshd cannot load a sanitised module'
[ -z "${COVER:-}" ] || skip 'sshd cannot load an instrumented module'
for tool in unshare ip ssh ssh-keygen openssl perl; do
	command -v "$tool" >/dev/null || skip "there is no $tool"
done
[ -x /usr/sbin/sshd ] || skip 'there is no sshd'
unshare -m -n true 2>/dev/null || skip 'namespaces cannot be made here'

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
timeout 200 unshare -m -n -p -f --kill-child --mount-proc \
    --propagation private \
    tests/sshd/inside.sh "$work" "${MODULE:-$PWD/build/pam_hostsaccess.so}"
