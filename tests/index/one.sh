# Sourced by tests/index.sh: one file, and its index.
# shellcheck shell=bash

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
