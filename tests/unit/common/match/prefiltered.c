/*
 * What is passed over is nothing to the engine: ha_decide, which with a trace
 * looks at every rule and word, decides as if it were not there.  Lines and
 * words are put together of pieces, for all kinds of clients.
 */
#include <stdio.h>

#include "common/match/decide.h"
#include "tests/unit/folder.h"
#include "tests/unit/prefilter.h"

static struct edge edge;
static struct folder folder;
static char list_path[64];
static struct ha_prefilter prefilter;
static struct ha_request request;
static struct ha_resolver resolver;
static struct script script;
static struct ha_policy policy;

/* Texts that were passed over, until they are decided together. */
static char passed[60000];
static size_t npassed, nlines;

static void
begin(void)
{
	edge_begin(&edge, 8192);
	folder_begin(&folder);
	strcpy(list_path, folder_file(&folder, "list"));
	npassed = nlines = 0;
	policy = (struct ha_policy){ .refuse_on_unknown = false };
}

static void
end(void)
{
	edge_end(&edge);
	folder_end(&folder);
}

static void
ignore(void *context, const struct ha_event *event)
{
	(void)context;
	(void)event;
}

static void
check_silent(const struct ha_decision *decision)
{
	const struct ha_diags *diags = &decision->diags;
	struct ha_location where = diags->list[0].where;

	expect(diags->count == 0, "HA%d: %.*s", (int)diags->list[0].code,
	    where.source != NULL ? 60 : 0,
	    where.source != NULL ? where.source->bytes + where.offset : "");
	expect(script_asked(&script) == 0, "it asks");
}

static struct ha_source *
table_of(struct ha_span text)
{
	struct ha_source *source;

	expect(ha_source_from_memory("table", text, &source) == HA_OK,
	    "no memory");
	return source;
}

/* Decides with the text as one table; the other one is not there. */
static void
decide(struct ha_span text, enum ha_table_kind kind,
    struct ha_decision *decision, struct ha_source **source)
{
	static const struct ha_trace trace = { .tell = ignore };
	struct ha_tables tables = { { .path = "/nonexistent" },
		{ .path = "/nonexistent" }, NULL };

	*source = table_of(text);
	*(kind == HA_TABLE_ALLOW ? &tables.allow : &tables.deny) =
	    (struct ha_table){ .path = "table", .source = *source };
	expect(ha_decide(&tables, &request, &resolver, &policy, &trace,
		   decision) == HA_OK,
	    "not decided");
}

static void
check_rules_are_nothing(struct ha_span text, enum ha_table_kind kind)
{
	struct ha_decision decision;
	struct ha_source *source;

	decide(text, kind, &decision, &source);
	check_silent(&decision);
	expect(decision.reason == HA_REASON_DEFAULT &&
		decision.verdict == HA_ALLOW,
	    "table %d: verdict %d by \"%.*s\"", (int)kind,
	    (int)decision.verdict, (int)decision.rule_text.len,
	    decision.rule_text.at);
	ha_decision_free(&decision);
	ha_source_free(source);
}

static void
flush_rules(void)
{
	struct ha_span text = { passed, npassed };

	npassed = 0;
	check_rules_are_nothing(text, HA_TABLE_ALLOW);
	check_rules_are_nothing(text, HA_TABLE_DENY);
}

/* The rule's clients but for the list: it must match as without the list. */
static void
check_words_are_nothing(const char *before, const char *behind,
    enum ha_table_kind kind, bool is_matched)
{
	struct ha_decision decision;
	struct ha_source *source;
	char text[128];

	snprintf(text, sizeof(text), "%s%s%s\n", before, list_path, behind);
	decide(ha_span_of(text), kind, &decision, &source);
	check_silent(&decision);
	expect((decision.reason == HA_REASON_RULE) == is_matched &&
		decision.reason != HA_REASON_ERROR,
	    "table %d, %s: verdict %d by \"%.60s\"", (int)kind, text,
	    (int)decision.verdict,
	    decision.word.source != NULL
		? decision.word.source->bytes + decision.word.offset
		: "");
	ha_decision_free(&decision);
	ha_source_free(source);
}

