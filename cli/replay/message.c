#include "cli/replay/message.h"

#include <string.h>

#include "cli/replay/place.h"
#include "common/request/request.h"

/*
 * The forms are those of auth.c, auth2.c, auth-pam.c, packet.c, kex.c,
 * canohost.c and sshd.c of OpenSSH 7.0 to 10.5.  Where a name that the client
 * has chosen stands before the source, the source is read from the end of the
 * message; where such a text stands after it, from its start; and where one
 * stands on both sides, there must be but one place that can be the source.
 */

/* sshd gives syslog no more bytes; what was after them is lost. */
#define MESSAGE_MAX 500

struct reading {
	struct cli_log_message *message;
	bool is_preauth, is_cut;
};

static bool
refuse(struct reading *reading, const char *where)
{
	reading->message->kind = CLI_LOG_UNREADABLE;
	reading->message->fault = where;
	return false;
}

/* One without a source that anybody could be told by. */
static void
pass_over(struct reading *reading)
{
	reading->message->kind = CLI_LOG_NOTHING;
}

static void
set_place(struct reading *reading, const struct cli_log_place *place)
{
	reading->message->has_addr = place->has_addr;
	reading->message->addr = place->addr;
	reading->message->port = place->port;
	if (!place->has_addr)
		pass_over(reading);
}

/* An address, or, where sshd says it by name, a name. */
static bool
set_source(struct reading *reading, struct ha_span text)
{
	struct cli_log_place place = { .port = 0 };

	if (cli_log_place_of(text, &place)) {
		set_place(reading, &place);
		return true;
	}
	if (ha_span_equal_fold(text, HA_SPAN("unknown"))) {
		pass_over(reading);
		return true;
	}
	if (!ha_is_host_name(text))
		return refuse(reading, text.at);
	reading->message->name = text;
	return true;
}

/* ---- the source stands at the start ---- */

/* "ADDRESS[ port N]", and what must follow; NULL: the end. */
static void
read_front(struct reading *reading, struct ha_span text, const char *after)
{
	struct cli_log_place place;
	struct ha_span rest;

	if (!cli_log_place_at_start(text, &place)) {
		refuse(reading, text.at);
		return;
	}
	rest = ha_span_from(text, place.end);
	if (after == NULL ? rest.len > 0 : !cli_log_take(&rest, after))
		refuse(reading, rest.at);
	else
		set_place(reading, &place);
}

static void
read_alone(struct reading *reading, struct ha_span text)
{
	read_front(reading, text, NULL);
}

static void
read_before_with(struct reading *reading, struct ha_span text)
{
	read_front(reading, text, " with ");
}

/* Its end is the client's text.  After the login a session says the same. */
static void
read_disconnect(struct reading *reading, struct ha_span text)
{
	if (!reading->is_preauth)
		pass_over(reading);
	else
		read_front(reading, text, ":");
}

