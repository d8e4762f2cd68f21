/* SPDX-License-Identifier: MIT
 *
 * The clock rules that firmware breaks, in words.
 */
#ifndef BENCH_CLOCK_RULE_H
#define BENCH_CLOCK_RULE_H

#include "chip/state.h"

enum { CLOCK_RULE_TEXT = 160 };

/* Formats the fault of FIRMWARE_CLOCK or FIRMWARE_LATENCY: "PLL VCO of 64 MHz
 * is over 48 MHz, the most in voltage range 2 (PWR_CR.VOS=2, as after reset)".
 */
void clock_rule_words(const struct event_firmware *fault,
                      char text[CLOCK_RULE_TEXT]);

#endif
