#include "cli/check/report/explanation.h"

void
cli_explanation(struct ha_strbuf *out, enum ha_code code)
{
	for (size_t i = 0; i < cli_nexplanations; i++) {
		const char *const *line = cli_explanations[i].lines;

		if (cli_explanations[i].number != (int)code)
			continue;
		for (; *line != NULL; line++) {
			ha_strbuf_add_text(out, *line);
			ha_strbuf_add_byte(out, '\n');
		}
	}
}
