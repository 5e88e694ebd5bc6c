#ifndef CLI_INSTALL_ASK_H
#define CLI_INSTALL_ASK_H

#include <stdbool.h>

enum cli_answer_kind {
	CLI_ANSWER_SAVE,
	CLI_ANSWER_EDIT,
	CLI_ANSWER_GIVE_UP,
	CLI_ANSWER_NONE /* the terminal is gone, or a signal came */
};

/*
 * From here on a signal that wants the program to end is an answer, or what
 * cli_ask_was_interrupted says.
 */
void cli_ask_begin(void);
bool cli_ask_was_interrupted(void);

/* Asks until one of them is given. */
enum cli_answer_kind cli_ask_what_now(void);

/* Was the question answered with "yes", and nothing less? */
bool cli_ask_yes(const char *question);

#endif
