#ifndef BENCH_CONTENDER_H
#define BENCH_CONTENDER_H

#include "common/match/decision.h"
#include "tests/bench/generate.h"

/* One way to a verdict, from tables that lie in files, with nothing kept. */
struct contender {
	const char *name;
	/* NULL: it is not on this machine. */
	enum ha_verdict (*decide)(const struct tables *tables,
	    const struct client *client);
};

/* The first is what the others are compared with. */
#define NCONTENDERS 3
extern struct contender contenders[NCONTENDERS];

/*
 * Must be called first.  From then on memory is had from the system as in a
 * new process, which a login mostly has: the pages of a large table anew for
 * each decision.
 */
void contender_load(void);

#endif
