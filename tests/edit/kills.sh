# Sourced by tests/edit.sh: killed at any system call, install and undo leave
# each table old or new, whole, and the next run leaves no litter.
# shellcheck shell=bash

# Where there is no tracing, as in some containers, nothing can be shown.
can_trace() {
	command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null
}

old_allow='sshd: 192.0.2.0/24\n' old_deny='ALL: ALL\n'
new_allow='sshd: 10.0.0.1\n' new_deny='ALL: ALL\nsshd: 10.0.0.2\n'

prepare() {
	begin
	printf '%b' "$new_allow" >new/hosts.allow
	printf '%b' "$new_deny" >new/hosts.deny
	age
	[ "$1" = install ] ||
		change install -q new/hosts.allow new/hosts.deny >/dev/null
	rm -rf "$work/before"
	cp -a . "$work/before"
}

again() {
	cd "$work" && rm -rf try && cp -a before try && cd try || exit 1
}

# What writes, or goes before or after it.
calls=openat,write,pwrite64,fsync,fchmod,fchown,fsetxattr,rename,renameat,
calls+=renameat2,unlink,unlinkat,rmdir,mkdir,link,flock,ftruncate,close,
calls+=clock_nanosleep

real=$HOSTSACCESS
cat >"$work/traced" <<-'END'
	#!/bin/sh
	# A sanitizer cannot look for leaks where it is traced itself.
	export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
	exec strace -o "$TRACE" -e trace="$CALLS" $KILL "$REAL" "$@"
END
chmod +x "$work/traced"

act() { # install|undo
	case $1 in
	install) change install -q new/hosts.allow new/hosts.deny ;;
	undo) change undo -q ;;
	esac
}

# traced install|undo [OPTION OF STRACE]...
traced() {
	local HOSTSACCESS=$work/traced
	TRACE=$work/trace CALLS=$calls REAL=$real KILL="${*:2}" act "$1"
}

# list_calls install|undo: "NAME N" of each call from where the backups are
# looked at: strace counts those of each name.
list_calls() {
	again
	traced "$1" || return
	awk -F'(' '/^[a-z]/ { n[$1]++; if (/kept/) found = 1
	    if (found) print $1, n[$1] }' "$work/trace" >"$work/calls"
}

is_old_or_new() { # NAME OLD NEW
	cmp -s "etc/$1" <(printf '%b' "$2") ||
		cmp -s "etc/$1" <(printf '%b' "$3") && return
	echo "$1 is neither old nor new:"
	cat "etc/$1"
	return 1
}

is_whole() {
	is_old_or_new hosts.allow "$old_allow" "$new_allow" &&
		is_old_or_new hosts.deny "$old_deny" "$new_deny"
}

# Both old, or both new.
agrees() {
	{ holds hosts.allow "$old_allow" && holds hosts.deny "$old_deny"; } ||
		{ holds hosts.allow "$new_allow" && holds hosts.deny "$new_deny"; }
}

survives_a_kill() { # install|undo NAME N
	again
	traced "$1" -e "inject=$2:signal=KILL:when=$3" >/dev/null 2>&1
	[ $? != 137 ] || ((++killed))
	is_whole || return
	# The next command brings all in order.
	if [ "$1" = install ]; then
		status 0 change undo --list >/dev/null && agrees >agreed ||
			{ cat agreed; return 1; }
	else
		change undo -q --keep sshd:192.0.2.1 || change undo -q --list
		holds hosts.allow "$old_allow" && holds hosts.deny "$old_deny" ||
			return
	fi
	is_clean && status 0 act install && holds hosts.allow "$new_allow" &&
		holds hosts.deny "$new_deny" && is_clean
}

survives_kills() { # install|undo
	local name n killed=0 step=1
	prepare "$1"
	list_calls "$1" || return
	[ -n "$whole" ] || step=$((($(wc -l <"$work/calls") + 15) / 16))
	while read -r name n; do
		survives_a_kill "$1" "$name" "$n" && continue
		echo "killed at $name number $n"
		tail -n 3 "$work/trace"
		return 1
	done < <(awk -v step=$step -v first=$((RANDOM % step)) \
	    'NR % step == first' "$work/calls")
	# How often a young file is waited for differs.
	echo "$killed killed" && [ $killed -ge 10 ]
}

if can_trace; then
	claim "install, killed at any moment, leaves old or new tables" \
	    survives_kills install
	claim "so does undo" survives_kills undo
else
	skip "killed at any moment" "nothing can be traced here"
fi
