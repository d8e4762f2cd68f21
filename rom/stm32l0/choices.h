/* SPDX-License-Identifier: MIT
 *
 * The choices in a model ROM image of the STM32L0: where the public record is
 * silent about ST's ROM, each reading (docs/glossary.md) has a byte, and the
 * host sets the bytes before it loads the image into the chip. The ROM reads a
 * byte only where it must choose: what a run never reads did not matter to it.
 * Value 0 of every byte is the default. docs/rom.md defines the values.
 *
 * Plain preprocessor: used by the ROM's C and assembler and by host C.
 */
#ifndef ROM_STM32L0_CHOICES_H
#define ROM_STM32L0_CHOICES_H

/* Offsets in the 8192-byte image; the ROM is at 0x1FF00000. */
#define ROM_CHOICES_OFFSET 0x1FE0 /* byte of reading N at + N */
#define ROM_ID_OFFSET      0x1FFE /* bootloader id byte (AN2606 tables 2, 3) */

/* The bytes, in the order of enum reading (bench/stm32l0/readings.h). */
#define CHOICE_BOUNCE 0
#define CHOICE_STACK  1
#define CHOICE_RAM    2
#define CHOICE_SP     3
#define CHOICE_BFB2   4
#define CHOICE_PAST   5
#define CHOICE_REMAP  6
#define CHOICE_FAULT  7
#define CHOICE_CSR    8
#define CHOICE_GO     9
#define CHOICE_WRITE  10
#define CHOICE_RTC    11
#define ROM_CHOICES   12 /* how many there are */

/* V4.1 and V11.2 only: how the bank check gives the chip back. */
#define CHOICE_BOUNCE_BRANCH 0
#define CHOICE_BOUNCE_RESET  1

/* V4.1 and V11.2 only: MSP when a bank is started by a branch. */
#define CHOICE_STACK_EXACT    0 /* word 0 of the bank */
#define CHOICE_STACK_OFF_BY_8 1 /* 8 more */

/* The RAM that is wiped after a reset or a jump, before the bank check. */
#define CHOICE_RAM_OWN  0 /* 0x20000000-0x200014CF */
#define CHOICE_RAM_KEEP 1 /* the ROM's own variables */
#define CHOICE_RAM_ALL  2 /* 0x20000000-0x20004FFF */

/* V4.1 and V11.2 only: when the first word of a bank is a stack pointer. */
#define CHOICE_SP_RANGE  0 /* 0x20000000 < word <= 0x20005004 */
#define CHOICE_SP_MASK   1 /* (word & 0x2FFE0000) == 0x20000000 */
#define CHOICE_SP_BELOW  2 /* 0x20000000 <= word < 0x20005000 */
#define CHOICE_SP_VALUES 3

/* V4.1 and V11.2 only: the bank check with BFB2=0. */
#define CHOICE_BFB2_IGNORED   0 /* is made */
#define CHOICE_BFB2_CONSULTED 1 /* is not made: the ROM stays */

/* V4.1 and V11.2 only: the entry past the bank check. */
#define CHOICE_PAST_NEEDS_PASS 0 /* uses the data of a first pass */
#define CHOICE_PAST_FREE       1 /* initialises its data itself */

/* The code that brings the ROM's vectors into use. */
#define CHOICE_REMAP_CALLER 0 /* the caller, by MEM_MODE */
#define CHOICE_REMAP_SELF   1 /* the ROM, by MEM_MODE */
#define CHOICE_REMAP_VTOR   2 /* the ROM, by VTOR */

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

/* How a write to flash that is shorter than a half page is programmed. */
#define CHOICE_WRITE_WORDS     0
#define CHOICE_WRITE_HALF_PAGE 1 /* as a half page, padded with 0 */

/* V4.0 and V4.1 only: the RTC domain once a USB host is served. */
#define CHOICE_RTC_KEPT  0
#define CHOICE_RTC_RESET 1 /* with its backup registers */

#endif
