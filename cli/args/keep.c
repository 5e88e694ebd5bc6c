#include "cli/args/keep.h"

#include "cli/io/message.h"

/* An IPv6 address holds more of the byte that ends the service. */
bool
cli_keep_read(const char *word, struct cli_request *request,
    struct ha_strbuf *fault)
{
	struct ha_span text = ha_span_of(word);
	size_t colon = ha_span_find(text, ':');

	request->words[0] = ha_span_before(text, colon);
	request->words[1] = ha_span_from(text, colon + (colon < text.len));
	request->nwords = 2;
	return cli_request_read(request, fault);
}

static bool
is_sound(const char *command, const char *word)
{
	struct cli_request request = { 0 };
	struct ha_strbuf fault = HA_STRBUF_INIT;
	bool sound = cli_keep_read(word, &request, &fault);

	if (sound)
		ha_request_free(&request.facts);
	else
		cli_usage(command, "--keep %1: %2", ha_span_of(word),
		    ha_strbuf_span(&fault));
	ha_strbuf_free(&fault);
	return sound;
}

bool
cli_keeps_are_sound(const char *command, const struct cli_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		if (!is_sound(command, words->list[i]))
			return false;
	}
	return true;
}
