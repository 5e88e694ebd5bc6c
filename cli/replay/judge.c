#include "cli/replay/judge.h"

#include <stdlib.h>
#include <string.h>

#include "cli/args/texts.h"
#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/io/progress.h"
#include "cli/io/vector.h"
#include "cli/sys/signals.h"
#include "common/lookup/lookup.h"
#include "common/match/decide.h"

/* One rule in the report: what is longer is no rule to be read. */
#define RULE_MAX ((size_t)4096)

struct judge {
	const struct cli_replay_options *options;
	struct ha_tables *tables;
	struct cli_tally *tally;
	struct cli_progress progress;
	uint64_t done;
	struct ha_lookup lookup;
	/* What is passed on to real, unless it may not be. */
	struct ha_resolver real, resolver;
	bool may_ask, lacks_answer;
};

/* Whom the decision is about, and what came of it. */
struct trial {
	const struct cli_source *source;
	struct ha_span user;
	enum ha_user_state user_state;
	enum cli_fate fate;
	const char *why; /* CLI_FATE_UNTOLD */
};

/* ---- names ---- */

static enum ha_answer
settle(struct judge *judge, enum ha_answer answer)
{
	if (answer == HA_ANSWER_FAILED || answer == HA_ANSWER_BROKEN)
		judge->lacks_answer = true;
	return answer;
}

static enum ha_answer
ask_names(void *context, const struct ha_addr *addr, struct ha_arena *arena,
    struct ha_span **names, size_t *count)
{
	struct judge *judge = context;

	return settle(judge,
	    judge->may_ask ? judge->real.names(judge->real.context, addr, arena,
				 names, count)
			   : HA_ANSWER_FAILED);
}

static enum ha_answer
ask_addresses(void *context, struct ha_span name, struct ha_arena *arena,
    struct ha_addr **addrs, size_t *count)
{
	struct judge *judge = context;

	return settle(judge,
	    judge->may_ask ? judge->real.addresses(judge->real.context, name,
				 arena, addrs, count)
			   : HA_ANSWER_FAILED);
}

static enum ha_answer
ask_netgroup(void *context, struct ha_span group, struct ha_span host)
{
	struct judge *judge = context;

	return settle(judge,
	    judge->may_ask
		? judge->real.netgroup(judge->real.context, group, host)
		: HA_ANSWER_FAILED);
}

static enum ha_answer
ask_user(void *context, struct ha_span name)
{
	struct judge *judge = context;

	return judge->real.user(judge->real.context, name);
}

static enum ha_answer
ask_group(void *context, struct ha_span name)
{
	struct judge *judge = context;

	return judge->real.group(judge->real.context, name);
}

static void
init_resolver(struct judge *judge)
{
	ha_lookup_init(&judge->lookup, judge->options->lookups.timeout);
	judge->real = ha_lookup_resolver(&judge->lookup,
	    !judge->options->lookups.are_off);
	judge->resolver = (struct ha_resolver){ .context = judge,
		.error = judge->real.error,
		.names = ask_names,
		.addresses = ask_addresses,
		.netgroup = ask_netgroup,
		.user = judge->real.user == NULL ? NULL : ask_user,
		.group = judge->real.group == NULL ? NULL : ask_group };
}

/* ---- one decision ---- */

/* What the logs do not say is not known: nothing is made up for it. */
static void
make_request(const struct judge *judge, const struct trial *trial,
    char buffer[HA_ADDR_TEXT], struct ha_request *request)
{
	struct ha_host *client = &request->client;
	struct ha_span text =
	    cli_source_text(&judge->tally->sources, trial->source, buffer);

	*request = HA_REQUEST_INIT;
	request->service = ha_span_of(judge->options->service);
	request->user = trial->user;
	request->user_state = trial->user_state;
	ha_host_set_untold(&request->server);
	if (trial->source->is_name) {
		ha_host_set_name(client, text);
		client->addr_fact = HA_FACT_FAILED;
	} else {
		ha_host_set_addr(client, text);
		client->name_fact = HA_FACT_UNASKED;
	}
}

