/*
 * usage: order TABLES [SEED]
 *
 * Makes random small tables, asks the matcher for every request of a small
 * world which client of which rule decides, and compares with what the order
 * lints say can never decide.  The world has a request of every kind that the
 * tables can tell apart.  Advice is followed, and everybody who is told to get
 * in is asked about.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/order/order.h"
#include "cli/check/table.h"
#include "cli/io/escape.h"
#include "cli/io/vector.h"
#include "cli/policy/networks.h"
#include "cli/policy/rules.h"
#include "cli/policy/who.h"
#include "common/language/text.h"
#include "common/match/decide.h"
#include "tests/support/chance.h"

static struct chance chance;

/* ---- the tables ---- */

static const char *const daemons[] = { "sshd", "sshd", "ftpd", "ALL", "ALL",
	"sshd ftpd", "ALL EXCEPT ftpd", "ftpd ALL", "sshd sshd", "SSHD" };

static const char *const nets[] = { "10.0.0.%zu", "10.0.0.%zu", "10.0.0.%zu",
	"10.0.0.%zu/30", "10.0.0.%zu/29", "10.0.0.0/28",
	"10.0.0.8/255.255.255.248", "10.0.0.", "10.0.", "10.0.0.*", "0.0.0.0/0",
	"[2001:db8::%zu]", "[2001:db8::%zu]/126", "[2001:db8::]/64", "[::]/0",
	"::ffff:10.0.0.%zu", "[::ffff:0:0]/95" };

static const char *const words[] = { "ALL", "ALL", "KNOWN", "UNKNOWN", "LOCAL",
	"PARANOID", "a.example.com", "gate", ".example.com", ".com",
	"b.example.com" };

static const char *const users[] = { "bob@", "eve@", "ALL@", "KNOWN@",
	"unknown@" };

static const char *const option_texts[] = { "", "", "", "", ": deny", ": allow",
	": spawn true", ": severity info", ": aclexec true", ": bogus" };

/* Their answer is not the same all over a cell: only one side can be told. */
static const char *const vague_daemons[] = { "s*", "*d", "o*", ".d", "KNOWN",
	"s* EXCEPT sshd" };

static const char *const vague[] = { "10.*.1", "*.example.com", "g*", ".0.1",
	"10.0.0.1/255.0.255.255", "fe80*" };

static void
add_client(struct ha_strbuf *text, bool is_vague)
{
	char net[64];

	if (chance_below(&chance, 8) == 0)
		ha_strbuf_add_text(text, CHANCE_PICK(&chance, users));
	if (is_vague && chance_below(&chance, 5) == 0) {
		ha_strbuf_add_text(text, CHANCE_PICK(&chance, vague));
	} else if (chance_below(&chance, 3) == 0) {
		ha_strbuf_add_text(text, CHANCE_PICK(&chance, words));
	} else {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(net, sizeof(net), CHANCE_PICK(&chance, nets),
		    chance_below(&chance, 8));
#pragma GCC diagnostic pop
		ha_strbuf_add_text(text, net);
	}
	ha_strbuf_add_byte(text, ' ');
}

static void
add_rule(struct ha_strbuf *text, bool is_vague)
{
	size_t clients = 1 + chance_below(&chance, 3);

	ha_strbuf_add_text(text,
	    is_vague && chance_below(&chance, 3) == 0
		? CHANCE_PICK(&chance, vague_daemons)
		: CHANCE_PICK(&chance, daemons));
	ha_strbuf_add_text(text, ": ");
	while (clients-- > 0)
		add_client(text, is_vague);
	for (size_t more = chance_below(&chance, 6) == 0; more < 3 && more > 0;
	     more++) {
		ha_strbuf_add_text(text, "EXCEPT ");
		add_client(text, is_vague);
		if (chance_below(&chance, 2) == 0)
			add_client(text, is_vague);
		if (chance_below(&chance, 3) > 0)
			break;
	}
	ha_strbuf_add_text(text, CHANCE_PICK(&chance, option_texts));
	ha_strbuf_add_byte(text, '\n');
}

static struct ha_source *
make_table(const char *path, bool is_vague)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_source *source;
	size_t rules = chance_below(&chance, 6);

	/* More wildcards than are told apart: the others may match, or not. */
	if (is_vague && chance_below(&chance, 2) == 0)
		ha_strbuf_add_text(&text,
		    "filld: q1* q2* q3* q4* q5* q6* q7*\n");
	while (rules-- > 0)
		add_rule(&text, is_vague);
	if (ha_source_from_memory(path, ha_strbuf_span(&text), &source) !=
	    HA_OK)
		abort();
	ha_strbuf_free(&text);
	return source;
}

/* ---- the world ---- */

static const char *const services[] = { "sshd", "ftpd", "otherd", "web" };
static const char *const user_names[] = { "", "bob", "eve", "sue" };
static const char *const addrs[] = { "10.0.0.0", "10.0.0.1", "10.0.0.2",
	"10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7", "10.0.0.8",
	"10.0.0.9", "10.0.0.12", "10.0.0.15", "10.0.0.16", "10.0.1.0",
	"192.0.2.1", "2001:db8::", "2001:db8::1", "2001:db8::2", "2001:db8::3",
	"2001:db8::4", "2001:db8::5", "2001:db8::6", "2001:db8::7",
	"2001:db8::8", "2001:db8:1::", "::fffe:0:1", "" };

