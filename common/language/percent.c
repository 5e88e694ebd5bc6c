#include "common/language/percent.h"

#include <string.h>

#include "common/base/bounds.h"

bool
ha_percent_is_known(char byte)
{
	return byte == '%' ||
	    (byte != '\0' && strchr(HA_PERCENT_LETTERS, byte) != NULL);
}

static bool
is_harmless(char byte)
{
	return ha_is_digit(byte) || ha_is_letter(byte) ||
	    (byte != '\0' && strchr("!@%-_=+:,./", byte) != NULL);
}

static void
add_value(struct ha_strbuf *out, struct ha_span value, bool keeps_dash)
{
	for (size_t i = 0; i < value.len; i++) {
		char byte = value.at[i];

		if (!is_harmless(byte) ||
		    (i == 0 && byte == '-' && !keeps_dash))
			byte = '_';
		ha_strbuf_add_byte(out, byte);
	}
}

static void
add_letter(struct ha_strbuf *out, char letter,
    const struct ha_percent_value *values, size_t nvalues, bool keeps_dash)
{
	if (letter == '%')
		ha_strbuf_add_byte(out, '%');
	for (size_t i = 0; i < nvalues; i++) {
		if (values[i].letter == letter)
			add_value(out, values[i].text, keeps_dash);
	}
}

bool
ha_percent_uses(struct ha_span text, const char *letters)
{
	for (size_t i = 0; i + 1 < text.len; i++) {
		if (text.at[i] == '%' && text.at[++i] != '\0' &&
		    strchr(letters, text.at[i]) != NULL)
			return true;
	}
	return false;
}

enum ha_status
ha_percent_expand(struct ha_span text, const struct ha_percent_value *values,
    size_t nvalues, bool keeps_dash, struct ha_strbuf *out)
{
	size_t start = out->len;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '%' && i + 1 < text.len)
			add_letter(out, text.at[++i], values, nvalues,
			    keeps_dash);
		else
			ha_strbuf_add_byte(out, text.at[i]);
		if (out->failed)
			return HA_NOMEM;
		if (out->len - start > HA_EXPANSION_MAX)
			return HA_TOOBIG;
	}
	return HA_OK;
}
