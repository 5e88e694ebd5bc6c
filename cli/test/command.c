#include "cli/test/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/args/output.h"
#include "cli/args/tables.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "cli/sys/writefile.h"
#include "cli/test/init.h"
#include "cli/test/out.h"
#include "cli/test/places.h"
#include "common/base/errortext.h"

/* Exit statuses. */
enum {
	STATUS_PASSED = 0,
	STATUS_FAILED = 1,
	STATUS_CANNOT_TELL = 2
};

struct test_options {
	struct cli_table_names names;
	struct cli_output output;
	const struct cli_test_format *format;
	bool writes; /* --init */
};

struct testing {
	const struct test_options *options;
	struct cli_tables names;
	struct cli_table tables[2];
	struct cli_pattern_files files;
	struct cli_test_files tests;
	char *path; /* beside the tables */
};

static int
refuse(const char *path, int error)
{
	cli_complain("test", "%1: %2", ha_span_of(path),
	    ha_span_of(ha_error_text(error)));
	return EX_IOERR;
}

static int
open_tables(struct testing *testing)
{
	const struct ha_table *from[] = { &testing->names.engine.allow,
		&testing->names.engine.deny };

	for (size_t i = 0; i < 2; i++) {
		struct cli_table *table = &testing->tables[i];

		if (!cli_table_open(table, (enum ha_table_kind)i, from[i]))
			return refuse(from[i]->path, table->error);
	}
	return EX_OK;
}

/* ---- the tests ---- */

/* A file of tests is no table: it may come through a pipe. */
static int
add_file(struct testing *testing, const char *path)
{
	struct cli_test_files *tests = &testing->tests;
	struct ha_source *source;
	int error;

	if (!cli_tests_open(path, &source, &error))
		return refuse(path, error);
	tests->list = cli_vector_grow(tests->list, &tests->size, tests->count,
	    sizeof(*tests->list));
	tests->list[tests->count++] = source;
	return EX_OK;
}

static int
open_tests(struct testing *testing, struct cli_args args)
{
	int status = EX_OK;

	if (args.count == 0 && access(testing->path, F_OK) != 0) {
		cli_complain("test",
		    "there are no tests in %1; --init writes some to begin "
		    "with",
		    ha_span_of(testing->path), HA_SPAN_EMPTY);
		return EX_IOERR;
	}
	if (args.count == 0)
		return add_file(testing, testing->path);
	for (int i = 0; i < args.count; i++) {
		int one = add_file(testing, args.list[i]);

		if (one != EX_OK)
			status = one;
	}
	return status;
}

/* ---- what comes of them ---- */

static void
complain(const struct cli_test_result *result, struct cli_line_index *lines)
{
	struct ha_strbuf place = HA_STRBUF_INIT;

	ha_strbuf_add_text(&place, result->where.source->path);
	ha_strbuf_add_byte(&place, ':');
	ha_strbuf_add_number(&place, cli_line_of(lines, result->fault_at));
	ha_strbuf_add_byte(&place, ':');
	ha_strbuf_add_number(&place, cli_column_of(result->fault_at));
	cli_complain("test", "%1: no test: %2", ha_strbuf_span(&place),
	    ha_strbuf_span(&result->fault));
	ha_strbuf_free(&place);
}

static int
status_of(const struct cli_test_results *results)
{
	if (results->counts[CLI_TEST_NONE] > 0)
		return EX_USAGE;
	if (results->counts[CLI_TEST_FAILS] > 0)
		return STATUS_FAILED;
	return results->counts[CLI_TEST_UNTOLD] > 0 ? STATUS_CANNOT_TELL
						    : STATUS_PASSED;
}

static int
run_tests(struct testing *testing)
{
	struct cli_test_results results;
	struct cli_line_index lines = { NULL, 0, 0 };
	struct ha_strbuf out = HA_STRBUF_INIT;
	int status;

	cli_tests_run(&results, testing->tables, &testing->files,
	    &testing->tests);
	status = status_of(&results);
	for (size_t i = 0; i < results.count; i++) {
		if (results.list[i].outcome == CLI_TEST_NONE)
			complain(&results.list[i], &lines);
	}
	testing->options->format->print(&out, &results, &lines);
	if (out.failed)
		cli_no_memory();
	if (!testing->options->output.is_quiet)
		fwrite(out.text, 1, out.len, stdout);
	ha_strbuf_free(&out);
	cli_line_index_free(&lines);
	cli_test_results_free(&results);
	return status;
}

