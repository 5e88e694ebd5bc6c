#ifndef TESTS_GENERATE_H
#define TESTS_GENERATE_H

#include "tests/oracle/sketch.h"
#include "tests/support/chance.h"

/*
 * Well-formed tables and pattern files that no difference code of the rule
 * language concerns: libwrap and the engine must agree on every request of
 * generate_request.
 */
void generate_tables(struct chance *chance, struct sketch *sketch);

/* One of so few hosts, users and daemons that rules often match. */
void generate_request(struct chance *chance, struct sketch_request *request);

/*
 * A host pattern.  Files from first_file on may be named, so that pattern
 * files cannot name each other in a circle; in_file, what needs no brackets
 * there may stand too.
 */
void generate_host(struct chance *chance, int first_file, bool in_file,
    char out[SKETCH_TEXT]);

/* The options of one rule; some are wrong. */
void generate_options(struct chance *chance, struct sketch_list *options);

/* Half of the time, changes the case of some letters. */
void generate_case(struct chance *chance, char *text);

#endif
