/*
 * Two tables and the pattern file /f, each after a \xff, are decided with
 * every rule and word tried, and in the ways that spare work; all say the
 * same.  The first bytes choose what is asked, and how far from the end of a
 * window the texts begin.
 */
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/index/build.h"
#include "tests/fast_vs_plain/same.h"

#include "tests/fuzz/fuzz.h"

enum {
	ALLOW,
	DENY,
	FILE_F,
	TEXTS
};

static const char *const paths[TEXTS] = { "allow", "deny", "/f" };

#define REQUESTS 3

enum way {
	PLAIN,
	RELEVANT,
	SPARSE,
	SPARSE_INDEXED,
	INDEXED,
	WAYS
};

static struct {
	enum way way;
	struct ha_source *sources[TEXTS];
	struct ha_index *indexes[TEXTS];
} kept;

static enum ha_index_kind
kind_of(size_t i)
{
	return i == FILE_F ? HA_INDEX_WORDS : HA_INDEX_RULES;
}

/*
 * The same bytes, in a file that is read piece by piece.  /f may be compared
 * with the server, and for that it must have been read.
 */
static struct ha_source *
make_sparse(const struct ha_source *whole)
{
	struct ha_source *source = calloc(1, sizeof(*source));
	int fd = memfd_create("same", MFD_CLOEXEC);
	struct stat st;
	int error;

	hold(source != NULL && fd >= 0);
	hold(write(fd, whole->bytes, whole->len) == (ssize_t)whole->len);
	hold(fstat(fd, &st) == 0);
	source->identity = ha_identity_of(&st);
	source->path = strdup(whole->path);
	source->len = whole->len;
	hold(source->path != NULL);
	hold(ha_sparse_new(fd, &source->identity, source->len,
		 &source->sparse) == HA_OK);
	source->bytes = ha_sparse_bytes(source->sparse);
	if (strcmp(source->path, paths[FILE_F]) == 0)
		hold(ha_source_fill(source, 0, source->len, &error) == HA_OK);
	return source;
}

/* Only /f is there. */
static enum ha_status
find(void *context, const struct ha_wanted *wanted, struct ha_loaded *text,
    int *error)
{
	bool is_sparse = kept.way == SPARSE || kept.way == SPARSE_INDEXED;
	size_t i = 0;

	(void)context;
	*error = EACCES;
	*text = (struct ha_loaded){ .fault = HA_INDEX_FAULT_NONE };
	while (i < TEXTS &&
	    (wanted->kind != kind_of(i) || strcmp(wanted->path, paths[i]) != 0))
		i++;
	if (i == TEXTS)
		return strlen(wanted->path) % 2 == 0 ? HA_MISSING
						     : HA_UNREADABLE;
	text->source = kept.sources[i];
	if (is_sparse && text->source->len > 0)
		text->source = text->own_source = make_sparse(kept.sources[i]);
	if (kept.way == INDEXED || kept.way == SPARSE_INDEXED)
		text->index = kept.indexes[i];
	return HA_OK;
}

static void
ignore(void *context, const struct ha_event *event)
{
	(void)context;
	(void)event;
}

static void
decide(enum way way, const struct same_case *one, struct ha_strbuf *record)
{
	static const struct ha_trace deaf = { NULL, ignore };
	struct ha_loader loader = { .find = find };
	struct ha_tables tables = { { .path = paths[ALLOW] },
		{ .path = paths[DENY] }, &loader };
	struct ha_decision decision;
	struct same_trial trial;
	enum ha_status status;

	kept.way = way;
	same_trial_begin(&trial, one);
	status = ha_decide(&tables, &trial.request, &trial.resolver,
	    &trial.policy, way == PLAIN ? &deaf : NULL, &decision);
	hold(status == HA_OK);
	same_record(record, status, &decision, &trial);
	ha_decision_free(&decision);
	same_trial_end(&trial);
}

static void
check(const struct same_case *one)
{
	struct ha_strbuf plain = HA_STRBUF_INIT;

	decide(PLAIN, one, &plain);
	for (enum way way = RELEVANT; way < WAYS; way++) {
		struct ha_strbuf record = HA_STRBUF_INIT;

		decide(way, one, &record);
		if (!ha_span_equal(ha_strbuf_span(&plain),
			ha_strbuf_span(&record))) {
			printf("way %d\n", (int)way);
			same_case_print(one);
			printf("%s\nbut %s\n", ha_strbuf_text(&plain),
			    ha_strbuf_text(&record));
			fflush(stdout);
			hold(false);
		}
		ha_strbuf_free(&record);
	}
	ha_strbuf_free(&plain);
}

/* After a comment, unless ahead is 0: then the text begins the file. */
static void
keep(size_t i, struct ha_span text, size_t ahead)
{
	struct ha_strbuf padded = HA_STRBUF_INIT;
	struct ha_index_image image;

	if (ahead > 0) {
		for (size_t n = ahead; n < 4095; n++)
			ha_strbuf_add_byte(&padded, '#');
		ha_strbuf_add_byte(&padded, '\n');
	}
	ha_strbuf_add(&padded, text);
	hold(ha_source_from_memory(paths[i], ha_strbuf_span(&padded),
		 &kept.sources[i]) == HA_OK);
	hold(ha_index_build(kept.sources[i], kind_of(i), 0, &image) == HA_OK);
	hold(ha_index_from_image(image, &kept.indexes[i]) == HA_OK);
	ha_strbuf_free(&padded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span rest = fuzz_span(data, size);
	struct chance chance;

	if (size < 3)
		return 0;
	chance = chance_of(1, data[0] | (uint64_t)data[1] << 8);
	rest = ha_span_from(rest, 3);
	for (size_t i = 0; i < TEXTS; i++)
		keep(i, fuzz_take(&rest, '\xff'), data[2]);
	for (int i = 0; i < REQUESTS; i++) {
		struct same_case one = same_case_of(&chance);

		/* Then tables would have to be whole, too. */
		one.has_failed = one.is_broken = false;
		check(&one);
	}
	for (size_t i = 0; i < TEXTS; i++) {
		ha_source_free(kept.sources[i]);
		ha_index_free(kept.indexes[i]);
	}
	return 0;
}
