/* What an index finds: what a walk through the whole source would. */
#include <stdio.h>

#include "common/index.h"
#include "common/index_build.h"
#include "naive_index.h"
#include "world.h"

static struct ha_source *source;
static struct ha_index *index_;
static struct ha_candidates candidates;

static void
begin(void)
{
	source = NULL;
	index_ = NULL;
	candidates = (struct ha_candidates){ NULL, 0, 0 };
}

static void
end(void)
{
	ha_source_free(source);
	ha_index_free(index_);
	ha_candidates_free(&candidates);
}

static void
build(struct ha_span text, enum ha_index_kind kind)
{
	struct ha_index_image image;

	ha_source_free(source);
	ha_index_free(index_);
	index_ = NULL;
	expect(ha_source_from_memory("source", text, &source) == HA_OK,
	    "no memory");
	expect(ha_index_build(source, kind, 0, &image) == HA_OK, "not built");
	expect(image.len % HA_INDEX_PAGE == 0, "%zu bytes", image.len);
	expect(ha_index_from_image(image, &index_) == HA_OK, "not opened");
	expect(ha_index_verify(index_) == HA_OK, "not as it should be");
}

static struct ha_addr
addr_of(const char *text)
{
	struct ha_addr addr;

	expect(ha_addr_parse(ha_span_of(text), &addr), "no address: %s", text);
	return addr;
}

/* The lines of the candidates, "1 3". */
static const char *
find(const struct ha_addr *addr)
{
	static char lines[512];
	size_t len = 0;

	expect(ha_index_find(index_, addr, &candidates) == HA_OK, "not found");
	lines[0] = '\0';
	for (size_t i = 0; i < candidates.count; i++)
		len += (size_t)snprintf(lines + len, sizeof(lines) - len,
		    "%s%u", i > 0 ? " " : "", candidates.at[i].line);
	expect(len < sizeof(lines), "too many");
	return lines;
}

