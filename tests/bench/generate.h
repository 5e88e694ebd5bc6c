#ifndef BENCH_GENERATE_H
#define BENCH_GENERATE_H

#include <stddef.h>
#include <stdio.h>

/* Who asks, and for which service. */
struct client {
	const char *service, *address;
	const char *name; /* NULL: nobody has looked it up */
};

/* Where in a table the rule stands that a client matches. */
enum place {
	PLACE_START,
	PLACE_END,
	PLACE_NONE
};
#define NPLACES 3

extern const char *const place_names[NPLACES];

/* Rules of one kind, and the clients to ask for, by enum place. */
struct kind {
	const char *name;
	const char *rule; /* the only one, if the lines are a pattern file */
	const char *first, *last; /* lines */
	/* Writes a line between them, which matches no client. */
	void (*write)(FILE *out, size_t number);
	struct client clients[NPLACES];
};

#define NKINDS 6
extern const struct kind kinds[NKINDS];

/* The plainest of them. */
#define KIND_ADDRESSES (&kinds[0])

/* The files in the scratch folder. */
struct tables {
	char *allow, *deny;
	char *words;  /* the pattern file, or NULL */
	size_t bytes; /* of the rules, or of the pattern file */
};

/*
 * Writes hosts.deny with so many lines, 2 at least, and an empty hosts.allow.
 * The same kind and number always give the same bytes.
 */
struct tables generate_tables(const struct kind *kind, size_t lines);
void generate_free(struct tables *tables);

/*
 * Writes so many requests for match --batch: every other one matches one of
 * the lines of KIND_ADDRESSES.
 */
void generate_requests(const char *name, size_t count, size_t lines);

#endif
