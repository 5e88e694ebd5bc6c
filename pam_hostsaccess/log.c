#include "pam_hostsaccess/log.h"

#include <security/pam_ext.h>
#include <syslog.h>

#include "pam_hostsaccess/log_line.h"
#include "pam_hostsaccess/log_options.h"
#include "pam_hostsaccess/restraint.h"

/* One line of syslog: what RFC 3164 promises to carry. */
#define LINE_MAX_BYTES 1024

/* Each of the short values in a line; names and addresses fit whole. */
#define VALUE_MAX_BYTES 100

/* Diagnostics of one decision in the log; a broken file can have many. */
#define DIAGNOSTICS_MAX 20

/* The name of a network interface has at most 15. */
#define SCOPE_MAX_BYTES 16

static bool
is_plain(char byte)
{
	return ha_is_letter(byte) || ha_is_digit(byte) || byte == '.' ||
	    byte == '_' || byte == '-' || byte == '+' || byte == '@' ||
	    byte == ':' || byte == '%';
}

/* " key=value" without a byte that could end the value or the line. */
static void
add_value(struct ha_strbuf *line, const char *key, const char *value)
{
	static const char hex[] = "0123456789abcdef";
	struct ha_strbuf safe = HA_STRBUF_INIT;

	for (; *value != '\0' && safe.len <= VALUE_MAX_BYTES; value++) {
		unsigned char byte = (unsigned char)*value;

		if (is_plain(*value)) {
			ha_strbuf_add_byte(&safe, *value);
			continue;
		}
		ha_strbuf_add_text(&safe, "\\x");
		ha_strbuf_add_byte(&safe, hex[byte >> 4]);
		ha_strbuf_add_byte(&safe, hex[byte & 15]);
	}
	ha_strbuf_add_text(line, key);
	mod_line_add_part(line, &safe, VALUE_MAX_BYTES);
	ha_strbuf_free(&safe);
}

/* The address without brackets, with its scope; "unknown" without one. */
static void
add_address(struct ha_strbuf *line, const struct ha_host *client)
{
	char buffer[HA_ADDR_TEXT];

	if (client->addr_fact != HA_FACT_KNOWN) {
		ha_strbuf_add_text(line, "unknown");
		return;
	}
	ha_strbuf_add(line, ha_addr_format(&client->addr, buffer));
	if (client->addr.scope.len > 0) {
		ha_strbuf_add_byte(line, '%');
		mod_line_add_cut(line, client->addr.scope, SCOPE_MAX_BYTES);
	}
}

/* Only a name that somebody vouches for: others could blame a third host. */
static void
add_client(struct ha_strbuf *line, const struct ha_host *client)
{
	if (client->name_fact == HA_FACT_KNOWN)
		ha_strbuf_add_escaped(line, client->name);
	else
		add_address(line, client);
	ha_strbuf_add_text(line, " (");
	add_address(line, client);
	ha_strbuf_add_byte(line, ')');
}

static void
add_rule(struct ha_strbuf *line, const struct ha_decision *decision)
{
	const struct ha_source *source = decision->rule.source;

	ha_strbuf_add_escaped(line, ha_span_of(source->path));
	ha_strbuf_add_byte(line, ':');
	ha_strbuf_add_number(line,
	    ha_source_place(source, decision->rule.offset).line);
	ha_strbuf_add_text(line, ": ");
	/* More would be cut anyhow: no need to escape a megabyte. */
	mod_line_add_cut(line, decision->rule_text, LINE_MAX_BYTES);
}

static void
add_reason(struct ha_strbuf *line, const struct mod_report *report)
{
	const struct ha_decision *decision = report->decision;

	if (decision == NULL)
		ha_strbuf_add_text(line, report->why);
	else if (decision->reason == HA_REASON_DEFAULT)
		ha_strbuf_add_text(line, "no rule matches");
	else if (decision->rule.source != NULL)
		add_rule(line, decision);
	else
		ha_diag_format(&decision->error, line);
}

