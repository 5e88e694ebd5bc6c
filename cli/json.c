#include "cli/json.h"

#include <stdlib.h>

#include "cli/escape.h"
#include "cli/message.h"

/* jansson says NULL when memory has run out, and takes NULL as an error. */
void
cli_json_set(json_t *object, const char *key, json_t *value)
{
	if (object == NULL || json_object_set_new(object, key, value) != 0)
		cli_no_memory();
}

void
cli_json_set_number(json_t *object, const char *key, size_t number)
{
	cli_json_set(object, key, json_integer((json_int_t)number));
}

void
cli_json_append(json_t *array, json_t *value)
{
	if (array == NULL || json_array_append_new(array, value) != 0)
		cli_no_memory();
}

json_t *
cli_json_take(struct ha_strbuf *text)
{
	json_t *value;

	if (text->failed)
		cli_no_memory();
	value = json_stringn(ha_strbuf_text(text), text->len);
	ha_strbuf_free(text);
	return value;
}

json_t *
cli_json_text(struct ha_span text)
{
	struct ha_strbuf safe = HA_STRBUF_INIT;

	cli_escape_invalid(&safe, text);
	return cli_json_take(&safe);
}

json_t *
cli_json_text_or_null(struct ha_span text)
{
	return text.len > 0 ? cli_json_text(text) : json_null();
}

bool
cli_json_is_exact(struct ha_span text)
{
	struct ha_strbuf safe = HA_STRBUF_INIT;
	bool is_exact;

	cli_escape_invalid(&safe, text);
	if (safe.failed)
		cli_no_memory();
	/* An escape is longer than its byte. */
	is_exact = safe.len == text.len;
	ha_strbuf_free(&safe);
	return is_exact;
}

void
cli_json_print(struct ha_strbuf *out, json_t *value)
{
	char *line = json_dumps(value, JSON_COMPACT);

	if (line == NULL)
		cli_no_memory();
	ha_strbuf_add_text(out, line);
	ha_strbuf_add_byte(out, '\n');
	free(line);
	json_decref(value);
}
