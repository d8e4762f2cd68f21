/* SPDX-License-Identifier: MIT */
#include "rom/protocol/baud.h"

#include <stdbool.h>

#include "rom/protocol/family.h"

#include FAMILY_HEADER(sysclk.h)
#include FAMILY_HEADER(usart.h)
#include FAMILY_HEADER(watchdog.h)

enum {
    MARGIN_PERCENT = 10,
    BIT_MIN = SYSCLK_HZ / 115200 * (100 - MARGIN_PERCENT) / 100,
    BIT_MAX = SYSCLK_HZ / 1200 * (100 + MARGIN_PERCENT) / 100,
    LATE = 512 /* cycles that the start bit may be noticed late, at most */
};

/* Waits for a level. Returns the cycles from START until it was seen, 0 = not
 * within LIMIT cycles. */
static uint32_t edge(uint32_t rx, uint32_t level, uint32_t start,
                     uint32_t limit)
{
    uint32_t passed;
    do {
        watchdog_refresh();
        passed = sysclk_since(start);
        if (rx_level(rx) == level)
            return passed;
    } while (passed < limit);
    return 0;
}

/* True: ONE is an eighth of EIGHT, within 8 %. Polling blurs an edge by 6 % of
 * a bit at 115200 baud; the byte 0xFF, whose parity bit looks like the zero of
 * 0x7F, is off by 11 %. */
static bool fits(uint32_t one, uint32_t eight)
{
    uint32_t slack = eight * 5 / 64;
    return one * 8 >= eight - slack && one * 8 <= eight + slack;
}

/*   0x7F, LSB first:   start 1 1 1 1 1 1 1 0 parity stop
 *
 *   ______       ____________________      ______________
 *         |_____|                    |____|
 *         0     t1                   t2   t3
 *
 * Between the rising edges t1 and t3 lie eight bits; both are seen by the
 * same loop, so its delay cancels out. The start bit is noticed late. */
uint32_t baud_measure(uint32_t rx)
{
    uint32_t start = sysclk_now();
    uint32_t t1 = edge(rx, RX_HIGH(rx), start, BIT_MAX);
    if (!t1)
        return 0;
    uint32_t t2 = edge(rx, 0, start, 9 * (t1 + LATE));
    if (!t2)
        return 0;
    uint32_t t3 = edge(rx, RX_HIGH(rx), start, t2 + 2 * (t1 + LATE));
    uint32_t eight = t3 - t1;
    if (!t3 || eight < 8 * BIT_MIN || eight > 8 * BIT_MAX)
        return 0;
    if (!fits(t3 - t2, eight) || 8 * t1 > eight * 9 / 8)
        return 0;
    /* Parity 1, then half a stop bit. */
    if (edge(rx, 0, start, t3 + eight * 3 / 16))
        return 0;
    return (eight + 4) / 8;
}
