#include "common/match/decide.h"

#include <errno.h>

#include "tests/unit/world.h"

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "192.0.2.33", "a.example" },
	{ SCRIPT_ADDRESS, "a.example", "192.0.2.33" },
	{ SCRIPT_NAME, "192.0.2.34", "liar.example" },
	{ SCRIPT_ADDRESS, "liar.example", "192.0.2.99" },
	{ SCRIPT_NAME, "192.0.2.35", NULL },
	{ SCRIPT_NETGROUP, "trusted", "a.example" },
	{ SCRIPT_USER, "nobody", "" },
	{ .subject = NULL },
};

static struct world world;

static void
begin(void)
{
	world_begin(&world, rows);
}

static void
end(void)
{
	world_end(&world);
}

#define DENY HA_DENY
#define ALLOW HA_ALLOW
#define ASK HA_ASK

static const struct {
	const char *allow, *deny;
	enum ha_verdict verdict;
	enum ha_reason reason;
	enum ha_table_kind table;
	const char *rule, *token;
} verdicts[] = {
	{ "", "", ALLOW, HA_REASON_DEFAULT, HA_TABLE_ALLOW, NULL, NULL },
	{ "ftpd: ALL\n", "sshd: 10.\n", ALLOW, HA_REASON_DEFAULT,
	    HA_TABLE_ALLOW, NULL, NULL },
	{ "sshd: 10. 192.0.2.\n", "ALL: ALL\n", ALLOW, HA_REASON_RULE,
	    HA_TABLE_ALLOW, "sshd: 10. 192.0.2.", "192.0.2." },
	{ "sshd: 10.\n", "ALL: ALL", DENY, HA_REASON_RULE, HA_TABLE_DENY,
	    "ALL: ALL", "ALL" },
	{ "# x\nsshd: b\\\no\\\nb@ALL\n", "ALL: ALL", ALLOW, HA_REASON_RULE,
	    HA_TABLE_ALLOW, "sshd: b\\\no\\\nb@ALL", "b\\\no\\\nb@ALL" },
	{ "ALL: ALL: deny", "", DENY, HA_REASON_RULE, HA_TABLE_ALLOW,
	    "ALL: ALL: deny", "ALL" },
	{ "ALL: ALL: twist x", "", DENY, HA_REASON_RULE, HA_TABLE_ALLOW,
	    "ALL: ALL: twist x", "ALL" },
	{ "", "ALL: ALL: allow", ALLOW, HA_REASON_RULE, HA_TABLE_DENY,
	    "ALL: ALL: allow", "ALL" },
	{ "ALL: ALL: nice", "ALL: ALL", ALLOW, HA_REASON_RULE, HA_TABLE_ALLOW,
	    "ALL: ALL: nice", "ALL" },
	/* An option error denies in either table, but only where it matches. */
	{ "ALL: ALL: bogus", "", DENY, HA_REASON_RULE, HA_TABLE_ALLOW,
	    "ALL: ALL: bogus", "ALL" },
	{ "ALL: ALL: user nosuch", "", DENY, HA_REASON_RULE, HA_TABLE_ALLOW,
	    "ALL: ALL: user nosuch", "ALL" },
	{ "", "ALL: ALL: bogus: allow", DENY, HA_REASON_RULE, HA_TABLE_DENY,
	    "ALL: ALL: bogus: allow", "ALL" },
	{ "ALL: 10.: bogus\n", "", ALLOW, HA_REASON_DEFAULT, HA_TABLE_ALLOW,
	    NULL, NULL },
	/* M1: a malformed rule refuses where it would, else it is nothing. */
	{ "ALL ALL\n", "", ALLOW, HA_REASON_DEFAULT, HA_TABLE_ALLOW, NULL,
	    NULL },
	{ "ALL: ALL [\n", "", ALLOW, HA_REASON_DEFAULT, HA_TABLE_ALLOW, NULL,
	    NULL },
	{ "ALL: ALL [: deny\n", "", DENY, HA_REASON_ERROR, HA_TABLE_ALLOW,
	    "ALL: ALL [: deny", " " },
	{ "", "ALL ALL", DENY, HA_REASON_ERROR, HA_TABLE_DENY, "ALL ALL", "A" },
	{ "", "sshd: [", DENY, HA_REASON_ERROR, HA_TABLE_DENY, "sshd: [", " " },
	{ "", "ftpd: [", ALLOW, HA_REASON_DEFAULT, HA_TABLE_ALLOW, NULL, NULL },
	{ "", "ftpd: EXCEPT x", ALLOW, HA_REASON_DEFAULT, HA_TABLE_ALLOW, NULL,
	    NULL },
	{ "sshd: ALL\n", "ALL ALL", ALLOW, HA_REASON_RULE, HA_TABLE_ALLOW,
	    "sshd: ALL", "ALL" },
	/* Where EXCEPT alone is wrong, a wrong option decides if it matches. */
	{ "ALL EXCEPT: ALL: bogus", "", DENY, HA_REASON_RULE, HA_TABLE_ALLOW,
	    "ALL EXCEPT: ALL: bogus", "ALL" },
	{ "ftpd EXCEPT: ALL: bogus", "", ALLOW, HA_REASON_DEFAULT,
	    HA_TABLE_ALLOW, NULL, NULL },
	{ "EXCEPT sshd: ALL: bogus", "", ALLOW, HA_REASON_DEFAULT,
	    HA_TABLE_ALLOW, NULL, NULL },
	/* M2: a malformed pattern never admits and never spares. */
	{ "ALL: 192.0.2.0/24x\n", "ALL: ALL", DENY, HA_REASON_RULE,
	    HA_TABLE_DENY, "ALL: ALL", "ALL" },
	{ "ALL: ALL EXCEPT 10.0.0.0/99\n", "ALL: ALL", DENY, HA_REASON_RULE,
	    HA_TABLE_DENY, "ALL: ALL", "ALL" },
	{ "", "ALL: 192.0.2.0/24x\n", DENY, HA_REASON_RULE, HA_TABLE_DENY,
	    "ALL: 192.0.2.0/24x", "192.0.2.0/24x" },
	{ "", "ALL: ALL EXCEPT 192.0.2.0/24x\n", DENY, HA_REASON_RULE,
	    HA_TABLE_DENY, "ALL: ALL EXCEPT 192.0.2.0/24x", "ALL" },
	{ "", "ALL: 10.0.0.0/99\n", ALLOW, HA_REASON_DEFAULT, HA_TABLE_ALLOW,
	    NULL, NULL },
	/* An exception's daemon, and its server. */
	{ "ALL EXCEPT sshd: ALL", "ALL: ALL", DENY, HA_REASON_RULE,
	    HA_TABLE_DENY, "ALL: ALL", "ALL" },
	{ "sshd@UNKNOWN: ALL", "ALL: ALL", ALLOW, HA_REASON_RULE,
	    HA_TABLE_ALLOW, "sshd@UNKNOWN: ALL", "ALL" },
};

