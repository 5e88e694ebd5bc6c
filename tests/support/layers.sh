#!/bin/sh
# usage: layers.sh OBJECTS FILE...
#
# Holds the files of the product to tests/layers.txt: what they include, and
# what their objects in the folder OBJECTS call.  Prints what breaks it.
set -u
export LC_ALL=C
objects=$1
shift
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

for file; do
	sed -n 's|^[ \t]*#[ \t]*include[ \t]*"\([^"]*\)\.[a-z]*".*|\1|p' "$file" |
		sed "s|.*|${file%.*} & include|"
done >"$tmp/edges"

for file; do
	case $file in *.c) ;; *) continue ;; esac
	# It is compiled once for each product.
	[ "$file" != common/lookup/path.c ] || continue
	nm -g "$objects/${file%.c}.o" | awk -v file="${file%.c}" '
		{ kind = NF == 3 ? $2 : $1 }
		{ print file, (kind == "U" ? "needs" : "has"), $NF }'
done >"$tmp/symbols" 2>"$tmp/missing"
cat "$tmp/missing"

awk '
	NR == FNR { if ($2 == "has") home[$3] = $1; next }
	$2 == "needs" && $3 in home { print $1, home[$3], $3 "()" }
' "$tmp/symbols" "$tmp/symbols" >>"$tmp/edges"
awk -f tests/support/layers.awk tests/layers.txt "$tmp/edges" | sort
