/*
 * hostsaccess-lookup: asks the C library's resolver, so that whoever wants to
 * know need not.  Descriptor 0 is a socket; frame.h says what is said on it.
 *
 * Whatever NSS modules do with hostile answers, they do it here: as a user that
 * nobody else is, with nothing open, in a process that is killed when time is
 * up.
 */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <resolv.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/lookup/frame.h"
#include "common/lookup/program/answer.h"
#include "common/lookup/program/own_user.h"
#include "common/source/source.h"

/* nobody and nogroup: the kernel's own number for "no account", but many
 * services have it. */
#define NOBODY 65534

static bool
is_root(void)
{
	uid_t real, effective, saved;

	return getresuid(&real, &effective, &saved) != 0 || real == 0 ||
	    effective == 0 || saved == 0;
}

static bool
become(struct ha_own_user own)
{
	return setgroups(0, NULL) == 0 &&
	    setresgid(own.group, own.group, own.group) == 0 &&
	    setresuid(own.user, own.user, own.user) == 0 && !is_root();
}

/* Without such a file there is no account, and that is all it would say. */
static bool
choose_own_user(struct ha_own_user *own)
{
	struct ha_source *source = NULL;
	int ignored;
	bool is_chosen;

	if (ha_source_open("/etc/passwd", &source, &ignored) != HA_OK)
		return ha_own_user_choose(HA_SPAN_EMPTY, own);
	is_chosen = ha_own_user_choose(
	    (struct ha_span){ source->bytes, source->len }, own);
	ha_source_free(source);
	return is_chosen;
}

/*
 * A user namespace need not have the number.  Then it is the one that every
 * namespace of some size has; but others may have it, too, and whoever is the
 * same user can stop this process.
 */
static bool
become_own_user(bool *is_shared)
{
	const struct ha_own_user nobody = { NOBODY, NOBODY };
	struct ha_own_user own;

	*is_shared = !choose_own_user(&own) || !become(own);
	return !*is_shared || become(nobody);
}

static bool
become_real_user(void)
{
	return setresgid(getgid(), getgid(), getgid()) == 0 &&
	    setresuid(getuid(), getuid(), getuid()) == 0;
}

/* A service manager's ambient capabilities outlast exec and setuid. */
static bool
drop_capabilities(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct none[2] = { { .effective = 0 } };

	return syscall(SYS_capset, &header, none) == 0;
}

/* False: more rights are left than a look-up may have. */
static bool
drop_rights(bool *is_shared)
{
	return (is_root() ? become_own_user(is_shared) : become_real_user()) &&
	    drop_capabilities();
}

static bool
confine(bool *is_shared)
{
	struct rlimit none = { 0, 0 };

	if (!drop_rights(is_shared) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || chdir("/") != 0)
		return false;
	setrlimit(RLIMIT_CORE, &none);
	/* The change of user took this back: to end with the keeper. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return true;
}

/*
 * A name with a dot is whole: "trusted.example" must not be looked for as
 * "trusted.example.local", too.  One without is looked for in the domain of
 * this machine, as everywhere.
 */
static void
limit_search(void)
{
	res_init();
	_res.options &= ~(unsigned long)RES_DNSRCH;
}

static bool
send_text(struct ha_span text)
{
	return send(0, text.at, text.len, MSG_NOSIGNAL) == (ssize_t)text.len;
}

/* A packet that would not fit is an answer that nobody can use. */
static bool
send_reply(const struct ha_strbuf *reply)
{
	if (reply->failed || reply->len > HA_FRAME_MAX)
		return send_text(HA_SPAN("?"));
	return send_text(ha_strbuf_span(reply));
}

static int
refuse_to_run(int error)
{
	struct ha_strbuf reply = HA_STRBUF_INIT;

	ha_strbuf_add_byte(&reply, HA_REPLY_BROKEN);
	ha_strbuf_add_number(&reply, (unsigned long)error);
	send_reply(&reply);
	ha_strbuf_free(&reply);
	return EX_OSERR;
}

static int
serve(char *packet)
{
	for (;;) {
		struct ha_strbuf reply = HA_STRBUF_INIT;
		ssize_t len = recv(0, packet, HA_FRAME_MAX, 0);
		bool is_sent;

		if (len <= 0)
			return len == 0 ? EX_OK : EX_IOERR;
		packet[len] = '\0';
		ha_answer_question((enum ha_question)packet[0], packet + 1,
		    &reply);
		is_sent = send_reply(&reply);
		ha_strbuf_free(&reply);
		if (!is_sent)
			return EX_IOERR;
	}
}

static bool
is_socket(void)
{
	int type;
	socklen_t len = sizeof(type);

	return getsockopt(0, SOL_SOCKET, SO_TYPE, &type, &len) == 0 &&
	    type == SOCK_SEQPACKET;
}

int
main(void)
{
	bool is_shared = false;
	int status = EX_IOERR;
	char *packet;

	if (!is_socket()) {
		fputs("hostsaccess-lookup is run by pam_hostsaccess.so and "
		      "hostsaccess, not by hand.\n",
		    stderr);
		return EX_USAGE;
	}
	errno = 0;
	if (!confine(&is_shared))
		return refuse_to_run(errno != 0 ? errno : EPERM);
	limit_search();
	packet = malloc(HA_FRAME_MAX + 1);
	if (packet == NULL)
		return refuse_to_run(ENOMEM);
	if (send_text(is_shared ? HA_SPAN(HA_READY_AS_NOBODY)
				: HA_SPAN(HA_READY)))
		status = serve(packet);
	free(packet);
	return status;
}
