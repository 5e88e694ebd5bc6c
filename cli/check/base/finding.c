#include "cli/check/base/finding.h"

#include <stdlib.h>
#include <string.h>

#include "cli/check/base/codes.h"
#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"

/* Bytes of a text that are kept: more than are ever shown of it. */
#define SHOWN_MAX ((size_t)1024)

void
cli_findings_init(struct cli_findings *findings,
    const struct cli_check_options *options)
{
	*findings = (struct cli_findings){ .options = options,
		.arena = HA_ARENA_INIT,
		.causes = { .keys = CLI_INTERN_INIT },
		.max = CLI_FINDINGS_MAX };
}

void
cli_findings_free(struct cli_findings *findings)
{
	free(findings->list);
	cli_suppressions_free(&findings->suppressions);
	cli_causes_free(&findings->causes);
	ha_arena_free(&findings->arena);
}

static bool
any_holds(const struct cli_words *lists, enum ha_code code)
{
	for (size_t i = 0; i < lists->count; i++) {
		if (cli_codes_hold(ha_span_of(lists->list[i]), code))
			return true;
	}
	return false;
}

bool
cli_findings_want(const struct cli_findings *findings, enum ha_code code)
{
	const struct cli_check_options *options = findings->options;

	return (options->select.count == 0 ||
		   any_holds(&options->select, code)) &&
	    !any_holds(&options->ignore, code);
}

static struct cli_finding *
new_finding(struct cli_findings *findings)
{
	if (findings->count == findings->max) {
		findings->dropped++;
		return &findings->unkept;
	}
	findings->list = cli_vector_grow(findings->list, &findings->size,
	    findings->count, sizeof(findings->list[0]));
	return &findings->list[findings->count++];
}

/* One more of its cause; false: there are enough of them. */
static bool
count_cause(struct cli_findings *findings, struct cli_finding *finding,
    uint32_t rule)
{
	uint32_t number;

	if (!findings->folds || finding->is_suppressed)
		return true;
	number = cli_causes_count(&findings->causes,
	    (struct cli_cause){ finding->code, finding->level,
		cli_finding_path(finding), rule });
	finding->cause = number + 1;
	return findings->causes.counts[number] <= CLI_CAUSE_KEPT;
}

static struct cli_finding *
add(struct cli_findings *findings, struct cli_finding finding, uint32_t rule)
{
	struct cli_finding *kept = &findings->unkept;

	if (cli_findings_want(findings, finding.code)) {
		finding.is_suppressed = cli_suppressions_hide(
		    &findings->suppressions, finding.code, finding.where);
		if (finding.is_suppressed) {
			findings->nsuppressed++;
		} else {
			findings->counts[finding.level]++;
			findings->by_code[finding.code]++;
		}
		if (count_cause(findings, &finding, rule))
			kept = new_finding(findings);
	}
	finding.order = findings->count;
	*kept = finding;
	return kept;
}

struct cli_finding *
cli_find(struct cli_findings *findings, enum ha_code code,
    struct ha_location where)
{
	return cli_find_because(findings, code, ha_code_level(code), where, 0);
}

struct cli_finding *
cli_find_as(struct cli_findings *findings, enum ha_code code,
    enum ha_level level, struct ha_location where)
{
	return cli_find_because(findings, code, level, where, 0);
}

struct cli_finding *
cli_find_because(struct cli_findings *findings, enum ha_code code,
    enum ha_level level, struct ha_location where, uint32_t rule)
{
	return add(findings,
	    (struct cli_finding){
		.code = code, .level = level, .where = where },
	    rule);
}

void
cli_finding_set_level(struct cli_findings *findings,
    struct cli_finding *finding, enum ha_level level)
{
	if (!finding->is_suppressed) {
		findings->counts[finding->level]--;
		findings->counts[level]++;
	}
	/* It is of no cause that has this level. */
	if (finding->cause > 0)
		findings->causes.counts[finding->cause - 1]--;
	finding->cause = 0;
	finding->level = level;
}

