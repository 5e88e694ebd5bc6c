#include "cli/check/lint/known_daemons.h"
#include "cli/check/lint/lint.h"
#include "cli/io/message.h"
#include "common/language/option.h"
#include "common/language/text.h"

/* Longer ones are nobody's; these bound the work on a hostile table. */
#define WORD_MAX ((size_t)256)
#define DAEMON_MAX ((size_t)32)

/* Daemons of one rule that are gone back over. */
#define DAEMONS_BEFORE 8

/* Shorter ones may be a slip. */
#define DAEMON_MIN ((size_t)3)

/* "sshd" of some host or other, and no word of the language. */
static bool
is_name(struct ha_span text)
{
	if (text.len < DAEMON_MIN || !ha_is_letter(text.at[0]) ||
	    ha_text_is_except(text) ||
	    ha_span_equal_fold(text, HA_SPAN("allow")) ||
	    ha_span_equal_fold(text, HA_SPAN("deny")))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];

		if (!ha_is_letter(byte) && !ha_is_digit(byte) && byte != '.' &&
		    byte != '-' && byte != '_')
			return false;
	}
	return true;
}

/* Would no letter go on with it?  Not with digits of an IPv6 address. */
static bool
is_closed_net(struct ha_span text)
{
	return text.at[text.len - 1] != '.' &&
	    (text.at[0] == '[' || !ha_span_holds(text, ':')) &&
	    ha_pattern_is_net(text);
}

/* In capitals: otherwise it may be the end of a name. */
static bool
is_word(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] >= 'a' && text.at[i] <= 'z')
			return false;
	}
	return ha_pattern_is_word(text);
}

/* "gate.example.net", or with ALL in capitals after it any name. */
static bool
is_host(struct ha_span text, struct ha_span daemon)
{
	char last = text.at[text.len - 1];

	return (ha_is_digit(last) || (last >= 'a' && last <= 'z')) &&
	    (ha_span_holds(text, '.') || ha_span_equal(daemon, HA_SPAN("ALL")));
}

/* Does a rule end after left, and the next one begin with the daemon? */
static bool
is_seam(struct cli_check *check, struct ha_span left, struct ha_span daemon)
{
	if (!is_name(daemon))
		return false;
	if (is_closed_net(left))
		return true;
	return (is_word(left) || ha_pattern_is_net(left) ||
		   is_host(left, daemon)) &&
	    cli_is_daemon(check, daemon);
}

/* The longest daemon counts: "gw.proftpd" does not end in "ftpd". */
static bool
split(struct cli_check *check, struct ha_span word, struct ha_span *daemon)
{
	size_t at = word.len > DAEMON_MAX ? word.len - DAEMON_MAX : 1;

	for (; at < word.len; at++) {
		*daemon = ha_span_from(word, at);
		if (is_seam(check, ha_span_before(word, at), *daemon))
			return true;
		if (is_name(*daemon) && cli_is_daemon(check, *daemon))
			return false;
	}
	return false;
}

/* Surely a client: a name without a dot may as well be an option. */
static bool
is_client(struct ha_span text)
{
	struct ha_pattern pattern;

	ha_pattern_parse(text, &pattern);
	return pattern.kind != HA_PATTERN_MALFORMED &&
	    (pattern.kind != HA_PATTERN_NAME || ha_span_holds(text, '.'));
}

/*
 * After the daemon's ':' no option stands, and where nobody knows the daemon,
 * a client does.
 */
static bool
clients_follow(struct cli_check *check, struct ha_span daemon,
    struct ha_span text)
{
	struct ha_token client = { .group = 0 };
	struct ha_list list;
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_options options;
	struct ha_option option;

	while (text.len > 0 && ha_is_separator(text.at[0]))
		text = ha_span_from(text, 1);
	if (text.len == 0 || text.at[0] != ':')
		return false;
	options = ha_options_of(ha_span_from(text, 1), &arena, NULL);
	if (ha_options_next(&options, &option) == HA_NOMEM)
		cli_no_memory();
	ha_arena_free(&arena);
	if (options.fault == HA_CODE_OPTION_NO_NAME)
		return cli_is_daemon(check, daemon);
	list = ha_list_of(options.bad);
	return options.fault == HA_CODE_OPTION_UNKNOWN &&
	    ha_list_next(&list, &client) &&
	    (cli_is_daemon(check, daemon) || is_client(client.text));
}

static struct ha_span
after(const struct ha_rule *rule, struct ha_span piece)
{
	const char *end = piece.at + piece.len;

	return ha_span_from(rule->text, (size_t)(end - rule->text.at));
}

/*
 * A word may end at each of its ':', of which an IPv6 address has eight at
 * most; after the last there may be blanks.
 */
static bool
find_in_word(const struct cli_view *view, struct ha_span word,
    struct ha_span *daemon)
{
	size_t colons = 0;

	for (size_t end = 1; end <= word.len && colons < 9; end++) {
		struct ha_span part = ha_span_before(word, end);

		if (end < word.len && word.at[end] != ':')
			continue;
		colons++;
		if (split(view->check, part, daemon) &&
		    clients_follow(view->check, *daemon,
			after(view->rule, part)))
			return true;
	}
	return false;
}

/* The clients' last word, as far as the next separator: it may hold ':'. */
static struct ha_span
last_word(const struct ha_rule *rule)
{
	struct ha_list list = ha_list_of(rule->clients);
	struct ha_span word = HA_SPAN_EMPTY;
	const char *end = rule->text.at + rule->text.len;
	struct ha_token token;

	while (ha_list_next(&list, &token))
		word = token.text;
	while (word.len > 0 && word.at + word.len < end &&
	    !ha_is_separator(word.at[word.len]))
		word.len++;
	return word;
}

