#include "identity.h"

struct ha_identity
ha_identity_of(const struct stat *st)
{
	struct ha_identity identity = {
		.device = st->st_dev,
		.inode = st->st_ino,
		.size = (uint64_t)st->st_size,
	};

	identity.modified.sec = st->st_mtim.tv_sec;
	identity.modified.nsec = (uint32_t)st->st_mtim.tv_nsec;
	identity.changed.sec = st->st_ctim.tv_sec;
	identity.changed.nsec = (uint32_t)st->st_ctim.tv_nsec;
	return identity;
}

bool
ha_identity_equal(const struct ha_identity *a, const struct ha_identity *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    a->size == b->size && a->modified.sec == b->modified.sec &&
	    a->modified.nsec == b->modified.nsec &&
	    a->changed.sec == b->changed.sec &&
	    a->changed.nsec == b->changed.nsec;
}
