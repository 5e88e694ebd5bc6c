#include "resolver_sys.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of one account entry; a group may have thousands of members. */
#define ENTRY_START ((size_t)1024)
#define ENTRY_MAX ((size_t)1 << 24)

/* No system takes a longer account name. */
#define ACCOUNT_MAX 256

/* An errno value, or 0 with *is_found. */
typedef int ask_function(const char *name, char *entry, size_t size,
    bool *is_found);

static int
ask_user(const char *name, char *entry, size_t size, bool *is_found)
{
	struct passwd user, *found;
	int error = getpwnam_r(name, &user, entry, size, &found);

	*is_found = error == 0 && found != NULL;
	return error;
}

static int
ask_group(const char *name, char *entry, size_t size, bool *is_found)
{
	struct group group, *found;
	int error = getgrnam_r(name, &group, entry, size, &found);

	*is_found = error == 0 && found != NULL;
	return error;
}

/* getpwnam_r(3): some systems answer "not found" with these errors. */
static bool
means_none(int error)
{
	return error == 0 || error == ENOENT || error == ESRCH;
}

static enum ha_answer
ask_growing(ask_function *ask, const char *name)
{
	bool is_found = false;
	int error = ERANGE;

	for (size_t size = ENTRY_START; error == ERANGE && size <= ENTRY_MAX;
	     size *= 2) {
		char *entry = malloc(size);

		if (entry == NULL)
			return HA_ANSWER_FAILED;
		error = ask(name, entry, size, &is_found);
		free(entry);
	}
	if (is_found)
		return HA_ANSWER_FOUND;
	return means_none(error) ? HA_ANSWER_NONE : HA_ANSWER_FAILED;
}

static enum ha_answer
look_up(ask_function *ask, struct ha_span name)
{
	char copy[ACCOUNT_MAX + 1];

	if (name.len > ACCOUNT_MAX || ha_span_holds(name, '\0'))
		return HA_ANSWER_NONE;
	memcpy(copy, name.at, name.len);
	copy[name.len] = '\0';
	return ask_growing(ask, copy);
}

static enum ha_answer
look_up_user(void *context, struct ha_span name)
{
	(void)context;
	return look_up(ask_user, name);
}

static enum ha_answer
look_up_group(void *context, struct ha_span name)
{
	(void)context;
	return look_up(ask_group, name);
}

const struct ha_resolver cli_resolver_sys = { .user = look_up_user,
	.group = look_up_group };
