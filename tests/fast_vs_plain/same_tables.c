/* Tables and pattern files, small ones and such as are read piece by piece. */
#include <stdio.h>
#include <string.h>

#include "common/base/bounds.h"
#include "tests/fast_vs_plain/same.h"

/* What is added to, and what it is to become. */
struct draft {
	struct same_set *set;
	struct same_text *text;
	struct ha_strbuf *out;
	struct chance *chance;
};

#define PICK(draft, list) CHANCE_PICK((draft)->chance, list)

static bool
percent(const struct draft *draft, size_t n)
{
	return chance_percent(draft->chance, n);
}

static size_t
below(const struct draft *draft, size_t limit)
{
	return chance_below(draft->chance, limit);
}

static void
add(const struct draft *draft, const char *text)
{
	ha_strbuf_add_text(draft->out, text);
}

static void
repeat(const struct draft *draft, char byte, size_t count)
{
	char block[256];

	memset(block, byte, sizeof(block));
	while (count > 0) {
		size_t len = count < sizeof(block) ? count : sizeof(block);

		ha_strbuf_add(draft->out, (struct ha_span){ block, len });
		count -= len;
	}
}

static void
add_host(const struct draft *draft)
{
	if (draft->text->is_sound && percent(draft, 95))
		same_add_sound_host(draft->out, draft->chance);
	else
		same_add_host(draft->out, draft->chance, draft->set);
}

/* How a line or a word ends.  With a NUL the length counts. */
static void
end_line(const struct draft *draft)
{
	static const char *const ends[] = { "\n", "\n", "\n", "\n", "\n", "\n",
		"\r\n", " \n", "\n\n", ",\n", "\t\n", " # c\n", "#c\n",
		" # a:b\n", "\\\n\n", " \\\n", "\v\n", " \\ \n" };

	if (percent(draft, 1))
		ha_strbuf_add(draft->out, HA_SPAN("\0\n"));
	else
		add(draft, PICK(draft, ends));
}

static void
add_daemons(const struct draft *draft)
{
	static const char *const usual[] = { "sshd", "sshd", "sshd", "ALL",
		"ALL", "in.ftpd", "sshd, in.ftpd", "SSHD", "all" };
	static const char *const odd[] = { "ALL EXCEPT sshd", "sshd EXCEPT x",
		"22", "s*d", "sshd.", ".ftpd", "KNOWN", "UNKNOWN", "x",
		"in.ftpd in.telnetd", "EXCEPT sshd", "", " ", "sshd@[::1]",
		"sshd[", "::1", "s\\\nshd", "\\\nsshd", "022", "sshd,,ALL",
		"ALL EXCEPT ALL EXCEPT sshd", "#sshd", " sshd", "+22",
		"sshd #" };

	if (percent(draft, 75)) {
		add(draft, PICK(draft, usual));
	} else if (percent(draft, 30)) {
		add(draft, "sshd@");
		add_host(draft);
	} else {
		add(draft, PICK(draft, odd));
	}
}

static void
add_options(const struct draft *draft)
{
	static const char *const options[] = { "deny", "allow", "DENY",
		"setenv A %h", "spawn echo %a %n\\: %d %%", "aclexec x %c",
		"aclexec %d", "aclexec /t : allow", "twist y %s", "bogus",
		"setenv A %q", "nice 5", "user %u", "user nobody", "group x",
		"umask 999", "severity auth.info", "banners /x", "linger",
		"keepalive", "", "allow : deny", "twist", "spawn x %n : allow",
		"aclexec z : allow", "deny # x", "rfc931", "setenv X %N%H", "[",
		"a]b" };
	size_t count = percent(draft, 60) ? 0 : 1 + below(draft, 2);

	while (count-- > 0) {
		static const char *const between[] = { ":", " : ", ": ",
			"\\\n: ", " :", ":\\\n" };

		add(draft, PICK(draft, between));
		add(draft, PICK(draft, options));
	}
}

