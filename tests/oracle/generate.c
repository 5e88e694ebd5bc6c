#include "tests/oracle/generate.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void
generate_case(struct chance *chance, char *text)
{
	if (chance_percent(chance, 50))
		return;
	for (; *text != '\0'; text++)
		if (*text >= 'A' && (unsigned char)*text < 128 &&
		    chance_percent(chance, 50))
			*text = (char)(isupper(*text) ? tolower(*text)
						      : toupper(*text));
}

/* What daemons and users have in common is compared as strings. */
static void
make_daemon(struct chance *chance, int first_file, char out[SKETCH_TEXT])
{
	static const char *const daemons[] = { "ALL", "ALL", "ALL", "KNOWN",
		"sshd", "sshd", "sshd", "ftpd", "ftpd", "in.ftpd", "in.telnetd",
		".ftpd", ".telnetd", "in.", "ss.", "s?hd", "*d", "in.*", "????",
		"*", "LOCAL", "UNKNOWN", "PARANOID", "22", "23", "022", "65536",
		"@sshd", "sshd/24" };
	char daemon[24], server[SKETCH_TEXT];

	snprintf(daemon, sizeof(daemon), "%s", CHANCE_PICK(chance, daemons));
	generate_case(chance, daemon);
	generate_host(chance, first_file, false, server);
	if (daemon[0] != '@' && chance_percent(chance, 20))
		snprintf(out, SKETCH_TEXT, "%s@%.70s", daemon, server);
	else
		snprintf(out, SKETCH_TEXT, "%s", daemon);
}

static void
make_client(struct chance *chance, int first_file, char out[SKETCH_TEXT])
{
	static const char *const users[] = { "root", "root", "bob", "ALL",
		"KNOWN", "UNKNOWN", "r*", "*", "ro.", ".ot", "?ob", "22",
		"local", "LOCAL", "*o*" };
	char user[24], host[SKETCH_TEXT];

	snprintf(user, sizeof(user), "%s", CHANCE_PICK(chance, users));
	generate_case(chance, user);
	generate_host(chance, first_file, false, host);
	if (chance_percent(chance, 15))
		snprintf(out, SKETCH_TEXT, "%s@%.70s", user, host);
	else
		snprintf(out, SKETCH_TEXT, "%s", host);
}

/* Some tokens, and now and then an exception, and one to that. */
static void
make_list(struct chance *chance, struct sketch_list *list,
    void (*make)(struct chance *, int, char[SKETCH_TEXT]), size_t most)
{
	char token[SKETCH_TEXT];

	for (;;) {
		size_t count = 1 + chance_below(chance, most);

		while (count-- > 0) {
			make(chance, 0, token);
			sketch_add(list, token);
		}
		if (list->count + 1 + most > SKETCH_WORDS ||
		    chance_percent(chance, 75))
			return;
		snprintf(token, sizeof(token), "EXCEPT");
		generate_case(chance, token);
		sketch_add(list, token);
	}
}

static void
make_rule(struct chance *chance, struct sketch_rule *rule)
{
	make_list(chance, &rule->parts[SKETCH_DAEMONS], make_daemon, 2);
	make_list(chance, &rule->parts[SKETCH_CLIENTS], make_client, 3);
	generate_options(chance, &rule->parts[SKETCH_OPTIONS]);
	if (chance_percent(chance, 70))
		sketch_lay_out(chance, &rule->layout);
}

/* Without it, what hosts.allow says would not be seen in the verdict. */
static void
deny_the_rest(struct sketch_table *table)
{
	struct sketch_rule *rule = &table->rules[table->count - 1];

	memset(rule, 0, sizeof(*rule));
	sketch_add(&rule->parts[SKETCH_DAEMONS], "ALL");
	sketch_add(&rule->parts[SKETCH_CLIENTS], "ALL");
}

void
generate_tables(struct chance *chance, struct sketch *sketch)
{
	memset(sketch, 0, sizeof(*sketch));
	for (int t = 0; t < 2; t++) {
		struct sketch_table *table = &sketch->tables[t];

		table->is_missing = chance_percent(chance, 2);
		if (!table->is_missing)
			table->count = 1 + chance_below(chance, SKETCH_RULES);
		for (size_t i = 0; i < table->count; i++)
			make_rule(chance, &table->rules[i]);
		if (t == 1 && table->count > 0 && chance_percent(chance, 60))
			deny_the_rest(table);
	}
	for (int f = 0; f < SKETCH_FILES; f++) {
		size_t count = chance_below(chance, 5);

		while (count-- > 0) {
			char word[SKETCH_TEXT];

			generate_host(chance, f + 1, true, word);
			sketch_add(&sketch->files[f], word);
		}
	}
}

/* The columns of the facts, in their order. */
static const char *const daemons[] = { "sshd", "sshd", "sshd", "ftpd",
	"in.ftpd", "in.telnetd", "unknown", "22", "SSHD" };
static const char *const server_names[] = { "", "", "www.dom.example", "srv",
	"paranoid" };
static const char *const server_addresses[] = { "", "192.0.2.1", "10.0.0.1",
	"2001:db8::1", "::ffff:192.0.2.1" };
static const char *const server_ports[] = { "", "22", "23" };
static const char *const client_names[] = { "unknown", "unknown", "", "UNKNOWN",
	"paranoid", "myhost", "localhost", "host.dom.example",
	"host.dom.example", "HOST.Dom.Example", "h2.dom.example",
	"www.dom.example", "dom.example", "gw.example", "evil.example.net",
	"cafe", "known", "h\xe4st", ".dom.example" };
static const char *const client_addresses[] = { "192.0.2.33", "192.0.2.33",
	"192.0.2.1", "192.0.3.7", "10.0.0.1", "10.1.2.3", "127.0.0.1",
	"198.51.100.7", "203.0.113.250", "::1", "2001:db8::1", "2001:db8::1",
	"2001:db8:2:0:0::5", "fe80::1", "64:ff9b::c000:221",
	"::ffff:192.0.2.33", "::FFFF:10.0.0.1", "unknown", "", "2001:DB8::1" };
static const char *const users[] = { "unknown", "unknown", "", "root", "bob",
	"ro.ot", "local", "22" };

void
generate_request(struct chance *chance, struct sketch_request *request)
{
	bool has_server = chance_percent(chance, 40);
	const char *facts[] = { CHANCE_PICK(chance, daemons),
		CHANCE_PICK(chance, server_names),
		CHANCE_PICK(chance, server_addresses),
		CHANCE_PICK(chance, server_ports),
		CHANCE_PICK(chance, client_names),
		CHANCE_PICK(chance, client_addresses),
		CHANCE_PICK(chance, users) };

	for (int i = 0; i < (int)(sizeof(facts) / sizeof(*facts)); i++) {
		bool is_server = i + ROW_DAEMON >= ROW_SERVER_NAME &&
		    i + ROW_DAEMON <= ROW_SERVER_PORT;

		snprintf(request->facts[i], SKETCH_TEXT, "%s",
		    is_server && !has_server ? "" : facts[i]);
	}
}
