#include "common/cursor/rules.h"

/* Does the logical line go on behind this newline? */
static bool
goes_on(const struct ha_source *source, size_t start, size_t newline)
{
	return newline > start && source->bytes[newline - 1] == '\\';
}

/* Reads the logical line at start, and says where it ends. */
static enum ha_status
fill_line(const struct ha_source *source, size_t start, size_t *end, int *error)
{
	size_t at = start;

	while (at < source->len) {
		struct ha_span page = { source->bytes + at, source->len - at };
		enum ha_status status;
		size_t newline;

		if (page.len > HA_SPARSE_PAGE)
			page.len = HA_SPARSE_PAGE;
		status = ha_source_fill(source, at, at + page.len, error);
		if (status != HA_OK)
			return status;
		newline = ha_span_find(page, '\n');
		if (newline == page.len) {
			at += page.len;
			continue;
		}
		at += newline + 1;
		if (!goes_on(source, start, at - 1))
			break;
	}
	*end = at;
	return HA_OK;
}

static const struct ha_finder_kind rules_kind = { ha_skim_rules, fill_line };

void
ha_rules_init(struct ha_rules *rules, const struct ha_source *source,
    struct ha_lines lines, struct ha_skim *skim)
{
	ha_reader_init(&rules->reader, source, lines);
	ha_finder_init(&rules->finder, source, &rules_kind);
	rules->skim = skim;
}

void
ha_rules_free(struct ha_rules *rules)
{
	ha_finder_free(&rules->finder);
	ha_reader_free(&rules->reader);
}

enum ha_status
ha_rules_next(struct ha_rules *rules, struct ha_rule *rule, int *error)
{
	struct ha_found_piece line;
	enum ha_status status;

	if (rules->skim == NULL)
		return ha_reader_next(&rules->reader, rule);
	/* A line that holds no rule ends where it ends. */
	do {
		status =
		    ha_finder_next(&rules->finder, rules->skim, &line, error);
		if (status != HA_OK)
			return status;
		rules->reader.next = line.start;
		rules->reader.end = line.end;
		status = ha_reader_next(&rules->reader, rule);
	} while (status == HA_END);
	return status;
}
