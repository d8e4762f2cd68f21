/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * The resident: at most 1 KB at 0x08000000, never erased in the field. Starts
 * the application behind it, or the ROM where that is no application; a request
 * of the application is carried out by the library (boot0_reset.S), which is
 * its larger part. Uses no RAM but the mailbox, and no stack but for the NMI of
 * a torn double word (STM32L4).
 *
 * RM0367 7 (RCC), 9 (GPIO), 25 (IWDG); RM0090 7, 8; RM0351 6, 8; DDI0419 B3.2.5
 * (VTOR). docs/resident.md. GNU syntax, ARMv6-M and ARMv7-M: GNU as and clang's
 * integrated assembler.
 *
 * Settings besides those of boot0.h, by -D or in boot0_config.h:
 *
 *   BOOT0_APPLICATION  Where the application begins (resident.h). Default
 *                      0x08001000, STM32F4 0x08004000: behind what the write
 *                      protection has in one.
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

#define SCB_VTOR  0xE000ED08
#define GPIO_BSRR 0x18 /* from GPIOx_MODER */
#define GPIO_BRR  0x28 /* the STM32F4 has none */
#define PAUSE     6

/* The ports follow each other every 0x400. TICK times 4 cycles are 125 ms of the
 * clock after a reset: HSI of 16 MHz, MSI of 4 MHz, MSI of 2.1 MHz. */
#ifdef BOOT0_FAMILY_STM32F4
#define CPU        cortex-m4
#define HEAD       BOOT0_SP /* no ROM looks at it */
#define NMI        resident_wait
#define FAULT      resident_wait
#define RCC_IOPENR 0x40023830 /* RCC_AHB1ENR */
#define GPIOA      0x40020000
#define TICK       0x7A000
#elif defined(BOOT0_FAMILY_STM32L4)
#define CPU        cortex-m4
#define HEAD       BOOT0_INVALID_HEAD
#define NMI        boot0_torn
#define FAULT      resident_wait
#define RCC_IOPENR 0x4002104C /* RCC_AHB2ENR */
#define GPIOA      0x48000000
#define TICK       0x1E000
#else
#define CPU        cortex-m0plus
#define HEAD       BOOT0_INVALID_HEAD
#define NMI        resident_wait
#define FAULT      0
#define RCC_IOPENR 0x4002102C
#define GPIOA      0x50000000
#define TICK       0x10000
#endif

    .syntax unified
    .cpu    CPU
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
#ifndef BOOT0_FAMILY_STM32L0
    port    F, 5
    port    G, 6
#endif
    port    H, 7

/* Where a ROM checks banks the head is no stack pointer, so that it finds none.
 * No interrupt is enabled while this table is in use. */
    .section .vectors, "a", %progbits
    .word   HEAD
    .word   boot0_reset
    .word   NMI
    .word   resident_wait   @ HardFault
    .word   FAULT, FAULT, FAULT
    .word   BOOT0_RESIDENT_MARK_WORD
    .word   BOOT0_APPLICATION
    .word   BOOT0_VERSION << BOOT0_RESIDENT_VERSION_SHIFT | CHECK

    .global resident_start, resident_application
    .set    resident_application, BOOT0_APPLICATION @ for the linker script

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
    ldr     r0, [r4]        @ GPIOx_MODER: 00 or 11 becomes 01 (output)
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
#ifdef BOOT0_FAMILY_STM32F4
    lsls    r6, r5, #16
    str     r6, [r4, #GPIO_BSRR]
#else
    str     r5, [r4, #GPIO_BRR]
#endif
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
#ifdef BOOT0_FAMILY_STM32L0
    ldr     r1, =TICK
#else
    mov     r1, #TICK
#endif
.Lwait:
    mov     r8, r8          @ a NOP that every assembler writes alike
    subs    r1, #1
    bne     .Lwait
    bx      lr
    .ltorg
    .size   resident_wait, . - resident_wait
#endif
