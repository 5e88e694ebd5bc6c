#include "row.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
row_split(char *line, struct row *row)
{
	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < ROW_COLUMNS; i++) {
		row->columns[i] = line == NULL ? NULL : strsep(&line, "\t");
		if (row->columns[i] == NULL)
			return false;
	}
	return line == NULL;
}

bool
row_is_heading(const struct row *row)
{
	return strcmp(row->columns[ROW_ID], "id") == 0;
}

static int
hex_digit(char digit)
{
	const char *digits = "0123456789abcdef";
	const char *found = strchr(digits, digit);

	return found == NULL ? 0 : (int)(found - digits);
}

struct row_text
row_unescape(const char *column, const char *auxdir)
{
	size_t size = strlen(column) * (strlen(auxdir) + 1) + 1;
	struct row_text out = { calloc(1, size), 0 };

	if (out.at == NULL)
		abort();
	while (*column != '\0') {
		if (strncmp(column, "@AUX@", 5) == 0) {
			memcpy(out.at + out.len, auxdir, strlen(auxdir));
			out.len += strlen(auxdir);
			column += 5;
		} else if (*column != '\\') {
			out.at[out.len++] = *column++;
		} else if (column[1] == 'x') {
			out.at[out.len++] = (char)(hex_digit(column[2]) * 16 +
			    hex_digit(column[3]));
			column += 4;
		} else {
			out.at[out.len++] = column[1] == 'n' ? '\n'
			    : column[1] == 't'		     ? '\t'
			    : column[1] == 'r'		     ? '\r'
							     : '\\';
			column += 2;
		}
	}
	return out;
}

char *
row_table_path(const char *column, const char *auxdir)
{
	if (strcmp(column, "@missing") == 0)
		return row_unescape("@AUX@/no/table", auxdir).at;
	if (strcmp(column, "@dir") == 0)
		return row_unescape("@AUX@", auxdir).at;
	if (strncmp(column, "@path:", 6) == 0)
		return row_unescape(column + 6, auxdir).at;
	return NULL;
}

static struct ha_span
span_of(struct row_text text)
{
	return (struct ha_span){ text.at, text.len };
}

static void
open_table(struct row_case *ready, struct ha_table *table, int which,
    const char *column)
{
	const char *name = which == 0 ? "allow" : "deny";

	if (ready->paths[which] != NULL) {
		*table = (struct ha_table){ ready->paths[which], NULL };
		return;
	}
	if (ha_source_from_memory(name, span_of(ready->texts[column[0]]),
		&ready->sources[which]) != HA_OK)
		abort();
	*table = (struct ha_table){ name, ready->sources[which] };
}
