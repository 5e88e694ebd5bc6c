#include "cli/check/base/kind.h"

#include <string.h>

bool
cli_kind_of_name(const char *path, enum ha_table_kind *kind)
{
	const char *slash = strrchr(path, '/');
	struct ha_span name = ha_span_of(slash == NULL ? path : slash + 1);

	for (size_t end = name.len; end > 0; end--) {
		struct ha_span start = ha_span_before(name, end);

		*kind = ha_span_ends_fold(start, HA_SPAN("deny"))
		    ? HA_TABLE_DENY
		    : HA_TABLE_ALLOW;
		if (*kind == HA_TABLE_DENY ||
		    ha_span_ends_fold(start, HA_SPAN("allow")))
			return true;
	}
	*kind = HA_TABLE_ALLOW;
	return false;
}
