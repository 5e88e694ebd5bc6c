#!/bin/bash
# `hostsaccess replay` on logs whose truth is known, in each form and packing;
# on files that are missing, damaged or no logs; stopped by a signal; and on a
# terminal.
#
# HA_REPLAY_SEED=N makes other logs.
set -u
export LC_ALL=C TZ=UTC
HOSTSACCESS=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
generate=$(realpath tests/replay/generate.pl)
seed=${HA_REPLAY_SEED:-1}
. tests/support/parts.sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir closed open
echo 'ALL: ALL' >closed/hosts.deny
reference='2026-12-01 12:00:00'

replay() {
	"$HOSTSACCESS" replay --no-lookup --format line --top 1000 "$@"
}

# said FILE...: as generate.pl writes the truth.
said() {
	replay -d closed "$@" | grep -P '^login\t' | cut -f 1-7 | sort
	replay -d open "$@" | sed -n 's/^source/attempts/p' | sort
}

is_truth() { # FORM SEED
	"$generate" "$1" "$2" 3000 truth >auth.log || return
	touch -d "$reference" auth.log
	sort truth >wanted
	said auth.log 2>errors | sort >got
	diff wanted got
}

# Users' names make some lines unreadable, and never lines of a login.
is_complete() {
	replay -d closed auth.log >answer 2>errors
	[ $? = 1 ] && grep -qP '^logins\topen\t0$' answer &&
	    grep -qP '^logins\tuntold\t0$' answer &&
	    ! grep -vE 'it cannot be told whom|more lines that' errors
}

# Nobody is named whom a client has named.
is_deceived() {
	replay -d open auth.log 2>&1 | grep -P '^(login|source|network)\t.*192\.0\.2\.9'
}

is_status() { # STATUS COMMAND...
	local wanted=$1 status
	shift
	"$@" >out 2>err
	status=$?
	[ $status = "$wanted" ] || {
		echo "exit status $status"
		cat out err
		false
	}
}

same_as_plain() { # COMMAND...
	"$@" 2>/dev/null | diff plain -
}

check_truth() {
	local form
	for form in syslog iso short-iso json; do
		claim "truth, $form" is_truth "$form" "$seed"
		claim "every login is read, $form" is_complete
		claim "no name deceives, $form" eval '! is_deceived'
	done
}

check_packings() {
	"$generate" syslog "$seed" 3000 truth >auth.log
	touch -d "$reference" auth.log
	replay -d closed auth.log >plain 2>/dev/null
	gzip -k auth.log && head -n 4000 auth.log | gzip >first.gz
	tail -n +4001 auth.log | gzip | cat first.gz - >two.gz
	touch -d "$reference" auth.log.gz two.gz
	claim 'gzip' same_as_plain replay -d closed auth.log.gz
	claim 'two files of gzip in one' same_as_plain replay -d closed two.gz
	claim 'standard input' same_as_plain replay -d closed <auth.log
	claim 'standard input, named' same_as_plain replay -d closed - <auth.log
	claim 'a pipe' eval 'cat auth.log.gz | same_as_plain replay -d closed'
	claim 'bytes that come one after the other' \
	    eval '{ head -c 1 auth.log.gz; tail -c +2 auth.log.gz; } |
		same_as_plain replay -d closed -'
	if command -v zstd >/dev/null; then
		zstd -q auth.log
		touch -d "$reference" auth.log.zst
		claim 'zstd' same_as_plain replay -d closed auth.log.zst
		head -c 20000 auth.log.zst >cut.zst
		claim 'zstd, cut' is_status 74 replay -d closed cut.zst
	else
		skip 'zstd' 'there is no zstd here'
	fi
	head -c 20000 auth.log.gz >cut.gz
	claim 'gzip, cut' is_status 74 replay -d closed cut.gz
	claim 'what stands before the cut counts' grep -qP '^login\t' out
	claim 'the message of a cut file' grep -q \
	    'replay: cut.gz: ends in the middle of what was compressed' err
	{ head -c 20000 auth.log.gz; head -c 3000 auth.log; } >bad.gz
	claim 'gzip, damaged' is_status 74 replay -d closed bad.gz
	{ cat auth.log.gz; echo more; } >more.gz
	claim 'gzip, with more after it' is_status 74 replay -d closed more.gz
	printf '\375''7zXZ\0\0\0' >auth.log.xz
	claim 'xz' is_status 74 replay -d closed auth.log.xz
	claim 'the message for xz' grep -q 'xzcat' err
}

