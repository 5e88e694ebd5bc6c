#!/bin/bash
# `hostsaccess index`: indexes are written, checked and removed; what is stale,
# damaged or not to be trusted is told and replaced; what fails or is killed
# leaves nothing; and the module uses them, with the same verdicts and lines.
set -u
export LC_ALL=C.UTF-8
HOSTSACCESS=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
module=$(realpath "${MODULE:-build/pam_hostsaccess.so}")
driver=$(realpath "${BUILD:-build}")/tests/pam/driver
work=$(mktemp -d) || exit 1
# Not of a child that is killed before it is the command.  In there bash may
# take the status of any simple command for that of another process.
trap 'case $BASHPID in $$) rm -rf "$work" ;; esac' EXIT
trap 'exit 1' HUP INT TERM
top=$PWD
. tests/support/parts.sh

is_root() {
	[ "$(id -u)" -eq 0 ]
}

# as_root WORDS COMMAND...: a claim that only root can try.
as_root() {
	if is_root; then claim "$@"; else skip "$1" "not root"; fi
}

# rules COUNT: a table of so many single addresses.
rules() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		printf "ALL: 10.%d.%d.%d\n", i / 65536, i / 256 % 256, i % 256 }'
}

words() {
	rules "$1" | sed 's/^ALL: //'
}

rules 20000 >"$work/large"
words 20000 >"$work/many"

# begin: an empty folder, with a large table and no index.
begin() {
	cd "$work" && rm -rf try && mkdir try && cd try || exit 1
	cp "$work/large" hosts.deny
}

index() { # ARGUMENT...
	"$HOSTSACCESS" index --index-dir cache "$@"
}

# status N COMMAND...: it ends with that status.
status() {
	local want=$1 got
	shift
	"$@"
	got=$?
	[ "$got" -eq "$want" ] || echo "exit status $got: $*"
	[ "$got" -eq "$want" ]
}

# says STATUS LINE COMMAND...: so it ends, and that is all it prints; LINE is
# a pattern of the shell.
says() {
	local want=$1 line=$2 out got
	shift 2
	out=$("$@" 2>&1)
	got=$?
	# shellcheck disable=SC2053 # a pattern
	[ "$got" -eq "$want" ] && [[ $out == $line ]] && return
	printf 'exit status %s: %s\n%s\n' "$got" "$*" "$out"
	return 1
}

# holds COUNT: the folder has so many files, and so many of them are indexes.
holds() {
	local all
	all=$(find cache -mindepth 1)
	[ "$(grep -c . <<<"$all")" -eq "$1" ] &&
		[ "$(grep -c '/[0-9a-f]*-[0-9a-f]*\.index$' <<<"$all")" \
		    -eq "$1" ] && return
	printf '%s\n' "$all"
	return 1
}

name_of() { # FILE
	stat -c 'cache/%d %i' "$1" | {
		read -r device inode
		printf 'cache/%x-%x.index\n' "${device#cache/}" "$inode"
	}
}

# damage PAGE FILE: one byte of the page.
damage() {
	local at=$(($1 * 4096 + 99)) byte
	byte=$(od -An -tu1 -j $at -N 1 "$2")
	# shellcheck disable=SC2059 # made of digits
	printf "\\x$(printf %x $((byte ^ 1)))" |
		dd of="$2" bs=1 seek=$at conv=notrunc status=none
}

for subject in one failures tables module; do
	# shellcheck source=/dev/null
	. "$top/tests/index/$subject.sh"
done

cd "$top" || exit 1
echo "index: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
