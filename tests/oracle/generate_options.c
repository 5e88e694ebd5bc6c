/* Options whose effect on the verdict is the same in both. */
#include "tests/oracle/generate.h"

#include <stdio.h>
#include <string.h>

static const char *const right[] = { "severity auth.info", "severity info",
	"severity=local3.debug", "severity daemon.crit", "nice", "nice 0",
	"nice=5", "nice = 5", "umask 022", "umask 0", "linger 5", "linger=0",
	"keepalive", "keepalive=", "rfc931", "rfc931 5", "setenv A %h",
	"setenv A", "setenv A = B", "setenv A x:y%z", "spawn true",
	"spawn /bin/true %a %c %s %r", "spawn exit 1", "spawn : # %%",
	"spawn /no/such/command", "user root", "user nobody", "user root.root",
	"group root", "banners @AUX@/banners", "banners /no/such/folder" };

static const char *const wrong[] = { "", "=x", "no-such-option", "severity",
	"severity nothing", "severity auth.nothing", "severity 5", "nice x",
	"nice 5x", "umask 8", "umask 01000", "umask -1", "umask", "linger",
	"linger -1", "keepalive 1", "rfc931 0", "rfc931 5x", "setenv",
	"setenv A=B", "spawn", "user", "user no-such-user",
	"user root.no-such-group", "user 0", "group no-such-group", "banners",
	"allow yes", "deny # no", "/bin/true", "permit" };

/* Colons within an option's value have a backslash before them. */
static void
add(struct chance *chance, struct sketch_list *options, const char *text)
{
	char copy[SKETCH_TEXT];
	size_t len = 0;
	char *blank;

	for (; *text != '\0'; text++) {
		if (*text == ':')
			copy[len++] = '\\';
		copy[len++] = *text;
	}
	copy[len] = '\0';
	blank = strpbrk(copy, " =");
	if (blank != NULL) {
		char kept = *blank;

		*blank = '\0';
		generate_case(chance, copy);
		*blank = kept;
	} else {
		generate_case(chance, copy);
	}
	sketch_add(options, copy);
}

void
generate_options(struct chance *chance, struct sketch_list *options)
{
	static const char *const last[] = { "allow", "deny", "allow=" };

	while (options->count < 3 && chance_percent(chance, 35))
		add(chance, options, CHANCE_PICK(chance, right));
	if (chance_percent(chance, 5))
		add(chance, options, CHANCE_PICK(chance, wrong));
	if (chance_percent(chance, 20))
		add(chance, options, CHANCE_PICK(chance, last));
	/* What must be last is not. */
	if (options->count > 0 && chance_percent(chance, 2))
		add(chance, options, CHANCE_PICK(chance, right));
}
