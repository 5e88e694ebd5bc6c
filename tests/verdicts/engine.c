/*
 * Runs the recorded cases through the engine.
 * usage: engine AUXDIR < CASES     prints what differs, then a summary line
 *
 * Commands of aclexec are run for real: the cases use true, false and test.
 */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "decide.h"

enum column {
	COLUMN_ID,
	COLUMN_ALLOW,
	COLUMN_DENY,
	COLUMN_DAEMON,
	COLUMN_SERVER_NAME,
	COLUMN_SERVER_ADDR,
	COLUMN_SERVER_PORT,
	COLUMN_CLIENT_NAME,
	COLUMN_CLIENT_ADDR,
	COLUMN_USER,
	COLUMN_LIBWRAP,
	COLUMN_EXPECTED,
	COLUMN_CODES,
	COLUMNS
};

struct text {
	char *at;
	size_t len;
};

struct table_text {
	struct text text;
	char path[4096];
	struct ha_source *source;
};

static const char *auxdir;

static int
hex_digit(char digit)
{
	const char *digits = "0123456789abcdef";
	const char *found = strchr(digits, digit);

	return found == NULL ? 0 : (int)(found - digits);
}

/* Undoes \n \t \r \\ \xHH, and puts the folder where @AUX@ stands. */
static struct text
unescape(const char *in)
{
	size_t size = strlen(in) * (strlen(auxdir) + 1) + 1;
	struct text out = { calloc(1, size), 0 };

	while (*in != '\0') {
		if (strncmp(in, "@AUX@", 5) == 0) {
			memcpy(out.at + out.len, auxdir, strlen(auxdir));
			out.len += strlen(auxdir);
			in += 5;
		} else if (*in != '\\') {
			out.at[out.len++] = *in++;
		} else if (in[1] == 'x') {
			out.at[out.len++] = (char)(hex_digit(in[2]) * 16 +
			    hex_digit(in[3]));
			in += 4;
		} else {
			out.at[out.len++] = in[1] == 'n' ? '\n'
			    : in[1] == 't'		 ? '\t'
			    : in[1] == 'r'		 ? '\r'
							 : '\\';
			in += 2;
		}
	}
	return out;
}

/* A table in memory, or, with '@', what stands for a state of the file. */
static struct ha_table
open_table(const char *column, const char *name, struct table_text *table)
{
	struct ha_span span;

	table->text = unescape(column);
	table->source = NULL;
	if (strcmp(column, "@missing") == 0)
		return (struct ha_table){ "/nonexistent/table", NULL };
	if (strcmp(column, "@dir") == 0)
		return (struct ha_table){ auxdir, NULL };
	if (strncmp(column, "@path:", 6) == 0) {
		snprintf(table->path, sizeof(table->path), "%s",
		    table->text.at + 6);
		return (struct ha_table){ table->path, NULL };
	}
	span = (struct ha_span){ table->text.at, table->text.len };
	if (ha_source_from_memory(name, span, &table->source) != HA_OK)
		abort();
	return (struct ha_table){ name, table->source };
}

static void
close_table(struct table_text *table)
{
	ha_source_free(table->source);
	free(table->text.at);
}

static enum ha_answer
has_user(void *context, struct ha_span name)
{
	char copy[256];

	(void)context;
	snprintf(copy, sizeof(copy), "%.*s", (int)name.len, name.at);
	return getpwnam(copy) ? HA_ANSWER_FOUND : HA_ANSWER_NONE;
}

static enum ha_answer
has_group(void *context, struct ha_span name)
{
	char copy[256];

	(void)context;
	snprintf(copy, sizeof(copy), "%.*s", (int)name.len, name.at);
	return getgrnam(copy) ? HA_ANSWER_FOUND : HA_ANSWER_NONE;
}

static enum ha_answer
no_netgroup(void *context, struct ha_span group, struct ha_span host)
{
	(void)context;
	(void)group;
	(void)host;
	return HA_ANSWER_NONE;
}

static const struct ha_resolver resolver = { .user = has_user,
	.group = has_group,
	.netgroup = no_netgroup };

