#include "common/cursor/skim.h"

#include <endian.h>
#include <string.h>

#include "common/base/bounds.h"
#include "common/cursor/client.h"
#include "common/rules/words.h"

static struct ha_u128
bits_of(const struct ha_addr *addr)
{
	uint64_t words[2];

	memcpy(words, addr->bytes, sizeof(words));
	return (struct ha_u128){ be64toh(words[0]), be64toh(words[1]) };
}

static void
set_ipv4(struct ha_skim *skim, const struct ha_addr *addr)
{
	char buffer[HA_ADDR_TEXT];
	struct ha_span text = ha_addr_format(addr, buffer);

	skim->address = HA_SKIM_IPV4;
	skim->ipv4 = (uint32_t)skim->ipv6.low;
	memcpy(skim->ipv4_text, text.at, text.len);
}

static void
set_address(struct ha_skim *skim, const struct ha_host *client)
{
	memset(skim->ipv4_text, 0, sizeof(skim->ipv4_text));
	skim->address = client->addr_fact == HA_FACT_ABSENT ? HA_SKIM_ABSENT
							    : HA_SKIM_UNSETTLED;
	if (client->addr_fact != HA_FACT_KNOWN)
		return;
	skim->ipv6 = bits_of(&client->addr);
	if (client->addr.family == HA_IPV4)
		set_ipv4(skim, &client->addr);
	else
		skim->address = HA_SKIM_IPV6;
}

/*
 * A name that is settled is compared; one that cannot be looked up any more is
 * doubt.  What is only claimed is neither.
 */
static bool
settles_names(const struct ha_host *client, const struct ha_resolver *resolver,
    bool doubt_is_no)
{
	bool is_settled = client->name_fact == HA_FACT_KNOWN ||
	    client->name_fact == HA_FACT_ABSENT ||
	    client->name_fact == HA_FACT_CONFLICT;

	if (client->claim.len > 0 ||
	    (client->addr_fact != HA_FACT_KNOWN &&
		client->addr_fact != HA_FACT_ABSENT))
		return false;
	return is_settled ||
	    (doubt_is_no && !ha_host_may_ask_name(client, resolver));
}

void
ha_skim_set(struct ha_skim *skim, const struct ha_request *request,
    const struct ha_resolver *resolver, bool doubt_is_no)
{
	const struct ha_host *client = &request->client;

	if (skim->is_set && skim->doubt_is_no == doubt_is_no &&
	    skim->name_fact == client->name_fact &&
	    skim->addr_fact == client->addr_fact)
		return;
	skim->is_set = true;
	skim->doubt_is_no = doubt_is_no;
	skim->name_fact = client->name_fact;
	skim->addr_fact = client->addr_fact;
	skim->service = request->service;
	set_address(skim, client);
	skim->has_names = settles_names(client, resolver, doubt_is_no);
	if (!skim->has_names)
		return;
	skim->name = ha_host_name_text(client);
	skim->address_text = ha_host_addr_text(client, skim->buffer);
}

/* Nearly always of another length, or another end. */
static inline bool
is_word(struct ha_span text, struct ha_span word)
{
	return text.len == word.len &&
	    ha_fold(text.at[text.len - 1]) == ha_fold(word.at[text.len - 1]) &&
	    ha_span_equal_fold(text, word);
}

/*
 * A daemon that is but a name, or ALL.  False: the matcher must tell, as of
 * EXCEPT, KNOWN, ports, and names that begin or end in a dot.
 */
static bool
read_daemon(const struct ha_skim *skim, struct ha_span daemon, bool *matches)
{
	if (daemon.len == 0 || !ha_is_letter(daemon.at[0]) ||
	    daemon.at[daemon.len - 1] == '.' ||
	    is_word(daemon, HA_SPAN("EXCEPT")) ||
	    is_word(daemon, HA_SPAN("KNOWN")))
		return false;
	*matches =
	    is_word(daemon, HA_SPAN("ALL")) || is_word(daemon, skim->service);
	return true;
}

static uint64_t
load_start(const char *text)
{
	uint64_t start;

	memcpy(&start, text, sizeof(start));
	return le64toh(start);
}

static void
set_daemons(struct ha_skim *skim, struct ha_span daemons)
{
	skim->daemons = daemons;
	skim->start_mask = UINT64_MAX;
	if (daemons.len < sizeof(skim->start))
		skim->start_mask >>= 64 - 8 * daemons.len;
	skim->start = load_start(daemons.at) & skim->start_mask;
}

