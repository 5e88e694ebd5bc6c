#ifndef MOD_BANNER_H
#define MOD_BANNER_H

#include "common/base/strbuf.h"

/* A banner is a few lines of text; what stands after these is not shown. */
#define MOD_BANNER_MAX 8192

enum mod_banner_answer {
	MOD_BANNER_READ,
	MOD_BANNER_NONE,      /* there is no such file */
	MOD_BANNER_NO_FILE,   /* a link, or what else is no regular file */
	MOD_BANNER_FOLDER,    /* others can put another file into the folder */
	MOD_BANNER_WRITABLE,  /* others can write the file */
	MOD_BANNER_UNREADABLE /* errno says why */
};

/*
 * Adds what is in the file of that name in the folder to text, MOD_BANNER_MAX
 * bytes at most, and reads no more of it.
 *
 * Who could write the folder could have any file shown that this process can
 * read, by a link or by another name of it.  So folder and file must be
 * trusted (trust.h), and the file is no link.  Never blocks.
 */
enum mod_banner_answer mod_banner_read(const char *folder, const char *name,
    struct ha_strbuf *text);

#endif
