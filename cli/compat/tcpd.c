#include "cli/compat/tcpd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/io/message.h"
#include "common/base/errortext.h"

void
cli_tcpd_complain(const char *program, const char *pattern,
    struct ha_span first, struct ha_span second)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	ha_strbuf_add_text(&out, program);
	ha_strbuf_add_text(&out, ": ");
	cli_sentence(&out, pattern, first, second);
	ha_strbuf_add_byte(&out, '\n');
	cli_to_stderr(&out);
	ha_strbuf_free(&out);
}

void
cli_tcpd_refuse_option(const char *program, int value)
{
	char letter[] = { '-', (char)optopt, '\0' };
	const char *pattern = "there is no option %1";

	if (value == ':')
		pattern = "%1 needs a value";
	else if (optopt == '-')
		pattern = "there are no long options";
	cli_tcpd_complain(program, pattern, ha_span_of(letter), HA_SPAN_EMPTY);
}

int
cli_tcpd_require_file(const char *program, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0) {
		close(fd);
		return EXIT_SUCCESS;
	}
	cli_tcpd_complain(program, "%1: %2", ha_span_of(path),
	    ha_span_of(ha_error_text(errno)));
	return EXIT_FAILURE;
}
