#include "cli/policy/globs.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/intern.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "common/language/literal.h"

/*
 * All wildcards are read at once, byte by byte: how far each of them may have
 * come is a set of places in it, and all these sets are a state.  From the
 * state of the empty text each next byte leads to another one, until no new
 * one comes up.  Where a state is first met, the text that led there is a
 * shortest one.
 */

/* Places in all wildcards together, one more each than it has bytes. */
#define PLACES_MAX ((size_t)2048)
#define WORDS (PLACES_MAX / 64)

/* States that are looked at: each leads on by every byte of the alphabet. */
#define STATES_MAX ((size_t)8192)

#define BYTES_MAX ((size_t)64)

struct state {
	uint64_t places[WORDS];
	uint32_t from; /* the state before */
	char byte;     /* that led here; '\0': the first one */
};

struct telling {
	const struct ha_span *globs;
	size_t count;
	bool are_hosts;
	char bytes[BYTES_MAX]; /* the alphabet */
	size_t nbytes;
	size_t nwords;
	struct state *states;
	size_t nstates, states_size;
	struct cli_intern seen; /* the places of states, and their last byte */
	struct cli_intern found;
};

/* ---- the alphabet ---- */

static bool
has_byte(const struct telling *telling, char byte)
{
	return memchr(telling->bytes, byte, telling->nbytes) != NULL;
}

static bool
is_wild(char byte)
{
	return byte == '*' || byte == '?';
}

static bool
add_byte(struct telling *telling, char byte)
{
	bool is_host_byte = ha_literal_is_name((struct ha_span){ &byte, 1 });

	if (is_wild(byte) || has_byte(telling, byte) ||
	    (telling->are_hosts && !is_host_byte && byte != '.'))
		return true;
	if (telling->nbytes == BYTES_MAX)
		return false;
	telling->bytes[telling->nbytes++] = byte;
	return true;
}

/* A letter that is in none of them stands for all other bytes. */
static char
other_byte(const struct telling *telling)
{
	static const char others[] = "xyzwvutsrqponmlkjihgfedcba0123456789";

	for (const char *other = others; *other != '\0'; other++) {
		size_t i = 0;

		while (i < telling->count &&
		    !ha_span_holds(telling->globs[i], *other))
			i++;
		if (i == telling->count)
			return *other;
	}
	return '\0';
}

/* That one first, so that texts are plain ones, and the wildcards' bytes. */
static bool
make_alphabet(struct telling *telling)
{
	char other = other_byte(telling);

	if (other != '\0')
		add_byte(telling, other);
	for (size_t i = 0; i < telling->count; i++) {
		for (size_t k = 0; k < telling->globs[i].len; k++) {
			if (!add_byte(telling,
				ha_fold(telling->globs[i].at[k])))
				return false;
		}
	}
	/* A name of several labels is another one to many rules. */
	return !telling->are_hosts || add_byte(telling, '.');
}

/* ---- states ---- */

static bool
holds(const struct state *state, size_t place)
{
	return state->places[place / 64] >> (place % 64) & 1;
}

/* A star may stand for nothing, too. */
static void
reach(struct state *state, struct ha_span glob, size_t start, size_t at)
{
	state->places[(start + at) / 64] |= (uint64_t)1 << ((start + at) % 64);
	while (at < glob.len && glob.at[at] == '*') {
		at++;
		state->places[(start + at) / 64] |= (uint64_t)1
		    << ((start + at) % 64);
	}
}

static void
step_glob(const struct state *from, struct state *to, struct ha_span glob,
    size_t start)
{
	for (size_t at = 0; at < glob.len; at++) {
		if (!holds(from, start + at))
			continue;
		if (glob.at[at] == '*')
			reach(to, glob, start, at);
		else if (glob.at[at] == '?' || ha_fold(glob.at[at]) == to->byte)
			reach(to, glob, start, at + 1);
	}
}

static struct state
step(const struct telling *telling, uint32_t number, char byte)
{
	struct state next = { .from = number, .byte = byte };
	size_t start = 0;

	for (size_t i = 0; i < telling->count; i++) {
		step_glob(&telling->states[number], &next, telling->globs[i],
		    start);
		start += telling->globs[i].len + 1;
	}
	return next;
}

