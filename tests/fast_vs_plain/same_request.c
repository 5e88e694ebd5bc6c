#include <stdio.h>
#include <string.h>

#include "tests/fast_vs_plain/same.h"

static const char *const services[] = { "sshd", "sshd", "sshd", "in.ftpd",
	"ALL", "unknown", "SSHD", "22", "", "x" };
static const char *const users[] = { "", "", "bob", "root", "unknown", "22" };
static const char *const names[] = { "a.example", "b.example", "A.EXAMPLE",
	"a.example.", "host", "unknown", "paranoid", "x.trusted.example",
	"10.0.0.1", "cafe", "1.example", "bad name", "h\xe4st.example",
	"abcdefgh.dom.example" };

static void
pick_addr(struct chance *chance, char out[64])
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	same_add_addr(&text, chance);
	snprintf(out, 64, "%s", ha_strbuf_text(&text));
	ha_strbuf_free(&text);
}

static struct ha_policy
pick_policy(struct chance *chance)
{
	struct ha_policy policy = { .refuse_on_unknown =
					chance_percent(chance, 25),
		.skip_malformed = chance_percent(chance, 40) };

	switch (chance_below(chance, 4)) {
	case 0:
		policy.aclexec = HA_ACLEXEC_ASK;
		break;
	case 1:
		policy.aclexec = HA_ACLEXEC_PASS;
		break;
	case 2:
		policy.aclexec = HA_ACLEXEC_FAIL;
		break;
	default:
		policy.aclexec = HA_ACLEXEC_RUN;
		break;
	}
	return policy;
}

struct same_case
same_case_of(struct chance *chance)
{
	static const unsigned asks[] = { 0, 0, 63, 63, 63, 63, 3, 4, 59, 1 };
	static const enum ha_fact facts[] = { HA_FACT_ABSENT, HA_FACT_UNASKED,
		HA_FACT_UNASKED, HA_FACT_CLAIMED, HA_FACT_FAILED };
	struct same_case one = {
		.service = CHANCE_PICK(chance, services),
		.user = CHANCE_PICK(chance, users),
		.name = CHANCE_PICK(chance, names),
		.port = chance_percent(chance, 30) ? 22 : 0,
		.is_untold = chance_percent(chance, 10),
		.addr_fact = CHANCE_PICK(chance, facts),
		.has_failed = chance_percent(chance, 1),
		.is_broken = chance_percent(chance, 1),
		.policy = pick_policy(chance),
		.asks = CHANCE_PICK(chance, asks),
		.answer = chance_next(chance),
		.breaks = chance_percent(chance, 10) ? 30 : 0,
	};

	one.name_kind = (enum same_name)chance_below(chance, SAME_NO_NAME + 1);
	if (chance_percent(chance, 40))
		one.name_kind = SAME_UNASKED;
	if (chance_percent(chance, 15))
		one.user_state = chance_percent(chance, 50) ? HA_USER_UNTOLD
							    : HA_USER_FAVOURED;
	if (chance_percent(chance, 88) || one.name_kind == SAME_ADDR_CLAIMED)
		pick_addr(chance, one.addr);
	if (one.addr[0] != '\0' && strncmp(one.addr, "fe80", 4) == 0 &&
	    chance_percent(chance, 50))
		strcat(one.addr, "%eth0");
	if (chance_percent(chance, 30))
		pick_addr(chance, one.server);
	return one;
}

void
same_case_print(const struct same_case *one)
{
	printf("service \"%s\", user \"%s\", name \"%s\" (%d), address \"%s\" "
	       "(%d), server \"%s\" %lu, untold %d, user state %d, failed %d, "
	       "broken %d, aclexec %d, "
	       "unknown %d, malformed %d, asks %u, breaks %zu\n",
	    one->service, one->user, one->name, (int)one->name_kind, one->addr,
	    (int)one->addr_fact, one->server, one->port, one->is_untold,
	    (int)one->user_state, one->has_failed, one->is_broken,
	    (int)one->policy.aclexec, one->policy.refuse_on_unknown,
	    one->policy.skip_malformed, one->asks, one->breaks);
}

