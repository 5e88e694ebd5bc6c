#include "cli/index/files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "cli/policy/table.h"
#include "common/base/bounds.h"
#include "common/language/text.h"
#include "common/rules/reader.h"
#include "common/rules/words.h"

/* gcc's analyzer loses sight of what is stored after a counted index. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

static char *
copy(struct ha_span text)
{
	char *made = strndup(text.at, text.len);

	if (made == NULL)
		cli_no_memory();
	return made;
}

/*
 * What links lead to is not looked for: it is the name that the index is kept
 * for, also when something else stands after it.
 */
static char *
absolute(const char *name)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	char *here;

	if (name[0] == '/')
		return copy(ha_span_of(name));
	here = getcwd(NULL, 0);
	if (here == NULL)
		return NULL;
	ha_strbuf_add_text(&path, here);
	free(here);
	if (path.len > 1)
		ha_strbuf_add_byte(&path, '/');
	while (name[0] == '.' && name[1] == '/')
		name += 2;
	ha_strbuf_add_text(&path, name);
	if (path.failed)
		cli_no_memory();
	return path.text;
}

bool
cli_index_files_add(struct cli_index_files *files,
    const struct cli_index_file *file)
{
	char *path = absolute(file->name);
	struct cli_index_file *added;
	bool is_new;

	if (path == NULL)
		return false;
	cli_intern(&files->paths, ha_span_of(path), &is_new);
	if (!is_new) {
		free(path);
		return true;
	}
	files->list = cli_vector_grow(files->list, &files->size, files->count,
	    sizeof(*files->list));
	added = &files->list[files->count++];
	*added = *file;
	added->name = copy(ha_span_of(file->name));
	added->path = path;
	return true;
}

/* Patterns of servers are compared without an index. */
static void
add_pattern(struct cli_index_files *files, size_t depth, struct ha_span path)
{
	struct cli_index_file file = { .kind = HA_INDEX_WORDS, .depth = depth };

	if (depth > HA_FILE_DEPTH_MAX)
		return;
	if (files->count > HA_FILE_OPENS_MAX) {
		if (!files->is_full)
			files->is_full =
			    cli_index_files_find(files, path) == NULL;
		return;
	}
	file.name = copy(path);
	cli_index_files_add(files, &file);
	free(file.name);
}

static void
add_clients(struct cli_index_files *files, size_t depth, struct ha_span clients)
{
	struct ha_list list = ha_list_of(clients);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		struct ha_span user, host;

		ha_text_split(token.text, &user, &host);
		if (host.len > 0 && host.at[0] == '/')
			add_pattern(files, depth, host);
	}
}

static void
add_of_rules(struct cli_index_files *files, size_t depth,
    const struct ha_source *source)
{
	struct ha_reader reader;
	struct ha_rule rule;

	ha_reader_init(&reader, source, HA_LINES_OWN);
	while (cli_next_rule(&reader, &rule)) {
		if (!ha_span_holds(rule.text, '/'))
			continue;
		ha_rule_split(&rule);
		if (rule.fault == HA_CODE_NONE)
			add_clients(files, depth, rule.clients);
	}
	ha_reader_free(&reader);
}

static void
add_of_words(struct cli_index_files *files, size_t depth,
    const struct ha_source *source)
{
	struct ha_words words = ha_words_of(source, HA_LINES_OWN);
	struct ha_location word;

	while (ha_words_next(&words, &word)) {
		if (source->bytes[word.offset] == '/')
			add_pattern(files, depth,
			    (struct ha_span){
				source->bytes + word.offset, word.len });
	}
}

void
cli_index_files_add_named(struct cli_index_files *files, size_t n,
    const struct ha_source *source)
{
	size_t depth = files->list[n].depth + 1;

	if (files->list[n].kind == HA_INDEX_RULES)
		add_of_rules(files, depth, source);
	else
		add_of_words(files, depth, source);
}

struct cli_index_file *
cli_index_files_find(const struct cli_index_files *files, struct ha_span path)
{
	for (size_t i = 0; i < files->count; i++) {
		if (ha_span_equal(ha_span_of(files->list[i].path), path))
			return &files->list[i];
	}
	return NULL;
}

void
cli_index_files_free(struct cli_index_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->list[i].name);
		free(files->list[i].path);
	}
	free(files->list);
	cli_intern_free(&files->paths);
}
