#include "cli/match/command.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/args/texts.h"
#include "cli/io/lines.h"
#include "cli/io/message.h"
#include "cli/io/notices.h"
#include "cli/match/answer.h"
#include "cli/match/options.h"
#include "cli/match/who.h"
#include "common/base/errortext.h"
#include "common/lookup/lookup.h"

/* The exit statuses of an answer. */
enum {
	STATUS_ALLOWED = 0,
	STATUS_DENIED = 1,
	STATUS_CANNOT_TELL = 2
};

/* One run of the command. */
struct run {
	const struct cli_match_options *options;
	struct cli_args args;
	struct cli_tables tables;
	struct cli_notices notices;
	struct ha_lookup lookup;
	const struct cli_format *format;
	bool has_color;
	size_t columns; /* of the terminal; 0: there is none */
	bool flushes;   /* each answer at once: somebody waits for it */
};

static int
status_of(const struct ha_decision *decision)
{
	if (decision->verdict == HA_ASK || decision->reason == HA_REASON_ERROR)
		return STATUS_CANNOT_TELL;
	return decision->verdict == HA_ALLOW ? STATUS_ALLOWED : STATUS_DENIED;
}

static void
write_out(const struct run *run, const struct ha_strbuf *out)
{
	struct ha_span text = ha_strbuf_span(out);

	if (out->failed)
		cli_no_memory();
	if (fwrite(text.at, 1, text.len, stdout) == text.len &&
	    (!run->flushes || fflush(stdout) == 0))
		return;
	cli_complain("match", "cannot write the answer: %1",
	    ha_span_of(ha_error_text(errno)), HA_SPAN_EMPTY);
	_exit(EX_IOERR);
}

static void
print_answer(struct run *run, const struct cli_answer *answer)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	if (run->options->output.is_quiet)
		return;
	run->format->print(&out, answer);
	write_out(run, &out);
	ha_strbuf_free(&out);
	/* In text the answer says all that is wrong with a whole table. */
	if (run->format->print == cli_print_text &&
	    answer->decision->error.code != HA_CODE_NONE &&
	    answer->decision->error.where.source == NULL &&
	    answer->decision->error.path != NULL)
		cli_notices_know(&run->notices, &answer->decision->error);
	cli_notices_tell(&run->notices, &answer->decision->diags);
}

static enum ha_answer
has_interface(void *context, struct ha_span name)
{
	char copy[IF_NAMESIZE];

	(void)context;
	if (name.len >= sizeof(copy))
		return HA_ANSWER_NONE;
	memcpy(copy, name.at, name.len);
	copy[name.len] = '\0';
	return if_nametoindex(copy) > 0 ? HA_ANSWER_FOUND : HA_ANSWER_NONE;
}

/* Prints the answer, and what libwrap would say where that is wanted. */
static void
answer_with_comparison(struct run *run, struct cli_answer *answer,
    struct ha_resolver *resolver)
{
	struct ha_comparison comparison;

	resolver->interface = has_interface;
	if (ha_compare(&run->tables.engine, &answer->asked->facts, resolver,
		&run->options->policy, answer->decision, &comparison) != HA_OK)
		cli_no_memory();
	/* cppcheck-suppress autoVariables; it is taken back below */
	answer->comparison = &comparison;
	print_answer(run, answer);
	answer->comparison = NULL;
	ha_comparison_free(&comparison);
}

static int
decide(struct run *run, struct cli_request *request)
{
	bool explains = run->format->explains;
	struct ha_resolver resolver =
	    ha_lookup_resolver(&run->lookup, !run->options->lookups.are_off);
	struct ha_decision decision;
	struct cli_record record;
	struct ha_trace trace;
	struct cli_answer answer = { request, &decision,
		explains ? &record : NULL, run->has_color,
		run->options->unfolds, run->columns, NULL,
		request->facts.client.name_fact == HA_FACT_UNASKED,
		!run->options->lookups.are_off,
		!cli_tables_are_named(&run->options->tables),
		&run->options->tables };
	int status;

	cli_record_init(&record, &request->facts, run->options->has_trace);
	trace = cli_record_trace(&record);
	if (ha_decide(&run->tables.engine, &request->facts, &resolver,
		&run->options->policy, explains ? &trace : NULL,
		&decision) != HA_OK)
		cli_no_memory();
	status = status_of(&decision);
	if (run->options->compares && explains &&
	    !run->options->output.is_quiet)
		answer_with_comparison(run, &answer, &resolver);
	else
		print_answer(run, &answer);
	cli_record_free(&record);
	ha_decision_free(&decision);
	return status;
}

/*
 * A name stands for each of its addresses: whoever comes from one of them is
 * asked for his name anew, as the module does, which knows the address alone.
 */
