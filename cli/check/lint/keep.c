#include "cli/check/lint/keep.h"
#include "cli/check/lint/known_daemons.h"
#include "cli/check/lint/lint.h"

#include <stdlib.h>

#include "cli/args/keep.h"
#include "cli/io/escape.h"
#include "cli/io/message.h"
#include "common/match/decide.h"

/* One request that must be allowed. */
struct kept {
	struct cli_check *check;
	struct cli_request request;
	enum ha_code code;
	struct ha_span shown; /* how the request is called in the message */
};

static struct ha_table
table_of(const struct cli_table *table)
{
	/* A table that was missing stays so, whatever has come since. */
	return (struct ha_table){ .path = table->source == NULL ? "/dev/null"
								: table->path,
		.source = table->source };
}

bool
cli_keep_decide(const struct cli_check *check, struct ha_request *request,
    const struct ha_resolver *resolver, struct ha_decision *decision)
{
	struct ha_tables tables = { table_of(&check->tables[0]),
		table_of(&check->tables[1]), NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };

	if (ha_decide(&tables, request, resolver, &policy, NULL, decision) !=
	    HA_OK)
		cli_no_memory();
	return decision->verdict == HA_ALLOW;
}

struct cli_finding *
cli_find_decision(struct cli_check *check, enum ha_code code,
    const struct ha_decision *decision)
{
	for (size_t i = 0; i < check->ntables; i++) {
		if (decision->rule.source != NULL &&
		    decision->rule.source == check->tables[i].source)
			return cli_find(&check->findings, code, decision->rule);
	}
	return cli_find_file(&check->findings, code,
	    check->tables[check->ntables - 1].path);
}

static bool
has_failed_lookup(const struct ha_decision *decision)
{
	for (size_t i = 0; i < decision->diags.count; i++) {
		enum ha_code code = decision->diags.list[i].code;

		if (code == HA_CODE_LOOKUP_FAILED ||
		    code == HA_CODE_LOOKUP_BROKEN)
			return true;
	}
	return false;
}

static struct ha_span
outcome(const struct ha_decision *decision)
{
	if (decision->verdict == HA_ASK)
		return HA_SPAN("is admitted only if a command says so");
	if (has_failed_lookup(decision))
		return HA_SPAN("would be refused: a look-up failed");
	if (decision->reason == HA_REASON_ERROR)
		return HA_SPAN("would be refused: the rule is in error");
	return HA_SPAN("would be refused");
}

/* "SERVICE CLIENT", as match takes it. */
static const char *
witness_of(struct kept *kept)
{
	const struct ha_host *client = &kept->request.facts.client;
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add(&text, kept->request.service);
	ha_strbuf_add_byte(&text, ' ');
	ha_strbuf_add(&text,
	    kept->request.lacks_address && client->addr_fact == HA_FACT_KNOWN
		? client->addr_given
		: kept->request.client);
	return cli_findings_take(&kept->check->findings, &text).at;
}

/* Whoever would write a name into a rule is to know which it is. */
static const char *
help_of(struct kept *kept)
{
	const struct ha_host *client = &kept->request.facts.client;
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (client->addr_fact != HA_FACT_KNOWN ||
	    client->name_fact != HA_FACT_KNOWN)
		return NULL;
	ha_strbuf_add_text(&text, "admit it in hosts.allow; its name is ");
	cli_escape_stable(&text, client->name);
	return cli_findings_take(&kept->check->findings, &text).at;
}

static void
decide(struct kept *kept)
{
	struct cli_check *check = kept->check;
	struct ha_decision decision;
	struct cli_finding *finding;

	if (!cli_keep_decide(check, &kept->request.facts, &check->resolver,
		&decision)) {
		finding = cli_find_decision(check, kept->code, &decision);
		finding->args[0] = kept->shown;
		finding->args[1] = outcome(&decision);
		finding->witness = witness_of(kept);
		finding->help = help_of(kept);
	}
	ha_decision_free(&decision);
}

