#include "cli/sys/places.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "common/source/source.h"

/* Files of folders: more are a mistake, such as one that includes all. */
#define FILES_MAX 1000

static const char *const usual[] = { "/lib/*-linux-*", "/usr/lib/*-linux-*",
	"/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib" };

const char *
cli_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

void
cli_places_add(struct cli_places *places, struct ha_arena *arena,
    struct ha_span text)
{
	for (size_t i = 0; i < places->count; i++) {
		if (ha_span_equal(ha_span_of(places->list[i]), text))
			return;
	}
	places->list = cli_vector_grow(places->list, &places->size,
	    places->count, sizeof(*places->list));
	places->list[places->count++] = cli_arena_text(arena, text);
}

static void
add_all(struct cli_places *places, struct ha_arena *arena, const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		cli_places_add(places, arena, ha_span_of(found.gl_pathv[i]));
	globfree(&found);
}

/* A folder, "include PATTERN", or something of old. */
static void
read_line(struct ha_span line, struct cli_places *files,
    struct cli_places *folders, struct ha_arena *arena)
{
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	line = ha_span_trim(ha_span_before(line, ha_span_find(line, '#')));
	if (line.len > 0 && line.at[0] == '/')
		cli_places_add(folders, arena, line);
	if (!ha_span_starts_fold(line, HA_SPAN("include")) || line.len < 9 ||
	    !ha_is_space(line.at[7]))
		return;
	line = ha_span_trim(ha_span_from(line, 8));
	if (line.at[0] != '/')
		ha_strbuf_add_text(&pattern, "/etc/");
	ha_strbuf_add(&pattern, line);
	if (pattern.failed)
		cli_no_memory();
	add_all(files, arena, ha_strbuf_text(&pattern));
	ha_strbuf_free(&pattern);
}

static void
read_file(const char *path, struct cli_places *files,
    struct cli_places *folders, struct ha_arena *arena)
{
	struct ha_source *source;
	struct ha_span rest;
	int error;

	if (ha_source_open(path, &source, &error) != HA_OK)
		return;
	rest = (struct ha_span){ source->bytes, source->len };
	while (rest.len > 0) {
		size_t len = ha_span_find(rest, '\n');

		read_line(ha_span_before(rest, len), files, folders, arena);
		rest = ha_span_from(rest, len < rest.len ? len + 1 : len);
	}
	ha_source_free(source);
}

void
cli_places_read(struct cli_places *places, struct ha_arena *arena)
{
	struct cli_places files = { .list = NULL };

	cli_places_add(&files, arena, HA_SPAN("/etc/ld.so.conf"));
	/* What a file includes stands after it in the list, once. */
	for (size_t i = 0; i < files.count && i < FILES_MAX; i++)
		read_file(files.list[i], &files, places, arena);
	free(files.list);
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		add_all(places, arena, usual[i]);
}
