#include "cli/replay/forms.h"

#include <stdint.h>
#include <string.h>

/* ---- the source stands at the start ---- */

/* "ADDRESS[ port N]", and what must follow; NULL: the end. */
static void
read_front(struct cli_reading *reading, struct ha_span text, const char *after)
{
	struct cli_log_place place;
	struct ha_span rest;

	if (!cli_log_place_at_start(text, &place)) {
		cli_reading_refuse(reading, text.at);
		return;
	}
	rest = ha_span_from(text, place.end);
	if (after == NULL ? rest.len > 0 : !cli_log_take(&rest, after))
		cli_reading_refuse(reading, rest.at);
	else
		cli_reading_set_place(reading, &place);
}

void
cli_form_alone(struct cli_reading *reading, struct ha_span text)
{
	read_front(reading, text, NULL);
}

void
cli_form_before_with(struct cli_reading *reading, struct ha_span text)
{
	read_front(reading, text, " with ");
}

/* Its end is the client's text.  After the login a session says the same. */
void
cli_form_disconnect(struct cli_reading *reading, struct ha_span text)
{
	if (!reading->is_preauth)
		cli_reading_pass_over(reading);
	else
		read_front(reading, text, ":");
}

/* "connection from ADDRESS to ADDRESS, pid = N", or as it was once. */
void
cli_form_timeout(struct cli_reading *reading, struct ha_span text)
{
	struct ha_span rest = text, digits;
	size_t at;

	if (!cli_log_take(&rest, "connection from ")) {
		cli_form_alone(reading, text);
		return;
	}
	read_front(reading, rest, " to ");
	at = cli_log_find(rest, ", pid = ");
	if (at == rest.len)
		return;
	digits = ha_span_from(rest, at + strlen(", pid = "));
	digits = ha_span_before(digits, ha_span_find(digits, ' '));
	ha_span_number(digits, INT32_MAX, &reading->message->pid);
}

/* "N from [ADDRESS]:PORT on ..." */
void
cli_form_dropped(struct cli_reading *reading, struct ha_span text)
{
	struct cli_log_place place = { .port = 0 };
	struct ha_span rest = text, addr;

	while (rest.len > 0 && ha_is_digit(rest.at[0]))
		rest = ha_span_from(rest, 1);
	addr = rest;
	if (!cli_log_take(&addr, " from [")) {
		cli_reading_refuse(reading, rest.at);
		return;
	}
	rest = ha_span_from(addr, ha_span_find(addr, ']'));
	addr = ha_span_before(addr, addr.len - rest.len);
	if (!cli_log_place_of(addr, &place) || !cli_log_take(&rest, "]:")) {
		cli_reading_refuse(reading, addr.at);
		return;
	}
	rest = ha_span_before(rest, ha_span_find(rest, ' '));
	if (ha_span_number(rest, 65535, &place.port))
		cli_reading_set_place(reading, &place);
	else
		cli_reading_refuse(reading, rest.at);
}

/* ---- it stands at the end, after a name that the client has chosen ---- */

static bool
read_end(struct cli_reading *reading, struct ha_span text, const char *before,
    struct cli_log_place *place)
{
	if (!cli_reading_has_end(reading, text))
		return false;
	if (!cli_log_place_at_end(text, before, place))
		return cli_reading_refuse(reading, text.at + text.len);
	cli_reading_set_place(reading, place);
	return true;
}

/* "... from ADDRESS[ port N]" */
void
cli_form_from_end(struct cli_reading *reading, struct ha_span text)
{
	struct cli_log_place place;

	read_end(reading, text, " from ", &place);
}

/* The same and " ssh2". */
void
cli_form_from_end_of_protocol(struct cli_reading *reading, struct ha_span text)
{
	if (cli_log_drop(&text, " ssh2") || cli_log_drop(&text, " ssh1"))
		cli_form_from_end(reading, text);
	else
		cli_reading_refuse(reading, text.at + text.len);
}

/* What stands before the address of a connection whose user is known. */
static bool
take_preamble(struct cli_reading *reading, struct ha_span *text)
{
	if (cli_log_take(text, "authenticating user ") ||
	    cli_log_take(text, "invalid user ")) {
		reading->is_preauth = true;
		return true;
	}
	return cli_log_take(text, "user ");
}

/* A session that ends says the same as a connection that never began one. */
static void
settle(struct cli_reading *reading, bool is_preauth)
{
	if (is_preauth && reading->message->kind == CLI_LOG_MAYBE)
		reading->message->kind = CLI_LOG_ATTEMPT;
}

/* "[authenticating user NAME ]ADDRESS[ port N]" */
void
cli_form_remote(struct cli_reading *reading, struct ha_span text)
{
	struct cli_log_place place;
	struct ha_span rest = text;

	if (!take_preamble(reading, &rest)) {
		settle(reading, reading->is_preauth);
		cli_form_alone(reading, text);
		return;
	}
	/* With the blank before a name that may be empty.  Whoever says the
	 * user says the port, too. */
	rest = ha_span_from(text, (size_t)(rest.at - text.at) - 1);
	if (!read_end(reading, rest, " ", &place))
		return;
	if (place.has_addr && place.port == 0)
		cli_reading_refuse(reading, text.at + text.len);
	else
		settle(reading, reading->is_preauth);
}