/* What a question is answered by depends on it and on nothing else. */
static struct chance
ask(struct same_trial *trial, const char *question, struct ha_span subject)
{
	struct chance chance = { trial->one->answer };

	trial->nasked++;
	ha_strbuf_add_text(&trial->asked, question);
	ha_strbuf_add_byte(&trial->asked, ' ');
	ha_strbuf_add_escaped(&trial->asked, subject);
	ha_strbuf_add_byte(&trial->asked, ' ');
	for (size_t i = 0; i < subject.len; i++) {
		chance.state += (unsigned char)ha_fold(subject.at[i]);
		chance_next(&chance);
	}
	return chance;
}

static enum ha_answer
pick_answer(const struct same_trial *trial, struct chance *chance)
{
	if (chance_percent(chance, trial->one->breaks))
		return HA_ANSWER_BROKEN;
	if (chance_percent(chance, 15))
		return HA_ANSWER_FAILED;
	return chance_percent(chance, 15) ? HA_ANSWER_NONE : HA_ANSWER_FOUND;
}

static enum ha_answer
tell_names(void *context, const struct ha_addr *addr, struct ha_arena *arena,
    struct ha_span **found, size_t *count)
{
	char buffer[HA_ADDR_TEXT];
	struct chance chance =
	    ask(context, "names", ha_addr_format(addr, buffer));
	enum ha_answer answer = pick_answer(context, &chance);

	*count = 1 + chance_below(&chance, 3);
	*found = ha_arena_alloc(arena, *count * sizeof(**found));
	if (*found == NULL)
		return HA_ANSWER_FAILED;
	for (size_t i = 0; i < *count; i++)
		(*found)[i] = ha_span_of(CHANCE_PICK(&chance, names));
	return answer;
}

static enum ha_answer
tell_addresses(void *context, struct ha_span name, struct ha_arena *arena,
    struct ha_addr **found, size_t *count)
{
	const struct same_trial *trial = context;
	struct chance chance = ask(context, "addresses", name);
	enum ha_answer answer = pick_answer(context, &chance);

	*count = 1 + chance_below(&chance, 2);
	*found = ha_arena_alloc(arena, *count * sizeof(**found));
	if (*found == NULL)
		return HA_ANSWER_FAILED;
	for (size_t i = 0; i < *count; i++) {
		char text[64];

		pick_addr(&chance, text);
		if (trial->one->addr[0] != '\0' && chance_percent(&chance, 75))
			(*found)[i] = trial->request.client.addr;
		else if (!ha_addr_parse(ha_span_of(text), &(*found)[i]))
			ha_addr_parse(HA_SPAN("192.0.2.1"), &(*found)[i]);
		(*found)[i].scope = HA_SPAN_EMPTY;
	}
	return answer;
}

static enum ha_answer
tell_netgroup(void *context, struct ha_span group, struct ha_span host)
{
	struct chance chance = ask(context, "netgroup", group);

	ha_strbuf_add_escaped(&((struct same_trial *)context)->asked, host);
	return pick_answer(context, &chance);
}

static enum ha_answer
tell_user(void *context, struct ha_span name)
{
	struct chance chance = ask(context, "user", name);

	return pick_answer(context, &chance);
}

static enum ha_answer
tell_group(void *context, struct ha_span name)
{
	struct chance chance = ask(context, "group", name);

	return pick_answer(context, &chance);
}

static enum ha_answer
tell_interface(void *context, struct ha_span name)
{
	struct chance chance = ask(context, "interface", name);

	return pick_answer(context, &chance);
}

static bool
run(void *context, const struct ha_plan *plan, struct ha_location rule)
{
	struct ha_place place = ha_source_place(rule.source, rule.offset);
	struct chance chance = ask(context, "run", HA_SPAN_EMPTY);

	chance.state += place.line;
	ha_strbuf_add_number(&((struct same_trial *)context)->asked,
	    place.line);
	for (size_t i = 0; i < plan->count; i++)
		ask(context, "step", ha_span_of(plan->steps[i].text));
	return chance_percent(&chance, 60);
}

