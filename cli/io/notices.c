#include "cli/io/notices.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/escape.h"
#include "cli/io/message.h"

/* gcc's analyzer loses sight of what is stored after a counted index. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

/* Places remembered in one run: nobody reads more, and memory is bounded. */
#define PLACES_MAX 1000

struct cli_place {
	enum ha_code code;
	size_t offset;
	char *path;
};

static const char *
path_of(const struct ha_diag *diag)
{
	return diag->where.source == NULL ? diag->path
					  : diag->where.source->path;
}

static bool
is_told(const struct cli_notices *notices, const struct ha_diag *diag)
{
	for (size_t i = 0; i < notices->ntold; i++) {
		const struct cli_place *place = &notices->told[i];

		if (place->code == diag->code &&
		    place->offset == diag->where.offset &&
		    strcmp(place->path, path_of(diag)) == 0)
			return true;
	}
	return false;
}

/* False: it has been reported before. */
static bool
remember(struct cli_notices *notices, const struct ha_diag *diag)
{
	struct cli_place *place;

	if (is_told(notices, diag))
		return false;
	if (notices->told == NULL)
		notices->told = calloc(PLACES_MAX, sizeof(*notices->told));
	if (notices->told == NULL)
		cli_no_memory();
	place = &notices->told[notices->ntold];
	place->path = strdup(path_of(diag));
	if (place->path == NULL)
		cli_no_memory();
	place->code = diag->code;
	place->offset = diag->where.offset;
	notices->ntold++;
	return true;
}

/* "FILE:LINE:COL: LEVEL: TEXT [HAnnn]" */
static void
add_notice(struct ha_strbuf *out, const struct ha_diag *diag)
{
	cli_escape(out, ha_span_of(path_of(diag)));
	if (diag->where.source != NULL) {
		struct ha_place place =
		    ha_source_place(diag->where.source, diag->where.offset);

		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, place.line);
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, place.column);
	}
	ha_strbuf_add_text(out, ": ");
	ha_strbuf_add_text(out, ha_level_name(ha_code_level(diag->code)));
	ha_strbuf_add_text(out, ": ");
	ha_diag_format_text(diag, out);
	ha_strbuf_add_text(out, " [HA");
	ha_strbuf_add_number(out, (unsigned long)diag->code);
	ha_strbuf_add_byte(out, ']');
}

static void
tell(const struct ha_diag *diag)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	const char *help = ha_code_help(diag->code);

	add_notice(&out, diag);
	ha_strbuf_add_byte(&out, '\n');
	if (help[0] != '\0') {
		ha_strbuf_add_text(&out, "  help: ");
		ha_strbuf_add_text(&out, help);
		ha_strbuf_add_byte(&out, '\n');
	}
	cli_to_stderr(&out);
	ha_strbuf_free(&out);
}

static void
say_full(struct cli_notices *notices)
{
	if (!notices->is_full)
		cli_complain(NULL, "more messages about the rules are left out",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	notices->is_full = true;
}

void
cli_notices_tell(struct cli_notices *notices, const struct ha_diags *diags)
{
	for (size_t i = 0; i < diags->count && !notices->is_full; i++) {
		if (notices->ntold == PLACES_MAX)
			say_full(notices);
		else if (remember(notices, &diags->list[i]))
			tell(&diags->list[i]);
	}
	if (diags->dropped > 0)
		say_full(notices);
}

void
cli_notices_know(struct cli_notices *notices, const struct ha_diag *diag)
{
	if (notices->ntold < PLACES_MAX)
		remember(notices, diag);
}

void
cli_notices_free(struct cli_notices *notices)
{
	for (size_t i = 0; i < notices->ntold; i++)
		free(notices->told[i].path);
	free(notices->told);
}
