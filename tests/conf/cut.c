/*
 * usage: cut FOLDER...
 *
 * Cuts the tables of each policy at every byte, as a full disk, a crash or a
 * writer that is not done does, and asks for every client and service that
 * the policy names, and for others.  What is left of a rule may refuse, and
 * then spares nobody; it never admits.  This is compared with tables in which
 * it was written so: without its exceptions, or not at all.
 *
 * Some cuts cannot be seen: they are counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/strbuf.h"
#include "common/language/text.h"
#include "common/match/decide.h"
#include "common/rules/words.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define NOWHERE SIZE_MAX

/* ---- requests ---- */

#define WORDS_MAX ((size_t)1000)

struct words {
	char *list[WORDS_MAX];
	size_t count;
};

static struct words services, clients;

static void
add_word(struct words *words, struct ha_span word)
{
	char *copy;

	for (size_t i = 0; i < words->count; i++) {
		if (ha_span_equal(ha_span_of(words->list[i]), word))
			return;
	}
	copy = strndup(word.at, word.len);
	if (copy == NULL || words->count == WORDS_MAX)
		abort();
	words->list[words->count++] = copy;
}

static void
free_words(struct words *words)
{
	while (words->count > 0)
		free(words->list[--words->count]);
}

/* The address, or the first one of a network, and the next. */
static void
add_net(const struct ha_net *net)
{
	struct ha_addr addr = net->addr;
	char text[HA_ADDR_TEXT];

	add_word(&clients, ha_addr_format(&addr, text));
	addr.bytes[15]++;
	add_word(&clients, ha_addr_format(&addr, text));
}

static void
add_client(struct ha_span word)
{
	struct ha_pattern pattern;

	ha_pattern_parse(word, &pattern);
	if (pattern.kind == HA_PATTERN_NET)
		add_net(&pattern.net);
	else if (pattern.kind == HA_PATTERN_NAME)
		add_word(&clients, pattern.text);
}

static void
add_file(struct ha_span path)
{
	char *copy = strndup(path.at, path.len);
	struct ha_source *source;
	struct ha_location where;
	struct ha_words words;
	int ignored;

	if (copy == NULL)
		abort();
	if (ha_source_open(copy, &source, &ignored) == HA_OK) {
		words = ha_words_of(source, HA_LINES_OWN);
		while (ha_words_next(&words, &where))
			add_client((struct ha_span){
			    source->bytes + where.offset, where.len });
		ha_source_free(source);
	}
	free(copy);
}

static void
add_rule_words(struct ha_rule *rule)
{
	struct ha_list list = ha_list_of(rule->daemons);
	struct ha_span before, host;
	struct ha_token token;

	while (ha_list_next(&list, &token))
		add_word(&services,
		    ha_text_split(token.text, &before, &host) ? before
							      : token.text);
	ha_rule_split(rule);
	list = ha_list_of(rule->clients);
	while (ha_list_next(&list, &token)) {
		ha_text_split(token.text, &before, &host);
		if (host.len > 0 && host.at[0] == '/')
			add_file(host);
		else
			add_client(host);
	}
}

/* ---- a policy ---- */

struct policy {
	const char *folder;
	struct ha_source *tables[2]; /* by enum ha_table_kind */
};

static struct ha_source *
source_of(struct ha_span text)
{
	struct ha_source *source;

	if (ha_source_from_memory("table", text, &source) != HA_OK)
		abort();
	return source;
}

static struct ha_source *
open_table(const char *folder, const char *name)
{
	struct ha_source *source;
	char *path;
	int ignored;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	if (ha_source_open(path, &source, &ignored) != HA_OK)
		source = source_of(HA_SPAN_EMPTY);
	free(path);
	return source;
}

static void
add_words(const struct ha_source *table)
{
	struct ha_reader reader;
	struct ha_rule rule;

	ha_reader_init(&reader, table, HA_LINES_OWN);
	while (ha_reader_next(&reader, &rule) == HA_OK)
		add_rule_words(&rule);
	ha_reader_free(&reader);
}

static void
open_policy(struct policy *policy, const char *folder)
{
	static const char *const odd_clients[] = { "", "unknown", "192.0.2.80",
		"203.0.113.80", "255.255.255.255", "::", "2001:db8::80",
		"a.example.com", "desk" };
	static const char *const odd_services[] = { "sshd", "vsftpd", "al" };

	*policy = (struct policy){ folder,
		{ open_table(folder, "hosts.allow"),
		    open_table(folder, "hosts.deny") } };
	for (size_t i = 0; i < COUNT(odd_clients); i++)
		add_word(&clients, ha_span_of(odd_clients[i]));
	for (size_t i = 0; i < COUNT(odd_services); i++)
		add_word(&services, ha_span_of(odd_services[i]));
	add_words(policy->tables[0]);
	add_words(policy->tables[1]);
}

/* ---- decisions ---- */

struct answer {
	enum ha_verdict verdict;
	enum ha_table_kind table;
	size_t rule; /* its offset, or NOWHERE */
};

