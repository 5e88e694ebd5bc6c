#ifndef CLI_RESOLVER_SYS_H
#define CLI_RESOLVER_SYS_H

#include "resolver.h"

/*
 * What this machine can be asked: its accounts.  This release looks up no
 * name, address or netgroup.
 */
extern const struct ha_resolver cli_resolver_sys;

#endif