START_TEST(the_first_rule_that_matches_decides)
{
	const struct ha_decision *decision = &world.decision;

	ck_assert_int_eq(
	    world_verdict(&world, verdicts[_i].allow, verdicts[_i].deny),
	    verdicts[_i].verdict);
	ck_assert_int_eq(decision->reason, verdicts[_i].reason);
	if (verdicts[_i].rule == NULL) {
		ck_assert_ptr_null(decision->rule.source);
		return;
	}
	ck_assert_int_eq(decision->table, verdicts[_i].table);
	assert_span(world_bytes(decision->rule), ha_span_of(verdicts[_i].rule));
	assert_span(world_bytes(decision->token),
	    ha_span_of(verdicts[_i].token));
}
END_TEST

START_TEST(a_joined_rule_is_kept_for_whoever_explains_it)
{
	const struct ha_decision *decision = &world.decision;

	world_verdict(&world,
	    "sshd: \\\n192.\\\n0.2. EXCEPT a\\\nb : al\\\nlow\n", "");
	assert_span(decision->rule_text,
	    HA_SPAN("sshd: 192.0.2. EXCEPT ab : allow"));
	assert_span(decision->token_text, HA_SPAN("192.0.2."));
	assert_span(decision->exception, HA_SPAN("ab"));
	assert_span(world_bytes(decision->option), HA_SPAN("al\\\nlow"));
}
END_TEST

static void
hear_nothing(void *context, const struct ha_event *event)
{
	(void)context;
	(void)event;
}

START_TEST(reports_count_rules_and_those_that_name_the_service)
{
	const struct ha_table_report *reports = world.decision.reports;
	struct ha_trace trace = { .tell = hear_nothing };

	world.trace = &trace;
	world_verdict(&world, "ftpd: ALL\n# x\n[\nsshd: 10.\nALL: 11.\n",
	    "ALL: 10.\n");
	ck_assert_uint_eq(reports[HA_TABLE_ALLOW].rules, 4);
	ck_assert_uint_eq(reports[HA_TABLE_ALLOW].named, 2);
	ck_assert_uint_eq(reports[HA_TABLE_DENY].rules, 1);
	ck_assert(reports[HA_TABLE_DENY].was_read);
	ck_assert_str_eq(reports[HA_TABLE_DENY].path, "hosts.deny");
}
END_TEST

START_TEST(a_table_behind_the_decision_is_not_read)
{
	world_verdict(&world, "ALL: ALL\n", "ALL: ALL\n");
	ck_assert(!world.decision.reports[HA_TABLE_DENY].was_read);
}
END_TEST

/* ---- files ---- */

static struct folder folder;

static const struct {
	const char *allow, *deny;
	enum ha_verdict verdict;
	enum ha_reason reason;
} states[] = {
	{ "missing", "missing", ALLOW, HA_REASON_DEFAULT },
	{ "missing", "closed", DENY, HA_REASON_RULE },
	{ "open", "closed", ALLOW, HA_REASON_RULE },
	{ "open", ".", ALLOW, HA_REASON_RULE },
	{ ".", "missing", DENY, HA_REASON_ERROR },
	{ ".", "open", DENY, HA_REASON_ERROR },
	{ "missing", ".", DENY, HA_REASON_ERROR },
	{ "open/x", "missing", DENY, HA_REASON_ERROR },
	{ "missing", "loop", DENY, HA_REASON_ERROR },
};

START_TEST(a_table_that_cannot_be_read_denies)
{
	folder_begin(&folder);
	folder_write(&folder, "open", HA_SPAN("ALL: ALL: allow\n"));
	folder_write(&folder, "closed", HA_SPAN("ALL: ALL: deny\n"));
	ck_assert_int_eq(symlink("loop", folder_file(&folder, "loop")), 0);
	world.tables.allow.path = folder_file(&folder, states[_i].allow);
	world.tables.deny.path = folder_file(&folder, states[_i].deny);
	ck_assert_int_eq(world_decide(&world), HA_OK);
	ck_assert_int_eq(world.decision.verdict, states[_i].verdict);
	ck_assert_int_eq(world.decision.reason, states[_i].reason);
	ck_assert((world.decision.error.code == HA_CODE_TABLE_UNREADABLE) ==
	    (states[_i].reason == HA_REASON_ERROR));
	ck_assert(world.decision.reports[HA_TABLE_ALLOW].is_missing ==
	    (strcmp(states[_i].allow, "missing") == 0));
	folder_end(&folder);
}
END_TEST

