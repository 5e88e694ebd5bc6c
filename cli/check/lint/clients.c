#include "cli/check/lint/lint.h"
#include "cli/pam/machine.h"
#include "common/language/text.h"

/* An option that stands alone, or one that more follows. */
static bool
is_option(struct ha_span token, bool is_last)
{
	if (ha_span_equal_fold(token, HA_SPAN("allow")) ||
	    ha_span_equal_fold(token, HA_SPAN("deny")))
		return true;
	return !is_last &&
	    (ha_span_equal_fold(token, HA_SPAN("spawn")) ||
		ha_span_equal_fold(token, HA_SPAN("twist")) ||
		ha_span_equal_fold(token, HA_SPAN("aclexec")));
}

static void
lint_options_as_clients(const struct cli_view *view)
{
	struct ha_list list = ha_list_of(view->rule->clients);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		struct ha_list ahead = list;
		struct ha_token ignored;

		/* The next token is looked for only where it matters. */
		if (token.text.len > sizeof("aclexec") - 1 ||
		    !ha_is_letter(token.text.at[0]))
			continue;
		if (!is_option(token.text, !ha_list_next(&ahead, &ignored)))
			continue;
		cli_find_in_rule(view, HA_CODE_OPTION_AS_CLIENT, token.text)
		    ->args[0] = token.text;
		return;
	}
}

static bool
names_sshd(const struct cli_view *view)
{
	struct ha_list list = ha_list_of(view->rule->daemons);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		struct ha_span daemon, server;

		if (!ha_text_split(token.text, &daemon, &server))
			daemon = token.text;
		if (token.group == 0 &&
		    ha_span_equal_fold(daemon, HA_SPAN("sshd")))
			return true;
	}
	return false;
}

/* ALL after other clients; of those after ALL the order lints tell. */
static void
lint_all_among(const struct cli_view *view)
{
	struct ha_list list = ha_list_of(view->rule->clients);
	struct ha_token token;
	bool is_first = true;

	while (ha_list_next(&list, &token) && token.group == 0) {
		if (ha_text_is_all(token.text)) {
			if (!is_first)
				cli_find_in_rule(view, HA_CODE_ALL_AMONG,
				    token.text);
			return;
		}
		is_first = false;
	}
}

/* Does the module take the account for the user in sshd's stack? */
static bool
is_login_told(struct cli_check *check)
{
	if (check->login == CLI_LOGIN_UNASKED)
		check->login = cli_pam_sshd_tells_login(check->options->pam.dir)
		    ? CLI_LOGIN_TOLD
		    : CLI_LOGIN_UNTOLD;
	return check->login == CLI_LOGIN_TOLD;
}

/*
 * "user@host" for sshd, which has no user to tell; what fits "unknown", such
 * as ALL@host, matches all the same.
 */
static void
lint_users(const struct cli_view *view)
{
	struct ha_list list = ha_list_of(view->rule->clients);
	struct ha_token token;

	if (!ha_span_holds(view->rule->clients, '@'))
		return;
	while (ha_list_next(&list, &token)) {
		struct ha_span user, host;

		if (!ha_text_split(token.text, &user, &host) || host.len == 0)
			continue;
		if (ha_text_is_all(user)) {
			cli_find_in_rule(view, HA_CODE_USER_ALL, token.text)
			    ->args[0] = user;
			return;
		}
		if (ha_text_match(user, HA_SPAN("unknown")))
			continue;
		if (names_sshd(view) && !is_login_told(view->check))
			cli_find_in_rule(view, HA_CODE_USER_SSHD, token.text)
			    ->args[0] = user;
		return;
	}
}

/* The first option and, if it runs into one, the client before it. */
static bool
take_colon(const struct cli_view *view, struct ha_span *client,
    struct ha_span *option)
{
	const struct ha_rule *rule = view->rule;
	size_t start = rule->clients.len;

	if (!rule->has_options || rule->clients.len == 0 ||
	    ha_is_separator(rule->clients.at[rule->clients.len - 1]))
		return false;
	while (start > 0 && !ha_is_separator(rule->clients.at[start - 1]))
		start--;
	*client = ha_span_from(rule->clients, start);
	*option =
	    ha_span_before(rule->options, ha_span_find(rule->options, ':'));
	for (size_t i = 0; i < option->len; i++) {
		if (ha_is_space(option->at[i]))
			option->len = i;
	}
	return true;
}

static bool
is_port(struct ha_span option)
{
	unsigned long ignored;

	return ha_span_number(option, 65535, &ignored);
}

/* lint_lines tells it. */
static bool
is_url(struct ha_span client, struct ha_span option)
{
	for (size_t i = 0; i < client.len; i++) {
		if (!ha_is_letter(client.at[i]))
			return false;
	}
	return ha_span_starts_fold(option, HA_SPAN("//"));
}

bool
cli_lint_is_port(const struct cli_view *view)
{
	struct ha_span client, option;

	return take_colon(view, &client, &option) && is_port(option);
}

/* True: what stands before the ':' is no name. */
static bool
lint_colon(const struct cli_view *view)
{
	struct ha_span client, option;

	if (!take_colon(view, &client, &option))
		return false;
	if (!is_port(option))
		return is_url(client, option);
	client.len += 1 + option.len;
	cli_find_in_rule(view, HA_CODE_ADDRESS_PORT, client)->effect =
	    HA_EFFECT_DENIED;
	return true;
}

/* Most rules of a big table: nothing in them is for the lints of lists. */
static bool
is_one_address(const struct ha_rule *rule)
{
	struct ha_span text = ha_span_trim(rule->clients);

	if (rule->has_options || text.len == 0 ||
	    (text.at[0] != '[' && !ha_is_digit(text.at[0])))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char byte = ha_fold(text.at[i]);

		if (!ha_is_digit(byte) && (byte < 'a' || byte > 'f') &&
		    byte != '.' && byte != ':' && byte != '/' && byte != '[' &&
		    byte != ']')
			return false;
	}
	return text.at[0] == '[' || !ha_is_letter(text.at[text.len - 1]);
}

void
cli_lint_clients(const struct cli_view *view)
{
	if (is_one_address(view->rule))
		return;
	lint_options_as_clients(view);
	lint_all_among(view);
	lint_users(view);
	cli_lint_nameless(view);
	if (!lint_colon(view))
		cli_lint_names(view);
}
