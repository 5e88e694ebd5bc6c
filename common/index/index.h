#ifndef HA_INDEX_INDEX_H
#define HA_INDEX_INDEX_H

#include <stdbool.h>

#include "common/base/span.h"
#include "common/base/status.h"
#include "common/index/candidates.h"
#include "common/index/format.h"
#include "common/language/addr.h"
#include "common/source/source.h"

/*
 * Which rules of a table, or words of a pattern file, can concern a client of
 * which the address is known.  All others could be struck out of the source
 * without any effect on a request whose client has that address: on its
 * verdict, its diagnostics, its look-ups.  (They would still be counted, and
 * told to a trace.)  That holds for requests in HA_DIALECT_OWN which, when
 * they come to the source, are neither is_broken nor has_failed.
 */
struct ha_index;

/*
 * Opens the index of that source, and of its present state, in the folder.
 * Its bytes are not needed: the source may have been read or only identified,
 * but its identity must be that of a file.  *fault is always set,
 * to HA_INDEX_FAULT_NONE when there is none.
 *
 * HA_OK          with *index; the caller frees it.
 * HA_MISSING     there is none.
 * HA_UNREADABLE  there is one that cannot be read, or is not to be trusted:
 *                no regular file, not root's or our own, or others may write.
 * HA_INVALID     it is damaged, foreign or stale.
 * HA_NOMEM
 */
enum ha_status ha_index_open(const char *folder, const struct ha_source *source,
    enum ha_index_kind kind, struct ha_index **index,
    enum ha_index_fault *fault);

/* The same for the index file itself, of whatever source and state it is. */
enum ha_status ha_index_open_file(const char *path, struct ha_index **index,
    enum ha_index_fault *fault);

/*
 * An index in memory; takes the image over whatever comes, and leaves its
 * bytes where they are.  HA_OK; HA_INVALID; HA_NOMEM.  Its checksums do not
 * matter.
 */
enum ha_status ha_index_from_image(struct ha_index_image image,
    struct ha_index **index);

/* index may be NULL. */
void ha_index_free(struct ha_index *index);

/*
 * What can concern that client.  Not for several threads at once: an open
 * file's index keeps the pages that it read last.
 *
 * HA_OK       with the candidates in file order, each once.
 * HA_INVALID  the index is damaged; the candidates are worthless.
 * HA_NOMEM
 */
enum ha_status ha_index_find(const struct ha_index *index,
    const struct ha_addr *addr, struct ha_candidates *candidates);

/*
 * Reads every page and every row: HA_OK, or HA_INVALID.  Then it is an index
 * as it should be; whether it is the source's is not asked.
 */
enum ha_status ha_index_verify(const struct ha_index *index);

/*
 * Is it worth using?  With many rules that are always candidates the plain
 * way is as fast.
 */
bool ha_index_pays(const struct ha_index_counts *counts);

const struct ha_index_about *ha_index_about(const struct ha_index *index);

/* The source's path, for messages; valid until the index is used again.
 * Empty when it cannot be read. */
struct ha_span ha_index_path(const struct ha_index *index);

/* Why, in a few words without a full stop. */
const char *ha_index_fault_text(enum ha_index_fault fault);

/* Room for the name of an index file, with its NUL. */
#define HA_INDEX_NAME 40

/* "DEVICE-INODE.index", in hexadecimal. */
void ha_index_name(const struct ha_identity *identity,
    char name[HA_INDEX_NAME]);

/* Could it be the name of one? */
bool ha_index_is_name(struct ha_span text);

#endif
