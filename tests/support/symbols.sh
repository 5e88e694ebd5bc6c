#!/bin/sh
# usage: symbols.sh MODULE ARCHIVE...
#
# Prints what the archives of common/ call beyond tests/symbols.txt, and that
# of common/lookup beyond tests/symbols_lookup.txt, what they export under a
# foreign name, what they keep in memory that can be written, where the module's
# exported names differ from PAM's six, and what it holds of common/libwrap.
set -u
export LC_ALL=C
module=$1
shift
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# complain TEXT: standard input holds what is wrong, one name a line.
complain() {
	while read -r name; do
		echo "$name: $1"
		echo x >>"$tmp/bad"
	done
}

nm -g --defined-only "$@" 2>/dev/null | awk 'NF == 3 { print $3 }' |
	sort -u >"$tmp/known"

# check_archive ARCHIVE LIST
check_archive() {
	archive=${1##*/}
	nm -g --defined-only "$1" 2>&1 | awk 'NF == 3 { print $3 }' |
		sort -u >"$tmp/defined"
	# With 64-bit offsets open(2) is called open64, and so on.
	nm -u "$1" | awk '$1 == "U" { print $2 }' |
		sed 's/64$//; s/64_chk$/_chk/' | sort -u |
		comm -23 - "$tmp/known" >"$tmp/called"
	sed 's/[ \t]*#.*//; /^$/d' "$2" | sort -u >"$tmp/may"

	comm -23 "$tmp/called" "$tmp/may" |
		complain "called by $archive, but not in $2"
	grep -v '^ha_' "$tmp/defined" |
		complain "exported by $archive without the prefix ha_"
	objdump -t "$1" | awk '
		/ O (\.data|\.bss|\.tdata|\.tbss|\*COM\*)\t/ { print $NF }' |
		complain "a variable of $archive that can change"
	# An archive that could not be read must not pass for a clean one.
	[ -s "$tmp/defined" ] || echo "$1" | complain "no names in it"
}

for archive; do
	case $archive in
	*/common-lookup.a) check_archive "$archive" tests/symbols_lookup.txt ;;
	*) check_archive "$archive" tests/symbols.txt ;;
	esac
done

cat >"$tmp/six" <<EOF
pam_sm_acct_mgmt
pam_sm_authenticate
pam_sm_chauthtok
pam_sm_close_session
pam_sm_open_session
pam_sm_setcred
EOF
nm -D --defined-only "$module" |
	awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort \
	>"$tmp/exported"
comm -23 "$tmp/six" "$tmp/exported" | complain "not exported by the module"
comm -13 "$tmp/six" "$tmp/exported" |
	complain "exported by the module, but no entry point of PAM"

# Nothing of libwrap's language may be in there.
for archive; do
	case $archive in
	*/common-libwrap.a)
		nm -g --defined-only "$archive" 2>/dev/null |
			awk 'NF == 3 { print $3 }' | sort -u >"$tmp/libwrap"
		[ -s "$tmp/libwrap" ] || echo "$archive" | complain "no names in it"
		nm --defined-only "$module" | awk '{ print $3 }' | sort -u |
			comm -12 - "$tmp/libwrap" |
			complain "of common/libwrap, and in the module"
		;;
	esac
done

[ ! -e "$tmp/bad" ]
