#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>

#include "cli/check/base/here.h"
#include "cli/check/lint/lint.h"
#include "cli/check/lint/option.h"
#include "cli/check/lint/url.h"
#include "cli/io/message.h"
#include "cli/io/typo.h"
#include "common/language/variables.h"
#include "common/libwrap/dialect.h"

/* What stood before the option that is looked at. */
enum before {
	BEFORE_OTHER,
	BEFORE_COMMAND,   /* which may have been meant to go on */
	BEFORE_CUT_SHORT, /* a command, and that has been reported */
	BEFORE_NOT_LAST   /* allow, deny, twist, and that has been reported */
};

struct walk {
	const struct cli_view *view;
	struct ha_arena arena;
	struct ha_options options;
	enum before before;
	const char *start;        /* of the option's field */
	const char *last_command; /* of the rule, or NULL */
	struct ha_span shared;    /* who commands run as, see cli_shared_user */
};

/* Words of other languages for what is "allow" and "deny" here. */
static const struct {
	const char *word, *meant;
} others[] = {
	{ "permit", "allow" },
	{ "accept", "allow" },
	{ "pass", "allow" },
	{ "grant", "allow" },
	{ "allowed", "allow" },
	{ "denied", "deny" },
	{ "reject", "deny" },
	{ "refuse", "deny" },
	{ "drop", "deny" },
	{ "block", "deny" },
	{ "exec", "spawn" },
	{ "run", "spawn" },
	{ "log", "severity" },
	{ "env", "setenv" },
};

static const char *
known_word_like(struct ha_span word)
{
	static const enum ha_option_kind kinds[] = {
#define HA_OPTION(name, keyword, value, is_last, expands) HA_OPTION_##name,
#include "common/language/options.def"
#undef HA_OPTION
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *known = ha_option_keyword(kinds[i]);

		if (cli_is_typo(word, ha_span_of(known)))
			return known;
	}
	return NULL;
}

/*
 * NULL: nobody knows.  After a command, several words are rather the rest of
 * it.
 */
static const char *
what_was_meant(struct ha_span field, bool behind_command)
{
	struct ha_span word = cli_option_keyword(field);

	if (behind_command)
		return word.len == field.len ? known_word_like(word) : NULL;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (ha_span_equal_fold(word, ha_span_of(others[i].word)))
			return others[i].meant;
	}
	return known_word_like(word);
}

static bool
is_command_kind(enum ha_option_kind kind)
{
	return kind == HA_OPTION_SPAWN || kind == HA_OPTION_TWIST ||
	    kind == HA_OPTION_ACLEXEC;
}

static void
find_denied(const struct walk *walk, enum ha_code code, struct ha_span piece,
    struct ha_span first, struct ha_span second)
{
	struct cli_findings *findings = &walk->view->check->findings;
	struct cli_finding *finding = cli_find_in_rule(walk->view, code, piece);

	finding->effect = HA_EFFECT_DENIED;
	cli_finding_say(findings, finding, 0, first);
	finding->args[1] = second;
}

/* The ':' before the option, which was meant for the command before it. */
static void
find_colon(struct walk *walk)
{
	find_denied(walk, HA_CODE_OPTION_COLON,
	    (struct ha_span){ walk->start - 1, 1 }, HA_SPAN_EMPTY,
	    HA_SPAN_EMPTY);
	walk->before = BEFORE_CUT_SHORT;
}

