#include "cli/policy/summary.h"

#include <stdlib.h>

#include "cli/io/vector.h"
#include "cli/policy/condition.h"
#include "cli/policy/verdicts.h"

void
cli_summary_init(struct cli_summary *summary, struct ha_span service)
{
	*summary =
	    (struct cli_summary){ .service = service, .other = HA_STRBUF_INIT };
}

void
cli_summary_free(struct cli_summary *summary)
{
	ha_strbuf_free(&summary->other);
	free(summary->base);
}

/* ---- what is observed ---- */

static struct cli_share *
share_of(struct cli_summary *summary, unsigned may)
{
	switch (may) {
	case CLI_MAY_ADMIT:
		return &summary->admitted;
	case CLI_MAY_ASK:
		return &summary->asked;
	case CLI_MAY_REFUSE:
		return &summary->refused;
	default:
		return &summary->doubtful;
	}
}

static void
add_run(struct cli_share *share, const struct cli_cells *cells,
    const struct cli_run *run)
{
	struct cli_networks networks =
	    cli_networks_of(cells, run->first, run->last);
	struct cli_network network;

	if (networks.family == HA_IPV4)
		share->ipv4 += (uint64_t)(networks.last - networks.first) + 1;
	else
		share->has_ipv6 = true;
	while (cli_networks_next(&networks, &network)) {
		if (share->networks++ == 0)
			share->first = network;
	}
}

static void
observe_base(struct cli_summary *summary, const struct cli_sweep *sweep)
{
	const struct cli_cells *cells = &sweep->clients.policy->cells;
	struct cli_runs runs = { .sweep = sweep, .merges_rules = true };
	struct cli_run run;

	summary->base = cli_zeroed(sweep->paint.count, sizeof(*summary->base));
	while (cli_runs_next(&runs, &run)) {
		add_run(share_of(summary, run.may), cells, &run);
		for (uint32_t i = run.first; i <= run.last; i++)
			summary->base[i] = (uint8_t)run.may;
	}
}

/* Where it may be otherwise than what it is to most, for the better? */
static void
observe_other(struct cli_summary *summary, const struct cli_sweep *sweep,
    bool differs, bool gains)
{
	const struct cli_clients *clients = &sweep->clients;

	/* Those of whom one thing is known are told, and not all mixtures. */
	if (!differs ||
	    cli_conditions_count(clients->facts, &clients->context) != 1 ||
	    clients->facts->names.list[clients->context.name].fact ==
		HA_FACT_FAILED)
		return;
	if (summary->nothers++ > 0)
		return;
	summary->other_gains = gains;
	cli_condition_text(&summary->other, clients->policy, clients->facts,
	    &clients->context);
}

/* FNV-1a, a number at a time. */
static void
mix(uint64_t *hash, uint64_t number)
{
	*hash = (*hash ^ number) * 1099511628211u;
}

static void
mix_run(struct cli_summary *summary, const struct cli_run *run)
{
	mix(&summary->hash, run->first);
	mix(&summary->hash, run->last);
	mix(&summary->hash, run->may);
}

/* Runs of the same rule, one of which may be no rule at all. */
static bool
has_default(const struct cli_sweep *sweep)
{
	struct cli_runs runs = { .sweep = sweep };
	struct cli_run run;

	while (cli_runs_next(&runs, &run)) {
		if (run.rule == CLI_OWNER_NOBODY)
			return true;
	}
	return false;
}

static void
note_ever(struct cli_summary *summary, const struct cli_run *run)
{
	if (run->may != CLI_MAY_REFUSE)
		summary->ever_admits = true;
	if (run->may != CLI_MAY_ADMIT)
		summary->ever_refuses = true;
}

static void
observe(void *context, struct cli_sweep *sweep)
{
	struct cli_summary *summary = context;
	struct cli_runs runs = { .sweep = sweep, .merges_rules = true };
	struct cli_run run;
	bool differs = false, gains = false;

	if (summary->base == NULL)
		observe_base(summary, sweep);
	summary->has_default = summary->has_default || has_default(sweep);
	mix(&summary->hash, sweep->number);
	while (cli_runs_next(&runs, &run)) {
		mix_run(summary, &run);
		note_ever(summary, &run);
		for (uint32_t i = run.first; i <= run.last; i++) {
			/* Nobody's addresses have no base. */
			if (summary->base[i] == run.may ||
			    summary->base[i] == 0)
				continue;
			gains = differs ? gains
					: summary->base[i] == CLI_MAY_REFUSE;
			differs = true;
		}
	}
	/* Without an address, which no run is of. */
	run = cli_run_at(sweep, sweep->paint.count - 1);
	note_ever(summary, &run);
	observe_other(summary, sweep, differs, gains);
}

