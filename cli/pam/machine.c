#include "cli/pam/machine.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "cli/pam/services.h"

#define FOLDER "/etc/pam.d"

/* Real machines have some dozens of files, of some hundred bytes each. */
#define FILES_MAX 1000
#define BYTES_MAX 65536

static void
add_use(struct cli_pam_uses *uses, const struct cli_pam_line *line)
{
	struct cli_pam_ours ours;

	cli_pam_ours_read(line, &uses->pam.arena, &ours);
	uses->list = cli_vector_grow(uses->list, &uses->size, uses->count,
	    sizeof(*uses->list));
	uses->list[uses->count++] =
	    (struct cli_pam_use){ line->where.source->path, ours.args.allow,
		    ours.args.deny };
}

/* Lines that are included are those of another file. */
static void
add_own_lines(struct cli_pam_uses *uses, const char *service)
{
	struct cli_pam_stack stack;

	cli_pam_read(&uses->pam, service, &stack);
	for (size_t i = 0; i < stack.count; i++) {
		const struct cli_pam_line *line = &stack.lines[i];

		if (cli_pam_is_ours(line) && line->where.source == stack.source)
			add_use(uses, line);
	}
	cli_pam_stack_free(&stack);
}

static int
is_stack(const struct dirent *entry)
{
	return !cli_pam_is_leftover(ha_span_of(entry->d_name));
}

static void
add_file(struct cli_pam_uses *uses, const char *name)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	struct stat st;

	ha_strbuf_add_text(&path, FOLDER "/");
	ha_strbuf_add_text(&path, name);
	if (path.failed)
		cli_no_memory();
	if (stat(ha_strbuf_text(&path), &st) == 0 && st.st_size <= BYTES_MAX)
		add_own_lines(uses, ha_strbuf_text(&path));
	ha_strbuf_free(&path);
}

void
cli_pam_uses_read(struct cli_pam_uses *uses)
{
	struct dirent **entries;
	int count = scandir(FOLDER, &entries, is_stack, alphasort);

	cli_pam_init(&uses->pam, NULL);
	if (count < 0)
		add_own_lines(uses, "");
	for (int i = 0; i < count; i++) {
		if (i < FILES_MAX)
			add_file(uses, entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

void
cli_pam_uses_free(struct cli_pam_uses *uses)
{
	free(uses->list);
	cli_pam_free(&uses->pam);
}

bool
cli_pam_asks_ours(const struct cli_pam_stack *stack)
{
	for (int type = 0; type < CLI_PAM_PASSWORD; type++) {
		struct cli_pam_chain chain;
		bool is_asked = false;

		cli_pam_chain_of(stack, (enum cli_pam_type)type, &chain);
		for (size_t i = 0; i < chain.count; i++)
			is_asked = is_asked || cli_pam_is_ours(chain.lines[i]);
		free(chain.lines);
		if (is_asked)
			return true;
	}
	return false;
}

bool
cli_pam_sshd_tells_login(const char *dir)
{
	struct cli_pam pam;
	struct cli_pam_stack stack;
	size_t asked = 0, told = 0;

	cli_pam_init(&pam, dir);
	cli_pam_read(&pam, "sshd", &stack);
	for (size_t i = 0; i < stack.count; i++) {
		const struct cli_pam_line *line = &stack.lines[i];
		struct cli_pam_ours ours;

		if (line->is_other || !cli_pam_is_ours(line))
			continue;
		cli_pam_ours_read(line, &pam.arena, &ours);
		asked++;
		told += ours.args.user == HA_MODULE_USER_LOGIN;
	}
	cli_pam_stack_free(&stack);
	cli_pam_free(&pam);
	return asked > 0 && told == asked;
}
