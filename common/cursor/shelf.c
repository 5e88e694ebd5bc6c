#include "common/cursor/shelf.h"

/* One that is missing is no fault; nor is one that would not help. */
static enum ha_status
find_index(const struct ha_shelf *shelf, enum ha_index_kind kind,
    struct ha_text *text)
{
	enum ha_status status = ha_index_open(shelf->index_folder, text->source,
	    kind, &text->own_index, &text->fault);

	if (status != HA_OK) {
		text->own_index = NULL;
		return status == HA_NOMEM ? HA_NOMEM : HA_OK;
	}
	if (ha_index_pays(&ha_index_about(text->own_index)->counts))
		text->index = text->own_index;
	return HA_OK;
}

enum ha_status
ha_shelf_open(const struct ha_shelf *shelf, const struct ha_wanted *wanted,
    struct ha_text *text, int *error)
{
	static const struct ha_shelf none;
	enum ha_status status;

	*text = (struct ha_text){ .fault = HA_INDEX_FAULT_NONE };
	if (shelf == NULL)
		shelf = &none;
	if (shelf->find != NULL)
		return shelf->find(shelf->context, wanted, text, error);
	status = ha_source_open_within(wanted->path, !wanted->is_whole,
	    wanted->patience, &text->own_source, error);
	if (status != HA_OK)
		return status;
	text->source = text->own_source;
	/* What was read at once is read through sooner. */
	if (text->source->sparse != NULL && shelf->index_folder != NULL)
		status = find_index(shelf, wanted->kind, text);
	if (status != HA_OK)
		ha_text_free(text);
	return status;
}

void
ha_text_free(struct ha_text *text)
{
	ha_index_free(text->own_index);
	ha_source_free(text->own_source);
	*text = (struct ha_text){ .fault = HA_INDEX_FAULT_NONE };
}
