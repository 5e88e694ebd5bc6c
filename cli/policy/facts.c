#include "cli/policy/facts.h"

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "common/language/text.h"

/* Steps in which texts are told apart by their patterns. */
#define TELLING_STEPS ((size_t)1000000)

/* A bit each in a context's truths. */
#define VARIABLES_MAX ((size_t)32)

/* Answers that are kept. */
#define ANSWERS_MAX ((size_t)1 << 18)

#define OTHER_SERVICE "another-daemon"
#define OTHER_USER "another-user"

void
cli_facts_charge(struct cli_facts *facts, size_t steps)
{
	facts->budget -= facts->budget < steps ? facts->budget : steps;
}

void
cli_facts_renew(struct cli_facts *facts)
{
	facts->budget = facts->steps;
}

size_t
cli_facts_names_count(const struct cli_facts *facts)
{
	return facts->names.count * facts->others.count;
}

bool
cli_facts_keep_answers(const struct cli_facts *facts,
    const struct cli_policy *policy)
{
	size_t natoms = policy->atom_texts.count;

	return natoms == 0 ||
	    cli_facts_names_count(facts) <= ANSWERS_MAX / natoms;
}

bool
cli_facts_are_vague(const struct cli_facts *facts)
{
	return facts->merges_services || facts->merges_users ||
	    facts->names.are_merged || facts->merges_variables;
}

/* ---- the classes ---- */

/* Adds the text to a set, letter case folded. */
static void
add_word(struct cli_facts *facts, struct cli_intern *words, struct ha_span text)
{
	char *copy = cli_arena_text(&facts->arena, text);
	bool is_new;

	for (size_t i = 0; i < text.len; i++)
		copy[i] = ha_fold(copy[i]);
	cli_intern(words, (struct ha_span){ copy, text.len }, &is_new);
}

static void
add_test(struct cli_facts *facts, struct cli_tests *tests,
    struct ha_span pattern, int variable)
{
	unsigned ignored;

	if (variable >= 0 && (size_t)variable < facts->nvariables &&
	    !ha_text_is_port(pattern, &ignored))
		cli_tests_add(tests, cli_glob_of(&facts->arena, pattern),
		    variable);
}

/* KNOWN sets "unknown" apart.  about: no other service matters; empty: all do.
 */
static bool
make_services(struct cli_facts *facts, const struct cli_policy *policy,
    struct ha_span about, size_t *budget)
{
	struct cli_intern words = CLI_INTERN_INIT;
	struct cli_tests tests = { .count = 0 };

	add_word(facts, &words, about.len > 0 ? about : HA_SPAN("sshd"));
	for (size_t i = 0; i < policy->ndaemons && about.len == 0; i++) {
		const struct cli_daemon *daemon = &policy->daemons[i];

		if (daemon->is_literal)
			add_word(facts, &words, daemon->name);
		else if (ha_text_is_known(daemon->name))
			add_word(facts, &words, HA_SPAN("unknown"));
		else
			add_test(facts, &tests, daemon->name, daemon->variable);
	}
	return cli_classes_make(&facts->services, &words, &tests,
	    HA_SPAN(OTHER_SERVICE), &facts->arena, budget);
}

static bool
make_users(struct cli_facts *facts, const struct cli_policy *policy,
    size_t *budget)
{
	struct cli_intern words = CLI_INTERN_INIT;
	struct cli_tests tests = { .count = 0 };

	if (policy->user_texts.count > 0)
		add_word(facts, &words, HA_SPAN("unknown"));
	for (size_t i = 0; i < policy->user_texts.count; i++) {
		const struct cli_user_pattern *user = &policy->users[i];

		if (user->is_literal)
			add_word(facts, &words, user->text);
		else
			add_test(facts, &tests, user->text, user->variable);
	}
	return cli_classes_make(&facts->users, &words, &tests,
	    HA_SPAN(OTHER_USER), &facts->arena, budget);
}

/* How often the rules and cells may be gone through. */
static bool
is_too_much(const struct cli_facts *facts, const struct cli_policy *policy)
{
	size_t once = policy->nrules + policy->ntokens +
	    cli_cells_unknown(&policy->cells) + policy->ndaemons +
	    policy->atom_texts.count;
	const size_t counts[] = { facts->services.count, facts->users.count,
		facts->names.count, facts->others.count };
	size_t times;

	if (!cli_facts_keep_answers(facts, policy))
		once += policy->atom_texts.count * CLI_ASK_STEPS;
	times = facts->budget / once;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		if (counts[i] > times)
			return true;
		times /= counts[i];
	}
	return times == 0;
}

