#include "common/source/identity.h"

#include "common/base/bounds.h"
#include "common/base/clock.h"

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

/* Times beyond the range are its end: a file's time can be anything. */
static int64_t
to_ns(int64_t sec, uint32_t nsec)
{
	int64_t last = (INT64_MAX - HA_COARSE_GRAIN_NS) / HA_NS_PER_SECOND - 1;

	if (sec > last)
		return INT64_MAX - HA_COARSE_GRAIN_NS;
	if (sec < -last)
		return INT64_MIN;
	return sec * HA_NS_PER_SECOND + nsec;
}

int64_t
ha_identity_modified(const struct ha_identity *identity)
{
	return to_ns(identity->modified.sec, identity->modified.nsec);
}

/* The file system keeps whole seconds when neither time has more. */
static bool
is_coarse(const struct ha_identity *identity)
{
	return identity->modified.nsec == 0 && identity->changed.nsec == 0;
}

bool
ha_identity_is_racy(const struct ha_identity *identity, int64_t age,
    int64_t now)
{
	int64_t modified = ha_identity_modified(identity);

	/* The two clocks may differ by a tick. */
	return modified < now + HA_GRAIN_NS &&
	    now - age <
	    modified + (is_coarse(identity) ? HA_COARSE_GRAIN_NS : 0);
}

int64_t
ha_identity_ripe_at(const struct ha_identity *identity)
{
	int64_t modified = ha_identity_modified(identity);
	int64_t changed = to_ns(identity->changed.sec, identity->changed.nsec);

	return (modified > changed ? modified : changed) +
	    (is_coarse(identity) ? HA_COARSE_GRAIN_NS : HA_GRAIN_NS);
}
