#include "cli/check/base/causes.h"

#include <stdlib.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"

/* Most follow one of the same cause; the path is the same text then, too. */
static bool
is_last(const struct cli_causes *causes, const struct cli_cause *cause)
{
	const struct cli_cause *last = &causes->last;

	return last->path == cause->path && last->code == cause->code &&
	    last->level == cause->level && last->rule == cause->rule;
}

uint32_t
cli_causes_count(struct cli_causes *causes, struct cli_cause cause)
{
	struct ha_strbuf key = HA_STRBUF_INIT;
	uint32_t number;
	bool is_new;

	if (is_last(causes, &cause)) {
		causes->counts[causes->last_number]++;
		return causes->last_number;
	}
	ha_strbuf_add_number(&key, (unsigned long)cause.code);
	ha_strbuf_add_byte(&key, ' ');
	ha_strbuf_add_number(&key, (unsigned long)cause.level);
	ha_strbuf_add_byte(&key, ' ');
	ha_strbuf_add_number(&key, cause.rule);
	ha_strbuf_add_byte(&key, ' ');
	ha_strbuf_add_text(&key, cause.path);
	if (key.failed)
		cli_no_memory();
	number = cli_intern(&causes->keys, ha_strbuf_span(&key), &is_new);
	ha_strbuf_free(&key);
	if (is_new) {
		causes->counts = cli_vector_grow(causes->counts, &causes->size,
		    number, sizeof(*causes->counts));
		causes->counts[number] = 0;
	}
	causes->counts[number]++;
	causes->last = cause;
	causes->last_number = number;
	return number;
}

void
cli_causes_free(struct cli_causes *causes)
{
	cli_intern_free(&causes->keys);
	free(causes->counts);
}
