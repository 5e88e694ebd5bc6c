#include "cli/replay/forms.h"

#include <string.h>

/* What others than sshd say in its name, and what sshd says of them. */

/* "User NAME from HOST not allowed because ...": the name is an account's. */
void
cli_form_not_allowed(struct cli_reading *reading, struct ha_span text)
{
	size_t end = cli_log_find_last(text, " not allowed because ");
	bool is_it = end < text.len;
	size_t at;

	text = ha_span_before(text, end);
	at = cli_log_find_last(text, " from ");
	if (is_it && at < text.len)
		cli_reading_set_source(reading,
		    ha_span_from(text, at + strlen(" from ")));
	else
		cli_reading_pass_over(reading);
}

/* "PAM: TEXT for [illegal user ]NAME from HOST" */
void
cli_form_pam_error(struct cli_reading *reading, struct ha_span text)
{
	size_t at = cli_log_find_last(text, " from ");

	if (at == text.len ||
	    cli_log_find(ha_span_before(text, at), " for ") == at)
		cli_reading_pass_over(reading);
	else if (cli_reading_has_end(reading, text))
		cli_reading_set_source(reading,
		    ha_span_from(text, at + strlen(" from ")));
}

/* ---- what others say in sshd's name ---- */

/* "... authentication failure; logname=... rhost=HOST  user=NAME" */
void
cli_form_failure(struct cli_reading *reading, struct ha_span text)
{
	struct ha_span host;
	size_t at;

	if (!cli_log_take(&text, "authentication failure; logname=") &&
	    !cli_log_take(&text, "authentication failures; logname=")) {
		cli_reading_pass_over(reading);
		return;
	}
	at = cli_log_find(text, " rhost=");
	if (at == text.len) {
		cli_reading_refuse(reading, text.at + text.len);
		return;
	}
	host = ha_span_from(text, at + strlen(" rhost="));
	host = ha_span_before(host, ha_span_find(host, ' '));
	if (host.len == 0)
		cli_reading_pass_over(reading);
	else
		cli_reading_set_source(reading, host);
}

/* "pam_unix(sshd:auth): ..." */
void
cli_form_pam_module(struct cli_reading *reading, struct ha_span text)
{
	size_t len = ha_span_find(text, ' ');
	struct ha_span name = ha_span_before(text, len);

	if (len == text.len || !cli_log_drop(&name, ":auth):"))
		cli_reading_pass_over(reading);
	else
		cli_form_failure(reading, ha_span_from(text, len + 1));
}

/* "PAM N more authentication failures; ..." */
void
cli_form_pam_more(struct cli_reading *reading, struct ha_span text)
{
	while (text.len > 0 && ha_is_digit(text.at[0]))
		text = ha_span_from(text, 1);
	if (cli_log_take(&text, " more "))
		cli_form_failure(reading, text);
	else
		cli_reading_pass_over(reading);
}

/* Of the module: "NAME (ADDRESS): RULE [service=NAME phase=... user=...]" */
void
cli_form_module_refusal(struct cli_reading *reading, struct ha_span text)
{
	struct cli_log_place place = { .port = 0 };
	size_t at = cli_log_find(text, " (");
	struct ha_span addr = ha_span_from(text, at);

	if (ha_span_find(text, ' ') != at || !cli_log_take(&addr, " (")) {
		cli_reading_refuse(reading, text.at);
		return;
	}
	addr = ha_span_before(addr, cli_log_find(addr, "): "));
	if (cli_log_place_of(addr, &place))
		cli_reading_set_place(reading, &place);
	else if (ha_span_equal(addr, HA_SPAN("unknown")))
		cli_reading_pass_over(reading);
	else
		cli_reading_refuse(reading, addr.at);
}

/* Of libwrap: "[USER@]HOST (ADDRESS)", or without the address. */
void
cli_form_refused(struct cli_reading *reading, struct ha_span text)
{
	size_t at = cli_log_find_last(text, " (");

	if (!cli_reading_has_end(reading, text))
		return;
	if (at < text.len && cli_log_drop(&text, ")"))
		at += strlen(" (");
	else
		at = 0;
	text = ha_span_from(text, at);
	if (at == 0) {
		at = cli_log_find_last(text, "@");
		text = ha_span_from(text, at < text.len ? at + 1 : 0);
	}
	cli_reading_set_source(reading, text);
}
