#include "tests/check/world.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/chance.h"

static struct chance chance;

void
world_seed(unsigned long long seed)
{
	chance = chance_of(seed, 0);
}

/* ---- the tables ---- */

static const char *const daemons[] = { "sshd", "sshd", "ftpd", "ALL", "ALL",
	"sshd ftpd", "ALL EXCEPT ftpd", "ftpd ALL", "sshd sshd", "SSHD" };

static const char *const nets[] = { "10.0.0.%zu", "10.0.0.%zu", "10.0.0.%zu",
	"10.0.0.%zu/30", "10.0.0.%zu/29", "10.0.0.0/28",
	"10.0.0.8/255.255.255.248", "10.0.0.", "10.0.", "10.0.0.*", "0.0.0.0/0",
	"[2001:db8::%zu]", "[2001:db8::%zu]/126", "[2001:db8::]/64", "[::]/0",
	"::ffff:10.0.0.%zu", "[::ffff:0:0]/95" };

static const char *const words[] = { "ALL", "ALL", "KNOWN", "UNKNOWN", "LOCAL",
	"PARANOID", "a.example.com", "gate", ".example.com", ".com",
	"b.example.com" };

static const char *const users[] = { "bob@", "eve@", "ALL@", "KNOWN@",
	"unknown@" };

static const char *const option_texts[] = { "", "", "", "", ": deny", ": allow",
	": spawn true", ": severity info", ": aclexec true", ": bogus" };

/* Their answer is not the same all over a cell: only one side can be told. */
static const char *const vague_daemons[] = { "s*", "*d", "o*", ".d", "KNOWN",
	"s* EXCEPT sshd", "sshd@10.9.0.0/16", "sshd@10.9.0.1", "22" };

static const char *const vague[] = { "10.*.1", "*.example.com", "g*", ".0.1",
	"10.0.0.1/255.0.255.255", "fe80*", "*.example.*", "?.example.com",
	"b*@ALL", "?o*@10.0.0.0/28" };

static void
add_client(struct ha_strbuf *text, bool is_vague)
{
	char net[64];

	if (chance_below(&chance, 8) == 0)
		ha_strbuf_add_text(text, CHANCE_PICK(&chance, users));
	if (is_vague && chance_below(&chance, 5) == 0) {
		ha_strbuf_add_text(text, CHANCE_PICK(&chance, vague));
	} else if (chance_below(&chance, 3) == 0) {
		ha_strbuf_add_text(text, CHANCE_PICK(&chance, words));
	} else {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(net, sizeof(net), CHANCE_PICK(&chance, nets),
		    chance_below(&chance, 8));
#pragma GCC diagnostic pop
		ha_strbuf_add_text(text, net);
	}
	ha_strbuf_add_byte(text, ' ');
}

void
world_add_clients(struct ha_strbuf *text, bool is_vague)
{
	size_t clients = 1 + chance_below(&chance, 3);

	while (clients-- > 0)
		add_client(text, is_vague);
	for (size_t more = chance_below(&chance, 6) == 0; more < 3 && more > 0;
	     more++) {
		ha_strbuf_add_text(text, "EXCEPT ");
		add_client(text, is_vague);
		if (chance_below(&chance, 2) == 0)
			add_client(text, is_vague);
		if (chance_below(&chance, 3) > 0)
			break;
	}
}

size_t
world_chance(size_t limit)
{
	return chance_below(&chance, limit);
}

static void
add_rule(struct ha_strbuf *text, bool is_vague)
{
	ha_strbuf_add_text(text,
	    is_vague && chance_below(&chance, 3) == 0
		? CHANCE_PICK(&chance, vague_daemons)
		: CHANCE_PICK(&chance, daemons));
	ha_strbuf_add_text(text, ": ");
	world_add_clients(text, is_vague);
	ha_strbuf_add_text(text, CHANCE_PICK(&chance, option_texts));
	ha_strbuf_add_byte(text, '\n');
}

