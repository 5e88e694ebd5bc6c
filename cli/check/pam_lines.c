#include "cli/check/pam_lines.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/grow.h"
#include "cli/message.h"

#define FOLDER "/etc/pam.d"
#define SINGLE_FILE "/etc/pam.conf"
#define MODULE "pam_hostsaccess.so"

/* Real machines have some dozens of files, of some hundred bytes each. */
#define FILES_MAX 1000
#define BYTES_MAX 65536

/* What a stack names; more is no configuration that anybody wrote. */
#define LINES_MAX 1000

struct reading {
	struct cli_pam_lines *lines;
	const char *file;
};

static char *
keep(struct reading *reading, struct ha_span text)
{
	char *copy = ha_arena_text(&reading->lines->arena, text);

	if (copy == NULL)
		cli_no_memory();
	return copy;
}

/* The argument's bytes: "\]" is a ']' inside brackets. */
static struct ha_span
unbracket(struct reading *reading, struct ha_span word)
{
	char *copy = keep(reading, word);
	size_t len = 0;

	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] == '\\' && i + 1 < word.len &&
		    word.at[i + 1] == ']')
			continue;
		copy[len++] = word.at[i];
	}
	copy[len] = '\0';
	return (struct ha_span){ copy, len };
}

/* The next word of a line, or what stands in brackets, without them. */
static bool
next_word(struct reading *reading, struct ha_span *rest, struct ha_span *word)
{
	size_t end = 0;

	*rest = ha_span_trim(*rest);
	if (rest->len == 0)
		return false;
	if (rest->at[0] != '[') {
		while (end < rest->len && !ha_is_space(rest->at[end]))
			end++;
		*word = ha_span_before(*rest, end);
		*rest = ha_span_from(*rest, end);
		return true;
	}
	*rest = ha_span_from(*rest, 1);
	while (end < rest->len &&
	    (rest->at[end] != ']' || (end > 0 && rest->at[end - 1] == '\\')))
		end++;
	*word = unbracket(reading, ha_span_before(*rest, end));
	*rest = ha_span_from(*rest, end + (end < rest->len));
	return true;
}

static bool
is_module(struct ha_span word)
{
	struct ha_span name = HA_SPAN(MODULE);

	return word.len >= name.len &&
	    ha_span_equal(ha_span_from(word, word.len - name.len), name) &&
	    (word.len == name.len || word.at[word.len - name.len - 1] == '/');
}

static void
take_argument(struct reading *reading, struct cli_pam_line *line,
    struct ha_span word)
{
	static const struct {
		const char *start;
		enum ha_table_kind kind;
	} arguments[] = {
		{ "allow=/", HA_TABLE_ALLOW },
		{ "deny=/", HA_TABLE_DENY },
	};

	for (size_t i = 0; i < 2; i++) {
		struct ha_span start = ha_span_of(arguments[i].start);

		if (word.len > start.len &&
		    ha_span_equal(ha_span_before(word, start.len), start))
			line->tables[arguments[i].kind] =
			    keep(reading, ha_span_from(word, start.len - 1));
	}
}

static void
read_line(struct reading *reading, struct ha_span rest)
{
	struct cli_pam_lines *lines = reading->lines;
	struct cli_pam_line line = { .file = reading->file,
		.tables = { "/etc/hosts.allow", "/etc/hosts.deny" } };
	struct ha_span word;
	bool is_ours = false;

	while (!is_ours && next_word(reading, &rest, &word))
		is_ours = is_module(word);
	if (!is_ours || lines->count == LINES_MAX)
		return;
	while (next_word(reading, &rest, &word))
		take_argument(reading, &line, word);
	lines->list = cli_grow(lines->list, &lines->size, lines->count,
	    sizeof(lines->list[0]));
	lines->list[lines->count++] = line;
}

/* Joins what backslashes continue; a comment ends with its own line. */
static void
read_text(struct reading *reading, struct ha_span rest)
{
	struct ha_strbuf joined = HA_STRBUF_INIT;

	while (rest.len > 0) {
		size_t end = ha_span_find(rest, '\n');
		struct ha_span line = ha_span_before(rest, end);
		bool goes_on = false;

		rest = ha_span_from(rest, end + (end < rest.len));
		line = ha_span_before(line, ha_span_find(line, '#'));
		goes_on = line.len > 0 && line.at[line.len - 1] == '\\';
		ha_strbuf_add(&joined,
		    ha_span_before(line, line.len - goes_on));
		ha_strbuf_add_byte(&joined, ' ');
		if (goes_on && rest.len > 0)
			continue;
		if (joined.failed)
			cli_no_memory();
		read_line(reading, ha_strbuf_span(&joined));
		ha_strbuf_clear(&joined);
	}
	ha_strbuf_free(&joined);
}

static void
read_file(struct cli_pam_lines *lines, const char *path)
{
	struct reading reading = { .lines = lines };
	struct ha_source *source;
	struct stat st;
	int error;

	if (stat(path, &st) != 0 || st.st_size > BYTES_MAX ||
	    ha_source_open(path, &source, &error) != HA_OK)
		return;
	reading.file = keep(&reading, ha_span_of(path));
	read_text(&reading, (struct ha_span){ source->bytes, source->len });
	ha_source_free(source);
}

/* Hidden files, and what editors and package managers leave behind. */
static int
is_stack(const struct dirent *entry)
{
	struct ha_span name = ha_span_of(entry->d_name);

	return name.at[0] != '.' && name.at[name.len - 1] != '~' &&
	    strstr(entry->d_name, ".dpkg-") == NULL &&
	    strstr(entry->d_name, ".rpm") == NULL;
}

void
cli_pam_lines_read(struct cli_pam_lines *lines)
{
	struct dirent **entries;
	int count = scandir(FOLDER, &entries, is_stack, alphasort);

	/* PAM reads the single file only where there is no folder. */
	if (count < 0)
		read_file(lines, SINGLE_FILE);
	for (int i = 0; i < count; i++) {
		struct ha_strbuf path = HA_STRBUF_INIT;

		ha_strbuf_add_text(&path, FOLDER "/");
		ha_strbuf_add_text(&path, entries[i]->d_name);
		if (path.failed)
			cli_no_memory();
		if (i < FILES_MAX)
			read_file(lines, ha_strbuf_text(&path));
		ha_strbuf_free(&path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

void
cli_pam_lines_free(struct cli_pam_lines *lines)
{
	free(lines->list);
	ha_arena_free(&lines->arena);
}
