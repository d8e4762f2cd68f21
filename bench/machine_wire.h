/* SPDX-License-Identifier: MIT
 *
 * The wire from a pin to BOOT0 (wiring.h): charged while the pin is high,
 * discharged in time after it is released.
 */
#ifndef BENCH_MACHINE_WIRE_H
#define BENCH_MACHINE_WIRE_H

#include "bench/machine.h"
#include "bench/wiring.h"

/* Solders the wire in, as the last step of the machine's set-up but observers.
 */
void machine_wire_start(struct machine *machine, const struct wiring *wiring);

/* Follows a change of pins. */
void machine_wire_follow(struct machine *machine, const struct event *pins);

/* Changes BOOT0 when its time has come; returns the time of the next change. */
uint64_t machine_wire_attend(struct machine *machine, uint64_t now);

/* Discharges BOOT0 at once: the supply is cut. */
void machine_wire_discharge(struct machine *machine);

#endif
