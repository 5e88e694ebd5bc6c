#include "cli/policy/pattern_files.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "common/base/bounds.h"

/* Names that are followed in one run: enough for any that a person wrote. */
#define STEPS_MAX 10000000

/* Beyond the engine's bound nothing is opened: it would refuse, too. */
static void
open_file(struct cli_pattern_files *files, struct cli_pattern_file *file)
{
	if (files->bytes > HA_FILE_BYTES_MAX)
		file->status = HA_TOOBIG;
	else
		file->status =
		    ha_source_open(file->path, &file->source, &file->error);
	if (file->status == HA_NOMEM)
		cli_no_memory();
	if (file->status == HA_OK)
		files->bytes += file->source->len;
}

/* After the others: whatever waits to be linted stays in order. */
static void
append(struct cli_pattern_files *files, struct cli_pattern_file *file)
{
	if (files->last == NULL)
		files->first = file;
	else
		files->last->next = file;
	files->last = file;
	if (files->unlinted == NULL)
		files->unlinted = file;
	files->count++;
}

struct cli_pattern_file *
cli_pattern_file(struct cli_pattern_files *files, struct ha_span path)
{
	struct cli_pattern_file *file;
	uint32_t number;
	bool is_new;

	if (cli_intern_find(&files->paths, path, &number))
		return files->list[number];
	if (files->count == HA_FILE_OPENS_MAX) {
		files->beyond.status = HA_TOOBIG;
		return &files->beyond;
	}
	number = cli_intern(&files->paths, path, &is_new);
	file = calloc(1, sizeof(*file));
	if (file == NULL)
		cli_no_memory();
	file->path = strndup(path.at, path.len);
	if (file->path == NULL)
		cli_no_memory();
	files->list = cli_vector_grow(files->list, &files->size, number,
	    sizeof(struct cli_pattern_file *));
	files->list[number] = file;
	append(files, file);
	open_file(files, file);
	return file;
}

struct cli_pattern_file *
cli_pattern_file_unlinted(struct cli_pattern_files *files)
{
	while (files->unlinted != NULL &&
	    (files->unlinted->is_linted || files->unlinted->source == NULL))
		files->unlinted = files->unlinted->next;
	return files->unlinted;
}

static struct cli_pattern_names *
add_name(struct ha_arena *arena, struct cli_pattern_file *file,
    struct cli_pattern_names *next)
{
	struct cli_pattern_names *names = ha_arena_alloc(arena, sizeof(*names));

	if (names == NULL)
		cli_no_memory();
	*names = (struct cli_pattern_names){ file, next };
	return names;
}

void
cli_pattern_file_names(struct cli_pattern_files *files,
    struct cli_pattern_file *file, struct cli_pattern_file *other)
{
	if (other->named_by == file)
		return;
	other->named_by = file;
	file->names = add_name(&files->arena, other, file->names);
}

/* The files that those of one step name, each once; NULL: none. */
static struct cli_pattern_names *
next_step(struct cli_pattern_files *files, struct ha_arena *arena,
    struct cli_pattern_names *step)
{
	struct cli_pattern_names *next = NULL;

	files->walks++;
	for (; step != NULL; step = step->next) {
		for (struct cli_pattern_names *names = step->file->names;
		     names != NULL; names = names->next) {
			if (names->file->walk == files->walks ||
			    files->steps++ > STEPS_MAX)
				continue;
			names->file->walk = files->walks;
			next = add_name(arena, names->file, next);
		}
	}
	return next;
}

/*
 * The files of each depth in turn; in a loop there is no end of them.  What
 * cannot be followed to its end is not taken for sound.
 */
static bool
leads_too_deep(struct cli_pattern_files *files, struct cli_pattern_file *file)
{
	struct cli_pattern_names first = { file, NULL }, *step = &first;
	struct ha_arena arena = HA_ARENA_INIT;

	for (size_t depth = 1; step != NULL && depth <= HA_FILE_DEPTH_MAX;
	     depth++)
		step = next_step(files, &arena, step);
	ha_arena_free(&arena);
	return step != NULL || files->steps > STEPS_MAX;
}

bool
cli_pattern_file_is_too_deep(struct cli_pattern_files *files,
    struct cli_pattern_file *file)
{
	if (!file->has_depth)
		file->is_too_deep =
		    file->names != NULL && leads_too_deep(files, file);
	file->has_depth = true;
	return file->is_too_deep;
}

void
cli_pattern_files_free(struct cli_pattern_files *files)
{
	while (files->first != NULL) {
		struct cli_pattern_file *file = files->first;

		files->first = file->next;
		ha_source_free(file->source);
		free(file->path);
		free(file);
	}
	free(files->list);
	cli_intern_free(&files->paths);
	ha_arena_free(&files->arena);
}
