#include "cli/io/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/io/escape.h"
#include "cli/io/progress.h"

/* Columns of a foreign text in a sentence: more cannot be read at a glance. */
#define FOREIGN_MAX 160

static void
add_sentence(struct ha_strbuf *out, const char *pattern, struct ha_span first,
    struct ha_span second,
    void (*add)(struct ha_strbuf *out, struct ha_span text, size_t max))
{
	const char *slot;

	while ((slot = strchr(pattern, '%')) != NULL) {
		struct ha_span before = { pattern, (size_t)(slot - pattern) };

		ha_strbuf_add(out, before);
		if (slot[1] == '%')
			ha_strbuf_add_byte(out, '%');
		else
			add(out, slot[1] == '1' ? first : second, FOREIGN_MAX);
		pattern = slot + 2;
	}
	ha_strbuf_add_text(out, pattern);
}

void
cli_sentence(struct ha_strbuf *out, const char *pattern, struct ha_span first,
    struct ha_span second)
{
	add_sentence(out, pattern, first, second, cli_escape_some);
}

void
cli_sentence_stable(struct ha_strbuf *out, const char *pattern,
    struct ha_span first, struct ha_span second)
{
	add_sentence(out, pattern, first, second, cli_escape_some_stable);
}

void
cli_to_stderr(const struct ha_strbuf *text)
{
	struct ha_span span = ha_strbuf_span(text);

	if (text->failed)
		cli_no_memory();
	/* A failure shows again, and is reported, at the next answer. */
	fflush(stdout);
	cli_progress_hide();
	fwrite(span.at, 1, span.len, stderr);
}

static void
add_speaker(struct ha_strbuf *out, const char *command)
{
	ha_strbuf_add_text(out, "hostsaccess: ");
	if (command != NULL) {
		ha_strbuf_add_text(out, command);
		ha_strbuf_add_text(out, ": ");
	}
}

void
cli_complain(const char *command, const char *pattern, struct ha_span first,
    struct ha_span second)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	add_speaker(&out, command);
	cli_sentence(&out, pattern, first, second);
	ha_strbuf_add_byte(&out, '\n');
	cli_to_stderr(&out);
	ha_strbuf_free(&out);
}

int
cli_usage_text(const char *command, const struct ha_strbuf *text)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	add_speaker(&out, command);
	ha_strbuf_add(&out, ha_strbuf_span(text));
	ha_strbuf_add_text(&out, "\nTry 'hostsaccess help");
	if (command != NULL) {
		ha_strbuf_add_byte(&out, ' ');
		ha_strbuf_add_text(&out, command);
	}
	ha_strbuf_add_text(&out, "'.\n");
	cli_to_stderr(&out);
	ha_strbuf_free(&out);
	return EX_USAGE;
}

int
cli_usage(const char *command, const char *pattern, struct ha_span first,
    struct ha_span second)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_sentence(&text, pattern, first, second);
	cli_usage_text(command, &text);
	ha_strbuf_free(&text);
	return EX_USAGE;
}

void
cli_no_memory(void)
{
	cli_progress_hide();
	fputs("hostsaccess: out of memory\n", stderr);
	exit(EX_IOERR);
}
