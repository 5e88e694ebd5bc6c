#!/bin/bash
# The recorded rows through the engine, as it is and as libwrap, then through
# the command.
set -u
. tests/verdicts/not_root.sh
export LC_ALL=C
programs=${BUILD:-build}/tests/verdicts
engine=$programs/engine
hostsaccess=${HOSTSACCESS:-${BUILD:-build}/hostsaccess}
rows=${CASES:-tests/verdicts/public.tsv}
aux=$tmp/aux dir=$tmp/tables
passed=0 failed=0
declare -A asked with_pass with_fail commands skipped

# fail ID TEXT
fail() {
	echo "$1: $2"
	grep -e "^$1"$'\t' "$rows"
	((failed++))
}

# skip WHY: one row that cannot be put as a request.
skip() {
	skipped[$1]=$((${skipped[$1]:-0} + 1))
}

# run_program NAME WHY: one of the programs on all rows; WHY it skips some.
run_program() {
	local log=$tmp/$1 p f s
	"$programs/$1" "$aux" <"$rows" >"$log" 2>&1
	local status=$?
	cat "$log"
	if read -r _ p _ f _ s _ < <(tail -n 1 "$log" | grep '^verdicts-')
	then
		((passed += p, failed += f))
		((s == 0)) || skipped[$2]=$s
		((status == 0 || f > 0)) && return
	fi
	fail "$1" "exit status $status"
}

# What the engine says of each row, for what the command must say.
read_answers() {
	local id plain pass fail run
	while read -r id plain pass fail run; do
		asked[$id]=$plain with_pass[$id]=$pass with_fail[$id]=$fail
		commands[$id]=$run
	done < <("$engine" --answers "$aux" <"$rows" 2>/dev/null)
}

# unescape COLUMN: sets text.
unescape() {
	printf -v text %b "${1//@AUX@/$aux}"
}

is_unknown() {
	[[ -z $1 || ${1,,} = unknown ]]
}

# A name that the command would take for an address, or refuse as a bad one.
reads_as_address() {
	[[ $1 = *[]:/[]* || $1 =~ ^[0-9.*?]+$ ]]
}

# set_client NAME ADDRESS: sets client, or says in why that it cannot.
set_client() {
	local name=$1 address=$2
	is_unknown "$name" && name=unknown
	if [[ $name = *@* ]]; then
		why='an @ in a name ends the user'
	elif ! is_unknown "$address"; then
		client=$name=$address
	elif [[ $name = *=* ]]; then
		why='a name with = and without an address'
	elif reads_as_address "$name"; then
		why='an address for a name, and none for an address'
	else
		client=$name
	fi
}

# set_request DAEMON SERVER SERVER_ADDRESS PORT NAME ADDRESS USER: sets
# request, or why.
set_request() {
	local values=() value
	why=''
	for value; do
		unescape "$value"
		values+=("$text")
		[[ $text = *[$' \t\n']* ]] &&
			why='a blank, which separates the words of a request'
	done
	set -- "${values[@]}"
	[[ -n $1 ]] || why='the name of the daemon is empty'
	[[ $1 = '#'* ]] && why='a request is no comment'
	set_client "$5" "$6"
	request="$1 $client"
	is_unknown "$7" || request+=" user=$7"
	[[ -z $3 ]] || request+=" server=$3"
	[[ -z $2$3 ]] || request+=" server_name=${2:-unknown}"
	[[ -z $4 ]] || request+=" port=$4"
}

# make_table COLUMN KIND: sets up $dir/hosts.KIND, or names the table by an
# option; that cannot be done with one that is missing.
make_table() {
	local table=$dir/hosts.$2 path=${1#@path:}
	path=${path//@AUX@/$aux}
	case $1 in
	@missing) ;;
	@dir) ln -s "$aux" "$table" ;;
	@path:*)
		if [ -e "$path" ]; then
			tables+=("--$2" "$path")
		else
			ln -s "$path" "$table"
		fi
		;;
	*)
		printf %b "${1//@AUX@/$aux}" >"$table"
		touch -d @1000000000 "$table"
		;;
	esac
}

