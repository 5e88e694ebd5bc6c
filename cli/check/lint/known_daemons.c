#include "cli/check/lint/known_daemons.h"

#include <dirent.h>
#include <string.h>

#include "cli/check/lint/lint.h"
#include "cli/io/message.h"
#include "cli/io/typo.h"
#include "cli/sys/askers.h"
#include "common/source/source.h"

/* Shorter names are one slip away from too many others. */
#define TYPO_LEN_MIN 4

/* Names kept of /etc/pam.d, and of /etc/services: more than anybody has. */
#define SERVICES_MAX 1000
#define PORTS_MAX 20000

/* The name of a service of PAM on this machine. */
struct cli_daemon_name {
	struct ha_span name;
	struct cli_daemon_name *next;
};

static const struct {
	const char *name;
	enum cli_daemon_kind kind;
} known[] = {
#define CLI_DAEMON(name, kind) { (name), CLI_DAEMON_##kind },
#define CLI_DAEMON_MEANT(name, meant)
#include "cli/check/lint/known_daemons.def"
#undef CLI_DAEMON_MEANT
#undef CLI_DAEMON
};

static const struct {
	const char *name, *meant;
} others[] = {
#define CLI_DAEMON(name, kind)
#define CLI_DAEMON_MEANT(name, meant) { (name), (meant) },
#include "cli/check/lint/known_daemons.def"
#undef CLI_DAEMON_MEANT
#undef CLI_DAEMON
};

static void
add_service(struct cli_daemons *daemons, struct ha_arena *arena,
    const char *name)
{
	struct cli_daemon_name *one = ha_arena_alloc(arena, sizeof(*one));
	struct ha_span text = ha_span_of(name);
	const char *copy = ha_arena_text(arena, text);

	if (one == NULL || copy == NULL)
		cli_no_memory();
	*one =
	    (struct cli_daemon_name){ { copy, text.len }, daemons->services };
	daemons->services = one;
}

static void
read_services(struct cli_daemons *daemons, struct ha_arena *arena,
    const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	if (folder == NULL)
		return;
	while (count++ < SERVICES_MAX && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] != '.')
			add_service(daemons, arena, entry->d_name);
	}
	closedir(folder);
}

/* "name port/protocol alias... # comment"; the port matters to nobody here. */
static void
read_ports_line(struct cli_daemons *daemons, struct ha_arena *arena,
    struct ha_span line)
{
	line = ha_span_before(line, ha_span_find(line, '#'));
	for (;;) {
		size_t end = 0;

		line = ha_span_trim(line);
		if (line.len == 0)
			return;
		while (end < line.len && !ha_is_space(line.at[end]))
			end++;
		cli_names_add_new(&daemons->ports, arena,
		    ha_span_before(line, end), PORTS_MAX);
		line = ha_span_from(line, end);
	}
}

/* The file and not getservent(3), which may ask the network. */
static void
read_ports(struct cli_daemons *daemons, struct ha_arena *arena)
{
	struct ha_source *source = NULL;
	struct ha_span rest;
	int ignored;

	if (ha_source_open("/etc/services", &source, &ignored) != HA_OK)
		return;
	rest = (struct ha_span){ source->bytes, source->len };
	while (rest.len > 0) {
		size_t end = ha_span_find(rest, '\n');

		read_ports_line(daemons, arena, ha_span_before(rest, end));
		rest = ha_span_from(rest, end < rest.len ? end + 1 : end);
	}
	ha_source_free(source);
}

struct cli_daemons *
cli_daemons_new(struct ha_arena *arena)
{
	static const char *const folders[] = { "/etc/pam.d", "/usr/lib/pam.d",
		"/usr/etc/pam.d" };
	struct cli_daemons *daemons = ha_arena_alloc(arena, sizeof(*daemons));

	if (daemons == NULL)
		cli_no_memory();
	*daemons = (struct cli_daemons){ .seen = { .folds = true },
		.ports = { .folds = true } };
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		read_services(daemons, arena, folders[i]);
	read_ports(daemons, arena);
	return daemons;
}

static bool
is_service(const struct cli_daemons *daemons, struct ha_span name)
{
	const struct cli_daemon_name *one = daemons->services;

	while (one != NULL && !ha_span_equal_fold(one->name, name))
		one = one->next;
	return one != NULL;
}

/* Longer names are no program's. */
#define PROGRAM_MAX 64

/* The program of that name; NULL: it is none that is known. */
static const struct cli_asker *
asker_of(struct ha_span name)
{
	char program[PROGRAM_MAX];

	if (name.len >= sizeof(program) || ha_span_holds(name, '\0'))
		return NULL;
	memcpy(program, name.at, name.len);
	program[name.len] = '\0';
	return cli_asker_of(program);
}

