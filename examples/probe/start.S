/* SPDX-License-Identifier: MIT
 *
 * Vectors, and the doors for the host's Go. SP may hold anything when one of
 * them is entered, so each loads it first.
 */
#include "examples/probe/probe.h"

    .syntax unified
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
    .word   VECTOR_NMI
    .rept   13 + VECTOR_TIM6
    .word   Fault_Handler
    .endr
    .word   TIM6_DAC_IRQHandler
    .rept   VECTOR_IRQS - VECTOR_TIM6 - 1
    .word   Fault_Handler
    .endr

    .section .doors, "a", %progbits
    .word   DOOR_VALID_HEAD
    .word   door_valid
    .balign DOOR_INVALID - DOOR_VALID
    .word   DOOR_INVALID_HEAD
    .word   door_invalid
#ifdef DOOR_REFUSED
    .balign DOOR_REFUSED - DOOR_INVALID
    .word   DOOR_VALID_HEAD
    .word   door_refused
#endif

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
#ifdef DOOR_REFUSED
    entry   door_refused, came_by_refused_door
#endif
    entry   Fault_Handler, came_by_fault
    entry   TIM6_DAC_IRQHandler, came_by_timer