# match OPTION...: the answers to the requests of the group, as VERDICT/REASON.
match() {
	local verdict reason IFS=$'\n'
	answers=()
	while IFS=$'\t' read -r verdict _ _ reason _; do
		answers+=("$verdict/$reason")
	done < <("$hostsaccess" match --batch --format line --no-lookup \
	    "${tables[@]}" "$@" <<<"${requests[*]}" 2>"$tmp/errors")
	((${#answers[@]} == ${#requests[@]})) || cat "$tmp/errors"
}

# check_group: all rows with the same tables.
check_group() {
	((${#ids[@]})) || return
	local i id plain pass=() fail=() hangs=0 want got
	tables=(-d "$dir")
	rm -f "$dir"/hosts.{allow,deny}
	make_table "$allow" allow
	make_table "$deny" deny
	# Nobody is to wait for what may yet come into a folder in work.
	touch -d @1000000000 "$dir"
	match
	plain=("${answers[@]}")
	for id in "${ids[@]}"; do
		[[ ${commands[$id]} = - ]] || hangs=1
	done
	if ((hangs)); then
		match --aclexec pass
		pass=("${answers[@]}")
		match --aclexec fail
		fail=("${answers[@]}")
	fi
	for i in "${!ids[@]}"; do
		id=${ids[i]}
		want=${asked[$id]} got=${plain[i]:-nothing}
		if [[ $want = ask/* ]]; then
			want+=" ${with_pass[$id]} ${with_fail[$id]}"
			got+=" ${pass[i]:-nothing} ${fail[i]:-nothing}"
		fi
		check_row "$id" "${expected[i]}" "$want" "$got"
	done
	ids=() requests=() expected=()
}

# check_row ID EXPECTED WANT GOT: the command must answer as the engine does,
# and that must be right with what the rule's commands do when they are run.
check_row() {
	local answers
	read -ra answers <<<"$4"
	case ${commands[$1]} in
	-) verdict=${answers[0]%/*} ;;
	pass) verdict=${answers[1]%/*} ;;
	fail) verdict=${answers[2]%/*} ;;
	esac
	if [[ $3 != "$4" ]]; then
		fail "$1" "the engine says $3, the command $4"
	elif [[ $verdict != "$2" ]]; then
		fail "$1" "expected $2, the command says $4"
	else
		((passed++))
	fi
}

# Rows with the same tables are neighbours after sorting.
run_command() {
	local id a d daemon sname saddr port name address user want
	ids=() requests=() expected=() allow='' deny=''
	while IFS=$'\037' read -r id a d daemon sname saddr port name address \
	    user _ want _; do
		if [[ -z ${asked[$id]:-} ]]; then
			skip 'cannot hold here'
			continue
		fi
		if [[ $a$'\t'$d != "$allow"$'\t'"$deny" ]]; then
			check_group
			allow=$a deny=$d
		fi
		if [[ $id = netgroup-* ]]; then
			skip 'netgroups, which --no-lookup does not ask for'
			continue
		fi
		set_request "$daemon" "$sname" "$saddr" "$port" "$name" \
		    "$address" "$user"
		if [[ -n $why ]]; then
			skip "$why"
			continue
		fi
		ids+=("$id") requests+=("$request") expected+=("$want")
	done < <(tail -n +2 "$rows" | sort -t $'\t' -k 2,3 | tr '\t' '\037')
	check_group
}

tests/verdicts/mkaux.sh "$aux" && mkdir "$dir" || exit 1
run_program engine "cannot hold here"
run_program compare "of these libwrap's verdict cannot be told, or not here"
read_answers
run_command
total=0
for why in "${!skipped[@]}"; do
	echo "skipped ${skipped[$why]}: $why"
	((total += skipped[$why]))
done
echo "verdicts: $passed passed, $failed failed, $total skipped"
((failed == 0))
