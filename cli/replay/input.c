#include "cli/replay/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zstd_errors.h>

#include "cli/io/message.h"
#include "cli/io/stream.h"
#include "cli/sys/signals.h"

/* zlib: the window as the file says, and a header of gzip. */
#define GZIP_WINDOW (15 + 16)

/* What a file begins with, and what that means. */
static const struct {
	const char *magic;
	size_t len;
	enum cli_packing packing;
	const char *fault;
} magics[] = {
	{ "\037\213", 2, CLI_PACKING_GZIP, NULL },
	{ "\050\265\057\375", 4, CLI_PACKING_ZSTD, NULL },
	{ "\375"
	  "7zXZ",
	    5, CLI_PACKING_NONE,
	    "is compressed by xz; let xzcat(1) write it to standard input" },
	{ "BZh", 3, CLI_PACKING_NONE,
	    "is compressed by bzip2; let bzcat(1) write it to standard input" },
	{ "LPKSHHRH", 8, CLI_PACKING_NONE,
	    "is a journal; let \"journalctl --file FILE -o json\" write it to "
	    "standard input" },
};

#define NMAGICS (sizeof(magics) / sizeof(magics[0]))
#define MAGIC_MAX 8

/* More bytes of the file after those that are there.  -1 with errno. */
static int
read_more(struct cli_log_input *input)
{
	ssize_t n;

	if (input->start > 0) {
		memmove(input->bytes, input->bytes + input->start,
		    input->end - input->start);
		input->end -= input->start;
		input->start = 0;
	}
	do {
		if (input->is_regular ? cli_signals_are_waiting()
				      : !cli_signals_wait_for(input->fd)) {
			input->is_interrupted = true;
			errno = ECANCELED;
			return -1;
		}
		n = read(input->fd, input->bytes + input->end,
		    sizeof(input->bytes) - input->end);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n < 0)
		return -1;
	input->end += (size_t)n;
	input->taken += (size_t)n;
	return n > 0 ? 1 : 0;
}

static int
refuse(struct cli_log_input *input, const char *fault)
{
	input->fault = fault;
	errno = EBADMSG;
	return -1;
}

static size_t
left(const struct cli_log_input *input)
{
	return input->end - input->start;
}

/* A pipe may hand over less at first.  -1 with errno. */
static int
fill_to(struct cli_log_input *input, size_t wanted)
{
	while (left(input) < wanted) {
		int more = read_more(input);

		if (more <= 0)
			return more;
	}
	return 0;
}

static void
begin_unpacking(struct cli_log_input *input)
{
	if (input->packing == CLI_PACKING_GZIP &&
	    inflateInit2(&input->gzip, GZIP_WINDOW) != Z_OK)
		cli_no_memory();
	if (input->packing != CLI_PACKING_ZSTD)
		return;
	input->zstd = ZSTD_createDStream();
	if (input->zstd == NULL)
		cli_no_memory();
}

/* What cannot be read is found when it is read. */
static void
learn_packing(struct cli_log_input *input)
{
	if (fill_to(input, MAGIC_MAX) < 0)
		return;
	for (size_t i = 0; i < NMAGICS; i++) {
		if (left(input) < magics[i].len ||
		    memcmp(input->bytes, magics[i].magic, magics[i].len) != 0)
			continue;
		input->packing = magics[i].packing;
		input->fault = magics[i].fault;
	}
	begin_unpacking(input);
}

int
cli_log_input_open(struct cli_log_input *input, const char *path)
{
	bool is_stdin = strcmp(path, CLI_STDIN) == 0;
	struct stat st;

	input->path = is_stdin ? "standard input" : path;
	input->fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			     : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (input->fd < 0)
		return errno;
	input->is_regular = fstat(input->fd, &st) == 0 && S_ISREG(st.st_mode);
	input->modified = input->is_regular ? st.st_mtime : time(NULL);
	input->taken = 0;
	input->packing = CLI_PACKING_NONE;
	input->gzip = (z_stream){ .zalloc = Z_NULL };
	input->zstd = NULL;
	input->is_within = false;
	input->fault = NULL;
	input->is_interrupted = false;
	input->start = input->end = 0;
	learn_packing(input);
	return 0;
}

