#ifndef CLI_POLICY_GLOBS_H
#define CLI_POLICY_GLOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/span.h"

/* So many wildcards are told apart at once: a bit each. */
#define CLI_GLOBS_MAX ((size_t)64)

/* Texts that fit the same of them, of which one is shown. */
struct cli_fit {
	uint64_t globs; /* a bit for each that the text fits */
	struct ha_span text;
};

/* Start with { NULL }; the list is freed by the caller, texts lie in the
 * arena. */
struct cli_fits {
	struct cli_fit *list;
	size_t count, size;
};

/*
 * Every way in which a text that is not empty can fit some of the wildcards
 * and not the others, each once, with a shortest text: no other combination is
 * possible.  The wildcards are '*' and '?' among letters that are folded.
 * are_hosts: only texts that could be a host's name.
 *
 * False: they overlap in more ways than are looked at, and the list is useless.
 * The steps that it took are taken off *budget.
 */
bool cli_globs_tell_apart(const struct ha_span *globs, size_t count,
    bool are_hosts, struct ha_arena *arena, size_t *budget,
    struct cli_fits *fits);

#endif
