# Sourced by tests/index.sh: what fails, is killed, or happens at once.
# shellcheck shell=bash

# ---- what fails ----

# fails PATTERN COMMAND...: with status 74, one message, and no litter.
fails() {
	local pattern=$1
	shift
	says 74 "hostsaccess: index: $pattern" "$@" &&
		{ [ ! -d cache ] || [ -z "$(ls -A cache)" ]; }
}

refuses_what_is_no_file() {
	begin
	mkdir folder
	mkfifo fifo
	fails 'nothing: No such file or directory' index nothing &&
		fails 'nothing: No such*' index --check nothing &&
		fails 'nothing: No such*' index --remove nothing &&
		fails 'folder: Is a directory' index folder &&
		fails 'fifo: not indexed: it is no regular file' timeout 10 "$HOSTSACCESS" \
		    index --index-dir cache fifo &&
		fails '/dev/null: not indexed: it is no regular file' index /dev/null &&
		fails '/dev/zero: not indexed: it is no regular file' index /dev/zero
}
claim "what is no file has no index" refuses_what_is_no_file

goes_on() {
	begin
	says 74 $'*nothing: No such*\nhosts.deny: indexed *' \
	    index nothing hosts.deny && holds 1
}
claim "the others are indexed all the same" goes_on

refuses_the_future() {
	begin
	touch -d tomorrow hosts.deny
	fails 'hosts.deny: not indexed: its time of change lies in the future' \
	    index hosts.deny && fails './hosts.deny: *future*' index -d . ||
		return 1
	touch -d '300000-01-01' hosts.deny 2>/dev/null ||
		touch -d '2400-01-01' hosts.deny
	fails 'hosts.deny: *future*' index hosts.deny || return 1
	touch -d '1930-01-01' hosts.deny
	status 0 index hosts.deny && status 0 index --check hosts.deny
}
claim "a file from the future has none" refuses_the_future

waits() {
	begin
	cp hosts.deny new
	touch -d "$(date -d '1 second' +%F' '%T)" hosts.deny
	status 0 index hosts.deny && status 0 index --check hosts.deny
}
claim "a file of this moment is waited for" waits

fails_in_missing_folder() {
	begin
	says 74 '*: index: none/cache: No such file or directory' \
	    "$HOSTSACCESS" index --index-dir none/cache hosts.deny &&
		says 74 '*: index: hosts.deny: Not a directory' \
		    "$HOSTSACCESS" index --index-dir hosts.deny hosts.deny &&
		[ ! -e none ]
}
claim "only the last part of the folder is made" fails_in_missing_folder

fails_when_it_is_too_long() {
	begin
	mkdir cache
	(ulimit -f 100 && fails 'cache/*.index: File too large' \
	    index hosts.deny)
}
claim "a limit of size leaves no litter" fails_when_it_is_too_long

fails_as_nobody() {
	begin
	chmod 755 "$work" .
	mkdir -m 755 cache
	cp "$HOSTSACCESS" "$work/command"
	fails 'cache/*.index: Permission denied' setpriv --reuid 65534 \
	    --clear-groups "$work/command" index --index-dir cache hosts.deny &&
		says 74 '*index: cache2: Permission denied' setpriv \
		    --reuid 65534 --clear-groups "$work/command" index \
		    --index-dir cache2 hosts.deny
}
if setpriv --version >/dev/null 2>&1; then
	as_root "a folder that it may not write to" fails_as_nobody
else
	skip "a folder that it may not write to" "no setpriv"
fi

fails_on_a_full_disk() {
	begin
	mkdir cache
	unshare -m bash -c 'mount -t tmpfs -o size=100k,mode=755 none cache &&
	    "$@"; code=$?; [ -z "$(ls -A cache)" ] || echo litter
	    exit $code' - "$HOSTSACCESS" index --index-dir cache hosts.deny \
	    >out 2>&1
	[ $? -eq 74 ] && grep -q 'No space left' out && ! grep litter out
}
if is_root && unshare -m true 2>/dev/null; then
	claim "a full disk leaves no litter" fails_on_a_full_disk
else
	skip "a full disk leaves no litter" "no file system can be mounted"
fi

keeps_a_folder() {
	begin
	mkdir -m 755 cache "$(name_of hosts.deny)"
	says 74 '*index: cache/*.index: Is a directory' index hosts.deny &&
		[ "$(find cache -mindepth 1 | wc -l)" -eq 1 ]
}
claim "a folder in its place stays" keeps_a_folder

# ---- killed, and at once ----

# killed SIGNAL: at some moment of its work.
killed() {
	"$HOSTSACCESS" index -q --index-dir cache hosts.deny &
	sleep "0.0$((RANDOM % 10))$((RANDOM % 10))"
	kill "-$1" $! 2>/dev/null
	wait $! 2>/dev/null
}

