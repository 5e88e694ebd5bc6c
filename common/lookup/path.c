#include "common/lookup/lookup.h"

const char ha_lookup_helper[] = HA_LOOKUP_HELPER;
