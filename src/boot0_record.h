/* SPDX-License-Identifier: MIT
 *
 * What the library leaves in an image and in RAM for others to find: the
 * record, the mailbox and the note of the last outcome. Plain numbers, for
 * the assembler, for firmware and for the host tools alike.
 */
#ifndef BOOT0_RECORD_H
#define BOOT0_RECORD_H

/* The record: six words in flash, symbol boot0_record. In a stripped image it
 * is found by its magic word, which stands nowhere else in the image, with
 * the format in the low byte of the info word as a second witness.
 *
 *     +0  sp       what boot0_reset loads into SP before it goes on
 *     +4  next     where it goes on to: the reset handler, bit 0 set
 *     +8  mailbox  address of the mailbox's first word
 *     +12 magic    BOOT0_MAGIC; a request leaves it in the mailbox
 *     +16 apb2enr  address of RCC_APB2ENR
 *     +20 info     flags 31:16 | kind 15:8 | format 7:0
 */
#define BOOT0_RECORD_SP      0
#define BOOT0_RECORD_NEXT    4
#define BOOT0_RECORD_MAILBOX 8
#define BOOT0_RECORD_MAGIC   12
#define BOOT0_RECORD_APB2ENR 16
#define BOOT0_RECORD_INFO    20
#define BOOT0_RECORD_SIZE    24

#define BOOT0_MAGIC   0xB0073A9D
#define BOOT0_APB2ENR 0x40021034
#define BOOT0_FORMAT  1 /* of the record; info 7:0 */

/* How boot0_reset became the reset vector: info 15:8. */
#define BOOT0_KIND_SHIFT   8
#define BOOT0_KIND_LINKED  0 /* not yet: sp and next are 0 */
#define BOOT0_KIND_BY_HAND 1 /* in the source: BOOT0_NEXT and BOOT0_SP */
#define BOOT0_KIND_KEPT    2 /* boot0 patch --head keep */
#define BOOT0_KIND_INVALID 3 /* boot0 patch --head invalid */

/* How the library was built: info 31:16. */
#define BOOT0_FLAG_SHIFT 16
#define BOOT0_FLAG_RTC   1 /* mailbox in RTC backup registers */
#define BOOT0_FLAG_RDP1  2 /* BOOT0_ALLOW_RDP1 */

/* The vector word 0 of an invalid head: two BKPT, no address of anything. */
#define BOOT0_INVALID_HEAD 0xBE00BE00

/* The mailbox: BOOT0_MAGIC, then ~BOOT0_MAGIC + state. A state below
 * BOOT0_OUTCOMES is an outcome that waits to be noted. */
#define BOOT0_STATE_REQUEST 17 /* asked; the reset is due */
#define BOOT0_STATE_PASS1   16 /* in the ROM for the first of two times */
#define BOOT0_STATE_ENTERED 1  /* in the ROM to stay: BOOT0_ENTERED */

/* The note of the last outcome: one word in .noinit, symbol boot0_noted,
 * BOOT0_MAGIC + outcome. Any other value is RAM that nobody wrote. Outcomes
 * are those of enum boot0_outcome. */
#define BOOT0_OUTCOMES 8 /* 0 (none) up to 7 */

#endif
