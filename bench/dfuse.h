/* SPDX-License-Identifier: MIT
 *
 * A DfuSe host in virtual time (AN3156), for a machine whose ROM the USB host
 * has found.
 */
#ifndef BENCH_DFUSE_H
#define BENCH_DFUSE_H

#include "bench/machine.h"

/* Makes the device leave for the application at ADDRESS, as `dfu-util -s
 * ADDRESS:leave` does. False: it refuses, or does not answer. */
bool dfuse_leave(struct machine *machine, uint32_t address);

#endif
