# Sourced by tests/edit.sh: an editor, its answers, and what goes wrong.
# shellcheck shell=bash

# with EDITOR STATUS [ARGUMENT]... <SCRIPT: edit ends with that status.
with() {
	local editor=$1 want=$2
	shift 2
	cat >script
	EDITOR=$editor status "$want" "$pty" script "$HOSTSACCESS" edit -d etc \
	    --backup-dir kept --no-lookup --no-keep-me --color never "$@" \
	    >shown 2>&1
	set -- $?
	cat shown
	return "$1"
}

shows() {
	grep -qF -- "$1" shown && return
	echo "not shown: $1"
	return 1
}

# leaves COUNT: so many copies are kept.
leaves() {
	local n
	n=$(find "$set_of" -name 'edit-*' | wc -l)
	[ "$n" -eq "$1" ] || find kept
	[ "$n" -eq "$1" ]
}

appends='$a\nsshd: 198.51.100.7\n.\nw\nq\n'

saves() {
	begin
	with ed 0 <<-END || return
		type $appends
		expect gain  198.51.100.7
		expect [s/e/g]
		type s\n
	END
	holds hosts.allow 'sshd: 192.0.2.0/24\nsshd: 198.51.100.7\n' &&
		is_clean && leaves 0 && shows 'etc/hosts.allow: written' &&
		cmp "$set_of/000001/new/hosts.allow" etc/hosts.allow &&
		echo 'sshd: 192.0.2.0/24' | cmp - "$set_of/000001/old/hosts.allow"
}

edits_again() {
	begin
	with ed 0 deny <<-END || return
		type \$a\nsshd 1\n.\nw\nq\n
		expect HA101
		expect [s/e/g]
		type e\n
		type 2d\nw\nq\n
		expect unchanged
	END
	holds hosts.deny 'ALL: ALL\n' && is_clean && leaves 0 &&
		[ ! -e "$set_of/000001" ]
}

gives_up() {
	begin
	with ed 1 <<-END || return
		type $appends
		expect [s/e/g]
		type \n
		expect forget what was edited
		expect [s/e/g]
		type save it\n
		expect [s/e/g]
		type g\n
	END
	holds hosts.allow 'sshd: 192.0.2.0/24\n' && is_clean && leaves 0
}

is_unchanged() {
	begin
	: | with true 0 && shows 'etc/hosts.allow: unchanged' && is_clean &&
		leaves 0
}

makes_a_table() {
	begin
	rm etc/hosts.deny
	(
		umask 077
		with ed 0 deny <<-END
			type a\nALL: ALL\n.\nw\nq\n
			expect [s/e/g]
			type s\n
		END
	) && holds hosts.deny 'ALL: ALL\n' &&
		[ "$(stat -c %a etc/hosts.deny)" = 644 ] && is_clean &&
		status 0 change undo && [ ! -e etc/hosts.deny ]
}

# A real vi, with a quick save in the middle.
works_in_vi() {
	begin
	TERM=vt100 with 'vi -u NONE -n' 0 <<-END || return
		expect 192.0.2.0
		type osshd: 198.51.100.7\e:w\n
		type :q\n
		expect [s/e/g]
		type s\n
	END
	holds hosts.allow 'sshd: 192.0.2.0/24\nsshd: 198.51.100.7\n' &&
		is_clean && leaves 0
}

# Errors, failing tests and one's own address take a second yes.
takes_a_second_yes() { # TEXT ANSWER STATUS
	local text=$1 answer=$2
	with ed "$3" "${@:4}" <<-END
		type \$a\n$text\n.\nw\nq\n
		expect [s/e/g]
		type s\n
		expect Type "yes"
		type $answer\n
	END
}

asks_about_errors() {
	begin
	takes_a_second_yes 'sshd 1' 'y\n\c' 1 deny || return
	holds hosts.deny 'ALL: ALL\n' && leaves 1 && shows '1 error.' || return
	takes_a_second_yes 'sshd 1' yes 0 deny &&
		holds hosts.deny 'ALL: ALL\nsshd 1\n' && is_clean_but_copies
}

is_clean_but_copies() {
	rm -r "$set_of"/edit-*
	is_clean
}

