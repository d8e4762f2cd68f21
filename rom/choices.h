/* SPDX-License-Identifier: MIT
 *
 * The choices in a model ROM image: where the public record is silent about
 * ST's ROM, each reading (docs/glossary.md) has a byte, and the host sets the
 * bytes before it loads the image into the chip. The ROM reads a byte only
 * where it must choose: what a run never reads did not matter to it. Value 0 of
 * every byte is the default. docs/rom.md defines the values.
 *
 * Plain preprocessor: used by the ROM's C and assembler and by host C.
 */
#ifndef ROM_CHOICES_H
#define ROM_CHOICES_H

/* Offsets in the 8192-byte image; the ROM is at 0x1FF00000. */
#define ROM_CHOICES_OFFSET 0x1FE0 /* byte of reading N at + N */
#define ROM_ID_OFFSET      0x1FFE /* bootloader id byte (AN2606 tables 2, 3) */

/* The bytes, in the order of enum reading (bench/readings.h). */
#define CHOICE_BOUNCE 0
#define CHOICE_RAM    1
#define CHOICE_SP     2
#define CHOICE_PAST   3
#define CHOICE_REMAP  4
#define CHOICE_CSR    5
#define CHOICE_GO     6
#define ROM_CHOICES   7 /* how many there are */

/* V4.1 and V11.2 only: how the bank check gives the chip back. */
#define CHOICE_BOUNCE_BRANCH 0
#define CHOICE_BOUNCE_RESET  1

/* The RAM that is wiped after a reset or a jump, before the bank check. */
#define CHOICE_RAM_OWN  0 /* 0x20000000-0x200014CF */
#define CHOICE_RAM_KEEP 1 /* the ROM's own variables */
#define CHOICE_RAM_ALL  2 /* 0x20000000-0x20004FFF */

/* V4.1 and V11.2 only: when the first word of a bank is a stack pointer. */
#define CHOICE_SP_RANGE 0 /* 0x20000000 < word <= 0x20005004 */
#define CHOICE_SP_MASK  1 /* (word & 0x2FFE0000) == 0x20000000 */

/* V4.1 and V11.2 only: the entry past the bank check. */
#define CHOICE_PAST_NEEDS_PASS 0 /* uses the data of a first pass */
#define CHOICE_PAST_FREE       1 /* initialises its data itself */

/* The code that maps the ROM's vectors to 0: the caller, or the ROM itself. */
#define CHOICE_REMAP_CALLER 0
#define CHOICE_REMAP_SELF   1

/* The reset flags in RCC_CSR. */
#define CHOICE_CSR_KEPT    0
#define CHOICE_CSR_CLEARED 1

/* The actions of Go before it jumps. */
#define CHOICE_GO_LEFT      0 /* nothing */
#define CHOICE_GO_RESTORED  1 /* puts everything back as after a reset */
#define CHOICE_GO_CHECKS_SP 2 /* system reset when word 0 is no SP */

#endif
