/* SPDX-License-Identifier: MIT
 *
 * The choices in a model ROM image of the STM32L4: where the public record is
 * silent about ST's ROM, or disagrees, each reading (docs/glossary.md) has a
 * byte, and the host sets the bytes before it loads the image into the chip.
 * The ROM reads a byte only where it must choose. Value 0 of every byte is the
 * default. docs/rom-l4.md defines the values.
 *
 * Plain preprocessor: used by the ROM's C and assembler and by host C.
 */
#ifndef ROM_STM32L4_CHOICES_H
#define ROM_STM32L4_CHOICES_H

/* Offset in the image of 28 KB; the ROM is at 0x1FFF0000. */
#define ROM_CHOICES_OFFSET 0x6FD0 /* byte of reading N at + N */

#define CHOICE_BOUNCE    0
#define CHOICE_STACK     1
#define CHOICE_RAM       2
#define CHOICE_SP        3
#define CHOICE_BFB2      4
#define CHOICE_BOOT0     5
#define CHOICE_REMAP     6
#define CHOICE_FAULT     7
#define CHOICE_CSR       8
#define CHOICE_GO        9
#define CHOICE_WRITE     10
#define CHOICE_TORN      11
#define CHOICE_FB_MODE   12
#define CHOICE_HAND_OVER 13
#define CHOICE_RDP2      14
#define CHOICE_BANKS     15
#define CHOICE_PAGES     16
#define ROM_CHOICES      17 /* how many there are */

/* How the bank check gives the chip back. */
#define CHOICE_BOUNCE_BRANCH 0
#define CHOICE_BOUNCE_RESET  1

/* MSP when a bank is started by a branch. */
#define CHOICE_STACK_EXACT    0 /* word 0 of the bank */
#define CHOICE_STACK_OFF_BY_8 1 /* 8 more */

/* The RAM that is wiped after a reset or a jump, before the bank check. */
#define CHOICE_RAM_OWN  0 /* up to word 0, the stack pointer */
#define CHOICE_RAM_KEEP 1 /* the ROM's own variables */
#define CHOICE_RAM_ALL  2 /* all SRAM1 */

/* When the first word of a bank is a stack pointer. SRAM2 at 0x10000000 is
 * inside on V10.3 and the L496 under every value, on V10.1 under none. */
#define CHOICE_SP_INCLUSIVE 0 /* 0x20000000 <= word <= the end of SRAM */
#define CHOICE_SP_EXCLUSIVE 1 /* 0x20000000 <= word < the end */
#define CHOICE_SP_SRAM2     2 /* V9.2: SRAM2, too */
#define CHOICE_SP_VALUES    3

/* The bank check with BFB2=0. */
#define CHOICE_BFB2_IGNORED   0 /* is made */
#define CHOICE_BFB2_CONSULTED 1 /* is not made: the ROM stays */

/* What "BOOT0 = 0", the first box of the figures, means after a jump by
 * software. */
#define CHOICE_BOOT0_ALWAYS_0 0 /* it is 0 */
#define CHOICE_BOOT0_MEM_MODE 1 /* MEM_MODE: 1 after the caller's remap */
#define CHOICE_BOOT0_PIN      2 /* L496, L43x: the pin PH3, or nBOOT0 */

/* The code that brings the ROM's vectors into use. */
#define CHOICE_REMAP_CALLER 0 /* the caller, by MEM_MODE */
#define CHOICE_REMAP_SELF   1 /* the ROM, by MEM_MODE */
#define CHOICE_REMAP_VTOR   2 /* the ROM, by VTOR */
#define CHOICE_REMAP_ZERO   3 /* both: VTOR = 0 by the ROM */

/* What the default handler does, which takes every exception. */
#define CHOICE_FAULT_RESET 0
#define CHOICE_FAULT_HANG  1

/* The reset flags in RCC_CSR. */
#define CHOICE_CSR_KEPT    0
#define CHOICE_CSR_CLEARED 1

/* The actions of Go before it jumps. */
#define CHOICE_GO_LEFT      0 /* nothing */
#define CHOICE_GO_RESTORED  1 /* puts everything back as after a reset */
#define CHOICE_GO_CLOCKS    2 /* puts the clocks back, not the peripherals */
#define CHOICE_GO_CHECKS_SP 3 /* system reset when word 0 is no SP */

/* The last word of a write whose length is no multiple of 8. */
#define CHOICE_WRITE_PADDED  0 /* with 0xFFFFFFFF beside it */
#define CHOICE_WRITE_DROPPED 1

/* A first word of a bank that the ECC cannot correct. */
#define CHOICE_TORN_FAULT   0 /* the NMI leads to the default handler */
#define CHOICE_TORN_INVALID 1 /* the NMI is handled: no stack pointer */

/* FB_MODE when no bank is valid and the ROM stays. */
#define CHOICE_FB_MODE_KEPT    0
#define CHOICE_FB_MODE_CLEARED 1

/* Clocks and peripherals when a bank is started. */
#define CHOICE_HAND_OVER_LEFT     0 /* SYSCFG has its clock */
#define CHOICE_HAND_OVER_RESTORED 1

/* A jump at level 2. */
#define CHOICE_RDP2_LIMITED   0 /* Get, Get Version and Get ID are answered */
#define CHOICE_RDP2_HAND_BACK 1

/* Page numbers and bank codes of Extended Erase while FB_MODE is 1. */
#define CHOICE_BANKS_ADDRESSED                                                 \
    0 /* as the banks are seen: page 0 at 0x08000000 */
#define CHOICE_BANKS_PHYSICAL 1

/* Extended Erase with a number above the last page. */
#define CHOICE_PAGES_NACK    0 /* refuses the list */
#define CHOICE_PAGES_IGNORED 1 /* erases the others */

#endif