static void
settle_fate(const struct judge *judge, const struct ha_request *request,
    const struct ha_decision *decision, struct trial *trial)
{
	trial->fate = CLI_FATE_UNTOLD;
	if (judge->lacks_answer)
		trial->why = trial->source->is_name
		    ? "it depends on the address, which the log does not say"
		    : judge->may_ask
		    ? "it depends on a look-up that failed"
		    : "it depends on a look-up that is not made";
	else if (request->has_missed_user)
		trial->why = "it depends on the user";
	else if (request->has_missed_server)
		trial->why = "it depends on the server's address or port";
	else if (decision->verdict == HA_ASK)
		trial->why = "a command of aclexec decides";
	else
		trial->fate = decision->verdict == HA_ALLOW ? CLI_FATE_OPEN
							    : CLI_FATE_REFUSED;
}

/* What the decision says, kept for the login. */
static void
keep_rule(struct cli_logins *logins, struct cli_login *login,
    const struct ha_decision *decision)
{
	struct ha_strbuf error = HA_STRBUF_INIT;
	struct ha_span text = decision->rule_text;
	const struct ha_location *rule = &decision->rule;
	const char *path = decision->error.path;

	if (rule->source != NULL) {
		path = rule->source->path;
		login->line = ha_source_place(rule->source, rule->offset).line;
	} else if (decision->error.code != HA_CODE_NONE) {
		ha_diag_format(&decision->error, &error);
		text = ha_strbuf_span(&error);
	}
	if (path != NULL)
		login->path = cli_arena_text(&logins->arena, ha_span_of(path));
	if (text.len > RULE_MAX)
		text.len = RULE_MAX;
	login->rule =
	    (struct ha_span){ cli_arena_text(&logins->arena, text), text.len };
	ha_strbuf_free(&error);
}

/* A name's address then is not the one that it has now: so it is not asked
 * for, and whether a pattern wants it shows when that is tried. */
static void
note_doubt(void *context, const struct ha_event *event)
{
	struct judge *judge = context;

	if (event->kind == HA_EVENT_TOKEN && event->match != HA_MATCH_YES &&
	    (event->needs & HA_NEEDS_ADDRESS) != 0)
		judge->lacks_answer = true;
}

/* login may be NULL. */
static void
decide(struct judge *judge, struct trial *trial, struct cli_login *login)
{
	static const struct ha_policy policy;
	struct ha_trace trace = { judge, note_doubt };
	struct ha_decision decision;
	struct ha_request request;
	char buffer[HA_ADDR_TEXT];

	judge->lacks_answer = false;
	ha_lookup_restart(&judge->lookup);
	make_request(judge, trial, buffer, &request);
	if (ha_decide(judge->tables, &request, &judge->resolver, &policy,
		trial->source->is_name ? &trace : NULL, &decision) != HA_OK)
		cli_no_memory();
	settle_fate(judge, &request, &decision, trial);
	if (login != NULL && trial->fate == CLI_FATE_REFUSED)
		keep_rule(&judge->tally->logins, login, &decision);
	ha_decision_free(&decision);
	ha_request_free(&request);
}

/* False: a signal waits. */
static bool
step(struct judge *judge)
{
	cli_progress_set(&judge->progress, ++judge->done);
	/* To ask for each would take longer than to decide. */
	return judge->done % 256 != 0 || !cli_signals_are_waiting();
}

/* ---- all of them ---- */

static void
judge_logins(struct judge *judge)
{
	struct cli_logins *logins = &judge->tally->logins;

	for (size_t i = 0; i < logins->count && step(judge); i++) {
		struct cli_login *login = &logins->list[i];
		struct trial trial = {
			.source = &judge->tally->sources.list[login->source]
		};

		if (cli_signals_are_waiting())
			return;
		if (judge->options->has_users)
			trial.user = logins->users.texts[login->user];
		else
			trial.user = HA_SPAN_EMPTY;
		judge->may_ask =
		    !judge->options->lookups.are_off && !trial.source->is_name;
		decide(judge, &trial, login);
		login->fate = trial.fate;
		login->why = trial.why;
	}
}

/* Whose attempts a rule by user refuses depends on whom they named. */
static void
judge_source(struct judge *judge, struct cli_source *source)
{
	struct trial trial = { .source = source,
		.user = HA_SPAN_EMPTY,
		.user_state = judge->options->has_users ? HA_USER_UNTOLD
							: HA_USER_GIVEN };

	decide(judge, &trial, NULL);
	source->fate = trial.fate;
}

struct ranking {
	const struct cli_source *list;
};

static int
compare(const void *a, const void *b, void *context)
{
	const struct ranking *ranking = context;
	const struct cli_source *first = &ranking->list[*(const uint32_t *)a];
	const struct cli_source *second = &ranking->list[*(const uint32_t *)b];

	if (first->attempts != second->attempts)
		return first->attempts > second->attempts ? -1 : 1;
	if (first->is_name != second->is_name)
		return first->is_name ? 1 : -1;
	return memcmp(first->bytes, second->bytes, sizeof(first->bytes));
}

void
cli_sources_rank(const struct cli_sources *sources, uint32_t *numbers,
    size_t count)
{
	struct ranking ranking = { sources->list };

	qsort_r(numbers, count, sizeof(*numbers), compare, &ranking);
}

/* Those whose fate a look-up would decide, as far as it is worth the time. */
static void
look_up(struct judge *judge, uint32_t *numbers, size_t count)
{
	struct cli_sources *sources = &judge->tally->sources;

	cli_sources_rank(sources, numbers, count);
	judge->may_ask = true;
	for (size_t i = 0; i < count && i < CLI_LOOKED_UP; i++) {
		if (cli_signals_are_waiting())
			return;
		cli_progress_set(&judge->progress, judge->done);
		judge_source(judge, &sources->list[numbers[i]]);
	}
}

static void
judge_attempts(struct judge *judge)
{
	struct cli_sources *sources = &judge->tally->sources;
	uint32_t *untold = cli_zeroed(sources->count, sizeof(*untold));
	size_t count = 0;

	judge->may_ask = false;
	for (size_t i = 0; i < sources->count && step(judge); i++) {
		struct cli_source *source = &sources->list[i];

		if (source->attempts == 0)
			continue;
		judge_source(judge, source);
		if (judge->lacks_answer && !source->is_name)
			untold[count++] = (uint32_t)i;
	}
	if (!judge->options->lookups.are_off)
		look_up(judge, untold, count);
	free(untold);
}

static void
add_up(struct cli_tally *tally)
{
	for (size_t i = 0; i < tally->sources.count; i++) {
		const struct cli_source *source = &tally->sources.list[i];

		if (source->attempts == 0)
			continue;
		tally->attempts[source->fate].count += source->attempts;
		tally->attempts[source->fate].sources++;
	}
	tally->attempts[CLI_FATE_UNTOLD].count += tally->connections.beyond;
}

void
cli_replay_judge(const struct cli_replay_options *options,
    struct ha_tables *tables, struct cli_tally *tally)
{
	struct judge judge = {
		.options = options, .tables = tables, .tally = tally
	};
	struct cli_texts *texts = cli_texts_new();
	struct ha_loader loader = cli_texts_loader(texts);

	tables->loader = &loader;
	init_resolver(&judge);
	cli_progress_begin(&judge.progress, "judging",
	    tally->logins.count + tally->sources.count, false);
	if (options->output.is_quiet)
		judge.progress.is_wanted = false;
	judge_logins(&judge);
	judge_attempts(&judge);
	cli_progress_end(&judge.progress);
	if (judge.lookup.is_shared)
		cli_complain("replay",
		    "names are looked up as the user nobody, whose other "
		    "processes can stop that, see hostsaccess-lookup(8)",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	ha_lookup_end(&judge.lookup);
	tables->loader = NULL;
	cli_texts_free(texts);
	add_up(tally);
}