void
cli_log_input_close(struct cli_log_input *input)
{
	if (input->packing == CLI_PACKING_GZIP)
		inflateEnd(&input->gzip);
	ZSTD_freeDStream(input->zstd);
	close(input->fd);
}

/* One step; the bytes that came out, or -1. */
static ssize_t
unpack_gzip(struct cli_log_input *input, void *bytes, size_t size)
{
	z_stream *gzip = &input->gzip;
	int result;

	/* Several files one after the other are one. */
	if (!input->is_within && inflateReset(gzip) != Z_OK)
		return refuse(input, "cannot be uncompressed");
	gzip->next_in = input->bytes + input->start;
	gzip->avail_in = (uInt)left(input);
	gzip->next_out = bytes;
	gzip->avail_out = (uInt)size;
	result = inflate(gzip, Z_NO_FLUSH);
	if (result == Z_MEM_ERROR)
		cli_no_memory();
	if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
		return refuse(input,
		    "is damaged, or no file of gzip to its "
		    "end");
	input->start = input->end - gzip->avail_in;
	input->is_within = result != Z_STREAM_END;
	return (ssize_t)(size - gzip->avail_out);
}

static ssize_t
unpack_zstd(struct cli_log_input *input, void *bytes, size_t size)
{
	ZSTD_inBuffer in = { input->bytes, input->end, input->start };
	ZSTD_outBuffer out = { bytes, size, 0 };
	size_t result = ZSTD_decompressStream(input->zstd, &out, &in);

	if (ZSTD_isError(result) &&
	    ZSTD_getErrorCode(result) ==
		ZSTD_error_frameParameter_windowTooLarge)
		return refuse(input,
		    "needs more memory to be uncompressed "
		    "than zstd allows; let zstdcat(1) "
		    "write it to standard input");
	if (ZSTD_isError(result))
		return refuse(input,
		    "is damaged, or no file of zstd to its "
		    "end");
	input->start = in.pos;
	input->is_within = result != 0;
	return (ssize_t)out.pos;
}

static ssize_t
unpack(struct cli_log_input *input, void *bytes, size_t size)
{
	return input->packing == CLI_PACKING_GZIP
	    ? unpack_gzip(input, bytes, size)
	    : unpack_zstd(input, bytes, size);
}

/* Until something has come out; what is held back inside comes first. */
static ssize_t
read_packed(struct cli_log_input *input, void *bytes, size_t size)
{
	for (;;) {
		bool has_input = left(input) > 0;
		ssize_t n = has_input || input->is_within
		    ? unpack(input, bytes, size)
		    : 0;
		int more;

		if (n != 0)
			return n;
		if (has_input && left(input) > 0 && !input->is_within)
			continue;
		more = read_more(input);
		if (more < 0)
			return -1;
		if (more == 0 && (input->is_within || left(input) > 0))
			return refuse(input,
			    "ends in the middle of what was compressed");
		if (more == 0)
			return 0;
	}
}

static ssize_t
read_plain(struct cli_log_input *input, void *bytes, size_t size)
{
	size_t n;

	if (left(input) == 0) {
		int more = read_more(input);

		if (more <= 0)
			return more;
	}
	n = left(input) < size ? left(input) : size;
	memcpy(bytes, input->bytes + input->start, n);
	input->start += n;
	return (ssize_t)n;
}

ssize_t
cli_log_input_read(void *context, void *bytes, size_t size)
{
	struct cli_log_input *input = context;

	if (input->fault != NULL)
		return refuse(input, input->fault);
	return input->packing == CLI_PACKING_NONE
	    ? read_plain(input, bytes, size)
	    : read_packed(input, bytes, size);
}
