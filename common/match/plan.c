#include "common/match/plan.h"

#include "common/language/percent.h"
#include "common/language/text.h"
#include "common/language/variables.h"

struct maker {
	struct ha_request *request;
	const struct ha_resolver *resolver;
	const struct ha_option_dialect *dialect; /* or NULL */
	struct ha_plan *plan;
	bool out_of_memory;
};

static const char *
keep(struct maker *maker, struct ha_span text)
{
	const char *copy = ha_arena_text(&maker->plan->arena, text);

	if (copy == NULL)
		maker->out_of_memory = true;
	return copy;
}

/* Keeps a text that may hold any byte; buf is freed. */
static struct ha_span
keep_buffer(struct maker *maker, struct ha_strbuf *buf)
{
	struct ha_span kept = { NULL, 0 };

	if (buf->failed)
		maker->out_of_memory = true;
	kept.at = keep(maker, ha_strbuf_span(buf));
	if (kept.at != NULL)
		kept.len = buf->len;
	ha_strbuf_free(buf);
	return kept;
}

/* "before@behind" */
static struct ha_span
keep_joined(struct maker *maker, struct ha_span before, struct ha_span behind)
{
	struct ha_strbuf joined = HA_STRBUF_INIT;

	ha_strbuf_add(&joined, before);
	ha_strbuf_add_byte(&joined, '@');
	ha_strbuf_add(&joined, behind);
	return keep_buffer(maker, &joined);
}

static void
ask_names(struct maker *maker, struct ha_span text)
{
	struct ha_request *request = maker->request;

	if (ha_percent_uses(text, "nhc"))
		ha_request_ask_name(request, &request->client, maker->resolver);
	if (ha_percent_uses(text, "NHs"))
		ha_request_ask_name(request, &request->server, maker->resolver);
}

/* The name where there is one, else the address. */
static struct ha_span
best_name(const struct ha_host *host, char buffer[HA_ADDR_TEXT])
{
	return host->name_fact == HA_FACT_KNOWN
	    ? host->name
	    : ha_host_addr_text(host, buffer);
}

/* "user@host", or the host when the user is not known. */
static struct ha_span
client_text(struct maker *maker, struct ha_span host)
{
	struct ha_span user = ha_request_user(maker->request);

	return ha_text_is_unknown(user) ? host : keep_joined(maker, user, host);
}

/* "daemon@host", or the daemon when the server is not known. */
static struct ha_span
server_text(struct maker *maker, struct ha_span host)
{
	const struct ha_request *request = maker->request;

	if (!ha_host_is_known(&request->server))
		return request->service;
	return keep_joined(maker, request->service, host);
}

static struct ha_span
number_text(struct maker *maker, unsigned long number)
{
	struct ha_strbuf digits = HA_STRBUF_INIT;

	ha_strbuf_add_number(&digits, number);
	return keep_buffer(maker, &digits);
}

static enum ha_status
expand(struct maker *maker, struct ha_span text, struct ha_strbuf *out)
{
	const struct ha_host *client = &maker->request->client;
	const struct ha_host *server = &maker->request->server;
	char client_addr[HA_ADDR_TEXT], server_addr[HA_ADDR_TEXT];

	ask_names(maker, text);

	const struct ha_percent_value values[] = {
		{ 'a', ha_host_addr_text(client, client_addr) },
		{ 'A', ha_host_addr_text(server, server_addr) },
		{ 'c', client_text(maker, best_name(client, client_addr)) },
		{ 'd', maker->request->service },
		{ 'h', best_name(client, client_addr) },
		{ 'H', best_name(server, server_addr) },
		{ 'n', ha_host_name_text(client) },
		{ 'N', ha_host_name_text(server) },
		{ 'p', number_text(maker, maker->request->pid) },
		{ 'r', number_text(maker, client->port) },
		{ 'R', number_text(maker, server->port) },
		{ 's', server_text(maker, best_name(server, server_addr)) },
		{ 'u', ha_request_user(maker->request) },
	};

	_Static_assert(sizeof(values) / sizeof(values[0]) ==
		sizeof(HA_PERCENT_LETTERS) - 1,
	    "each letter has a value");
	return ha_percent_expand(text, values,
	    sizeof(values) / sizeof(values[0]),
	    maker->dialect != NULL && maker->dialect->keeps_dash, out);
}

/* "NAME VALUE": the name ends at a blank and holds no '='. */
static enum ha_code
set_variable(struct maker *maker, struct ha_span text, struct ha_step *step)
{
	size_t end = 0;
	struct ha_span name;

	while (end < text.len && !ha_is_blank(text.at[end]))
		end++;
	name = ha_span_before(text, end);
	if (name.len == 0 || ha_span_holds(name, '='))
		return HA_CODE_OPTION_BAD_VALUE;
	step->text = keep(maker, name);
	step->value = keep(maker, ha_span_trim(ha_span_from(text, end)));
	return HA_CODE_NONE;
}

static enum ha_code
check_account(enum ha_answer (*ask)(void *, struct ha_span), void *context,
    struct ha_span name)
{
	if (name.len == 0 || ask == NULL ||
	    ask(context, name) != HA_ANSWER_FOUND)
		return HA_CODE_OPTION_NO_ACCOUNT;
	return HA_CODE_NONE;
}

