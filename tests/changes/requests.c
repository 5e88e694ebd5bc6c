#include "tests/changes/requests.h"

#include <stdio.h>

struct sides
sides_make(bool is_vague)
{
	return (struct sides){ world_table("hosts.allow", is_vague),
		world_table("hosts.deny", is_vague) };
}

void
sides_free(struct sides *sides)
{
	ha_source_free(sides->allow);
	ha_source_free(sides->deny);
}

void
sides_show(const char *name, const struct sides *sides)
{
	printf("%s/hosts.allow:\n%.*s%s/hosts.deny:\n%.*s", name,
	    (int)sides->allow->len, sides->allow->bytes, name,
	    (int)sides->deny->len, sides->deny->bytes);
}

void
sides_tables(const struct sides *sides, struct cli_table tables[2])
{
	tables[0] = (struct cli_table){ .kind = HA_TABLE_ALLOW,
		.path = "hosts.allow",
		.source = sides->allow };
	tables[1] = (struct cli_table){ .kind = HA_TABLE_DENY,
		.path = "hosts.deny",
		.source = sides->deny };
}

enum ha_verdict
sides_ask(const struct sides *sides, size_t request)
{
	return world_decide(sides->allow, sides->deny, world_request(request))
	    .verdict;
}
