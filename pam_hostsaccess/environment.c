#include "pam_hostsaccess/environment.h"

#include "common/base/strbuf.h"
#include "common/language/percent.h"

/* As a login of root's has it, and no folder that others can write. */
#define PATH "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* A user who calls himself more is cut, not let through without a command. */
#define FACT_MAX_BYTES 4096

static bool
add(struct mod_environment *environment, size_t *count, struct ha_strbuf *text)
{
	char *copy = text->failed
	    ? NULL
	    : ha_arena_text(&environment->arena, ha_strbuf_span(text));

	ha_strbuf_free(text);
	if (copy != NULL)
		environment->list[(*count)++] = copy;
	return copy != NULL;
}

static bool
add_fact(struct mod_environment *environment, size_t *count, const char *name,
    struct ha_span fact)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	const struct ha_percent_value value = { 'x',
		ha_span_before(fact,
		    fact.len < FACT_MAX_BYTES ? fact.len : FACT_MAX_BYTES) };

	ha_strbuf_add_text(&text, name);
	if (ha_percent_expand(HA_SPAN("=%x"), &value, 1, false, &text) != HA_OK)
		text.failed = true;
	return add(environment, count, &text);
}

/* "FILE:LINE" */
static bool
add_rule(struct mod_environment *environment, size_t *count,
    struct ha_location rule)
{
	struct ha_strbuf place = HA_STRBUF_INIT;
	bool is_added;

	ha_strbuf_add_text(&place, rule.source->path);
	ha_strbuf_add_byte(&place, ':');
	ha_strbuf_add_number(&place,
	    ha_source_place(rule.source, rule.offset).line);
	is_added = !place.failed &&
	    add_fact(environment, count, "HOSTSACCESS_RULE",
		ha_strbuf_span(&place));
	ha_strbuf_free(&place);
	return is_added;
}

static bool
add_facts(struct mod_environment *environment, size_t *count,
    const struct ha_request *request)
{
	char buffer[HA_ADDR_TEXT];
	const struct ha_host *client = &request->client;

	return add_fact(environment, count, "HOSTSACCESS_SERVICE",
		   request->service) &&
	    add_fact(environment, count, "HOSTSACCESS_ADDRESS",
		ha_host_addr_text(client, buffer)) &&
	    add_fact(environment, count, "HOSTSACCESS_NAME",
		ha_host_name_text(client)) &&
	    add_fact(environment, count, "HOSTSACCESS_USER",
		ha_request_user(request));
}

static bool
add_path(struct mod_environment *environment, size_t *count)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add_text(&text, PATH);
	return add(environment, count, &text);
}

static size_t
count_nuls(struct ha_span text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == '\0';
	return count;
}

/* A later variable takes the place of an earlier one of its name. */
static bool
add_variable(struct mod_environment *environment, size_t *count,
    struct ha_span variable)
{
	size_t name = ha_span_find(variable, '=') + 1;
	struct ha_strbuf text = HA_STRBUF_INIT;

	for (size_t i = 0; i < *count; i++) {
		struct ha_span old = ha_span_of(environment->list[i]);

		if (old.len < name ||
		    !ha_span_equal(ha_span_before(old, name),
			ha_span_before(variable, name)))
			continue;
		environment->list[i] = environment->list[--*count];
		break;
	}
	ha_strbuf_add(&text, variable);
	return add(environment, count, &text);
}

bool
mod_environment_make(struct mod_environment *environment,
    const struct ha_request *request, struct ha_location rule,
    struct ha_span variables)
{
	size_t count = 0, size = count_nuls(variables) + 7;

	environment->arena = HA_ARENA_INIT;
	environment->list = ha_arena_alloc(&environment->arena,
	    size * sizeof(*environment->list));
	if (environment->list == NULL || !add_path(environment, &count) ||
	    !add_facts(environment, &count, request) ||
	    !add_rule(environment, &count, rule))
		return false;
	while (variables.len > 0) {
		size_t end = ha_span_find(variables, '\0');

		if (!add_variable(environment, &count,
			ha_span_before(variables, end)))
			return false;
		variables = ha_span_from(variables, end + 1);
	}
	environment->list[count] = NULL;
	return true;
}

void
mod_environment_free(struct mod_environment *environment)
{
	ha_arena_free(&environment->arena);
}
