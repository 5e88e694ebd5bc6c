#include "cli/test/line.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/vector.h"
#include "common/language/pattern.h"
#include "common/language/text.h"

/* ---- lines and words ---- */

/* One line, or several that a backslash before the newline makes one. */
static struct ha_location
next_lines(struct cli_test_lines *lines)
{
	const struct ha_source *source = lines->source;
	size_t start = lines->next, at = start;

	for (;;) {
		const char *end =
		    memchr(source->bytes + at, '\n', source->len - at);

		at = end == NULL ? source->len : (size_t)(end - source->bytes);
		lines->next = at + (end != NULL);
		if (end == NULL || at == start || source->bytes[at - 1] != '\\')
			break;
		at = lines->next;
	}
	return (struct ha_location){ source, start, at - start };
}

static bool
is_separator(struct ha_span text, size_t at)
{
	return ha_is_separator(text.at[at]) ||
	    (text.at[at] == '\\' &&
		(at + 1 == text.len || text.at[at + 1] == '\n'));
}

/* Empty: there is none, or a comment begins. */
static struct ha_span
next_word(struct ha_span *rest)
{
	struct ha_span word;
	size_t len = 0;

	while (rest->len > 0 && is_separator(*rest, 0))
		*rest = ha_span_from(*rest, 1);
	if (rest->len > 0 && rest->at[0] == '#')
		*rest = ha_span_from(*rest, rest->len);
	while (len < rest->len && !is_separator(*rest, len))
		len++;
	word = ha_span_before(*rest, len);
	*rest = ha_span_from(*rest, len);
	return word;
}

/* ---- what is wrong ---- */

static bool
refuse(struct cli_test_line *line, const char *fault, struct ha_span word)
{
	if (line->fault != NULL)
		return false;
	line->fault = fault;
	line->fault_at = line->where;
	if (word.len > 0) {
		line->fault_at.offset =
		    (size_t)(word.at - line->where.source->bytes);
		line->fault_at.len = word.len;
	}
	return false;
}

/* ---- clients ---- */

/* What is compared with the name only: anything else stands alone. */
static bool
is_name_pattern(struct ha_span text)
{
	struct ha_pattern pattern;

	ha_pattern_parse(text, &pattern);
	return pattern.kind == HA_PATTERN_UNKNOWN ||
	    pattern.kind == HA_PATTERN_KNOWN ||
	    pattern.kind == HA_PATTERN_LOCAL ||
	    pattern.kind == HA_PATTERN_PARANOID ||
	    (ha_pattern_is_of_names(pattern.kind) &&
		!ha_pattern_fits_nobody(&pattern));
}

static bool
check_host(struct cli_test_line *line, struct ha_span host, struct ha_span word)
{
	struct ha_pattern pattern;

	ha_pattern_parse(host, &pattern);
	if (host.len == 0)
		return refuse(line, "'%1' names no client", word);
	if (pattern.kind == HA_PATTERN_MALFORMED)
		return refuse(line, "'%1' is no client as in a rule", host);
	if (ha_pattern_fits_nobody(&pattern))
		return refuse(line, "'%1' can be no host's name", host);
	return true;
}

static bool
read_client(struct cli_test_line *line, struct ha_span word, size_t group)
{
	struct cli_test_client client = {
		.text = word, .name = HA_SPAN_EMPTY, .group = group
	};
	size_t equals;

	ha_text_split(word, &client.user, &client.host);
	equals = ha_span_find(client.host, '=');
	if (equals < client.host.len) {
		client.name = ha_span_before(client.host, equals);
		client.host = ha_span_from(client.host, equals + 1);
		if (!is_name_pattern(client.name))
			return refuse(line,
			    "'%1' is no name, and no key either: these are "
			    "user, name, server, server_name and port",
			    word);
	}
	if (!check_host(line, client.host, word))
		return false;
	line->clients = cli_vector_grow(line->clients, &line->clients_size,
	    line->nclients, sizeof(client));
	line->clients[line->nclients++] = client;
	return true;
}

/* ---- keys ---- */

static bool
is_address(struct ha_span value)
{
	struct ha_pattern pattern;

	ha_pattern_parse(value, &pattern);
	return pattern.kind == HA_PATTERN_NET;
}

static bool
is_port(struct ha_span value)
{
	unsigned long port;

	return ha_span_number(value, 65535, &port) && port > 0;
}

static bool
is_text(struct ha_span value)
{
	return value.len > 0;
}

