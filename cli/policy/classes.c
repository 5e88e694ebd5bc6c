#include "cli/policy/classes.h"

#include <stdlib.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "common/language/text.h"
#include "common/language/wildcard.h"

/* How often texts that are taken are ruled out, and others looked for. */
#define ROUNDS_MAX 32

static struct ha_span
joined(struct ha_arena *arena, struct ha_span a, struct ha_span b)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_span copy;

	ha_strbuf_add(&text, a);
	ha_strbuf_add(&text, b);
	if (text.failed)
		cli_no_memory();
	copy.at = cli_arena_text(arena, ha_strbuf_span(&text));
	copy.len = text.len;
	ha_strbuf_free(&text);
	return copy;
}

struct ha_span
cli_glob_of(struct ha_arena *arena, struct ha_span pattern)
{
	if (pattern.len == 0 || ha_is_wildcard(pattern))
		return pattern;
	if (pattern.at[0] == '.')
		return joined(arena, HA_SPAN("?*"), pattern);
	if (pattern.at[pattern.len - 1] == '.')
		return joined(arena, pattern, HA_SPAN("*"));
	return pattern;
}

void
cli_tests_add(struct cli_tests *tests, struct ha_span glob, int variable)
{
	for (size_t i = 0; i < tests->count; i++) {
		if (tests->variables[i] == variable)
			return;
	}
	if (tests->count == CLI_GLOBS_MAX) {
		tests->are_too_many = true;
		return;
	}
	tests->globs[tests->count] = glob;
	tests->variables[tests->count++] = variable;
}

/* ---- as they are demanded ---- */

/* The tests, and after them what rules texts in and out. */
struct search {
	const struct cli_demands *demands;
	struct ha_span globs[CLI_GLOBS_MAX];
	size_t count;
	uint64_t wanted, unwanted;
	bool is_full;
};

static void
demand(struct search *search, struct ha_span glob, uint64_t *mask)
{
	if (glob.len == 0)
		return;
	if (search->count == CLI_GLOBS_MAX) {
		search->is_full = true;
		return;
	}
	*mask |= (uint64_t)1 << search->count;
	search->globs[search->count++] = glob;
}

static bool
is_demanded(const struct search *search, const struct cli_fit *fit)
{
	return (fit->globs & search->wanted) == search->wanted &&
	    (fit->globs & search->unwanted) == 0;
}

/* Some more are ruled out; false: nothing was to be. */
static bool
rule_out(struct search *search, const struct cli_fits *fits)
{
	const struct cli_demands *demands = search->demands;
	size_t before = search->count;

	if (demands->is_taken == NULL)
		return false;
	for (size_t i = 0; i < fits->count; i++) {
		struct ha_span glob;

		if (is_demanded(search, &fits->list[i]) &&
		    demands->is_taken(demands->context, fits->list[i].text,
			&glob))
			demand(search, glob, &search->unwanted);
	}
	return search->count > before || search->is_full;
}

static uint64_t
truths_of(const struct cli_tests *tests, uint64_t globs)
{
	uint64_t truths = 0;

	for (size_t i = 0; i < tests->count; i++) {
		if (globs >> i & 1)
			truths |= (uint64_t)1 << tests->variables[i];
	}
	return truths;
}

/* What was demanded is no news: some become the same. */
static void
keep_demanded(const struct search *search, const struct cli_tests *tests,
    struct cli_fits *fits)
{
	size_t kept = 0;

	for (size_t i = 0; i < fits->count; i++) {
		struct cli_fit fit = fits->list[i];
		size_t same = 0;

		if (!is_demanded(search, &fit))
			continue;
		fit.globs = truths_of(tests, fit.globs);
		while (same < kept && fits->list[same].globs != fit.globs)
			same++;
		if (same == kept)
			fits->list[kept++] = fit;
	}
	fits->count = kept;
}

