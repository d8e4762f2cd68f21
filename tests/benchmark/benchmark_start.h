/* SPDX-License-Identifier: MIT
 *
 * What it costs to begin: one scenario of `boot0 check` as a process of its
 * own, its memory, a snapshot of a chip.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_START_H
#define TESTS_BENCHMARK_BENCHMARK_START_H

/* Prints them; `boot0` is the program, `images` the folder of the demo's. */
void bench_start(const char *boot0, const char *images);

#endif
