#include "common/cursor/known_client.h"

#include <endian.h>
#include <string.h>

#include "common/language/pattern.h"
#include "common/language/quad.h"

static struct ha_u128
bits_of(const struct ha_addr *addr)
{
	uint64_t words[2];

	memcpy(words, addr->bytes, sizeof(words));
	return (struct ha_u128){ be64toh(words[0]), be64toh(words[1]) };
}

static void
set_ipv4(struct ha_known_client *known, const struct ha_addr *addr)
{
	char buffer[HA_ADDR_TEXT];
	struct ha_span text = ha_addr_format(addr, buffer);

	known->address = HA_CLIENT_IPV4;
	known->ipv4 = (uint32_t)known->ipv6.low;
	memcpy(known->ipv4_text, text.at, text.len);
}

static void
set_address(struct ha_known_client *known, const struct ha_host *client)
{
	memset(known->ipv4_text, 0, sizeof(known->ipv4_text));
	known->address = client->addr_fact == HA_FACT_ABSENT
	    ? HA_CLIENT_ABSENT
	    : HA_CLIENT_UNSETTLED;
	if (client->addr_fact != HA_FACT_KNOWN)
		return;
	known->ipv6 = bits_of(&client->addr);
	if (client->addr.family == HA_IPV4)
		set_ipv4(known, &client->addr);
	else
		known->address = HA_CLIENT_IPV6;
}

/*
 * A name that is settled is compared; one that cannot be looked up any more is
 * doubt.  What is only claimed is neither.
 */
static bool
settles_names(const struct ha_host *client, const struct ha_inquiry *inquiry)
{
	bool is_settled = client->name_fact == HA_FACT_KNOWN ||
	    client->name_fact == HA_FACT_ABSENT ||
	    client->name_fact == HA_FACT_CONFLICT;

	if (client->claim.len > 0 ||
	    (client->addr_fact != HA_FACT_KNOWN &&
		client->addr_fact != HA_FACT_ABSENT))
		return false;
	return is_settled ||
	    (inquiry->doubt_is_no &&
		!ha_host_may_ask_name(client, inquiry->resolver));
}

void
ha_known_client_set(struct ha_known_client *known,
    const struct ha_inquiry *inquiry)
{
	const struct ha_host *client = &inquiry->request->client;

	if (known->is_set && known->doubt_is_no == inquiry->doubt_is_no &&
	    known->name_fact == client->name_fact &&
	    known->addr_fact == client->addr_fact)
		return;
	known->is_set = true;
	known->doubt_is_no = inquiry->doubt_is_no;
	known->name_fact = client->name_fact;
	known->addr_fact = client->addr_fact;
	set_address(known, client);
	known->has_names = settles_names(client, inquiry);
	if (!known->has_names)
		return;
	known->name = ha_host_name_text(client);
	known->address_text = ha_host_addr_text(client, known->buffer);
}

/* Not made part of its caller, which is done so much faster without it. */
#define HA_APART __attribute__((noinline))

/* The bits of an IPv4 mask, 32 at most. */
static uint32_t
mask_of_length(unsigned length)
{
	return length == 0 ? 0 : UINT32_MAX << (32 - length);
}

static bool
is_contiguous(uint32_t mask)
{
	return (~mask & (~mask + 1)) == 0;
}

/* A mask as length or quad; its length in the text, or 0. */
static size_t
read_mask(const char *text, uint32_t *mask)
{
	unsigned length;
	struct ha_quad quad;
	size_t len = ha_literal_length(text, &length);

	if (len > 0 && text[len] != '.') {
		if (length > 32)
			return 0;
		*mask = mask_of_length(length);
		return len;
	}
	quad = ha_quad_read(text);
	if (quad.end == 0)
		return 0;
	*mask = ha_quad_value(text, quad);
	return is_contiguous(*mask) ? quad.end : 0;
}

/* An address with a mask after it. */
static HA_APART const char *
pass_ipv4_net(const struct ha_known_client *known, const char *text,
    struct ha_quad quad)
{
	const char *after = text + quad.end + 1;
	uint32_t mask;
	size_t len = read_mask(after, &mask);

