#include "cli/check/lint/option.h"

struct ha_span
cli_option_keyword(struct ha_span field)
{
	size_t end = 0;

	while (end < field.len && field.at[end] != '=' &&
	    !ha_is_blank(field.at[end]))
		end++;
	return ha_span_before(field, end);
}

struct ha_span
cli_option_written_value(struct ha_span field)
{
	struct ha_span value =
	    ha_span_trim(ha_span_from(field, cli_option_keyword(field).len));

	if (value.len > 0 && value.at[0] == '=')
		value = ha_span_trim(ha_span_from(value, 1));
	return value;
}
