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
# Not of a child that is killed before it is the command.
trap '[ "$BASHPID" != $$ ] || rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
top=$PWD
passed=0 failed=0 skipped=0

claim() { # WORDS COMMAND...
	local words=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		((passed++))
	else
		((failed++))
		echo "failed: $words"
		sed 's/^/    /' "$work/log"
	fi
}

skip() { # WORDS WHY
	((skipped++))
	echo "skip: $1: $2"
}

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

# ---- one file ----

is_written() {
	begin
	(umask 022 && says 0 \
	    "hosts.deny: indexed 20,000 rules, 3[0-9][0-9].[0-9] KiB in cache/*" \
	    index hosts.deny) && holds 1 && [ -f "$(name_of hosts.deny)" ] &&
		[ "$(stat -c %a cache cache/*)" = $'755\n600' ]
}
claim "an index is written" is_written

is_checked_and_removed() {
	begin
	says 1 "hosts.deny: there is no index" index --check hosts.deny &&
		status 0 index hosts.deny &&
		says 0 "hosts.deny: up to date" index --check hosts.deny &&
		says 0 "hosts.deny: the index was removed" \
		    index --remove hosts.deny && holds 0 &&
		says 0 "hosts.deny: there was no index" \
		    index --remove hosts.deny &&
		says 1 "hosts.deny: there is no index" index --check hosts.deny
}
claim "it is checked, and removed" is_checked_and_removed

is_quiet() {
	begin
	says 1 "" index -q --check hosts.deny &&
		says 0 "" index -q hosts.deny &&
		says 0 "" index --quiet --remove hosts.deny
}
claim "--quiet says nothing" is_quiet

is_private() {
	begin
	mkdir -m 700 secret
	chmod 644 hosts.deny
	mv hosts.deny secret
	(umask 022 && index -q secret/hosts.deny) &&
		[ "$(stat -c %a cache/*)" = 600 ]
}
claim "who may not reach the table may not read its index" is_private

follows_as() {
	begin
	words 20000 >words
	says 0 "words: indexed 20,000 words, *" index words &&
		says 0 "hosts.deny: indexed 40,000 words, *" \
		    index --as words hosts.deny &&
		says 1 "hosts.deny: unusable: it was made of the file as*" \
		    index --check hosts.deny &&
		says 0 "hosts.deny: up to date, but not used: too few of*" \
		    index --check --as words hosts.deny &&
		says 0 "words: indexed 20,000 rules, *" index --as table words
}
claim "--as decides what the file is" follows_as

knows_small_files() {
	begin
	rules 100 >small
	says 0 "small: indexed 100 rules, *, which is not used: so small a*" \
	    index small &&
		says 0 "small: up to date, but not used: so small a*" \
		    index --check small || return 1
	sed 's/: .*/: .example/' "$work/large" >names
	says 0 "names: indexed *, which is not used: too few of its rules *" \
	    index names
}
claim "an index of no use is written and told" knows_small_files

# ---- stale ----

# turns_stale PATTERN COMMAND...: an index does, by what the command does.
turns_stale() {
	local pattern=$1
	shift
	begin
	status 0 index hosts.deny && "$@" &&
		says 1 "hosts.deny: stale: $pattern" index --check hosts.deny &&
		status 0 index hosts.deny && holds 1 &&
		says 0 "hosts.deny: up to date" index --check hosts.deny
}
changed='the file was changed after it was made (cache/*.index)'

replace() {
	cp hosts.deny new && mv new hosts.deny
}
claim "a file that is replaced" turns_stale \
    'the file was replaced after it was made' replace

append() {
	echo 'ALL: 192.0.2.1' >>hosts.deny
}
claim "a file that grows" turns_stale "$changed" append

touch_back() {
	touch -r hosts.deny time && append && touch -r time hosts.deny
}
claim "a file that changes and gets its old time" turns_stale \
    "$changed" touch_back