/* The rest of the same command goes without saying. */
static void
lint_unknown(struct walk *walk, struct ha_span field)
{
	struct ha_span word = cli_option_keyword(field);
	enum before before = walk->before;
	const char *meant = what_was_meant(field,
	    before == BEFORE_COMMAND || before == BEFORE_CUT_SHORT);

	walk->before = BEFORE_OTHER;
	if (meant != NULL)
		find_denied(walk, HA_CODE_OPTION_TYPO, word, word,
		    ha_span_of(meant));
	else if (before == BEFORE_COMMAND)
		find_colon(walk);
	else if (before == BEFORE_CUT_SHORT)
		walk->before = before;
	else if (cli_option_is_command(field))
		find_denied(walk, HA_CODE_OPTION_COMMAND, field, field,
		    HA_SPAN_EMPTY);
	else
		find_denied(walk, HA_CODE_OPTION_UNKNOWN, field, HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
}

/* Two ':' within a command, or one that is too many. */
static void
lint_nameless(struct walk *walk, struct ha_span field)
{
	bool is_last = walk->options.is_done;

	if (walk->before == BEFORE_COMMAND && !is_last)
		find_colon(walk);
	else if (walk->before == BEFORE_OTHER || walk->before == BEFORE_COMMAND)
		find_denied(walk, HA_CODE_OPTION_NO_NAME, field, HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
}

/* Is the next option none, so that its ':' was meant for the command? */
static bool
goes_on(const struct walk *walk)
{
	struct ha_options ahead = walk->options;
	struct ha_option option;
	enum ha_status status = ha_options_next(&ahead, &option);

	if (status == HA_NOMEM)
		cli_no_memory();
	return ahead.fault == HA_CODE_OPTION_UNKNOWN &&
	    what_was_meant(ahead.bad, true) == NULL;
}

static void
lint_bad(struct walk *walk, enum ha_code fault, struct ha_span field,
    enum ha_option_kind kind)
{
	switch ((unsigned)fault) {
	case HA_CODE_OPTION_UNKNOWN:
		lint_unknown(walk, field);
		return;
	case HA_CODE_OPTION_NO_NAME:
		lint_nameless(walk, field);
		return;
	case HA_CODE_OPTION_NOT_LAST:
		if (kind == HA_OPTION_TWIST && goes_on(walk)) {
			walk->before = BEFORE_COMMAND;
			return;
		}
		walk->before = BEFORE_NOT_LAST;
		break;
	default:
		walk->before = BEFORE_OTHER;
	}
	find_denied(walk, fault, field, HA_SPAN_EMPTY, HA_SPAN_EMPTY);
}

/* A level alone leaves the facility open; kern, which is 0, is as good. */
static bool
is_kern(const struct ha_option *option)
{
	return ha_span_holds(option->value, '.') &&
	    LOG_FAC((unsigned long)option->number) == 0;
}

/* Read once more, as libwrap would: it knows fewer of them (O1). */
static void
lint_severity(struct walk *walk, const struct ha_option *option)
{
	struct ha_libwrap libwrap;
	struct ha_options alone;
	struct ha_option ignored;
	enum ha_status status;

	ha_libwrap_init(&libwrap, HA_DIFFERENCES_OFF);
	alone = ha_options_of(option->field, &walk->arena,
	    &libwrap.dialect.options);
	status = ha_options_next(&alone, &ignored);
	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_END)
		cli_find_in_rule(walk->view, HA_CODE_SEVERITY_NEW,
		    cli_option_written_value(option->field));
	if (is_kern(option))
		cli_find_in_rule(walk->view, HA_CODE_SEVERITY_KERN,
		    cli_option_written_value(option->field));
}

/* Whatever a "%" in it stands for, the name begins as it is written. */
static void
lint_obeyed(const struct walk *walk, const struct ha_option *option)
{
	struct ha_span name =
	    cli_option_keyword(cli_option_written_value(option->field));

	if (ha_variable_is_obeyed(name))
		cli_find_in_rule(walk->view, HA_CODE_VARIABLE_OBEYED, name);
}

/*
 * Variables with which a service is told something by libwrap, which runs in
 * the service itself.  PAM has an environment of its own.
 */
static const struct {
	const char *variable, *service;
} unseen[] = {
	{ "VSFTPD_LOAD_CONF", "vsftpd" },
};

static void
lint_unseen(const struct walk *walk, const struct ha_option *option)
{
	struct ha_span name =
	    cli_option_keyword(cli_option_written_value(option->field));

	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
		struct cli_finding *finding;

		if (!ha_span_equal(name, ha_span_of(unseen[i].variable)))
			continue;
		finding =
		    cli_find_in_rule(walk->view, HA_CODE_VARIABLE_UNSEEN, name);
		finding->args[0] = ha_span_of(unseen[i].variable);
		finding->args[1] = ha_span_of(unseen[i].service);
	}
}

