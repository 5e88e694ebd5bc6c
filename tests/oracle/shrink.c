#include "tests/oracle/shrink.h"

#include <stdio.h>
#include <string.h>

/* The smallest sketch so far, and the one that is tried against it. */
struct search {
	struct sketch *best;
	struct sketch tried;
	bool (*fails)(void *context, const struct sketch *sketch);
	void *context;
};

static struct sketch *
begin(struct search *search)
{
	search->tried = *search->best;
	return &search->tried;
}

static bool
keep(struct search *search)
{
	if (memcmp(&search->tried, search->best, sizeof(search->tried)) == 0 ||
	    !sketch_is_well_formed(&search->tried) ||
	    !search->fails(search->context, &search->tried))
		return false;
	*search->best = search->tried;
	return true;
}

static void
remove_words(struct sketch_list *list, size_t first, size_t count)
{
	memmove(list->words[first], list->words[first + count],
	    (list->count - first - count) * SKETCH_TEXT);
	list->count -= count;
	memset(list->words[list->count], 0, count * SKETCH_TEXT);
}

/* All lists of a sketch by number: those of rules, then files. */
enum {
	LISTS = 2 * SKETCH_RULES * 3 + SKETCH_FILES
};

static struct sketch_list *
list_at(struct sketch *sketch, size_t number)
{
	size_t rules = 2 * SKETCH_RULES;
	struct sketch_table *table;
	size_t rule = number / 3;

	if (rule >= rules)
		return &sketch->files[number - rules * 3];
	table = &sketch->tables[rule / SKETCH_RULES];
	return &table->rules[rule % SKETCH_RULES].parts[number % 3];
}

static bool
is_options(size_t number)
{
	return number < LISTS - SKETCH_FILES && number % 3 == SKETCH_OPTIONS;
}

static bool
drop_rule(struct search *search)
{
	for (size_t i = 0; i < 2 * SKETCH_RULES; i++) {
		struct sketch_table *table =
		    &begin(search)->tables[i / SKETCH_RULES];
		size_t rule = i % SKETCH_RULES;

		if (rule >= table->count)
			continue;
		table->count--;
		memmove(&table->rules[rule], &table->rules[rule + 1],
		    (table->count - rule) * sizeof(*table->rules));
		memset(&table->rules[table->count], 0, sizeof(*table->rules));
		if (keep(search))
			return true;
	}
	return false;
}

/* One word, or two: EXCEPT goes with what stands beside it. */
static bool
drop_words(struct search *search)
{
	for (size_t number = 0; number < LISTS; number++)
		for (size_t i = 0; i < 2 * SKETCH_WORDS; i++) {
			struct sketch_list *list =
			    list_at(begin(search), number);
			size_t count = 2 - i % 2;

			if (i / 2 + count > list->count)
				continue;
			remove_words(list, i / 2, count);
			if (keep(search))
				return true;
		}
	return false;
}

/* What is tried instead of a word: "ALL", or one half of "a@b". */
enum way {
	WAY_ALL,
	WAY_LEFT,
	WAY_RIGHT,
	WAYS
};

static bool
simplify(char word[SKETCH_TEXT], enum way way)
{
	char copy[SKETCH_TEXT] = "ALL", *at = strchr(word + 1, '@');

	if (sketch_is_except(word) ||
	    (way != WAY_ALL && (at == NULL || strncmp(word, "@AUX@", 5) == 0)))
		return false;
	if (way == WAY_LEFT)
		snprintf(copy, sizeof(copy), "%.*s", (int)(at - word), word);
	else if (way == WAY_RIGHT)
		snprintf(copy, sizeof(copy), "%s", at + 1);
	memset(word, 0, SKETCH_TEXT);
	snprintf(word, SKETCH_TEXT, "%s", copy);
	return true;
}

static bool
simplify_list(struct search *search, size_t number)
{
	for (size_t i = 0; i < SKETCH_WORDS * WAYS; i++) {
		struct sketch_list *list = list_at(begin(search), number);

		if (i / WAYS < list->count &&
		    simplify(list->words[i / WAYS], (enum way)(i % WAYS)) &&
		    keep(search))
			return true;
	}
	return false;
}

static bool
simplify_words(struct search *search)
{
	for (size_t number = 0; number < LISTS; number++)
		if (!is_options(number) && simplify_list(search, number))
			return true;
	return false;
}

static bool
simplify_layout(struct search *search)
{
	for (size_t i = 0; i < 2 * SKETCH_RULES * 5; i++) {
		struct sketch_table *table =
		    &begin(search)->tables[i / 5 / SKETCH_RULES];
		struct sketch_layout *layout =
		    &table->rules[i / 5 % SKETCH_RULES].layout;
		unsigned *ways[] = { &layout->prelude, &layout->separator,
			&layout->colon, &layout->end, &layout->torn };

		*ways[i % 5] = 0;
		if (keep(search))
			return true;
	}
	for (int t = 0; t < 2; t++) {
		begin(search)->tables[t].is_missing = false;
		if (keep(search))
			return true;
	}
	return false;
}

static bool
simplify_facts(struct search *search)
{
	static const char *const plain[] = { "sshd", "", "", "", "unknown",
		"192.0.2.33", "unknown" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		char *fact = begin(search)->request.facts[i];

		memset(fact, 0, SKETCH_TEXT);
		snprintf(fact, SKETCH_TEXT, "%s", plain[i]);
		if (keep(search))
			return true;
	}
	return false;
}

void
shrink(struct sketch *sketch,
    bool (*fails)(void *context, const struct sketch *sketch), void *context)
{
	struct search search = {
		.best = sketch, .fails = fails, .context = context
	};

	while (drop_rule(&search) || drop_words(&search) ||
	    simplify_layout(&search) || simplify_facts(&search) ||
	    simplify_words(&search))
		;
}
