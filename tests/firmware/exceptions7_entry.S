/* SPDX-License-Identifier: MIT
 *
 * What exceptions7.h needs of single instructions. Those of the FPU are
 * numbers: the file serves a Cortex-M3, too.
 */
    .syntax unified
    .cpu cortex-m3
    .thumb

.macro FUNCTION name
    .section .text.\name, "ax"
    .p2align 2
    .global \name
    .thumb_func
\name:
.endm

FUNCTION do_divide
    movs r1, #0
    udiv r0, r0, r1
    bx lr

FUNCTION do_load_double
    ldrd r0, r1, [r0]
    bx lr

FUNCTION do_load_exclusive
    ldrex r0, [r0]
    bx lr

/* The second instruction of the block faults. As numbers: not every assembler
 * takes UDF with a condition. */
FUNCTION do_udf_in_it
    cmp r0, r0
    .short 0xBF04 /* itt eq */
    .short 0xBF00 /* nopeq */
    .short 0xDE00 /* udfeq #0 */
    bx lr

/* And here it is left out. */
FUNCTION do_skipped_udf
    cmp r0, r0
    .short 0xBF0C /* ite eq */
    .short 0x2001 /* moveq r0, #1 */
    .short 0xDE00 /* udfne #0 */
    bx lr

/* The store pends an interrupt, which is taken in the block. */
FUNCTION do_store_in_it
    cmp r0, r0
    itttt eq
    streq r1, [r0]
    moveq r0, #0
    addeq r0, #3
    addeq r0, #4
    bx lr

FUNCTION do_svc_in_it
    cmp r0, r0
    itt eq
    svceq #1
    moveq r0, #5
    bx lr

FUNCTION do_coprocessor
    mcr p5, #0, r0, c0, c0, #0
    bx lr

FUNCTION do_store_byte
    strb r1, [r0]
    bx lr

FUNCTION do_load_byte
    ldrb r0, [r0]
    bx lr

FUNCTION do_store_half
    strh r1, [r0]
    bx lr

FUNCTION do_load_user
    ldrt r0, [r0]
    bx lr

/* LDREX, a store that pends an interrupt, STREX: 1 = it failed. */
FUNCTION do_exclusive
    sub sp, #8
    ldrex r2, [sp]
    str r1, [r0]
    nop
    strex r0, r2, [sp]
    add sp, #8
    bx lr

FUNCTION do_cpsid_f
    cpsid f
    nop
    bx lr

FUNCTION do_cpsie_f
    cpsie f
    nop
    bx lr

FUNCTION get_faultmask
    mrs r0, faultmask
    bx lr

FUNCTION get_basepri
    mrs r0, basepri
    bx lr

FUNCTION set_basepri
    msr basepri, r0
    nop
    bx lr

FUNCTION set_basepri_max
    msr basepri_max, r0
    nop
    bx lr

/* Leaves Handler mode to Thread mode with a frame on the present stack, and
 * comes back as if nothing had been. */
FUNCTION do_unprivileged_load
    movs r1, #1
    msr control, r1
    isb
    ldr r0, [r0]
    svc #3
    bx lr

/* S0 = R0, FPSCR = R1. */
FUNCTION set_float
    .inst.w 0xEE000A10 /* vmov s0, r0 */
    .inst.w 0xEEE11A10 /* vmsr fpscr, r1 */
    bx lr

FUNCTION get_float
    .inst.w 0xEE100A10 /* vmov r0, s0 */
    bx lr

FUNCTION get_fpscr
    .inst.w 0xEEF10A10 /* vmrs r0, fpscr */
    bx lr

/* S0 = R0; the store pends an interrupt; S0. */
FUNCTION do_store_with_float
    .inst.w 0xEE002A10 /* vmov s0, r2 */
    str r1, [r0]
    nop
    nop
    .inst.w 0xEE100A10 /* vmov r0, s0 */
    bx lr
