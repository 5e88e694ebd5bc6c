#include "trust.h"

#include <sys/stat.h>
#include <unistd.h>

bool
ha_is_trusted(uid_t owner, mode_t mode)
{
	return (owner == 0 || owner == geteuid()) &&
	    (mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool
ha_source_is_trusted(const struct ha_source *source)
{
	return ha_is_trusted(source->owner, source->mode);
}
