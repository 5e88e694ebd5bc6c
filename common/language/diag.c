#include "common/language/diag.h"

#include <string.h>

#include "common/base/errortext.h"

static const struct {
	enum ha_code code;
	enum ha_level level;
	const char *text, *help;
} codes[] = {
#define HA_CODE(number, name, level, text, help) \
	{ HA_CODE_##name, HA_LEVEL_##level, text, help },
#include "common/language/codes.def"
#undef HA_CODE
};

static size_t
find_code(enum ha_code code)
{
	size_t i = 0;

	while (i + 1 < sizeof(codes) / sizeof(codes[0]) &&
	    codes[i].code != code)
		i++;
	return i;
}

bool
ha_code_starts(enum ha_code code, struct ha_span digits)
{
	char text[] = { (char)('0' + code / 100), (char)('0' + code / 10 % 10),
		(char)('0' + code % 10) };

	return ha_span_starts_fold((struct ha_span){ text, sizeof(text) },
	    digits);
}

bool
ha_code_exists(struct ha_span digits)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (ha_code_starts(codes[i].code, digits))
			return true;
	}
	return false;
}

enum ha_level
ha_code_level(enum ha_code code)
{
	return codes[find_code(code)].level;
}

const char *
ha_code_text(enum ha_code code)
{
	return codes[find_code(code)].text;
}

const char *
ha_code_help(enum ha_code code)
{
	return codes[find_code(code)].help;
}

const char *
ha_level_name(enum ha_level level)
{
	switch (level) {
	case HA_LEVEL_NOTE:
		return "note";
	case HA_LEVEL_WARNING:
		return "warning";
	case HA_LEVEL_ERROR:
		return "error";
	}
	return "";
}

static const char *
effect_text(enum ha_effect effect)
{
	switch (effect) {
	case HA_EFFECT_NONE:
		return "";
	case HA_EFFECT_SKIPPED:
		return "; matches nothing";
	case HA_EFFECT_RULE_FAILS:
		return "; the rule matches nothing";
	case HA_EFFECT_REFUSES:
		return "; refuses everyone who reaches it";
	case HA_EFFECT_AS_LIBWRAP:
		return "; refuses what libwrap would refuse";
	case HA_EFFECT_AS_ALL:
		return "; its last word counts as ALL";
	case HA_EFFECT_UNSPARING:
		return "; the rule's exceptions do not count";
	case HA_EFFECT_DENIED:
		return "; denied";
	}
	return "";
}

/* A pattern file is read again each time a rule comes to it. */
static bool
is_same_source(const struct ha_source *a, const struct ha_source *b)
{
	return a == b ||
	    (a != NULL && b != NULL && strcmp(a->path, b->path) == 0);
}

/* A word of such a file means one thing in one rule and more in another. */
static bool
is_same_finding(const struct ha_diag *a, const struct ha_diag *b)
{
	return a->code == b->code && a->effect == b->effect &&
	    a->path == b->path && a->where.offset == b->where.offset &&
	    is_same_source(a->where.source, b->where.source);
}

bool
ha_diags_are_full(const struct ha_diags *diags)
{
	return diags->count == HA_DIAGS_MAX;
}

void
ha_diags_add(struct ha_diags *diags, struct ha_diag diag)
{
	for (size_t i = 0; i < diags->count; i++) {
		if (is_same_finding(&diags->list[i], &diag))
			return;
	}
	if (ha_diags_are_full(diags)) {
		diags->dropped++;
		return;
	}
	diags->list[diags->count++] = diag;
}

bool
ha_diags_have(const struct ha_diags *diags, enum ha_code code,
    struct ha_location where)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct ha_diag *diag = &diags->list[i];

		if (diag->code == code && diag->where.source == where.source &&
		    diag->where.offset == where.offset)
			return true;
	}
	return false;
}

struct ha_diags_mark
ha_diags_mark(const struct ha_diags *diags)
{
	return (struct ha_diags_mark){ diags->count, diags->dropped };
}

void
ha_diags_cut(struct ha_diags *diags, struct ha_diags_mark mark)
{
	diags->count = mark.count;
	diags->dropped = mark.dropped;
}

void
ha_diag_format_text(const struct ha_diag *diag, struct ha_strbuf *out)
{
	ha_strbuf_add_text(out, ha_code_text(diag->code));
	if (diag->error != 0) {
		ha_strbuf_add_text(out, ": ");
		ha_strbuf_add_text(out, ha_error_text(diag->error));
	}
	ha_strbuf_add_text(out, effect_text(diag->effect));
}

static void
add_place(const struct ha_diag *diag, struct ha_strbuf *out)
{
	struct ha_place place;

	if (diag->where.source == NULL) {
		ha_strbuf_add_escaped(out, ha_span_of(diag->path));
		return;
	}
	place = ha_source_place(diag->where.source, diag->where.offset);
	ha_strbuf_add_escaped(out, ha_span_of(diag->where.source->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, place.line);
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, place.column);
}

void
ha_diag_format(const struct ha_diag *diag, struct ha_strbuf *out)
{
	add_place(diag, out);
	ha_strbuf_add_text(out, ": ");
	ha_strbuf_add_text(out, ha_level_name(ha_code_level(diag->code)));
	ha_strbuf_add_text(out, ": ");
	ha_diag_format_text(diag, out);
	ha_strbuf_add_text(out, " [HA");
	ha_strbuf_add_number(out, (unsigned long)diag->code);
	ha_strbuf_add_byte(out, ']');
}
