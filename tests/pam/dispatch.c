/*
 * usage: dispatch MODULE [all]
 *
 * Holds the interpreter of PAM stacks to libpam: stacks of up to four lines,
 * their modules told what to return, are run by both.  Up to two lines, all
 * controls with all return codes; three and four with the codes that controls
 * tell apart, of which "all" runs every one, else a part is drawn.  Then
 * configurations that are odd in other ways, and drawn ones.
 */
#include <dirent.h>
#include <errno.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/pam/dispatch.h"
#include "tests/pam/told.h"
#include "tests/pam/walks.h"
#include "tests/support/age.h"
#include "tests/support/chance.h"

int told_codes[TOLD_MAX];

/*
 * libpam calls these instead of the system's own.  Each of its answers would
 * else wait for the kernel's audit, and write to syslog: nine tenths of the
 * time.
 */
int audit_open(void);
void __syslog_chk(int priority, int flag, const char *format, ...);

int
audit_open(void)
{
	errno = EPROTONOSUPPORT;
	return -1;
}

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	(void)priority;
	(void)flag;
	(void)format;
}

/* Of a configuration that it gives up, libpam frees nothing. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libpam.so";
}

static char folder[] = "/tmp/hostsaccess-pam-XXXXXX";
static const char *module;

/* In the folder, so that the length of its path is the same everywhere. */
#define M "/m.so"

static size_t passed, failed;
static struct chance chance; /* the same ones each time */

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *const controls[] = { "required", "requisite", "optional",
	"sufficient", "[success=1 default=ignore]", "[success=2 default=die]",
	"[success=ok ignore=reset default=bad]",
	"[success=done new_authtok_reqd=ok auth_err=1 default=bad]",
	"[default=ignore]", "[success=ok]", "[default=reset auth_err=die]",
	"include", "substack" };

static const int codes[] = { PAM_SUCCESS, PAM_NEW_AUTHTOK_REQD, PAM_IGNORE,
	PAM_AUTH_ERR, PAM_PERM_DENIED };

static void
write_bytes(const char *name, const char *bytes, size_t len)
{
	char path[256];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	/* What is truncated and written anew, some file systems flush. */
	unlink(path);
	out = fopen(path, "w");
	if (out == NULL || fwrite(bytes, 1, len, out) != len ||
	    fclose(out) != 0 || age_file(path) != 0) {
		perror(path);
		exit(1);
	}
}

static void
write_file(const char *name, const char *text)
{
	write_bytes(name, text, strlen(text));
}

static int
converse(int count, const struct pam_message **messages,
    struct pam_response **responses, void *context)
{
	(void)count;
	(void)messages;
	(void)responses;
	(void)context;
	return PAM_CONV_ERR;
}

static pam_handle_t *
start(const char *service)
{
	static const struct pam_conv conversation = { converse, NULL };
	pam_handle_t *pamh;

	/* It reads the configuration, and cannot always. */
	if (pam_start_confdir(service, "root", &conversation, folder, &pamh) !=
	    PAM_SUCCESS)
		return NULL;
	return pamh;
}

static int
ask_libpam(pam_handle_t *pamh, enum cli_pam_type type)
{
	if (pamh == NULL)
		return PAM_ABORT;
	switch (type) {
	case CLI_PAM_AUTH:
		return pam_authenticate(pamh, PAM_SILENT);
	case CLI_PAM_ACCOUNT:
		return pam_acct_mgmt(pamh, PAM_SILENT);
	case CLI_PAM_SESSION:
		return pam_open_session(pamh, PAM_SILENT);
	case CLI_PAM_PASSWORD:
		break;
	}
	return PAM_SYSTEM_ERR;
}

/* Is it the module that is told what to return?  M is its name in there. */
static bool
is_told(struct ha_span path)
{
	return ha_span_equal(path, ha_span_of(module)) ||
	    (ha_span_starts_fold(path, ha_span_of(folder)) &&
		ha_span_equal(ha_span_from(path, strlen(folder)), HA_SPAN(M)));
}

/* What a line's module returns: its first argument is the number. */
static int
code_of(const struct cli_pam_line *line)
{
	const struct ha_span *number = line->args;

	if (ha_span_equal(line->module, HA_SPAN("pam_permit.so")))
		return PAM_SUCCESS;
	if (!is_told(line->module))
		return PAM_MODULE_UNKNOWN;
	if (line->nargs == 0)
		return PAM_SERVICE_ERR;
	return told_codes[number->len > 0 && ha_is_digit(number->at[0])
		? number->at[0] - '0'
		: 0];
}

