/* SPDX-License-Identifier: MIT
 *
 * Start-up in the style of ST's assembly files: SP is loaded first, by the
 * code itself; .data and .bss, then SystemInit late, then main.
 */
    .syntax unified
    .cpu    cortex-m0plus
    .thumb

    .section .text.Reset_Handler, "ax", %progbits
    .balign 4
    .global Reset_Handler
    .type   Reset_Handler, %function
    .thumb_func
Reset_Handler:
    ldr     r0, =_estack
    mov     sp, r0
    ldr     r0, =_sdata
    ldr     r1, =_edata
    ldr     r2, =_sidata
    b       2f
1:  ldm     r2!, {r3}
    stm     r0!, {r3}
2:  cmp     r0, r1
    blo     1b
    ldr     r0, =_sbss
    ldr     r1, =_ebss
    movs    r3, #0
    b       4f
3:  stm     r0!, {r3}
4:  cmp     r0, r1
    blo     3b
    bl      SystemInit
    bl      main
5:  b       5b
    .ltorg
    .size   Reset_Handler, . - Reset_Handler

    .section .text.Default_Handler, "ax", %progbits
    .global Default_Handler
    .type   Default_Handler, %function
    .thumb_func
Default_Handler:
    b       Default_Handler
    .size   Default_Handler, . - Default_Handler

    .section .isr_vector, "a", %progbits
    .word   _estack
    .word   Reset_Handler
    .rept   46
    .word   Default_Handler
    .endr
