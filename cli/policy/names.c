#include "cli/policy/names.h"

#include <stdlib.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "common/language/text.h"

/* Stand for all other names: in no rule, for no name server knows them. */
#define OTHER_NAME "another.host.invalid"
#define OTHER_LOCAL "anotherhost"
#define OTHER_LABEL "another-host"

struct making {
	const struct cli_policy *policy;
	struct cli_client_names *names;
	size_t size;
	struct cli_tests tests;
	struct cli_intern named; /* by rules: a name, or ".suffix"; folded */
	size_t longest; /* class that is looked for: a text below a longer
			 * suffix is another's */
	struct ha_arena *arena;
	size_t *budget;
};

static struct ha_span
folded(struct ha_arena *arena, struct ha_span text)
{
	char *copy = cli_arena_text(arena, text);

	for (size_t i = 0; i < text.len; i++)
		copy[i] = ha_fold(copy[i]);
	return (struct ha_span){ copy, text.len };
}

static void
add_name(struct making *making, struct cli_name_class class)
{
	struct cli_client_names *names = making->names;

	names->list = cli_vector_grow(names->list, &making->size, names->count,
	    sizeof(*names->list));
	names->list[names->count++] = class;
}

/* ---- what the rules ask of names ---- */

/* Which kinds of host patterns there are that ask for a name. */
struct wanted {
	bool local, states;
};

static struct wanted
look_at_atoms(const struct cli_policy *policy)
{
	struct wanted wanted = { false, false };

	for (size_t i = 0; i < policy->atom_texts.count; i++) {
		switch (cli_atom_names(&policy->atoms[i])) {
		case HA_NAMES_LOCAL:
			wanted.local = true;
			break;
		case HA_NAMES_STATE:
		case HA_NAMES_ANY:
			wanted.states = true;
			break;
		case HA_NAMES_ONE:
		case HA_NAMES_DOMAIN:
		case HA_NAMES_NONE:
			break;
		}
	}
	return wanted;
}

static void
read_atoms(struct making *making, size_t nvariables)
{
	const struct cli_policy *policy = making->policy;

	for (size_t i = 0; i < policy->atom_texts.count; i++) {
		const struct cli_atom *atom = &policy->atoms[i];
		struct ha_span text = folded(making->arena, atom->pattern.text);
		bool is_new;

		if (atom->fits_nobody)
			continue;
		if (cli_atom_names(atom) == HA_NAMES_ONE ||
		    cli_atom_names(atom) == HA_NAMES_DOMAIN)
			cli_intern(&making->named, text, &is_new);
		else if (ha_pattern_is_of_names(atom->pattern.kind) &&
		    atom->variable >= 0 && (size_t)atom->variable < nvariables)
			cli_tests_add(&making->tests,
			    cli_glob_of(making->arena, text), atom->variable);
	}
}

/* ---- the classes ---- */

/* A name of the suffix's domain that stands for those without a rule. */
static struct ha_span
name_below(struct making *making, struct ha_span suffix)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_span name;

	ha_strbuf_add_text(&text, OTHER_LABEL);
	ha_strbuf_add(&text, suffix);
	name = folded(making->arena, ha_strbuf_span(&text));
	ha_strbuf_free(&text);
	return name;
}

/* Is it, or does it lie in, what a rule is about that is more special? */
static bool
is_taken(void *context, struct ha_span text, struct ha_span *glob)
{
	const struct making *making = context;
	uint32_t number;
	struct ha_addr ignored;

	*glob = text;
	if (ha_text_is_unknown(text) || ha_text_is_paranoid(text) ||
	    ha_addr_is_aton(text) || ha_addr_parse(text, &ignored) ||
	    cli_intern_find(&making->named, text, &number))
		return true;
	for (size_t i = 1; i + making->longest < text.len; i++) {
		struct ha_span suffix = ha_span_from(text, i);

		if (suffix.at[0] == '.' &&
		    cli_intern_find(&making->named, suffix, &number)) {
			*glob = cli_glob_of(making->arena, suffix);
			return true;
		}
	}
	return false;
}

/* One class for each way in which the names fit the tests. */
static bool
add_names(struct making *making, struct cli_name_class class,
    struct cli_demands demands)
{
	struct cli_fits fits = { NULL, 0, 0 };
	bool is_whole;