/* Those that match the fewest first. */
static int
compare(const void *left, const void *right)
{
	const struct cli_fit *a = left, *b = right;
	int more =
	    __builtin_popcountll(a->globs) - __builtin_popcountll(b->globs);

	if (more != 0)
		return more;
	return a->globs < b->globs ? -1 : a->globs > b->globs;
}

bool
cli_tests_tell_apart(const struct cli_tests *tests,
    const struct cli_demands *demands, struct ha_arena *arena, size_t *budget,
    struct cli_fits *fits)
{
	struct search search = { .demands = demands, .count = tests->count };

	for (size_t i = 0; i < tests->count; i++)
		search.globs[i] = tests->globs[i];
	demand(&search, demands->wanted, &search.wanted);
	demand(&search, demands->unwanted, &search.unwanted);
	for (int round = 0; round < ROUNDS_MAX; round++) {
		if (search.is_full || tests->are_too_many ||
		    !cli_globs_tell_apart(search.globs, search.count,
			demands->are_hosts, arena, budget, fits))
			return false;
		if (!rule_out(&search, fits)) {
			keep_demanded(&search, tests, fits);
			if (fits->count > 0)
				qsort(fits->list, fits->count,
				    sizeof(*fits->list), compare);
			return true;
		}
	}
	return false;
}

/* ---- services and users ---- */

static bool
is_word(void *context, struct ha_span text, struct ha_span *glob)
{
	const struct cli_intern *words = context;
	uint32_t number;

	*glob = text;
	return ha_text_is_unknown(text) ||
	    cli_intern_find(words, text, &number);
}

static uint32_t
truths_of_word(const struct cli_tests *tests, struct ha_span word)
{
	uint64_t globs = 0;

	for (size_t i = 0; i < tests->count; i++) {
		if (ha_wildcard_match(tests->globs[i], word))
			globs |= (uint64_t)1 << i;
	}
	return (uint32_t)truths_of(tests, globs);
}

static void
add_words(struct cli_classes *classes, const struct cli_intern *words,
    const struct cli_tests *tests, struct ha_arena *arena)
{
	for (size_t i = 0; i < words->count; i++) {
		struct ha_span word = words->texts[i];
		struct ha_span text = { cli_arena_text(arena, word), word.len };

		classes->list[classes->count++] = (struct cli_class){ text,
			text, truths_of_word(tests, text) };
	}
}

/* The fewest last. */
static void
add_others(struct cli_classes *classes, const struct cli_fits *fits)
{
	for (size_t i = fits->count; i-- > 0;)
		classes->list[classes->count++] =
		    (struct cli_class){ HA_SPAN_EMPTY, fits->list[i].text,
			    (uint32_t)fits->list[i].globs };
}

/* One that is in no rule. */
static struct cli_fit
plain_other(const struct cli_intern *words, struct ha_span other,
    struct ha_arena *arena)
{
	uint32_t number;

	while (cli_intern_find(words, other, &number))
		other = joined(arena, other, HA_SPAN("x"));
	return (struct cli_fit){ 0, other };
}

bool
cli_classes_make(struct cli_classes *classes, struct cli_intern *words,
    const struct cli_tests *tests, struct ha_span other, struct ha_arena *arena,
    size_t *budget)
{
	struct cli_demands demands = { .is_taken = is_word, .context = words };
	struct cli_fit plain = plain_other(words, other, arena);
	struct cli_fits fits = { NULL, 0, 0 }, one = { &plain, 1, 1 };
	bool is_whole = tests->count == 0 ||
	    cli_tests_tell_apart(tests, &demands, arena, budget, &fits);
	struct cli_fits *others = tests->count == 0 ? &one : &fits;

	if (is_whole) {
		classes->count = 0;
		classes->list = ha_arena_alloc(arena,
		    (words->count + others->count + 1) *
			sizeof(*classes->list));
		if (classes->list == NULL)
			cli_no_memory();
		add_words(classes, words, tests, arena);
		classes->nwords = classes->count;
		add_others(classes, others);
	}
	free(fits.list);
	cli_intern_free(words);
	return is_whole;
}
