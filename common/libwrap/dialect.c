#include "common/libwrap/dialect.h"

#include "common/libwrap/parts.h"

void
ha_libwrap_init(struct ha_libwrap *libwrap, struct ha_differences differences)
{
	*libwrap = (struct ha_libwrap){ .differences = differences };
	ha_libwrap_set_patterns(libwrap);
	ha_libwrap_set_options(libwrap);
	ha_libwrap_set_policy(libwrap);
}
