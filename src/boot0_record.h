/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * What the library leaves in an image and in RAM for others to find: its
 * version, the record, the mailbox and the note of the last outcome. Plain
 * numbers, for the assembler, for firmware and for the host tools alike.
 */
#ifndef BOOT0_RECORD_H
#define BOOT0_RECORD_H

/* major 15:12 | minor 11:4 | patch 3:0, so that versions compare as numbers. */
#define BOOT0_VERSION_MAJOR 0
#define BOOT0_VERSION_MINOR 2
#define BOOT0_VERSION_PATCH 0
#define BOOT0_VERSION                                                          \
    (BOOT0_VERSION_MAJOR << 12 | BOOT0_VERSION_MINOR << 4 | BOOT0_VERSION_PATCH)

/* The record: seven words in flash, symbol boot0_record. In a stripped image it
 * is found by its magic word, with the address of RCC_APB2ENR behind it as a
 * second witness.
 *
 *     +0  sp       what boot0_reset loads into SP before it goes on
 *     +4  next     where it goes on to: the reset handler, bit 0 set
 *     +8  mailbox  address of the mailbox's first word
 *     +12 magic    BOOT0_MAGIC; a request leaves it in the mailbox
 *     +16 apb2enr  address of RCC_APB2ENR
 *     +20 info     version 31:16 | flags 15:12 | kind 11:8 | format 7:0
 *     +24 request  boot0_request, bit 0 set
 *
 * Format 1 ended with info: flags 31:16 | kind 15:8 | format 7:0. The tools
 * still run and check its images; `boot0 patch` wants the format of its own
 * release.
 */
#define BOOT0_RECORD_SP      0
#define BOOT0_RECORD_NEXT    4
#define BOOT0_RECORD_MAILBOX 8
#define BOOT0_RECORD_MAGIC   12
#define BOOT0_RECORD_APB2ENR 16
#define BOOT0_RECORD_INFO    20
#define BOOT0_RECORD_REQUEST 24
#define BOOT0_RECORD_SIZE    28

#define BOOT0_MAGIC           0xB0073A9D
#define BOOT0_APB2ENR         0x40021034 /* STM32L0 */
#define BOOT0_APB2ENR_STM32F4 0x40023844
#define BOOT0_APB2ENR_STM32L4 0x40021060
#define BOOT0_FORMAT          2 /* of the record; info 7:0 */

#define BOOT0_KIND_SHIFT    8
#define BOOT0_FLAG_SHIFT    12
#define BOOT0_VERSION_SHIFT 16

/* What `boot0 patch` made of the image: info 11:8. */
#define BOOT0_KIND_LINKED  0 /* nothing: as the linker left it */
#define BOOT0_KIND_KEPT    2 /* --head keep */
#define BOOT0_KIND_INVALID 3 /* --head invalid */

/* How the library was built: info 15:12. */
#define BOOT0_FLAG_RTC  1 /* mailbox in RTC backup registers */
#define BOOT0_FLAG_RDP1 2 /* BOOT0_ALLOW_RDP1 */
#define BOOT0_FLAG_NO_USART1                                                   \
    4 /* its pins are locked: BOOT0_ONLY_USB, _USART2 */
#define BOOT0_FLAG_NO_USART2 8 /* BOOT0_ONLY_USB, _USART1; F4, L4: USART3 */

/* The vector word 0 of an invalid head: two BKPT, no address of anything. */
#define BOOT0_INVALID_HEAD 0xBE00BE00

/* How a request ended; enum boot0_outcome has the same numbers. */
#define BOOT0_OUTCOME_NONE          0
#define BOOT0_OUTCOME_ENTERED       1
#define BOOT0_OUTCOME_RETURNED      2
#define BOOT0_OUTCOME_INTERRUPTED   3
#define BOOT0_OUTCOME_REFUSED_ID    4
#define BOOT0_OUTCOME_REFUSED_BANK2 5
#define BOOT0_OUTCOME_REFUSED_RDP   6
#define BOOT0_OUTCOME_REFUSED_ERASE 7
#define BOOT0_OUTCOME_GAVE_UP       8
#define BOOT0_OUTCOME_REFUSED_HEAD  9
#define BOOT0_OUTCOMES              10 /* how many there are */

/* The mailbox: BOOT0_MAGIC, then state - BOOT0_MAGIC, so that the two words add
 * up to the state. Other states are outcomes that wait to be noted. A request
 * is one: interrupted, unless it is believed. */
#define BOOT0_STATE_PASS1   0 /* in the ROM for the first of two times */
#define BOOT0_STATE_ENTERED BOOT0_OUTCOME_ENTERED     /* in the ROM to stay */
#define BOOT0_STATE_REQUEST BOOT0_OUTCOME_INTERRUPTED /* the reset is due */

/* STM32F4: ENTERED has in the bits from this one on how many more times the ROM
 * is entered when it resets the chip at once. */
#define BOOT0_STATE_LEFT_SHIFT 4

/* The note of the last outcome: one word in .noinit, symbol boot0_noted,
 * BOOT0_MAGIC + outcome. Any other value is RAM that nobody wrote. */

#endif