/* The same places, and a dot last or not: the same goes on from there. */
static bool
is_new_state(struct telling *telling, const struct state *state)
{
	char key[sizeof(state->places) + 1];
	size_t len = telling->nwords * sizeof(state->places[0]);
	bool is_new;

	memcpy(key, state->places, len);
	key[len] = telling->are_hosts && state->byte == '.' ? '.' : 'a';
	if (state->byte == '\0')
		key[len] = '\0';
	cli_intern(&telling->seen, (struct ha_span){ key, len + 1 }, &is_new);
	return is_new;
}

static void
add_state(struct telling *telling, const struct state *state)
{
	if (!is_new_state(telling, state))
		return;
	telling->states = cli_vector_grow(telling->states,
	    &telling->states_size, telling->nstates, sizeof(*telling->states));
	telling->states[telling->nstates++] = *state;
}

static void
add_first_state(struct telling *telling)
{
	struct state first = { .byte = '\0' };
	size_t start = 0;

	for (size_t i = 0; i < telling->count; i++) {
		reach(&first, telling->globs[i], start, 0);
		start += telling->globs[i].len + 1;
	}
	telling->nwords = start / 64 + 1;
	add_state(telling, &first);
}

/* A label is not empty, nor does a name begin with a dot. */
static bool
may_follow(const struct telling *telling, char before, char byte)
{
	return !telling->are_hosts || byte != '.' ||
	    (before != '.' && before != '\0');
}

static bool
visit_states(struct telling *telling, size_t *budget)
{
	for (size_t i = 0; i < telling->nstates; i++) {
		char before = telling->states[i].byte;

		if (telling->nstates > STATES_MAX || *budget < telling->nbytes)
			return false;
		*budget -= telling->nbytes;
		for (size_t k = 0; k < telling->nbytes; k++) {
			struct state next;

			if (!may_follow(telling, before, telling->bytes[k]))
				continue;
			next = step(telling, (uint32_t)i, telling->bytes[k]);
			add_state(telling, &next);
		}
	}
	return true;
}

/* ---- what was found ---- */

static uint64_t
globs_of(const struct telling *telling, const struct state *state)
{
	uint64_t globs = 0;
	size_t start = 0;

	for (size_t i = 0; i < telling->count; i++) {
		if (holds(state, start + telling->globs[i].len))
			globs |= (uint64_t)1 << i;
		start += telling->globs[i].len + 1;
	}
	return globs;
}

static struct ha_span
text_of(const struct telling *telling, size_t number, struct ha_arena *arena)
{
	size_t len = 0;
	char *text;

	for (size_t i = number; telling->states[i].byte != '\0';
	     i = telling->states[i].from)
		len++;
	text = ha_arena_alloc(arena, len + 1);
	if (text == NULL)
		cli_no_memory();
	text[len] = '\0';
	for (size_t i = number, at = len; at > 0; i = telling->states[i].from)
		text[--at] = telling->states[i].byte;
	return (struct ha_span){ text, len };
}

static void
add_fit(struct telling *telling, size_t number, struct ha_arena *arena,
    struct cli_fits *fits)
{
	uint64_t globs = globs_of(telling, &telling->states[number]);
	bool is_new;

	cli_intern(&telling->found,
	    (struct ha_span){ (const char *)&globs, sizeof(globs) }, &is_new);
	if (!is_new)
		return;
	fits->list = cli_vector_grow(fits->list, &fits->size, fits->count,
	    sizeof(*fits->list));
	fits->list[fits->count++] =
	    (struct cli_fit){ globs, text_of(telling, number, arena) };
}

static size_t
count_places(const struct ha_span *globs, size_t count)
{
	size_t places = count;

	for (size_t i = 0; i < count; i++)
		places += globs[i].len;
	return places;
}

bool
cli_globs_tell_apart(const struct ha_span *globs, size_t count, bool are_hosts,
    struct ha_arena *arena, size_t *budget, struct cli_fits *fits)
{
	struct telling telling = { .globs = globs,
		.count = count,
		.are_hosts = are_hosts,
		.seen = CLI_INTERN_INIT,
		.found = CLI_INTERN_INIT };
	bool is_whole = false;

	fits->count = 0;
	if (count <= CLI_GLOBS_MAX && count_places(globs, count) < PLACES_MAX &&
	    make_alphabet(&telling)) {
		add_first_state(&telling);
		is_whole = visit_states(&telling, budget);
	}
	for (size_t i = 1; is_whole && i < telling.nstates; i++) {
		if (!are_hosts || telling.states[i].byte != '.')
			add_fit(&telling, i, arena, fits);
	}
	free(telling.states);
	cli_intern_free(&telling.seen);
	cli_intern_free(&telling.found);
	return is_whole;
}
