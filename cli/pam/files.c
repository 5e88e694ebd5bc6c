#include "cli/pam/files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"

/* What the administrator wrote comes before what the vendor ships. */
static const char *const dirs[] = { CLI_PAM_DIR, "/usr/lib/pam.d",
	"/usr/etc/pam.d" };

#define NDIRS (sizeof(dirs) / sizeof(dirs[0]))

void
cli_pam_init(struct cli_pam *pam, const char *dir)
{
	*pam = (struct cli_pam){ .dir = dir, .arena = HA_ARENA_INIT };
}

void
cli_pam_free(struct cli_pam *pam)
{
	for (size_t i = 0; i < pam->nsources; i++)
		ha_source_free(pam->sources[i]);
	free(pam->sources);
	ha_arena_free(&pam->arena);
}

static struct ha_source *
find_source(const struct cli_pam *pam, const char *path)
{
	for (size_t i = 0; i < pam->nsources; i++) {
		if (strcmp(pam->sources[i]->path, path) == 0)
			return pam->sources[i];
	}
	return NULL;
}

static void
add_source(struct cli_pam *pam, struct ha_source *source)
{
	pam->sources = cli_vector_grow(pam->sources, &pam->size, pam->nsources,
	    sizeof(*pam->sources));
	pam->sources[pam->nsources++] = source;
}

enum ha_status
cli_pam_open(struct cli_pam *pam, const char *path, struct ha_source **source)
{
	enum ha_status status;
	int error;

	*source = find_source(pam, path);
	if (*source != NULL)
		return HA_OK;
	status = ha_source_open(path, source, &error);
	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_OK)
		add_source(pam, *source);
	else
		*source = NULL;
	return status;
}

struct ha_source *
cli_pam_keep(struct cli_pam *pam, const char *name, struct ha_span text)
{
	struct ha_source *source;

	if (ha_source_from_memory(name, text, &source) != HA_OK)
		cli_no_memory();
	add_source(pam, source);
	return source;
}

/* dir NULL: name is a path. */
static enum ha_status
open_in(struct cli_pam *pam, const char *dir, struct ha_span name,
    struct ha_source **source)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	enum ha_status status;

	if (dir != NULL) {
		ha_strbuf_add_text(&path, dir);
		ha_strbuf_add_byte(&path, '/');
	}
	ha_strbuf_add(&path, name);
	if (path.failed)
		cli_no_memory();
	status = cli_pam_open(pam, ha_strbuf_text(&path), source);
	ha_strbuf_free(&path);
	return status;
}

/* What is there and cannot be read is not looked for elsewhere: another user
 * may read it. */
enum ha_status
cli_pam_open_config(struct cli_pam *pam, struct ha_span name,
    struct ha_source **source)
{
	enum ha_status status = HA_MISSING;

	*source = NULL;
	if (name.len == 0 || ha_span_holds(name, '\0'))
		return HA_MISSING;
	if (name.at[0] == '/')
		return open_in(pam, NULL, name, source);
	if (pam->dir != NULL)
		return open_in(pam, pam->dir, name, source);
	for (size_t i = 0; i < NDIRS && status == HA_MISSING; i++)
		status = open_in(pam, dirs[i], name, source);
	return status;
}

bool
cli_pam_has_dirs(const struct cli_pam *pam)
{
	struct stat st;

	if (pam->dir != NULL)
		return true;
	for (size_t i = 0; i < NDIRS; i++) {
		if (stat(dirs[i], &st) == 0 && S_ISDIR(st.st_mode))
			return true;
	}
	return false;
}

const char *
cli_pam_folder(const struct cli_pam *pam, size_t i)
{
	if (pam->dir != NULL)
		return i == 0 ? pam->dir : NULL;
	return i < NDIRS ? dirs[i] : NULL;
}
