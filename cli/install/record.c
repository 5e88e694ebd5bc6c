#include "cli/install/record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/install/keep.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "cli/sys/path.h"
#include "common/base/clock.h"
#include "common/base/errortext.h"

/* Names are sorted by ls(1) in the order of changes. */
#define NUMBER_DIGITS 6
#define NUMBER_MAX 999999999UL

#define BEGUN ".begun"
#define PART ".part"

static bool
fail(const struct cli_set *set, const char *path)
{
	cli_set_complain(set, "%1: %2", ha_span_of(path),
	    ha_span_of(ha_error_text(errno)));
	return false;
}

static bool
has(const char *folder, const char *name)
{
	char *path = cli_path_join(folder, name);
	struct stat st;
	bool is_there = lstat(path, &st) == 0;

	free(path);
	return is_there;
}

static char *
path_of(const struct cli_set *set, unsigned long number, const char *ending)
{
	char name[64];

	snprintf(name, sizeof(name), "%0*lu%s", NUMBER_DIGITS, number, ending);
	return cli_path_join(set->path, name);
}

/* ---- all of them ---- */

/* NUMBER and perhaps ".begun". */
static bool
read_name(const char *name, struct cli_record *record)
{
	struct ha_span text = ha_span_of(name);
	size_t dot = ha_span_find(text, '.');

	*record = (struct cli_record){ .is_begun = dot < text.len };
	return dot >= NUMBER_DIGITS &&
	    (!record->is_begun || strcmp(name + dot, BEGUN) == 0) &&
	    ha_span_number(ha_span_before(text, dot), NUMBER_MAX,
		&record->number);
}

static int
compare(const void *a, const void *b)
{
	const struct cli_record *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static void
add_record(struct cli_records *records, const struct cli_set *set,
    const char *name)
{
	struct cli_record record;

	if (!read_name(name, &record))
		return;
	record.path = cli_path_join(set->path, name);
	record.is_undone = has(record.path, "undone");
	record.is_unconfirmed = has(record.path, "unconfirmed");
	records->list = cli_vector_grow(records->list, &records->size,
	    records->count, sizeof(*records->list));
	records->list[records->count++] = record;
}

bool
cli_records_read(struct cli_records *records, const struct cli_set *set)
{
	DIR *folder = opendir(set->path);
	const struct dirent *entry;

	*records = (struct cli_records){ NULL, 0, 0 };
	if (folder == NULL)
		return false;
	while ((entry = readdir(folder)) != NULL)
		add_record(records, set, entry->d_name);
	closedir(folder);
	if (records->count > 0)
		qsort(records->list, records->count, sizeof(*records->list),
		    compare);
	return true;
}

void
cli_records_free(struct cli_records *records)
{
	for (size_t i = 0; i < records->count; i++)
		free(records->list[i].path);
	free(records->list);
	*records = (struct cli_records){ NULL, 0, 0 };
}

const struct cli_record *
cli_records_last(const struct cli_records *records)
{
	for (size_t i = records->count; i > 0; i--) {
		const struct cli_record *record = &records->list[i - 1];

		if (!record->is_begun && !record->is_undone)
			return record;
	}
	return NULL;
}

const struct cli_record *
cli_records_unconfirmed(const struct cli_records *records)
{
	for (size_t i = records->count; i > 0; i--) {
		if (records->list[i - 1].is_unconfirmed)
			return &records->list[i - 1];
	}
	return NULL;
}

void
cli_records_clean(const struct cli_set *set)
{
	DIR *folder = opendir(set->path);
	const struct dirent *entry;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL) {
		char *path;

		if (!ha_span_ends_fold(ha_span_of(entry->d_name),
			HA_SPAN(PART)))
			continue;
		path = cli_path_join(set->path, entry->d_name);
		cli_path_remove(path);
		free(path);
	}
	closedir(folder);
}

/* ---- one that is made ---- */

bool
cli_boot_read(char text[64])
{
	FILE *in = fopen("/proc/sys/kernel/random/boot_id", "re");
	bool is_read = in != NULL && fgets(text, 64, in) != NULL;

	if (in != NULL)
		fclose(in);
	if (is_read)
		text[strcspn(text, "\n")] = '\0';
	return is_read && text[0] != '\0' && strchr(text, ' ') == NULL;
}

static bool
keep_files(const char *path, const struct cli_files *files)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		const struct cli_file *file = &files->list[i];

		if (!file->changes)
			continue;
		if (file->old != NULL &&
		    !cli_keep(path, "old", cli_part_names[i],
			cli_bytes_of(file->old), file->path))
			return false;
		if (file->new != NULL &&
		    !cli_keep(path, "new", cli_part_names[i],
			cli_bytes_of(file->new),
			file->old == NULL ? NULL : file->path))
			return false;
	}
	return true;
}

static bool
keep_wait(const char *path, unsigned long seconds)
{
	char boot[64], text[128];
	int len;

	if (seconds == 0)
		return true;
	if (!cli_boot_read(boot))
		return false;
	len = snprintf(text, sizeof(text), "%s %lld %lu\n", boot,
	    (long long)ha_clock_ns(CLOCK_BOOTTIME), seconds);
	return cli_keep(path, NULL, "unconfirmed",
	    (struct ha_span){ text, (size_t)len }, NULL);
}

static unsigned long
next_number(const struct cli_set *set)
{
	struct cli_records records;
	unsigned long number = 1;

	if (cli_records_read(&records, set) && records.count > 0)
		number = records.list[records.count - 1].number + 1;
	cli_records_free(&records);
	return number;
}

