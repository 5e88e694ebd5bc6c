#include "common/match/decision.h"

#include <stddef.h>
#include <string.h>

struct ha_kept_source {
	struct ha_kept_source *next;
	struct ha_source *source;
};

void
ha_decision_init(struct ha_decision *decision)
{
	memset(decision, 0, offsetof(struct ha_decision, diags));
	decision->verdict = HA_DENY;
	decision->reason = HA_REASON_ERROR;
	decision->arena = HA_ARENA_INIT;
	decision->plan.arena = HA_ARENA_INIT;
	decision->diags.count = decision->diags.dropped = 0;
}

void
ha_decision_free(struct ha_decision *decision)
{
	struct ha_kept_source *kept;

	for (kept = decision->sources; kept != NULL; kept = kept->next)
		ha_source_free(kept->source);
	ha_plan_free(&decision->plan);
	ha_arena_free(&decision->arena);
	ha_decision_init(decision);
}

enum ha_status
ha_decision_keep(struct ha_decision *decision, struct ha_source *source)
{
	struct ha_kept_source *kept =
	    ha_arena_alloc(&decision->arena, sizeof(*kept));

	if (kept == NULL)
		return HA_NOMEM;
	kept->source = source;
	kept->next = decision->sources;
	decision->sources = kept;
	return HA_OK;
}

/* A path for which there is no memory is not worth an error. */
void
ha_decision_note_index(struct ha_decision *decision, const char *path,
    enum ha_index_fault fault)
{
	if (fault == HA_INDEX_FAULT_NONE ||
	    decision->index_fault != HA_INDEX_FAULT_NONE)
		return;
	decision->index_fault_path =
	    ha_arena_text(&decision->arena, ha_span_of(path));
	if (decision->index_fault_path != NULL)
		decision->index_fault = fault;
}
