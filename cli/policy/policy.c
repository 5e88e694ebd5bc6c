#include "cli/policy/policy.h"

#include <stdlib.h>

#include "cli/io/vector.h"

struct cli_policy *
cli_policy_new(const struct cli_table *tables, struct cli_pattern_files *files)
{
	struct cli_policy *policy = cli_zeroed(1, sizeof(*policy));

	policy->tables = tables;
	policy->files = files;
	policy->steps = CLI_STEPS_USUAL;
	return policy;
}

void
cli_policy_free(struct cli_policy *policy)
{
	cli_intern_free(&policy->list_texts);
	cli_intern_free(&policy->user_texts);
	cli_intern_free(&policy->atom_texts);
	cli_intern_free(&policy->variables);
	cli_intern_free(&policy->file_texts);
	cli_cells_free(&policy->cells);
	free(policy->rules);
	free(policy->tokens);
	free(policy->lists);
	free(policy->daemons);
	free(policy->users);
	free(policy->atoms);
	free(policy->file_pieces);
	free(policy);
}

int
cli_policy_variable(struct cli_policy *policy, const char *kind,
    struct ha_span text)
{
	struct ha_strbuf key = HA_STRBUF_INIT;
	bool is_new;
	int number;

	ha_strbuf_add_text(&key, kind);
	ha_strbuf_add(&key, text);
	number =
	    (int)cli_intern(&policy->variables, ha_strbuf_span(&key), &is_new);
	ha_strbuf_free(&key);
	return number;
}

uint32_t
cli_policy_first_rule(const struct cli_policy *policy, size_t table)
{
	uint32_t rule = 0;

	while (rule < policy->nrules && policy->rules[rule].table < table)
		rule++;
	return rule;
}

const struct cli_table *
cli_policy_table_of(const struct cli_policy *policy, size_t rule)
{
	return &policy->tables[policy->rules[rule].table];
}

struct ha_location
cli_policy_place_of(const struct cli_policy *policy, size_t rule)
{
	return (struct ha_location){ cli_policy_table_of(policy, rule)->source,
		policy->rules[rule].offset, policy->rules[rule].len };
}