static int
ask_ours(const struct cli_pam_chain *chain)
{
	struct cli_pam_machine machine;

	if (chain->count == 0)
		return CLI_PAM_MUST_FAIL;
	cli_pam_machine_init(&machine, chain);
	while (machine.at < chain->count)
		cli_pam_machine_step(&machine, chain,
		    code_of(chain->lines[machine.at]));
	return cli_pam_machine_result(&machine);
}

/* One service, asked again with other codes. */
struct service {
	pam_handle_t *pamh;
	struct cli_pam pam;
	struct cli_pam_stack stack;
	struct cli_pam_chain chains[CLI_PAM_TYPES];
	bool is_read;
	const char *name, *text; /* for messages */
};

static void
begin(struct service *service, const char *name, const char *text)
{
	service->name = name;
	service->text = text;
	service->pamh = start(name);
	cli_pam_init(&service->pam, folder);
	service->is_read = cli_pam_read(&service->pam, name, &service->stack);
	for (int type = 0; type < CLI_PAM_PASSWORD; type++)
		cli_pam_chain_of(&service->stack, (enum cli_pam_type)type,
		    &service->chains[type]);
}

static void
end(struct service *service)
{
	if (service->pamh != NULL)
		pam_end(service->pamh, PAM_SUCCESS);
	for (int type = 0; type < CLI_PAM_PASSWORD; type++)
		free(service->chains[type].lines);
	cli_pam_stack_free(&service->stack);
	cli_pam_free(&service->pam);
}

static void
compare(struct service *service, enum cli_pam_type type)
{
	int theirs = ask_libpam(service->pamh, type);
	int ours =
	    service->is_read ? ask_ours(&service->chains[type]) : PAM_ABORT;

	if (theirs == ours) {
		passed++;
		return;
	}
	if (failed++ < 10)
		printf("%s, told %d %d %d %d: libpam %d, ours %d:\n%s\n",
		    cli_pam_type_name(type), told_codes[0], told_codes[1],
		    told_codes[2], told_codes[3], theirs, ours, service->text);
}

/* ---- all stacks ---- */

static void
write_stack(const size_t *picks, size_t count, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const char *control = controls[picks[i]];

		if (strcmp(control, "include") == 0 ||
		    strcmp(control, "substack") == 0)
			len += (size_t)snprintf(text + len, size - len,
			    "account %s %s/inc%zu\n", control, folder, i);
		else
			len += (size_t)snprintf(text + len, size - len,
			    "account %s %s %zu\n", control, module, i);
	}
}

static void
write_includes(size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char name[32], text[512];

		snprintf(name, sizeof(name), "inc%zu", i);
		snprintf(text, sizeof(text),
		    "account %s %s %zu\naccount %s %s %zu\n",
		    controls[chance_below(&chance, 11)], module, i,
		    controls[chance_below(&chance, 11)], module, (i + 1) % 4);
		write_file(name, text);
	}
}

/* Every combination of codes for the lines; times 0: all, else drawn. */
static void
run_codes(struct service *service, const int *list, size_t ncodes, size_t count,
    size_t times)
{
	size_t all = 1;

	for (size_t i = 0; i < count; i++)
		all *= ncodes;
	for (size_t n = 0; n < (times == 0 ? all : times); n++) {
		size_t rest = times == 0 ? n : chance_below(&chance, all);

		memset(told_codes, 0, sizeof(told_codes));
		for (size_t i = 0; i < count; i++, rest /= ncodes)
			told_codes[i] = list[rest % ncodes];
		compare(service, CLI_PAM_ACCOUNT);
	}
}

static void
run_stack(const size_t *picks, size_t count, bool is_whole)
{
	char text[2048];
	int every[CLI_PAM_CODES];
	struct service service;

	write_includes(count);
	write_stack(picks, count, text, sizeof(text));
	write_file("stack", text);
	begin(&service, "stack", text);
	if (count <= 2) {
		/* libpam waits for the rest after PAM_INCOMPLETE. */
		for (int i = 0; i < CLI_PAM_CODES; i++)
			every[i] = i == PAM_INCOMPLETE ? -1 : i;
		run_codes(&service, every, CLI_PAM_CODES, count, 0);
	} else {
		run_codes(&service, codes, COUNT(codes), count,
		    is_whole ? 0 : 12);
	}
	end(&service);
}

