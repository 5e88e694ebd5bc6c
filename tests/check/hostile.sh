#!/bin/bash
# usage: hostile.sh
#
# "hostsaccess check" on broken and hostile tables, in each format: it ends in
# time, with a status of its own, and says no more than somebody could read,
# in bytes that do no harm.
set -u
shopt -s lastpipe
export LC_ALL=C.UTF-8
hostsaccess=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0 failed=0

# Of the processor's time: a busy machine is not our fault.  A sanitizer, whose
# own status is 99, makes everything slower, and so does counting lines.
seconds=10
[ -z "${SAN:-}${COVER:-}" ] || seconds=60
bytes_max=2000000

repeat() { # COUNT TEXT: the text may hold \n
	awk -v n="$1" -v t="$2" 'BEGIN { while (n-- > 0) printf "%s", t }'
}

bad() { # WHAT
	((failed++))
	echo "$1"
}

# run WHAT FORMAT ARGUMENT...
run() {
	local what=$1 format=$2 status bytes
	shift 2
	(ulimit -c 0 -S -t "$seconds"
		exec timeout "$((seconds * 10))" "$hostsaccess" check \
		    --no-lookup --no-keep-me --format "$format" "$@") \
	    >out 2>errors </dev/null
	status=$?
	bytes=$(cat out errors | wc -c)
	case $status in
	0 | 1 | 64 | 74) ;;
	124 | 152) bad "$what, $format: not ready after $seconds seconds" ;;
	*) bad "$what, $format: exit status $status: $(head -c 300 errors)" ;;
	esac
	((passed++))
	# A difference holds the lines as they are, for patch(1) to read.
	[ "$1" != --diff ] || return
	[ "$bytes" -le "$bytes_max" ] || bad "$what, $format: $bytes bytes"
	# No control byte but the newline, and no broken UTF-8.
	if tr -d '\n' <out | grep -qa '[[:cntrl:]]' ||
		! iconv -f UTF-8 -t UTF-8 out >/dev/null 2>&1; then
		bad "$what, $format: raw bytes"
	fi
}

# all WHAT ARGUMENT...: in each format.
all() {
	local what=$1 format
	shift
	for format in text line json sarif github; do
		run "$what" "$format" "$@"
	done
	run "$what, one difference" text --diff "$@"
}

write_tables() { # hosts.allow and hosts.deny are what standard input holds
	rm -rf policy
	mkdir policy
	cat >policy/hosts.deny
	cp policy/hosts.deny policy/hosts.allow
}

tables() { # WHAT
	write_tables
	all "$1" -d policy
}

# large WHAT: what takes a second or two is seen in one format, each in turn.
formats=(text json sarif line github)
turn=0
large() {
	write_tables
	run "$1" "${formats[turn++ % ${#formats[@]}]}" -d policy
	((turn % 6 != 0)) || run "$1, one difference" text --diff -d policy
}

# The same bytes each time, and so the same fault.
random_bytes() { # SEED ALPHABET COUNT
	perl -e 'srand shift; my @letters = split //, eval "qq\0$ARGV[0]\0";
	    print map { $letters[rand @letters] } 1 .. $ARGV[1]' "$@"
}

bytes() {
	local seed
	for seed in 1 2; do
		perl -e 'srand shift; print map { chr int rand 256 } 1 .. 20000' \
		    $seed | tables "random bytes $seed"
		# shellcheck disable=SC2016 # Perl's own escapes
		random_bytes $seed 'ALL: ,sh#\x5c\n\n\r\t[]@/*?.:%1290!;"' 20000 |
			tables "random letters $seed"
	done
	head -c 1000000 /dev/zero | tables 'a million NUL'
	printf '\xef\xbb\xbf' | tables 'a byte order mark alone'
	printf '\x1b[31mALL\x1b[0m: \xe2\x80\xae\xff\xfe\x9b2J: deny\n' |
		tables 'what a terminal would obey'
	printf 'ALL: a\\' | tables 'a backslash at the end'
	: | tables 'nothing at all'
}

