/* SPDX-License-Identifier: MIT
 *
 * How fast the virtual chip is, next to other emulators and to a real part,
 * all measured in this run, in processor time.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_SPEED_H
#define TESTS_BENCHMARK_BENCHMARK_SPEED_H

/* Prints the table; `images` is the folder of workload-*.elf. */
void bench_speed(const char *images);

#endif
