#ifndef CLI_IO_JSON_H
#define CLI_IO_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/span.h"
#include "common/base/strbuf.h"

/*
 * JSON values; each function that fails for want of memory exits.  A value
 * that is given to another one belongs to that.
 */

void cli_json_set(json_t *object, const char *key, json_t *value);
void cli_json_set_number(json_t *object, const char *key, size_t number);
void cli_json_append(json_t *array, json_t *value);

/* Foreign text; what is no UTF-8 in it becomes \xHH. */
json_t *cli_json_text(struct ha_span text);

/* Null for an empty text. */
json_t *cli_json_text_or_null(struct ha_span text);

/* The text of a buffer, which is emptied and freed. */
json_t *cli_json_take(struct ha_strbuf *text);

/* Can text be given unchanged?  JSON has no other bytes than UTF-8. */
bool cli_json_is_exact(struct ha_span text);

/* Adds a text as cli_json_text makes it, in its quotes. */
void cli_json_add_text(struct ha_strbuf *out, struct ha_span text);

/* Adds the value on a line of its own and frees it. */
void cli_json_print(struct ha_strbuf *out, json_t *value);

#endif
