#ifndef HA_BASE_STATUS_H
#define HA_BASE_STATUS_H

/*
 * Did the call work?  Never tested by truth value: HA_OK is one value of
 * several, and what the others mean is said where they are returned.
 */
enum ha_status {
	HA_OK,
	HA_END,        /* nothing more to read */
	HA_NOMEM,      /* out of memory; nothing else was decided */
	HA_MISSING,    /* no such file */
	HA_UNREADABLE, /* the file is there, or may be, and cannot be read */
	HA_CHANGED,    /* the file changed while it was read: begin anew */
	HA_INVALID,    /* it is there, and not as it must be: not to be used */
	HA_NO_KEY,     /* no network says when it counts: no index can tell */
	HA_GIVEN_UP,   /* here libwrap, or libpam, would read no further */
	HA_DECIDED,    /* an error has decided: nothing else is to be tried */
	HA_TOOBIG      /* a limit of bounds.h was reached */
};

#endif