/* It has its name when all of it is safe on the disk. */
static bool
fill(const char *part, const struct cli_record *record,
    const struct cli_set *set, const struct cli_files *files,
    unsigned long seconds)
{
	return mkdir(part, 0700) == 0 && keep_files(part, files) &&
	    keep_wait(part, seconds) && cli_path_flush(part) &&
	    rename(part, record->path) == 0 && cli_path_flush(set->path);
}

bool
cli_record_begin(struct cli_record *record, const struct cli_set *set,
    const struct cli_files *files, unsigned long seconds)
{
	char *part;
	bool is_kept;

	*record = (struct cli_record){ .number = next_number(set),
		.is_begun = true,
		.is_unconfirmed = seconds > 0 };
	record->path = path_of(set, record->number, BEGUN);
	part = path_of(set, record->number, PART);
	is_kept = fill(part, record, set, files, seconds);
	if (!is_kept) {
		fail(set, part);
		cli_path_remove(part);
	}
	free(part);
	return is_kept;
}

/* First it loses its name, for half of one is none. */
void
cli_record_drop(const struct cli_record *record, const struct cli_set *set)
{
	char *part = path_of(set, record->number, PART);

	if (rename(record->path, part) == 0)
		cli_path_remove(part);
	cli_path_flush(set->path);
	free(part);
}

static void
drop_oldest(const struct cli_set *set)
{
	struct cli_records records;

	if (!cli_records_read(&records, set))
		return;
	for (size_t i = 0; i + CLI_RECORDS_KEPT < records.count; i++) {
		if (!records.list[i].is_unconfirmed)
			cli_record_drop(&records.list[i], set);
	}
	cli_records_free(&records);
}

bool
cli_record_finish(struct cli_record *record, const struct cli_set *set)
{
	char *path = path_of(set, record->number, "");
	bool is_done =
	    rename(record->path, path) == 0 && cli_path_flush(set->path);

	if (!is_done)
		fail(set, path);
	free(record->path);
	record->path = path;
	record->is_begun = false;
	drop_oldest(set);
	return is_done;
}

/* ---- one that is there ---- */

static bool
read_part(const struct cli_record *record, const char *state,
    enum cli_part part, const char *path, struct ha_source **source)
{
	char *folder = cli_path_join(record->path, state);
	char *name = cli_path_join(folder, cli_part_names[part]);
	struct ha_source *kept;
	enum ha_status status = ha_source_open(name, &kept, &errno);

	*source = NULL;
	free(name);
	free(folder);
	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_MISSING)
		return true;
	if (status == HA_TOOBIG)
		errno = EFBIG;
	if (status != HA_OK)
		return false;
	*source = cli_source_of(path, cli_bytes_of(kept));
	ha_source_free(kept);
	return true;
}

bool
cli_record_old(const struct cli_record *record, enum cli_part part,
    const char *path, struct ha_source **source)
{
	return read_part(record, "old", part, path, source);
}

bool
cli_record_new(const struct cli_record *record, enum cli_part part,
    const char *path, struct ha_source **source)
{
	return read_part(record, "new", part, path, source);
}

bool
cli_record_keep_replaced(const struct cli_record *record,
    const struct cli_set *set, const struct cli_files *files)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		const struct cli_file *file = &files->list[i];

		if (file->changes && file->old != NULL &&
		    !cli_keep(record->path, "replaced", cli_part_names[i],
			cli_bytes_of(file->old), file->path))
			return fail(set, record->path);
	}
	return true;
}

bool
cli_record_set_confirmed(const struct cli_record *record,
    const struct cli_set *set)
{
	char *path = cli_path_join(record->path, "unconfirmed");
	bool is_done = (unlink(path) == 0 || errno == ENOENT) &&
	    cli_path_flush(record->path);

	if (!is_done)
		fail(set, path);
	free(path);
	return is_done;
}

/* One that is unconfirmed needs no room on the disk for it. */
bool
cli_record_set_undone(const struct cli_record *record,
    const struct cli_set *set)
{
	char *mark = cli_path_join(record->path, "undone");
	char *wait = cli_path_join(record->path, "unconfirmed");
	bool is_done = rename(wait, mark) == 0 ||
	    (errno == ENOENT &&
		cli_keep(record->path, NULL, "undone", HA_SPAN_EMPTY, NULL));

	is_done = is_done && cli_path_flush(record->path);
	if (!is_done)
		fail(set, mark);
	free(wait);
	free(mark);
	return is_done;
}

static bool
read_wait(struct ha_span text, struct cli_wait *wait)
{
	size_t first = ha_span_find(text, ' ');
	struct ha_span rest = ha_span_from(text, first + (first < text.len));
	size_t second = ha_span_find(rest, ' ');
	unsigned long since, max = INT64_MAX;
	char boot[64];

	if (second == rest.len ||
	    !ha_span_number(ha_span_before(rest, second), max, &since) ||
	    !ha_span_number(ha_span_trim(ha_span_from(rest, second + 1)), max,
		&wait->seconds))
		return false;
	wait->since = (int64_t)since;
	wait->is_of_this_boot = cli_boot_read(boot) &&
	    ha_span_equal(ha_span_of(boot), ha_span_before(text, first));
	return true;
}

bool
cli_record_wait(const struct cli_record *record, struct cli_wait *wait)
{
	char *path = cli_path_join(record->path, "unconfirmed");
	FILE *in = fopen(path, "re");
	char text[128];
	bool is_read = in != NULL && fgets(text, sizeof(text), in) != NULL &&
	    read_wait(ha_span_of(text), wait);

	if (in != NULL)
		fclose(in);
	free(path);
	return is_read;
}
