#include "cli/status/standing.h"

#include <string.h>

#include "cli/io/escape.h"
#include "cli/pam/machine.h"
#include "cli/policy/rules.h"
#include "cli/policy/summary.h"

/* Services of which a line is added: as many as "check" judges. */
#define SERVICES_MAX 9

/* The tables that a service is decided by, read.  Most have the same. */
struct tables {
	const char *allow, *deny; /* NULL: none was read */
	bool are_read;
	struct cli_table list[2];
	struct cli_pattern_files files;
	struct cli_policy *policy;
};

static bool
read_table(struct cli_table *table, enum ha_table_kind kind, const char *path)
{
	*table = (struct cli_table){
		.kind = kind, .path = path, .is_for_here = true
	};
	table->status = ha_source_open(path, &table->source, &table->error);
	return table->status == HA_OK ||
	    (table->status == HA_MISSING && !ha_source_is_dangling(path));
}

static void
free_tables(struct tables *tables)
{
	if (tables->policy != NULL)
		cli_policy_free(tables->policy);
	for (size_t i = 0; i < 2; i++)
		ha_source_free(tables->list[i].source);
	cli_pattern_files_free(&tables->files);
	*tables = (struct tables){ .policy = NULL };
}

static bool
make_policy(struct tables *tables)
{
	tables->policy = cli_policy_new(tables->list, &tables->files);
	for (size_t i = 0; i < 2; i++)
		cli_policy_read(tables->policy, &tables->list[i]);
	if (tables->policy->is_too_large)
		return false;
	cli_cells_make(&tables->policy->cells);
	return true;
}

/* False: one of them cannot be read. */
static bool
read_tables(struct tables *tables, const char *allow, const char *deny)
{
	if (tables->allow != NULL && strcmp(tables->allow, allow) == 0 &&
	    strcmp(tables->deny, deny) == 0)
		return tables->are_read;
	free_tables(tables);
	tables->allow = allow;
	tables->deny = deny;
	tables->are_read =
	    read_table(&tables->list[0], HA_TABLE_ALLOW, allow) &&
	    read_table(&tables->list[1], HA_TABLE_DENY, deny) &&
	    make_policy(tables);
	return tables->are_read;
}

/* Does a rule name it? */
static bool
is_named(const struct cli_policy *policy, struct ha_span service)
{
	for (size_t i = 0; i < policy->ndaemons; i++) {
		if (ha_span_equal_fold(policy->daemons[i].name, service))
			return true;
	}
	return false;
}

static void
add_line(struct ha_strbuf *out, const struct cli_row *row,
    struct cli_policy *policy)
{
	struct ha_span service = ha_span_of(row->service);
	struct cli_summary summary;
	struct cli_observer observer = cli_summary_observer(&summary);
	struct cli_facts facts;

	cli_facts_init_about(&facts, policy, service);
	cli_summary_init(&summary, service);
	if (cli_sweep_observe(policy, &facts, cli_facts_contexts_of(&facts, 0),
		0, &observer)) {
		cli_escape(out, service);
		ha_strbuf_add_text(out, ": ");
		if (row->is_guarded)
			cli_summary_add(out, &summary);
		else
			ha_strbuf_add_text(out,
			    "the rules do not guard it, whatever they say");
		ha_strbuf_add_byte(out, '\n');
	}
	cli_summary_free(&summary);
	cli_facts_free(&facts);
}

/* The service's own line of our module; NULL: it reads the usual tables. */
static const struct cli_pam_use *
find_use(const struct cli_pam_uses *uses, const struct cli_row *row)
{
	for (size_t i = 0; i < uses->count; i++) {
		const char *slash = strrchr(uses->list[i].file, '/');

		if (slash != NULL && strcmp(slash + 1, row->service) == 0)
			return &uses->list[i];
	}
	return NULL;
}

static bool
is_sshd(const struct cli_row *row)
{
	return strcmp(row->service, "sshd") == 0;
}

static bool
add_standing(struct ha_strbuf *out, const struct cli_row *row,
    const struct cli_pam_uses *uses, struct tables *tables)
{
	const struct cli_pam_use *use = find_use(uses, row);
	bool is_wanted =
	    read_tables(tables, use != NULL ? use->allow : "/etc/hosts.allow",
		use != NULL ? use->deny : "/etc/hosts.deny");

	is_wanted = is_wanted && tables->policy->nrules > 0 &&
	    (is_sshd(row) ||
		is_named(tables->policy, ha_span_of(row->service)));
	if (is_wanted)
		add_line(out, row, tables->policy);
	return is_wanted;
}

void
cli_status_add_standings(const struct cli_status *status, struct ha_strbuf *out)
{
	struct cli_pam_uses uses = { .count = 0 };
	struct ha_strbuf lines = HA_STRBUF_INIT;
	struct tables tables = { .policy = NULL };
	size_t count = 0;

	cli_pam_uses_read(&uses);
	for (size_t i = 0; i < status->count && count < SERVICES_MAX; i++)
		count += add_standing(&lines, &status->rows[i], &uses, &tables);
	if (count > 0)
		ha_strbuf_add_byte(out, '\n');
	ha_strbuf_add(out, ha_strbuf_span(&lines));
	ha_strbuf_free(&lines);
	free_tables(&tables);
	cli_pam_uses_free(&uses);
}