static void
merge(struct cli_classes *classes)
{
	classes->list += classes->count - 1;
	classes->list->witness = HA_SPAN_EMPTY;
	classes->list->truths = 0;
	classes->count = 1;
	classes->nwords = 0;
}

static bool
tell_apart(struct cli_facts *facts, const struct cli_policy *policy,
    struct ha_span about)
{
	size_t budget = TELLING_STEPS;

	return make_services(facts, policy, about, &budget) &&
	    make_users(facts, policy, &budget) &&
	    cli_names_make(&facts->names, policy, facts->nvariables,
		&facts->arena, &budget) &&
	    cli_others_make(&facts->others, policy, facts->nvariables,
		&facts->arena, &budget);
}

/* Least is lost when the least usual is merged first. */
static void
fit_budget(struct cli_facts *facts, const struct cli_policy *policy,
    struct ha_span about)
{
	while (!tell_apart(facts, policy, about) ||
	    (facts->nvariables > 0 && is_too_much(facts, policy))) {
		facts->nvariables--;
		facts->merges_variables = true;
	}
	if (is_too_much(facts, policy)) {
		facts->names.are_merged = true;
		tell_apart(facts, policy, about);
	}
	if (is_too_much(facts, policy)) {
		facts->merges_users = true;
		merge(&facts->users);
	}
	if (is_too_much(facts, policy)) {
		facts->merges_services = true;
		merge(&facts->services);
	}
}

static void
make_classes(struct cli_facts *facts, const struct cli_policy *policy,
    struct ha_span about)
{
	*facts = (struct cli_facts){ .arena = HA_ARENA_INIT,
		.steps = policy->steps,
		.budget = policy->steps };
	facts->nvariables = policy->variables.count;
	if (facts->nvariables > VARIABLES_MAX) {
		facts->nvariables = VARIABLES_MAX;
		facts->merges_variables = true;
	}
	fit_budget(facts, policy, about);
	facts->implied = 0;
	facts->implied = cli_facts_context(facts, 0).truths |
	    facts->services.list[facts->services.count - 1].truths;
}

void
cli_facts_init(struct cli_facts *facts, const struct cli_policy *policy)
{
	make_classes(facts, policy, HA_SPAN_EMPTY);
}

void
cli_facts_init_about(struct cli_facts *facts, const struct cli_policy *policy,
    struct ha_span service)
{
	make_classes(facts, policy, service);
}

void
cli_facts_free(struct cli_facts *facts)
{
	ha_arena_free(&facts->arena);
}

/* ---- combinations of them ---- */

struct cli_contexts
cli_facts_contexts_of(const struct cli_facts *facts, size_t service)
{
	size_t each =
	    facts->users.count * facts->others.count * facts->names.count;

	return (struct cli_contexts){ service * each, (service + 1) * each };
}

struct cli_contexts
cli_facts_contexts(const struct cli_facts *facts)
{
	return (struct cli_contexts){ 0,
		cli_facts_contexts_of(facts, facts->services.count - 1).end };
}

static uint32_t
truths_of(const struct cli_class *class)
{
	return class->text.len > 0 ? 0 : class->truths;
}

struct cli_context
cli_facts_context(const struct cli_facts *facts, size_t number)
{
	const struct cli_name_class *name;
	struct cli_context context;

	context.name = number % facts->names.count;
	number /= facts->names.count;
	context.other = number % facts->others.count;
	number /= facts->others.count;
	/* Any other user first: the first context is the most general. */
	context.user = facts->users.count - 1 - number % facts->users.count;
	context.service = number / facts->users.count;
	name = &facts->names.list[context.name];
	context.truths = facts->others.list[context.other].truths |
	    truths_of(&facts->services.list[context.service]) |
	    truths_of(&facts->users.list[context.user]) |
	    (name->is_single ? 0 : name->truths);
	context.truths &= ~facts->implied;
	return context;
}

size_t
cli_facts_number(const struct cli_facts *facts,
    const struct cli_context *context)
{
	size_t number = context->service * facts->users.count +
	    facts->users.count - 1 - context->user;

	return (number * facts->others.count + context->other) *
	    facts->names.count +
	    context->name;
}
