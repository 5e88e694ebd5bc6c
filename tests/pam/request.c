#include "tests/pam/request.h"

#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/pam/capture.h"
#include "tests/pam/expect.h"
#include "tests/pam/files.h"
#include "tests/pam/process.h"

struct run {
	const struct request *request;
	pam_handle_t *pamh;
	int flags;
	int code; /* of the last operation */
	bool is_good, is_skipped;
	size_t bytes_left; /* of memory during the next operation; 0: enough */
};

static const struct operation {
	const char *name, *type;
	int (*call)(pam_handle_t *pamh, int flags);
	unsigned flags;
} operations[] = {
	{ "auth", "auth", pam_authenticate, 0 },
	{ "account", "account", pam_acct_mgmt, 0 },
	{ "open", "session", pam_open_session, 0 },
	{ "close", NULL, pam_close_session, 0 },
	{ "setcred", NULL, pam_setcred, PAM_ESTABLISH_CRED },
	{ "chauthtok", "password", pam_chauthtok, 0 },
};

#define N_OPERATIONS (sizeof(operations) / sizeof(operations[0]))

/* What stands after "NAME=" in word, or NULL when it is another word. */
static const char *
value_of(const char *word, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0 || word[len] != '=')
		return NULL;
	return word + len + 1;
}

static const struct operation *
find_operation(const char *word, const char **value)
{
	for (size_t i = 0; i < N_OPERATIONS; i++) {
		*value = value_of(word, operations[i].name);
		if (*value != NULL)
			return &operations[i];
	}
	return NULL;
}

/* " [ARGUMENT]" for each, as pam.conf(5) wants it. */
static void
add_arguments(struct ha_strbuf *stack, const struct words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *text = words->list[i];

		if (*text++ != '+')
			continue;
		ha_strbuf_add_text(stack, " [");
		for (; *text != '\0'; text++) {
			if (*text == ']')
				ha_strbuf_add_byte(stack, '\\');
			ha_strbuf_add_byte(stack, *text);
		}
		ha_strbuf_add_byte(stack, ']');
	}
	ha_strbuf_add_byte(stack, '\n');
}

/*
 * What the module returns is what the stack returns, except for PAM_IGNORE,
 * which has no effect: then pam_deny answers, with a code of its own.
 */
static void
make_stack(struct ha_strbuf *stack, const struct request *request)
{
	ha_strbuf_add_text(stack, request->stack);
	if (stack->len > 0)
		return;
	for (size_t i = 0; i < N_OPERATIONS; i++) {
		const char *type = operations[i].type;

		if (type == NULL)
			continue;
		ha_strbuf_add_text(stack, type);
		ha_strbuf_add_text(stack,
		    " [success=done ignore=ignore default=die] ");
		ha_strbuf_add_text(stack, request->places->module);
		add_arguments(stack, request->words);
		ha_strbuf_add_text(stack, type);
		ha_strbuf_add_text(stack, " required pam_deny.so\n");
	}
}

/* The value that NAME has when PAM starts. */
static const char *
first_value(const struct words *words, const char *name, const char *otherwise)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *value = value_of(words->list[i], name);
		const char *ignored;

		if (value != NULL)
			otherwise = value;
		if (find_operation(words->list[i], &ignored) != NULL)
			break;
	}
	return otherwise;
}

static bool
start(struct run *run)
{
	static const struct pam_conv conversation = { capture_conversation,
		NULL };
	const struct request *request = run->request;
	struct ha_strbuf stack = HA_STRBUF_INIT;
	char folder[4096];

	make_stack(&stack, request);
	/* For a service without a file of its own: any name will do. */
	snprintf(folder, sizeof(folder), "%s/pam.d", request->places->folder);
	files_write(folder, "other", ha_strbuf_text(&stack));
	ha_strbuf_free(&stack);
	run->code =
	    pam_start_confdir(first_value(request->words, "service", "sshd"),
		first_value(request->words, "user", "alice"), &conversation,
		folder, &run->pamh);
	return run->code == PAM_SUCCESS;
}

static const char *
code_name(const struct run *run, int code)
{
	if (run->request->stack[0] == '\0' &&
	    (code == PAM_AUTH_ERR || code == PAM_ACCT_EXPIRED ||
		code == PAM_CRED_ERR || code == PAM_SESSION_ERR ||
		code == PAM_AUTHTOK_ERR))
		return "IGNORE"; /* this was pam_deny */
	switch (code) {
	case PAM_SUCCESS:
		return "SUCCESS";
	case PAM_PERM_DENIED:
		return "PERM_DENIED";
	case PAM_SERVICE_ERR:
		return "SERVICE_ERR";
	case PAM_BUF_ERR:
		return "BUF_ERR";
	case PAM_AUTH_ERR:
		return "AUTH_ERR";
	default:
		return pam_strerror(run->pamh, code);
	}
}

/* The most memory that the process may have, beyond what it has now. */
static void
limit_memory(size_t bytes_left)
{
	struct rlimit limit;
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file == NULL || fscanf(file, "%lu", &pages) != 1 ||
	    getrlimit(RLIMIT_AS, &limit) != 0)
		abort();
	fclose(file);
	limit.rlim_cur = bytes_left == 0
	    ? limit.rlim_max
	    : pages * (size_t)sysconf(_SC_PAGESIZE) + bytes_left;
	if (setrlimit(RLIMIT_AS, &limit) != 0)
		abort();
}

