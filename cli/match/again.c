#include "cli/match/again.h"

#include <string.h>

#include "cli/io/escape.h"
#include "cli/io/message.h"

static bool
is_plain(char byte)
{
	return ha_is_letter(byte) || ha_is_digit(byte) ||
	    (byte != '\0' && strchr("@%+=:,./_-[]", byte) != NULL);
}

/* A word for the shell.  False: nobody could type it. */
static bool
add_word(struct ha_strbuf *out, struct ha_span word)
{
	bool is_bare = word.len > 0;

	for (size_t i = 0; i < word.len; i++) {
		unsigned char byte = (unsigned char)word.at[i];

		if (byte < 0x20 || byte > 0x7e || byte == '\'')
			return false;
		is_bare = is_bare && is_plain(word.at[i]) &&
		    word.at[i] != '[' && word.at[i] != ']';
	}
	ha_strbuf_add_text(out, is_bare ? " " : " '");
	ha_strbuf_add(out, word);
	ha_strbuf_add_text(out, is_bare ? "" : "'");
	return true;
}

static bool
add_option(struct ha_strbuf *out, const char *option, const char *value)
{
	if (value == NULL)
		return true;
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_text(out, option);
	return add_word(out, ha_span_of(value));
}

/* "NAME=192.0.2.33", with the user before it. */
static bool
add_client_with_name(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const struct ha_request *facts = &answer->asked->facts;
	struct ha_strbuf word = HA_STRBUF_INIT;
	char buffer[HA_ADDR_TEXT];
	bool is_added;

	if (facts->user.len > 0) {
		ha_strbuf_add(&word, facts->user);
		ha_strbuf_add_byte(&word, '@');
	}
	if (facts->client.name_fact == HA_FACT_KNOWN) {
		ha_strbuf_add(&word, facts->client.name);
		ha_strbuf_add_text(&word, "=ADDRESS");
	} else {
		ha_strbuf_add_text(&word, "NAME=");
		ha_strbuf_add(&word, ha_host_addr_text(&facts->client, buffer));
	}
	if (word.failed)
		cli_no_memory();
	is_added = add_word(out, ha_strbuf_span(&word));
	ha_strbuf_free(&word);
	return is_added;
}

/* Where look-ups were forbidden the same question without that is enough. */
static bool
add_client(struct ha_strbuf *out, const struct cli_answer *answer,
    bool is_of_client)
{
	if (is_of_client && answer->looks_up)
		return add_client_with_name(out, answer);
	return add_word(out, answer->asked->client);
}

static bool
add_words(struct ha_strbuf *out, const struct cli_answer *answer,
    enum cli_doubt_kind kind)
{
	const struct cli_doubt_words *words = &cli_doubt_words[kind];
	const struct cli_request *asked = answer->asked;
	const struct cli_table_names *tables = answer->tables;

	if (!add_option(out, "-d", tables->dir) ||
	    !add_option(out, "--allow", tables->allow) ||
	    !add_option(out, "--deny", tables->deny) ||
	    !add_word(out, asked->service) ||
	    !add_client(out, answer, !words->of_server))
		return false;
	for (size_t i = 2; i < asked->nwords; i++) {
		if (!add_word(out, asked->words[i]))
			return false;
	}
	return !words->of_server || add_word(out, ha_span_of(words->how));
}

void
cli_print_command(struct ha_strbuf *out, const struct cli_answer *answer,
    enum cli_doubt_kind kind)
{
	struct ha_strbuf command = HA_STRBUF_INIT;

	if (cli_doubt_words[kind].how == NULL || answer->tables == NULL)
		return;
	ha_strbuf_add_text(&command, "  hostsaccess match");
	if (add_words(&command, answer, kind)) {
		if (command.failed)
			cli_no_memory();
		cli_escape(out, ha_strbuf_span(&command));
		ha_strbuf_add_byte(out, '\n');
	}
	ha_strbuf_free(&command);
}
