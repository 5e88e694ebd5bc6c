#include "cli/io/json.h"
#include "cli/status/row.h"

static json_t *
make_text(const char *text)
{
	return text == NULL ? json_null() : cli_json_text(ha_span_of(text));
}

static json_t *
make_place(const struct cli_guard *guard, enum cli_pam_type type)
{
	json_t *place;

	if (guard->files[type] == NULL)
		return json_null();
	place = json_object();
	cli_json_set(place, "file", make_text(guard->files[type]->path));
	cli_json_set_number(place, "line", guard->lines[type]);
	return place;
}

static json_t *
make_pam(const struct cli_row *row)
{
	json_t *pam;

	if (!row->has_pam)
		return json_null();
	pam = json_object();
	for (int type = CLI_PAM_AUTH; type <= CLI_PAM_SESSION; type++)
		cli_json_set(pam, cli_pam_type_name((enum cli_pam_type)type),
		    make_place(&row->guard, (enum cli_pam_type)type));
	return pam;
}

static json_t *
make_libwrap(const struct cli_row *row)
{
	if (row->program == NULL)
		return json_null();
	switch (row->libwrap.is) {
	case CLI_LIBWRAP_NO:
		return json_false();
	case CLI_LIBWRAP_YES:
		return json_true();
	case CLI_LIBWRAP_GUESS:
		return json_string("guess");
	case CLI_LIBWRAP_UNKNOWN:
	case CLI_LIBWRAP_FOREIGN:
	case CLI_LIBWRAP_BROKEN:
	case CLI_LIBWRAP_UNREADABLE:
		break;
	}
	return json_null();
}

/* Does it ask libwrap?  Null: nobody knows. */
static json_t *
make_asks(const struct cli_row *row)
{
	if (row->program == NULL || row->libwrap.is != CLI_LIBWRAP_YES)
		return row->program != NULL && row->libwrap.is == CLI_LIBWRAP_NO
		    ? json_false()
		    : json_null();
	if (row->setting.asks == CLI_ASKS_MAYBE)
		return json_null();
	return json_boolean(row->setting.asks == CLI_ASKS_ALWAYS);
}

/* What decides about that; null: nothing that is known. */
static json_t *
make_setting(const struct cli_row *row)
{
	json_t *object;

	if (row->program == NULL || row->libwrap.is != CLI_LIBWRAP_YES ||
	    row->asker == NULL || row->asker->setting == NULL)
		return json_null();
	object = json_object();
	cli_json_set(object, "name", make_text(row->asker->setting));
	cli_json_set(object, "value", make_text(row->setting.value));
	cli_json_set(object, "file", make_text(row->setting.file));
	return object;
}

static json_t *
make_row(const struct cli_row *row, const char *dir)
{
	struct ha_strbuf advice = HA_STRBUF_INIT;
	json_t *object = json_object();

	cli_row_advice(row, dir, &advice);
	cli_json_set(object, "service", make_text(row->service));
	cli_json_set(object, "program", make_text(row->program));
	cli_json_set(object, "pam", make_pam(row));
	cli_json_set(object, "libwrap", make_libwrap(row));
	cli_json_set(object, "asks_libwrap", make_asks(row));
	cli_json_set(object, "setting", make_setting(row));
	cli_json_set(object, "guarded", json_boolean(row->is_guarded));
	if (advice.len == 0)
		cli_json_set(object, "advice", json_null());
	else
		cli_json_set(object, "advice", cli_json_take(&advice));
	return object;
}

void
cli_status_print_json(const struct cli_status *status, struct ha_strbuf *out)
{
	json_t *object = json_object(), *services = json_array();

	for (size_t i = 0; i < status->count; i++)
		cli_json_append(services,
		    make_row(&status->rows[i], status->pam.dir));
	cli_json_set_number(object, "version", 1);
	cli_json_set(object, "services", services);
	cli_json_set_number(object, "unseen_sockets", status->unseen);
	cli_json_print(out, object);
}