static const struct {
	enum ha_fact fact;
	const char *name;
} names[] = {
	{ HA_FACT_KNOWN, "a.example.com" },
	{ HA_FACT_KNOWN, "b.example.com" },
	{ HA_FACT_KNOWN, "c.example.com" },
	{ HA_FACT_KNOWN, "www.com" },
	{ HA_FACT_KNOWN, "www.test" },
	{ HA_FACT_KNOWN, "gate" },
	{ HA_FACT_KNOWN, "desk" },
	{ HA_FACT_ABSENT, "" },
	{ HA_FACT_CONFLICT, "" },
	{ HA_FACT_FAILED, "" },
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define NREQUESTS \
	(COUNT(services) * COUNT(user_names) * COUNT(addrs) * COUNT(names))

static size_t
service_of(size_t number)
{
	return number / (COUNT(names) * COUNT(addrs) * COUNT(user_names));
}

static struct ha_request
request_of(size_t number)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_host *client = &request.client;
	size_t name = number % COUNT(names);

	number /= COUNT(names);
	if (addrs[number % COUNT(addrs)][0] != '\0' &&
	    !ha_host_set_addr(client, ha_span_of(addrs[number % COUNT(addrs)])))
		abort();
	number /= COUNT(addrs);
	request.user = ha_span_of(user_names[number % COUNT(user_names)]);
	request.service = ha_span_of(services[number / COUNT(user_names)]);
	client->name_fact = names[name].fact;
	client->name = client->name_given = ha_span_of(names[name].name);
	return request;
}

/* ---- what decides ---- */

enum mark {
	MARK_DECIDES = 1, /* by the matcher, in some request */
	MARK_DEAD = 2     /* by the lints */
};

struct outcome {
	struct ha_source *sources[2];
	unsigned char *marks[2];   /* by offset of clients */
	unsigned char *daemons[2]; /* by offset of rules: a bit each decides */
	bool refuses[COUNT(services)], reaches[COUNT(services)];
};

/* Which daemon of the rule it is that matches first. */
static void
mark_daemon(struct outcome *outcome, const struct ha_decision *decision,
    struct ha_span service)
{
	struct ha_list list = ha_list_of(ha_span_before(decision->rule_text,
	    ha_span_find(decision->rule_text, ':')));
	struct ha_token token;

	for (unsigned bit = 1; ha_list_next(&list, &token); bit <<= 1) {
		if (!ha_text_match(token.text, service))
			continue;
		outcome->daemons[decision->table][decision->rule.offset] |=
		    (unsigned char)bit;
		return;
	}
}

static void
decide_all(struct outcome *outcome)
{
	struct ha_tables tables = { { .path = "hosts.allow",
					.source = outcome->sources[0] },
		{ .path = "hosts.deny", .source = outcome->sources[1] }, NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };
	struct ha_policy pass = { .aclexec = HA_ACLEXEC_PASS };
	struct ha_resolver resolver = { 0 };

	for (size_t i = 0; i < NREQUESTS; i++) {
		for (int passes = 0; passes < 2; passes++) {
			struct ha_request request = request_of(i);
			struct ha_decision decision;

			if (ha_decide(&tables, &request, &resolver,
				passes ? &pass : &policy, NULL,
				&decision) != HA_OK)
				abort();
			if (decision.token.source != NULL)
				outcome->marks[decision.table]
					      [decision.token.offset] |=
				    MARK_DECIDES;
			if (decision.token.source != NULL)
				mark_daemon(outcome, &decision,
				    request.service);
			if (decision.verdict == HA_DENY)
				outcome->refuses[service_of(i)] = true;
			else
				outcome->reaches[service_of(i)] = true;
			ha_decision_free(&decision);
			ha_request_free(&request);
		}
	}
}

static void
for_each_client(const struct ha_source *source,
    void (*call)(void *context, struct ha_location where, size_t group,
	struct ha_location rule),
    void *context)
{
	struct ha_reader reader;
	struct ha_rule rule;

	ha_reader_init(&reader, source, HA_LINES_OWN);
	while (ha_reader_next(&reader, &rule) == HA_OK) {
		struct ha_list list;
		struct ha_token token;

		ha_rule_split(&rule);
		list = ha_list_of(rule.clients);
		while (ha_list_next(&list, &token))
			call(context, ha_rule_locate(&rule, token.text),
			    token.group, rule.where);
	}
	ha_reader_free(&reader);
}

/* ---- what the lints say ---- */

static bool
is_rule_code(enum ha_code code)
{
	return code == HA_CODE_DENY_HIDDEN || code == HA_CODE_ALLOW_HIDDEN ||
	    code == HA_CODE_REDUNDANT || code == HA_CODE_DUPLICATE ||
	    code == HA_CODE_BEHIND_ALL;
}

static bool
is_token_code(enum ha_code code)
{
	return code == HA_CODE_TOKEN_HIDDEN || code == HA_CODE_TOKEN_REDUNDANT;
}

/* "for sshd, ...": to other services it may well matter. */
static bool
is_of_one_service(const struct cli_finding *finding)
{
	return finding->code == HA_CODE_DENY_HIDDEN &&
	    ha_span_starts_fold(finding->args[0], HA_SPAN("for "));
}

