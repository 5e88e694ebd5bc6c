#include "notices.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "message.h"

/* Places remembered in one run: nobody reads more, and memory is bounded. */
#define PLACES_MAX 1000

struct place {
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

static int
compare(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->code != b->code)
		return a->code < b->code ? -1 : 1;
	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	return strcmp(a->path, b->path);
}

static void
free_place(void *node)
{
	struct place *place = node;

	free(place->path);
	free(place);
}

/* False: it has been told before. */
static bool
remember(struct cli_notices *notices, const struct ha_diag *diag)
{
	struct place *place = malloc(sizeof(*place));
	struct place **found;

	if (place == NULL)
		cli_no_memory();
	*place = (struct place){ diag->code, diag->where.offset,
		strdup(path_of(diag)) };
	if (place->path == NULL)
		cli_no_memory();
	found = tsearch(place, &notices->told, compare);
	if (found == NULL)
		cli_no_memory();
	if (*found == place) {
		notices->ntold++;
		return true;
	}
	free_place(place);
	return false;
}

void
cli_notice_add(struct ha_strbuf *out, const struct ha_diag *diag)
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

	cli_notice_add(&out, diag);
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
cli_notices_free(struct cli_notices *notices)
{
	tdestroy(notices->told, free_place);
}
