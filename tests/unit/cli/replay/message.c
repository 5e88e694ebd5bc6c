#include "cli/replay/message.h"

#include "common/base/strbuf.h"
#include "tests/unit/support.h"

/* 100 bytes that sshd writes with four each, as it does what is not ASCII. */
#define OCTAL5 "\\377\\377\\377\\377\\377"
#define OCTAL25 OCTAL5 OCTAL5 OCTAL5 OCTAL5 OCTAL5
#define OCTAL110 OCTAL25 OCTAL25 OCTAL25 OCTAL25 OCTAL5 OCTAL5

/*
 * A message, and what is read: "-" nothing, "?" unreadable; else "in USER",
 * "try", "maybe" or "before", and the source and port.  "+": a companion.
 */
static const struct {
	const char *text, *read;
} rows[] = {
	/* Logins. */
	{ "Accepted password for root from 192.0.2.1 port 40000 ssh2",
	    "in root 192.0.2.1 40000" },
	{ "Accepted publickey for a.b from 2001:db8::1 port 9 ssh2: RSA "
	  "SHA256:x",
	    "in a.b 2001:db8::1 9" },
	{ "Accepted publickey for u from 192.0.2.1 port 9 ssh2: "
	  "ED25519-CERT SHA256:x ID key id (serial 0) CA RSA SHA256:y",
	    "in u 192.0.2.1 9" },
	{ "Accepted keyboard-interactive/pam for u from ::ffff:192.0.2.1 port "
	  "9 ssh2",
	    "in u 192.0.2.1 9" },
	{ "Accepted password for u from fe80::1%eth0 port 9 ssh2",
	    "in u fe80::1 9" },
	{ "Accepted rsa for u from 192.0.2.1 port 9 ssh1", "in u 192.0.2.1 9" },
	{ "Accepted gssapi-with-mic for u from 192.0.2.1 port 9 ssh2: u@R",
	    "in u 192.0.2.1 9" },
	{ "message repeated 2 times: [ Accepted password for u from 192.0.2.1 "
	  "port 9 ssh2]",
	    "in u 192.0.2.1 9" },
	{ "Accepted certificate ID \"x\" (serial 1) signed by RSA CA y via z",
	    "-" },
	{ "Accepted key RSA SHA256:x found at /root/.ssh/authorized_keys:1",
	    "-" },
	{ "Accepted rsa public key SHA256:x from u@gate.example.com", "-" },
	{ "Accepted publickey", "?" },
	{ "Accepted password for root from 192.0.2.1 port", "?" },
	{ "Accepted password for root from 192.0.2.1 port 70000 ssh2", "?" },
	{ "Accepted password for root from gate.example.com port 9 ssh2", "?" },
	/* The key's own text says the same twice. */
	{ "Accepted publickey for u from 192.0.2.1 port 9 ssh2: RSA-CERT x ID "
	  "a from 192.0.2.2 port 9 ssh2: b (serial 0) CA RSA y",
	    "?" },

	/* Attempts, of all versions. */
	{ "Failed password for root from 192.0.2.1 port 9 ssh2",
	    "try 192.0.2.1 9" },
	{ "Failed password for invalid user x from 192.0.2.1 port 9 ssh2",
	    "try 192.0.2.1 9" },
	{ "Failed none for invalid user  from 192.0.2.1 port 9 ssh2",
	    "try 192.0.2.1 9" },
	{ "Failed publickey for u from 192.0.2.1 port 9 ssh2: RSA SHA256:x",
	    "try 192.0.2.1 9" },
	{ "Partial publickey for u from 192.0.2.1 port 9 ssh2: RSA SHA256:x",
	    "try 192.0.2.1 9" },
	{ "Postponed keyboard-interactive for u from 192.0.2.1 port 9 ssh2 "
	  "[preauth]",
	    "try 192.0.2.1 9" },
	{ "Invalid user x from 192.0.2.1 port 9", "try 192.0.2.1 9" },
	{ "Invalid user x from 192.0.2.1", "try 192.0.2.1 0" },
	{ "Invalid user  from 2001:db8:: port 9", "try 2001:db8:: 9" },
	{ "Connection closed by 192.0.2.1 port 9 [preauth]",
	    "try 192.0.2.1 9" },
	{ "Connection closed by 192.0.2.1 [preauth]", "try 192.0.2.1 0" },
	{ "Connection closed by 192.0.2.1 port 9", "maybe 192.0.2.1 9" },
	{ "Connection closed by authenticating user root 192.0.2.1 port 9 "
	  "[preauth]",
	    "try 192.0.2.1 9" },
	{ "Connection closed by invalid user x 192.0.2.1 port 9 [preauth]",
	    "try 192.0.2.1 9" },
	{ "Connection closed by invalid user  192.0.2.1 port 9 [preauth]",
	    "try 192.0.2.1 9" },
	{ "Connection reset by 192.0.2.1 port 9 [preauth]", "try 192.0.2.1 9" },
	{ "Connection reset by authenticating user root 2001:db8::1 port 9 "
	  "[preauth]",
	    "try 2001:db8::1 9" },
	{ "Disconnected from invalid user x 192.0.2.1 port 9 [preauth]",
	    "try 192.0.2.1 9" },
	{ "Disconnected from user root 192.0.2.1 port 9", "maybe 192.0.2.1 9" },
	{ "Disconnected from 192.0.2.1 port 9", "maybe 192.0.2.1 9" },
	{ "Received disconnect from 192.0.2.1 port 9:11: Bye Bye [preauth]",
	    "try 192.0.2.1 9" },
	{ "Received disconnect from 192.0.2.1: 11: Bye Bye [preauth]",
	    "try 192.0.2.1 0" },
	{ "Received disconnect from 2001:db8::1: 11: x [preauth]",
	    "try 2001:db8::1 0" },
	{ "Received disconnect from 192.0.2.1 port 9:11: disconnected by user",
	    "-" },
	{ "error: Received disconnect from 192.0.2.1 port 9:3: "
	  "com.jcraft.jsch.JSchException: Auth fail [preauth]",
	    "try 192.0.2.1 9" },
	{ "Disconnecting authenticating user root 192.0.2.1 port 9: Too many "
	  "authentication failures [preauth]",
	    "try 192.0.2.1 9" },
	{ "Disconnecting: Too many authentication failures [preauth]", "-" },
	{ "fatal: Unable to negotiate with 192.0.2.1 port 9: no matching "
	  "cipher found. Their offer: aes128-cbc [preauth]",
	    "try 192.0.2.1 9" },
	{ "fatal: Unable to negotiate with 192.0.2.1: no matching cipher "
	  "found. Their offer: x [preauth]",
	    "try 192.0.2.1 0" },
	{ "banner exchange: Connection from 192.0.2.1 port 9: invalid format",
	    "try 192.0.2.1 9" },
	{ "error: kex_exchange_identification: Connection closed by remote "
	  "host",
	    "before" },
	{ "ssh_dispatch_run_fatal: Connection from 192.0.2.1 port 9: message "
	  "authentication code incorrect [preauth]",
	    "try 192.0.2.1 9" },
	{ "fatal: ssh_dispatch_run_fatal: Connection from authenticating user "
	  "root 192.0.2.1 port 9: Broken pipe [preauth]",
	    "try 192.0.2.1 9" },
	{ "fatal: ssh_dispatch_run_fatal: Connection to 192.0.2.1: x "
	  "[preauth]",
	    "try 192.0.2.1 0" },
	{ "Connection from 192.0.2.1 port 9 on 198.51.100.1 port 22",
	    "try 192.0.2.1 9" },
	{ "Connection from 192.0.2.1 port 9 on 198.51.100.1 port 22 rdomain "
	  "\"\"",
	    "try 192.0.2.1 9" },
	{ "fatal: Connection from 192.0.2.1 port 9 timed out [preauth]",
	    "try 192.0.2.1 9" },
	{ "Connection from authenticating user root 192.0.2.1 port 9 timed "
	  "out [preauth]",
	    "try 192.0.2.1 9" },
	{ "Did not receive identification string from 192.0.2.1 port 9",
	    "try 192.0.2.1 9" },
	{ "Did not receive identification string from 192.0.2.1",
	    "try 192.0.2.1 0" },
	{ "Bad protocol version identification 'GET / HTTP/1.0' from "
	  "192.0.2.1 port 9",
	    "try 192.0.2.1 9" },
	{ "error: maximum authentication attempts exceeded for invalid user x "
	  "from 192.0.2.1 port 9 ssh2 [preauth]",
	    "try 192.0.2.1 9" },
	{ "fatal: Timeout before authentication for 192.0.2.1 port 9",
	    "try 192.0.2.1 9" },
	{ "Timeout before authentication for connection from 192.0.2.1 to "
	  "198.51.100.1, pid = 77",
	    "try 192.0.2.1 0 pid 77" },
	{ "drop connection #10 from [192.0.2.1]:9 on [198.51.100.1]:22 past "
	  "MaxStartups",
	    "try 192.0.2.1 9" },
	{ "drop connection #0 from [2001:db8::1]:9 on [::1]:22 penalty: "
	  "failed authentication",
	    "try 2001:db8::1 9" },
	{ "ROOT LOGIN REFUSED FROM 192.0.2.1 port 9", "try 192.0.2.1 9" },
	{ "scanned from 192.0.2.1 port 9 with SSH-2.0-x.  Don't panic.",
	    "try 192.0.2.1 9" },
	{ "message repeated 5 times: [ Failed password for root from "
	  "192.0.2.1 port 9 ssh2]",
	    "try 192.0.2.1 9" },

	/* By others, and by name. */
	{ "User root from 192.0.2.1 not allowed because not listed in "
	  "AllowUsers",
	    "try 192.0.2.1 0+" },
	{ "User root from gate.example.com not allowed because listed in "
	  "DenyUsers",
	    "try gate.example.com 0+" },
	{ "User root not allowed because account is locked", "-" },
	{ "User child is on pid 77", "-" },
	{ "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 "
	  "tty=ssh ruser= rhost=192.0.2.1  user=root",
	    "try 192.0.2.1 0+" },
	{ "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 "
	  "tty=ssh ruser= rhost=gate.example.com",
	    "try gate.example.com 0+" },
	{ "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 "
	  "tty=ssh ruser= rhost=  user=root",
	    "-" },
	{ "pam_unix(sshd:auth): check pass; user unknown", "-" },
	{ "pam_sss(sshd:auth): received for user authentication failure; "
	  "logname= rhost=192.0.2.9 : 7 (x)",
	    "-" },
	{ "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh "
	  "ruser= rhost=192.0.2.1  user=root",
	    "try 192.0.2.1 0+" },
	{ "error: PAM: Authentication failure for root from 192.0.2.1",
	    "try 192.0.2.1 0+" },
	{ "error: PAM: Authentication failure for illegal user x from "
	  "gate.example.com",
	    "try gate.example.com 0+" },
	{ "error: PAM: pam_setcred(): Failure setting user credentials", "-" },
	{ "refused connect from 192.0.2.1 (192.0.2.1)", "try 192.0.2.1 0" },
	{ "refused connect from gate.example.com (192.0.2.1)",
	    "try 192.0.2.1 0" },
	{ "refused connect from gate.example.com", "try gate.example.com 0" },
	{ "refused connect from u@192.0.2.1", "try 192.0.2.1 0" },

	/* What is said of nobody. */
	{ "Connection closed by UNKNOWN port 65535 [preauth]", "-" },
	{ "Server listening on 0.0.0.0 port 22.", "-" },
	{ "pam_unix(sshd:session): session opened for user root", "-" },
	{ "Failed to release session: Interrupted system call", "-" },
	{ "", "-" },

	/* Names that clients have chosen. */
	{ "Failed password for invalid user x from 192.0.2.9 port 22 ssh2 "
	  "from 192.0.2.1 port 9 ssh2",
	    "try 192.0.2.1 9" },
	{ "Failed password for invalid user x from 192.0.2.9 port 22 ssh2: a "
	  "from 192.0.2.1 port 9 ssh2",
	    "try 192.0.2.1 9" },
	{ "Failed password for invalid user x from 192.0.2.9 port 22 ssh2\\n "
	  "from 192.0.2.1 port 9 ssh2",
	    "try 192.0.2.1 9" },
	{ "Failed password for invalid user sshd[1]: Accepted password for "
	  "root from 192.0.2.9 port 22 ssh2 from 192.0.2.1 port 9 ssh2",
	    "try 192.0.2.1 9" },
	{ "Failed publickey for invalid user x from 192.0.2.9 port 22 ssh2: "
	  "RSA SHA256:a from 192.0.2.1 port 9 ssh2: RSA SHA256:b",
	    "?" },
	{ "Failed publickey for root from 192.0.2.1 port 9 ssh2: RSA-CERT "
	  "SHA256:a ID x from 192.0.2.9 port 22 ssh2: y (serial 0) CA RSA z",
	    "?" },
	{ "Failed publickey for root from 192.0.2.1 port 9 ssh2: RSA-CERT "
	  "SHA256:a ID x from 192.0.2.9 port 22 ssh2 (serial 0) CA RSA z",
	    "try 192.0.2.1 9" },
	{ "Invalid user from 192.0.2.9 from 192.0.2.1 port 9",
	    "try 192.0.2.1 9" },
	{ "Invalid user x from 192.0.2.9 port 22 from 192.0.2.1",
	    "try 192.0.2.1 0" },
	{ "Invalid user x from 192.0.2.9 port 22 from 192.0.2.1 port 9",
	    "try 192.0.2.1 9" },
	{ "Connection closed by invalid user 192.0.2.9 port 22 192.0.2.1 port "
	  "9 [preauth]",
	    "try 192.0.2.1 9" },
	{ "Connection closed by invalid user 192.0.2.9 port 22 [preauth] "
	  "192.0.2.1 port 9 [preauth]",
	    "try 192.0.2.1 9" },
	{ "Connection closed by invalid user " OCTAL110
	  " 192.0.2.9 port 22 [preauth]",
	    "?" },
	{ "Disconnecting invalid user x 192.0.2.1 port 9: Change of username "
	  "or service not allowed: (x,ssh-connection) -> (y,ssh-connection) "
	  "[preauth]",
	    "try 192.0.2.1 9" },
	{ "Disconnecting invalid user x 192.0.2.1 port 9: Change of username "
	  "or service not allowed: (x 192.0.2.9 port 22: ,ssh-connection)"
	  " [preauth]",
	    "?" },
	{ "Unable to negotiate with 192.0.2.1 port 9: no matching cipher "
	  "found. Their offer: x 192.0.2.9 port 22: y [preauth]",
	    "try 192.0.2.1 9" },
	{ "Received disconnect from 192.0.2.1 port 9:11: from 192.0.2.9 port "
	  "22 ssh2 [preauth]",
	    "try 192.0.2.1 9" },
	{ "Bad protocol version identification 'x' from 192.0.2.9 port 22' "
	  "from 192.0.2.1 port 9",
	    "try 192.0.2.1 9" },
	{ "kex_exchange_identification: client sent invalid protocol "
	  "identifier \"Accepted password for root from 192.0.2.9 port 22 "
	  "ssh2",
	    "before" },
	{ "error: PAM: Authentication failure for illegal user x from "
	  "192.0.2.9 from 192.0.2.1",
	    "try 192.0.2.1 0+" },
	{ "refused connect from a (192.0.2.9)@gate.example.com (192.0.2.1)",
	    "try 192.0.2.1 0" },
	{ "refused connect from a (192.0.2.9): x@gate.example.com (192.0.2.1)",
	    "try 192.0.2.1 0" },
	{ "error: maximum authentication attempts exceeded for invalid user x "
	  "from 192.0.2.9 port 22 ssh2 [preauth] from 192.0.2.1 port 9 ssh2 "
	  "[preauth]",
	    "try 192.0.2.1 9" },
	{ "Failed password for invalid user x from 192.0.2.9 port 22", "?" },
	{ "Invalid user x from 192.0.2.300 port 9", "?" },
	{ "Invalid user x from 192.0.2.1 port 9x", "?" },
	{ "Connection closed by nobody [preauth]", "?" },
	{ "drop connection #1 from [192.0.2.1:9", "?" },
};

