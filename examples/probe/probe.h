/* SPDX-License-Identifier: MIT
 *
 * Constants of the probe, for C and assembler.
 */
#ifndef EXAMPLES_PROBE_PROBE_H
#define EXAMPLES_PROBE_PROBE_H

/* Word 0 of bank 1: a stack pointer by (w & 0x2FFE0000) == 0x20000000, none by
 * 0x20000000 < w <= 0x20005004. The probe loads SP itself. */
#define PROBE_HEAD 0x20005008

/* Two more heads, for the host's Go: word 0 of the first is a stack pointer by
 * any rule, that of the second by none. */
#define DOOR_VALID        0x080000C0
#define DOOR_INVALID      0x080000E0
#define DOOR_VALID_HEAD   0x20004000
#define DOOR_INVALID_HEAD 0xBE00BE00

/* The guest, a program for bank 2, and its stack pointers: the end of RAM,
 * which some rules exclude, and one that is valid by any rule. */
#define GUEST_HEAD_END   0x20005000
#define GUEST_HEAD_BELOW 0x20004FFC
#define GUEST_WORDS      32 /* at most: one page */

/* The host writes the first bytes of the probe to this place in bank 2: in
 * frames of 256 bytes, so that two short writes meet in one half page. */
#define HOST_OFFSET 0x20
#define HOST_BYTES  288
#define HOST_MEETS  0x120 /* where the second of them begins */
#define AREA_WORDS  96    /* of bank 2, in all: three pages */

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

/* What came back, one word (BKP4R). The guest writes flags, MSP and kind only.
 *
 *    31:24           23:16        13:8             7:6   5:4        3:0
 *   | RCC_CSR flags | MSP - head | see STILL_ ... | SWS | MEM_MODE | CAME_ |
 */
#define CAME_MASK      0xF
#define CAME_MODE_POS  4
#define CAME_SWS_POS   6
#define STILL_APB1     (1 << 8)  /* RCC_APB1ENR is not 0 */
#define STILL_APB2     (1 << 9)  /* RCC_APB2ENR */
#define STILL_IOP      (1 << 10) /* RCC_IOPENR */
#define STILL_SYSTICK  (1 << 11) /* SysTick counts */
#define STILL_USART2   (1 << 12) /* USART2 is enabled */
#define STILL_VTOR     (1 << 13) /* VTOR is that of the ROM */
#define CAME_STACK_POS 16
#define CAME_FLAGS_POS 24

/* Reset flags: RCC_CSR from bit 24. */
#define FLAG_SFT  (1 << 4)
#define FLAG_IWDG (1 << 5)
#define FLAG_WWDG (1 << 6)

#endif
