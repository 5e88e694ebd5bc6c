/*
 * A table or pattern file changes in the middle of a decision, when a name is
 * looked up or a command is run; and before it, behind an index's back.
 * Nobody is let in whom no state of the files lets in.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fast_vs_plain/files.h"

#define SIZE ((size_t)100000)

static struct files files;

/* What a file holds: in front, in its middle and at its end. */
struct content {
	const char *front, *middle, *back;
};

enum change {
	REPLACED,
	OVERWRITTEN,
	BACKDATED, /* overwritten, and given the old time */
	EMPTIED,
	SHORTENED,
	LENGTHENED,
	REMOVED,
	CHANGES
};

static const char *const change_names[] = { "replaced", "overwritten",
	"overwritten and backdated", "emptied", "shortened", "lengthened",
	"removed" };

/* The file that changes: which it is, and what it is before and after. */
static const struct scene {
	const char *name, *allow, *deny; /* NULL: the one that changes */
	struct content old, new;
	bool is_list; /* a pattern file, which "@" in the tables stands for */
} scenes[] = {
	{ "a table that refuses", "", NULL,
	    { "sshd: .asks.example\n", "", "sshd: ALL\n" },
	    { "sshd: ALL\n", "", "" }, false },
	{ "a table that admits", NULL, "ALL: ALL\n",
	    { "sshd: .asks.example\n", "", "" },
	    { "sshd: ALL: deny\n", "", "sshd: ALL\n" }, false },
	{ "a table that runs a command", NULL, "ALL: ALL\n",
	    { "sshd: ALL EXCEPT 10.0.0.1: aclexec x\n", "", "" },
	    { "sshd: ALL: deny\n", "", "sshd: ALL\n" }, false },
	{ "a table with a rule more", "", NULL, { "", "", "" },
	    { "", "sshd: ALL\n", "" }, false },
	{ "a list with a word more", "", "sshd: @\n", { "", "", "" },
	    { "", "192.0.2.9\n", "" }, true },
	{ "a list that refuses", "", "sshd: @\n",
	    { ".asks.example\n", "", "192.0.2.9\n" }, { "192.0.2.9\n", "", "" },
	    true },
	{ "a list that admits", "sshd: ALL EXCEPT @\n", "ALL: ALL\n",
	    { ".asks.example\n", "", "192.0.2.9\n" }, { "192.0.2.9\n", "", "" },
	    true },
	{ "a list of exceptions that refuse", "", "sshd: ALL EXCEPT @\n",
	    { ".asks.example\n", "", "" },
	    { "192.0.2.0/25 # not me\n", "", "" }, true },
	{ "a list with a malformed word", "sshd: ALL EXCEPT @\n", "ALL: ALL\n",
	    { ".asks.example\n", "[x]\n", "" },
	    { ".asks.example\n", "", "192.0.2.9\n" }, true },
};
#define SCENES (sizeof(scenes) / sizeof(scenes[0]))

/* The change at hand; it comes about once. */
static struct {
	enum change change;
	const char *path;
	struct ha_strbuf text;
	bool is_due;
} coming;

static struct ha_strbuf
make_text(const struct content *content, bool is_list)
{
	const char *daemons = is_list ? "" : "sshd: ";
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add_text(&text, content->front);
	files_add_strangers(&text, daemons, 200);
	files_fill_up(&text, SIZE / 2);
	ha_strbuf_add_text(&text, content->middle);
	files_add_strangers(&text, daemons, 200);
	files_fill_up(&text, SIZE - strlen(content->back));
	ha_strbuf_add_text(&text, content->back);
	return text;
}

static void
backdate(const char *path, const struct stat *before)
{
	struct timespec times[2] = { before->st_atim, before->st_mtim };

	if (utimensat(AT_FDCWD, path, times, 0) != 0)
		files_fail(path);
}

static void
apply(enum change change, const char *path, struct ha_span text)
{
	struct stat before;

	if (stat(path, &before) != 0)
		files_fail(path);
	switch (change) {
	case REPLACED:
		files_replace(&files, path, text);
		break;
	case OVERWRITTEN:
	case BACKDATED:
		files_overwrite(path, text);
		if (change == BACKDATED)
			backdate(path, &before);
		break;
	case EMPTIED:
	case SHORTENED:
		if (truncate(path, change == EMPTIED ? 0 : SIZE / 2 - 4000) !=
		    0)
			files_fail(path);
		break;
	case LENGTHENED:
		if (truncate(path, SIZE + 4096) != 0)
			files_fail(path);
		break;
	case REMOVED:
		if (unlink(path) != 0)
			files_fail(path);
		break;
	case CHANGES:
		break;
	}
}

static void
change_once(void)
{
	if (coming.is_due)
		apply(coming.change, coming.path, ha_strbuf_span(&coming.text));
	coming.is_due = false;
}

/* The address has no name; but asking for it takes its time. */
static enum ha_answer
names(void *context, const struct ha_addr *addr, struct ha_arena *arena,
    struct ha_span **found, size_t *count)
{
	(void)context;
	(void)addr;
	(void)arena;
	(void)found;
	(void)count;
	change_once();
	return HA_ANSWER_NONE;
}

