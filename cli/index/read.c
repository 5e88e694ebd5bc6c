#include "cli/index/read.h"

#include <sys/stat.h>
#include <time.h>

#include "common/base/bounds.h"
#include "common/base/clock.h"

/* The coarse clock may be late by so much. */
#define TICK INT64_C(10000000)

/* A file takes 2 seconds at most to become ripe, and one that is always being
 * changed never does. */
#define PATIENCE INT64_C(2100000000)

/* Files get their times from this clock. */
static int64_t
now(void)
{
	return ha_clock_ns(CLOCK_REALTIME_COARSE);
}

static void
sleep_for(int64_t ns)
{
	struct timespec time = { ns / HA_NS_PER_SECOND, ns % HA_NS_PER_SECOND };

	nanosleep(&time, NULL);
}

enum ha_status
cli_index_text_read(const char *path, struct cli_index_text *text, int *error)
{
	enum ha_status status;

	text->taken = now();
	status = ha_source_open(path, &text->source, error);
	if (status != HA_OK)
		text->source = NULL;
	return status;
}

/*
 * HA_OK, also when reading has to find out what is wrong; HA_CHANGED;
 * HA_INVALID.
 */
static enum ha_status
wait_until_ripe(const char *path)
{
	int64_t waited = 0;
	struct stat st;

	while (stat(path, &st) == 0) {
		struct ha_identity identity = ha_identity_of(&st);
		int64_t ripe_at = ha_identity_ripe_at(&identity), time = now();

		if (ripe_at <= time)
			return HA_OK;
		if (ripe_at - time > PATIENCE)
			return HA_INVALID;
		if (waited > PATIENCE)
			return HA_CHANGED;
		sleep_for(ripe_at - time + TICK);
		waited += ripe_at - time + TICK;
	}
	return HA_OK;
}

enum ha_status
cli_index_text_ripen(const char *path, struct cli_index_text *text, int *error)
{
	for (int i = 0; i < HA_SOURCE_TRIES; i++) {
		enum ha_status status;

		if (ha_identity_ripe_at(&text->source->identity) <= text->taken)
			return HA_OK;
		status = wait_until_ripe(path);
		if (status != HA_OK)
			return status;
		cli_index_text_free(text);
		status = cli_index_text_read(path, text, error);
		if (status != HA_OK)
			return status;
	}
	return HA_CHANGED;
}

bool
cli_index_text_is_old(const char *path, const struct cli_index_text *text)
{
	struct ha_identity identity;
	struct stat st;

	if (stat(path, &st) != 0)
		return true;
	identity = ha_identity_of(&st);
	return !ha_identity_equal(&identity, &text->source->identity);
}

void
cli_index_text_free(struct cli_index_text *text)
{
	ha_source_free(text->source);
	text->source = NULL;
}
