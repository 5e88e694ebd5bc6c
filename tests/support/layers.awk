# usage: layers.awk LAYERS EDGES
#
# Prints what breaks the table of tests/layers.txt.  EDGES has lines "USER USED
# REASON": files without ending, of which the first uses the second.

function folder(file)
{
	sub(/\/[^\/]*$/, "", file)
	return file
}

function complain(text)
{
	print text
	bad = 1
}

/^[ \t]*(#|$)/ {
	next
}

FILENAME == ARGV[1] {
	floor[$2] = $1 + 0
	if ($3 == "not")
		forbidden[$2, $4] = 1
	next
}

$1 == $2 || seen[$1, $2]++ {
	next
}

{
	mine = folder($1)
	other = folder($2)
	if (!(mine in floor) || !(other in floor))
		complain($1 " uses " $2 ": no folder of the table (" $3 ")")
	else if (mine == other)
		uses[$1] = uses[$1] " " $2
	else if (floor[other] >= floor[mine] || (mine, other) in forbidden)
		complain($1 " uses " $2 " (" $3 ")")
}

# What uses nothing that is left, or is used by nothing that is left, is in no
# circle, and is taken away.
END {
	do {
		again = 0
		split("", users)
		for (file in uses) {
			left = 0
			n = split(uses[file], used, " ")
			for (i = 1; i <= n; i++) {
				if (!(used[i] in uses))
					continue
				left = 1
				users[used[i]] = 1
			}
			if (left)
				continue
			delete uses[file]
			again = 1
		}
		for (file in uses) {
			if (file in users)
				continue
			delete uses[file]
			again = 1
		}
	} while (again)
	for (file in uses) {
		n = split(uses[file], used, " ")
		for (i = 1; i <= n; i++) {
			if (used[i] in uses)
				complain(file " uses " used[i] \
				    ", in a circle")
		}
	}
	exit bad
}
