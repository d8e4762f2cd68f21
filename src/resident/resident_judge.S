/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * STM32L0: whether the application behind the resident is to be started, by the
 * rules of resident_trailer.h. Only reads, and leaves the CRC unit and the clocks as a
 * reset does.
 *
 * RM0367 3 (FLASH), 4 (CRC), 7 (RCC), 33 (flash size).
 */
/* Else nothing: Arduino compiles every file of src/. */
#ifdef BOOT0_IN_RESIDENT
#include "src/resident/resident.h"
#ifdef BOOT0_FAMILY_STM32L0

#define CRC        0x40023000 /* CRC_DR */
#define CRC_CR     8          /* from CRC_DR */
#define CRC_ZIP    0xE1       /* RESET, REV_IN by word, REV_OUT */
#define RCC        0x40021000
#define RCC_CR     0x00       /* from RCC: HSI16ON 0, HSI16RDYF 2 */
#define RCC_CFGR   0x0C       /* SW 1:0, SWS 3:2; 0 = MSI, 1 = HSI16 */
#define AHBRSTR    0x20
#define AHBENR     0x30
#define CRCEN      0x1000     /* in both */
#define FLASH_ACR  0x40022000 /* LATENCY 0, PRFTEN 1 */
#define FLASH_BASE 0x08000000
#define FLASH_SIZE 0x1FF8007C /* in KB, 16 bits */
#define FLASH_MAX  192        /* KB */
#define SRAM_SIZE  0x5000

/* The words of which the CRC is made: blocks of 16 bytes from the base, then
 * three words more. */
#define REST_WORDS 3

    .syntax unified
    .cpu    cortex-m0plus
    .thumb

    .macro  function name
    .thumb_func
\name:
    .endm

    .global resident_judge

/* Returns Z set: valid. Uses r0 to r12; they need no order after a reset. */
    .section .text.resident_judge, "ax", %progbits
    .balign 4
    function resident_judge
    ldr     r4, =BOOT0_APPLICATION

