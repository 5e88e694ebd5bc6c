#include "cli/check/lint/known_daemons.h"
#include "cli/check/lint/lint.h"
#include "cli/io/typo.h"
#include "cli/sys/askers.h"
#include "common/language/text.h"

/* Different daemons that are looked at: what names more is no table. */
#define DAEMONS_MAX 1000

/* A token of the daemon list: "name" or "name@server". */
struct daemon {
	struct ha_span token, name;
	bool needs_server; /* to match, it must be known */
};

static struct cli_finding *
find(const struct cli_view *view, enum ha_code code,
    const struct daemon *daemon)
{
	struct cli_finding *finding =
	    cli_find_in_rule(view, code, daemon->token);

	finding->args[0] = daemon->name;
	return finding;
}

/* ALL and KNOWN, and parts of names: they mean no daemon in particular. */
static bool
is_general(struct ha_span name)
{
	return name.len == 0 ||
	    (name.at[0] != '[' && !ha_text_is_literal(name));
}

/* What can be no daemon's name: paths, netgroups, words for hosts, hosts. */
static bool
is_misplaced(struct ha_span name)
{
	struct ha_pattern pattern;

	if (ha_pattern_is_word(name) || ha_span_holds(name, '/') ||
	    name.at[0] == '@')
		return true;
	ha_pattern_parse(name, &pattern);
	return pattern.kind == HA_PATTERN_NET;
}

/* The start of an address that is glued to the name, as in sshd192.0.2.1. */
static size_t
glued_address(struct ha_span name)
{
	size_t start = name.len;
	struct ha_addr ignored;

	while (start > 0 &&
	    (ha_is_digit(name.at[start - 1]) || name.at[start - 1] == '.'))
		start--;
	if (start == 0 || start == name.len ||
	    !ha_addr_parse_ipv4(ha_span_from(name, start), &ignored))
		return 0;
	return start;
}

/* True: it is no name of a daemon, which was reported. */
static bool
lint_shape(const struct cli_view *view, const struct daemon *daemon)
{
	struct ha_span name = daemon->name;
	size_t address = glued_address(name);
	unsigned port;

	if (address > 0) {
		struct cli_finding *finding =
		    find(view, HA_CODE_NO_COLON, daemon);

		finding->args[0] = ha_span_before(name, address);
		finding->args[1] = ha_span_from(name, address);
	} else if (ha_text_is_port(name, &port)) {
		find(view, HA_CODE_DAEMON_PORT, daemon);
	} else if (is_misplaced(name)) {
		find(view, HA_CODE_DAEMON_SHAPE, daemon);
	} else {
		struct cli_piece piece = { .text = name,
			.where = ha_rule_locate(view->rule, name) };

		return cli_lint_torn(view, &piece) ||
		    cli_lint_prose(view, &piece) ||
		    cli_lint_shape(view, &piece, HA_EFFECT_SKIPPED);
	}
	return true;
}

/* "all" and "except" in capitals can be no other daemon, either. */
static struct ha_span
like_what(const struct cli_daemons *daemons, struct ha_span name)
{
	struct ha_span like = cli_daemon_like(daemons, name);

	if (like.len > 0)
		return like;
	if (cli_is_typo(name, HA_SPAN("ALL")))
		return HA_SPAN("ALL");
	if (cli_is_typo(name, HA_SPAN("EXCEPT")))
		return HA_SPAN("EXCEPT");
	return HA_SPAN_EMPTY;
}

static void
lint_unknown(const struct cli_view *view, const struct daemon *daemon)
{
	struct ha_span like =
	    like_what(cli_known_daemons(view->check), daemon->name);

	if (like.len > 0)
		find(view, HA_CODE_DAEMON_TYPO, daemon)->args[1] = like;
	else
		find(view, HA_CODE_DAEMON_UNKNOWN, daemon);
}

/* What belongs to the kernel stands in the same rules as what asks for it. */
static void
lint_never(const struct cli_view *view, const struct daemon *daemon)
{
	struct cli_finding *finding =
	    find(view, HA_CODE_DAEMON_NEVER_ASKS, daemon);

	if (cli_asker_named(daemon->name) == NULL)
		return;
	cli_finding_set_level(&view->check->findings, finding, HA_LEVEL_NOTE);
	finding->help =
	    "it is the kernel's: rules for mountd and rpcbind count";
}

