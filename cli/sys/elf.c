#include "cli/sys/elf.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/io/vector.h"

/* Far beyond what linkers make: more is a mistake, or malice. */
#define DYNAMIC_MAX (1U << 20)
#define STRINGS_MAX (16U << 20)

/* What is searched for a text. */
#define SEARCH_MAX (256U << 20)
#define SEARCH_STEP 65536
#define TEXT_MAX 256

/* ---- bytes ---- */

bool
cli_elf_file_open(const char *path, struct cli_elf_file *file, int *error)
{
	struct stat st;
	int fd;

	/* Asked before: to open a device may already do something. */
	if (stat(path, &st) != 0) {
		*error = errno;
		return false;
	}
	*error = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	if (!S_ISREG(st.st_mode))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		*error = errno;
		return false;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return false;
	}
	*file = (struct cli_elf_file){ .fd = fd, .size = (uint64_t)st.st_size };
	return true;
}

void
cli_elf_file_close(struct cli_elf_file *file)
{
	close(file->fd);
}

/* All of them, or false: a file may become shorter meanwhile. */
static bool
read_at(const struct cli_elf_file *file, uint64_t offset, char *to, size_t len)
{
	while (len > 0) {
		ssize_t n = pread(file->fd, to, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		to += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return true;
}

enum ha_match
cli_elf_file_holds(const struct cli_elf_file *file, struct ha_span text)
{
	static char bytes[TEXT_MAX + SEARCH_STEP];
	size_t kept = 0;

	for (uint64_t at = 0; at < file->size && at < SEARCH_MAX;
	     at += SEARCH_STEP) {
		size_t len = SEARCH_STEP;

		if (len > file->size - at)
			len = (size_t)(file->size - at);
		if (!read_at(file, at, bytes + kept, len))
			return HA_MATCH_UNKNOWN;
		len += kept;
		if (memmem(bytes, len, text.at, text.len) != NULL)
			return HA_MATCH_YES;
		/* It may begin at the end of this step. */
		kept = len < text.len ? len : text.len - 1;
		memmove(bytes, bytes + len - kept, kept);
	}
	return file->size > SEARCH_MAX ? HA_MATCH_UNKNOWN : HA_MATCH_NO;
}

/* ---- what it needs ---- */

/* The last of its type, as ld.so takes it. */
static bool
find_segment(Elf *handle, GElf_Word type, GElf_Phdr *segment)
{
	GElf_Phdr at;
	size_t count;
	bool is_found = false;

	if (elf_getphdrnum(handle, &count) != 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (gelf_getphdr(handle, (int)i, &at) == NULL ||
		    at.p_type != type)
			continue;
		*segment = at;
		is_found = true;
	}
	return is_found;
}

/* Are they all in the file, and of the size that we know? */
static bool
has_sound_segments(Elf *handle, const GElf_Ehdr *header)
{
	GElf_Phdr ignored;
	size_t count;

	/* libelf leaves out what lies outside. */
	if (elf_getphdrnum(handle, &count) != 0 ||
	    (header->e_phnum != PN_XNUM && count != header->e_phnum))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (gelf_getphdr(handle, (int)i, &ignored) == NULL)
			return false;
	}
	return header->e_phnum == 0 ||
	    header->e_phentsize ==
	    gelf_fsize(handle, ELF_T_PHDR, 1, EV_CURRENT);
}

/* Where the bytes lie that are loaded to an address. */
static bool
find_address(Elf *handle, GElf_Addr address, GElf_Off *offset)
{
	GElf_Phdr at;
	size_t count;

	if (elf_getphdrnum(handle, &count) != 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (gelf_getphdr(handle, (int)i, &at) == NULL)
			return false;
		if (at.p_type != PT_LOAD || address < at.p_vaddr ||
		    address - at.p_vaddr >= at.p_filesz)
			continue;
		*offset = at.p_offset + (address - at.p_vaddr);
		return *offset >= at.p_offset;
	}
	return false;
}

/* A piece of the file, which libelf holds against the file's size. */
static Elf_Data *
read_piece(Elf *handle, GElf_Off offset, GElf_Xword size, Elf_Type type)
{
	if (offset > INT64_MAX || size > STRINGS_MAX)
		return NULL;
	return elf_getdata_rawchunk(handle, (int64_t)offset, (size_t)size,
	    type);
}

/* The strings that the section names; NULL: there are none to be found. */
static Elf_Data *
read_strings(Elf *handle, Elf_Data *section)
{
	GElf_Addr address = 0;
	GElf_Xword size = 0;
	GElf_Off offset;
	GElf_Dyn entry;

	for (int i = 0;
	     gelf_getdyn(section, i, &entry) != NULL && entry.d_tag != DT_NULL;
	     i++) {
		if (entry.d_tag == DT_STRTAB)
			address = entry.d_un.d_ptr;
		else if (entry.d_tag == DT_STRSZ)
			size = entry.d_un.d_val;
	}
	if (size == 0 || !find_address(handle, address, &offset))
		return NULL;
	return read_piece(handle, offset, size, ELF_T_BYTE);
}

static bool
is_named(const GElf_Dyn *entry)
{
	return entry->d_tag == DT_NEEDED || entry->d_tag == DT_RPATH ||
	    entry->d_tag == DT_RUNPATH;
}

/* False: it names a string outside, or one without an end. */
static bool
take_entry(struct cli_elf *elf, const GElf_Dyn *entry, const Elf_Data *strings)
{
	const char *text;

	if (strings == NULL || entry->d_un.d_val >= strings->d_size)
		return false;
	text = (const char *)strings->d_buf + entry->d_un.d_val;
	if (memchr(text, '\0', strings->d_size - entry->d_un.d_val) == NULL)
		return false;
	if (entry->d_tag == DT_RPATH) {
		elf->rpath = text;
	} else if (entry->d_tag == DT_RUNPATH) {
		elf->runpath = text;
	} else {
		elf->needed = cli_vector_grow(elf->needed, &elf->size,
		    elf->nneeded, sizeof(*elf->needed));
		elf->needed[elf->nneeded++] = text;
	}
	return true;
}

/* A static program that moves has a section, and maybe no strings. */
static bool
read_dynamic(struct cli_elf *elf, const GElf_Phdr *segment)
{
	Elf_Data *section = segment->p_filesz > DYNAMIC_MAX
	    ? NULL
	    : read_piece(elf->handle, segment->p_offset, segment->p_filesz,
		  ELF_T_DYN);
	Elf_Data *strings;
	GElf_Dyn entry;

	if (section == NULL)
		return false;
	strings = read_strings(elf->handle, section);
	for (int i = 0;
	     gelf_getdyn(section, i, &entry) != NULL && entry.d_tag != DT_NULL;
	     i++) {
		if (is_named(&entry) && !take_entry(elf, &entry, strings))
			return false;
	}
	return true;
}

static enum cli_elf_kind
read_program(struct cli_elf *elf)
{
	GElf_Ehdr header;
	GElf_Phdr segment;

	if (elf->handle == NULL || elf_kind(elf->handle) != ELF_K_ELF ||
	    gelf_getehdr(elf->handle, &header) == NULL ||
	    !has_sound_segments(elf->handle, &header))
		return CLI_ELF_BROKEN;
	elf->is_64 = header.e_ident[EI_CLASS] == ELFCLASS64;
	elf->is_big = header.e_ident[EI_DATA] == ELFDATA2MSB;
	elf->machine = header.e_machine;
	if (find_segment(elf->handle, PT_DYNAMIC, &segment) &&
	    !read_dynamic(elf, &segment))
		return CLI_ELF_BROKEN;
	return find_segment(elf->handle, PT_INTERP, &segment) ||
		elf->nneeded > 0
	    ? CLI_ELF_DYNAMIC
	    : CLI_ELF_STATIC;
}

void
cli_elf_read(const struct cli_elf_file *file, struct cli_elf *elf)
{
	char magic[SELFMAG];

	*elf = (struct cli_elf){ .kind = CLI_ELF_FOREIGN };
	if (!read_at(file, 0, magic, sizeof(magic)) ||
	    memcmp(magic, ELFMAG, SELFMAG) != 0)
		return;
	elf_version(EV_CURRENT);
	/* Read, not mapped: a mapped file that is cut off kills who looks. */
	elf->handle = elf_begin(file->fd, ELF_C_READ, NULL);
	elf->kind = read_program(elf);
	if (elf->kind == CLI_ELF_BROKEN)
		elf->nneeded = 0;
}

void
cli_elf_free(struct cli_elf *elf)
{
	free(elf->needed);
	elf_end(elf->handle);
}