static void
operate(struct run *run, const struct operation *operation,
    const char *expected)
{
	struct ha_strbuf before = HA_STRBUF_INIT, after = HA_STRBUF_INIT;
	const char *name;

	process_describe(&before);
	if (run->bytes_left > 0)
		limit_memory(run->bytes_left);
	run->code =
	    operation->call(run->pamh, run->flags | (int)operation->flags);
	if (run->bytes_left > 0)
		limit_memory(0);
	run->bytes_left = 0;
	process_describe(&after);
	if (!expect_same_process(&before, &after))
		run->is_good = false;
	ha_strbuf_free(&before);
	ha_strbuf_free(&after);

	name = code_name(run, run->code);
	if (run->request->is_shown) {
		printf("%s PAM_%s\n", operation->name, name);
	} else if (strcmp(name, expected) != 0) {
		printf("  %s, expected: %s\n  %s, got:      %s\n",
		    operation->name, expected, operation->name, name);
		run->is_good = false;
	}
}

/* "NAME=VALUE", or "NAME" alone for a variable that must not be there. */
static void
expect_variable(struct run *run, const char *text)
{
	size_t len = strcspn(text, "=");
	char *name = strndup(text, len);
	const char *value, *wanted = text[len] == '=' ? text + len + 1 : NULL;

	if (name == NULL)
		abort();
	value = pam_getenv(run->pamh, name);
	if ((value == NULL) != (wanted == NULL) ||
	    (value != NULL && strcmp(value, wanted) != 0)) {
		printf("  variable, expected: %s\n  variable, got:      %s\n",
		    text, value != NULL ? value : "(none)");
		run->is_good = false;
	}
	free(name);
}

/* Without a value the item is unset. */
static bool
set_item(struct run *run, const char *word)
{
	static const struct {
		const char *name;
		int item;
	} items[] = {
		{ "rhost", PAM_RHOST },
		{ "tty", PAM_TTY },
		{ "user", PAM_USER },
		{ "ruser", PAM_RUSER },
		{ "service", PAM_SERVICE },
	};

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		const char *value = value_of(word, items[i].name);

		if (value == NULL && strcmp(word, items[i].name) != 0)
			continue;
		if (pam_set_item(run->pamh, items[i].item, value) !=
		    PAM_SUCCESS)
			abort();
		return true;
	}
	return false;
}

static bool
set_connection(struct run *run, const char *word)
{
	const char *value = value_of(word, "connection");
	struct ha_strbuf variable = HA_STRBUF_INIT;

	if (value == NULL)
		return false;
	ha_strbuf_add_text(&variable, "SSH_CONNECTION=");
	ha_strbuf_add_text(&variable, value);
	if (pam_set_item(run->pamh, PAM_TTY, "ssh") != PAM_SUCCESS ||
	    pam_putenv(run->pamh, ha_strbuf_text(&variable)) != PAM_SUCCESS)
		abort();
	ha_strbuf_free(&variable);
	return true;
}

static bool
change_table(struct run *run, const char *word)
{
	static const char *const names[] = { "allow", "deny" };

	for (size_t i = 0; i < 2; i++) {
		const char *value = value_of(word, names[i]);
		char name[16];

		if (value == NULL)
			continue;
		snprintf(name, sizeof(name), "hosts.%s", names[i]);
		files_write(run->request->places->folder, name, value);
		return true;
	}
	return false;
}

/* memory=BYTES: sanitizers need far more than they may use then. */
static bool
set_memory(struct run *run, const char *word)
{
	const char *value = value_of(word, "memory");

	if (value == NULL)
		return false;
#ifdef __SANITIZE_ADDRESS__
	run->is_skipped = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
	run->is_skipped = true;
#endif
#endif
	run->bytes_left = strtoul(value, NULL, 10);
	return true;
}

static bool
set_flag(struct run *run, const char *word)
{
	if (strcmp(word, "silent") == 0)
		run->flags = (int)PAM_SILENT;
	else if (strcmp(word, "conversation=fails") == 0)
		capture.conversation_fails = true;
	else if (strcmp(word, "conversation=changes") == 0)
		capture.changed = run->pamh;
	else if (strncmp(word, "env?", 4) == 0)
		expect_variable(run, word + 4);
	else if (value_of(word, "env") != NULL)
		pam_putenv(run->pamh, value_of(word, "env"));
	else
		return false;
	return true;
}

static bool
change_file(struct run *run, const char *word)
{
	bool is_skipped = false;

	if (!files_change(run->request->places->folder, word, &is_skipped))
		return false;
	run->is_skipped = run->is_skipped || is_skipped;
	return true;
}

static void
take_word(struct run *run, const char *word)
{
	const char *expected;
	const struct operation *operation = find_operation(word, &expected);

	if (word[0] == '+')
		return;
	if (operation != NULL) {
		operate(run, operation, expected);
	} else if (!set_item(run, word) && !set_connection(run, word) &&
	    !change_table(run, word) && !set_memory(run, word) &&
	    !change_file(run, word) && !set_flag(run, word)) {
		printf("  no such word: %s\n", word);
		run->is_good = false;
	}
}

bool
request_run(const struct request *request, bool *is_skipped)
{
	struct run run = { .request = request, .is_good = true };

	capture_clear();
	if (!start(&run)) {
		printf("  pam_start_confdir: %d\n", run.code);
		return false;
	}
	for (size_t i = 0; i < request->words->count && !run.is_skipped; i++)
		take_word(&run, request->words->list[i]);
	pam_end(run.pamh, run.code);
	*is_skipped = run.is_skipped;
	return run.is_good;
}