/* "connection from ADDRESS to ADDRESS, pid = N", or as it was once. */
static void
read_timeout(struct reading *reading, struct ha_span text)
{
	struct ha_span rest = text, digits;
	size_t at;

	if (!cli_log_take(&rest, "connection from ")) {
		read_alone(reading, text);
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
static void
read_dropped(struct reading *reading, struct ha_span text)
{
	struct cli_log_place place = { .port = 0 };
	struct ha_span rest = text, addr;

	while (rest.len > 0 && ha_is_digit(rest.at[0]))
		rest = ha_span_from(rest, 1);
	addr = rest;
	if (!cli_log_take(&addr, " from [")) {
		refuse(reading, rest.at);
		return;
	}
	rest = ha_span_from(addr, ha_span_find(addr, ']'));
	addr = ha_span_before(addr, addr.len - rest.len);
	if (!cli_log_place_of(addr, &place) || !cli_log_take(&rest, "]:")) {
		refuse(reading, addr.at);
		return;
	}
	rest = ha_span_before(rest, ha_span_find(rest, ' '));
	if (ha_span_number(rest, 65535, &place.port))
		set_place(reading, &place);
	else
		refuse(reading, rest.at);
}

/* ---- it stands at the end, after a name that the client has chosen ---- */

static bool
has_end(struct reading *reading, struct ha_span text)
{
	return !reading->is_cut || refuse(reading, text.at + text.len);
}

static bool
read_end(struct reading *reading, struct ha_span text, const char *before,
    struct cli_log_place *place)
{
	if (!has_end(reading, text))
		return false;
	if (!cli_log_place_at_end(text, before, place))
		return refuse(reading, text.at + text.len);
	set_place(reading, place);
	return true;
}

/* "... from ADDRESS[ port N]" */
static void
read_from_end(struct reading *reading, struct ha_span text)
{
	struct cli_log_place place;

	read_end(reading, text, " from ", &place);
}

/* The same and " ssh2". */
static void
read_from_end_of_protocol(struct reading *reading, struct ha_span text)
{
	if (cli_log_drop(&text, " ssh2") || cli_log_drop(&text, " ssh1"))
		read_from_end(reading, text);
	else
		refuse(reading, text.at + text.len);
}

/* What stands before the address of a connection whose user is known. */
static bool
take_preamble(struct reading *reading, struct ha_span *text)
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
settle(struct reading *reading, bool is_preauth)
{
	if (is_preauth && reading->message->kind == CLI_LOG_MAYBE)
		reading->message->kind = CLI_LOG_ATTEMPT;
}

/* "[authenticating user NAME ]ADDRESS[ port N]" */
static void
read_remote(struct reading *reading, struct ha_span text)
{
	struct cli_log_place place;
	struct ha_span rest = text;

	if (!take_preamble(reading, &rest)) {
		settle(reading, reading->is_preauth);
		read_alone(reading, text);
		return;
	}
	/* With the blank before a name that may be empty.  Whoever says the
	 * user says the port, too. */
	rest = ha_span_from(text, (size_t)(rest.at - text.at) - 1);
	if (!read_end(reading, rest, " ", &place))
		return;
	if (place.has_addr && place.port == 0)
		refuse(reading, text.at + text.len);
	else
		settle(reading, reading->is_preauth);
}

/* "User NAME from HOST not allowed because ...": the name is an account's. */
static void
read_not_allowed(struct reading *reading, struct ha_span text)
{
	size_t end = cli_log_find_last(text, " not allowed because ");
	size_t at;

	text = ha_span_before(text, end);
	at = cli_log_find_last(text, " from ");
	if (end == text.len && at < text.len)
		set_source(reading, ha_span_from(text, at + strlen(" from ")));
	else
		pass_over(reading);
}

/* "PAM: TEXT for [illegal user ]NAME from HOST" */
static void
read_pam_error(struct reading *reading, struct ha_span text)
{
	size_t at = cli_log_find_last(text, " from ");

	if (at == text.len ||
	    cli_log_find(ha_span_before(text, at), " for ") == at)
		pass_over(reading);
	else if (has_end(reading, text))
		set_source(reading, ha_span_from(text, at + strlen(" from ")));
}

/* ---- there are such texts on both sides ---- */

/* "NAME from ADDRESS port N", in which nobody can stand but one. */
static bool
read_only(struct reading *reading, struct ha_span text, const char *before,
    const char *after, struct cli_log_place *place)
{
	struct cli_log_place other;

	if (!has_end(reading, text))
		return false;
	if (!cli_log_place_find(text, 0, before, after, place))
		return refuse(reading, text.at);
	if (cli_log_place_find(text, place->start + 1, before, after, &other))
		return refuse(reading, text.at + other.start);
	set_place(reading, place);
	return true;
}

/* "[authenticating user NAME ]ADDRESS[ port N]: TEXT" */
static void
read_remote_colon(struct reading *reading, struct ha_span text)
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
static void
read_failed_connection(struct reading *reading, struct ha_span text)
{
	struct ha_span rest = text;

	reading->message->kind = CLI_LOG_MAYBE;
	if (cli_log_drop(&rest, " timed out"))
		read_remote(reading, rest);
	else
		read_remote_colon(reading, text);
}

/* The same, or "ADDRESS port N on ..." */
static void
read_connection(struct reading *reading, struct ha_span text)
{
	struct cli_log_place place;
	struct ha_span rest;

	if (!cli_log_place_at_start(text, &place)) {
		read_failed_connection(reading, text);
		return;
	}
	rest = ha_span_from(text, place.end);
	if (cli_log_take(&rest, " on ") || cli_log_take(&rest, " with IP opts"))
		set_place(reading, &place);
	else if (rest.len > 0 && rest.at[0] == ':')
		read_failed_connection(reading,
		    ha_span_before(text, place.end + 1));
	else
		read_failed_connection(reading, text);
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
read_named(struct reading *reading, struct ha_span method, struct ha_span text)
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
		refuse(reading, text.at + text.len);
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
static void
read_method(struct reading *reading, struct ha_span text)
{
	size_t len = ha_span_find(text, ' ');
	struct ha_span method = ha_span_before(text, len);
	struct ha_span rest = ha_span_from(text, len);

	if (cli_log_take(&rest, " for "))
		read_named(reading, method, rest);
	else if (reading->message->kind == CLI_LOG_ACCEPTED
		? !is_about_key(text)
		: is_method(method))
		refuse(reading, rest.at);
	else
		pass_over(reading);
}

/* ---- what others say in sshd's name ---- */

/* "... authentication failure; logname=... rhost=HOST  user=NAME" */
static void
read_failure(struct reading *reading, struct ha_span text)
{
	struct ha_span host;
	size_t at;

	if (!cli_log_take(&text, "authentication failure; logname=") &&
	    !cli_log_take(&text, "authentication failures; logname=")) {
		pass_over(reading);
		return;
	}
	at = cli_log_find(text, " rhost=");
	if (at == text.len) {
		refuse(reading, text.at + text.len);
		return;
	}
	host = ha_span_from(text, at + strlen(" rhost="));
	host = ha_span_before(host, ha_span_find(host, ' '));
	if (host.len == 0)
		pass_over(reading);
	else
		set_source(reading, host);
}

/* "pam_unix(sshd:auth): ..." */
static void
read_pam_module(struct reading *reading, struct ha_span text)
{
	size_t len = ha_span_find(text, ' ');
	struct ha_span name = ha_span_before(text, len);

	if (len == text.len || !cli_log_drop(&name, ":auth):"))
		pass_over(reading);
	else
		read_failure(reading, ha_span_from(text, len + 1));
}

/* "PAM N more authentication failures; ..." */
static void
read_pam_more(struct reading *reading, struct ha_span text)
{
	while (text.len > 0 && ha_is_digit(text.at[0]))
		text = ha_span_from(text, 1);
	if (cli_log_take(&text, " more "))
		read_failure(reading, text);
	else
		pass_over(reading);
}

/* Of the module: "NAME (ADDRESS): RULE [service=NAME phase=... user=...]" */
static void
read_module_refusal(struct reading *reading, struct ha_span text)
{
	struct cli_log_place place = { .port = 0 };
	size_t at = cli_log_find(text, " (");
	struct ha_span addr = ha_span_from(text, at);

	if (ha_span_find(text, ' ') != at || !cli_log_take(&addr, " (")) {
		refuse(reading, text.at);
		return;
	}
	addr = ha_span_before(addr, cli_log_find(addr, "): "));
	if (cli_log_place_of(addr, &place))
		set_place(reading, &place);
	else if (ha_span_equal(addr, HA_SPAN("unknown")))
		pass_over(reading);
	else
		refuse(reading, addr.at);
}

bool
cli_log_refusal_read(struct ha_span text, struct ha_span service,
    struct cli_log_message *message)
{
	struct reading reading = { .message = message };
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
		read_module_refusal(&reading, rest);
	else
		pass_over(&reading);
	return true;
}

/* Of libwrap: "[USER@]HOST (ADDRESS)", or without the address. */
static void
read_refused(struct reading *reading, struct ha_span text)
{
	size_t at = cli_log_find_last(text, " (");

	if (!has_end(reading, text))
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
	set_source(reading, text);
}

static void
mark_before(struct reading *reading, struct ha_span text)
{
	(void)reading;
	(void)text;
}

/* ---- all forms ---- */

static const struct form {
	const char *start;
	void (*read)(struct reading *reading, struct ha_span text);
	enum cli_log_kind kind;
	bool is_companion;
} forms[] = {
	{ "Accepted ", read_method, CLI_LOG_ACCEPTED, false },
	{ "Failed ", read_method, CLI_LOG_ATTEMPT, false },
	{ "Partial ", read_method, CLI_LOG_ATTEMPT, false },
	{ "Postponed ", read_method, CLI_LOG_ATTEMPT, false },
	{ "Invalid user ", read_from_end, CLI_LOG_ATTEMPT, false },
	{ "Connection closed by ", read_remote, CLI_LOG_MAYBE, false },
	{ "Connection reset by ", read_remote, CLI_LOG_MAYBE, false },
	{ "Disconnected from ", read_remote, CLI_LOG_MAYBE, false },
	{ "Received disconnect from ", read_disconnect, CLI_LOG_ATTEMPT,
	    false },
	{ "Disconnecting ", read_remote_colon, CLI_LOG_MAYBE, false },
	{ "Unable to negotiate with ", read_remote_colon, CLI_LOG_ATTEMPT,
	    false },
	{ "banner exchange: Connection from ", read_remote_colon,
	    CLI_LOG_ATTEMPT, false },
	{ "ssh_dispatch_run_fatal: Connection from ", read_remote_colon,
	    CLI_LOG_MAYBE, false },
	{ "ssh_dispatch_run_fatal: Connection to ", read_remote_colon,
	    CLI_LOG_MAYBE, false },
	{ "ssh_packet_write_poll: Connection from ", read_remote_colon,
	    CLI_LOG_MAYBE, false },
	{ "Connection from ", read_connection, CLI_LOG_ATTEMPT, false },
	{ "Connection to ", read_failed_connection, CLI_LOG_MAYBE, false },
	{ "Did not receive identification string from ", read_alone,
	    CLI_LOG_ATTEMPT, false },
	{ "Bad protocol version identification ", read_from_end,
	    CLI_LOG_ATTEMPT, false },
	{ "maximum authentication attempts exceeded for ",
	    read_from_end_of_protocol, CLI_LOG_ATTEMPT, false },
	{ "administratively prohibited connection for ", read_from_end,
	    CLI_LOG_ATTEMPT, false },
	{ "Timeout before authentication for ", read_timeout, CLI_LOG_ATTEMPT,
	    false },
	{ "Finished discarding for ", read_alone, CLI_LOG_ATTEMPT, false },
	{ "drop connection #", read_dropped, CLI_LOG_ATTEMPT, false },
	{ "ROOT LOGIN REFUSED FROM ", read_alone, CLI_LOG_ATTEMPT, false },
	{ "probed from ", read_before_with, CLI_LOG_ATTEMPT, false },
	{ "scanned from ", read_before_with, CLI_LOG_ATTEMPT, false },
	{ "kex_exchange_identification: ", mark_before, CLI_LOG_BEFORE, false },
	{ "refused connect from ", read_refused, CLI_LOG_ATTEMPT, false },
	{ "User ", read_not_allowed, CLI_LOG_ATTEMPT, true },
	{ "PAM: ", read_pam_error, CLI_LOG_ATTEMPT, true },
	{ "PAM ", read_pam_more, CLI_LOG_ATTEMPT, true },
	{ "pam_", read_pam_module, CLI_LOG_ATTEMPT, true },
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
	struct reading reading = { .message = message };

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
