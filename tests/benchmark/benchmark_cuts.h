/* SPDX-License-Identifier: MIT
 *
 * How fast cuts on the way into the ROM are tried.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_CUTS_H
#define TESTS_BENCHMARK_BENCHMARK_CUTS_H

/* Prints it for the demo, from the folder `images`, on one core. */
void bench_cuts(const char *images);

#endif