static void
run_stacks(bool is_whole)
{
	size_t all = 1;

	for (size_t count = 1; count <= 4; count++) {
		all *= COUNT(controls);
		for (size_t n = 0; n < all; n++) {
			size_t picks[4], rest = n;

			if (count == 4 && !is_whole &&
			    chance_below(&chance, 10) != 0)
				continue;
			for (size_t i = 0; i < count;
			     i++, rest /= COUNT(controls))
				picks[i] = rest % COUNT(controls);
			run_stack(picks, count, is_whole);
		}
	}
}

/* ---- odd ones ---- */

/*
 * $M is the module, $F the folder, which libpam 1.5 does not look into for
 * what is included; "--- NAME" begins another file.  An "include" without a
 * name is not here, nor a file that includes itself but as a substack: libpam
 * 1.5 crashes at them.  What an "@include" that fails does in a file that is
 * included for one type depends on what libpam finds in its memory.
 */
static const char *const odd[] = {
	"# nothing\n",
	"account required $M 0\nauth required $M 0\nsession required $M 0\n",
	"acount required $M 0\naccount required $M 1\n",
	"ACCOUNT Required $M 0\n",
	"account requird $M 0\naccount required $M 1\n",
	"account\naccount required $M 1\n",
	"account required\naccount required $M 1\n",
	"account [success=ok default=ignore $M 0\naccount required $M 1\n",
	"account [success=ok default=what] $M 0\naccount required $M 1\n",
	"account [success=0 default=ignore] $M 0\naccount required $M 1\n",
	"account [ success = ok default = ignore ] $M 0\n",
	"account [success=9 default=ignore] $M 0\naccount required $M 1\n",
	"account [success=2147483647 default=ok] $M 0\naccount optional $M 1\n",
	"account required \\\n $M \\\n 0\naccount optional $M 1\n",
	"account required \\  \n $M 0\n",
	"account required \\\n# a comment\n\n $M 0\n",
	"account required $M 0 # comment \\\naccount requisite $M 1\n",
	"account required $M 0 \\\n# a comment\naccount requisite $M 1\n",
	"account required $M 0 \\\n# a comment\n",
	"account required $M 0 \\\n\naccount requisite $M 1\n",
	"account required $M 0 \\\n\n",
	"account required $M 0 \\\n# a comment \\\naccount requisite $M 1\n",
	"account optional $M 0\n\\\n# a comment\naccount required $M 1\n",
	"account required $M 0 \\\n# a comment\nauth required $M 1\n"
	"account include $F/a\n--- a\naccount required $M 2 \\\n#\n",
	"account required $M 0 \\\n",
	"account required $M 0 \\",
	"account required $M 0",
	"account required $M 0\r\n",
	"   account\trequired\t$M\t0\n",
	"-account required /nonexistent.so\naccount required $M 1\n",
	"-account optional /nonexistent.so\naccount required $M 1\n",
	"account required /nonexistent.so\naccount required $M 1\n",
	"account include nosuchfile\naccount required $M 1\n",
	"account substack nosuchfile\naccount required $M 1\n",
	"@include $F/a\naccount required $M 1\n--- a\nauth required $M 0\n"
	"account requisite $M 0\nsession optional $M 0\n",
	"@include nosuchfile\naccount required $M 1\n",
	"account include $F/a\n--- a\n@include $F/b\n--- b\naccount required "
	"$M "
	"0\n"
	"auth required $M 1\n",
	"account substack $F/a\naccount required $M 1\n--- a\n"
	"account sufficient $M 0\naccount required $M 2\n",
	"account [success=1 default=ignore] $M 0\naccount substack $F/a\n"
	"account required $M 1\n--- a\naccount required $M 2\n"
	"account required $M 3\n",
	"account substack $F/a\naccount substack $F/a\n--- a\n"
	"account [success=1 default=reset] $M 0\naccount requisite $M 1\n",
	"account substack $F/a\naccount optional $M 3\n--- a\n"
	"account substack $F/b\naccount required $M 2\n--- b\n"
	"account [success=done default=reset] $M 0\naccount required $M 1\n",
	"auth required $M 0\n--- other\naccount required $M 1\n"
	"auth required $M 2\nsession required $M 3\n",
	"account what $M 0\n--- other\naccount required $M 1\n",
	"accou\x01nt required $M 0\n",
	"account include $F/a\naccount required $M 1\n--- a\n"
	"account required $M 0\naccount required $M 2 \\\n",
	"account substack $F/a\naccount optional $M 1\n--- a\n"
	"account sufficient $M 0\naccount required $M 2 \\\n",
	"account required $M 0\n\\\n",
	"account required $M 0\n\\",
	"account include $F/a\n--- a\naccount required $M 0\n\\\n",
	"@include $F/a\naccount required $M 0\n--- a\nauth required $M 1 \\\n",
	"account optional $M 0\naccount substack $F/odd\nauth required $M 1\n",
	"account required [$M] 0\n",
	"account required $M [0]\n",
	"account [success=ok\\] default=ignore] $M 0\n",
};