/* A program may give libwrap another name than its own: rpc.mountd. */
static void
lint_given(const struct cli_view *view, const struct daemon *daemon)
{
	struct ha_span given = cli_daemon_given(daemon->name);
	const struct cli_asker *asker = cli_asker_named(daemon->name);
	struct cli_finding *finding = find(view, HA_CODE_DAEMON_NO_PAM, daemon);

	if (asker == NULL)
		asker = cli_asker_named(given);
	if (asker != NULL && asker->asks == CLI_ASKS_IF_EACH) {
		finding->help = "write the names of its services, as they "
				"stand in [ ] in its settings";
		return;
	}
	if (given.len == 0)
		return;
	finding->args[1] = given;
	finding->help = cli_asker_named(daemon->name) != NULL
	    ? "write %2 as well, which has taken its place"
	    : "write %2, which is the name that it gives";
}

static void
lint_name(const struct cli_view *view, const struct daemon *daemon)
{
	struct cli_daemons *daemons = cli_known_daemons(view->check);

	switch (cli_daemon_kind(daemons, daemon->name)) {
	case CLI_DAEMON_PAM:
		if (daemon->needs_server &&
		    !ha_span_equal_fold(daemon->name, HA_SPAN("sshd")))
			find(view, HA_CODE_SERVER_UNKNOWN, daemon);
		return;
	case CLI_DAEMON_LIBWRAP:
		lint_given(view, daemon);
		return;
	case CLI_DAEMON_NEITHER:
		lint_never(view, daemon);
		return;
	case CLI_DAEMON_SERVICE:
		/* Some are written for their daemons again and again. */
		if (cli_daemon_is_meant_for(daemon->name))
			lint_unknown(view, daemon);
		return;
	case CLI_DAEMON_UNKNOWN:
		lint_unknown(view, daemon);
		return;
	}
}

/*
 * Each name is reported once: tables repeat their daemons in every rule, a
 * million times if need be.
 */
void
cli_lint_daemons(const struct cli_view *view)
{
	struct cli_check *check = view->check;
	struct cli_daemons *daemons = cli_known_daemons(check);
	struct ha_list list = ha_list_of(view->rule->daemons);
	struct ha_token token;

	cli_lint_star(view);
	while (ha_list_next(&list, &token)) {
		struct daemon daemon = { .token = token.text };
		struct ha_span server;

		if (!ha_text_split(token.text, &daemon.name, &server))
			daemon.name = token.text;
		else
			daemon.needs_server =
			    !ha_text_match(server, HA_SPAN("unknown"));
		if (is_general(daemon.name) ||
		    !cli_names_add_new(&daemons->seen, &check->findings.arena,
			token.text, DAEMONS_MAX))
			continue;
		if (!lint_shape(view, &daemon))
			lint_name(view, &daemon);
	}
}

/* Do all daemons of the list ask without a name?  The first that does. */
static bool
is_nameless(struct ha_span daemons, struct ha_span *first)
{
	struct ha_list list = ha_list_of(daemons);
	struct ha_token token;

	*first = HA_SPAN_EMPTY;
	while (ha_list_next(&list, &token)) {
		const struct cli_asker *asker;
		struct ha_span name, server;

		if (!ha_text_split(token.text, &name, &server))
			name = token.text;
		asker = ha_text_is_literal(name) ? cli_asker_named(name) : NULL;
		if (token.group > 0 || asker == NULL || asker->knows_names ||
		    asker->asks == CLI_ASKS_NEVER)
			return false;
		if (first->len == 0)
			*first = name;
	}
	return first->len > 0;
}

void
cli_lint_nameless(const struct cli_view *view)
{
	struct ha_list list = ha_list_of(view->rule->clients);
	struct ha_token token;
	struct ha_span daemon;

	if (ha_list_is_everybody(view->rule->daemons) ||
	    !is_nameless(view->rule->daemons, &daemon))
		return;
	while (ha_list_next(&list, &token)) {
		struct ha_span user, host;
		struct ha_pattern pattern;

		ha_text_split(token.text, &user, &host);
		ha_pattern_parse(host, &pattern);
		if (!ha_pattern_is_of_names(pattern.kind))
			continue;
		cli_find_in_rule(view, HA_CODE_DAEMON_NAMELESS, token.text)
		    ->args[0] = daemon;
		return;
	}
}
