#include "cli/install/set.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "cli/io/message.h"
#include "cli/sys/path.h"
#include "common/base/errortext.h"

/* What takes no longer than a file takes to write is waited for. */
#define TRIES 40
#define PAUSE_NS 50000000

/* Where packages keep theirs, too. */
#define BACKUPS "/var/backups"

/* ---- its name ---- */

static bool
is_plain(char byte)
{
	return ha_is_letter(byte) || ha_is_digit(byte) || byte == '.' ||
	    byte == '_';
}

/* The path is absolute and without links, so no name is "." or "..". */
static void
add_name(struct ha_strbuf *out, const char *path)
{
	static const char digits[] = "0123456789abcdef";

	for (const char *at = path + 1; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;

		if (is_plain(*at)) {
			ha_strbuf_add_byte(out, *at);
		} else if (*at == '/') {
			ha_strbuf_add_byte(out, '-');
		} else {
			ha_strbuf_add_byte(out, '%');
			ha_strbuf_add_byte(out, digits[byte >> 4]);
			ha_strbuf_add_byte(out, digits[byte & 15]);
		}
	}
	/* Of "/" itself. */
	if (path[1] == '\0')
		ha_strbuf_add_byte(out, '-');
}

static int
value_of(char digit)
{
	if (ha_is_digit(digit))
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* False: it is no such name. */
static bool
read_name(const char *name, struct ha_strbuf *path)
{
	ha_strbuf_add_byte(path, '/');
	if (strcmp(name, "-") == 0)
		return true;
	for (const char *at = name; *at != '\0'; at++) {
		if (*at == '%') {
			int high = value_of(at[1]);
			int low = high < 0 ? -1 : value_of(at[2]);

			if (low < 0 || (high == 0 && low == 0))
				return false;
			ha_strbuf_add_byte(path, (char)(high * 16 + low));
			at += 2;
		} else if (*at == '-' || is_plain(*at)) {
			ha_strbuf_add_byte(path, *at == '-' ? '/' : *at);
		} else {
			return false;
		}
	}
	return name[0] != '\0' && name[0] != '.';
}

/* ---- its lock ---- */

static int
fail(const struct cli_set *set, const char *path)
{
	cli_set_complain(set, "%1: %2", ha_span_of(path),
	    ha_span_of(errno == EPERM
		    ? "others than root and its owner can put files into it"
		    : ha_error_text(errno)));
	return EX_IOERR;
}

static int
say_busy(const struct cli_set *set)
{
	char who[128];
	ssize_t n = pread(set->lock, who, sizeof(who), 0);
	struct ha_span text =
	    ha_span_trim((struct ha_span){ who, n > 0 ? (size_t)n : 0 });

	cli_set_complain(set, "%1: is being changed by %2",
	    ha_span_of(set->folder),
	    text.len > 0 ? text : HA_SPAN("another hostsaccess"));
	return EX_TEMPFAIL;
}

static void
sign_lock(const struct cli_set *set)
{
	const char *terminal = ttyname(STDIN_FILENO);
	char who[128];
	int len = snprintf(who, sizeof(who), "hostsaccess %s, process %d%s%s\n",
	    set->command, (int)getpid(), terminal == NULL ? "" : ", on ",
	    terminal == NULL ? "" : terminal);

	/* It is for people only. */
	if (ftruncate(set->lock, 0) == 0 && len > 0 &&
	    (size_t)len < sizeof(who) &&
	    pwrite(set->lock, who, (size_t)len, 0) < 0)
		return;
}

static int
take_lock(struct cli_set *set)
{
	const struct timespec pause = { 0, PAUSE_NS };
	char *path = cli_path_join(set->path, "lock");
	int status = EX_OK;

	set->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (set->lock < 0)
		status = fail(set, path);
	for (int i = 0; status == EX_OK; i++) {
		if (flock(set->lock, LOCK_EX | LOCK_NB) == 0)
			break;
		if (errno == EWOULDBLOCK && i < TRIES)
			nanosleep(&pause, NULL);
		else if (errno == EWOULDBLOCK)
			status = say_busy(set);
		else if (errno != EINTR)
			status = fail(set, path);
	}
	if (status == EX_OK)
		sign_lock(set);
	free(path);
	return status;
}

/* Not every distribution has the usual one. */
bool
cli_backups_make(const char *backups)
{
	if (strcmp(backups, CLI_BACKUP_DIR) == 0 && mkdir(BACKUPS, 0755) != 0 &&
	    errno != EEXIST)
		return false;
	return cli_path_make_folder(backups);
}

static int
open_in(struct cli_set *set, const char *backups, const char *name)
{
	/* Not every distribution has the usual one. */
	if (strcmp(backups, CLI_BACKUP_DIR) == 0 && mkdir(BACKUPS, 0755) != 0 &&
	    errno != EEXIST)
		return fail(set, BACKUPS);
	if (!cli_path_make_folder(backups))
		return fail(set, backups);
	set->path = cli_path_join(backups, name);
	if (!cli_path_make_folder(set->path))
		return fail(set, set->path);
	return take_lock(set);
}

int
cli_set_open(struct cli_set *set, const char *command, const char *folder,
    const char *backups)
{
	struct ha_strbuf name = HA_STRBUF_INIT;
	int status;

	*set = (struct cli_set){ .command = command, .lock = -1 };
	set->folder = realpath(folder, NULL);
	if (set->folder == NULL)
		return fail(set, folder);
	add_name(&name, set->folder);
	if (name.failed)
		cli_no_memory();
	status = open_in(set, backups, ha_strbuf_text(&name));
	ha_strbuf_free(&name);
	return status;
}

int
cli_set_open_named(struct cli_set *set, const char *command,
    const char *backups, const char *name, bool is_alone)
{
	struct ha_strbuf folder = HA_STRBUF_INIT;

	*set = (struct cli_set){
		.command = command, .lock = -1, .is_alone = is_alone
	};
	if (!read_name(name, &folder)) {
		ha_strbuf_free(&folder);
		cli_set_complain(set, "%1: is no name of a folder's backups",
		    ha_span_of(name), HA_SPAN_EMPTY);
		return EX_IOERR;
	}
	if (folder.failed)
		cli_no_memory();
	set->folder = folder.text;
	return open_in(set, backups, name);
}

void
cli_set_close(struct cli_set *set)
{
	if (set->lock >= 0) {
		/* Whoever has it next signs anew. */
		if (ftruncate(set->lock, 0) != 0)
			errno = 0;
		close(set->lock);
	}
	free(set->path);
	free(set->folder);
	*set = (struct cli_set){ .lock = -1 };
}

/* ---- what is said ---- */

static void
log_sentence(int level, const char *pattern, struct ha_span first,
    struct ha_span second)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_sentence_stable(&text, pattern, first, second);
	openlog("hostsaccess", LOG_PID, LOG_AUTH);
	syslog(level, "%s", ha_strbuf_text(&text));
	closelog();
	ha_strbuf_free(&text);
}

void
cli_set_say(const struct cli_set *set, const char *pattern,
    struct ha_span first, struct ha_span second)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (set->is_alone) {
		log_sentence(LOG_NOTICE, pattern, first, second);
		return;
	}
	if (set->is_quiet)
		return;
	cli_sentence(&text, pattern, first, second);
	if (text.failed)
		cli_no_memory();
	puts(ha_strbuf_text(&text));
	ha_strbuf_free(&text);
}

void
cli_set_complain(const struct cli_set *set, const char *pattern,
    struct ha_span first, struct ha_span second)
{
	if (set->is_alone)
		log_sentence(LOG_ERR, pattern, first, second);
	else
		cli_complain(set->command, pattern, first, second);
}
