#include "common/cursor/prefilter.h"

#include <endian.h>
#include <string.h>

#include "common/base/bounds.h"
#include "common/rules/words.h"

void
ha_prefilter_set(struct ha_prefilter *prefilter,
    const struct ha_inquiry *inquiry)
{
	prefilter->service = inquiry->request->service;
	ha_known_client_set(&prefilter->client, inquiry);
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
read_daemon(const struct ha_prefilter *prefilter, struct ha_span daemon,
    bool *matches)
{
	if (daemon.len == 0 || !ha_is_letter(daemon.at[0]) ||
	    daemon.at[daemon.len - 1] == '.' ||
	    is_word(daemon, HA_SPAN("EXCEPT")) ||
	    is_word(daemon, HA_SPAN("KNOWN")))
		return false;
	*matches = is_word(daemon, HA_SPAN("ALL")) ||
	    is_word(daemon, prefilter->service);
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
set_daemons(struct ha_prefilter *prefilter, struct ha_span daemons)
{
	prefilter->daemons = daemons;
	prefilter->start_mask = UINT64_MAX;
	if (daemons.len < sizeof(prefilter->start))
		prefilter->start_mask >>= 64 - 8 * daemons.len;
	prefilter->start = load_start(daemons.at) & prefilter->start_mask;
}

/* The daemons up to their ':'; false: they are not plain. */
static bool
read_daemons(struct ha_prefilter *prefilter, const char *line)
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
		if (!read_daemon(prefilter, daemon, &matches) ||
		    (*at != ':' && (!ha_is_separator(*at) || *at == '\n')))
			return false;
		is_any = is_any || matches;
		is_empty = false;
	}
	if (is_empty)
		return false;
	set_daemons(prefilter,
	    (struct ha_span){ line, (size_t)(at - line) + 1 });
	prefilter->daemons_match = is_any;
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
pass_clients(const struct ha_prefilter *prefilter, const char *at,
    const char *end)
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
		at = ha_known_client_pass(&prefilter->client, at);
		if (at == NULL || (!ha_is_separator(*at) && *at != ':'))
			return NULL;
		is_first = false;
	}
}

/* The first bytes tell nearly always. */
static inline bool
has_same_daemons(const struct ha_prefilter *prefilter, const char *line,
    const char *end)
{
	size_t len = prefilter->daemons.len;

	if (len == 0 ||
	    (load_start(line) & prefilter->start_mask) != prefilter->start)
		return false;
	return len <= sizeof(prefilter->start) ||
	    ((size_t)(end - line) > len &&
		memcmp(line, prefilter->daemons.at, len) == 0);
}

static const char *
pass_rule(struct ha_prefilter *prefilter, const char *line, const char *end)
{
	const char *newline, *clients;

	if (!has_same_daemons(prefilter, line, end) &&
	    !read_daemons(prefilter, line))
		return NULL;
	clients = line + prefilter->daemons.len;
	newline = prefilter->daemons_match
	    ? pass_clients(prefilter, clients, end)
	    : end_of_line(clients, end);
	if (newline == NULL || (size_t)(newline - line) > HA_LINE_MAX)
		return NULL;
	return newline;
}

/* The newline of the line; NULL: it must be looked at. */
static const char *
pass_line(struct ha_prefilter *prefilter, const char *line, const char *end)
{
	if (*line == '\n')
		return line;
	if (*line == '#')
		return end_of_line(line, end);
	return pass_rule(prefilter, line, end);
}

struct ha_passed
ha_prefilter_rules(struct ha_prefilter *prefilter, struct ha_span text)
{
	const char *end = text.at + text.len;
	struct ha_passed passed = { .at = text.at };

	prefilter->daemons = HA_SPAN_EMPTY;
	while (passed.at < end) {
		const char *newline = pass_line(prefilter, passed.at, end);

		if (newline == NULL) {
			passed.is_found =
			    memchr(passed.at, '\n',
				(size_t)(end - passed.at)) != NULL;
			break;
		}
		passed.at = newline + 1;
		passed.lines++;
	}
	return passed;
}

static bool
ends_word(char byte)
{
	return ha_words_ends(byte, HA_LINES_OWN);
}

/* Over what stands between words; false: the text ends first. */
static bool
pass_gap(struct ha_passed *passed, const char *end)
{
	const char *at = passed->at;

	for (; at < end; at++) {
		/* By far the most frequent. */
		if (*at == '\n') {
			passed->lines++;
			continue;
		}
		if (!ends_word(*at))
			break;
		if (*at == '#') {
			passed->at = at;
			at = memchr(at, '\n', (size_t)(end - at));
			if (at == NULL)
				return false;
			passed->lines++;
		}
	}
	passed->at = at;
	return at < end;
}

static bool
has_word_end(const char *word, const char *end)
{
	while (word < end && !ends_word(*word))
		word++;
	return word < end;
}

struct ha_passed
ha_prefilter_words(struct ha_prefilter *prefilter, struct ha_span text)
{
	const char *end = text.at + text.len;
	struct ha_passed passed = { .at = text.at };

	while (pass_gap(&passed, end)) {
		const char *after =
		    ha_known_client_pass(&prefilter->client, passed.at);

		if (after == NULL || (*after != '\n' && !ends_word(*after))) {
			passed.is_found = has_word_end(passed.at, end);
			break;
		}
		passed.at = after;
	}
	return passed;
}
