#include "cli/compat/tcpdmatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/compat/tcpd.h"
#include "cli/io/escape.h"
#include "cli/io/message.h"
#include "cli/io/notices.h"
#include "common/base/errortext.h"
#include "common/language/text.h"
#include "common/lookup/lookup.h"
#include "common/match/decide.h"

/* What the C library gives the name servers: two tries of 5 seconds. */
#define LOOKUP_SECONDS 10

/* One run of the program, and what it was asked. */
struct run {
	struct ha_tables tables;
	struct cli_notices notices;
	struct ha_lookup lookup;
	struct ha_resolver resolver;
	struct ha_request facts;
	bool has_answered;
};

static void
complain(const char *pattern, struct ha_span first, struct ha_span second)
{
	cli_tcpd_complain("tcpdmatch", pattern, first, second);
}

static int
show_usage(void)
{
	fputs("usage: tcpdmatch [-d] [-i inetd_conf] "
	      "daemon[@server] [user@]client\n"
	      "\t-d: use hosts.allow and hosts.deny in the current directory\n"
	      "\t-i: location of inetd.conf, which is not used\n",
	    stderr);
	return EXIT_FAILURE;
}

/* ---- the answer ---- */

static void
add_line(struct ha_strbuf *out, const char *label, struct ha_span foreign)
{
	ha_strbuf_add_text(out, label);
	cli_escape(out, foreign);
	ha_strbuf_add_byte(out, '\n');
}

static void
add_host(struct ha_strbuf *out, const struct ha_host *host, const char *label)
{
	char buffer[HA_ADDR_TEXT];

	/* "paranoid" counts as a name here. */
	if (host->name_fact == HA_FACT_KNOWN ||
	    host->name_fact == HA_FACT_CONFLICT) {
		ha_strbuf_add_text(out, label);
		add_line(out, "hostname ", ha_host_name_text(host));
	}
	if (host->addr_fact == HA_FACT_KNOWN) {
		ha_strbuf_add_text(out, label);
		add_line(out, "address  ", ha_host_addr_text(host, buffer));
	}
}

static void
add_facts(struct ha_strbuf *out, const struct ha_request *facts)
{
	struct ha_span user = ha_request_user(facts);

	add_host(out, &facts->client, "client:   ");
	if (!ha_text_is_unknown(user))
		add_line(out, "client:   username ", user);
	add_host(out, &facts->server, "server:   ");
	add_line(out, "server:   process  ", facts->service);
}

static void
add_option(struct ha_strbuf *out, struct run *run,
    const struct ha_option *option)
{
	struct ha_strbuf expanded = HA_STRBUF_INIT;
	struct ha_span value = option->value;

	if (ha_option_expands(option->kind)) {
		/* What is too long is reported as the decision's error. */
		if (ha_plan_expand(value, &run->facts, &run->resolver,
			&expanded) == HA_NOMEM)
			cli_no_memory();
		value = ha_span_trim(ha_strbuf_span(&expanded));
	}
	ha_strbuf_add_text(out, "option:   ");
	ha_strbuf_add_text(out, ha_option_keyword(option->kind));
	if (value.len > 0)
		ha_strbuf_add_byte(out, ' ');
	add_line(out, "", value);
	ha_strbuf_free(&expanded);
}

/* All of the rule, or up to the one that is wrong. */
static void
add_options(struct ha_strbuf *out, struct run *run, struct ha_rule *rule,
    const struct ha_decision *decision)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_options options = ha_options_of(rule->options, &arena, NULL);
	struct ha_option option;
	enum ha_status status;

	while ((status = ha_options_next(&options, &option)) == HA_OK) {
		add_option(out, run, &option);
		if (decision->error.code != HA_CODE_NONE &&
		    ha_rule_locate(rule, option.field).offset ==
			decision->option.offset)
			break;
	}
	if (status == HA_NOMEM)
		cli_no_memory();
	ha_arena_free(&arena);
}

/* The decision knows where the rule stands; its options are read anew. */
static void
add_rule(struct ha_strbuf *out, struct run *run,
    const struct ha_decision *decision)
{
	const struct ha_location *where = &decision->rule;
	struct ha_reader reader;
	struct ha_rule rule;

	if (where->source == NULL)
		return;
	ha_strbuf_add_text(out, "matched:  ");
	cli_escape(out, ha_span_of(where->source->path));
	ha_strbuf_add_text(out, " line ");
	ha_strbuf_add_number(out,
	    ha_source_place(where->source, where->offset).line);
	ha_strbuf_add_byte(out, '\n');
	ha_reader_init(&reader, where->source, HA_LINES_OWN);
	reader.next = where->offset;
	if (ha_reader_next(&reader, &rule) != HA_OK)
		cli_no_memory();
	if (decision->reason != HA_REASON_ERROR) {
		ha_rule_split(&rule);
		if (rule.has_options)
			add_options(out, run, &rule, decision);
	}
	ha_reader_free(&reader);
}

