#include "cli/replay/connections.h"

#include <stdlib.h>

#include "cli/io/intern.h"
#include "cli/io/vector.h"

/* Connections with the same slot; the one that was used longest ago goes. */
#define WAYS 4

/* LoginGraceTime, and how long a process number stands for one connection. */
#define GRACE 120
#define HOUR 3600

void
cli_connections_init(struct cli_connections *connections)
{
	*connections = (struct cli_connections){
		.list = cli_zeroed(CLI_CONNECTIONS, sizeof(*connections->list))
	};
}

void
cli_connections_free(struct cli_connections *connections)
{
	free(connections->list);
}

static bool
is_near(int64_t a, int64_t b, int64_t seconds)
{
	return a <= b ? b - a <= seconds : a - b <= seconds;
}

/* ---- the count ---- */

static void
count(struct cli_connections *connections, struct cli_sources *sources,
    struct cli_connection *connection)
{
	connection->is_counted = true;
	if (connection->source == CLI_SOURCE_BEYOND)
		connections->beyond++;
	else
		sources->list[connection->source].attempts++;
}

static void
uncount(struct cli_connections *connections, struct cli_sources *sources,
    struct cli_connection *connection)
{
	if (!connection->is_counted)
		return;
	connection->is_counted = false;
	if (connection->source == CLI_SOURCE_BEYOND)
		connections->beyond--;
	else
		sources->list[connection->source].attempts--;
}

/* ---- which connection ---- */

/* Without a process number the client's address and port have to do. */
static uint64_t
key_of(const struct cli_log_line *line, const struct cli_log_message *message,
    uint32_t source)
{
	unsigned long pid = message->pid != 0 ? message->pid : line->pid;
	uint64_t key = pid != 0
	    ? pid
	    : (uint64_t)1 << 63 | (uint64_t)source << 16 | message->port;

	key ^= cli_hash(line->host) << 32;
	return key * UINT64_C(0x9e3779b97f4a7c15);
}

static bool
is_name(const struct cli_sources *sources, uint32_t source)
{
	return source < CLI_SOURCE_BEYOND && sources->list[source].is_name;
}

/* A name is another way to say who it is. */
static bool
fits(const struct cli_connection *connection, const struct cli_sources *sources,
    uint32_t source, const struct cli_log_message *message, int64_t time)
{
	return is_near(connection->time, time, HOUR) &&
	    (message->port == 0 || connection->port == 0 ||
		connection->port == message->port) &&
	    (connection->source == source ||
		connection->source == CLI_SOURCE_NONE ||
		source == CLI_SOURCE_NONE || is_name(sources, source) ||
		is_name(sources, connection->source));
}

/* The one with that key, or the one whose place it takes. */
static struct cli_connection *
find(struct cli_connections *connections, uint64_t key)
{
	struct cli_connection *set =
	    &connections->list[(size_t)(key >> 32) & (CLI_CONNECTIONS - WAYS)];
	struct cli_connection *oldest = set;

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].used != 0 && set[i].key == key)
			return &set[i];
		/* The numbers go round. */
		if (connections->clock - set[i].used >
		    connections->clock - oldest->used)
			oldest = &set[i];
	}
	return oldest;
}

/* A new one has no source yet.  NULL: there is none that this is about. */
static struct cli_connection *
take(struct cli_connections *connections, const struct cli_sources *sources,
    uint32_t source, const struct cli_log_line *line,
    const struct cli_log_message *message)
{
	uint64_t key = key_of(line, message, source);
	struct cli_connection *connection = find(connections, key);
	bool is_new = connection->used == 0 || connection->key != key ||
	    !fits(connection, sources, source, message, line->time);
	/* An end alone says nothing, and must not take another's place. */
	if (is_new && message->kind == CLI_LOG_MAYBE)
		return NULL;
	if (is_new)
		*connection = (struct cli_connection){ .key = key,
			.source = CLI_SOURCE_NONE };
	if (++connections->clock == 0)
		connections->clock++;
	connection->used = connections->clock;
	connection->time = line->time;
	if (message->port != 0)
		connection->port = (uint32_t)message->port;
	return connection;
}

