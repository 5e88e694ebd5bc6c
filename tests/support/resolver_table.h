#ifndef SUPPORT_RESOLVER_TABLE_H
#define SUPPORT_RESOLVER_TABLE_H

#include "common/request/resolver.h"

/*
 * A resolver with fixed answers.  A row is a question and one answer; several
 * rows of one question are several answers.
 */
struct ha_resolver_row {
	enum {
		HA_ROW_NAME,     /* subject: address, answer: name */
		HA_ROW_ADDRESS,  /* subject: name, answer: address */
		HA_ROW_NETGROUP, /* subject: netgroup, answer: host name */
		HA_ROW_USER,     /* subject: user */
		HA_ROW_GROUP,    /* subject: group */
		HA_ROW_FAILURE   /* subject: what fails, whatever is asked */
	} kind;
	const char *subject, *answer;
};

/* The last row's subject is NULL.  rows is borrowed by the resolver. */
struct ha_resolver ha_resolver_table(struct ha_resolver_row *rows);

#endif
