/* SPDX-License-Identifier: MIT */
#ifndef TESTS_BENCHMARK_BENCHMARK_TIME_H
#define TESTS_BENCHMARK_BENCHMARK_TIME_H

#include <time.h>

/* Seconds of a clock of the host. */
static inline double bench_time(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Seconds of processor time that this program has had. */
static inline double bench_own_time(void)
{
    return bench_time(CLOCK_PROCESS_CPUTIME_ID);
}

#endif
