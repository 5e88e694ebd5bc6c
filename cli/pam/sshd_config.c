#include "cli/pam/sshd_config.h"

#include <errno.h>
#include <glob.h>
#include <string.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/sys/run.h"

/* Files that include each other; sshd has the same bound. */
#define INCLUDES_MAX 16

/* Files in all, so that patterns that match each other's files come to an end.
 */
#define FILES_MAX 1000

/* What sshd -T may print: some hundred lines, or a thousand keys and users. */
#define OUTPUT_MAX ((size_t)1 << 20)

struct frame {
	const struct ha_source *source;
	size_t next;
	bool is_left_out; /* after Match */
};

struct reading {
	struct cli_pam *pam;
	struct cli_sshd_config *config;
	struct frame frames[INCLUDES_MAX];
	size_t depth, files;
};

static bool
ends_word(char byte)
{
	return ha_is_blank(byte) || byte == '=';
}

/* Takes a word, in quotes or without, off a line's beginning. */
static struct ha_span
take_word(struct ha_span *rest)
{
	struct ha_span word;
	size_t len = 0;

	while (rest->len > 0 && ends_word(rest->at[0]))
		*rest = ha_span_from(*rest, 1);
	if (rest->len > 0 && rest->at[0] == '"') {
		*rest = ha_span_from(*rest, 1);
		len = ha_span_find(*rest, '"');
		word = ha_span_before(*rest, len);
		*rest = ha_span_from(*rest, len < rest->len ? len + 1 : len);
		return word;
	}
	while (len < rest->len && !ends_word(rest->at[len]))
		len++;
	word = ha_span_before(*rest, len);
	*rest = ha_span_from(*rest, len);
	return word;
}

static void
set(struct cli_sshd_setting *setting, const struct ha_source *source,
    struct ha_span line, struct ha_span value)
{
	if (setting->where.source != NULL || value.len == 0)
		return;
	setting->where = (struct ha_location){ source,
		(size_t)(line.at - source->bytes), line.len };
	setting->value = value;
}

static void
leave_out(struct reading *reading, const char *path)
{
	reading->config->unread =
	    cli_arena_text(&reading->pam->arena, ha_span_of(path));
}

static void
push(struct reading *reading, const char *path)
{
	struct ha_source *source;

	if (reading->depth == INCLUDES_MAX || reading->files++ > FILES_MAX ||
	    cli_pam_open(reading->pam, path, &source) != HA_OK)
		leave_out(reading, path);
	else
		reading->frames[reading->depth++] =
		    (struct frame){ source, 0, false };
}

/* For glob: a folder that is not there holds no files. */
static int
may_hold_files(const char *path, int error)
{
	(void)path;
	return error != ENOENT && error != ENOTDIR;
}

/* In the order of their names; the last is pushed first. */
static void
include(struct reading *reading, struct ha_span pattern)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	glob_t found;
	int result;

	if (pattern.len == 0 || ha_span_holds(pattern, '\0'))
		return;
	if (pattern.at[0] != '/')
		ha_strbuf_add_text(&path, "/etc/ssh/");
	ha_strbuf_add(&path, pattern);
	if (path.failed)
		cli_no_memory();
	result = glob(ha_strbuf_text(&path), 0, may_hold_files, &found);
	if (result == GLOB_NOSPACE)
		cli_no_memory();
	if (result == GLOB_ABORTED)
		leave_out(reading, ha_strbuf_text(&path));
	for (size_t i = result == 0 ? found.gl_pathc : 0; i-- > 0;)
		push(reading, found.gl_pathv[i]);
	globfree(&found);
	ha_strbuf_free(&path);
}

static void
read_line(struct reading *reading, struct frame *frame, struct ha_span line)
{
	struct ha_span rest = line;
	struct ha_span keyword = take_word(&rest);
	struct ha_span value = take_word(&rest);
	const struct ha_source *source = frame->source;
	struct cli_sshd_config *config = reading->config;

	if (ha_span_equal_fold(keyword, HA_SPAN("Match")))
		frame->is_left_out = !ha_span_equal_fold(value, HA_SPAN("all"));
	if (frame->is_left_out)
		return;
	if (ha_span_equal_fold(keyword, HA_SPAN("UsePAM")))
		set(&config->use_pam, source, line, value);
	else if (ha_span_equal_fold(keyword, HA_SPAN("UseDNS")))
		set(&config->use_dns, source, line, value);
	else if (ha_span_equal_fold(keyword, HA_SPAN("PAMServiceName")))
		set(&config->service, source, line, value);
	else if (!ha_span_equal_fold(keyword, HA_SPAN("Include")))
		return;
	for (; ha_span_equal_fold(keyword, HA_SPAN("Include")) && value.len > 0;
	     value = take_word(&rest))
		include(reading, value);
}

static void
read_frames(struct reading *reading)
{
	while (reading->depth > 0) {
		struct frame *frame = &reading->frames[reading->depth - 1];
		struct ha_span line;

		if (frame->next >= frame->source->len) {
			reading->depth--;
			continue;
		}
		line = ha_source_line(frame->source, frame->next);
		frame->next += line.len + 1;
		line = ha_span_trim(line);
		if (line.len > 0 && line.at[0] != '#')
			read_line(reading, frame, line);
	}
}

bool
cli_sshd_config_read(struct cli_pam *pam, const char *path,
    struct cli_sshd_config *config)
{
	struct reading reading = { .pam = pam, .config = config };

	*config = (struct cli_sshd_config){ 0 };
	push(&reading, path);
	if (reading.depth == 0)
		return false;
	read_frames(&reading);
	return true;
}

bool
cli_sshd_config_ask(struct cli_pam *pam, const char *program,
    struct cli_sshd_config *config)
{
	const char *const words[] = { program, "-T", NULL };
	struct reading reading = { .pam = pam, .config = config, .depth = 1 };
	struct ha_strbuf output = HA_STRBUF_INIT, name = HA_STRBUF_INIT;
	struct ha_source *source;
	bool has_succeeded =
	    cli_run(words, CLI_SSHD_SECONDS, OUTPUT_MAX, &output);

	*config = (struct cli_sshd_config){ 0 };
	ha_strbuf_add_text(&name, program);
	ha_strbuf_add_text(&name, " -T");
	if (output.failed || name.failed)
		cli_no_memory();
	if (has_succeeded) {
		source = cli_pam_keep(pam, ha_strbuf_text(&name),
		    ha_strbuf_span(&output));
		reading.frames[0] = (struct frame){ source, 0, false };
		read_frames(&reading);
	}
	ha_strbuf_free(&output);
	ha_strbuf_free(&name);
	return has_succeeded;
}
