#include <string.h>

#include "cli/io/escape.h"
#include "cli/io/excerpt.h"
#include "cli/io/message.h"
#include "cli/status/row.h"
#include "cli/status/standing.h"

enum column {
	SERVICE,
	GUARDED,
	AUTH,
	ACCOUNT,
	SESSION,
	LIBWRAP,
	PROGRAM,
	COLUMNS
};

static const char *const titles[COLUMNS] = { "SERVICE", "GUARDED", "AUTH",
	"ACCOUNT", "SESSION", "LIBWRAP", "PROGRAM" };

static void
add_place(struct ha_strbuf *out, const struct cli_row *row,
    enum cli_pam_type type)
{
	if (!row->has_pam || row->guard.files[type] == NULL) {
		ha_strbuf_add_byte(out, '-');
		return;
	}
	cli_escape(out, ha_span_of(row->guard.files[type]->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, row->guard.lines[type]);
}

/* Of a program that needs it. */
static const char *const asking_words[] = {
	[CLI_ASKS_NEVER] = "no",
	[CLI_ASKS_MAYBE] = "?",
	[CLI_ASKS_IF_SET] = "?",
	[CLI_ASKS_IF_EACH] = "?",
	[CLI_ASKS_ALWAYS] = "yes",
};

/* A setting of a file has a name that is as short as it is helpful. */
static void
add_asking(struct ha_strbuf *out, const struct cli_row *row)
{
	if (row->asker == NULL) {
		ha_strbuf_add_text(out, "can ask");
		return;
	}
	ha_strbuf_add_text(out, asking_words[row->setting.asks]);
	if (row->asker->files == NULL)
		return;
	ha_strbuf_add_text(out, ", ");
	ha_strbuf_add_text(out, row->asker->setting);
	if (row->setting.value == NULL)
		return;
	ha_strbuf_add_byte(out, '=');
	cli_escape(out, ha_span_of(row->setting.value));
}

static void
add_libwrap(struct ha_strbuf *out, const struct cli_row *row)
{
	static const char *const words[] = {
		[CLI_LIBWRAP_NO] = "no",
		[CLI_LIBWRAP_YES] = "yes",
		[CLI_LIBWRAP_GUESS] = "guess",
		[CLI_LIBWRAP_UNKNOWN] = "?",
		[CLI_LIBWRAP_FOREIGN] = "?",
		[CLI_LIBWRAP_BROKEN] = "?",
		[CLI_LIBWRAP_UNREADABLE] = "?",
	};
	const char *by = row->libwrap.by;

	if (row->program == NULL)
		ha_strbuf_add_byte(out, '-');
	else if (row->libwrap.is == CLI_LIBWRAP_YES)
		add_asking(out, row);
	else
		ha_strbuf_add_text(out, words[row->libwrap.is]);
	if (by == NULL)
		return;
	ha_strbuf_add_text(out, ", by ");
	cli_escape(out, ha_span_of(cli_base_name(by)));
}

/* May it be guarded for all that is known? */
static bool
is_unknown(const struct cli_row *row)
{
	return (row->has_pam && row->guard.is_unread) ||
	    (row->program != NULL && row->libwrap.is == CLI_LIBWRAP_YES &&
		row->setting.asks == CLI_ASKS_MAYBE);
}

static void
add_cell(struct ha_strbuf *out, const struct cli_row *row, enum column column)
{
	switch (column) {
	case SERVICE:
		cli_escape(out, ha_span_of(row->service));
		break;
	case GUARDED:
		ha_strbuf_add_text(out,
		    row->is_guarded       ? "yes"
			: is_unknown(row) ? "?"
					  : "no");
		break;
	case AUTH:
		add_place(out, row, CLI_PAM_AUTH);
		break;
	case ACCOUNT:
		add_place(out, row, CLI_PAM_ACCOUNT);
		break;
	case SESSION:
		add_place(out, row, CLI_PAM_SESSION);
		break;
	case LIBWRAP:
		add_libwrap(out, row);
		break;
	case PROGRAM:
		cli_escape(out,
		    row->program == NULL ? HA_SPAN("-")
					 : ha_span_of(row->program));
		break;
	case COLUMNS:
		break;
	}
}

static void
measure(const struct cli_status *status, size_t widths[COLUMNS])
{
	for (int column = 0; column < COLUMNS; column++) {
		widths[column] = strlen(titles[column]);
		for (size_t i = 0; i < status->count; i++) {
			struct ha_strbuf cell = HA_STRBUF_INIT;
			size_t width;

			add_cell(&cell, &status->rows[i], (enum column)column);
			width = cli_columns(ha_strbuf_span(&cell));
			if (width > widths[column])
				widths[column] = width;
			ha_strbuf_free(&cell);
		}
	}
}

/* row NULL: the titles.  color may be NULL; it is for GUARDED. */
static void
print_row(struct ha_strbuf *out, const struct cli_row *row,
    const size_t widths[COLUMNS], const char *color)
{
	for (int column = 0; column < COLUMNS; column++) {
		struct ha_strbuf cell = HA_STRBUF_INIT;
		bool is_painted =
		    color != NULL && (row == NULL || column == GUARDED);

		if (row == NULL)
			ha_strbuf_add_text(&cell, titles[column]);
		else
			add_cell(&cell, row, (enum column)column);
		if (cell.failed)
			cli_no_memory();
		if (is_painted)
			ha_strbuf_add_text(out, color);
		ha_strbuf_add(out, ha_strbuf_span(&cell));
		if (is_painted)
			ha_strbuf_add_text(out, "\033[0m");
		if (column + 1 < COLUMNS)
			cli_add_repeated(out, ' ',
			    widths[column] + 2 -
				cli_columns(ha_strbuf_span(&cell)));
		ha_strbuf_free(&cell);
	}
	ha_strbuf_add_byte(out, '\n');
}

static const char *
color_of(const struct cli_row *row)
{
	if (row->is_guarded)
		return "\033[1;32m";
	return row->is_remote ? "\033[1;31m" : NULL;
}

static void
print_advice(const struct cli_status *status, struct ha_strbuf *out)
{
	bool is_first = true;

	for (size_t i = 0; i < status->count; i++) {
		struct ha_strbuf advice = HA_STRBUF_INIT;

		cli_row_advice(&status->rows[i], status->pam.dir, &advice);
		if (advice.len > 0) {
			ha_strbuf_add_text(out, is_first ? "\n" : "");
			cli_escape(out, ha_span_of(status->rows[i].service));
			ha_strbuf_add_text(out, ": ");
			ha_strbuf_add(out, ha_strbuf_span(&advice));
			ha_strbuf_add_byte(out, '\n');
			is_first = false;
		}
		ha_strbuf_free(&advice);
	}
}

void
cli_status_print_text(const struct cli_status *status, bool has_color,
    struct ha_strbuf *out)
{
	size_t widths[COLUMNS];

	measure(status, widths);
	print_row(out, NULL, widths, has_color ? "\033[1m" : NULL);
	for (size_t i = 0; i < status->count; i++)
		print_row(out, &status->rows[i], widths,
		    has_color ? color_of(&status->rows[i]) : NULL);
	print_advice(status, out);
	if (status->pam.dir == NULL)
		cli_status_add_standings(status, out);
	if (status->unseen == 0)
		return;
	ha_strbuf_add_byte(out, '\n');
	ha_strbuf_add_number(out, status->unseen);
	ha_strbuf_add_text(out,
	    status->unseen == 1
		? " listening socket belongs to no program that can be seen\n"
		: " listening sockets belong to no program that can be "
		  "seen\n");
}