check_files() {
	claim 'a missing file' is_status 74 replay -d closed nowhere auth.log
	claim 'the other one counts' eval 'diff plain out'
	claim 'its message' grep -qx \
	    'hostsaccess: replay: nowhere: No such file or directory' err
	claim 'a folder' is_status 74 replay -d closed open
	claim 'an empty file' is_status 0 replay -d closed /dev/null
	seq 1000 >numbers
	claim 'no log at all' is_status 2 replay -d closed numbers
	claim 'its message' grep -q 'no line of sshd was found' err
	claim 'a missing table' is_status 74 replay --deny nowhere auth.log
	mkdir -p broken/hosts.deny
	claim 'a table that is a folder' is_status 74 replay -d broken auth.log
	head -c 70000 /dev/zero | tr '\0' x >long
	{ echo && cat auth.log; } >>long
	touch -d "$reference" long
	claim 'a line that is too long' is_status 1 replay -d closed long
	claim 'its message' grep -q 'long:1:1: the line is longer than' err
	grep -v '^logins\|^lines' plain >wanted
	claim 'the others count' eval \
	    "grep -v '^logins\\|^lines' out | diff wanted -"
	claim 'quiet' eval 'replay -q -d closed auth.log >out 2>/dev/null;
	    [ $? = 1 ] && [ ! -s out ]'
	for _ in $(seq 30); do
		echo 'Dec  1 10:00:00 h sshd[1]: Invalid user x from nobody'
	done >hostile
	replay -d closed hostile >out 2>err
	claim 'few are named' [ "$(wc -l <err)" = 11 ]
	claim 'and the others counted' grep -q 'and 20 more lines' err
}

# The rules, pasted, refuse the attempts that they say, and no login.
check_networks() {
	mkdir -p pasted
	: >pasted/hosts.allow
	"$generate" syslog "$seed" 3000 truth |
		grep -vP 'Accepted .* from (?!198\.51\.0\.|2001:db8:1:)' >auth.log
	touch -d "$reference" auth.log
	replay -d open auth.log >answer 2>/dev/null
	awk -F '\t' '$1 == "network" { print $5 }' answer >pasted/hosts.deny
	replay -d pasted auth.log >out 2>/dev/null
	claim 'there are networks' [ "$(wc -l <pasted/hosts.deny)" -gt 5 ]
	claim 'some are larger than one address' grep -q / pasted/hosts.deny
	claim 'they refuse no login' grep -qP '^logins\trefused\t0$' out
	claim 'there are logins' grep -qP '^logins\topen\t[1-9]' out
	claim 'they refuse what they say' [ "$(awk -F '\t' \
	    '$1 == "network" { n += $3 } END { print n }' answer)" = \
	    "$(awk -F '\t' '$1 == "attempts" && $2 == "refused" { print $3 }' \
	    out)" ]
	claim 'check finds nothing in them' \
	    "$HOSTSACCESS" check -q --no-lookup -d pasted
}

# An end that is not seen is no answer.
check_signals() {
	local signal status
	mkfifo pipe
	for signal in TERM INT HUP; do
		perl -e '$SIG{$_} = "DEFAULT" for qw(INT HUP TERM);
		    exec @ARGV' "$HOSTSACCESS" replay -d closed <pipe >out \
		    2>err &
		exec 3>pipe
		# More than a pipe holds: it has begun to read.
		head -n 4000 auth.log >&3
		kill -s $signal $!
		wait $!
		status=$?
		exec 3>&-
		claim "SIG$signal ends it" \
		    [ "$status" = $((128 + $(kill -l $signal))) ]
		claim "SIG$signal: nothing is printed" [ ! -s out ]
	done
}

# until_shown WORD FILE: writes lines until the terminal shows the word.
until_shown() {
	until grep -aq "$1" "$2"; do
		cat auth.log || return
	done
}

check_terminal() {
	if ! command -v script >/dev/null; then
		skip 'the progress bar' 'there is no script(1) here'
		return
	fi
	: >shown
	until_shown reading shown | TERM=xterm timeout 20 script -qefc \
	    "'$HOSTSACCESS' replay -d closed - <&4 >out" shown 4<&0 \
	    >/dev/null 2>&1 </dev/null
	claim 'a progress bar is shown' grep -aq 'reading  [0-9]* MiB' shown
	claim 'it is erased at the end' eval \
	    "tail -n 2 shown | grep -aq \$'\\r\\033\\[K\$\\|\\r\\033\\[KScript'"
	claim 'none is shown elsewhere' eval \
	    '! replay -d closed auth.log 2>&1 >/dev/null | grep -a reading'
}

check_truth
check_packings
check_files
check_networks
check_signals
check_terminal
echo "replay: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
