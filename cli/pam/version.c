#include "cli/pam/version.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "common/base/span.h"

#define LIBRARY "libpam.so.0"

/* Loading the library and reading two lines takes some milliseconds. */
#define SECONDS 3

/* No such module need be there for libpam to take the line. */
#define LINE "-account optional /nonexistent/pam_none.so"

/* Numbers of a version; libpam has two or three. */
#define PARTS_MAX 3

bool
cli_pam_version_read(const char *text, enum cli_pam_version *version)
{
	struct ha_span rest = ha_span_of(text);
	unsigned long parts[PARTS_MAX];
	size_t count = 0;

	for (;;) {
		size_t len = ha_span_find(rest, '.');

		if (count == PARTS_MAX ||
		    !ha_span_number(ha_span_before(rest, len), 9999,
			&parts[count]))
			return false;
		count++;
		if (len == rest.len)
			break;
		rest = ha_span_from(rest, len + 1);
	}
	if (count < 2)
		return false;
	*version = parts[0] < 1 || (parts[0] == 1 && parts[1] < 6)
	    ? CLI_PAM_1_5
	    : CLI_PAM_1_6;
	return true;
}

/* ---- the process apart ---- */

typedef int start_function(const char *service, const char *user,
    const struct pam_conv *conversation, const char *folder,
    pam_handle_t **pamh);

/* Does libpam take the text for a whole configuration? */
static bool
takes(start_function *start, const char *text)
{
	static const struct pam_conv conversation = { NULL, NULL };
	pam_handle_t *pamh = NULL;
	char service[16];
	int fd = memfd_create("pam", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		return false;
	snprintf(service, sizeof(service), "%d", fd);
	return start(service, NULL, &conversation, "/proc/self/fd", &pamh) ==
	    PAM_SUCCESS;
}

/*
 * After a line that goes on, libpam 1.6 takes a comment for its end, and up
 * to 1.5 it waits for more, which does not come.
 */
static enum cli_pam_version
try_out(void)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	void *symbol;
	start_function *start;

	if (library == NULL)
		return CLI_PAM_INSTALLED;
	symbol = dlsym(library, "pam_start_confdir");
	/* It came with 1.4. */
	if (symbol == NULL)
		return CLI_PAM_1_5;
	memcpy(&start, &symbol, sizeof(start));
	if (!takes(start, LINE "\n"))
		return CLI_PAM_INSTALLED;
	return takes(start, LINE " \\\n# comment\n") ? CLI_PAM_1_6
						     : CLI_PAM_1_5;
}

static void
answer(int out)
{
	unsigned char version;

	alarm(SECONDS);
	/* What libpam says of these lines is for no log. */
	setlogmask(LOG_MASK(LOG_DEBUG));
	version = (unsigned char)try_out();
	if (write(out, &version, 1) != 1)
		_exit(1);
	_exit(0);
}

enum cli_pam_version
cli_pam_version_installed(void)
{
	unsigned char version = CLI_PAM_INSTALLED;
	int ends[2];
	ssize_t n;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return CLI_PAM_1_6;
	pid = fork();
	if (pid == 0)
		answer(ends[1]);
	close(ends[1]);
	do {
		n = pid < 0 ? 0 : read(ends[0], &version, 1);
	} while (n < 0 && errno == EINTR);
	close(ends[0]);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return n == 1 && version == CLI_PAM_1_5 ? CLI_PAM_1_5 : CLI_PAM_1_6;
}
