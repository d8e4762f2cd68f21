/* SPDX-License-Identifier: MIT */
#ifndef TESTS_BENCHMARK_BENCHMARK_REAL_H
#define TESTS_BENCHMARK_BENCHMARK_REAL_H

/* Prints how much virtual time every image of a folder gets from a second of
 * processor time: the slowest ones, and how many there are. */
void bench_real(const char *images);

#endif