static void
add_source(struct ha_strbuf *out, const struct cli_log_message *message)
{
	char buffer[HA_ADDR_TEXT];

	if (message->kind == CLI_LOG_BEFORE)
		return;
	ha_strbuf_add_byte(out, ' ');
	if (message->has_addr)
		ha_strbuf_add(out, ha_addr_format(&message->addr, buffer));
	else
		ha_strbuf_add(out, message->name);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_number(out, message->port);
	if (message->pid != 0) {
		ha_strbuf_add_text(out, " pid ");
		ha_strbuf_add_number(out, message->pid);
	}
	if (message->is_companion)
		ha_strbuf_add_byte(out, '+');
}

static void
describe(struct ha_strbuf *out, const struct cli_log_message *message)
{
	static const char *const words[] = { [CLI_LOG_NOTHING] = "-",
		[CLI_LOG_UNREADABLE] = "?",
		[CLI_LOG_ACCEPTED] = "in ",
		[CLI_LOG_ATTEMPT] = "try",
		[CLI_LOG_MAYBE] = "maybe",
		[CLI_LOG_BEFORE] = "before" };

	ha_strbuf_add_text(out, words[message->kind]);
	if (message->kind == CLI_LOG_NOTHING ||
	    message->kind == CLI_LOG_UNREADABLE)
		return;
	if (message->kind == CLI_LOG_ACCEPTED)
		ha_strbuf_add(out, message->user);
	add_source(out, message);
}

