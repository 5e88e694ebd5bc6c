/*
 * A line of a log: spans lie within it, and whatever a client calls himself,
 * the source is his.
 */
#include "cli/replay/journal.h"
#include "cli/replay/message.h"

#include "common/base/strbuf.h"
#include "tests/fuzz/fuzz.h"

static void
check_message(struct ha_span text)
{
	struct cli_log_message message;

	if (!cli_log_refusal_read(text, HA_SPAN("sshd"), &message))
		cli_log_message_read(text, &message);
	(void)cli_log_says_login(text);
	if (message.kind == CLI_LOG_UNREADABLE)
		hold(message.fault >= text.at &&
		    message.fault <= text.at + text.len);
	if (message.kind == CLI_LOG_UNREADABLE ||
	    message.kind == CLI_LOG_NOTHING)
		return;
	hold(message.port <= 65535);
	hold(message.kind == CLI_LOG_BEFORE || message.has_addr ||
	    message.name.len > 0);
	hold(fuzz_within(message.user, text) &&
	    fuzz_within(message.name, text));
	hold(message.addr.scope.len == 0);
}

/* As sshd writes it: neither newlines nor other controls. */
static void
add_name(struct ha_strbuf *line, struct ha_span name)
{
	for (size_t i = 0; i < name.len && i < 100; i++)
		ha_strbuf_add_byte(line,
		    name.at[i] >= ' ' && name.at[i] <= '~' ? name.at[i] : '?');
}

static void
check_name(struct ha_span name)
{
	static const char *const forms[][2] = {
		{ "Failed password for invalid user ",
		    " from 192.0.2.1 port 9 ssh2" },
		{ "Failed publickey for invalid user ",
		    " from 192.0.2.1 port 9 ssh2: RSA SHA256:x" },
		{ "Invalid user ", " from 192.0.2.1 port 9" },
		{ "Connection closed by invalid user ",
		    " 192.0.2.1 port 9 [preauth]" },
		{ "Disconnecting authenticating user ",
		    " 192.0.2.1 port 9: Too many [preauth]" },
		{ "Bad protocol version identification '",
		    "' from 192.0.2.1 port 9" },
		{ "Received disconnect from 192.0.2.1 port 9:11: ",
		    " [preauth]" },
		{ "error: PAM: Authentication failure for illegal user ",
		    " from 192.0.2.1" },
	};
	static const unsigned char own[] = { 192, 0, 2, 1 };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct ha_strbuf line = HA_STRBUF_INIT;
		struct cli_log_message message;

		ha_strbuf_add_text(&line, forms[i][0]);
		add_name(&line, name);
		ha_strbuf_add_text(&line, forms[i][1]);
		cli_log_message_read(ha_strbuf_span(&line), &message);
		hold(message.kind == CLI_LOG_UNREADABLE ||
		    (message.has_addr &&
			memcmp(message.addr.bytes + 12, own, 4) == 0));
		ha_strbuf_free(&line);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span text = fuzz_span(data, size);
	struct cli_journal journal = { NULL, HA_STRBUF_INIT, 0 };
	struct cli_log_clock clock;
	struct cli_log_line line;
	const char *fault;

	cli_log_clock_init(&clock, 1796126400);
	if (cli_log_line_read(&clock, text, &line, &fault) == CLI_LOG_READ) {
		hold(fuzz_within(line.host, text));
		hold(fuzz_within(line.program, text));
		hold(fuzz_within(line.message, text));
		check_message(line.message);
	}
	if (cli_journal_read(&journal, text, &line) == CLI_LOG_READ)
		check_message(line.message);
	cli_journal_free(&journal);
	check_message(text);
	check_name(text);
	return 0;
}
