#include "cli/io/vector.h"

#include <stdlib.h>

#include "cli/io/message.h"

#define FIRST_SIZE 16

void *
cli_vector_grow(void *list, size_t *size, size_t count, size_t each)
{
	size_t larger = *size == 0 ? FIRST_SIZE : 2 * *size;
	void *moved;

	if (count < *size)
		return list;
	moved = reallocarray(list, larger, each);
	if (moved == NULL)
		cli_no_memory();
	*size = larger;
	return moved;
}

void *
cli_zeroed(size_t count, size_t each)
{
	void *list = calloc(count > 0 ? count : 1, each);

	if (list == NULL)
		cli_no_memory();
	return list;
}
