#ifndef CLI_CHECK_LINT_LINT_H
#define CLI_CHECK_LINT_LINT_H

#include "cli/check/base/view.h"
#include "common/language/pattern.h"

/* The lints, each in the file of its name. */

/* lint_templates: sets is_template; comes before the other lints. */
void cli_lint_template(struct cli_check *check, struct cli_table *table);

/* Does the line at the offset hold marks of a template?  It is no rule yet. */
bool cli_is_of_template(const struct cli_check *check,
    const struct cli_table *table, size_t offset);

/* lint_lines: bytes and lines of a table, before it is read as rules. */
void cli_lint_lines(struct cli_check *check, const struct cli_table *table);

/* lint_ends: a last rule that the end of the file may have cut short. */
void cli_lint_end(const struct cli_view *view);

/*
 * lint_glued: two rules in one line, as one was appended to a file that did
 * not end in a newline.  True: so it is, and it was reported.
 */
bool cli_lint_glued(const struct cli_view *view);

/*
 * lint_joined: a comment without a blank or newline before it, and words that a
 * continued line joins.  True: so it is, and it was reported.
 */
bool cli_lint_hash(const struct cli_view *view);
bool cli_lint_torn(const struct cli_view *view, const struct cli_piece *piece);

/* Is a word of the rule one that cli_lint_torn reports? */
bool cli_is_torn(const struct cli_view *view, struct ha_span word);

/* lint_faults: a malformed rule. */
void cli_lint_fault(const struct cli_view *view);

/* lint_daemons: a sound daemon list. */
void cli_lint_daemons(const struct cli_view *view);

/* The same: a name among the clients of daemons that know none. */
void cli_lint_nameless(const struct cli_view *view);

/* Is it a daemon's name, or ALL?  Of /etc/services alone it may be anything. */
bool cli_is_daemon(struct cli_check *check, struct ha_span text);

/* Is it the last part of the names of some top-level domain? */
bool cli_is_top_level(struct ha_span label);

/* What is known of daemons; read when it is asked for first. */
struct cli_daemons *cli_known_daemons(struct cli_check *check);

/*
 * lint_clients: a sound client list as a whole, and each host pattern of it,
 * also after "user@", "daemon@" and in pattern files.
 */
void cli_lint_clients(const struct cli_view *view);
void cli_lint_pattern(const struct cli_view *view,
    const struct cli_piece *piece);

/* Do the rule's options begin with a port, as in 192.0.2.1:22?  Then it is
 * told with the client. */
bool cli_lint_is_port(const struct cli_view *view);

/* lint_pattern_files: the files that a pattern leads to. */
void cli_lint_pattern_files(const struct cli_view *view,
    const struct cli_piece *piece);

/* lint_options: a rule's options. */
void cli_lint_options(const struct cli_view *view);

/* lint_files: owners, modes, what the module reads.  After all was read. */
void cli_lint_files(struct cli_check *check);

/* "--allow A --deny B", kept. */
struct ha_span cli_table_arguments(struct cli_check *check, const char *allow,
    const char *deny);

/*
 * lint_pam: the services named by --pam.  False: a file that was named cannot
 * be read, which has been said.
 */
bool cli_lint_pam(struct cli_check *check);

/* lint_policy: lock-outs.  After all was read. */
void cli_lint_policy(struct cli_check *check);

/* The tests in hosts.tests beside the tables, if there are any. */
void cli_lint_tests(struct cli_check *check);

/* lint_suppressions: comments that hide nothing.  The last of all. */
void cli_lint_suppressions(struct cli_check *check);

/* ---- of which these are made ---- */

/* lint_networks: addresses and networks, also with wildcards. */
void cli_lint_network(const struct cli_view *view,
    const struct cli_piece *piece, const struct ha_pattern *pattern);

/* lint_bad_address: what looks like an address and is malformed (HA211). */
void cli_lint_bad_address(const struct cli_view *view,
    const struct cli_piece *piece);

/* lint_shapes: what was never meant to be a name, of a client or a daemon.
 * True: it was reported. */
bool cli_lint_shape(const struct cli_view *view, const struct cli_piece *piece,
    enum ha_effect effect);
bool cli_has_shape(struct ha_span text);

/* lint_apart: a network and its length with a blank between them.  True: it was
 * reported, here or at another of these words. */
bool cli_lint_length_apart(const struct cli_view *view,
    const struct cli_piece *piece, enum ha_effect effect);

/* The word "netmask", before a mask, which has a finding of its own? */
bool cli_is_before_mask(const struct cli_view *view,
    const struct cli_piece *piece);

/*
 * lint_prose: remarks, parentheses and bullets.  True: it was reported, here or
 * at the first of its words.
 */
bool cli_lint_prose(const struct cli_view *view, const struct cli_piece *piece);
bool cli_lint_group(const struct cli_view *view, const struct cli_piece *piece);
bool cli_lint_bullet(const struct cli_view *view,
    const struct cli_piece *piece);
void cli_lint_star(const struct cli_view *view);
bool cli_is_prose(struct ha_span text);
bool cli_is_bullet(struct ha_span text);

/* Does a word belong to a group in parentheses that was reported? */
bool cli_is_grouped(const struct cli_view *view, struct ha_span word);

/* lint_reach: what admits more clients than its writer may think. */
void cli_lint_reach(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern);

/* The same of "@group", where a Unix group has that name. */
bool cli_is_unix_group(const struct cli_view *view,
    const struct ha_pattern *pattern);
bool cli_lint_unix_group(const struct cli_view *view,
    const struct cli_piece *piece, struct ha_span group);

/* lint_placeholders: a word that stands for what was to be filled in. */
bool cli_is_placeholder_word(struct ha_span text);

/* lint_names: names, parts of them, and the words of the language. */
void cli_lint_name(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern);

/* lint_lead_back: a name that none of its addresses has. */
void cli_lint_lead_back(const struct cli_view *view,
    const struct cli_piece *piece, struct ha_span name,
    const struct ha_addr *addrs, size_t count);

/* The same for the client list as a whole: what is said once a rule. */
void cli_lint_names(const struct cli_view *view);

/* Is it a command without the option's name before it? */
bool cli_option_is_command(struct ha_span field);

/* lint_commands: spawn, aclexec or twist. */
void cli_lint_command(const struct cli_view *view,
    const struct ha_option *option);

/* The same, for what else has %<letter> in its value. */
void cli_lint_percents(const struct cli_view *view,
    const struct ha_option *option);

/* lint_accounts: user and group. */
void cli_lint_account(const struct cli_view *view,
    const struct ha_option *option);

/* Is there a group of that name on this machine?  Asked once. */
bool cli_is_unix_group_here(struct cli_check *check, struct ha_span name);

/*
 * The user in the rule, if services of all kinds run as he does: they can do to
 * his processes what they like.  Otherwise empty.
 */
struct ha_span cli_shared_user(const struct ha_option *option);

#endif
