#include "pam_hostsaccess/cache.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/strbuf.h"

/* Owned by libpam once it is set. */
struct kept {
	enum ha_verdict verdict;
	char *rhost, *user, *connection;
};

static void
kept_free(struct kept *kept)
{
	free(kept->rhost);
	free(kept->user);
	free(kept->connection);
	free(kept);
}

static void
cleanup(pam_handle_t *pamh, void *data, int status)
{
	(void)pamh;
	(void)status;
	kept_free(data);
}

/*
 * The name under which libpam keeps it: the service, and all arguments, also
 * those that shape no verdict.  What log= or message= of one line suppressed
 * is for another line to do, and none can be forgotten.
 */
static void
make_key(struct ha_strbuf *key, const struct ha_module_args *args,
    const struct mod_items *items)
{
	ha_strbuf_add_text(key, "pam_hostsaccess ");
	ha_module_args_describe(args, key);
	ha_strbuf_add_text(key, items->service);
}

/* Nothing is lost when this fails but the saving: the next phase decides. */
void
mod_cache_put(pam_handle_t *pamh, const struct ha_module_args *args,
    const struct mod_items *items, enum ha_verdict verdict)
{
	struct ha_strbuf key = HA_STRBUF_INIT;
	struct kept *kept = calloc(1, sizeof(*kept));

	if (kept == NULL)
		return;
	kept->verdict = verdict;
	kept->rhost = strdup(items->rhost);
	kept->user = strdup(items->ruser);
	kept->connection = strdup(items->connection);
	make_key(&key, args, items);
	if (kept->rhost == NULL || kept->user == NULL ||
	    kept->connection == NULL || key.failed ||
	    pam_set_data(pamh, ha_strbuf_text(&key), kept, cleanup) !=
		PAM_SUCCESS)
		kept_free(kept);
	ha_strbuf_free(&key);
}

/*
 * In the session SSH_CONNECTION is not believed any more, so it is not
 * compared either: what was kept was decided while it was.
 */
static bool
is_same_client(const struct kept *kept, const struct mod_items *items)
{
	return strcmp(kept->rhost, items->rhost) == 0 &&
	    strcmp(kept->user, items->ruser) == 0 &&
	    (items->phase == MOD_SESSION ||
		strcmp(kept->connection, items->connection) == 0);
}

bool
mod_cache_get(pam_handle_t *pamh, const struct ha_module_args *args,
    const struct mod_items *items, enum ha_verdict *verdict)
{
	struct ha_strbuf key = HA_STRBUF_INIT;
	const void *data = NULL;
	const struct kept *kept;
	bool counts = false;

	make_key(&key, args, items);
	if (!key.failed &&
	    pam_get_data(pamh, ha_strbuf_text(&key), &data) == PAM_SUCCESS &&
	    data != NULL) {
		kept = data;
		counts = is_same_client(kept, items);
		*verdict = kept->verdict;
	}
	ha_strbuf_free(&key);
	return counts;
}