struct cli_observer
cli_summary_observer(struct cli_summary *summary)
{
	return (struct cli_observer){ observe, summary };
}

/* ---- what is said ---- */

static void
add_count(struct ha_strbuf *out, uint64_t count, const char *what)
{
	ha_strbuf_add_number(out, count);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_text(out, what);
	if (count != 1)
		ha_strbuf_add_text(out, what[0] == 'I' ? "es" : "s");
}

static size_t
networks_of(const struct cli_summary *summary)
{
	return summary->admitted.networks + summary->asked.networks +
	    summary->refused.networks + summary->doubtful.networks;
}

/* All clients, or some of them. */
static void
add_share(struct ha_strbuf *out, const struct cli_summary *summary,
    const struct cli_share *share)
{
	if (share->networks == networks_of(summary)) {
		ha_strbuf_add_text(out, "everybody");
		return;
	}
	cli_network_add(out, &share->first, true);
	if (share->networks == 1)
		return;
	ha_strbuf_add_text(out, " and ");
	add_count(out, share->networks - 1, "more network");
}

static void
add_size(struct ha_strbuf *out, const struct cli_share *share)
{
	if (share->networks == 1 &&
	    share->first.length == (share->ipv4 > 0 ? 32 : 128))
		return;
	ha_strbuf_add_text(out, " (");
	if (share->ipv4 > 0)
		add_count(out, share->ipv4, "IPv4 address");
	if (share->has_ipv6)
		ha_strbuf_add_text(out,
		    share->ipv4 > 0 ? ", and IPv6" : "IPv6");
	ha_strbuf_add_byte(out, ')');
}

/* All parts of the sentence but the first stand after a semicolon. */
static void
begin_part(struct ha_strbuf *out, size_t start, const char *words)
{
	if (out->len > start)
		ha_strbuf_add_text(out, "; ");
	ha_strbuf_add_text(out, words);
}

static void
add_others(struct ha_strbuf *out, size_t start,
    const struct cli_summary *summary)
{
	if (summary->nothers == 0)
		return;
	if (!summary->other_gains)
		begin_part(out, start, "from fewer addresses to whoever ");
	else
		begin_part(out, start,
		    out->len > start ? "also to whoever "
				     : "open only to whoever ");
	ha_strbuf_add(out, ha_strbuf_span(&summary->other));
	if (summary->nothers == 1)
		return;
	ha_strbuf_add_text(out, ", and ");
	add_count(out, summary->nothers - 1, "more kind");
	ha_strbuf_add_text(out, " of clients");
}

/* Whichever takes fewer words: those that are admitted, or the others. */
static bool
names_others(const struct cli_summary *summary)
{
	return summary->refused.networks + summary->asked.networks +
	    summary->doubtful.networks <
	    summary->admitted.networks;
}

static bool
is_open_to_rest(const struct cli_summary *summary)
{
	return names_others(summary) && summary->refused.networks == 0;
}

static bool
is_refused_to_rest(const struct cli_summary *summary)
{
	return !names_others(summary) && summary->refused.networks > 0;
}

static void
add_open(struct ha_strbuf *out, const struct cli_summary *summary)
{
	bool has_more =
	    summary->asked.networks + summary->doubtful.networks > 0;

	if (summary->admitted.networks == 0) {
		if (!has_more &&
		    !(summary->nothers > 0 && summary->other_gains))
			ha_strbuf_add_text(out, "open to nobody");
	} else if (summary->admitted.networks == networks_of(summary)) {
		ha_strbuf_add_text(out, "open to everybody");
	} else if (!names_others(summary)) {
		ha_strbuf_add_text(out, "open to ");
		add_share(out, summary, &summary->admitted);
		add_size(out, &summary->admitted);
	} else if (summary->refused.networks > 0) {
		ha_strbuf_add_text(out, "open to all but ");
		add_share(out, summary, &summary->refused);
		add_size(out, &summary->refused);
	}
}

void
cli_summary_add(struct ha_strbuf *out, const struct cli_summary *summary)
{
	size_t start = out->len;

	add_open(out, summary);
	add_others(out, start, summary);
	if (summary->asked.networks > 0) {
		begin_part(out, start, "a command decides for ");
		add_share(out, summary, &summary->asked);
	}
	if (summary->doubtful.networks > 0) {
		begin_part(out, start, "unknown for ");
		add_share(out, summary, &summary->doubtful);
	}
	if (is_open_to_rest(summary) && summary->admitted.networks > 0 &&
	    summary->asked.networks + summary->doubtful.networks > 0)
		begin_part(out, start, "open to the rest");
	if (is_refused_to_rest(summary) &&
	    (summary->admitted.networks > 0 || summary->asked.networks > 0 ||
		summary->nothers > 0))
		begin_part(out, start, "refused: the rest");
}
