#ifndef CLI_CHECK_LINT_PATTERN_H
#define CLI_CHECK_LINT_PATTERN_H

#include "cli/check/base/check.h"

/* What the lints of host patterns share, and the lints by their kind. */

/* A finding at the pattern, where the rule or the pattern file has it. */
struct cli_finding *cli_find_at(const struct cli_view *view,
    const struct cli_piece *piece, enum ha_code code);

/* lint_networks: addresses and networks, also with wildcards. */
void cli_lint_network(const struct cli_view *view,
    const struct cli_piece *piece, const struct ha_pattern *pattern);

/* What looks like an address and is malformed (HA211). */
void cli_lint_bad_address(const struct cli_view *view,
    const struct cli_piece *piece);

/* lint_shapes: what was never meant to be a name, of a client or a daemon.
 * True: it was told. */
bool cli_lint_shape(const struct cli_view *view, const struct cli_piece *piece,
    enum ha_effect effect);
bool cli_has_shape(struct ha_span text);

/* lint_names: names, parts of them, and the words of the language. */
void cli_lint_name(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern);

/* The same for the client list as a whole: what is said once a rule. */
void cli_lint_names(const struct cli_view *view);

/* lint_pattern_files: a pattern that names a file, in a rule or in a file. */
void cli_lint_file_name(const struct cli_view *view,
    const struct cli_piece *piece);

#endif
