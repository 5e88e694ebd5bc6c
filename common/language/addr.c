#include "common/language/addr.h"

#include <arpa/inet.h>
#include <string.h>

static const unsigned char mapped_prefix[12] = { [10] = 0xff, [11] = 0xff };

/* Takes a decimal number from 0 to 255, without leading zeros, off. */
static bool
take_part(struct ha_span *text, unsigned char *part)
{
	unsigned number = 0;
	size_t len = 0;

	while (len < text->len && len < 3 && ha_is_digit(text->at[len]))
		number = number * 10 + (unsigned)(text->at[len++] - '0');
	if (len == 0 || number > 255 || (len > 1 && text->at[0] == '0'))
		return false;
	*part = (unsigned char)number;
	*text = ha_span_from(*text, len);
	return true;
}

bool
ha_addr_parse_ipv4(struct ha_span text, struct ha_addr *addr)
{
	for (size_t i = 12; i < 16; i++) {
		if (!take_part(&text, &addr->bytes[i]))
			return false;
		if (i == 15)
			break;
		if (text.len == 0 || text.at[0] != '.')
			return false;
		text = ha_span_from(text, 1);
	}
	if (text.len > 0)
		return false;
	memcpy(addr->bytes, mapped_prefix, sizeof(mapped_prefix));
	addr->family = HA_IPV4;
	addr->scope = HA_SPAN_EMPTY;
	return true;
}

/* What may stand after '%': no byte that ends an address in a rule. */
static bool
is_scope(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];

		if (ha_is_separator(byte) || ha_is_space(byte) ||
		    byte == '\0' || strchr("/%[]:", byte) != NULL)
			return false;
	}
	return text.len > 0;
}

/* inet_pton wants a terminated string; nothing longer can be an address. */
static bool
parse_ipv6_bytes(struct ha_span text, unsigned char bytes[16])
{
	char copy[HA_ADDR_TEXT];

	if (text.len >= sizeof(copy) || ha_span_holds(text, '\0'))
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	return inet_pton(AF_INET6, copy, bytes) == 1;
}

static bool
parse_ipv6(struct ha_span text, struct ha_addr *addr)
{
	size_t percent = ha_span_find(text, '%');

	addr->family = HA_IPV6;
	addr->scope = HA_SPAN_EMPTY;
	if (percent < text.len) {
		addr->scope = ha_span_from(text, percent + 1);
		if (!is_scope(addr->scope))
			return false;
	}
	return parse_ipv6_bytes(ha_span_before(text, percent), addr->bytes);
}

static bool
is_mapped(const struct ha_addr *addr)
{
	return memcmp(addr->bytes, mapped_prefix, sizeof(mapped_prefix)) == 0;
}

bool
ha_addr_parse(struct ha_span text, struct ha_addr *addr)
{
	if (ha_addr_parse_ipv4(text, addr))
		return true;
	if (!parse_ipv6(text, addr))
		return false;
	if (is_mapped(addr) && addr->scope.len == 0)
		addr->family = HA_IPV4;
	return true;
}

static struct ha_span
without_brackets(struct ha_span text)
{
	if (text.len < 2 || text.at[0] != '[' || text.at[text.len - 1] != ']')
		return text;
	return ha_span_before(ha_span_from(text, 1), text.len - 2);
}

bool
ha_addr_parse_host(struct ha_span text, struct ha_addr *addr)
{
	struct ha_span inner = without_brackets(text);

	if (!ha_addr_parse(inner, addr))
		return false;
	if (is_mapped(addr)) {
		addr->family = HA_IPV4;
		addr->scope = HA_SPAN_EMPTY;
	}
	return true;
}

bool
ha_addr_is_aton(struct ha_span text)
{
	struct in_addr ignored;
	char copy[256];

	/* Longer than any host name, and then only with leading zeros. */
	if (text.len >= sizeof(copy) || ha_span_holds(text, '\0'))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		/* inet_aton ends at a blank and ignores what follows. */
		if (ha_is_space(text.at[i]))
			return false;
	}
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	return inet_aton(copy, &ignored) != 0;
}

bool
ha_addr_is_literal(struct ha_span text)
{
	struct ha_addr ignored;

	return ha_addr_is_aton(text) || ha_addr_parse_host(text, &ignored);
}

bool
ha_addr_equal(const struct ha_addr *a, const struct ha_addr *b)
{
	return a->family == b->family &&
	    memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static char *
put_part(char *at, unsigned number)
{
	if (number >= 100)
		*at++ = (char)('0' + number / 100);
	if (number >= 10)
		*at++ = (char)('0' + number / 10 % 10);
	*at++ = (char)('0' + number % 10);
	return at;
}

/* By hand: inet_ntop does it with printf, ten times as slow. */
static struct ha_span
format_ipv4(const unsigned char bytes[4], char text[HA_ADDR_TEXT])
{
	char *at = text;

	for (size_t i = 0; i < 4; i++) {
		at = put_part(at, bytes[i]);
		*at++ = '.';
	}
	*--at = '\0';
	return (struct ha_span){ text, (size_t)(at - text) };
}

struct ha_span
ha_addr_format(const struct ha_addr *addr, char text[HA_ADDR_TEXT])
{
	if (addr->family == HA_IPV4)
		return format_ipv4(addr->bytes + 12, text);
	return ha_span_of(inet_ntop(AF_INET6, addr->bytes, text, HA_ADDR_TEXT));
}

static void
drop_host_bits(struct ha_net *net)
{
	for (size_t i = 0; i < 16; i++)
		net->addr.bytes[i] &= net->mask[i];
}

void
ha_net_set_length(struct ha_net *net, unsigned long length)
{
	if (net->addr.family == HA_IPV4)
		length += 96;
	for (size_t i = 0; i < 16; i++) {
		unsigned long bits = length < 8 ? length : 8;

		net->mask[i] = (unsigned char)(0xff00u >> bits);
		length -= bits;
	}
	drop_host_bits(net);
}

static bool
is_contiguous(const unsigned char quad[4])
{
	unsigned long mask = (unsigned long)quad[0] << 24 |
	    (unsigned long)quad[1] << 16 | (unsigned long)quad[2] << 8 |
	    (unsigned long)quad[3];
	unsigned long rest = ~mask & 0xffffffffUL;

	return (rest & (rest + 1)) == 0;
}

void
ha_net_set_quad(struct ha_net *net, const struct ha_addr *quad)
{
	memset(net->mask, 0xff, 12);
	memcpy(net->mask + 12, quad->bytes + 12, 4);
	if (is_contiguous(net->mask + 12))
		drop_host_bits(net);
}

bool
ha_net_holds(const struct ha_net *net, const struct ha_addr *addr)
{
	if (addr->family != net->addr.family)
		return false;
	if (net->addr.scope.len > 0 &&
	    !ha_span_equal(net->addr.scope, addr->scope))
		return false;
	for (size_t i = 0; i < 16; i++) {
		if ((addr->bytes[i] & net->mask[i]) != net->addr.bytes[i])
			return false;
	}
	return true;
}

bool
ha_addr_parse_ipv6(struct ha_span text, struct ha_addr *addr)
{
	return ha_span_holds(text, ':') && ha_addr_parse(text, addr);
}

void
ha_net_set_ipv6_length(struct ha_net *net, unsigned long length)
{
	if (net->addr.family == HA_IPV4 && length >= 96)
		length -= 96;
	else
		net->addr.family = HA_IPV6;
	ha_net_set_length(net, length);
}