static const struct {
	const char *text, *addr, *lines;
} rules[] = {
	{ "", "10.0.0.1", "" },
	{ "# nothing\n\n", "10.0.0.1", "" },
	{ "ALL: 10.0.0.1\nALL: 10.0.0.2\nALL: 10.0.0.1\n", "10.0.0.1", "1 3" },
	{ "ALL: 10.0.0.1\nALL: 10.0.0.2\n", "10.0.0.3", "" },
	{ "ALL: 10.0.0.1\nALL: 10.0.0.2\n", "9.255.255.255", "" },
	{ "ALL: 10.0.0.1\nALL: 10.0.0.2\n", "::a00:1", "" },
	{ "ALL: 10.0.0.1 10.0.0.1, 10.0.0.1/32\n", "10.0.0.1", "1" },
	{ "ALL: 10.0.0.0/24\nALL: 10.\nALL: 10.0.0.128/25\nALL: 10.0.0.7\n",
	    "10.0.0.129", "1 2 3" },
	{ "ALL: 10.0.0.0/24 10.0.0.7 10.0. 10.0.0.4/30\n", "10.0.0.7", "1" },
	{ "ALL: 10.9.9.9/8\n", "10.0.0.1", "1" },
	{ "ALL: 10.0.0.0/255.0.0.0\nALL: 10.0.0.0/0.0.0.0\n", "10.0.0.1",
	    "1 2" },
	{ "ALL: 10.0.0.0/255.0.0.0\nALL: 10.0.0.0/0.0.0.0\n", "11.0.0.1",
	    "2" },
	{ "ALL: 0.0.0.0/0\nALL: [::]/0\nALL: ::/1\n", "1.2.3.4", "1" },
	{ "ALL: 0.0.0.0/0\nALL: [::]/0\nALL: ::/1\n", "::1", "2 3" },
	{ "ALL: 0.0.0.0/0\nALL: [::]/0\nALL: ::/1\n", "8000::", "2" },
	{ "ALL: 255.255.255.255\nALL: 0.0.0.0\n", "255.255.255.255", "1" },
	{ "ALL: 255.255.255.255\nALL: 0.0.0.0\n", "0.0.0.0", "2" },
	{ "ALL: ::\nALL: [::] ffff::/16\n", "::", "1 2" },
	{ "ALL: [2001:db8::]/32\nALL: 2001:db8::/33\nALL: [2001:db8::1]\n",
	    "2001:db8::1", "1 2 3" },
	{ "ALL: [2001:db8::]/32\nALL: 2001:db8::/33\nALL: [2001:db8::1]\n",
	    "2001:db8:8000::1", "1" },
	{ "ALL: [::ffff:10.0.0.0/104]\nALL: [::ffff:0:0]/96\n", "10.1.1.1",
	    "1 2" },
	{ "ALL: [::ffff:0:0]/95\nALL: [::ffff:0:0]/96\n", "10.1.1.1", "2" },
	{ "ALL: [::ffff:0:0]/95\nALL: [::ffff:0:0]/96\n", "::fffe:a00:1",
	    "1" },
	/* Exceptions do not count, whatever is in them. */
	{ "ALL: 10. EXCEPT ALL\nALL: 11. EXCEPT 1.2 @g .x /f fe80::1%e\n",
	    "11.0.0.1", "2" },
	{ "ALL: 10. EXCEPT 11. EXCEPT 12.\n", "12.0.0.1", "" },
	{ "ALL EXCEPT sshd: 10.0.0.1\n", "10.0.0.2", "" },
	{ "ALL: ALL EXCEPT 10.0.0.1\n", "10.0.0.1", "1" },
	/* Users. */
	{ "ALL: bob@10.0.0.1 @10.0.0.2\n", "10.0.0.1", "1" },
	{ "ALL: bob@10.0.0.1\nALL: ALL@2001:db8::/32\n", "2001:db8::3", "2" },
	{ "ALL: bob@10.0.0.1\nALL: bob@x\nALL: bob@\n", "10.0.0.2", "2 3" },
	/* What is more than a network. */
	{ "ALL: ALL\nALL: KNOWN\nALL: LOCAL\nALL: PARANOID\nALL: UNKNOWN\n",
	    "10.0.0.1", "1 2 3 4 5" },
	{ "a: .x\na: x\na: x.\na: *.x\na: *\na: 10.*\na: .1\na: @g\na: /f\n",
	    "10.0.0.1", "1 2 3 4 5 6 7 8 9" },
	{ "ALL: fe80::1%eth0\nALL: fe80::/10\n", "fe80::2", "1 2" },
	{ "ALL: 10.0.0.0/255.0.255.0\nALL: 11.0.0.0/0.0.0.1\n", "12.0.0.1",
	    "1 2" },
	{ "ALL: 10.0.0.1 10.0.0.300\nALL: 10.1\nALL: 010.0.0.1\n", "11.0.0.1",
	    "1 2 3" },
	{ "ALL: 10.0.0.1 x 10.0.0.2\nALL: 10.0.0.1\n", "10.0.0.1", "1 2" },
	{ "ALL: 10.0.0.1 x 10.0.0.2\nALL: 10.0.0.1\n", "10.0.0.2", "1" },
	{ "sshd@10.0.0.1: 10.0.0.1\nsshd@x: 10.0.0.1\n", "10.0.0.2", "1 2" },
	/* Faults. */
	{ "ALL\nALL:\n:10.0.0.1\n[: 10.0.0.1\nALL: 10.0.0.1 EXCEPT\n",
	    "10.0.0.2", "1 2 3 4 5" },
	{ "ALL: EXCEPT 10.0.0.1\nEXCEPT ALL: 10.0.0.1\n", "10.0.0.2", "1 2" },
	{ "ALL: 10.0.0.1 # a:b\nALL: 10.0.0.1 # b\n # a:b\n # a\n", "10.0.0.2",
	    "1 3" },
	/* Options, sound or not. */
	{ "ALL: 10.0.0.1: deny\nALL: 10.0.0.1: bogus\nALL: 10.0.0.2: spawn\n",
	    "10.0.0.1", "1 2" },
	{ "ALL: 10.0.0.1: deny\nALL: 10.0.0.1: bogus\nALL: 10.0.0.2: spawn\n",
	    "10.0.0.2", "3" },
	/* Lines. */
	{ "# a\n\nALL: 10.\\\n0.0.1\n\nALL: \\\n\\\n 10.0.0.1", "10.0.0.1",
	    "3 6" },
	{ "# a \\\nALL: 10.0.0.1\nALL: 10.0.0.1\n", "10.0.0.1", "3" },
	{ "\xef\xbb\xbf"
	  "ALL: 10.0.0.1\r\nALL: 10.0.0.1\r\n",
	    "10.0.0.1", "1 2" },
	{ "  ALL: 10.0.0.1\n \t \nALL:10.0.0.1\\", "10.0.0.1", "1 3" },
	{ "ALL: x\\\ny\nALL: 10.0.0.1\n", "10.0.0.1", "1 3" },
}, words[] = {
	{ "", "10.0.0.1", "" },
	{ "10.0.0.1\n10.0.0.1 10.0.0.2\n", "10.0.0.1", "1 2" },
	{ "10.0.0.1 10.0.0.2 10.0.0.1\n", "10.0.0.1", "1 1" },
	{ "10.0.0.1,10.\n# 10.0.0.1\n11.#10.0.0.1\n10.0.0.0/8", "10.0.0.1",
	    "1 1 4" },
	{ "\xef\xbb\xbf"
	  "10.0.0.1\r\n10.0.0.1\v10.0.0.2\n",
	    "10.0.0.1", "1 2" },
	{ "10.0.0.1\\\n10.0.0.1\n", "10.0.0.2", "1" },
	{ "a b@10.0.0.1 /f\n@g *\n1.2.3\n[::1]x\n", "10.0.0.2",
	    "1 1 1 2 2 3 4" },
	{ "2001:db8::/32\n2001:db8::1\n[2001:db8::1]\n::1%x\n", "2001:db8::1",
	    "1 2 3 4" },
};

