#ifndef INDEX_SAME_H
#define INDEX_SAME_H

/*
 * The five ways to come to a decision, which must not differ, and the random
 * tables, pattern files and requests on which they are compared.
 */

#include "common/base/strbuf.h"
#include "common/match/decide.h"
#include "tests/support/chance.h"

/* Both tables, by enum ha_table_kind, and then the pattern files. */
#define SAME_TEXTS 8
#define SAME_FIRST_FILE 2

#define SAME_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Says what failed, by errno, and ends the program. */
_Noreturn void same_fail(const char *what);

/* What is in a folder for some requests. */
struct same_text {
	char path[80];
	struct ha_strbuf bytes;
	bool is_there, is_table;
	bool wants_index;
	bool is_sound; /* all hosts are well formed and no words for a state */
};

struct same_set {
	struct same_text texts[SAME_TEXTS];
	bool is_huge; /* worth few requests */
};

/* In same_tables.c and same_words.c: makes all texts anew. */
void same_make(struct same_set *set, struct chance *chance);

/* A host pattern. */
void same_add_host(struct ha_strbuf *out, struct chance *chance,
    const struct same_set *set);

/* Only an address or a name. */
void same_add_sound_host(struct ha_strbuf *out, struct chance *chance);

/* A path that is made, or not there, or none that can be read. */
void same_add_file(struct ha_strbuf *out, struct chance *chance,
    const struct same_set *set);

/* An address, one of few or a neighbour; its family's forms are many. */
void same_add_addr(struct ha_strbuf *out, struct chance *chance);

/* What is known of the client's name. */
enum same_name {
	SAME_UNASKED,
	SAME_GIVEN,
	SAME_CLAIMED,      /* without an address, all is a claim */
	SAME_ADDR_CLAIMED, /* addr is one, and nothing else is said */
	SAME_FAILED,
	SAME_SUSPECT,
	SAME_NO_NAME
};

/* In same_request.c: what is asked, the same for each way. */
struct same_case {
	const char *service, *user, *name;
	char addr[64], server[64];
	unsigned long port;
	bool is_untold; /* the server */
	enum ha_user_state user_state;
	enum same_name name_kind;
	enum ha_fact addr_fact; /* where addr is empty */
	bool has_failed, is_broken;
	struct ha_policy policy;
	unsigned asks;   /* which questions may be asked: bits */
	uint64_t answer; /* seed of the answers */
	size_t breaks;   /* so many answers of a hundred */
};

struct same_case same_case_of(struct chance *chance);
void same_case_print(const struct same_case *one);

/* A case while it is decided, and what was asked meanwhile. */
struct same_trial {
	const struct same_case *one;
	struct ha_request request;
	struct ha_resolver resolver;
	struct ha_policy policy;
	struct ha_addr claimed[2];
	int error;
	size_t nasked;
	struct ha_strbuf asked;
};

void same_trial_begin(struct same_trial *trial, const struct same_case *one);
void same_trial_end(struct same_trial *trial);

/* In same_record.c: all that must be the same, as text. */
void same_record(struct ha_strbuf *out, enum ha_status status,
    const struct ha_decision *decision, const struct same_trial *trial);

/* In same_ways.c. */
enum same_way {
	SAME_PLAIN,   /* whole, by path, with a trace */
	SAME_MEMORY,  /* the tables in memory */
	SAME_PATH,    /* large files piece by piece */
	SAME_INDEXED, /* the same, with indexes in a folder */
	SAME_KEPT,    /* kept whole, with indexes in memory */
	SAME_WAYS
};

/* What the ways have of a set. */
struct same_world {
	const struct same_set *set;
	char folder[40], indexes[48];
	struct ha_source *sources[SAME_TEXTS];
	struct ha_index *kept[SAME_TEXTS]; /* of the sources */
	bool is_indexed[SAME_TEXTS];       /* in a file that is used */
};

void same_world_begin(struct same_world *world, struct same_set *set);
void same_world_load(struct same_world *world);
void same_world_end(struct same_world *world);

/* To be freed by the caller, whatever the status. */
enum ha_status same_decide(const struct same_world *world, enum same_way way,
    struct same_trial *trial, struct ha_decision *decision);

/* Which of the texts is the source's; SAME_TEXTS: none. */
size_t same_find(const struct same_set *set, const struct ha_source *source);

#endif
