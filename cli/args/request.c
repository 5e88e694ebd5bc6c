#include "cli/args/request.h"

#include <string.h>
#include <unistd.h>

#include "cli/io/message.h"

struct reading {
	struct cli_request *request;
	struct ha_strbuf *fault;
};

static bool
refuse(struct reading *reading, const char *pattern, struct ha_span word)
{
	cli_sentence(reading->fault, pattern, word, HA_SPAN_EMPTY);
	return false;
}

/* Splits at the last such byte; false: there is none. */
static bool
split_at_last(struct ha_span text, char byte, struct ha_span *before,
    struct ha_span *behind)
{
	const char *at =
	    text.len == 0 ? NULL : memrchr(text.at, byte, text.len);
	size_t offset;

	if (at == NULL)
		return false;
	offset = (size_t)(at - text.at);
	*before = ha_span_before(text, offset);
	*behind = ha_span_from(text, offset + 1);
	return true;
}

static bool
consists_of(struct ha_span text, const char *bytes)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr(bytes, text.at[i]) == NULL)
			return false;
	}
	return true;
}

/*
 * Whatever anybody could take for an address, a network or a pattern of
 * them: as a name it would quietly match nothing.
 */
static bool
looks_like_address(struct ha_span text)
{
	return ha_addr_is_aton(text) || ha_span_holds(text, ':') ||
	    ha_span_holds(text, '[') || ha_span_holds(text, ']') ||
	    ha_span_holds(text, '/') || consists_of(text, "0123456789.*?");
}

static bool
refuse_address(struct reading *reading, struct ha_span text)
{
	if (text.len == 0)
		return refuse(reading, "an address is missing", text);
	if (ha_span_holds(text, '/'))
		return refuse(reading,
		    "'%1' is no single address; give one address of the "
		    "network",
		    text);
	if (ha_span_holds(text, ':') || ha_span_holds(text, '['))
		return refuse(reading,
		    "'%1' is not a valid IPv6 address, nor any other", text);
	if (looks_like_address(text))
		return refuse(reading,
		    "'%1' is not a valid address; an IPv4 address is four "
		    "decimal numbers from 0 to 255, without leading zeros",
		    text);
	return refuse(reading, "'%1' is not an address", text);
}

static bool
set_addr(struct reading *reading, struct ha_host *host, struct ha_span text)
{
	return ha_host_set_addr(host, text) || refuse_address(reading, text);
}

/* "unknown" and "paranoid" are names to the engine, too. */
static bool
read_bare_host(struct reading *reading, struct ha_span text)
{
	struct cli_request *request = reading->request;
	struct ha_host *client = &request->facts.client;

	if (ha_host_set_addr(client, text)) {
		client->name_fact = HA_FACT_UNASKED;
		return true;
	}
	if (looks_like_address(text))
		return refuse_address(reading, text);
	ha_host_set_name(client, text);
	request->lacks_address = client->name_fact == HA_FACT_KNOWN;
	return true;
}

static bool
read_host(struct reading *reading, struct ha_span text)
{
	struct ha_host *client = &reading->request->facts.client;
	struct ha_span name, addr;

	if (text.len == 0)
		return refuse(reading, "'%1' names no client",
		    reading->request->client);
	if (!split_at_last(text, '=', &name, &addr))
		return read_bare_host(reading, text);
	if (name.len == 0)
		return refuse(reading, "no name stands before '=' in '%1'",
		    text);
	ha_host_set_name(client, name);
	return set_addr(reading, client, addr);
}

static bool
read_client(struct reading *reading)
{
	struct cli_request *request = reading->request;
	struct ha_span user, host;

	if (!split_at_last(request->client, '@', &user, &host))
		return read_host(reading, request->client);
	if (user.len == 0)
		return refuse(reading, "no user stands before '@' in '%1'",
		    request->client);
	request->facts.user = user;
	return read_host(reading, host);
}

static bool
set_user(struct reading *reading, struct ha_span value)
{
	struct ha_request *facts = &reading->request->facts;

	if (facts->user.len > 0)
		return refuse(reading, "the user is given twice", value);
	facts->user = value;
	return true;
}

static bool
set_server(struct reading *reading, struct ha_span value)
{
	struct cli_request *request = reading->request;

	if (request->has_server)
		return refuse(reading, "server= is given twice", value);
	request->has_server = true;
	if (!request->has_server_name)
		request->facts.server.name_fact = HA_FACT_UNASKED;
	return set_addr(reading, &request->facts.server, value);
}

static bool
set_server_name(struct reading *reading, struct ha_span value)
{
	struct cli_request *request = reading->request;

	if (request->has_server_name)
		return refuse(reading, "server_name= is given twice", value);
	request->has_server_name = true;
	ha_host_set_name(&request->facts.server, value);
	return true;
}

static bool
set_port(struct reading *reading, struct ha_span value)
{
	struct ha_host *server = &reading->request->facts.server;

	if (server->port != 0)
		return refuse(reading, "port= is given twice", value);
	if (!ha_span_number(value, 65535, &server->port) || server->port == 0)
		return refuse(reading,
		    "port=%1: a port is a number from 1 to 65535", value);
	return true;
}

static const struct {
	const char *key;
	bool (*set)(struct reading *reading, struct ha_span value);
} keys[] = {
	{ "user=", set_user },
	{ "server=", set_server },
	{ "server_name=", set_server_name },
	{ "port=", set_port },
};

static bool
read_key(struct reading *reading, struct ha_span word)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct ha_span key = ha_span_of(keys[i].key);

		if (word.len < key.len ||
		    !ha_span_equal(ha_span_before(word, key.len), key))
			continue;
		if (word.len == key.len)
			return refuse(reading, "'%1' has no value", word);
		return keys[i].set(reading, ha_span_from(word, key.len));
	}
	return refuse(reading,
	    "'%1' is not one of user=, server=, server_name= and port=", word);
}

static bool
read_words(struct reading *reading)
{
	struct cli_request *request = reading->request;

	if (!read_client(reading))
		return false;
	for (size_t i = 2; i < request->nwords; i++) {
		if (!read_key(reading, request->words[i]))
			return false;
	}
	return true;
}

/* Asked once: a batch has millions of requests. */
static unsigned long
own_pid(void)
{
	static unsigned long pid;

	if (pid == 0)
		pid = (unsigned long)getpid();
	return pid;
}

bool
cli_request_read(struct cli_request *request, struct ha_strbuf *fault)
{
	struct reading reading = { request, fault };

	if (request->nwords == 0)
		return refuse(&reading, "a service and a client are missing",
		    HA_SPAN_EMPTY);
	if (request->nwords == 1)
		return refuse(&reading, "a client is missing after '%1'",
		    request->words[0]);
	request->service = request->words[0];
	request->client = request->words[1];
	request->lacks_address = false;
	request->address = HA_SPAN_EMPTY;
	request->has_server = request->has_server_name = false;
	request->facts = HA_REQUEST_INIT;
	request->facts.service = request->service;
	request->facts.pid = own_pid();
	if (request->service.len == 0)
		return refuse(&reading, "the service is empty", HA_SPAN_EMPTY);
	if (!read_words(&reading))
		return false;
	return true;
}