/* Where libpam 1.5 crashes, for the module has no name, or leaves the number to
 * the compiler. */
static const char *const odd_since_1_6[] = {
	"account [success=2147483648 default=ok] $M 0\naccount optional $M 1\n",
	"account [success=ok default=99999999999] $M 0\naccount optional $M "
	"1\n",
	"account required $M 0\naccount optional /lib/security/\n",
	"account required $M 0\naccount optional .so\n",
	"account required $M 0\naccount optional [] 1\n",
	"account required $M 0\nsession optional ?\n",
	"account required $M 0\naccount optional /lib/?.so\n",
	"account required $M 0\nauth optional ..so\n",
	"account required $M 0\naccount what ?.\n",
	"account include $F/a\naccount optional $M 1\n--- a\n"
	"account sufficient $M 0\naccount required .so\naccount required $M "
	"2\n",
};

/* What "$" and a name stand for: a module and its argument, or the folder. */
static size_t
replace(const char *from, char *to, size_t size)
{
	static const struct {
		const char *name;
		const char *argument;
	} names[] = { { "$M", "" }, { "$DENY", " 0" }, { "$PERMIT", " 1" },
		{ "$IGNORE", " 2" }, { "$FAIL", " 3" } };

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t len = strlen(names[i].name);

		if (strncmp(from, names[i].name, len) != 0)
			continue;
		snprintf(to, size, "%s%s", module, names[i].argument);
		return len;
	}
	if (strncmp(from, "$F", 2) != 0)
		return 0;
	snprintf(to, size, "%s", folder);
	return 2;
}

static void
substitute(const char *from, char *to, size_t size)
{
	size_t len = 0, used;

	while (*from != '\0' && len + strlen(module) + 4 < size) {
		used = replace(from, to + len, size - len);
		if (used == 0)
			to[len++] = *from++;
		else
			len += strlen(to + len);
		from += used;
	}
	to[len] = '\0';
}

/* The files of an odd one; without an "other" everything is refused there. */
static void
write_odd(const char *text)
{
	char all[4096], *at = all, *next;
	const char *name = "odd";

	substitute(text, all, sizeof(all));
	write_file("other", "");
	while (at != NULL) {
		next = strstr(at, "--- ");
		if (next != NULL)
			*next = '\0';
		write_file(name, at);
		if (next == NULL)
			return;
		name = next + 4;
		at = strchr(name, '\n');
		*at++ = '\0';
	}
}

static void
run_odd(const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct service service;

		write_odd(texts[i]);
		begin(&service, "odd", texts[i]);
		for (size_t n = 0; n < 625; n++) {
			size_t rest = n;

			for (size_t k = 0; k < 4; k++, rest /= 5)
				told_codes[k] = codes[rest % 5];
			for (int type = 0; type < CLI_PAM_PASSWORD; type++)
				compare(&service, (enum cli_pam_type)type);
		}
		end(&service);
	}
}

/* ---- drawn ones ---- */

/* A byte string of a configuration that grows. */
struct text {
	char bytes[8192];
	size_t len;
	bool is_long; /* a line may be too long for libpam 1.5 */
};

static void
add_bytes(struct text *text, const char *bytes, size_t len)
{
	if (len < sizeof(text->bytes) - text->len) {
		memcpy(text->bytes + text->len, bytes, len);
		text->len += len;
	}
}

static void
add(struct text *text, const char *words)
{
	add_bytes(text, words, strlen(words));
}

/* About as much as libpam 1.5 has room for in a line. */
static void
add_filler(struct text *text)
{
	char filler[1100];
	size_t len = 880 + chance_below(&chance, 160);

	memset(filler, chance_below(&chance, 2) == 0 ? ' ' : '\t', len);
	add_bytes(text, filler, len);
	text->is_long = true;
}

