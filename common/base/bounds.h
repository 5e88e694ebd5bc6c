#ifndef HA_BASE_BOUNDS_H
#define HA_BASE_BOUNDS_H

#include <stdint.h>

/*
 * The numeric limits of the engine, with the reason for each value.  Those of
 * an index are in common/index/format.h.
 */

/*
 * One logical line without its final newline.  libwrap stops at 2,047; a
 * generated rule with tens of thousands of addresses must fit, a file that is
 * not a rule file at all should not be joined into one giant rule.
 */
#define HA_LINE_MAX ((size_t)1 << 20)

/*
 * What libwrap keeps of a name, a user or a daemon; and its buffer for one
 * logical line, a NUL included.
 */
#define HA_LIBWRAP_TEXT_MAX ((size_t)127)
#define HA_LIBWRAP_LINE_BUFFER ((size_t)2048)

/* Pattern files that name each other, the first included: a loop ends here. */
#define HA_FILE_DEPTH_MAX 8

/*
 * The same for libwrap, which has no limit and crashes in a loop; so many
 * files that are all different are taken for one.
 */
#define HA_LIBWRAP_FILE_DEPTH_MAX 64

/*
 * Pattern files, and bytes of them, read for one decision.  Files that name
 * each other many times would otherwise multiply into hours of work.
 */
#define HA_FILE_OPENS_MAX 4096
#define HA_FILE_BYTES_MAX ((size_t)1 << 30)

/* One file, so that a decision cannot eat the memory of its host process. */
#define HA_SOURCE_MAX ((size_t)1 << 30)

/*
 * A file up to this size is read at once; of a larger one only what matters.
 * Smaller ones would gain nothing: one call reads them.
 */
#define HA_SOURCE_WHOLE ((size_t)64 << 10)

/* Zeros after a text, for readers that look at several bytes at once. */
#define HA_SOURCE_SLACK ((size_t)32)

/*
 * How much of a file above HA_SOURCE_WHOLE is read at a time: little at first,
 * for the rule that decides may be among the first, and no more than a cache
 * holds.
 */
#define HA_SCAN_FIRST ((size_t)4 << 10)
#define HA_SCAN_MOST ((size_t)256 << 10)

/* How often a large file is begun anew when it changes while it is read. */
#define HA_SOURCE_TRIES 5

/*
 * A file that was changed so short a time ago may be changed once more without
 * a trace in its times: the tick of the kernel's coarse clock is 10 ms at most,
 * that of file systems which keep whole seconds, or every other one, 2 s.
 */
#define HA_GRAIN_NS INT64_C(20000000)
#define HA_COARSE_GRAIN_NS INT64_C(2000000000)

/*
 * So long after its last change a file may still be in work: who is in the
 * middle of writing it may have to wait for a processor, on a busy machine for
 * some tens of milliseconds.
 */
#define HA_RACY_NS INT64_C(50000000)

/*
 * How long one decision waits for such files, all of them together, and how
 * long it sleeps before it reads one again.  A login does not notice the one,
 * and a file that is rewritten all the time is read often enough in between.
 */
#define HA_PATIENCE_NS INT64_C(100000000)
#define HA_NAP_NS INT64_C(5000000)

/*
 * What a file that stays empty leaves of it to those that are opened later:
 * enough to see whether one of them, which is empty, stays so.
 */
#define HA_PATIENCE_KEPT_NS (2 * HA_NAP_NS)

/*
 * A reading counts only if the same text is still there so much later: whoever
 * is in the middle of writing goes on meanwhile.
 */
#define HA_MOMENT_NS INT64_C(100000)

/* As many readings as fit into HA_PATIENCE_NS, and some more. */
#define HA_SIGHTINGS_MAX 32

/*
 * How often a text must have been read before it counts, and in one of how many
 * readings.  Half of one version and half of another come again by chance in a
 * file that is rewritten all the time, but seldom among so many others.
 */
#define HA_SIGHTINGS_WANTED 3
#define HA_SIGHTINGS_SHARE 4

/*
 * Options of one rule.  libwrap's lines have no room for so many, and what each
 * of them wants done, a variable set or a line logged, takes a login's time.
 */
#define HA_OPTIONS_MAX 512

/*
 * Answers about netgroups that one request remembers; they are searched one by
 * one, which for so many takes less time than a question.
 */
#define HA_GROUPS_KEPT 512

/* The text of one expanded option; libwrap's own limit (it exits above it). */
#define HA_EXPANSION_MAX 8190

/* Diagnostics kept for one decision; the rest is counted. */
#define HA_DIAGS_MAX 100

/* A host name by RFC 1035, in text form without the root's dot. */
#define HA_NAME_MAX 253

/* Smallest block of an arena: one block serves nearly every rule. */
#define HA_ARENA_BLOCK ((size_t)4096)

#endif
