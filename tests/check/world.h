#ifndef TESTS_CHECK_WORLD_H
#define TESTS_CHECK_WORLD_H

#include "cli/check/base/check.h"
#include "common/base/strbuf.h"
#include "common/match/decide.h"

/*
 * Random small tables, and a small world of requests, with one of every kind
 * that the tables can tell apart.
 */

/* The same seed, the same tables. */
void world_seed(unsigned long long seed);

/* A table of up to a few rules, a line each; the caller frees it.  is_vague:
 * with words of which nobody can tell where they match. */
struct ha_source *world_table(const char *path, bool is_vague);

/* A list of clients as in those tables; and a number below the limit. */
void world_add_clients(struct ha_strbuf *text, bool is_vague);
size_t world_chance(size_t limit);

/* The services, and the requests of them: as many of each, in order. */
#define WORLD_SERVICES 4
extern const char *const world_services[WORLD_SERVICES];
size_t world_count(void);
size_t world_service_of(size_t number);

/* Without what is looked up there is nothing to free. */
struct ha_request world_request(size_t number);

enum mark {
	MARK_DECIDES = 1, /* by the matcher, in some request */
	MARK_DEAD = 2     /* by the lints */
};

/* Tables, and what the matcher and the lints say of them. */
struct outcome {
	struct ha_source *sources[2];
	unsigned char *marks[2];   /* by offset of clients */
	unsigned char *daemons[2]; /* by offset of rules: a bit each decides */
	bool refuses[WORLD_SERVICES], reaches[WORLD_SERVICES];
};

struct answer {
	enum ha_verdict verdict;
	struct ha_location rule; /* without source: none */
};

/* What the matcher says; the request is freed. */
struct answer world_decide(const struct ha_source *allow,
    const struct ha_source *deny, struct ha_request request);

/* Is it said of a whole rule that it never decides, or of one client? */
bool is_rule_code(enum ha_code code);
bool is_token_code(enum ha_code code);

#endif
