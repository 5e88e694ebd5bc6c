#include "pam_hostsaccess/banner.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/source/trust.h"
#include "pam_hostsaccess/close.h"

static enum mod_banner_answer
answer_of_errno(void)
{
	switch (errno) {
	case ENOENT:
		return MOD_BANNER_NONE;
	case ELOOP: /* of O_NOFOLLOW */
	case ENXIO: /* a socket */
		return MOD_BANNER_NO_FILE;
	default:
		return MOD_BANNER_UNREADABLE;
	}
}

static enum mod_banner_answer
check_folder(int folder)
{
	struct stat st;

	if (fstat(folder, &st) != 0)
		return MOD_BANNER_UNREADABLE;
	return ha_is_trusted(st.st_uid, st.st_mode) ? MOD_BANNER_READ
						    : MOD_BANNER_FOLDER;
}

static enum mod_banner_answer
check_file(int file)
{
	struct stat st;

	if (fstat(file, &st) != 0)
		return MOD_BANNER_UNREADABLE;
	if (!S_ISREG(st.st_mode))
		return MOD_BANNER_NO_FILE;
	return ha_is_trusted(st.st_uid, st.st_mode) ? MOD_BANNER_READ
						    : MOD_BANNER_WRITABLE;
}

static enum mod_banner_answer
read_file(int file, struct ha_strbuf *text)
{
	char bytes[1024];
	size_t left = MOD_BANNER_MAX;

	while (left > 0) {
		ssize_t len = read(file, bytes,
		    left < sizeof(bytes) ? left : sizeof(bytes));

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return MOD_BANNER_UNREADABLE;
		if (len == 0)
			break;
		ha_strbuf_add(text, (struct ha_span){ bytes, (size_t)len });
		left -= (size_t)len;
	}
	errno = ENOMEM;
	return text->failed ? MOD_BANNER_UNREADABLE : MOD_BANNER_READ;
}

/* Opening it waits for nobody, and what it is shows before it is read. */
static enum mod_banner_answer
read_in_folder(int folder, const char *name, struct ha_strbuf *text)
{
	enum mod_banner_answer answer = check_folder(folder);
	int file;

	if (answer != MOD_BANNER_READ)
		return answer;
	file = openat(folder, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file < 0)
		return answer_of_errno();
	answer = check_file(file);
	if (answer == MOD_BANNER_READ)
		answer = read_file(file, text);
	mod_close(file);
	return answer;
}

enum mod_banner_answer
mod_banner_read(const char *path, const char *name, struct ha_strbuf *text)
{
	int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	enum mod_banner_answer answer;

	if (folder < 0)
		return errno == ENOENT ? MOD_BANNER_NONE
				       : MOD_BANNER_UNREADABLE;
	answer = read_in_folder(folder, name, text);
	mod_close(folder);
	return answer;
}