static void
check_row(const char *text, const char *client, const char *lines,
    enum ha_index_kind kind)
{
	struct ha_addr addr = addr_of(client);

	build(ha_span_of(text), kind);
	ck_assert_str_eq(find(&addr), lines);
	ck_assert(naive_agrees(source, kind, &addr, &candidates));
}

START_TEST(the_listed_rules_are_found)
{
	check_row(rules[_i].text, rules[_i].addr, rules[_i].lines,
	    HA_INDEX_RULES);
}
END_TEST

START_TEST(the_listed_words_are_found)
{
	check_row(words[_i].text, words[_i].addr, words[_i].lines,
	    HA_INDEX_WORDS);
}
END_TEST

START_TEST(a_rule_with_a_nul_is_always_found)
{
	struct ha_addr addr = addr_of("11.0.0.1");

	build(HA_SPAN("ALL: 10.0.0.1\0\nA\0: 10.0.0.1\nALL: 10.\n"),
	    HA_INDEX_RULES);
	ck_assert_str_eq(find(&addr), "1 2");
	build(HA_SPAN("10.0.0.1\0 10.0.0.1\n"), HA_INDEX_WORDS);
	ck_assert_str_eq(find(&addr), "1");
}
END_TEST

START_TEST(a_rule_that_is_too_long_is_always_found)
{
	struct ha_addr addr = addr_of("11.0.0.1");
	size_t len = HA_LINE_MAX + 100;
	char *text = malloc(len);

	ck_assert_ptr_nonnull(text);
	memset(text, ' ', len);
	memcpy(text, "ALL:", 4);
	memcpy(text + len - 9, " 10.0.0.1", 9);
	build((struct ha_span){ text, len }, HA_INDEX_RULES);
	free(text);
	ck_assert_str_eq(find(&addr), "1");
}
END_TEST

/* The scope of a client does not count; its family does. */
START_TEST(clients_are_found_by_family_and_bytes)
{
	struct ha_addr addr = addr_of("10.0.0.1");

	build(HA_SPAN("10.0.0.1 ::/0\nfe80::/10"), HA_INDEX_WORDS);
	ck_assert_str_eq(find(&addr), "1");
	addr.family = HA_IPV6;
	ck_assert_str_eq(find(&addr), "1");
	ck_assert_uint_eq(candidates.at[0].offset, 9);
	addr = addr_of("fe80::1%eth0");
	ck_assert_str_eq(find(&addr), "1 2");
}
END_TEST

/* Few bits differ, so that networks lie in each other. */
static size_t
random_addr(uint32_t *state, char *out)
{
	static const struct {
		const char *text;
		bool wants_quad;
	} fronts[] = { { "", true }, { "::ffff:", true }, { "::", false },
		{ "2001:db8::", false }, { "fe80::8000:", false },
		{ "2001:db8:0:0:ffff:0:", false } };
	size_t front = unit_below(state, COUNT(fronts));
	unsigned bytes[4];

	for (size_t i = 0; i < 4; i++)
		bytes[i] = unit_below(state, 3) == 0
		    ? (unsigned)unit_below(state, 256)
		    : (unsigned)unit_below(state, 2) * 192 + (i == 0 ? 10 : 0);
	if (fronts[front].wants_quad || unit_below(state, 8) == 0)
		return (size_t)sprintf(out, "%s%u.%u.%u.%u", fronts[front].text,
		    bytes[0], bytes[1], bytes[2], bytes[3]);
	return (size_t)sprintf(out, "%s%x:%x", fronts[front].text, bytes[2],
	    bytes[3]);
}

