#include "cli/io/json.h"

#include <stdio.h>

#include "cli/io/escape.h"
#include "cli/io/message.h"

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

/*
 * Inside strings alone: DEL and U+0080 to U+009F, which JSON may hold as they
 * are and which some terminals obey.
 */
static void
add_without_controls(struct ha_strbuf *out, struct ha_span line)
{
	size_t from = 0;

	for (size_t i = 0; i < line.len; i++) {
		unsigned char byte = (unsigned char)line.at[i];
		unsigned char next =
		    i + 1 < line.len ? (unsigned char)line.at[i + 1] : 0;
		bool is_pair = byte == 0xc2 && next >= 0x80 && next <= 0x9f;
		char escape[sizeof("\\u0000")];

		if (byte != 0x7f && !is_pair)
			continue;
		snprintf(escape, sizeof(escape), "\\u%04x",
		    is_pair ? next : byte);
		ha_strbuf_add(out,
		    (struct ha_span){ line.at + from, i - from });
		ha_strbuf_add_text(out, escape);
		i += is_pair;
		from = i + 1;
	}
	ha_strbuf_add(out, ha_span_from(line, from));
}

static int
add_piece(const char *bytes, size_t len, void *line)
{
	ha_strbuf_add(line, (struct ha_span){ bytes, len });
	return 0;
}

/*
 * Not by json_dumps(), which without memory leaves keys out and calls that a
 * success.
 */
void
cli_json_print(struct ha_strbuf *out, json_t *value)
{
	struct ha_strbuf line = HA_STRBUF_INIT;

	if (json_dump_callback(value, add_piece, &line, JSON_COMPACT) != 0 ||
	    line.failed)
		cli_no_memory();
	add_without_controls(out, ha_strbuf_span(&line));
	ha_strbuf_add_byte(out, '\n');
	ha_strbuf_free(&line);
	json_decref(value);
}

/* Nothing of it needs an escape. */
static bool
is_plain(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];

		if (byte < ' ' || byte > '~' || byte == '"' || byte == '\\')
			return false;
	}
	return true;
}

void
cli_json_add_text(struct ha_strbuf *out, struct ha_span text)
{
	struct ha_strbuf line = HA_STRBUF_INIT;
	json_t *array;

	if (is_plain(text)) {
		ha_strbuf_add_byte(out, '"');
		ha_strbuf_add(out, text);
		ha_strbuf_add_byte(out, '"');
		return;
	}
	array = json_array();
	cli_json_append(array, cli_json_text(text));
	cli_json_print(&line, array);
	if (line.failed)
		cli_no_memory();
	/* Without the brackets around it, and the newline. */
	ha_strbuf_add(out, (struct ha_span){ line.text + 1, line.len - 3 });
	ha_strbuf_free(&line);
}
