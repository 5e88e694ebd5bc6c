#include "cli/policy/cells.h"

#include <stdlib.h>

#include "cli/io/vector.h"

/* A place where cells meet, and whose it is: a piece's first or its end. */
#define ID_BITS 31

/* In halves: a whole would be padded to a third more. */
struct edge6 {
	uint64_t high, low;
	uint32_t id;
};

static cli_u128
whole(const struct edge6 *edge)
{
	return (cli_u128)edge->high << 64 | edge->low;
}

static cli_u128
number_of(const unsigned char bytes[16])
{
	cli_u128 number = 0;

	for (size_t i = 0; i < 16; i++)
		number = number << 8 | bytes[i];
	return number;
}

static struct cli_piece_range *
add_piece(struct cli_cells *cells, enum cli_piece_kind kind)
{
	cells->pieces = cli_vector_grow(cells->pieces, &cells->size,
	    cells->npieces, sizeof(*cells->pieces));
	cells->kinds = cli_vector_grow(cells->kinds, &cells->kinds_size,
	    cells->npieces, 1);
	cells->kinds[cells->npieces] = (uint8_t)kind;
	return &cells->pieces[cells->npieces++];
}

static void
add_range6(struct cli_cells *cells, cli_u128 first, cli_u128 last)
{
	add_piece(cells, CLI_PIECE_NET6)->a = (uint32_t)cells->nnets6;
	cells->nets6 = cli_vector_grow(cells->nets6, &cells->nets6_size,
	    cells->nnets6, sizeof(*cells->nets6));
	cells->nets6[cells->nnets6++] = (struct cli_net6){ first, last };
}

bool
cli_cells_add_net(struct cli_cells *cells, const struct ha_net *net)
{
	cli_u128 first = number_of(net->addr.bytes);
	cli_u128 wild = ~number_of(net->mask);

	/* Scattered bits, or one scope of many. */
	if ((wild & (wild + 1)) != 0 || net->addr.scope.len > 0)
		return false;
	if (net->addr.family == HA_IPV4)
		cli_cells_add_ipv4(cells, (uint32_t)first,
		    (uint32_t)(first | wild));
	else
		add_range6(cells, first, first | wild);
	return true;
}

void
cli_cells_add_ipv4(struct cli_cells *cells, uint32_t first, uint32_t last)
{
	*add_piece(cells, CLI_PIECE_NET4) =
	    (struct cli_piece_range){ first, last };
}

void
cli_cells_add_atom(struct cli_cells *cells, uint32_t atom)
{
	add_piece(cells, CLI_PIECE_ATOM)->a = atom;
}

/* Edges are sorted digit by digit, from the last on. */
enum {
	DIGIT_BITS = 11,
	NDIGITS = 1 << DIGIT_BITS
};

/* How many edges have each digit becomes where those with it begin. */
static void
sum_up(size_t starts[NDIGITS])
{
	size_t sum = 0;

	for (size_t i = 0; i < NDIGITS; i++) {
		size_t count = starts[i];

		starts[i] = sum;
		sum += count;
	}
}

/* By their upper 33 bits; both arrays hold count members. */
static uint64_t *
sort_edges4(uint64_t *edges, uint64_t *other, size_t count)
{
	for (int shift = ID_BITS; shift < 64; shift += DIGIT_BITS) {
		size_t starts[NDIGITS] = { 0 };
		uint64_t *swap = edges;

		for (size_t i = 0; i < count; i++)
			starts[edges[i] >> shift & (NDIGITS - 1)]++;
		sum_up(starts);
		for (size_t i = 0; i < count; i++)
			other[starts[edges[i] >> shift & (NDIGITS - 1)]++] =
			    edges[i];
		edges = other;
		other = swap;
	}
	return edges;
}

static size_t
count_kind(const struct cli_cells *cells, enum cli_piece_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < cells->npieces; i++)
		count += cells->kinds[i] == kind;
	return count;
}

