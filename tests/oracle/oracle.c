/*
 * Compares with the real libwrap, which no other program is linked with.
 *
 * oracle rows AUXDIR < CASES     does libwrap still say what was recorded?
 * oracle random SEED RULES       does it agree with the engine on as many
 *                                rules that the seed makes?
 * oracle wild SEED TABLES        and, with the differences switched off, on
 *                                tables with all kinds of mistakes?
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/span.h"
#include "tests/oracle/modes.h"

static int
remove_entry(const char *path, const struct stat *status, int type,
    struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

static bool
run(const char *mode, char **arguments, int count, const struct bench *bench)
{
	unsigned long seed, rules;

	if (strcmp(mode, "rows") == 0 && count == 1)
		return mode_rows(bench, arguments[0]);
	if (strcmp(mode, "random") == 0 && count == 2 &&
	    ha_span_number(ha_span_of(arguments[0]), -1UL, &seed) &&
	    ha_span_number(ha_span_of(arguments[1]), 1000000000, &rules))
		return mode_random(bench, seed, rules);
	if (strcmp(mode, "wild") == 0 && count == 2 &&
	    ha_span_number(ha_span_of(arguments[0]), -1UL, &seed) &&
	    ha_span_number(ha_span_of(arguments[1]), 1000000000, &rules))
		return mode_wild(bench, seed, rules);
	fputs("usage: oracle rows AUXDIR < CASES\n"
	      "       oracle random SEED RULES\n"
	      "       oracle wild SEED TABLES\n",
	    stderr);
	return false;
}

int
main(int argc, char **argv)
{
	const char *tmp = getenv("TMPDIR");
	char dir[4096];
	bool is_well;

	if (argc < 2)
		return 64;
	snprintf(dir, sizeof(dir), "%s/oracle.XXXXXX", tmp ? tmp : "/tmp");
	if (mkdtemp(dir) == NULL) {
		perror(dir);
		return 1;
	}
	is_well = run(argv[1], argv + 2, argc - 2, &(struct bench){ dir });
	nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	return is_well ? 0 : 1;
}