long_lines() {
	local what
	for what in x '[' ']' '*' '@' '::1:' ':' '#' ',' '/' '\\\\' 'é' \
	    'EXCEPT ' 'a EXCEPT ' '10.0.0.1/8 ' 'DENY ' '*a' 'a@[b] ' '%a'; do
		{ printf 'sshd: '; repeat $((1000000 / ${#what})) "$what"
			echo; } | large "a line of 1 MB of '$what'"
	done
	{ repeat 1100000 x; echo ': ALL'; } | large 'a line over 1 MiB'
	{ printf '#'; repeat 1100000 x; echo; } | large 'a comment over 1 MiB'
	{ printf 'sshd: ALL'; repeat 200000 ' : spawn x'; echo; } |
		large '200,000 options'
	{ repeat 100000 'd '; printf ': '; repeat 100000 'c '; echo; } |
		large '100,000 daemons and as many clients'
	{ repeat 500000 ssdh,; echo ': ALL'; } | large 'misspelt daemons'
}

many_lines() {
	repeat 1000000 'sshd 10.1\n' | large 'a million malformed rules'
	repeat 300000 'sshd: 10.0.0.1/8\n' | large '300,000 host bits'
	repeat 300000 'ssdh: 1,2,3,4 !x # x\n' | large '300,000 lines of slips'
	awk 'BEGIN { for (i = 0; i < 300000; i++)
	    printf "sshd: 10.%d.%d.%d\n", i / 65536, i / 256 % 256, i % 256 }' |
		large '300,000 addresses'
	awk 'BEGIN { for (i = 0; i < 100000; i++)
	    printf "d%d: n%d.example.com EXCEPT m%d\n", i, i, i }' |
		large '100,000 daemons and names'
	{ printf 'sshd:'; repeat 100000 ' 10.0.0.1 \\\n'; echo; } |
		large '100,000 continued lines'
	repeat 100000 '# x \\\n' | large '100,000 continued comments'
	repeat 100000 '# hostsaccess: ignore=HA101,HA2 x\n' |
		large '100,000 comments that ignore'
	repeat 100000 '\n' | large '100,000 empty lines'
}

# Few rules, and yet many daemons, users and names that may come together.
many_contexts() {
	local seconds=$((seconds / 4))

	mkdir names
	awk 'BEGIN { for (i = 0; i < 400; i++) print "n" i ".example.com"
	    for (i = 0; i < 8; i++) print "w" i "*" }' >names/list
	awk -v list="$work/names/list" 'BEGIN { for (i = 0; i < 10; i++)
	    printf "d%d: u%d@w%d* EXCEPT %s\n", i, i, i, list }' |
		tables '10 rules with 400 names'
}

pattern_files() {
	local n
	mkdir lists
	echo "$work/lists/b" >lists/a
	echo "$work/lists/a" >lists/b
	echo "sshd: $work/lists/a" | large 'pattern files in a loop'
	for n in 1 2 3 4 5 6 7; do
		repeat 1000 "$work/lists/$((n + 1)) " >lists/$n
	done
	echo 10.0.0.1 >lists/8
	echo "sshd: $work/lists/1" | large '10^21 pattern files'
	for n in $(seq 5000); do echo "sshd: $work/lists/x$n"; done |
		large '5,000 pattern files that are missing'
	mkfifo lists/fifo
	echo "sshd: $work/lists/fifo $work/lists /dev/zero" |
		large 'pattern files that are none'
	repeat 500000 '10.0.0.1/8 ' >lists/words
	echo "sshd: $work/lists/words" | large '500,000 words with host bits'
	head -c 1000000 /dev/urandom >lists/random
	echo "sshd: $work/lists/random" | large 'a pattern file of any bytes'
}

names() {
	local name=$'evil\n::error::x\e[2J\xff'
	mkdir "$name"
	echo 'ALL ALL' >"$name/hosts.deny"
	echo 'sshd: 10.0.0.1/8' >"$name/hosts.allow"
	all 'the name of a folder' -d "$name"
	all 'the name of a file' "$name/hosts.deny" "$name/hosts.allow"
	all 'the name of a file that is missing' "$name/x"
	all 'the name of another kind' --as deny "$name"
	mkfifo fifo
	all 'a FIFO' fifo
	all 'a folder' .
	all 'a device' /dev/zero
	all 'a service with any bytes' --keep $'\e[2J\xff:192.0.2.1' -d policy
	all 'a request with any bytes' --keep $'sshd:\e[2J\xff' -d policy
}

bytes
long_lines
many_lines
many_contexts
pattern_files
names
echo "hostile-check: $((passed > failed ? passed - failed : 0)) passed," \
    "$failed failed, 0 skipped"
((failed == 0))
