#include <string.h>

#include "cli/io/escape.h"
#include "cli/io/message.h"
#include "cli/pam/files.h"
#include "cli/status/row.h"
#include "common/base/errortext.h"

#define AUTH "\n    auth     requisite  pam_hostsaccess.so"
#define ACCOUNT "\n    account  requisite  pam_hostsaccess.so"

static void
add_file(struct ha_strbuf *out, const struct cli_row *row, const char *dir)
{
	ha_strbuf_add_text(out, "put at the top of ");
	cli_escape(out, ha_span_of(dir == NULL ? CLI_PAM_DIR : dir));
	ha_strbuf_add_byte(out, '/');
	cli_escape(out, ha_span_of(row->service));
	if (!row->guard.is_own)
		ha_strbuf_add_text(out, ", which does not exist yet");
	ha_strbuf_add_byte(out, ':');
}

/* Guarded by our module, or meant to be. */
static void
advise_ours(const struct cli_row *row, const char *dir, struct ha_strbuf *out)
{
	const struct cli_guard *guard = &row->guard;

	if (guard->files[CLI_PAM_ACCOUNT] == NULL) {
		ha_strbuf_add_text(out,
		    "the account line is missing, and public keys pass by; ");
		add_file(out, row, dir);
		if (guard->files[CLI_PAM_AUTH] == NULL)
			ha_strbuf_add_text(out, AUTH);
		ha_strbuf_add_text(out, ACCOUNT);
	} else if (!guard->holds) {
		ha_strbuf_add_text(out,
		    "the account line does not keep a refused client out");
	} else if (cli_row_asks_libwrap(row)) {
		ha_strbuf_add_text(out,
		    "libwrap and the module are both asked");
	} else if (guard->files[CLI_PAM_AUTH] == NULL) {
		ha_strbuf_add_text(out,
		    "a refused client is still asked for a password; ");
		add_file(out, row, dir);
		ha_strbuf_add_text(out, AUTH);
	}
}

/* "tcp_wrappers=NO in /etc/vsftpd.conf" */
static void
add_setting(struct ha_strbuf *out, const struct cli_row *row)
{
	const struct cli_asker_setting *setting = &row->setting;

	ha_strbuf_add_text(out, row->asker->setting);
	if (setting->value != NULL) {
		ha_strbuf_add_byte(out, '=');
		cli_escape(out, ha_span_of(setting->value));
	}
	if (setting->file == NULL)
		return;
	ha_strbuf_add_text(out,
	    setting->value != NULL ? " in "
		: setting->error != 0
		? ", and cannot be read there: "
		: ", which is off unless it is set, and is not set in ");
	cli_escape(out, ha_span_of(setting->file));
	if (setting->error != 0) {
		ha_strbuf_add_text(out, ": ");
		ha_strbuf_add_text(out, ha_error_text(setting->error));
	}
}

/* The daemon's name in rules, and whether its clients have names. */
static void
add_names(struct ha_strbuf *out, const struct cli_row *row)
{
	if (row->setting.has_sections) {
		ha_strbuf_add_text(out,
		    "; rules name its services, as they stand in [ ]");
	} else if (strcmp(row->asker->daemon, row->service) != 0) {
		ha_strbuf_add_text(out, "; rules name it ");
		ha_strbuf_add_text(out, row->asker->daemon);
	}
	if (!row->asker->knows_names)
		ha_strbuf_add_text(out,
		    "; it gives libwrap no names of clients");
}

/* It needs libwrap: does it ask? */
static void
advise_asker(const struct cli_row *row, struct ha_strbuf *out)
{
	if (row->setting.asks == CLI_ASKS_ALWAYS)
		return;
	if (row->setting.asks == CLI_ASKS_NEVER && row->asker->setting == NULL)
		ha_strbuf_add_text(out, "it is not what asks libwrap");
	else
		ha_strbuf_add_text(out,
		    row->setting.asks == CLI_ASKS_NEVER
			? "it can ask libwrap and does not: "
			: "it can ask libwrap; whether it does nobody knows");
	if (row->asker == NULL || row->asker->setting == NULL)
		return;
	if (row->setting.asks != CLI_ASKS_NEVER)
		ha_strbuf_add_text(out, ": that depends on ");
	add_setting(out, row);
	add_names(out, row);
}

static void
advise_program(const struct cli_row *row, struct ha_strbuf *out)
{
	switch (row->libwrap.is) {
	case CLI_LIBWRAP_GUESS:
		ha_strbuf_add_text(out,
		    "a guess: it is static and may hold libwrap");
		break;
	case CLI_LIBWRAP_FOREIGN:
		ha_strbuf_add_text(out, "it is no ELF program");
		break;
	case CLI_LIBWRAP_BROKEN:
		ha_strbuf_add_text(out, "it is a damaged ELF file");
		break;
	case CLI_LIBWRAP_UNREADABLE:
		ha_strbuf_add_text(out, "the program cannot be read: ");
		ha_strbuf_add_text(out, ha_error_text(row->libwrap.error));
		break;
	case CLI_LIBWRAP_UNKNOWN:
		ha_strbuf_add_text(out,
		    "whether it needs libwrap is unknown: ");
		cli_escape(out,
		    ha_span_of(row->libwrap.lost != NULL ? row->libwrap.lost
							 : "it"));
		ha_strbuf_add_byte(out, ' ');
		ha_strbuf_add_text(out, row->libwrap.why);
		break;
	case CLI_LIBWRAP_NO:
		if (!row->has_pam)
			ha_strbuf_add_text(out,
			    "it has no PAM service of its name, and does not "
			    "need libwrap");
		break;
	case CLI_LIBWRAP_YES:
		advise_asker(row, out);
		break;
	}
}

static void
advise_lines(const struct cli_row *row, const char *dir, struct ha_strbuf *out)
{
	if (out->len > 0)
		ha_strbuf_add_text(out, "; ");
	add_file(out, row, dir);
	ha_strbuf_add_text(out, AUTH ACCOUNT);
}

static bool
has_ours(const struct cli_guard *guard)
{
	return guard->files[CLI_PAM_AUTH] != NULL ||
	    guard->files[CLI_PAM_ACCOUNT] != NULL ||
	    guard->files[CLI_PAM_SESSION] != NULL;
}

void
cli_row_advice(const struct cli_row *row, const char *dir,
    struct ha_strbuf *out)
{
	if (row->has_pam && row->guard.is_unread) {
		ha_strbuf_add_text(out, "its PAM configuration cannot be read");
	} else if (row->has_pam && has_ours(&row->guard)) {
		advise_ours(row, dir, out);
	} else {
		if (row->program != NULL)
			advise_program(row, out);
		else if (row->asker != NULL &&
		    row->asker->asks == CLI_ASKS_NEVER)
			ha_strbuf_add_text(out,
			    "it is the kernel's, which asks nobody");
		if (row->has_pam && row->is_remote && !row->is_guarded)
			advise_lines(row, dir, out);
	}
	if (out->failed)
		cli_no_memory();
}
