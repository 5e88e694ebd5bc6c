#include "cli/io/escape.h"
#include "cli/match/answer.h"
#include "cli/match/out.h"

static void
add_field(struct ha_strbuf *out, struct ha_span text)
{
	cli_escape_stable(out, text);
	ha_strbuf_add_byte(out, '\t');
}

/* VERDICT SERVICE CLIENT REASON WHERE, separated by tabs. */
void
cli_print_line(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const char *path = cli_where_path(answer->decision);

	add_field(out, ha_span_of(cli_verdict_word(answer->decision)));
	add_field(out, answer->asked->service);
	add_field(out, answer->asked->client);
	add_field(out, ha_span_of(cli_reason_word(answer)));
	if (path == NULL) {
		ha_strbuf_add_text(out, "-\n");
		return;
	}
	cli_escape_stable(out, ha_span_of(path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, cli_where_line(answer->decision));
	ha_strbuf_add_byte(out, '\n');
}