static struct ha_resolver
resolver_of(struct same_trial *trial)
{
	unsigned asks = trial->one->asks;
	struct ha_resolver resolver = { .context = trial,
		.error = (asks & 1) != 0 ? &trial->error : NULL };

	if ((asks & 1) != 0)
		resolver.names = tell_names;
	if ((asks & 2) != 0)
		resolver.addresses = tell_addresses;
	if ((asks & 4) != 0)
		resolver.netgroup = tell_netgroup;
	if ((asks & 8) != 0)
		resolver.user = tell_user;
	if ((asks & 16) != 0)
		resolver.group = tell_group;
	if ((asks & 32) != 0)
		resolver.interface = tell_interface;
	return resolver;
}

/* The address is there before, where there is one. */
static void
set_name(struct ha_host *client, const struct same_case *one)
{
	client->name_fact = HA_FACT_UNASKED;
	switch (one->name_kind) {
	case SAME_UNASKED:
	case SAME_ADDR_CLAIMED:
		break;
	case SAME_GIVEN:
		ha_host_set_name(client, ha_span_of(one->name));
		break;
	case SAME_CLAIMED:
		ha_host_claim_name(client, ha_span_of(one->name));
		break;
	case SAME_FAILED:
	case SAME_SUSPECT:
		client->name_fact = HA_FACT_FAILED;
		client->is_suspect = one->name_kind == SAME_SUSPECT;
		break;
	case SAME_NO_NAME:
		client->name_fact = HA_FACT_ABSENT;
		break;
	}
}

/* Two, of which rules often name one. */
static void
set_claimed(struct same_trial *trial)
{
	struct ha_host *client = &trial->request.client;

	ha_addr_parse(HA_SPAN("192.0.2.33"), &trial->claimed[0]);
	ha_addr_parse(HA_SPAN("2001:db8::1"), &trial->claimed[1]);
	client->claimed_addrs = trial->claimed;
	client->nclaimed_addrs = SAME_COUNT(trial->claimed);
}

static void
set_client(struct same_trial *trial)
{
	struct ha_host *client = &trial->request.client;
	const struct same_case *one = trial->one;

	if (one->name_kind == SAME_ADDR_CLAIMED) {
		if (ha_addr_parse_host(ha_span_of(one->addr),
			&trial->claimed[0]))
			ha_host_claim_addr(client, &trial->claimed[0]);
		return;
	}
	if (ha_host_set_addr(client, ha_span_of(one->addr))) {
		set_name(client, one);
		return;
	}
	set_name(client, one);
	client->addr_fact = one->addr_fact;
	if (one->addr_fact == HA_FACT_CLAIMED)
		set_claimed(trial);
}

void
same_trial_begin(struct same_trial *trial, const struct same_case *one)
{
	struct ha_request *request = &trial->request;

	*trial = (struct same_trial){
		.one = one, .policy = one->policy, .error = 11
	};
	trial->asked = HA_STRBUF_INIT;
	trial->policy.run = run;
	trial->policy.context = trial;
	trial->resolver = resolver_of(trial);
	*request = HA_REQUEST_INIT;
	request->service = ha_span_of(one->service);
	request->user = ha_span_of(one->user);
	request->user_state = one->user_state;
	request->pid = 4711;
	request->has_failed = one->has_failed;
	request->is_broken = one->is_broken;
	set_client(trial);
	if (ha_host_set_addr(&request->server, ha_span_of(one->server)))
		request->server.name_fact = HA_FACT_UNASKED;
	request->server.port = one->port;
	if (one->is_untold)
		ha_host_set_untold(&request->server);
}

void
same_trial_end(struct same_trial *trial)
{
	ha_request_free(&trial->request);
	ha_strbuf_free(&trial->asked);
}