START_TEST(a_table_in_a_file_outlives_the_reading)
{
	folder_begin(&folder);
	folder_write(&folder, "open", HA_SPAN("ALL: 192.\\\n0.2.\n"));
	world.tables.allow.path = folder_file(&folder, "open");
	world.tables.deny.path = "/nonexistent";
	ck_assert_int_eq(world_decide(&world), HA_OK);
	assert_span(world_bytes(world.decision.token), HA_SPAN("192.\\\n0.2."));
	folder_end(&folder);
}
END_TEST

/* ---- aclexec ---- */

static const struct {
	const char *allow, *deny;
	enum ha_verdict asked, passed, failed;
} commands[] = {
	{ "ALL: ALL: aclexec x", "", ASK, ALLOW, DENY },
	{ "ALL: ALL: aclexec x: deny", "", DENY, DENY, DENY },
	{ "", "ALL: ALL: aclexec x", DENY, DENY, DENY },
	{ "", "ALL: ALL: aclexec x: allow", ASK, ALLOW, DENY },
	{ "ALL: 10.: aclexec x", "", ALLOW, ALLOW, ALLOW },
	{ "ALL: ALL: aclexec x: bogus", "", DENY, DENY, DENY },
	/* What admits on success is doubtful where it was not known before. */
	{ "ALL: 192.0.2.0/24x: aclexec x", "ALL: ALL", ASK, DENY, DENY },
};

START_TEST(a_command_is_asked_passed_or_failed)
{
	ck_assert_int_eq(
	    world_verdict(&world, commands[_i].allow, commands[_i].deny),
	    commands[_i].asked);
	world.policy.aclexec = HA_ACLEXEC_PASS;
	ck_assert_int_eq(
	    world_verdict(&world, commands[_i].allow, commands[_i].deny),
	    commands[_i].passed);
	world.policy.aclexec = HA_ACLEXEC_FAIL;
	ck_assert_int_eq(
	    world_verdict(&world, commands[_i].allow, commands[_i].deny),
	    commands[_i].failed);
}
END_TEST

static const char *const skipped[] = { "ALL ALL", "ALL: ALL [: deny",
	"ALL: [ : twist x", "EXCEPT: ALL" };

START_TEST(malformed_rules_are_nothing_when_they_are_to_be_skipped)
{
	world.policy.skip_malformed = true;
	ck_assert_int_eq(world_verdict(&world, skipped[_i], skipped[_i]),
	    HA_ALLOW);
	ck_assert_uint_eq(world.decision.diags.count, 2);
}
END_TEST

/* ---- files that may have been cut short ---- */

