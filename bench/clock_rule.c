/* SPDX-License-Identifier: MIT */
#include "bench/clock_rule.h"

#include <stdio.h>

enum { VOS_AFTER_RESET = 2 /* RM0367 6.4.1: PWR_CR is 0x1000 */ };

static double mhz(uint32_t hz)
{
    return (double)hz / 1e6;
}

static const char *vos_note(const struct event_firmware *fault)
{
    return fault->range == VOS_AFTER_RESET ? ", as after reset" : "";
}

static void in_range(const struct event_firmware *fault, const char *name,
                     char text[CLOCK_RULE_TEXT])
{
    snprintf(text, CLOCK_RULE_TEXT,
             "%s of %.6g MHz is over %.6g MHz, the most in voltage range %u "
             "(PWR_CR.VOS=%u%s)",
             name, mhz(fault->hz), mhz(fault->limit_hz), (unsigned)fault->range,
             (unsigned)fault->range, vos_note(fault));
}

static void with_latency(const struct event_firmware *fault,
                         char text[CLOCK_RULE_TEXT])
{
    snprintf(text, CLOCK_RULE_TEXT,
             "HCLK of %.6g MHz is over %.6g MHz, the most with %u wait "
             "state%s in voltage range %u (FLASH_ACR.LATENCY=%u, "
             "PWR_CR.VOS=%u%s)",
             mhz(fault->hz), mhz(fault->limit_hz), (unsigned)fault->latency,
             fault->latency == 1 ? "" : "s", (unsigned)fault->range,
             (unsigned)fault->latency, (unsigned)fault->range, vos_note(fault));
}

void clock_rule_words(const struct event_firmware *fault,
                      char text[CLOCK_RULE_TEXT])
{
    double hz = mhz(fault->hz), limit = mhz(fault->limit_hz);
    switch (fault->rule) {
    case CLOCK_SYSCLK: in_range(fault, "SYSCLK", text); break;
    case CLOCK_PLL_VCO: in_range(fault, "PLL VCO", text); break;
    case CLOCK_HCLK: with_latency(fault, text); break;
    case CLOCK_PLL_IN_HIGH:
        snprintf(text, CLOCK_RULE_TEXT,
                 "PLL input of %.6g MHz is over %.6g MHz, the most that the "
                 "PLL takes",
                 hz, limit);
        break;
    case CLOCK_PLL_IN_LOW:
        snprintf(text, CLOCK_RULE_TEXT,
                 "PLL input of %.6g MHz is under %.6g MHz, the least that the "
                 "PLL takes",
                 hz, limit);
        break;
    case CLOCK_PLL_VCO_LOW:
        snprintf(text, CLOCK_RULE_TEXT,
                 "PLL VCO of %.6g MHz is under %.6g MHz, the least that locks",
                 hz, limit);
        break;
    case CLOCK_PCLK1:
    case CLOCK_PCLK2:
        snprintf(text, CLOCK_RULE_TEXT,
                 "PCLK%u of %.6g MHz is over %.6g MHz, the most on APB%u",
                 fault->rule == CLOCK_PCLK1 ? 1 : 2, hz, limit,
                 fault->rule == CLOCK_PCLK1 ? 1 : 2);
        break;
    case CLOCK_RULES: text[0] = 0; break;
    }
}
