#include "cli/sys/libwrap.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/sys/elf.h"
#include "common/base/strbuf.h"

/* Its name may end in another version. */
#define LIBWRAP "libwrap.so"

/* Libraries of one program: real ones need some hundreds. */
#define NAMES_MAX 1000

/* What sshd runs for each session, since OpenSSH 9.8; it names the path. */
#define SESSION "/sshd-session"
static const char *const sessions[] = { "/usr/lib/openssh" SESSION,
	"/usr/libexec/openssh" SESSION, "/usr/lib/ssh" SESSION,
	"/usr/libexec" SESSION, "/usr/local/libexec" SESSION };

/* Texts that a static program has from libwrap, stripped or not. */
static const char *const traces[] = { "hosts_access", "/etc/hosts.allow" };

#define NTRACES (sizeof(traces) / sizeof(traces[0]))

/* The files whose needs are followed, each once. */
struct walk {
	const struct cli_places *places;
	struct ha_arena *arena;
	struct cli_libwrap_answer *answer;
	struct cli_places files; /* by path, the program first */
	struct cli_places names; /* of libraries that were looked for */
	struct cli_elf program;  /* its kind of machine, no text of it */
	const char *rpath;       /* of the program; its libraries inherit it */
};

/* Why "no" cannot be said: lost, or NULL for the program, and what of it. */
static void
doubt(struct walk *walk, const char *lost, const char *why)
{
	if (walk->answer->why != NULL)
		return;
	walk->answer->lost = lost;
	walk->answer->why = why;
}

/* ---- one library ---- */

static struct ha_span
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (struct ha_span){ path,
		slash == NULL ? 0 : (size_t)(slash - path) + (slash == path) };
}

/* Is it a file for the same machine? */
static bool
fits(const struct walk *walk, const char *path)
{
	struct cli_elf_file file;
	struct cli_elf elf;
	bool does;
	int error;

	if (!cli_elf_file_open(path, &file, &error))
		return false;
	cli_elf_read(&file, &elf);
	does = elf.kind >= CLI_ELF_STATIC && elf.is_64 == walk->program.is_64 &&
	    elf.is_big == walk->program.is_big &&
	    elf.machine == walk->program.machine;
	cli_elf_free(&elf);
	cli_elf_file_close(&file);
	return does;
}

/* Takes it if it is there. */
static bool
try_path(struct walk *walk, struct ha_span folder, const char *name)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	bool is_found;

	ha_strbuf_add(&path, folder);
	if (folder.len > 0)
		ha_strbuf_add_byte(&path, '/');
	ha_strbuf_add_text(&path, name);
	if (path.failed)
		cli_no_memory();
	is_found = fits(walk, ha_strbuf_text(&path));
	if (is_found)
		cli_places_add(&walk->files, walk->arena,
		    ha_strbuf_span(&path));
	ha_strbuf_free(&path);
	return is_found;
}

/* A folder as a program names it, with "$ORIGIN" put in. */
static bool
try_folder(struct walk *walk, struct ha_span folder, struct ha_span origin,
    const char *name)
{
	static const char *const words[] = { "$ORIGIN", "${ORIGIN}" };
	struct ha_strbuf path = HA_STRBUF_INIT;
	bool is_found;

	for (int i = 0; i < 2; i++) {
		size_t len = strlen(words[i]);

		if (folder.len < len || memcmp(folder.at, words[i], len) != 0)
			continue;
		ha_strbuf_add(&path, origin);
		folder = ha_span_from(folder, len);
		break;
	}
	ha_strbuf_add(&path, folder);
	is_found = path.len > 0 && try_path(walk, ha_strbuf_span(&path), name);
	ha_strbuf_free(&path);
	return is_found;
}

/* The folders of a list with colons. */
static bool
try_folders(struct walk *walk, const char *list, struct ha_span origin,
    const char *name)
{
	struct ha_span rest = ha_span_of(list);

	while (rest.len > 0) {
		size_t len = ha_span_find(rest, ':');

		if (try_folder(walk, ha_span_before(rest, len), origin, name))
			return true;
		rest = ha_span_from(rest, len < rest.len ? len + 1 : len);
	}
	return false;
}

static bool
find_library(struct walk *walk, const struct cli_elf *elf, const char *by,
    const char *name)
{
	if (strchr(name, '/') != NULL)
		return try_path(walk, HA_SPAN_EMPTY, name);
	if (elf->runpath == NULL &&
	    (try_folders(walk, elf->rpath, folder_of(by), name) ||
		try_folders(walk, walk->rpath, folder_of(walk->files.list[0]),
		    name)))
		return true;
	if (try_folders(walk, elf->runpath, folder_of(by), name))
		return true;
	for (size_t i = 0; i < walk->places->count; i++) {
		if (try_path(walk, ha_span_of(walk->places->list[i]), name))
			return true;
	}
	return false;
}

/* ---- the walk ---- */

static void
follow(struct walk *walk, const struct cli_elf *elf, size_t at)
{
	for (size_t i = 0; i < elf->nneeded; i++) {
		size_t before = walk->names.count;
		struct ha_span name = ha_span_of(cli_base_name(elf->needed[i]));

		if (ha_span_starts_fold(name, HA_SPAN(LIBWRAP))) {
			walk->answer->is = CLI_LIBWRAP_YES;
			if (at > 0)
				walk->answer->by = walk->files.list[at];
			return;
		}
		if (before >= NAMES_MAX) {
			doubt(walk, NULL, "needs too many libraries");
			return;
		}
		cli_places_add(&walk->names, walk->arena,
		    ha_span_of(elf->needed[i]));
		if (walk->names.count > before &&
		    !find_library(walk, elf, walk->files.list[at],
			elf->needed[i]))
			doubt(walk, walk->names.list[before],
			    "was not found, or is no sound library");
	}
}

