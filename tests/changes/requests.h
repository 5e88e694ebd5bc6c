#ifndef TESTS_CHANGES_REQUESTS_H
#define TESTS_CHANGES_REQUESTS_H

#include "common/request/request.h"
#include "tests/check/world.h"

/* Both tables of a policy. */
struct sides {
	struct ha_source *allow, *deny;
};

/* Random ones. */
struct sides sides_make(bool is_vague);
void sides_free(struct sides *sides);
void sides_show(const char *name, const struct sides *sides);

/* As a command takes them. */
void sides_tables(const struct sides *sides, struct cli_table tables[2]);

/* What the matcher says of a request of the world. */
enum ha_verdict sides_ask(const struct sides *sides, size_t request);

#endif
