#include "cli/check/base/repair.h"

#include "cli/io/message.h"

/* Bytes of tables that are tried in one run: some seconds in all. */
#define TRIED_MAX ((size_t)1 << 23)

static struct ha_source *
in_memory(const char *path, struct ha_span text)
{
	struct ha_source *source;

	if (ha_source_from_memory(path, text, &source) != HA_OK)
		cli_no_memory();
	return source;
}

static struct ha_source *
repaired(const struct cli_table *table,
    const struct cli_replacements *replacements)
{
	struct ha_source *empty =
	    table->source == NULL ? in_memory("", HA_SPAN_EMPTY) : NULL;
	struct ha_strbuf bytes = HA_STRBUF_INIT;
	struct ha_source *source;

	cli_replace(&bytes, empty != NULL ? empty : table->source,
	    replacements);
	ha_source_free(empty);
	if (bytes.failed)
		cli_no_memory();
	source = in_memory(table->path, ha_strbuf_span(&bytes));
	ha_strbuf_free(&bytes);
	return source;
}

static bool
may_try(struct cli_check *check)
{
	size_t bytes = 0;

	for (size_t i = 0; i < check->ntables; i++) {
		if (check->tables[i].source != NULL)
			bytes += 2 * check->tables[i].source->len;
	}
	if (bytes > TRIED_MAX - check->tried)
		return false;
	check->tried += bytes;
	return true;
}

static enum cli_change
worse(enum cli_change a, enum cli_change b)
{
	return a > b ? a : b;
}

/* Alone it may be followed by nothing, or by rules that refuse. */
static enum cli_change
try_alone(struct cli_check *check, const struct cli_table *table,
    const struct cli_table *fresh)
{
	struct cli_table none = { .kind = HA_TABLE_DENY, .path = "" };
	struct cli_table all = none;
	enum cli_change change;

	if (table->kind == HA_TABLE_DENY)
		return cli_change_of(
		    (const struct cli_table[2]){ none, *table },
		    (const struct cli_table[2]){ none, *fresh }, &check->files);
	all.source = in_memory("", HA_SPAN("ALL: ALL\n"));
	change = worse(
	    cli_change_of((const struct cli_table[2]){ *table, none },
		(const struct cli_table[2]){ *fresh, none }, &check->files),
	    cli_change_of((const struct cli_table[2]){ *table, all },
		(const struct cli_table[2]){ *fresh, all }, &check->files));
	ha_source_free(all.source);
	return change;
}

enum cli_change
cli_repair_try(struct cli_check *check, const struct cli_table *table,
    const struct cli_replacements *replacements)
{
	struct cli_table fresh = *table;
	enum cli_change change;

	if (!may_try(check))
		return CLI_CHANGES_UNKNOWN;
	fresh.source = repaired(table, replacements);
	if (check->is_policy) {
		struct cli_table after[2] = { check->tables[0],
			check->tables[1] };

		after[table - check->tables] = fresh;
		change = cli_change_of(check->tables, after, &check->files);
	} else {
		change = try_alone(check, table, &fresh);
	}
	ha_source_free(fresh.source);
	return change;
}
