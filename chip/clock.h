/* SPDX-License-Identifier: MIT
 *
 * Virtual time. `cycle` counts HCLK cycles since power-on; real time is kept
 * in picoseconds, because oscillators, flash, watchdog and UART lines do not
 * follow HCLK. Between two clock changes time is linear in `cycle`, so an
 * event due at a picosecond has one exact due cycle.
 */
#ifndef CHIP_CLOCK_H
#define CHIP_CLOCK_H

#include <stdint.h>

struct chip;

#define PS_PER_S  1000000000000ull
#define PS_PER_MS 1000000000ull
#define PS_PER_US 1000000ull
#define NEVER     UINT64_MAX

struct clock {
    uint64_t base_cycle; /* cycle and time of the last change of HCLK */
    uint64_t base_ps;
    uint64_t hclk_ps; /* period of HCLK, ps */
    uint32_t sysclk_hz;
    uint32_t hclk_hz;
    uint32_t pclk1_hz;
    uint32_t pclk2_hz;
    uint32_t pclk1_div; /* HCLK cycles in one PCLK1 cycle: 1..16 */
    uint32_t pclk2_div;
};

/* One due time per kind of event. Ties fire in this order. */
enum due {
    DUE_OSC,   /* an oscillator, the PLL or the regulator gets ready */
    DUE_FLASH, /* the NVM operation in flight ends */
    DUE_IWDG,  /* the independent watchdog runs out */
    DUE_SYSTICK,
    DUE_TIM2,
    DUE_TIM6,
    DUE_WWDG,
    DUE_USART1_TX, /* next bit edge of the transmitter */
    DUE_USART2_TX,
    DUE_USART1_RX, /* next sample of the receiver */
    DUE_USART2_RX,
    DUE_SERIAL1_TX, /* the far end of USART1's cable: next bit edge */
    DUE_SERIAL2_TX,
    DUE_SERIAL1_RX, /* the far end of USART1's cable: next sample */
    DUE_SERIAL2_RX,
    DUE_COUNT
};

/* Time since power-on, in ps. */
uint64_t clock_ps(const struct chip *chip);
/* The first cycle at which PS is reached, under the present HCLK. */
uint64_t clock_cycle_at(const struct chip *chip, uint64_t ps);
/* Time at which CYCLE (not before the last clock change) is reached. */
uint64_t clock_ps_at(const struct chip *chip, uint64_t cycle);

/* Arms (or with NEVER disarms) one event at an absolute time in ps. */
void due_set(struct chip *chip, enum due which, uint64_t ps);
/* The same `cycles` HCLK cycles from now: exact under a constant HCLK. */
void due_in_cycles(struct chip *chip, enum due which, uint64_t cycles);

/* Sets the frequencies (Hz) and APB dividers from now on: blocks that count
 * HCLK or PCLK cycles are brought up to date before and re-armed after. */
void clock_change(struct chip *chip, uint32_t sysclk_hz, uint32_t hclk_hz,
                  uint32_t pclk1_div, uint32_t pclk2_div);

#endif
