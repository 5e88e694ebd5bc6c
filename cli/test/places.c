#include "cli/test/places.h"

#include <errno.h>
#include <string.h>

#include "cli/io/message.h"
#include "cli/io/stream.h"

char *
cli_tests_beside(const char *table)
{
	const char *slash = strrchr(table, '/');
	struct ha_strbuf path = HA_STRBUF_INIT;

	if (slash != NULL)
		ha_strbuf_add(&path,
		    (struct ha_span){ table, (size_t)(slash + 1 - table) });
	ha_strbuf_add_text(&path, "hosts.tests");
	if (path.failed)
		cli_no_memory();
	return path.text;
}

bool
cli_tests_open(const char *path, struct ha_source **source, int *error)
{
	enum ha_status status = cli_is_stream(path)
	    ? cli_stream_open(path, source, error)
	    : ha_source_open(path, source, error);

	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_TOOBIG)
		*error = EFBIG;
	else if (status == HA_MISSING)
		*error = ENOENT;
	return status == HA_OK;
}
