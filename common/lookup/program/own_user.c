#include "common/lookup/program/own_user.h"

#include <stdint.h>

/* The Makefile says, and the reasons are there. */
#ifndef HA_LOOKUP_USER
#define HA_LOOKUP_USER "hostsaccess"
#endif
#ifndef HA_LOOKUP_UID
#define HA_LOOKUP_UID 65521
#endif

/* Neither root, nor one of those that systemd gives to whom it likes. */
_Static_assert(HA_LOOKUP_UID > 0 && HA_LOOKUP_UID < UINT32_MAX &&
	(HA_LOOKUP_UID < 61184 || HA_LOOKUP_UID > 65519) &&
	HA_LOOKUP_UID != 65534 && HA_LOOKUP_UID != 65535,
    "LOOKUP_UID must be a number that nobody else is given");

/* Below are the system's accounts, from here on those of people. */
#define SYSTEM_END 1000

/* "name:password:user:group:comment:home:shell" */
enum field {
	NAME = 0,
	USER = 2,
	GROUP = 3,
	SHELL = 6
};

static struct ha_span
take_until(struct ha_span *rest, char end)
{
	size_t at = ha_span_find(*rest, end);
	struct ha_span taken = ha_span_before(*rest, at);

	*rest = ha_span_from(*rest, at < rest->len ? at + 1 : at);
	return taken;
}

/* Empty: the line has fewer fields. */
static struct ha_span
field_of(struct ha_span line, enum field number)
{
	for (int i = NAME; i < (int)number; i++)
		take_until(&line, ':');
	return take_until(&line, ':');
}

static size_t
count_separators(struct ha_span line)
{
	size_t count = 0;

	for (size_t i = 0; i < line.len; i++)
		count += line.at[i] == ':';
	return count;
}

static bool
is_well_formed(struct ha_span line)
{
	unsigned long ignored;

	return count_separators(line) == SHELL &&
	    ha_span_number(field_of(line, USER), UINT32_MAX, &ignored) &&
	    ha_span_number(field_of(line, GROUP), UINT32_MAX, &ignored);
}

/* False: there is no such account. */
static bool
find_account(struct ha_span passwd, struct ha_span *account)
{
	while (passwd.len > 0) {
		*account = take_until(&passwd, '\n');
		if (ha_span_equal(field_of(*account, NAME),
			ha_span_of(HA_LOOKUP_USER)) &&
		    is_well_formed(*account))
			return true;
	}
	return false;
}

/* As the C library reads it: it takes " +0998" for 998. */
static bool
reads_as(struct ha_span text, unsigned long number)
{
	unsigned long value;

	text = ha_span_trim(text);
	if (text.len > 0 && text.at[0] == '+')
		text = ha_span_from(text, 1);
	return ha_span_number(text, UINT32_MAX, &value) && value == number;
}

/*
 * Does a line other than the account's have that number?  Less is asked of
 * those: what is malformed here may be an account to somebody else.
 */
static bool
is_taken(struct ha_span passwd, struct ha_span account, enum field field,
    unsigned long number)
{
	while (passwd.len > 0) {
		struct ha_span line = take_until(&passwd, '\n');

		if (line.at != account.at && line.len > 0 &&
		    line.at[0] != '#' &&
		    reads_as(field_of(line, field), number))
			return true;
	}
	return false;
}

/* nologin and false are in different folders of different systems. */
static bool
keeps_out(struct ha_span shell)
{
	return ha_span_ends_fold(shell, HA_SPAN("/nologin")) ||
	    ha_span_ends_fold(shell, HA_SPAN("/false"));
}

/* False: the field holds no number that a system account has to itself. */
static bool
own_number(struct ha_span passwd, struct ha_span account, enum field field,
    unsigned long *number)
{
	return ha_span_number(field_of(account, field), SYSTEM_END - 1,
		   number) &&
	    *number != 0 && !is_taken(passwd, account, field, *number);
}

bool
ha_own_user_choose(struct ha_span passwd, struct ha_own_user *own)
{
	struct ha_span account = HA_SPAN_EMPTY;
	unsigned long user, group;
	bool counts = find_account(passwd, &account) &&
	    keeps_out(field_of(account, SHELL)) &&
	    own_number(passwd, account, USER, &user);

	if (!counts && is_taken(passwd, HA_SPAN_EMPTY, USER, HA_LOOKUP_UID))
		return false;
	if (!counts || !own_number(passwd, account, GROUP, &group))
		group = HA_LOOKUP_UID;
	own->user = counts ? (uid_t)user : HA_LOOKUP_UID;
	own->group = (gid_t)group;
	return true;
}