asks_about_tests() {
	begin
	echo 'deny sshd 198.51.100.7' >etc/hosts.tests
	takes_a_second_yes 'sshd: 198.51.100.7' 'yes ok\ng' 1 || return
	holds hosts.allow 'sshd: 192.0.2.0/24\n' && shows HA509 && leaves 0
}

asks_about_oneself() {
	begin
	cat >script <<-'END'
		type 1d\nw\nq\n
		expect HA504
		expect [s/e/g]
		type s\n
		expect Type "yes"
		type yes\n
	END
	EDITOR=ed SSH_CONNECTION='192.0.2.9 1 192.0.2.1 22' status 0 \
	    "$pty" script "$HOSTSACCESS" edit -d etc --backup-dir kept \
	    --no-lookup && holds hosts.allow ''
}

ends_without_newline() {
	begin
	printf '#!/bin/sh\nprintf "# x" >>"$1"\n' >editor
	chmod +x editor
	with ./editor 1 <<-'END'
		expect HA110
		type s\n
		expect Type "yes"
		type no\n
		type g\n
	END
}

# ---- editors that fail ----

# breaks WORDS: the editor's script; STATUS and what is said of it
breaks() { # SCRIPT SAID COPIES
	begin
	printf '#!/bin/sh\n%s\n' "$1" >editor
	chmod +x editor
	: | with ./editor 1 && holds hosts.allow 'sshd: 192.0.2.0/24\n' &&
		shows "$2" && leaves "$3"
}

breaks_in_each_way() {
	breaks 'exit 3' 'the editor failed' 0 &&
		breaks 'echo x >>"$1"; exit 3' 'is kept in kept/' 1 &&
		breaks 'kill -SEGV $$' 'the editor was killed' 0 &&
		breaks 'echo x >>"$1"; kill -KILL $$' 'is kept in kept/' 1 &&
		breaks 'exit 127' 'no editor could be started' 0 &&
		breaks 'rm "$1"; exit 1' 'the editor failed' 0 || return
	begin
	: | with ./missing 1 && shows 'no editor could be started' && leaves 0
}

cannot_read_the_copy() { # SCRIPT
	begin
	printf '#!/bin/sh\n%s\n' "$1" >editor
	chmod +x editor
	: | with ./editor 74 && holds hosts.allow 'sshd: 192.0.2.0/24\n'
}

survives_what_is_no_copy() {
	cannot_read_the_copy 'rm "$1"' &&
		cannot_read_the_copy 'rm "$1"; mkfifo "$1"' &&
		cannot_read_the_copy 'rm "$1"; mkdir "$1"'
}

# Its words are the shell's, and the file's name is none of them.
takes_words() {
	local odd="etc ; touch owned"
	begin
	mv etc "$odd"
	printf '#!/bin/sh\nprintf "%%s\\n" "$#" "$1" >words\n' >'an editor'
	chmod +x 'an editor'
	: >script
	VISUAL="'./an editor' -o" EDITOR=false status 0 "$pty" script \
	    "$HOSTSACCESS" edit -d "$odd" --backup-dir kept --no-lookup &&
		diff words <(printf '2\n-o\n') && [ ! -e owned ]
}

loses_its_terminal() {
	begin
	cat >script <<-END
		type $appends
		expect [s/e/g]
		hangup
	END
	EDITOR=ed status 1 "$pty" script "$HOSTSACCESS" edit -d etc \
	    --backup-dir kept --no-lookup --no-keep-me
	holds hosts.allow 'sshd: 192.0.2.0/24\n' && is_free && leaves 1 ||
		return
	# The next one names it.
	: | with true 0 && shows 'an earlier edit left kept/' || return
	cp etc/hosts.allow "$set_of"/edit-*/hosts.allow
	: | with true 0 && leaves 0 && is_clean
}

# While the editor works, too; ed itself keeps what it had in ed.hup.
loses_its_editor() {
	begin
	printf '%s\n' '#!/bin/sh' 'echo "# half" >>"$1"; echo ready; exec cat' \
	    >editor
	chmod +x editor
	printf '%s\n' 'expect ready' hangup >script
	EDITOR=./editor status 1 "$pty" script "$HOSTSACCESS" edit -d etc \
	    --backup-dir kept --no-lookup --no-keep-me
	holds hosts.allow 'sshd: 192.0.2.0/24\n' && is_free && leaves 1
}

