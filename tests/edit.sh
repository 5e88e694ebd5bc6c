#!/bin/bash
# `hostsaccess edit`, `install` and `undo`: with a real editor in a terminal,
# every answer, what somebody else writes meanwhile, a full disk, and a kill at
# any moment.  usage: edit.sh [whole]: the kills at every system call, not only
# at some of them.
set -u
export LC_ALL=C.UTF-8
unset VISUAL EDITOR SSH_CONNECTION
HOSTSACCESS=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
pty=$(realpath "${BUILD:-build}")/tests/edit/pty
whole=${1:-}
work=$(mktemp -d) || exit 1
# Not of a child that is killed before it is the command.
trap 'case $BASHPID in $$) rm -rf "$work" ;; esac' EXIT
trap 'exit 1' HUP INT TERM
top=$PWD
. tests/support/parts.sh

# begin: a folder with both tables, and where what they replace is kept.
begin() {
	cd "$work" && rm -rf try && mkdir -p try/etc try/new && cd try || exit 1
	printf 'sshd: 192.0.2.0/24\n' >etc/hosts.allow
	printf 'ALL: ALL\n' >etc/hosts.deny
	set_of=kept/$(pwd | sed 's/%/%25/g; s/-/%2d/g; s,^/,,; s,/,-,g')-etc
}

# change COMMAND ARGUMENT...: of hostsaccess; whoever runs this is not kept.
change() {
	"$HOSTSACCESS" "$1" -d etc --backup-dir kept --no-lookup --no-keep-me \
	    "${@:2}"
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

# holds NAME TEXT: the file in etc has that text.
holds() {
	diff <(printf '%b' "$2") "etc/$1"
}

# is_clean: etc has the files of its name and nothing else, and the records are
# whole.
is_clean() {
	local litter
	litter=$(find etc -mindepth 1 ! -name hosts.allow ! -name hosts.deny \
	    ! -name hosts.tests
	[ ! -d "$set_of" ] || find "$set_of" -mindepth 1 -maxdepth 1 \
	    ! -name lock ! -regex '.*/[0-9]*')
	[ -z "$litter" ] || echo "litter: $litter"
	[ -z "$litter" ]
}

# Where the time of a file does not matter, it is old: a young one is waited
# for.
age() {
	find etc new -type f -exec touch -d '1 minute ago' {} +
}

for subject in editing undoing kills; do
	# shellcheck source=/dev/null
	. "$top/tests/edit/$subject.sh"
done

cd "$top" || exit 1
echo "edit: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
