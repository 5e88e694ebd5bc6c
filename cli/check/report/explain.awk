# Makes a C file of the entries of hostsaccess_diag(7): usage
# awk -f cli/explain.awk man/hostsaccess_diag.7 >explain_texts.c
#
# Renders the part of mdoc that the manual uses as plain text of WIDTH columns;
# fails on a macro or an escape that is not known here, so that none is lost.

function fail(text)
{
	print FILENAME ":" FNR ": " text >"/dev/stderr"
	failed = 1
	exit 1
}

# ---- words ----

# The text behind roff's escapes.
function unescaped(text,    out, at, next2)
{
	out = ""
	while ((at = index(text, "\\")) > 0) {
		out = out substr(text, 1, at - 1)
		next2 = substr(text, at + 1, 1)
		text = substr(text, at + 2)
		if (next2 == "(") {
			next2 = substr(text, 1, 2)
			text = substr(text, 3)
			if (!(next2 in special))
				fail("unknown escape \\(" next2)
			out = out special[next2]
		} else if (next2 == "e") {
			out = out "\\"
		} else if (next2 == "-" || next2 == " ") {
			out = out next2
		} else if (next2 == "~") {
			out = out " "
		} else if (next2 != "&") {
			fail("unknown escape \\" next2)
		}
	}
	return out text
}

# Splits the arguments of a macro into word[1] to word[n]; is_quoted[i]: it is
# text, whatever it looks like.
function split_words(line,    n, at)
{
	n = 0
	while (line != "") {
		sub(/^ +/, "", line)
		if (line == "")
			break
		is_quoted[++n] = substr(line, 1, 1) == "\""
		if (is_quoted[n]) {
			line = substr(line, 2)
			at = index(line, "\"")
			if (at == 0)
				at = length(line) + 1
			word[n] = substr(line, 1, at - 1)
			line = substr(line, at + 1)
			continue
		}
		# A blank behind a backslash belongs to the word.
		if (!match(line, /^([^ \\]|\\.)+/))
			fail("a lone backslash")
		word[n] = substr(line, 1, RLENGTH)
		line = substr(line, RLENGTH + 1)
	}
	return n
}

function is_closing(i)
{
	return !is_quoted[i] && word[i] ~ /^[].,:;!?)]$/
}

function is_opening(i)
{
	return !is_quoted[i] && word[i] ~ /^[[(]$/
}

# ---- paragraphs ----

function add(text)
{
	if (text == "")
		return
	paragraph = paragraph (paragraph == "" || glued ? "" : " ") text
	glued = 0
}

function close_quotes(    i)
{
	for (i = nquotes; i > 0; i--) {
		glued = 1
		add(quote[i])
	}
	nquotes = 0
}

# One macro line, its macros following each other.
function macros(line,    n, last, i, name, before)
{
	n = split_words(line)
	for (last = n; last > 1 && is_closing(last); last--)
		;
	name = ""
	for (i = 1; i <= last; i++) {
		if (!is_quoted[i] && word[i] in enclosing) {
			before = enclosing[word[i]]
			add(substr(before, 1, 1))
			glued = 1
			quote[++nquotes] = substr(before, 2, 1)
			name = ""
		} else if (!is_quoted[i] && word[i] in opened) {
			add(substr(opened[word[i]], 1, 1))
			glued = 1
			name = ""
		} else if (!is_quoted[i] && word[i] in closed) {
			glued = 1
			add(closed[word[i]])
			name = ""
		} else if (!is_quoted[i] && word[i] == "Ns") {
			glued = 1
			name = ""
		} else if (!is_quoted[i] && word[i] == "Nm" &&
		    (i == last || word[i + 1] ~ /^[].,:;!?)]$/)) {
			add("hostsaccess_diag")
		} else if (!is_quoted[i] && word[i] == "Xr") {
			add(word[i + 1] "(" word[i + 2] ")")
			i += 2
		} else if (!is_quoted[i] && word[i] in plain) {
			name = word[i]
		} else if (i == 1) {
			fail("unknown macro ." word[1])
		} else if (is_closing(i)) {
			glued = 1
			add(word[i])
		} else if (is_opening(i)) {
			add(word[i])
			glued = 1
		} else {
			add((name == "Fl" ? "-" : "") unescaped(word[i]))
		}
	}
	close_quotes()
	for (; i <= n; i++) {
		glued = 1
		add(word[i])
	}
}

function spaces(count)
{
	return substr("                                        ", 1, count)
}

# An empty line is written when something follows it.
function blank()
{
	wants_blank = nlines > 0
}

function put(text)
{
	if (wants_blank)
		lines[++nlines] = ""
	wants_blank = 0
	sub(/ +$/, "", text)
	lines[++nlines] = text
}

