#include "tests/oracle/silence.h"

unsigned
sleep(unsigned seconds)
{
	(void)seconds;
	return 0;
}

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	(void)priority;
	(void)flag;
	(void)format;
}

void
__vsyslog_chk(int priority, int flag, const char *format, va_list list)
{
	(void)priority;
	(void)flag;
	(void)format;
	(void)list;
}
