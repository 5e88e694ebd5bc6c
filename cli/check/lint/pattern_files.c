#include <sys/stat.h>
#include <unistd.h>

#include "cli/check/lint/lint.h"
#include "common/language/text.h"
#include "common/rules/words.h"

/* Who else can write it?  Root's own group is root. */
static const char *
foreign_writer(const struct cli_pattern_file *file)
{
	const struct ha_source *source = file->source;
	struct stat status;

	if (S_ISCHR(source->mode))
		return NULL;
	if ((source->mode & S_IWOTH) != 0)
		return "anybody";
	if ((source->mode & S_IWGRP) != 0 &&
	    (stat(file->path, &status) != 0 || status.st_gid != 0))
		return "its group";
	if (source->owner != 0 && source->owner != geteuid())
		return "its owner, who is not root,";
	return NULL;
}

static void
lint_writers(const struct cli_view *view, const struct cli_pattern_file *file)
{
	const char *who = foreign_writer(file);
	struct cli_finding *finding;

	if (who == NULL)
		return;
	finding = cli_find_file(&view->check->findings, HA_CODE_FILE_WRITABLE,
	    file->path);
	finding->args[0] = ha_span_of(who);
	finding->args[1] = ha_span_of(file->path);
}

/* The first comment or comma; one is enough. */
static void
lint_comments(const struct cli_view *view, const struct ha_source *source)
{
	struct ha_span text = { source->bytes, source->len };
	size_t hash = ha_span_find(text, '#'), comma = ha_span_find(text, ',');
	struct ha_location where = { source, hash < comma ? hash : comma, 1 };

	if (where.offset == text.len)
		return;
	cli_find(&view->check->findings, HA_CODE_FILE_COMMENT, where)->args[0] =
	    hash < comma ? HA_SPAN("a comment") : HA_SPAN("a comma");
}

/* What has a meaning in rules only. */
static bool
is_of_rules(struct ha_span word)
{
	struct ha_span ignored, host;
	struct ha_pattern pattern;

	if (ha_text_is_except(word) || ha_text_split(word, &ignored, &host))
		return true;
	if (!ha_span_holds(word, ':'))
		return false;
	ha_pattern_parse(word, &pattern);
	return pattern.kind == HA_PATTERN_NAME;
}

static void
lint_word(const struct cli_view *view, const struct cli_piece *piece)
{
	struct ha_pattern pattern;
	struct cli_finding *finding;

	if (!is_of_rules(piece->text)) {
		cli_lint_pattern(view, piece);
		return;
	}
	ha_pattern_parse(piece->text, &pattern);
	finding = cli_find_at(view, piece, HA_CODE_FILE_WORD);
	finding->args[0] = piece->text;
	finding->effect = pattern.kind == HA_PATTERN_MALFORMED
	    ? piece->effect
	    : HA_EFFECT_SKIPPED;
}

static void
lint_words(const struct cli_view *view, struct cli_pattern_file *file,
    const struct cli_piece *from)
{
	struct ha_words words = ha_words_of(file->source, HA_LINES_OWN);
	struct cli_piece piece = *from;
	bool is_empty = true;

	piece.file = file;
	while (ha_words_next(&words, &piece.where)) {
		piece.text =
		    (struct ha_span){ file->source->bytes + piece.where.offset,
			    piece.where.len };
		if (piece.text.at[0] == '/' && !ha_span_holds(piece.text, '\0'))
			cli_pattern_file_names(&view->check->files, file,
			    cli_pattern_file(&view->check->files, piece.text));
		lint_word(view, &piece);
		is_empty = false;
	}
	if (is_empty)
		cli_find_at(view, from, HA_CODE_FILE_EMPTY)->args[0] =
		    ha_span_of(file->path);
}

/*
 * Each file is linted where it is named first; those that it names wait after
 * it.
 */
void
cli_lint_pattern_files(const struct cli_view *view,
    const struct cli_piece *piece)
{
	struct cli_pattern_files *files = &view->check->files;
	struct cli_pattern_file *file;

	while ((file = cli_pattern_file_unlinted(files)) != NULL) {
		file->is_linted = true;
		lint_writers(view, file);
		lint_comments(view, file->source);
		lint_words(view, file, piece);
	}
	file = cli_pattern_file(files, piece->text);
	if (cli_pattern_file_is_too_deep(files, file))
		cli_find_at(view, piece, HA_CODE_FILE_TOO_DEEP)->effect =
		    HA_EFFECT_DENIED;
}
