# Sourced by tests/cases/manual/*/cmd.
# shellcheck shell=bash
top=../../../..

# page NAME: the displays of README.md, or the text of a manual, whose lines go
# on behind "\e".
page() {
	case $1 in
	*.md) sed -n 's/^    //p; s/^$//p' "$top/$1" ;;
	*) sed -e 's/\\&//g' "$top/$1" |
		sed -e ':more' -e '/ \\e$/ { N; s/ \\e\n */ /; b more' -e '}' ;;
	esac
}

# shown PAGE COMMAND...: what it prints must stand in the page.
shown() {
	local page=$1 out status
	shift
	out=$("$@" 2>&1)
	status=$?
	[ -n "$out" ] && [[ $(page "$page") == *$'\n'"$out"$'\n'* ]] ||
		printf '%s does not show\n%s\n' "$page" "$out"
	return $status
}

check() {
	"$HOSTSACCESS" check --no-keep-me --no-lookup "$@"
}
