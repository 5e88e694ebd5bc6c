#include "tests/bench/scratch.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const int endings[] = { SIGHUP, SIGINT, SIGTERM };
#define NENDINGS (sizeof(endings) / sizeof(endings[0]))

static char *folder;
static volatile sig_atomic_t caught;
static volatile pid_t worker;

void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static void catch (int number)
{
	caught = number;
	if (worker > 0)
		kill(worker, SIGKILL);
}

static void
handle_endings(void (*handler)(int number))
{
	struct sigaction action = { .sa_handler = handler,
		.sa_flags = SA_RESTART };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < NENDINGS; i++)
		sigaction(endings[i], &action, NULL);
}

static void
hold_endings(int how)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < NENDINGS; i++)
		sigaddset(&set, endings[i]);
	sigprocmask(how, &set, NULL);
}

const char *
scratch_open(void)
{
	const char *parent = getenv("TMPDIR");

	if (parent == NULL || parent[0] == '\0')
		parent = "/tmp";
	handle_endings(catch);
	if (asprintf(&folder, "%s/hostsaccess-bench-XXXXXX", parent) < 0 ||
	    mkdtemp(folder) == NULL)
		fail(parent);
	return folder;
}

void
scratch_close(void)
{
	DIR *files = opendir(folder);
	const struct dirent *entry;

	while (files != NULL && (entry = readdir(files)) != NULL) {
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(files), entry->d_name, 0);
	}
	if (files != NULL)
		closedir(files);
	if (rmdir(folder) != 0)
		perror(folder);
	free(folder);
	handle_endings(SIG_DFL);
	if (caught != 0)
		raise(caught);
}

const char *
scratch_folder(void)
{
	return folder;
}

char *
scratch_path(const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		fail("asprintf");
	return path;
}

FILE *
scratch_create(const char *name)
{
	char *path = scratch_path(name);
	FILE *file = fopen(path, "w");

	if (file == NULL)
		fail(path);
	free(path);
	return file;
}

void
scratch_finish(FILE *file)
{
	bool is_bad = ferror(file) != 0;

	if (fclose(file) != 0 || is_bad)
		fail(folder);
}

pid_t
scratch_fork(void)
{
	pid_t parent = getpid(), child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		handle_endings(SIG_DFL);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
	}
	return child;
}

bool
scratch_run(void (*work)(const void *context), const void *context)
{
	int status = 1;

	hold_endings(SIG_BLOCK);
	if (caught == 0) {
		worker = scratch_fork();
		if (worker == 0) {
			hold_endings(SIG_UNBLOCK);
			work(context);
			exit(0);
		}
		hold_endings(SIG_UNBLOCK);
		waitpid(worker, &status, 0);
		worker = 0;
	}
	hold_endings(SIG_UNBLOCK);
	if (caught == 0 && WIFSIGNALED(status))
		psignal(WTERMSIG(status), "bench");
	return caught == 0 && status == 0;
}
