#include "cli/diff/revision.h"

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/sys/run.h"
#include "common/base/bounds.h"

#define GIT "/usr/bin/git"
#define SECONDS 60

/* What git prints of words that follow "git -C FOLDER". */
static bool
ask_git(const char *folder, const char *command, const char *option,
    const char *object, struct ha_strbuf *output)
{
	const char *const words[] = { GIT, "-C", folder, command, option,
		object, NULL };

	ha_strbuf_clear(output);
	return cli_run(words, SECONDS, HA_SOURCE_MAX, output);
}

/* "REV:./hosts.allow", or what else follows the revision. */
static const char *
object_of(const char *revision, const char *what, struct ha_arena *arena)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	const char *object;

	ha_strbuf_add_text(&text, revision);
	ha_strbuf_add_text(&text, what);
	if (text.failed)
		cli_no_memory();
	object = cli_arena_text(arena, ha_strbuf_span(&text));
	ha_strbuf_free(&text);
	return object;
}

static bool
has_revision(const char *folder, const char *revision, struct ha_arena *arena)
{
	struct ha_strbuf output = HA_STRBUF_INIT;
	bool has = revision[0] != '\0' && revision[0] != '-' &&
	    ask_git(folder, "cat-file", "-e",
		object_of(revision, "^{commit}", arena), &output);

	ha_strbuf_free(&output);
	return has;
}

/* False: it is there, and cannot be read. */
static bool
read_table(struct cli_table *table, const char *folder)
{
	struct ha_strbuf output = HA_STRBUF_INIT;
	bool is_there = ask_git(folder, "cat-file", "-e", table->path, &output);
	bool is_read = is_there &&
	    ask_git(folder, "cat-file", "blob", table->path, &output);

	if (is_read &&
	    ha_source_from_memory(table->path, ha_strbuf_span(&output),
		&table->source) != HA_OK)
		cli_no_memory();
	ha_strbuf_free(&output);
	return is_read || !is_there;
}

bool
cli_revision_read(const char *folder, const char *revision,
    struct cli_table tables[2], struct ha_arena *arena, struct ha_strbuf *fault)
{
	static const char *const names[] = { ":./hosts.allow",
		":./hosts.deny" };

	if (!has_revision(folder, revision, arena)) {
		cli_sentence(fault,
		    "git knows no revision %1 of a repository that holds %2",
		    ha_span_of(revision), ha_span_of(folder));
		return false;
	}
	for (size_t i = 0; i < 2; i++) {
		tables[i] = (struct cli_table){ .kind = (enum ha_table_kind)i,
			.path = object_of(revision, names[i], arena),
			.is_for_here = true };
		if (!read_table(&tables[i], folder)) {
			cli_sentence(fault, "git cannot read %1",
			    ha_span_of(tables[i].path), HA_SPAN_EMPTY);
			return false;
		}
	}
	return true;
}
