#include "common/cursor/loader.h"

/* One that is missing is no fault; nor is one that would not help. */
static enum ha_status
find_index(const struct ha_loader *loader, enum ha_index_kind kind,
    struct ha_loaded *loaded)
{
	enum ha_status status = ha_index_open(loader->index_folder,
	    loaded->source, kind, &loaded->own_index, &loaded->fault);

	if (status != HA_OK) {
		loaded->own_index = NULL;
		return status == HA_NOMEM ? HA_NOMEM : HA_OK;
	}
	if (ha_index_pays(&ha_index_about(loaded->own_index)->counts))
		loaded->index = loaded->own_index;
	return HA_OK;
}

enum ha_status
ha_loader_open(const struct ha_loader *loader, const struct ha_wanted *wanted,
    struct ha_loaded *loaded, int *error)
{
	static const struct ha_loader none;
	bool is_sparse = wanted->reading != HA_READ_ALL;
	enum ha_status status;

	*loaded = (struct ha_loaded){ .source = wanted->source };
	if (loaded->source != NULL)
		return HA_OK;
	if (loader == NULL)
		loader = &none;
	if (loader->find != NULL)
		return loader->find(loader->context, wanted, loaded, error);
	status = ha_source_open_within(wanted->path, is_sparse,
	    wanted->patience, &loaded->own_source, error);
	if (status != HA_OK)
		return status;
	loaded->source = loaded->own_source;
	/* What was read at once is read through sooner. */
	if (loaded->source->sparse != NULL && loader->index_folder != NULL)
		status = find_index(loader, wanted->kind, loaded);
	if (status != HA_OK)
		ha_loaded_free(loaded);
	return status;
}

void
ha_loaded_free(struct ha_loaded *loaded)
{
	ha_index_free(loaded->own_index);
	ha_source_free(loaded->own_source);
	*loaded = (struct ha_loaded){ .fault = HA_INDEX_FAULT_NONE };
}