static int
answer_each_address(struct run *run, struct cli_request *request)
{
	struct ha_host *client = &request->facts.client;
	const struct ha_addr *addrs = client->claimed_addrs;
	size_t count = client->nclaimed_addrs;
	int highest = STATUS_ALLOWED;

	for (size_t i = 0; i < count; i++) {
		char text[HA_ADDR_TEXT];
		int status;

		*client = (struct ha_host){ .name_fact = HA_FACT_UNASKED,
			.addr_fact = HA_FACT_KNOWN,
			.addr = addrs[i],
			.addr_given = ha_addr_format(&addrs[i], text) };
		request->address = client->addr_given;
		status = decide(run, request);
		if (status > highest)
			highest = status;
	}
	return highest;
}

/* Without an address there is nobody who could be let in or kept out. */
static int
refuse_without_address(const struct run *run, const struct ha_request *facts)
{
	struct ha_span name = facts->client.name;

	if (facts->is_broken)
		cli_complain("match", "nothing can be looked up by %1: %2",
		    ha_span_of(ha_lookup_helper),
		    ha_span_of(ha_error_text(run->lookup.error)));
	else if (facts->has_failed)
		cli_complain("match",
		    "the look-up of %1 failed or timed out; --no-lookup takes "
		    "the name as it is",
		    name, HA_SPAN_EMPTY);
	else
		cli_complain("match",
		    "%1 has no address; --no-lookup takes the name as it is",
		    name, HA_SPAN_EMPTY);
	return STATUS_CANNOT_TELL;
}

static int
answer_request(struct run *run, struct cli_request *request)
{
	struct ha_resolver resolver =
	    ha_lookup_resolver(&run->lookup, !run->options->lookups.are_off);
	struct ha_host *client = &request->facts.client;
	int status;

	ha_lookup_restart(&run->lookup);
	if (!request->lacks_address || run->options->lookups.are_off) {
		status = decide(run, request);
	} else {
		client->addr_fact = HA_FACT_UNASKED;
		ha_request_ask_addr(&request->facts, client, &resolver);
		status = client->addr_fact == HA_FACT_CLAIMED
		    ? answer_each_address(run, request)
		    : refuse_without_address(run, &request->facts);
	}
	ha_request_free(&request->facts);
	return status;
}

