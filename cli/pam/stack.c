#include "cli/pam/stack.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "cli/pam/control.h"
#include "cli/pam/files.h"
#include "cli/pam/lines.h"

/*
 * libpam refuses files that include each other deeper, the first not counted;
 * up to 1.5 substacks only, and what else includes itself ends where no file
 * can be opened any more.
 */
#define INCLUDES_MAX 16

/* Lines of one stack: files that include each other often are a mistake. */
#define LINES_MAX 10000

#define OTHER "other"

static const char *const type_names[CLI_PAM_TYPES] = {
	[CLI_PAM_AUTH] = "auth",
	[CLI_PAM_ACCOUNT] = "account",
	[CLI_PAM_SESSION] = "session",
	[CLI_PAM_PASSWORD] = "password",
};

/* One file that is being read, and what of it is wanted. */
struct frame {
	struct cli_pam_lines lines;
	int type; /* enum cli_pam_type; -1: any */
	int level;
	struct ha_location included; /* the outermost line that does */
	struct cli_pam_line by;      /* the line that includes it */
};

struct reading {
	struct cli_pam *pam;
	struct cli_pam_stack *stack;
	struct frame frames[INCLUDES_MAX + 1];
	size_t depth;
	bool is_other;
};

const char *
cli_pam_type_name(enum cli_pam_type type)
{
	return type_names[type];
}

void
cli_pam_stack_free(struct cli_pam_stack *stack)
{
	free(stack->lines);
}

/* The installed libpam is asked where it matters, and once. */
static struct cli_pam_lines
lines_of(struct cli_pam *pam, const struct ha_source *source)
{
	if (pam->version == CLI_PAM_INSTALLED && cli_pam_lines_differ(source))
		pam->version = cli_pam_version_installed();
	return (struct cli_pam_lines){ source, &pam->arena, 0, pam->version };
}

static struct cli_pam_line *
add_line(struct reading *reading)
{
	struct cli_pam_stack *stack = reading->stack;

	stack->lines = cli_vector_grow(stack->lines, &stack->size, stack->count,
	    sizeof(*stack->lines));
	return &stack->lines[stack->count++];
}

static void
fail(struct cli_pam_line *line, enum cli_pam_fault fault,
    struct ha_location word)
{
	line->kind = CLI_PAM_FAILS;
	if (line->fault != CLI_PAM_SOUND)
		return;
	line->fault = fault;
	line->word = word;
}

/* An unknown type counts as the most sensitive one. */
static void
read_type(struct cli_pam_line *line, const struct frame *frame,
    struct ha_span word, struct ha_location where)
{
	line->is_silent = word.len > 0 && word.at[0] == '-';
	if (line->is_silent)
		word = ha_span_from(word, 1);
	for (int i = 0; i < CLI_PAM_TYPES; i++) {
		if (!ha_span_equal_fold(word, ha_span_of(type_names[i])))
			continue;
		line->type = (enum cli_pam_type)i;
		return;
	}
	line->type =
	    frame->type < 0 ? CLI_PAM_AUTH : (enum cli_pam_type)frame->type;
	fail(line, CLI_PAM_BAD_TYPE, where);
}

static void
read_args(struct reading *reading, struct cli_pam_line *line,
    struct cli_pam_text *text)
{
	struct ha_arena *arena = &reading->pam->arena;
	struct cli_pam_text again = *text;
	struct ha_span word;

	while (cli_pam_text_word(text, arena, &word, NULL))
		line->nargs++;
	line->args =
	    ha_arena_alloc(arena, (line->nargs + 1) * sizeof(*line->args));
	line->arg_places = ha_arena_alloc(arena,
	    (line->nargs + 1) * sizeof(*line->arg_places));
	if (line->args == NULL || line->arg_places == NULL)
		cli_no_memory();
	for (size_t i = 0; i < line->nargs; i++)
		cli_pam_text_word(&again, arena, &line->args[i],
		    &line->arg_places[i]);
}

