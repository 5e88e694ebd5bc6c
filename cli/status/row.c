#include "cli/status/row.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/vector.h"
#include "cli/status/services.h"

/* Programs whose PAM service has another name. */
static const struct {
	const char *program, *service;
} aliases[] = {
	{ "sshd-session", "sshd" },
	{ "sshd-auth", "sshd" },
	{ "cupsd", "cups" },
	{ "smbd", "samba" },
	{ "postgres", "postgresql" },
};

/* Services that give remote logins, listening or not at this moment. */
static const char *const remote[] = { "sshd", "vsftpd", "proftpd", "pure-ftpd",
	"ftp", "ftpd", "remote", "rlogin", "rsh", "rexec", "telnetd", "dovecot",
	"imap", "pop3", "smtp", "saslauthd", "cockpit", "dropbear", "samba" };

static const char *
service_of(const char *program)
{
	const char *name = cli_base_name(program);

	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcmp(name, aliases[i].program) == 0)
			return aliases[i].service;
	}
	return name;
}

static bool
is_remote(const char *service)
{
	for (size_t i = 0; i < sizeof(remote) / sizeof(remote[0]); i++) {
		if (strcmp(service, remote[i]) == 0)
			return true;
	}
	return false;
}

static struct cli_row *
new_row(struct cli_status *status, const char *service, const char *program)
{
	struct cli_row *row;

	status->rows = cli_vector_grow(status->rows, &status->size,
	    status->count, sizeof(*status->rows));
	row = &status->rows[status->count++];
	*row = (struct cli_row){ .service = service,
		.program = program,
		.is_remote = is_remote(service) };
	cli_guard_read(&status->pam, service, &row->guard);
	return row;
}

/*
 * What the program is, not how it is called: in.ftpd may be any server's.  Of
 * what goes by another name and is not known, the name says little.
 */
static const struct cli_asker *
asker_of(const char *program)
{
	const struct cli_asker *asker = cli_asker_of(cli_base_name(program));
	char *target = realpath(program, NULL);

	if (target != NULL &&
	    strcmp(cli_base_name(target), cli_base_name(program)) != 0) {
		const struct cli_asker *other =
		    cli_asker_of(cli_base_name(target));

		if (other != NULL ||
		    (asker != NULL && asker->asks == CLI_ASKS_ALWAYS))
			asker = other;
	}
	free(target);
	return asker;
}

/* Whoever needs libwrap can ask it; whether it does is another thing. */
static void
ask_libwrap(struct cli_status *status, struct cli_row *row)
{
	cli_libwrap_ask(row->program, &status->places, &status->arena,
	    &row->libwrap);
	row->setting = (struct cli_asker_setting){ .asks = CLI_ASKS_MAYBE };
	row->asker = asker_of(row->program);
	if (row->libwrap.is == CLI_LIBWRAP_YES && row->asker != NULL)
		cli_asker_read(row->asker, &status->arena, &row->setting);
}

static void
judge(struct cli_status *status, struct cli_row *row)
{
	if (row->program != NULL)
		ask_libwrap(status, row);
	else
		row->asker = cli_asker_named(ha_span_of(row->service));
	row->is_guarded =
	    (row->has_pam && row->guard.holds) || cli_row_asks_libwrap(row);
}

bool
cli_row_asks_libwrap(const struct cli_row *row)
{
	return row->program != NULL && row->libwrap.is == CLI_LIBWRAP_YES &&
	    row->setting.asks == CLI_ASKS_ALWAYS;
}

/* Of that name, or what gives libwrap the name: mountd is rpc.mountd. */
static const char *
program_of(struct cli_status *status, const char *service)
{
	const char *program =
	    cli_services_program(ha_span_of(service), &status->arena);
	const struct cli_asker *asker = cli_asker_named(ha_span_of(service));

	if (program == NULL && asker != NULL)
		program = cli_services_program(ha_span_of(asker->program),
		    &status->arena);
	return program;
}

struct cli_row *
cli_row_add_service(struct cli_status *status, const char *service)
{
	struct cli_row *row =
	    new_row(status, service, program_of(status, service));

	row->has_pam = true;
	judge(status, row);
	return row;
}

struct cli_row *
cli_row_add_program(struct cli_status *status, const char *program,
    bool listens)
{
	const char *service = service_of(program);
	struct cli_row *row = NULL;

	for (size_t i = 0; listens && i < status->count; i++) {
		struct cli_row *old = &status->rows[i];

		if (strcmp(old->service, service) == 0 &&
		    (!old->is_remote || old->program == NULL ||
			strcmp(old->program, program) == 0))
			row = old;
	}
	if (row == NULL) {
		row = new_row(status, service, program);
		row->has_pam = (row->guard.is_there && row->guard.is_own) ||
		    row->guard.is_unread;
	}
	row->program = program;
	row->is_remote = row->is_remote || listens;
	judge(status, row);
	return row;
}