struct dead {
	struct outcome *outcome;
	size_t table;
	const struct cli_finding *finding;
};

static void
mark_dead(void *context, struct ha_location where, size_t group,
    struct ha_location rule)
{
	struct dead *dead = context;
	const struct cli_finding *finding = dead->finding;

	if (group > 0 || is_of_one_service(finding))
		return;
	if ((is_token_code(finding->code) &&
		finding->where.offset == where.offset) ||
	    (is_rule_code(finding->code) &&
		finding->where.offset == rule.offset))
		dead->outcome->marks[dead->table][where.offset] |= MARK_DEAD;
}

static void
run_lints(struct cli_check *check, struct outcome *outcome)
{
	check->policy = cli_policy_new(check->tables, &check->files);
	for (size_t i = 0; i < 2; i++)
		cli_check_table(check, &check->tables[i]);
	cli_lint_order(check);
	for (size_t i = 0; i < check->findings.count; i++) {
		struct dead dead = { outcome, 0, &check->findings.list[i] };

		if (dead.finding->where.source == NULL)
			continue;
		dead.table = dead.finding->where.source == outcome->sources[1];
		for_each_client(outcome->sources[dead.table], mark_dead, &dead);
	}
	cli_policy_free(check->policy);
}

/* ---- comparison ---- */

struct comparison {
	const struct outcome *outcome;
	size_t table, faults, dead;
	bool is_vague;
};

static void
compare_client(void *context, struct ha_location where, size_t group,
    struct ha_location rule)
{
	struct comparison *comparison = context;
	unsigned char mark =
	    comparison->outcome->marks[comparison->table][where.offset];
	bool decides = mark & MARK_DECIDES, is_dead = mark & MARK_DEAD;

	(void)rule;
	if (group > 0)
		return;
	comparison->dead += is_dead;
	if (decides != is_dead || (comparison->is_vague && !is_dead))
		return;
	comparison->faults++;
	printf("%s: offset %zu: %.*s: %s\n", where.source->path, where.offset,
	    (int)where.len, where.source->bytes + where.offset,
	    is_dead ? "it decides, and is told not to"
		    : "it never decides, and nothing is told");
}

/* In how many requests do both match, whatever the daemon? */
static bool
both_match(struct ha_span client, struct ha_span before)
{
	struct ha_source *sources[3];
	struct ha_span texts[] = { client, before, HA_SPAN("ALL") };
	bool found = false;

	for (size_t i = 0; i < 3; i++) {
		struct ha_strbuf text = HA_STRBUF_INIT;

		ha_strbuf_add_text(&text, "ALL: ");
		ha_strbuf_add(&text, texts[i]);
		ha_strbuf_add_text(&text, "\n");
		if (ha_source_from_memory("one", ha_strbuf_span(&text),
			&sources[i]) != HA_OK)
			abort();
		ha_strbuf_free(&text);
	}
	for (size_t i = 0; i < NREQUESTS / COUNT(services) && !found; i++) {
		found = true;
		for (size_t k = 0; k < 2; k++) {
			struct ha_tables tables = { { .path = "one",
							.source = sources[k] },
				{ .path = "all", .source = sources[2] }, NULL };
			struct ha_request request = request_of(i);
			struct ha_resolver resolver = { 0 };
			struct ha_policy policy = { 0 };
			struct ha_decision decision;

			if (ha_decide(&tables, &request, &resolver, &policy,
				NULL, &decision) != HA_OK)
				abort();
			found = found && decision.verdict == HA_ALLOW;
			ha_decision_free(&decision);
			ha_request_free(&request);
		}
	}
	for (size_t i = 0; i < 3; i++)
		ha_source_free(sources[i]);
	return found;
}

static size_t
count_findings(const struct cli_check *check, enum ha_code code,
    const struct ha_source *source, size_t offset)
{
	size_t count = 0;

	for (size_t i = 0; i < check->findings.count; i++) {
		const struct cli_finding *finding = &check->findings.list[i];

		count += finding->code == code && !is_of_one_service(finding) &&
		    finding->where.source == source &&
		    finding->where.offset == offset;
	}
	return count;
}

static bool
is_told_dead(const struct cli_check *check, struct ha_location rule)
{
	for (int code = HA_CODE_DENY_HIDDEN; code <= HA_CODE_BEHIND_ALL;
	     code++) {
		if (is_rule_code((enum ha_code)code) &&
		    count_findings(check, (enum ha_code)code, rule.source,
			rule.offset) > 0)
			return true;
	}
	return false;
}

struct answer {
	enum ha_verdict verdict;
	struct ha_location rule; /* without source: none */
};

/* How often advice was followed, in all tables. */
static size_t nfollowed_ever;

static struct answer
decide_one(const struct ha_source *allow, const struct ha_source *deny,
    struct ha_request request)
{
	struct ha_tables tables = { { .path = "hosts.allow", .source = allow },
		{ .path = "hosts.deny", .source = deny }, NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };
	struct ha_resolver resolver = { 0 };
	struct ha_decision decision;
	struct answer answer;

	if (ha_decide(&tables, &request, &resolver, &policy, NULL, &decision) !=
	    HA_OK)
		abort();
	answer = (struct answer){ decision.verdict, decision.rule };
	ha_decision_free(&decision);
	ha_request_free(&request);
	return answer;
}

