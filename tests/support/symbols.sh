#!/bin/sh
# usage: symbols.sh LIBRARY MODULE
#
# Prints what the library calls beyond tests/symbols.txt, what it exports
# under a foreign name, what it keeps in memory that can be written, and where
# the module's exported names differ from PAM's six.
set -u
export LC_ALL=C
library=$1 module=$2
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# complain TEXT: standard input holds what is wrong, one name a line.
complain() {
	while read -r name; do
		echo "$name: $1"
		echo x >>"$tmp/bad"
	done
}

nm -g --defined-only "$library" 2>&1 | awk 'NF == 3 { print $3 }' |
	sort -u >"$tmp/defined"
nm -u "$library" | awk '$1 == "U" { print $2 }' | sort -u |
	comm -23 - "$tmp/defined" >"$tmp/called"
sed 's/[ \t]*#.*//; /^$/d' tests/symbols.txt | sort -u >"$tmp/may"

comm -23 "$tmp/called" "$tmp/may" |
	complain "called by the library, but not in tests/symbols.txt"
grep -v '^ha_' "$tmp/defined" |
	complain "exported by the library without the prefix ha_"
objdump -t "$library" |
	awk '/ O (\.data|\.bss|\.tdata|\.tbss|\*COM\*)\t/ { print $NF }' |
	complain "a variable of the library that can change"

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

# An archive that could not be read must not pass for a clean one.
[ -s "$tmp/defined" ] || echo "$library" | complain "no names in it"
[ ! -e "$tmp/bad" ]
