#include "cli/pam/files.h"

#include <string.h>
#include <sys/stat.h>

#include "cli/grow.h"
#include "cli/message.h"

/* What the administrator wrote comes before what the vendor ships. */
static const char *const dirs[] = { CLI_PAM_DIR, "/usr/lib/pam.d",
	"/usr/etc/pam.d" };

#define NDIRS (sizeof(dirs) / sizeof(dirs[0]))

static struct ha_source *
find_source(const struct cli_pam *pam, const char *path)
{
	for (size_t i = 0; i < pam->nsources; i++) {
		if (strcmp(pam->sources[i]->path, path) == 0)
			return pam->sources[i];
	}
	return NULL;
}

static struct ha_source *
add_source(struct cli_pam *pam, struct ha_source *source)
{
	pam->sources = cli_grow(pam->sources, &pam->size, pam->nsources,
	    sizeof(*pam->sources));
	pam->sources[pam->nsources++] = source;
	return source;
}

struct ha_source *
cli_pam_open(struct cli_pam *pam, const char *path)
{
	struct ha_source *source = find_source(pam, path);
	enum ha_status status;
	int error;

	if (source != NULL)
		return source;
	status = ha_source_open(path, &source, &error);
	if (status == HA_NOMEM)
		cli_no_memory();
	return status == HA_OK ? add_source(pam, source) : NULL;
}

struct ha_source *
cli_pam_keep(struct cli_pam *pam, const char *name, struct ha_span text)
{
	struct ha_source *source;

	if (ha_source_from_memory(name, text, &source) != HA_OK)
		cli_no_memory();
	return add_source(pam, source);
}

/* dir NULL: name is a path. */
static struct ha_source *
open_in(struct cli_pam *pam, const char *dir, struct ha_span name)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	struct ha_source *source;

	if (dir != NULL) {
		ha_strbuf_add_text(&path, dir);
		ha_strbuf_add_byte(&path, '/');
	}
	ha_strbuf_add(&path, name);
	if (path.failed)
		cli_no_memory();
	source = cli_pam_open(pam, ha_strbuf_text(&path));
	ha_strbuf_free(&path);
	return source;
}

struct ha_source *
cli_pam_open_config(struct cli_pam *pam, struct ha_span name)
{
	struct ha_source *source = NULL;

	if (name.len == 0 || ha_span_holds(name, '\0'))
		return NULL;
	if (name.at[0] == '/')
		return open_in(pam, NULL, name);
	if (pam->dir != NULL)
		return open_in(pam, pam->dir, name);
	for (size_t i = 0; i < NDIRS && source == NULL; i++)
		source = open_in(pam, dirs[i], name);
	return source;
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
