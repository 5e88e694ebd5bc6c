#include "cli/sys/asker_setting.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "common/base/strbuf.h"
#include "common/source/source.h"

/* A file of settings is no larger; what is may be anything. */
#define FILE_MAX ((size_t)1 << 20)

/* Files of one folder: nobody has as many processes of a kind. */
#define FILES_MAX 1000

/* A value is shown, and none that means something is as long. */
#define VALUE_MAX 40

#define ALL_FILES "*.conf"

/* ---- one file ---- */

struct reading {
	const struct cli_asker *asker;
	bool in_section;
	bool for_all, is_set; /* before the sections; in this one */
	size_t nset, nunset;  /* sections that have ended */
	bool is_unclear;      /* other files belong to it */
	struct ha_span value; /* the last one; at NULL: none */
};

/* "name = value", "name=value"; false: the line says something else. */
static bool
take_value(struct ha_span line, struct ha_span name, struct ha_span *value)
{
	struct ha_span rest;

	if (!ha_span_starts_fold(line, name))
		return false;
	rest = ha_span_trim(ha_span_from(line, name.len));
	if (rest.len == 0 || rest.at[0] != '=')
		return false;
	*value = ha_span_trim(ha_span_from(rest, 1));
	return true;
}

/* vsftpd takes more words than stunnel. */
static bool
is_yes(const struct cli_asker *asker, struct ha_span value)
{
	static const char *const words[] = { "yes", "true", "1" };
	size_t count = asker->asks == CLI_ASKS_IF_EACH ? 1 : 3;

	for (size_t i = 0; i < count; i++) {
		if (ha_span_equal_fold(value, ha_span_of(words[i])))
			return true;
	}
	return false;
}

static void
end_section(struct reading *reading)
{
	if (!reading->in_section)
		return;
	if (reading->is_set)
		reading->nset++;
	else
		reading->nunset++;
}

/* The last line of a section counts. */
static void
take_line(struct reading *reading, struct ha_span line)
{
	const struct cli_asker *asker = reading->asker;
	bool has_sections = asker->asks == CLI_ASKS_IF_EACH;
	struct ha_span value;

	if (has_sections && line.at[0] == '[') {
		end_section(reading);
		reading->in_section = true;
		reading->is_set = reading->for_all;
	} else if (take_value(line, ha_span_of(asker->setting), &value)) {
		reading->is_set = is_yes(asker, value);
		reading->value = value;
		if (!reading->in_section)
			reading->for_all = reading->is_set;
	} else if (has_sections &&
	    take_value(line, HA_SPAN("include"), &value)) {
		reading->is_unclear = true;
	}
}

/* What begins with '#' or ';' is a comment. */
static void
take_lines(struct reading *reading, struct ha_span rest)
{
	while (rest.len > 0) {
		size_t end = ha_span_find(rest, '\n');
		struct ha_span line = ha_span_trim(ha_span_before(rest, end));

		rest = ha_span_from(rest, end < rest.len ? end + 1 : end);
		if (line.len > 0 && line.at[0] != '#' && line.at[0] != ';')
			take_line(reading, line);
	}
	end_section(reading);
}

static enum cli_asking
conclude(const struct reading *reading)
{
	bool has_sections = reading->nset + reading->nunset > 0;

	if (reading->is_unclear || (reading->nset > 0 && reading->nunset > 0))
		return CLI_ASKS_MAYBE;
	return (has_sections ? reading->nset > 0 : reading->for_all)
	    ? CLI_ASKS_ALWAYS
	    : CLI_ASKS_NEVER;
}

static void
read_text(const struct cli_asker *asker, struct ha_span text,
    struct ha_arena *arena, struct cli_asker_setting *setting)
{
	struct reading reading = { .asker = asker };

	take_lines(&reading, text);
	setting->asks = conclude(&reading);
	setting->has_sections = reading.in_section;
	if (reading.value.at == NULL)
		return;
	if (reading.value.len > VALUE_MAX)
		reading.value.len = VALUE_MAX;
	setting->value = cli_arena_text(arena, reading.value);
}

