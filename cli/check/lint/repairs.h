#ifndef CLI_CHECK_LINT_REPAIRS_H
#define CLI_CHECK_LINT_REPAIRS_H

#include "cli/check/base/finding.h"
#include "common/base/span.h"
#include "common/base/strbuf.h"

/*
 * What the writer of a word probably meant that the engine does not take, or
 * takes for something else.  False: nobody knows.  What is added to out is a
 * word, or words, that the engine understands; it is advice, for it may mean
 * more clients than the word does.
 */
typedef bool cli_repair(struct ha_span word, struct ha_strbuf *out);

/* An address or network: "10/8", "192.168.100", "192.0.2.0/0.0.0.255". */
cli_repair cli_repair_address;

/* "192.0.2.0-192.0.2.127", as a few networks. */
cli_repair cli_repair_range;

/* A name, a domain, or a network with the marks of other languages: "^192\.",
 * "%.example.com", "example.com..". */
cli_repair cli_repair_name;

/* Gives the finding the repair as its help, "write ..."; args[1] is it. */
void cli_help_repair(struct cli_findings *findings, struct cli_finding *finding,
    cli_repair *repair, struct ha_span word);

/* Words that belong together, as one: "192.0.2.0", "/", "24". */
bool cli_repair_joined(const struct ha_span *parts, size_t count,
    struct ha_strbuf *out);
bool cli_help_joined(struct cli_findings *findings, struct cli_finding *finding,
    const struct ha_span *parts, size_t count);

#endif
