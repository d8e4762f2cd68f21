/* SPDX-License-Identifier: MIT
 *
 * Boots what a cut of an update has left, and finds out whether its owner can
 * get on without the BOOT0 pin and SWD: by power, by the reset button, by the
 * ROM if it answers, by asking an application if one runs.
 */
#ifndef BENCH_UPDATE_BOOT_H
#define BENCH_UPDATE_BOOT_H

#include "bench/probe.h"
#include "bench/update.h"
#include "bench/update_why.h"

enum {
    /* What the family's ROMs may take beyond the usual times comes to those
     * below. An application counts as running when it has been in main for so
     * long without reset or fault. */
    UPDATE_RUNS_MS = 1,
    /* What has neither reached main nor the ROM by then never does. The
     * slowest start known is a resident that computes the CRC of 188 KB at 2.1
     * MHz: under 400 ms. */
    UPDATE_START_MS = 1000,
    /* After an ask is over, the ROM is looked for as long as by check:
     * SCENARIO_LIMIT_MS, SCENARIO_USB_MS. */
    UPDATE_ASK_MS = 500,
    UPDATE_ASK_USB_MS = 1500,
    UPDATE_TURNS = 4 /* so many resets and bounces are a loop */
};

struct update_boot {
    const struct update *update;
    struct machine *machine;
    uint32_t mains[2]; /* of the old image and of the new one */
    struct asks asks;  /* those of the campaign, at times of this boot */

    struct probe probe;
    uint64_t main_ps;         /* NEVER = not since the last reset */
    const struct image *runs; /* whose main was reached */
    uint64_t limit_ps;
    uint64_t look_ps;      /* when the handler of a fault is looked at */
    uint64_t instructions; /* cpu.instructions at the last reset */
    unsigned turns;
    bool asked, over;
    bool faulted, nmi; /* a fault or the NMI was taken; it was the NMI */
    struct update_end end;
};

/* Boots MACHINE, a copy of one that update_start() built whose cells were
 * changed since, from power-on. Its cells are then as the boot left them. */
struct update_end update_boot(const struct update *update,
                              struct machine *machine);

#endif
