#include "cli/policy/facts.h"

#include <string.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "common/language/text.h"

/*
 * Steps, of one rule or cell each, that one run may take: about a second.
 * Beyond that classes are merged, and not everything is found.
 */
#define STEPS_MAX ((size_t)100000000)

/* Each more doubles the number of contexts. */
#define VARIABLES_MAX ((size_t)6)

/* Answers that are kept. */
#define ANSWERS_MAX ((size_t)1 << 18)

/* Stand for all other names: in no rule, for no name server knows them. */
#define OTHER_NAME "another.host.invalid"
#define OTHER_LOCAL "anotherhost"
#define OTHER_LABEL "another-host"

void
cli_facts_charge(struct cli_facts *facts, size_t steps)
{
	facts->budget -= facts->budget < steps ? facts->budget : steps;
}

void
cli_facts_renew(struct cli_facts *facts)
{
	facts->budget = STEPS_MAX;
}

size_t
cli_facts_names_count(const struct cli_facts *facts)
{
	return facts->nnames << facts->nvariables;
}

bool
cli_facts_keep_answers(const struct cli_facts *facts,
    const struct cli_policy *policy)
{
	size_t natoms = policy->atom_texts.count;

	return natoms == 0 ||
	    cli_facts_names_count(facts) <= ANSWERS_MAX / natoms;
}

/* ---- the classes ---- */

static struct ha_span
folded(struct ha_arena *arena, struct ha_span text)
{
	char *copy = cli_arena_text(arena, text);

	for (size_t i = 0; i < text.len; i++)
		copy[i] = ha_fold(copy[i]);
	return (struct ha_span){ copy, text.len };
}

/* Adds the text to a set, letter case folded. */
static void
add_word(struct cli_facts *facts, struct cli_intern *words, struct ha_span text)
{
	bool is_new;

	cli_intern(words, folded(&facts->arena, text), &is_new);
}

/* The words of a set, and one more, empty, that stands for any other. */
static struct ha_span *
take_words(struct cli_facts *facts, struct cli_intern *words, size_t *count)
{
	struct ha_span *list =
	    ha_arena_alloc(&facts->arena, (words->count + 1) * sizeof(*list));

	if (list == NULL)
		cli_no_memory();
	for (size_t i = 0; i < words->count; i++)
		list[i] = folded(&facts->arena, words->texts[i]);
	list[words->count] = HA_SPAN_EMPTY;
	*count = words->count + 1;
	cli_intern_free(words);
	return list;
}

/* KNOWN sets "unknown" apart. */
static void
make_services(struct cli_facts *facts, const struct cli_policy *policy)
{
	struct cli_intern words = CLI_INTERN_INIT;

	add_word(facts, &words, HA_SPAN("sshd"));
	for (size_t i = 0; i < policy->ndaemons; i++) {
		const struct cli_daemon *daemon = &policy->daemons[i];

		if (daemon->is_literal)
			add_word(facts, &words, daemon->name);
		else if (ha_text_is_known(daemon->name))
			add_word(facts, &words, HA_SPAN("unknown"));
	}
	facts->services = take_words(facts, &words, &facts->nservices);
}

static void
make_users(struct cli_facts *facts, const struct cli_policy *policy)
{
	struct cli_intern words = CLI_INTERN_INIT;

	if (policy->user_texts.count > 0)
		add_word(facts, &words, HA_SPAN("unknown"));
	for (size_t i = 0; i < policy->user_texts.count; i++) {
		if (policy->users[i].is_literal)
			add_word(facts, &words, policy->users[i].text);
	}
	facts->users = take_words(facts, &words, &facts->nusers);
}

/* Which kinds of host patterns there are that ask for a name. */
struct wanted {
	bool names, local, states;
};

static struct wanted
look_at_atoms(const struct cli_policy *policy)
{
	struct wanted wanted = { false, false, false };

	for (size_t i = 0; i < policy->atom_texts.count; i++) {
		switch (cli_atom_names(&policy->atoms[i])) {
		case HA_NAMES_ONE:
		case HA_NAMES_DOMAIN:
			wanted.names = true;
			break;
		case HA_NAMES_LOCAL:
			wanted.local = true;
			break;
		case HA_NAMES_STATE:
		case HA_NAMES_ANY:
			wanted.states = true;
			break;
		case HA_NAMES_NONE:
			break;
		}
	}
	return wanted;
}

static void
add_name(struct cli_facts *facts, struct cli_name_class class)
{
	facts->names[facts->nnames++] = class;
}

/* A name of the suffix's domain that stands for those without a rule. */
static struct ha_span
name_below(struct cli_facts *facts, struct ha_span suffix)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_span name;

	ha_strbuf_add_text(&text, OTHER_LABEL);
	ha_strbuf_add(&text, suffix);
	name = folded(&facts->arena, ha_strbuf_span(&text));
	ha_strbuf_free(&text);
	return name;
}

/* One class for each name and each domain that is in a rule. */
static void
add_named(struct cli_facts *facts, const struct cli_policy *policy)
{
	struct cli_intern seen = CLI_INTERN_INIT;
	bool is_new;

	for (size_t i = 0; i < policy->atom_texts.count; i++) {
		const struct cli_atom *atom = &policy->atoms[i];
		bool is_one = cli_atom_names(atom) == HA_NAMES_ONE;
		struct ha_span name;

		if (atom->fits_nobody ||
		    (!is_one && cli_atom_names(atom) != HA_NAMES_DOMAIN))
			continue;
		name = folded(&facts->arena, atom->pattern.text);
		cli_intern(&seen, name, &is_new);
		if (!is_new)
			continue;
		add_name(facts,
		    (struct cli_name_class){ HA_FACT_KNOWN,
			is_one ? name : name_below(facts, name), name,
			is_one });
	}
	cli_intern_free(&seen);
}