static size_t
random_host(uint32_t *state, char *out)
{
	static const char *const others[] = { ".example", "x", "10.1", "[::1",
		"@g", "fe80::1%e", "10.0.0.0/255.0.255.0", "ALL", "1.2.3.4/",
		"*", "10.*", "[x]" };
	char addr[64];
	bool is_ipv6;

	random_addr(state, addr);
	is_ipv6 = strchr(addr, ':') != NULL;
	switch (unit_below(state, 12)) {
	case 0:
		if (unit_below(state, 4) > 0)
			break;
		return (size_t)sprintf(out, "%s",
		    others[unit_below(state, COUNT(others))]);
	case 1:
		return (size_t)sprintf(out, "10.%s",
		    unit_below(state, 2) == 0 ? "" : "192.");
	case 2:
	case 3:
	case 4:
		return (size_t)sprintf(out, "%s/%zu", addr,
		    unit_below(state, is_ipv6 ? 129 : 33));
	case 5:
		return (size_t)sprintf(out, is_ipv6 ? "[%s/%zu]" : "%s/%zu",
		    addr, unit_below(state, is_ipv6 ? 129 : 33));
	case 6:
		return (size_t)sprintf(out, is_ipv6 ? "[%s]" : "%s", addr);
	default:
		break;
	}
	return (size_t)sprintf(out, "%s", addr);
}

static size_t
random_rule(uint32_t *state, char *out)
{
	static const char *const daemons[] = { "ALL", "sshd", "sshd", "in.ftpd",
		"ALL EXCEPT sshd", "sshd@10.0.0.1", "22", "sshd", "ALL" };
	static const char *const ends[] = { "\n", "\n", "\n", ": deny\n",
		": allow\n", " # c\n", "\n\n# x\n", ": bogus\n", " # a:b\n",
		": spawn x %h\n", ": setenv A %n%%\n", "\r\n",
		": nice 5 : deny\n", ": user %u\n" };
	static const char *const between[] = { " ", ", ", " ", " \\\n", " ",
		"\\\n", " EXCEPT ", " bob@", "," };
	size_t len = (size_t)sprintf(out, "%s:%s",
	    daemons[unit_below(state, COUNT(daemons))],
	    unit_below(state, 4) == 0 ? "\\\n" : " ");

	do {
		len += random_host(state, out + len);
		if (unit_below(state, 2) == 0)
			break;
		len += (size_t)sprintf(out + len, "%s",
		    between[unit_below(state, COUNT(between))]);
	} while (len < 400);
	return len +
	    (size_t)sprintf(out + len, "%s",
		ends[unit_below(state, COUNT(ends))]);
}

static size_t
random_word(uint32_t *state, char *out)
{
	static const char *const ends[] = { "\n", " ", ",", "\r\n", "\n\n",
		"# 10.0.0.1\n", "\t", "#\n" };
	size_t len = random_host(state, out);

	return len +
	    (size_t)sprintf(out + len, "%s",
		ends[unit_below(state, COUNT(ends))]);
}

/* A source of so many items; the caller frees it. */
static struct ha_span
random_text(uint32_t *state, enum ha_index_kind kind, size_t items)
{
	char *text = malloc(16 + items * 600);
	size_t len = 0;

	expect(text != NULL, "no memory");
	if (unit_below(state, 4) == 0)
		len += (size_t)sprintf(text, "\xef\xbb\xbf");
	while (items-- > 0)
		len += kind == HA_INDEX_RULES ? random_rule(state, text + len)
					      : random_word(state, text + len);
	/* The last line may have no newline. */
	if (len > 3 && unit_below(state, 2) == 0)
		len--;
	return (struct ha_span){ text, len };
}

/* At, before and behind the edges of what is likely to be there. */
static struct ha_addr
random_client(uint32_t *state)
{
	char text[64];
	struct ha_addr addr;

	random_addr(state, text);
	addr = addr_of(text);
	if (unit_below(state, 4) == 0)
		addr.bytes[15] ^= (unsigned char)(1 << unit_below(state, 8));
	if (unit_below(state, 8) == 0)
		addr.bytes[unit_below(state, 12)] ^= addr.family == HA_IPV6;
	return addr;
}