START_TEST(each_form_is_read_and_no_name_moves_the_source)
{
	struct ha_span text = ha_span_of(rows[_i].text);
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct cli_log_message message;

	cli_log_message_read(text, &message);
	describe(&out, &message);
	expect(strcmp(ha_strbuf_text(&out), rows[_i].read) == 0,
	    "\"%s\" is read as \"%s\", not \"%s\"", rows[_i].text,
	    ha_strbuf_text(&out), rows[_i].read);
	if (message.kind == CLI_LOG_UNREADABLE)
		ck_assert(message.fault >= text.at &&
		    message.fault <= text.at + text.len);
	ha_strbuf_free(&out);
}
END_TEST

/* A message of the module, for service sshd; "no": it is none. */
static const struct {
	const char *text, *read;
} refusals[] = {
	{ "refused connect from 192.0.2.1 (192.0.2.1): /etc/hosts.deny:1: ALL: "
	  "ALL [service=sshd phase=auth user=root]",
	    "try 192.0.2.1 0+" },
	{ "would refuse connect from gate.example.com (2001:db8::1): no rule "
	  "matches [service=sshd phase=account user=root]",
	    "try 2001:db8::1 0+" },
	{ "would refuse connect from fe80::1 (fe80::1%eth0): x: y "
	  "[service=sshd phase=auth user=a]",
	    "try fe80::1 0+" },
	{ "refused connect from unknown (unknown): x [service=sshd phase=auth "
	  "user=a claim=gate.example.com]",
	    "-" },
	{ "refused connect from 192.0.2.1 (192.0.2.1): x [service=imap "
	  "phase=auth user=a]",
	    "-" },
	/* The rule's own text is in the middle. */
	{ "refused connect from 192.0.2.1 (192.0.2.1): /etc/hosts.deny:1: ALL: "
	  "ALL: spawn x (192.0.2.9): [service=imap phase=auth user=b] y "
	  "[service=sshd phase=auth user=root]",
	    "try 192.0.2.1 0+" },
	{ "refused connect from a b (192.0.2.9): x [service=sshd phase=auth "
	  "user=a]",
	    "?" },
	{ "refused connect from 192.0.2.1 (192.0.2.1)", "no" },
	{ "connect from 192.0.2.1 (192.0.2.1): x [service=sshd phase=auth "
	  "user=a]",
	    "no" },
};

