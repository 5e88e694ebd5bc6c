#include "common/lookup/lookup.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/base/strbuf.h"

void
ha_lookup_init(struct ha_lookup *lookup, unsigned long seconds)
{
	*lookup = (struct ha_lookup){ .seconds = seconds };
}

static void
stop(struct ha_lookup *lookup)
{
	if (lookup->is_running)
		ha_child_end(&lookup->child);
	lookup->is_running = lookup->is_ready = lookup->has_met_names = false;
}

void
ha_lookup_restart(struct ha_lookup *lookup)
{
	if (lookup->error != 0)
		stop(lookup);
	lookup->has_deadline = lookup->is_late = false;
	lookup->error = 0;
}

void
ha_lookup_pause(struct ha_lookup *lookup)
{
	if (lookup->has_deadline)
		lookup->left = ha_deadline_left(&lookup->deadline);
}

void
ha_lookup_resume(struct ha_lookup *lookup)
{
	if (lookup->has_deadline)
		lookup->deadline = ha_deadline_in_ms(lookup->left);
}

void
ha_lookup_end(struct ha_lookup *lookup)
{
	stop(lookup);
	free(lookup->packet);
	lookup->packet = NULL;
}

/* Nothing can be looked up any more in this decision. */
static enum ha_answer
give_up(struct ha_lookup *lookup, int error)
{
	stop(lookup);
	lookup->error = error;
	return HA_ANSWER_BROKEN;
}

static void
set_deadline(struct ha_lookup *lookup)
{
	if (lookup->has_deadline)
		return;
	lookup->deadline = ha_deadline_in(lookup->seconds);
	lookup->has_deadline = true;
}

static int
start(struct ha_lookup *lookup)
{
	char name[] = "hostsaccess-lookup";
	char *const argv[] = { name, NULL }, *const environment[] = { NULL };
	/* It gives its rights away by itself. */
	const struct ha_child_spec spec = { .path = ha_lookup_helper,
		.argv = argv,
		.environment = environment,
		.talks = true,
		.output = -1,
		.user = (uid_t)-1,
		.group = (gid_t)-1,
		.mask = 022 };
	int error;

	if (lookup->packet == NULL)
		lookup->packet = malloc(HA_FRAME_MAX);
	if (lookup->packet == NULL)
		return ENOMEM;
	if (lookup->is_running)
		return 0;
	error = ha_child_start(&lookup->child, &spec);
	lookup->is_running = error == 0;
	return error;
}

/* False: the deadline has passed. */
static bool
wait_for_answer(const struct ha_lookup *lookup)
{
	struct pollfd poll_fd = { lookup->child.socket, POLLIN, 0 };
	int left;

	while ((left = ha_deadline_left(&lookup->deadline)) > 0) {
		int ready = poll(&poll_fd, 1, left);

		if (ready > 0)
			return true;
		if (ready < 0 && errno != EINTR)
			return true;
	}
	return false;
}

static ssize_t
receive_bytes(struct ha_lookup *lookup)
{
	return recv(lookup->child.socket, lookup->packet, HA_FRAME_MAX,
	    MSG_DONTWAIT | MSG_TRUNC);
}

/* A packet is in lookup->packet when this is HA_ANSWER_FOUND. */
static enum ha_answer
receive_packet(struct ha_lookup *lookup, struct ha_span *packet)
{
	ssize_t len;

	if (!wait_for_answer(lookup)) {
		lookup->is_late = true;
		stop(lookup);
		return HA_ANSWER_FAILED;
	}
	/* Going with a question unread resets the connection: told once. */
	len = receive_bytes(lookup);
	if (len < 0 && errno == ECONNRESET)
		len = receive_bytes(lookup);
	if (len <= 0)
		return give_up(lookup, len < 0 ? errno : EPIPE);
	if ((size_t)len > HA_FRAME_MAX)
		return give_up(lookup, EMSGSIZE);
	*packet = (struct ha_span){ lookup->packet, (size_t)len };
	return HA_ANSWER_FOUND;
}

static enum ha_answer
receive_answer(struct ha_lookup *lookup, struct ha_span *packet)
{
	enum ha_answer answer = receive_packet(lookup, packet);
	int error;

	if (answer != HA_ANSWER_FOUND)
		return answer;
	if (!ha_reply_read(*packet, &answer, &error))
		return give_up(lookup, EPROTO);
	if (answer == HA_ANSWER_BROKEN)
		return give_up(lookup, error);
	return answer;
}

/* What it says before any answer; it may also say why it cannot run. */
static enum ha_answer
receive_ready(struct ha_lookup *lookup)
{
	struct ha_span packet;
	enum ha_answer answer = receive_packet(lookup, &packet);
	bool is_shared;
	int error;

	if (answer != HA_ANSWER_FOUND)
		return answer;
	if (ha_ready_read(packet, &is_shared)) {
		lookup->is_ready = true;
		lookup->is_shared = lookup->is_shared || is_shared;
		return answer;
	}
	if (ha_reply_read(packet, &answer, &error) &&
	    answer == HA_ANSWER_BROKEN)
		return give_up(lookup, error);
	return give_up(lookup, EPROTO);
}

/* The answer's packet is in lookup->packet when this is HA_ANSWER_FOUND. */
static enum ha_answer
receive(struct ha_lookup *lookup, struct ha_span *packet)
{
	enum ha_answer answer = HA_ANSWER_FOUND;

	if (!lookup->is_ready)
		answer = receive_ready(lookup);
	return answer == HA_ANSWER_FOUND ? receive_answer(lookup, packet)
					 : answer;
}