/* The name of a variable must not hold a '='; "%" may stand for any text. */
static void
lint_variable(struct walk *walk, const struct ha_option *option)
{
	struct ha_span name = cli_option_keyword(option->value);

	cli_lint_percents(walk->view, option);
	if (!ha_span_holds(name, '%') &&
	    (name.len == 0 ||
		(name.len < option->value.len &&
		    option->value.at[name.len] == '=')))
		find_denied(walk, HA_CODE_OPTION_BAD_VALUE, option->field,
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	else
		lint_obeyed(walk, option);
	lint_unseen(walk, option);
}

/* Folders that are asked about. */
#define FOLDERS_MAX 512

enum folder {
	FOLDER_IS_THERE, /* or cannot be seen */
	FOLDER_IS_MISSING,
	FOLDER_IS_NONE
};

static enum folder
look_for_folder(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return S_ISDIR(st.st_mode) ? FOLDER_IS_THERE : FOLDER_IS_NONE;
	return errno == ENOENT ? FOLDER_IS_MISSING
	    : errno == ENOTDIR ? FOLDER_IS_NONE
			       : FOLDER_IS_THERE;
}

/* What is no folder here is hardly one elsewhere; what is missing may be. */
static void
lint_banners(const struct walk *walk, const struct ha_option *option)
{
	struct cli_check *check = walk->view->check;
	enum ha_code code = HA_CODE_BANNERS_NO_FOLDER;
	struct ha_span path = cli_option_written_value(option->field);
	struct cli_name *known;
	enum ha_level level = ha_code_level(code);

	if (path.len == 0 || path.at[0] != '/' || ha_span_holds(path, '\0'))
		return;
	known = cli_names_add(&check->folders, &check->findings.arena, path,
	    FOLDERS_MAX);
	if (known == NULL)
		return;
	if (!known->is_answered)
		known->answer = (int)look_for_folder(
		    cli_findings_keep(&check->findings, path).at);
	known->is_answered = true;
	if (known->answer == FOLDER_IS_MISSING)
		level = cli_level_of_missing(walk->view->table, code);
	if (known->answer != FOLDER_IS_THERE)
		cli_finding_say(&check->findings,
		    cli_find_as(&check->findings, code, level,
			ha_rule_locate(walk->view->rule, path)),
		    0, path);
}

/* user, group, nice, umask: what do the commands after it become? */
static void
lint_setting(struct walk *walk, const struct ha_option *option)
{
	bool is_account =
	    option->kind == HA_OPTION_USER || option->kind == HA_OPTION_GROUP;

	if (is_account)
		cli_lint_account(walk->view, option);
	if (option->kind == HA_OPTION_USER)
		walk->shared = cli_shared_user(option);
	if (walk->last_command == NULL || walk->last_command < option->field.at)
		cli_find_in_rule(walk->view, HA_CODE_NO_COMMAND_FOLLOWS,
		    option->field)
		    ->args[0] = ha_span_of(ha_option_keyword(option->kind));
	else if (is_account)
		cli_find_in_rule(walk->view, HA_CODE_USER_INERT, option->field);
}

/* A process can make another one of the same user exit as it likes. */
static void
lint_shared(struct walk *walk)
{
	if (walk->shared.len == 0)
		return;
	cli_finding_say(&walk->view->check->findings,
	    cli_find_in_rule(walk->view, HA_CODE_ACLEXEC_SHARED_USER,
		walk->shared),
	    0, walk->shared);
	walk->shared = HA_SPAN_EMPTY;
}

static void
lint_aclexec(struct walk *walk, const struct ha_option *option)
{
	const struct cli_view *view = walk->view;

	cli_lint_command(view, option);
	lint_shared(walk);
	if (view->options->allows)
		cli_find_in_rule(view, HA_CODE_ACLEXEC_ALLOW,
		    view->options->last);
	else if (view->table->kind == HA_TABLE_DENY)
		cli_find_in_rule(view, HA_CODE_ACLEXEC_IN_DENY,
		    cli_option_keyword(option->field));
}

static void
lint_good(struct walk *walk, const struct ha_option *option)
{
	walk->before =
	    is_command_kind(option->kind) ? BEFORE_COMMAND : BEFORE_OTHER;
	switch (option->kind) {
	case HA_OPTION_ALLOW:
	case HA_OPTION_DENY:
		break;
	case HA_OPTION_BANNERS:
		lint_banners(walk, option);
		break;
	case HA_OPTION_SPAWN:
	case HA_OPTION_TWIST:
		cli_lint_command(walk->view, option);
		break;
	case HA_OPTION_ACLEXEC:
		lint_aclexec(walk, option);
		break;
	case HA_OPTION_SEVERITY:
		lint_severity(walk, option);
		break;
	case HA_OPTION_SETENV:
		lint_variable(walk, option);
		break;
	case HA_OPTION_USER:
	case HA_OPTION_GROUP:
	case HA_OPTION_NICE:
	case HA_OPTION_UMASK:
		lint_setting(walk, option);
		break;
	case HA_OPTION_KEEPALIVE:
	case HA_OPTION_LINGER:
	case HA_OPTION_RFC931:
		cli_find_in_rule(walk->view, HA_CODE_OPTION_NO_EFFECT,
		    option->field)
		    ->args[0] = ha_span_of(ha_option_keyword(option->kind));
		break;
	}
}

/* The next option, sound or not; false: there is none. */
static bool
next_option(struct walk *walk, struct ha_option *option, enum ha_code *fault)
{
	enum ha_status status;

	walk->start = walk->options.rest.at;
	status = ha_options_next(&walk->options, option);
	if (status == HA_NOMEM)
		cli_no_memory();
	*fault = walk->options.fault;
	/* The engine ends at a fault; whoever repairs wants all of them. */
	walk->options.fault = HA_CODE_NONE;
	return status == HA_OK || *fault != HA_CODE_NONE;
}

static void
start(struct walk *walk)
{
	walk->options =
	    ha_options_of(walk->view->rule->options, &walk->arena, NULL);
	walk->before = BEFORE_OTHER;
	walk->shared = HA_SPAN_EMPTY;
}

/* "http" "//www.example.com/": what lint_urls has told. */
static bool
is_url(const struct ha_rule *rule)
{
	size_t ignored;

	return rule->options.len > 2 && rule->options.at[0] == '/' &&
	    rule->options.at[1] == '/' &&
	    cli_is_url_before(rule->clients, rule->clients.len, &ignored);
}

void
cli_lint_options(const struct cli_view *view)
{
	struct walk walk = { .view = view, .arena = HA_ARENA_INIT };
	struct ha_option option = { 0 };
	enum ha_code fault;

	if (is_url(view->rule) || cli_lint_is_port(view))
		return;
	start(&walk);
	while (next_option(&walk, &option, &fault)) {
		if (fault == HA_CODE_NONE && is_command_kind(option.kind))
			walk.last_command = option.field.at;
	}
	start(&walk);
	while (next_option(&walk, &option, &fault)) {
		if (fault == HA_CODE_NONE)
			lint_good(&walk, &option);
		else
			lint_bad(&walk, fault, walk.options.bad, option.kind);
	}
	ha_arena_free(&walk.arena);
}
