#include "common/index/index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/index/rows.h"
#include "common/source/trust.h"

/* No path is longer. */
#define PATH_SIZE 4096

static enum ha_index_fault
check_file(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return HA_INDEX_FAULT_NO_FILE;
	if (!ha_owner_is_trusted(st->st_uid))
		return HA_INDEX_FAULT_OWNER;
	if (!ha_mode_is_trusted(st->st_mode))
		return HA_INDEX_FAULT_WRITABLE;
	return HA_INDEX_FAULT_NONE;
}

static enum ha_status
open_trusted(const char *path, int *file, off_t *size,
    enum ha_index_fault *fault)
{
	struct stat st;

	*fault = HA_INDEX_FAULT_UNREADABLE;
	*file = open(path,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (*file < 0 && errno == ENOENT) {
		*fault = HA_INDEX_FAULT_NONE;
		return HA_MISSING;
	}
	if (*file < 0)
		return HA_UNREADABLE;
	if (fstat(*file, &st) == 0)
		*fault = check_file(&st);
	if (*fault == HA_INDEX_FAULT_NONE) {
		*size = st.st_size;
		return HA_OK;
	}
	close(*file);
	return HA_UNREADABLE;
}

static enum ha_index_fault
read_header(struct ha_index *index)
{
	const unsigned char *page = ha_index_first_page(&index->pages);
	enum ha_index_fault fault;

	if (page == NULL)
		return HA_INDEX_FAULT_UNREADABLE;
	fault = ha_index_header_read(page, index->pages.count, &index->about,
	    &index->layout);
	if (fault != HA_INDEX_FAULT_NONE)
		return fault;
	return ha_index_pages_begin(&index->pages, ha_index_salt(&index->about))
	    ? HA_INDEX_FAULT_NONE
	    : HA_INDEX_FAULT_DAMAGED;
}

/* How many pages; none when that is no size of an index. */
static uint32_t
pages_in(uint64_t size)
{
	uint64_t pages = size / HA_INDEX_PAGE;

	return size % HA_INDEX_PAGE == 0 && pages < UINT32_MAX ? (uint32_t)pages
							       : 0;
}

/* Takes the descriptor over. */
static enum ha_status
open_pages(int file, uint32_t pages, struct ha_index **out,
    enum ha_index_fault *fault)
{
	struct ha_index *index = malloc(sizeof(*index));

	if (index == NULL ||
	    ha_index_pages_of_file(&index->pages, file, pages) != HA_OK) {
		free(index);
		close(file);
		return HA_NOMEM;
	}
	*fault = read_header(index);
	if (*fault == HA_INDEX_FAULT_NONE) {
		*out = index;
		return HA_OK;
	}
	ha_index_free(index);
	return *fault == HA_INDEX_FAULT_UNREADABLE ? HA_UNREADABLE : HA_INVALID;
}

enum ha_status
ha_index_open_file(const char *path, struct ha_index **index,
    enum ha_index_fault *fault)
{
	int file;
	off_t size;
	uint32_t pages;
	enum ha_status status = open_trusted(path, &file, &size, fault);

	if (status != HA_OK)
		return status;
	pages = pages_in((uint64_t)size);
	if (pages > 0)
		return open_pages(file, pages, index, fault);
	close(file);
	*fault = HA_INDEX_FAULT_DAMAGED;
	return HA_INVALID;
}

static bool
make_path(const char *folder, const struct ha_identity *identity,
    char path[PATH_SIZE])
{
	char name[HA_INDEX_NAME];
	size_t len = strlen(folder);

	if (len + 1 + sizeof(name) > PATH_SIZE)
		return false;
	ha_index_name(identity, name);
	memcpy(path, folder, len);
	path[len] = '/';
	memcpy(path + len + 1, name, sizeof(name));
	return true;
}

/* Is it of this source, as it is now? */
static enum ha_index_fault
check_source(const struct ha_index *index, const struct ha_identity *identity,
    enum ha_index_kind kind)
{
	const struct ha_index_about *about = &index->about;

	if (about->kind != kind)
		return HA_INDEX_FAULT_KIND;
	if (!ha_identity_equal(&about->identity, identity))
		return HA_INDEX_FAULT_STALE;
	if (ha_identity_ripe_at(identity) > about->taken)
		return HA_INDEX_FAULT_UNRIPE;
	/* Offsets were checked against this size, not that of the file. */
	if (about->counts.bytes != identity->size)
		return HA_INDEX_FAULT_DAMAGED;
	return HA_INDEX_FAULT_NONE;
}

enum ha_status
ha_index_open(const char *folder, const struct ha_source *source,
    enum ha_index_kind kind, struct ha_index **index,
    enum ha_index_fault *fault)
{
	static const struct ha_identity none;
	char path[PATH_SIZE];
	enum ha_status status;

