#include "cli/io/escape.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

static bool shows_utf8;

void
cli_escape_init(void)
{
	setlocale(LC_CTYPE, "");
	shows_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	/* For wcwidth(); without it, nothing but ASCII counts as visible. */
	if (!shows_utf8)
		setlocale(LC_CTYPE, "C.UTF-8");
}

/* The lead bytes of UTF-8, and the least code that needs so many bytes. */
static const struct {
	unsigned char mask, lead;
	uint32_t least;
} forms[] = {
	{ 0x80, 0x00, 0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

static bool
read_tail(struct ha_span tail, uint32_t *code)
{
	for (size_t i = 0; i < tail.len; i++) {
		unsigned char byte = (unsigned char)tail.at[i];

		if ((byte & 0xc0) != 0x80)
			return false;
		*code = *code << 6 | (byte & 0x3fu);
	}
	return true;
}

size_t
cli_character(struct ha_span text, uint32_t *code)
{
	unsigned char first = (unsigned char)text.at[0];

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct ha_span tail;

		if ((first & forms[i].mask) != forms[i].lead)
			continue;
		if (text.len < i + 1)
			return 0;
		tail = ha_span_from(ha_span_before(text, i + 1), 1);
		*code = first & (0xffu ^ forms[i].mask);
		if (!read_tail(tail, code) || *code < forms[i].least ||
		    *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
			return 0;
		return i + 1;
	}
	return 0;
}

/*
 * What has a width and still shows nothing, or hides what it is: blanks that
 * are not the blank, joiners, directions, fillers, private use.
 */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{ 0x80, 0xa0 },
	{ 0xad, 0xad },
	{ 0x34f, 0x34f },
	{ 0x61c, 0x61c },
	{ 0x115f, 0x1160 },
	{ 0x1680, 0x1680 },
	{ 0x17b4, 0x17b5 },
	{ 0x180b, 0x180f },
	{ 0x2000, 0x200f },
	{ 0x2028, 0x202f },
	{ 0x205f, 0x206f },
	{ 0x2800, 0x2800 },
	{ 0x3000, 0x3000 },
	{ 0x3164, 0x3164 },
	{ 0xe000, 0xf8ff },
	{ 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffd },
	{ 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a },
	{ 0xe0000, 0x10ffff },
};

/* Columns of a character that may be shown as it is; 0: it may not. */
static size_t
visible_width(uint32_t code)
{
	int width;

	if (code < 0x80)
		return code >= 0x20 && code < 0x7f;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		if (code >= hidden[i].first && code <= hidden[i].last)
			return 0;
	}
	width = wcwidth((wchar_t)code);
	return width > 0 ? (size_t)width : 0;
}

static void
show_bytes(struct cli_glyph *glyph, struct ha_span bytes)
{
	static const char hex[] = "0123456789abcdef";

	glyph->width = 0;
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.at[i];
		char *out = glyph->buffer + glyph->width;

		out[0] = '\\';
		out[1] = 'x';
		out[2] = hex[byte >> 4];
		out[3] = hex[byte & 15];
		glyph->width += 4;
	}
	glyph->shown = (struct ha_span){ glyph->buffer, glyph->width };
}

static void
read_glyph(struct cli_glyph *glyph, struct ha_span text, bool allows_utf8)
{
	uint32_t code = 0;

	glyph->len = cli_character(text, &code);
	glyph->width = glyph->len > 0 ? visible_width(code) : 0;
	if (glyph->len == 0)
		glyph->len = 1;
	glyph->shown = ha_span_before(text, glyph->len);
	if (glyph->width == 0 || (glyph->len > 1 && !allows_utf8))
		show_bytes(glyph, glyph->shown);
}

void
cli_glyph_read(struct cli_glyph *glyph, struct ha_span text)
{
	read_glyph(glyph, text, shows_utf8);
}

/* How many characters are shown as they are, a byte and a column each. */
static size_t
plain_length(struct ha_span text)
{
	size_t len = 0;

	while (len < text.len && text.at[len] >= 0x20 && text.at[len] < 0x7f)
		len++;
	return len;
}

static void
escape(struct ha_strbuf *out, struct ha_span text, size_t max, bool allows_utf8)
{
	struct cli_glyph glyph;
	size_t plain = plain_length(text);
	size_t width = plain < max ? plain : max;

	ha_strbuf_add(out, ha_span_before(text, width));
	text = ha_span_from(text, width);
	while (text.len > 0 && width < max) {
		read_glyph(&glyph, text, allows_utf8);
		ha_strbuf_add(out, glyph.shown);
		width += glyph.width;
		text = ha_span_from(text, glyph.len);
	}
	if (text.len > 0)
		ha_strbuf_add_text(out, "...");
}

void
cli_escape(struct ha_strbuf *out, struct ha_span text)
{
	escape(out, text, SIZE_MAX, shows_utf8);
}

void
cli_escape_some(struct ha_strbuf *out, struct ha_span text, size_t max)
{
	escape(out, text, max, shows_utf8);
}

void
cli_escape_stable(struct ha_strbuf *out, struct ha_span text)
{
	escape(out, text, SIZE_MAX, true);
}

void
cli_escape_some_stable(struct ha_strbuf *out, struct ha_span text, size_t max)
{
	escape(out, text, max, true);
}

size_t
cli_characters(struct ha_span text)
{
	size_t count = 0;

	for (; text.len > 0; count++) {
		uint32_t ignored;
		size_t len = cli_character(text, &ignored);

		text = ha_span_from(text, len > 0 ? len : 1);
	}
	return count;
}

void
cli_escape_invalid(struct ha_strbuf *out, struct ha_span text)
{
	struct cli_glyph glyph;

	while (text.len > 0) {
		uint32_t code;
		size_t len = cli_character(text, &code);

		if (len > 0) {
			ha_strbuf_add(out, ha_span_before(text, len));
			text = ha_span_from(text, len);
			continue;
		}
		show_bytes(&glyph, ha_span_before(text, 1));
		ha_strbuf_add(out, glyph.shown);
		text = ha_span_from(text, 1);
	}
}
