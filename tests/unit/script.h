#ifndef UNIT_SCRIPT_H
#define UNIT_SCRIPT_H

/* A resolver that answers from a script, and counts what it is asked. */

#include "common/request/resolver.h"
#include "tests/unit/support.h"

enum script_kind {
	SCRIPT_NAME,    /* an address: a name */
	SCRIPT_ADDRESS, /* a name: an address */
	SCRIPT_NETGROUP,
	SCRIPT_USER,
	SCRIPT_GROUP
};

/* answer NULL: the look-up fails.  Without a row there is no answer. */
struct script_row {
	enum script_kind kind;
	const char *subject, *answer;
};

/* Allocates nothing: a failing malloc is never the resolver's. */
struct script {
	const struct script_row *rows; /* up to a subject of NULL */
	size_t asked[SCRIPT_GROUP + 1];
	struct ha_span names[8];
	struct ha_addr addrs[8];
	size_t nnames, naddrs;
};

static inline size_t
script_asked(const struct script *script)
{
	size_t sum = 0;

	for (int kind = SCRIPT_NAME; kind <= SCRIPT_GROUP; kind++)
		sum += script->asked[kind];
	return sum;
}

/* The next row of that kind and subject, from row on; NULL at the end. */
static inline const struct script_row *
script_find(const struct script_row *row, enum script_kind kind,
    struct ha_span subject)
{
	while (row->subject != NULL &&
	    (row->kind != kind ||
		!ha_span_equal_fold(ha_span_of(row->subject), subject)))
		row++;
	return row->subject == NULL ? NULL : row;
}

static inline enum ha_answer
script_names(void *context, const struct ha_addr *addr, struct ha_arena *arena,
    struct ha_span **names, size_t *count)
{
	struct script *script = context;
	char text[HA_ADDR_TEXT];
	struct ha_span subject = ha_addr_format(addr, text);
	const struct script_row *row = script->rows;

	(void)arena;
	script->asked[SCRIPT_NAME]++;
	script->nnames = 0;
	while ((row = script_find(row, SCRIPT_NAME, subject)) != NULL) {
		if (row->answer == NULL)
			return HA_ANSWER_FAILED;
		script->names[script->nnames++] = ha_span_of(row++->answer);
	}
	*names = script->names;
	*count = script->nnames;
	return *count > 0 ? HA_ANSWER_FOUND : HA_ANSWER_NONE;
}

static inline enum ha_answer
script_addresses(void *context, struct ha_span name, struct ha_arena *arena,
    struct ha_addr **addrs, size_t *count)
{
	struct script *script = context;
	const struct script_row *row = script->rows;

	(void)arena;
	script->asked[SCRIPT_ADDRESS]++;
	script->naddrs = 0;
	while ((row = script_find(row, SCRIPT_ADDRESS, name)) != NULL) {
		if (row->answer == NULL)
			return HA_ANSWER_FAILED;
		expect(ha_addr_parse(ha_span_of(row++->answer),
			   &script->addrs[script->naddrs++]),
		    "a script with a bad address");
	}
	*addrs = script->addrs;
	*count = script->naddrs;
	return *count > 0 ? HA_ANSWER_FOUND : HA_ANSWER_NONE;
}

static inline enum ha_answer
script_netgroup(void *context, struct ha_span group, struct ha_span host)
{
	struct script *script = context;
	const struct script_row *row = script->rows;

	script->asked[SCRIPT_NETGROUP]++;
	while ((row = script_find(row, SCRIPT_NETGROUP, group)) != NULL) {
		if (row->answer == NULL)
			return HA_ANSWER_FAILED;
		if (ha_span_equal_fold(ha_span_of(row++->answer), host))
			return HA_ANSWER_FOUND;
	}
	return HA_ANSWER_NONE;
}

static inline enum ha_answer
script_account(struct script *script, enum script_kind kind,
    struct ha_span name)
{
	const struct script_row *row = script_find(script->rows, kind, name);

	script->asked[kind]++;
	if (row == NULL)
		return HA_ANSWER_NONE;
	return row->answer == NULL ? HA_ANSWER_FAILED : HA_ANSWER_FOUND;
}

static inline enum ha_answer
script_user(void *context, struct ha_span name)
{
	return script_account(context, SCRIPT_USER, name);
}

static inline enum ha_answer
script_group(void *context, struct ha_span name)
{
	return script_account(context, SCRIPT_GROUP, name);
}

static inline struct ha_resolver
script_resolver(struct script *script)
{
	return (struct ha_resolver){ .context = script,
		.names = script_names,
		.addresses = script_addresses,
		.netgroup = script_netgroup,
		.user = script_user,
		.group = script_group };
}

#endif