/* By a table of this rule and nothing else. */
static struct answer
decide_alone(size_t table, const struct ha_rule *rule,
    struct ha_request request)
{
	struct ha_source *sources[2];
	struct answer answer;

	for (size_t i = 0; i < 2; i++) {
		struct ha_strbuf text = HA_STRBUF_INIT;

		if (i == table) {
			ha_strbuf_add(&text, rule->text);
			ha_strbuf_add_byte(&text, '\n');
		}
		if (ha_source_from_memory("alone", ha_strbuf_span(&text),
			&sources[i]) != HA_OK)
			abort();
		ha_strbuf_free(&text);
	}
	answer = decide_one(sources[0], sources[1], request);
	for (size_t i = 0; i < 2; i++)
		ha_source_free(sources[i]);
	return answer;
}

/* What a rule does to whom it matches; false: it matches nobody. */
static bool
kind_of(size_t table, const struct ha_rule *rule, enum ha_verdict *kind)
{
	for (size_t i = 0; i < NREQUESTS; i++) {
		struct answer its = decide_alone(table, rule, request_of(i));

		*kind = its.verdict;
		if (its.rule.source != NULL)
			return true;
	}
	return false;
}

/* The tables with all rules but those of one kind made comments: the places
 * stay. */
static void
keep_kind(const struct outcome *outcome, enum ha_verdict kind,
    struct ha_source *kept[2])
{
	for (size_t i = 0; i < 2; i++) {
		struct ha_reader reader;
		struct ha_rule rule;

		if (ha_source_from_memory(outcome->sources[i]->path,
			(struct ha_span){ outcome->sources[i]->bytes,
			    outcome->sources[i]->len },
			&kept[i]) != HA_OK)
			abort();
		ha_reader_init(&reader, outcome->sources[i], HA_LINES_OWN);
		while (ha_reader_next(&reader, &rule) == HA_OK) {
			enum ha_verdict its;

			ha_rule_split(&rule);
			if (!kind_of(i, &rule, &its) || its != kind)
				kept[i]->bytes[rule.where.offset] = '#';
		}
		ha_reader_free(&reader);
	}
}

/*
 * A rule is called redundant only if it would never decide among rules that do
 * what it does; hidden only if it would.  A command that is asked first is left
 * aside: what it answers nobody knows.
 */
static size_t
compare_verdicts(const struct cli_check *check, const struct outcome *outcome,
    size_t table, const struct ha_rule *rule)
{
	bool is_redundant = count_findings(check, HA_CODE_REDUNDANT,
				rule->where.source, rule->where.offset) > 0;
	bool decides = false, is_asked = false;
	struct ha_source *kept[2];
	enum ha_verdict kind;

	if (!is_told_dead(check, rule->where) ||
	    count_findings(check, HA_CODE_DUPLICATE, rule->where.source,
		rule->where.offset) > 0 ||
	    !kind_of(table, rule, &kind))
		return 0;
	keep_kind(outcome, kind, kept);
	for (size_t i = 0; i < NREQUESTS && !decides; i++) {
		struct answer among =
		    decide_one(kept[0], kept[1], request_of(i));

		if (among.rule.source != kept[table] ||
		    among.rule.offset != rule->where.offset)
			continue;
		if (kind == HA_DENY &&
		    decide_one(outcome->sources[0], outcome->sources[1],
			request_of(i))
			    .verdict == HA_ASK)
			is_asked = true;
		else
			decides = true;
	}
	for (size_t i = 0; i < 2; i++)
		ha_source_free(kept[i]);
	if (decides != is_redundant || (is_asked && !is_redundant))
		return 0;
	printf("%.*s: %s\n", (int)rule->text.len, rule->text.at,
	    is_redundant ? "not redundant" : "not hidden");
	return 1;
}

/* "SERVICE from [USER@][NAME=]ADDRESS", as reports have it. */
static struct ha_request
read_witness(const char *witness, const char *name)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_span text = ha_span_of(witness), user, host;
	size_t equals;

	request.service = ha_span_before(text, ha_span_find(text, ' '));
	text = ha_span_from(text, request.service.len + strlen(" from "));
	if (ha_text_split(text, &user, &host))
		request.user = user;
	equals = ha_span_find(host, '=');
	ha_host_set_name(&request.client,
	    equals < host.len ? ha_span_before(host, equals)
			      : ha_span_of(name));
	if (equals < host.len)
		host = ha_span_from(host, equals + 1);
	if (!ha_host_set_addr(&request.client, host))
		abort();
	return request;
}

static bool
is_at(struct ha_location where, struct ha_location other)
{
	return where.source == other.source && where.offset == other.offset;
}

/*
 * Where the rule is hidden, the first rule that is reported decides otherwise;
 * where it is redundant, so does the reported one among those of its kind.
 */
static bool
is_shown(const struct cli_finding *finding, const struct outcome *outcome,
    struct answer its, struct answer all)
{
	struct ha_source *kept[2];
	struct ha_location related = finding->related[0];
	struct answer among;
	bool is_shown;

