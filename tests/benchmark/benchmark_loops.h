/* SPDX-License-Identifier: MIT
 *
 * What it saves `check` to skip the loops that wait.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_LOOPS_H
#define TESTS_BENCHMARK_BENCHMARK_LOOPS_H

#include <stdbool.h>
#include <stdint.h>

struct bench_loops {
    double skipped, executed; /* seconds of processor time */
};

/* Runs one board of `check`, ROM V4.1 with BFB2=0 and a blank bank 2, asked by
 * pressing PC13 after AT_US: under every reading, once with loops skipped and
 * once with every instruction executed. False: it could not be run, or the two
 * results differ. */
bool bench_loops(const char *image, uint64_t at_us, struct bench_loops *loops);

#endif
