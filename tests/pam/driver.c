/*
 * Asks the module, through libpam, what the lines of case files ask.
 *
 * usage: driver MODULE FILE...         runs the cases, prints what differs
 *        driver --show MODULE FILE...  prints what happens
 *
 * The environment's PAM_FOLDER is an empty folder, $D in the lines:
 *
 *   = TOPIC            a new topic, with empty tables
 *   allow RULE         one more line of $D/hosts.allow
 *   deny RULE          one more line of $D/hosts.deny
 *   file NAME TEXT     another file in $D, or in a folder of $D
 *   stack LINE         one more line of the stack, instead of the usual one
 *   given WORD...      goes before the words of every case
 *   - WORD...          a case, see request.h
 *   > LINE             what it must log, all of it; > alone for nothing
 *   < LINE             what it must show to the user, likewise
 *
 * A LINE that begins with ~ is a pattern for fnmatch(3).  words.h says what is
 * expanded.
 */
#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/pam/capture.h"
#include "tests/pam/expect.h"
#include "tests/pam/files.h"
#include "tests/pam/request.h"
#include "tests/pam/words.h"

/* What the lines up to the next topic share. */
struct topic {
	struct ha_strbuf name, allow, deny, stack, given;
};

struct pending {
	char *text; /* NULL: no case waits */
	size_t line;
	struct expected logged, shown;
};

static struct {
	struct places places;
	bool is_shown;
	const char *file;
	size_t line;
	struct topic topic;
	struct pending pending;
	unsigned long passed, failed, skipped;
} driver;

/* "file:line: [topic] case", in front of what was wrong with it. */
static void
print_case(const char *verdict)
{
	printf("%s:%zu: [%s] %s%s\n", driver.file, driver.pending.line,
	    ha_strbuf_text(&driver.topic.name), driver.pending.text, verdict);
}

static bool
is_as_expected(const struct pending *pending)
{
	bool is_good = expect_lines("log", &pending->logged, &capture.logged);

	if (!expect_lines("shown", &pending->shown, &capture.shown))
		is_good = false;
	if (!expect_log_form(&capture.logged))
		is_good = false;
	if (capture.has_wild_line) {
		puts("  a log line is over 1,024 bytes, or holds raw bytes");
		is_good = false;
	}
	if (capture.touched_openlog) {
		puts("  openlog or closelog was called");
		is_good = false;
	}
	return is_good;
}

static void
show_captured(void)
{
	printf("%s%s", ha_strbuf_text(&capture.logged),
	    ha_strbuf_text(&capture.shown));
}

static void
count_case(bool is_good, bool is_skipped)
{
	if (!is_good) {
		driver.failed++;
		print_case(": failed");
	} else if (is_skipped) {
		driver.skipped++;
		print_case(": skip: not in this build, or not as this user");
	} else {
		driver.passed++;
	}
}

/* Runs the case that waits for its last expected line, if there is one. */
static void
run_pending(void)
{
	struct pending *pending = &driver.pending;
	struct words words = { NULL, 0 };
	struct request request = { &words, &driver.places,
		ha_strbuf_text(&driver.topic.stack), driver.is_shown };
	bool is_skipped = false, is_good;

	if (pending->text == NULL)
		return;
	words_add(&words, ha_strbuf_text(&driver.topic.given), &driver.places);
	words_add(&words, pending->text, &driver.places);
	files_write(driver.places.folder, "hosts.allow",
	    ha_strbuf_text(&driver.topic.allow));
	files_write(driver.places.folder, "hosts.deny",
	    ha_strbuf_text(&driver.topic.deny));
	is_good = request_run(&request, &is_skipped);
	if (driver.is_shown)
		show_captured();
	else if (!is_skipped && !is_as_expected(pending))
		is_good = false;
	count_case(is_good, is_skipped);

	words_free(&words);
	free(pending->text);
	pending->text = NULL;
}

static void
begin_case(const char *text)
{
	struct pending *pending = &driver.pending;

	pending->text = strdup(text);
	if (pending->text == NULL)
		abort();
	pending->line = driver.line;
	pending->logged.is_given = pending->shown.is_given = false;
	ha_strbuf_clear(&pending->logged.lines);
	ha_strbuf_clear(&pending->shown.lines);
}

static void
begin_topic(const char *name)
{
	struct topic *topic = &driver.topic;

	ha_strbuf_clear(&topic->name);
	ha_strbuf_add_text(&topic->name, name);
	ha_strbuf_clear(&topic->allow);
	ha_strbuf_clear(&topic->deny);
	ha_strbuf_clear(&topic->stack);
	ha_strbuf_clear(&topic->given);
	ha_strbuf_add_text(&topic->given,
	    "+allow=$D/hosts.allow +deny=$D/hosts.deny ");
}

static void
add_expected(struct expected *expected, const char *text)
{
	expected->is_given = true;
	if (text[0] == '\0')
		return;
	words_expand_places(text, &driver.places, &expected->lines);
	ha_strbuf_add_byte(&expected->lines, '\n');
}

static void
add_line(struct ha_strbuf *lines, const char *text)
{
	words_expand(text, &driver.places, lines);
	ha_strbuf_add_byte(lines, '\n');
}