/* ---- attempts ---- */

/* Was it counted already, by what another process has written? */
static bool
takes_over(struct cli_sources *sources, struct cli_connection *connection,
    int64_t time)
{
	struct cli_source *source;

	if (connection->is_counted || connection->source >= CLI_SOURCE_BEYOND)
		return false;
	source = &sources->list[connection->source];
	if (source->loose == 0 || !is_near(source->loose_at, time, GRACE))
		return false;
	source->loose--;
	source->seen_at = time;
	connection->is_counted = true;
	return true;
}

/* It says itself now which connection it is; if another has taken over what it
 * counted, it is not counted any more. */
static void
settle(struct cli_sources *sources, struct cli_connection *connection)
{
	struct cli_source *source;

	if (!connection->is_loose)
		return;
	connection->is_loose = false;
	source = &sources->list[connection->source];
	if (source->loose > 0)
		source->loose--;
	else
		connection->is_counted = false;
}

/* The address counts, where first only a name was known. */
static void
name_source(struct cli_connections *connections, struct cli_sources *sources,
    struct cli_connection *connection, uint32_t source, int64_t time)
{
	bool was_counted;

	if (connection->source != CLI_SOURCE_NONE &&
	    (!is_name(sources, connection->source) || is_name(sources, source)))
		return;
	settle(sources, connection);
	takes_over(sources, connection, time);
	was_counted = connection->is_counted;
	uncount(connections, sources, connection);
	connection->source = source;
	if (was_counted)
		count(connections, sources, connection);
}

/* A line that another process may have written of the same connection. */
static bool
is_loose(const struct cli_log_message *message)
{
	return message->is_companion && message->port == 0;
}

static void
count_loose(struct cli_connections *connections, struct cli_sources *sources,
    struct cli_connection *connection, int64_t time)
{
	struct cli_source *source;

	if (connection->source == CLI_SOURCE_BEYOND) {
		count(connections, sources, connection);
		return;
	}
	source = &sources->list[connection->source];
	if ((source->seen_at != 0 && is_near(source->seen_at, time, GRACE)) ||
	    (source->loose > 0 && is_near(source->loose_at, time, GRACE)))
		return;
	count(connections, sources, connection);
	connection->is_loose = true;
	source->loose++;
	source->loose_at = time;
}

static void
try(struct cli_connections *connections, struct cli_sources *sources,
    struct cli_connection *connection, const struct cli_log_message *message)
{
	int64_t time = connection->time;

	if (!is_loose(message))
		settle(sources, connection);
	if (connection->is_counted || connection->is_in ||
	    (message->kind == CLI_LOG_MAYBE && !connection->is_before))
		return;
	if (!is_loose(message)) {
		if (!takes_over(sources, connection, time))
			count(connections, sources, connection);
	} else if (!connection->is_before) {
		count_loose(connections, sources, connection, time);
	}
}

void
cli_connections_try(struct cli_connections *connections,
    struct cli_sources *sources, uint32_t source,
    const struct cli_log_line *line, const struct cli_log_message *message)
{
	struct cli_connection *connection =
	    take(connections, sources, source, line, message);

	if (connection == NULL)
		return;
	if (source == CLI_SOURCE_NONE) {
		connection->is_before = !connection->is_in;
		return;
	}
	name_source(connections, sources, connection, source, line->time);
	try(connections, sources, connection, message);
	if (!connection->is_in)
		connection->is_before = true;
	if (message->port != 0 && source != CLI_SOURCE_BEYOND)
		sources->list[source].seen_at = line->time;
}

void
cli_connections_enter(struct cli_connections *connections,
    struct cli_sources *sources, uint32_t source,
    const struct cli_log_line *line, const struct cli_log_message *message)
{
	struct cli_connection *connection =
	    take(connections, sources, source, line, message);

	if (connection == NULL)
		return;
	name_source(connections, sources, connection, source, line->time);
	settle(sources, connection);
	if (!connection->is_in)
		takes_over(sources, connection, line->time);
	uncount(connections, sources, connection);
	connection->is_in = true;
	if (source < CLI_SOURCE_BEYOND)
		sources->list[source].seen_at = line->time;
}
