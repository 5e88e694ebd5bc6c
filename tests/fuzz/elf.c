/* A file that may be a program: whatever it is, it is read without a fault. */
#include "cli/sys/elf.h"

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cli_elf_file file = { memfd_create("elf", MFD_CLOEXEC), size };
	size_t len = 0;
	struct cli_elf elf;

	hold(write(file.fd, data, size) == (ssize_t)size);
	cli_elf_read(&file, &elf);
	hold(elf.kind != CLI_ELF_FOREIGN || size < 4 ||
	    memcmp(data, "\177ELF", 4) != 0);
	hold(elf.kind == CLI_ELF_DYNAMIC || elf.nneeded == 0);
	for (size_t i = 0; i < elf.nneeded; i++)
		len += strlen(elf.needed[i]);
	if (elf.kind == CLI_ELF_DYNAMIC && elf.runpath != NULL)
		len += strlen(elf.runpath);
	hold(size > 0 || len == 0);
	cli_elf_free(&elf);
	cli_elf_file_close(&file);
	return 0;
}
