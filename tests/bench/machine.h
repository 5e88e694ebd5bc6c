#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

/* Prints one line: processor, number of cores, kernel, compiler. */
void machine_print(void);

#endif
