#include "cli/sys/askers.h"

#include <string.h>

static const struct cli_asker askers[] = {
#define CLI_ASKER(program, daemon, asks, setting, files, knows_names) \
	{ (program), (daemon), CLI_ASKS_##asks, (setting), (files), \
		(knows_names) },
#include "cli/sys/askers.def"
#undef CLI_ASKER
};

#define COUNT (sizeof(askers) / sizeof(askers[0]))

const struct cli_asker *
cli_asker_of(const char *program)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (strcmp(askers[i].program, program) == 0)
			return &askers[i];
	}
	return NULL;
}

const struct cli_asker *
cli_asker_named(struct ha_span daemon)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (ha_span_equal_fold(daemon, ha_span_of(askers[i].daemon)))
			return &askers[i];
	}
	return NULL;
}

const struct cli_asker *
cli_asker_at(size_t index)
{
	return index < COUNT ? &askers[index] : NULL;
}
