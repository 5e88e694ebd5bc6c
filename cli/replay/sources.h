#ifndef CLI_REPLAY_SOURCES_H
#define CLI_REPLAY_SOURCES_H

#include "cli/io/intern.h"
#include "common/language/addr.h"

/*
 * Different sources that are kept, and of them those that are names.  A source
 * takes some 100 bytes: half a GiB is what a server can spare for this.
 */
#define CLI_SOURCES_MAX ((uint32_t)1 << 22)
#define CLI_SOURCE_NAMES_MAX ((uint32_t)1 << 16)

/* No source, and one for which there was no room. */
#define CLI_SOURCE_NONE UINT32_MAX
#define CLI_SOURCE_BEYOND (UINT32_MAX - 1)

/* What the tables make of somebody. */
enum cli_fate {
	CLI_FATE_OPEN,
	CLI_FATE_REFUSED,
	CLI_FATE_UNTOLD /* it cannot be told */
};

/* Who connects. */
struct cli_source {
	unsigned char
	    bytes[16]; /* as in struct ha_addr; of a name, its number */
	bool is_name, is_ipv6;
	bool has_logged_in;
	enum cli_fate fate;
	uint32_t loose;    /* see connections.h */
	uint64_t attempts; /* connections that did not log in */
	int64_t loose_at, seen_at;
};

struct cli_sources {
	struct cli_source *list;
	size_t count, size;
	uint32_t *slots; /* numbers + 1, by hash */
	size_t nslots;   /* a power of two, or 0 */
	uint64_t seed;   /* clients choose their addresses */
	struct cli_intern names;
};

void cli_sources_init(struct cli_sources *sources);
void cli_sources_free(struct cli_sources *sources);

/* Their numbers; CLI_SOURCE_BEYOND when there are too many. */
uint32_t cli_sources_addr(struct cli_sources *sources,
    const struct ha_addr *addr);
uint32_t cli_sources_name(struct cli_sources *sources, struct ha_span name);

/* As text; buffer may be pointed into. */
struct ha_span cli_source_text(const struct cli_sources *sources,
    const struct cli_source *source, char buffer[HA_ADDR_TEXT]);

struct ha_addr cli_source_addr(const struct cli_source *source);

#endif
