#ifndef TOLD_H
#define TOLD_H

/* More lines than any stack of the test has. */
#define TOLD_MAX 16

extern int told_codes[TOLD_MAX];

#endif
