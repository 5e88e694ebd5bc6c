/* A text, and after \xff the value of %v: what comes out is safe and short. */
#include "common/language/percent.h"

#include "common/base/bounds.h"
#include "tests/fuzz/fuzz.h"

static const char harmless[] = "0123456789abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@%-_=+:,./";

static enum ha_status
expand(struct ha_span text, struct ha_span value, struct ha_strbuf *out)
{
	struct ha_percent_value values[] = { { 'v', value },
		{ 'a', HA_SPAN("192.0.2.33") } };

	return ha_percent_expand(text, values, 2, false, out);
}

/* The value alone: as long as it was, and nothing that a shell would read. */
static void
check_value(struct ha_span value)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	if (expand(HA_SPAN("%v"), value, &out) == HA_OK) {
		hold(out.len == value.len);
		for (size_t i = 0; i < out.len; i++) {
			hold(out.text[i] != '\0');
			hold(strchr(harmless, out.text[i]) != NULL);
			hold(out.text[i] == value.at[i] || out.text[i] == '_');
		}
		hold(out.len == 0 || out.text[0] != '-');
	} else {
		hold(value.len > HA_EXPANSION_MAX);
	}
	ha_strbuf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span value = fuzz_span(data, size);
	struct ha_span text = fuzz_take(&value, '\xff');
	struct ha_strbuf out = HA_STRBUF_INIT;
	enum ha_status status = expand(text, value, &out);

	hold(status == HA_OK || status == HA_TOOBIG);
	hold(status != HA_OK || out.len <= HA_EXPANSION_MAX);
	if (status == HA_OK && !ha_span_holds(text, '%'))
		hold(ha_span_equal(ha_strbuf_span(&out), text));
	ha_strbuf_clear(&out);
	ha_strbuf_add_escaped(&out, value);
	for (size_t i = 0; i < out.len; i++)
		hold(out.text[i] >= ' ' && out.text[i] <= '~');
	ha_strbuf_free(&out);
	check_value(value);
	return 0;
}