is_free() {
	flock -n "$set_of/lock" true
}

is_interrupted() {
	begin
	with ed 1 <<-END
		type $appends
		expect [s/e/g]
		type \c
	END
	shows 'is kept in kept/' && leaves 1
}

needs_a_terminal() {
	begin
	status 64 change edit </dev/null && [ ! -e kept ] &&
		status 64 change edit tests && status 64 change edit allow deny
}

# ---- others, at the same time ----

two_edit_at_once() {
	begin
	with ed 1 <<-END || return
		type $appends
		expect [s/e/g]
		run LC_ALL=C "$HOSTSACCESS" install -d etc --backup-dir kept --no-keep-me etc/hosts.deny 2>busy; test \$? = 75
		run EDITOR=true "$pty" /dev/null "$HOSTSACCESS" edit deny -d etc --backup-dir kept >>busy; test \$? = 75
		type g\n
	END
	[ "$(grep -c 'is being changed by hostsaccess edit, process [0-9]*, on /dev/pts/' busy)" = 2 ] ||
		cat busy
}

# fail2ban appends, and takes lines out with sed.
merges_bans() {
	begin
	printf 'ALL: 203.0.113.1\nALL: 203.0.113.2\nALL: ALL\n' >etc/hosts.deny
	with ed 0 deny <<-END || return
		expect 43
		run echo ALL: 203.0.113.9 >>etc/hosts.deny
		run sed -i '/113.1\$/d' etc/hosts.deny
		type \$a\nALL: 198.51.100.7\n.\nw\nq\n
		expect 1 added, 1 removed
		expect [s/e/g]
		run echo ALL: 203.0.113.10 >>etc/hosts.deny
		type s\n
		expect 1 added, 0 removed
		expect [s/e/g]
		type s\n
		expect written
	END
	holds hosts.deny 'ALL: 203.0.113.2\nALL: ALL\nALL: 198.51.100.7\nALL: 203.0.113.9\nALL: 203.0.113.10\n' &&
		is_clean
}

asks_before_it_overwrites() {
	begin
	with ed 0 <<-END || return
		expect 19
		run sed -i 's/192.*/10.0.0.0\\/8/' etc/hosts.allow
		type $appends
		expect to save your copy would undo that
		expect [s/e/g]
		run grep -q 10.0.0.0 $set_of/edit-*/theirs
		type s\n
		expect Type "yes"
		type no\n
		expect [s/e/g]
		type s\n
		expect Type "yes"
		type yes\n
	END
	holds hosts.allow 'sshd: 192.0.2.0/24\nsshd: 198.51.100.7\n' &&
		is_clean && grep -q 10.0.0.0 "$set_of/000001/old/hosts.allow"
}

if command -v ed >/dev/null; then
	claim "a change is saved, and what it replaced is kept" saves
	claim "it can be edited again" edits_again
	claim "it can be given up" gives_up
	claim "a table that is missing is made" makes_a_table
	claim "errors take a second yes" asks_about_errors
	claim "failing tests take a second yes" asks_about_tests
	claim "one's own address takes a second yes" asks_about_oneself
	claim "without its terminal it keeps the copy" loses_its_terminal
	claim "nor while the editor works" loses_its_editor
	claim "an interrupt keeps the copy" is_interrupted
	claim "two do not edit at once" two_edit_at_once
	claim "bans that come meanwhile are not lost" merges_bans
	claim "other changes are not undone unasked" asks_before_it_overwrites
else
	skip "editing" "there is no ed"
fi
if command -v vi >/dev/null; then
	claim "it works in vi" works_in_vi
else
	skip "it works in vi" "there is no vi"
fi
claim "what is not changed is not written" is_unchanged
claim "a last line without newline is an error" ends_without_newline
claim "an editor that fails changes nothing" breaks_in_each_way
claim "what is no file is no copy" survives_what_is_no_copy
claim "the editor's words are the shell's" takes_words
claim "it needs a terminal, and one table" needs_a_terminal
