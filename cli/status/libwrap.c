#include "cli/status/libwrap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/elf.h"
#include "cli/message.h"
#include "strbuf.h"

#define LIBWRAP "libwrap.so.0"

/* What sshd runs for each session, since OpenSSH 9.8; it names the path. */
static const char *const sessions[] = { "/usr/lib/openssh/sshd-session",
	"/usr/libexec/openssh/sshd-session", "/usr/lib/ssh/sshd-session",
	"/usr/libexec/sshd-session" };

/* Texts that a static program has from libwrap, stripped or not. */
static const char *const traces[] = { "hosts_access", "/etc/hosts.allow" };

/* The files whose needs are followed, each once. */
struct walk {
	const struct cli_places *places;
	struct ha_arena *arena;
	struct cli_libwrap_answer *answer;
	struct cli_places files; /* by path, the program first */
	struct cli_places names; /* of libraries that were looked for */
	bool is_64;
	unsigned machine;
	const char *rpath; /* of the program; its libraries inherit it */
};

/* ---- one library ---- */

static struct ha_span
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (struct ha_span){ path,
		slash == NULL ? 0 : (size_t)(slash - path) };
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
	does = elf.kind >= CLI_ELF_STATIC && elf.is_64 == walk->is_64 &&
	    elf.machine == walk->machine;
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

		if (strcmp(elf->needed[i], LIBWRAP) == 0) {
			walk->answer->is = CLI_LIBWRAP_YES;
			if (at > 0)
				walk->answer->by = walk->files.list[at];
			return;
		}
		cli_places_add(&walk->names, walk->arena,
		    ha_span_of(elf->needed[i]));
		if (walk->names.count == before)
			continue;
		if (!find_library(walk, elf, walk->files.list[at],
			elf->needed[i]) &&
		    walk->answer->lost == NULL)
			walk->answer->lost = walk->names.list[before];
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

	walk->is_64 = elf->is_64;
	walk->machine = elf->machine;
	walk->answer->is = kinds[elf->kind];
	if (elf->rpath != NULL && elf->runpath == NULL) {
		walk->rpath =
		    ha_arena_text(walk->arena, ha_span_of(elf->rpath));
		if (walk->rpath == NULL)
			cli_no_memory();
	}
	for (size_t i = 0; i < sizeof(traces) / sizeof(traces[0]); i++) {
		if (elf->kind == CLI_ELF_STATIC &&
		    cli_elf_file_holds(file, ha_span_of(traces[i])))
			walk->answer->is = CLI_LIBWRAP_GUESS;
	}
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
		return;
	}
	cli_elf_read(&file, &elf);
	if (at == 0)
		take_program(walk, &file, &elf);
	follow(walk, &elf, at);
	cli_elf_free(&elf);
	cli_elf_file_close(&file);
}

static void
walk_from(const char *program, const struct cli_places *places,
    struct ha_arena *arena, struct cli_libwrap_answer *answer)
{
	struct walk walk = { .places = places, .arena = arena };

	*answer = (struct cli_libwrap_answer){ .is = CLI_LIBWRAP_NO };
	walk.answer = answer;
	cli_places_add(&walk.files, arena, ha_span_of(program));
	for (size_t at = 0;
	     at < walk.files.count && answer->is != CLI_LIBWRAP_YES; at++)
		visit(&walk, at);
	free(walk.files.list);
	free(walk.names.list);
}

/* The program that sshd names for its sessions, or NULL. */
static const char *
session_of(const char *program)
{
	struct ha_span folder = folder_of(program);
	struct cli_elf_file file;
	const char *session = NULL;
	int error;

	if (strcmp(program + folder.len + (folder.len > 0), "sshd") != 0 ||
	    !cli_elf_file_open(program, &file, &error))
		return NULL;
	for (size_t i = 0; i < sizeof(sessions) / sizeof(sessions[0]); i++) {
		if (cli_elf_file_holds(&file, ha_span_of(sessions[i])))
			session = sessions[i];
	}
	cli_elf_file_close(&file);
	return session;
}

void
cli_libwrap_ask(const char *program, const struct cli_places *places,
    struct ha_arena *arena, struct cli_libwrap_answer *answer)
{
	struct cli_libwrap_answer session;
	const char *path;

	walk_from(program, places, arena, answer);
	if (answer->is != CLI_LIBWRAP_NO)
		return;
	path = session_of(program);
	if (path == NULL)
		return;
	walk_from(path, places, arena, &session);
	if (session.is != CLI_LIBWRAP_YES)
		return;
	*answer = session;
	if (answer->by == NULL)
		answer->by = path;
}
