#include "cli/sys/elf.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/io/grow.h"

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

struct cli_elf_file
cli_elf_file_of(struct ha_span memory)
{
	return (struct cli_elf_file){
		.fd = -1, .memory = memory, .size = memory.len
	};
}

/* All of them, or false. */
static bool
read_at(const struct cli_elf_file *file, uint64_t offset, void *bytes,
    size_t len)
{
	char *to = bytes;

	if (offset > file->size || len > file->size - offset)
		return false;
	if (file->fd < 0) {
		if (len > 0)
			memcpy(to, file->memory.at + offset, len);
		return true;
	}
	while (len > 0) {
		ssize_t n = pread(file->fd, to, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		/* A file may become shorter meanwhile. */
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

/* A number of so many bytes, in the order of the file. */
static uint64_t
number(const struct cli_elf *elf, const unsigned char *bytes, size_t len)
{
	uint64_t value = 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | bytes[elf->is_big ? i : len - 1 - i];
	return value;
}

/* An address, an offset or a size. */
static uint64_t
word(const struct cli_elf *elf, const unsigned char *bytes)
{
	return number(elf, bytes, elf->is_64 ? 8 : 4);
}

/* ---- headers ---- */

struct segment {
	uint64_t type, offset, address, size;
};

/* The program headers, and how many there are. */
struct segments {
	const struct cli_elf_file *file;
	uint64_t offset, count;
};

#define HEADER_MAX sizeof(Elf64_Ehdr)

static enum cli_elf_kind
read_header(const struct cli_elf_file *file, struct cli_elf *elf,
    struct segments *segments)
{
	unsigned char h[HEADER_MAX] = { 0 };
	size_t len = file->size < sizeof(h) ? (size_t)file->size : sizeof(h);
	uint64_t each;

	if (!read_at(file, 0, h, len) || memcmp(h, ELFMAG, SELFMAG) != 0)
		return CLI_ELF_FOREIGN;
	if ((h[EI_CLASS] != ELFCLASS32 && h[EI_CLASS] != ELFCLASS64) ||
	    (h[EI_DATA] != ELFDATA2LSB && h[EI_DATA] != ELFDATA2MSB))
		return CLI_ELF_BROKEN;
	elf->is_64 = h[EI_CLASS] == ELFCLASS64;
	elf->is_big = h[EI_DATA] == ELFDATA2MSB;
	if (len < (elf->is_64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)))
		return CLI_ELF_BROKEN;
	elf->machine = (unsigned)number(elf, h + 18, 2);
	segments->file = file;
	segments->offset = word(elf, h + (elf->is_64 ? 32 : 28));
	each = number(elf, h + (elf->is_64 ? 54 : 42), 2);
	segments->count = number(elf, h + (elf->is_64 ? 56 : 44), 2);
	if (segments->count > 0 &&
	    each != (elf->is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr)))
		return CLI_ELF_BROKEN;
	return CLI_ELF_STATIC;
}

static bool
read_segment(const struct cli_elf *elf, const struct segments *segments,
    uint64_t i, struct segment *segment)
{
	unsigned char h[sizeof(Elf64_Phdr)] = { 0 };
	size_t len = elf->is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	uint64_t offset = segments->offset + i * len;

	if (offset < segments->offset ||
	    !read_at(segments->file, offset, h, len))
		return false;
	segment->type = number(elf, h, 4);
	segment->offset = word(elf, h + (elf->is_64 ? 8 : 4));
	segment->address = word(elf, h + (elf->is_64 ? 16 : 8));
	segment->size = word(elf, h + (elf->is_64 ? 32 : 16));
	return true;
}

/* Where the bytes lie that are loaded to an address. */
static bool
find_address(const struct cli_elf *elf, const struct segments *segments,
    uint64_t address, uint64_t *offset)
{
	struct segment at;

	for (uint64_t i = 0; i < segments->count; i++) {
		if (!read_segment(elf, segments, i, &at))
			return false;
		if (at.type != PT_LOAD || address < at.address ||
		    address - at.address >= at.size)
			continue;
		*offset = at.offset + (address - at.address);
		return *offset >= at.offset;
	}
	return false;
}

/* ---- the dynamic section ---- */

/* The whole section, of size bytes, and the entry at hand. */
struct section {
	unsigned char *bytes;
	size_t size, at;
};

struct entry {
	uint64_t tag, value;
};

static bool
next_entry(const struct cli_elf *elf, struct section *section,
    struct entry *entry)
{
	size_t half = elf->is_64 ? 8 : 4;

	if (section->size - section->at < 2 * half)
		return false;
	entry->tag = word(elf, section->bytes + section->at);
	entry->value = word(elf, section->bytes + section->at + half);
	section->at += 2 * half;
	return entry->tag != DT_NULL;
}

static bool
read_strings(struct cli_elf *elf, const struct segments *segments,
    struct section section)
{
	uint64_t address = 0, offset;
	struct entry entry;

	while (next_entry(elf, &section, &entry)) {
		if (entry.tag == DT_STRTAB)
			address = entry.value;
		else if (entry.tag == DT_STRSZ)
			elf->nstrings = entry.value;
	}
	if (elf->nstrings > segments->file->size ||
	    elf->nstrings > STRINGS_MAX ||
	    !find_address(elf, segments, address, &offset))
		return false;
	/* With an end, whatever the file says. */
	elf->strings = cli_zeroed((size_t)elf->nstrings + 1, 1);
	return read_at(segments->file, offset, elf->strings,
	    (size_t)elf->nstrings);
}

/* False: it names a string outside. */
static bool
take_entry(struct cli_elf *elf, const struct entry *entry)
{
	const char *text;

	if (entry->tag != DT_NEEDED && entry->tag != DT_RPATH &&
	    entry->tag != DT_RUNPATH)
		return true;
	if (entry->value >= elf->nstrings)
		return false;
	text = elf->strings + entry->value;
	if (entry->tag == DT_RPATH) {
		elf->rpath = text;
	} else if (entry->tag == DT_RUNPATH) {
		elf->runpath = text;
	} else {
		elf->needed = cli_grow(elf->needed, &elf->size, elf->nneeded,
		    sizeof(*elf->needed));
		elf->needed[elf->nneeded++] = text;
	}
	return true;
}

static bool
take_entries(struct cli_elf *elf, const struct segments *segments,
    struct section section)
{
	struct section again = section;
	struct entry entry;
	bool has_names = false;

	while (next_entry(elf, &again, &entry))
		has_names = has_names || entry.tag == DT_NEEDED ||
		    entry.tag == DT_RPATH || entry.tag == DT_RUNPATH;
	/* A static program that moves has a section, and maybe no strings. */
	if (!has_names)
		return true;
	if (!read_strings(elf, segments, section))
		return false;
	while (next_entry(elf, &section, &entry)) {
		if (!take_entry(elf, &entry))
			return false;
	}
	return true;
}

static bool
read_dynamic(struct cli_elf *elf, const struct segments *segments,
    const struct segment *segment)
{
	struct section section = { .size = (size_t)segment->size };
	bool is_sound;

	if (segment->size > DYNAMIC_MAX || segment->size > segments->file->size)
		return false;
	section.bytes = cli_zeroed(section.size, 1);
	is_sound = read_at(segments->file, segment->offset, section.bytes,
		       section.size) &&
	    take_entries(elf, segments, section);
	free(section.bytes);
	return is_sound;
}

static enum cli_elf_kind
read_segments(struct cli_elf *elf, const struct segments *segments)
{
	struct segment segment, dynamic = { .type = PT_NULL };
	bool has_loader = false;

	for (uint64_t i = 0; i < segments->count; i++) {
		if (!read_segment(elf, segments, i, &segment))
			return CLI_ELF_BROKEN;
		if (segment.type == PT_INTERP)
			has_loader = true;
		else if (segment.type == PT_DYNAMIC)
			dynamic = segment;
	}
	if (dynamic.type == PT_DYNAMIC &&
	    !read_dynamic(elf, segments, &dynamic))
		return CLI_ELF_BROKEN;
	return has_loader || elf->nneeded > 0 ? CLI_ELF_DYNAMIC
					      : CLI_ELF_STATIC;
}

void
cli_elf_read(const struct cli_elf_file *file, struct cli_elf *elf)
{
	struct segments segments = { .file = file };

	*elf = (struct cli_elf){ .kind = CLI_ELF_FOREIGN };
	elf->kind = read_header(file, elf, &segments);
	if (elf->kind == CLI_ELF_STATIC)
		elf->kind = read_segments(elf, &segments);
	if (elf->kind == CLI_ELF_BROKEN)
		elf->nneeded = 0;
}

void
cli_elf_free(struct cli_elf *elf)
{
	free(elf->needed);
	free(elf->strings);
}
