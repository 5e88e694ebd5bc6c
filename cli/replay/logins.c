#include "cli/replay/logins.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/vector.h"

void
cli_logins_init(struct cli_logins *logins)
{
	*logins = (struct cli_logins){ .users = CLI_INTERN_INIT,
		.pairs = CLI_INTERN_INIT,
		.arena = HA_ARENA_INIT };
}

void
cli_logins_free(struct cli_logins *logins)
{
	free(logins->list);
	cli_intern_free(&logins->users);
	cli_intern_free(&logins->pairs);
	ha_arena_free(&logins->arena);
}

static void
add_time(struct cli_login *login, int64_t time)
{
	login->count++;
	if (time < login->first)
		login->first = time;
	if (time > login->last)
		login->last = time;
}

void
cli_logins_add(struct cli_logins *logins, struct ha_span user, uint32_t source,
    int64_t time)
{
	uint32_t pair[2] = { 0, source }, number;
	struct ha_span key = { (const char *)pair, sizeof(pair) };
	bool is_new;

	logins->total++;
	if (logins->count < CLI_LOGINS_MAX)
		pair[0] = cli_intern(&logins->users, user, &is_new);
	if (source == CLI_SOURCE_BEYOND ||
	    (logins->count == CLI_LOGINS_MAX &&
		(!cli_intern_find(&logins->users, user, &pair[0]) ||
		    !cli_intern_find(&logins->pairs, key, &number)))) {
		logins->beyond++;
		return;
	}
	number = cli_intern(&logins->pairs, key, &is_new);
	if (is_new) {
		logins->list = cli_vector_grow(logins->list, &logins->size,
		    logins->count, sizeof(*logins->list));
		logins->list[logins->count++] =
		    (struct cli_login){ .user = pair[0],
			    .source = source,
			    .first = time,
			    .last = time };
	}
	add_time(&logins->list[number], time);
}
