#include "cli/match/why.h"

#include "common/language/text.h"

/* By enum ha_pattern_kind, see pattern.def. */
static const struct {
	const char *matches, *says, *misses, *unknown;
} words[] = {
#define HA_PATTERN(kind, word, names, addrs, asks, ...) { __VA_ARGS__ },
#include "common/language/pattern.def"
#undef HA_PATTERN
};

bool
cli_is_open(enum ha_fact fact)
{
	return fact == HA_FACT_UNASKED || fact == HA_FACT_FAILED;
}

static bool
lies_in(struct ha_span piece, struct ha_span whole)
{
	return piece.at >= whole.at && piece.at < whole.at + whole.len;
}

void
cli_token_read(struct cli_token *token, const struct ha_event *event,
    const struct ha_request *request)
{
	bool has_at =
	    ha_text_split(event->text, &token->before_at, &token->host);

	token->is_daemon = lies_in(event->text, event->rule->daemons);
	token->has_host = event->pattern != NULL;
	if (token->is_daemon && !has_at)
		token->before_at = event->text;
	token->facts = token->is_daemon ? &request->server : &request->client;
}

static const char *
why_not_service(struct ha_span daemon, const struct ha_request *request)
{
	unsigned port;

	if (!ha_text_is_port(daemon, &port))
		return "another service";
	return request->server.port == 0 ? "the server's port is not known"
					 : "another port";
}

/* NULL: there is a name that is the host's. */
static const char *
why_no_name(const struct ha_host *host)
{
	switch (host->name_fact) {
	case HA_FACT_UNASKED:
		return "the name was not looked up";
	case HA_FACT_FAILED:
		return "the look-up of the name failed";
	case HA_FACT_CONFLICT:
		return "name and address disagree";
	case HA_FACT_ABSENT:
		return "there is no name";
	case HA_FACT_KNOWN:
	case HA_FACT_CLAIMED:
	case HA_FACT_UNTOLD:
		break;
	}
	return NULL;
}

static const char *
why_no_addr(const struct ha_host *host)
{
	return host->addr_fact == HA_FACT_KNOWN ? NULL
						: "the address is not known";
}

static const char *
first_of(const char *first, const char *second)
{
	return first != NULL ? first : second;
}

/*
 * The fact that the pattern needs and that is not there; NULL: all are.  One
 * that is compared with the name as well as with the address is meant for the
 * name.  Of a netgroup who has no name may be a member, too.  Which word of a
 * file lacks what would be too much to say.
 */
static const char *
why_missing(const struct ha_event *event, const struct ha_host *host)
{
	const struct ha_pattern_needs *needs =
	    &ha_pattern_needs[event->pattern->kind];
	const char *no_name = NULL, *no_addr = NULL;

	if (needs->asks == HA_ASKS_WORDS)
		return NULL;
	if (event->needs & HA_NEEDS_NAME)
		no_name = why_no_name(host);
	if (event->needs & HA_NEEDS_ADDRESS)
		no_addr = why_no_addr(host);
	if (needs->asks != HA_ASKS_NOTHING && !cli_is_open(host->name_fact))
		no_name = NULL;
	return needs->addrs == HA_ADDRS_TEXT ? first_of(no_name, no_addr)
					     : first_of(no_addr, no_name);
}

static const char *
why_matches(const struct ha_event *event, const struct ha_host *host)
{
	return first_of(words[event->pattern->kind].matches,
	    first_of(why_missing(event, host), ""));
}

static const char *
why_not_host(const struct ha_event *event, const struct ha_host *host)
{
	const struct ha_pattern *pattern = event->pattern;
	const char *why = why_missing(event, host);

	if (pattern->kind == HA_PATTERN_MALFORMED)
		return ha_code_text(pattern->fault);
	if (event->match == HA_MATCH_UNKNOWN)
		why = first_of(why, words[pattern->kind].unknown);
	why = first_of(why, words[pattern->kind].misses);
	return first_of(why, "");
}

const char *
cli_why(const struct ha_event *event, const struct ha_request *request)
{
	struct cli_token token;

	cli_token_read(&token, event, request);
	if (event->match == HA_MATCH_YES)
		return token.has_host ? why_matches(event, token.facts)
				      : "this service";
	/* The engine asks for a daemon before its host, for a user after. */
	if (!token.has_host)
		return why_not_service(token.before_at, request);
	if (!token.is_daemon && token.before_at.len > 0 &&
	    !ha_text_match(token.before_at, ha_request_user(request)))
		return request->user.len == 0 ? "no user was given"
					      : "another user";
	return why_not_host(event, token.facts);
}

const char *
cli_pattern_says(enum ha_pattern_kind kind)
{
	return words[kind].says;
}