static void
add_clients(const struct draft *draft, size_t most)
{
	static const char *const between[] = { " ", " ", ", ", " ", ",", "  ",
		"\t", " \\\n", "\\\n ", " EXCEPT ", " except ", "\r", ": " };
	size_t count = 1 + below(draft, most);

	if (percent(draft, 6)) {
		add(draft, "ALL EXCEPT ");
		same_add_file(draft->out, draft->chance, draft->set);
		return;
	}
	while (count-- > 0) {
		if (percent(draft, 6))
			add(draft, percent(draft, 50) ? "bob@" : "KNOWN@");
		add_host(draft);
		if (count > 0)
			add(draft, PICK(draft, between));
	}
}

static void
add_rule(const struct draft *draft)
{
	static const char *const whole[] = { "ALL: 127.0.0.1 ::1\n",
		"ALL: ALL\n", "sshd: ::1: deny\n",
		"sshd: 2001:db8::/32:allow\n", "junk\n", "sshd\n", ":\n",
		"sshd:\n", ": ALL\n", "sshd:: 10.0.0.1\n", "ALL:::1\n",
		"sshd: 10.0.0.1 ::1 : deny\n", "sshd: :: : deny\n",
		"sshd: 10.0.0.1::deny\n", "ALL: ALL EXCEPT\n",
		"sshd: 10.0.0.1 : deny :\n", "sshd: host:deny\n",
		"<<<<<<< HEAD\n", "127.0.0.1 localhost\n" };
	static const char *const colons[] = { ":", ": ", ": ", ": ", " : ",
		":\t", ":\\\n ", ":," };

	if (percent(draft, 8)) {
		add(draft, PICK(draft, whole));
		return;
	}
	add_daemons(draft);
	add(draft, PICK(draft, colons));
	add_clients(draft, percent(draft, 3) ? 30 : 3);
	add_options(draft);
	end_line(draft);
}

/* Without one that is malformed: an exception would be spoilt by it. */
static void
add_sound_word(const struct draft *draft)
{
	same_add_sound_host(draft->out, draft->chance);
	ha_strbuf_add_byte(draft->out, percent(draft, 50) ? ' ' : '\n');
}

static void
add_word(const struct draft *draft)
{
	static const char *const ends[] = { "\n", "\n", "\n", " ", ",", "\r\n",
		"\n\n", "# 10.0.0.1\n", "\t", "#\n", "\v", "\f", " : x\n",
		" EXCEPT " };

	add_host(draft);
	if (percent(draft, 1))
		ha_strbuf_add(draft->out, HA_SPAN("\0x"));
	add(draft, PICK(draft, ends));
}

static void
add_item(const struct draft *draft)
{
	if (draft->text->is_table)
		add_rule(draft);
	else if (draft->text->is_sound)
		add_sound_word(draft);
	else
		add_word(draft);
}

/* Concerns nobody who asks, and says so in the plainest way. */
static void
add_filler(const struct draft *draft)
{
	static const char *const daemons[] = {
		"sshd: ", "ALL: ", "sshd: ", "in.ftpd: "
	};
	char net[64];
	size_t a = below(draft, 256), b = below(draft, 256);

	if (draft->text->is_table)
		add(draft, PICK(draft, daemons));
	switch (below(draft, 4)) {
	case 0:
		snprintf(net, sizeof(net), "198.18.%zu.0/24\n", a);
		break;
	case 1:
		snprintf(net, sizeof(net), "2001:db8:dead:%zx::%zx\n", a, b);
		break;
	default:
		snprintf(net, sizeof(net), "198.19.%zu.%zu\n", a, b);
		break;
	}
	add(draft, net);
}

/* Of any length; in a table a backslash makes it go on. */
static void
add_comment(const struct draft *draft, size_t len)
{
	ha_strbuf_add_byte(draft->out, '#');
	repeat(draft, percent(draft, 50) ? 'x' : ' ', len);
	if (percent(draft, 10))
		add(draft, "\\");
	ha_strbuf_add_byte(draft->out, '\n');
}

