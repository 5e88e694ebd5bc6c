#include "cli/replay/message.h"

#include <string.h>

#include "cli/replay/forms.h"

/*
 * The forms are those of auth.c, auth2.c, auth-pam.c, packet.c, kex.c,
 * canohost.c and sshd.c of OpenSSH 7.0 to 10.5.  Where a name that the client
 * has chosen stands before the source, the source is read from the end of the
 * message; where such a text stands after it, from its start; and where one
 * stands on both sides, there must be but one place that can be the source.
 */

/* sshd gives syslog no more bytes; what was after them is lost. */
#define MESSAGE_MAX 500

static void
mark_before(struct cli_reading *reading, struct ha_span text)
{
	(void)reading;
	(void)text;
}

/* ---- all forms ---- */

static const struct form {
	const char *start;
	void (*read)(struct cli_reading *reading, struct ha_span text);
	enum cli_log_kind kind;
	bool is_companion;
} forms[] = {
	{ "Accepted ", cli_form_method, CLI_LOG_ACCEPTED, false },
	{ "Failed ", cli_form_method, CLI_LOG_ATTEMPT, false },
	{ "Partial ", cli_form_method, CLI_LOG_ATTEMPT, false },
	{ "Postponed ", cli_form_method, CLI_LOG_ATTEMPT, false },
	{ "Invalid user ", cli_form_from_end, CLI_LOG_ATTEMPT, false },
	{ "Connection closed by ", cli_form_remote, CLI_LOG_MAYBE, false },
	{ "Connection reset by ", cli_form_remote, CLI_LOG_MAYBE, false },
	{ "Disconnected from ", cli_form_remote, CLI_LOG_MAYBE, false },
	{ "Received disconnect from ", cli_form_disconnect, CLI_LOG_ATTEMPT,
	    false },
	{ "Disconnecting ", cli_form_remote_colon, CLI_LOG_MAYBE, false },
	{ "Unable to negotiate with ", cli_form_remote_colon, CLI_LOG_ATTEMPT,
	    false },
	{ "banner exchange: Connection from ", cli_form_remote_colon,
	    CLI_LOG_ATTEMPT, false },
	{ "ssh_dispatch_run_fatal: Connection from ", cli_form_remote_colon,
	    CLI_LOG_MAYBE, false },
	{ "ssh_dispatch_run_fatal: Connection to ", cli_form_remote_colon,
	    CLI_LOG_MAYBE, false },
	{ "ssh_packet_write_poll: Connection from ", cli_form_remote_colon,
	    CLI_LOG_MAYBE, false },
	{ "Connection from ", cli_form_connection, CLI_LOG_ATTEMPT, false },
	{ "Connection to ", cli_form_failed_connection, CLI_LOG_MAYBE, false },
	{ "Did not receive identification string from ", cli_form_alone,
	    CLI_LOG_ATTEMPT, false },
	{ "Bad protocol version identification ", cli_form_from_end,
	    CLI_LOG_ATTEMPT, false },
	{ "maximum authentication attempts exceeded for ",
	    cli_form_from_end_of_protocol, CLI_LOG_ATTEMPT, false },
	{ "administratively prohibited connection for ", cli_form_from_end,
	    CLI_LOG_ATTEMPT, false },
	{ "Timeout before authentication for ", cli_form_timeout,
	    CLI_LOG_ATTEMPT, false },
	{ "Finished discarding for ", cli_form_alone, CLI_LOG_ATTEMPT, false },
	{ "drop connection #", cli_form_dropped, CLI_LOG_ATTEMPT, false },
	{ "ROOT LOGIN REFUSED FROM ", cli_form_alone, CLI_LOG_ATTEMPT, false },
	{ "probed from ", cli_form_before_with, CLI_LOG_ATTEMPT, false },
	{ "scanned from ", cli_form_before_with, CLI_LOG_ATTEMPT, false },
	{ "kex_exchange_identification: ", mark_before, CLI_LOG_BEFORE, false },
	{ "refused connect from ", cli_form_refused, CLI_LOG_ATTEMPT, false },
	{ "User ", cli_form_not_allowed, CLI_LOG_ATTEMPT, true },
	{ "PAM: ", cli_form_pam_error, CLI_LOG_ATTEMPT, true },
	{ "PAM ", cli_form_pam_more, CLI_LOG_ATTEMPT, true },
	{ "pam_", cli_form_pam_module, CLI_LOG_ATTEMPT, true },
};

/* "message repeated 3 times: [ ...]" */
static void
take_repeated(struct ha_span *text)
{
	struct ha_span inner = *text;

	if (!cli_log_take(&inner, "message repeated "))
		return;
	while (inner.len > 0 && ha_is_digit(inner.at[0]))
		inner = ha_span_from(inner, 1);
	if (cli_log_take(&inner, " times: [ ") && cli_log_drop(&inner, "]"))
		*text = inner;
}

void
cli_log_message_read(struct ha_span text, struct cli_log_message *message)
{
	struct cli_reading reading = { .message = message };

	*message = (struct cli_log_message){ .kind = CLI_LOG_NOTHING };
	take_repeated(&text);
	reading.is_cut = text.len >= MESSAGE_MAX;
	if (!cli_log_take(&text, "error: "))
		cli_log_take(&text, "fatal: ");
	reading.is_preauth = cli_log_drop(&text, " [preauth]");
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct ha_span rest = text;

		if (!cli_log_take(&rest, forms[i].start))
			continue;
		message->kind = forms[i].kind;
		message->is_companion = forms[i].is_companion;
		forms[i].read(&reading, rest);
		return;
	}
}

bool
cli_log_says_login(struct ha_span text)
{
	take_repeated(&text);
	return cli_log_take(&text, "Accepted ");
}

bool
cli_log_refusal_read(struct ha_span text, struct ha_span service,
    struct cli_log_message *message)
{
	struct cli_reading reading = { .message = message };
	struct ha_span rest = text, named;
	size_t at;

	if (!cli_log_take(&rest, "refused connect from ") &&
	    !cli_log_take(&rest, "would refuse connect from "))
		return false;
	at = cli_log_find_last(rest, " [service=");
	if (at == rest.len || rest.at[rest.len - 1] != ']')
		return false;
	*message = (struct cli_log_message){ .kind = CLI_LOG_ATTEMPT,
		.is_companion = true };
	named = ha_span_from(rest, at + strlen(" [service="));
	if (ha_span_equal(ha_span_before(named, ha_span_find(named, ' ')),
		service))
		cli_form_module_refusal(&reading, rest);
	else
		cli_reading_pass_over(&reading);
	return true;
}
