/* SPDX-License-Identifier: MIT
 *
 * make bench: the cuts of an update.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_UPDATE_H
#define TESTS_BENCHMARK_BENCHMARK_UPDATE_H

#include <stdbool.h>

/* Prints what a cut costs. False: it costs more than it may. */
bool bench_update(const char *images);

#endif