static void
fill_edges4(const struct cli_cells *cells, uint64_t *edges)
{
	for (size_t i = 0; i < cells->npieces; i++) {
		if (cells->kinds[i] != CLI_PIECE_NET4)
			continue;
		*edges++ = (uint64_t)cells->pieces[i].a << ID_BITS | 2 * i;
		*edges++ =
		    ((uint64_t)cells->pieces[i].b + 1) << ID_BITS | (2 * i + 1);
	}
}

/* A piece's first cell, or the one after its last. */
static void
set_edge(struct cli_cells *cells, uint32_t id, size_t cell)
{
	struct cli_piece_range *piece = &cells->pieces[id / 2];

	if (id % 2 == 0)
		piece->a = (uint32_t)cell;
	else
		piece->b = (uint32_t)cell - 1;
}

static void
make_cells4(struct cli_cells *cells)
{
	size_t count = 2 * count_kind(cells, CLI_PIECE_NET4);
	uint64_t *edges = cli_zeroed(count, sizeof(*edges));
	uint64_t *other = cli_zeroed(count, sizeof(*other)), *sorted;

	fill_edges4(cells, edges);
	sorted = sort_edges4(edges, other, count);
	cells->starts4 = cli_zeroed(count + 1, sizeof(*cells->starts4));
	cells->n4 = 1;
	for (size_t i = 0; i < count; i++) {
		uint64_t at = sorted[i] >> ID_BITS;
		uint32_t id = (uint32_t)sorted[i] & 0x7fffffff;
		size_t cell = cells->n4;

		if (at == cells->starts4[cells->n4 - 1])
			cell = cells->n4 - 1;
		else if (at <= UINT32_MAX)
			cells->starts4[cells->n4++] = (uint32_t)at;
		set_edge(cells, id, cell);
	}
	free(edges);
	free(other);
}

static size_t
digit6(const struct edge6 *edge, int shift)
{
	return (size_t)(whole(edge) >> shift) & (NDIGITS - 1);
}

/* Most digits are the same in all edges: those are passed over. */
static struct edge6 *
sort_edges6(struct edge6 *edges, struct edge6 *other, size_t count)
{
	struct edge6 varies = { 0, 0, 0 };

	for (size_t i = 1; i < count; i++) {
		varies.high |= edges[i].high ^ edges[0].high;
		varies.low |= edges[i].low ^ edges[0].low;
	}
	for (int shift = 0; shift < 128; shift += DIGIT_BITS) {
		size_t starts[NDIGITS] = { 0 };
		struct edge6 *swap = edges;

		if (digit6(&varies, shift) == 0)
			continue;
		for (size_t i = 0; i < count; i++)
			starts[digit6(&edges[i], shift)]++;
		sum_up(starts);
		for (size_t i = 0; i < count; i++)
			other[starts[digit6(&edges[i], shift)]++] = edges[i];
		edges = other;
		other = swap;
	}
	return edges;
}

static struct edge6
edge_at(cli_u128 at, size_t id)
{
	return (struct edge6){ (uint64_t)(at >> 64), (uint64_t)at,
		(uint32_t)id };
}

/* The edge after the very last address is none: its cell is known. */
static size_t
fill_edges6(const struct cli_cells *cells, struct edge6 *edges)
{
	size_t count = 0;

	for (size_t i = 0; i < cells->npieces; i++) {
		const struct cli_net6 *net;

		if (cells->kinds[i] != CLI_PIECE_NET6)
			continue;
		net = &cells->nets6[cells->pieces[i].a];
		edges[count++] = edge_at(net->first, 2 * i);
		if (net->last + 1 != 0)
			edges[count++] = edge_at(net->last + 1, 2 * i + 1);
	}
	return count;
}

