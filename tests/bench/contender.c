#include "tests/bench/contender.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "common/match/decide.h"
#include "tests/bench/scratch.h"

/*
 * libwrap's way: see hosts_access(3).  It is loaded, not linked, for many
 * systems do not have it; so its header is not needed either.
 */
static struct {
	char **allow, **deny; /* its hosts_allow_table, hosts_deny_table */
	int (*hosts_ctl)(const char *daemon, const char *client_name,
	    const char *client_addr, const char *client_user);
} libwrap;

/* glibc's own, which otherwise grows with what was freed. */
#define MMAP_THRESHOLD (128 * 1024)

static const char unknown[] = "unknown"; /* its STRING_UNKNOWN */

static void *
find(void *library, const char *name)
{
	void *symbol = dlsym(library, name);

	if (symbol == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
	return symbol;
}

static bool
load_libwrap(void)
{
	void *library = dlopen("libwrap.so.0", RTLD_NOW);
	void *function;

	if (library == NULL)
		return false;
	libwrap.allow = find(library, "hosts_allow_table");
	libwrap.deny = find(library, "hosts_deny_table");
	function = find(library, "hosts_ctl");
	memcpy(&libwrap.hosts_ctl, &function, sizeof(function));
	return true;
}

static enum ha_verdict
ask_libwrap(const struct tables *tables, const struct client *client)
{
	*libwrap.allow = tables->allow;
	*libwrap.deny = tables->deny;
	return libwrap.hosts_ctl(client->service,
		   client->name != NULL ? client->name : unknown,
		   client->address, unknown) != 0
	    ? HA_ALLOW
	    : HA_DENY;
}

/* What the module does between a request from PAM and a verdict. */
static enum ha_verdict
decide(const struct tables *tables, const struct client *client,
    const struct ha_loader *loader)
{
	static const struct ha_resolver nobody;
	const struct ha_policy policy = { .aclexec = HA_ACLEXEC_FAIL };
	const struct ha_tables paths = { { .path = tables->allow },
		{ .path = tables->deny }, loader };
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;
	enum ha_verdict verdict;

	request.service = ha_span_of(client->service);
	ha_host_set_addr(&request.client, ha_span_of(client->address));
	request.client.name_fact = HA_FACT_UNASKED;
	if (client->name != NULL)
		ha_host_set_name(&request.client, ha_span_of(client->name));
	if (ha_decide(&paths, &request, &nobody, &policy, NULL, &decision) !=
	    HA_OK)
		fail("ha_decide");
	verdict = decision.verdict;
	ha_decision_free(&decision);
	ha_request_free(&request);
	return verdict;
}

static enum ha_verdict
ask_plain(const struct tables *tables, const struct client *client)
{
	return decide(tables, client, NULL);
}

static enum ha_verdict
ask_indexed(const struct tables *tables, const struct client *client)
{
	const struct ha_loader loader = { .index_folder = scratch_folder() };

	return decide(tables, client, &loader);
}

struct contender contenders[NCONTENDERS] = {
	{ "libwrap", ask_libwrap },
	{ "hostsaccess", ask_plain },
	{ "with index", ask_indexed },
};

void
contender_load(void)
{
	mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD);
	if (!load_libwrap())
		contenders[0].decide = NULL;
}
