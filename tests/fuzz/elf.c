/* A file that may be a program: whatever is read of it lies within it. */
#include "cli/sys/elf.h"

#include "tests/fuzz/fuzz.h"

static void
check_text(const struct cli_elf *elf, const char *text)
{
	hold(text >= elf->strings && text < elf->strings + elf->nstrings);
	hold(strlen(text) <= elf->nstrings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cli_elf_file file = cli_elf_file_of(fuzz_span(data, size));
	struct cli_elf elf;

	cli_elf_read(&file, &elf);
	hold(elf.kind != CLI_ELF_FOREIGN || size < 4 ||
	    memcmp(data, "\177ELF", 4) != 0);
	hold(elf.kind == CLI_ELF_DYNAMIC || elf.nneeded == 0);
	hold(elf.nstrings <= size || elf.strings == NULL);
	for (size_t i = 0; i < elf.nneeded; i++)
		check_text(&elf, elf.needed[i]);
	if (elf.kind == CLI_ELF_DYNAMIC && elf.runpath != NULL)
		check_text(&elf, elf.runpath);
	cli_elf_free(&elf);
	return 0;
}
