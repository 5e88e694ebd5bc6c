#!/bin/bash
# usage: test.sh WHAT[:TEXT] RUNNER...
#
# Builds what it needs, and runs all that WHAT names: unit tests or folders of
# them below tests/unit, by the end of their path; a folder below tests/cases;
# a file tests/WHAT.cases; a runner.  With TEXT only those rows that hold it.
set -u
what=${1%%:*} text=
[[ $1 != *:* ]] || text=${1#*:}
shift
what=${what#tests/} what=${what#unit/} what=${what%/}
what=${what%.c} what=${what%.cases}
: "${BUILD:?is set by make}"
# As make names it, or it would find nothing to be done.
build=${BUILD#"$PWD/"}
status=0 found=

# The jobs of the make that started this are not ours to share.
case ${MAKEFLAGS:-} in
*'-- '*) export MAKEFLAGS="-- ${MAKEFLAGS#*-- }" ;;
*) unset MAKEFLAGS ;;
esac
unset MFLAGS MAKELEVEL

build() {
	BUILD=$build "${MAKE:-make}" -s --no-print-directory -j"$(nproc)" \
	    "$@" || exit 1
}

has_no_row() { # WHERE
	echo "no row of $1 holds '$text'"
	exit 1
}

# choose FILE: sets rows to a file of the rows that are wanted.
choose() {
	rows=$1
	[ -n "$text" ] || return
	rows=$tmp/${1##*/}
	tests/support/choose.pl "$1" "$text" >"$rows" || has_no_row "$1"
}

run_units() { # FILE...
	local file program has_row=
	for file; do
		program=$build/${file%.c}
		build "$program"
		CK_VERBOSITY=verbose "$program" >"$tmp/out" 2>&1 ||
			[ -n "$text" ] || status=1
		tests/support/unit_rows.pl "$file" ${text:+"$text"} \
		    <"$tmp/out" >"$tmp/rows"
		case $? in
		0) has_row=1 ;;
		1) ;; # no row holds it
		*) has_row=1 status=1 ;;
		esac
		[ ! -s "$tmp/rows" ] || echo "== $file"
		cat "$tmp/rows"
	done
	[ -n "$has_row" ] || has_no_row "$*"
}

run_cases() { # FOLDER...
	build all
	tests/support/cases.sh "$@" || status=1
}

run_rows() { # FILE
	choose "$1"
	case $1 in
	tests/check/*)
		build all
		perl tests/check/cases.pl "$HOSTSACCESS" \
		    common/language/codes.def "$rows" || status=1
		;;
	tests/pam/*)
		build all "$build/tests/pam/driver"
		mkdir "$tmp/run"
		(umask 022 && PAM_FOLDER=$tmp/run "$build/tests/pam/driver" \
		    "$MODULE" "$rows") || status=1
		;;
	*) # These need what their runner sets up, which then runs no others.
		build check-programs
		CASES=$rows "tests/$(cut -d / -f 2 <<<"$1").sh" || status=1
		;;
	esac
}

run_runner() { # NAME SCRIPT
	build check-programs
	if [ "$1" = verdicts ] && [ -n "$text" ]; then
		choose tests/verdicts/public.tsv
		CASES=$rows "$2" || status=1
	elif [ -n "$text" ]; then
		echo "$1 has no rows that can be run alone"
		exit 1
	else
		"$2" || status=1
	fi
}

[ -n "$what" ] || {
	echo 'say which test: make test T=match/list, T=check/order:HA301,'
	echo 'T=cases/match/rule, or the name of a runner, T=sshd'
	exit 1
}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

mapfile -t files < <(cd tests/unit && find . -path "*/$what.c" -o \
    -path "*/$what/*.c" | sed 's,^\.,tests/unit,' | sort)
if ((${#files[@]} > 0)); then
	found=1
	run_units "${files[@]}"
fi
if [[ $what = cases/* ]]; then
	mapfile -t folders < <(find "tests/$what" -name cmd \
	    -printf '%h\n' 2>/dev/null | sort)
	if ((${#folders[@]} > 0)); then
		found=1
		run_cases "${folders[@]}"
	fi
fi
if [ -e "tests/$what.cases" ]; then
	found=1
	run_rows "tests/$what.cases"
fi
for runner; do
	[ "${runner%%=*}" = "$what" ] || continue
	found=1
	run_runner "$what" "${runner#*=}"
done
if [ -z "$found" ]; then
	echo "there is no test '$what': nothing of that name below tests/unit," \
	    "no folder tests/cases/..., no tests/$what.cases, and no runner"
	exit 1
fi
exit "$status"
