#include "common/source/trust.h"

#include <sys/stat.h>
#include <unistd.h>

bool
ha_owner_is_trusted(uid_t owner)
{
	return owner == 0 || owner == geteuid();
}

bool
ha_mode_is_trusted(mode_t mode)
{
	return (mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool
ha_is_trusted(uid_t owner, mode_t mode)
{
	return ha_owner_is_trusted(owner) && ha_mode_is_trusted(mode);
}

bool
ha_source_is_trusted(const struct ha_source *source)
{
	return ha_is_trusted(source->owner, source->mode);
}