	if (finding->code == HA_CODE_ADMITS_ALL)
		return all.verdict == HA_ALLOW;
	if (related.source == NULL)
		return true;
	if (finding->code != HA_CODE_REDUNDANT &&
	    finding->code != HA_CODE_TOKEN_REDUNDANT)
		return is_at(all.rule, related) && its.verdict != all.verdict;
	keep_kind(outcome, its.verdict, kept);
	among = decide_one(kept[0], kept[1],
	    read_witness(finding->witness, "another.host.invalid"));
	is_shown = is_at(all.rule, related) ||
	    (among.rule.source == kept[related.source == outcome->sources[1]] &&
		among.rule.offset == related.offset);
	for (size_t i = 0; i < 2; i++)
		ha_source_free(kept[i]);
	return is_shown;
}

/*
 * The rule would decide, were it not for the first that is reported, or for one
 * before that which may match.  Where no name is given, the rule does not
 * depend on it.
 */
static size_t
compare_witnesses(const struct cli_check *check, const struct outcome *outcome,
    size_t table, const struct ha_rule *rule, bool is_vague, size_t *witnesses)
{
	size_t faults = 0;

	for (size_t i = 0; i < check->findings.count; i++) {
		const struct cli_finding *finding = &check->findings.list[i];
		struct answer its, all;

		if (finding->witness == NULL ||
		    finding->where.source != rule->where.source ||
		    finding->where.offset - rule->where.offset >=
			rule->where.len)
			continue;
		++*witnesses;
		its = decide_alone(table, rule,
		    read_witness(finding->witness, "unknown"));
		all = decide_one(outcome->sources[0], outcome->sources[1],
		    read_witness(finding->witness, "another.host.invalid"));
		if (its.rule.source != NULL &&
		    (is_vague || is_shown(finding, outcome, its, all)))
			continue;
		printf("%.*s: %s does not show it\n", (int)rule->text.len,
		    rule->text.at, finding->witness);
		faults++;
	}
	return faults;
}

/* Daemons that never decide, and exceptions that except nobody. */
static size_t
compare_rule(const struct cli_check *check, const struct outcome *outcome,
    size_t table, struct ha_rule *rule)
{
	unsigned char decides = outcome->daemons[table][rule->where.offset];
	struct ha_span before = rule->clients;
	struct ha_list list;
	struct ha_token token;
	size_t dead = 0, bit = 0, faults = 0;

	if (is_told_dead(check, rule->where))
		return 0;
	list = ha_list_of(rule->daemons);
	for (; ha_list_next(&list, &token); bit++)
		dead += token.group == 0 && !(decides >> bit & 1);
	if (bit > 1 &&
	    count_findings(check, HA_CODE_DAEMON_HIDDEN, rule->where.source,
		rule->where.offset) != dead) {
		printf("%.*s: %zu daemons never decide\n", (int)rule->text.len,
		    rule->text.at, dead);
		faults++;
	}
	list = ha_list_of(rule->clients);
	while (ha_list_next(&list, &token)) {
		struct ha_location where = ha_rule_locate(rule, token.text);

		if (token.group == 0)
			before.len = (size_t)(token.text.at + token.text.len -
			    before.at);
		if (token.group != 1 ||
		    both_match(token.text, before) !=
			(count_findings(check, HA_CODE_EXCEPTION_VOID,
			     where.source, where.offset) > 0))
			continue;
		printf("%.*s: the exception %.*s\n", (int)rule->text.len,
		    rule->text.at, (int)token.text.len, token.text.at);
		faults++;
	}
	return faults;
}

static size_t
compare_rules(const struct cli_check *check, const struct outcome *outcome,
    bool is_vague, size_t *witnesses)
{
	size_t faults = 0;

	for (size_t i = 0; i < 2; i++) {
		struct ha_reader reader;
		struct ha_rule rule;

		ha_reader_init(&reader, outcome->sources[i], HA_LINES_OWN);
		while (ha_reader_next(&reader, &rule) == HA_OK) {
			ha_rule_split(&rule);
			faults += compare_witnesses(check, outcome, i, &rule,
			    is_vague, witnesses);
			if (is_vague)
				continue;
			faults += compare_rule(check, outcome, i, &rule);
			faults += compare_verdicts(check, outcome, i, &rule);
		}
		ha_reader_free(&reader);
	}
	return faults;
}

/* ---- advice, followed ---- */

enum advice {
	ADVICE_NONE,
	ADVICE_REMOVE, /* makes no difference */
	ADVICE_FRONT   /* refuses somebody more, and admits nobody new */
};

/* A table as its help would have it. */
struct followed {
	struct ha_strbuf texts[2];
};

static void
followed_begin(struct followed *followed, const struct outcome *outcome)
{
	for (size_t i = 0; i < 2; i++) {
		followed->texts[i] = HA_STRBUF_INIT;
		ha_strbuf_add(&followed->texts[i],
		    (struct ha_span){
			outcome->sources[i]->bytes, outcome->sources[i]->len });
	}
}

static void
followed_end(struct followed *followed)
{
	for (size_t i = 0; i < 2; i++)
		ha_strbuf_free(&followed->texts[i]);
}

static void
splice(struct ha_strbuf *text, size_t offset, size_t len, struct ha_span with)
{
	struct ha_strbuf fresh = HA_STRBUF_INIT;
	struct ha_span old = ha_strbuf_span(text);

	ha_strbuf_add(&fresh, ha_span_before(old, offset));
	ha_strbuf_add(&fresh, with);
	ha_strbuf_add(&fresh, ha_span_from(old, offset + len));
	ha_strbuf_free(text);
	*text = fresh;
}

