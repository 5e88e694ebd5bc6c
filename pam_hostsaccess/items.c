#include "pam_hostsaccess/items.h"

#include <string.h>
#include <unistd.h>

#include "common/language/text.h"

const char *
mod_phase_name(enum mod_phase phase)
{
	switch (phase) {
	case MOD_AUTH:
		return "auth";
	case MOD_ACCOUNT:
		return "account";
	case MOD_SESSION:
		return "session";
	}
	return "";
}

static const char *
get_item(pam_handle_t *pamh, int item)
{
	const void *value = NULL;

	if (pam_get_item(pamh, item, &value) != PAM_SUCCESS || value == NULL)
		return "";
	return value;
}

/*
 * sshd's own word on the connection.  Before the session nobody else can
 * write the PAM environment; later modules may merge the user's into it.
 */
static const char *
get_connection(pam_handle_t *pamh, const struct mod_items *items)
{
	const char *connection;

	if (items->phase == MOD_SESSION || !items->is_sshd)
		return "";
	connection = pam_getenv(pamh, "SSH_CONNECTION");
	return connection != NULL ? connection : "";
}

bool
mod_items_read(pam_handle_t *pamh, const struct ha_module_args *args,
    enum mod_phase phase, struct mod_items *items)
{
	int user = args->user == HA_MODULE_USER_LOGIN ? PAM_USER : PAM_RUSER;

	*items = (struct mod_items){ .phase = phase, .arena = HA_ARENA_INIT };
	items->is_sshd = strcmp(get_item(pamh, PAM_TTY), "ssh") == 0;

	const struct {
		const char **copy, *text;
	} texts[] = {
		{ &items->service,
		    args->daemon != NULL ? args->daemon
					 : get_item(pamh, PAM_SERVICE) },
		{ &items->rhost, get_item(pamh, PAM_RHOST) },
		{ &items->account, get_item(pamh, PAM_USER) },
		{ &items->ruser, get_item(pamh, user) },
		{ &items->connection, get_connection(pamh, items) },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		*texts[i].copy =
		    ha_arena_text(&items->arena, ha_span_of(texts[i].text));
		if (*texts[i].copy == NULL)
			return false;
	}
	items->has_rhost_addr =
	    ha_addr_parse_host(ha_span_of(items->rhost), &items->rhost_addr);
	return true;
}

void
mod_items_free(struct mod_items *items)
{
	ha_arena_free(&items->arena);
}

/* Any other word may be a name that the client's reverse zone holds. */
static bool
lacks_rhost(const struct mod_items *items)
{
	return items->rhost[0] == '\0' ||
	    (items->is_sshd && strcmp(items->rhost, "UNKNOWN") == 0);
}

static bool
read_connection(const struct mod_items *items, struct ha_request *request)
{
	return ha_request_set_connection(request,
	    ha_span_of(items->connection));
}

bool
mod_items_lack_host(const struct mod_items *items)
{
	struct ha_request ignored = HA_REQUEST_INIT;

	return lacks_rhost(items) && !read_connection(items, &ignored);
}

bool
mod_items_disagree(const struct mod_items *items)
{
	struct ha_request request = HA_REQUEST_INIT;

	return items->has_rhost_addr && read_connection(items, &request) &&
	    !ha_addr_equal(&items->rhost_addr, &request.client.addr);
}

/* Words that services write where they know no host. */
static bool
is_placeholder(struct ha_span name)
{
	return ha_text_is_unknown(name) ||
	    ha_span_equal_fold(name, HA_SPAN("IHaveNoIdeaHowIGotHere"));
}

/*
 * "192.0.2.33." and its like: no address, and somebody may yet read them as
 * one.  No host has such a name.
 */
static bool
ends_in_number(struct ha_span name)
{
	while (name.len > 0 && ha_is_digit(name.at[name.len - 1]))
		name.len--;
	return name.len == 0 || name.at[name.len - 1] == '.';
}

/* What else stands in PAM_RHOST is no name, and its client is unknown. */
static bool
is_name(struct ha_span text)
{
	if (text.len > 0 && text.at[text.len - 1] == '.')
		text.len--;
	return ha_is_host_name(text) && !is_placeholder(text) &&
	    !ends_in_number(text);
}

/* What names= makes of a host name that nothing confirms yet. */
static void
take_name(const struct ha_module_args *args, struct ha_span name,
    struct ha_host *client)
{
	switch ((enum ha_module_names)args->names) {
	case HA_MODULE_NAMES_VERIFY:
		ha_host_claim_name(client, name);
		break;
	case HA_MODULE_NAMES_TRUST:
		/* Without an address, what it resolves to is open. */
		if (client->addr_fact == HA_FACT_ABSENT)
			client->addr_fact = HA_FACT_UNASKED;
		ha_host_set_name(client, name);
		break;
	case HA_MODULE_NAMES_IGNORE:
		break;
	}
}

static void
take_address(const struct ha_module_args *args, const struct mod_items *items,
    struct ha_host *client)
{
	if (args->rhost == HA_MODULE_RHOST_CLAIM) {
		ha_host_claim_addr(client, &items->rhost_addr);
		return;
	}
	ha_host_set_addr(client, ha_span_of(items->rhost));
	client->name_fact = HA_FACT_UNASKED;
}

void
mod_items_request(const struct ha_module_args *args,
    const struct mod_items *items, struct ha_request *request)
{
	struct ha_span rhost = ha_span_of(items->rhost);
	bool is_told;

	*request = HA_REQUEST_INIT;
	request->service = ha_span_of(items->service);
	request->user = ha_span_of(items->ruser);
	if (args->user == HA_MODULE_USER_LOGIN && items->ruser[0] == '\0')
		request->user_state = HA_USER_UNTOLD;
	request->pid = (unsigned long)getpid();
	is_told = read_connection(items, request);
	/* There is a connection, which some versions of sshd do not report. */
	if (items->is_sshd && items->connection[0] == '\0')
		ha_host_set_untold(&request->server);
	if (!is_told && items->has_rhost_addr)
		take_address(args, items, &request->client);
	else if (is_name(rhost))
		take_name(args, rhost, &request->client);
}

const char *
mod_items_claim(const struct mod_items *items, const struct ha_host *client)
{
	struct ha_span rhost = ha_span_of(items->rhost);

	if (lacks_rhost(items) ||
	    (items->has_rhost_addr && client->addr_fact == HA_FACT_KNOWN))
		return "";
	if (rhost.at[rhost.len - 1] == '.')
		rhost.len--;
	if (client->name_fact == HA_FACT_KNOWN &&
	    ha_span_equal_fold(client->name, rhost))
		return "";
	return items->rhost;
}
