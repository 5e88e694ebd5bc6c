#include "cli/sys/attributes.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ACCESS_LIST "system.posix_acl_access"

/* How often an attribute that grows while it is read is read again. */
#define TRIES 5

/* A value, or a list of names, each with its NUL; freed by the caller. */
struct value {
	char *bytes;
	size_t len;
};

/* name NULL: the list of names.  False with errno. */
static bool
read_value(int fd, const char *name, struct value *value)
{
	for (int i = 0; i < TRIES; i++) {
		ssize_t len = name == NULL ? flistxattr(fd, NULL, 0)
					   : fgetxattr(fd, name, NULL, 0);

		if (len < 0)
			return false;
		value->bytes = malloc((size_t)len + 1);
		if (value->bytes == NULL)
			return false;
		if (len > 0 && name == NULL)
			len = flistxattr(fd, value->bytes, (size_t)len);
		else if (len > 0)
			len = fgetxattr(fd, name, value->bytes, (size_t)len);
		if (len >= 0) {
			value->len = (size_t)len;
			return true;
		}
		free(value->bytes);
		if (errno != ERANGE)
			return false;
	}
	return false;
}

/* Signatures over the old bytes: wrong for any others. */
static bool
is_of_the_bytes(const char *name)
{
	return strcmp(name, "security.ima") == 0 ||
	    strcmp(name, "security.evm") == 0;
}

/* Already there: a label that may not be set often need not be. */
static bool
has_value(int fd, const char *name, const struct value *wanted)
{
	struct value value;
	bool is_same;

	if (!read_value(fd, name, &value))
		return false;
	is_same = value.len == wanted->len &&
	    memcmp(value.bytes, wanted->bytes, value.len) == 0;
	free(value.bytes);
	return is_same;
}

static bool
copy_one(int from, int to, const char *name)
{
	struct value value;
	bool is_done;
	int error;

	if (is_of_the_bytes(name))
		return true;
	if (!read_value(from, name, &value))
		return errno == ENODATA;
	is_done = has_value(to, name, &value) ||
	    fsetxattr(to, name, value.bytes, value.len, 0) == 0;
	error = errno;
	free(value.bytes);
	errno = error;
	return is_done;
}

static bool
holds(const struct value *names, const char *wanted)
{
	for (size_t at = 0; at < names->len;
	     at += strlen(names->bytes + at) + 1) {
		if (strcmp(names->bytes + at, wanted) == 0)
			return true;
	}
	return false;
}

/* A folder's default list may admit others than the old file did. */
static bool
drop_access_list(int fd)
{
	return fremovexattr(fd, ACCESS_LIST) == 0 || errno == ENODATA ||
	    errno == ENOTSUP;
}

static bool
copy_extended(int from, int to)
{
	struct value names;
	bool is_done = true;

	/* A file system without attributes has none to keep. */
	if (!read_value(from, NULL, &names))
		return errno == ENOTSUP || errno == ENOSYS;
	names.bytes[names.len] = '\0';
	if (!holds(&names, ACCESS_LIST))
		is_done = drop_access_list(to);
	for (size_t at = 0; is_done && at < names.len;
	     at += strlen(names.bytes + at) + 1)
		is_done = copy_one(from, to, names.bytes + at);
	free(names.bytes);
	return is_done;
}

/* The owner first: to change it may clear bits of the mode. */
enum cli_attribute
cli_attributes_copy(int from, int to)
{
	struct stat wanted, given;

	if (fstat(from, &wanted) != 0 || fstat(to, &given) != 0)
		return CLI_ATTRIBUTE_MODE;
	if ((wanted.st_uid != given.st_uid || wanted.st_gid != given.st_gid) &&
	    fchown(to, wanted.st_uid, wanted.st_gid) != 0)
		return CLI_ATTRIBUTE_OWNER;
	if (!copy_extended(from, to))
		return CLI_ATTRIBUTE_EXTENDED;
	if (fchmod(to, wanted.st_mode & 07777) != 0)
		return CLI_ATTRIBUTE_MODE;
	return CLI_ATTRIBUTE_NONE;
}
