#ifndef CLI_INSTALL_ORDER_H
#define CLI_INSTALL_ORDER_H

#include "cli/install/files.h"

/* Which table is put in place first, where both are. */
struct cli_order {
	enum cli_part first;
	/* In the moment between, is anybody let in whom neither the old tables
	 * nor the new ones let in?  Surely not. */
	bool is_safe;
};

struct cli_order cli_order_choose(const struct cli_files *files);

#endif