/* As the tables stand here, without a newline at their end. */
static const struct {
	const char *allow, *deny;
	enum ha_verdict verdict;
	enum ha_reason reason;
} cuts[] = {
	/* A rule that admits matches nothing, in either table (L1). */
	{ "ALL: ALL", "ALL: ALL\n", DENY, HA_REASON_RULE },
	{ "ALL: ALL: allow", "ALL: ALL\n", DENY, HA_REASON_RULE },
	{ "ALL: ALL: nice", "ALL: ALL\n", DENY, HA_REASON_RULE },
	{ "ALL: 192.0.2.33 \\", "ALL: ALL\n", DENY, HA_REASON_RULE },
	{ "ALL: ALL # x", "ALL: ALL\n", DENY, HA_REASON_RULE },
	{ "ALL: \\\n ALL\\\n ", "ALL: ALL\n", DENY, HA_REASON_RULE },
	{ "ALL: ALL\n#", "ALL: ALL\n", ALLOW, HA_REASON_RULE },
	{ "ALL: ALL\n ", "ALL: ALL\n", ALLOW, HA_REASON_RULE },
	{ "sshd: ALL\nALL: 192.0.2.33", "ALL: ALL\n", ALLOW, HA_REASON_RULE },
	{ "", "ALL: ALL: allow", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: ALL: aclexec x: allow", DENY, HA_REASON_ACLEXEC },
	{ "ALL: ALL: aclexec x", "ALL: ALL\n", DENY, HA_REASON_ACLEXEC },
	/* One that refuses counts. */
	{ "ALL: ALL: deny", "", DENY, HA_REASON_RULE },
	{ "ALL: ALL: twist x", "", DENY, HA_REASON_RULE },
	{ "ALL: ALL: al", "", DENY, HA_REASON_RULE },
	{ "ALL: ALL:", "", DENY, HA_REASON_RULE },
	{ "ALL: ALL: user nosuch", "", DENY, HA_REASON_RULE },
	{ "", "ALL: ALL", DENY, HA_REASON_RULE },
	{ "", "ALL: 192.0.2.33 \\", DENY, HA_REASON_RULE },
	{ "", "ALL: 10.", ALLOW, HA_REASON_DEFAULT },
	{ "", "ftpd: ALL", ALLOW, HA_REASON_DEFAULT },
	/* It spares nobody. */
	{ "", "ALL: ALL EXCEPT 192.0.2.33", DENY, HA_REASON_RULE },
	{ "", "ALL: ALL EXCEPT 192.0.2.33 # x", DENY, HA_REASON_RULE },
	{ "", "ALL: ALL EXCEPT 192.0.2.33: spawn x", DENY, HA_REASON_RULE },
	{ "", "ALL EXCEPT sshd: ALL", DENY, HA_REASON_RULE },
	{ "", "ALL: 192.0.2. EXCEPT ALL EXCEPT 10.", DENY, HA_REASON_RULE },
	{ "", "ALL: 10. EXCEPT 10. EXCEPT ALL", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: ALL EXCEPT 10.0.0.0/99", DENY, HA_REASON_RULE },
	{ "ALL: ALL EXCEPT 192.0.2.33: deny", "", DENY, HA_REASON_RULE },
	{ "ALL EXCEPT sshd: ALL: deny", "", DENY, HA_REASON_RULE },
	{ "ALL EXCEPT sshd: ALL: bogus", "", DENY, HA_REASON_RULE },
	/* Nor does it wait for the rest of a word that may become ALL. */
	{ "", "ALL: A", DENY, HA_REASON_RULE },
	{ "", "ALL: 10. aL", DENY, HA_REASON_RULE },
	{ "", "ALL: UNKNOW", DENY, HA_REASON_RULE },
	{ "", "ALL: bob@L", DENY, HA_REASON_RULE },
	{ "", "ALL: alice@L", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: K\\\nN", DENY, HA_REASON_RULE },
	{ "", "ALL: A ", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: A\n", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: A: spawn x", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: ALX", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: 10. EXCEPT A", ALLOW, HA_REASON_DEFAULT },
	{ "", "sshd: AL\nftpd: A", ALLOW, HA_REASON_DEFAULT },
	/* A malformed rule is what it is. */
	{ "", "AL", DENY, HA_REASON_ERROR },
	{ "", "ALL:", DENY, HA_REASON_ERROR },
	{ "", "ALL: ALL EXCEPT", DENY, HA_REASON_ERROR },
	{ "ALL", "ALL: ALL\n", DENY, HA_REASON_RULE },
	{ "", "ftpd:", ALLOW, HA_REASON_DEFAULT },
	/* A continuation that ends the file (L6): its lines are all there. */
	{ "ALL: ALL\\\n", "ALL: ALL\n", DENY, HA_REASON_RULE },
	{ "", "ALL: ALL\\\n", DENY, HA_REASON_RULE },
	{ "", "ALL: ALL: allow\\\n", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: ALL EXCEPT 192.0.2.33\\\n", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL EXCEPT sshd: ALL \\\n\\\n", ALLOW, HA_REASON_DEFAULT },
	{ "", "ALL: A\\\n", ALLOW, HA_REASON_DEFAULT },
};

START_TEST(what_may_be_cut_short_refuses_and_does_not_admit)
{
	world.policy.aclexec = HA_ACLEXEC_PASS;
	ck_assert_int_eq(
	    world_verdict_cut(&world, cuts[_i].allow, cuts[_i].deny),
	    cuts[_i].verdict);
	ck_assert_int_eq(world.decision.reason, cuts[_i].reason);
	ck_assert_uint_eq(world.decision.exception.len, 0);
}
END_TEST

/* It can be read, so that onerror=skip does not concern it. */
START_TEST(a_cut_rule_refuses_where_malformed_ones_are_skipped)
{
	world.policy.skip_malformed = true;
	ck_assert_int_eq(world_verdict_cut(&world, "ALL: ALL", "ALL: ALL"),
	    HA_DENY);
	ck_assert_int_eq(world.decision.table, HA_TABLE_DENY);
}
END_TEST

static bool
run_true(void *context, const struct ha_plan *plan, struct ha_location rule)
{
	(void)plan;
	(void)rule;
	++*(int *)context;
	return true;
}

static const char *const asking[] = { "ALL: ALL: aclexec x",
	"ALL: ALL: aclexec x \\\n" };

/* Not by the next table: the rule refuses by itself, however it is asked. */
START_TEST(a_cut_rule_refuses_and_its_command_is_not_asked)
{
	int runs = 0;

	world.policy.run = run_true;
	world.policy.context = &runs;
	for (unsigned how = HA_ACLEXEC_ASK; how <= HA_ACLEXEC_RUN; how++) {
		world.policy.aclexec = how;
		ck_assert_int_eq(world_verdict_cut(&world, asking[_i], ""),
		    HA_DENY);
		ck_assert_int_eq(world.decision.table, HA_TABLE_ALLOW);
		ck_assert_int_eq(world.decision.reason, HA_REASON_ACLEXEC);
		ck_assert_uint_eq(world.decision.diags.count, 1);
	}
	ck_assert_int_eq(runs, 0);
}
END_TEST

/* ---- questions ---- */

static const struct {
	const char *allow, *deny;
	size_t asked; /* of any kind */
	enum ha_verdict verdict;
} lazy[] = {
	{ "sshd: 192.0.2.\n", "ALL: .example\n", 0, ALLOW },
	{ "sshd: .example 192.0.2.\n", "ALL: ALL\n", 0, ALLOW },
	{ "ftpd: .example\n", "ALL: 10.\n", 0, ALLOW },
	{ "sshd: 10. EXCEPT .example\n", "ALL: ALL\n", 0, DENY },
	{ "sshd: .example: spawn %n\n", "ALL: ALL\n", 2, ALLOW },
	{ "sshd: .other\nsshd: .more\nsshd: a.example\n", "ALL: ALL\n", 2,
	    ALLOW },
	{ "sshd: KNOWN\n", "ALL: ALL\n", 2, ALLOW },
	{ "sshd: UNKNOWN PARANOID LOCAL\n", "ALL: ALL\n", 2, DENY },
	{ "sshd: @trusted\n", "ALL: ALL\n", 3, ALLOW },
	{ "sshd: 192.0.2.: spawn %a\n", "ALL: ALL\n", 0, ALLOW },
	{ "sshd: 192.0.2.: spawn %h\n", "ALL: ALL\n", 2, ALLOW },
	{ "sshd: 10.: spawn %h\n", "ALL: ALL\n", 0, DENY },
	{ "sshd: ALL: user nobody\n", "", 1, ALLOW },
	{ "sshd: 10.: user nobody\n", "", 0, ALLOW },
};

START_TEST(a_fact_is_asked_for_when_a_rule_needs_it_and_once)
{
	world.request.client.name_fact = HA_FACT_UNASKED;
	ck_assert_int_eq(world_verdict(&world, lazy[_i].allow, lazy[_i].deny),
	    lazy[_i].verdict);
	ck_assert_uint_eq(script_asked(&world.script), lazy[_i].asked);
}
END_TEST

/*
 * Each kind of client against a rule by name in either table.  A name that
 * cannot be told, or is only claimed, admits nobody; a claim can refuse.
 */
static const struct {
	const char *addr;
	const char *claim; /* or NULL: the name is looked up */
	enum ha_verdict admitted, excepted, refused, spared;
	bool unknown_refused; /* with onlookup=deny */
} doubts[] = {
	/* by name */
	{ "192.0.2.33", NULL, ALLOW, DENY, DENY, ALLOW, true },
	/* by nobody's name */
	{ "192.0.2.36", NULL, DENY, ALLOW, ALLOW, DENY, false },
	/* a name that leads elsewhere */
	{ "192.0.2.34", NULL, DENY, ALLOW, ALLOW, DENY, false },
	/* a look-up without an answer */
	{ "192.0.2.35", NULL, DENY, DENY, ALLOW, DENY, true },
	/* a claim that is right, and a wrong one, which is nothing */
	{ "192.0.2.33", "a.example", ALLOW, DENY, DENY, ALLOW, true },
	{ "192.0.2.33", "b.other", ALLOW, DENY, DENY, ALLOW, true },
	/* claims of an address without a name, and where none is given */
	{ "192.0.2.36", "a.example", DENY, DENY, DENY, DENY, true },
	{ "192.0.2.36", "b.other", DENY, ALLOW, ALLOW, DENY, false },
	{ "192.0.2.35", "a.example", DENY, DENY, DENY, DENY, true },
	{ "192.0.2.35", "b.other", DENY, DENY, ALLOW, DENY, true },
};

static enum ha_verdict
doubtful_verdict(int i, const char *allow, const char *deny)
{
	struct ha_host *client = &world.request.client;

	ck_assert(ha_host_set_addr(client, ha_span_of(doubts[i].addr)));
	client->name_fact = HA_FACT_UNASKED;
	if (doubts[i].claim != NULL)
		ha_host_claim_name(client, ha_span_of(doubts[i].claim));
	return world_verdict(&world, allow, deny);
}

START_TEST(a_doubtful_name_never_admits)
{
	ck_assert_int_eq(doubtful_verdict(_i, "ALL: .example", "ALL: ALL"),
	    doubts[_i].admitted);
	ck_assert_int_eq(
	    doubtful_verdict(_i, "ALL: ALL EXCEPT .example", "ALL: ALL"),
	    doubts[_i].excepted);
	ck_assert_int_eq(doubtful_verdict(_i, "", "ALL: .example"),
	    doubts[_i].refused);
	ck_assert_int_eq(doubtful_verdict(_i, "", "ALL: ALL EXCEPT .example"),
	    doubts[_i].spared);
}
END_TEST

START_TEST(a_doubtful_name_refuses_when_doubt_is_to_refuse)
{
	world.policy.refuse_on_unknown = true;
	ck_assert_int_eq(doubtful_verdict(_i, "ALL: .example", "ALL: ALL"),
	    doubts[_i].admitted);
	ck_assert_int_eq(doubtful_verdict(_i, "", "ALL: .example"),
	    doubts[_i].unknown_refused ? HA_DENY : HA_ALLOW);
	ck_assert_int_eq(doubtful_verdict(_i, "", "ALL: ALL EXCEPT .example"),
	    doubts[_i].spared);
}
END_TEST

START_TEST(a_name_that_leads_elsewhere_is_paranoid)
{
	ck_assert(
	    ha_host_set_addr(&world.request.client, HA_SPAN("192.0.2.34")));
	world.request.client.name_fact = HA_FACT_UNASKED;
	ck_assert_int_eq(world_verdict(&world, "", "ALL: PARANOID"), HA_DENY);
	ck_assert_int_eq(world_verdict(&world, "ALL: KNOWN", "ALL: ALL"),
	    HA_DENY);
	ck_assert_int_eq(world_verdict(&world, "ALL: UNKNOWN", "ALL: ALL"),
	    HA_DENY);
}
END_TEST

/*
 * A client of whom only a name is given: its addresses can refuse, never admit
 * and never spare.
 */
static const struct {
	const char *allow, *deny;
	enum ha_verdict verdict;
} claimed[] = {
	{ "ALL: 192.0.2.33", "ALL: ALL", DENY },
	{ "ALL: 192.0.2.", "ALL: ALL", DENY },
	{ "ALL: 192.0.2.0/24", "ALL: ALL", DENY },
	{ "ALL: 0.0.0.0/0", "ALL: ALL", DENY },
	{ "ALL: 192.0.2.*", "ALL: ALL", DENY },
	{ "ALL: KNOWN", "ALL: ALL", DENY },
	{ "ALL: UNKNOWN", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT 192.0.2.0/24", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT 10.0.0.0/8", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT 10.0.0.0/8 EXCEPT 10.0.0.1", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT KNOWN", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT UNKNOWN", "ALL: ALL", DENY },
	{ "ALL: a.example", "ALL: ALL", DENY },
	{ "ALL: .example *.example a*", "ALL: ALL", DENY },
	{ "ALL: LOCAL PARANOID", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT b.example", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT LOCAL", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT PARANOID", "ALL: ALL", DENY },
	{ "ALL: ALL EXCEPT 10.0.0.0/8x", "ALL: ALL", DENY },
	{ "ALL: ALL", "ALL: ALL", ALLOW },
	{ "ALL: a.example EXCEPT 10.0.0.0/8", "ALL: ALL", DENY },
	{ "", "ALL: 192.0.2.33", DENY },
	{ "", "ALL: 192.0.2.", DENY },
	{ "", "ALL: 192.0.2.0/24", DENY },
	{ "", "ALL: 10.0.0.0/8", ALLOW },
	{ "", "ALL: KNOWN", DENY },
	{ "", "ALL: UNKNOWN", DENY },
	{ "", "ALL: LOCAL", ALLOW },
	{ "", "ALL: PARANOID", ALLOW },
	{ "", "ALL: a.example", DENY },
	{ "", "ALL: b.example", ALLOW },
	{ "", "ALL: ALL EXCEPT 192.0.2.0/24", DENY },
	{ "", "ALL: ALL EXCEPT KNOWN", DENY },
	{ "", "ALL: ALL EXCEPT UNKNOWN", DENY },
	{ "", "ALL: ALL EXCEPT a.example", DENY },
};

START_TEST(an_address_that_a_name_leads_to_never_admits)
{
	struct ha_host *client = &world.request.client;

	*client = (struct ha_host){ .addr_fact = HA_FACT_ABSENT };
	ha_host_claim_name(client, HA_SPAN("a.example"));
	ck_assert_int_eq(
	    world_verdict(&world, claimed[_i].allow, claimed[_i].deny),
	    claimed[_i].verdict);
}
END_TEST

/* Where doubt is to refuse, each of these is one, but for EXCEPT and ALL. */
static const struct {
	const char *deny;
	enum ha_verdict verdict;
} doubted[] = {
	{ "ALL: 192.0.2.33", DENY },
	{ "ALL: 10.0.0.0/8", DENY },
	{ "ALL: 10.*", DENY },
	{ "ALL: .0.1", DENY },
	{ "ALL: b.example", DENY },
	{ "ALL: LOCAL", DENY },
	{ "ALL: PARANOID", DENY },
	{ "ALL: ALL EXCEPT 192.0.2.33", DENY },
	{ "ALL: 10.0.0.0/8 EXCEPT ALL", ALLOW },
	{ "ftpd: 10.0.0.0/8", ALLOW },
	{ "ALL: 10.0.0.0/8x", ALLOW },
};

START_TEST(who_only_claims_a_name_may_come_from_anywhere)
{
	struct ha_host *client = &world.request.client;

	*client = (struct ha_host){ .addr_fact = HA_FACT_ABSENT };
	ha_host_claim_name(client, HA_SPAN("a.example"));
	world.policy.refuse_on_unknown = true;
	ck_assert_int_eq(world_verdict(&world, "", doubted[_i].deny),
	    doubted[_i].verdict);
}
END_TEST

/* A name that is believed leads to its own addresses, and to no others. */
START_TEST(a_name_that_is_believed_is_only_where_it_leads)
{
	struct ha_host *client = &world.request.client;

	*client = (struct ha_host){ .addr_fact = HA_FACT_UNASKED };
	ha_host_set_name(client, HA_SPAN("a.example"));
	world.policy.refuse_on_unknown = true;
	ck_assert_int_eq(world_verdict(&world, "", "ALL: 10.0.0.0/8"), ALLOW);
	ck_assert_int_eq(world_verdict(&world, "", "ALL: 192.0.2.33"), DENY);
	ck_assert_int_eq(world_verdict(&world, "ALL: a.example", "ALL: ALL"),
	    ALLOW);
	ck_assert_int_eq(world_verdict(&world, "ALL: 192.0.2.33", "ALL: ALL"),
	    DENY);
}
END_TEST

/* ---- a user, and a server, that nobody told ---- */

static const struct {
	const char *allow, *deny;
	enum ha_verdict untold, favoured;
	bool has_missed;
} accounts[] = {
	{ "ALL: alice@ALL", "ALL: ALL", DENY, ALLOW, true },
	{ "ALL: alice@10.", "ALL: ALL", DENY, DENY, false },
	{ "ALL: ALL@ALL", "ALL: ALL", ALLOW, ALLOW, false },
	{ "ALL: *@ALL", "ALL: ALL", ALLOW, ALLOW, false },
	{ "ALL: **@ALL", "ALL: ALL", DENY, ALLOW, true },
	{ "ALL: KNOWN@ALL", "ALL: ALL", DENY, ALLOW, true },
	{ "ALL: UNKNOWN@ALL", "ALL: ALL", DENY, ALLOW, true },
	{ "ALL: u*@ALL", "ALL: ALL", DENY, ALLOW, true },
	{ "ALL: ALL EXCEPT alice@ALL", "ALL: ALL", DENY, ALLOW, true },
	{ "ALL: ALL EXCEPT alice@10.", "ALL: ALL", ALLOW, ALLOW, false },
	{ "ALL: ALL EXCEPT ALL EXCEPT alice@ALL", "ALL: ALL", DENY, ALLOW,
	    true },
	{ "ALL: alice@ALL : deny", "", DENY, ALLOW, true },
	{ "", "ALL: alice@ALL", DENY, ALLOW, true },
	{ "", "ALL: alice@10.", ALLOW, ALLOW, false },
	{ "", "ALL: alice@ALL\nALL: ALL\n", DENY, DENY, true },
	{ "", "ALL: alice@ALL : allow\nALL: ALL\n", DENY, ALLOW, true },
	{ "", "ALL: ALL EXCEPT alice@ALL", DENY, ALLOW, true },
	{ "", "ALL: ALL EXCEPT ALL EXCEPT alice@ALL", DENY, ALLOW, true },
	{ "", "ALL: alice@192.0.2.0/24x", DENY, ALLOW, true },
	{ "ALL: alice@ALL : user nosuch\nALL: ALL\n", "", DENY, ALLOW, true },
	{ "ALL: ALL : user nosuch", "", DENY, ALLOW, false },
	{ "ALL: alice@ALL : bogus\nALL: ALL\n", "", DENY, ALLOW, true },
};

START_TEST(a_user_that_nobody_told_admits_nobody)
{
	const char *allow = accounts[_i].allow, *deny = accounts[_i].deny;

	world.request.user = HA_SPAN_EMPTY;
	world.request.user_state = HA_USER_UNTOLD;
	for (int strict = 0; strict < 2; strict++) {
		world.policy.refuse_on_unknown = strict;
		world.request.has_missed_user = false;
		ck_assert_int_eq(world_verdict(&world, allow, deny),
		    accounts[_i].untold);
		ck_assert(world.request.has_missed_user ==
		    accounts[_i].has_missed);
	}
	world.request.user_state = HA_USER_FAVOURED;
	ck_assert_int_eq(world_verdict(&world, allow, deny),
	    accounts[_i].favoured);
}
END_TEST

/* Between the two lies what any user would get. */
START_TEST(no_user_gets_more_than_who_is_favoured_nor_less)
{
	static const char *const users[] = { "alice", "bob", "unknown", "",
		"user" };

	for (int i = 0; i < COUNT(users); i++) {
		enum ha_verdict verdict;

		world.request.user = ha_span_of(users[i]);
		verdict = world_verdict(&world, accounts[_i].allow,
		    accounts[_i].deny);
		ck_assert_int_ge(verdict, accounts[_i].untold);
		ck_assert_int_le(verdict, accounts[_i].favoured);
	}
}
END_TEST

static const struct {
	const char *allow, *deny;
	enum ha_verdict verdict;
	bool has_missed;
} servers[] = {
	{ "22: ALL", "ALL: ALL", DENY, true },
	{ "22: 10.", "", ALLOW, false },
	{ "sshd@192.0.2.1: ALL", "ALL: ALL", DENY, true },
	{ "sshd@ALL: ALL", "ALL: ALL", ALLOW, false },
	{ "sshd@*: ALL", "ALL: ALL", ALLOW, false },
	{ "ftpd@192.0.2.1: ALL", "ALL: ALL", DENY, false },
	{ "22 sshd: ALL", "ALL: ALL", ALLOW, false },
	{ "ALL EXCEPT 22: ALL", "ALL: ALL", DENY, true },
	{ "ALL EXCEPT sshd@192.0.2.1: ALL", "ALL: ALL", DENY, true },
	{ "22: ALL : allow", "ALL: ALL", DENY, true },
	{ "", "22: ALL", DENY, true },
	{ "", "22: 10.", ALLOW, false },
	{ "", "sshd@192.0.2.1: ALL", DENY, true },
	{ "", "sshd@.example: ALL", DENY, true },
	{ "", "sshd@@group: ALL", DENY, true },
	{ "", "sshd@UNKNOWN: ALL", DENY, true },
	{ "", "ALL EXCEPT 22: ALL", DENY, true },
	{ "", "ALL EXCEPT sshd@192.0.2.1: ALL", DENY, true },
	{ "", "ftpd@192.0.2.1: ALL", ALLOW, false },
	{ "22: ALL : deny", "", DENY, true },
	{ "", "22: ALL : allow\nALL: ALL\n", DENY, true },
	{ "", "65536: ALL", ALLOW, false },
	{ "", "22: [\n", DENY, true },
	{ "", "sshd: [\n", DENY, false },
};

START_TEST(a_server_that_nobody_told_admits_nobody)
{
	ha_host_set_untold(&world.request.server);
	for (int strict = 0; strict < 2; strict++) {
		world.policy.refuse_on_unknown = strict;
		world.request.has_missed_server = false;
		ck_assert_int_eq(
		    world_verdict(&world, servers[_i].allow, servers[_i].deny),
		    servers[_i].verdict);
		ck_assert(world.request.has_missed_server ==
		    servers[_i].has_missed);
	}
	ck_assert_uint_eq(script_asked(&world.script), 0);
}
END_TEST

static enum ha_answer
answer_broken(void *context, const struct ha_addr *addr, struct ha_arena *arena,
    struct ha_span **names, size_t *count)
{
	(void)context;
	(void)addr;
	(void)arena;
	(void)names;
	(void)count;
	return HA_ANSWER_BROKEN;
}

static const struct {
	const char *allow, *deny;
} broken[] = {
	{ "ALL: .example", "" },
	{ "ALL: UNKNOWN", "" },
	{ "ALL: ALL EXCEPT .example", "" },
	{ "", "ALL: .example" },
	{ "", "ALL: ALL EXCEPT .example" },
	{ "", "ALL: bob@LOCAL" },
	/* Options that might have proved wrong were the first to ask. */
	{ "ALL: 192.0.2.0/24x: setenv X %h\n", "" },
	{ "ALL: 192.0.2.0/24x: setenv X %h\n", "ALL: .example" },
};

START_TEST(nobody_is_let_in_when_nothing_can_be_looked_up)
{
	int error = EACCES;

	world.resolver.names = answer_broken;
	world.resolver.error = &error;
	world.request.client.name_fact = HA_FACT_UNASKED;
	ck_assert_int_eq(
	    world_verdict(&world, broken[_i].allow, broken[_i].deny), DENY);
	ck_assert_int_eq(world.decision.reason, HA_REASON_ERROR);
	ck_assert_int_eq(world.decision.error.code, HA_CODE_LOOKUP_BROKEN);
	ck_assert_int_eq(world.decision.error.error, EACCES);
}
END_TEST

START_TEST(what_needs_no_look_up_is_decided_without)
{
	world.resolver.names = answer_broken;
	world.request.client.name_fact = HA_FACT_UNASKED;
	ck_assert_int_eq(world_verdict(&world,
			     "ALL: .example 192.0.2.33: setenv X %h",
			     "ALL: ALL"),
	    ALLOW);
}
END_TEST

static const struct {
	const char *allow, *deny;
} failing[] = {
	{ "ALL: .a .b @trusted KNOWN", "ALL: .a .b KNOWN" },
	{ "ALL: 10. EXCEPT .a\nALL: .b", "ALL: ALL" },
	{ "ALL: 192.0.2.: setenv X %h", "" },
	{ "ALL: 192.0.2.0/24x: setenv X %h\n", "" },
};

START_TEST(a_look_up_that_fails_is_told_once)
{
	const struct ha_diags *diags = &world.decision.diags;
	size_t told = 0;

	ck_assert(
	    ha_host_set_addr(&world.request.client, HA_SPAN("192.0.2.35")));
	world.request.client.name_fact = HA_FACT_UNASKED;
	world_verdict(&world, failing[_i].allow, failing[_i].deny);
	for (size_t i = 0; i < diags->count; i++)
		told += diags->list[i].code == HA_CODE_LOOKUP_FAILED;
	ck_assert_uint_eq(told, 1);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_first_rule_that_matches_decides, 0,
	    COUNT(verdicts));
	tcase_add_test(tests, a_joined_rule_is_kept_for_whoever_explains_it);
	tcase_add_test(tests,
	    reports_count_rules_and_those_that_name_the_service);
	tcase_add_test(tests, a_table_behind_the_decision_is_not_read);
	tcase_add_loop_test(tests, a_table_that_cannot_be_read_denies, 0,
	    COUNT(states));
	tcase_add_test(tests, a_table_in_a_file_outlives_the_reading);
	tcase_add_loop_test(tests, a_command_is_asked_passed_or_failed, 0,
	    COUNT(commands));
	tcase_add_loop_test(tests,
	    malformed_rules_are_nothing_when_they_are_to_be_skipped, 0,
	    COUNT(skipped));
	tcase_add_loop_test(tests,
	    what_may_be_cut_short_refuses_and_does_not_admit, 0, COUNT(cuts));
	tcase_add_test(tests,
	    a_cut_rule_refuses_where_malformed_ones_are_skipped);
	tcase_add_loop_test(tests,
	    a_cut_rule_refuses_and_its_command_is_not_asked, 0, COUNT(asking));
	tcase_add_loop_test(tests,
	    a_fact_is_asked_for_when_a_rule_needs_it_and_once, 0, COUNT(lazy));
	tcase_add_loop_test(tests, a_doubtful_name_never_admits, 0,
	    COUNT(doubts));
	tcase_add_loop_test(tests,
	    a_doubtful_name_refuses_when_doubt_is_to_refuse, 0, COUNT(doubts));
	tcase_add_test(tests, a_name_that_leads_elsewhere_is_paranoid);
	tcase_add_loop_test(tests, an_address_that_a_name_leads_to_never_admits,
	    0, COUNT(claimed));
	tcase_add_loop_test(tests,
	    who_only_claims_a_name_may_come_from_anywhere, 0, COUNT(doubted));
	tcase_add_test(tests, a_name_that_is_believed_is_only_where_it_leads);
	tcase_add_loop_test(tests, a_user_that_nobody_told_admits_nobody, 0,
	    COUNT(accounts));
	tcase_add_loop_test(tests,
	    no_user_gets_more_than_who_is_favoured_nor_less, 0,
	    COUNT(accounts));
	tcase_add_loop_test(tests, a_server_that_nobody_told_admits_nobody, 0,
	    COUNT(servers));
	tcase_add_loop_test(tests,
	    nobody_is_let_in_when_nothing_can_be_looked_up, 0, COUNT(broken));
	tcase_add_test(tests, what_needs_no_look_up_is_decided_without);
	tcase_add_loop_test(tests, a_look_up_that_fails_is_told_once, 0,
	    COUNT(failing));
}

int
main(void)
{
	return unit_run("decide", add_tests);
}
