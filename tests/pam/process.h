#ifndef PAM_PROCESS_H
#define PAM_PROCESS_H

#include "common/base/strbuf.h"

/*
 * Writes down, a line each, what a module must leave as it is in its host:
 * environment, folder, umask, identity, priority, locale, signals, timers,
 * limits, descriptors.
 */
void process_describe(struct ha_strbuf *state);

#endif
