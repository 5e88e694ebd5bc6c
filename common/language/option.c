#include "common/language/option.h"

#include <stdint.h>
#include <string.h>
#include <syslog.h>

#include "common/base/bounds.h"

enum value_need {
	VALUE_NONE,
	VALUE_OPTIONAL,
	VALUE_NEEDED
};

static const struct {
	const char *keyword;
	enum value_need need;
	bool is_last, expands;
} kinds[] = {
#define HA_OPTION(name, keyword, value, is_last, expands) \
	[HA_OPTION_##name] = { keyword, VALUE_##value, is_last, expands },
#include "common/language/options.def"
#undef HA_OPTION
};

#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

struct named_number {
	const char *name;
	int number;
};

static const struct named_number facilities[] = {
	{ "kern", LOG_KERN },
	{ "user", LOG_USER },
	{ "mail", LOG_MAIL },
	{ "daemon", LOG_DAEMON },
	{ "auth", LOG_AUTH },
	{ "security", LOG_AUTH },
	{ "authpriv", LOG_AUTHPRIV },
	{ "lpr", LOG_LPR },
	{ "news", LOG_NEWS },
	{ "uucp", LOG_UUCP },
	{ "cron", LOG_CRON },
	{ "ftp", LOG_FTP },
	{ "syslog", LOG_SYSLOG },
	{ "local0", LOG_LOCAL0 },
	{ "local1", LOG_LOCAL1 },
	{ "local2", LOG_LOCAL2 },
	{ "local3", LOG_LOCAL3 },
	{ "local4", LOG_LOCAL4 },
	{ "local5", LOG_LOCAL5 },
	{ "local6", LOG_LOCAL6 },
	{ "local7", LOG_LOCAL7 },
};

static const struct named_number levels[] = {
	{ "emerg", LOG_EMERG },
	{ "panic", LOG_EMERG },
	{ "alert", LOG_ALERT },
	{ "crit", LOG_CRIT },
	{ "err", LOG_ERR },
	{ "error", LOG_ERR },
	{ "warning", LOG_WARNING },
	{ "warn", LOG_WARNING },
	{ "notice", LOG_NOTICE },
	{ "info", LOG_INFO },
	{ "debug", LOG_DEBUG },
};

const char *
ha_option_keyword(enum ha_option_kind kind)
{
	return kinds[kind].keyword;
}

bool
ha_option_expands(enum ha_option_kind kind)
{
	return kinds[kind].expands;
}

static bool
find_number(const struct named_number *names, size_t count, struct ha_span name,
    int *number)
{
	for (size_t i = 0; i < count; i++) {
		if (!ha_span_equal_fold(name, ha_span_of(names[i].name)))
			continue;
		*number = names[i].number;
		return true;
	}
	return false;
}

/* "[facility.]level"; a bare level leaves the facility to the logger (0). */
static bool
check_severity(struct ha_option *option)
{
	size_t dot = ha_span_find(option->value, '.');
	int facility = 0, level;
	struct ha_span name = option->value;

	if (dot < name.len) {
		if (!find_number(facilities,
			sizeof(facilities) / sizeof(facilities[0]),
			ha_span_before(name, dot), &facility))
			return false;
		name = ha_span_from(name, dot + 1);
	}
	if (!find_number(levels, sizeof(levels) / sizeof(levels[0]), name,
		&level))
		return false;
	option->number = facility | level;
	return true;
}

/*
 * What sscanf("%d") or ("%o") makes of the whole text, as libwrap reads its
 * numbers: a sign, digits, silently cut to 32 bits.  A number that is too
 * large even for strtol ends as -1, a negative decimal one as 0.
 */
static bool
read_number(struct ha_span text, unsigned base, int32_t *number)
{
	bool is_negative = text.len > 0 && text.at[0] == '-';
	uint64_t limit = base == 8 ? UINT64_MAX : INT64_MAX;
	bool is_huge = false;
	uint64_t value = 0;

	if (is_negative || (text.len > 0 && text.at[0] == '+'))
		text = ha_span_from(text, 1);
	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		unsigned digit = (unsigned)(text.at[i] - '0');

		if (!ha_is_digit(text.at[i]) || digit >= base)
			return false;
		is_huge = is_huge || value > (limit - digit) / base;
		value = value * base + digit;
	}
	if (is_negative)
		value = 0 - value;
	if (is_huge)
		value = is_negative && base == 10 ? 0 : UINT64_MAX;
	*number = (int32_t)(uint32_t)value;
	return true;
}

