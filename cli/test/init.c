#include "cli/test/init.h"

#include <stdlib.h>

#include "cli/io/intern.h"
#include "cli/io/message.h"
#include "cli/test/run.h"
#include "common/language/text.h"
#include "common/request/request.h"

/* More lines, services and longer lines are for their author to write. */
#define RULES_MAX 200
#define SERVICES_MAX ((size_t)16)
#define CLIENTS_MAX ((size_t)1000)

static const char head[] =
    "# What must hold of hosts.allow and hosts.deny beside this file, a line\n"
    "# each: \"hostsaccess test\" says whether it does, and so do check, edit "
    "and\n"
    "# install before a change.  See hostsaccess(1).\n";

struct writing {
	struct ha_strbuf candidates;
	struct cli_intern services; /* that rules name */
};

static bool
is_simple_service(struct ha_span daemon)
{
	unsigned port;

	return ha_text_is_all(daemon) ||
	    (ha_text_is_literal(daemon) && !ha_text_is_port(daemon, &port) &&
		!ha_span_holds(daemon, '@'));
}

static void
add_line(struct ha_strbuf *out, const char *verdict, struct ha_span service,
    struct ha_span clients)
{
	ha_strbuf_add_text(out, verdict);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add(out, service);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add(out, clients);
	ha_strbuf_add_byte(out, '\n');
}

/* The clients with one blank between them; only those before EXCEPT. */
static void
add_clients(struct ha_strbuf *out, struct ha_span clients, bool has_exceptions)
{
	struct ha_list list = ha_list_of(clients);
	struct ha_token token;
	size_t group = 0;

	while (ha_list_next(&list, &token)) {
		if (token.group > 0 && !has_exceptions)
			return;
		if (out->len > 0)
			ha_strbuf_add_byte(out, ' ');
		if (token.group > group)
			ha_strbuf_add_text(out, "EXCEPT ");
		group = token.group;
		ha_strbuf_add(out, token.text);
	}
}

/* ---- what each rule says ---- */

static void
write_rule(struct writing *writing, const struct ha_rule *rule, bool admits)
{
	struct ha_list daemons = ha_list_of(rule->daemons);
	struct ha_strbuf clients = HA_STRBUF_INIT;
	struct ha_token daemon;
	bool is_new;

	if (rule->clients.len <= CLIENTS_MAX)
		add_clients(&clients, rule->clients, true);
	while (clients.len > 0 && ha_list_next(&daemons, &daemon) &&
	    daemon.group == 0) {
		if (!is_simple_service(daemon.text))
			continue;
		add_line(&writing->candidates, admits ? "allow" : "deny",
		    daemon.text, ha_strbuf_span(&clients));
		if (writing->services.count < SERVICES_MAX)
			cli_intern(&writing->services, daemon.text, &is_new);
	}
	ha_strbuf_free(&clients);
}

/* The rules of a table that are sound. */
static void
for_each_rule(const struct cli_table *table,
    void (*call)(void *context, const struct ha_rule *rule, bool admits),
    void *context)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_reader reader;
	struct ha_rule rule;

	if (table->source == NULL)
		return;
	ha_reader_init(&reader, table->source, HA_LINES_OWN);
	for (int i = 0; i < RULES_MAX && cli_next_rule(&reader, &rule); i++) {
		struct ha_options_summary options;

		ha_rule_split(&rule);
		options = cli_options_summary(&rule, &arena);
		if (rule.fault == HA_CODE_NONE)
			call(context, &rule,
			    ha_rule_admits(table->kind, &options));
	}
	ha_reader_free(&reader);
	ha_arena_free(&arena);
}

static void
take_rule(void *context, const struct ha_rule *rule, bool admits)
{
	write_rule(context, rule, admits);
}

/* ---- that nobody else is admitted ---- */

struct closing {
	struct ha_span service;
	struct ha_strbuf clients; /* whom rules admit */
	bool is_vague;
};

