#ifndef CLI_PAM_FILES_H
#define CLI_PAM_FILES_H

#include "cli/pam/version.h"
#include "common/base/arena.h"
#include "common/source/source.h"

/* Where configurations are looked for, and what was read of them. */
struct cli_pam {
	const char *dir;              /* NULL: libpam's own places */
	enum cli_pam_version version; /* whose lines; may be set after init */
	struct ha_source **sources;
	size_t nsources, size;
	struct ha_arena arena;
};

void cli_pam_init(struct cli_pam *pam, const char *dir);
void cli_pam_free(struct cli_pam *pam);

/* A file, read once, and kept: as ha_source_open, but never HA_NOMEM; *source
 * is NULL but for HA_OK. */
enum ha_status cli_pam_open(struct cli_pam *pam, const char *path,
    struct ha_source **source);

/* Keeps a copy of a text as if it were a file of that name. */
struct ha_source *cli_pam_keep(struct cli_pam *pam, const char *name,
    struct ha_span text);

/* Where the administrator writes; the second only where no folder is. */
#define CLI_PAM_DIR "/etc/pam.d"
#define CLI_PAM_CONF "/etc/pam.conf"

/*
 * The configuration of that name, or of that path: in pam->dir, or else where
 * libpam looks for it; as cli_pam_open.
 */
enum ha_status cli_pam_open_config(struct cli_pam *pam, struct ha_span name,
    struct ha_source **source);

/* Is there a file for each service, and not one for all? */
bool cli_pam_has_dirs(const struct cli_pam *pam);

/* The folders where libpam looks, from the first on; NULL after the last. */
const char *cli_pam_folder(const struct cli_pam *pam, size_t i);

#endif
