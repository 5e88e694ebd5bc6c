#!/bin/bash
# usage: test.sh WHAT[:ROW] RUNNER...
#
# Builds what it needs, and runs what WHAT names: a unit test below tests/unit,
# a folder below tests/cases, a file tests/WHAT.cases, or a runner.  A folder
# and a unit test go by the end of their path, too, as "match/list".  With ROW
# only those of its rows, or lines of what it prints, that hold this text.
set -u
what=${1%%:*} row=
[[ $1 != *:* ]] || row=${1#*:}
shift
: "${BUILD:?is set by make}"
status=0 found=

build() {
	"${MAKE:-make}" -s --no-print-directory -j"$(nproc)" "$@" || exit 1
}

# filter FILE: its paragraphs that hold the row, and comments.
filter() {
	ROW=$row perl -00 -ne 'print if /^#/ || index($_, $ENV{ROW}) >= 0' "$1"
}

run_unit() { # FILE
	local program=$BUILD/${1%.c}
	build "${program#"$PWD/"}"
	echo "== $1"
	CK_VERBOSITY=verbose "$program" >"$tmp/out" 2>&1 || status=1
	if [ -n "$row" ]; then grep -F -- "$row" "$tmp/out"; else cat "$tmp/out"; fi
}

run_rows() { # FILE
	case $1 in
	tests/check/*)
		build all
		filter "$1" >"$tmp/${1##*/}"
		perl tests/check/cases.pl "$HOSTSACCESS" \
		    common/language/codes.def "$tmp/${1##*/}" || status=1
		;;
	tests/pam/stacks.cases)
		build all
		perl tests/pam/stacks.pl "$HOSTSACCESS" || status=1
		;;
	tests/pam/*)
		build all "${BUILD#"$PWD/"}/tests/pam/driver"
		filter "$1" >"$tmp/${1##*/}"
		mkdir "$tmp/run"
		(umask 022; PAM_FOLDER=$tmp/run "$BUILD/tests/pam/driver" \
		    "$MODULE" "$tmp/${1##*/}") || status=1
		;;
	*) # These need what their runner sets up.
		run_runner "tests/$(cut -d / -f 2 <<<"$1").sh"
		;;
	esac
}

run_runner() { # SCRIPT
	build check-programs
	"$1" >"$tmp/out" 2>&1 || status=1
	if [ -n "$row" ]; then grep -F -- "$row" "$tmp/out"; else cat "$tmp/out"; fi
}

[ -n "$what" ] || {
	echo 'say which test: make test T=match/list, T=check/order:HA301,'
	echo 'T=cases/match/rule, or the name of a runner, T=sshd'
	exit 1
}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

while read -r file; do
	found=1
	run_unit "$file"
done < <(find tests/unit -path "*/$what.c" | sort)
if [[ $what = cases/* ]]; then
	mapfile -t folders < <(find tests/cases -mindepth 2 -maxdepth 2 \
	    -path "tests/$what*" -type d | sort)
	# The one that is named, and not others that begin so.
	[ ! -e "tests/$what/cmd" ] || folders=("tests/$what")
	if ((${#folders[@]} > 0)); then
		found=1
		build all
		tests/support/cases.sh "${folders[@]}" || status=1
	fi
fi
if [ -e "tests/$what.cases" ]; then
	found=1
	run_rows "tests/$what.cases"
fi
for runner; do
	[ "${runner%%=*}" = "$what" ] || continue
	found=1
	run_runner "${runner#*=}"
done
if [ -z "$found" ]; then
	echo "there is no test '$what': nothing of that name below tests/unit," \
	    "no folder tests/$what, no tests/$what.cases, and no such runner"
	exit 1
fi
exit "$status"
