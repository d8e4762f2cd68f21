/* SPDX-License-Identifier: MIT
 *
 * The guest: what bank 2 holds while the ROM is to find a stack pointer there.
 * Notes that it was started, with MSP and the reset flags as they are, and
 * resets. At 0x08000000 when it runs; no stack, no RAM.
 */
#include "examples/probe/probe.h"

    .syntax unified
    .cpu cortex-m0plus
    .thumb

    .equ    GUEST_BASE, 0x08000000
    .equ    GUEST_RUNS, 0x08000010 /* behind these four words */
    .equ    RCC_APB1ENR, 0x40021038
    .equ    RCC_CSR, 0x18     /* from RCC_APB1ENR */
    .equ    PWR_CR, 0x40007000
    .equ    RTC_BKP4R, 0x40002860
    .equ    AIRCR, 0xE000ED0C
    .equ    SYSRESETREQ, 0x05FA0004

    .section .rodata.guest, "a", %progbits
    .balign 4
    .global guest, guest_end
guest:
    .word   GUEST_HEAD_END    @ or the other one
    .word   GUEST_RUNS + 1
    .word   GUEST_RUNS + 1 /* NMI */
    .word   GUEST_RUNS + 1 /* HardFault */
    ldr     r0, =RCC_APB1ENR
    movs    r1, #1
    lsls    r2, r1, #28       @ PWREN
    ldr     r3, [r0]
    orrs    r3, r2
    str     r3, [r0]
    ldr     r3, [r0]          @ the clock is on (ES0292)
    ldr     r2, =PWR_CR
    lsls    r1, r1, #8        @ DBP
    ldr     r3, [r2]
    orrs    r3, r1
    str     r3, [r2]
    ldr     r3, [r0, #RCC_CSR]
    lsrs    r3, r3, #CAME_FLAGS_POS
    lsls    r3, r3, #CAME_FLAGS_POS
    adds    r3, #CAME_GUEST
    ldr     r0, =GUEST_BASE
    ldr     r0, [r0]
    mov     r1, sp
    subs    r1, r1, r0
    uxtb    r1, r1
    lsls    r1, r1, #CAME_STACK_POS
    orrs    r3, r1
    ldr     r0, =RTC_BKP4R
    str     r3, [r0]
    ldr     r3, [r0]          @ done before the reset
    ldr     r0, =AIRCR
    ldr     r1, =SYSRESETREQ
    dsb
    str     r1, [r0]
1:  b       1b
    .ltorg
guest_end:
