#include "tests/fast_vs_plain/same.h"

#define LONG 200

static void
add_field(struct ha_strbuf *out, const char *name)
{
	ha_strbuf_add_byte(out, '\n');
	ha_strbuf_add_text(out, name);
	ha_strbuf_add_byte(out, ' ');
}

static void
add_number(struct ha_strbuf *out, const char *name, size_t number)
{
	add_field(out, name);
	ha_strbuf_add_number(out, number);
}

/* Of a long text, which costs time, its beginning and a sum of its bytes. */
static void
add_text(struct ha_strbuf *out, const char *name, struct ha_span text)
{
	unsigned long sum = text.len;

	add_field(out, name);
	if (text.len > LONG) {
		for (size_t i = LONG; i < text.len; i++)
			sum = sum * 31 + (unsigned char)text.at[i];
		ha_strbuf_add_number(out, sum);
		text.len = LONG;
	}
	ha_strbuf_add_escaped(out, text);
}

static void
add_place(struct ha_strbuf *out, const char *name, struct ha_location where)
{
	struct ha_place place;

	add_field(out, name);
	if (where.source == NULL)
		return;
	place = ha_source_place(where.source, where.offset);
	ha_strbuf_add_text(out, where.source->path);
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, place.line);
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, place.column);
	ha_strbuf_add_byte(out, '+');
	ha_strbuf_add_number(out, where.len);
	add_text(out, "bytes",
	    (struct ha_span){ where.source->bytes + where.offset, where.len });
}

static void
add_diag(struct ha_strbuf *out, const char *name, const struct ha_diag *diag)
{
	add_number(out, name, diag->code);
	if (diag->code == HA_CODE_NONE)
		return;
	add_number(out, "effect", diag->effect);
	add_number(out, "error", (size_t)diag->error);
	add_place(out, "where", diag->where);
	if (diag->where.source == NULL)
		add_text(out, "path", ha_span_of(diag->path));
}

static void
add_diags(struct ha_strbuf *out, const struct ha_diags *diags)
{
	add_number(out, "diags", diags->count);
	add_number(out, "dropped", diags->dropped);
	for (size_t i = 0; i < diags->count; i++)
		add_diag(out, "diag", &diags->list[i]);
}

static void
add_plan(struct ha_strbuf *out, const struct ha_plan *plan)
{
	add_number(out, "steps", plan->count);
	for (size_t i = 0; i < plan->count; i++) {
		const struct ha_step *step = &plan->steps[i];

		add_number(out, "step", step->kind);
		add_text(out, "text", ha_span_of(step->text));
		add_text(out, "value", ha_span_of(step->value));
		add_number(out, "number", (size_t)step->number);
	}
}

static void
add_host(struct ha_strbuf *out, const struct ha_host *host)
{
	char buffer[HA_ADDR_TEXT];

	add_number(out, "name fact", host->name_fact);
	if (host->name_fact == HA_FACT_KNOWN)
		add_text(out, "name", host->name);
	add_text(out, "claim", host->claim);
	add_number(out, "suspect", host->is_suspect);
	add_number(out, "addr fact", host->addr_fact);
	add_text(out, "addr", ha_host_addr_text(host, buffer));
	if (host->addr_fact != HA_FACT_CLAIMED)
		return;
	for (size_t i = 0; i < host->nclaimed_addrs; i++)
		add_text(out, "claimed",
		    ha_addr_format(&host->claimed_addrs[i], buffer));
}

static void
add_facts(struct ha_strbuf *out, const struct ha_request *request)
{
	add_host(out, &request->client);
	add_host(out, &request->server);
	add_number(out, "failed", request->has_failed);
	add_number(out, "broken", request->is_broken);
	add_number(out, "user missed", request->has_missed_user);
	add_number(out, "server missed", request->has_missed_server);
}

static void
add_reports(struct ha_strbuf *out, const struct ha_table_report *reports)
{
	for (int i = HA_TABLE_ALLOW; i <= HA_TABLE_DENY; i++) {
		add_text(out, "table", ha_span_of(reports[i].path));
		add_number(out, "read", reports[i].was_read);
		add_number(out, "missing", reports[i].is_missing);
	}
}

void
same_record(struct ha_strbuf *out, enum ha_status status,
    const struct ha_decision *decision, const struct same_trial *trial)
{
	add_number(out, "status", status);
	add_number(out, "verdict", decision->verdict);
	add_number(out, "reason", decision->reason);
	add_number(out, "in", decision->table);
	add_number(out, "ending", decision->ending);
	add_place(out, "rule", decision->rule);
	add_text(out, "rule text", decision->rule_text);
	add_place(out, "token", decision->token);
	add_text(out, "token text", decision->token_text);
	add_number(out, "pattern", decision->pattern);
	add_place(out, "word", decision->word);
	add_text(out, "exception", decision->exception);
	add_place(out, "option", decision->option);
	add_diag(out, "reason's diag", &decision->error);
	add_diags(out, &decision->diags);
	add_plan(out, &decision->plan);
	add_reports(out, decision->reports);
	add_facts(out, &trial->request);
	add_field(out, "asked");
	ha_strbuf_add(out, ha_strbuf_span(&trial->asked));
	ha_strbuf_add_byte(out, '\n');
}