/* "NAME TEXT" */
static void
write_extra_file(const char *text)
{
	size_t len = strcspn(text, " ");
	char *name = strndup(text, len);
	struct ha_strbuf bytes = HA_STRBUF_INIT;

	if (name == NULL)
		abort();
	words_expand(text[len] == ' ' ? text + len + 1 : "", &driver.places,
	    &bytes);
	files_write(driver.places.folder, name, ha_strbuf_text(&bytes));
	ha_strbuf_free(&bytes);
	free(name);
}

static void
die_of_line(const char *line)
{
	fprintf(stderr, "%s:%zu: not understood: %s\n", driver.file,
	    driver.line, line);
	exit(2);
}

static void
take_setting(const char *line)
{
	struct topic *topic = &driver.topic;

	if (strncmp(line, "= ", 2) == 0)
		begin_topic(line + 2);
	else if (strncmp(line, "allow ", 6) == 0)
		add_line(&topic->allow, line + 6);
	else if (strncmp(line, "deny ", 5) == 0)
		add_line(&topic->deny, line + 5);
	else if (strncmp(line, "stack ", 6) == 0)
		add_line(&topic->stack, line + 6);
	else if (strncmp(line, "file ", 5) == 0)
		write_extra_file(line + 5);
	else if (strncmp(line, "given ", 6) == 0) {
		ha_strbuf_add_text(&topic->given, line + 6);
		ha_strbuf_add_byte(&topic->given, ' ');
	} else
		die_of_line(line);
}

static void
take_line(const char *line)
{
	const char *rest = line[0] != '\0' && line[1] == ' ' ? line + 2 : "";

	if (line[0] == '>' && driver.pending.text != NULL) {
		add_expected(&driver.pending.logged, rest);
		return;
	}
	if (line[0] == '<' && driver.pending.text != NULL) {
		add_expected(&driver.pending.shown, rest);
		return;
	}
	run_pending();
	if (line[0] == '-')
		begin_case(rest);
	else if (line[0] != '\0' && line[0] != '#')
		take_setting(line);
}

static void
run_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (file == NULL) {
		perror(path);
		exit(2);
	}
	driver.file = path;
	driver.line = 0;
	begin_topic("");
	while (getline(&line, &size, file) >= 0) {
		driver.line++;
		line[strcspn(line, "\n")] = '\0';
		take_line(line);
	}
	run_pending();
	free(line);
	fclose(file);
}

/* libpam loads lazily: what is missing would show in the first real login. */
static void
check_module(const char *module)
{
	static const char *const names[] = { "pam_sm_authenticate",
		"pam_sm_setcred", "pam_sm_acct_mgmt", "pam_sm_open_session",
		"pam_sm_close_session", "pam_sm_chauthtok" };
	void *handle = dlopen(module, RTLD_NOW | RTLD_LOCAL);

	if (handle == NULL) {
		printf("%s\n", dlerror());
		driver.failed++;
		return;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (dlsym(handle, names[i]) != NULL)
			continue;
		printf("%s: no %s\n", module, names[i]);
		driver.failed++;
	}
	driver.passed++;
	dlclose(handle);
}

/*
 * What the process that runs PAM inherited is not what sshd says: if the
 * module looked there, cases without a client would be allowed.
 */
static void
set_false_environment(void)
{
	setenv("SSH_CONNECTION", "192.0.2.1 1001 192.0.2.2 22", 1);
	setenv("SSH_CLIENT", "192.0.2.1 1001 22", 1);
	setenv("PAM_RHOST", "192.0.2.1", 1);
}

/* Beside the tables, so that no file of a case is taken for a stack. */
static void
make_stack_folder(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/pam.d", driver.places.folder);
	if (mkdir(path, 0700) != 0) {
		perror(path);
		exit(2);
	}
}

static void
free_all(void)
{
	struct ha_strbuf *buffers[] = { &driver.topic.name, &driver.topic.allow,
		&driver.topic.deny, &driver.topic.stack, &driver.topic.given,
		&driver.pending.logged.lines, &driver.pending.shown.lines,
		&capture.logged, &capture.shown };

	for (size_t i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++)
		ha_strbuf_free(buffers[i]);
}

int
main(int argc, char **argv)
{
	const char *given = getenv("PAM_FOLDER");
	char *folder = NULL, *module = NULL;
	int next = 1;

	if (argc > 1 && strcmp(argv[1], "--show") == 0) {
		driver.is_shown = true;
		next++;
	}
	if (argc >= next + 2 && given != NULL) {
		folder = realpath(given, NULL);
		module = realpath(argv[next], NULL);
	}
	if (folder == NULL || module == NULL) {
		fputs("usage: PAM_FOLDER=EMPTY-FOLDER driver [--show] MODULE "
		      "FILE...\n",
		    stderr);
		return 2;
	}
	driver.places = (struct places){ folder, module };
	/* Memory that is free again must not hide a limit, see memory=. */
	mallopt(M_MMAP_THRESHOLD, 1 << 17);
	set_false_environment();
	make_stack_folder();
	if (!driver.is_shown)
		check_module(module);
	while (++next < argc)
		run_file(argv[next]);
	free_all();
	free(folder);
	free(module);
	if (!driver.is_shown)
		printf("driver: %lu passed, %lu failed, %lu skipped\n",
		    driver.passed, driver.failed, driver.skipped);
	return driver.failed > 0;
}
