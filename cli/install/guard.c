#include "cli/install/guard.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "cli/install/keep.h"
#include "cli/install/take_back.h"
#include "cli/io/intern.h"
#include "cli/sys/detach.h"
#include "cli/sys/path.h"
#include "cli/sys/run.h"
#include "common/base/clock.h"
#include "common/base/errortext.h"

/* That systemd runs this machine, sd_booted(3) learns from it. */
#define SYSTEMD "/run/systemd/system"
#define SYSTEMD_SECONDS 20
#define SYSTEMD_OUTPUT_MAX 65536

/* After so long it is tried again to take a change back; twice as long each
 * time. */
#define RETRY_SECONDS 2
#define RETRY_SECONDS_MAX 1024

/* Where "undo --unconfirmed" notes the boot that it was last run in. */
#define BOOT_NOTE "boot"

static bool
has_systemd(void)
{
	struct stat st;

	return lstat(SYSTEMD, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Whether it is merged or not: /usr/bin/NAME, or /bin/NAME. */
static bool
run_tool(const char *name, const char **words)
{
	struct ha_strbuf ignored = HA_STRBUF_INIT;
	char path[64];
	bool is_done;

	snprintf(path, sizeof(path), "/usr/bin/%s", name);
	if (access(path, X_OK) != 0)
		snprintf(path, sizeof(path), "/bin/%s", name);
	words[0] = path;
	is_done = cli_run(words, SYSTEMD_SECONDS, SYSTEMD_OUTPUT_MAX, &ignored);
	ha_strbuf_free(&ignored);
	return is_done;
}

/* ---- at the next boot ---- */

static bool
has_run_since_boot(const char *backups)
{
	char boot[64], noted[64] = "";
	char *path = cli_path_join(backups, BOOT_NOTE);
	FILE *in = fopen(path, "re");
	bool is_so = in != NULL && fgets(noted, sizeof(noted), in) != NULL &&
	    cli_boot_read(boot) && strcmp(boot, noted) == 0;

	if (in != NULL)
		fclose(in);
	free(path);
	return is_so;
}

bool
cli_guard_is_ready(const struct cli_set *set, const char *backups)
{
	const char *words[] = { NULL, "is-enabled", "--quiet", CLI_GUARD_UNIT,
		NULL };

	if (has_systemd() && run_tool("systemctl", words))
		return true;
	if (!has_systemd() && has_run_since_boot(backups))
		return true;
	cli_set_complain(set,
	    has_systemd()
		? "--confirm: a reboot would not take the change back: enable "
		  "%1 first"
		: "--confirm: a reboot would not take the change back: have "
		  "'hostsaccess undo --unconfirmed' run at each boot before "
		  "sshd starts, and run it once now; see hostsaccess(1)",
	    HA_SPAN(CLI_GUARD_UNIT), HA_SPAN_EMPTY);
	return false;
}

bool
cli_guard_note_boot(const char *backups)
{
	char boot[64];

	/* There the unit is asked for, and nothing needs to be written. */
	if (has_systemd())
		return true;
	return cli_backups_make(backups) && cli_boot_read(boot) &&
	    cli_keep(backups, NULL, BOOT_NOTE, ha_span_of(boot), NULL);
}

/* ---- when the time is over ---- */

/* What a process knows that waits. */
struct waiting {
	char *backups, *name;
	unsigned long number;
	int64_t since, until; /* when the change began: a number may be used
				 again if it came to nothing */
};

static bool
is_meant(const struct cli_record *record, const struct waiting *waiting)
{
	struct cli_wait wait;

	return record->number == waiting->number && record->is_unconfirmed &&
	    cli_record_wait(record, &wait) && wait.since == waiting->since;
}

static bool
is_unconfirmed(const struct waiting *waiting)
{
	struct cli_set set = { .path = NULL };
	struct cli_records records;
	bool is_so = false;

	set.path = cli_path_join(waiting->backups, waiting->name);
	/* What cannot be read now may be by the time that it matters. */
	if (!cli_records_read(&records, &set))
		is_so = true;
	for (size_t i = 0; i < records.count; i++)
		is_so = is_so || is_meant(&records.list[i], waiting);
	cli_records_free(&records);
	free(set.path);
	return is_so;
}

static void
wait_until(const struct waiting *waiting, int64_t until)
{
	const struct timespec second = { 1, 0 };

	/* Time passes while the machine sleeps, too. */
	while (is_unconfirmed(waiting) && ha_clock_ns(CLOCK_BOOTTIME) < until)
		nanosleep(&second, NULL);
}

/* What cannot be done now, as on a full disk, may be possible later. */
static void
wait_and_take_back(void *context)
{
	const struct waiting *waiting = context;
	int64_t pause = RETRY_SECONDS;

	wait_until(waiting, waiting->until);
	while (is_unconfirmed(waiting)) {
		cli_guard_take_back("undo", waiting->backups, waiting->name,
		    waiting->number, true);
		wait_until(waiting,
		    ha_clock_ns(CLOCK_BOOTTIME) + pause * HA_NS_PER_SECOND);
		if (pause < RETRY_SECONDS_MAX)
			pause *= 2;
	}
}

static const char *
name_of(const struct cli_set *set)
{
	return strrchr(set->path, '/') + 1;
}

static bool
start_process(const struct cli_record *record, const struct cli_set *set,
    const char *backups, unsigned long seconds)
{
	struct waiting waiting = { .backups = realpath(backups, NULL),
		.name = strdup(name_of(set)),
		.number = record->number,
		.until = ha_clock_ns(CLOCK_BOOTTIME) +
		    (int64_t)seconds * HA_NS_PER_SECOND };
	struct cli_wait wait;
	bool is_started = waiting.backups != NULL && waiting.name != NULL &&
	    cli_record_wait(record, &wait);

	waiting.since = is_started ? wait.since : 0;
	is_started = is_started && cli_detach(wait_and_take_back, &waiting);

	free(waiting.backups);
	free(waiting.name);
	return is_started;
}

/* In systemd's words "%" and "\" mean something, as "-" does in ours. */
static void
unit_of(const struct cli_record *record, const struct cli_set *set,
    char unit[128])
{
	snprintf(unit, 128, "hostsaccess-undo-%08lx-%lu",
	    (unsigned long)cli_hash(ha_span_of(set->path)) & 0xffffffffUL,
	    record->number);
}

static bool
start_timer(const struct cli_record *record, const struct cli_set *set,
    const char *backups, unsigned long seconds)
{
	char unit[128], active[64], number[512], self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *folder = realpath(backups, NULL);
	const char *words[] = { NULL, "--quiet", "--collect", "--unit", unit,
		active, "--timer-property=AccuracySec=1s",
		"--property=Restart=on-failure", "--property=RestartSec=30",
		"--description=Takes an unconfirmed change of the tables back",
		"--", self, "undo", number, "--backup-dir", folder, NULL };
	bool is_started = false;

	self[len > 0 ? len : 0] = '\0';
	/* systemd would put a variable in the place of "$"; and a program that
	 * was just replaced has no path. */
	if (folder != NULL && strchr(folder, '$') == NULL &&
	    strchr(self, '$') == NULL && access(self, X_OK) == 0) {
		unit_of(record, set, unit);
		snprintf(active, sizeof(active), "--on-active=%lus", seconds);
		snprintf(number, sizeof(number), "--unconfirmed=%s/%lu",
		    name_of(set), record->number);
		is_started = run_tool("systemd-run", words);
	}
	free(folder);
	if (!is_started)
		errno = EAGAIN;
	return is_started;
}

bool
cli_guard_start(const struct cli_record *record, const struct cli_set *set,
    const char *backups, unsigned long seconds)
{
	bool is_started = has_systemd()
	    ? start_timer(record, set, backups, seconds)
	    : start_process(record, set, backups, seconds);

	if (!is_started)
		cli_set_complain(set,
		    "--confirm: nothing could be started that would take the "
		    "change back: %1",
		    has_systemd() ? HA_SPAN("systemd-run(1) failed")
				  : ha_span_of(ha_error_text(errno)),
		    HA_SPAN_EMPTY);
	return is_started;
}

/* The process sees for itself that there is nothing to do. */
void
cli_guard_stop(const struct cli_record *record, const struct cli_set *set)
{
	char unit[128], timer[160];
	const char *words[] = { NULL, "--quiet", "stop", timer, NULL };

	if (!has_systemd())
		return;
	unit_of(record, set, unit);
	snprintf(timer, sizeof(timer), "%s.timer", unit);
	run_tool("systemctl", words);
}

/* ---- taking back ---- */

static int
take_back_in(struct cli_set *set, unsigned long number)
{
	struct cli_records records;
	const struct cli_record *record;
	int status = EX_OK;

	if (!cli_set_recover(set) || !cli_records_read(&records, set))
		return EX_IOERR;
	record = cli_records_unconfirmed(&records);
	if (record != NULL && (number == 0 || record->number == number) &&
	    cli_taking_at_once(record, set,
		"taken back, for nobody confirmed it") != CLI_TAKING_WHOLE)
		status = EX_IOERR;
	cli_records_free(&records);
	return status;
}

/* Somebody may be at work in it; there is all the time in the world. */
#define BUSY_TRIES 30

static int
take_back_set(const char *command, const char *backups, const char *name,
    unsigned long number, bool is_alone)
{
	struct cli_set set = { .path = NULL };
	int status = EX_TEMPFAIL;

	for (int i = 0; i < BUSY_TRIES && status == EX_TEMPFAIL; i++) {
		status =
		    cli_set_open_named(&set, command, backups, name, is_alone);
		if (status == EX_OK)
			status = take_back_in(&set, number);
		cli_set_close(&set);
	}
	return status;
}

static bool
is_set(const char *backups, const char *name)
{
	char *path = cli_path_join(backups, name);
	struct stat st;
	bool is_so =
	    name[0] != '.' && lstat(path, &st) == 0 && S_ISDIR(st.st_mode);

	free(path);
	return is_so;
}

static int
take_back_all(const char *command, const char *backups, bool is_alone)
{
	DIR *folder = opendir(backups);
	const struct dirent *entry;
	int status = EX_OK;

	/* Nothing was ever changed. */
	if (folder == NULL)
		return errno == ENOENT ? EX_OK : EX_IOERR;
	while ((entry = readdir(folder)) != NULL) {
		if (is_set(backups, entry->d_name) &&
		    take_back_set(command, backups, entry->d_name, 0,
			is_alone) != EX_OK)
			status = EX_IOERR;
	}
	closedir(folder);
	return status;
}

int
cli_guard_take_back(const char *command, const char *backups, const char *name,
    unsigned long number, bool is_alone)
{
	return name == NULL
	    ? take_back_all(command, backups, is_alone)
	    : take_back_set(command, backups, name, number, is_alone);
}