function flush(    n, i, words, text)
{
	n = split(paragraph, words, " ")
	text = ""
	for (i = 1; i <= n; i++) {
		if (text != "" &&
		    length(text) + 1 + length(words[i]) > WIDTH - indent) {
			put(spaces(indent) text)
			text = ""
		}
		text = text (text == "" ? "" : " ") words[i]
	}
	if (text != "")
		put(spaces(indent) text)
	paragraph = ""
	glued = 0
}

# ---- entries ----

# By hand: what a backslash does in gsub differs from one awk to the next.
function escaped(text,    out, i, byte)
{
	out = ""
	for (i = 1; i <= length(text); i++) {
		byte = substr(text, i, 1)
		# Also "?", of which trigraphs are made.
		out = out (byte ~ /["?\\]/ ? "\\" : "") byte
	}
	return out
}

function begin_entry(line)
{
	end_entry()
	match(line, /HA[0-9][0-9][0-9]/)
	number = substr(line, RSTART + 2, 3)
	is_head = line ~ /^\.It Xo/
	nlines = indent = wants_blank = 0
}

function end_entry(    i)
{
	if (number == "")
		return
	flush()
	print "static const char *const entry_" number "[] = {"
	for (i = 1; i <= nlines; i++)
		print "\t\"" escaped(lines[i]) "\","
	print "\tNULL"
	print "};"
	print ""
	numbers[++nentries] = number
	number = ""
}

function list_item(line)
{
	flush()
	indent -= item_indent[depth]
	item_indent[depth] = 0
	if (!compact[depth])
		blank()
	if (kind[depth] == "-tag") {
		macros(substr(line, 5))
		flush()
		item_indent[depth] = 4
	} else {
		add(kind[depth] == "-bullet" ? "*" : "-")
	}
	indent += item_indent[depth]
}

BEGIN {
	WIDTH = 78
	special["dq"] = "\""
	special["aq"] = "'"
	special["en"] = "-"
	special["em"] = "--"
	special["ga"] = "`"
	special["ha"] = "^"
	special["ti"] = "~"
	split("Cm Pa Ic Li Fl Ar Ev Nm Sy Em No Sx Dv Va Ad Tn", list, " ")
	for (i in list)
		plain[list[i]] = 1
	enclosing["Ql"] = enclosing["Dq"] = enclosing["Qq"] = "\"\""
	enclosing["Sq"] = "''"
	enclosing["Pq"] = "()"
	enclosing["Op"] = enclosing["Bq"] = "[]"
	opened["Po"] = "("
	opened["Oo"] = "["
	opened["Do"] = "\""
	closed["Pc"] = ")"
	closed["Oc"] = "]"
	closed["Dc"] = "\""
	print "/* Made by cli/explain.awk. */"
	print "#include \"cli/check/report/explanation.h\""
	print ""
}

/^\.\\"/ { next }

is_literal && /^\.Ed/ {
	is_literal = 0
	indent -= 4
	blank()
	next
}

is_literal {
	if (/^\./)
		fail("a macro in a literal display")
	put(spaces(indent) unescaped($0))
	next
}

/^\.S[hs] / {
	end_entry()
	next
}

/^\.Bl / {
	depth++
	match($0, /-[a-z]+/)
	kind[depth] = substr($0, RSTART, RLENGTH)
	compact[depth] = / -compact/
	item_indent[depth] = 0
	if (number != "") {
		if (kind[depth] !~ /^-(tag|bullet|dash)$/)
			fail("unknown list " kind[depth])
		flush()
		if (compact[depth])
			blank()
	}
	next
}

/^\.El/ {
	if (depth == 1) {
		end_entry()
	} else if (number != "") {
		flush()
		indent -= item_indent[depth]
	}
	depth--
	next
}

depth == 1 && /^\.It (Xo )?Sy HA[0-9]/ {
	begin_entry($0)
	next
}

number == "" { next }

is_head {
	if (/^\.Xc/)
		is_head = 0
	next
}

/^\.It/ {
	list_item($0)
	next
}

/^\.Pp/ {
	flush()
	blank()
	next
}

/^\.Bd -literal/ {
	flush()
	blank()
	indent += 4
	is_literal = 1
	next
}

/^\.D[l1] / {
	flush()
	blank()
	indent += 4
	macros("No " substr($0, 5))
	flush()
	indent -= 4
	blank()
	next
}

/^\./ {
	macros(substr($0, 2))
	next
}

{ add(unescaped($0)) }

END {
	if (failed)
		exit 1
	end_entry()
	print "const struct cli_explanation cli_explanations[] = {"
	for (i = 1; i <= nentries; i++)
		print "\t{ " numbers[i] ", entry_" numbers[i] " },"
	print "};"
	print ""
	print "const size_t cli_nexplanations ="
	print "    sizeof(cli_explanations) / sizeof(cli_explanations[0]);"
}