static bool
check_number(struct ha_option *option, unsigned base, long min, long max)
{
	int32_t number;

	if (!read_number(option->value, base, &number))
		return false;
	option->number = number;
	return option->number >= min && option->number <= max;
}

static bool
check_value(struct ha_option *option)
{
	switch (option->kind) {
	case HA_OPTION_SEVERITY:
		return check_severity(option);
	case HA_OPTION_NICE:
		option->number = 10;
		return option->value.len == 0 ||
		    check_number(option, 10, INT32_MIN, INT32_MAX);
	case HA_OPTION_UMASK:
		return check_number(option, 8, 0, 0777);
	case HA_OPTION_LINGER:
		return check_number(option, 10, 0, INT32_MAX);
	case HA_OPTION_RFC931:
		return option->value.len == 0 ||
		    check_number(option, 10, 1, INT32_MAX);
	case HA_OPTION_ALLOW:
	case HA_OPTION_DENY:
	case HA_OPTION_SPAWN:
	case HA_OPTION_ACLEXEC:
	case HA_OPTION_TWIST:
	case HA_OPTION_BANNERS:
	case HA_OPTION_SETENV:
	case HA_OPTION_USER:
	case HA_OPTION_GROUP:
	case HA_OPTION_KEEPALIVE:
		return true;
	}
	return true;
}

struct ha_options
ha_options_of(struct ha_span text, struct ha_arena *arena,
    const struct ha_option_dialect *dialect)
{
	return (struct ha_options){
		.rest = text, .arena = arena, .dialect = dialect
	};
}

/* The next field ends at a ':' without a backslash before it. */
static struct ha_span
take_field(struct ha_options *options, bool *is_escaped)
{
	struct ha_span rest = options->rest;
	size_t i;

	*is_escaped = false;
	for (i = 0; i < rest.len && rest.at[i] != ':'; i++) {
		if (rest.at[i] == '\\' && i + 1 < rest.len &&
		    rest.at[i + 1] == ':') {
			*is_escaped = true;
			i++;
		}
	}
	options->is_done = i == rest.len;
	if (!options->is_done)
		options->rest = ha_span_from(rest, i + 1);
	return ha_span_before(rest, i);
}

static enum ha_status
unescape(struct ha_arena *arena, struct ha_span *text)
{
	char *copy = ha_arena_alloc(arena, text->len);
	size_t len = 0;

	if (copy == NULL)
		return HA_NOMEM;
	for (size_t i = 0; i < text->len; i++) {
		if (text->at[i] == '\\' && i + 1 < text->len &&
		    text->at[i + 1] == ':')
			i++;
		copy[len++] = text->at[i];
	}
	*text = (struct ha_span){ copy, len };
	return HA_OK;
}

static struct ha_span
skip_blanks(struct ha_span text)
{
	while (text.len > 0 && ha_is_blank(text.at[0]))
		text = ha_span_from(text, 1);
	return text;
}

/* "keyword", "keyword value", "keyword=value", with blanks at will. */
static struct ha_span
split_keyword(struct ha_span field, struct ha_span *value)
{
	size_t end = 0;

	while (end < field.len && field.at[end] != '=' &&
	    !ha_is_blank(field.at[end]))
		end++;
	*value = skip_blanks(ha_span_from(field, end));
	if (value->len > 0 && value->at[0] == '=')
		*value = skip_blanks(ha_span_from(*value, 1));
	return ha_span_before(field, end);
}

