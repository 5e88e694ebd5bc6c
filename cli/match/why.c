#include "cli/match/why.h"

#include "common/language/text.h"

bool
cli_needs_name(enum ha_pattern_kind kind)
{
	switch (kind) {
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_NAME:
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
		return true;
	case HA_PATTERN_ALL:
	case HA_PATTERN_FILE:
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
	case HA_PATTERN_LIBWRAP:
	case HA_PATTERN_MALFORMED:
		return false;
	}
	return false;
}

bool
cli_needs_addr(enum ha_pattern_kind kind)
{
	switch (kind) {
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_FILE:
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
		return true;
	case HA_PATTERN_ALL:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_NAME:
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
	case HA_PATTERN_LIBWRAP:
	case HA_PATTERN_MALFORMED:
		return false;
	}
	return false;
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

static const char *
why_name(const struct ha_host *host)
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
		return "another name";
	case HA_FACT_CLAIMED:
	case HA_FACT_UNTOLD:
		break;
	}
	return "";
}

static const char *
why_matches(const struct ha_pattern *pattern, const struct ha_host *host)
{
	switch (pattern->kind) {
	case HA_PATTERN_ALL:
		return "every host";
	case HA_PATTERN_KNOWN:
		return "name and address are known";
	case HA_PATTERN_UNKNOWN:
		return host->addr_fact == HA_FACT_KNOWN
		    ? why_name(host)
		    : "the address is not known";
	case HA_PATTERN_LOCAL:
		return "the name holds no dot";
	case HA_PATTERN_PARANOID:
		return "name and address disagree";
	case HA_PATTERN_NETGROUP:
		return "a member of the netgroup";
	case HA_PATTERN_FILE:
		return "a pattern in that file matches";
	case HA_PATTERN_NET:
		return "the address lies in it";
	case HA_PATTERN_ADDRESS_SUFFIX:
		return "the address ends in it";
	case HA_PATTERN_ADDRESS_WILDCARD:
		return "the address fits";
	case HA_PATTERN_NAME:
		return "that is the name";
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
	case HA_PATTERN_LIBWRAP:
		return "name or address fits";
	case HA_PATTERN_MALFORMED:
		return "malformed, and libwrap's reading of it fits";
	}
	return "";
}

static const char *
why_netgroup(const struct ha_host *host, enum ha_match match)
{
	if (host->name_fact == HA_FACT_UNASKED ||
	    host->name_fact == HA_FACT_FAILED)
		return why_name(host);
	return match == HA_MATCH_UNKNOWN
	    ? "nobody could tell who is in the netgroup"
	    : "not in the netgroup";
}

static const char *
why_no_addr_match(const struct ha_host *host)
{
	return host->addr_fact == HA_FACT_KNOWN ? "another address"
						: "the address is not known";
}

static const char *
why_not_host(const struct ha_pattern *pattern, const struct ha_host *host,
    enum ha_match match)
{
	switch (pattern->kind) {
	case HA_PATTERN_KNOWN:
		return host->addr_fact == HA_FACT_KNOWN
		    ? why_name(host)
		    : "the address is not known";
	case HA_PATTERN_UNKNOWN:
		return host->name_fact == HA_FACT_CONFLICT
		    ? "name and address disagree"
		    : "name and address are known";
	case HA_PATTERN_LOCAL:
		return host->name_fact == HA_FACT_KNOWN ? "the name holds a dot"
							: why_name(host);
	case HA_PATTERN_PARANOID:
		return host->name_fact == HA_FACT_KNOWN
		    ? "name and address belong together"
		    : why_name(host);
	case HA_PATTERN_NETGROUP:
		return why_netgroup(host, match);
	case HA_PATTERN_FILE:
		return match == HA_MATCH_UNKNOWN
		    ? "patterns in that file need what is not known"
		    : "no pattern in that file matches";
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
		return why_no_addr_match(host);
	case HA_PATTERN_NAME:
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
	case HA_PATTERN_LIBWRAP:
		return why_name(host);
	case HA_PATTERN_MALFORMED:
		return ha_code_text(pattern->fault);
	case HA_PATTERN_ALL:
		return "";
	}
	return "";
}

const char *
cli_why(const struct ha_event *event, const struct ha_request *request)
{
	struct cli_token token;

	cli_token_read(&token, event, request);
	if (event->match == HA_MATCH_YES)
		return token.has_host ? why_matches(event->pattern, token.facts)
				      : "this service";
	/* The engine asks for a daemon before its host, for a user after. */
	if (!token.has_host)
		return why_not_service(token.before_at, request);
	if (!token.is_daemon && token.before_at.len > 0 &&
	    !ha_text_match(token.before_at, ha_request_user(request),
		request->dialect))
		return request->user.len == 0 ? "no user was given"
					      : "another user";
	return why_not_host(event->pattern, token.facts, event->match);
}

const char *
cli_pattern_says(enum ha_pattern_kind kind)
{
	switch (kind) {
	case HA_PATTERN_ALL:
		return "matches every client";
	case HA_PATTERN_KNOWN:
		return "matches: name and address are known";
	case HA_PATTERN_UNKNOWN:
		return "matches: name or address is not known";
	case HA_PATTERN_LOCAL:
		return "matches: the name holds no dot";
	case HA_PATTERN_PARANOID:
		return "matches: name and address disagree";
	case HA_PATTERN_NETGROUP:
		return "matches: the client is in the netgroup";
	case HA_PATTERN_FILE:
		return "matches: one of its patterns does";
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
		return "matches the address";
	case HA_PATTERN_NAME:
		return "is the client's name";
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
	case HA_PATTERN_LIBWRAP:
		return "matches the client's name or address";
	case HA_PATTERN_MALFORMED:
		return "is malformed; libwrap would match the client with it";
	}
	return "";
}