static enum cli_daemon_kind
kind_of_asker(struct ha_span name)
{
	const struct cli_asker *asker = cli_asker_named(name);

	return asker != NULL && asker->asks == CLI_ASKS_NEVER
	    ? CLI_DAEMON_NEITHER
	    : CLI_DAEMON_LIBWRAP;
}

struct ha_span
cli_daemon_given(struct ha_span name)
{
	const struct cli_asker *asker = asker_of(name);

	/* Where it has taken the place of that. */
	if (ha_span_equal_fold(name, HA_SPAN("portmap")) ||
	    ha_span_equal_fold(name, HA_SPAN("portmapper")))
		return HA_SPAN("rpcbind");
	if (asker == NULL || cli_asker_named(name) != NULL)
		return HA_SPAN_EMPTY;
	return ha_span_of(asker->daemon);
}

/* What it is written for; empty: nothing. */
static struct ha_span
meant_by(struct ha_span name)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (ha_span_equal_fold(name, ha_span_of(others[i].name)))
			return ha_span_of(others[i].meant);
	}
	return HA_SPAN_EMPTY;
}

enum cli_daemon_kind
cli_daemon_kind(const struct cli_daemons *daemons, struct ha_span name)
{
	if (is_service(daemons, name))
		return CLI_DAEMON_PAM;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (ha_span_equal_fold(name, ha_span_of(known[i].name)))
			return known[i].kind;
	}
	if (meant_by(name).len == 0 &&
	    (cli_asker_named(name) != NULL || asker_of(name) != NULL))
		return kind_of_asker(name);
	return cli_names_find(&daemons->ports, name) != NULL
	    ? CLI_DAEMON_SERVICE
	    : CLI_DAEMON_UNKNOWN;
}

bool
cli_daemon_is_meant_for(struct ha_span name)
{
	return meant_by(name).len > 0;
}

/* squid3 is a squid, and not a slip for it. */
static bool
is_version(const struct cli_daemons *daemons, struct ha_span name)
{
	struct ha_span plain = name;

	while (plain.len > 0 && ha_is_digit(plain.at[plain.len - 1]))
		plain.len--;
	return plain.len < name.len &&
	    cli_daemon_kind(daemons, plain) != CLI_DAEMON_UNKNOWN;
}

/* Nor are oftpd, lshd and thttpd, which are named after others. */
static bool
has_other_beginning(struct ha_span name, struct ha_span other)
{
	struct ha_span rest = ha_span_from(name, 1);

	return ha_span_equal_fold(rest, other) ||
	    ha_span_equal_fold(rest, ha_span_from(other, 1));
}

static bool
is_slip(struct ha_span name, struct ha_span other)
{
	return other.len >= TYPO_LEN_MIN && cli_is_typo(name, other) &&
	    !has_other_beginning(name, other);
}

/* A name for which rules count: never that of what asks nobody. */
static struct ha_span
slip_for_known(struct ha_span name)
{
	const struct cli_asker *asker;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct ha_span other = ha_span_of(known[i].name);

		if (known[i].kind != CLI_DAEMON_NEITHER && is_slip(name, other))
			return other;
	}
	for (size_t i = 0; (asker = cli_asker_at(i)) != NULL; i++) {
		struct ha_span daemon = ha_span_of(asker->daemon);

		if (asker->asks != CLI_ASKS_NEVER &&
		    (is_slip(name, daemon) ||
			is_slip(name, ha_span_of(asker->program))))
			return daemon;
	}
	return HA_SPAN_EMPTY;
}

struct ha_span
cli_daemon_like(const struct cli_daemons *daemons, struct ha_span name)
{
	const struct cli_daemon_name *one;
	struct ha_span like = meant_by(name);

	if (like.len > 0 || name.len < TYPO_LEN_MIN ||
	    is_version(daemons, name))
		return like;
	like = slip_for_known(name);
	for (one = daemons->services; like.len == 0 && one != NULL;
	     one = one->next) {
		if (is_slip(name, one->name))
			like = one->name;
	}
	return cli_daemon_given(like).len > 0 ? cli_daemon_given(like) : like;
}

struct cli_daemons *
cli_known_daemons(struct cli_check *check)
{
	if (check->daemons == NULL)
		check->daemons = cli_daemons_new(&check->findings.arena);
	return check->daemons;
}

/* The names of /etc/services are too many and too short to count here. */
bool
cli_is_daemon(struct cli_check *check, struct ha_span text)
{
	enum cli_daemon_kind kind;

	if (ha_span_equal(text, HA_SPAN("ALL")))
		return true;
	kind = cli_daemon_kind(cli_known_daemons(check), text);
	return kind != CLI_DAEMON_UNKNOWN && kind != CLI_DAEMON_SERVICE;
}