static bool
names_all(struct ha_span clients)
{
	struct ha_list list = ha_list_of(clients);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		if (token.group == 0 && ha_text_is_all(token.text))
			return true;
	}
	return false;
}

static void
take_admitted(void *context, const struct ha_rule *rule, bool admits)
{
	struct closing *closing = context;
	struct ha_list daemons = ha_list_of(rule->daemons);
	struct ha_token daemon;
	bool is_meant = false;

	while (ha_list_next(&daemons, &daemon))
		is_meant = is_meant || ha_text_is_all(daemon.text) ||
		    ha_text_match(daemon.text, closing->service);
	if (!admits || !is_meant)
		return;
	add_clients(&closing->clients, rule->clients, false);
	/* That nobody but everybody gets in would be no test. */
	closing->is_vague = closing->is_vague ||
	    closing->clients.len > CLIENTS_MAX || names_all(rule->clients);
}

static void
write_closing(struct writing *writing, const struct cli_table tables[2],
    struct ha_span service)
{
	struct closing closing = { .service = service,
		.clients = HA_STRBUF_INIT };
	struct ha_strbuf text = HA_STRBUF_INIT;

	for (size_t i = 0; i < 2; i++)
		for_each_rule(&tables[i], take_admitted, &closing);
	ha_strbuf_add_text(&text, "ALL");
	if (closing.clients.len > 0)
		ha_strbuf_add_text(&text, " EXCEPT ");
	ha_strbuf_add(&text, ha_strbuf_span(&closing.clients));
	if (!closing.is_vague)
		add_line(&writing->candidates, "deny", service,
		    ha_strbuf_span(&text));
	ha_strbuf_free(&text);
	ha_strbuf_free(&closing.clients);
}

/* Whoever writes the file should not lock himself out. */
static void
write_connection(struct writing *writing)
{
	struct ha_request request = HA_REQUEST_INIT;

	if (ha_request_set_connection(&request,
		ha_span_of(getenv("SSH_CONNECTION"))))
		add_line(&writing->candidates, "allow", HA_SPAN("sshd"),
		    request.client.addr_given);
	ha_request_free(&request);
}

/* ---- what is true of it ---- */

static void
keep_true(struct ha_strbuf *out, const struct writing *writing,
    const struct cli_table tables[2], struct cli_pattern_files *files)
{
	struct ha_source *source;
	struct cli_test_files tests = { &source, 1, 1 };
	struct cli_test_results results;
	struct cli_intern seen = CLI_INTERN_INIT;

	if (ha_source_from_memory("hosts.tests",
		ha_strbuf_span(&writing->candidates), &source) != HA_OK)
		cli_no_memory();
	cli_tests_run(&results, tables, files, &tests);
	for (size_t i = 0; i < results.count; i++) {
		const struct cli_test_result *result = &results.list[i];
		bool is_new = false;

		if (result->outcome == CLI_TEST_PASSES)
			cli_intern(&seen, ha_strbuf_span(&result->text),
			    &is_new);
		if (!is_new)
			continue;
		ha_strbuf_add(out, ha_strbuf_span(&result->text));
		ha_strbuf_add_byte(out, '\n');
	}
	cli_test_results_free(&results);
	ha_source_free(source);
	cli_intern_free(&seen);
}

void
cli_test_init(struct ha_strbuf *out, const struct cli_table tables[2],
    struct cli_pattern_files *files)
{
	struct writing writing = { .candidates = HA_STRBUF_INIT,
		.services = CLI_INTERN_INIT };

	ha_strbuf_add_text(out, head);
	write_connection(&writing);
	ha_strbuf_add_text(&writing.candidates, "allow ALL 127.0.0.1\n");
	for (size_t i = 0; i < 2; i++)
		for_each_rule(&tables[i], take_rule, &writing);
	for (size_t i = 0; i < writing.services.count; i++)
		write_closing(&writing, tables, writing.services.texts[i]);
	if (writing.candidates.failed)
		cli_no_memory();
	keep_true(out, &writing, tables, files);
	cli_intern_free(&writing.services);
	ha_strbuf_free(&writing.candidates);
}
