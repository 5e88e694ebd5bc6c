#include <string.h>

#include "cli/check/lint/lint.h"

/*
 * Words that stand for what somebody was to fill in: "YOUR_IP", "your-ip-here",
 * "ADMIN_IP", "TODO".
 */

/* Longer ones are not of these words. */
#define LETTERS_MAX 48

/* Of what such a word is put together; letter case and joints do not matter. */
static const struct {
	const char *text;
	enum {
		FILLS,   /* says that something is to be put there */
		ADDRESS, /* says what */
		DOMAIN,  /* of a name, which may be somebody's */
		OTHER
	} kind;
} parts[] = {
	{ "your", FILLS },
	{ "here", FILLS },
	{ "insert", FILLS },
	{ "enter", FILLS },
	{ "replace", FILLS },
	{ "changeme", FILLS },
	{ "replaceme", FILLS },
	{ "placeholder", FILLS },
	{ "todo", FILLS },
	{ "fixme", FILLS },
	{ "ip", ADDRESS },
	{ "ips", ADDRESS },
	{ "ipaddr", ADDRESS },
	{ "address", ADDRESS },
	{ "addresses", ADDRESS },
	{ "cidr", ADDRESS },
	{ "my", OTHER },
	{ "the", OTHER },
	{ "some", OTHER },
	{ "with", OTHER },
	{ "this", OTHER },
	{ "host", OTHER },
	{ "hostname", OTHER },
	{ "fqdn", OTHER },
	{ "name", OTHER },
	{ "domain", OTHER },
	{ "network", OTHER },
	{ "net", OTHER },
	{ "subnet", OTHER },
	{ "range", OTHER },
	{ "server", OTHER },
	{ "client", OTHER },
	{ "admin", OTHER },
	{ "office", OTHER },
	{ "home", OTHER },
	{ "trusted", OTHER },
	{ "allowed", OTHER },
	{ "public", OTHER },
	{ "private", OTHER },
	{ "static", OTHER },
	{ "remote", OTHER },
	{ "vpn", OTHER },
	{ "company", OTHER },
	{ "com", DOMAIN },
	{ "org", DOMAIN },
};

/* How the letters up to some place are made of parts. */
struct made {
	bool is_so, fills, has_address, has_domain;
	size_t count;
};

static void
extend(struct made *made, size_t at, struct ha_span letters)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct ha_span part = ha_span_of(parts[i].text);
		struct made *to = &made[at + part.len];

		if (at + part.len > letters.len ||
		    !ha_span_starts_fold(ha_span_from(letters, at), part))
			continue;
		to->is_so = true;
		to->fills =
		    to->fills || made[at].fills || parts[i].kind == FILLS;
		to->has_address = to->has_address || made[at].has_address ||
		    parts[i].kind == ADDRESS;
		to->has_domain = to->has_domain || made[at].has_domain ||
		    parts[i].kind == DOMAIN;
		if (to->count == 0 || to->count > made[at].count + 1)
			to->count = made[at].count + 1;
	}
}

/* "here" and "address" alone may be the name of a host. */
static bool
is_made_of_parts(struct ha_span letters)
{
	struct made made[LETTERS_MAX + sizeof("placeholder")] = {
		{ .is_so = true }
	};
	const struct made *end = &made[letters.len];

	for (size_t i = 0; i < letters.len; i++) {
		if (made[i].is_so)
			extend(made, i, letters);
	}
	if (ha_span_equal_fold(letters, HA_SPAN("changeme")) ||
	    ha_span_equal_fold(letters, HA_SPAN("replaceme")))
		return true;
	return end->is_so && end->count > 1 &&
	    (end->fills || (end->has_address && !end->has_domain));
}

/* "OFFICE_NETWORK": a constant's name, and no host's. */
static bool
is_constant(struct ha_span text)
{
	bool has_joint = false, has_letter = false;

	for (size_t i = 0; i < text.len; i++) {
		bool is_upper = text.at[i] >= 'A' && text.at[i] <= 'Z';

		if (!is_upper && text.at[i] != '_' && !ha_is_digit(text.at[i]))
			return false;
		has_joint = has_joint || (text.at[i] == '_' && has_letter);
		has_letter = has_letter || is_upper;
	}
	return has_joint && text.at[text.len - 1] != '_';
}

/* Hosts may be called so, too, but hardly in capitals. */
static bool
is_mark(struct ha_span text)
{
	static const char *const words[] = { "TODO", "TBD", "FIXME", "XXX",
		"XXXX", "FILLME", "PLACEHOLDER", "placeholder" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (ha_span_equal(text, ha_span_of(words[i])))
			return true;
	}
	return false;
}

static bool
has_digit(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (ha_is_digit(text.at[i]))
			return true;
	}
	return false;
}

bool
cli_is_placeholder_word(struct ha_span text)
{
	char letters[LETTERS_MAX];
	size_t len = 0;

	if (text.len > 2 * LETTERS_MAX || text.len < 3)
		return false;
	/* Most names have a digit somewhere; only constants do here, which
	 * begin with a capital. */
	if (text.at[0] >= 'a' && has_digit(text))
		return false;
	if (is_mark(text) || is_constant(text))
		return true;
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("_-.", text.at[i]) != NULL && text.at[i] != '\0')
			continue;
		if (!ha_is_letter(text.at[i]) || len == sizeof(letters))
			return false;
		letters[len++] = text.at[i];
	}
	return is_made_of_parts((struct ha_span){ letters, len });
}
