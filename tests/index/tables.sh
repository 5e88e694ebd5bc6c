# Sourced by tests/index.sh: the tables, what they name, and what is over.
# shellcheck shell=bash

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