static void
search(struct walk *walk, const struct cli_elf_file *file, const char *trace)
{
	switch (cli_elf_file_holds(file, ha_span_of(trace))) {
	case HA_MATCH_YES:
		walk->answer->is = CLI_LIBWRAP_GUESS;
		break;
	case HA_MATCH_UNKNOWN:
		doubt(walk, NULL, "cannot be searched as a whole");
		break;
	case HA_MATCH_NO:
		break;
	}
}

/* The program itself: what kind of file it is, and its machine. */
static void
take_program(struct walk *walk, const struct cli_elf_file *file,
    const struct cli_elf *elf)
{
	static const enum cli_libwrap kinds[] = {
		[CLI_ELF_FOREIGN] = CLI_LIBWRAP_FOREIGN,
		[CLI_ELF_BROKEN] = CLI_LIBWRAP_BROKEN,
		[CLI_ELF_STATIC] = CLI_LIBWRAP_NO,
		[CLI_ELF_DYNAMIC] = CLI_LIBWRAP_NO,
	};

	walk->program = *elf;
	walk->answer->is = kinds[elf->kind];
	if (elf->rpath != NULL && elf->runpath == NULL)
		walk->rpath =
		    cli_arena_text(walk->arena, ha_span_of(elf->rpath));
	for (size_t i = 0; elf->kind == CLI_ELF_STATIC && i < NTRACES; i++)
		search(walk, file, traces[i]);
}

static void
visit(struct walk *walk, size_t at)
{
	struct cli_elf_file file;
	struct cli_elf elf;
	int error;

	if (!cli_elf_file_open(walk->files.list[at], &file, &error)) {
		if (at == 0) {
			walk->answer->is = CLI_LIBWRAP_UNREADABLE;
			walk->answer->error = error;
		}
		doubt(walk, walk->files.list[at], "cannot be read");
		return;
	}
	cli_elf_read(&file, &elf);
	if (at == 0)
		take_program(walk, &file, &elf);
	else if (elf.kind < CLI_ELF_STATIC)
		doubt(walk, walk->files.list[at], "is damaged");
	follow(walk, &elf, at);
	cli_elf_free(&elf);
	cli_elf_file_close(&file);
}

static void
walk_from(const char *program, const struct cli_places *places,
    struct ha_arena *arena, struct cli_libwrap_answer *answer)
{
	struct walk walk = { .places = places, .arena = arena };
	char *target = realpath(program, NULL);

	*answer = (struct cli_libwrap_answer){ .is = CLI_LIBWRAP_NO };
	walk.answer = answer;
	/* "$ORIGIN" is where the file is, not a link to it. */
	cli_places_add(&walk.files, arena,
	    ha_span_of(target != NULL ? target : program));
	free(target);
	for (size_t at = 0;
	     at < walk.files.count && answer->is != CLI_LIBWRAP_YES; at++)
		visit(&walk, at);
	if (answer->is == CLI_LIBWRAP_NO && answer->why != NULL)
		answer->is = CLI_LIBWRAP_UNKNOWN;
	free(walk.files.list);
	free(walk.names.list);
}

/*
 * The program that sshd names for its sessions.  NULL: there is none, or, with
 * *is_lost, it is somewhere else.
 */
static const char *
session_of(const char *sshd, bool *is_lost)
{
	struct cli_elf_file file;
	const char *session = NULL;
	int error;

	*is_lost = !cli_elf_file_open(sshd, &file, &error);
	if (*is_lost)
		return NULL;
	for (size_t i = 0; i < sizeof(sessions) / sizeof(sessions[0]); i++) {
		if (cli_elf_file_holds(&file, ha_span_of(sessions[i])) ==
		    HA_MATCH_YES)
			session = sessions[i];
	}
	*is_lost = session == NULL &&
	    cli_elf_file_holds(&file, HA_SPAN(SESSION)) != HA_MATCH_NO;
	cli_elf_file_close(&file);
	return session;
}

/* What the program for the sessions says, if it says more than sshd. */
static void
ask_session(const char *sshd, const struct cli_places *places,
    struct ha_arena *arena, struct cli_libwrap_answer *answer)
{
	struct cli_libwrap_answer session = { .is = CLI_LIBWRAP_UNKNOWN };
	bool is_lost;
	const char *path = session_of(sshd, &is_lost);

	if (path != NULL)
		walk_from(path, places, arena, &session);
	else if (is_lost)
		session.why = "was not found", session.lost = "sshd-session";
	else
		return;
	if (session.is == CLI_LIBWRAP_YES || session.is == CLI_LIBWRAP_GUESS) {
		*answer = session;
		if (answer->by == NULL)
			answer->by = path;
	} else if (session.is != CLI_LIBWRAP_NO &&
	    answer->is == CLI_LIBWRAP_NO) {
		answer->is = CLI_LIBWRAP_UNKNOWN;
		answer->lost = session.lost != NULL ? session.lost : path;
		answer->why =
		    session.why == NULL ? "is no sound program" : session.why;
	}
}

void
cli_libwrap_ask(const char *program, const struct cli_places *places,
    struct ha_arena *arena, struct cli_libwrap_answer *answer)
{
	walk_from(program, places, arena, answer);
	if ((answer->is == CLI_LIBWRAP_NO ||
		answer->is == CLI_LIBWRAP_UNKNOWN) &&
	    strcmp(cli_base_name(program), "sshd") == 0)
		ask_session(program, places, arena, answer);
}
