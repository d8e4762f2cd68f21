/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * STM32F4 and L4: whether the application behind the resident is to be started,
 * by the rules of resident_trailer.h. Only reads, and leaves the CRC unit and
 * the clocks as a reset does.
 *
 * A double word of an L4 that a power cut tore raises the NMI when it is read.
 * Its handler (boot0_torn in boot0_reset.S) puts numbers other than 0 into r0
 * and r12 of what it interrupts: from the first read of the application on r0
 * holds nothing but what was read there, and r12 is 0.
 *
 * RM0090 4 (CRC), 7 (RCC); RM0351 3.3.2 (ECC), 6 (RCC), 14 (CRC), 49 (flash
 * size); sizes of RAM: their chapters 2.
 */
/* Else nothing: Arduino compiles every file of src/. */
#ifdef BOOT0_IN_RESIDENT
#include "src/resident/resident.h"
#ifndef BOOT0_FAMILY_STM32L0

#ifdef BOOT0_FAMILY_STM32F4
#define RCC        0x40023800
#define AHBENR     0x30
#define FLASH_SIZE 0x1FFF7A22 /* in KB, 16 bits */
#else
#define RCC        0x40021000
#define AHBENR     0x48
#define FLASH_SIZE 0x1FFF75E0
#endif
#define CRCEN         0x1000     /* in both */
#define RCC_CR        0x00       /* STM32L4: HSION 8, HSIRDY 10 */
#define RCC_CFGR      0x08       /* STM32L4: SW 1:0, SWS 3:2; 0 = MSI, 1 = HSI */
#define HSION         0x100
#define CRC           0x40023000 /* CRC_DR */
#define CRC_CR        8          /* from CRC_DR */
#define CRC_RESET     1
#define DBGMCU_IDCODE 0xE0042000 /* DEV_ID 11:0 */
#define FLASH_BASE    0x08000000
#define FLASH_MAX     1024       /* KB */
#define SRAM_BASE     0x20000000
#define SRAM2_BASE    0x10000000 /* the CCM of an F4 */

/* The MSI of 4 MHz makes the check of a whole L4 slow. */
#if defined(BOOT0_FAMILY_STM32L4) && !defined(BOOT0_CHECK_HEAD)
#define FAST
#endif

    .syntax unified
    .cpu    cortex-m4
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
    mov     r11, lr
    mov     r12, #0

/* r2 = the part's sizes of RAM. */
    ldr     r0, =DBGMCU_IDCODE
    ldr     r0, [r0]
    ubfx    r0, r0, #0, #12
    adr     r1, .Lparts
.Lpart:
    ldr     r2, [r1], #4
    uxth    r3, r2
    cbz     r3, .Lknown
    cmp     r3, r0
    bne     .Lpart
.Lknown:

/* r1 = how much fits: from the base to the end of the flash, without the
 * trailer. A part of a size that is not known has no end. */
    ldr     r1, =FLASH_SIZE
    ldrh    r1, [r1]
    cmp     r1, #FLASH_MAX
    bhi     .Lbad
    lsls    r1, r1, #10
    ldr     r3, =BOOT0_APPLICATION - FLASH_BASE + BOOT0_TRAILER_SIZE
    subs    r1, r1, r3
    blo     .Lbad

/* Word 0: a multiple of 4 in one of the RAMs, or its end. */
    ldr     r4, =BOOT0_APPLICATION
    ldr     r0, [r4]
    lsls    r3, r0, #30
    bne     .Lbad
    subs    r0, #1
    ubfx    r3, r2, #16, #8
    sub     r5, r0, #SRAM_BASE
    cmp     r5, r3, lsl #14
    blo     .Lstack
    lsrs    r3, r2, #24
    sub     r5, r0, #SRAM2_BASE
    cmp     r5, r3, lsl #14
    bhs     .Lbad
.Lstack:

