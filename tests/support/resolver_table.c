#include "tests/support/resolver_table.h"

#include <stdbool.h>

static bool
answers(const struct ha_resolver_row *row, int kind, struct ha_span subject)
{
	return (int)row->kind == kind &&
	    ha_span_equal_fold(ha_span_of(row->subject), subject);
}

/* How many rows answer; FAILED when one says so. */
static enum ha_answer
count_answers(const struct ha_resolver_row *rows, int kind,
    struct ha_span subject, size_t *count)
{
	*count = 0;
	for (; rows->subject != NULL; rows++) {
		if (answers(rows, HA_ROW_FAILURE, subject))
			return HA_ANSWER_FAILED;
		if (answers(rows, kind, subject))
			++*count;
	}
	return *count > 0 ? HA_ANSWER_FOUND : HA_ANSWER_NONE;
}

static enum ha_answer
table_names(void *context, const struct ha_addr *addr, struct ha_arena *arena,
    struct ha_span **names, size_t *count)
{
	const struct ha_resolver_row *row = context;
	char buffer[HA_ADDR_TEXT];
	struct ha_span subject = ha_addr_format(addr, buffer);
	enum ha_answer answer = count_answers(row, HA_ROW_NAME, subject, count);

	if (answer != HA_ANSWER_FOUND)
		return answer;
	*names = ha_arena_alloc(arena, *count * sizeof(**names));
	if (*names == NULL)
		return HA_ANSWER_FAILED;
	*count = 0;
	for (; row->subject != NULL; row++) {
		if (answers(row, HA_ROW_NAME, subject))
			(*names)[(*count)++] = ha_span_of(row->answer);
	}
	return HA_ANSWER_FOUND;
}

static enum ha_answer
table_addresses(void *context, struct ha_span name, struct ha_arena *arena,
    struct ha_addr **addrs, size_t *count)
{
	const struct ha_resolver_row *row = context;
	enum ha_answer answer = count_answers(row, HA_ROW_ADDRESS, name, count);

	if (answer != HA_ANSWER_FOUND)
		return answer;
	*addrs = ha_arena_alloc(arena, *count * sizeof(**addrs));
	if (*addrs == NULL)
		return HA_ANSWER_FAILED;
	*count = 0;
	for (; row->subject != NULL; row++) {
		if (!answers(row, HA_ROW_ADDRESS, name))
			continue;
		if (!ha_addr_parse(ha_span_of(row->answer),
			&(*addrs)[(*count)++]))
			return HA_ANSWER_FAILED;
	}
	return HA_ANSWER_FOUND;
}

static enum ha_answer
table_netgroup(void *context, struct ha_span group, struct ha_span host)
{
	const struct ha_resolver_row *row = context;
	enum ha_answer answer = HA_ANSWER_NONE;

	for (; row->subject != NULL; row++) {
		if (answers(row, HA_ROW_FAILURE, group))
			return HA_ANSWER_FAILED;
		if (answers(row, HA_ROW_NETGROUP, group) &&
		    ha_span_equal_fold(ha_span_of(row->answer), host))
			answer = HA_ANSWER_FOUND;
	}
	return answer;
}

static enum ha_answer
table_user(void *context, struct ha_span name)
{
	size_t count;

	return count_answers(context, HA_ROW_USER, name, &count);
}

static enum ha_answer
table_group(void *context, struct ha_span name)
{
	size_t count;

	return count_answers(context, HA_ROW_GROUP, name, &count);
}

struct ha_resolver
ha_resolver_table(struct ha_resolver_row *rows)
{
	return (struct ha_resolver){ .context = rows,
		.names = table_names,
		.addresses = table_addresses,
		.netgroup = table_netgroup,
		.user = table_user,
		.group = table_group };
}
