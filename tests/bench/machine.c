#include "tests/bench/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* The value of the first such line of /proc/cpuinfo; the caller frees. */
static char *
processor(void)
{
	static const char key[] = "model name";
	FILE *file = fopen("/proc/cpuinfo", "r");
	char *line = NULL, *value = NULL;
	size_t size = 0;

	while (file != NULL && value == NULL &&
	    getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, key, sizeof(key) - 1) == 0 &&
		    strstr(line, ": ") != NULL)
			value = strdup(strstr(line, ": ") + 2);
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return value;
}

void
machine_print(void)
{
	struct utsname kernel;
	char *name = processor();

	uname(&kernel);
	printf("machine: %s, %ld cores, %s %s, %s\n",
	    name != NULL ? name : kernel.machine, sysconf(_SC_NPROCESSORS_ONLN),
	    kernel.sysname, kernel.release, COMPILER);
	free(name);
}
