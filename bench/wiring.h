/* SPDX-License-Identifier: MIT
 *
 * What is soldered to the part, where it differs from the Nucleo-64 (MB1136).
 *
 * BOOT0 through a pin, as people solder it: the pin charges a capacitor at
 * BOOT0 through a diode and a resistor, and a pull-down discharges it. Assumed,
 * since boards differ: the pin must be driven high for a tenth of the time for
 * which BOOT0 stays high after it is released; a pin that is driven low
 * discharges nothing, and a charge that is not complete is lost. BOOT0 itself
 * is sampled by the chip, at each reset.
 */
#ifndef BENCH_WIRING_H
#define BENCH_WIRING_H

#include <stdbool.h>
#include <stdint.h>

enum {
    WIRING_HOLD_MS = 10, /* assumed: 1 uF and 10 kOhm */
    WIRING_CHARGE = 10   /* assumed: part of the hold time */
};

struct wiring {
    bool boot0;         /* BOOT0 is charged by pin `port`, `pin` */
    unsigned port, pin; /* as those of struct ask */
    uint64_t hold_us;   /* 0 = WIRING_HOLD_MS */
    unsigned noise;     /* lines that somebody chatters on, from power-on: 1 <<
                           USART_1, 1 << USART_2 */
    bool hse;           /* OSC_IN has, in place of the Nucleo's clock signal of
                           8 MHz, */
    uint32_t hse_hz;    /* this; 0 = nothing, */
    bool hse_crystal;   /* from a crystal, not a clock signal */
};

#endif