rewrite() {
	sed 's/10/11/' hosts.deny >new && touch -r hosts.deny new &&
		dd if=new of=hosts.deny conv=notrunc status=none &&
		touch -r new hosts.deny
}
claim "a file with other bytes of the same size and time" turns_stale \
    "$changed" rewrite

# ---- whom it trusts ----

# is_renewed PATTERN COMMAND...: what the command makes of the index is told,
# and the next one takes its place.
is_renewed() {
	local pattern=$1 name
	shift
	begin
	index -q hosts.deny && name=$(name_of hosts.deny) && "$@" "$name" &&
		says 1 "hosts.deny: $pattern (cache/*.index)" \
		    index --check hosts.deny &&
		status 0 index -d . && holds 1 && [ ! -L "$name" ] &&
		[ "$(stat -c %u.%a "$name")" = "$(id -u).600" ] &&
		says 0 "hosts.deny: up to date" index --check hosts.deny
}
as_root "an index of another user" is_renewed \
    'not trusted: it belongs to another user' chown 1
claim "an index that the group may write" is_renewed \
    'not trusted: others than its owner may write to it' chmod 664
claim "a page that is damaged" is_renewed 'unusable: it is damaged' \
    damage 40
claim "the first page damaged" is_renewed 'unusable: it is*' \
    damage 0
claim "half an index" is_renewed 'unusable: it is damaged' truncate -s 8192
claim "an empty index" is_renewed 'unusable: it is damaged' truncate -s 0

keeps_what_links_lead_to() {
	begin
	mkdir -m 755 cache
	echo precious >target
	ln -s ../target "$(name_of hosts.deny)"
	says 1 'hosts.deny: not trusted: *' index --check hosts.deny &&
		status 0 index hosts.deny && holds 1 &&
		[ -f "$(name_of hosts.deny)" ] &&
		[ ! -L "$(name_of hosts.deny)" ] && [ "$(<target)" = precious ]
}
claim "a link in its place is replaced, not followed" keeps_what_links_lead_to

# refuses_folder MODE
refuses_folder() {
	begin
	mkdir cache
	chmod "$1" cache
	says 74 '*index: cache: others than its owner may write to it; it is not used' \
	    index hosts.deny && [ -z "$(ls -A cache)" ] &&
		says 1 '*index: cache: others *' index --check hosts.deny &&
		says 74 '*index: cache: others *' index --remove hosts.deny
}
claim "a folder that the group may write" refuses_folder 775
claim "a folder for all, like /tmp" refuses_folder 1777

refuses_foreign_folder() {
	begin
	mkdir cache
	chown 1 cache
	says 74 '*index: cache: it belongs to another user*' index hosts.deny
}
as_root "a folder of another user" refuses_foreign_folder

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