static bool
has_step(const struct ha_decision *decision, enum ha_option_kind kind)
{
	for (size_t i = 0; i < decision->plan.count; i++) {
		if (decision->plan.steps[i].kind == kind)
			return true;
	}
	return false;
}

/* twist refuses, for it puts something else in the service's place. */
static const char *
access_word(const struct ha_decision *decision)
{
	switch (decision->verdict) {
	case HA_ALLOW:
		return "granted\n";
	case HA_DENY:
		return has_step(decision, HA_OPTION_TWIST) ? "delegated\n"
							   : "denied\n";
	case HA_ASK:
		break;
	}
	return "depends on the exit status of: ";
}

static void
decide(struct run *run, const struct ha_policy *policy,
    struct ha_decision *decision)
{
	if (ha_decide(&run->tables, &run->facts, &run->resolver, policy, NULL,
		decision) != HA_OK)
		cli_no_memory();
}

/*
 * A command that fails refuses.  Where it may succeed without letting anybody
 * in, nothing depends on it.
 */
static void
add_access_by_command(struct ha_strbuf *out, struct run *run,
    const struct ha_decision *decision)
{
	const struct ha_policy passes = { .aclexec = HA_ACLEXEC_PASS };
	struct ha_decision passed;
	const char *separator = "";

	decide(run, &passes, &passed);
	if (passed.verdict == HA_DENY && !has_step(&passed, HA_OPTION_TWIST)) {
		ha_strbuf_add_text(out, access_word(&passed));
		ha_decision_free(&passed);
		return;
	}
	ha_decision_free(&passed);
	ha_strbuf_add_text(out, access_word(decision));
	for (size_t i = 0; i < decision->plan.count; i++) {
		const struct ha_step *step = &decision->plan.steps[i];

		if (step->kind != HA_OPTION_ACLEXEC)
			continue;
		ha_strbuf_add_text(out, separator);
		cli_escape(out, ha_span_of(step->text));
		separator = "; and of: ";
	}
	ha_strbuf_add_byte(out, '\n');
}

/* The addresses of one client are parted by an empty line. */
static void
print(struct run *run, const struct ha_strbuf *out)
{
	if (out->failed)
		cli_no_memory();
	if (run->has_answered)
		putchar('\n');
	run->has_answered = true;
	/* Whether it was written is asked at the end, for all of it. */
	fwrite(out->text, 1, out->len, stdout);
}

static void
answer(struct run *run)
{
	const struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct ha_decision decision;

	ha_lookup_restart(&run->lookup);
	decide(run, &policy, &decision);
	add_facts(&out, &run->facts);
	add_rule(&out, run, &decision);
	ha_strbuf_add_text(&out, "access:   ");
	if (decision.verdict == HA_ASK)
		add_access_by_command(&out, run, &decision);
	else
		ha_strbuf_add_text(&out, access_word(&decision));
	print(run, &out);
	cli_notices_tell(&run->notices, &decision.diags);
	ha_decision_free(&decision);
	ha_strbuf_free(&out);
}

/* ---- the question ---- */

/* Splits at the last '@'; without one, before is empty. */
static void
split(struct ha_span text, struct ha_span *before, struct ha_span *behind)
{
	const char *at = memrchr(text.at, '@', text.len);
	size_t offset = at == NULL ? 0 : (size_t)(at - text.at);

	*before = ha_span_before(text, offset);
	*behind = at == NULL ? text : ha_span_from(text, offset + 1);
}

static int
refuse_name(const struct run *run, struct ha_span name)
{
	if (run->facts.is_broken)
		complain("nothing can be looked up by %1: %2",
		    ha_span_of(ha_lookup_helper),
		    ha_span_of(ha_error_text(run->lookup.error)));
	else if (run->facts.has_failed)
		complain("the look-up of %1 failed or timed out", name,
		    HA_SPAN_EMPTY);
	else
		complain("%1 has no address", name, HA_SPAN_EMPTY);
	return EXIT_FAILURE;
}

/*
 * An address has no name then, as when its look-up has failed; a name has its
 * addresses looked up, and they become claims.
 */
static int
read_host(struct run *run, struct ha_host *host, struct ha_span text)
{
	if (ha_host_set_addr(host, text))
		return EXIT_SUCCESS;
	if (text.len == 0) {
		complain("a name or an address is missing", text,
		    HA_SPAN_EMPTY);
		return EXIT_FAILURE;
	}
	if (ha_addr_is_aton(text) || ha_span_holds(text, ':') ||
	    ha_span_holds(text, '[') || ha_span_holds(text, '/')) {
		complain("'%1' is neither a name nor an address", text,
		    HA_SPAN_EMPTY);
		return EXIT_FAILURE;
	}
	ha_host_set_name(host, text);
	if (host->name_fact != HA_FACT_KNOWN)
		return EXIT_SUCCESS;
	host->addr_fact = HA_FACT_UNASKED;
	ha_lookup_restart(&run->lookup);
	ha_request_ask_addr(&run->facts, host, &run->resolver);
	return host->addr_fact == HA_FACT_CLAIMED ? EXIT_SUCCESS
						  : refuse_name(run, text);
}

