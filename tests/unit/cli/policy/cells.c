#include "cli/policy/cells.h"

#include "cli/policy/ranges.h"
#include "common/language/pattern.h"
#include "tests/unit/support.h"

/* Networks that overlap, touch, and reach the ends of both families. */
static const char *const nets[] = { "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3",
	"0.0.0.0/0", "255.255.255.255", "0.0.0.0", "128.0.0.0/1", "10.1.2.4/30",
	"[::]/0", "[2001:db8::]/32", "[2001:db8::1]",
	"[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]", "[::]", "[8000::1]",
	"[4000::1]", "[::ffff:0:0]/90" };

static struct cli_cells cells;

static struct ha_net
net_of(const char *text)
{
	struct ha_pattern pattern;

	ha_pattern_parse(ha_span_of(text), &pattern);
	ck_assert_int_eq(pattern.kind, HA_PATTERN_NET);
	return pattern.net;
}

static void
begin(void)
{
	cells = (struct cli_cells){ .pieces = NULL };
	for (int i = 0; i < COUNT(nets); i++) {
		struct ha_net net = net_of(nets[i]);

		ck_assert(cli_cells_add_net(&cells, &net));
	}
	cli_cells_add_atom(&cells, 7);
	cli_cells_make(&cells);
}

static void
end(void)
{
	cli_cells_free(&cells);
}

/* The first address of a cell stands for all of it. */
START_TEST(a_piece_has_the_cells_of_its_network)
{
	for (int i = 0; i < COUNT(nets); i++) {
		struct ha_net net = net_of(nets[i]);

		for (uint32_t cell = 0; cell < cli_cells_unknown(&cells);
		     cell++) {
			struct ha_addr addr;
			bool is_inside = cell >= cells.pieces[i].a &&
			    cell <= cells.pieces[i].b;

			ck_assert(cli_cells_address(&cells, cell, &addr));
			expect(ha_net_holds(&net, &addr) == is_inside,
			    "%s, cell %u", nets[i], cell);
		}
	}
}
END_TEST

START_TEST(no_address_has_a_cell_of_its_own)
{
	struct ha_addr ignored;

	ck_assert(
	    !cli_cells_address(&cells, cli_cells_unknown(&cells), &ignored));
}
END_TEST

START_TEST(an_atom_stays_what_it_is)
{
	ck_assert_uint_eq(cells.pieces[COUNT(nets)].a, 7);
	ck_assert_int_eq(cells.kinds[COUNT(nets)], CLI_PIECE_ATOM);
}
END_TEST

START_TEST(what_is_no_range_is_refused)
{
	struct ha_net scattered = net_of("10.0.0.1/255.0.255.255");
	struct ha_net scoped = net_of("[fe80::1%eth0]");

	ck_assert(!cli_cells_add_net(&cells, &scattered));
	ck_assert(!cli_cells_add_net(&cells, &scoped));
}
END_TEST

/* Against an array that is filled cell by cell. */
START_TEST(paint_stays_where_it_came_first)
{
	struct cli_paint paint;
	uint32_t owners[64], count = cli_cells_unknown(&cells) + 1;
	const struct cli_piece_range *mapped = &cells.pieces[cells.mapped];
	unsigned seed = 1;

	ck_assert_uint_le(count, COUNT(owners));
	cli_paint_init(&paint, &cells);
	cli_paint_clear(&paint, &cells);
	for (uint32_t i = 0; i < count; i++)
		owners[i] = i >= mapped->a && i <= mapped->b ? CLI_OWNER_NOBODY
							     : UINT32_MAX - 1;
	for (uint32_t owner = 0; owner < 40; owner++) {
		uint32_t first, last;

		seed = seed * 1103515245 + 12345;
		first = seed / 65536 % count;
		last = first + seed / 7 % (count - first);
		cli_paint(&paint, first, last, owner);
		for (uint32_t i = first; i <= last; i++) {
			if (owners[i] == UINT32_MAX - 1)
				owners[i] = owner;
		}
		for (uint32_t i = 0; i < count; i++) {
			bool is_free = cli_paint_find(&paint, i) == i;

			expect(is_free == (owners[i] == UINT32_MAX - 1),
			    "cell %u", i);
			expect(is_free || paint.owner[i] == owners[i],
			    "owner of %u", i);
		}
	}
	cli_paint_free(&paint);
}
END_TEST

/* Sets of numbers below 24, as bits. */
static uint32_t
bits_of(const struct cli_ranges *ranges)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < ranges->count; i++) {
		for (uint32_t n = ranges->list[i].first;
		     n <= ranges->list[i].last; n++)
			bits |= UINT32_C(1) << n;
	}
	return bits;
}

START_TEST(sets_of_ranges_are_sets)
{
	struct cli_ranges a = { NULL, 0, 0 }, b = { NULL, 0, 0 };
	struct cli_ranges left = { NULL, 0, 0 };
	unsigned seed = 1;

	for (int round = 0; round < 20000; round++) {
		uint32_t before[2];

		cli_ranges_clear(&a);
		cli_ranges_clear(&b);
		for (int i = 0; i < 8; i++) {
			uint32_t first;

			seed = seed * 1103515245 + 12345;
			first = seed / 65536 % 20;
			if (seed / 7 % 3 > 0)
				cli_ranges_add(i % 2 ? &a : &b, first,
				    first + seed / 31 % 4);
		}
		before[0] = bits_of(&a);
		before[1] = bits_of(&b);
		cli_ranges_tidy(&a);
		cli_ranges_tidy(&b);
		cli_ranges_subtract(&left, &a, &b);
		expect(bits_of(&a) == before[0], "tidy changes the set");
		for (size_t i = 1; i < a.count; i++)
			expect(a.list[i].first > a.list[i - 1].last + 1,
			    "they touch");
		expect(bits_of(&left) == (before[0] & ~before[1]), "round %d",
		    round);
		expect(cli_ranges_equal(&a, &b) == (before[0] == before[1]),
		    "equal, round %d", round);
	}
	cli_ranges_free(&a);
	cli_ranges_free(&b);
	cli_ranges_free(&left);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_piece_has_the_cells_of_its_network);
	tcase_add_test(tests, no_address_has_a_cell_of_its_own);
	tcase_add_test(tests, an_atom_stays_what_it_is);
	tcase_add_test(tests, what_is_no_range_is_refused);
	tcase_add_test(tests, paint_stays_where_it_came_first);
	tcase_add_test(tests, sets_of_ranges_are_sets);
}

int
main(void)
{
	return unit_run("cells", add_tests);
}
