#include "cli/pam/dispatch.h"

#include <security/pam_appl.h>

#include "cli/io/vector.h"

_Static_assert(CLI_PAM_MUST_FAIL == PAM_PERM_DENIED, "as libpam has it");

void
cli_pam_chain_of(const struct cli_pam_stack *stack, enum cli_pam_type type,
    struct cli_pam_chain *chain)
{
	chain->lines = cli_zeroed(stack->count, sizeof(*chain->lines));
	chain->count = 0;
	for (size_t i = 0; i < stack->count; i++) {
		if (stack->lines[i].type == type)
			chain->lines[chain->count++] = &stack->lines[i];
	}
}

/* Enters the levels of the line at hand, over those that only open one. */
static void
enter(struct cli_pam_machine *machine, const struct cli_pam_chain *chain)
{
	while (machine->at < chain->count) {
		const struct cli_pam_line *line = chain->lines[machine->at];

		if (machine->level < line->level)
			machine->levels[line->level] = machine->now;
		machine->level = line->level;
		if (line->kind != CLI_PAM_SUBSTACK)
			return;
		machine->at++;
	}
}

void
cli_pam_machine_init(struct cli_pam_machine *machine,
    const struct cli_pam_chain *chain)
{
	*machine = (struct cli_pam_machine){ .now = { CLI_PAM_UNDECIDED,
						 CLI_PAM_MUST_FAIL } };
	machine->levels[0] = machine->now;
	enter(machine, chain);
}

static bool
has_next_in_level(const struct cli_pam_machine *machine,
    const struct cli_pam_chain *chain, int level)
{
	return machine->at + 1 < chain->count &&
	    chain->lines[machine->at + 1]->level >= level;
}

/* Over so many lines of this level; a substack counts as one. */
static void
jump(struct cli_pam_machine *machine, const struct cli_pam_chain *chain,
    int count)
{
	int level = chain->lines[machine->at]->level;

	while (has_next_in_level(machine, chain, level) && count > 0) {
		do {
			machine->at++;
		} while (has_next_in_level(machine, chain, level + 1));
		count--;
	}
	/* There are not so many. */
	if (count > 0)
		machine->now = (struct cli_pam_opinion){ CLI_PAM_NEGATIVE,
			CLI_PAM_MUST_FAIL };
}

/* The level's verdict stands: nothing of it is asked any more. */
static void
leave(struct cli_pam_machine *machine, const struct cli_pam_chain *chain)
{
	int level = chain->lines[machine->at]->level;

	while (has_next_in_level(machine, chain, level))
		machine->at++;
}

static void
approve(struct cli_pam_opinion *opinion, int code)
{
	if (opinion->impression == CLI_PAM_UNDECIDED ||
	    (opinion->impression == CLI_PAM_POSITIVE &&
		opinion->status == PAM_SUCCESS)) {
		opinion->impression = CLI_PAM_POSITIVE;
		opinion->status = (uint8_t)code;
	}
}

static void
refuse(struct cli_pam_opinion *opinion, int code)
{
	if (opinion->impression == CLI_PAM_NEGATIVE)
		return;
	opinion->impression = CLI_PAM_NEGATIVE;
	opinion->status =
	    code == PAM_IGNORE ? CLI_PAM_MUST_FAIL : (uint8_t)code;
}

static void
act(struct cli_pam_machine *machine, const struct cli_pam_chain *chain,
    int action, int code)
{
	switch (action) {
	case CLI_PAM_RESET:
		machine->now =
		    machine->levels[chain->lines[machine->at]->level];
		break;
	case CLI_PAM_OK:
	case CLI_PAM_DONE:
		approve(&machine->now, code);
		if (action == CLI_PAM_DONE &&
		    machine->now.impression == CLI_PAM_POSITIVE)
			leave(machine, chain);
		break;
	case CLI_PAM_BAD:
	case CLI_PAM_DIE:
		refuse(&machine->now, code);
		if (action == CLI_PAM_DIE)
			leave(machine, chain);
		break;
	case CLI_PAM_IGNORE:
		break;
	default:
		jump(machine, chain, action);
	}
}

void
cli_pam_machine_step(struct cli_pam_machine *machine,
    const struct cli_pam_chain *chain, int code)
{
	const struct cli_pam_line *line = chain->lines[machine->at];
	int level = line->level;

	if (line->kind == CLI_PAM_FAILS)
		code = CLI_PAM_MUST_FAIL;
	if (code < 0 || code >= CLI_PAM_CODES)
		act(machine, chain, CLI_PAM_BAD, CLI_PAM_MUST_FAIL);
	else
		act(machine, chain, line->actions[code], code);
	machine->level = level;
	machine->at++;
	enter(machine, chain);
}

int
cli_pam_machine_result(const struct cli_pam_machine *machine)
{
	if (machine->now.status == PAM_SUCCESS &&
	    machine->now.impression != CLI_PAM_POSITIVE)
		return CLI_PAM_MUST_FAIL;
	return machine->now.status;
}
