/* SPDX-License-Identifier: MIT
 *
 * C7: the memory protection unit, which a jump leaves on.
 */
#ifndef BENCH_CAUSE_MPU_H
#define BENCH_CAUSE_MPU_H

#include "bench/evidence.h"

void cause_mpu_find(const struct evidence *seen);

#endif
