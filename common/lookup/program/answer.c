#include "common/lookup/program/answer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A DNS name in text, escapes included, and more than any host's name. */
#define DOMAIN_SIZE 1025

static void
say(struct ha_strbuf *reply, enum ha_reply word)
{
	ha_strbuf_add_byte(reply, (char)word);
}

/* A name with such bytes is no host's; it must not pass for two. */
static void
add_line(struct ha_strbuf *reply, const char *text)
{
	if (text == NULL || strchr(text, '\n') != NULL)
		return;
	ha_strbuf_add_text(reply, text);
	ha_strbuf_add_byte(reply, '\n');
}

/* HOST_NOT_FOUND and NO_DATA come from whoever is in charge of the name. */
static enum ha_reply
reply_to_missing_host(int error)
{
	return error == HOST_NOT_FOUND || error == NO_DATA ? HA_REPLY_NONE
							   : HA_REPLY_FAILED;
}

/* All names, not only the first: any of them may be the one in a rule. */
static void
answer_names(const char *text, struct ha_strbuf *reply)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	struct hostent *host = NULL;

	h_errno = NO_RECOVERY;
	if (inet_pton(AF_INET, text, bytes) == 1)
		host = gethostbyaddr(bytes, 4, AF_INET);
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		host = gethostbyaddr(bytes, 16, AF_INET6);
	if (host == NULL) {
		say(reply, reply_to_missing_host(h_errno));
		return;
	}
	say(reply, HA_REPLY_FOUND);
	add_line(reply, host->h_name);
	for (char **alias = host->h_aliases; *alias != NULL; alias++)
		add_line(reply, *alias);
	if (reply->len == 1) {
		ha_strbuf_clear(reply);
		say(reply, HA_REPLY_NONE);
	}
}

static void
add_address(struct ha_strbuf *reply, const struct sockaddr *address)
{
	char text[INET6_ADDRSTRLEN];
	const void *bytes = address->sa_family == AF_INET
	    ? (const void *)&((const struct sockaddr_in *)(const void *)address)
		  ->sin_addr
	    : &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;

	add_line(reply,
	    inet_ntop(address->sa_family, bytes, text, sizeof(text)));
}

static void
answer_addresses(const char *name, struct ha_strbuf *reply)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;

	switch (getaddrinfo(name, NULL, &hints, &list)) {
	case 0:
		break;
	case EAI_NONAME:
	case EAI_NODATA:
	case EAI_ADDRFAMILY:
		say(reply, HA_REPLY_NONE);
		return;
	default:
		say(reply, HA_REPLY_FAILED);
		return;
	}
	say(reply, HA_REPLY_FOUND);
	for (struct addrinfo *one = list; one != NULL; one = one->ai_next) {
		if (one->ai_family == AF_INET || one->ai_family == AF_INET6)
			add_address(reply, one->ai_addr);
	}
	freeaddrinfo(list);
}

/* libwrap gives the NIS domain, where there is one. */
static void
answer_netgroup(char *text, struct ha_strbuf *reply)
{
	char domain[DOMAIN_SIZE] = "";
	char *host = strchr(text, '\n');

	if (host == NULL) {
		say(reply,
		    setnetgrent(text) == 1 ? HA_REPLY_FOUND : HA_REPLY_NONE);
		endnetgrent();
		return;
	}
	*host++ = '\0';
	if (getdomainname(domain, sizeof(domain)) != 0 ||
	    strcmp(domain, "(none)") == 0)
		domain[0] = '\0';
	say(reply,
	    innetgr(text, host, NULL, domain[0] != '\0' ? domain : NULL) == 1
		? HA_REPLY_FOUND
		: HA_REPLY_NONE);
}

/* getpwnam(3): what "not found" may look like. */
static enum ha_reply
reply_to_missing_account(int error)
{
	switch (error) {
	case 0:
	case ENOENT:
	case ESRCH:
	case EBADF:
	case EPERM:
		return HA_REPLY_NONE;
	default:
		return HA_REPLY_FAILED;
	}
}

static void
add_account(struct ha_strbuf *reply, uid_t user, gid_t group)
{
	say(reply, HA_REPLY_FOUND);
	ha_strbuf_add_number(reply, user);
	ha_strbuf_add_byte(reply, ' ');
	ha_strbuf_add_number(reply, group);
	ha_strbuf_add_byte(reply, '\n');
}

static void
answer_user(const char *name, struct ha_strbuf *reply)
{
	const struct passwd *user;

	errno = 0;
	user = getpwnam(name);
	if (user == NULL)
		say(reply, reply_to_missing_account(errno));
	else
		add_account(reply, user->pw_uid, user->pw_gid);
}

static void
answer_group(const char *name, struct ha_strbuf *reply)
{
	const struct group *group;

	errno = 0;
	group = getgrnam(name);
	if (group == NULL)
		say(reply, reply_to_missing_account(errno));
	else
		add_account(reply, 0, group->gr_gid);
}

void
ha_answer_question(enum ha_question question, char *text,
    struct ha_strbuf *reply)
{
	switch (question) {
	case HA_ASK_NAMES:
		answer_names(text, reply);
		return;
	case HA_ASK_ADDRESSES:
		answer_addresses(text, reply);
		return;
	case HA_ASK_NETGROUP:
		answer_netgroup(text, reply);
		return;
	case HA_ASK_USER:
		answer_user(text, reply);
		return;
	case HA_ASK_GROUP:
		answer_group(text, reply);
		return;
	}
	ha_strbuf_add_text(reply, "!71"); /* EPROTO */
}