/* A claim stands here, where no log watcher takes it for the client. */
static void
add_context(struct ha_strbuf *line, const struct mod_report *report)
{
	const char *claim =
	    mod_items_claim(report->items, &report->request->client);

	add_value(line, " [service=", report->items->service);
	add_value(line, " phase=", mod_phase_name(report->items->phase));
	add_value(line, " user=", report->items->account);
	if (claim[0] != '\0')
		add_value(line, " claim=", claim);
	ha_strbuf_add_byte(line, ']');
}

static enum mod_restraint
restraint_of(const struct ha_decision *decision)
{
	return mod_restraint_of(decision->rule.source, &decision->plan);
}

/* severity changes facility and level; a level alone keeps the facility. */
static int
priority_of(const struct ha_decision *decision)
{
	int priority = LOG_AUTHPRIV | LOG_NOTICE;

	if (decision == NULL || restraint_of(decision) != MOD_FREE)
		return priority;
	for (size_t i = 0; i < decision->plan.count; i++) {
		const struct ha_step *step = &decision->plan.steps[i];

		if (step->kind != HA_OPTION_SEVERITY)
			continue;
		priority = (int)step->number;
		if (priority < LOG_USER)
			priority |= LOG_AUTHPRIV;
	}
	return priority;
}

/* "connect", or whether it was, or only would have been, refused. */
static const char *
opening(const struct mod_report *report)
{
	if (report->decision != NULL && report->decision->verdict == HA_ALLOW)
		return "connect from ";
	return report->args->enforce ? "refused connect from "
				     : "would refuse connect from ";
}

static bool
is_wanted(const struct mod_report *report)
{
	switch ((enum ha_module_log)report->args->log) {
	case HA_MODULE_LOG_NONE:
		return false;
	case HA_MODULE_LOG_ALL:
		return true;
	case HA_MODULE_LOG_DENIED:
		return report->decision == NULL ||
		    report->decision->verdict != HA_ALLOW;
	}
	return true;
}

/* Who it was and what became of it, in the form of the line that is lost. */
static void
log_without_memory(const struct mod_report *report)
{
	const struct ha_host *client = &report->request->client;
	struct ha_span address = HA_SPAN("unknown");
	char buffer[HA_ADDR_TEXT];

	if (client->addr_fact == HA_FACT_KNOWN)
		address = ha_addr_format(&client->addr, buffer);
	syslog(priority_of(report->decision),
	    "%s%.*s (%.*s): out of memory [service=? phase=%s user=?]",
	    opening(report), (int)address.len, address.at, (int)address.len,
	    address.at, mod_phase_name(report->items->phase));
}

void
mod_log_decision(const struct mod_report *report)
{
	struct ha_strbuf line = HA_STRBUF_INIT, reason = HA_STRBUF_INIT;
	struct ha_strbuf context = HA_STRBUF_INIT;

	if (!is_wanted(report))
		return;
	ha_strbuf_add_text(&line, opening(report));
	add_client(&line, &report->request->client);
	ha_strbuf_add_text(&line, ": ");
	add_reason(&reason, report);
	add_context(&context, report);
	mod_line_add_part(&line, &reason,
	    LINE_MAX_BYTES - line.len - context.len);
	mod_line_add_part(&line, &context, LINE_MAX_BYTES);
	if (line.failed)
		log_without_memory(report);
	else
		syslog(priority_of(report->decision), "%s",
		    ha_strbuf_text(&line));
	ha_strbuf_free(&line);
	ha_strbuf_free(&reason);
	ha_strbuf_free(&context);
}

static int
priority_of_level(enum ha_level level)
{
	switch (level) {
	case HA_LEVEL_NOTE:
		return LOG_INFO;
	case HA_LEVEL_WARNING:
		return LOG_WARNING;
	case HA_LEVEL_ERROR:
		return LOG_ERR;
	}
	return LOG_ERR;
}

static void
log_missing_tables(pam_handle_t *pamh, const struct mod_report *report)
{
	for (int i = HA_TABLE_ALLOW; i <= HA_TABLE_DENY; i++) {
		bool is_named =
		    i == HA_TABLE_ALLOW && report->args->names_allow;

		if (report->decision->reports[i].is_missing)
			pam_syslog(pamh, is_named ? LOG_WARNING : LOG_DEBUG,
			    "%s does not exist; it is read as an empty table",
			    report->decision->reports[i].path);
	}
}

