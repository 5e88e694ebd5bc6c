#include "cli/sys/askers.h"

#include <errno.h>
#include <string.h>

#include "cli/io/message.h"
#include "common/source/source.h"

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

/* ---- the setting ---- */

static const char *
keep(struct ha_arena *arena, struct ha_span text)
{
	const char *copy = ha_arena_text(arena, text);

	if (copy == NULL)
		cli_no_memory();
	return copy;
}

/* "setting = value", "setting=value"; false: the line says something else. */
static bool
take_value(struct ha_span line, struct ha_span setting, struct ha_span *value)
{
	struct ha_span rest;

	if (!ha_span_starts_fold(line, setting))
		return false;
	rest = ha_span_trim(ha_span_from(line, setting.len));
	if (rest.len == 0 || rest.at[0] != '=')
		return false;
	*value = ha_span_trim(ha_span_from(rest, 1));
	return true;
}

static bool
is_yes(struct ha_span value)
{
	static const char *const words[] = { "yes", "true", "1", "on" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (ha_span_equal_fold(value, ha_span_of(words[i])))
			return true;
	}
	return false;
}

static void
take_line(const struct cli_asker *asker, struct ha_span line, bool in_section,
    struct ha_arena *arena, struct cli_asker_setting *setting)
{
	struct ha_span value;

	if (!take_value(line, ha_span_of(asker->setting), &value))
		return;
	if (!in_section) {
		setting->asks =
		    is_yes(value) ? CLI_ASKS_ALWAYS : CLI_ASKS_NEVER;
		setting->value = keep(arena, value);
	} else if (is_yes(value) != (setting->asks == CLI_ASKS_ALWAYS)) {
		setting->asks = CLI_ASKS_MAYBE;
		setting->value = keep(arena, value);
	}
}

/* The last line counts; what begins with '#' or ';' is a comment. */
static void
take_lines(const struct cli_asker *asker, struct ha_span rest,
    struct ha_arena *arena, struct cli_asker_setting *setting)
{
	bool in_section = false;

	while (rest.len > 0) {
		size_t end = ha_span_find(rest, '\n');
		struct ha_span line = ha_span_trim(ha_span_before(rest, end));

		rest = ha_span_from(rest, end < rest.len ? end + 1 : end);
		if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
			continue;
		in_section = in_section || line.at[0] == '[';
		take_line(asker, line, in_section, arena, setting);
	}
}

bool
cli_asker_read_file(const struct cli_asker *asker, const char *path,
    struct ha_arena *arena, struct cli_asker_setting *setting)
{
	struct ha_source *source = NULL;
	int error = 0;
	enum ha_status status = ha_source_open(path, &source, &error);

	if (status == HA_NOMEM)
		cli_no_memory();
	*setting = (struct cli_asker_setting){ .asks = CLI_ASKS_NEVER,
		.file = keep(arena, ha_span_of(path)) };
	if (status == HA_MISSING)
		return false;
	if (status != HA_OK) {
		setting->asks = CLI_ASKS_MAYBE;
		setting->error = status == HA_TOOBIG ? EFBIG : error;
		return true;
	}
	take_lines(asker, (struct ha_span){ source->bytes, source->len }, arena,
	    setting);
	ha_source_free(source);
	return true;
}

void
cli_asker_read(const struct cli_asker *asker, struct ha_arena *arena,
    struct cli_asker_setting *setting)
{
	struct ha_span rest = ha_span_of(asker->files);

	*setting = (struct cli_asker_setting){ .asks = asker->asks };
	if (asker->asks != CLI_ASKS_IF_SET)
		return;
	while (rest.len > 0) {
		size_t end = ha_span_find(rest, ':');
		const char *path = keep(arena, ha_span_before(rest, end));

		rest = ha_span_from(rest, end < rest.len ? end + 1 : end);
		if (cli_asker_read_file(asker, path, arena, setting))
			return;
	}
	/* It has settings elsewhere, if any. */
	*setting = (struct cli_asker_setting){ .asks = CLI_ASKS_MAYBE };
}