# Whatever is there by its name is whole, and the next one comes to an end.
survives() {
	local i
	begin
	for ((i = 0; i < 60; i++)); do
		killed KILL
		[ ! -e "$(name_of hosts.deny)" ] ||
			says 0 "hosts.deny: up to date" \
			    index --check hosts.deny ||
			says 1 "hosts.deny: stale: $changed" \
			    index --check hosts.deny || return 1
		((i % 3)) || rm -f "$(name_of hosts.deny)"
		((i % 2)) || touch hosts.deny
	done
	status 0 index hosts.deny &&
		says 0 "hosts.deny: up to date" index --check hosts.deny ||
		return 1
	# What lies there may be of one that is still at work, but not so long.
	find cache -name '.*' -exec touch -d '2 hours ago' {} +
	index -q --check hosts.deny && index -q hosts.deny && holds 1
}
claim "killed at any moment, it leaves no half index" survives

# The same for sure, at the moment when most is written.
cleans_up() {
	local name
	begin
	index -q hosts.deny
	name=$(name_of hosts.deny)
	for each in .x .1-2.index.0 ".${name#cache/}.0123456789abcdef" \
	    ".${name#cache/}.0123456789abcdefg" \
	    ".${name#cache/}.fedcba9876543210"; do
		echo half >"cache/$each"
		touch -d '2 hours ago' "cache/$each"
	done
	touch "cache/.${name#cache/}.fedcba9876543210"
	index -q "$@" hosts.deny
	says 0 ".1-2.index.0
.${name#cache/}.0123456789abcdefg
.${name#cache/}.fedcba9876543210
.x*" ls -A cache
}
claim "what was left behind is cleaned up when it is old" cleans_up
claim "also when an index is removed" cleans_up --remove

leaves_nothing() {
	local i
	begin
	for ((i = 0; i < 60; i++)); do
		killed TERM
		rm -f "$(name_of hosts.deny)"
		[ ! -d cache ] || holds 0 || return 1
	done
}
claim "a signal leaves nothing" leaves_nothing

works_at_once() {
	local i jobs job
	begin
	for ((i = 0; i < 10; i++)); do
		jobs=
		for job in 1 2 3 4; do
			"$HOSTSACCESS" index --index-dir cache hosts.deny &
			jobs+=" $!"
		done
		for job in $jobs; do
			status 0 wait "$job" || return 1
		done
		holds 1 && says 0 "hosts.deny: up to date" \
		    index --check hosts.deny || return 1
		replace
	done
}
claim "several may work at once" works_at_once

works_while_it_changes() {
	local i writer
	begin
	for ((i = 0; i < 200; i++)); do
		echo "ALL: 192.0.2.$i" >>hosts.deny
		sleep 0.01
	done &
	writer=$!
	while kill -0 $writer 2>/dev/null; do
		index hosts.deny
	done >out 2>&1
	wait
	! grep -v -e ': indexed ' -e 'being changed all the time' out ||
		return 1
	index -q hosts.deny &&
		says 0 "hosts.deny: up to date" index --check hosts.deny &&
		holds 1
}
claim "a file may change all the time" works_while_it_changes

# Who waits for changes waits for it, too, and does not see that one.  A machine
# that is done before gets a larger table.
sees_a_late_change() {
	local count=400000
	begin
	while rules $count >hosts.deny && sleep 0.1; do
		"$HOSTSACCESS" index -q --index-dir cache hosts.deny &
		sleep 0.1
		kill -STOP $! 2>/dev/null && break
		wait
		((count *= 2, count < 10000000)) || return 1
	done
	append
	kill -CONT $!
	wait
	says 0 "hosts.deny: up to date" index --check hosts.deny
}
claim "a change while it works is not lost" sees_a_late_change

# Of a file that it is done with, while it waits for another one.
sees_a_change_behind_it() {
	begin
	cp hosts.deny late
	touch -d "$(date -d '1 second' +%F' '%T.%N)" late
	"$HOSTSACCESS" index --index-dir cache hosts.deny late >out &
	sleep 0.5
	append
	wait
	grep -q '^hosts.deny: indexed 20,001 ' out &&
		says 0 "hosts.deny: up to date
late: up to date" index --check hosts.deny late
}
claim "nor one of a file that it is done with" sees_a_change_behind_it

# Each index takes longer than the file stays as it is; on a busy machine already
# reading it does.
tells_what_is_stale() {
	local writer
	begin
	rules 400000 >hosts.deny
	while sleep 0.05; do
		append
	done &
	writer=$!
	says 74 '*index: hosts.deny: @(its index is stale already: *|not '"\
"'indexed: it is being changed all the time)*' index -q hosts.deny
	set -- $?
	kill $writer
	wait $writer 2>/dev/null
	return "$1"
}
claim "an index that is stale when it is done is told" tells_what_is_stale
