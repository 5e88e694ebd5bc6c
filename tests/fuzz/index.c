/*
 * The first byte says what the others are: a table or a pattern file, of which
 * the index must say what a walk through it says; the same and, after the
 * first \xff, changes to its index; or an index itself.  Indexes that nobody
 * made get sound checksums: they may say anything, but do no harm.
 */
#include "common/index/build.h"
#include "common/index/index.h"
#include "common/index/layout.h"
#include "tests/unit/naive_index.h"

#include "tests/fuzz/fuzz_decision.h"

static const struct ha_resolver nobody;

static const char *const clients[] = { "192.0.2.33", "10.1.2.3", "2001:db8::1",
	"0.0.0.0", "255.255.255.255", "::", "fe80::1%eth0" };

#define NCLIENTS (sizeof(clients) / sizeof(clients[0]))

/* What is asked for beside them: the networks of the first words. */
#define NWORDS 24

static struct ha_decision
decide(const struct ha_source *source, enum ha_table_kind kind,
    const struct ha_addr *addr)
{
	struct ha_tables tables = { { .path = "/nonexistent/allow" },
		{ .path = "/nonexistent/deny" }, NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_FAIL };
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;
	char text[HA_ADDR_TEXT];

	if (kind == HA_TABLE_ALLOW)
		tables.allow.source = source;
	else
		tables.deny.source = source;
	request.service = HA_SPAN("sshd");
	hold(ha_host_set_addr(&request.client, ha_addr_format(addr, text)));
	request.client.name_fact = HA_FACT_UNASKED;
	hold(ha_decide(&tables, &request, &nobody, &policy, NULL, &decision) ==
	    HA_OK);
	ha_request_free(&request);
	return decision;
}

static void
check_same(const struct ha_decision *a, const struct ha_decision *b)
{
	hold(a->verdict == b->verdict && a->reason == b->reason);
	hold(a->rule.offset == b->rule.offset);
	hold(a->rule.len == b->rule.len);
	hold(a->diags.count == b->diags.count);
	hold(a->diags.dropped == b->diags.dropped);
	for (size_t i = 0; i < a->diags.count; i++) {
		hold(a->diags.list[i].code == b->diags.list[i].code);
		hold(a->diags.list[i].effect == b->diags.list[i].effect);
		hold(a->diags.list[i].where.offset ==
		    b->diags.list[i].where.offset);
	}
}

/* Striking out what is no candidate changes no decision. */
static void
check_decisions(const struct ha_source *source, const struct ha_addr *addr,
    const struct ha_candidates *candidates)
{
	struct ha_source *struck =
	    naive_strike(source, HA_INDEX_RULES, candidates);

	hold(struck != NULL);
	for (int kind = HA_TABLE_ALLOW; kind <= HA_TABLE_DENY; kind++) {
		struct ha_decision whole, part;

		whole = decide(source, (enum ha_table_kind)kind, addr);
		part = decide(struck, (enum ha_table_kind)kind, addr);
		check_same(&whole, &part);
		ha_decision_free(&whole);
		ha_decision_free(&part);
	}
	ha_source_free(struck);
}

static void
check_client(const struct ha_index *index, const struct ha_source *source,
    const struct ha_addr *addr)
{
	enum ha_index_kind kind = ha_index_about(index)->kind;
	struct ha_candidates candidates = { NULL, 0, 0 };

	hold(ha_index_find(index, addr, &candidates) == HA_OK);
	hold(naive_agrees(source, kind, addr, &candidates));
	if (kind == HA_INDEX_RULES)
		check_decisions(source, addr, &candidates);
	ha_candidates_free(&candidates);
}

/* The addresses that stand in the text, and those beside them. */
static void
check_words(const struct ha_index *index, const struct ha_source *source)
{
	struct ha_words words = ha_words_of(source, HA_LINES_OWN);
	struct ha_location where;
	struct ha_pattern pattern;

	for (size_t i = 0; i < NWORDS && ha_words_next(&words, &where); i++) {
		struct ha_addr addr;

		ha_pattern_parse(
		    (struct ha_span){ source->bytes + where.offset, where.len },
		    &pattern);
		if (pattern.kind != HA_PATTERN_NET)
			continue;
		addr = pattern.net.addr;
		addr.scope = HA_SPAN_EMPTY;
		check_client(index, source, &addr);
		addr.bytes[15] ^= 1;
		check_client(index, source, &addr);
	}
}

