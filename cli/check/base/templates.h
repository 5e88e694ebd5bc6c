#ifndef CLI_CHECK_BASE_TEMPLATES_H
#define CLI_CHECK_BASE_TEMPLATES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/source/source.h"

/* The logical lines of one template that hold marks, in order. */
struct cli_template {
	const struct ha_source *source;
	struct cli_template_lines {
		size_t start, end;
	} * list;
	size_t count, size;
	struct ha_location mark; /* the first */
};

struct cli_templates {
	struct cli_template *list;
	size_t count, size;
};

void cli_templates_free(struct cli_templates *templates);

/*
 * Is it a template, with one of these in it?
 *
 *	{{ }} {% %} {# #}	Jinja, Go, Handlebars
 *	<% %>			ERB, EPP
 *	${ }			others; but not in a comment, or in a command,
 *				where it is the shell's
 *
 * NULL: it is none.  Otherwise what was found, which is kept among the others
 * and valid until the next call.
 */
const struct cli_template *cli_templates_read(struct cli_templates *templates,
    const struct ha_source *source);

/* Does the line at the place hold marks of a template? */
bool cli_templates_hold(const struct cli_templates *templates,
    struct ha_location where);

#endif
