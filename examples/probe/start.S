/* SPDX-License-Identifier: MIT
 *
 * Vectors, the doors for the host's Go, and the guest. SP may hold anything
 * when one of them is entered, so each loads it first.
 */
#include "examples/probe/probe.h"

    .syntax unified
    .cpu cortex-m0plus
    .thumb

    .macro  entry name, target
    .section .text.\name, "ax", %progbits
    .thumb_func
    .global \name
\name:
    ldr     r0, =_estack
    mov     sp, r0
    bl      \target
    .ltorg
    .endm

    .section .isr_vector, "a", %progbits
    .word   PROBE_HEAD
    .word   Reset_Handler
    .word   Fault_Handler /* NMI */
    .word   Fault_Handler
    .rept   29
    .word   Fault_Handler
    .endr
    .word   TIM6_DAC_IRQHandler /* interrupt 17 (RM0367 12.3) */
    .rept   14
    .word   Fault_Handler
    .endr

    .section .doors, "a", %progbits
    .word   DOOR_VALID_HEAD
    .word   door_valid
    .balign DOOR_INVALID - DOOR_VALID
    .word   DOOR_INVALID_HEAD
    .word   door_invalid

/* Its argument is MSP as it came. */
    .section .text.Reset_Handler, "ax", %progbits
    .thumb_func
    .global Reset_Handler
Reset_Handler:
    mov     r0, sp
    ldr     r1, =_estack
    mov     sp, r1
    bl      main
    .ltorg

    entry   door_valid, came_by_valid_door
    entry   door_invalid, came_by_invalid_door
    entry   Fault_Handler, came_by_fault
    entry   TIM6_DAC_IRQHandler, came_by_timer

/* The guest: what bank 2 holds while the ROM is to find a stack pointer there.
 * Notes that it was started, with MSP and the reset flags as they are, and
 * resets. At 0x08000000 when it runs; no stack, no RAM. */
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