/* The daemons up to their ':'; false: they are not plain. */
static bool
read_daemons(struct ha_skim *skim, const char *line)
{
	const char *at = line;
	bool is_any = false, is_empty = true;

	for (;;) {
		struct ha_span daemon;
		bool matches;

		while (ha_is_separator(*at) && *at != '\n')
			at++;
		if (*at == ':')
			break;
		daemon = (struct ha_span){ at, ha_literal_name(at) };
		at += daemon.len;
		if (!read_daemon(skim, daemon, &matches) ||
		    (*at != ':' && (!ha_is_separator(*at) || *at == '\n')))
			return false;
		is_any = is_any || matches;
		is_empty = false;
	}
	if (is_empty)
		return false;
	set_daemons(skim, (struct ha_span){ line, (size_t)(at - line) + 1 });
	skim->daemons_match = is_any;
	return true;
}

/* The line's newline; NULL: it goes on, or does not end in the text. */
static const char *
end_of_line(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', (size_t)(end - line));

	if (newline == NULL || newline == line || newline[-1] != '\\')
		return newline;
	return NULL;
}

/* As above, for options; those of a rule that does not match mean nothing. */
static const char *
end_of_options(const char *options, const char *end)
{
	const char *newline = end_of_line(options, end);

	if (newline == NULL ||
	    memchr(options, '\0', (size_t)(newline - options)) != NULL)
		return NULL;
	return newline;
}

/* The newline of a line with these clients; NULL: it must be looked at. */
static const char *
pass_clients(const struct ha_skim *skim, const char *at, const char *end)
{
	bool is_first = true;

	for (;;) {
		while (ha_is_separator(*at) && *at != '\n')
			at++;
		if (!is_first && *at == '\n')
			return at;
		/* "::" may begin an address. */
		if (!is_first && *at == ':')
			return at[1] == ':' ? NULL : end_of_options(at, end);
		at = ha_skim_client(skim, at);
		if (at == NULL || (!ha_is_separator(*at) && *at != ':'))
			return NULL;
		is_first = false;
	}
}

/* The first bytes tell nearly always. */
static inline bool
has_same_daemons(const struct ha_skim *skim, const char *line, const char *end)
{
	size_t len = skim->daemons.len;

	if (len == 0 || (load_start(line) & skim->start_mask) != skim->start)
		return false;
	return len <= sizeof(skim->start) ||
	    ((size_t)(end - line) > len &&
		memcmp(line, skim->daemons.at, len) == 0);
}

static const char *
pass_rule(struct ha_skim *skim, const char *line, const char *end)
{
	const char *newline, *clients;

	if (!has_same_daemons(skim, line, end) && !read_daemons(skim, line))
		return NULL;
	clients = line + skim->daemons.len;
	newline = skim->daemons_match ? pass_clients(skim, clients, end)
				      : end_of_line(clients, end);
	if (newline == NULL || (size_t)(newline - line) > HA_LINE_MAX)
		return NULL;
	return newline;
}

/* The newline of the line; NULL: it must be looked at. */
static const char *
pass_line(struct ha_skim *skim, const char *line, const char *end)
{
	if (*line == '\n')
		return line;
	if (*line == '#')
		return end_of_line(line, end);
	return pass_rule(skim, line, end);
}

struct ha_skimmed
ha_skim_rules(struct ha_skim *skim, struct ha_span text)
{
	const char *end = text.at + text.len;
	struct ha_skimmed skimmed = { .at = text.at };

	skim->daemons = HA_SPAN_EMPTY;
	while (skimmed.at < end) {
		const char *newline = pass_line(skim, skimmed.at, end);

		if (newline == NULL) {
			skimmed.is_found =
			    memchr(skimmed.at, '\n',
				(size_t)(end - skimmed.at)) != NULL;
			break;
		}
		skimmed.at = newline + 1;
		skimmed.lines++;
	}
	return skimmed;
}

static bool
ends_word(char byte)
{
	return ha_words_ends(byte, HA_LINES_OWN);
}

/* Over what stands between words; false: the text ends first. */
static bool
pass_gap(struct ha_skimmed *skimmed, const char *end)
{
	const char *at = skimmed->at;

	for (; at < end; at++) {
		/* By far the most frequent. */
		if (*at == '\n') {
			skimmed->lines++;
			continue;
		}
		if (!ends_word(*at))
			break;
		if (*at == '#') {
			skimmed->at = at;
			at = memchr(at, '\n', (size_t)(end - at));
			if (at == NULL)
				return false;
			skimmed->lines++;
		}
	}
	skimmed->at = at;
	return at < end;
}

static bool
has_word_end(const char *word, const char *end)
{
	while (word < end && !ends_word(*word))
		word++;
	return word < end;
}

struct ha_skimmed
ha_skim_words(struct ha_skim *skim, struct ha_span text)
{
	const char *end = text.at + text.len;
	struct ha_skimmed skimmed = { .at = text.at };

	while (pass_gap(&skimmed, end)) {
		const char *behind = ha_skim_client(skim, skimmed.at);

		if (behind == NULL ||
		    (*behind != '\n' && !ends_word(*behind))) {
			skimmed.is_found = has_word_end(skimmed.at, end);
			break;
		}
		skimmed.at = behind;
	}
	return skimmed;
}