/* Doubt is no only to rules that refuse. */
static void
flush_words(bool doubt_is_no)
{
	folder_write(&folder, "list", (struct ha_span){ passed, npassed });
	npassed = 0;
	check_words_are_nothing("ALL: ", "", HA_TABLE_DENY, false);
	check_words_are_nothing("ALL: ", " : deny", HA_TABLE_ALLOW, false);
	check_words_are_nothing("ALL: ALL EXCEPT ", "", HA_TABLE_DENY, true);
	check_words_are_nothing("ALL: ALL EXCEPT ALL EXCEPT ", "",
	    HA_TABLE_DENY, false);
	if (doubt_is_no)
		return;
	check_words_are_nothing("ALL: ", "", HA_TABLE_ALLOW, false);
	check_words_are_nothing("ALL: ", " : allow", HA_TABLE_DENY, false);
	check_words_are_nothing("ALL: ALL EXCEPT ", "", HA_TABLE_ALLOW, true);
	check_words_are_nothing("ALL: ", " EXCEPT ALL", HA_TABLE_ALLOW, false);
}

/* Puts together what is passed of the text, which a new line begins. */
static void
add(struct ha_span text, prefilter_pass *pass)
{
	size_t len = (size_t)(prefilter_text(&edge, pass, &prefilter, text).at -
	    text.at);

	expect(npassed + len <= sizeof(passed), "too much");
	memcpy(passed + npassed, text.at, len);
	npassed += len;
	nlines += len > 0;
	/* After a word, too. */
	if (len > 0 && passed[npassed - 1] != '\n')
		passed[npassed++] = '\n';
}

static bool
is_full(void)
{
	return npassed + 300 > sizeof(passed);
}

static void
add_rule(struct ha_span text)
{
	add(text, ha_prefilter_rules);
	if (is_full())
		flush_rules();
}

static void
add_word(struct ha_span text)
{
	add(text, ha_prefilter_words);
	if (is_full())
		flush_words(prefilter.client.doubt_is_no);
}

/* One client, without or with onlookup=deny. */
static void
set(enum client client, bool is_strict, bool doubt_is_no)
{
	client_set(client, &request, &resolver, &script);
	request.user = HA_SPAN("bob");
	prefilter = (struct ha_prefilter){ .start = 0 };
	ha_prefilter_set(&prefilter,
	    &(struct ha_inquiry){ &request, &resolver, doubt_is_no });
	policy.refuse_on_unknown = is_strict;
	nlines = 0;
}

static const struct ha_span daemons[] = { BYTES("sshd"), BYTES("ALL"),
	BYTES("SSHD"), BYTES("ftpd"), BYTES("sshd."), BYTES(".sshd"),
	BYTES("s*"), BYTES("22"), BYTES("sshd@192.0.2.33"), BYTES("KNOWN"),
	BYTES("EXCEPT"), BYTES("sshd EXCEPT x"), BYTES("x EXCEPT ftpd"),
	BYTES("sshd,ftpd"), BYTES("ftpd sshd"), BYTES(""), BYTES("  sshd"),
	BYTES("[sshd]"), BYTES("# sshd"), BYTES("#"), BYTES("LOCAL"),
	BYTES("ssh\\\nd"), BYTES("ss\0hd"), BYTES("sshd\n") };

static const struct ha_span colons[] = { BYTES(":"), BYTES(": "), BYTES(" :"),
	BYTES("\t:\t"), BYTES("::"), BYTES(":\\\n"), BYTES(",:,"), BYTES(":\r"),
	BYTES(": :") };

