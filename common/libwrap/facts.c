#include "common/libwrap/facts.h"

#include "common/base/bounds.h"
#include "common/language/text.h"

static enum ha_fact
fact_of_name(struct ha_span name, struct ha_differences differences)
{
	if (name.len == 0 || ha_text_is_unknown(name))
		return HA_FACT_ABSENT;
	if (ha_differs(differences, HA_P10) && ha_addr_is_literal(name))
		return HA_FACT_ABSENT;
	return ha_text_is_paranoid(name) ? HA_FACT_CONFLICT : HA_FACT_KNOWN;
}

static struct ha_span
cut(struct ha_span text)
{
	return ha_span_before(text,
	    text.len < HA_LIBWRAP_TEXT_MAX ? text.len : HA_LIBWRAP_TEXT_MAX);
}

/* Only of a name that was given as a fact it is asked again what it is. */
static void
adapt_name(struct ha_host *host, struct ha_differences differences)
{
	bool is_given = host->name.at == host->name_given.at;

	if (!ha_differs(differences, HA_P11))
		host->name = cut(is_given ? host->name_given : host->name);
	if (is_given && host->name.len > 0 && host->claim.len == 0)
		host->name_fact = fact_of_name(host->name, differences);
}

/* Of the v4-mapped addresses libwrap takes the dotted ones for IPv4. */
static void
adapt_addr(struct ha_host *host, struct ha_differences differences)
{
	struct ha_span text = host->addr_given;

	if (ha_differs(differences, HA_P7) ||
	    host->addr_fact != HA_FACT_KNOWN || !ha_span_holds(text, ':') ||
	    ha_text_cut_mapped(&text))
		return;
	host->addr.family = HA_IPV6;
	host->addr.scope = ha_span_from(text, ha_span_find(text, '%'));
	if (host->addr.scope.len > 0)
		host->addr.scope = ha_span_from(host->addr.scope, 1);
}

struct ha_request
ha_libwrap_facts(const struct ha_request *request,
    struct ha_differences differences)
{
	struct ha_request copy = *request;
	struct ha_host *hosts[] = { &copy.client, &copy.server };

	copy.arena = HA_ARENA_INIT;
	copy.has_failed = copy.is_broken = false;
	if (!ha_differs(differences, HA_P11)) {
		copy.service = cut(copy.service);
		copy.user = cut(copy.user);
	}
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		adapt_name(hosts[i], differences);
		adapt_addr(hosts[i], differences);
	}
	return copy;
}
