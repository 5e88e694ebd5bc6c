#!/bin/bash
# "hostsaccess check" of what is no file with a name: standard input, pipes, and
# a folder without tables.
set -u
export LC_ALL=C.UTF-8
hostsaccess=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. tests/support/parts.sh
cd "$work" || exit 1

bad='sshd: 192.0.2.33/24'
good='sshd: 192.0.2.0/24'

check() {
	timeout 20 env -u SSH_CONNECTION "$hostsaccess" check --no-lookup \
	    --format line --ignore HA301,HA501,HA502,HA503,HA506 "$@"
}

# says STATUS PATTERN ARGUMENT...: so it ends, and a line fits.
says() {
	local want=$1 pattern=$2 status
	shift 2
	check "$@" >out 2>&1
	status=$?
	cat out
	echo "exit status $status"
	[ $status -eq "$want" ] || return
	[ -z "$pattern" ] || grep -q -e "$pattern" out
}

reads_standard_input() {
	says 1 '^-:1:7: warning: .*HA201' - <<<"$bad" &&
		says 0 '^-: note: read as an allow table' - <<<"$good"
}

reads_it_by_its_names() {
	local name
	for name in /dev/stdin /dev/fd/0 /proc/self/fd/0; do
		echo "$bad" | says 1 "^$name:1:7: .*HA201" $name || return
		says 1 "^$name:1:7: .*HA201" $name <<<"$bad" || return
	done
}

reads_a_pipe() {
	echo "$bad" | says 1 '^-:1:7: .*HA201' - &&
		says 1 '^/dev/fd/[0-9]*:1:7: .*HA201' <(echo "$bad") &&
		{ (sleep 0.3; echo "$bad") | says 1 HA201 -; }
}

# Both tables of a policy, each from a program.
reads_two_pipes() {
	says 1 '^/dev/fd/[0-9]*:1:7: .*HA201' --as deny <(echo 'ALL: ALL') \
	    <(echo "$bad") &&
		says 1 HA201 --allow <(echo "$bad") --deny <(echo 'ALL: ALL') &&
		says 1 'HA505' --keep sshd:203.0.113.9 --allow <(echo "$good") \
		    --deny <(echo 'ALL: ALL')
}

reads_a_named_pipe() {
	mkfifo pipe.deny
	echo "$bad" >pipe.deny &
	says 1 '^pipe.deny:1:7: .*HA201' pipe.deny
}

does_not_wait_for_nobody() {
	says 74 'pipe.deny: Resource temporarily unavailable' pipe.deny
}

reads_nothing() {
	says 0 '^-: note:' - </dev/null && : | says 0 '^-: note:' - &&
		says 74 '^hostsaccess: check: -: Is a directory' - <.
}

reads_what_does_not_wait() {
	perl -e 'use Fcntl; use IO::Select;
	    pipe my $in, my $out; my $pid = fork;
	    if ($pid == 0) { sleep 1; print $out "'"$bad"'\n"; exit }
	    close $out; open STDIN, "<&", $in;
	    fcntl STDIN, F_SETFL, O_NONBLOCK; exec @ARGV' \
	    "$hostsaccess" check --format line - >out
	cat out
	grep HA201 out
}

refuses_the_same_twice() {
	echo "$good" | says 64 '/dev/stdin can be read only once' - /dev/stdin &&
		echo "$good" | says 64 '- can be read only once' - - &&
		says 64 'only once' --as deny - - <<<"$good" &&
		says 64 'only once' --allow /dev/fd/9 --deny /dev/fd/9 \
		    9< <(echo "$good")
}

# A file of that name has a folder.
takes_a_file_of_that_name() {
	echo "$bad" >./- &&
		says 1 '^./-:1:7: .*HA201' ./- </dev/null &&
		says 0 '^-: note' - </dev/null
}

refuses_to_repair() {
	local before
	before=$(echo "$bad" | sha256sum)
	says 64 '--fix needs a file to write, and - is none' --fix - \
	    <<<"$bad" &&
		says 64 '--fix needs' --fix <(echo "$bad") &&
		echo "$bad" >here.deny &&
		says 64 '--fix needs' --fix here.deny - <<<"$good" &&
		[ "$(sha256sum <here.deny)" = "$before" ]
}

shows_repairs() {
	says 1 '^+sshd: 192.0.2.0/24' --fix --diff - <<<"$bad" &&
		says 0 '' --diff - <<<"$good"
}

takes_formats() {
	local format
	for format in text json sarif github; do
		says 1 HA201 --format $format - <<<"$bad" || return
	done
}

takes_the_kind() {
	says 0 HA310 --as deny - \
	    <<<'sshd: 192.0.2.7 : allow'
}

# What lies there counts, be it but a link; and one table is enough.
wants_a_table_in_a_folder() {
	mkdir empty one && echo 'ALL: ALL' >one/hosts.deny &&
		says 74 '^hostsaccess: check: empty: there is neither' \
		    -d empty &&
		says 74 'neither hosts.allow nor hosts.deny' --dir=empty -q &&
		says 74 'neither' -d empty --format json --fix &&
		says 0 '' -d one && says 0 '' -d empty --deny one/hosts.deny &&
		says 74 'No such file' -d none &&
		ln -s nowhere empty/hosts.allow &&
		says 74 'empty/hosts.allow: a link that leads nowhere' -d empty
}

claim 'standard input is a file' reads_standard_input
claim 'also by its other names' reads_it_by_its_names
claim 'pipes are files' reads_a_pipe
claim 'two of them are a policy' reads_two_pipes
claim 'a pipe may have a name' reads_a_named_pipe
claim 'somebody must write into it' does_not_wait_for_nobody
claim 'nothing is an empty table' reads_nothing
if command -v perl >/dev/null; then
	claim 'a pipe that does not wait is waited for' reads_what_does_not_wait
else
	skip 'a pipe that does not wait' 'no perl'
fi
claim 'the same stream is not read twice' refuses_the_same_twice
claim 'a file may have that name' takes_a_file_of_that_name
claim 'a stream is not repaired' refuses_to_repair
claim 'its repairs are shown' shows_repairs
claim 'all formats name it' takes_formats
claim 'its kind is said' takes_the_kind
claim 'a folder that was named holds a table' wants_a_table_in_a_folder
echo "streams: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
