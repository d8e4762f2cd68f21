/* SPDX-License-Identifier: MIT
 *
 * How long firmware that mostly waits takes: stm32flash with the virtual board,
 * and `boot0 check` of programs that wait.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_WAIT_H
#define TESTS_BENCHMARK_BENCHMARK_WAIT_H

/* Prints it; `boot0` is the program, `images` the folder of the firmware. */
void bench_wait(const char *boot0, const char *images);

#endif