/* Whoever is in charge of a name or an address writes what is found there. */
static bool
is_for_names(enum ha_question kind)
{
	return kind != HA_ASK_USER && kind != HA_ASK_GROUP;
}

static enum ha_answer
ask(struct ha_lookup *lookup, enum ha_question kind, struct ha_span text,
    struct ha_span *packet)
{
	char byte = (char)kind;
	struct iovec parts[] = { { &byte, 1 }, { NULL, text.len } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	int error;

	if (lookup->error != 0)
		return HA_ANSWER_BROKEN;
	set_deadline(lookup);
	if (lookup->is_late)
		return HA_ANSWER_FAILED;
	if (lookup->has_met_names && !is_for_names(kind))
		stop(lookup);
	error = start(lookup);
	if (error != 0)
		return give_up(lookup, error);
	if (is_for_names(kind))
		lookup->has_met_names = true;
	memcpy(lookup->packet, text.at, text.len);
	parts[1].iov_base = lookup->packet;
	/* A program that has gone may have said why before it went. */
	if (sendmsg(lookup->child.socket, &message,
		MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
	    errno != EPIPE && errno != ECONNRESET)
		return give_up(lookup, errno);
	return receive(lookup, packet);
}

/* What no look-up takes is known by nobody. */
static bool
is_askable(struct ha_span text)
{
	return text.len > 0 && text.len < HA_FRAME_MAX &&
	    !ha_span_holds(text, '\0');
}

/* An answer that is not sound is as good as none, and nobody is believed. */
static enum ha_answer
answer_of(struct ha_lookup *lookup, enum ha_status status)
{
	if (status == HA_OK)
		return HA_ANSWER_FOUND;
	return give_up(lookup, status == HA_NOMEM ? ENOMEM : EPROTO);
}

static enum ha_answer
ask_names(void *context, const struct ha_addr *addr, struct ha_arena *arena,
    struct ha_span **names, size_t *count)
{
	struct ha_lookup *lookup = context;
	char buffer[HA_ADDR_TEXT];
	struct ha_span packet, kept;
	enum ha_answer answer =
	    ask(lookup, HA_ASK_NAMES, ha_addr_format(addr, buffer), &packet);

	if (answer != HA_ANSWER_FOUND)
		return answer;
	/* The next answer overwrites this one. */
	kept = (struct ha_span){ ha_arena_text(arena, packet), packet.len };
	if (kept.at == NULL)
		return answer_of(lookup, HA_NOMEM);
	return answer_of(lookup, ha_reply_names(kept, arena, names, count));
}

static enum ha_answer
ask_addresses(void *context, struct ha_span name, struct ha_arena *arena,
    struct ha_addr **addrs, size_t *count)
{
	struct ha_span packet;
	enum ha_answer answer;

	if (!is_askable(name))
		return HA_ANSWER_NONE;
	answer = ask(context, HA_ASK_ADDRESSES, name, &packet);
	if (answer != HA_ANSWER_FOUND)
		return answer;
	return answer_of(context,
	    ha_reply_addresses(packet, arena, addrs, count));
}

static enum ha_answer
ask_netgroup(void *context, struct ha_span group, struct ha_span host)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	enum ha_answer answer = HA_ANSWER_NONE;
	struct ha_span packet;

	ha_strbuf_add(&text, group);
	ha_strbuf_add_byte(&text, '\n');
	ha_strbuf_add(&text, host);
	if (text.failed)
		answer = give_up(context, ENOMEM);
	else if (is_askable(ha_strbuf_span(&text)) &&
	    !ha_span_holds(group, '\n') && !ha_span_holds(host, '\n'))
		answer = ask(context, HA_ASK_NETGROUP, ha_strbuf_span(&text),
		    &packet);
	ha_strbuf_free(&text);
	return answer;
}

enum ha_answer
ha_lookup_netgroup(struct ha_lookup *lookup, struct ha_span group)
{
	struct ha_span packet;

	if (!is_askable(group) || ha_span_holds(group, '\n'))
		return HA_ANSWER_NONE;
	return ask(lookup, HA_ASK_NETGROUP, group, &packet);
}

enum ha_answer
ha_lookup_account(struct ha_lookup *lookup, struct ha_span name, bool is_group,
    struct ha_account *account)
{
	struct ha_span packet;
	enum ha_answer answer;

	if (!is_askable(name) || ha_span_holds(name, '\n'))
		return HA_ANSWER_NONE;
	answer =
	    ask(lookup, is_group ? HA_ASK_GROUP : HA_ASK_USER, name, &packet);
	if (answer == HA_ANSWER_FOUND && !ha_reply_account(packet, account))
		return give_up(lookup, EPROTO);
	return answer;
}

static enum ha_answer
ask_user(void *context, struct ha_span name)
{
	struct ha_account account;

	return ha_lookup_account(context, name, false, &account);
}

static enum ha_answer
ask_group(void *context, struct ha_span name)
{
	struct ha_account account;

	return ha_lookup_account(context, name, true, &account);
}

struct ha_resolver
ha_lookup_resolver(struct ha_lookup *lookup, bool asks_names)
{
	struct ha_resolver resolver = { .context = lookup,
		.error = &lookup->error,
		.user = ask_user,
		.group = ask_group };

	if (asks_names) {
		resolver.names = ask_names;
		resolver.addresses = ask_addresses;
		resolver.netgroup = ask_netgroup;
	}
	return resolver;
}