static enum ha_answer
addresses(void *context, struct ha_span name, struct ha_arena *arena,
    struct ha_addr **found, size_t *count)
{
	(void)context;
	(void)name;
	(void)arena;
	(void)found;
	(void)count;
	return HA_ANSWER_NONE;
}

static bool
run(void *context, const struct ha_plan *plan, struct ha_location rule)
{
	(void)context;
	(void)plan;
	(void)rule;
	change_once();
	return false;
}

static void
ignore(void *context, const struct ha_event *event)
{
	(void)context;
	(void)event;
}

static enum ha_verdict
decide(const struct ha_trace *trace)
{
	static const struct ha_resolver resolver = { .names = names,
		.addresses = addresses };
	struct ha_loader loader = { .index_folder = files.indexes };
	struct ha_tables tables = { { .path = files.allow },
		{ .path = files.deny }, &loader };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_RUN, .run = run };
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;
	enum ha_verdict verdict;

	request.service = HA_SPAN("sshd");
	ha_host_set_addr(&request.client, HA_SPAN("192.0.2.9"));
	request.client.name_fact = HA_FACT_UNASKED;
	if (ha_decide(&tables, &request, &resolver, &policy, trace,
		&decision) != HA_OK)
		files_fail("ha_decide");
	/* Telling the places must not do any harm, either. */
	for (size_t i = 0; i < decision.diags.count; i++) {
		struct ha_location where = decision.diags.list[i].where;

		if (where.source != NULL)
			ha_source_place(where.source, where.offset);
	}
	verdict = decision.verdict;
	ha_decision_free(&decision);
	ha_request_free(&request);
	return verdict;
}

/* What is decided on the files as they are. */
static enum ha_verdict
decide_plainly(void)
{
	static const struct ha_trace deaf = { NULL, ignore };

	return decide(&deaf);
}

static void
write_table(const char *path, const char *text)
{
	struct ha_strbuf whole = HA_STRBUF_INIT;

	for (; *text != '\0'; text++) {
		if (*text == '@')
			ha_strbuf_add_text(&whole, files.list);
		else
			ha_strbuf_add_byte(&whole, *text);
	}
	files_replace(&files, path, ha_strbuf_span(&whole));
	ha_strbuf_free(&whole);
}

static const char *
path_of(const struct scene *scene)
{
	if (scene->is_list)
		return files.list;
	return scene->allow == NULL ? files.allow : files.deny;
}

static void
set_up(const struct scene *scene)
{
	struct ha_strbuf old = make_text(&scene->old, scene->is_list);

	if (scene->allow != NULL)
		write_table(files.allow, scene->allow);
	if (scene->deny != NULL)
		write_table(files.deny, scene->deny);
	files_replace(&files, path_of(scene), ha_strbuf_span(&old));
	ha_strbuf_free(&old);
	files_age();
}

static void
index_scene(const struct scene *scene)
{
	if (!files_index(&files, path_of(scene),
		scene->is_list ? HA_INDEX_WORDS : HA_INDEX_RULES))
		files_check(false, scene->name, "no index");
}

static void
try_change(const struct scene *scene, enum change change, bool has_index,
    bool is_before)
{
	enum ha_verdict old, got, after;
	char detail[80];

	coming.is_due = false;
	coming.change = change;
	coming.path = path_of(scene);
	coming.text = make_text(&scene->new, scene->is_list);
	set_up(scene);
	if (has_index)
		index_scene(scene);
	old = decide_plainly();
	coming.is_due = true;
	if (is_before)
		change_once();
	got = decide(NULL);
	change_once();
	after = decide_plainly();
	snprintf(detail, sizeof(detail), "%s%s%s: %d, %d, then %d",
	    change_names[change], is_before ? " before" : "",
	    has_index ? ", with an index" : "", old, got, after);
	files_check(is_before ? got == after
			      : got == HA_DENY || got == old || got == after,
	    scene->name, detail);
	ha_strbuf_free(&coming.text);
}

/* Made in the tick of the last change, an index is not trusted. */
static void
try_unripe_index(void)
{
	const struct scene *scene = &scenes[0];
	struct ha_strbuf text = make_text(&scene->old, false);
	struct ha_strbuf later = make_text(&scene->new, false);

	write_table(files.allow, scene->allow);
	for (int i = 0; i < 20; i++) {
		bool is_ripe;

		files_replace(&files, files.deny, ha_strbuf_span(&text));
		is_ripe = files_index(&files, files.deny, HA_INDEX_RULES);
		files_overwrite(files.deny, ha_strbuf_span(&later));
		files_check(is_ripe || decide(NULL) == HA_DENY,
		    "an unripe index", "not of the text");
	}
	ha_strbuf_free(&text);
	ha_strbuf_free(&later);
}

int
main(void)
{
	files_begin(&files, "/tmp");
	for (size_t i = 0; i < SCENES; i++) {
		for (int n = 0; n < 4 * CHANGES; n++)
			try_change(&scenes[i], (enum change)(n / 4), n % 2 == 1,
			    n % 4 >= 2);
	}
	try_unripe_index();
	files_end(&files);
	return files_report("stale");
}
