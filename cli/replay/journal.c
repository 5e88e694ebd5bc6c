#include "cli/replay/journal.h"

#include <string.h>

#include "cli/io/message.h"

#define USECONDS 1000000UL

/* A field that stands twice is an array: its first value is meant. */
static struct ha_span
text_of(const json_t *entry, const char *key)
{
	const json_t *value = json_object_get(entry, key);

	if (json_is_array(value))
		value = json_array_get(value, 0);
	if (!json_is_string(value))
		return HA_SPAN_EMPTY;
	return (struct ha_span){ json_string_value(value),
		json_string_length(value) };
}

static unsigned long
number_of(const json_t *entry, const char *key, unsigned long max)
{
	unsigned long number;

	return ha_span_number(text_of(entry, key), max, &number) ? number : 0;
}

/* Bytes that are no UTF-8 are written as a list of numbers. */
static bool
read_bytes(struct cli_journal *journal, const json_t *list)
{
	size_t count = json_array_size(list);

	ha_strbuf_clear(&journal->message);
	for (size_t i = 0; i < count; i++) {
		const json_t *byte = json_array_get(list, i);
		json_int_t value = json_integer_value(byte);

		if (!json_is_integer(byte) || value < 0 || value > 255)
			return false;
		ha_strbuf_add_byte(&journal->message, (char)value);
	}
	if (journal->message.failed)
		cli_no_memory();
	return true;
}

static bool
read_message(struct cli_journal *journal, struct ha_span *message)
{
	const json_t *value = json_object_get(journal->entry, "MESSAGE");

	if (json_is_array(value) && json_is_integer(json_array_get(value, 0))) {
		if (!read_bytes(journal, value))
			return false;
		*message = ha_strbuf_span(&journal->message);
		return true;
	}
	*message = text_of(journal->entry, "MESSAGE");
	return message->len > 0;
}

/* Whoever may write to the journal can call himself sshd; his number stays. */
static bool
is_roots(const json_t *entry)
{
	struct ha_span user = text_of(entry, "_UID");

	return user.len == 0 || ha_span_equal(user, HA_SPAN("0"));
}

enum cli_log_status
cli_journal_read(struct cli_journal *journal, struct ha_span text,
    struct cli_log_line *line)
{
	unsigned long useconds;
	json_t *entry = json_loadb(text.at, text.len, 0, NULL);

	line->program = HA_SPAN_EMPTY;
	json_decref(journal->entry);
	journal->entry = entry;
	if (!json_is_object(entry))
		return CLI_LOG_BROKEN;
	useconds = number_of(entry, "__REALTIME_TIMESTAMP", INT64_MAX);
	line->program = text_of(entry, "SYSLOG_IDENTIFIER");
	line->host = text_of(entry, "_HOSTNAME");
	line->time = (int64_t)(useconds / USECONDS);
	line->pid = number_of(entry, "SYSLOG_PID", INT32_MAX);
	if (line->pid == 0)
		line->pid = number_of(entry, "_PID", INT32_MAX);
	if (useconds == 0 || line->program.len == 0 ||
	    !read_message(journal, &line->message))
		return CLI_LOG_FOREIGN;
	if (!is_roots(entry)) {
		journal->foreign++;
		return CLI_LOG_FOREIGN;
	}
	return CLI_LOG_READ;
}

void
cli_journal_free(struct cli_journal *journal)
{
	json_decref(journal->entry);
	ha_strbuf_free(&journal->message);
}
