#include "cli/install/put.h"

#include "cli/install/order.h"
#include "cli/io/message.h"
#include "cli/sys/signals.h"
#include "cli/sys/writing.h"
#include "common/base/errortext.h"

struct putting {
	const struct cli_set *set;
	const struct cli_files *files;
	enum cli_part order[CLI_PARTS];
	struct cli_writing writings[CLI_PARTS];
	size_t nbegun; /* in the order of the parts */
	size_t nput;
	const char *where;
};

/* ---- each step, for all of them ---- */

static enum cli_put
judge(struct putting *putting, enum cli_part part, enum cli_write result)
{
	const struct cli_file *file = &putting->files->list[part];

	putting->where = file->path;
	if (result == CLI_WRITE_DONE)
		return CLI_PUT_DONE;
	if (result == CLI_WRITE_CHANGED)
		return CLI_PUT_CHANGED;
	cli_set_complain(putting->set, cli_write_text(result),
	    ha_span_of(file->path),
	    ha_span_of(ha_error_text(putting->writings[part].error)));
	return result == CLI_WRITE_NOT_FLUSHED ? CLI_PUT_DONE : CLI_PUT_FAILED;
}

static enum cli_put
for_each(struct putting *putting,
    enum cli_write (*step)(struct putting *putting, enum cli_part part))
{
	enum cli_put result = CLI_PUT_DONE;

	for (int i = 0; i < CLI_PARTS && result == CLI_PUT_DONE; i++) {
		if (putting->files->list[i].changes)
			result = judge(putting, (enum cli_part)i,
			    step(putting, (enum cli_part)i));
	}
	return result;
}

/* Always in the same order, or two commands might wait for each other. */
static enum cli_write
begin(struct putting *putting, enum cli_part part)
{
	const struct cli_file *file = &putting->files->list[part];

	putting->nbegun = (size_t)part + 1;
	return cli_writing_begin(&putting->writings[part], file->path,
	    file->old);
}

static enum cli_write
make(struct putting *putting, enum cli_part part)
{
	const struct cli_file *file = &putting->files->list[part];

	return file->new == NULL ? CLI_WRITE_DONE
				 : cli_writing_make(&putting->writings[part],
				       cli_bytes_of(file->new));
}

static enum cli_write
check(struct putting *putting, enum cli_part part)
{
	return cli_writing_check(&putting->writings[part]);
}

/* Whoever appends to the second one while the first is put in place is seen,
 * too. */
static enum cli_write
put(struct putting *putting, enum cli_part part)
{
	struct cli_writing *writing = &putting->writings[part];
	enum cli_write result = cli_writing_check(writing);

	if (result != CLI_WRITE_DONE)
		return result;
	return putting->files->list[part].new == NULL
	    ? cli_writing_remove(writing)
	    : cli_writing_put(writing);
}

static enum cli_write
flush(struct putting *putting, enum cli_part part)
{
	return cli_writing_flush(&putting->writings[part]);
}

static enum cli_put
put_all(struct putting *putting)
{
	enum cli_put result = CLI_PUT_DONE;

	for (size_t i = 0; i < CLI_PARTS && result == CLI_PUT_DONE; i++) {
		enum cli_part part = putting->order[i];

		if (!putting->files->list[part].changes)
			continue;
		result = judge(putting, part, put(putting, part));
		putting->nput += result == CLI_PUT_DONE;
	}
	if (putting->nput == 0)
		return result;
	for_each(putting, flush);
	if (result == CLI_PUT_CHANGED)
		cli_set_complain(putting->set,
		    cli_write_text(CLI_WRITE_CHANGED),
		    ha_span_of(putting->where), HA_SPAN_EMPTY);
	return result == CLI_PUT_DONE ? result : CLI_PUT_HALF;
}

/* ---- all of it ---- */

static void
choose_order(struct putting *putting)
{
	struct cli_order order = cli_order_choose(putting->files);

	putting->order[0] = order.first;
	putting->order[1] =
	    order.first == CLI_PART_ALLOW ? CLI_PART_DENY : CLI_PART_ALLOW;
	putting->order[2] = CLI_PART_TESTS;
	if (!order.is_safe)
		cli_set_complain(putting->set,
		    "for a moment, while one table is new and the other one "
		    "old, somebody may be let in whom neither the old nor the "
		    "new tables let in",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
}

enum cli_put
cli_put(const struct cli_set *set, const struct cli_files *files,
    bool (*ready)(void *context), void *context, const char **where)
{
	struct putting putting = { .set = set, .files = files };
	struct cli_signals before;
	enum cli_put result;

	choose_order(&putting);
	cli_signals_hold(&before);
	result = for_each(&putting, begin);
	if (result == CLI_PUT_DONE)
		result = for_each(&putting, make);
	if (result == CLI_PUT_DONE)
		cli_writing_age();
	if (result == CLI_PUT_DONE)
		result = for_each(&putting, check);
	if (result == CLI_PUT_DONE && ready != NULL && !ready(context))
		result = CLI_PUT_FAILED;
	if (result == CLI_PUT_DONE && ready != NULL)
		result = for_each(&putting, check);
	if (result == CLI_PUT_DONE)
		result = put_all(&putting);
	/* The signals that each lock holds are given back in turn. */
	for (size_t i = putting.nbegun; i > 0; i--) {
		if (files->list[i - 1].changes)
			cli_writing_end(&putting.writings[i - 1]);
	}
	*where = putting.where;
	cli_signals_release(&before);
	return result;
}

void
cli_put_say_busy(const struct cli_set *set)
{
	cli_set_complain(set,
	    "%1: nothing was written: somebody else is changing the files all "
	    "the time",
	    ha_span_of(set->folder), HA_SPAN_EMPTY);
}
