#include "common/request/request.h"

#include "common/base/bounds.h"
#include "common/language/literal.h"
#include "common/language/text.h"

void
ha_request_free(struct ha_request *request)
{
	ha_arena_free(&request->arena);
}

struct ha_span
ha_request_user(const struct ha_request *request)
{
	return request->user.len > 0 ? request->user : HA_SPAN("unknown");
}

bool
ha_host_set_addr(struct ha_host *host, struct ha_span text)
{
	struct ha_addr addr;

	if (!ha_addr_parse_host(text, &addr))
		return false;
	if (text.at[0] == '[')
		text = ha_span_before(ha_span_from(text, 1), text.len - 2);
	host->addr_fact = HA_FACT_KNOWN;
	host->addr = addr;
	host->addr_given = text;
	return true;
}

static struct ha_span
take_field(struct ha_span *rest)
{
	size_t end = ha_span_find(*rest, ' ');
	struct ha_span field = ha_span_before(*rest, end);

	*rest = ha_span_from(*rest, end < rest->len ? end + 1 : end);
	return field;
}

bool
ha_request_set_connection(struct ha_request *request, struct ha_span connection)
{
	unsigned long port;

	if (!ha_host_set_addr(&request->client, take_field(&connection)))
		return false;
	request->client.name_fact = HA_FACT_UNASKED;
	if (ha_span_number(take_field(&connection), 65535, &port))
		request->client.port = port;
	if (ha_host_set_addr(&request->server, take_field(&connection)))
		request->server.name_fact = HA_FACT_UNASKED;
	if (ha_span_number(take_field(&connection), 65535, &port))
		request->server.port = port;
	return true;
}

static enum ha_fact
fact_of_name(struct ha_span name)
{
	if (name.len == 0 || ha_text_is_unknown(name))
		return HA_FACT_ABSENT;
	if (ha_addr_is_literal(name))
		return HA_FACT_ABSENT;
	return ha_text_is_paranoid(name) ? HA_FACT_CONFLICT : HA_FACT_KNOWN;
}

void
ha_host_set_name(struct ha_host *host, struct ha_span name)
{
	host->name_given = name;
	if (name.len > 0 && name.at[name.len - 1] == '.')
		name.len--;
	host->name = name;
	host->name_fact = fact_of_name(name);
}

static bool
has_claim(const struct ha_host *host)
{
	return host->claim.len > 0;
}

void
ha_host_claim_name(struct ha_host *host, struct ha_span name)
{
	struct ha_host claimant = { .name_fact = HA_FACT_UNASKED };

	ha_host_set_name(&claimant, name);
	if (claimant.name_fact != HA_FACT_KNOWN)
		return;
	host->claim = claimant.name;
	if (host->addr_fact == HA_FACT_KNOWN) {
		host->name_fact = HA_FACT_UNASKED;
		return;
	}
	host->name_fact = HA_FACT_CLAIMED;
	host->addr_fact = HA_FACT_UNASKED;
}

void
ha_host_claim_addr(struct ha_host *host, const struct ha_addr *addr)
{
	host->name_fact = HA_FACT_CLAIMED;
	host->addr_fact = HA_FACT_CLAIMED;
	host->claimed_addrs = addr;
	host->nclaimed_addrs = 1;
}

void
ha_host_set_untold(struct ha_host *host)
{
	host->name_fact = HA_FACT_UNTOLD;
	host->addr_fact = HA_FACT_UNTOLD;
}

bool
ha_host_may_ask_name(const struct ha_host *host,
    const struct ha_resolver *resolver)
{
	return host->name_fact == HA_FACT_UNASKED &&
	    host->addr_fact == HA_FACT_KNOWN && resolver->names != NULL &&
	    resolver->addresses != NULL;
}

bool
ha_host_may_ask_addr(const struct ha_host *host,
    const struct ha_resolver *resolver)
{
	return host->addr_fact == HA_FACT_UNASKED &&
	    (host->name_fact == HA_FACT_KNOWN || has_claim(host)) &&
	    resolver->addresses != NULL;
}

/* Every answer passes through here, so that no failure is overlooked. */
static enum ha_answer
note(struct ha_request *request, enum ha_answer answer)
{
	switch (answer) {
	case HA_ANSWER_BROKEN:
		request->is_broken = true;
		break;
	case HA_ANSWER_FAILED:
		request->has_failed = true;
		break;
	case HA_ANSWER_NONE:
	case HA_ANSWER_FOUND:
		break;
	}
	return answer;
}

bool
ha_is_host_name(struct ha_span text)
{
	return text.len > 0 && text.len <= HA_NAME_MAX &&
	    ha_literal_is_name(text) && !ha_addr_is_literal(text);
}

/* The words that libwrap puts where a name should be are none. */
static bool
is_name_of_owner(struct ha_span name)
{
	return ha_is_host_name(name) && !ha_text_is_unknown(name) &&
	    !ha_text_is_paranoid(name);
}

static enum ha_fact
compare_addrs(const struct ha_addr *addrs, size_t count,
    const struct ha_addr *addr)
{
	for (size_t i = 0; i < count; i++) {
		if (ha_addr_equal(&addrs[i], addr))
			return HA_FACT_KNOWN;
	}
	return HA_FACT_CONFLICT;
}

/* Does the name lead back to the address? */
static enum ha_fact
verify_name(struct ha_request *request, struct ha_span name,
    const struct ha_addr *addr, const struct ha_resolver *resolver)
{
	/* Not the request's: there may be many names with many addresses. */
	struct ha_arena scratch = HA_ARENA_INIT;
	enum ha_fact fact = HA_FACT_FAILED;
	struct ha_addr *addrs;
	size_t count;

	switch (note(request,
	    resolver->addresses(resolver->context, name, &scratch, &addrs,
		&count))) {
	case HA_ANSWER_NONE:
		fact = HA_FACT_CONFLICT;
		break;
	case HA_ANSWER_FAILED:
	case HA_ANSWER_BROKEN:
		break;
	case HA_ANSWER_FOUND:
		fact = compare_addrs(addrs, count, addr);
		break;
	}
	ha_arena_free(&scratch);
	return fact;
}