/* "user[.group]": split at the first dot, as libwrap does. */
static enum ha_code
set_user(struct maker *maker, struct ha_span text, struct ha_step *step)
{
	const struct ha_resolver *resolver = maker->resolver;
	size_t dot = ha_span_find(text, '.');
	enum ha_code fault;

	fault = check_account(resolver->user, resolver->context,
	    ha_span_before(text, dot));
	step->text = keep(maker, ha_span_before(text, dot));
	if (fault == HA_CODE_NONE && dot < text.len) {
		struct ha_span group = ha_span_from(text, dot + 1);

		fault =
		    check_account(resolver->group, resolver->context, group);
		step->value = keep(maker, group);
	}
	return fault;
}

static enum ha_code
set_step(struct maker *maker, const struct ha_option *option,
    struct ha_span text, struct ha_step *step)
{
	const struct ha_resolver *resolver = maker->resolver;

	step->kind = option->kind;
	step->number = option->number;
	step->value = NULL;
	if (option->kind == HA_OPTION_SETENV)
		return set_variable(maker, text, step);
	if (option->kind == HA_OPTION_USER)
		return set_user(maker, text, step);
	step->text = keep(maker, text);
	if (option->kind == HA_OPTION_GROUP)
		return check_account(resolver->group, resolver->context, text);
	return HA_CODE_NONE;
}

/* A variable that others obey is not set; the rest of the rule stands. */
static void
take_back_unset(struct ha_plan *plan, struct ha_span field)
{
	const struct ha_step *step = &plan->steps[plan->count - 1];

	if (step->kind != HA_OPTION_SETENV ||
	    !ha_variable_is_obeyed(ha_span_of(step->text)))
		return;
	plan->unset[plan->nunset++] = field;
	plan->count--;
}

/* allow and deny are the verdict; the socket options do nothing. */
static bool
is_step(enum ha_option_kind kind)
{
	return kind != HA_OPTION_ALLOW && kind != HA_OPTION_DENY &&
	    kind != HA_OPTION_KEEPALIVE && kind != HA_OPTION_LINGER &&
	    kind != HA_OPTION_RFC931;
}

static enum ha_status
add_option(struct maker *maker, const struct ha_option *option,
    enum ha_code *fault)
{
	struct ha_plan *plan = maker->plan;
	struct ha_strbuf expanded = HA_STRBUF_INIT;
	struct ha_span text = option->value;
	enum ha_status status = HA_OK;

	if (!is_step(option->kind))
		return HA_OK;
	if (ha_option_expands(option->kind)) {
		status = expand(maker, text, &expanded);
		text = ha_span_trim(ha_strbuf_span(&expanded));
		if (maker->dialect != NULL &&
		    maker->dialect->expanded(maker->dialect->context,
			maker->request, option->value) != HA_OK)
			maker->out_of_memory = true;
	}
	if (status == HA_TOOBIG)
		*fault = HA_CODE_OPTION_TOO_LONG;
	if (status == HA_OK)
		*fault =
		    set_step(maker, option, text, &plan->steps[plan->count++]);
	ha_strbuf_free(&expanded);
	if (status == HA_NOMEM || maker->out_of_memory)
		return HA_NOMEM;
	if (*fault == HA_CODE_NONE)
		take_back_unset(plan, option->field);
	return HA_OK;
}

static enum ha_status
count_options(struct ha_span text, const struct ha_option_dialect *dialect,
    struct ha_plan *plan, size_t *count)
{
	struct ha_options options = ha_options_of(text, &plan->arena, dialect);
	struct ha_option option;
	enum ha_status status;

	*count = 0;
	while ((status = ha_options_next(&options, &option)) == HA_OK)
		++*count;
	return status == HA_END ? HA_OK : status;
}

enum ha_status
ha_plan_make(struct ha_span text, struct ha_request *request,
    const struct ha_resolver *resolver, const struct ha_option_dialect *dialect,
    struct ha_plan *plan, enum ha_code *fault, struct ha_span *bad)
{
	struct maker maker = { request, resolver, dialect, plan, false };
	struct ha_options options;
	struct ha_option option;
	enum ha_status status;
	size_t count;

	*plan = (struct ha_plan){ .arena = HA_ARENA_INIT };
	*fault = HA_CODE_NONE;
	status = count_options(text, dialect, plan, &count);
	if (status != HA_OK)
		return status;
	plan->steps =
	    ha_arena_alloc(&plan->arena, count * sizeof(*plan->steps));
	plan->unset =
	    ha_arena_alloc(&plan->arena, count * sizeof(*plan->unset));
	if (plan->steps == NULL || plan->unset == NULL)
		return HA_NOMEM;
	options = ha_options_of(text, &plan->arena, dialect);
	while (*fault == HA_CODE_NONE &&
	    (status = ha_options_next(&options, &option)) == HA_OK) {
		status = add_option(&maker, &option, fault);
		*bad = option.field;
		if (status != HA_OK)
			return status;
	}
	if (options.fault != HA_CODE_NONE) {
		*fault = options.fault;
		*bad = options.bad;
	}
	if (*fault != HA_CODE_NONE)
		plan->count = plan->nunset = 0;
	return status == HA_END ? HA_OK : status;
}

void
ha_plan_free(struct ha_plan *plan)
{
	ha_arena_free(&plan->arena);
	*plan = (struct ha_plan){ .arena = HA_ARENA_INIT };
}

enum ha_status
ha_plan_expand(struct ha_span text, struct ha_request *request,
    const struct ha_resolver *resolver, struct ha_strbuf *out)
{
	struct ha_plan scratch = { .arena = HA_ARENA_INIT };
	struct maker maker = { request, resolver, NULL, &scratch, false };
	enum ha_status status = expand(&maker, text, out);

	ha_plan_free(&scratch);
	return maker.out_of_memory ? HA_NOMEM : status;
}
