#include <string.h>

#include "common/language/percent.h"
#include "common/language/text.h"
#include "common/libwrap/parts.h"

/* Facilities and levels that libwrap does not know (O1). */
static const char *const new_names[] = { "security", "authpriv", "ftp",
	"syslog", "panic", "error", "warn" };

static bool
is_new(struct ha_span name)
{
	for (size_t i = 0; i < sizeof(new_names) / sizeof(new_names[0]); i++) {
		if (ha_span_equal_fold(name, ha_span_of(new_names[i])))
			return true;
	}
	return false;
}

static bool
takes(const void *context, const struct ha_option *option)
{
	const struct ha_libwrap *libwrap = context;
	size_t dot = ha_span_find(option->value, '.');

	if (option->kind != HA_OPTION_SEVERITY ||
	    ha_differs(libwrap->differences, HA_O1))
		return true;
	return !is_new(ha_span_before(option->value, dot)) &&
	    (dot == option->value.len ||
		!is_new(ha_span_from(option->value, dot + 1)));
}

/* The fact as it stands in an expansion: harmless.  False: out of memory. */
static bool
rewrite(const struct ha_libwrap *libwrap, struct ha_request *request,
    struct ha_span *fact)
{
	struct ha_percent_value value = { 'v', *fact };
	struct ha_strbuf safe = HA_STRBUF_INIT;
	const char *copy = NULL;

	if (ha_percent_expand(HA_SPAN("%v"), &value, 1,
		libwrap->dialect.options.keeps_dash, &safe) == HA_OK)
		copy = ha_arena_text(&request->arena, ha_strbuf_span(&safe));
	if (copy != NULL)
		*fact = (struct ha_span){ copy, safe.len };
	ha_strbuf_free(&safe);
	return copy != NULL;
}

/*
 * libwrap makes a value harmless where it stands, so that later rules see
 * what is left of it (O11); %c and %s work on a copy when they join two.
 */
static enum ha_status
expanded(const void *context, struct ha_request *request, struct ha_span text)
{
	const struct ha_libwrap *libwrap = context;
	bool has_user = !ha_text_is_unknown(ha_request_user(request));
	bool is_ok = true;

	if (ha_differs(libwrap->differences, HA_O11))
		return HA_OK;
	if (ha_percent_uses(text, "u") && request->user.len > 0)
		is_ok = rewrite(libwrap, request, &request->user);
	if (ha_percent_uses(text, has_user ? "nh" : "nhc") &&
	    request->client.name_fact == HA_FACT_KNOWN)
		is_ok =
		    rewrite(libwrap, request, &request->client.name) && is_ok;
	if (ha_percent_uses(text, "NH") &&
	    request->server.name_fact == HA_FACT_KNOWN)
		is_ok =
		    rewrite(libwrap, request, &request->server.name) && is_ok;
	if (ha_percent_uses(text,
		ha_host_is_known(&request->server) ? "d" : "ds"))
		is_ok = rewrite(libwrap, request, &request->service) && is_ok;
	return is_ok ? HA_OK : HA_NOMEM;
}

void
ha_libwrap_set_options(struct ha_libwrap *libwrap)
{
	libwrap->dialect.options = (struct ha_option_dialect){
		.context = libwrap,
		.takes = takes,
		.keeps_dash = !ha_differs(libwrap->differences, HA_O10),
		.expanded = expanded,
	};
}