static bool
commands_pass(const struct ha_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		pid_t child;
		int status;

		if (plan->steps[i].kind != HA_OPTION_ACLEXEC)
			continue;
		child = fork();
		if (child == 0) {
			execl("/bin/sh", "sh", "-c", plan->steps[i].text,
			    (char *)NULL);
			_exit(127);
		}
		if (waitpid(child, &status, 0) != child || status != 0)
			return false;
	}
	return true;
}

static const char *
decide(const struct ha_tables *tables, struct ha_request *request)
{
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };
	struct ha_decision decision;
	enum ha_verdict verdict;

	if (ha_decide(tables, request, &resolver, &policy, NULL,
		&decision) != HA_OK)
		abort();
	if (decision.verdict == HA_ASK) {
		policy.aclexec = commands_pass(&decision.plan)
		    ? HA_ACLEXEC_PASS
		    : HA_ACLEXEC_FAIL;
		ha_decision_free(&decision);
		if (ha_decide(tables, request, &resolver, &policy, NULL,
			&decision) != HA_OK)
			abort();
	}
	verdict = decision.verdict;
	ha_decision_free(&decision);
	return verdict == HA_ALLOW ? "allow" : "deny";
}

static struct ha_span
span_of(struct text text)
{
	return (struct ha_span){ text.at, text.len };
}

static bool
run_case(char *columns[COLUMNS])
{
	struct ha_request request = HA_REQUEST_INIT;
	struct table_text allow, deny;
	struct text texts[COLUMNS];
	struct ha_tables tables;
	const char *verdict;
	bool is_right;

	for (int i = 0; i < COLUMNS; i++)
		texts[i] = unescape(columns[i]);
	request.service = span_of(texts[COLUMN_DAEMON]);
	request.user = span_of(texts[COLUMN_USER]);
	ha_host_set_addr(&request.client, span_of(texts[COLUMN_CLIENT_ADDR]));
	ha_host_set_name(&request.client, span_of(texts[COLUMN_CLIENT_NAME]));
	ha_host_set_addr(&request.server, span_of(texts[COLUMN_SERVER_ADDR]));
	ha_host_set_name(&request.server, span_of(texts[COLUMN_SERVER_NAME]));
	request.server.port = strtoul(columns[COLUMN_SERVER_PORT], NULL, 10);
	tables.allow = open_table(columns[COLUMN_ALLOW], "allow", &allow);
	tables.deny = open_table(columns[COLUMN_DENY], "deny", &deny);
	verdict = decide(&tables, &request);
	is_right = strcmp(verdict, columns[COLUMN_EXPECTED]) == 0;
	if (!is_right)
		printf("%s: allow \"%.200s\" deny \"%.200s\" %s %s/%s: "
		       "expected %s, got %s [%s]\n",
		    columns[COLUMN_ID], columns[COLUMN_ALLOW],
		    columns[COLUMN_DENY], columns[COLUMN_DAEMON],
		    columns[COLUMN_CLIENT_NAME], columns[COLUMN_CLIENT_ADDR],
		    columns[COLUMN_EXPECTED], verdict,
		    columns[COLUMN_CODES]);
	close_table(&allow);
	close_table(&deny);
	ha_request_free(&request);
	for (int i = 0; i < COLUMNS; i++)
		free(texts[i].at);
	return is_right;
}

static bool
split(char *line, char *columns[COLUMNS])
{
	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < COLUMNS; i++) {
		columns[i] = line == NULL ? NULL : strsep(&line, "\t");
		if (columns[i] == NULL)
			return false;
	}
	return line == NULL;
}

int
main(int argc, char **argv)
{
	size_t passed = 0, failed = 0, size = 0;
	char *columns[COLUMNS], *line = NULL;

	if (argc != 2)
		return 64;
	auxdir = argv[1];
	while (getline(&line, &size, stdin) >= 0) {
		if (strncmp(line, "id\t", 3) == 0)
			continue;
		if (split(line, columns) && run_case(columns))
			passed++;
		else
			failed++;
	}
	free(line);
	printf("verdicts-engine: %zu passed, %zu failed, 0 skipped\n", passed,
	    failed);
	return failed > 0 || passed == 0;
}