static enum ha_code
find_kind(struct ha_span keyword, enum ha_option_kind *kind)
{
	if (keyword.len == 0)
		return HA_CODE_OPTION_NO_NAME;
	for (size_t i = 0; i < NKINDS; i++) {
		if (!ha_span_equal_fold(keyword, ha_span_of(kinds[i].keyword)))
			continue;
		*kind = (enum ha_option_kind)i;
		return HA_CODE_NONE;
	}
	return HA_CODE_OPTION_UNKNOWN;
}

static enum ha_code
check_option(const struct ha_options *options, struct ha_option *option)
{
	if (kinds[option->kind].need == VALUE_NEEDED && option->value.len == 0)
		return HA_CODE_OPTION_NO_VALUE;
	if (kinds[option->kind].need == VALUE_NONE && option->value.len > 0)
		return HA_CODE_OPTION_VALUE;
	if (kinds[option->kind].is_last && !options->is_done)
		return HA_CODE_OPTION_NOT_LAST;
	if (!check_value(option) ||
	    (options->dialect != NULL &&
		!options->dialect->takes(options->dialect->context, option)))
		return HA_CODE_OPTION_BAD_VALUE;
	return HA_CODE_NONE;
}

/* What follows the first that is too many is not read. */
static enum ha_code
count_option(struct ha_options *options)
{
	if (options->count++ < HA_OPTIONS_MAX)
		return HA_CODE_NONE;
	options->is_done = true;
	return HA_CODE_OPTION_TOO_MANY;
}

enum ha_status
ha_options_next(struct ha_options *options, struct ha_option *option)
{
	struct ha_span text, keyword;
	bool is_escaped;

	if (options->is_done || options->fault != HA_CODE_NONE)
		return HA_END;
	option->field = ha_span_trim(take_field(options, &is_escaped));
	option->number = 0;
	text = option->field;
	if (is_escaped && unescape(options->arena, &text) != HA_OK)
		return HA_NOMEM;
	keyword = split_keyword(text, &option->value);
	options->fault = find_kind(keyword, &option->kind);
	if (options->fault == HA_CODE_NONE)
		options->fault = check_option(options, option);
	if (options->fault == HA_CODE_NONE)
		options->fault = count_option(options);
	if (options->fault == HA_CODE_NONE)
		return HA_OK;
	options->bad = option->field;
	return HA_END;
}

static bool
may_fail(const struct ha_option *option)
{
	return kinds[option->kind].expands || option->kind == HA_OPTION_USER ||
	    option->kind == HA_OPTION_GROUP;
}

static void
note_verdict(const struct ha_option *option, struct ha_options_summary *summary)
{
	bool allows = option->kind == HA_OPTION_ALLOW;
	bool denies =
	    option->kind == HA_OPTION_DENY || option->kind == HA_OPTION_TWIST;
	bool asks = option->kind == HA_OPTION_ACLEXEC;

	summary->allows = summary->allows || allows;
	summary->denies = summary->denies || denies;
	summary->asks = summary->asks || asks;
	summary->twists = summary->twists || option->kind == HA_OPTION_TWIST;
	if (allows || denies || asks)
		summary->last = option->field;
}

enum ha_status
ha_options_summarize(struct ha_span text, struct ha_arena *arena,
    const struct ha_option_dialect *dialect, struct ha_options_summary *summary)
{
	struct ha_options options = ha_options_of(text, arena, dialect);
	struct ha_option option;
	enum ha_status status;

	*summary = (struct ha_options_summary){ 0 };
	while ((status = ha_options_next(&options, &option)) == HA_OK) {
		summary->may_fail = summary->may_fail || may_fail(&option);
		note_verdict(&option, summary);
	}
	summary->fault = options.fault;
	summary->bad = options.bad;
	return status == HA_END ? HA_OK : status;
}