static void
log_index_fault(pam_handle_t *pamh, const struct ha_decision *decision)
{
	struct ha_strbuf path = HA_STRBUF_INIT;

	if (decision->index_fault == HA_INDEX_FAULT_NONE)
		return;
	ha_strbuf_add_escaped(&path, ha_span_of(decision->index_fault_path));
	pam_syslog(pamh, LOG_DEBUG, "the index of %.*s is not used: %s",
	    MOD_LINE_FOREIGN_MAX, ha_strbuf_text(&path),
	    ha_index_fault_text(decision->index_fault));
	ha_strbuf_free(&path);
}

static void
log_skipped_severity(pam_handle_t *pamh, const struct ha_decision *decision)
{
	enum mod_restraint restraint = restraint_of(decision);

	if (restraint == MOD_FREE)
		return;
	for (size_t i = 0; i < decision->plan.count; i++) {
		const struct ha_step *step = &decision->plan.steps[i];

		if (step->kind == HA_OPTION_SEVERITY)
			mod_log_restrained(pamh, restraint,
			    decision->rule.source, step);
	}
}

void
mod_log_diagnostics(pam_handle_t *pamh, const struct mod_report *report)
{
	const struct ha_diags *diags = &report->decision->diags;
	struct ha_strbuf line = HA_STRBUF_INIT;
	size_t shown = 0;

	log_missing_tables(pamh, report);
	log_index_fault(pamh, report->decision);
	for (; shown < diags->count && shown < DIAGNOSTICS_MAX; shown++) {
		const struct ha_diag *diag = &diags->list[shown];

		ha_strbuf_clear(&line);
		ha_diag_format(diag, &line);
		pam_syslog(pamh, priority_of_level(ha_code_level(diag->code)),
		    "%.*s", MOD_LINE_MAX, mod_line_text(&line));
	}
	if (diags->count + diags->dropped > shown)
		pam_syslog(pamh, LOG_ERR, "and %zu more such lines",
		    diags->count + diags->dropped - shown);
	ha_strbuf_free(&line);
	log_skipped_severity(pamh, report->decision);
}

void
mod_log_bad_argument(pam_handle_t *pamh, const char *argument)
{
	struct ha_strbuf line = HA_STRBUF_INIT;

	ha_strbuf_add_text(&line, "unknown or bad argument: ");
	mod_line_add_foreign(&line, argument);
	ha_strbuf_add_text(&line, "; nothing is done");
	mod_line_log(pamh, LOG_ERR, &line);
}

void
mod_log_disagreement(pam_handle_t *pamh, const struct mod_items *items)
{
	struct ha_span connection = ha_span_of(items->connection);
	struct ha_strbuf line = HA_STRBUF_INIT;

	ha_strbuf_add_text(&line, "PAM_RHOST ");
	mod_line_add_foreign(&line, items->rhost);
	ha_strbuf_add_text(&line, " is not the address of SSH_CONNECTION, ");
	mod_line_add_cut(&line,
	    ha_span_before(connection, ha_span_find(connection, ' ')),
	    VALUE_MAX_BYTES);
	ha_strbuf_add_text(&line, "; denied");
	mod_line_log(pamh, LOG_ERR, &line);
}

void
mod_log_untold_server(pam_handle_t *pamh)
{
	pam_syslog(pamh, LOG_WARNING,
	    "sshd gave no SSH_CONNECTION: rules by the server's address or "
	    "port admit nobody, and refuse");
}

void
mod_log_untold_user(pam_handle_t *pamh)
{
	pam_syslog(pamh, LOG_DEBUG,
	    "the verdict depends on the account, which is not known yet: "
	    "it is left to the account phase");
}

void
mod_log_shared_user(pam_handle_t *pamh)
{
	pam_syslog(pamh, LOG_WARNING,
	    "names are looked up as the user nobody, whose other processes "
	    "can stop that, see hostsaccess-lookup(8)");
}
