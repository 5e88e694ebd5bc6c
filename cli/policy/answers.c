#include "cli/policy/answers.h"

#include "common/language/text.h"
#include "common/match/host.h"

static const struct ha_resolver no_resolver;

enum cli_tri
cli_variable_holds(const struct cli_facts *facts,
    const struct cli_context *context, int variable)
{
	if (variable == CLI_VARIABLE_NONE)
		return CLI_YES;
	if ((size_t)variable >= facts->nvariables)
		return CLI_MAYBE;
	return facts->others.list[context->other].truths >> variable & 1
	    ? CLI_YES
	    : CLI_NO;
}

static enum cli_tri
tri(bool is_match)
{
	return is_match ? CLI_YES : CLI_NO;
}

/* A class is asked about one of its texts, if the pattern told them apart. */
static enum cli_tri
text_matches(const struct cli_facts *facts, const struct cli_class *class,
    struct ha_span pattern, int variable)
{
	bool is_told = variable == CLI_VARIABLE_NONE ||
	    (size_t)variable < facts->nvariables;

	if (class->text.len > 0 || (class->witness.len > 0 && is_told))
		return tri(ha_text_match(pattern, class->witness));
	return ha_text_is_all(pattern) ? CLI_YES : CLI_MAYBE;
}

/* A daemon's name, or its port, which is apart from the name. */
static enum cli_tri
name_matches(const struct cli_facts *facts, const struct cli_context *context,
    const struct cli_daemon *daemon)
{
	unsigned port;

	if (ha_text_is_port(daemon->name, &port))
		return cli_variable_holds(facts, context, daemon->variable);
	return text_matches(facts, &facts->services.list[context->service],
	    daemon->name, daemon->variable);
}

enum cli_tri
cli_daemon_matches(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_daemon *daemon)
{
	enum cli_tri name = name_matches(facts, context, daemon);
	enum cli_tri host =
	    cli_variable_holds(facts, context, daemon->host_variable);

	return name < host ? name : host;
}

enum cli_tri
cli_user_matches(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_user_pattern *user)
{
	return text_matches(facts, &facts->users.list[context->user],
	    user->text, user->variable);
}

static enum cli_tri
tri_of_found(enum ha_found found)
{
	switch (found) {
	case HA_FOUND_NO:
		return CLI_NO;
	case HA_FOUND_YES:
		return CLI_YES;
	case HA_FOUND_UNKNOWN:
	case HA_FOUND_LATER:
		return CLI_UNTOLD;
	case HA_FOUND_CLAIMED_NO:
	case HA_FOUND_CLAIMED_YES:
	case HA_FOUND_BAD_NO:
	case HA_FOUND_BAD_YES:
		return CLI_MAYBE;
	}
	return CLI_MAYBE;
}

/* What the matcher says of the class's name with an address; NULL: none. */
static enum cli_tri
ask(const struct cli_name_class *class, const struct cli_atom *atom,
    const char *addr)
{
	struct ha_request request = HA_REQUEST_INIT;
	enum ha_found found;

	if (addr != NULL)
		ha_host_set_addr(&request.client, ha_span_of(addr));
	request.client.name_fact = class->fact;
	request.client.name = request.client.name_given = class->name;
	found = ha_match_host(&atom->pattern, &request, &request.client,
	    &(struct ha_asking){ .resolver = &no_resolver, .may_ask = true });
	ha_request_free(&request);
	return tri_of_found(found);
}

static struct cli_atom_answer
ask_all(const struct cli_name_class *class, const struct cli_atom *atom)
{
	return (struct cli_atom_answer){ ask(class, atom, "192.0.2.1"),
		ask(class, atom, "2001:db8::1"), ask(class, atom, NULL) };
}

static struct cli_atom_answer
same(enum cli_tri answer)
{
	return (struct cli_atom_answer){ answer, answer, answer };
}

/* Some of the names of a class may match; so may the word "unknown". */
static struct cli_atom_answer
any_name_matches(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_atom *atom)
{
	const struct cli_name_class *class = &facts->names.list[context->name];
	struct cli_name_class no_name = { .fact = HA_FACT_ABSENT };
	bool is_told = (size_t)atom->variable < facts->nvariables;
	struct cli_atom_answer answer;

	if (class->is_single || class->fact != HA_FACT_KNOWN || is_told)
		return ask_all(class, atom);
	answer = same(CLI_MAYBE);
	if (ask(&no_name, atom, NULL) == CLI_YES)
		answer.unknown = CLI_YES;
	return answer;
}

/* Whatever the name is, the group may hold it. */
static enum cli_tri
netgroup_matches(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_atom *atom)
{
	if (facts->names.list[context->name].fact == HA_FACT_FAILED)
		return CLI_UNTOLD;
	return cli_variable_holds(facts, context, atom->variable);
}

/* As far as the name tells. */
static struct cli_atom_answer
atom_matches_name(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_atom *atom)
{
	const struct cli_name_class *class = &facts->names.list[context->name];

	if (atom->fits_nobody)
		return ask_all(class, atom);
	switch (cli_atom_names(atom)) {
	case HA_NAMES_NONE:
		return same(ask(class, atom, NULL));
	case HA_NAMES_STATE:
	case HA_NAMES_LOCAL:
		break;
	case HA_NAMES_ONE:
	case HA_NAMES_DOMAIN:
		if (class->fact == HA_FACT_KNOWN && facts->names.are_merged)
			return same(CLI_MAYBE);
		break;
	case HA_NAMES_ANY:
		if (ha_pattern_needs[atom->pattern.kind].asks !=
		    HA_ASKS_NOTHING)
			return same(netgroup_matches(facts, context, atom));
		return any_name_matches(facts, context, atom);
	}
	return ask_all(class, atom);
}

struct cli_atom_answer
cli_atom_matches(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_atom *atom)
{
	const struct ha_pattern *pattern = &atom->pattern;
	struct cli_atom_answer answer = atom_matches_name(facts, context, atom);

	if (pattern->kind == HA_PATTERN_NET) {
		answer.ipv4 = answer.ipv6 = CLI_NO;
		/* With bits outside a mask that is scattered it holds none. */
		if (!ha_net_holds(&pattern->net, &pattern->net.addr))
			return answer;
		if (pattern->net.addr.family == HA_IPV4)
			answer.ipv4 = CLI_MAYBE;
		else
			answer.ipv6 = CLI_MAYBE;
	} else if (ha_pattern_may_fit_address(pattern)) {
		answer.ipv4 = answer.ipv6 = CLI_MAYBE;
	}
	return answer;
}
