/* SPDX-License-Identifier: MIT
 *
 * What the probe for an STM32L4 has of its own in assembler: the guest, the way
 * into the ROM with the banks swapped, NMI, and the spare pages.
 */
#include "examples/probe/probe.h"

    .syntax unified
    .cpu cortex-m4
    .thumb

    .equ    RCC_APB1ENR1, 0x40021058
    .equ    RCC_APB2ENR, 8    /* from RCC_APB1ENR1 */
    .equ    RCC_CSR, 0x3C
    .equ    RTCAPBEN, 1 << 10
    .equ    PWREN, 1 << 28
    .equ    PWR_CR1, 0x40007000
    .equ    DBP, 1 << 8
    .equ    RTC_BKP4R, 0x40002860
    .equ    FLASH_ECCR, 0x40022018
    .equ    FLASH_ECCR_ECCD, 1 << 31
    .equ    AIRCR, 0xE000ED0C
    .equ    SYSRESETREQ, 0x05FA0004
    .equ    SYSTEM_MEMORY, 0x1F /* bits 31:24 of an address */

/* The guest: what bank 2 holds while the ROM is to find a stack pointer there.
 * Notes that it was started, with MSP, the clocks and the reset flags as they
 * are, and resets. At 0x08000000 when it runs; no stack, no RAM. A Go to
 * DOOR_VALID comes here, too, while the banks are swapped. */
    .equ    GUEST_BASE, 0x08000000
    .equ    GUEST_RUNS, 0x08000010 /* behind these four words */

    .section .rodata.guest, "a", %progbits
    .balign 4
    .global guest, guest_end
guest:
    .word   GUEST_HEAD        @ or another one
    .word   GUEST_RUNS + 1
    .word   GUEST_RUNS + 1    /* NMI */
    .word   GUEST_RUNS + 1    /* HardFault */
    ldr     r0, =RCC_APB1ENR1
    ldr     r1, [r0]
    ldr     r2, [r0, #RCC_APB2ENR]
    movs    r3, #CAME_GUEST
    bics    r4, r1, #RTCAPBEN
    it      ne
    orrne   r3, #STILL_APB1
    cmp     r2, #0
    it      ne
    orrne   r3, #STILL_APB2
    orr     r1, #PWREN
    orr     r1, #RTCAPBEN     /* reserved on the L47x */
    str     r1, [r0]
    ldr     r1, [r0]          @ the clocks are on
    ldr     r1, [r0, #RCC_CSR]
    lsrs    r1, #CAME_FLAGS_POS
    orr     r3, r3, r1, lsl #CAME_FLAGS_POS
    ldr     r0, =GUEST_BASE
    ldr     r0, [r0]
    mov     r1, sp
    subs    r1, r0
    uxtb    r1, r1
    orr     r3, r3, r1, lsl #CAME_STACK_POS
    ldr     r0, =PWR_CR1
    ldr     r1, [r0]
    orr     r1, #DBP
    str     r1, [r0]
    ldr     r0, =RTC_BKP4R
    str     r3, [r0]
    ldr     r3, [r0]          @ done before the reset
    ldr     r0, =AIRCR
    ldr     r1, =SYSRESETREQ
    dsb
    str     r1, [r0]
1:  b       1b
    .ltorg
    .org    guest + DOOR_VALID - GUEST_BASE, 0xFF
    .word   DOOR_VALID_HEAD
    .word   GUEST_RUNS + 1
guest_end:

/* swap_and_enter(register, value, sp, entry): stores the value, which swaps the
 * banks, and enters the ROM. Runs from RAM. */
    .section .rodata.swap, "a", %progbits
    .balign 4
    .global swap_and_enter, swap_and_enter_end
swap_and_enter:
    str     r1, [r0]
    dsb
    isb
    msr     msp, r2
    bx      r3
    .balign 4
swap_and_enter_end:

/* A read of flash that the ECC cannot correct is noted and goes on; one of the
 * ROM's, and any other source, is a fault. */
    .section .text.NMI_Handler, "ax", %progbits
    .thumb_func
    .global NMI_Handler
NMI_Handler:
    ldr     r0, [sp, #24]     @ PC
    lsrs    r0, #24
    cmp     r0, #SYSTEM_MEMORY
    beq     1f
    ldr     r0, =FLASH_ECCR
    ldr     r1, [r0]
    tst     r1, #FLASH_ECCR_ECCD
    beq     1f
    str     r1, [r0]
    ldr     r0, =TORN_NOTE
    str     r1, [r0]
    bx      lr
1:  b.w     Fault_Handler
    .ltorg

/* The spare pages: a mark each, and blank behind it. */
    .section .spare, "a", %progbits
    .global spare
spare:
    .rept   2
    .word   SPARE_MARK_0, SPARE_MARK_1
    .fill   2048 - 8, 1, 0xFF
    .endr
