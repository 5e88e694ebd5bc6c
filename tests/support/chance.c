#include "tests/support/chance.h"

struct chance
chance_of(uint64_t seed, uint64_t number)
{
	struct chance chance = { seed };

	chance.state = chance_next(&chance) + number;
	return chance;
}

uint64_t
chance_next(struct chance *chance)
{
	uint64_t z = chance->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

size_t
chance_below(struct chance *chance, size_t limit)
{
	return (size_t)(chance_next(chance) % limit);
}

bool
chance_percent(struct chance *chance, size_t percent)
{
	return chance_below(chance, 100) < percent;
}