/* Of a file that is too large no byte is read; returns an errno value. */
static int
fill(const struct ha_source *source)
{
	int error = 0;

	if (source->len > FILE_MAX)
		return EFBIG;
	return ha_source_fill(source, 0, source->len, &error) == HA_OK ? 0
	    : error != 0                                               ? error
								       : EIO;
}

/* False: it is not there. */
static bool
read_file(const struct cli_asker *asker, const char *path,
    struct ha_arena *arena, struct cli_asker_setting *setting)
{
	struct ha_source *source = NULL;
	struct ha_patience patience = { 0 };
	int error = 0;
	enum ha_status status =
	    ha_source_open_within(path, true, &patience, &source, &error);

	if (status == HA_NOMEM)
		cli_no_memory();
	*setting = (struct cli_asker_setting){ .asks = CLI_ASKS_MAYBE,
		.file = cli_arena_text(arena, ha_span_of(path)) };
	if (status == HA_MISSING)
		return false;
	setting->error = status == HA_OK ? fill(source)
	    : status == HA_TOOBIG        ? EFBIG
					 : error;
	if (setting->error == 0)
		read_text(asker, (struct ha_span){ source->bytes, source->len },
		    arena, setting);
	ha_source_free(source);
	return true;
}

/* ---- all of them ---- */

/* What cannot be read is the first to be told. */
static void
add_setting(struct cli_asker_setting *all, const struct cli_asker_setting *one)
{
	bool has_sections = all->has_sections || one->has_sections;

	if (all->file == NULL || (all->error == 0 && one->error != 0)) {
		*all = *one;
	} else if (all->error == 0 && all->asks != one->asks) {
		*all = *one;
		all->asks = CLI_ASKS_MAYBE;
	}
	all->has_sections = has_sections;
}

static void
add_file(const struct cli_asker *asker, const char *path,
    struct ha_arena *arena, struct cli_asker_setting *all)
{
	struct cli_asker_setting one;

	if (read_file(asker, path, arena, &one))
		add_setting(all, &one);
}

static int
is_of_all(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
	    ha_span_ends_fold(ha_span_of(entry->d_name),
		ha_span_from(HA_SPAN(ALL_FILES), 1));
}

/* folder ends in a '/'. */
static void
add_folder(const struct cli_asker *asker, const char *folder,
    struct ha_arena *arena, struct cli_asker_setting *all)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_of_all, alphasort);
	struct cli_asker_setting unread = { .asks = CLI_ASKS_MAYBE,
		.file = folder,
		.error = count < 0 ? errno : E2BIG };

	if (count > FILES_MAX || (count < 0 && unread.error != ENOENT))
		add_setting(all, &unread);
	for (int i = 0; i < count; i++) {
		struct ha_strbuf path = HA_STRBUF_INIT;

		ha_strbuf_add_text(&path, folder);
		ha_strbuf_add_text(&path, entries[i]->d_name);
		if (path.failed)
			cli_no_memory();
		if (count <= FILES_MAX)
			add_file(asker, ha_strbuf_text(&path), arena, all);
		ha_strbuf_free(&path);
		free(entries[i]);
	}
	free(entries);
}

void
cli_asker_read_files(const struct cli_asker *asker, const char *files,
    struct ha_arena *arena, struct cli_asker_setting *setting)
{
	struct ha_span rest = ha_span_of(files);

	*setting = (struct cli_asker_setting){ .asks = CLI_ASKS_MAYBE };
	while (rest.len > 0) {
		size_t end = ha_span_find(rest, ':');
		struct ha_span path = ha_span_before(rest, end);

		rest = ha_span_from(rest, end < rest.len ? end + 1 : end);
		if (ha_span_ends_fold(path, HA_SPAN("/" ALL_FILES))) {
			path.len -= sizeof(ALL_FILES) - 1;
			add_folder(asker, cli_arena_text(arena, path), arena,
			    setting);
		} else {
			add_file(asker, cli_arena_text(arena, path), arena,
			    setting);
		}
	}
}

void
cli_asker_read(const struct cli_asker *asker, struct ha_arena *arena,
    struct cli_asker_setting *setting)
{
	if (asker->files != NULL)
		cli_asker_read_files(asker, asker->files, arena, setting);
	else
		*setting = (struct cli_asker_setting){ .asks = asker->asks };
}
