#!/bin/bash
# usage: man_check.sh PROGRAM MANUAL...
#
# Prints what mandoc finds wrong with the manuals, and every name that the code
# knows and its manual does not, or the other way round: options of the
# command, arguments of the module, options of rules, variables that no rule
# sets, numbers of messages.
set -u
export LC_ALL=C
program=$1
shift
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# items MANUAL SECTION MACRO: the first word after MACRO in each .It line of the
# section's outermost lists; after Fl every word, with its dash.
items() {
	awk -v section="$2" -v macro="$3" '
	/^\.Sh/ { here = substr($0, 5) == section }
	/^\.Bl/ { depth++ }
	/^\.El/ { depth-- }
	here && depth == 1 && $1 == ".It" && $2 == macro {
		for (i = 2; i <= NF; i++) {
			if ($i ~ /^[A-Z][a-z]$/)
				on = $i == macro
			else if (on && $i !~ /^[,|=]$/) {
				print (macro == "Fl" ? "-" : "") $i
				if (macro != "Fl")
					next
			}
		}
	}' "$1"
}

# variables MANUAL SECTION: every name behind an Ev macro there.
variables() {
	awk -v section="$2" '
	/^\.Sh/ { here = substr($0, 5) == section }
	here && $1 == ".Ev" {
		for (i = 2; i <= NF; i++)
			if ($i != ",")
				print $i
	}' "$1"
}

# same CODE MANUAL: standard input holds names in the code, an empty line, and
# names in the manual.
same() {
	awk -v code="$1" -v manual="$2" -v q="'" '
	!behind && $0 == "" { behind = 1; next }
	behind { documented[$0] = 1; next }
	{ known[$0] = 1; n++ }
	END {
		if (n == 0)
			print code ": nothing found to compare with " manual
		for (name in known)
			if (!(name in documented))
				print code ": " q name q " is not in " manual
		for (name in documented)
			if (!(name in known))
				print manual ": " q name q " is not in " code
	}' | sort
}

help_options() {
	{
		"$program" help
		"$program" --help
		"$program" match --help
		"$program" check --help
		"$program" explain --help
		"$program" status --help
		"$program" index --help
		"$program" test --help
		"$program" diff --help
		"$program" replay --help
		"$program" edit --help
		"$program" install --help
		"$program" confirm --help
		"$program" undo --help
	} </dev/null 2>/dev/null |
		grep -oE '(^|[ ,|[])(-[A-Za-z]|--[a-z][a-z-]*)($|[] ,=|[])' |
		tr -d '[] ,=|'
}

module_arguments() {
	awk '/arg[a-z]*\[\] = \{/ { on = 1 } /^\};/ { on = 0 }
	on && match($0, /\{ "[a-z_]+/) {
		print substr($0, RSTART + 3, RLENGTH - 3)
	}' common/settings/module_args.c
}

{
	mandoc -T lint -W warning "$@"

	{ help_options; echo; items man/hostsaccess.1 OPTIONS Fl; } |
		same "the command's help" man/hostsaccess.1
	{ module_arguments; echo; items man/pam_hostsaccess.8 ARGUMENTS Cm; } |
		same common/settings/module_args.c man/pam_hostsaccess.8
	{
		sed -n 's/^HA_OPTION([^"]*"\([^"]*\)".*/\1/p' common/language/options.def
		echo
		items man/hostsaccess.5 OPTIONS Ic
	} | same common/language/options.def man/hostsaccess.5

	{
		sed -n 's/^HA_VARIABLE("\([^"]*\)".*/\1/p' \
		    common/language/variables.def
		echo
		variables man/hostsaccess.5 'VARIABLES THAT ARE NOT SET'
	} | same common/language/variables.def man/hostsaccess.5

	sed -n 's/^HA_CODE(\([0-9]*\).*/HA\1/p' common/language/codes.def \
		>"$tmp/codes"
	sort "$tmp/codes" | uniq -d |
		sed 's/$/: given twice in common\/diag_codes.def/'
	{
		cat "$tmp/codes"
		echo
		sed -n 's/^\.It .*\(HA[0-9][0-9]*\).*/\1/p' \
		    man/hostsaccess_diag.7
	} | same common/language/codes.def man/hostsaccess_diag.7
	grep -oE '\bHA[0-9]{3}\b' "$@" | grep -vFf "$tmp/codes" |
		sed 's/$/ is not in common\/diag_codes.def/' | sort -u
} >"$tmp/findings" 2>&1

cat "$tmp/findings"
[ ! -s "$tmp/findings" ]
