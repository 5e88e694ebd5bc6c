#include "act.h"

#include <security/pam_ext.h>

/* A banner is a few lines of text; what is behind this is not shown. */
#define BANNER_MAX_BYTES 8192

struct actor {
	pam_handle_t *pamh;
	const struct mod_report *report;
	struct ha_request *request;
	const struct ha_resolver *resolver;
	bool is_silent;
};

static void
set_variable(const struct actor *actor, const struct ha_step *step)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add_text(&text, step->text);
	ha_strbuf_add_byte(&text, '=');
	ha_strbuf_add_text(&text, step->value);
	if (!text.failed)
		pam_putenv(actor->pamh, ha_strbuf_text(&text));
	ha_strbuf_free(&text);
}

/*
 * Shows text through the application, expanded and escaped.  Whether it can
 * be shown is the application's business: an error changes nothing.
 */
static void
show(const struct actor *actor, int style, struct ha_span text)
{
	struct ha_strbuf expanded = HA_STRBUF_INIT, safe = HA_STRBUF_INIT;

	if (!actor->is_silent &&
	    ha_plan_expand(text, actor->request, actor->resolver, &expanded) ==
		HA_OK) {
		ha_strbuf_add_escaped(&safe, ha_strbuf_span(&expanded));
		if (!safe.failed)
			pam_prompt(actor->pamh, style, NULL, "%s",
			    ha_strbuf_text(&safe));
	}
	ha_strbuf_free(&expanded);
	ha_strbuf_free(&safe);
}

/* The file FOLDER/SERVICE, line by line; without one there is no banner. */
static void
show_banner(const struct actor *actor, const struct ha_step *step)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	struct ha_source *source;
	struct ha_span rest;
	int error;

	ha_strbuf_add_text(&path, step->text);
	ha_strbuf_add_byte(&path, '/');
	ha_strbuf_add(&path, actor->request->service);
	if (path.failed || ha_span_holds(actor->request->service, '/') ||
	    ha_source_open(ha_strbuf_text(&path), &source, &error) != HA_OK) {
		ha_strbuf_free(&path);
		return;
	}
	rest = (struct ha_span){ source->bytes,
		source->len < BANNER_MAX_BYTES ? source->len
					       : BANNER_MAX_BYTES };
	while (rest.len > 0) {
		size_t end = ha_span_find(rest, '\n');

		show(actor, PAM_TEXT_INFO, ha_span_before(rest, end));
		rest = ha_span_from(rest, end < rest.len ? end + 1 : end);
	}
	ha_source_free(source);
	ha_strbuf_free(&path);
}

static void
take_step(const struct actor *actor, const struct ha_step *step)
{
	switch (step->kind) {
	case HA_OPTION_SETENV:
		set_variable(actor, step);
		break;
	case HA_OPTION_BANNERS:
		show_banner(actor, step);
		break;
	case HA_OPTION_SPAWN:
	case HA_OPTION_ACLEXEC:
	case HA_OPTION_TWIST:
		mod_log_skipped(actor->pamh, step);
		break;
	case HA_OPTION_SEVERITY: /* see log.c */
	case HA_OPTION_USER:     /* these are for commands */
	case HA_OPTION_GROUP:
	case HA_OPTION_NICE:
	case HA_OPTION_UMASK:
	case HA_OPTION_ALLOW: /* these are in no plan */
	case HA_OPTION_DENY:
	case HA_OPTION_KEEPALIVE:
	case HA_OPTION_LINGER:
	case HA_OPTION_RFC931:
		break;
	}
}

void
mod_act(pam_handle_t *pamh, const struct mod_report *report,
    struct ha_request *request, const struct ha_resolver *resolver, int flags)
{
	const struct ha_plan *plan = &report->decision->plan;
	struct actor actor = { pamh, report, request, resolver,
		((unsigned)flags & PAM_SILENT) != 0 };

	for (size_t i = 0; i < plan->count; i++)
		take_step(&actor, &plan->steps[i]);
	if (report->decision->verdict != HA_ALLOW && report->args->enforce &&
	    report->args->message != NULL)
		show(&actor, PAM_ERROR_MSG, ha_span_of(report->args->message));
}
