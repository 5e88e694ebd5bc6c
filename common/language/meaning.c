#include "common/language/meaning.h"

bool
ha_rule_admits(enum ha_table_kind table,
    const struct ha_options_summary *options)
{
	if (options->fault != HA_CODE_NONE || options->denies)
		return false;
	return options->allows || table == HA_TABLE_ALLOW;
}

bool
ha_rule_refuses(enum ha_table_kind table,
    const struct ha_options_summary *options)
{
	return options->asks || !ha_rule_admits(table, options);
}

enum ha_effect
ha_effect_of_malformed(bool refuses, size_t group)
{
	if (!refuses && group > 0)
		return HA_EFFECT_RULE_FAILS;
	if (refuses && !ha_group_spares(group))
		return HA_EFFECT_AS_LIBWRAP;
	return HA_EFFECT_SKIPPED;
}