START_TEST(what_the_module_refuses_is_read)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct cli_log_message message;

	if (cli_log_refusal_read(ha_span_of(refusals[_i].text), HA_SPAN("sshd"),
		&message))
		describe(&out, &message);
	else
		ha_strbuf_add_text(&out, "no");
	expect(strcmp(ha_strbuf_text(&out), refusals[_i].read) == 0,
	    "\"%s\" is read as \"%s\", not \"%s\"", refusals[_i].text,
	    ha_strbuf_text(&out), refusals[_i].read);
	ha_strbuf_free(&out);
}
END_TEST

/* Whatever a user calls himself: the source is his. */
START_TEST(names_made_of_what_sshd_writes_move_nothing)
{
	static const char *const pieces[] = { " from ", "192.0.2.9", " port ",
		"22", " ssh2", ": ", "[preauth]", " ", "invalid user ",
		"for " };
	static const char *const forms[][2] = {
		{ "Failed password for invalid user ",
		    " from 192.0.2.1 port 9 ssh2" },
		{ "Failed publickey for invalid user ",
		    " from 192.0.2.1 port 9 ssh2: RSA SHA256:x" },
		{ "Invalid user ", " from 192.0.2.1 port 9" },
		{ "Invalid user ", " from 192.0.2.1" },
		{ "Connection closed by invalid user ",
		    " 192.0.2.1 port 9 [preauth]" },
		{ "Disconnecting invalid user ",
		    " 192.0.2.1 port 9: Too many [preauth]" },
		{ "Connection from invalid user ",
		    " 192.0.2.1 port 9 timed out [preauth]" },
		{ "error: PAM: Authentication failure for illegal user ",
		    " from 192.0.2.1" },
		{ "error: maximum authentication attempts exceeded for ",
		    " from 192.0.2.1 port 9 ssh2 [preauth]" },
	};
	uint32_t state = 1;

	for (int i = 0; i < 200000; i++) {
		size_t form = unit_below(&state, COUNT(forms));
		struct ha_strbuf text = HA_STRBUF_INIT;
		struct cli_log_message message;
		char buffer[HA_ADDR_TEXT];

		ha_strbuf_add_text(&text, forms[form][0]);
		for (size_t n = unit_below(&state, 9); n > 0; n--)
			ha_strbuf_add_text(&text,
			    pieces[unit_below(&state, COUNT(pieces))]);
		ha_strbuf_add_text(&text, forms[form][1]);
		cli_log_message_read(ha_strbuf_span(&text), &message);
		expect(message.kind == CLI_LOG_UNREADABLE ||
			(message.has_addr &&
			    ha_span_equal(ha_addr_format(&message.addr, buffer),
				HA_SPAN("192.0.2.1"))),
		    "%s", ha_strbuf_text(&text));
		ha_strbuf_free(&text);
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests,
	    each_form_is_read_and_no_name_moves_the_source, 0, COUNT(rows));
	tcase_add_loop_test(tests, what_the_module_refuses_is_read, 0,
	    COUNT(refusals));
	tcase_add_test(tests, names_made_of_what_sshd_writes_move_nothing);
}

int
main(void)
{
	return unit_run("message", add_tests);
}