static int
match_arguments(struct run *run)
{
	struct cli_request request = { 0 };
	struct ha_strbuf fault = HA_STRBUF_INIT;
	int status;

	for (int i = 0; i < run->args.count; i++) {
		if (request.nwords == CLI_REQUEST_WORDS)
			return cli_usage("match", "there are too many words",
			    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
		request.words[request.nwords++] = ha_span_of(run->args.list[i]);
	}
	if (cli_request_read(&request, &fault))
		status = answer_request(run, &request);
	else
		status = cli_usage_text("match", &fault);
	ha_strbuf_free(&fault);
	return status;
}

static bool
is_field_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Too many words are cut to one more than there may be. */
static void
split_words(struct ha_span line, struct cli_request *request)
{
	request->nwords = 0;
	while (request->nwords < CLI_REQUEST_WORDS) {
		size_t end = 0;

		while (line.len > 0 && is_field_blank(line.at[0]))
			line = ha_span_from(line, 1);
		if (line.len == 0)
			return;
		while (end < line.len && !is_field_blank(line.at[end]))
			end++;
		request->words[request->nwords++] = ha_span_before(line, end);
		line = ha_span_from(line, end);
	}
}

static int
refuse_line(const struct cli_lines *lines, const char *path,
    struct ha_span fault)
{
	struct ha_strbuf place = HA_STRBUF_INIT;

	ha_strbuf_add_text(&place, path);
	ha_strbuf_add_byte(&place, ':');
	ha_strbuf_add_number(&place, lines->number);
	cli_complain("match", "%1: no request: %2", ha_strbuf_span(&place),
	    fault);
	ha_strbuf_free(&place);
	return STATUS_CANNOT_TELL;
}

static int
match_line(struct run *run, const struct cli_lines *lines, const char *path,
    struct ha_span line)
{
	struct cli_request request = { 0 };
	struct ha_strbuf fault = HA_STRBUF_INIT;
	int status;

	if (lines->is_too_long)
		return refuse_line(lines, path,
		    HA_SPAN("the line is longer than 64 KiB"));
	split_words(line, &request);
	if (request.nwords == 0 || line.at[0] == '#')
		return STATUS_ALLOWED;
	if (ha_span_holds(line, '\0'))
		return refuse_line(lines, path,
		    HA_SPAN("the line holds a NUL byte"));
	if (cli_request_read(&request, &fault))
		status = answer_request(run, &request);
	else
		status = refuse_line(lines, path, ha_strbuf_span(&fault));
	ha_strbuf_free(&fault);
	return status;
}

static int
match_batch(struct run *run, int fd, const char *path)
{
	struct cli_texts *texts = cli_texts_new();
	struct ha_loader loader = cli_texts_loader(texts);
	struct cli_lines lines;
	struct ha_span line;
	struct stat st;
	size_t reads = 0;
	int highest = STATUS_ALLOWED;

	cli_lines_init(&lines, fd);
	run->tables.engine.loader = &loader;
	run->flushes = fstat(fd, &st) != 0 || !S_ISREG(st.st_mode);
	while (cli_lines_next(&lines, &line)) {
		int status;

		/* Somebody may have waited long for these lines. */
		if (lines.reads != reads)
			cli_texts_refresh(texts);
		reads = lines.reads;
		status = match_line(run, &lines, path, line);
		if (status > highest)
			highest = status;
	}
	run->tables.engine.loader = NULL;
	cli_texts_free(texts);
	if (lines.error != 0) {
		cli_complain("match", "%1: %2", ha_span_of(path),
		    ha_span_of(ha_error_text(lines.error)));
		highest = EX_IOERR;
	}
	return highest;
}

/* --batch=FILE, --batch FILE, or standard input. */
static int
open_and_match_batch(struct run *run)
{
	const char *path = run->options->batch_file;
	int fd, status;

	if (path == NULL && run->args.count > 0)
		path = run->args.list[0];
	if (run->args.count > (run->options->batch_file == NULL ? 1 : 0))
		return cli_usage("match", "--batch takes one file",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	if (path == NULL || strcmp(path, "-") == 0)
		return match_batch(run, STDIN_FILENO, "standard input");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		cli_complain("match", "%1: %2", ha_span_of(path),
		    ha_span_of(ha_error_text(errno)));
		return EX_IOERR;
	}
	status = match_batch(run, fd, path);
	close(fd);
	return status;
}

static int
match_who(const struct run *run)
{
	if (run->args.count != 1 || run->args.list[0][0] == '\0')
		return cli_usage("match", "--who takes one service",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	if (run->options->is_batch || run->options->has_trace ||
	    run->options->compares)
		return cli_usage("match",
		    "--who goes without --batch, --trace and "
		    "--compare-libwrap",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	return cli_match_who(run->options, &run->tables.engine,
	    ha_span_of(run->args.list[0]));
}

static int
run_match(const void *settings, struct cli_args args)
{
	const struct cli_match_options *options = settings;
	struct run run = { .options = options, .args = args };
	int status = cli_tables_choose(&options->tables, "match", &run.tables);

	ha_lookup_init(&run.lookup, options->lookups.timeout);
	run.has_color = cli_wants_color(options->output.color);
	run.columns = cli_terminal_columns();
	/* An answer a line: the long text is for one request. */
	run.format = options->format == &cli_format_text && options->is_batch
	    ? &cli_format_line
	    : options->format;
	if (status == 0 && options->asks_who)
		status = match_who(&run);
	else if (status == 0)
		status = options->is_batch ? open_and_match_batch(&run)
					   : match_arguments(&run);
	if (run.lookup.is_shared)
		cli_complain("match",
		    "names are looked up as the user nobody, whose other "
		    "processes can stop that, see hostsaccess-lookup(8)",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	ha_lookup_end(&run.lookup);
	cli_tables_free(&run.tables);
	cli_notices_free(&run.notices);
	return status;
}

static const char help[] =
    "usage: hostsaccess match [OPTION]... SERVICE CLIENT [KEY=VALUE]...\n"
    "       hostsaccess match [OPTION]... --batch [FILE]\n"
    "       hostsaccess match [OPTION]... --who SERVICE\n"
    "\n"
    "Says whether hosts.allow and hosts.deny let the client use the service,\n"
    "and which rule decides.  CLIENT is [USER@]HOST, where HOST is an "
    "address,\n"
    "NAME=ADDRESS, a name, unknown or paranoid.  Keys: user, server,\n"
    "server_name, port.\n"
    "\n"
    "  -d, --dir DIR          DIR/hosts.allow and DIR/hosts.deny\n"
    "      --allow FILE       this table; the other one stays as it is\n"
    "      --deny FILE        this table; the other one stays as it is\n"
    "      --format FMT       text (default), line or json\n"
    "      --color WHEN       auto (default), always or never\n"
    "      --no-lookup        look up no name, address or netgroup\n"
    "      --timeout SEC      for all look-ups of one request, 1 to 30\n"
    "      --aclexec RESULT   assume that its commands pass, or fail\n"
    "      --batch            a request a line, from FILE or standard input\n"
    "      --compare-libwrap  add what libwrap would say, and why it differs\n"
    "      --trace[=all]      add every rule that was tried\n"
    "      --who              everybody who can use the service, as networks\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 allowed, 1 denied, 2 cannot tell, 64 wrong use, 74 a file\n"
    "that was named could not be read.\n"
    "\n"
    "Example: hostsaccess match -d ./new sshd "
    "root@gate.example.com=192.0.2.7\n";

const struct cli_command cli_match_command = {
	.name = "match",
	.synopsis = "match SERVICE CLIENT",
	.summary = "would this client be allowed, and why",
	.help = help,
	.options = cli_match_options,
	.defaults =
	    &(const struct cli_match_options){
		.lookups = CLI_LOOKUPS_INIT, .format = &cli_format_text },
	.size = sizeof(struct cli_match_options),
	.run = run_match,
};
