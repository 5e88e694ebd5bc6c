#include "common/base/errortext.h"

#include <features.h>
#include <stdio.h>
#include <string.h>

/* strerror(3) follows the locale and may write into its own memory. */
static const char *
text_of(int error)
{
#if defined(__GLIBC__) && !__GLIBC_PREREQ(2, 32)
	return error >= 0 && error < sys_nerr ? sys_errlist[error] : NULL;
#else
	return strerrordesc_np(error);
#endif
}

const char *
ha_error_text(int error)
{
	const char *text = text_of(error);

	return text != NULL ? text : "unknown error";
}
