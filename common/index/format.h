#ifndef HA_INDEX_FORMAT_H
#define HA_INDEX_FORMAT_H

#include <stdint.h>

#include "common/source/source.h"

/*
 * An index tells which rules of a table, or words of a pattern file, can
 * concern a client's address.  It is the same bytes in memory and on disk:
 *
 *	page 0                  the header, the tops of both directories, and
 *	                        the path of the source
 *	IPv4 nodes, directory   nodes in order of key and length; the first
 *	IPv6 nodes, directory   keys of their pages; the first keys of those
 *	                        pages, and so on until the top has room for them
 *	postings                where the rules or words of a node begin
 *	always                  those that may concern any address
 *
 * Where each of them begins follows from the counts in the header.  Numbers
 * are in the machine's byte order, but for keys, which are addresses.
 */
#define HA_INDEX_MAGIC "HAINDEX\n"
#define HA_INDEX_VERSION 1u
#define HA_INDEX_BYTE_ORDER 0x01020304u

/* A page of memory, and the least that a file system reads. */
#define HA_INDEX_PAGE 4096u

/* What a page holds before its checksum, its last word. */
#define HA_INDEX_PAYLOAD (HA_INDEX_PAGE - 8u)

/*
 * A node is one network: key, parent, length, offset, line.  The parent is the
 * row of the smallest network around it.  The key has the size of an address;
 * the others are words of 4 bytes, but that parent and length of an IPv4 node
 * share one.
 */
#define HA_INDEX_KEY4 4u
#define HA_INDEX_KEY6 16u
#define HA_INDEX_ROW4 16u
#define HA_INDEX_ROW6 32u
#define HA_INDEX_LENGTH4_SHIFT 26

/* The parent of a node that lies in no other. */
#define HA_INDEX_NONE ((1u << HA_INDEX_LENGTH4_SHIFT) - 1)

/*
 * A posting is an offset, which is below HA_SOURCE_MAX, 2^30, and a line.  With
 * HA_INDEX_LAST it is the node's last.  A node with a single one has it in its
 * row; otherwise there stand the number of the first one, and 0.
 */
#define HA_INDEX_POSTING 8u
#define HA_INDEX_LAST 0x80000000u

/*
 * Networks in one index; their numbers are below HA_INDEX_NONE.  Making it
 * takes up to 56 bytes for each beside the index itself: less than 4 GB.  A
 * table of HA_SOURCE_MAX bytes with a single address a rule has 51 million.
 */
#define HA_INDEX_NETS_MAX HA_INDEX_NONE

/*
 * Bytes of the header for the top of a directory: that of HA_INDEX_NETS_MAX
 * nodes, IPv4 or IPv6, then has no more than this many levels.
 */
#define HA_INDEX_TOP 1280u
#define HA_INDEX_LEVELS 3

enum ha_index_kind {
	HA_INDEX_RULES, /* of a table */
	HA_INDEX_WORDS  /* of a pattern file */
};

struct ha_index_counts {
	uint64_t bytes;        /* of the source */
	uint64_t always_bytes; /* of the rules or words that are always meant */
	uint32_t items;        /* rules or words */
	uint32_t always;       /* those that are always meant */
	uint32_t nodes[2];     /* networks, each once; by enum ha_family */
	uint32_t postings;     /* of nodes that have several */
};

/* What the header says, but for the path. */
struct ha_index_about {
	enum ha_index_kind kind;
	struct ha_identity identity; /* of the source */
	int64_t taken;               /* when reading the source began, in ns */
	struct ha_index_counts counts;
};

/* The bytes of an index: owned, whole pages, each with its checksum. */
struct ha_index_image {
	unsigned char *bytes;
	size_t len;
};

/* Why there is no index to be used, or none of this source. */
enum ha_index_fault {
	HA_INDEX_FAULT_NONE,
	HA_INDEX_FAULT_UNREADABLE,
	HA_INDEX_FAULT_NO_FILE, /* but a folder, a FIFO ... */
	HA_INDEX_FAULT_OWNER,
	HA_INDEX_FAULT_WRITABLE, /* by others than its owner */
	HA_INDEX_FAULT_NO_INDEX,
	HA_INDEX_FAULT_BYTE_ORDER,
	HA_INDEX_FAULT_VERSION,
	HA_INDEX_FAULT_DAMAGED,
	HA_INDEX_FAULT_KIND,
	HA_INDEX_FAULT_STALE,
	HA_INDEX_FAULT_UNRIPE /* the source was changed so shortly before it was
			       * read that a later change may not show */
};

#endif
