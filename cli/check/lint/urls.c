#include <string.h>

#include "cli/check/lint/line.h"
#include "cli/check/lint/url.h"

bool
cli_is_url_before(struct ha_span text, size_t colon, size_t *start)
{
	static const char *const schemes[] = { "http", "https", "ftp", "ftps",
		"sftp", "ssh", "telnet", "rsync" };
	size_t at = colon;

	while (at > 0 && ha_is_letter(text.at[at - 1]))
		at--;
	*start = at;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (ha_span_equal_fold(
			(struct ha_span){ text.at + at, colon - at },
			ha_span_of(schemes[i])))
			return true;
	}
	return false;
}

static size_t
end_of_word(struct ha_span text, size_t at)
{
	while (at < text.len && !ha_is_separator(text.at[at]))
		at++;
	return at;
}

/* The first of them, in the lists; a command may hold what it likes. */
void
cli_lint_urls(const struct cli_line *line)
{
	size_t lists_end = line->options_at < line->comment_at
	    ? line->options_at
	    : line->comment_at;
	struct ha_span text = { line->table->source->bytes + line->start,
		line->end - line->start };
	const char *slashes = memmem(text.at, text.len, "://", 3);
	size_t colon, start;
	struct cli_finding *finding;

	if (slashes == NULL || cli_line_is_comment(line))
		return;
	colon = (size_t)(slashes - text.at);
	if (line->start + colon >= lists_end ||
	    !cli_is_url_before(text, colon, &start))
		return;
	finding = cli_find_in_line(line, HA_CODE_URL, line->start + start,
	    end_of_word(text, colon) - start);
	if (line->start + colon + 1 == line->options_at)
		finding->effect = HA_EFFECT_DENIED;
}