/* Where "hosts.deny:3" at the end of the help begins in its table. */
static size_t
place_of(struct ha_span help, const struct outcome *outcome, size_t *table)
{
	size_t at = help.len, line = 0, factor = 1, offset = 0;
	const struct ha_source *source;

	while (at > 0 && ha_is_digit(help.at[at - 1])) {
		line += (size_t)(help.at[--at] - '0') * factor;
		factor *= 10;
	}
	*table = strncmp(help.at + at - 5, "deny:", 5) == 0;
	source = outcome->sources[*table];
	for (; line > 1; line--) {
		const char *end =
		    memchr(source->bytes + offset, '\n', source->len - offset);

		offset = (size_t)(end - source->bytes) + 1;
	}
	return offset;
}

/* The rule goes, which is a line, or one of its clients does. */
static void
follow_removal(struct followed *followed, const struct cli_finding *finding,
    const struct outcome *outcome, bool is_rule)
{
	size_t table = finding->where.source == outcome->sources[1];
	struct ha_span text = ha_strbuf_span(&followed->texts[table]);
	size_t start = finding->where.offset, end = start + finding->where.len;

	while (is_rule && start > 0 && text.at[start - 1] != '\n')
		start--;
	while (is_rule && end < text.len && text.at[end - 1] != '\n')
		end++;
	splice(&followed->texts[table], start, end - start, HA_SPAN_EMPTY);
}

static enum advice
follow(struct followed *followed, const struct cli_finding *finding,
    const struct outcome *outcome)
{
	const struct ha_span in_front = HA_SPAN(" in front of ");
	struct ha_strbuf help = HA_STRBUF_INIT, line = HA_STRBUF_INIT;
	enum advice advice = ADVICE_NONE;
	struct ha_span text;
	size_t table, offset;

	cli_finding_help(&help, finding);
	text = ha_strbuf_span(&help);
	if (ha_span_ends_fold(text, HA_SPAN(" can be removed"))) {
		follow_removal(followed, finding, outcome,
		    is_rule_code(finding->code) || text.at[0] == 't');
		advice = ADVICE_REMOVE;
	} else if (ha_span_starts_fold(text, HA_SPAN("move it in front of "))) {
		offset = place_of(text, outcome, &table);
		ha_strbuf_add(&line,
		    (struct ha_span){
			finding->where.source->bytes + finding->where.offset,
			finding->where.len });
		ha_strbuf_add_byte(&line, '\n');
		follow_removal(followed, finding, outcome, true);
		splice(&followed->texts[table], offset, 0,
		    ha_strbuf_span(&line));
		advice = ADVICE_FRONT;
	} else if (ha_span_starts_fold(text, HA_SPAN("write \""))) {
		const char *end =
		    memmem(text.at, text.len, in_front.at, in_front.len);

		offset = place_of(text, outcome, &table);
		ha_strbuf_add(&line,
		    (struct ha_span){ text.at + strlen("write \""),
			(size_t)(end - text.at) - strlen("write \"\"") });
		ha_strbuf_add_byte(&line, '\n');
		splice(&followed->texts[table], offset, 0,
		    ha_strbuf_span(&line));
		advice = ADVICE_FRONT;
	}
	ha_strbuf_free(&help);
	ha_strbuf_free(&line);
	return advice;
}

static int
openness(enum ha_verdict verdict)
{
	return verdict == HA_ALLOW ? 2 : verdict == HA_ASK;
}

/* Whoever follows it admits nobody new; and it does what it says. */
static bool
is_sound_advice(enum advice advice, const struct outcome *outcome,
    const struct followed *followed)
{
	struct ha_source *sources[2];
	bool loses = false, gains = false;

	for (size_t i = 0; i < 2; i++) {
		if (ha_source_from_memory(outcome->sources[i]->path,
			ha_strbuf_span(&followed->texts[i]),
			&sources[i]) != HA_OK)
			abort();
	}
	for (size_t i = 0; i < NREQUESTS; i++) {
		int before = openness(decide_one(outcome->sources[0],
		    outcome->sources[1], request_of(i))
					  .verdict);
		int after = openness(
		    decide_one(sources[0], sources[1], request_of(i)).verdict);

		loses = loses || after < before;
		gains = gains || after > before;
	}
	for (size_t i = 0; i < 2; i++)
		ha_source_free(sources[i]);
	/* This world need not have the request that is refused more. */
	return !gains && (advice == ADVICE_FRONT || !loses);
}

/* Faults; adds how often advice was followed. */
static size_t
follow_all(const struct cli_check *check, const struct outcome *outcome,
    size_t *nfollowed)
{
	size_t faults = 0;

	for (size_t i = 0; i < check->findings.count; i++) {
		const struct cli_finding *finding = &check->findings.list[i];
		struct followed followed;
		enum advice advice = ADVICE_NONE;

		if (!is_rule_code(finding->code) &&
		    !is_token_code(finding->code))
			continue;
		followed_begin(&followed, outcome);
		advice = follow(&followed, finding, outcome);
		*nfollowed += advice != ADVICE_NONE;
		if (advice != ADVICE_NONE &&
		    !is_sound_advice(advice, outcome, &followed)) {
			struct ha_strbuf help = HA_STRBUF_INIT;

			cli_finding_help(&help, finding);
			printf("HA%d at %s:%zu: \"%s\" admits somebody, or "
			       "matters\n",
			    (int)finding->code, finding->where.source->path,
			    finding->where.offset, ha_strbuf_text(&help));
			ha_strbuf_free(&help);
			faults++;
		}
		followed_end(&followed);
	}
	return faults;
}

