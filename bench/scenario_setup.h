/* SPDX-License-Identifier: MIT
 *
 * The board of a scenario: what its campaign and its id say of the machine.
 */
#ifndef BENCH_SCENARIO_SETUP_H
#define BENCH_SCENARIO_SETUP_H

#include "bench/campaign.h"
#include "bench/machine_setup.h"

/* Returns how the board is built; guard, strict and events are the caller's.
 * The files of the scenario are among those of the campaign. */
struct machine_setup scenario_setup(const struct campaign *campaign,
                                    const struct scenario *scenario);

/* Plugs a USB host in if the part is looked for, or asked, over USB. */
void scenario_setup_usb(const struct campaign *campaign,
                        const struct scenario *scenario,
                        struct machine *machine);

#endif
