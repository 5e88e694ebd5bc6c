#ifndef TESTS_SKETCH_H
#define TESTS_SKETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/support/chance.h"
#include "tests/verdicts/row.h"

enum {
	SKETCH_TEXT = 96,
	SKETCH_WORDS = 14,
	SKETCH_RULES = 5,
	SKETCH_FILES = 3
};

/* Tokens of a list, options of a rule, or words of a pattern file. */
struct sketch_list {
	size_t count;
	char words[SKETCH_WORDS][SKETCH_TEXT];
};

enum sketch_part {
	SKETCH_DAEMONS,
	SKETCH_CLIENTS,
	SKETCH_OPTIONS
};

/* How a rule is written: which of the ways there are; 0 is the plain one. */
struct sketch_layout {
	unsigned prelude; /* a comment or blanks before it */
	unsigned separator, colon, end;
	unsigned torn; /* continued after so many thousandths of its text */
};

struct sketch_rule {
	struct sketch_list parts[3]; /* by enum sketch_part */
	struct sketch_layout layout;
};

struct sketch_table {
	bool is_missing;
	size_t count;
	struct sketch_rule rules[SKETCH_RULES];
};

/* The columns from ROW_DAEMON to ROW_USER. */
struct sketch_request {
	char facts[ROW_USER - ROW_DAEMON + 1][SKETCH_TEXT];
};

/* A case from which parts can be taken away. */
struct sketch {
	struct sketch_table tables[2];
	struct sketch_list files[SKETCH_FILES]; /* @AUX@/f0, @AUX@/f1, ... */
	struct sketch_request request;
};

/* Copies text into the list, or does nothing when the list is full. */
void sketch_add(struct sketch_list *list, const char *text);

void sketch_lay_out(struct chance *chance, struct sketch_layout *layout);

bool sketch_is_except(const char *word);

/* Are all rules well formed: no list empty, no EXCEPT without its tokens? */
bool sketch_is_well_formed(const struct sketch *sketch);

/* The columns of both tables; the caller frees them. */
void sketch_tables(const struct sketch *sketch, char *columns[2]);

/* A row of such columns and the request; it borrows from both. */
void sketch_row(char *const columns[2], const struct sketch_request *request,
    struct row *row);

void sketch_write_files(const struct sketch *sketch, const char *dir);

#endif