/*
 * Begins to read another file for the line; false, and the line fails, when
 * that cannot be done.
 */
static bool
include(struct reading *reading, struct cli_pam_line *line, int type, int level,
    struct ha_span name, struct ha_location where)
{
	struct ha_source *source;
	struct frame *frame = &reading->frames[reading->depth];

	if (reading->depth >= INCLUDES_MAX) {
		fail(line, CLI_PAM_TOO_DEEP, where);
		return false;
	}
	if (cli_pam_open_config(reading->pam, name, &source) != HA_OK) {
		fail(line, CLI_PAM_NO_FILE, where);
		return false;
	}
	*frame = (struct frame){ .lines = lines_of(reading->pam, source),
		.type = type,
		.level = level,
		.included = line->included.source != NULL ? line->included
							  : line->where,
		.by = *line };
	reading->depth++;
	return true;
}

/* "include", "substack", or a module's line. */
static void
read_control(struct reading *reading, struct cli_pam_line *line,
    struct cli_pam_text *text)
{
	struct ha_arena *arena = &reading->pam->arena;
	struct ha_location where = line->where, control_where;
	bool is_substack, is_include, has_control, has_name;
	struct ha_span name = HA_SPAN_EMPTY;

	has_control =
	    cli_pam_text_word(text, arena, &line->control, &control_where);
	is_substack = ha_span_equal_fold(line->control, HA_SPAN("substack"));
	is_include = is_substack ||
	    ha_span_equal_fold(line->control, HA_SPAN("include"));
	for (int i = 0; i < CLI_PAM_CODES; i++)
		line->actions[i] = CLI_PAM_BAD;
	if (!has_control)
		fail(line, CLI_PAM_NO_CONTROL, line->where);
	else if (!is_include &&
	    !cli_pam_control_read(line->control, line->actions))
		line->fault = CLI_PAM_BAD_CONTROL, line->word = control_where;
	has_name = cli_pam_text_word(text, arena, &name, &where);
	line->module = name;
	if (has_control)
		line->control_place = control_where;
	if (has_name)
		line->module_place = where;
	if (!is_include) {
		if (!has_name)
			fail(line, CLI_PAM_NO_MODULE, line->where);
		read_args(reading, line, text);
		return;
	}
	if (is_substack) {
		line->kind = CLI_PAM_SUBSTACK;
		*add_line(reading) = *line;
	}
	if (include(reading, line, (int)line->type, line->level + is_substack,
		name, where))
		line->kind = CLI_PAM_SUBSTACK; /* nothing more to be added */
}

/* Debian's way to include a file with all of its types. */
static bool
is_at_include(const struct cli_pam_text *text, struct cli_pam *pam)
{
	struct cli_pam_text copy = *text;
	struct ha_span word;

	return cli_pam_text_word(&copy, &pam->arena, &word, NULL) &&
	    ha_span_equal(word, HA_SPAN("@include"));
}

static struct cli_pam_line
new_line(const struct reading *reading, const struct cli_pam_text *text)
{
	const struct frame *frame = &reading->frames[reading->depth - 1];

	return (struct cli_pam_line){ .level = frame->level,
		.where = text->where,
		.gap = text->gap,
		.included = frame->included,
		.is_included = frame->included.source != NULL,
		.is_other = reading->is_other };
}

/* False: libpam gives up. */
static bool
read_at_include(struct reading *reading, struct cli_pam_text *text)
{
	const struct frame *frame = &reading->frames[reading->depth - 1];
	struct cli_pam_line line = new_line(reading, text);
	struct ha_location where = text->where;
	struct ha_span word, name = HA_SPAN_EMPTY;
	int type = frame->type, level = frame->level;

	cli_pam_text_word(text, &reading->pam->arena, &word, NULL);
	cli_pam_text_word(text, &reading->pam->arena, &name, &where);
	line.type = type < 0 ? CLI_PAM_AUTH : (enum cli_pam_type)type;
	line.module = name;
	line.module_place = where;
	line.control = word;
	for (int i = 0; i < CLI_PAM_CODES; i++)
		line.actions[i] = CLI_PAM_BAD;
	if (include(reading, &line, type, level, name, where))
		return true;
	/* Of no type in particular it cannot even fail. */
	if (type < 0)
		return false;
	*add_line(reading) = line;
	return true;
}

