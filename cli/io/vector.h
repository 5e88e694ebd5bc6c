#ifndef CLI_IO_VECTOR_H
#define CLI_IO_VECTOR_H

#include <stddef.h>

/*
 * Room for one more member after the count that the list holds, of each
 * bytes; *size is for how many there is room.  Returns the list, which may
 * have moved; without memory the program ends.
 */
void *cli_vector_grow(void *list, size_t *size, size_t count, size_t each);

/* count members of each bytes, all zero; without memory the program ends. */
void *cli_zeroed(size_t count, size_t each);

#endif
