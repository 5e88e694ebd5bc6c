#include "cli/args/texts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "common/base/clock.h"
#include "common/index/build.h"

/*
 * What is kept in all.  Of files beyond it each decision reads its own, as if
 * there were only one request.
 */
#define FILES_MAX 256
#define BYTES_MAX ((size_t)1 << 30)

/*
 * To index a text takes as long as to go through it some ten or twenty times;
 * a shorter one is gone through sooner than looked up.
 */
#define USES_BEFORE_INDEX 16
#define INDEX_LEAST ((size_t)1024)

struct text {
	enum ha_index_kind kind;
	struct ha_source *source;
	int64_t taken; /* when reading it began, in ns of the real-time clock */
	size_t uses;
	bool was_indexed; /* or it turned out not to pay */
	struct ha_index *index;
};

struct cli_texts {
	struct text list[FILES_MAX];
	size_t count, bytes;
};

struct cli_texts *
cli_texts_new(void)
{
	return cli_zeroed(1, sizeof(struct cli_texts));
}

/* The last takes its place. */
static void
drop(struct cli_texts *texts, size_t n)
{
	struct text *text = &texts->list[n];

	texts->bytes -= text->source->len;
	ha_index_free(text->index);
	ha_source_free(text->source);
	*text = texts->list[--texts->count];
}

void
cli_texts_free(struct cli_texts *texts)
{
	if (texts == NULL)
		return;
	while (texts->count > 0)
		drop(texts, texts->count - 1);
	free(texts);
}

static struct text *
find_kept(struct cli_texts *texts, const char *path, enum ha_index_kind kind)
{
	for (size_t i = 0; i < texts->count; i++) {
		if (texts->list[i].kind == kind &&
		    strcmp(texts->list[i].source->path, path) == 0)
			return &texts->list[i];
	}
	return NULL;
}

/* An index that cannot be made is one that would not help. */
static void
index_text(struct text *text)
{
	struct ha_index_image image;
	enum ha_status status;

	text->was_indexed = true;
	status = ha_index_build(text->source, text->kind, 0, &image);
	if (status == HA_OK)
		status = ha_index_from_image(image, &text->index);
	if (status == HA_NOMEM)
		cli_no_memory();
	if (status != HA_OK)
		text->index = NULL;
	if (text->index == NULL ||
	    ha_index_pays(&ha_index_about(text->index)->counts))
		return;
	ha_index_free(text->index);
	text->index = NULL;
}

/* Whoever wants every rule does not use an index. */
static enum ha_status
use(struct text *kept, enum ha_reading reading, struct ha_loaded *loaded)
{
	kept->uses += reading != HA_READ_ALL;
	if (kept->uses > USES_BEFORE_INDEX && !kept->was_indexed &&
	    kept->source->len >= INDEX_LEAST)
		index_text(kept);
	loaded->source = kept->source;
	loaded->index = kept->index;
	return HA_OK;
}

static bool
has_room(const struct cli_texts *texts, const struct ha_source *source)
{
	return texts->count < FILES_MAX && source->len <= BYTES_MAX &&
	    texts->bytes <= BYTES_MAX - source->len;
}

static enum ha_status
find(void *context, const struct ha_wanted *wanted, struct ha_loaded *loaded,
    int *error)
{
	struct cli_texts *texts = context;
	struct text *kept = find_kept(texts, wanted->path, wanted->kind);
	enum ha_status status;
	int64_t taken;

	if (kept != NULL)
		return use(kept, wanted->reading, loaded);
	taken = ha_clock_ns(CLOCK_REALTIME_COARSE);
	status = ha_source_open_within(wanted->path, false, wanted->patience,
	    &loaded->own_source, error);
	if (status != HA_OK)
		return status;
	loaded->source = loaded->own_source;
	if (!has_room(texts, loaded->source))
		return HA_OK;
	ha_source_count_lines(loaded->own_source);
	kept = &texts->list[texts->count++];
	*kept = (struct text){ .kind = wanted->kind,
		.source = loaded->own_source,
		.taken = taken };
	texts->bytes += kept->source->len;
	loaded->own_source = NULL;
	return use(kept, wanted->reading, loaded);
}

struct ha_loader
cli_texts_loader(struct cli_texts *texts)
{
	return (struct ha_loader){ .find = find, .context = texts };
}

/* What had just been changed may have been changed once more, unseen. */
static bool
is_as_read(const struct text *text)
{
	const struct ha_source *source = text->source;
	struct ha_identity identity;
	struct stat st;

	if (stat(source->path, &st) != 0)
		return false;
	identity = ha_identity_of(&st);
	return ha_identity_equal(&identity, &source->identity) &&
	    ha_identity_ripe_at(&identity) <= text->taken;
}

void
cli_texts_refresh(struct cli_texts *texts)
{
	for (size_t i = texts->count; i-- > 0;) {
		if (!is_as_read(&texts->list[i]))
			drop(texts, i);
	}
}
