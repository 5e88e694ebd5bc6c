#include "tests/fast_vs_plain/files.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/index/build.h"

static size_t passed, failed;

void
files_fail(const char *what)
{
	perror(what);
	exit(2);
}

void
files_begin(struct files *files, const char *place)
{
	*files = (struct files){ .folder = "" };
	snprintf(files->folder, sizeof(files->folder),
	    "%s/hostsaccess-files-XXXXXX", place);
	if (mkdtemp(files->folder) == NULL)
		files_fail("mkdtemp");
	snprintf(files->indexes, sizeof(files->indexes), "%s/index",
	    files->folder);
	snprintf(files->allow, sizeof(files->allow), "%s/allow", files->folder);
	snprintf(files->deny, sizeof(files->deny), "%s/deny", files->folder);
	snprintf(files->list, sizeof(files->list), "%s/list", files->folder);
	snprintf(files->fresh, sizeof(files->fresh), "%s/fresh", files->folder);
	if (mkdir(files->indexes, 0700) != 0)
		files_fail(files->indexes);
}

void
files_end(const struct files *files)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", files->folder);
	if (system(command) != 0)
		files_fail(command);
}

static void
write_as(const char *path, int flags, struct ha_span text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);

	if (fd < 0 || write(fd, text.at, text.len) != (ssize_t)text.len ||
	    close(fd) != 0)
		files_fail(path);
}

void
files_overwrite(const char *path, struct ha_span text)
{
	write_as(path, 0, text);
}

void
files_replace(const struct files *files, const char *path, struct ha_span text)
{
	write_as(files->fresh, O_TRUNC, text);
	if (rename(files->fresh, path) != 0)
		files_fail(path);
}

int64_t
files_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool
files_stop(pid_t child)
{
	int status;

	return kill(child, SIGTERM) == 0 &&
	    waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
	    WTERMSIG(status) == SIGTERM;
}

void
files_age(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 25000000 }, NULL);
}

/* Another process may do the same: each has a file of its own first. */
static void
save_index(const struct files *files, const struct ha_source *source,
    const struct ha_index_image *image)
{
	char name[HA_INDEX_NAME], path[112], fresh[112];

	ha_index_name(&source->identity, name);
	snprintf(path, sizeof(path), "%s/%s", files->indexes, name);
	snprintf(fresh, sizeof(fresh), "%s/fresh", files->indexes);
	write_as(fresh, O_TRUNC,
	    (struct ha_span){ (const char *)image->bytes, image->len });
	if (rename(fresh, path) != 0)
		files_fail(path);
}

bool
files_index(const struct files *files, const char *path,
    enum ha_index_kind kind)
{
	int64_t taken = files_now();
	struct ha_index_image image;
	struct ha_source *source;
	bool is_ripe;
	int error;

	if (ha_source_open(path, &source, &error) != HA_OK)
		return false;
	if (ha_index_build(source, kind, taken, &image) != HA_OK)
		files_fail("ha_index_build");
	save_index(files, source, &image);
	is_ripe = ha_identity_ripe_at(&source->identity) <= taken;
	free(image.bytes);
	ha_source_free(source);
	return is_ripe;
}

void
files_fill_up(struct ha_strbuf *text, size_t len)
{
	ha_strbuf_add_byte(text, '#');
	while (text->len + 1 < len)
		ha_strbuf_add_byte(text, ' ');
	ha_strbuf_add_byte(text, '\n');
}

void
files_add_strangers(struct ha_strbuf *text, const char *daemons, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char line[64];

		snprintf(line, sizeof(line), "%s198.18.%zu.%zu\n", daemons,
		    i / 256, i % 256);
		ha_strbuf_add_text(text, line);
	}
}

void
files_check(bool claim, const char *what, const char *detail)
{
	if (claim) {
		passed++;
		return;
	}
	failed++;
	printf("not ok: %s, %s\n", what, detail);
}

int
files_report(const char *name)
{
	printf("%s: %zu passed, %zu failed, 0 skipped\n", name, passed, failed);
	return failed == 0 ? 0 : 1;
}