	*fault = HA_INDEX_FAULT_UNREADABLE;
	/* Else all texts that are no files would have one index. */
	if (ha_identity_equal(&source->identity, &none))
		return HA_MISSING;
	if (!make_path(folder, &source->identity, path))
		return HA_UNREADABLE;
	status = ha_index_open_file(path, index, fault);
	if (status != HA_OK)
		return status;
	*fault = check_source(*index, &source->identity, kind);
	if (*fault == HA_INDEX_FAULT_NONE)
		return HA_OK;
	ha_index_free(*index);
	return HA_INVALID;
}

enum ha_status
ha_index_from_image(struct ha_index_image image, struct ha_index **out)
{
	struct ha_index *index = malloc(sizeof(*index));

	if (index == NULL) {
		free(image.bytes);
		return HA_NOMEM;
	}
	ha_index_pages_of_image(&index->pages, image);
	if (pages_in(image.len) > 0 &&
	    read_header(index) == HA_INDEX_FAULT_NONE) {
		*out = index;
		return HA_OK;
	}
	ha_index_free(index);
	return HA_INVALID;
}

void
ha_index_free(struct ha_index *index)
{
	if (index == NULL)
		return;
	ha_index_pages_close(&index->pages);
	free(index);
}

const struct ha_index_about *
ha_index_about(const struct ha_index *index)
{
	return &index->about;
}

struct ha_span
ha_index_path(const struct ha_index *index)
{
	const unsigned char *page = ha_index_page(&index->pages, 0);

	return page == NULL ? HA_SPAN_EMPTY : ha_index_header_path(page);
}

const char *
ha_index_fault_text(enum ha_index_fault fault)
{
	switch (fault) {
	case HA_INDEX_FAULT_NONE:
		return "nothing is wrong with it";
	case HA_INDEX_FAULT_UNREADABLE:
		return "it cannot be read";
	case HA_INDEX_FAULT_NO_FILE:
		return "it is no regular file";
	case HA_INDEX_FAULT_OWNER:
		return "it belongs to another user";
	case HA_INDEX_FAULT_WRITABLE:
		return "others than its owner may write to it";
	case HA_INDEX_FAULT_NO_INDEX:
		return "it is no index";
	case HA_INDEX_FAULT_BYTE_ORDER:
		return "it was made on a machine with another byte order";
	case HA_INDEX_FAULT_VERSION:
		return "it was made by another version";
	case HA_INDEX_FAULT_DAMAGED:
		return "it is damaged";
	case HA_INDEX_FAULT_KIND:
		return "it was made of the file as another kind of file";
	case HA_INDEX_FAULT_STALE:
		return "the file was changed after it was made";
	case HA_INDEX_FAULT_UNRIPE:
		return "the file had just been changed when it was made";
	}
	return "";
}

static const char digits[] = "0123456789abcdef";
static const char ending[] = ".index";

/* Without leading zeros; returns how many digits. */
static size_t
write_hex(uint64_t number, char *to)
{
	size_t len = 1;

	while (len < 16 && number >> (4 * len) != 0)
		len++;
	for (size_t i = 0; i < len; i++)
		to[i] = digits[number >> (4 * (len - 1 - i)) & 15];
	return len;
}

void
ha_index_name(const struct ha_identity *identity, char name[HA_INDEX_NAME])
{
	size_t len = write_hex(identity->device, name);

	name[len++] = '-';
	len += write_hex(identity->inode, name + len);
	memset(name + len, 0, HA_INDEX_NAME - len);
	memcpy(name + len, ending, sizeof(ending));
}

/* After what write_hex can have written; NULL: it begins with no such. */
static const char *
pass_hex(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && *at != '\0' && strchr(digits, *at) != NULL)
		at++;
	return at > start && at - start <= 16 ? at : NULL;
}

bool
ha_index_is_name(struct ha_span text)
{
	const char *end = text.at + text.len;
	const char *at = pass_hex(text.at, end);

	if (at == NULL || at == end || *at != '-')
		return false;
	at = pass_hex(at + 1, end);
	return at != NULL &&
	    ha_span_equal((struct ha_span){ at, (size_t)(end - at) },
		ha_span_of(ending));
}

/*
 * A look-up in a file takes as long as some twenty rules or words take in the
 * plain way, which leaves little of a small table; and each candidate takes as
 * long as ever.  So it pays when it spares half of them, and not only a few.
 * The bytes count, too: a rule may have thousands of names.
 */
bool
ha_index_pays(const struct ha_index_counts *counts)
{
	return counts->items / 2 >= (uint64_t)counts->always + 64 &&
	    counts->bytes / 2 >= counts->always_bytes;
}
