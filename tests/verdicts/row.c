#include "tests/verdicts/row.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

bool
row_split(char *line, struct row *row)
{
	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < ROW_COLUMNS; i++) {
		row->columns[i] = line == NULL ? NULL : strsep(&line, "\t");
		if (row->columns[i] == NULL)
			return false;
	}
	return line == NULL;
}

bool
row_is_heading(const struct row *row)
{
	return strcmp(row->columns[ROW_ID], "id") == 0;
}

static int
hex_digit(char digit)
{
	const char *digits = "0123456789abcdef";
	const char *found = strchr(digits, digit);

	return found == NULL ? 0 : (int)(found - digits);
}

struct row_text
row_unescape(const char *column, const char *auxdir)
{
	size_t size = strlen(column) * (strlen(auxdir) + 1) + 1;
	struct row_text out = { calloc(1, size), 0 };

	if (out.at == NULL)
		abort();
	while (*column != '\0') {
		if (strncmp(column, "@AUX@", 5) == 0) {
			memcpy(out.at + out.len, auxdir, strlen(auxdir));
			out.len += strlen(auxdir);
			column += 5;
		} else if (*column != '\\') {
			out.at[out.len++] = *column++;
		} else if (column[1] == 'x') {
			out.at[out.len++] = (char)(hex_digit(column[2]) * 16 +
			    hex_digit(column[3]));
			column += 4;
		} else {
			out.at[out.len++] = column[1] == 'n' ? '\n'
			    : column[1] == 't'               ? '\t'
			    : column[1] == 'r'               ? '\r'
							     : '\\';
			column += 2;
		}
	}
	return out;
}

char *
row_table_path(const char *column, const char *auxdir)
{
	if (strcmp(column, "@missing") == 0)
		return row_unescape("@AUX@/no/table", auxdir).at;
	if (strcmp(column, "@dir") == 0)
		return row_unescape("@AUX@", auxdir).at;
	if (strncmp(column, "@path:", 6) == 0)
		return row_unescape(column + 6, auxdir).at;
	return NULL;
}

static struct ha_span
span_of(struct row_text text)
{
	return (struct ha_span){ text.at, text.len };
}

static struct ha_table
open_table(struct row_case *ready, int which)
{
	struct ha_table table = { .path = ready->paths[which] };
	struct ha_source **source = &ready->sources[which];

	if (table.path != NULL)
		return table;
	table.path = which == 0 ? "allow" : "deny";
	if (ha_source_from_memory(table.path,
		span_of(ready->texts[ROW_ALLOW + which]), source) != HA_OK)
		abort();
	table.source = *source;
	return table;
}

void
row_open(struct row_case *ready, const struct row *row, const char *auxdir)
{
	struct ha_request *request = &ready->request;
	struct row_text *texts = ready->texts;

	*ready = (struct row_case){ .request = HA_REQUEST_INIT };
	for (int i = 0; i < ROW_COLUMNS; i++)
		texts[i] = row_unescape(row->columns[i], auxdir);
	request->service = span_of(texts[ROW_DAEMON]);
	request->user = span_of(texts[ROW_USER]);
	ha_host_set_addr(&request->client, span_of(texts[ROW_CLIENT_ADDR]));
	ha_host_set_name(&request->client, span_of(texts[ROW_CLIENT_NAME]));
	ha_host_set_addr(&request->server, span_of(texts[ROW_SERVER_ADDR]));
	ha_host_set_name(&request->server, span_of(texts[ROW_SERVER_NAME]));
	ha_span_number(span_of(texts[ROW_SERVER_PORT]), 65535,
	    &request->server.port);
	for (int i = 0; i < 2; i++)
		ready->paths[i] =
		    row_table_path(row->columns[ROW_ALLOW + i], auxdir);
	ready->tables.allow = open_table(ready, 0);
	ready->tables.deny = open_table(ready, 1);
}

void
row_close(struct row_case *ready)
{
	for (int i = 0; i < 2; i++) {
		ha_source_free(ready->sources[i]);
		free(ready->paths[i]);
	}
	for (int i = 0; i < ROW_COLUMNS; i++)
		free(ready->texts[i].at);
	ha_request_free(&ready->request);
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

/* Those of the machine where the rows were recorded. */
static enum ha_answer
has_interface(void *context, struct ha_span name)
{
	(void)context;
	return ha_span_equal(name, HA_SPAN("lo")) ||
		ha_span_equal(name, HA_SPAN("eth0"))
	    ? HA_ANSWER_FOUND
	    : HA_ANSWER_NONE;
}

static const struct ha_resolver resolver = { .user = has_user,
	.group = has_group,
	.netgroup = no_netgroup,
	.interface = has_interface };

void
row_decide(struct row_case *ready, const struct ha_policy *policy,
    struct ha_decision *decision)
{
	if (ha_decide(&ready->tables, &ready->request, &resolver, policy, NULL,
		decision) != HA_OK)
		abort();
}

/* Only root can, as a rule, and then no file is unreadable. */
static bool
may_read_all(const char *auxdir)
{
	struct row_text path = row_unescape("@AUX@/unreadable", auxdir);
	bool may = access(path.at, R_OK) == 0;

	free(path.at);
	return may;
}

const char *
row_obstacle(const struct row *row, const char *auxdir)
{
	struct row_text socket = row_unescape("@AUX@/socket", auxdir);
	bool has_socket = access(socket.at, F_OK) == 0;

	free(socket.at);
	for (int i = ROW_ALLOW; i <= ROW_USER; i++) {
		const char *column = row->columns[i];

		if (!has_socket && strstr(column, "@AUX@/socket") != NULL)
			return "there was no python3 to make a socket";
		if ((strstr(column, "@AUX@/unreadable") != NULL ||
			strstr(column, "@AUX@/refunread") != NULL ||
			strstr(column, "@AUX@/noexec/") != NULL) &&
		    may_read_all(auxdir))
			return "this user may read every file";
	}
	return NULL;
}

/* Does the command end with 0? */
static bool
passes(const char *command)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	return waitpid(child, &status, 0) == child && status == 0;
}

bool
row_run(void *context, const struct ha_plan *plan, struct ha_location rule)
{
	(void)context;
	(void)rule;
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->steps[i].kind == HA_OPTION_ACLEXEC &&
		    !passes(plan->steps[i].text))
			return false;
	}
	return true;
}

const char *
row_answer(const struct ha_decision *decision)
{
	if (decision->ending != HA_ENDING_NONE)
		return "-";
	return decision->verdict == HA_ALLOW ? "allow" : "deny";
}

void
row_compare(struct row_case *ready, const struct ha_policy *policy,
    const struct ha_decision *ours, struct ha_comparison *comparison)
{
	if (ha_compare(&ready->tables, &ready->request, &resolver, policy, ours,
		comparison) != HA_OK)
		abort();
}
