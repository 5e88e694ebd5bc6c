#ifndef CLI_REPLAY_INPUT_H
#define CLI_REPLAY_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <zlib.h>
#include <zstd.h>

/* What is read of a file at once, before it is unpacked. */
#define CLI_LOG_INPUT_BLOCK ((size_t)65536)

enum cli_packing {
	CLI_PACKING_NONE,
	CLI_PACKING_GZIP,
	CLI_PACKING_ZSTD
};

/*
 * One log, plain or compressed, which its first bytes tell.  It is read from
 * the start to the end, once, in bounded memory.
 */
struct cli_log_input {
	const char *path; /* for messages */
	int fd;
	bool is_regular;
	int64_t modified; /* seconds since 1970; of a stream, now */
	uint64_t taken;   /* bytes of the file so far */
	enum cli_packing packing;
	z_stream gzip;
	ZSTD_DStream *zstd;
	bool is_within;    /* a compressed piece that is not at its end */
	const char *fault; /* why it cannot be read on, or NULL */
	bool is_interrupted;
	size_t start, end; /* what is read and not yet unpacked */
	unsigned char bytes[CLI_LOG_INPUT_BLOCK];
};

/*
 * "-" is standard input.  0, or an errno value: then nothing is open.  Signals
 * are held, see cli/sys/signals.h.
 */
int cli_log_input_open(struct cli_log_input *input, const char *path);

/*
 * As read(2), for struct cli_bytes; context is the input.  -1 with EBADMSG: the
 * fault says why.  With ECANCELED: a signal wants the program to end.
 */
ssize_t cli_log_input_read(void *context, void *bytes, size_t size);

void cli_log_input_close(struct cli_log_input *input);

#endif