/* ---- there are such texts on both sides ---- */

/* "NAME from ADDRESS port N", in which nobody can stand but one. */
static bool
read_only(struct cli_reading *reading, struct ha_span text, const char *before,
    const char *after, struct cli_log_place *place)
{
	struct cli_log_place other;

	if (!cli_reading_has_end(reading, text))
		return false;
	if (!cli_log_place_find(text, 0, before, after, place))
		return cli_reading_refuse(reading, text.at);
	if (cli_log_place_find(text, place->start + 1, before, after, &other))
		return cli_reading_refuse(reading, text.at + other.start);
	cli_reading_set_place(reading, place);
	return true;
}

/* "[authenticating user NAME ]ADDRESS[ port N]: TEXT" */
void
cli_form_remote_colon(struct cli_reading *reading, struct ha_span text)
{
	struct cli_log_place place;
	struct ha_span rest = text;

	if (!take_preamble(reading, &rest)) {
		settle(reading, reading->is_preauth);
		read_front(reading, text, ":");
		return;
	}
	settle(reading, reading->is_preauth);
	rest = ha_span_from(text, (size_t)(rest.at - text.at) - 1);
	read_only(reading, rest, " ", ": ", &place);
}

/* "[authenticating user NAME ]ADDRESS port N timed out", "...: TEXT" */
void
cli_form_failed_connection(struct cli_reading *reading, struct ha_span text)
{
	struct ha_span rest = text;

	reading->message->kind = CLI_LOG_MAYBE;
	if (cli_log_drop(&rest, " timed out"))
		cli_form_remote(reading, rest);
	else
		cli_form_remote_colon(reading, text);
}

/* The same, or "ADDRESS port N on ..." */
void
cli_form_connection(struct cli_reading *reading, struct ha_span text)
{
	struct cli_log_place place;
	struct ha_span rest;

	if (!cli_log_place_at_start(text, &place)) {
		cli_form_failed_connection(reading, text);
		return;
	}
	rest = ha_span_from(text, place.end);
	if (cli_log_take(&rest, " on ") || cli_log_take(&rest, " with IP opts"))
		cli_reading_set_place(reading, &place);
	else if (rest.len > 0 && rest.at[0] == ':')
		cli_form_failed_connection(reading,
		    ha_span_before(text, place.end + 1));
	else
		cli_form_failed_connection(reading, text);
}

/* Words that come before " for ", and say that a key may stand at the end. */
static bool
has_key(struct ha_span method)
{
	return !ha_span_equal(method, HA_SPAN("password")) &&
	    !ha_span_equal(method, HA_SPAN("none")) &&
	    !ha_span_starts_fold(method, HA_SPAN("keyboard-interactive"));
}

/* "NAME from ADDRESS port N ssh2", "... ssh2: KEY" */
static void
read_named(struct cli_reading *reading, struct ha_span method,
    struct ha_span text)
{
	struct cli_log_message *message = reading->message;
	struct ha_span rest = text;
	struct cli_log_place place;

	/* An account that logs in has a name that is short enough. */
	if (message->kind == CLI_LOG_ACCEPTED)
		reading->is_cut = false;
	if (cli_log_drop(&rest, " ssh2") || cli_log_drop(&rest, " ssh1")) {
		if (read_end(reading, rest, " from ", &place))
			message->user = ha_span_before(rest, place.start);
		return;
	}
	if (!has_key(method)) {
		cli_reading_refuse(reading, text.at + text.len);
		return;
	}
	if (read_only(reading, text, " from ", " ssh2: ", &place))
		message->user = ha_span_before(text, place.start);
}

/* What else begins with "Accepted ". */
static bool
is_about_key(struct ha_span text)
{
	return cli_log_take(&text, "certificate ID ") ||
	    cli_log_take(&text, "key ") ||
	    cli_log_find(text, " public key ") < text.len;
}

static bool
is_method(struct ha_span word)
{
	static const char *const names[] = { "none", "password", "publickey",
		"keyboard-interactive", "hostbased", "gssapi-with-mic",
		"gssapi-keyex" };

	word = ha_span_before(word, ha_span_find(word, '/'));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (ha_span_equal(word, ha_span_of(names[i])))
			return true;
	}
	return false;
}

/* "METHOD for ..." */
void
cli_form_method(struct cli_reading *reading, struct ha_span text)
{
	size_t len = ha_span_find(text, ' ');
	struct ha_span method = ha_span_before(text, len);
	struct ha_span rest = ha_span_from(text, len);

	if (cli_log_take(&rest, " for "))
		read_named(reading, method, rest);
	else if (reading->message->kind == CLI_LOG_ACCEPTED
		? !is_about_key(text)
		: is_method(method))
		cli_reading_refuse(reading, rest.at);
	else
		cli_reading_pass_over(reading);
}
