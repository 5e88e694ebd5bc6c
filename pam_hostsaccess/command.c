#include "pam_hostsaccess/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/lookup/child.h"
#include "common/lookup/deadline.h"
#include "common/lookup/frame.h"

/* A command that runs. */
struct run {
	struct ha_child child;
	struct ha_deadline deadline;
	int pipe; /* its output; -1: not wanted, or at its end */
	struct ha_strbuf *output;
	bool has_ended;
	struct mod_command_end end;
};

static struct mod_command_end
not_run(int error)
{
	return (struct mod_command_end){ MOD_COMMAND_NOT_RUN, error };
}

static void
finish(struct run *run, struct mod_command_end end)
{
	run->has_ended = true;
	run->end = end;
}

static struct mod_command_end
end_of(int status)
{
	if (WIFSIGNALED(status))
		return (struct mod_command_end){ MOD_COMMAND_SIGNALLED,
			WTERMSIG(status) };
	return (struct mod_command_end){ MOD_COMMAND_EXITED,
		WEXITSTATUS(status) };
}

static void
read_packet(struct run *run)
{
	char bytes[64];
	ssize_t len =
	    recv(run->child.socket, bytes, sizeof(bytes), MSG_DONTWAIT);
	struct ha_span packet = { bytes, len > 0 ? (size_t)len : 0 };
	enum ha_answer ignored;
	int number;

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (ha_reply_ended(packet, &number))
		finish(run, end_of(number));
	else if (ha_reply_read(packet, &ignored, &number) && number != 0)
		finish(run, not_run(number));
	else
		finish(run, not_run(EPIPE));
}

static void
close_pipe(struct run *run)
{
	close(run->pipe);
	run->pipe = -1;
}

/* False: nothing was there for now, or will ever be. */
static bool
read_output(struct run *run)
{
	char bytes[1024];
	size_t room = MOD_OUTPUT_MAX - run->output->len;
	ssize_t len = read(run->pipe, bytes,
	    room < sizeof(bytes) ? room + 1 : sizeof(bytes));

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (len <= 0) {
		close_pipe(run);
		return false;
	}
	if ((size_t)len > room) {
		len = (ssize_t)room;
		finish(run,
		    (struct mod_command_end){ MOD_COMMAND_SIGNALLED, SIGPIPE });
	}
	ha_strbuf_add(run->output, (struct ha_span){ bytes, (size_t)len });
	return true;
}

static void
wait_for_something(struct run *run)
{
	struct pollfd fds[] = { { run->child.socket, POLLIN, 0 },
		{ run->pipe, POLLIN, 0 } };
	int left = ha_deadline_left(&run->deadline);

	if (left == 0) {
		finish(run, (struct mod_command_end){ MOD_COMMAND_LATE, 0 });
		return;
	}
	if (poll(fds, 2, left) < 0)
		return;
	if (fds[1].revents != 0)
		read_output(run);
	if (!run->has_ended && fds[0].revents != 0)
		read_packet(run);
}

/* A descriptor that reads what *writer gets; -1 with errno. */
static int
make_pipe(int *writer)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	ends[0] = ha_child_raise(ends[0]);
	*writer = ha_child_raise(ends[1]);
	if (ends[0] >= 0 && *writer >= 0 &&
	    fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
		return ends[0];
	for (int i = 0; i < 2; i++)
		close(i == 0 ? ends[0] : *writer);
	errno = EMFILE;
	return -1;
}

static int
start(struct run *run, const struct mod_command *command, int output)
{
	char name[] = "sh", option[] = "-c";
	char *const argv[] = { name, option, (char *)(uintptr_t)command->text,
		NULL };
	const struct ha_child_spec spec = { .path = "/bin/sh",
		.argv = argv,
		.environment = command->environment,
		.output = output,
		.user = command->user,
		.group = command->group,
		.nice = command->nice,
		.mask = command->mask };

	return ha_child_start(&run->child, &spec);
}

struct mod_command_end
mod_command_run(const struct mod_command *command, struct ha_strbuf *output)
{
	struct run run = { .pipe = -1, .output = output };
	int writer = -1, error;

	if (output != NULL) {
		run.pipe = make_pipe(&writer);
		if (run.pipe < 0)
			return not_run(errno);
	}
	run.deadline = ha_deadline_in(command->seconds);
	error = start(&run, command, writer);
	if (writer >= 0)
		close(writer);
	if (error != 0)
		finish(&run, not_run(error));
	while (!run.has_ended)
		wait_for_something(&run);
	/*
	 * What it wrote last may still be in the pipe; but what cannot be
	 * kept never fills up, and a child of its may write for ever.
	 */
	while (run.pipe >= 0 && !run.output->failed &&
	    run.output->len < MOD_OUTPUT_MAX && read_output(&run))
		;
	if (error == 0)
		ha_child_end(&run.child);
	if (run.pipe >= 0)
		close_pipe(&run);
	return run.end;
}