/* A program may be given by its full path; rules have its name. */
static struct ha_span
last_part(struct ha_span path)
{
	const char *slash = memrchr(path.at, '/', path.len);

	if (slash == NULL || path.at[0] != '/')
		return path;
	return ha_span_from(path, (size_t)(slash - path.at) + 1);
}

static void
set_addr(struct ha_host *host, const struct ha_addr *addr,
    char text[HA_ADDR_TEXT])
{
	host->addr_fact = HA_FACT_KNOWN;
	host->addr = *addr;
	host->addr_given = ha_addr_format(addr, text);
}

static int
read_daemon(struct run *run, struct ha_span text, char addr[HA_ADDR_TEXT])
{
	struct ha_host *server = &run->facts.server;
	struct ha_span daemon, host;

	split(text, &daemon, &host);
	if (daemon.len == 0 && host.len == text.len) {
		daemon = host;
		host = HA_SPAN("unknown");
	}
	run->facts.service = last_part(daemon);
	if (run->facts.service.len == 0) {
		complain("'%1' names no daemon", text, HA_SPAN_EMPTY);
		return EXIT_FAILURE;
	}
	if (read_host(run, server, host) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	if (server->addr_fact != HA_FACT_CLAIMED)
		return EXIT_SUCCESS;
	if (server->nclaimed_addrs > 1) {
		complain("%1 has more than one address; give one of them", host,
		    HA_SPAN_EMPTY);
		return EXIT_FAILURE;
	}
	set_addr(server, &server->claimed_addrs[0], addr);
	return EXIT_SUCCESS;
}

/*
 * Whoever comes from the address has the name that the address has, as the
 * module will see it: not the one that was asked about.
 */
static void
ask_name(struct run *run, struct ha_host *client)
{
	client->name_fact = HA_FACT_UNASKED;
	client->name = client->name_given = HA_SPAN_EMPTY;
	ha_lookup_restart(&run->lookup);
	ha_request_ask_name(&run->facts, client, &run->resolver);
}

static int
answer_client(struct run *run, struct ha_span text)
{
	struct ha_host *client = &run->facts.client;
	const struct ha_addr *addrs;
	size_t count;
	struct ha_span host;

	split(text, &run->facts.user, &host);
	if (read_host(run, client, host) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	if (client->addr_fact != HA_FACT_CLAIMED) {
		answer(run);
		return EXIT_SUCCESS;
	}
	addrs = client->claimed_addrs;
	count = client->nclaimed_addrs;
	for (size_t i = 0; i < count; i++) {
		char addr[HA_ADDR_TEXT];

		set_addr(client, &addrs[i], addr);
		ask_name(run, client);
		answer(run);
	}
	return EXIT_SUCCESS;
}

static int
answer_arguments(struct run *run, const char *daemon, const char *client)
{
	char addr[HA_ADDR_TEXT];
	int status;

	ha_lookup_init(&run->lookup, LOOKUP_SECONDS);
	run->resolver = ha_lookup_resolver(&run->lookup, true);
	run->facts = HA_REQUEST_INIT;
	run->facts.pid = (unsigned long)getpid();
	status = read_daemon(run, ha_span_of(daemon), addr);
	if (status == EXIT_SUCCESS)
		status = answer_client(run, ha_span_of(client));
	ha_request_free(&run->facts);
	ha_lookup_end(&run->lookup);
	cli_notices_free(&run->notices);
	return status;
}

int
cli_tcpdmatch(int argc, char **argv)
{
	struct run run = {
		.tables = { .allow = { "/etc/hosts.allow", NULL,
				HA_IF_MISSING_LINK },
		    .deny = { "/etc/hosts.deny", NULL, HA_IF_MISSING_LINK } }
	};
	const char *inetd_conf = NULL;
	int value;

	while ((value = getopt(argc, argv, ":di:")) != -1) {
		switch (value) {
		case 'd':
			run.tables.allow =
			    (struct ha_table){ .path = "hosts.allow" };
			run.tables.deny =
			    (struct ha_table){ .path = "hosts.deny" };
			break;
		case 'i':
			inetd_conf = optarg;
			break;
		default:
			cli_tcpd_refuse_option("tcpdmatch", value);
			return show_usage();
		}
	}
	if (argc - optind != 2)
		return show_usage();
	if (inetd_conf != NULL &&
	    cli_tcpd_require_file("tcpdmatch", inetd_conf) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	return answer_arguments(&run, argv[optind], argv[optind + 1]);
}