/* Word 0: 0x20000004 to 0x20005000, a multiple of 4. */
    ldr     r0, [r4]
    ldr     r1, [r4, #4]
    lsls    r2, r0, #30
    bne     .Ldone
    movs    r2, #1
    lsls    r2, r2, #29
    subs    r0, r2
    subs    r0, #1
    ldr     r2, =SRAM_SIZE
    cmp     r0, r2
    bhs     .Lbad

/* r2 = how much fits: from the base to the end of the flash, without the
 * trailer. A part of a size that is not known has no end. */
    ldr     r2, =FLASH_SIZE
    ldrh    r2, [r2]
    cmp     r2, #FLASH_MAX
    bhi     .Ldone
    lsls    r2, r2, #10
    ldr     r3, =BOOT0_APPLICATION - FLASH_BASE + BOOT0_TRAILER_SIZE
    subs    r2, r2, r3
    blo     .Lbad
#ifndef BOOT0_CHECK_HEAD
    ldr     r3, [r4, #BOOT0_TABLE_LENGTH]
    cmp     r3, r2
    bhi     .Ldone
    lsls    r2, r3, #28
    bne     .Ldone
    movs    r2, r3
#endif

/* Word 1: an odd address in these r2 bytes. */
    subs    r1, r1, r4
    cmp     r1, r2
    bhs     .Lbad
    lsrs    r1, r1, #1
    bcc     .Lbad

/* r4 = from, r5 = to, r9 = where the CRC is stored. */
#ifdef BOOT0_CHECK_HEAD
    movs    r5, r4
    adds    r5, #BOOT0_TABLE_PAGE_CRC
    mov     r9, r5
#else
    adds    r5, r4, r3
    ldr     r0, [r5]        @ BOOT0_TRAILER_MAGIC
    ldr     r1, [r5, #BOOT0_TRAILER_LENGTH]
    ldr     r2, =BOOT0_TRAILER_MAGIC_WORD
    cmp     r0, r2
    bne     .Ldone
    cmp     r1, r3
    bne     .Ldone
    movs    r0, #BOOT0_TRAILER_CRC
    adds    r0, r0, r5
    mov     r9, r0
#endif
    mov     r12, lr
    ldr     r3, =RCC
#ifndef BOOT0_CHECK_HEAD

/* HSI16 is eight times as fast as MSI after a reset. VCORE range 2, the reset
 * value, allows 16 MHz with one wait state (RM0367 3.3.3). A clock that is not
 * MSI is what the ROM left, and stays. r10 = what RCC_CFGR had in SWS. */
    ldr     r0, [r3, #RCC_CFGR]
    lsls    r0, r0, #28
    lsrs    r0, r0, #30
    mov     r10, r0
    bne     .Lfast
    ldr     r2, =FLASH_ACR
    movs    r1, #1
    str     r1, [r2]
    ldr     r0, [r3, #RCC_CR]
    orrs    r0, r1
    str     r0, [r3, #RCC_CR]
.Lstarting:
    ldr     r0, [r3, #RCC_CR]
    lsrs    r0, r0, #3      @ HSI16RDYF
    bcc     .Lstarting
    ldr     r0, [r3, #RCC_CFGR]
    orrs    r0, r1
    str     r0, [r3, #RCC_CFGR]
.Lfast:
#endif
    movs    r2, #CRCEN >> 12
    lsls    r2, r2, #12
    ldr     r0, [r3, #AHBENR]
    orrs    r0, r2
    str     r0, [r3, #AHBENR]
    ldr     r0, [r3, #AHBENR] @ when the read is done the clock is on
    ldr     r6, =CRC
    movs    r0, #CRC_ZIP
    str     r0, [r6, #CRC_CR]
    ldr     r7, =IWDG_KR
    ldr     r0, =IWDG_RELOAD
    mov     r8, r0
    bl      resident_feed
#ifdef BOOT0_CHECK_HEAD
    adds    r4, #4          @ the stored CRC itself
    adds    r5, #BOOT0_TABLE_PAGE - BOOT0_TABLE_PAGE_CRC - 4 * REST_WORDS
    bl      resident_feed
#endif
    ldm     r4!, {r0-r2}
    str     r0, [r6]
    str     r1, [r6]
    str     r2, [r6]
    mov     r0, r9
    ldr     r0, [r0]
    ldr     r1, [r6]        @ inverted: the sum of both is -1
    adds    r0, r0, r1
    ldr     r3, =RCC
    movs    r2, #CRCEN >> 12
    lsls    r2, r2, #12
    str     r2, [r3, #AHBRSTR]
    movs    r1, #0
    str     r1, [r3, #AHBRSTR]
    ldr     r1, [r3, #AHBENR]
    bics    r1, r2
    str     r1, [r3, #AHBENR]
#ifndef BOOT0_CHECK_HEAD
    mov     r1, r10
    cmp     r1, #0
    bne     .Lput
    movs    r2, #1
    ldr     r1, [r3, #RCC_CFGR]
    bics    r1, r2
    str     r1, [r3, #RCC_CFGR]
.Lslowing:
    ldr     r1, [r3, #RCC_CFGR]
    lsrs    r1, r1, #3      @ SWS
    bcs     .Lslowing
    ldr     r1, [r3, #RCC_CR]
    bics    r1, r2
    str     r1, [r3, #RCC_CR]
    ldr     r2, =FLASH_ACR
    movs    r1, #0
    str     r1, [r2]
.Lput:
#endif
    adds    r0, #1
    bx      r12
.Lbad:
    cmp     r4, #0          @ clears Z
.Ldone:
    bx      lr

/* The CRC unit gets the blocks from r4 to r5. The watchdog may run since the
 * reset (option WDG_SW=0): each block refreshes it. */
    function resident_feed
    ldm     r4!, {r0-r3}
    str     r0, [r6]
    str     r1, [r6]
    str     r2, [r6]
    str     r3, [r6]
    mov     r0, r8
    str     r0, [r7]
    cmp     r4, r5
    bne     resident_feed
    bx      lr
    .ltorg
    .size   resident_judge, . - resident_judge
#endif
#endif
