/* SPDX-License-Identifier: MIT
 *
 * Where the core of a machine may fetch: code of the image that runs, RAM that
 * the firmware or a debugger wrote, the ROM after a legal entry. The chip
 * stops before it fetches anywhere else.
 */
#ifndef BENCH_MACHINE_CODE_H
#define BENCH_MACHINE_CODE_H

#include "bench/machine.h"

/* True: there is code at PC, as the chip is mapped now. Code outside the images
 * (a RAM function, an image through the alias) is added to what may run. */
bool machine_code_allows(struct machine *machine, uint32_t pc);

/* True: PC is an entry of the ROM: its reset handler or the entry past its bank
 * check. */
bool machine_code_is_entry(const struct machine *machine, uint32_t pc);

/* Gives the chip the ranges that hold code now. To be called after a remap, a
 * reset, and an entry into the ROM or out of it. */
void machine_code_guard(struct machine *machine);

#endif