/* libpam gives the file up: the line that includes it fails, or the service. */
static bool
give_up(struct reading *reading)
{
	struct frame *frame = &reading->frames[--reading->depth];

	if (reading->depth == 0 || frame->type < 0)
		return false;
	fail(&frame->by, CLI_PAM_NO_FILE, frame->by.module_place);
	*add_line(reading) = frame->by;
	return true;
}

/* "/lib/security/", ".so" or "?": without a name for its log libpam goes no
 * further. */
static bool
has_no_log_name(const struct cli_pam_line *line)
{
	struct ha_span name = line->module;
	size_t slash = name.len, dot;

	while (slash > 0 && name.at[slash - 1] != '/')
		slash--;
	name = ha_span_from(name, slash);
	for (dot = name.len; dot > 0 && name.at[dot - 1] != '.';)
		dot--;
	if (dot > 0)
		name.len = dot - 1;
	return line->module_place.source != NULL &&
	    line->fault != CLI_PAM_NO_FILE && line->fault != CLI_PAM_TOO_DEEP &&
	    (name.len == 0 || ha_span_equal(name, HA_SPAN("?")));
}

static bool
read_line(struct reading *reading, struct cli_pam_text *text)
{
	const struct frame *frame = &reading->frames[reading->depth - 1];
	struct cli_pam_line line;
	struct ha_location where = text->where;
	struct ha_span word = HA_SPAN_EMPTY;

	if (is_at_include(text, reading->pam))
		return read_at_include(reading, text);
	line = new_line(reading, text);
	cli_pam_text_word(text, &reading->pam->arena, &word, &where);
	read_type(&line, frame, word, where);
	if (frame->type >= 0 && (int)line.type != frame->type)
		return true;
	read_control(reading, &line, text);
	if (line.kind == CLI_PAM_SUBSTACK)
		return true;
	*add_line(reading) = line;
	return !has_no_log_name(&line) || give_up(reading);
}

/* Reads the file and all that it includes. */
static bool
read_frames(struct reading *reading)
{
	while (reading->depth > 0) {
		struct frame *frame = &reading->frames[reading->depth - 1];
		struct cli_pam_text text;
		enum ha_status status =
		    cli_pam_lines_next(&frame->lines, &text);

		if (reading->stack->count > LINES_MAX)
			return false;
		if (status == HA_END)
			reading->depth--;
		else if (status == HA_GIVEN_UP ? !give_up(reading)
					       : !read_line(reading, &text))
			return false;
	}
	return true;
}

static bool
read_file(struct cli_pam *pam, struct cli_pam_stack *stack,
    struct ha_source *source, bool is_other)
{
	struct reading reading = {
		.pam = pam, .stack = stack, .depth = 1, .is_other = is_other
	};

	reading.frames[0] =
	    (struct frame){ .lines = lines_of(pam, source), .type = -1 };
	return read_frames(&reading);
}

/* A line of pam.conf begins with its service. */
static bool
read_pam_conf(struct cli_pam *pam, struct ha_span service,
    struct cli_pam_stack *stack)
{
	enum ha_status status;
	struct ha_source *source;
	struct reading reading = { .pam = pam, .stack = stack };
	struct cli_pam_lines lines;
	struct cli_pam_text text;