/*
 * The first name that is one and is verified.  Without such, a name that
 * could not be verified leaves the question open, whatever the others say.
 */
static enum ha_fact
choose_name(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver, const struct ha_span *names,
    size_t count)
{
	enum ha_fact fact = HA_FACT_ABSENT;

	for (size_t i = 0; i < count && fact != HA_FACT_KNOWN; i++) {
		struct ha_span name = names[i];
		enum ha_fact verified;

		if (name.len > 0 && name.at[name.len - 1] == '.')
			name.len--;
		if (!is_name_of_owner(name))
			continue;
		verified = verify_name(request, name, &host->addr, resolver);
		if (verified == HA_FACT_KNOWN)
			host->name = name;
		if (verified == HA_FACT_KNOWN || fact != HA_FACT_FAILED)
			fact = verified;
	}
	return fact;
}

/* What the owner of the address says that its name is, if that is true. */
static enum ha_fact
ask_owner(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver)
{
	struct ha_span *names;
	enum ha_fact fact;
	size_t count;

	switch (note(request,
	    resolver->names(resolver->context, &host->addr, &request->arena,
		&names, &count))) {
	case HA_ANSWER_NONE:
		return HA_FACT_ABSENT;
	case HA_ANSWER_FAILED:
	case HA_ANSWER_BROKEN:
		return HA_FACT_FAILED;
	case HA_ANSWER_FOUND:
		break;
	}
	fact = choose_name(request, host, resolver, names, count);
	host->is_suspect = host->is_suspect || fact == HA_FACT_FAILED;
	return fact;
}

/* A claim that the address does not confirm is no reason not to ask it. */
static void
ask_about_addr(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver)
{
	enum ha_fact claim = HA_FACT_ABSENT;

	if (has_claim(host))
		claim =
		    verify_name(request, host->claim, &host->addr, resolver);
	host->is_suspect = claim == HA_FACT_FAILED;
	if (claim == HA_FACT_KNOWN) {
		host->name = host->claim;
		host->name_fact = HA_FACT_KNOWN;
		return;
	}
	host->name_fact = ask_owner(request, host, resolver);
	if (host->name_fact == HA_FACT_ABSENT)
		host->name_fact = claim;
}

static void
ask_about_name(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver)
{
	struct ha_span name =
	    host->name_fact == HA_FACT_KNOWN ? host->name : host->claim;
	struct ha_addr *addrs;
	size_t count;

	switch (note(request,
	    resolver->addresses(resolver->context, name, &request->arena,
		&addrs, &count))) {
	case HA_ANSWER_NONE:
	case HA_ANSWER_FAILED:
	case HA_ANSWER_BROKEN:
		/* It comes from somewhere, all the same. */
		host->addr_fact = HA_FACT_FAILED;
		break;
	case HA_ANSWER_FOUND:
		host->addr_fact = HA_FACT_CLAIMED;
		host->claimed_addrs = addrs;
		host->nclaimed_addrs = count;
		break;
	}
}

void
ha_request_ask_name(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver)
{
	if (ha_host_may_ask_name(host, resolver))
		ask_about_addr(request, host, resolver);
}

void
ha_request_ask_addr(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver)
{
	if (ha_host_may_ask_addr(host, resolver))
		ask_about_name(request, host, resolver);
}

struct ha_known_group {
	struct ha_span group, name;
	enum ha_answer answer;
	struct ha_known_group *next;
};

/* The texts may go with the rule that they stand in. */
static void
remember_group(struct ha_request *request, struct ha_span group,
    struct ha_span name, enum ha_answer answer)
{
	struct ha_known_group *known;
	const char *group_text, *name_text;

	if (request->ngroups == HA_GROUPS_KEPT)
		return;
	known = ha_arena_alloc(&request->arena, sizeof(*known));
	group_text = ha_arena_text(&request->arena, group);
	name_text = ha_arena_text(&request->arena, name);
	if (known == NULL || group_text == NULL || name_text == NULL)
		return;
	*known = (struct ha_known_group){ { group_text, group.len },
		{ name_text, name.len }, answer, request->groups };
	request->groups = known;
	request->ngroups++;
}

enum ha_answer
ha_request_ask_netgroup(struct ha_request *request, struct ha_span group,
    struct ha_span name, const struct ha_resolver *resolver)
{
	enum ha_answer answer;

	for (struct ha_known_group *known = request->groups; known != NULL;
	     known = known->next) {
		if (ha_span_equal(known->group, group) &&
		    ha_span_equal(known->name, name))
			return known->answer;
	}
	answer =
	    note(request, resolver->netgroup(resolver->context, group, name));
	remember_group(request, group, name, answer);
	return answer;
}

struct ha_span
ha_host_addr_text(const struct ha_host *host, char buffer[HA_ADDR_TEXT])
{
	if (host->addr_fact != HA_FACT_KNOWN)
		return HA_SPAN("unknown");
	if (host->addr.family == HA_IPV4)
		return ha_addr_format(&host->addr, buffer);
	return host->addr_given;
}

struct ha_span
ha_host_name_text(const struct ha_host *host)
{
	if (host->name_fact == HA_FACT_KNOWN)
		return host->name;
	return host->name_fact == HA_FACT_CONFLICT ? HA_SPAN("paranoid")
						   : HA_SPAN("unknown");
}
