/* SPDX-License-Identifier: MIT
 *
 * How long firmware that mostly waits takes: stm32flash with the virtual board,
 * and `boot0 check` of programs that wait.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_WAIT_H
#define TESTS_BENCHMARK_BENCHMARK_WAIT_H

#include <stdbool.h>

/* Prints it, each beside what it is compared with in the same run; `boot0` is
 * the program, `images` the folder of the firmware. False: a program did not
 * run to its end. */
bool bench_wait(const char *boot0, const char *images);

#endif