static const struct key {
	struct ha_span prefix;
	size_t member;
	bool (*is_sound)(struct ha_span value);
} keys[] = {
	{ { "user=", 5 }, offsetof(struct cli_test_keys, user), is_text },
	{ { "name=", 5 }, offsetof(struct cli_test_keys, name),
	    is_name_pattern },
	{ { "server=", 7 }, offsetof(struct cli_test_keys, server),
	    is_address },
	{ { "server_name=", 12 }, offsetof(struct cli_test_keys, server_name),
	    is_name_pattern },
	{ { "port=", 5 }, offsetof(struct cli_test_keys, port), is_port },
};

static const struct key *
find_key(struct ha_span word)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (word.len >= keys[i].prefix.len &&
		    ha_span_equal(ha_span_before(word, keys[i].prefix.len),
			keys[i].prefix))
			return &keys[i];
	}
	return NULL;
}

static bool
read_key(struct cli_test_line *line, const struct key *key, struct ha_span word)
{
	struct ha_span value = ha_span_from(word, key->prefix.len);
	struct ha_span *member =
	    (struct ha_span *)(void *)((char *)&line->keys + key->member);

	if (member->len > 0)
		return refuse(line, "'%1' is given twice", word);
	if (!key->is_sound(value))
		return refuse(line, "'%1' has no sound value", word);
	*member = value;
	return true;
}

/* ---- a line ---- */

static bool
read_verdict(struct cli_test_line *line, struct ha_span word)
{
	line->wants_admission = ha_span_equal_fold(word, HA_SPAN("allow"));
	return line->wants_admission ||
	    ha_span_equal_fold(word, HA_SPAN("deny")) ||
	    refuse(line, "a test begins with allow or deny, not '%1'", word);
}

static bool
read_service(struct cli_test_line *line, struct ha_span word)
{
	line->service = word;
	if (word.len == 0)
		return refuse(line, "a service is missing", HA_SPAN_EMPTY);
	if (ha_span_holds(word, ':'))
		return refuse(line,
		    "'%1' is no service: a ':' ends it in rules", word);
	return true;
}

static bool
read_clients_and_keys(struct cli_test_line *line, struct ha_span rest)
{
	struct ha_span word = next_word(&rest), last = HA_SPAN_EMPTY;
	size_t group = 0;

	for (; word.len > 0; last = word, word = next_word(&rest)) {
		const struct key *key = find_key(word);

		if (key != NULL) {
			if (!read_key(line, key, word))
				return false;
		} else if (ha_text_is_except(word)) {
			if (line->nclients == 0 || ha_text_is_except(last))
				return refuse(line, "nobody stands before '%1'",
				    word);
			group++;
		} else if (!read_client(line, word, group)) {
			return false;
		}
	}
	if (line->nclients == 0)
		return refuse(line, "a client is missing", HA_SPAN_EMPTY);
	if (line->clients[line->nclients - 1].group != group)
		return refuse(line, "nobody stands after EXCEPT",
		    HA_SPAN_EMPTY);
	return true;
}

/* Who is meant by a key must not be said by a client, too. */
static bool
check_keys(struct cli_test_line *line)
{
	for (size_t i = 0; i < line->nclients; i++) {
		const struct cli_test_client *client = &line->clients[i];

		if (client->group > 0)
			continue;
		if (client->user.len > 0 && line->keys.user.len > 0)
			return refuse(line, "the user of '%1' is given twice",
			    client->text);
		if (client->name.len > 0 && line->keys.name.len > 0)
			return refuse(line, "the name of '%1' is given twice",
			    client->text);
	}
	return true;
}

static void
read_line(struct cli_test_line *line)
{
	struct ha_span rest = { line->where.source->bytes + line->where.offset,
		line->where.len };
	const char *nul = memchr(rest.at, '\0', rest.len);

	if (nul != NULL) {
		refuse(line, "the line holds a NUL byte",
		    (struct ha_span){ nul, 1 });
		return;
	}
	if (read_verdict(line, next_word(&rest)) &&
	    read_service(line, next_word(&rest)) &&
	    read_clients_and_keys(line, rest))
		check_keys(line);
}

static bool
is_blank(struct ha_location where)
{
	struct ha_span rest = { where.source->bytes + where.offset, where.len };

	return next_word(&rest).len == 0;
}

bool
cli_test_lines_next(struct cli_test_lines *lines, struct cli_test_line *line)
{
	*line = (struct cli_test_line){ .where = { NULL, 0, 0 } };
	do {
		if (lines->next >= lines->source->len)
			return false;
		line->where = next_lines(lines);
	} while (is_blank(line->where));
	read_line(line);
	return true;
}

void
cli_test_line_free(struct cli_test_line *line)
{
	free(line->clients);
}