static bool
has_file_finding(const struct cli_check *check, enum ha_code code,
    const char *word)
{
	for (size_t i = 0; i < check->findings.count; i++) {
		const struct cli_finding *finding = &check->findings.list[i];

		if (finding->code == code &&
		    (word == NULL ||
			ha_span_equal(finding->args[0], ha_span_of(word))))
			return true;
	}
	return false;
}

/* "sshd, ftpd": open to everybody. */
static bool
is_told_open(const struct cli_check *check, const char *service)
{
	for (size_t i = 0; i < check->findings.count; i++) {
		const struct cli_finding *finding = &check->findings.list[i];
		struct ha_list list = ha_list_of(finding->args[0]);
		struct ha_token token;

		if (finding->code != HA_CODE_EVERYBODY ||
		    !ha_span_starts_fold(finding->args[1],
			HA_SPAN("open to everybody: nothing")))
			continue;
		while (ha_list_next(&list, &token)) {
			if (ha_span_equal(token.text, ha_span_of(service)))
				return true;
		}
	}
	return false;
}

static size_t
compare_policy(const struct cli_check *check, const struct outcome *outcome)
{
	size_t faults = 0;

	for (size_t i = 0; i < COUNT(services); i++) {
		if (!is_told_open(check, services[i]) || !outcome->refuses[i])
			continue;
		printf("%s refuses somebody, and is told not to\n",
		    services[i]);
		faults++;
	}
	for (size_t i = 0; i < COUNT(services); i++) {
		if (!has_file_finding(check, HA_CODE_NOBODY, services[i]) ||
		    !outcome->reaches[i])
			continue;
		printf("%s can be reached, and is told not to be\n",
		    services[i]);
		faults++;
	}
	return faults;
}

/* ---- everybody who gets in ---- */

/* What was told of one service, by context. */
struct told {
	struct cli_context about;
	struct cli_run run;
};

struct telling {
	struct told list[4096];
	size_t count;
	struct cli_context about;
};

static void
begin_context(void *context, const struct cli_context *about)
{
	struct telling *telling = context;

	telling->about = *about;
}

static void
take_run(void *context, const struct cli_run *run)
{
	struct telling *telling = context;

	if (telling->count == COUNT(telling->list))
		abort();
	telling->list[telling->count++] = (struct told){ telling->about, *run };
}

/* The class of the request's name. */
static size_t
name_class_of(const struct cli_facts *facts, const struct ha_host *client)
{
	size_t best = 0, length = 0;

	for (size_t i = 1; i < facts->nnames; i++) {
		const struct cli_name_class *class = &facts->names[i];
		bool is_local = class->fact == HA_FACT_KNOWN &&
		    ha_span_equal(class->pattern, HA_SPAN("LOCAL"));

		if (class->fact != client->name_fact)
			continue;
		if (class->fact != HA_FACT_KNOWN)
			return i;
		if (class->is_single &&
		    ha_span_equal_fold(class->name, client->name))
			return i;
		if (is_local
			? best == 0 && !ha_span_holds(client->name, '.')
			: !class->is_single && class->pattern.len > length &&
			    ha_span_ends_fold(client->name, class->pattern)) {
			best = i;
			length = is_local ? 0 : class->pattern.len;
		}
	}
	return best;
}

static size_t
user_class_of(const struct cli_facts *facts, struct ha_span user)
{
	for (size_t i = 0; i + 1 < facts->nusers; i++) {
		if (ha_span_equal_fold(facts->users[i],
			user.len == 0 ? HA_SPAN("unknown") : user))
			return i;
	}
	return facts->nusers - 1;
}

static bool
run_holds(const struct cli_policy *policy, const struct cli_run *run,
    const struct ha_addr *addr)
{
	struct cli_networks networks =
	    cli_networks_of(&policy->cells, run->first, run->last);
	cli_u128 number = 0;

	if (networks.family != addr->family)
		return false;
	for (size_t i = addr->family == HA_IPV4 ? 12 : 0; i < 16; i++)
		number = number << 8 | addr->bytes[i];
	return number >= networks.first && number <= networks.last;
}

/* The most special line that fits; of two, the user's. */
static unsigned
read_telling(const struct telling *telling, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct ha_request *request)
{
	size_t name = name_class_of(facts, &request->client);
	size_t user = user_class_of(facts, request->user);
	const size_t tries[4][2] = { { name, user }, { 0, user },
		{ name, facts->nusers - 1 }, { 0, facts->nusers - 1 } };

	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < telling->count; k++) {
			const struct told *told = &telling->list[k];

			if (told->about.name == tries[i][0] &&
			    told->about.user == tries[i][1] &&
			    run_holds(policy, &told->run,
				&request->client.addr))
				return told->run.may;
		}
	}
	return CLI_MAY_REFUSE;
}

