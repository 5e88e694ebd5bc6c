#include "cli/policy/pieces.h"

#include <stdlib.h>

#include "cli/io/vector.h"
#include "cli/policy/scattered.h"
#include "common/base/bounds.h"
#include "common/rules/words.h"

/* Pieces of them in all: some patterns are thousands. */
#define SCATTERED_MAX ((size_t)1 << 20)

/* The pieces of a pattern file and of those that it names. */
struct cli_file_pieces {
	uint32_t first, count;
	/* It cannot be read, or holds what is malformed, or is missing. */
	bool is_faulty, is_malformed, is_missing;
};

/* What may be true of one name and false of another has a variable. */
static void
classify_atom(struct cli_policy *policy, struct cli_atom *atom)
{
	const struct ha_pattern *pattern = &atom->pattern;
	char kind[] = { (char)('A' + pattern->kind), '\0' };

	atom->fits_nobody = ha_pattern_fits_nobody(pattern);
	if (ha_pattern_needs[pattern->kind].names == HA_NAMES_ANY &&
	    !atom->fits_nobody)
		atom->variable =
		    cli_policy_variable(policy, kind, pattern->text);
}

uint32_t
cli_policy_atom(struct cli_policy *policy, struct ha_span text)
{
	bool is_new;
	uint32_t number = cli_intern(&policy->atom_texts, text, &is_new);

	if (is_new) {
		struct cli_atom *atom;

		policy->atoms = cli_vector_grow(policy->atoms,
		    &policy->atoms_size, number, sizeof(*policy->atoms));
		atom = &policy->atoms[number];
		*atom = (struct cli_atom){ .variable = CLI_VARIABLE_NONE };
		ha_pattern_parse(policy->atom_texts.texts[number],
		    &atom->pattern);
		classify_atom(policy, atom);
	}
	return number;
}

/* "10.1.*" is the network "10.1.": an address of IPv4 has no other dots. */
static bool
is_prefix_wildcard(struct ha_span text, struct ha_pattern *pattern)
{
	if (text.len < 3 || text.at[text.len - 1] != '*' ||
	    text.at[text.len - 2] != '.')
		return false;
	ha_pattern_parse(ha_span_before(text, text.len - 1), pattern);
	return pattern->kind == HA_PATTERN_NET;
}

static bool
add_scattered(struct cli_policy *policy, const struct ha_pattern *pattern)
{
	struct cli_stretches stretches;
	bool is_whole = cli_scattered(pattern, &stretches) &&
	    policy->nscattered + stretches.count <= SCATTERED_MAX;

	if (is_whole)
		policy->nscattered += stretches.count;
	for (size_t i = 0; is_whole && i < stretches.count; i++)
		cli_cells_add_ipv4(&policy->cells, stretches.list[i].first,
		    stretches.list[i].last);
	free(stretches.list);
	return is_whole;
}

/* False: it is malformed, which is reported elsewhere. */
static bool
add_host(struct cli_policy *policy, struct ha_span text)
{
	struct ha_pattern pattern;

	ha_pattern_parse(text, &pattern);
	if (pattern.kind == HA_PATTERN_MALFORMED)
		return false;
	if (pattern.kind == HA_PATTERN_ADDRESS_WILDCARD)
		is_prefix_wildcard(text, &pattern);
	if ((pattern.kind != HA_PATTERN_NET ||
		!cli_cells_add_net(&policy->cells, &pattern.net)) &&
	    !add_scattered(policy, &pattern))
		cli_cells_add_atom(&policy->cells,
		    cli_policy_atom(policy, text));
	return true;
}

/* Files that were seen on the way, in the order in which they are read. */
struct closure {
	struct cli_pattern_file *files[HA_FILE_DEPTH_MAX];
	size_t count;
	bool is_faulty, is_malformed, is_missing;
};

static void
add_file(struct cli_policy *policy, struct closure *closure,
    struct ha_span path)
{
	struct cli_pattern_file *file = cli_pattern_file(policy->files, path);

	for (size_t i = 0; i < closure->count; i++) {
		if (closure->files[i] == file) {
			closure->is_faulty = true;
			return;
		}
	}
	if (file->status == HA_MISSING) {
		closure->is_missing = true;
		return;
	}
	if (file->source == NULL || closure->count == HA_FILE_DEPTH_MAX)
		closure->is_faulty = true;
	else
		closure->files[closure->count++] = file;
}

static void
add_words(struct cli_policy *policy, struct closure *closure,
    const struct ha_source *source)
{
	struct ha_words words = ha_words_of(source, HA_LINES_OWN);
	struct ha_location where;

	while (ha_words_next(&words, &where)) {
		struct ha_span word = { source->bytes + where.offset,
			where.len };

		if (word.at[0] == '/')
			add_file(policy, closure, word);
		else if (!add_host(policy, word))
			closure->is_malformed = true;
	}
}

/* A file that several rules name is read once. */
static struct cli_file_pieces
file_pieces(struct cli_policy *policy, struct ha_span path)
{
	bool is_new;
	uint32_t number = cli_intern(&policy->file_texts, path, &is_new);
	struct closure closure = { .count = 0 };
	size_t first = policy->cells.npieces;

	if (!is_new)
		return policy->file_pieces[number];
	add_file(policy, &closure, path);
	for (size_t i = 0; i < closure.count; i++)
		add_words(policy, &closure, closure.files[i]->source);
	policy->file_pieces = cli_vector_grow(policy->file_pieces,
	    &policy->file_pieces_size, number, sizeof(*policy->file_pieces));
	policy->file_pieces[number] = (struct cli_file_pieces){ (uint32_t)first,
		(uint32_t)(policy->cells.npieces - first), closure.is_faulty,
		closure.is_malformed, closure.is_missing };
	return policy->file_pieces[number];
}

/* An exception may spoil the whole rule. */
static uint16_t
flag_of_malformed(const struct cli_policy_token *token)
{
	return token->group > 0 ? CLI_RULE_INERT : CLI_RULE_VAGUE;
}

/* Where another machine is meant, a file that is missing here may hold
 * anything there. */
static bool
is_elsewhere(const struct cli_policy *policy,
    const struct cli_policy_rule *rule, const struct cli_file_pieces *pieces)
{
	return pieces->is_missing && !policy->tables[rule->table].is_for_here;
}

void
cli_policy_set_pieces(struct cli_policy *policy, struct cli_policy_rule *rule,
    struct cli_policy_token *token, struct ha_span host)
{
	token->first_piece = (uint32_t)policy->cells.npieces;
	if (host.len > 0 && host.at[0] == '/') {
		struct cli_file_pieces pieces = file_pieces(policy, host);

		token->first_piece = pieces.first;
		token->npieces = pieces.count;
		if (is_elsewhere(policy, rule, &pieces))
			rule->flags |= CLI_RULE_INERT | CLI_RULE_VAGUE;
		if (pieces.is_faulty)
			rule->flags |= CLI_RULE_INERT;
		if (pieces.is_malformed)
			rule->flags |= flag_of_malformed(token);
	} else if (add_host(policy, host)) {
		token->npieces =
		    (uint32_t)(policy->cells.npieces - token->first_piece);
	} else {
		rule->flags |= flag_of_malformed(token);
	}
}
