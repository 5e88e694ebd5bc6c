#ifndef CLI_SYS_ATTRIBUTES_H
#define CLI_SYS_ATTRIBUTES_H

/* What of a file could not be given to another one. */
enum cli_attribute {
	CLI_ATTRIBUTE_NONE,
	CLI_ATTRIBUTE_OWNER,
	CLI_ATTRIBUTE_MODE,
	CLI_ATTRIBUTE_EXTENDED /* access list, label, user.* */
};

/*
 * Gives the file to the owner, group, mode and extended attributes of from,
 * access lists and SELinux labels among them; both are open.  What it has
 * beyond them stays, but an access list that only its folder gave it.
 * CLI_ATTRIBUTE_NONE, or what failed, with errno.
 */
enum cli_attribute cli_attributes_copy(int from, int to);

#endif
