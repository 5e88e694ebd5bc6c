/*
 * Decisions on large files with few descriptors and with little memory: the
 * same as ever, or HA_NOMEM.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fast_vs_plain/files.h"

#define LISTS 1000
#define DESCRIPTORS 64

/* The sanitizers' own memory has no bounds. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_BOUNDS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_BOUNDS 0
#endif
#endif
#ifndef HAS_BOUNDS
#define HAS_BOUNDS 1
#endif

static const struct ha_resolver nobody;
static struct files files;

static void
ignore(void *context, const struct ha_event *event)
{
	(void)context;
	(void)event;
}

/* What matters of a decision. */
struct answer {
	enum ha_status status;
	enum ha_verdict verdict;
	enum ha_reason reason;
	size_t diags, dropped, line;
};

static struct answer
decide(bool is_plain)
{
	static const struct ha_trace deaf = { NULL, ignore };
	struct ha_loader loader = { .index_folder = files.indexes };
	struct ha_tables tables = { { .path = files.allow },
		{ .path = files.deny }, &loader };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_FAIL };
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;
	struct answer answer = { 0 };

	request.service = HA_SPAN("sshd");
	ha_host_set_addr(&request.client, HA_SPAN("192.0.2.9"));
	answer.status = ha_decide(&tables, &request, &nobody, &policy,
	    is_plain ? &deaf : NULL, &decision);
	answer.verdict = decision.verdict;
	answer.reason = decision.reason;
	answer.diags = decision.diags.count;
	answer.dropped = decision.diags.dropped;
	if (decision.rule.source != NULL)
		answer.line =
		    ha_source_place(decision.rule.source, decision.rule.offset)
			.line;
	ha_decision_free(&decision);
	ha_request_free(&request);
	return answer;
}

static bool
is_same(const struct answer *a, const struct answer *b)
{
	return a->status == b->status && a->verdict == b->verdict &&
	    a->reason == b->reason && a->diags == b->diags &&
	    a->dropped == b->dropped && a->line == b->line;
}

/* One list under many names: each is opened, and something is said of it. */
static void
make_lists(void)
{
	struct ha_strbuf list = HA_STRBUF_INIT, deny = HA_STRBUF_INIT;

	files_add_strangers(&list, "", 300);
	ha_strbuf_add_text(&list, "[x] ");
	files_fill_up(&list, 70000);
	ha_strbuf_add_text(&list, "10.0.0.300\n");
	files_replace(&files, files.list, ha_strbuf_span(&list));
	for (int i = 0; i < LISTS; i++) {
		char name[80];

		snprintf(name, sizeof(name), "%s%d", files.list, i);
		if (link(files.list, name) != 0)
			files_fail(name);
		ha_strbuf_add_text(&deny, i % 10 == 0 ? "\nsshd: " : " ");
		ha_strbuf_add_text(&deny, name);
	}
	files_fill_up(&deny, deny.len + 70000);
	ha_strbuf_add_text(&deny, "sshd: ALL\n");
	files_replace(&files, files.deny, ha_strbuf_span(&deny));
	files_replace(&files, files.allow, HA_SPAN_EMPTY);
	ha_strbuf_free(&list);
	ha_strbuf_free(&deny);
}

static void
try_few_descriptors(void)
{
	struct rlimit few = { DESCRIPTORS, DESCRIPTORS };
	struct answer plain, got;
	char detail[120];

	make_lists();
	if (setrlimit(RLIMIT_NOFILE, &few) != 0)
		files_fail("RLIMIT_NOFILE");
	plain = decide(true);
	for (int has_index = 0; has_index < 2; has_index++) {
		got = decide(false);
		snprintf(detail, sizeof(detail),
		    "%d by %d, line %zu, %zu and %zu findings, plain %zu",
		    got.verdict, got.reason, got.line, got.diags, got.dropped,
		    plain.diags);
		files_check(is_same(&plain, &got) && got.dropped > LISTS,
		    "few descriptors", detail);
		files_age();
		files_check(files_index(&files, files.list, HA_INDEX_WORDS),
		    "few descriptors", "no index");
	}
	files_check(open("/dev/null", O_RDONLY) < DESCRIPTORS / 4,
	    "few descriptors", "some are left open");
}

/* A table of a megabyte that is read to its end, and a list. */
static void
make_large(void)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	files_add_strangers(&text, "sshd: ", 30000);
	ha_strbuf_add_text(&text, "sshd: ");
	ha_strbuf_add_text(&text, files.list);
	ha_strbuf_add_text(&text, "\nsshd: 1.2.3 192.0.2.9\n");
	files_replace(&files, files.deny, ha_strbuf_span(&text));
	ha_strbuf_free(&text);
}

static size_t
memory_in_use(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	char line[80];

	if (file == NULL || fgets(line, sizeof(line), file) == NULL ||
	    fclose(file) != 0)
		files_fail("/proc/self/statm");
	return strtoul(line, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

enum {
	IS_RIGHT,
	IS_WRONG,
	WANTS_MEMORY
};

static int
decide_within(size_t bytes, const struct answer *want)
{
	struct rlimit bound;
	struct answer got;

	bound.rlim_cur = bound.rlim_max = memory_in_use() + bytes;
	if (setrlimit(RLIMIT_AS, &bound) != 0)
		return IS_WRONG;
	got = decide(false);
	if (got.status == HA_NOMEM && got.verdict == HA_DENY)
		return WANTS_MEMORY;
	return is_same(&got, want) ? IS_RIGHT : IS_WRONG;
}

/* In a process of its own, which must come to its end. */
static int
try_within(size_t bytes, const struct answer *want)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(decide_within(bytes, want));
	if (child < 0 || waitpid(child, &status, 0) != child)
		files_fail("fork");
	return WIFEXITED(status) ? WEXITSTATUS(status) : IS_WRONG;
}

static void
try_little_memory(void)
{
	struct answer plain;
	size_t counts[3] = { 0, 0, 0 };
	char detail[80];

	make_large();
	plain = decide(true);
	for (int has_index = 0; has_index < 2; has_index++) {
		for (size_t bytes = 0; bytes < 3 << 20; bytes += 32 << 10)
			counts[try_within(bytes, &plain)]++;
		files_age();
		files_check(files_index(&files, files.deny, HA_INDEX_RULES),
		    "little memory", "no index");
	}
	snprintf(detail, sizeof(detail), "%zu right, %zu wrong, %zu without",
	    counts[IS_RIGHT], counts[IS_WRONG], counts[WANTS_MEMORY]);
	files_check(counts[IS_WRONG] == 0 && counts[IS_RIGHT] > 10 &&
		counts[WANTS_MEMORY] > 10,
	    "little memory", detail);
}

int
main(void)
{
	files_begin(&files, "/tmp");
	try_few_descriptors();
	if (HAS_BOUNDS)
		try_little_memory();
	files_end(&files);
	return files_report("limits");
}
