#include "cli/io/escape.h"
#include "cli/match/answer.h"
#include "cli/match/out.h"

static const char *
says(const struct ha_decision *decision)
{
	switch (decision->ending) {
	case HA_ENDING_EXIT:
		return "ends the process that asks it";
	case HA_ENDING_CRASH:
		return "crashes the process that asks it";
	case HA_ENDING_HANG:
		return "waits for input, maybe forever";
	case HA_ENDING_NONE:
		break;
	}
	switch (decision->verdict) {
	case HA_ALLOW:
		return "allowed";
	case HA_DENY:
		return "denied";
	case HA_ASK:
		return "a command decides";
	}
	return "";
}

static void
print_where(struct ha_strbuf *out, const struct ha_decision *decision)
{
	const char *path = cli_where_path(decision);

	if (path == NULL) {
		ha_strbuf_add_text(out, ", for no rule matches");
		return;
	}
	ha_strbuf_add_text(out, ", ");
	cli_escape(out, ha_span_of(path));
	if (cli_where_line(decision) == 0)
		return;
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, cli_where_line(decision));
}

static void
print_differences(struct ha_strbuf *out, struct ha_differences differences)
{
	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		enum ha_difference difference = (enum ha_difference)i;

		if (ha_differs(differences, difference))
			continue;
		ha_strbuf_add_text(out, "  difference ");
		ha_strbuf_add_text(out, ha_difference_code(difference));
		ha_strbuf_add_text(out, ": ");
		ha_strbuf_add_text(out, ha_difference_text(difference));
		ha_strbuf_add_byte(out, '\n');
	}
}

/* What a command does in libwrap shows only when its result is assumed. */
void
cli_print_libwrap(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const struct ha_comparison *comparison = answer->comparison;
	const struct ha_decision *libwrap;

	if (comparison == NULL)
		return;
	libwrap = &comparison->libwrap;
	ha_strbuf_add_text(out, "\nlibwrap: ");
	if (answer->decision->verdict == HA_ASK) {
		ha_strbuf_add_text(out,
		    "compared with --aclexec pass and --aclexec fail only\n");
		return;
	}
	if (comparison->is_same) {
		ha_strbuf_add_text(out, "the same\n");
		return;
	}
	ha_strbuf_add_text(out, says(libwrap));
	print_where(out, libwrap);
	ha_strbuf_add_byte(out, '\n');
	print_differences(out, comparison->differences);
}
