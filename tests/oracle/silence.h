#ifndef TESTS_SILENCE_H
#define TESTS_SILENCE_H

#include <stdarg.h>

/*
 * libwrap finds these before those of the C library.  It sleeps before it
 * ends a process, and reports to the machine's log, which is not for tests.
 */
unsigned sleep(unsigned seconds);
void __syslog_chk(int priority, int flag, const char *format, ...);
void __vsyslog_chk(int priority, int flag, const char *format, va_list list);

#endif
