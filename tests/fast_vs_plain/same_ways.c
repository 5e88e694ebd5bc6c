#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/bounds.h"
#include "common/index/build.h"
#include "tests/fast_vs_plain/same.h"
#include "tests/support/age.h"

void
same_fail(const char *what)
{
	perror(what);
	exit(2);
}

void
same_world_begin(struct same_world *world, struct same_set *set)
{
	*world = (struct same_world){ .set = set };
	strcpy(world->folder, "/tmp/hostsaccess-same-XXXXXX");
	if (mkdtemp(world->folder) == NULL)
		same_fail("mkdtemp");
	snprintf(world->indexes, sizeof(world->indexes), "%s/index",
	    world->folder);
	if (mkdir(world->indexes, 0700) != 0)
		same_fail(world->indexes);
	for (size_t i = 0; i < SAME_TEXTS; i++) {
		struct same_text *text = &set->texts[i];

		text->is_table = i < SAME_FIRST_FILE;
		text->bytes = HA_STRBUF_INIT;
		snprintf(text->path, sizeof(text->path), "%s/%s%zu",
		    world->folder, text->is_table ? "table" : "f", i);
	}
}

/* Not truncated first: some file systems then write it to the disk. */
static void
write_file(const char *path, struct ha_span bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, bytes.at, bytes.len) != (ssize_t)bytes.len ||
	    ftruncate(fd, (off_t)bytes.len) != 0 || close(fd) != 0 ||
	    age_file(path) != 0)
		same_fail(path);
}

static enum ha_index_kind
kind_of(const struct same_text *text)
{
	return text->is_table ? HA_INDEX_RULES : HA_INDEX_WORDS;
}

/* The index file is left where the set does not want one: it is not used. */
static void
index_file(struct same_world *world, size_t i, struct ha_index_image image)
{
	const struct ha_source *source = world->sources[i];
	char path[112], name[HA_INDEX_NAME];

	ha_index_name(&source->identity, name);
	snprintf(path, sizeof(path), "%s/%s", world->indexes, name);
	if (world->set->texts[i].wants_index)
		write_file(path,
		    (struct ha_span){ (const char *)image.bytes, image.len });
	else if (unlink(path) != 0 && errno != ENOENT)
		same_fail(path);
}

static void
load_text(struct same_world *world, size_t i)
{
	const struct same_text *text = &world->set->texts[i];
	struct ha_index_image image;
	struct ha_source *source;
	int64_t taken;
	int error;

	write_file(text->path, ha_strbuf_span(&text->bytes));
	if (ha_source_open(text->path, &source, &error) != HA_OK)
		same_fail(text->path);
	world->sources[i] = source;
	ha_source_count_lines(source);
	taken = ha_identity_ripe_at(&source->identity);
	if (ha_index_build(source, kind_of(text), taken, &image) != HA_OK)
		same_fail("ha_index_build");
	index_file(world, i, image);
	if (ha_index_from_image(image, &world->kept[i]) != HA_OK)
		same_fail("ha_index_from_image");
	world->is_indexed[i] = text->wants_index &&
	    source->len > HA_SOURCE_WHOLE &&
	    ha_index_pays(&ha_index_about(world->kept[i])->counts);
}

static void
unload(struct same_world *world)
{
	for (size_t i = 0; i < SAME_TEXTS; i++) {
		ha_source_free(world->sources[i]);
		ha_index_free(world->kept[i]);
		world->sources[i] = NULL;
		world->kept[i] = NULL;
		world->is_indexed[i] = false;
	}
}

void
same_world_load(struct same_world *world)
{
	unload(world);
	for (size_t i = 0; i < SAME_TEXTS; i++) {
		const struct same_text *text = &world->set->texts[i];

		if (text->is_there)
			load_text(world, i);
		else if (unlink(text->path) != 0 && errno != ENOENT)
			same_fail(text->path);
	}
}

void
same_world_end(struct same_world *world)
{
	char command[64];

	unload(world);
	snprintf(command, sizeof(command), "rm -rf %s", world->folder);
	if (system(command) != 0)
		same_fail(command);
}

size_t
same_find(const struct same_set *set, const struct ha_source *source)
{
	size_t i = 0;

	if (source == NULL)
		return SAME_TEXTS;
	while (i < SAME_TEXTS && strcmp(set->texts[i].path, source->path) != 0)
		i++;
	return i;
}

/* As the command's batch does.  Tables may be named as pattern files. */
static enum ha_status
find(void *context, const struct ha_wanted *wanted, struct ha_loaded *text,
    int *error)
{
	const struct same_world *world = context;
	struct ha_wanted whole = *wanted;

	*text = (struct ha_loaded){ .fault = HA_INDEX_FAULT_NONE };
	for (size_t i = 0; i < SAME_TEXTS; i++) {
		const struct same_text *kept = &world->set->texts[i];

		if (world->sources[i] == NULL ||
		    strcmp(kept->path, wanted->path) != 0)
			continue;
		/* As another kind of text it would be kept apart. */
		if (wanted->kind != kind_of(kept))
			break;
		text->source = world->sources[i];
		text->index = world->kept[i];
		return HA_OK;
	}
	whole.reading = HA_READ_ALL;
	return ha_loader_open(NULL, &whole, text, error);
}

static void
ignore(void *context, const struct ha_event *event)
{
	(void)context;
	(void)event;
}

enum ha_status
same_decide(const struct same_world *world, enum same_way way,
    struct same_trial *trial, struct ha_decision *decision)
{
	static const struct ha_trace deaf = { NULL, ignore };
	struct ha_loader loader = {
		.index_folder = way == SAME_INDEXED ? world->indexes : NULL
	};
	struct ha_tables tables = { .loader = &loader };
	struct ha_table *both[] = { &tables.allow, &tables.deny };

	if (way == SAME_KEPT) {
		loader.find = find;
		loader.context = (void *)(uintptr_t)world;
	}
	for (size_t i = 0; i < SAME_COUNT(both); i++) {
		both[i]->path = world->set->texts[i].path;
		if (way == SAME_MEMORY)
			both[i]->source = world->sources[i];
	}
	return ha_decide(&tables, &trial->request, &trial->resolver,
	    &trial->policy, way == SAME_PLAIN ? &deaf : NULL, decision);
}
