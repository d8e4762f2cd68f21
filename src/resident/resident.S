/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * The resident: at most 1 KB at 0x08000000, never erased in the field. Starts
 * the application behind it, or the ROM where that is no application; a request
 * of the application is carried out by the library (boot0_reset.S), which is
 * its larger part. Uses no stack, and no RAM but the mailbox.
 *
 * RM0367 7 (RCC), 9 (GPIO), 25 (IWDG); DDI0419 B3.2.5 (VTOR).
 * docs/resident.md. GNU syntax, ARMv6-M: GNU as and clang's integrated
 * assembler.
 *
 * Settings besides those of boot0.h, by -D or in boot0_config.h:
 *
 *   BOOT0_APPLICATION  Where the application begins, a multiple of 256. Default
 *                      0x08001000: the next sector of the write protection.
 *   BOOT0_CHECK_HEAD   Defined: by its first page alone an application is
 *                      valid; else by all of it (resident_trailer.h).
 *   BOOT0_LED          The pin that blinks, high = on, while neither can be
 *                      started. Default PA5; NONE for none.
 */
/* Else nothing: Arduino compiles every file of src/. */
#ifdef BOOT0_IN_RESIDENT
#include "src/resident/resident.h"

#ifndef BOOT0_LED
#define BOOT0_LED PA5
#endif
#define LED_OF(pin)  .L##pin
#define LED_NAME(pin) LED_OF(pin)
#define LED          LED_NAME(BOOT0_LED)

#define SCB_VTOR   0xE000ED08
#define RCC_IOPENR 0x4002102C
#define GPIOA      0x50000000 /* the next port 0x400 further */
#define GPIO_BSRR  0x18       /* from GPIOx_MODER */
#define GPIO_BRR   0x28
#define TICK       0x10000    /* times 4 cycles: 125 ms at 2.1 MHz (MSI) */
#define PAUSE      6

    .syntax unified
    .cpu    cortex-m0plus
    .thumb

    .macro  function name
    .thumb_func
\name:
    .endm

/* .LPA0 and so on: port * 16 + pin. */
    .set    .LNONE, -1
    .macro  port letter, number
    .irp    pin, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    .set    .LP\letter\pin, \number * 16 + \pin
    .endr
    .endm
    port    A, 0
    port    B, 1
    port    C, 2
    port    D, 3
    port    E, 4
    port    H, 7

/* The head is no stack pointer, so that the ROM's bank check finds no bank. No
 * interrupt is enabled while this table is in use. */
    .section .vectors, "a", %progbits
    .word   BOOT0_INVALID_HEAD
    .word   boot0_reset
    .word   resident_wait   @ NMI
    .word   resident_wait   @ HardFault
    .word   0, 0, 0
    .word   BOOT0_RESIDENT_MARK_WORD
    .word   BOOT0_APPLICATION
    .word   BOOT0_VERSION << BOOT0_RESIDENT_VERSION_SHIFT | CHECK

    .global resident_start

/* What boot0_reset goes on to. */
    .section .text.resident_start, "ax", %progbits
    .balign 4
    function resident_start
    bl      resident_judge
    bne     .Lbad
    ldr     r0, =BOOT0_APPLICATION
    ldr     r1, =SCB_VTOR
    str     r0, [r1]
    ldm     r0, {r0, r1}
    msr     msp, r0
    bx      r1

/* As if it had been asked, but for the reset: everything is as after one. */
.Lbad:
    ldr     r3, =boot0_record + BOOT0_RECORD_MAILBOX
    ldm     r3!, {r5-r7}
    ldr     r4, =resident_wait
    bl      boot0_enter
    .ltorg
    .size   resident_start, . - resident_start

/* There is nothing to start: blinks as often as the number of the outcome says
 * (boot0_record.h: 4 is an unknown ROM, 5 a head in bank 2, 6 readout
 * protection), pauses, blinks again, until a reset. Without a pause after a
 * fault. A watchdog that runs since the reset is refreshed. */
    .section .text.resident_wait, "ax", %progbits
    .balign 4
    function resident_wait
    .if     LED >= 0
    ldr     r0, =RCC_IOPENR
    movs    r1, #1 << (LED / 16)
    str     r1, [r0]
    ldr     r1, [r0]        @ when the read is done the clock is on
    ldr     r4, =GPIOA + LED / 16 * 0x400
    ldr     r0, [r4]        @ GPIOx_MODER: 11 (analog) becomes 01 (output)
    movs    r1, #2
    lsls    r1, r1, #LED % 16 * 2
    bics    r0, r1
    lsrs    r1, r1, #1
    orrs    r0, r1
    str     r0, [r4]
    movs    r5, #1
    lsls    r5, r5, #LED % 16
    .endif
.Lagain:
    ldr     r0, =boot0_noted
    ldr     r0, [r0]
    ldr     r1, =BOOT0_MAGIC
    subs    r0, r0, r1
.Lblink:
    .if     LED >= 0
    str     r5, [r4, #GPIO_BSRR]
    .endif
    bl      resident_tick
    .if     LED >= 0
    str     r5, [r4, #GPIO_BRR]
    .endif
    bl      resident_tick
    subs    r0, #1
    bne     .Lblink
    movs    r0, #PAUSE
.Lpause:
    bl      resident_tick
    subs    r0, #1
    bne     .Lpause
    b       .Lagain

/* 125 ms, far below the shortest period of the watchdog, 292 ms. */
    function resident_tick
    ldr     r1, =IWDG_KR
    ldr     r2, =IWDG_RELOAD
    str     r2, [r1]
    ldr     r1, =TICK
.Lwait:
    mov     r8, r8          @ a NOP that every assembler writes alike
    subs    r1, #1
    bne     .Lwait
    bx      lr
    .ltorg
    .size   resident_wait, . - resident_wait
#endif