static void
check_random_source(uint32_t *state, enum ha_index_kind kind, size_t items,
    int nclients)
{
	struct ha_span text = random_text(state, kind, items);

	build(text, kind);
	for (int i = 0; i < nclients; i++) {
		struct ha_addr addr = random_client(state);
		char shown[HA_ADDR_TEXT];

		expect(ha_index_find(index_, &addr, &candidates) == HA_OK,
		    "not found");
		expect(naive_agrees(source, kind, &addr, &candidates),
		    "%s in:\n%.*s", ha_addr_format(&addr, shown).at,
		    (int)text.len, text.at);
	}
	free((char *)(uintptr_t)text.at);
}

/* The last of them need directories of one page, and of several. */
START_TEST(a_random_source_is_indexed_as_the_oracle_says)
{
	static const struct {
		size_t items;
		int sources, clients;
	} sizes[] = { { 1, 400, 20 }, { 5, 300, 20 }, { 30, 100, 30 },
		{ 300, 20, 40 }, { 5000, 2, 60 } };
	enum ha_index_kind kind = _i % 2 == 0 ? HA_INDEX_RULES : HA_INDEX_WORDS;
	uint32_t state = 0x1dea5 + (uint32_t)_i;

	for (int i = 0; i < sizes[_i / 2].sources; i++)
		check_random_source(&state, kind, sizes[_i / 2].items,
		    sizes[_i / 2].clients);
}
END_TEST

static bool
is_same_diag(const struct ha_diag *a, const struct ha_diag *b)
{
	return a->code == b->code && a->effect == b->effect &&
	    a->where.offset == b->where.offset && a->where.len == b->where.len;
}

static bool
is_same_decision(const struct ha_decision *a, const struct ha_decision *b)
{
	if (a->verdict != b->verdict || a->reason != b->reason ||
	    a->table != b->table || a->rule.offset != b->rule.offset ||
	    a->word.offset != b->word.offset ||
	    a->plan.count != b->plan.count || a->diags.count != b->diags.count)
		return false;
	for (size_t i = 0; i < a->diags.count; i++) {
		if (!is_same_diag(&a->diags.list[i], &b->diags.list[i]))
			return false;
	}
	return true;
}

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "10.192.0.0", "a.example" },
	{ SCRIPT_ADDRESS, "a.example", "10.192.0.0" },
	{ SCRIPT_NETGROUP, "g", "a.example" },
	{ .subject = NULL },
};

/* One decision in a world of its own, so that it looks up for itself. */
static void
decide(struct world *world, struct ha_table allow, struct ha_table deny,
    const struct ha_addr *addr, const char *user, bool is_strict)
{
	char text[HA_ADDR_TEXT];

	world_begin(world, rows);
	world->tables = (struct ha_tables){ allow, deny };
	world->policy.refuse_on_unknown = is_strict;
	world->request.user = ha_span_of(user);
	ha_host_set_addr(&world->request.client, ha_addr_format(addr, text));
	world->request.client.name_fact = HA_FACT_UNASKED;
	expect(world_decide(world) == HA_OK, "not decided");
}

static void
check_same(struct world *whole, struct world *part, const char *what)
{
	expect(is_same_decision(&whole->decision, &part->decision),
	    "%s: verdict %d and %d, rule %zu and %zu, %zu and %zu findings",
	    what, whole->decision.verdict, part->decision.verdict,
	    whole->decision.rule.offset, part->decision.rule.offset,
	    whole->decision.diags.count, part->decision.diags.count);
	expect(script_asked(&whole->script) == script_asked(&part->script),
	    "%s: look-ups", what);
	world_end(whole);
	world_end(part);
}

/*
 * What the index is for: whoever is no candidate can be struck out, and the
 * decision, its findings and its look-ups are the same.
 */
START_TEST(rules_that_are_no_candidates_do_nothing)
{
	uint32_t state = 0xdec1de;
	struct ha_table empty = { "/nonexistent", NULL };

	for (int i = 0; i < 1500; i++) {
		struct ha_span text =
		    random_text(&state, HA_INDEX_RULES, 1 + (size_t)i % 7);
		struct ha_addr addr = random_client(&state);
		const char *user = i % 3 == 0 ? "bob" : "";
		struct ha_table whole, part;
		struct ha_source *struck;
		struct world a, b;

		build(text, HA_INDEX_RULES);
		ck_assert_int_eq(ha_index_find(index_, &addr, &candidates),
		    HA_OK);
		struck = naive_strike(source, HA_INDEX_RULES, &candidates);
		ck_assert_ptr_nonnull(struck);
		whole = (struct ha_table){ "t", source };
		part = (struct ha_table){ "t", struck };
		decide(&a, whole, empty, &addr, user, i % 2 == 0);
		decide(&b, part, empty, &addr, user, i % 2 == 0);
		check_same(&a, &b, text.at);
		decide(&a, empty, whole, &addr, user, i % 2 == 0);
		decide(&b, empty, part, &addr, user, i % 2 == 0);
		check_same(&a, &b, text.at);
		ha_source_free(struck);
		free((char *)(uintptr_t)text.at);
	}
}
END_TEST

