#include "common/settings/module_args.h"

#include <stddef.h>
#include <string.h>

#include "common/base/span.h"

enum kind {
	KIND_PATH,   /* absolute */
	KIND_TEXT,   /* not empty */
	KIND_CHOICE, /* the place of the word among choices */
	KIND_NUMBER,
	KIND_RATE,  /* N/SECONDS */
	KIND_INDEX, /* an absolute path, or "no" */
	KIND_FLAG   /* set by its name alone */
};

#define AT(member) offsetof(struct ha_module_args, member)

static const struct argument {
	const char *name;
	enum kind kind;
	size_t at;
	const char *choices; /* "first|second|third" */
	unsigned long min, max;
} arguments[] = {
	{ "allow", KIND_PATH, AT(allow), NULL, 0, 0 },
	{ "deny", KIND_PATH, AT(deny), NULL, 0, 0 },
	{ "daemon", KIND_TEXT, AT(daemon), NULL, 0, 0 },
	{ "no_rhost", KIND_CHOICE, AT(no_rhost), "unknown|ignore|deny", 0, 0 },
	{ "names", KIND_CHOICE, AT(names), "verify|trust|ignore", 0, 0 },
	{ "rhost", KIND_CHOICE, AT(rhost), "address|claim", 0, 0 },
	{ "user", KIND_CHOICE, AT(user), "ruser|login", 0, 0 },
	{ "lookup", KIND_CHOICE, AT(lookup), "no|yes", 0, 0 },
	{ "timeout", KIND_NUMBER, AT(timeout), NULL, 1, 30 },
	{ "onlookup", KIND_CHOICE, AT(onlookup), "nomatch|deny", 0, 0 },
	{ "onerror", KIND_CHOICE, AT(onerror), "deny|skip", 0, 0 },
	{ "commands", KIND_CHOICE, AT(commands), "no|yes", 0, 0 },
	{ "command_timeout", KIND_NUMBER, AT(command_timeout), NULL, 1, 60 },
	{ "command_rate", KIND_RATE, AT(rate_count), NULL, 0, 1000000 },
	{ "allow_is", KIND_CHOICE, AT(allow_is), "ignore|success", 0, 0 },
	{ "enforce", KIND_CHOICE, AT(enforce), "no|yes", 0, 0 },
	{ "index", KIND_INDEX, AT(index), NULL, 0, 0 },
	{ "message", KIND_TEXT, AT(message), NULL, 0, 0 },
	{ "log", KIND_CHOICE, AT(log), "denied|all|none", 0, 0 },
	{ "debug", KIND_FLAG, AT(debug), NULL, 0, 0 },
};

/* But for the tables, see set_tables. */
static const struct ha_module_args defaults = {
	.index = HA_INDEX_FOLDER,
	.lookup = 1,
	.timeout = 3,
	.commands = 1,
	.command_timeout = 10,
	.rate_count = 30,
	.rate_seconds = 60,
	.enforce = 1,
};

static bool
read_choice(struct ha_span choices, struct ha_span value, int *choice)
{
	for (*choice = 0;; ++*choice) {
		size_t end = ha_span_find(choices, '|');

		if (ha_span_equal(ha_span_before(choices, end), value))
			return true;
		if (end == choices.len)
			return false;
		choices = ha_span_from(choices, end + 1);
	}
}

/* A day bounds the interval: beyond it a rate is a mistake. */
static bool
read_rate(struct ha_span value, const struct argument *argument,
    struct ha_module_args *args)
{
	size_t slash = ha_span_find(value, '/');

	return slash < value.len &&
	    ha_span_number(ha_span_before(value, slash), argument->max,
		&args->rate_count) &&
	    ha_span_number(ha_span_from(value, slash + 1), 86400,
		&args->rate_seconds) &&
	    args->rate_seconds > 0;
}

/* text is what stands after the '='; NULL: there is none. */
static bool
read_value(const struct argument *argument, const char *text,
    struct ha_module_args *args)
{
	struct ha_span value = ha_span_of(text);
	void *member = (char *)args + argument->at;
	unsigned long number;

	if (argument->kind == KIND_FLAG)
		*(int *)member = 1;
	if (text == NULL)
		return argument->kind == KIND_FLAG;
	switch (argument->kind) {
	case KIND_FLAG:
		return false;
	case KIND_PATH:
		*(const char **)member = text;
		return text[0] == '/';
	case KIND_TEXT:
		*(const char **)member = text;
		return text[0] != '\0';
	case KIND_INDEX:
		*(const char **)member = text;
		return text[0] == '/' || strcmp(text, "no") == 0;
	case KIND_CHOICE:
		return read_choice(ha_span_of(argument->choices), value,
		    member);
	case KIND_RATE:
		return read_rate(value, argument, args);
	case KIND_NUMBER:
		if (!ha_span_number(value, argument->max, &number) ||
		    number < argument->min)
			return false;
		*(unsigned long *)member = number;
		return true;
	}
	return false;
}

static bool
read_argument(const char *text, struct ha_module_args *args)
{
	size_t name_len = ha_span_find(ha_span_of(text), '=');
	const char *value = text[name_len] == '=' ? text + name_len + 1 : NULL;

	for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++) {
		if (ha_span_equal(ha_span_of(arguments[i].name),
			(struct ha_span){ text, name_len }))
			return read_value(&arguments[i], value, args);
	}
	return false;
}

/* One that is named may have the path of the default, and is still named. */
static void
set_tables(struct ha_module_args *args)
{
	args->names_allow = args->allow != NULL;
	args->names_deny = args->deny != NULL;
	if (!args->names_allow)
		args->allow = "/etc/hosts.allow";
	if (!args->names_deny)
		args->deny = "/etc/hosts.deny";
}

bool
ha_module_args_read(int argc, const char **argv, struct ha_module_args *args,
    const char **bad)
{
	int i = 0;

	*args = defaults;
	while (i < argc && read_argument(argv[i], args))
		i++;
	set_tables(args);
	if (i < argc)
		*bad = argv[i];
	return i == argc;
}

/* A text may hold any byte: its length says where it ends. */
static void
describe_text(struct ha_span text, struct ha_strbuf *out)
{
	ha_strbuf_add_number(out, text.len);
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add(out, text);
}

static void
describe_value(const struct argument *argument,
    const struct ha_module_args *args, struct ha_strbuf *out)
{
	const void *member = (const char *)args + argument->at;

	switch (argument->kind) {
	case KIND_PATH:
	case KIND_TEXT:
	case KIND_INDEX:
		describe_text(ha_span_of(*(const char *const *)member), out);
		break;
	case KIND_CHOICE:
	case KIND_FLAG:
		ha_strbuf_add_number(out, (unsigned long)*(const int *)member);
		break;
	case KIND_NUMBER:
		ha_strbuf_add_number(out, *(const unsigned long *)member);
		break;
	case KIND_RATE:
		ha_strbuf_add_number(out, args->rate_count);
		ha_strbuf_add_byte(out, '/');
		ha_strbuf_add_number(out, args->rate_seconds);
		break;
	}
}

void
ha_module_args_describe(const struct ha_module_args *args,
    struct ha_strbuf *out)
{
	for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++) {
		ha_strbuf_add_text(out, arguments[i].name);
		ha_strbuf_add_byte(out, '=');
		describe_value(&arguments[i], args, out);
		ha_strbuf_add_byte(out, '\n');
	}
	/* The same path, but a table that is missed if it is missing. */
	ha_strbuf_add_number(out, args->names_deny);
}
