#include "cli/pam/control.h"

#include <limits.h>
#include <security/pam_appl.h>
#include <string.h>

/* The names of the return codes; libpam takes the first that fits. */
static const char *const codes[CLI_PAM_CODES] = {
	[PAM_SUCCESS] = "success",
	[PAM_OPEN_ERR] = "open_err",
	[PAM_SYMBOL_ERR] = "symbol_err",
	[PAM_SERVICE_ERR] = "service_err",
	[PAM_SYSTEM_ERR] = "system_err",
	[PAM_BUF_ERR] = "buf_err",
	[PAM_PERM_DENIED] = "perm_denied",
	[PAM_AUTH_ERR] = "auth_err",
	[PAM_CRED_INSUFFICIENT] = "cred_insufficient",
	[PAM_AUTHINFO_UNAVAIL] = "authinfo_unavail",
	[PAM_USER_UNKNOWN] = "user_unknown",
	[PAM_MAXTRIES] = "maxtries",
	[PAM_NEW_AUTHTOK_REQD] = "new_authtok_reqd",
	[PAM_ACCT_EXPIRED] = "acct_expired",
	[PAM_SESSION_ERR] = "session_err",
	[PAM_CRED_UNAVAIL] = "cred_unavail",
	[PAM_CRED_EXPIRED] = "cred_expired",
	[PAM_CRED_ERR] = "cred_err",
	[PAM_NO_MODULE_DATA] = "no_module_data",
	[PAM_CONV_ERR] = "conv_err",
	[PAM_AUTHTOK_ERR] = "authtok_err",
	[PAM_AUTHTOK_RECOVERY_ERR] = "authtok_recover_err",
	[PAM_AUTHTOK_LOCK_BUSY] = "authtok_lock_busy",
	[PAM_AUTHTOK_DISABLE_AGING] = "authtok_disable_aging",
	[PAM_TRY_AGAIN] = "try_again",
	[PAM_IGNORE] = "ignore",
	[PAM_ABORT] = "abort",
	[PAM_AUTHTOK_EXPIRED] = "authtok_expired",
	[PAM_MODULE_UNKNOWN] = "module_unknown",
	[PAM_BAD_ITEM] = "bad_item",
	[PAM_CONV_AGAIN] = "conv_again",
	[PAM_INCOMPLETE] = "incomplete",
};

/* In the order of their values, from 0 down. */
static const char *const actions[] = { "ignore", "ok", "done", "bad", "die",
	"reset" };

const char *
cli_pam_code_name(int code)
{
	return code >= 0 && code < CLI_PAM_CODES ? codes[code] : "?";
}

/* What is not set yet becomes the action. */
static void
set_default(int table[CLI_PAM_CODES], int action)
{
	for (int i = 0; i < CLI_PAM_CODES; i++) {
		if (table[i] == CLI_PAM_UNSET)
			table[i] = action;
	}
}

static struct ha_span
skip_spaces(struct ha_span text)
{
	while (text.len > 0 && ha_is_space(text.at[0]))
		text = ha_span_from(text, 1);
	return text;
}

/* Takes a word off the text that is its beginning, in this letter case. */
static bool
take(struct ha_span *text, const char *word)
{
	size_t len = strlen(word);

	if (text->len < len || memcmp(text->at, word, len) != 0)
		return false;
	*text = ha_span_from(*text, len);
	return true;
}

/* CLI_PAM_CODES: "default". */
static bool
take_code(struct ha_span *text, int *code)
{
	for (*code = 0; *code < CLI_PAM_CODES; ++*code) {
		if (take(text, codes[*code]))
			return true;
	}
	return take(text, "default");
}

/*
 * A number of lines to skip.  One that is no int libpam refuses since 1.6; up
 * to 1.5 it came to what the compiler made of it.
 */
static bool
take_jump(struct ha_span *text, int *jump)
{
	*jump = 0;
	while (text->len > 0 && ha_is_digit(text->at[0])) {
		int digit = text->at[0] - '0';

		if (*jump > (INT_MAX - digit) / 10)
			return false;
		*jump = *jump * 10 + digit;
		*text = ha_span_from(*text, 1);
	}
	return *jump > 0;
}

static bool
take_action(struct ha_span *text, int *action)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (!take(text, actions[i]))
			continue;
		*action = -(int)i;
		return true;
	}
	return take_jump(text, action);
}

/* "return = action" */
static bool
take_pair(struct ha_span *text, int table[CLI_PAM_CODES])
{
	int code, action;

	if (!take_code(text, &code))
		return false;
	*text = skip_spaces(*text);
	if (!take(text, "="))
		return false;
	*text = skip_spaces(*text);
	if (!take_action(text, &action))
		return false;
	if (code == CLI_PAM_CODES)
		set_default(table, action);
	else
		table[code] = action;
	return true;
}

static bool
read_pairs(struct ha_span text, int table[CLI_PAM_CODES])
{
	text = skip_spaces(text);
	while (text.len > 0) {
		if (!take_pair(&text, table)) {
			for (int i = 0; i < CLI_PAM_CODES; i++)
				table[i] = CLI_PAM_BAD;
			return false;
		}
		text = skip_spaces(text);
	}
	set_default(table, CLI_PAM_BAD);
	return true;
}

static const struct {
	const char *word;
	int success, ignore, other;
} words[] = {
	{ "required", CLI_PAM_OK, CLI_PAM_IGNORE, CLI_PAM_BAD },
	{ "requisite", CLI_PAM_OK, CLI_PAM_IGNORE, CLI_PAM_DIE },
	{ "optional", CLI_PAM_OK, CLI_PAM_IGNORE, CLI_PAM_IGNORE },
	{ "sufficient", CLI_PAM_DONE, CLI_PAM_IGNORE, CLI_PAM_IGNORE },
};

bool
cli_pam_control_read(struct ha_span control, int table[CLI_PAM_CODES])
{
	for (int i = 0; i < CLI_PAM_CODES; i++)
		table[i] = CLI_PAM_UNSET;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!ha_span_equal_fold(control, ha_span_of(words[i].word)))
			continue;
		table[PAM_SUCCESS] = words[i].success;
		table[PAM_NEW_AUTHTOK_REQD] = words[i].success;
		table[PAM_IGNORE] = words[i].ignore;
		set_default(table, words[i].other);
		return true;
	}
	return read_pairs(control, table);
}
