#include "tests/bench/indexes.h"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/index/build.h"
#include "common/index/index.h"
#include "tests/bench/scratch.h"

static int64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
write_index(const char *path, enum ha_index_kind kind)
{
	struct ha_source *source;
	struct ha_index_image image;
	char name[HA_INDEX_NAME];
	FILE *out;
	int error;

	if (ha_source_open(path, &source, &error) != HA_OK)
		fail(path);
	while (now() < ha_identity_ripe_at(&source->identity))
		usleep(1000);
	if (ha_index_build(source, kind, now(), &image) != HA_OK)
		fail("ha_index_build");
	ha_index_name(&source->identity, name);
	out = scratch_create(name);
	if (fwrite(image.bytes, 1, image.len, out) != image.len)
		fail(name);
	scratch_finish(out);
}

void
indexes_write(const struct tables *tables)
{
	pid_t pid = scratch_fork();
	int status;

	if (pid == 0) {
		write_index(tables->deny, HA_INDEX_RULES);
		if (tables->words != NULL)
			write_index(tables->words, HA_INDEX_WORDS);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) < 0 || status != 0)
		fail("indexes");
}
