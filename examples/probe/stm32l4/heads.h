/* SPDX-License-Identifier: MIT
 *
 * Heads and places of the probe for an STM32L47x, L49x or L43x, for C and
 * assembler.
 */
#ifndef EXAMPLES_PROBE_STM32L4_HEADS_H
#define EXAMPLES_PROBE_STM32L4_HEADS_H

/* Word 0 of bank 1, outside every SRAM, so that no ROM finds a bank to start
 * while bank 2 has no head either. The probe loads SP itself. */
#define PROBE_HEAD 0xBE00B007

/* Three more heads, for the host's Go, behind the vector table: word 0 of the
 * first and the last is a stack pointer by any rule, that of the second by
 * none. */
#define DOOR_VALID        0x080001C0
#define DOOR_INVALID      0x080001E0
#define DOOR_REFUSED      0x08000200
#define DOOR_VALID_HEAD   0x20004000
#define DOOR_INVALID_HEAD 0xBE00BE00

/* The guest, a program for bank 2, and its stack pointers, beside the end of
 * SRAM: one that is valid by any rule, one in SRAM2, and none. */
#define GUEST_HEAD       0x20004000
#define GUEST_HEAD_SRAM2 0x10004000
#define GUEST_HEAD_NONE  0xBE00BE00

/* The mark of a spare page (spare.h). */
#define SPARE_MARK_0 0x5AFEB007
#define SPARE_MARK_1 0xC0DE0000

/* The host writes the first bytes of the probe to this place of a spare page
 * (spare.h), in frames of 256 and 44 bytes: four more than a multiple of 8. */
#define HOST_OFFSET 0x100
#define HOST_BYTES  300

/* Where it writes a few bytes while FB_MODE is 1, to see where they come. */
#define SWAP_OFFSET 0x400
#define SWAP_BYTES  8

/* The last word of the RAM that every part has, above the stack: set by a read
 * of flash that the ECC cannot correct. */
#define TORN_NOTE 0x2000BFF8

/* The vector table: the handler of NMI, how many interrupts there are, and the
 * position of TIM6 (RM0351 13.3). */
#define VECTOR_NMI  NMI_Handler
#define VECTOR_IRQS 91
#define VECTOR_TIM6 54

#endif
