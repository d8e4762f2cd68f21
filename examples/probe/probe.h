/* SPDX-License-Identifier: MIT
 *
 * Constants of the probe, for C and assembler.
 */
#ifndef EXAMPLES_PROBE_PROBE_H
#define EXAMPLES_PROBE_PROBE_H

#if defined(STM32L4)
#include "examples/probe/stm32l4/heads.h"
#else
#include "examples/probe/stm32l0/heads.h"
#endif

/* How an experiment came back to the probe; 0 = not yet. */
#define CAME_RESET    1  /* a reset by software that the probe did not make */
#define CAME_BRANCH   2  /* to the reset vector, without a reset */
#define CAME_GUEST    3  /* the guest in bank 2 was started */
#define CAME_VALID    4  /* Go to DOOR_VALID */
#define CAME_INVALID  5  /* Go to DOOR_INVALID */
#define CAME_WATCHDOG 6  /* the IWDG bit: the ROM did not refresh it */
#define CAME_FAULT    7  /* HardFault or NMI through the probe's vectors */
#define CAME_TIMER    8  /* TIM6's interrupt through the probe's vectors */
#define CAME_BUTTON   9  /* any other reset: the experiment is repeated */
#define CAME_WRITE    10 /* the guest could not be written: not begun */
#define CAME_REFUSED  11 /* Go to DOOR_REFUSED: the ROM refused a command */

/* What came back, one word (BKP4R). The guest writes flags, MSP and kind only;
 * that of the STM32L4 the clocks of both buses, too.
 *
 *    31:24           23:16        15:8             7:6   5:4        3:0
 *   | RCC_CSR flags | MSP - head | see STILL_ ... | SWS | MEM_MODE | CAME_ |
 */
#define CAME_MASK      0xF
#define CAME_MODE      3 /* of MEM_MODE */
#define CAME_MODE_POS  4
#define CAME_SWS_POS   6
#define STILL_APB1     (1 << 8)  /* RCC_APB1ENR is not as after a reset */
#define STILL_APB2     (1 << 9)  /* RCC_APB2ENR */
#define STILL_IOP      (1 << 10) /* RCC_IOPENR, or that of the ports */
#define STILL_SYSTICK  (1 << 11) /* SysTick counts */
#define STILL_USART2   (1 << 12) /* USART2 is enabled */
#define STILL_VTOR     (1 << 13) /* VTOR is that of the ROM */
#define STILL_OWN      (1 << 14) /* VTOR is that of the probe */
#define CAME_STACK_POS 16
#define CAME_FLAGS_POS 24

/* Reset flags: RCC_CSR from bit 24. */
#define FLAG_SFT  (1 << 4)
#define FLAG_IWDG (1 << 5)
#define FLAG_WWDG (1 << 6)

#endif