static const struct ha_span words[] = { BYTES("192.0.2.33"),
	BYTES("192.0.2.34"), BYTES("192.0.2.3"), BYTES("10.0.0.1"),
	BYTES("192.0.2.0/24"), BYTES("192.0.2.32/31"), BYTES("10.0.0.0/8"),
	BYTES("10.1.2.3/8"), BYTES("0.0.0.0/0"), BYTES("192.0.2.33/33"),
	BYTES("10.0.0.1/"), BYTES("10.0.0.0/255.0.0.0"),
	BYTES("192.0.2.99/255.255.255.0"), BYTES("10.0.0.1/255.0.255.0"),
	BYTES("10.0.0.01"), BYTES("10.0.0"), BYTES("10."), BYTES("192.0.2."),
	BYTES(".33"), BYTES("10.0.0.256"), BYTES("010.0.0.1"),
	BYTES("10.0.0.1x"), BYTES("2001:db8::33"), BYTES("2001:db8::34"),
	BYTES("2001:db8::/32"), BYTES("2001:db9::/32"), BYTES("::1"),
	BYTES("[::1]"), BYTES("[2001:db8::]/32"), BYTES("[2001:db9::/32]"),
	BYTES("[2001:db8::33]"), BYTES("fe80::33"), BYTES("fe80::33%eth0"),
	BYTES("fe80::/10"), BYTES("::"), BYTES("[::]/0"), BYTES("::/0"),
	BYTES("::1/129"), BYTES("[::1"), BYTES("::1]"), BYTES("[::1]/64/1"),
	BYTES("::ffff:192.0.2.33"), BYTES("::ffff:c000:221"),
	BYTES("::ffff:0:0/96"), BYTES("1:2:3:4:5:6:7:8"),
	BYTES("1:2:3:4:5:6:7:8:9"), BYTES("0:2:3:4:5:6:7::"),
	BYTES("::2:3:4:5:6:7:0"), BYTES("cafe:2:3:4:5:6:7::"), BYTES("1::2::3"),
	BYTES("a.example.net"), BYTES("A.Example.Net"), BYTES("b.example.net"),
	BYTES("a.example.net."), BYTES(".example.net"), BYTES(".example.com"),
	BYTES(".net."), BYTES("box"), BYTES(".lan"), BYTES("unknown"),
	BYTES("Paranoid"), BYTES("LOCAL"), BYTES("KNOWN"), BYTES("ALL"),
	BYTES("all"), BYTES("EXCEPT"), BYTES("bob@10.0.0.1"),
	BYTES("10.0.0.1@x"), BYTES("@group"), BYTES("*"), BYTES("u*"),
	BYTES("10.*"), BYTES("p?ranoid"), BYTES("0x7f.1"), BYTES("a_b"),
	BYTES("-x"), BYTES("9.example"), BYTES("dead:beef::1"),
	BYTES("/nonexistent"), BYTES("#x"), BYTES("["), BYTES("]"), BYTES(""),
	BYTES("\0"), BYTES("10.0.0.1\0"), BYTES("10.0.0.1\v"), BYTES("\\"),
	BYTES("\xff") };

static const struct ha_span betweens[] = { BYTES(" "), BYTES(", "), BYTES(","),
	BYTES("\t"), BYTES("\r"), BYTES(" \\\n"), BYTES("\\\n"),
	BYTES(" EXCEPT "), BYTES(" except "), BYTES(":"), BYTES(" : "),
	BYTES(""), BYTES("::") };

static const struct ha_span tails[] = { BYTES("\n"), BYTES("\r\n"),
	BYTES(" \n"), BYTES(",\n"), BYTES(": deny\n"), BYTES(" : allow\n"),
	BYTES(":bogus\n"), BYTES(" # c\n"), BYTES(" # a:b\n"), BYTES("#\n"),
	BYTES("\\\n\n"), BYTES(": spawn echo \\\n x\n"), BYTES(": x\\\n"),
	BYTES(": a\0\n"), BYTES("\0\n"), BYTES("::1\n"), BYTES(":\n"),
	BYTES("::\n"), BYTES(": user %u\n"), BYTES(": setenv A %n\n"),
	BYTES(": twist echo %h : bogus\n"), BYTES(" : umask %n\n"), BYTES(""),
	BYTES("\n#\\\n\n"), BYTES("\n# c\nALL: 10.0.0.2\n"), BYTES(" : deny") };

static const struct ha_span word_ends[] = { BYTES("\n"), BYTES(" "), BYTES(","),
	BYTES("\t"), BYTES("\r\n"), BYTES("# x 192.0.2.33\n"), BYTES("\v"),
	BYTES("\f"), BYTES(" \n\n"), BYTES(":\n"), BYTES("\0\n"), BYTES("\\\n"),
	BYTES("") };