struct ha_source *
world_table(const char *path, bool is_vague)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_source *source;
	size_t rules = chance_below(&chance, 6);

	/* More wildcards than are told apart: the others may match, or not. */
	if (is_vague && chance_below(&chance, 2) == 0)
		ha_strbuf_add_text(&text,
		    "filld: q1* q2* q3* q4* q5* q6* q7*\n");
	while (rules-- > 0)
		add_rule(&text, is_vague);
	if (ha_source_from_memory(path, ha_strbuf_span(&text), &source) !=
	    HA_OK)
		abort();
	ha_strbuf_free(&text);
	return source;
}

/* ---- the world ---- */

const char *const world_services[WORLD_SERVICES] = { "sshd", "ftpd", "otherd",
	"web" };
static const char *const user_names[] = { "", "bob", "eve", "sue" };
static const char *const addrs[] = { "10.0.0.0", "10.0.0.1", "10.0.0.2",
	"10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7", "10.0.0.8",
	"10.0.0.9", "10.0.0.12", "10.0.0.15", "10.0.0.16", "10.0.1.0",
	"192.0.2.1", "2001:db8::", "2001:db8::1", "2001:db8::2", "2001:db8::3",
	"2001:db8::4", "2001:db8::5", "2001:db8::6", "2001:db8::7",
	"2001:db8::8", "2001:db8:1::", "::fffe:0:1", "" };

static const struct {
	enum ha_fact fact;
	const char *name;
} names[] = {
	{ HA_FACT_KNOWN, "a.example.com" },
	{ HA_FACT_KNOWN, "b.example.com" },
	{ HA_FACT_KNOWN, "c.example.com" },
	{ HA_FACT_KNOWN, "www.com" },
	{ HA_FACT_KNOWN, "www.test" },
	{ HA_FACT_KNOWN, "gate" },
	{ HA_FACT_KNOWN, "desk" },
	{ HA_FACT_ABSENT, "" },
	{ HA_FACT_CONFLICT, "" },
	{ HA_FACT_FAILED, "" },
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
size_t
world_count(void)
{
	return WORLD_SERVICES * COUNT(user_names) * COUNT(addrs) * COUNT(names);
}

size_t
world_service_of(size_t number)
{
	return number / (COUNT(names) * COUNT(addrs) * COUNT(user_names));
}

struct ha_request
world_request(size_t number)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_host *client = &request.client;
	size_t name = number % COUNT(names);

	number /= COUNT(names);
	if (addrs[number % COUNT(addrs)][0] != '\0' &&
	    !ha_host_set_addr(client, ha_span_of(addrs[number % COUNT(addrs)])))
		abort();
	number /= COUNT(addrs);
	request.user = ha_span_of(user_names[number % COUNT(user_names)]);
	request.service =
	    ha_span_of(world_services[number / COUNT(user_names)]);
	client->name_fact = names[name].fact;
	client->name = client->name_given = ha_span_of(names[name].name);
	return request;
}

/* ---- what decides ---- */

struct answer
world_decide(const struct ha_source *allow, const struct ha_source *deny,
    struct ha_request request)
{
	struct ha_tables tables = { { .path = "hosts.allow", .source = allow },
		{ .path = "hosts.deny", .source = deny }, NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };
	struct ha_resolver resolver = { 0 };
	struct ha_decision decision;
	struct answer answer;

	if (ha_decide(&tables, &request, &resolver, &policy, NULL, &decision) !=
	    HA_OK)
		abort();
	answer = (struct answer){ decision.verdict, decision.rule };
	ha_decision_free(&decision);
	ha_request_free(&request);
	return answer;
}

bool
is_rule_code(enum ha_code code)
{
	return code == HA_CODE_DENY_HIDDEN || code == HA_CODE_ALLOW_HIDDEN ||
	    code == HA_CODE_REDUNDANT || code == HA_CODE_DUPLICATE ||
	    code == HA_CODE_BEHIND_ALL;
}

bool
is_token_code(enum ha_code code)
{
	return code == HA_CODE_TOKEN_HIDDEN || code == HA_CODE_TOKEN_REDUNDANT;
}
