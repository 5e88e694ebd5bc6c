#include "tests/oracle/sketch.h"
#include "tests/support/age.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
sketch_add(struct sketch_list *list, const char *text)
{
	if (list->count < SKETCH_WORDS)
		snprintf(list->words[list->count++], SKETCH_TEXT, "%s", text);
}

bool
sketch_is_except(const char *word)
{
	return strcasecmp(word, "EXCEPT") == 0;
}

static bool
list_is_well_formed(const struct sketch_list *list)
{
	bool is_after_except = true;

	for (size_t i = 0; i < list->count; i++) {
		bool is_except = sketch_is_except(list->words[i]);

		if (is_except && is_after_except)
			return false;
		is_after_except = is_except;
	}
	return !is_after_except;
}

bool
sketch_is_well_formed(const struct sketch *sketch)
{
	for (int t = 0; t < 2; t++) {
		const struct sketch_table *table = &sketch->tables[t];

		for (size_t i = 0; i < table->count; i++) {
			const struct sketch_list *parts = table->rules[i].parts;

			if (!list_is_well_formed(&parts[SKETCH_DAEMONS]) ||
			    !list_is_well_formed(&parts[SKETCH_CLIENTS]))
				return false;
		}
	}
	return true;
}

/* What may stand where; the first is the plain way. */
static const char *const separators[] = { " ", ", ", ",", "\t", " ,\t", ",,",
	"\r " };
static const char *const colons[] = { ": ", ":", " : ", "\t:", ":\r\t" };
static const char *const ends[] = { "\n", "\r\n", " \n", "\t\r\n" };
static const char *const preludes[] = { "", "", "", "\n", " \t\r\n",
	"# old: ALL: deny\n", "#\n", "# goes on \\\nALL: ALL: allow\n",
	"#ALL: ALL # [\r\n", "  ", "\t", "\\\n" };

/* A number from 0 on that names one of the ways. */
#define WAY(chance, ways) \
	((unsigned)chance_below((chance), sizeof(ways) / sizeof(*(ways))))

void
sketch_lay_out(struct chance *chance, struct sketch_layout *layout)
{
	layout->prelude = WAY(chance, preludes);
	layout->separator = WAY(chance, separators);
	layout->colon = WAY(chance, colons);
	layout->end = WAY(chance, ends);
	if (chance_percent(chance, 20))
		layout->torn = (unsigned)chance_below(chance, 1000);
}

static void
print_rule(FILE *out, const struct sketch_rule *rule)
{
	const char *separator = separators[rule->layout.separator];
	const char *colon = colons[rule->layout.colon];

	for (int part = SKETCH_DAEMONS; part <= SKETCH_OPTIONS; part++) {
		const struct sketch_list *list = &rule->parts[part];

		if (part != SKETCH_DAEMONS && list->count > 0)
			fputs(colon, out);
		for (size_t i = 0; i < list->count; i++) {
			if (i > 0)
				fputs(part == SKETCH_OPTIONS ? colon
							     : separator,
				    out);
			fputs(list->words[i], out);
		}
	}
}

/*
 * Anything may be torn apart but a path, which has its folder put in later,
 * and a backslash from its newline, which would leave the backslash alone.
 */
static size_t
place_of_break(const struct sketch_layout *layout, const char *text)
{
	size_t len = strlen(text), place = len * layout->torn / 1000;

	if (layout->torn == 0 || strstr(text, "@AUX@") != NULL ||
	    (place > 0 && text[place - 1] == '\\' && text[place] == '\n'))
		return len;
	return place;
}

static void
escape(FILE *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			fputs("\\n", out);
		else if (text[i] == '\t')
			fputs("\\t", out);
		else if (text[i] == '\r')
			fputs("\\r", out);
		else if (text[i] == '\\')
			fputs("\\\\", out);
		else
			fputc(text[i], out);
	}
}

static void
write_rule(FILE *out, const struct sketch_rule *rule)
{
	const struct sketch_layout *layout = &rule->layout;
	char *text = NULL;
	size_t len = 0, torn;
	FILE *line = open_memstream(&text, &len);

	if (line == NULL)
		abort();
	fputs(preludes[layout->prelude], line);
	print_rule(line, rule);
	fputs(ends[layout->end], line);
	if (fclose(line) != 0)
		abort();
	torn = place_of_break(layout, text);
	escape(out, text, torn);
	if (torn < len)
		escape(out, "\\\n", 2);
	escape(out, text + torn, len - torn);
	free(text);
}

void
sketch_tables(const struct sketch *sketch, char *columns[2])
{
	for (int t = 0; t < 2; t++) {
		const struct sketch_table *table = &sketch->tables[t];
		size_t size;
		FILE *out = open_memstream(&columns[t], &size);

		if (out == NULL)
			abort();
		if (table->is_missing)
			fputs("@missing", out);
		for (size_t i = 0; i < table->count && !table->is_missing; i++)
			write_rule(out, &table->rules[i]);
		if (fclose(out) != 0)
			abort();
	}
}

void
sketch_row(char *const columns[2], const struct sketch_request *request,
    struct row *row)
{
	*row = (struct row){ { NULL } };
	row->columns[ROW_ID] = "random";
	row->columns[ROW_ALLOW] = columns[0];
	row->columns[ROW_DENY] = columns[1];
	for (int i = ROW_DAEMON; i <= ROW_USER; i++)
		row->columns[i] = request->facts[i - ROW_DAEMON];
	row->columns[ROW_LIBWRAP] = "";
	row->columns[ROW_EXPECTED] = "";
	row->columns[ROW_CODES] = "-";
}

/* Each file separates its words in its own way. */
void
sketch_write_files(const struct sketch *sketch, const char *dir)
{
	static const char *const between[SKETCH_FILES] = { "\n", " \t",
		"\r\n" };

	for (int f = 0; f < SKETCH_FILES; f++) {
		const struct sketch_list *words = &sketch->files[f];
		char path[4096];
		FILE *file;

		snprintf(path, sizeof(path), "%s/f%d", dir, f);
		unlink(path); /* as in wrap.c */
		file = fopen(path, "w");
		if (file == NULL)
			abort();
		for (size_t i = 0; i < words->count; i++) {
			struct row_text word =
			    row_unescape(words->words[i], dir);

			fprintf(file, "%s%s", word.at, between[f]);
			free(word.at);
		}
		if (fclose(file) != 0 || age_file(path) != 0)
			abort();
	}
}
