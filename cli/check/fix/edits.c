#include "cli/check/fix/edits.h"

#include <stdlib.h>

#include "cli/check/fix/writers.h"
#include "cli/io/vector.h"

/* One edit, and the finding that it belongs to. */
struct candidate {
	const struct cli_edit *edit;
	size_t finding;
};

struct choice {
	const struct cli_findings *findings;
	const struct ha_source *source;
	struct cli_writers writers;
	struct candidate *list;
	size_t count;
	bool *is_made;
};

static bool
may_be_made(const struct choice *choice, const struct cli_finding *finding)
{
	const struct cli_edit *edit = finding->edits;

	if (finding->is_suppressed || edit == NULL)
		return false;
	for (; edit != NULL; edit = edit->next) {
		if (edit->where.source != choice->source ||
		    cli_writers_mind(&choice->writers, edit))
			return false;
	}
	return true;
}

static size_t
count_edits(const struct cli_finding *finding)
{
	size_t count = 0;

	for (const struct cli_edit *edit = finding->edits; edit != NULL;
	     edit = edit->next)
		count++;
	return count;
}

/* An insertion stands before what it is inserted in front of. */
static int
compare(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	const struct ha_location *here = &a->edit->where;
	const struct ha_location *there = &b->edit->where;

	if (here->offset != there->offset)
		return here->offset < there->offset ? -1 : 1;
	if (here->len != there->len)
		return here->len < there->len ? -1 : 1;
	if (a->finding != b->finding)
		return a->finding < b->finding ? -1 : 1;
	return 0;
}

static void
collect(struct choice *choice)
{
	const struct cli_findings *findings = choice->findings;
	size_t total = 0;

	for (size_t i = 0; i < findings->count; i++) {
		choice->is_made[i] = may_be_made(choice, &findings->list[i]);
		if (choice->is_made[i])
			total += count_edits(&findings->list[i]);
	}
	choice->list = cli_zeroed(total, sizeof(choice->list[0]));
	for (size_t i = 0; i < findings->count; i++) {
		const struct cli_edit *edit = findings->list[i].edits;

		for (; choice->is_made[i] && edit != NULL; edit = edit->next)
			choice->list[choice->count++] =
			    (struct candidate){ edit, i };
	}
	qsort(choice->list, choice->count, sizeof(choice->list[0]), compare);
}

/* b does not stand before a. */
static bool
overlap(const struct candidate *a, const struct candidate *b)
{
	const struct ha_location *first = &a->edit->where;
	const struct ha_location *second = &b->edit->where;

	return second->offset < first->offset + first->len ||
	    (second->offset == first->offset && second->len == first->len);
}

/*
 * Those that are kept stand at the beginning of the list and do not overlap,
 * so that only the last of them can be in the next one's way.  One of a
 * finding that is given up later stays there until the end.
 */
static void
settle(struct choice *choice)
{
	struct candidate *list = choice->list;
	size_t kept = 0;

	for (size_t i = 0; i < choice->count; i++) {
		struct candidate one = list[i];

		if (!choice->is_made[one.finding])
			continue;
		if (kept > 0 && overlap(&list[kept - 1], &one)) {
			size_t other = list[kept - 1].finding;

			if (other <= one.finding) {
				choice->is_made[one.finding] = false;
				continue;
			}
			choice->is_made[other] = false;
			kept--;
		}
		list[kept++] = one;
	}
	choice->count = kept;
}

static void
take(struct cli_edits *edits, const struct choice *choice)
{
	struct cli_replacements *out = &edits->replacements;

	out->list = cli_zeroed(choice->count, sizeof(out->list[0]));
	for (size_t i = 0; i < choice->count; i++) {
		const struct candidate *one = &choice->list[i];

		if (choice->is_made[one->finding])
			out->list[out->count++] =
			    (struct cli_replacement){ one->edit->where.offset,
				    one->edit->where.len, one->edit->with };
	}
	for (size_t i = 0; i < choice->findings->count; i++)
		edits->nmade += choice->is_made[i];
}

void
cli_edits_choose(struct cli_edits *edits, const struct cli_findings *findings,
    const struct ha_source *source)
{
	struct choice choice = { .findings = findings, .source = source };

	*edits = (struct cli_edits){ .is_made = cli_zeroed(findings->count,
					 sizeof(edits->is_made[0])) };
	choice.is_made = edits->is_made;
	cli_writers_find(&choice.writers, source);
	collect(&choice);
	settle(&choice);
	take(edits, &choice);
	cli_writers_free(&choice.writers);
	free(choice.list);
}

void
cli_edits_free(struct cli_edits *edits)
{
	free(edits->replacements.list);
	free(edits->is_made);
}
