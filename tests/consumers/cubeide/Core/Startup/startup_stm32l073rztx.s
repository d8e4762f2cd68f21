/* SPDX-License-Identifier: MIT
 *
 * Does what ST's file of this name does, with its symbols and sections, and
 * knows as little of the library: SP, SystemInit, .data, .bss, constructors,
 * main.
 */
    .syntax unified
    .cpu    cortex-m0plus
    .fpu    softvfp
    .thumb

    .global g_pfnVectors, Default_Handler

    .section .text.Reset_Handler
    .weak   Reset_Handler
    .type   Reset_Handler, %function
Reset_Handler:
    ldr     r0, =_estack
    mov     sp, r0
    bl      SystemInit
    ldr     r1, =_sidata
    ldr     r2, =_sdata
    ldr     r3, =_edata
.Lcopy:
    cmp     r2, r3
    bhs     .Lcopied
    ldmia   r1!, {r0}
    stmia   r2!, {r0}
    b       .Lcopy
.Lcopied:
    movs    r0, #0
    ldr     r2, =_sbss
    ldr     r3, =_ebss
.Lzero:
    cmp     r2, r3
    bhs     .Lzeroed
    stmia   r2!, {r0}
    b       .Lzero
.Lzeroed:
    bl      __libc_init_array
    bl      main
.Lforever:
    b       .Lforever
    .size   Reset_Handler, . - Reset_Handler

    .section .text.Default_Handler, "ax", %progbits
Default_Handler:
    b       Default_Handler
    .size   Default_Handler, . - Default_Handler

    .section .isr_vector, "a", %progbits
    .type   g_pfnVectors, %object
g_pfnVectors:
    .word   _estack
    .word   Reset_Handler
    .word   NMI_Handler
    .word   HardFault_Handler
    .word   0, 0, 0, 0, 0, 0, 0
    .word   SVC_Handler
    .word   0, 0
    .word   PendSV_Handler
    .word   SysTick_Handler
    .rept   32
    .word   Default_Handler
    .endr
    .size   g_pfnVectors, . - g_pfnVectors

    .irp    name, NMI, HardFault, SVC, PendSV, SysTick
    .weak   \name\()_Handler
    .thumb_set \name\()_Handler, Default_Handler
    .endr
