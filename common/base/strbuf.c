#include "common/base/strbuf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool
make_room(struct ha_strbuf *buf, size_t more)
{
	size_t need, size;
	char *text;

	if (buf->failed)
		return false;
	if (more > SIZE_MAX / 2 - 1 - buf->len) {
		buf->failed = true;
		return false;
	}
	need = buf->len + more + 1;
	if (need <= buf->size)
		return true;
	size = buf->size < 64 ? 64 : buf->size * 2;
	if (size < need)
		size = need;
	text = realloc(buf->text, size);
	if (text == NULL) {
		buf->failed = true;
		return false;
	}
	buf->text = text;
	buf->size = size;
	return true;
}

void
ha_strbuf_add(struct ha_strbuf *buf, struct ha_span text)
{
	if (!make_room(buf, text.len))
		return;
	if (text.len > 0)
		memcpy(buf->text + buf->len, text.at, text.len);
	buf->len += text.len;
	buf->text[buf->len] = '\0';
}

void
ha_strbuf_add_text(struct ha_strbuf *buf, const char *text)
{
	ha_strbuf_add(buf, ha_span_of(text));
}

void
ha_strbuf_add_byte(struct ha_strbuf *buf, char byte)
{
	ha_strbuf_add(buf, (struct ha_span){ &byte, 1 });
}

void
ha_strbuf_add_number(struct ha_strbuf *buf, unsigned long number)
{
	char digits[3 * sizeof(number)];
	size_t start = sizeof(digits);

	do {
		digits[--start] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	ha_strbuf_add(buf,
	    (struct ha_span){ digits + start, sizeof(digits) - start });
}

void
ha_strbuf_add_escaped(struct ha_strbuf *buf, struct ha_span text)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];

		if (byte >= 0x20 && byte < 0x7f) {
			ha_strbuf_add_byte(buf, (char)byte);
			continue;
		}
		ha_strbuf_add_text(buf, "\\x");
		ha_strbuf_add_byte(buf, hex[byte >> 4]);
		ha_strbuf_add_byte(buf, hex[byte & 15]);
	}
}

const char *
ha_strbuf_text(const struct ha_strbuf *buf)
{
	return buf->failed || buf->text == NULL ? "" : buf->text;
}

struct ha_span
ha_strbuf_span(const struct ha_strbuf *buf)
{
	if (buf->failed || buf->text == NULL)
		return HA_SPAN_EMPTY;
	return (struct ha_span){ buf->text, buf->len };
}

void
ha_strbuf_clear(struct ha_strbuf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->text != NULL)
		buf->text[0] = '\0';
}

void
ha_strbuf_free(struct ha_strbuf *buf)
{
	free(buf->text);
	*buf = HA_STRBUF_INIT;
}