/* ---- a file to begin with ---- */

static int
write_new(const char *path, struct ha_span text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int error;

	if (fd < 0)
		return refuse(path, errno);
	if (cli_write_all(fd, text) && fsync(fd) == 0) {
		close(fd);
		return EX_OK;
	}
	error = errno;
	close(fd);
	unlink(path);
	return refuse(path, error);
}

static int
write_tests(struct testing *testing, struct cli_args args)
{
	const char *path = args.count > 0 ? args.list[0] : testing->path;
	struct ha_strbuf text = HA_STRBUF_INIT;
	int status = EX_OK;

	cli_test_init(&text, testing->tables, &testing->files);
	if (text.failed)
		cli_no_memory();
	if (strcmp(path, "-") == 0)
		fwrite(text.text, 1, text.len, stdout);
	else
		status = write_new(path, ha_strbuf_span(&text));
	ha_strbuf_free(&text);
	return status;
}

/* ---- the command ---- */

static int
test(struct testing *testing, struct cli_args args)
{
	int status, missing;

	if (testing->options->writes && args.count > 1)
		return cli_usage("test", "--init writes one file",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	status = open_tables(testing);
	if (status != EX_OK)
		return status;
	if (testing->options->writes)
		return write_tests(testing, args);
	missing = open_tests(testing, args);
	if (testing->tests.count == 0)
		return missing;
	status = run_tests(testing);
	return missing != EX_OK ? missing : status;
}

static int
run(const void *settings, struct cli_args args)
{
	struct testing testing = { .options = settings };
	int status =
	    cli_tables_choose(&testing.options->names, "test", &testing.names);

	testing.path = cli_tests_beside(testing.names.allow);
	if (status == EX_OK)
		status = test(&testing, args);
	for (size_t i = 0; i < testing.tests.count; i++)
		ha_source_free(testing.tests.list[i]);
	free(testing.tests.list);
	for (size_t i = 0; i < 2; i++)
		ha_source_free(testing.tables[i].source);
	cli_pattern_files_free(&testing.files);
	cli_tables_free(&testing.names);
	free(testing.path);
	return status;
}

static const char *const formats[] = { "tap", "json", "junit", NULL };

static bool
set_format(void *settings, const char *value)
{
	static const struct cli_test_format *const rows[] = { &cli_test_tap,
		&cli_test_json, &cli_test_junit };
	struct test_options *options = settings;
	size_t i = 0;

	while (strcmp(formats[i], value) != 0)
		i++;
	options->format = rows[i];
	return true;
}

static const struct cli_option own[] = {
	{ "format", 0, required_argument, set_format, formats, NULL, 0 },
	CLI_FLAG("init", 0, struct test_options, writes),
};

static const struct cli_options groups[] = {
	CLI_OPTIONS_OF(cli_tables_options, CLI_TABLES_OPTIONS,
	    struct test_options, names),
	CLI_OPTIONS_OF(cli_output_options, CLI_OUTPUT_OPTIONS,
	    struct test_options, output),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess test [OPTION]... [FILE]...\n"
    "       hostsaccess test [OPTION]... --init [FILE]\n"
    "\n"
    "Says whether hosts.allow and hosts.deny do what the lines of FILE say "
    "they\n"
    "must, \"allow SERVICE CLIENT...\" or \"deny SERVICE CLIENT...\": of "
    "every\n"
    "request that is meant, exactly.  FILE is hosts.tests beside the tables\n"
    "unless it is given.\n"
    "\n"
    "  -d, --dir DIR          DIR/hosts.allow, DIR/hosts.deny, "
    "DIR/hosts.tests\n"
    "      --allow FILE       this table; the other one stays as it is\n"
    "      --deny FILE        this table; the other one stays as it is\n"
    "      --init             write tests that the tables pass, to begin with\n"
    "      --format FMT       tap (default), json or junit\n"
    "      --color WHEN       auto (default), always or never\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 all pass, 1 one fails, 2 one cannot be told exactly, 64 a\n"
    "line is no test, or wrong use, 74 a file could not be read or written.\n"
    "\n"
    "Example: hostsaccess test -d ./new\n";

const struct cli_command cli_test_command = {
	.name = "test",
	.synopsis = "test [FILE]...",
	.summary = "do the rules do what they must",
	.help = help,
	.options = groups,
	.defaults = &(const struct test_options){ .format = &cli_test_tap },
	.size = sizeof(struct test_options),
	.run = run,
};