	if (making->tests.count == 0) {
		add_name(making, class);
		return true;
	}
	demands.are_hosts = true;
	demands.is_taken = is_taken;
	demands.context = making;
	making->longest = ha_span_equal(class.pattern, HA_SPAN("LOCAL"))
	    ? 0
	    : class.pattern.len;
	is_whole = cli_tests_tell_apart(&making->tests, &demands, making->arena,
	    making->budget, &fits);
	for (size_t i = 0; is_whole && i < fits.count; i++) {
		class.name = fits.list[i].text;
		class.truths = (uint32_t)fits.list[i].globs;
		add_name(making, class);
	}
	free(fits.list);
	return is_whole;
}

static uint32_t
truths_of_name(const struct making *making, struct ha_span name)
{
	uint32_t truths = 0;

	for (size_t i = 0; i < making->tests.count; i++) {
		if (ha_text_match(making->tests.globs[i], name))
			truths |= (uint32_t)1 << making->tests.variables[i];
	}
	return truths;
}

static bool
add_domain(struct making *making, struct ha_span suffix)
{
	struct cli_demands demands = { .wanted =
					   cli_glob_of(making->arena, suffix) };

	return add_names(making,
	    (struct cli_name_class){
		HA_FACT_KNOWN, name_below(making, suffix), suffix, false, 0 },
	    demands);
}

static bool
add_named(struct making *making)
{
	for (size_t i = 0; i < making->named.count; i++) {
		struct ha_span name =
		    folded(making->arena, making->named.texts[i]);

		if (name.at[0] != '.')
			add_name(making,
			    (struct cli_name_class){ HA_FACT_KNOWN, name, name,
				true, truths_of_name(making, name) });
		else if (!add_domain(making, name))
			return false;
	}
	return true;
}

static bool
add_plain(struct making *making, const struct wanted *wanted)
{
	struct cli_demands dotted = { .wanted = HA_SPAN("*.*") };
	struct cli_demands local = { .unwanted = HA_SPAN("*.*") };

	if (!add_names(making,
		(struct cli_name_class){
		    .fact = HA_FACT_KNOWN, .name = HA_SPAN(OTHER_NAME) },
		wanted->local ? dotted : (struct cli_demands){ 0 }))
		return false;
	return !wanted->local ||
	    add_names(making,
		(struct cli_name_class){ .fact = HA_FACT_KNOWN,
		    .name = HA_SPAN(OTHER_LOCAL),
		    .pattern = HA_SPAN("LOCAL") },
		local);
}

static void
add_states(struct making *making, const struct wanted *wanted)
{
	if (wanted->states) {
		add_name(making,
		    (struct cli_name_class){ .fact = HA_FACT_ABSENT,
			.pattern = HA_SPAN("unknown") });
		add_name(making,
		    (struct cli_name_class){ .fact = HA_FACT_CONFLICT,
			.pattern = HA_SPAN("paranoid") });
	}
	if (making->policy->names_except)
		add_name(making,
		    (struct cli_name_class){ .fact = HA_FACT_FAILED });
}

/* The list moves into the arena. */
static void
keep_list(struct cli_client_names *names, struct ha_arena *arena)
{
	size_t bytes = names->count * sizeof(*names->list);
	struct cli_name_class *list = ha_arena_alloc(arena, bytes);

	if (list == NULL)
		cli_no_memory();
	for (size_t i = 0; i < names->count; i++)
		list[i] = names->list[i];
	free(names->list);
	names->list = list;
}

bool
cli_names_make(struct cli_client_names *names, const struct cli_policy *policy,
    size_t nvariables, struct ha_arena *arena, size_t *budget)
{
	struct making making = { .policy = policy,
		.names = names,
		.named = CLI_INTERN_INIT,
		.arena = arena,
		.budget = budget };
	struct wanted wanted = look_at_atoms(policy);
	bool is_whole;

	names->list = NULL;
	names->count = 0;
	read_atoms(&making, nvariables);
	is_whole = add_plain(&making, &wanted);
	if (is_whole) {
		add_states(&making, &wanted);
		is_whole = names->are_merged || add_named(&making);
	}
	cli_intern_free(&making.named);
	keep_list(names, arena);
	return is_whole;
}
