#include "cli/check/lint/pam_case.h"

#include "common/language/text.h"

/* A service that may give PAM no more than its clients say of themselves. */
static const struct claim {
	const char *service;
	const char *claim;
	bool is_default;
} claims[] = {
#define CLI_CLAIM(service, claim, is_default) \
	{ (service), (claim), (is_default) },
#include "cli/check/lint/claims.def"
#undef CLI_CLAIM
};

/* NULL: none is known of the service. */
static const struct claim *
find_claim(struct ha_span service)
{
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		if (ha_span_equal_fold(service, ha_span_of(claims[i].service)))
			return &claims[i];
	}
	return NULL;
}

/* One of our lines in the stack of such a service. */
struct line_case {
	struct cli_pam_case *pam_case;
	const struct cli_pam_line *line;
	const struct ha_module_args *args;
	struct ha_span daemon; /* as rules name it */
};

/* ---- the line ---- */

static void
lint_line(const struct line_case *at, const struct claim *claim)
{
	struct cli_finding *finding;

	if (claim == NULL || at->args->rhost == HA_MODULE_RHOST_CLAIM)
		return;
	finding = cli_find_in_stack(at->pam_case, HA_CODE_PAM_CLAIMS,
	    ha_code_level(HA_CODE_PAM_CLAIMS), at->line->module_place);
	finding->args[0] = at->pam_case->service;
	finding->args[1] = ha_span_of(claim->claim);
}

/* An address that is refused may be that of any of them. */
static void
lint_onlookup(const struct line_case *at)
{
	size_t i = cli_pam_find_arg(at->line, HA_SPAN("onlookup="));

	if (at->args->onlookup != HA_MODULE_ONLOOKUP_DENY)
		return;
	cli_find_in_stack(at->pam_case, HA_CODE_PAM_CLAIMS_REFUSED,
	    ha_code_level(HA_CODE_PAM_CLAIMS_REFUSED), at->line->arg_places[i])
	    ->args[0] = at->pam_case->service;
}

/* ---- the rules ---- */

/* Does the list name the daemon?  "a EXCEPT b" is a, and not b. */
static bool
names_daemon(struct ha_span list_text, struct ha_span daemon)
{
	struct ha_list list = ha_list_of(list_text);
	struct ha_token token;
	size_t matched = 0; /* groups, one in the exception of the other */

	while (ha_list_next(&list, &token) && token.group <= matched) {
		struct ha_span name, server;

		if (!ha_text_split(token.text, &name, &server))
			name = token.text;
		if (token.group == matched && ha_text_match(name, daemon))
			matched++;
	}
	return matched % 2 == 1;
}

/*
 * Can the pattern admit nobody of whom there is but a claim?  UNKNOWN and
 * PARANOID admit those who have no name.
 */
static bool
admits_none(const struct ha_module_args *args, struct ha_span host)
{
	const struct ha_pattern_needs *needs;
	struct ha_pattern pattern;

	ha_pattern_parse(host, &pattern);
	needs = &ha_pattern_needs[pattern.kind];
	if (pattern.kind == HA_PATTERN_UNKNOWN ||
	    pattern.kind == HA_PATTERN_PARANOID)
		return false;
	if (needs->names != HA_NAMES_NONE)
		return args->names == HA_MODULE_NAMES_VERIFY;
	return needs->addrs != HA_ADDRS_NONE &&
	    args->rhost == HA_MODULE_RHOST_CLAIM;
}

/* The first client that admits none of them; empty: there is none, or ALL
 * admits them. */
static struct ha_span
find_client(const struct ha_module_args *args, struct ha_span clients)
{
	struct ha_list list = ha_list_of(clients);
	struct ha_token token;
	struct ha_span found = HA_SPAN_EMPTY;

	while (ha_list_next(&list, &token) && token.group == 0) {
		struct ha_span user, host;

		ha_text_split(token.text, &user, &host);
		if (ha_text_is_all(host))
			return HA_SPAN_EMPTY;
		if (found.len == 0 && admits_none(args, host))
			found = token.text;
	}
	return found;
}

/* A rule for all daemons has others to admit. */
static void
lint_rule(const struct line_case *at, struct ha_rule *rule)
{
	enum ha_level level = ha_code_level(HA_CODE_PAM_CLAIMS_RULE);
	struct ha_span client;

	if (rule->fault != HA_CODE_NONE ||
	    !names_daemon(rule->daemons, at->daemon))
		return;
	client = find_client(at->args, rule->clients);
	if (client.len == 0)
		return;
	if (names_daemon(rule->daemons, HA_SPAN("sshd")))
		level = HA_LEVEL_NOTE;
	cli_find_in_stack(at->pam_case, HA_CODE_PAM_CLAIMS_RULE, level,
	    ha_rule_locate(rule, client))
	    ->args[0] = at->pam_case->service;
}

static void
lint_table(const struct line_case *at, const struct cli_table *table)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_reader reader;
	struct ha_rule rule;

	ha_reader_init(&reader, table->source, HA_LINES_OWN);
	while (cli_next_rule(&reader, &rule)) {
		struct ha_options_summary options;

		ha_rule_split(&rule);
		options = cli_options_summary(&rule, &arena);
		if (!ha_rule_refuses(table->kind, &options))
			lint_rule(at, &rule);
	}
	ha_reader_free(&reader);
	ha_arena_free(&arena);
}

void
cli_lint_pam_claims(struct cli_pam_case *pam_case,
    const struct cli_pam_line *line, const struct ha_module_args *args)
{
	const struct claim *claim = find_claim(pam_case->service);
	struct line_case at = { pam_case, line, args,
		args->daemon != NULL ? ha_span_of(args->daemon)
				     : pam_case->service };
	struct cli_check *check = pam_case->check;

	lint_line(&at, claim);
	/* Of other services it is not known that they give nothing but claims.
	 */
	if (args->rhost != HA_MODULE_RHOST_CLAIM &&
	    (claim == NULL || !claim->is_default ||
		args->names != HA_MODULE_NAMES_VERIFY))
		return;
	lint_onlookup(&at);
	for (size_t i = 0; i < check->ntables; i++) {
		if (check->tables[i].source != NULL &&
		    !check->tables[i].is_template)
			lint_table(&at, &check->tables[i]);
	}
}
