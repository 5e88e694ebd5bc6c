#ifndef UNIT_EDGE_H
#define UNIT_EDGE_H

/* Bytes after which there is nothing: who reads on is ended by a signal. */

#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/support.h"

struct edge {
	char *bytes, *end;
	size_t len;
};

/* Room for so many bytes or more, up to the end. */
static inline void
edge_begin(struct edge *edge, size_t room)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	edge->len = (room + page - 1) / page * page;
	edge->bytes = mmap(NULL, edge->len + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	expect(edge->bytes != MAP_FAILED, "no memory");
	edge->end = edge->bytes + edge->len;
	expect(mprotect(edge->end, page, PROT_NONE) == 0, "not protected");
}

static inline void
edge_end(struct edge *edge)
{
	munmap(edge->bytes, edge->len + (size_t)sysconf(_SC_PAGESIZE));
}

/* The text, with so many zeros between it and the end. */
static inline struct ha_span
edge_put(const struct edge *edge, struct ha_span text, size_t zeros)
{
	char *at = edge->end - zeros - text.len;

	memcpy(at, text.at, text.len);
	memset(at + text.len, 0, zeros);
	return (struct ha_span){ at, text.len };
}

#endif
