/* SPDX-License-Identifier: MIT
 *
 * Why a scenario did not end as wanted. Only what is certain from the events
 * on the chip is named; each function finds one mistake, in any firmware.
 * Letters of the codes: A the request is lost, B stack pointer and branch, C
 * remap, D interrupts, E dual-bank check, F erased first page, I protection, J
 * wrong address for the part.
 */
#ifndef BENCH_CAUSE_H
#define BENCH_CAUSE_H

#include <stdbool.h>

#include "bench/result.h"
#include "bench/scenario_run.h"

/* Adds causes and warnings to RESULT, which already holds the verdict, the
 * wanted verdict and the outcome. False: out of memory. */
bool cause_find(const struct scenario_run *run, struct result *result);

#endif
