#ifndef CLI_REPLAY_COVERS_H
#define CLI_REPLAY_COVERS_H

#include "cli/replay/tally.h"
#include "common/base/strbuf.h"

/*
 * Networks that cover the sources whose attempts stay open: the smallest that
 * hold those of one IPv4 /24 or IPv6 /64.  None holds an address that has
 * logged in, and an IPv4 network holds at most CLI_REPLAY_COVER_SPARSE
 * addresses for each source in it.
 */
#define CLI_REPLAY_COVER_SPARSE 16

struct cli_replay_cover {
	struct ha_addr addr;
	unsigned length;
	uint64_t attempts;
	size_t sources;
};

struct cli_replay_covers {
	struct cli_replay_cover *list;
	size_t count, size;
};

/* Most attempts first.  End with free(covers->list). */
void cli_replay_covers_find(struct cli_replay_covers *covers,
    const struct cli_tally *tally);

/* Adds it as a client of a rule. */
void cli_replay_cover_add(struct ha_strbuf *out,
    const struct cli_replay_cover *cover);

#endif
