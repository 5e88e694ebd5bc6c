#include "cli/status/services.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/message.h"
#include "cli/pam/files.h"
#include "cli/pam/services.h"
#include "common/base/strbuf.h"

static bool
is_service(struct ha_span name)
{
	return !cli_pam_is_leftover(name) && !cli_pam_is_shared(name) &&
	    !ha_span_equal(name, HA_SPAN("other"));
}

const char *
cli_services_program(struct ha_span name, struct ha_arena *arena)
{
	static const char *const folders[] = { "/usr/local/sbin",
		"/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct ha_strbuf path = HA_STRBUF_INIT;
		struct stat st;
		char *copy;

		ha_strbuf_add_text(&path, folders[i]);
		ha_strbuf_add_byte(&path, '/');
		ha_strbuf_add(&path, name);
		copy = ha_arena_text(arena, ha_strbuf_span(&path));
		if (path.failed || copy == NULL)
			cli_no_memory();
		ha_strbuf_free(&path);
		if (stat(copy, &st) == 0 && S_ISREG(st.st_mode))
			return copy;
	}
	return NULL;
}

/* Returns an errno value, or 0. */
static int
read_folder(const char *dir, struct cli_places *names, struct ha_arena *arena)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;

	if (folder == NULL)
		return errno;
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_type != DT_DIR &&
		    is_service(ha_span_of(entry->d_name)))
			cli_places_add(names, arena, ha_span_of(entry->d_name));
	}
	closedir(folder);
	return 0;
}

/* The files that the service includes. */
static void
add_included(struct cli_pam *pam, const char *service,
    struct cli_places *included, struct ha_arena *arena)
{
	struct cli_pam_stack stack;

	cli_pam_read(pam, service, &stack);
	for (size_t i = 0; i < stack.count; i++) {
		const struct cli_pam_line *line = &stack.lines[i];
		const char *path = line->where.source->path;

		if (line->is_included && !line->is_other)
			cli_places_add(included, arena,
			    ha_span_of(cli_base_name(path)));
	}
	cli_pam_stack_free(&stack);
}

static bool
holds(const struct cli_places *places, const char *text)
{
	for (size_t i = 0; i < places->count; i++) {
		if (strcmp(places->list[i], text) == 0)
			return true;
	}
	return false;
}

static void
drop_included(struct cli_pam *pam, struct cli_places *names,
    struct ha_arena *arena)
{
	struct cli_places included = { .list = NULL };
	size_t kept = 0;

	for (size_t i = 0; i < names->count; i++)
		add_included(pam, names->list[i], &included, arena);
	for (size_t i = 0; i < names->count; i++) {
		struct ha_span name = ha_span_of(names->list[i]);

		if (!holds(&included, names->list[i]) ||
		    cli_services_program(name, arena) != NULL)
			names->list[kept++] = names->list[i];
	}
	names->count = kept;
	free(included.list);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *
cli_services_read(struct cli_pam *pam, struct cli_places *names,
    struct ha_arena *arena, int *error)
{
	const char *dir, *unread = NULL;

	for (size_t i = 0; (dir = cli_pam_folder(pam, i)) != NULL; i++) {
		int result = read_folder(dir, names, arena);

		/* Not every machine has each of libpam's own. */
		if (result == 0 || (result == ENOENT && pam->dir == NULL))
			continue;
		unread = dir;
		*error = result;
	}
	drop_included(pam, names, arena);
	if (names->count > 0)
		qsort(names->list, names->count, sizeof(*names->list), compare);
	return unread;
}