	if (len == 0 ||
	    (known->address == HA_CLIENT_IPV4 &&
		((ha_quad_value(text, quad) ^ known->ipv4) & mask) == 0))
		return NULL;
	return after + len;
}

/* A single address is compared as it is written: it can be in one way only. */
static inline const char *
pass_ipv4(const struct ha_known_client *known, const char *text)
{
	struct ha_quad quad = ha_quad_read(text);

	if (quad.end == 0 || known->address == HA_CLIENT_UNSETTLED)
		return NULL;
	if (text[quad.end] == '/')
		return pass_ipv4_net(known, text, quad);
	/* Or the client's address begins so: the matcher will see. */
	if (ha_quad_starts(text, quad.end, known->ipv4_text))
		return NULL;
	return text + quad.end;
}

static bool
lies_in(struct ha_u128 addr, struct ha_u128 net, unsigned length)
{
	uint64_t high = addr.high ^ net.high, low = addr.low ^ net.low;

	if (length == 0)
		return true;
	if (length <= 64)
		return high >> (64 - length) == 0;
	return high == 0 && low >> (128 - length) == 0;
}

/* A v4-mapped network may be an IPv4 network (P7). */
static bool
is_mapped(struct ha_u128 net)
{
	return net.high == 0 && net.low >> 32 == 0xffff;
}

/* "/length", if that is there; false: it is not one. */
static bool
read_length(const char **text, unsigned *length)
{
	size_t len;

	if (**text != '/')
		return true;
	len = ha_literal_length(*text + 1, length);
	*text += 1 + len;
	return len > 0 && *length <= 128;
}

/* An address, address/length, [address], [address/length], [address]/length. */
static const char *
pass_ipv6(const struct ha_known_client *known, const char *text)
{
	bool is_bracketed = *text == '[', had_length;
	struct ha_u128 net;
	unsigned length = 128;
	size_t len = ha_literal_ipv6(text + is_bracketed, &net);

	if (len == 0 || is_mapped(net) || known->address == HA_CLIENT_UNSETTLED)
		return NULL;
	text += is_bracketed + len;
	had_length = *text == '/';
	if (!read_length(&text, &length))
		return NULL;
	if (is_bracketed && *text++ != ']')
		return NULL;
	if (is_bracketed && !had_length && !read_length(&text, &length))
		return NULL;
	if (known->address == HA_CLIENT_IPV6 &&
	    lies_in(known->ipv6, net, length))
		return NULL;
	/* A lone "::" is two separators where it stands in a rule. */
	return !is_bracketed && len == 2 ? NULL : text;
}

/*
 * A name or ".suffix" whose first byte is a letter: what begins otherwise may
 * be a number to somebody.  Which words are names is not for us to say.
 */
static const char *
pass_name(const struct ha_known_client *known, const char *text)
{
	bool is_suffix = *text == '.';
	struct ha_span name = { text, 0 };

	if (!known->has_names || !ha_is_letter(text[is_suffix]))
		return NULL;
	name.len = is_suffix + ha_literal_name(text + is_suffix);
	if (!ha_pattern_is_plain_name(name))
		return NULL;
	if (is_suffix)
		return ha_span_ends_fold(known->name, name) ||
			ha_span_ends_fold(known->address_text, name)
		    ? NULL
		    : text + name.len;
	return name.len == known->name.len &&
		ha_span_equal_fold(known->name, name)
	    ? NULL
	    : text + name.len;
}

static HA_APART const char *
pass_other(const struct ha_known_client *known, const char *text)
{
	const char *after;

	if (!ha_is_digit(*text) && *text != '[') {
		after = pass_name(known, text);
		if (after != NULL && *after != ':')
			return after;
	}
	return pass_ipv6(known, text);
}

const char *
ha_known_client_pass(const struct ha_known_client *known, const char *text)
{
	if (ha_is_digit(*text)) {
		const char *after = pass_ipv4(known, text);

		if (after != NULL)
			return after;
	}
	return pass_other(known, text);
}