static void
ignore(void *context, const struct ha_event *event)
{
	(void)context;
	(void)event;
}

/* A name has no address, as where it is only claimed. */
static struct ha_request
request_of(size_t number)
{
	struct ha_span client =
	    ha_span_of(clients.list[number % clients.count]);
	struct ha_request request = HA_REQUEST_INIT;

	request.service = ha_span_of(services.list[number / clients.count]);
	if (!ha_host_set_addr(&request.client, client))
		ha_host_set_name(&request.client, client);
	return request;
}

/* The engine goes another way through the tables when it is traced. */
static struct answer
decide(struct ha_source *const tables[2], size_t number, bool is_traced)
{
	const struct ha_trace trace = { NULL, ignore };
	struct ha_request request = request_of(number);
	struct ha_tables both = { { .path = "allow", .source = tables[0] },
		{ .path = "deny", .source = tables[1] }, NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_PASS };
	struct ha_resolver resolver = { 0 };
	struct ha_decision decision;
	struct answer answer;

	if (ha_decide(&both, &request, &resolver, &policy,
		is_traced ? &trace : NULL, &decision) != HA_OK)
		abort();
	answer = (struct answer){ decision.verdict, decision.table,
		decision.rule.source != NULL ? decision.rule.offset : NOWHERE };
	ha_decision_free(&decision);
	ha_request_free(&request);
	return answer;
}

/* ---- what is left of the last rule ---- */

/* After a blank, a backslash joins nothing. */
static const char line_end[] = " \n";

/* Would "ALL: ALL" with these options admit? */
static bool
admits(enum ha_table_kind kind, const struct ha_rule *rule)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_source *tables[2];
	struct answer answer;

	ha_strbuf_add_text(&text, "ALL: ALL");
	if (rule->has_options) {
		ha_strbuf_add_byte(&text, ':');
		ha_strbuf_add(&text, rule->options);
	}
	ha_strbuf_add_text(&text, line_end);
	tables[kind] = source_of(ha_strbuf_span(&text));
	tables[!kind] = source_of(HA_SPAN_EMPTY);
	answer = decide(tables, 0, false);
	ha_source_free(tables[0]);
	ha_source_free(tables[1]);
	ha_strbuf_free(&text);
	return answer.verdict == HA_ALLOW && answer.rule == 0;
}

/* The list without what stands after EXCEPT. */
static void
add_unsparing(struct ha_strbuf *out, struct ha_span text)
{
	struct ha_list list = ha_list_of(text);
	struct ha_token token;

	while (ha_list_next(&list, &token) && token.group == 0) {
		ha_strbuf_add_byte(out, ' ');
		ha_strbuf_add(out, token.text);
	}
}

/* Is the end of the table half a word of those that match more? */
static bool
ends_in_half_word(const struct ha_rule *rule)
{
	static const char *const words[] = { "ALL", "KNOWN", "UNKNOWN", "LOCAL",
		"PARANOID" };
	size_t len = 0;
	const char *at;

	if (rule->has_options ||
	    rule->clients.at + rule->clients.len !=
		rule->text.at + rule->text.len)
		return false;
	while (len < rule->clients.len &&
	    !ha_is_separator(rule->clients.at[rule->clients.len - len - 1]) &&
	    rule->clients.at[rule->clients.len - len - 1] != '@')
		len++;
	at = rule->clients.at + rule->clients.len - len;
	for (size_t i = 0; i < COUNT(words); i++) {
		if (len > 0 && len < strlen(words[i]) &&
		    strncasecmp(at, words[i], len) == 0)
			return true;
	}
	return false;
}

static void
add_lists(struct ha_strbuf *out, const struct ha_rule *rule)
{
	add_unsparing(out, rule->daemons);
	ha_strbuf_add_byte(out, ':');
	if (rule->fault != HA_CODE_NONE) {
		ha_strbuf_add(out, ha_span_from(rule->text, rule->rest_at));
		return;
	}
	add_unsparing(out, rule->clients);
	if (ends_in_half_word(rule) && !ha_list_has_exceptions(rule->clients))
		ha_strbuf_add_text(out, " ALL");
	if (rule->has_options) {
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add(out, rule->options);
	}
}

/* The rule as it counts, with a newline. */
static void
add_refusal(struct ha_strbuf *out, const struct ha_rule *rule)
{
	if (rule->line_end == HA_LINE_CUT && rule->daemons_readable)
		add_lists(out, rule);
	else
		ha_strbuf_add(out, rule->text);
	ha_strbuf_add_text(out, line_end);
}

/* A table's beginning, up to a cut. */
struct beginning {
	struct ha_source *source;
	struct ha_source *meant; /* what it must decide, in another wording */
	size_t rule; /* that was cut; NOWHERE: that cannot be seen */
};

