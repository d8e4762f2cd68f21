/* SPDX-License-Identifier: MIT
 *
 * Heads and places of the probe for an STM32L07x/L08x, for C and assembler.
 */
#ifndef EXAMPLES_PROBE_STM32L0_HEADS_H
#define EXAMPLES_PROBE_STM32L0_HEADS_H

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

/* The vector table: the handler of NMI, how many interrupts there are, and the
 * position of TIM6 (RM0367 12.3). */
#define VECTOR_NMI  Fault_Handler
#define VECTOR_IRQS 32
#define VECTOR_TIM6 17

#endif