struct cli_finding *
cli_find_file(struct cli_findings *findings, enum ha_code code,
    const char *path)
{
	return add(findings,
	    (struct cli_finding){
		.code = code, .level = ha_code_level(code), .path = path },
	    0);
}

struct ha_span
cli_findings_keep(struct cli_findings *findings, struct ha_span text)
{
	return (struct ha_span){ cli_arena_text(&findings->arena, text),
		text.len };
}

struct ha_span
cli_findings_take(struct cli_findings *findings, struct ha_strbuf *text)
{
	struct ha_span kept;

	if (text->failed)
		cli_no_memory();
	kept = cli_findings_keep(findings, ha_strbuf_span(text));
	ha_strbuf_free(text);
	return kept;
}

/* A sentence shows fewer: see FOREIGN_MAX in message.c. */
static struct ha_span
shown_part(struct ha_span text)
{
	return ha_span_before(text,
	    text.len < SHOWN_MAX ? text.len : SHOWN_MAX);
}

void
cli_findings_settle(struct cli_findings *findings, size_t first)
{
	for (size_t i = first; i < findings->count; i++) {
		struct cli_finding *finding = &findings->list[i];

		for (int k = 0; k < 2; k++) {
			if (finding->args[k].len > 0)
				finding->args[k] = cli_findings_keep(findings,
				    shown_part(finding->args[k]));
		}
	}
}

void
cli_finding_say(struct cli_findings *findings, struct cli_finding *finding,
    size_t index, struct ha_span text)
{
	if (finding != &findings->unkept)
		finding->args[index] = cli_findings_keep(findings, text);
}

void
cli_finding_edit(struct cli_findings *findings, struct cli_finding *finding,
    struct ha_location where, struct ha_span with)
{
	struct cli_edit *edit;

	if (finding == &findings->unkept)
		return;
	edit = ha_arena_alloc(&findings->arena, sizeof(*edit));
	if (edit == NULL)
		cli_no_memory();
	*edit =
	    (struct cli_edit){ where, cli_findings_keep(findings, with), NULL };
	if (finding->edits == NULL)
		finding->edits = edit;
	else
		finding->last_edit->next = edit;
	finding->last_edit = edit;
}

const char *
cli_finding_path(const struct cli_finding *finding)
{
	return finding->where.source == NULL ? finding->path
					     : finding->where.source->path;
}

/* Whole files first, then by place, then as they were found. */
static int
compare(const void *left, const void *right)
{
	const struct cli_finding *a = left, *b = right;
	int by_path = strcmp(cli_finding_path(a), cli_finding_path(b));
	bool a_has_place = a->where.source != NULL;
	bool b_has_place = b->where.source != NULL;

	if (by_path != 0)
		return by_path;
	if (a_has_place != b_has_place)
		return a_has_place ? 1 : -1;
	if (a_has_place && a->where.offset != b->where.offset)
		return a->where.offset < b->where.offset ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return 0;
}

void
cli_findings_sort(struct cli_findings *findings)
{
	if (findings->count > 0)
		qsort(findings->list, findings->count,
		    sizeof(findings->list[0]), compare);
}

static bool
has_same_help(const struct cli_finding *a, const struct cli_finding *b)
{
	if (a->help == NULL || b->help == NULL)
		return a->help == b->help;
	return strcmp(a->help, b->help) == 0;
}

/* Do both say the same? */
static bool
is_same(const struct cli_finding *a, const struct cli_finding *b)
{
	return ha_span_equal(a->args[0], b->args[0]) &&
	    ha_span_equal(a->args[1], b->args[1]) && has_same_help(a, b);
}

/* The first of a cause, from 1, and how many say the same as it. */
struct lead {
	size_t place, same;
};

/* May they be told as one?  What says many things is told one by one. */
static bool
is_foldable(const struct cli_findings *findings, const struct lead *leads,
    const struct cli_finding *finding)
{
	const struct lead *lead = &leads[finding->cause - 1];

	if (findings->causes.counts[finding->cause - 1] > CLI_CAUSE_ALONE_EACH)
		return true;
	return lead->same > CLI_CAUSE_ALONE &&
	    is_same(&findings->list[lead->place - 1], finding);
}