static struct ha_addr
client(size_t i)
{
	struct ha_addr addr;

	hold(ha_addr_parse(ha_span_of(clients[i]), &addr));
	return addr;
}

static struct ha_index_image
build(const struct ha_source *source, enum ha_index_kind kind)
{
	struct ha_index_image image;

	hold(ha_index_build(source, kind, 0, &image) == HA_OK);
	return image;
}

static void
check_text(struct ha_span text, enum ha_index_kind kind)
{
	struct ha_source *source = fuzz_table(text);
	struct ha_index *index;

	ha_index_guess_kind(source);
	hold(ha_index_from_image(build(source, kind), &index) == HA_OK);
	hold(ha_index_verify(index) == HA_OK);
	for (size_t i = 0; i < NCLIENTS; i++) {
		struct ha_addr addr = client(i);

		check_client(index, source, &addr);
	}
	check_words(index, source);
	ha_index_free(index);
	ha_source_free(source);
}

static void
mend_sums(struct ha_index_image image)
{
	struct ha_index_about about;
	struct ha_index_layout layout;

	if (ha_index_header_read(image.bytes, image.len / HA_INDEX_PAGE, &about,
		&layout) != HA_INDEX_FAULT_NONE)
		return;
	for (uint32_t n = 0; n < layout.pages; n++) {
		unsigned char *page = image.bytes + (size_t)n * HA_INDEX_PAGE;
		uint64_t sum =
		    ha_index_page_sum(page, n, ha_index_salt(&about));

		memcpy(page + HA_INDEX_PAYLOAD, &sum, sizeof(sum));
	}
}

/* Takes the image over. */
static void
check_image(struct ha_index_image image)
{
	struct ha_candidates candidates = { NULL, 0, 0 };
	struct ha_index *index;

	mend_sums(image);
	if (ha_index_from_image(image, &index) != HA_OK)
		return;
	ha_index_verify(index);
	ha_index_path(index);
	for (size_t i = 0; i < NCLIENTS; i++) {
		uint64_t bytes = ha_index_about(index)->counts.bytes;
		struct ha_addr addr = client(i);

		if (ha_index_find(index, &addr, &candidates) != HA_OK)
			continue;
		for (size_t n = 0; n < candidates.count; n++)
			hold(candidates.at[n].offset < bytes &&
			    (n == 0 ||
				candidates.at[n - 1].offset <
				    candidates.at[n].offset));
	}
	ha_candidates_free(&candidates);
	ha_index_free(index);
}

/* Page, offset in steps of 4, and what is put there: 4 bytes each time. */
static void
check_changed(struct ha_span text, enum ha_index_kind kind)
{
	struct ha_source *source = fuzz_table(fuzz_take(&text, '\xff'));
	struct ha_index_image image = build(source, kind);
	size_t pages = image.len / HA_INDEX_PAGE;

	for (; text.len >= 6; text = ha_span_from(text, 6)) {
		const unsigned char *at = (const unsigned char *)text.at;

		memcpy(image.bytes + at[0] % pages * HA_INDEX_PAGE +
			4 * (size_t)at[1],
		    at + 2, 4);
	}
	check_image(image);
	ha_source_free(source);
}

static void
check_bytes(struct ha_span bytes)
{
	size_t pages = bytes.len / HA_INDEX_PAGE + 1;
	struct ha_index_image image = { calloc(pages, HA_INDEX_PAGE),
		pages * HA_INDEX_PAGE };

	hold(image.bytes != NULL);
	memcpy(image.bytes, bytes.at, bytes.len);
	check_image(image);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span rest = fuzz_span(data, size);

	if (size == 0)
		return 0;
	rest = ha_span_from(rest, 1);
	switch (data[0] % 8) {
	case 0:
	case 1:
		check_text(rest, HA_INDEX_RULES);
		break;
	case 2:
	case 3:
		check_text(rest, HA_INDEX_WORDS);
		break;
	case 4:
	case 5:
		check_changed(rest, HA_INDEX_RULES);
		break;
	case 6:
		check_changed(rest, HA_INDEX_WORDS);
		break;
	default:
		check_bytes(rest);
		break;
	}
	return 0;
}