static const char *const users_of_files[] = { "ALL: /f\n",
	"ALL: ALL EXCEPT /f\n", "ALL: /f : deny\n",
	"ALL: ALL EXCEPT /f : deny\n", "ALL: 10.0.0.0/1 EXCEPT ALL EXCEPT /f",
	"ALL: /f /f .x\n" };

/* The rule with the folder's path for "/f". */
static struct ha_source *
rule_of_file(const struct folder *folder, const char *rule)
{
	char text[200] = "";
	size_t len = 0;
	struct ha_source *table;

	for (size_t i = 0; rule[i] != '\0'; i++) {
		if (rule[i] == '/' && rule[i + 1] == 'f')
			len += (size_t)sprintf(text + len, "%s", folder->path);
		text[len++] = rule[i];
	}
	expect(ha_source_from_memory("t", (struct ha_span){ text, len },
		   &table) == HA_OK,
	    "no memory");
	return table;
}

START_TEST(words_that_are_no_candidates_do_nothing)
{
	uint32_t state = 0xf11e5 + (uint32_t)_i;
	struct ha_table empty = { "/nonexistent", NULL };
	struct folder folder;
	struct ha_source *table;

	folder_begin(&folder);
	table = rule_of_file(&folder, users_of_files[_i]);
	for (int i = 0; i < 250; i++) {
		struct ha_span text =
		    random_text(&state, HA_INDEX_WORDS, 1 + (size_t)i % 9);
		struct ha_addr addr = random_client(&state);
		struct ha_table one = { "t", table };
		struct ha_source *struck;
		struct world a, b;

		build(text, HA_INDEX_WORDS);
		ck_assert_int_eq(ha_index_find(index_, &addr, &candidates),
		    HA_OK);
		struck = naive_strike(source, HA_INDEX_WORDS, &candidates);
		ck_assert_ptr_nonnull(struck);
		folder_write(&folder, "f", text);
		decide(&a, i % 2 == 0 ? one : empty, i % 2 == 0 ? empty : one,
		    &addr, "", i % 3 == 0);
		folder_write(&folder, "f",
		    (struct ha_span){ struck->bytes, struck->len });
		decide(&b, i % 2 == 0 ? one : empty, i % 2 == 0 ? empty : one,
		    &addr, "", i % 3 == 0);
		check_same(&a, &b, text.at);
		ha_source_free(struck);
		free((char *)(uintptr_t)text.at);
	}
	ha_source_free(table);
	folder_end(&folder);
}
END_TEST

/* A candidate is where the ordinary reading can go on. */
START_TEST(reading_can_begin_at_a_candidate)
{
	uint32_t state = 0x5eeced;
	struct ha_span text = random_text(&state, HA_INDEX_RULES, 400);
	struct ha_addr addr = addr_of("10.192.0.0");
	struct ha_reader reader;
	struct ha_rule rule;

	build(text, HA_INDEX_RULES);
	ck_assert_int_eq(ha_index_find(index_, &addr, &candidates), HA_OK);
	ck_assert_uint_gt(candidates.count, 20);
	ha_reader_init(&reader, source, HA_DIALECT_OWN);
	for (size_t i = 0; i < candidates.count; i++) {
		reader.next = candidates.at[i].offset;
		expect(ha_reader_next(&reader, &rule) == HA_OK, "no rule");
		expect(rule.where.offset == candidates.at[i].offset,
		    "another rule");
	}
	ha_reader_free(&reader);
	free((char *)(uintptr_t)text.at);
}
END_TEST

