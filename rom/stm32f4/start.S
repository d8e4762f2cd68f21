/* SPDX-License-Identifier: MIT
 *
 * Vectors and start-up. The linker line fixes the addresses (rom/CMakeLists.txt);
 * docs/rom-f4.md names those that are observed.
 */
#include "rom/stm32f4/build.h"
#include "rom/stm32f4/choices.h"

    .syntax unified
    .cpu cortex-m4
    .thumb

    .equ RCC_CSR, 0x40023874
    .equ RCC_CSR_RMVF, 0x01000000
    .equ RCC_CSR_FLAGS, 0xFE000000
    .equ DBGMCU_IDCODE, 0xE0042000
    .equ RAM, 0x20000000

#include "rom/protocol/start.inc"

    .section .vectors, "a"
    .word stack_top
    .word reset_handler
    .rept 14 + 86 /* exceptions 2-15 and interrupts 0-85 */
    .word default_handler
    .endr

    .section .text.default_handler, "ax"
    .thumb_func
    .global default_handler
default_handler:
    b.w fault

    .section .reset_handler, "ax"
    .thumb_func
    .global reset_handler
reset_handler:
    b.w start

/* No stack until the wipe is over: the stack is in what is wiped. */
    .section .text.start, "ax"
    .thumb_func
start:
    ldr r1, =RCC_CSR
    ldr r3, [r1]
    tst r3, #RCC_CSR_FLAGS
    beq 1f
    CHOICE(r0, CSR)
    beq 1f
    orr r3, #RCC_CSR_RMVF
    str r3, [r1]
    bic r3, #RCC_CSR_RMVF
    str r3, [r1]
1:  ldr r1, =stack_top
    CHOICE(r0, RAM)
    beq 2f
    cmp r0, #CHOICE_RAM_ALL
    ite ne
    ldrne r1, =variables_end
    bleq ram_end
2:  ldr r0, =RAM
    ldr r2, =junk
    ldm r2!, {r4-r7}
    bic r1, #15
3:  stm r0!, {r4-r7}
    cmp r0, r1
    blo 3b
    bl copy_data
    bl bootloader

/* r1 = the end of SRAM: F401xB/C 64 KB, F401xD/E 96, all others 128. Uses r2,
 * r3. */
    .thumb_func
ram_end:
    ldr r2, =DBGMCU_IDCODE
    ldr r2, [r2]
    ubfx r2, r2, #0, #12
    ldr r1, =RAM + 0x20000
    movw r3, #0x423
    cmp r2, r3
    it eq
    subeq r1, #0x10000
    movw r3, #0x433
    cmp r2, r3
    it eq
    subeq r1, #0x8000
    bx lr
    .ltorg

    .section .id, "a"
    .byte ROM_ID, 0
