#include "cli/sys/sockets.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/io/vector.h"

/*
 * Two columns of /proc/net/tcp, which is as old as it is stable.  What netlink
 * would say takes more lines, and whose socket it is stands in /proc anyway.
 */

/* The state of a socket there. */
#define LISTENS "0A"

/* Words before the inode in a line of it, and before the state. */
#define STATE_AT 3
#define INODE_AT 9

struct listener {
	unsigned long inode;
	bool is_seen;
};

struct listeners {
	struct listener *list;
	size_t count, size;
};

static struct ha_span
take_word(struct ha_span *line)
{
	struct ha_span word;
	size_t len = 0;

	*line = ha_span_trim(*line);
	while (len < line->len && !ha_is_space(line->at[len]))
		len++;
	word = ha_span_before(*line, len);
	*line = ha_span_from(*line, len);
	return word;
}

static void
read_line(struct listeners *listeners, struct ha_span line)
{
	struct ha_span word = HA_SPAN_EMPTY;
	unsigned long inode;
	bool listens = false;

	for (int i = 0; i <= INODE_AT; i++) {
		word = take_word(&line);
		if (i == STATE_AT)
			listens = ha_span_equal(word, HA_SPAN(LISTENS));
	}
	if (!listens || !ha_span_number(word, ULONG_MAX, &inode) || inode == 0)
		return;
	listeners->list = cli_vector_grow(listeners->list, &listeners->size,
	    listeners->count, sizeof(*listeners->list));
	listeners->list[listeners->count++] =
	    (struct listener){ .inode = inode };
}

static bool
read_table(struct listeners *listeners, const char *path, int *error)
{
	FILE *in = fopen(path, "re");
	char line[512];
	bool is_read;

	*error = errno;
	if (in == NULL)
		return false;
	while (fgets(line, sizeof(line), in) != NULL)
		read_line(listeners, ha_span_of(line));
	*error = errno;
	is_read = ferror(in) == 0;
	fclose(in);
	return is_read;
}

static int
compare(const void *a, const void *b)
{
	const struct listener *x = a, *y = b;

	return x->inode < y->inode ? -1 : x->inode > y->inode;
}

static void
sort(struct listeners *listeners)
{
	if (listeners->count > 0)
		qsort(listeners->list, listeners->count,
		    sizeof(*listeners->list), compare);
}

/* Is the link that of a socket which listens? */
static bool
is_listener(const struct listeners *listeners, struct ha_span link)
{
	struct listener key = { .is_seen = false }, *found;

	if (!ha_span_starts_fold(link, HA_SPAN("socket:[")) ||
	    link.at[link.len - 1] != ']')
		return false;
	link = ha_span_before(ha_span_from(link, 8), link.len - 9);
	if (!ha_span_number(link, ULONG_MAX, &key.inode))
		return false;
	found = listeners->count == 0
	    ? NULL
	    : bsearch(&key, listeners->list, listeners->count,
		  sizeof(*listeners->list), compare);
	if (found != NULL)
		found->is_seen = true;
	return found != NULL;
}

static struct ha_span
read_link(int folder, const char *name, char text[PATH_MAX])
{
	ssize_t len = readlinkat(folder, name, text, PATH_MAX);

	return (struct ha_span){ text, len > 0 ? (size_t)len : 0 };
}

/* One process; all of its sockets are looked at, to know them as seen. */
static bool
holds_listener(const struct listeners *listeners, const char *fds)
{
	DIR *folder = opendir(fds);
	struct dirent *entry;
	char text[PATH_MAX];
	bool does = false;

	if (folder == NULL)
		return false;
	while ((entry = readdir(folder)) != NULL) {
		if (is_listener(listeners,
			read_link(dirfd(folder), entry->d_name, text)))
			does = true;
	}
	closedir(folder);
	return does;
}

/* A process of which no program can be found leaves its sockets unseen. */
static void
read_process(const struct listeners *listeners, unsigned long pid,
    struct cli_places *programs, struct ha_arena *arena)
{
	static const char deleted[] = " (deleted)";
	char path[64], text[PATH_MAX];
	struct ha_span program;

	snprintf(path, sizeof(path), "/proc/%lu/exe", pid);
	program = read_link(AT_FDCWD, path, text);
	/* The file that has taken its place since it was started. */
	if (ha_span_ends_fold(program, ha_span_of(deleted)))
		program.len -= sizeof(deleted) - 1;
	snprintf(path, sizeof(path), "/proc/%lu/fd", pid);
	if (program.len > 0 && holds_listener(listeners, path))
		cli_places_add(programs, arena, program);
}

static void
read_processes(const struct listeners *listeners, struct cli_places *programs,
    struct ha_arena *arena)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	unsigned long pid;

	/* Then all sockets are unseen. */
	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL) {
		if (ha_span_number(ha_span_of(entry->d_name), INT_MAX, &pid))
			read_process(listeners, pid, programs, arena);
	}
	closedir(folder);
}

bool
cli_sockets_programs(struct cli_places *programs, struct ha_arena *arena,
    size_t *unseen, int *error)
{
	struct listeners listeners = { .list = NULL };
	bool is_read = read_table(&listeners, "/proc/net/tcp", error);

	/* A machine may be without IPv6. */
	if (is_read && !read_table(&listeners, "/proc/net/tcp6", error))
		is_read = *error == ENOENT;
	*unseen = 0;
	sort(&listeners);
	if (listeners.count > 0)
		read_processes(&listeners, programs, arena);
	for (size_t i = 0; i < listeners.count; i++)
		*unseen += !listeners.list[i].is_seen;
	free(listeners.list);
	return is_read;
}

bool
cli_sockets_listens(pid_t pid)
{
	static const char *const tables[] = { "net/tcp", "net/tcp6" };
	struct listeners listeners = { .list = NULL };
	char path[64];
	bool does;
	int error;

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid,
		    tables[i]);
		read_table(&listeners, path, &error);
	}
	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	sort(&listeners);
	does = holds_listener(&listeners, path);
	free(listeners.list);
	return does;
}