/* 129 networks in each other, and a rule for each. */
START_TEST(networks_can_lie_in_each_other_as_deep_as_there_are_bits)
{
	struct ha_addr addr = addr_of("2001:db8::1");
	char text[129 * 32];
	size_t len = 0;

	for (int i = 128; i >= 0; i--)
		len += (size_t)sprintf(text + len, "2001:db8::1/%d\n", i);
	build((struct ha_span){ text, len }, HA_INDEX_WORDS);
	ck_assert_int_eq(ha_index_find(index_, &addr, &candidates), HA_OK);
	ck_assert_uint_eq(candidates.count, 129);
	for (size_t i = 0; i < 129; i++)
		ck_assert_uint_eq(candidates.at[i].line, i + 1);
	addr.bytes[7] = 1;
	ck_assert_int_eq(ha_index_find(index_, &addr, &candidates), HA_OK);
	ck_assert_uint_eq(candidates.count, 64);
}
END_TEST

static size_t
numbered_addr(bool is_ipv6, unsigned n, char *out)
{
	if (is_ipv6)
		return (size_t)sprintf(out, "2001:db8::%x:%x", n >> 8, n);
	return (size_t)sprintf(out, "10.%u.%u.%u", n >> 16, n >> 8 & 255,
	    n & 255);
}

/* Not in order: the odd numbers first. */
static struct ha_span
numbered_words(bool is_ipv6, unsigned count)
{
	char *text = malloc((size_t)count * 24);
	size_t len = 0;

	expect(text != NULL, "no memory");
	for (unsigned i = 0; i < count; i++) {
		unsigned n =
		    2 * i + 1 < count ? 2 * i + 1 : 2 * (count - 1 - i);

		len += numbered_addr(is_ipv6, n, text + len);
		text[len++] = '\n';
	}
	return (struct ha_span){ text, len };
}

static const struct {
	bool is_ipv6;
	unsigned count;
} large[] = { { false, 1000 }, { false, 200000 }, { true, 9000 },
	{ true, 60000 } };

/* More pages than the top of a directory has keys, for the larger ones. */
START_TEST(every_word_of_a_large_file_is_found)
{
	bool is_ipv6 = large[_i].is_ipv6;
	unsigned count = large[_i].count;
	struct ha_span text = numbered_words(is_ipv6, count);

	build(text, HA_INDEX_WORDS);
	for (unsigned n = 0; n < count + 2; n += n < count - 2 ? 3 : 1) {
		char client[64];
		struct ha_addr addr;

		numbered_addr(is_ipv6, n, client);
		addr = addr_of(client);
		expect(ha_index_find(index_, &addr, &candidates) == HA_OK,
		    "not found");
		expect(candidates.count == (n < count ? 1 : 0), "%s: %zu",
		    client, candidates.count);
	}
	free((char *)(uintptr_t)text.at);
}
END_TEST

/* One network, named so often that its postings take several pages. */
START_TEST(a_network_may_be_named_very_often)
{
	struct ha_addr addr = addr_of("10.1.2.3");
	size_t count = 5000, len = 0;
	char *text = malloc(count * 24);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < count; i++)
		len += (size_t)sprintf(text + len, "ALL: 10.%s\n",
		    i % 5 == 0 ? "1." : "");
	build((struct ha_span){ text, len }, HA_INDEX_RULES);
	free(text);
	ck_assert_int_eq(ha_index_find(index_, &addr, &candidates), HA_OK);
	ck_assert_uint_eq(candidates.count, count);
	ck_assert_uint_eq(candidates.at[count - 1].line, count);
	ck_assert(naive_agrees(source, HA_INDEX_RULES, &addr, &candidates));
}
END_TEST

START_TEST(what_is_counted_is_known)
{
	const struct ha_index_counts *counts;

	build(HA_SPAN("ALL: 10.0.0.1 10.0.0.2\nALL: 10.0.0.1 ::1 ::1\n"
		      "ALL: x\n# c\nALL: 10.0.0.1 \\\n y\n"),
	    HA_INDEX_RULES);
	counts = &ha_index_about(index_)->counts;
	ck_assert_uint_eq(counts->bytes, source->len);
	ck_assert_uint_eq(counts->items, 4);
	ck_assert_uint_eq(counts->always, 2);
	ck_assert_uint_eq(counts->always_bytes, 6 + 18);
	ck_assert_uint_eq(counts->nodes[HA_IPV4], 2);
	ck_assert_uint_eq(counts->nodes[HA_IPV6], 1);
	ck_assert_uint_eq(counts->postings, 2);
	assert_span(ha_index_path(index_), HA_SPAN("source"));
}
END_TEST

