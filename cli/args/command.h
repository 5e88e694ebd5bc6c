#ifndef CLI_ARGS_COMMAND_H
#define CLI_ARGS_COMMAND_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

/* What of a command line is no option, in order. */
struct cli_args {
	char **list;
	int count;
};

/* Words of options that may be given more than once, in order. */
struct cli_words {
	const char **list;
	size_t count;
};

/* Adds a word; the list is freed by the caller.  Returns true. */
bool cli_words_add(struct cli_words *words, const char *word);

/* One option, "--name" and perhaps "-l". */
struct cli_option {
	const char *name;
	char letter;   /* 0: none */
	int has_value; /* as in struct option of getopt.h */

	/* Puts it into the member.  False: that is no value of it.  value is
	 * NULL when there is none. */
	bool (*set)(void *member, const char *value);

	/* The words that are its values, up to NULL; or, when others are, too,
	 * NULL, and what is said of one that set() refuses. */
	const char *const *words;
	const char *refusal;

	size_t member; /* where in the settings of its group; 0: all of them */
};

/* The plain ones: a bool, a text, a text that is not empty, one more of them
 * (struct cli_words). */
bool cli_set_flag(void *member, const char *value);
bool cli_set_text(void *member, const char *value);
bool cli_set_name(void *member, const char *value);
bool cli_add_name(void *member, const char *value);

#define CLI_FLAG(name, letter, settings, member) \
	{ \
		name, letter, no_argument, cli_set_flag, NULL, NULL, \
		    offsetof(settings, member) \
	}
#define CLI_TEXT(name, letter, words, settings, member) \
	{ \
		name, letter, required_argument, cli_set_text, words, NULL, \
		    offsetof(settings, member) \
	}
#define CLI_NAME(name, refusal, settings, member) \
	{ \
		name, 0, required_argument, cli_set_name, NULL, refusal, \
		    offsetof(settings, member) \
	}

/* Options whose settings lie together, at an offset in the command's. */
struct cli_options {
	const struct cli_option *list; /* NULL after the last group */
	size_t count, offset;
};

#define CLI_OPTIONS_OF(list, count, settings, member) \
	{ \
		list, count, offsetof(settings, member) \
	}
#define CLI_OPTIONS_END \
	{ \
		NULL, 0, 0 \
	}

/* A command, as "hostsaccess NAME ...". */
struct cli_command {
	const char *name;
	const char *synopsis, *summary; /* for the list of all commands */
	const char *help;
	const struct cli_options *options;

	/* The settings before any option is read, and how large they are. */
	const void *defaults;
	size_t size;

	/* Returns the exit status. */
	int (*run)(const void *settings, struct cli_args args);

	void (*end)(void *settings); /* frees what they hold; may be NULL */
};

/*
 * Runs a command; argv[0] is its name.  Answers --help and --version, and says
 * what is wrong with its options.  argv is put in order.  Returns the exit
 * status.
 */
int cli_command_run(const struct cli_command *command, int argc, char **argv);

int cli_version(void);

#endif