/* r3 = the length. Word 1: an odd address in so many bytes. */
    ldr     r3, [r4, #BOOT0_TABLE_LENGTH]
    cmp     r3, r1
    bhi     .Lbad
    lsls    r0, r3, #28
    bne     .Lbad
    ldr     r0, [r4, #4]
    subs    r0, r0, r4
    cmp     r0, r3
    bhs     .Lbad
    lsrs    r0, r0, #1
    bcc     .Lbad

/* r4 = from, r5 = to, r9 = where the CRC is stored. By head r3 = how much of it
 * is looked at. */
#ifdef BOOT0_CHECK_HEAD
    cmp     r3, #BOOT0_TABLE_PAGE
    blo     .Lbad
    ldr     r1, =PAGE
    cmp     r3, r1
    it      hi
    movhi   r3, r1
    add     r5, r4, #BOOT0_TABLE_PAGE_CRC
    mov     r9, r5
#else
    adds    r5, r4, r3
    ldm     r5!, {r0, r1}   @ BOOT0_TRAILER_MAGIC, BOOT0_TRAILER_LENGTH
    cmp     r1, r3
    bne     .Lbad
    ldr     r1, =BOOT0_TRAILER_MAGIC_WORD
    cmp     r0, r1
    bne     .Lbad
    adds    r5, #4          @ BOOT0_TRAILER_CRC
    mov     r9, r5
#endif
    ldr     r2, =RCC
#ifdef FAST

/* HSI16 is four times as fast as MSI after a reset. VCORE range 1, the reset
 * value, allows 16 MHz without a wait state (RM0351 3.3.3). A clock that is not
 * MSI is what the ROM left, and stays. r10 = what RCC_CFGR was. */
    ldr     r10, [r2, #RCC_CFGR]
    tst     r10, #0x0C      @ SWS
    bne     .Lfast
    ldr     r1, [r2, #RCC_CR]
    orr     r1, #HSION
    str     r1, [r2, #RCC_CR]
.Lstarting:
    ldr     r1, [r2, #RCC_CR]
    lsls    r1, r1, #31 - 10 @ HSIRDY
    bpl     .Lstarting
    add     r1, r10, #1     @ SW
    str     r1, [r2, #RCC_CFGR]
.Lfast:
#endif
    ldr     r1, [r2, #AHBENR]
    orr     r1, #CRCEN
    str     r1, [r2, #AHBENR]
    ldr     r1, [r2, #AHBENR] @ when the read is done the clock is on
    ldr     r6, =CRC
    movs    r7, #CRC_RESET
    str     r7, [r6, #CRC_CR]
    bl      resident_feed
#ifdef BOOT0_CHECK_HEAD
    subs    r5, #BOOT0_TABLE_PAGE_CRC
    adds    r5, r5, r3
    adds    r4, #4          @ the stored CRC itself
    bl      resident_feed
#endif
    ldr     r0, [r9]
    ldr     r1, [r6]        @ reversed and inverted: the sum of both is -1
    rbit    r1, r1
    adds    r0, r0, r1
    str     r7, [r6, #CRC_CR]
    ldr     r1, [r2, #AHBENR]
    bic     r1, #CRCEN
    str     r1, [r2, #AHBENR]
#ifdef FAST
    tst     r10, #0x0C
    bne     .Lput
    str     r10, [r2, #RCC_CFGR]
.Lslowing:
    ldr     r1, [r2, #RCC_CFGR]
    lsls    r1, r1, #31 - 2 @ SWS
    bmi     .Lslowing
    ldr     r1, [r2, #RCC_CR]
    bic     r1, #HSION
    str     r1, [r2, #RCC_CR]
.Lput:
#endif
    adds    r0, #1
    b       .Ljudged
.Lbad:
    movs    r0, #1
.Ljudged:
#ifdef BOOT0_FAMILY_STM32L4
    dsb                     @ an NMI comes here
    isb
    orrs    r0, r12
#endif
    bx      r11

/* The CRC unit gets the words from r4 to r5. The watchdog may run since the
 * reset (option byte): it is refreshed at the end. */
    function resident_feed
    ldm     r4!, {r0}
    rbit    r0, r0
    str     r0, [r6]
    cmp     r4, r5
    bne     resident_feed
    sub     r1, r6, #CRC - IWDG_KR
    movw    r8, #IWDG_RELOAD
    str     r8, [r1]
    bx      lr
    .balign 4

/* DEV_ID, and in units of 16 KB the RAM at 0x20000000 and that at 0x10000000.
 * The SRAM2 of the L43x and L49x is seen behind SRAM1, too. The last line is for
 * the largest part, and for one that is not known. */
    .macro  part id, first, second
    .hword  \id
    .byte   \first / 16, \second / 16
    .endm
.Lparts:
#ifdef BOOT0_FAMILY_STM32F4
    part    0x423, 64, 0    @ F401xB, F401xC
    part    0x431, 128, 0   @ F411
    part    0x433, 96, 0    @ F401xD, F401xE
    part    0, 128, 64      @ F405, F407, F415, F417
#else
    part    0x415, 96, 32   @ L47x, L48x
    part    0x435, 64, 16   @ L43x, L44x
    part    0, 320, 64      @ L49x, L4A6
#endif
    .ltorg
    .size   resident_judge, . - resident_judge
#endif
#endif