static const struct {
	struct ha_index_counts counts;
	bool pays;
} costs[] = {
	{ { .bytes = 0 }, false },
	{ { .bytes = 2000, .items = 100 }, false },
	{ { .bytes = 2000, .items = 128 }, true },
	{ { .bytes = 2000, .items = 128, .always = 1, .always_bytes = 9 },
	    false },
	{ { .bytes = 20000,
	      .items = 1000,
	      .always = 400,
	      .always_bytes = 8000 },
	    true },
	{ { .bytes = 20000, .items = 1000, .always = 1, .always_bytes = 10001 },
	    false },
	{ { .bytes = 20000,
	      .items = 1000,
	      .always = 437,
	      .always_bytes = 8000 },
	    false },
	{ { .bytes = 1u << 30, .items = UINT32_MAX, .always = UINT32_MAX },
	    false },
};

START_TEST(an_index_pays_when_it_spares_half)
{
	ck_assert(ha_index_pays(&costs[_i].counts) == costs[_i].pays);
}
END_TEST

static const struct {
	const char *text;
	enum ha_index_kind kind;
} guesses[] = {
	{ "ALL: ALL\n", HA_INDEX_RULES },
	{ "sshd : 10.0.0.1", HA_INDEX_RULES },
	{ "# c: d\n\n \t\nsshd :ALL\n", HA_INDEX_RULES },
	{ "sshd \\\n ftpd \\\n : 10.0.0.1", HA_INDEX_RULES },
	{ "# c \\\n d : e\n10.0.0.1", HA_INDEX_WORDS },
	{ "[x]:22", HA_INDEX_RULES },
	{ "sshd@[::1]: ALL", HA_INDEX_RULES },
	{ "10.0.0.1\nALL: ALL\n", HA_INDEX_WORDS },
	{ "10.0.0.1, 10.0.0.2 #a:b", HA_INDEX_WORDS },
	{ "2001:db8::/32\n", HA_INDEX_WORDS },
	{ "2001:db8::/129\n", HA_INDEX_WORDS },
	{ "[2001:db8::1] 2001:db8::1,::1\n", HA_INDEX_WORDS },
	{ "fe80::1%eth0/64\n", HA_INDEX_WORDS },
	{ "::1: ALL\n", HA_INDEX_RULES },
	{ "::1 : ALL\n", HA_INDEX_RULES },
	{ "\xef\xbb\xbf# a:b\n.example", HA_INDEX_WORDS },
	{ "\xef\xbb\xbf"
	  "a:b\n",
	    HA_INDEX_RULES },
	{ "a\\", HA_INDEX_WORDS },
	{ "\\\n\\\n\\", HA_INDEX_WORDS },
	{ "#\\\n#\\", HA_INDEX_WORDS },
	{ "", HA_INDEX_WORDS },
};

START_TEST(the_kind_of_a_text_is_guessed)
{
	struct ha_source *text;

	ck_assert_int_eq(
	    ha_source_from_memory("t", ha_span_of(guesses[_i].text), &text),
	    HA_OK);
	ck_assert_int_eq(ha_index_guess_kind(text), guesses[_i].kind);
	ha_source_free(text);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_listed_rules_are_found, 0, COUNT(rules));
	tcase_add_loop_test(tests, the_listed_words_are_found, 0, COUNT(words));
	tcase_add_test(tests, a_rule_with_a_nul_is_always_found);
	tcase_add_test(tests, a_rule_that_is_too_long_is_always_found);
	tcase_add_test(tests, clients_are_found_by_family_and_bytes);
	tcase_add_loop_test(tests,
	    a_random_source_is_indexed_as_the_oracle_says, 0, 10);
	tcase_add_test(tests, rules_that_are_no_candidates_do_nothing);
	tcase_add_loop_test(tests, words_that_are_no_candidates_do_nothing, 0,
	    COUNT(users_of_files));
	tcase_add_test(tests, reading_can_begin_at_a_candidate);
	tcase_add_test(tests,
	    networks_can_lie_in_each_other_as_deep_as_there_are_bits);
	tcase_add_loop_test(tests, every_word_of_a_large_file_is_found, 0,
	    COUNT(large));
	tcase_add_test(tests, a_network_may_be_named_very_often);
	tcase_add_test(tests, what_is_counted_is_known);
	tcase_add_loop_test(tests, an_index_pays_when_it_spares_half, 0,
	    COUNT(costs));
	tcase_add_loop_test(tests, the_kind_of_a_text_is_guessed, 0,
	    COUNT(guesses));
}

int
main(void)
{
	return unit_run("index", add_tests);
}
