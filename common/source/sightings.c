#include "common/source/sightings.h"

#include <string.h>

#include "common/base/sum.h"

/* Its length is part of it, so that zeros at the end are not nothing. */
static uint64_t
sum_of(struct ha_span text)
{
	const unsigned char *bytes = (const unsigned char *)text.at;
	size_t nwords = text.len / 8;
	unsigned char last[8] = { 0 };

	memcpy(last, bytes + nwords * 8, text.len % 8);
	return ha_sum(last, 1, ha_sum(bytes, nwords, text.len));
}

static bool
ends_line(struct ha_span text)
{
	return text.at[text.len - 1] == '\n';
}

/* Is the text that one, or that one with whole lines after it? */
static bool
goes_on_from(const struct ha_sighting *sighting, struct ha_span text,
    uint64_t sum)
{
	struct ha_span start = ha_span_before(text, sighting->len);

	if (sighting->len == text.len)
		return sighting->sum == sum;
	return sighting->len < text.len && ends_line(start) &&
	    ends_line(text) && sighting->sum == sum_of(start);
}

static void
remember(struct ha_sightings *sightings, struct ha_sighting sighting)
{
	if (sightings->count < HA_SIGHTINGS_MAX)
		sightings->list[sightings->count++] = sighting;
}

void
ha_sightings_miss(struct ha_sightings *sightings)
{
	sightings->readings++;
}

bool
ha_sightings_confirm(struct ha_sightings *sightings, struct ha_span text,
    int64_t now)
{
	struct ha_sighting seen = { now, text.len, 0 };
	bool is_settled = false;
	size_t times = 1;

	sightings->readings++;
	seen.sum = sum_of(text);
	for (size_t i = 0; i < sightings->count; i++) {
		const struct ha_sighting *earlier = &sightings->list[i];

		if (!goes_on_from(earlier, text, seen.sum))
			continue;
		times++;
		is_settled = is_settled || now - earlier->at >= HA_RACY_NS;
	}
	remember(sightings, seen);
	return is_settled && times >= HA_SIGHTINGS_WANTED &&
	    times * HA_SIGHTINGS_SHARE >= sightings->readings;
}
