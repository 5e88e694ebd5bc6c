#include "cli/check/lint/pam_case.h"

struct cli_finding *
cli_find_in_stack(struct cli_pam_case *pam_case, enum ha_code code,
    enum ha_level level, struct ha_location where)
{
	struct cli_findings *findings = &pam_case->check->findings;

	for (size_t i = 0; i < findings->count; i++) {
		struct cli_finding *other = &findings->list[i];

		if (other->code != code ||
		    other->where.source != where.source ||
		    other->where.offset != where.offset)
			continue;
		if (other->level >= level)
			return &findings->unkept;
		cli_finding_set_level(findings, other, level);
		return other;
	}
	return cli_find_as(findings, code, level, where);
}
