#ifndef PAM_FILES_H
#define PAM_FILES_H

#include <stdbool.h>

/*
 * Writes text to a new file NAME in folder, with its parent folder if that is
 * missing; dies when that cannot be done.
 */
void files_write(const char *folder, const char *name, const char *text);

/*
 * Does what one word of a case wants of a file in the folder:
 *
 *   mode=NAME:OCTAL    its mode
 *   owner=NAME:UID     its owner; only for root
 *   size=NAME:BYTES    its length, without its bytes
 *   link=NAME:TARGET   puts a link in its place
 *   fifo=NAME:OCTAL    puts a FIFO of that mode in its place
 *
 * False: it is another word.  *is_skipped: this user cannot do it.
 */
bool files_change(const char *folder, const char *word, bool *is_skipped);

#endif
