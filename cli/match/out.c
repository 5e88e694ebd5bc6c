#include "cli/match/out.h"

#include "cli/match/answer.h"

const char *
cli_verdict_word(const struct ha_decision *decision)
{
	switch (decision->verdict) {
	case HA_ALLOW:
		return "allow";
	case HA_DENY:
		return "deny";
	case HA_ASK:
		return "ask";
	}
	return "";
}

const char *
cli_reason_word(const struct cli_answer *answer)
{
	switch (answer->decision->reason) {
	case HA_REASON_RULE:
		return "rule";
	case HA_REASON_DEFAULT:
		return "default";
	case HA_REASON_ERROR:
		return "error";
	case HA_REASON_ACLEXEC:
		return "aclexec";
	}
	return "";
}

const char *
cli_where_path(const struct ha_decision *decision)
{
	if (decision->reason == HA_REASON_DEFAULT)
		return NULL;
	if (decision->rule.source != NULL)
		return decision->rule.source->path;
	return decision->error.path;
}

size_t
cli_where_line(const struct ha_decision *decision)
{
	const struct ha_location *rule = &decision->rule;

	if (rule->source == NULL)
		return 0;
	return ha_source_place(rule->source, rule->offset).line;
}
