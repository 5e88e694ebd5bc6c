#!/bin/bash
# What "hostsaccess check --fix" writes into tables, see tests/check/fix.pl,
# and how it fails.
set -u
command -v perl >/dev/null || {
	echo 'skipped: there is no perl'
	echo 'fix: 0 passed, 0 failed, 1 skipped'
	exit 0
}
export HOSTSACCESS=${HOSTSACCESS:-$PWD/build/hostsaccess} LC_ALL=C.UTF-8
work=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
top=$PWD
. tests/support/parts.sh

table='ALL: 192.0.2.33/24 198.51.100.34/24'

# begin: a folder with a table, the only file in it
begin() {
	rm -rf "$work/tables"
	mkdir "$work/tables"
	cd "$work/tables" || exit 1
	echo "$table" >hosts.deny
}

fix() { # OPTION...
	"$HOSTSACCESS" check -d "$work/tables" --no-lookup --no-keep-me "$@"
}

# refuses WORDS: --fix, as what the function "with" makes of it, ends with
# status 74, says so, and leaves the table and nothing else.
refuses() {
	local status
	with fix --fix -q 2>"$work/errors"
	status=$?
	cat "$work/errors"
	echo "exit status $status"
	ls -A
	[ "$status" -eq 74 ] && grep -q -e "$1" "$work/errors" &&
		[ "$(ls -A)" = hosts.deny ] && [ "$(cat hosts.deny)" = "$table" ]
}

shows_what_it_repairs() {
	begin
	diff <(fix --fix --format text | sed "s|$work/tables/||") - <<-'END'
		hosts.deny: 2 repairs
		  hosts.deny:1:6: warning: address has bits outside its mask; read as 192.0.2.0/24, libwrap never matches it [HA201]
		  hosts.deny:1:20: warning: address has bits outside its mask; read as 198.51.100.0/24, libwrap never matches it [HA201]

		1 file, 1 rule: no findings
		sshd: open to all but 192.0.2.0/24 and 1 more network (512 IPv4 addresses)
	END
}

keeps_formats_clean() {
	begin
	fix --fix --format line --ignore HA3,HA5,HA6 2>"$work/errors" >"$work/out"
	grep -q '2 repairs$' "$work/errors" && [ ! -s "$work/out" ]
}

shows_a_diff_and_writes_nothing() {
	begin
	fix --diff >"$work/out"
	[ $? -eq 1 ] && [ "$(cat hosts.deny)" = "$table" ] &&
		diff <(sed "s|$work/tables/||" "$work/out") - <<-'END'
			--- hosts.deny
			+++ hosts.deny
			@@ -1 +1 @@
			-ALL: 192.0.2.33/24 198.51.100.34/24
			+ALL: 192.0.2.0/24 198.51.100.0/24
		END
}

has_no_diff_of_a_sound_table() {
	begin
	echo 'ALL: ALL' >hosts.deny
	[ -z "$(fix --fix --diff)" ] && fix --diff
}

leaves_ignored_findings() {
	begin
	sed -i '1i# hostsaccess: ignore=HA201 as the law says' hosts.deny
	cp hosts.deny "$work/before"
	fix --fix -q
	cmp hosts.deny "$work/before"
}

# Its text is not yet that of a table, or of another one.
leaves_a_template() {
	local template='sshd: 192.0.2.1 {# office #} 192.0.2.33/24'
	begin
	printf '%s\n' "$template" 'ALL: 192.0.2.33/24' >hosts.deny
	cp hosts.deny "$work/before"
	fix --fix >"$work/out" 2>"$work/errors"
	cmp hosts.deny "$work/before" &&
		grep -q 'hosts.deny: a template is left as it is' \
		    "$work/errors" && ! grep -q 'more can be' "$work/errors" &&
		grep -q '2:6: .*HA201' "$work/out" &&
		[ -z "$(fix --fix --diff 2>/dev/null)" ] &&
		"$HOSTSACCESS" check --no-lookup --fix -q hosts.deny
	cmp hosts.deny "$work/before"
}

# Beside it, others are repaired.
repairs_beside_a_template() {
	begin
	echo 'sshd: ${net}, 192.0.2.33/24' >hosts.allow
	fix --fix -q
	grep -q 192.0.2.0/24 hosts.deny && grep -q 192.0.2.33/24 hosts.allow
}

