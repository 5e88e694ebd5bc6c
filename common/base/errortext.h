#ifndef HA_BASE_ERRORTEXT_H
#define HA_BASE_ERRORTEXT_H

/*
 * What an errno value means, in English whatever the locale: "Permission
 * denied".  Never NULL.
 */
const char *ha_error_text(int error);

#endif