static void
word_anew(struct beginning *cut, enum ha_table_kind kind, struct ha_rule *rule)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_rule_split(rule);
	ha_strbuf_add(&text,
	    (struct ha_span){ cut->source->bytes, rule->where.offset });
	if (rule->fault != HA_CODE_NONE || !admits(kind, rule))
		add_refusal(&text, rule);
	ha_source_free(cut->meant);
	cut->meant = source_of(ha_strbuf_span(&text));
	ha_strbuf_free(&text);
	cut->rule = rule->where.offset;
}

static void
cut_table(struct beginning *cut, enum ha_table_kind kind, struct ha_span text)
{
	struct ha_reader reader;
	struct ha_rule rule;

	*cut = (struct beginning){ source_of(text), source_of(text), NOWHERE };
	ha_reader_init(&reader, cut->source, HA_LINES_OWN);
	while (ha_reader_next(&reader, &rule) == HA_OK) {
		if (rule.line_end != HA_LINE_ENDED)
			word_anew(cut, kind, &rule);
	}
	ha_reader_free(&reader);
}

/* ---- the comparison ---- */

/* Where the table was cut. */
enum place {
	IN_RULE,
	IN_COMMENT, /* or in a line that is blank */
	AT_LINE_END,
	BEFORE_ALL,
	NPLACES
};

static const char *const places[NPLACES] = { "within a rule",
	"within a comment", "at the end of a line", "before everything" };

static size_t cuts[NPLACES], admitting[NPLACES];
static size_t passed, failed; /* cuts */

static enum place
place_of(const struct beginning *cut)
{
	size_t len = cut->source->len;

	if (len == 0)
		return BEFORE_ALL;
	if (cut->rule != NOWHERE)
		return IN_RULE;
	return cut->source->bytes[len - 1] == '\n' ? AT_LINE_END : IN_COMMENT;
}

static void
complain(const struct policy *policy, const struct beginning *cut,
    size_t number, const char *what)
{
	const char *service = services.list[number / clients.count];
	const char *client = clients.list[number % clients.count];
	size_t start = cut->rule == NOWHERE ? 0 : cut->rule;

	printf("%s: cut after \"%.*s\": %s from \"%s\": %s\n", policy->folder,
	    (int)(cut->source->len - start), cut->source->bytes + start,
	    service, client, what);
}

/* What has been found of one cut. */
struct finding {
	bool is_wrong;
	bool admits; /* somebody whom the whole policy refuses */
};

static void
compare(const struct policy *policy, enum ha_table_kind kind,
    const struct beginning *cut, size_t number, struct finding *finding)
{
	const char *wrong = NULL;
	struct ha_source *tables[2] = { policy->tables[0], policy->tables[1] };
	struct answer whole = decide(tables, number, false), got, traced, meant;

	tables[kind] = cut->source;
	got = decide(tables, number, false);
	traced = decide(tables, number, true);
	tables[kind] = cut->meant;
	meant = decide(tables, number, false);
	if (got.verdict == HA_ALLOW && got.table == kind &&
	    got.rule != NOWHERE && got.rule == cut->rule)
		wrong = "the rest of the rule admits";
	else if (got.verdict != meant.verdict)
		wrong = got.verdict == HA_ALLOW ? "spared" : "refused";
	else if (traced.verdict != got.verdict || traced.rule != got.rule)
		wrong = "not so when it is traced";
	if (wrong != NULL)
		complain(policy, cut, number, wrong);
	finding->is_wrong |= wrong != NULL;
	finding->admits |= got.verdict == HA_ALLOW && whole.verdict != HA_ALLOW;
}

static void
try_cut(const struct policy *policy, enum ha_table_kind kind, size_t len)
{
	struct finding finding = { .is_wrong = false };
	struct beginning cut;
	enum place place;

	cut_table(&cut, kind,
	    (struct ha_span){ policy->tables[kind]->bytes, len });
	place = place_of(&cut);
	for (size_t i = 0; i < services.count * clients.count; i++)
		compare(policy, kind, &cut, i, &finding);
	cuts[place]++;
	admitting[place] += finding.admits;
	passed += !finding.is_wrong;
	failed += finding.is_wrong;
	ha_source_free(cut.source);
	ha_source_free(cut.meant);
}

static void
try_policy(const char *folder)
{
	struct policy policy;

	open_policy(&policy, folder);
	for (int kind = HA_TABLE_ALLOW; kind <= HA_TABLE_DENY; kind++) {
		for (size_t len = 0; len < policy.tables[kind]->len; len++)
			try_cut(&policy, (enum ha_table_kind)kind, len);
	}
	ha_source_free(policy.tables[0]);
	ha_source_free(policy.tables[1]);
	free_words(&services);
	free_words(&clients);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		try_policy(argv[i]);
	for (int i = 0; i < NPLACES; i++)
		printf("cuts %s: %zu, of which %zu admit somebody whom the "
		       "whole policy refuses\n",
		    places[i], cuts[i], admitting[i]);
	printf("cut: %zu passed, %zu failed, 0 skipped\n", passed, failed);
	return failed > 0 || cuts[IN_RULE] == 0;
}
