#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/bench.h"
#include "tests/bench/generate.h"
#include "tests/bench/scratch.h"
#include "tests/pam/silent.h"

#define RULES 10

/* The stack without the module, and with it. */
static const char *const services[] = { "without", "with" };

struct transaction {
	const char *folder, *address;
	int expected; /* of the stack with the module */
};

/* Without log=none the machine's log would be timed, and filled. */
static void
write_stacks(const struct bench *bench, const struct tables *tables)
{
	static const char permit[] = "account required pam_permit.so\n";
	FILE *other = scratch_create("other");
	FILE *without = scratch_create(services[0]);
	FILE *with = scratch_create(services[1]);

	fputs(permit, other);
	fputs(permit, without);
	fprintf(with, "account required %s allow=%s deny=%s log=none\n%s",
	    bench->module, tables->allow, tables->deny, permit);
	scratch_finish(other);
	scratch_finish(without);
	scratch_finish(with);
}

static int
ask(const struct transaction *transaction, const char *service)
{
	static const struct pam_conv conversation = { silent_converse, NULL };
	pam_handle_t *pamh;
	int code;

	if (pam_start_confdir(service, "alice", &conversation,
		transaction->folder, &pamh) != PAM_SUCCESS)
		fail("pam_start_confdir");
	pam_set_item(pamh, PAM_RHOST, transaction->address);
	code = pam_acct_mgmt(pamh, 0);
	pam_end(pamh, code);
	return code;
}

static void
run(void *context, size_t which)
{
	const struct transaction *transaction = context;
	int expected = which == 0 ? PAM_SUCCESS : transaction->expected;

	if (ask(transaction, services[which]) == expected)
		return;
	fprintf(stderr, "pam_acct_mgmt: wrong answer %s the module\n",
	    services[which]);
	exit(1);
}

static void
measure(const struct bench *bench, const char *name, enum place place,
    int expected)
{
	struct transaction transaction = { bench->folder,
		KIND_ADDRESSES->clients[place].address, expected };
	double medians[2];

	timing_race(&bench->effort, run, &transaction, 2, medians);
	printf("%-16s %9d %14.1f %14.1f %14.1f\n", name, RULES,
	    medians[0] * 1e6, medians[1] * 1e6,
	    (medians[1] - medians[0]) * 1e6);
}

void
bench_module(const struct bench *bench)
{
	struct tables tables = generate_tables(KIND_ADDRESSES, RULES);

	write_stacks(bench, &tables);
	printf("\n%-16s %9s %14s %14s %14s\n", "PAM transaction", "rules",
	    "pam_permit", "with module", "difference");
	measure(bench, "let in", PLACE_NONE, PAM_SUCCESS);
	measure(bench, "refused", PLACE_END, PAM_PERM_DENIED);
	generate_free(&tables);
}
