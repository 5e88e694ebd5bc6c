#include "cli/check/report/catalogue.h"

#include "cli/io/message.h"

/* As they stand in the file, which is not always in order. */
static const struct {
	enum ha_code code;
	const char *name;
} codes[] = {
#define HA_CODE(number, name, level, text, help) { HA_CODE_##name, #name },
#include "common/language/codes.def"
#undef HA_CODE
};

#define NCODES (sizeof(codes) / sizeof(codes[0]))

enum ha_code
cli_code_next(enum ha_code code)
{
	enum ha_code next = HA_CODE_NONE;

	for (size_t i = 0; i < NCODES; i++) {
		if (codes[i].code > code &&
		    (next == HA_CODE_NONE || codes[i].code < next))
			next = codes[i].code;
	}
	return next;
}

size_t
cli_code_index(enum ha_code code)
{
	size_t count = 0;

	for (size_t i = 0; i < NCODES; i++)
		count += codes[i].code < code;
	return count;
}

const char *
cli_code_name(enum ha_code code)
{
	size_t i = 0;

	while (i + 1 < NCODES && codes[i].code != code)
		i++;
	return codes[i].name;
}

void
cli_code_number(struct ha_strbuf *out, enum ha_code code)
{
	ha_strbuf_add_text(out, "HA");
	ha_strbuf_add_number(out, (unsigned long)code);
}

void
cli_code_text(struct ha_strbuf *out, enum ha_code code)
{
	cli_sentence_stable(out, ha_code_text(code), HA_SPAN("..."),
	    HA_SPAN("..."));
}

void
cli_code_help(struct ha_strbuf *out, enum ha_code code)
{
	cli_sentence_stable(out, ha_code_help(code), HA_SPAN("..."),
	    HA_SPAN("..."));
}
