#include "cli/args/tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "cli/io/message.h"
#include "common/base/errortext.h"

const struct cli_option cli_tables_options[CLI_TABLES_OPTIONS] = {
	CLI_TEXT("dir", 'd', NULL, struct cli_table_names, dir),
	CLI_TEXT("allow", 0, NULL, struct cli_table_names, allow),
	CLI_TEXT("deny", 0, NULL, struct cli_table_names, deny),
};

static int
complain(const char *command, const char *path, int error)
{
	cli_complain(command, "%1: %2", ha_span_of(path),
	    ha_span_of(ha_error_text(error)));
	return EX_IOERR;
}

/*
 * Only what is not there is wrong use.  Whatever else is the matter with a
 * table is for the engine to say, as it says it to the module.
 */
static int
require_file(const char *command, const char *path)
{
	struct stat st;

	if (path == NULL || stat(path, &st) == 0 ||
	    (errno != ENOENT && errno != ENOTDIR))
		return 0;
	return complain(command, path, errno);
}

static int
require_dir(const char *command, const char *path)
{
	struct stat st;
	int status = require_file(command, path);

	if (path == NULL || status != 0)
		return status;
	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return complain(command, path, ENOTDIR);
	return 0;
}

static char *
join(const char *dir, const char *name)
{
	size_t len = strlen(dir);
	struct ha_strbuf path = HA_STRBUF_INIT;

	ha_strbuf_add_text(&path, dir);
	if (len == 0 || dir[len - 1] != '/')
		ha_strbuf_add_byte(&path, '/');
	ha_strbuf_add_text(&path, name);
	if (path.failed)
		cli_no_memory();
	return path.text;
}

static char *
choose(const char *dir, const char *named, const char *name)
{
	char *path;

	if (named == NULL)
		return join(dir != NULL ? dir : "/etc", name);
	path = strdup(named);
	if (path == NULL)
		cli_no_memory();
	return path;
}

/*
 * In /etc the module would take a link that leads nowhere for an error, and so
 * is it here.  In a folder that was named, it may lead somewhere when it is
 * deployed: until then the table is as empty as one that is not there.
 */
static struct ha_table
make_table(const char *dir, const char *path)
{
	return (struct ha_table){ .path = path,
		.if_missing =
		    dir == NULL ? HA_IF_MISSING_LINK : HA_IF_MISSING_EMPTY };
}

int
cli_tables_choose(const struct cli_table_names *names, const char *command,
    struct cli_tables *tables)
{
	int status = require_dir(command, names->dir);

	if (status == 0)
		status = require_file(command, names->allow);
	if (status == 0)
		status = require_file(command, names->deny);
	tables->allow = choose(names->dir, names->allow, "hosts.allow");
	tables->deny = choose(names->dir, names->deny, "hosts.deny");
	tables->engine = (struct ha_tables){
		.allow = make_table(names->dir, tables->allow),
		.deny = make_table(names->dir, tables->deny),
	};
	return status;
}

void
cli_tables_free(struct cli_tables *tables)
{
	free(tables->allow);
	free(tables->deny);
}