static void
make_names(struct cli_facts *facts, const struct cli_policy *policy)
{
	struct wanted wanted = look_at_atoms(policy);

	facts->names = ha_arena_alloc(&facts->arena,
	    (policy->atom_texts.count + 5) * sizeof(*facts->names));
	if (facts->names == NULL)
		cli_no_memory();
	facts->nnames = 0;
	add_name(facts,
	    (struct cli_name_class){
		.fact = HA_FACT_KNOWN, .name = HA_SPAN(OTHER_NAME) });
	if (wanted.local)
		add_name(facts,
		    (struct cli_name_class){ .fact = HA_FACT_KNOWN,
			.name = HA_SPAN(OTHER_LOCAL),
			.pattern = HA_SPAN("LOCAL") });
	if (wanted.states) {
		add_name(facts,
		    (struct cli_name_class){ .fact = HA_FACT_ABSENT,
			.pattern = HA_SPAN("unknown") });
		add_name(facts,
		    (struct cli_name_class){ .fact = HA_FACT_CONFLICT,
			.pattern = HA_SPAN("paranoid") });
	}
	if (policy->names_except)
		add_name(facts,
		    (struct cli_name_class){ .fact = HA_FACT_FAILED });
	if (wanted.names && !facts->merges_names)
		add_named(facts, policy);
}

/* How often the rules and cells may be gone through. */
static bool
is_too_much(const struct cli_facts *facts, const struct cli_policy *policy)
{
	size_t once = policy->nrules + policy->ntokens +
	    cli_cells_unknown(&policy->cells) + policy->ndaemons +
	    policy->atom_texts.count;
	size_t times;

	if (!cli_facts_keep_answers(facts, policy))
		once += policy->atom_texts.count * CLI_ASK_STEPS;
	times = STEPS_MAX / once;
	if (facts->nservices > times)
		return true;
	times /= facts->nservices;
	if (facts->nusers > times)
		return true;
	times /= facts->nusers;
	if (facts->nnames > times)
		return true;
	return times / facts->nnames >> facts->nvariables == 0;
}

static void
keep_last(struct ha_span **words, size_t *count)
{
	*words += *count - 1;
	*count = 1;
}

/* Least is lost when the least usual is merged first. */
static void
fit_budget(struct cli_facts *facts, const struct cli_policy *policy)
{
	while (facts->nvariables > 0 && is_too_much(facts, policy)) {
		facts->nvariables--;
		facts->merges_variables = true;
	}
	if (is_too_much(facts, policy)) {
		facts->merges_names = true;
		make_names(facts, policy);
	}
	if (is_too_much(facts, policy)) {
		facts->merges_users = true;
		keep_last(&facts->users, &facts->nusers);
	}
	if (is_too_much(facts, policy)) {
		facts->merges_services = true;
		keep_last(&facts->services, &facts->nservices);
	}
}

static void
make_service(struct cli_facts *facts, struct ha_span service)
{
	struct cli_intern words = CLI_INTERN_INIT;

	add_word(facts, &words, service);
	facts->services = take_words(facts, &words, &facts->nservices);
}

static void
make_classes(struct cli_facts *facts, const struct cli_policy *policy)
{
	make_users(facts, policy);
	make_names(facts, policy);
	facts->nvariables = policy->variables.count;
	if (facts->nvariables > VARIABLES_MAX) {
		facts->nvariables = VARIABLES_MAX;
		facts->merges_variables = true;
	}
	fit_budget(facts, policy);
}

void
cli_facts_init(struct cli_facts *facts, const struct cli_policy *policy)
{
	*facts =
	    (struct cli_facts){ .arena = HA_ARENA_INIT, .budget = STEPS_MAX };
	make_services(facts, policy);
	make_classes(facts, policy);
}

void
cli_facts_init_about(struct cli_facts *facts, const struct cli_policy *policy,
    struct ha_span service)
{
	*facts =
	    (struct cli_facts){ .arena = HA_ARENA_INIT, .budget = STEPS_MAX };
	make_service(facts, service);
	make_classes(facts, policy);
}

void
cli_facts_free(struct cli_facts *facts)
{
	ha_arena_free(&facts->arena);
}

struct cli_contexts
cli_facts_contexts_of(const struct cli_facts *facts, size_t service)
{
	size_t each = facts->nusers * facts->nnames << facts->nvariables;

	return (struct cli_contexts){ service * each, (service + 1) * each };
}

struct cli_contexts
cli_facts_contexts(const struct cli_facts *facts)
{
	return (struct cli_contexts){ 0,
		cli_facts_contexts_of(facts, facts->nservices - 1).end };
}

struct cli_context
cli_facts_context(const struct cli_facts *facts, size_t number)
{
	struct cli_context context;

	context.name = number % facts->nnames;
	number /= facts->nnames;
	context.truths =
	    (uint32_t)(number & (((size_t)1 << facts->nvariables) - 1));
	number >>= facts->nvariables;
	/* Any other user first: the first context is the most general. */
	context.user = facts->nusers - 1 - number % facts->nusers;
	context.service = number / facts->nusers;
	return context;
}

size_t
cli_facts_number(const struct cli_facts *facts,
    const struct cli_context *context)
{
	size_t number = context->service * facts->nusers + facts->nusers - 1 -
	    context->user;

	return (number << facts->nvariables | context->truths) * facts->nnames +
	    context->name;
}