# Who waits for changes waits for it, too, and does not see that one.
sees_a_late_change() {
	begin
	rules 400000 >hosts.deny
	sleep 0.1
	"$HOSTSACCESS" index -q --index-dir cache hosts.deny &
	sleep 0.1
	append
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

# Each index takes longer than the file stays as it is.
tells_what_is_stale() {
	local writer
	begin
	rules 400000 >hosts.deny
	while sleep 0.05; do
		append
	done &
	writer=$!
	says 74 '*index: hosts.deny: its index is stale already: *' \
	    index -q hosts.deny
	set -- $?
	kill $writer
	wait $writer 2>/dev/null
	return "$1"
}
claim "an index that is stale when it is done is told" tells_what_is_stale

# ---- tables, and what they name ----

begin_tables() {
	begin
	mkdir more
	echo "sshd: $PWD/small EXCEPT root@$PWD/words EXCEPT $PWD/more/last" \
	    >hosts.allow
	echo "broken $PWD/more/broken" >>hosts.allow
	echo "sshd@$PWD/more/server: ALL" >>hosts.allow
	echo "ALL: \\
$PWD/words, $PWD/none : severity $PWD/more/option" >>hosts.deny
	echo "# $PWD/more/comment" >>hosts.deny
	echo '192.0.2.1' >small
	cp "$work/many" words
	echo "$PWD/more/nested $PWD/words, $PWD/small" >>words
	for each in last nested broken server option comment; do
		cp "$work/many" "more/$each"
	done
}

finds_pattern_files() {
	begin_tables
	says 0 "./hosts.allow: needs no index: so small a file is read at once
./hosts.deny: indexed 20,001 rules, *
$PWD/small: needs no index: *
$PWD/words: indexed 20,003 words, *
$PWD/more/last: indexed 20,000 words, *
$PWD/more/nested: indexed 20,000 words, *" index -d . && holds 4 &&
		says 0 "./hosts.allow: needs no index: *
./hosts.deny: up to date
$PWD/small: needs no index: *
$PWD/words: up to date
$PWD/more/last: up to date
$PWD/more/nested: up to date" index -d . &&
		status 0 index -d . --check && status 0 index -q \
		    --check hosts.deny words more/last more/nested
}
claim "the tables, and all pattern files that clients are compared with" \
    finds_pattern_files

checks_pattern_files() {
	begin_tables
	says 1 "./hosts.allow: needs no index: *
./hosts.deny: there is no index
$PWD/small: needs no index: *
$PWD/words: there is no index
*" index -d . --check && [ ! -e cache ] && index -q -d . &&
		touch more/nested &&
		says 1 "*$PWD/more/last: up to date
$PWD/more/nested: stale: *" index -d . --check
}
claim "they are checked, too" checks_pattern_files

removes_pattern_files() {
	begin_tables
	says 0 "./hosts.allow: there was no index*" index -d . --remove &&
		index -q -d . && index -q more/server && holds 5 &&
		says 0 "./hosts.allow: there was no index
./hosts.deny: the index was removed
$PWD/small: there was no index
$PWD/words: the index was removed
*" index -d . --remove && holds 1 && status 0 index --check more/server
}
claim "and removed" removes_pattern_files

takes_allow_and_deny() {
	begin_tables
	mv hosts.deny other
	says 0 "/dev/null: needs no*other: indexed 20,001 rules*" \
	    index --allow /dev/null \
	    --deny other &&
		says 74 '*: index: none: No such*' index --deny none &&
		says 74 '*: index: none: No such*' index -d none && holds 3
}
claim "--allow and --deny choose the tables" takes_allow_and_deny

bears_no_tables() {
	begin
	rm hosts.deny
	says 0 '' index -d . && says 0 '' index -d . --check &&
		says 0 '' index -d . --remove && [ ! -e cache ]
}
claim "a missing table is no error" bears_no_tables

ends_loops() {
	local i
	begin
	echo "ALL: $PWD/1" >hosts.deny
	for i in {1..9}; do
		{ cat "$work/many"; echo "$PWD/$((i + 1))"; } >"$i"
	done
	echo "$PWD/1 $PWD/9" >>"$PWD/1"
	says 0 "*$PWD/9: indexed*" index -d . && holds 9 || return 1
	sed -i "s|$PWD/9||" 1
	index -q -d . --remove 1 2>/dev/null
	rm -r cache
	# The engine goes no deeper than 8 files.
	says 0 "*$PWD/8: indexed*" index -d . && holds 8
}
claim "pattern files that name each other" ends_loops

counts_files() {
	begin
	mkdir files
	awk -v folder="$PWD/files" 'BEGIN { for (i = 0; i < 5000; i++)
		print "ALL: " folder "/" i }' >hosts.deny
	says 74 '*index: pattern files: there are too many*' index -d .
}
claim "more pattern files than can be read" counts_files

knows_one_file_by_two_names() {
	begin
	ln -s hosts.deny hosts.allow
	ln hosts.deny hard
	echo "ALL: $PWD/hard" >>hosts.deny
	says 0 './hosts.allow: indexed 20,001 rules*' index -d . && holds 1 &&
		says 0 './hosts.allow: up to date' index -d . &&
		says 0 './hosts.allow: up to date' index -d . --check
}
claim "a file with several names has one index" knows_one_file_by_two_names

