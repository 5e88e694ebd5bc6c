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
#include "common/language/text.h"
#include "common/match/decide.h"
#include "tests/check/everybody.h"
#include "tests/check/followed.h"

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

	for (size_t i = 0; i < world_count(); i++) {
		for (int passes = 0; passes < 2; passes++) {
			struct ha_request request = world_request(i);
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
				outcome->refuses[world_service_of(i)] = true;
			else
				outcome->reaches[world_service_of(i)] = true;
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
	for (size_t i = 0; i < world_count() / WORLD_SERVICES && !found; i++) {
		found = true;
		for (size_t k = 0; k < 2; k++) {
			struct ha_tables tables = { { .path = "one",
							.source = sources[k] },
				{ .path = "all", .source = sources[2] }, NULL };
			struct ha_request request = world_request(i);
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
	answer = world_decide(sources[0], sources[1], request);
	for (size_t i = 0; i < 2; i++)
		ha_source_free(sources[i]);
	return answer;
}

/* What a rule does to whom it matches; false: it matches nobody. */
static bool
kind_of(size_t table, const struct ha_rule *rule, enum ha_verdict *kind)
{
	for (size_t i = 0; i < world_count(); i++) {
		struct answer its = decide_alone(table, rule, world_request(i));

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
	for (size_t i = 0; i < world_count() && !decides; i++) {
		struct answer among =
		    world_decide(kept[0], kept[1], world_request(i));

		if (among.rule.source != kept[table] ||
		    among.rule.offset != rule->where.offset)
			continue;
		if (kind == HA_DENY &&
		    world_decide(outcome->sources[0], outcome->sources[1],
			world_request(i))
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
	among = world_decide(kept[0], kept[1],
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
		all = world_decide(outcome->sources[0], outcome->sources[1],
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

	for (size_t i = 0; i < WORLD_SERVICES; i++) {
		if (!is_told_open(check, world_services[i]) ||
		    !outcome->refuses[i])
			continue;
		printf("%s refuses somebody, and is told not to\n",
		    world_services[i]);
		faults++;
	}
	for (size_t i = 0; i < WORLD_SERVICES; i++) {
		if (!has_file_finding(check, HA_CODE_NOBODY,
			world_services[i]) ||
		    !outcome->reaches[i])
			continue;
		printf("%s can be reached, and is told not to be\n",
		    world_services[i]);
		faults++;
	}
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
try_tables(bool is_vague, size_t *dead, size_t *witnesses, size_t *nfollowed)
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
		tables[i].source = world_table(tables[i].path, is_vague);
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
	comparison.faults += follow_all(&check, &outcome, nfollowed);
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
	size_t failed = 0, dead = 0, witnesses = 0, nfollowed = 0;

	world_seed(argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	cli_escape_init();
	for (size_t i = 0; i < tables; i++)
		failed +=
		    try_tables(i % 4 == 3, &dead, &witnesses, &nfollowed) > 0;
	printf("order: %zu passed, %zu failed, 0 skipped\n", tables - failed,
	    failed);
	if (dead == 0 || witnesses == 0 || nfollowed == 0)
		printf("no client was told to be dead: nothing was tested\n");
	return failed > 0 || dead == 0 || witnesses == 0 || nfollowed == 0;
}