# The shell's braces are none.
repairs_beside_a_command() {
	begin
	echo 'ALL: 192.0.2.33/24 : spawn echo ${HOME}' >hosts.deny
	fix --fix -q
	grep -q '192.0.2.0/24 : spawn echo ${HOME}' hosts.deny
}

follows_a_link() {
	begin
	mv hosts.deny table
	ln -s table hosts.deny
	fix --fix -q
	[ -L hosts.deny ] && grep -q 192.0.2.0/24 table
}

# Under two names, and as the target of a link.
repairs_once_what_is_named_twice() {
	begin
	ln -s hosts.deny other.deny
	"$HOSTSACCESS" check --no-lookup --ignore HA3,HA5,HA6 --fix hosts.deny \
	    ./hosts.deny other.deny >"$work/out" || return
	grep -c repairs "$work/out" | diff - <(echo 1) &&
		grep -q 192.0.2.0/24 hosts.deny
}

# Beside names that patch(1) could misread.
quotes_names() {
	begin
	mkdir 'a "b'
	mv hosts.deny "a \"b/"
	"$HOSTSACCESS" check --no-lookup --diff "a \"b/hosts.deny" >"$work/out"
	patch -s -p0 <"$work/out" && grep -q 192.0.2.0/24 "a \"b/hosts.deny"
}

fails_in_a_folder_that_cannot_be_written() {
	begin
	chmod 755 "$work"
	chmod 555 .
	with() {
		if [ "$(id -u)" -eq 0 ]; then
			setpriv --reuid=65534 --regid=65534 --clear-groups \
			    "$HOSTSACCESS" check -d . --no-lookup --fix -q
		else
			"$@"
		fi
	}
	refuses 'hosts.deny: not written: Permission denied'
}

fails_above_the_limit_of_files() {
	begin
	table=$(printf 'ALL:'; printf ' 192.0.2.%d/24' {1..200})
	echo "$table" >hosts.deny
	with() {
		(ulimit -f 1 && "$@")
	}
	refuses 'hosts.deny: not written: File too large'
}

fails_on_a_full_disk() {
	begin
	mount -t tmpfs -o size=16k tmpfs . && cd "$PWD" || return
	table=$(printf 'ALL:'; printf ' 192.0.2.%d/24' {1..200})
	echo "$table" >hosts.deny
	head -c 1M /dev/zero >"$work/zeros"
	with() {
		"$@"
	}
	# What is left is less than a second copy.
	while [ "$(df -k --output=avail . | tail -1)" -gt 0 ]; do
		table+=$'\n'$table
		printf '%s\n' "$table" >hosts.deny || break
	done
	table=$(head -c 9000 <<<"$table")
	echo "$table" >hosts.deny
	refuses 'hosts.deny: not written: No space left on device'
}

if [ "${1:-}" = inside ]; then
	claim 'a full disk leaves the old table' fails_on_a_full_disk
	exit $((failed > 0))
fi

claim '--fix says what it repairs' shows_what_it_repairs
claim 'other formats have it beside them' keeps_formats_clean
claim '--diff writes nothing' shows_a_diff_and_writes_nothing
claim 'a sound table has no diff' has_no_diff_of_a_sound_table
claim 'what comments ignore stays' leaves_ignored_findings
claim 'a template stays' leaves_a_template
claim 'not what is beside it' repairs_beside_a_template
claim 'nor what the shell reads' repairs_beside_a_command
claim 'a symbolic link stays' follows_a_link
claim 'a file that is named twice is repaired once' \
    repairs_once_what_is_named_twice
if command -v patch >/dev/null; then
	claim 'the diff quotes names' quotes_names
else
	skip 'the diff quotes names' 'no patch'
fi
claim 'a folder that cannot be written leaves the old table' \
    fails_in_a_folder_that_cannot_be_written
table='ALL: 192.0.2.33/24 198.51.100.34/24'
claim 'the limit of files leaves the old table' fails_above_the_limit_of_files
cd "$top" || exit 1
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	claim 'a full disk leaves the old table' \
	    unshare -m --propagation private tests/fix.sh inside
else
	skip 'a full disk' 'namespaces cannot be made here'
fi

part perl tests/check/fix.pl "$work" "${HA_FIX_SEED:-1}" "${HA_FIX_TABLES:-60}"
echo "fix: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
