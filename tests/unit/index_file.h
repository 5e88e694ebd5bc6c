#ifndef UNIT_INDEX_FILE_H
#define UNIT_INDEX_FILE_H

/* A table, its index in memory and in a file, and what they answer. */

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/index/build.h"
#include "common/index/index.h"
#include "tests/unit/folder.h"

static const char table_text[] = "# A table with something of everything.\n"
				 "ALL: 10.0.0.1\n"
				 "ALL: 10. EXCEPT 10.1.\n"
				 "ALL: 10.0.0.0/24 10.0.0.1 10.0.0.1\n"
				 "ALL: .example\n"
				 "ALL: 2001:db8::1\n"
				 "ALL: 2001:db8::/32 10.0.0.1\n"
				 "ALL: [::]/0 192.0.2.0/25\n"
				 "sshd@x: 10.0.0.2\n"
				 "ALL: 2001:db8::/32\n";

static const char *const clients[] = { "10.0.0.1", "10.0.0.2", "10.1.0.0",
	"9.255.255.255", "192.0.2.1", "192.0.2.128", "::", "2001:db8::1",
	"2001:db8::2", "ffff::1", "0.0.0.0", "255.255.255.255" };

static struct folder folder;
static struct ha_source *source;
static struct ha_index_image image; /* of it, ripe */
static char path[320];              /* of its file */
static struct ha_index *opened;
static enum ha_index_fault fault;
static struct ha_candidates candidates;

static inline void
save_as(const char *name)
{
	FILE *file = fopen(name, "w");

	expect(file != NULL, "%s: %d", name, errno);
	expect(fwrite(image.bytes, 1, image.len, file) == image.len, "disk");
	expect(fclose(file) == 0, "disk");
	expect(chmod(name, 0600) == 0, "chmod");
}

static inline void
build(int64_t taken)
{
	free(image.bytes);
	expect(ha_index_build(source, HA_INDEX_RULES, taken, &image) == HA_OK,
	    "not built");
}

static inline void
read_source(struct ha_span bytes)
{
	char name[HA_INDEX_NAME];
	int error;

	ha_source_free(source);
	folder_write(&folder, "table", bytes);
	expect(ha_source_open(folder_file(&folder, "table"), &source, &error) ==
		HA_OK,
	    "not read");
	build(ha_identity_ripe_at(&source->identity));
	ha_index_name(&source->identity, name);
	strcpy(path, folder_file(&folder, name));
	save_as(path);
}

static inline void
index_file_begin(void)
{
	folder_begin(&folder);
	read_source(HA_SPAN(table_text));
}

static inline void
index_file_end(void)
{
	ha_index_free(opened);
	opened = NULL;
	free(image.bytes);
	image = (struct ha_index_image){ NULL, 0 };
	ha_source_free(source);
	source = NULL;
	ha_candidates_free(&candidates);
	folder_end(&folder);
}

static inline enum ha_status
open_index(void)
{
	enum ha_status status;

	ha_index_free(opened);
	opened = NULL;
	fault = HA_INDEX_FAULT_NONE;
	status =
	    ha_index_open(folder.path, source, HA_INDEX_RULES, &opened, &fault);
	if (status == HA_OK || status == HA_MISSING)
		return status;
	expect(status == HA_NOMEM || fault != HA_INDEX_FAULT_NONE, "no fault");
	opened = NULL;
	return status;
}

static inline void
check_refused(enum ha_status want, enum ha_index_fault want_fault)
{
	enum ha_status status = open_index();

	expect(status == want && fault == want_fault,
	    "status %d, not %d; %s, not: %s", status, want,
	    ha_index_fault_text(fault), ha_index_fault_text(want_fault));
}

/* An index in memory of what the image now is; NULL when it is refused. */
static inline struct ha_index *
from_copy(void)
{
	struct ha_index_image copy = { malloc(image.len), image.len };
	struct ha_index *index;

	expect(copy.bytes != NULL, "no memory");
	memcpy(copy.bytes, image.bytes, image.len);
	return ha_index_from_image(copy, &index) == HA_OK ? index : NULL;
}

/* What an index says of all clients, as text; "damaged" is said, too. */
struct answers {
	char text[COUNT(clients)][64];
};

static inline struct answers
ask(const struct ha_index *index)
{
	struct answers answers;

	memset(&answers, 0, sizeof(answers));
	for (int i = 0; i < COUNT(clients); i++) {
		struct ha_addr addr;
		char *out = answers.text[i];

		ha_addr_parse(ha_span_of(clients[i]), &addr);
		if (ha_index_find(index, &addr, &candidates) != HA_OK) {
			strcpy(out, "damaged");
			continue;
		}
		expect(candidates.count <= 10, "too many");
		for (size_t n = 0; n < candidates.count; n++)
			out += sprintf(out, "%u:%u ", candidates.at[n].line,
			    candidates.at[n].offset);
	}
	return answers;
}

/* Is each the same, or said to be damaged? */
static inline bool
are_right(const struct answers *got, const struct answers *want)
{
	for (int i = 0; i < COUNT(clients); i++) {
		if (strcmp(got->text[i], want->text[i]) != 0 &&
		    strcmp(got->text[i], "damaged") != 0)
			return false;
	}
	return true;
}

static inline struct answers
right_answers(void)
{
	struct ha_index *index = from_copy();
	struct answers answers;

	expect(index != NULL, "no index");
	answers = ask(index);
	ha_index_free(index);
	return answers;
}

#endif
