/*
 * What stands after the deciding rule changes nothing: a decision on the text
 * before the first \xff is the decision on all of it.
 */
#include "tests/fuzz/fuzz_decision.h"

static const struct ha_resolver nobody;

/* Ended so that no line of it goes on in what follows. */
static struct ha_source *
open_text(struct ha_span first, struct ha_span second)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_source *source;

	ha_strbuf_add(&text, first);
	ha_strbuf_add_text(&text, "\n\n");
	ha_strbuf_add(&text, second);
	source = fuzz_table(ha_strbuf_span(&text));
	ha_strbuf_free(&text);
	return source;
}

struct answer {
	enum ha_verdict verdict;
	enum ha_reason reason;
	size_t offset;
};

static struct answer
decide(const struct ha_source *source, enum ha_table_kind kind)
{
	struct ha_tables tables = { { .path = "/nonexistent/allow" },
		{ .path = "/nonexistent/deny" }, NULL };
	struct ha_policy policy = { .skip_malformed = false };
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;
	struct answer answer;

	if (kind == HA_TABLE_ALLOW)
		tables.allow.source = source;
	else
		tables.deny.source = source;
	request.service = HA_SPAN("sshd");
	ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33"));
	ha_host_set_name(&request.client, HA_SPAN("a.example"));
	hold(ha_decide(&tables, &request, &nobody, &policy, NULL, &decision) ==
	    HA_OK);
	fuzz_check_decision(&decision);
	answer = (struct answer){ decision.verdict, decision.reason,
		decision.rule.offset };
	ha_decision_free(&decision);
	ha_request_free(&request);
	return answer;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span rest = fuzz_span(data, size);
	struct ha_span first = fuzz_take(&rest, '\xff');
	struct ha_source *front = open_text(first, HA_SPAN_EMPTY);
	struct ha_source *whole = open_text(first, rest);

	for (int kind = HA_TABLE_ALLOW; kind <= HA_TABLE_DENY; kind++) {
		struct answer a = decide(front, (enum ha_table_kind)kind);
		struct answer b = decide(whole, (enum ha_table_kind)kind);

		if (a.reason == HA_REASON_DEFAULT)
			continue;
		hold(a.verdict == b.verdict && a.reason == b.reason);
		hold(a.offset == b.offset);
	}
	ha_source_free(front);
	ha_source_free(whole);
	return 0;
}
