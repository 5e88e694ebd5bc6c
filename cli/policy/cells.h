#ifndef CLI_POLICY_CELLS_H
#define CLI_POLICY_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/language/addr.h"

/*
 * The addresses of a table cut into cells, within which no rule tells one
 * address from another: first those of IPv4, in order, then those of IPv6,
 * then one for a client whose address is not known.
 *
 * Networks are added first, each as a piece with a number; then, when the
 * cells are made, each piece becomes a range of cells.
 */
__extension__ typedef unsigned __int128 cli_u128;

enum cli_piece_kind {
	CLI_PIECE_NET4, /* a, b: first and last address */
	CLI_PIECE_NET6, /* a: number in nets6 */
	CLI_PIECE_ATOM  /* a: number of an atom, which no cell is cut for */
};

/* After cli_cells_make a and b of a network are its first and last cell. */
struct cli_piece_range {
	uint32_t a, b;
};

struct cli_net6 {
	cli_u128 first, last;
};

struct cli_cells {
	struct cli_piece_range *pieces;
	uint8_t *kinds; /* of the pieces */
	size_t npieces, size, kinds_size;
	struct cli_net6 *nets6;
	size_t nnets6, nets6_size;

	uint32_t *starts4; /* first addresses of cells */
	cli_u128 *starts6;
	size_t n4, n6;
	uint32_t mapped; /* the piece of IPv6 that is IPv4's: nobody's */
};

/* Numbers of pieces and cells fit into 30 bits: more is not looked at. */
#define CLI_PIECES_MAX ((size_t)1 << 29)

/* A network as a piece; false: its addresses are not one range. */
bool cli_cells_add_net(struct cli_cells *cells, const struct ha_net *net);
void cli_cells_add_ipv4(struct cli_cells *cells, uint32_t first, uint32_t last);
void cli_cells_add_atom(struct cli_cells *cells, uint32_t atom);

/* To be called once, after the last piece. */
void cli_cells_make(struct cli_cells *cells);
void cli_cells_free(struct cli_cells *cells);

static inline uint32_t
cli_cells_unknown(const struct cli_cells *cells)
{
	return (uint32_t)(cells->n4 + cells->n6);
}

/* The first address of a cell; false: it is that of no address. */
bool cli_cells_address(const struct cli_cells *cells, uint32_t cell,
    struct ha_addr *addr);

/* Which cells are decided, and by which rule. */
struct cli_paint {
	uint32_t *next;  /* the first undecided cell from there on, or on the
			  * way to it */
	uint32_t *owner; /* valid where decided */
	uint32_t count;  /* cells */
};

#define CLI_OWNER_NOBODY UINT32_MAX

void cli_paint_init(struct cli_paint *paint, const struct cli_cells *cells);
void cli_paint_clear(struct cli_paint *paint, const struct cli_cells *cells);
void cli_paint_free(struct cli_paint *paint);

/* The first undecided cell from there on; count: none. */
uint32_t cli_paint_find(struct cli_paint *paint, uint32_t cell);

/* Gives the undecided cells from first to last to the owner. */
void cli_paint(struct cli_paint *paint, uint32_t first, uint32_t last,
    uint32_t owner);

#endif
