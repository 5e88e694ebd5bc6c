#ifndef UNIT_PATTERNS_H
#define UNIT_PATTERNS_H

#include "common/language/pattern.h"

/* A word of each kind of pattern, but for what only a dialect makes. */
static const char *const pattern_words[] = {
	[HA_PATTERN_ALL] = "ALL",
	[HA_PATTERN_KNOWN] = "KNOWN",
	[HA_PATTERN_UNKNOWN] = "UNKNOWN",
	[HA_PATTERN_LOCAL] = "LOCAL",
	[HA_PATTERN_PARANOID] = "PARANOID",
	[HA_PATTERN_NETGROUP] = "@group",
	[HA_PATTERN_FILE] = "/file",
	[HA_PATTERN_NET] = "10.0.0.1",
	[HA_PATTERN_ADDRESS_SUFFIX] = ".0.1",
	[HA_PATTERN_ADDRESS_WILDCARD] = "10.*",
	[HA_PATTERN_NAME] = "host.example",
	[HA_PATTERN_SUFFIX] = ".example",
	[HA_PATTERN_PREFIX] = "_.",
	[HA_PATTERN_WILDCARD] = "*.example",
	[HA_PATTERN_MALFORMED] = "10.0.0.0/33",
};

/* By enum ha_pattern_kind. */
static const char *const pattern_kinds[] = {
#define HA_PATTERN(kind, ...) #kind,
#include "common/language/pattern.def"
#undef HA_PATTERN
};

#endif