fails_for_unreadable_files() {
	begin
	mkdir folder
	echo "ALL: $PWD/folder" >>hosts.deny
	says 74 "./hosts.deny: indexed *index: $PWD/folder: Is a directory" \
	    index -d . && holds 1
}
claim "a pattern file that cannot be read is told" fails_for_unreadable_files

# ---- what is over ----

drops_what_is_of_no_use() {
	begin
	index -q -d . && holds 1 && rules 10 >hosts.deny &&
		says 0 './hosts.deny: needs no index: so small*' index -d . &&
		holds 0 && cp "$work/large" hosts.deny && index -q -d . &&
		holds 1 && sed -i 's/: .*/: .example/' hosts.deny &&
		says 0 './hosts.deny: needs no index: too few of its rules*' \
		    index -d . && holds 0 &&
		says 0 './hosts.deny: needs no index: too few of its rules*' \
		    index -d . --check
}
claim "an index that is of no use any more goes" drops_what_is_of_no_use

sweeps() {
	begin
	cp "$work/many" gone
	cp "$work/many" replaced
	cp "$work/many" stays
	cp "$work/many" named
	index -q hosts.deny gone replaced stays named && holds 5 || return 1
	# The number of a file that is gone may be given to a new one.
	cp replaced new1 && cp named new2
	rm gone
	mv new1 replaced && mv new2 named
	touch stays
	# With a file that is named only its own goes.
	index -q named && holds 5 || return 1
	echo foreign >cache/1-2.index
	echo foreign >cache/1-2.indexes
	ln -s "$PWD/stays" cache/3-4.index
	mkdir cache/5-6.index
	index -q -d . && [ -e "$(name_of stays)" ] &&
		[ "$(find cache -mindepth 1 | wc -l)" -eq 7 ]
}
claim "the index of a file that is gone goes, and nothing else" sweeps

removes_of_gone() {
	begin
	cp "$work/many" gone
	index -q hosts.deny gone && rm gone &&
		says 0 'gone: the index was removed' index --remove gone &&
		holds 1 && says 74 '*gone: No such file*' index --remove gone &&
		replace && says 0 'hosts.deny: the index was removed' \
		    index --remove hosts.deny && holds 0
}
claim "the index of a file that is gone can be removed" removes_of_gone

# ---- names ----

bears_hostile_names() {
	local name
	begin
	for name in $'a\nb' $'\e[2J\377' '%1%s%n' ' ' '-x' 'ü' $'\u202e' \
	    "$(printf '%0250d' 0)"; do
		mkdir -p -- "./$name"
		cp hosts.deny "./$name/$name"
		index -- "./$name/$name" >out 2>&1 && index --check -- \
		    "$name/$name" >>out 2>&1 && [ "$(wc -l <out)" -eq 2 ] &&
			! grep -q $'[\e\377\u202e]' out || {
			cat out
			return 1
		}
		rm -- "./$name/$name"
		index -q -d . && holds 1 || return 1
		"$HOSTSACCESS" index --index-dir "./$name" hosts.deny >out &&
			[ "$(wc -l <out)" -eq 1 ] &&
			! grep -q $'[\e\377\u202e]' out || return 1
		says 74 '*: No such file or directory' index "./$name/$name" ||
			return 1
	done
	says 74 "*'? " index $'\e' || says 74 '*\\x1b: No such*' index $'\e'
}
claim "names are escaped, and lead to the file" bears_hostile_names

knows_the_way() {
	begin
	mkdir deep
	index -q ./hosts.deny && (cd deep && "$HOSTSACCESS" index \
	    --index-dir ../cache --check ../hosts.deny) && replace &&
		says 1 'hosts.deny: stale: *replaced*' \
		    index --check hosts.deny &&
		(cd / && "$HOSTSACCESS" index -q -d "$OLDPWD" \
		    --index-dir "$OLDPWD/cache") && holds 1
}
claim "relative paths are kept as absolute ones" knows_the_way

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

cd "$top" || exit 1
echo "index: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
