#ifndef HA_MATCH_FOUND_H
#define HA_MATCH_FOUND_H

/* What one pattern says of a host, whatever the rule makes of it. */
enum ha_found {
	HA_FOUND_NO,
	HA_FOUND_YES,
	HA_FOUND_UNKNOWN,     /* cannot tell */
	HA_FOUND_LATER,       /* needs a look-up, and may_ask is false */
	HA_FOUND_CLAIMED_NO,  /* no, if what is only claimed is believed */
	HA_FOUND_CLAIMED_YES, /* yes, likewise */
	HA_FOUND_BAD_NO,      /* malformed; libwrap would not match it */
	HA_FOUND_BAD_YES      /* malformed; libwrap would match it */
};

#endif
