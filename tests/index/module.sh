# Sourced by tests/index.sh: who reads the indexes, and who has them made.
# shellcheck shell=bash

# ---- the module ----

# The same requests, with an index, without one, and with one that is damaged
# in a page which is read for them.
requests() { # LINE, what is logged first, or nothing; DIR
	local client
	echo "= a large table"
	echo "given +allow=$PWD/hosts.allow +deny=$PWD/hosts.deny +index=$2" \
	    "+log=all"
	for client in 10.0.0.0 10.0.200.3 10.3.13.63; do
		echo "- rhost=$client account=PERM_DENIED"
		[ -z "$1" ] || echo "> $1"
		echo "> ~authpriv.notice refused connect from * [[]service=sshd*"
	done
	echo "- rhost=192.0.2.1 account=SUCCESS"
	[ -z "$1" ] || echo "> $1"
	echo "> ~authpriv.* connect from 192.0.2.1 *no rule matches*"
}

asked() { # LINE DIR [WRAPPER...]
	local line=$1 folder=$2
	shift 2
	requests "$line" "$folder" >cases
	rm -rf pam
	mkdir pam
	PAM_FOLDER=$PWD/pam "$@" "$driver" "$module" cases >told 2>&1 &&
		grep -q '^driver: [1-9][0-9]* passed, 0 failed, 0 skipped' told
}

# What the module says, but for lines about indexes.
told() { # DIR
	requests "" "$1" >cases
	rm -rf pam
	mkdir pam
	PAM_FOLDER=$PWD/pam "$driver" --show "$module" cases 2>&1 |
		grep -v 'the index of'
}

begin_module() {
	begin
	rules 200000 >hosts.deny
	: >hosts.allow
	index -q hosts.deny
	name=$PWD/$(name_of hosts.deny)
	unused="authpriv.debug pam_hostsaccess(sshd:account): the index of \
$PWD/hosts.deny is not used:"
}

is_used_by_the_module() {
	begin_module
	asked '' "$PWD/cache" && asked '' no && asked '' "$PWD/nothing" &&
		[ "$(told no)" = "$(told "$PWD/cache")" ]
}
claim "the module says the same with an index and without" \
    is_used_by_the_module

is_opened_by_the_module() {
	begin_module
	asked '' "$PWD/cache" strace -f -o trace -e trace=openat,pread64 &&
		grep -q "openat.*\"$name\"" trace || return 1
	asked '' no strace -f -o trace -e trace=openat,pread64 &&
		! grep "$name" trace
}
if [ -n "${SAN:-}" ]; then
	skip "the module opens it" "a sanitizer cannot be traced"
elif strace -o /dev/null true 2>/dev/null; then
	claim "the module opens it" is_opened_by_the_module
else
	skip "the module opens it" "no strace"
fi

bears_damage() {
	local page pages before
	begin_module
	before=$(told no)
	pages=$(($(stat -c %s "$name") / 4096))
	cp "$name" sound
	for ((page = 0; page < pages; page++)); do
		damage $page "$name"
	done
	asked "$unused it is no index" "$PWD/cache" ||
		asked "$unused it is damaged" "$PWD/cache" || return 1
	[ "$before" = "$(told "$PWD/cache")" ] || return 1
	# The header and all but the leaves of the tree are sound.
	dd if=sound of="$name" bs=4096 count=1 conv=notrunc status=none
	asked "$unused it is damaged" "$PWD/cache" &&
		[ "$before" = "$(told "$PWD/cache")" ]
}
claim "a damaged one is told at debug level, and changes nothing" bears_damage

bears_a_stale_one() {
	begin_module
	echo 'ALL: 192.0.2.2' >>hosts.deny
	# Of a file that was written just now no index is looked for.
	sleep 0.1
	asked "$unused the file was changed after it was made" "$PWD/cache" ||
		return 1
	chmod 666 "$name"
	asked "$unused others than its owner may write to it" "$PWD/cache"
}
claim "so is one that is stale, or not to be trusted" bears_a_stale_one

# ---- systemd's units ----

units_are_sound() {
	local unit
	begin
	for unit in "$top"/conf/hostsaccess-index.*; do
		sed "s|/usr/local/bin/hostsaccess|$HOSTSACCESS|" "$unit" \
		    >"${unit##*/}"
	done
	SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no \
	    ./hostsaccess-index.path ./hostsaccess-index.service >out 2>&1 &&
		! grep 'hostsaccess-index' out
}
if command -v systemd-analyze >/dev/null; then
	claim "the units of conf/ are sound" units_are_sound
else
	skip "the units of conf/ are sound" "no systemd-analyze"
fi