/* A rule that is longer than a window, or a word. */
static void
add_long(const struct draft *draft, size_t len)
{
	size_t end = draft->out->len + len;

	if (draft->text->is_table) {
		add_daemons(draft);
		add(draft, ": ");
	}
	/* Each token costs its time. */
	if (!draft->text->is_table || percent(draft, 80))
		repeat(draft, percent(draft, 50) ? 'y' : ' ', len);
	while (draft->out->len < end)
		add(draft, percent(draft, 98) ? "10.9.8.7 " : "host ");
	if (draft->text->is_table && percent(draft, 50)) {
		add_host(draft);
		add_options(draft);
	}
	end_line(draft);
}

/* Something that counts, at or across a border of pages or windows. */
static void
add_at_border(const struct draft *draft)
{
	size_t len = draft->out->len, page = 4096;
	size_t skipped = percent(draft, 40) ? 0 : below(draft, 6);
	size_t border = (len / page + 1 + skipped) * page;
	size_t ahead = below(draft, percent(draft, 30) ? 6 : 40);

	if (border > len + ahead + 2)
		add_comment(draft, border - len - ahead - 2);
	if (percent(draft, 25))
		add_long(draft, 3000 + below(draft, 9000));
	else
		add_item(draft);
}

static void
add_piece(const struct draft *draft)
{
	size_t kind = below(draft, 100);

	if (kind < 30)
		add_item(draft);
	else if (kind < 60)
		add_at_border(draft);
	else if (kind < 66)
		add_long(draft, 3000 + below(draft, 9000));
	else if (kind < 70)
		repeat(draft, '\n', below(draft, 2000));
	else
		add_comment(draft, below(draft, 4000));
}

static void
add_fillers(const struct draft *draft, size_t count)
{
	while (count-- > 0)
		add_filler(draft);
}

/* Lines around the longest that is one, for which no window has room. */
static void
make_huge(const struct draft *draft)
{
	size_t lines = 1 + below(draft, 2);

	while (lines-- > 0) {
		add_item(draft);
		if (percent(draft, 30))
			add_comment(draft, HA_LINE_MAX + below(draft, 9));
		else
			add_long(draft, HA_LINE_MAX - 20 + below(draft, 40));
		add_item(draft);
	}
}

/* So many fillers that an index of it is used. */
static void
make_large(const struct draft *draft)
{
	size_t size = HA_SOURCE_WHOLE + 1 + below(draft, 40000);
	bool has_fillers = percent(draft, 75);

	if (percent(draft, 4))
		size = 360000;
	if (draft->set->is_huge)
		make_huge(draft);
	if (has_fillers && percent(draft, 60))
		add_fillers(draft, below(draft, 60));
	else if (percent(draft, 50))
		add_comment(draft, 1);
	while (draft->out->len < size)
		add_piece(draft);
	if (has_fillers)
		add_fillers(draft, 190);
	add_item(draft);
}

static void
make_small(const struct draft *draft)
{
	size_t items = below(draft, draft->text->is_table ? 8 : 6);

	while (items-- > 0) {
		if (percent(draft, 10))
			add_comment(draft, below(draft, 30));
		if (percent(draft, 30))
			add_filler(draft);
		add_item(draft);
	}
}

static void
make_text(const struct draft *draft, bool is_large)
{
	ha_strbuf_clear(draft->out);
	if (percent(draft, 8))
		add(draft, "\xef\xbb\xbf");
	if (is_large)
		make_large(draft);
	else
		make_small(draft);
	/* No newline at the end. */
	if (draft->out->len > 3 && percent(draft, 30))
		draft->out->text[--draft->out->len] = '\0';
}

void
same_make(struct same_set *set, struct chance *chance)
{
	bool has_large = chance_percent(chance, 20);

	set->is_huge = has_large && chance_percent(chance, 1);
	for (size_t i = 0; i < SAME_TEXTS; i++) {
		struct same_text *text = &set->texts[i];
		struct draft draft = { set, text, &text->bytes, chance };

		text->is_sound = chance_percent(chance, 40);
		make_text(&draft,
		    has_large &&
			chance_percent(chance, text->is_table ? 65 : 25));
		text->is_there = chance_percent(chance, 94);
		text->wants_index = chance_percent(chance, 85);
		if (text->bytes.failed)
			same_fail("memory");
	}
}
