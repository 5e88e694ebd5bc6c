#include "common/base/arena.h"

#include <stdalign.h>

#include "common/base/bounds.h"
#include "tests/unit/support.h"

START_TEST(memory_is_aligned_for_any_type)
{
	struct ha_arena arena = HA_ARENA_INIT;

	for (size_t size = 0; size < 300; size++) {
		void *memory = ha_arena_alloc(&arena, size);

		ck_assert_ptr_nonnull(memory);
		ck_assert_uint_eq((uintptr_t)memory % alignof(max_align_t), 0);
	}
	ha_arena_free(&arena);
}
END_TEST

/* Every piece keeps what was written into it while the others are filled. */
START_TEST(pieces_do_not_overlap)
{
	enum {
		N = 500
	};
	struct ha_arena arena = HA_ARENA_INIT;
	unsigned char *piece[N];
	size_t size[N];
	uint32_t state = 7;

	for (int i = 0; i < N; i++) {
		size[i] = unit_below(&state, i % 50 == 0 ? 20000 : 200);
		piece[i] = ha_arena_alloc(&arena, size[i]);
		ck_assert_ptr_nonnull(piece[i]);
		memset(piece[i], i & 0xff, size[i]);
	}
	for (int i = 0; i < N; i++) {
		for (size_t at = 0; at < size[i]; at++)
			ck_assert_uint_eq(piece[i][at], (unsigned)i & 0xff);
	}
	ha_arena_free(&arena);
}
END_TEST

START_TEST(more_than_a_block_is_one_piece)
{
	struct ha_arena arena = HA_ARENA_INIT;
	char *memory = ha_arena_alloc(&arena, 3 * HA_ARENA_BLOCK + 1);

	ck_assert_ptr_nonnull(memory);
	memset(memory, 'x', 3 * HA_ARENA_BLOCK + 1);
	ha_arena_free(&arena);
}
END_TEST

/* Sizes that overflow before malloc is asked; test_oom has the others. */
static const size_t impossible[] = { SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 15,
	SIZE_MAX - 16, SIZE_MAX - 31 };

START_TEST(what_cannot_be_had_is_null_and_harms_nothing)
{
	struct ha_arena arena = HA_ARENA_INIT;

	ck_assert_ptr_null(ha_arena_alloc(&arena, impossible[_i]));
	ck_assert_ptr_nonnull(ha_arena_alloc(&arena, 8));
	ck_assert_ptr_null(ha_arena_alloc(&arena, impossible[_i]));
	ck_assert_ptr_nonnull(ha_arena_alloc(&arena, 8));
	ha_arena_free(&arena);
}
END_TEST

START_TEST(a_text_is_copied_with_a_terminator)
{
	struct ha_arena arena = HA_ARENA_INIT;
	char *copy = ha_arena_text(&arena, HA_SPAN("a\0b"));

	ck_assert_mem_eq(copy, "a\0b", 4);
	copy = ha_arena_text(&arena, (struct ha_span){ NULL, 0 });
	ck_assert_str_eq(copy, "");
	ck_assert_ptr_null(
	    ha_arena_text(&arena, (struct ha_span){ "", SIZE_MAX }));
	ha_arena_free(&arena);
}
END_TEST

START_TEST(a_reset_arena_serves_again)
{
	struct ha_arena arena = HA_ARENA_INIT;

	ha_arena_reset(&arena);
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 20; i++) {
			char *memory = ha_arena_alloc(&arena, 1000);

			ck_assert_ptr_nonnull(memory);
			memset(memory, round, 1000);
		}
		ha_arena_reset(&arena);
	}
	ha_arena_free(&arena);
}
END_TEST

START_TEST(one_block_is_kept_over_a_reset)
{
	struct ha_arena arena = HA_ARENA_INIT;
	void *first = ha_arena_alloc(&arena, 100);

	ha_arena_reset(&arena);
	ck_assert_ptr_eq(ha_arena_alloc(&arena, 100), first);
	ha_arena_free(&arena);
}
END_TEST

START_TEST(a_freed_arena_is_empty_and_serves_again)
{
	struct ha_arena arena = HA_ARENA_INIT;

	ck_assert_ptr_nonnull(ha_arena_alloc(&arena, 100));
	ha_arena_free(&arena);
	ha_arena_free(&arena);
	ck_assert_ptr_null(arena.blocks);
	ck_assert_ptr_nonnull(ha_arena_alloc(&arena, 100));
	ha_arena_free(&arena);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests, memory_is_aligned_for_any_type);
	tcase_add_test(tests, pieces_do_not_overlap);
	tcase_add_test(tests, more_than_a_block_is_one_piece);
	tcase_add_loop_test(tests, what_cannot_be_had_is_null_and_harms_nothing,
	    0, COUNT(impossible));
	tcase_add_test(tests, a_text_is_copied_with_a_terminator);
	tcase_add_test(tests, a_reset_arena_serves_again);
	tcase_add_test(tests, one_block_is_kept_over_a_reset);
	tcase_add_test(tests, a_freed_arena_is_empty_and_serves_again);
}

int
main(void)
{
	return unit_run("arena", add_tests);
}
