#include "cli/sys/writefile.h"

#include "cli/sys/writing.h"

enum cli_write
cli_write_file(const struct ha_source *old, struct ha_span bytes, int *error)
{
	struct cli_writing writing;
	enum cli_write result = cli_writing_begin(&writing, old->path, old);

	if (result == CLI_WRITE_DONE)
		result = cli_writing_make(&writing, bytes);
	if (result == CLI_WRITE_DONE) {
		cli_writing_age();
		result = cli_writing_check(&writing);
	}
	if (result == CLI_WRITE_DONE)
		result = cli_writing_put(&writing);
	if (result == CLI_WRITE_DONE)
		result = cli_writing_flush(&writing);
	*error = writing.error;
	cli_writing_end(&writing);
	return result;
}