/* Whoever comes from an address is asked for his name anew, as in match. */
static void
decide_each_address(struct kept *kept)
{
	struct ha_host *client = &kept->request.facts.client;
	const struct ha_addr *addrs = client->claimed_addrs;
	size_t count = client->nclaimed_addrs;
	struct ha_span shown = kept->shown;

	for (size_t i = 0; i < count; i++) {
		struct ha_strbuf with_addr = HA_STRBUF_INIT;
		char text[HA_ADDR_TEXT];

		*client = (struct ha_host){ .name_fact = HA_FACT_UNASKED,
			.addr_fact = HA_FACT_KNOWN,
			.addr = addrs[i],
			.addr_given = ha_addr_format(&addrs[i], text) };
		ha_strbuf_add(&with_addr, shown);
		ha_strbuf_add_text(&with_addr, "=");
		ha_strbuf_add(&with_addr, client->addr_given);
		kept->shown =
		    cli_findings_take(&kept->check->findings, &with_addr);
		decide(kept);
	}
}

/* Without an address there is nobody of whom it could be said. */
static void
report_without_address(struct kept *kept)
{
	const struct cli_check *check = kept->check;
	bool has_failed =
	    kept->request.facts.is_broken || kept->request.facts.has_failed;
	struct cli_finding *finding = cli_find_file(&kept->check->findings,
	    kept->code, check->tables[check->ntables - 1].path);

	finding->args[0] = kept->shown;
	finding->args[1] = has_failed
	    ? HA_SPAN("cannot be judged: the look-up of its name failed")
	    : HA_SPAN("cannot be judged: its name has no address");
	finding->witness = witness_of(kept);
}

static void
judge(struct kept *kept)
{
	struct cli_check *check = kept->check;
	struct ha_host *client = &kept->request.facts.client;

	ha_lookup_restart(&check->lookup);
	if (!kept->request.lacks_address || check->options->lookups.are_off) {
		decide(kept);
		return;
	}
	client->addr_fact = HA_FACT_UNASKED;
	ha_request_ask_addr(&kept->request.facts, client, &check->resolver);
	if (client->addr_fact == HA_FACT_CLAIMED)
		decide_each_address(kept);
	else
		report_without_address(kept);
}

/* What nobody asks for is not kept by anything; a rule may name it, though. */
static void
lint_service(struct cli_check *check, struct ha_span service)
{
	const struct cli_daemons *daemons = cli_known_daemons(check);
	enum cli_daemon_kind kind = cli_daemon_kind(daemons, service);
	struct cli_finding *finding;
	struct ha_span like;

	if ((kind != CLI_DAEMON_UNKNOWN && !cli_daemon_is_meant_for(service)) ||
	    cli_names_find(&daemons->seen, service) != NULL)
		return;
	finding = cli_find_file(&check->findings, HA_CODE_KEEP_SERVICE,
	    check->tables[check->ntables - 1].path);
	like = cli_daemon_like(daemons, service);
	finding->args[0] = cli_findings_keep(&check->findings, service);
	finding->args[1] = cli_findings_keep(&check->findings, like);
	if (like.len == 0)
		finding->help = "write the name that rules have for it";
}

static void
judge_word(struct cli_check *check, const char *word)
{
	struct kept kept = {
		.check = check, .code = HA_CODE_KEEP, .shown = ha_span_of(word)
	};
	struct ha_strbuf ignored = HA_STRBUF_INIT;

	if (cli_keep_read(word, &kept.request, &ignored)) {
		lint_service(check, kept.request.service);
		judge(&kept);
		ha_request_free(&kept.request.facts);
	}
	ha_strbuf_free(&ignored);
}

/* As the module would ask about it: sshd sets SSH_CONNECTION. */
static void
judge_connection(struct cli_check *check)
{
	struct kept kept = { .check = check, .code = HA_CODE_KEEP_ME };
	struct ha_request *facts = &kept.request.facts;
	struct ha_span connection = ha_span_of(getenv("SSH_CONNECTION"));

	*facts = HA_REQUEST_INIT;
	if (!ha_request_set_connection(facts, connection))
		return;
	facts->service = kept.request.service = HA_SPAN("sshd");
	kept.request.client = kept.shown = facts->client.addr_given;
	judge(&kept);
	ha_request_free(facts);
}

void
cli_lint_keeps(struct cli_check *check)
{
	const struct cli_words *keep = &check->options->keep;

	if (!check->options->no_keep_me)
		judge_connection(check);
	for (size_t i = 0; i < keep->count; i++)
		judge_word(check, keep->list[i]);
}