static unsigned
may_of(enum ha_verdict verdict)
{
	switch (verdict) {
	case HA_ALLOW:
		return CLI_MAY_ADMIT;
	case HA_DENY:
		return CLI_MAY_REFUSE;
	case HA_ASK:
		return CLI_MAY_ASK;
	}
	return 0;
}

/* Requests of one service that are not as they were told to be. */
static size_t
compare_who(const struct outcome *outcome, struct cli_policy *policy,
    size_t service)
{
	static struct telling telling;
	struct cli_who_listener listener = { begin_context, take_run,
		&telling };
	size_t each = NREQUESTS / COUNT(services), faults = 0;
	struct cli_facts facts;

	telling.count = 0;
	cli_facts_init_about(&facts, policy, ha_span_of(services[service]));
	if (!cli_who(policy, &facts, 0, &listener)) {
		printf("not everybody was looked at\n");
		faults++;
	}
	for (size_t i = service * each; i < (service + 1) * each; i++) {
		struct ha_request request = request_of(i);
		unsigned may = may_of(decide_one(outcome->sources[0],
		    outcome->sources[1], request_of(i))
					  .verdict);

		if (request.client.addr_fact == HA_FACT_KNOWN &&
		    request.client.name_fact != HA_FACT_FAILED &&
		    read_telling(&telling, policy, &facts, &request) != may) {
			if (faults++ == 0)
				printf("request %zu of %s is told otherwise\n",
				    i, services[service]);
		}
		ha_request_free(&request);
	}
	cli_facts_free(&facts);
	return faults > 0;
}

static size_t
compare_everybody(const struct cli_check *check, const struct outcome *outcome)
{
	struct cli_pattern_files files = { .first = NULL };
	struct cli_policy *policy = cli_policy_new(check->tables, &files);
	size_t faults = 0;

	for (size_t i = 0; i < 2; i++)
		cli_policy_read(policy, &check->tables[i]);
	cli_cells_make(&policy->cells);
	for (size_t i = 0; i < COUNT(services); i++)
		faults += compare_who(outcome, policy, i);
	cli_policy_free(policy);
	cli_pattern_files_free(&files);
	return faults;
}

static void
show(const struct outcome *outcome)
{
	for (size_t i = 0; i < 2; i++)
		printf("--- %s\n%.*s", outcome->sources[i]->path,
		    (int)outcome->sources[i]->len, outcome->sources[i]->bytes);
}

/*
 * The number of faults; adds those of clients that are reported to be dead, and
 * of requests that show it.
 */
static size_t
try_tables(bool is_vague, size_t *dead, size_t *witnesses)
{
	struct outcome outcome = { .sources = { NULL } };
	struct cli_check_options options = { .level = HA_LEVEL_NOTE };
	struct cli_table tables[2] = { { 0 } };
	struct cli_check check = { .options = &options,
		.tables = tables,
		.ntables = 2,
		.is_policy = true };
	struct comparison comparison = { .outcome = &outcome,
		.is_vague = is_vague };

	cli_findings_init(&check.findings, &options);
	for (size_t i = 0; i < 2; i++) {
		tables[i].kind = (enum ha_table_kind)i;
		tables[i].path = i == 0 ? "hosts.allow" : "hosts.deny";
		tables[i].source = make_table(tables[i].path, is_vague);
		outcome.sources[i] = tables[i].source;
		outcome.marks[i] = cli_zeroed(tables[i].source->len + 1, 1);
		outcome.daemons[i] = cli_zeroed(tables[i].source->len + 1, 1);
	}
	decide_all(&outcome);
	run_lints(&check, &outcome);
	for (size_t i = 0; i < 2; i++) {
		comparison.table = i;
		for_each_client(outcome.sources[i], compare_client,
		    &comparison);
	}
	comparison.faults += compare_policy(&check, &outcome);
	comparison.faults +=
	    compare_rules(&check, &outcome, is_vague, witnesses);
	comparison.faults += follow_all(&check, &outcome, &nfollowed_ever);
	if (!is_vague)
		comparison.faults += compare_everybody(&check, &outcome);
	if (comparison.faults > 0)
		show(&outcome);
	*dead += comparison.dead;
	for (size_t i = 0; i < 2; i++) {
		free(outcome.marks[i]);
		free(outcome.daemons[i]);
		ha_source_free(tables[i].source);
	}
	cli_pattern_files_free(&check.files);
	cli_findings_free(&check.findings);
	return comparison.faults;
}

int
main(int argc, char **argv)
{
	size_t tables = argc > 1 ? strtoul(argv[1], NULL, 10) : 300;
	size_t failed = 0, dead = 0, witnesses = 0;

	chance = chance_of(argc > 2 ? strtoull(argv[2], NULL, 10) : 1, 0);
	cli_escape_init();
	for (size_t i = 0; i < tables; i++)
		failed += try_tables(i % 4 == 3, &dead, &witnesses) > 0;
	printf("order: %zu passed, %zu failed, 0 skipped\n", tables - failed,
	    failed);
	if (dead == 0 || witnesses == 0 || nfollowed_ever == 0)
		printf("no client was told to be dead: nothing was tested\n");
	return failed > 0 || dead == 0 || witnesses == 0 || nfollowed_ever == 0;
}
