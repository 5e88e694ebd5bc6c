/*
 * The program's own syslog functions stand before libc's for every shared
 * object in the process, so nothing is preloaded and nothing reaches the
 * host's log.  They are exported because libc and libpam, which are linked,
 * define or need the same names.
 */
#undef _FORTIFY_SOURCE /* its syslog is inline */
#include "tests/pam/capture.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 1024

struct capture capture;

void syslog(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void __syslog_chk(int priority, int flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void vsyslog(int priority, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
void __vsyslog_chk(int priority, int flag, const char *format,
    va_list arguments) __attribute__((format(printf, 3, 0)));
void openlog(const char *ident, int options, int facility);
void closelog(void);
int audit_open(void);

static const char *
facility_name(int priority)
{
	static const char *const names[] = { "kern", "user", "mail", "daemon",
		"auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
		"ftp", "12", "13", "14", "15", "local0", "local1", "local2",
		"local3", "local4", "local5", "local6", "local7" };
	size_t i = (size_t)priority >> 3;

	return i < sizeof(names) / sizeof(names[0]) ? names[i] : "?";
}

static const char *
level_name(int priority)
{
	static const char *const names[] = { "emerg", "alert", "crit", "err",
		"warning", "notice", "info", "debug" };

	return names[priority & 7];
}

static void
note_wildness(const char *text)
{
	if (strlen(text) > LINE_MAX_BYTES)
		capture.has_wild_line = true;
	for (; *text != '\0'; text++) {
		if (*text < 0x20 || *text > 0x7e)
			capture.has_wild_line = true;
	}
}

static void
add_line(struct ha_strbuf *lines, const char *kind, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	ha_strbuf_add_text(lines, kind);
	ha_strbuf_add_byte(lines, ' ');
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte >= 0x20 && byte <= 0x7e) {
			ha_strbuf_add_byte(lines, *text);
			continue;
		}
		ha_strbuf_add_byte(lines, '<');
		ha_strbuf_add_byte(lines, hex[byte >> 4]);
		ha_strbuf_add_byte(lines, hex[byte & 15]);
		ha_strbuf_add_byte(lines, '>');
	}
	ha_strbuf_add_byte(lines, '\n');
}

void
vsyslog(int priority, const char *format, va_list arguments)
{
	char *text, kind[32];

	if (vasprintf(&text, format, arguments) < 0)
		abort();
	note_wildness(text);
	snprintf(kind, sizeof(kind), "%s.%s", facility_name(priority),
	    level_name(priority));
	add_line(&capture.logged, kind, text);
	free(text);
}

void
__vsyslog_chk(int priority, int flag, const char *format, va_list arguments)
{
	(void)flag;
	vsyslog(priority, format, arguments);
}

void
syslog(int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	va_list arguments;

	(void)flag;
	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}

void
openlog(const char *ident, int options, int facility)
{
	(void)ident;
	(void)options;
	(void)facility;
	capture.touched_openlog = true;
}

void
closelog(void)
{
	capture.touched_openlog = true;
}

/*
 * libpam asks libaudit for this when it is root: tests are none of the audit
 * log's business, and libaudit would look up host names in the DNS.
 */
int
audit_open(void)
{
	errno = EPROTONOSUPPORT;
	return -1;
}

void
capture_clear(void)
{
	ha_strbuf_clear(&capture.logged);
	ha_strbuf_clear(&capture.shown);
	capture.has_wild_line = false;
	capture.touched_openlog = false;
	capture.conversation_fails = false;
	capture.changed = NULL;
}

/* What an application may do at any time; the old strings are freed. */
static void
change_items(pam_handle_t *pamh)
{
	static const int items[] = { PAM_SERVICE, PAM_RHOST, PAM_USER,
		PAM_RUSER, PAM_TTY };

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		if (pam_set_item(pamh, items[i], "changed") != PAM_SUCCESS)
			abort();
	}
	pam_putenv(pamh, "SSH_CONNECTION=changed");
}

static const char *
style_name(int style)
{
	switch (style) {
	case PAM_ERROR_MSG:
		return "error";
	case PAM_TEXT_INFO:
		return "info";
	default:
		return "prompt";
	}
}

int
capture_conversation(int count, const struct pam_message **messages,
    struct pam_response **responses, void *context)
{
	(void)context;
	for (int i = 0; i < count; i++)
		add_line(&capture.shown, style_name(messages[i]->msg_style),
		    messages[i]->msg);
	if (capture.changed != NULL)
		change_items(capture.changed);
	*responses = NULL;
	if (capture.conversation_fails)
		return PAM_CONV_ERR;
	*responses = calloc((size_t)count, sizeof(**responses));
	if (*responses == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < count; i++)
		(*responses)[i].resp = strdup("");
	return PAM_SUCCESS;
}