static void
make_cells6(struct cli_cells *cells)
{
	struct edge6 *edges = cli_zeroed(2 * cells->nnets6, sizeof(*edges));
	struct edge6 *other = cli_zeroed(2 * cells->nnets6, sizeof(*other));
	struct edge6 *sorted;
	size_t count = fill_edges6(cells, edges);

	sorted = sort_edges6(edges, other, count);
	cells->starts6 = cli_zeroed(count + 1, sizeof(*cells->starts6));
	cells->n6 = 1;
	for (size_t i = 0; i < cells->npieces; i++) {
		if (cells->kinds[i] == CLI_PIECE_NET6)
			cells->pieces[i].b = UINT32_MAX;
	}
	for (size_t i = 0; i < count; i++) {
		if (whole(&sorted[i]) != cells->starts6[cells->n6 - 1])
			cells->starts6[cells->n6++] = whole(&sorted[i]);
		set_edge(cells, sorted[i].id, cells->n4 + cells->n6 - 1);
	}
	for (size_t i = 0; i < cells->npieces; i++) {
		if (cells->kinds[i] == CLI_PIECE_NET6 &&
		    cells->pieces[i].b == UINT32_MAX)
			cells->pieces[i].b =
			    (uint32_t)(cells->n4 + cells->n6 - 1);
	}
	free(edges);
	free(other);
	free(cells->nets6);
	cells->nets6 = NULL;
}

void
cli_cells_make(struct cli_cells *cells)
{
	cells->mapped = (uint32_t)cells->npieces;
	add_range6(cells, (cli_u128)0xffff << 32, (cli_u128)0xffffffffffff);
	make_cells4(cells);
	make_cells6(cells);
}

void
cli_cells_free(struct cli_cells *cells)
{
	free(cells->pieces);
	free(cells->kinds);
	free(cells->nets6);
	free(cells->starts4);
	free(cells->starts6);
}

bool
cli_cells_address(const struct cli_cells *cells, uint32_t cell,
    struct ha_addr *addr)
{
	cli_u128 number;

	*addr = (struct ha_addr){ .scope = HA_SPAN_EMPTY };
	if (cell < cells->n4) {
		addr->family = HA_IPV4;
		number = (cli_u128)0xffff << 32 | cells->starts4[cell];
	} else if (cell < cells->n4 + cells->n6) {
		addr->family = HA_IPV6;
		number = cells->starts6[cell - cells->n4];
	} else {
		return false;
	}
	for (size_t i = 16; i-- > 0; number >>= 8)
		addr->bytes[i] = (unsigned char)number;
	return true;
}

void
cli_paint_init(struct cli_paint *paint, const struct cli_cells *cells)
{
	paint->count = cli_cells_unknown(cells) + 1;
	paint->next = cli_zeroed(paint->count + 1, sizeof(*paint->next));
	paint->owner = cli_zeroed(paint->count, sizeof(*paint->owner));
}

void
cli_paint_clear(struct cli_paint *paint, const struct cli_cells *cells)
{
	const struct cli_piece_range *mapped = &cells->pieces[cells->mapped];

	for (uint32_t i = 0; i <= paint->count; i++)
		paint->next[i] = i;
	cli_paint(paint, mapped->a, mapped->b, CLI_OWNER_NOBODY);
}

void
cli_paint_free(struct cli_paint *paint)
{
	free(paint->next);
	free(paint->owner);
}

/* A union-find: the way is halved each time it is gone. */
uint32_t
cli_paint_find(struct cli_paint *paint, uint32_t cell)
{
	uint32_t *next = paint->next;

	while (next[cell] != cell) {
		next[cell] = next[next[cell]];
		cell = next[cell];
	}
	return cell;
}

void
cli_paint(struct cli_paint *paint, uint32_t first, uint32_t last,
    uint32_t owner)
{
	uint32_t cell = cli_paint_find(paint, first);

	while (cell <= last) {
		paint->owner[cell] = owner;
		paint->next[cell] = cell + 1;
		cell = cli_paint_find(paint, cell + 1);
	}
}