static void
find_leads(const struct cli_findings *findings, struct lead *leads)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct cli_finding *finding = &findings->list[i];
		struct lead *lead;

		if (finding->cause == 0)
			continue;
		lead = &leads[finding->cause - 1];
		if (lead->place == 0)
			lead->place = i + 1;
		lead->same +=
		    is_same(&findings->list[lead->place - 1], finding);
	}
}

static void
fold_into(struct cli_findings *findings, struct cli_finding *lead,
    const struct cli_finding *finding)
{
	size_t all = findings->causes.counts[finding->cause - 1];

	if (lead->more == NULL) {
		lead->more = ha_arena_alloc(&findings->arena,
		    CLI_CAUSE_KEPT * sizeof(*lead->more));
		if (lead->more == NULL)
			cli_no_memory();
		/* Itself, and those that were not kept. */
		lead->count =
		    1 + (all > CLI_CAUSE_KEPT ? all - CLI_CAUSE_KEPT : 0);
		findings->is_folded = true;
	}
	lead->count++;
	if (lead->nmore < CLI_CAUSE_KEPT)
		lead->more[lead->nmore++] = finding->where;
}

void
cli_findings_fold(struct cli_findings *findings)
{
	struct lead *leads =
	    cli_zeroed(findings->causes.keys.count, sizeof(*leads));
	size_t kept = 0;

	find_leads(findings, leads);
	for (size_t i = 0; i < findings->count; i++) {
		const struct cli_finding *finding = &findings->list[i];
		struct lead *lead =
		    finding->cause > 0 ? &leads[finding->cause - 1] : NULL;

		if (lead != NULL && lead->place <= kept &&
		    is_foldable(findings, leads, finding)) {
			fold_into(findings, &findings->list[lead->place - 1],
			    finding);
			continue;
		}
		findings->list[kept++] = *finding;
		/* What comes first moves up when others go. */
		if (lead != NULL && lead->place == i + 1)
			lead->place = kept;
	}
	findings->count = kept;
	free(leads);
}

bool
cli_findings_reach(const struct cli_findings *findings, enum ha_level level)
{
	for (int i = (int)level; i <= HA_LEVEL_ERROR; i++) {
		if (findings->counts[i] > 0)
			return true;
	}
	return false;
}

static void
add_text(struct ha_strbuf *out, const struct cli_finding *finding,
    void (*add_sentence)(struct ha_strbuf *out, const char *pattern,
	struct ha_span first, struct ha_span second))
{
	struct ha_diag diag = { .code = finding->code,
		.effect = finding->effect,
		.error = finding->error };
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	ha_diag_format_text(&diag, &pattern);
	if (finding->besides != NULL)
		ha_strbuf_add_text(&pattern, finding->besides);
	if (pattern.failed)
		cli_no_memory();
	add_sentence(out, ha_strbuf_text(&pattern), finding->args[0],
	    finding->args[1]);
	ha_strbuf_free(&pattern);
}

void
cli_finding_text(struct ha_strbuf *out, const struct cli_finding *finding)
{
	add_text(out, finding, cli_sentence);
}

static const char *
help_of(const struct cli_finding *finding)
{
	return finding->help != NULL ? finding->help
				     : ha_code_help(finding->code);
}

bool
cli_finding_has_help(const struct cli_finding *finding)
{
	const char *help = help_of(finding);

	return help[0] != '\0' &&
	    (strcmp(help, "%2") != 0 || finding->args[1].len > 0);
}

void
cli_finding_help(struct ha_strbuf *out, const struct cli_finding *finding)
{
	cli_sentence(out, help_of(finding), finding->args[0], finding->args[1]);
}

void
cli_finding_text_stable(struct ha_strbuf *out,
    const struct cli_finding *finding)
{
	add_text(out, finding, cli_sentence_stable);
}

void
cli_finding_help_stable(struct ha_strbuf *out,
    const struct cli_finding *finding)
{
	cli_sentence_stable(out, help_of(finding), finding->args[0],
	    finding->args[1]);
}
