#ifndef CLI_REPLAY_REPORT_H
#define CLI_REPLAY_REPORT_H

#include "cli/replay/covers.h"
#include "cli/replay/options.h"
#include "common/base/strbuf.h"

/* What is printed, in its order. */
struct cli_replay_report {
	const struct cli_replay_options *options;
	const struct cli_tally *tally;
	uint64_t logins[3];   /* by enum cli_fate */
	size_t *shown_logins; /* those refused, then the untold */
	size_t nshown_logins;
	uint32_t *sources; /* with most attempts that stay open */
	size_t nsources;
	struct cli_replay_covers covers; /* the first ncovers are shown */
	size_t ncovers;
};

void cli_replay_report_make(struct cli_replay_report *report,
    const struct cli_replay_options *options, const struct cli_tally *tally);
void cli_replay_report_free(struct cli_replay_report *report);

/* The exit status that it stands for. */
int cli_replay_report_status(const struct cli_replay_report *report);

/* Its forms. */
void cli_replay_print_text(struct ha_strbuf *out,
    const struct cli_replay_report *report);
void cli_replay_print_line(struct ha_strbuf *out,
    const struct cli_replay_report *report);
void cli_replay_print_json(struct ha_strbuf *out,
    const struct cli_replay_report *report);

/* ---- pieces of them ---- */

/* "refused", "open", "untold" */
const char *cli_fate_word(enum cli_fate fate);

struct ha_span cli_login_user(const struct cli_replay_report *report,
    const struct cli_login *login);
struct ha_span cli_login_source(const struct cli_replay_report *report,
    const struct cli_login *login, char buffer[HA_ADDR_TEXT]);

/* "2026-12-01T15:04:05Z" */
void cli_add_time(struct ha_strbuf *out, int64_t time);

/* Tenths of a percent, rounded; all must not be 0. */
unsigned long cli_permille(uint64_t part, uint64_t all);
void cli_add_percent(struct ha_strbuf *out, uint64_t part, uint64_t all);

/* "sshd: 192.0.2.0/28" */
void cli_replay_cover_add_rule(struct ha_strbuf *out,
    const struct cli_replay_report *report,
    const struct cli_replay_cover *cover);

#endif
