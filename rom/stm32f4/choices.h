/* SPDX-License-Identifier: MIT
 *
 * The choices in a model ROM image of the STM32F4: where the public record is
 * silent about ST's ROM, each reading (docs/glossary.md) has a byte, and the
 * host sets the bytes before it loads the image into the chip. The ROM reads a
 * byte only where it must choose. Value 0 of every byte is the default.
 * docs/rom-f4.md defines the values.
 *
 * Plain preprocessor: used by the ROM's C and assembler and by host C.
 */
#ifndef ROM_STM32F4_CHOICES_H
#define ROM_STM32F4_CHOICES_H

/* Offset in the image of 30 KB; the ROM is at 0x1FFF0000. */
#define ROM_CHOICES_OFFSET 0x77E0 /* byte of reading N at + N */

#define CHOICE_RAM     0
#define CHOICE_REMAP   1
#define CHOICE_FAULT   2
#define CHOICE_CSR     3
#define CHOICE_GO      4
#define CHOICE_HSE     5
#define CHOICE_CLOCK   6
#define CHOICE_SECTORS 7
#define ROM_CHOICES    8 /* how many there are */

/* The RAM that is wiped after a reset or a jump. */
#define CHOICE_RAM_OWN  0 /* up to word 0, the stack pointer */
#define CHOICE_RAM_KEEP 1 /* the ROM's own variables */
#define CHOICE_RAM_ALL  2 /* all SRAM */

/* The code that brings the ROM's vectors into use. */
#define CHOICE_REMAP_SELF   0 /* the ROM, by MEM_MODE */
#define CHOICE_REMAP_VTOR   1 /* the ROM, by VTOR */
#define CHOICE_REMAP_CALLER 2 /* the caller, by MEM_MODE */

/* What the default handler does, which takes every exception. */
#define CHOICE_FAULT_RESET 0
#define CHOICE_FAULT_HANG  1

/* The reset flags in RCC_CSR. */
#define CHOICE_CSR_KEPT    0
#define CHOICE_CSR_CLEARED 1

/* The actions of Go before it jumps, beside the documented RCC_AHB1ENR = 0. */
#define CHOICE_GO_LEFT      0 /* nothing */
#define CHOICE_GO_RESTORED  1 /* puts everything back as after a reset */
#define CHOICE_GO_CLOCKS    2 /* puts the clocks back, not the peripherals */
#define CHOICE_GO_CHECKS_SP 3 /* system reset when word 0 is no SP */

/* When the HSE is waited for; a missed one ends in a system reset. */
#define CHOICE_HSE_USB   0 /* for a USB host, which is not modelled */
#define CHOICE_HSE_START 1 /* at every start */
#define CHOICE_HSE_LATE  2 /* at every start, and the first two miss it */

/* What the ROM expects of the clocks when it starts. */
#define CHOICE_CLOCK_RESET 0 /* as a reset leaves them: HSI on, PLL off */
#define CHOICE_CLOCK_ANY   1 /* it puts them so itself */

/* Extended Erase with a number above the last sector. */
#define CHOICE_SECTORS_NACK    0 /* refuses the list */
#define CHOICE_SECTORS_IGNORED 1 /* erases the others */

#endif
