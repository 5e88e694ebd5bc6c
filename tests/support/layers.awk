# Holds every #include "..." to tests/layers.txt, which is the first file; the
# others are all sources and headers.  Prints what breaks the rules.

# How layers.txt names a file.
function module(path)
{
	sub(/\.[a-z]+$/, "", path)
	if (!sub(/^common\//, "", path))
		sub(/\/.*/, "/*", path)
	return path
}

# A quoted name is looked for beside the file, from the top, and in common/.
function find(name,    dir)
{
	dir = FILENAME
	sub(/[^\/]*$/, "", dir)
	if ((dir name) in exists)
		return dir name
	while (sub(/^\.\.\//, "", name))
		;
	return name in exists ? name : "common/" name
}

function allowed(me, other,    word, range, n, i)
{
	n = split(may[me], word, " ")
	for (i = 1; i <= n; i++) {
		if (word[i] == "*" || word[i] == other)
			return 1
		if (word[i] !~ /^[0-9]/)
			continue
		if (split(word[i], range, "-") == 1)
			range[2] = range[1]
		if (level[other] >= range[1] + 0 &&
		    level[other] <= range[2] + 0)
			return 1
	}
	return 0
}

function complain(text)
{
	print FILENAME ":" FNR ": " text
	bad = 1
}

BEGIN {
	for (i = 2; i < ARGC; i++)
		exists[ARGV[i]] = 1
}

FILENAME == ARGV[1] {
	sub(/#.*/, "")
	if (split($0, part, ":") < 2)
		next
	n = split(part[1], word, " ")
	for (i = 2; i <= n; i++) {
		level[word[i]] = word[1] + 0
		may[word[i]] = part[2]
	}
	next
}

FNR == 1 {
	me = module(FILENAME)
	if (!(me in level))
		complain(me " is not in " ARGV[1])
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	target = find(part[2])
	other = module(target)
	if (!(target in exists))
		complain("\"" part[2] "\" is no file of this project")
	else if (me in level && other in level && other != me &&
	    !allowed(me, other))
		complain(me " may not include " target)
}

END {
	exit bad
}
