#ifndef MOD_RATE_H
#define MOD_RATE_H

/*
 * How often the processes of this machine together may run a command: a
 * token bucket that holds count tokens and gains that many in seconds.  It is
 * kept in a file below /run, which a start of the machine clears.
 */
struct mod_rate {
	const char *folder, *file; /* of the state; the folder is made */
	unsigned long count, seconds;
};

#define MOD_RATE_FOLDER "/run/hostsaccess"
#define MOD_RATE_FILE "command_rate"

enum mod_rate_answer {
	MOD_RATE_TAKEN,  /* a token was there, and now it is not */
	MOD_RATE_EMPTY,  /* there was none */
	MOD_RATE_UNKNOWN /* the state cannot be kept: errno says why;
			  * EWOULDBLOCK: somebody keeps it locked */
};

/*
 * Takes a token.  *skipped is how many times there was none since that was
 * told last; not 0 when it is time to tell it, at most once in seconds.
 *
 * Nobody else can open the file: one that others can read is made private, and
 * one that they can write, or that is another user's, is made anew.
 *
 * A state that makes no sense counts as an empty bucket, and so does one from
 * the future: neither a damaged file nor another clock gives more tokens.
 */
enum mod_rate_answer mod_rate_take(const struct mod_rate *rate,
    unsigned long *skipped);

#endif