	if (cli_pam_open(pam, CLI_PAM_CONF, &source) != HA_OK)
		return false;
	lines = lines_of(pam, source);
	stack->source = source;
	while ((status = cli_pam_lines_next(&lines, &text)) == HA_OK) {
		struct ha_span word;

		cli_pam_text_word(&text, &pam->arena, &word, NULL);
		reading.is_other =
		    service.len > 0 && ha_span_equal_fold(word, HA_SPAN(OTHER));
		if (service.len > 0 && !reading.is_other &&
		    !ha_span_equal_fold(word, service))
			continue;
		text.offsets += (size_t)(text.rest.at - text.text.at);
		text.text = text.rest;
		reading.frames[0] = (struct frame){ .type = -1 };
		reading.frames[0].lines = lines;
		reading.frames[0].lines.next = source->len;
		reading.depth = 1;
		if (!read_line(&reading, &text) || !read_frames(&reading))
			return false;
		stack->is_read = stack->is_read || !reading.is_other;
	}
	return status == HA_END;
}

/* The service as libpam folds it: the last part of a path, in small letters. */
static struct ha_span
fold_service(struct cli_pam *pam, const char *service)
{
	const char *slash = strrchr(service, '/');
	char *copy = ha_arena_text(&pam->arena,
	    ha_span_of(slash == NULL ? service : slash + 1));

	if (copy == NULL)
		cli_no_memory();
	for (char *at = copy; *at != '\0'; at++)
		*at = ha_fold(*at);
	return ha_span_of(copy);
}

const char *
cli_pam_path_of(struct cli_pam *pam, const char *service)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	const char *kept;

	if (strchr(service, '/') != NULL)
		return service;
	if (cli_pam_has_dirs(pam)) {
		ha_strbuf_add_text(&path,
		    pam->dir != NULL ? pam->dir : CLI_PAM_DIR);
		ha_strbuf_add_byte(&path, '/');
		ha_strbuf_add(&path, fold_service(pam, service));
	} else {
		ha_strbuf_add_text(&path, CLI_PAM_CONF);
	}
	kept = path.failed ? NULL
			   : ha_arena_text(&pam->arena, ha_strbuf_span(&path));
	if (kept == NULL)
		cli_no_memory();
	ha_strbuf_free(&path);
	return kept;
}

static bool
read_service(struct cli_pam *pam, const char *service,
    struct cli_pam_stack *stack)
{
	bool is_file = strchr(service, '/') != NULL;
	struct ha_span name = fold_service(pam, service);
	struct ha_source *source;
	enum ha_status status;

	if (!is_file && !cli_pam_has_dirs(pam))
		return read_pam_conf(pam, name, stack);
	status = is_file ? cli_pam_open(pam, service, &source)
			 : cli_pam_open_config(pam, name, &source);
	stack->is_read = status == HA_OK;
	stack->source = source;
	if (status != HA_OK && status != HA_MISSING)
		return false;
	if (source != NULL && !read_file(pam, stack, source, false))
		return false;
	if (cli_pam_open_config(pam, HA_SPAN(OTHER), &source) == HA_OK)
		return read_file(pam, stack, source, true);
	return stack->is_read;
}

/* Those of "other" count for the types that the service leaves out. */
static void
drop_other(struct cli_pam_stack *stack)
{
	bool has_own[CLI_PAM_TYPES] = { false };
	size_t kept = 0;

	for (size_t i = 0; i < stack->count; i++) {
		if (!stack->lines[i].is_other)
			has_own[stack->lines[i].type] = true;
	}
	for (size_t i = 0; i < stack->count; i++) {
		if (!stack->lines[i].is_other || !has_own[stack->lines[i].type])
			stack->lines[kept++] = stack->lines[i];
	}
	stack->count = kept;
}

bool
cli_pam_read(struct cli_pam *pam, const char *service,
    struct cli_pam_stack *stack)
{
	bool is_whole;

	*stack = (struct cli_pam_stack){ .lines = NULL };
	is_whole = read_service(pam, service, stack);
	drop_other(stack);
	return is_whole;
}
