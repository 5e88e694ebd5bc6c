#ifndef CLI_CHECK_BASE_KIND_H
#define CLI_CHECK_BASE_KIND_H

#include "cli/policy/table.h"

/*
 * Which table a file is by its name: that of the last "allow" or "deny" in the
 * base name, so that hosts.deny.j2 and hosts_deny are deny tables.  False: the
 * name does not say, and *kind is an allow table.
 */
bool cli_kind_of_name(const char *path, enum ha_table_kind *kind);

#endif