/* "sshd: 192.0.2.1ALL: 203.0.113.1" */
static bool
find_after_client(const struct cli_view *view, struct ha_span *daemon)
{
	struct ha_span word = last_word(view->rule);

	return word.len <= WORD_MAX && find_in_word(view, word, daemon);
}

/* "sshd: 192.0.2.1 : allowALL: 203.0.113.1" */
static bool
find_after_verdict(const struct cli_view *view, struct ha_span *daemon)
{
	const struct ha_span verdicts[] = { HA_SPAN("allow"), HA_SPAN("deny") };
	struct ha_span bad = view->options->bad;

	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		if (!ha_span_starts_fold(bad, verdicts[i]))
			continue;
		*daemon = ha_span_from(bad, verdicts[i].len);
		return is_name(*daemon) &&
		    cli_is_daemon(view->check, *daemon) &&
		    clients_follow(view->check, *daemon,
			after(view->rule, bad));
	}
	return false;
}

/* The backslash before the word, if that begins a line as it is written. */
static bool
begins_line(const struct cli_view *view, struct ha_span word,
    struct ha_location *backslash)
{
	const char *bytes = view->rule->where.source->bytes;
	size_t start = view->rule->where.offset;
	size_t at = ha_rule_locate(view->rule, word).offset;

	while (at > start && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t'))
		at--;
	if (at < start + 2 || bytes[at - 1] != '\n')
		return false;
	*backslash =
	    (struct ha_location){ view->rule->where.source, at - 2, 1 };
	return true;
}

/* The last word, or empty. */
static struct ha_span
word_at_end(struct ha_span text)
{
	size_t end = text.len, start;

	while (end > 0 && ha_is_separator(text.at[end - 1]))
		end--;
	start = end;
	while (start > 0 && !ha_is_separator(text.at[start - 1]))
		start--;
	return (struct ha_span){ text.at + start, end - start };
}

/* Daemons that nobody knows, before those: the first of them begins a line. */
static bool
find_beginning(const struct cli_view *view, struct ha_span piece,
    struct ha_span *daemon)
{
	struct ha_location ignored;

	for (int i = 0; i < DAEMONS_BEFORE; i++) {
		struct ha_span word = word_at_end(piece);

		if (!is_name(word) || ha_span_holds(word, '.'))
			return false;
		if (begins_line(view, word, &ignored)) {
			*daemon = word;
			return true;
		}
		piece.len = (size_t)(word.at - piece.at);
	}
	return false;
}

/*
 * The daemons that a piece of a rule ends in, with a blank before them: the
 * first of them, if a client list follows the piece.
 */
static bool
find_at_end(const struct cli_view *view, struct ha_span piece, bool must_begin,
    struct ha_span *daemon)
{
	struct ha_span word = word_at_end(piece), rest = piece;
	struct ha_location ignored;

	if (!is_name(word) || word.len > DAEMON_MAX ||
	    !clients_follow(view->check, word, after(view->rule, piece)))
		return false;
	*daemon = word;
	while (is_name(word) && cli_is_daemon(view->check, word)) {
		*daemon = word;
		rest.len = (size_t)(word.at - rest.at);
		word = word_at_end(rest);
	}
	rest.len = (size_t)(daemon->at - piece.at);
	if (begins_line(view, *daemon, &ignored) ||
	    find_beginning(view, rest, daemon))
		return true;
	return !must_begin && cli_is_daemon(view->check, *daemon) &&
	    word_at_end(rest).len > 0;
}

/* The field that ends at the ':' before the option that is wrong. */
static struct ha_span
field_before(const struct ha_rule *rule, struct ha_span bad)
{
	const char *start = rule->options.at, *end = bad.at;

	while (end > start && end[-1] != ':')
		end--;
	if (end == start)
		return rule->clients;
	end--;
	for (const char *at = end; at > start; at--) {
		if (at[-1] == ':') {
			start = at;
			break;
		}
	}
	return (struct ha_span){ start, (size_t)(end - start) };
}

/*
 * "sshd: 192.0.2.1 sshd: 192.0.2.2", "... : allow sshd: 192.0.2.2".  After what
 * else an option may say, only where a line begins with it.
 */
static bool
find_after_blank(const struct cli_view *view, struct ha_span *daemon)
{
	struct ha_span bad = view->options->bad, before;

	if (bad.at < view->rule->options.at)
		return false;
	before = field_before(view->rule, bad);
	return find_at_end(view, bad, false, daemon) ||
	    (!cli_lint_is_port(view) &&
		find_at_end(view, before, before.at != view->rule->clients.at,
		    daemon));
}

static bool
may_be_glued(enum ha_code fault)
{
	return fault == HA_CODE_OPTION_UNKNOWN ||
	    fault == HA_CODE_OPTION_NO_NAME || fault == HA_CODE_OPTION_VALUE ||
	    fault == HA_CODE_OPTION_BAD_VALUE;
}

bool
cli_lint_glued(const struct cli_view *view)
{
	struct ha_location backslash;
	struct cli_finding *finding;
	struct ha_span daemon;

	if (!may_be_glued(view->options->fault))
		return false;
	if (!find_after_client(view, &daemon) &&
	    !find_after_verdict(view, &daemon) &&
	    !find_after_blank(view, &daemon))
		return false;
	finding = begins_line(view, daemon, &backslash)
	    ? cli_find(&view->check->findings, HA_CODE_RULES_CONTINUED,
		  backslash)
	    : cli_find_in_rule(view, HA_CODE_RULES_JOINED, daemon);
	finding->effect = HA_EFFECT_DENIED;
	cli_finding_say(&view->check->findings, finding, 0, daemon);
	return true;
}
