/* The options of a rule: read, summed up and planned without contradiction. */
#include "common/match/plan.h"

#include "common/base/bounds.h"
#include "tests/fuzz/fuzz.h"

static enum ha_answer
every_account(void *context, struct ha_span name)
{
	(void)context;
	return name.len > 0 ? HA_ANSWER_FOUND : HA_ANSWER_NONE;
}

static const struct ha_resolver resolver = { .user = every_account,
	.group = every_account };

static void
check_step(const struct ha_step *step)
{
	hold(step->text != NULL);
	hold(step->kind != HA_OPTION_ALLOW && step->kind != HA_OPTION_DENY);
	hold(!ha_option_expands(step->kind) ||
	    strlen(step->text) <= HA_EXPANSION_MAX);
	if (step->kind == HA_OPTION_SETENV) {
		hold(step->value != NULL && step->text[0] != '\0');
		hold(strchr(step->text, '=') == NULL);
	}
	if (step->kind == HA_OPTION_UMASK)
		hold(step->number >= 0 && step->number <= 0777);
}

/* What the summary finds wrong the plan finds wrong as well. */
static void
check_plan(struct ha_span text, const struct ha_options_summary *summary)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_plan plan;
	enum ha_code fault;
	struct ha_span bad;

	request.service = HA_SPAN("sshd");
	request.user = HA_SPAN("$(bob)");
	ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33"));
	hold(ha_plan_make(text, &request, &resolver, NULL, &plan, &fault,
		 &bad) == HA_OK);
	hold(summary->fault == HA_CODE_NONE || fault != HA_CODE_NONE);
	hold(fault == HA_CODE_NONE || fuzz_within(bad, text));
	hold(fault == summary->fault || summary->may_fail);
	hold(fault == HA_CODE_NONE || plan.count == 0);
	for (size_t i = 0; i < plan.count; i++)
		check_step(&plan.steps[i]);
	ha_plan_free(&plan);
	ha_request_free(&request);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span text = fuzz_span(data, size);
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_options options = ha_options_of(text, &arena, NULL);
	struct ha_options_summary summary;
	struct ha_option option;

	while (ha_options_next(&options, &option) == HA_OK)
		hold(fuzz_within(option.field, text));
	hold(fuzz_within(options.bad, text));
	hold(ha_options_summarize(text, &arena, NULL, &summary) == HA_OK);
	hold(summary.fault == options.fault);
	/* Both must be last, so there is one of them at most. */
	hold(summary.fault != HA_CODE_NONE ||
	    !(summary.allows && summary.denies));
	/* An option holds a NUL only in a rule that is malformed. */
	if (!ha_span_holds(text, '\0'))
		check_plan(text, &summary);
	ha_arena_free(&arena);
	return 0;
}
