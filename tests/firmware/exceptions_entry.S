/* SPDX-License-Identifier: MIT
 *
 * What exceptions.h needs of single instructions.
 */
    .syntax unified
    .cpu cortex-m0plus
    .thumb

.macro FUNCTION name
    .section .text.\name, "ax"
    .p2align 2
    .global \name
    .thumb_func
\name:
.endm

/* trace_exception(EXC_RETURN, MSP, PSP) returns the EXC_RETURN to leave by. */
FUNCTION exceptions_entry
    mov r0, lr
    mrs r1, msp
    mrs r2, psp
    push {r0, lr}
    bl trace_exception
    pop {r1, r2}
    bx r0

FUNCTION semihosting
    bkpt 0xAB
    bx lr

FUNCTION do_udf
    udf #0
    bx lr

FUNCTION do_udf_wide
    .short 0xF7F0, 0xA000 /* udf.w #0 */
    bx lr

FUNCTION do_bkpt
    bkpt #0
    bx lr

FUNCTION do_svc_1
    svc #1
    bx lr

FUNCTION do_svc_2
    svc #2
    bx lr

FUNCTION do_load
    ldr r0, [r0]
    bx lr

FUNCTION do_load_half
    ldrh r0, [r0]
    bx lr

FUNCTION do_load_multiple
    ldm r0!, {r1, r2}
    bx lr

FUNCTION do_store
    str r0, [r0]
    bx lr

FUNCTION do_branch
    bx r0

FUNCTION do_nothing
    nop
    nop
    bx lr

FUNCTION do_cpsie
    cpsie i
    nop
    bx lr

FUNCTION do_cpsid
    cpsid i
    nop
    bx lr

FUNCTION do_wfi
    wfi
    nop
    bx lr

FUNCTION do_event
    sev
    wfe
    bx lr

FUNCTION do_store_misaligned
    sub sp, #4
    str r1, [r0]
    nop
    add sp, #4
    bx lr

FUNCTION do_store_registers
    push {r4, lr}
    mov r4, r0
    ldr r0, =0x12345678
    mov r12, r0
    movs r2, #2
    movs r3, #3
    ldr r0, =0x87654321
    mov lr, r0
    cmp r2, r3
    str r1, [r4]
    nop
    mrs r4, apsr
    add r0, r1
    add r0, r2
    add r0, r3
    add r0, r12
    add r0, lr
    adds r0, r0, r4
    pop {r4, pc}

FUNCTION do_store_without_stack
    push {r4, lr}
    mrs r4, psp
    ldr r3, =0x30000000
    msr psp, r3
    str r1, [r0]
    nop
    .global without_stack_end
    .thumb_func
without_stack_end:
    msr psp, r4
    pop {r4, pc}

FUNCTION on_process_stack
    push {r4, lr}
    msr psp, r1
    movs r4, #2
    msr control, r4
    isb
    blx r0
    movs r4, #0
    msr control, r4
    isb
    pop {r4, pc}

FUNCTION other_thread
    ldr r1, =0xE000ED04
    ldr r2, =0x10000000
1:  movs r0, #0x55
    svc #2
    str r2, [r1]
    nop
    b 1b

FUNCTION set_psp
    msr psp, r0
    bx lr

FUNCTION set_msp_and_udf
    msr msp, r0
    udf #0

FUNCTION set_control
    msr control, r0
    isb
    bx lr

FUNCTION get_control
    mrs r0, control
    bx lr

FUNCTION get_primask
    mrs r0, primask
    bx lr

FUNCTION get_ipsr
    mrs r0, ipsr
    bx lr

FUNCTION get_xpsr
    mrs r0, xpsr
    bx lr

FUNCTION get_psp
    mrs r0, psp
    bx lr