/* What may stand between two words of a line, or after the last. */
static void
add_blank(struct text *text)
{
	static const char *const blanks[] = { "\\\n", " \\\n  ", "\\ \t\n",
		" \\\n# comment\n", " \\\n\n", "\\\n \t\n\n", " # comment\n",
		" # comment \\\n", "\\\n # comment \\\n", "\n", "\r\n", "\\",
		"\\\\\n", " [", "]", "\\]", " \\\n\\\n", "#" };
	size_t i = chance_below(&chance, 60);

	if (i < COUNT(blanks))
		add(text, blanks[i]);
	else if (i == COUNT(blanks))
		add_bytes(text, "", 1);
	else if (i == COUNT(blanks) + 1)
		add_bytes(text, "\0 \\\n", 4);
	else if (i == COUNT(blanks) + 2)
		add_filler(text);
	else
		add(text, chance_below(&chance, 2) == 0 ? " " : "\t");
}

static void
add_line(struct text *text)
{
	char number[2] = { (char)('0' + chance_below(&chance, 4)), '\0' };

	add(text, chance_below(&chance, 4) == 0 ? "auth" : "account");
	add_blank(text);
	add(text, controls[chance_below(&chance, 11)]);
	add_blank(text);
	add(text, folder);
	add(text, M);
	add_blank(text);
	add(text, number);
	add_blank(text);
	add(text, chance_below(&chance, 20) == 0 ? "" : "\n");
}

/* libpam 1.5 never ends where the room ends in a backslash, and crashes where
 * it ends after a slash. */
static bool
may_end_badly(const struct text *text)
{
	struct cli_pam pam;
	struct cli_pam_stack stack;
	bool may;

	if (!text->is_long)
		return false;
	cli_pam_init(&pam, folder);
	may =
	    !cli_pam_read(&pam, "drawn", &stack) && pam.version == CLI_PAM_1_5;
	cli_pam_stack_free(&stack);
	cli_pam_free(&pam);
	return may;
}

static void
run_drawn(const struct text *text)
{
	struct service service;

	write_bytes("drawn", text->bytes, text->len);
	if (may_end_badly(text))
		return;
	begin(&service, "drawn", text->bytes);
	for (size_t n = 0; n < 16; n++) {
		for (size_t k = 0; k < 4; k++)
			told_codes[k] = codes[chance_below(&chance, 5)];
		compare(&service, CLI_PAM_ACCOUNT);
		compare(&service, CLI_PAM_AUTH);
	}
	end(&service);
}

/*
 * Lines that are put together of several, with comments, NULs and more than
 * libpam 1.5 has room for.
 */
static void
run_drawn_all(void)
{
	struct text text;
	char path[64];

	snprintf(path, sizeof(path), "%s" M, folder);
	if (symlink(module, path) != 0) {
		perror(path);
		exit(1);
	}
	for (size_t n = 0; n < 4000; n++) {
		text.len = 0;
		text.is_long = false;
		for (size_t lines = 1 + n % 4; lines > 0; lines--)
			add_line(&text);
		text.bytes[text.len] = '\0';
		run_drawn(&text);
	}
}

static void
run_walk(const struct walk *walk)
{
	static const int told[] = { PAM_PERM_DENIED, PAM_SUCCESS, PAM_IGNORE,
		PAM_AUTH_ERR };
	struct service service;
	int ours;

	memcpy(told_codes, told, sizeof(told));
	write_odd(walk->text);
	begin(&service, "odd", walk->text);
	compare(&service, walk->type);
	ours = ask_ours(&service.chains[walk->type]);
	end(&service);
	if (ours == walk->result) {
		passed++;
		return;
	}
	failed++;
	printf("%d, not %d:\n%s\n", ours, walk->result, walk->text);
}

static void
remove_folder(void)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	rmdir(folder);
}

int
main(int argc, char **argv)
{
	if (argc < 2 || argv[1][0] != '/' || mkdtemp(folder) == NULL) {
		fputs("usage: dispatch /MODULE [all]\n", stderr);
		return 64;
	}
	module = argv[1];
	write_file("other", "");
	run_odd(odd, COUNT(odd));
	if (cli_pam_version_installed() == CLI_PAM_1_6)
		run_odd(odd_since_1_6, COUNT(odd_since_1_6));
	for (size_t i = 0; i < COUNT(walks); i++)
		run_walk(&walks[i]);
	write_file("other", "");
	run_stacks(argc > 2);
	run_drawn_all();
	remove_folder();
	printf("dispatch: %zu passed, %zu failed, 0 skipped\n", passed, failed);
	return failed > 0;
}