#define ANY(state, list) (&(list)[unit_below((state), COUNT(list))])

static struct ha_span
join(const struct ha_span *const *pieces, size_t count)
{
	static char text[400];
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		memcpy(text + len, pieces[i]->at, pieces[i]->len);
		len += pieces[i]->len;
	}
	return (struct ha_span){ text, len };
}

/* Client _i / 2, strictly every other time; rarer daemons with fewer ends. */
START_TEST(a_rule_of_one_client_that_is_passed_is_nothing)
{
	set((enum client)(_i / 2), _i % 2 == 1, _i % 2 == 0);
	for (int d = 0; d < COUNT(daemons); d++) {
		for (int w = 0; w < COUNT(words); w++) {
			for (int n = d > 3 ? w % 7 : 0;
			     n<COUNT(colons) * COUNT(tails); n += d> 3 ? 7
								       : 1) {
				const struct ha_span *pieces[] = { &daemons[d],
					&colons[n % COUNT(colons)], &words[w],
					&tails[n / COUNT(colons)] };

				add_rule(join(pieces, 4));
			}
		}
	}
	flush_rules();
	expect(nlines > 15000, "%zu lines were passed", nlines);
}
END_TEST

/* All pairs, and triples by chance, mostly of such as are plain. */
START_TEST(a_rule_of_several_clients_that_is_passed_is_nothing)
{
	uint32_t state = 0x3e7e + (uint32_t)_i;

	set((enum client)(_i / 2), _i % 2 == 1, _i % 2 == 0);
	for (int n = 0; n < 2 * COUNT(words) * COUNT(words); n++) {
		const struct ha_span *pieces[] = { &daemons[n % 2],
			&colons[unit_below(&state, 3)],
			&words[n / 2 % COUNT(words)],
			&betweens[unit_below(&state, 4)],
			&words[n / 2 / COUNT(words)],
			&tails[unit_below(&state, 6)] };

		add_rule(join(pieces, 6));
	}
	for (int n = 0; n < 6000; n++) {
		const struct ha_span *pieces[] = { ANY(&state, daemons),
			ANY(&state, colons), ANY(&state, words),
			ANY(&state, betweens), ANY(&state, words),
			ANY(&state, betweens), ANY(&state, words),
			ANY(&state, tails) };

		if (n % 4 > 0)
			pieces[0] = &daemons[n % 4];
		add_rule(join(pieces, 8));
	}
	flush_rules();
	expect(nlines > 30, "%zu lines were passed", nlines);
}
END_TEST

/* Client _i / 3: with doubt that is no, with doubt that is not, strictly. */
START_TEST(words_that_are_passed_are_nothing)
{
	uint32_t state = 0x30bd5 + (uint32_t)_i;

	set((enum client)(_i / 3), _i % 3 == 2, _i % 3 == 0);
	for (int w = 0; w < COUNT(words); w++) {
		for (int e = 0; e < COUNT(word_ends); e++) {
			const struct ha_span *pieces[] = { &words[w],
				&word_ends[e] };

			add_word(join(pieces, 2));
		}
	}
	for (int n = 0; n < 1500; n++) {
		const struct ha_span *pieces[] = { ANY(&state, words),
			ANY(&state, word_ends), ANY(&state, words),
			ANY(&state, word_ends), ANY(&state, words),
			ANY(&state, word_ends) };

		add_word(join(pieces, 6));
	}
	flush_words(prefilter.client.doubt_is_no);
	expect(nlines > 30, "%zu texts were passed", nlines);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests,
	    a_rule_of_one_client_that_is_passed_is_nothing, 0, 2 * CLIENT_LAST);
	tcase_add_loop_test(tests,
	    a_rule_of_several_clients_that_is_passed_is_nothing, 0,
	    2 * CLIENT_LAST);
	tcase_add_loop_test(tests, words_that_are_passed_are_nothing, 0,
	    3 * CLIENT_LAST);
}

int
main(void)
{
	return unit_run("prefiltered", add_tests);
}
