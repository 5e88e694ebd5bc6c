#include "cli/install/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "cli/install/files.h"
#include "cli/install/keep.h"
#include "cli/io/message.h"
#include "cli/sys/path.h"

/* What a shell says of a command that it cannot find or start; and, with the
 * signal's number added, of one that was killed. */
#define CANNOT_RUN 126
#define NOT_FOUND 127
#define KILLED 128

/* ---- the copy ---- */

bool
cli_copy_write(const struct cli_copy *copy, const char *name,
    struct ha_span bytes)
{
	return cli_keep(copy->folder, NULL,
	    name == NULL ? strrchr(copy->path, '/') + 1 : name, bytes, NULL);
}

bool
cli_copy_make(struct cli_copy *copy, const char *folder, const char *name,
    struct ha_span bytes)
{
	*copy =
	    (struct cli_copy){ .folder = cli_path_join(folder, "edit-XXXXXX") };
	if (mkdtemp(copy->folder) == NULL) {
		free(copy->folder);
		copy->folder = NULL;
		return false;
	}
	copy->path = cli_path_join(copy->folder, name);
	return cli_copy_write(copy, NULL, bytes);
}

bool
cli_copy_read(const struct cli_copy *copy, const char *path,
    struct ha_source **source, int *error)
{
	struct ha_source *read;
	enum ha_status status = ha_source_open(copy->path, &read, error);

	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_TOOBIG)
		*error = EFBIG;
	else if (status == HA_MISSING)
		*error = ENOENT;
	if (status != HA_OK)
		return false;
	*source = cli_source_of(path, cli_bytes_of(read));
	ha_source_free(read);
	return true;
}

void
cli_copy_remove(struct cli_copy *copy)
{
	if (copy->folder != NULL)
		cli_path_remove(copy->folder);
	cli_copy_free(copy);
}

void
cli_copy_free(struct cli_copy *copy)
{
	free(copy->folder);
	free(copy->path);
	*copy = (struct cli_copy){ NULL, NULL };
}

/* ---- the editor ---- */

/* As the user wrote it; NULL: he did not. */
static const char *
named_editor(void)
{
	static const char *const names[] = { "VISUAL", "EDITOR" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = secure_getenv(names[i]);

		if (value != NULL && ha_span_trim(ha_span_of(value)).len > 0)
			return value;
	}
	return NULL;
}

static const char *
usual_editor(void)
{
	static const char *const paths[] = { "/usr/bin/editor", "/usr/bin/vi",
		"/bin/vi", "/usr/bin/nano", "/bin/ed" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (access(paths[i], X_OK) == 0)
			return paths[i];
	}
	return NULL;
}

/* The path is an argument of the shell's words, and no part of them. */
static _Noreturn void
become_editor(const char *named, const char *usual, const char *path)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	char *words;

	sigaction(SIGINT, &plain, NULL);
	sigaction(SIGQUIT, &plain, NULL);
	sigaction(SIGPIPE, &plain, NULL);
	umask(077);
	if (named == NULL)
		execl(usual, usual, path, (char *)NULL);
	else if (asprintf(&words, "%s \"$@\"", named) >= 0)
		execl("/bin/sh", "sh", "-c", words, named, path, (char *)NULL);
	_exit(NOT_FOUND);
}

static enum cli_editor
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return CLI_EDITOR_NONE;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) > KILLED)
		return CLI_EDITOR_KILLED;
	switch (WEXITSTATUS(status)) {
	case 0:
		return CLI_EDITOR_DONE;
	case CANNOT_RUN:
	case NOT_FOUND:
		return CLI_EDITOR_NONE;
	default:
		return CLI_EDITOR_FAILED;
	}
}

/* What a key means to the editor is no signal for us. */
static enum cli_editor
run(const char *named, const char *usual, const char *path)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, interrupt, quit;
	enum cli_editor result = CLI_EDITOR_NONE;
	pid_t pid;

	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	pid = fork();
	if (pid == 0)
		become_editor(named, usual, path);
	if (pid > 0)
		result = wait_for(pid);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	return result;
}

enum cli_editor
cli_editor_run(const char *path)
{
	const char *named = named_editor();
	const char *usual = named == NULL ? usual_editor() : NULL;
	struct termios before;
	bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
	enum cli_editor result;

	if (named == NULL && usual == NULL)
		return CLI_EDITOR_NONE;
	fflush(stdout);
	result = run(named, usual, path);
	/* What was typed for the editor is no answer to us. */
	if (is_terminal)
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	return result;
}
