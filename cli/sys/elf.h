#ifndef CLI_SYS_ELF_H
#define CLI_SYS_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/span.h"
#include "common/match/trace.h"

/*
 * What a program needs, read by libelf from its headers and its dynamic
 * section: 32 and 64 bits, both byte orders.  The file may be anything.
 */
struct cli_elf_file {
	int fd;
	uint64_t size;
};

/* False: *error is an errno value (EISDIR, EINVAL for what is no file, which is
 * not even opened). */
bool cli_elf_file_open(const char *path, struct cli_elf_file *file, int *error);
void cli_elf_file_close(struct cli_elf_file *file);

/* Does the text, of 1 to 256 bytes, stand in the file?  Unknown: not all of it
 * could be searched. */
enum ha_match cli_elf_file_holds(const struct cli_elf_file *file,
    struct ha_span text);

enum cli_elf_kind {
	CLI_ELF_FOREIGN, /* no ELF file at all, such as a script */
	CLI_ELF_BROKEN,  /* it begins as one, and is cut off or wrong */
	CLI_ELF_STATIC,  /* it needs no library and no loader */
	CLI_ELF_DYNAMIC
};

struct cli_elf {
	enum cli_elf_kind kind;
	bool is_64, is_big;
	unsigned machine;
	const char **needed; /* in order */
	size_t nneeded;
	const char *rpath, *runpath; /* NULL: there is none */
	/* Those below are its own; the texts are libelf's. */
	size_t size;
	struct Elf *handle;
};

/* End with cli_elf_free, whatever the kind, before the file is closed. */
void cli_elf_read(const struct cli_elf_file *file, struct cli_elf *elf);
void cli_elf_free(struct cli_elf *elf);

#endif
