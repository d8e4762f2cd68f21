/* SPDX-License-Identifier: MIT
 *
 * Vectors, start-up, and the way back to the application. The linker line fixes
 * the addresses (rom/CMakeLists.txt); docs/rom-l4.md names those that are
 * observed.
 */
#include "rom/stm32l4/build.h"
#include "rom/stm32l4/choices.h"

    .syntax unified
    .cpu cortex-m4
    .thumb

    .equ RCC_CSR, 0x40021094
    .equ RCC_CSR_RMVF, 0x00800000
    .equ RCC_CSR_FLAGS, 0xFF000000
    .equ FLASH_ECCR, 0x40022018
    .equ FLASH_ECCR_ECCD, 0x80000000
    .equ FLASH_HEAD, 0x08000000
    .equ RAM, 0x20000000

#include "rom/protocol/start.inc"

    .section .vectors, "a"
    .word stack_top
    .word reset_handler
#if ROM_CHECKS_BANKS(ROM_ID)
    .word nmi_handler
#else
    .word default_handler
#endif
    .rept 13 + 67 /* exceptions 3-15 and interrupts 0-66 */
    .word default_handler
    .endr
#if ROM_HAS_USB
    .word usb_interrupt
#else
    .word default_handler
#endif
    .rept 90 - 67
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
    ldreq r1, =ROM_RAM_END
2:  ldr r0, =RAM
    ldr r2, =junk
    ldm r2!, {r4-r7}
    bic r1, #15
3:  stm r0!, {r4-r7}
    cmp r0, r1
    blo 3b
    bl copy_data
#if ROM_CHECKS_BANKS(ROM_ID)
    bl bank_check /* BANK_STAY, BANK_BRANCH, BANK_RESET */
    cmp r0, #BANK_BRANCH
    beq give_back
    bhi reset_chip
#endif
    bl bootloader
    .ltorg

/* Starts the bank that is mapped at FLASH_HEAD. Nothing of the ROM is left to
 * the application: every register but the two that it must get is junk, and so
 * is the ROM's data. */
    .section .text.give_back, "ax"
    .thumb_func
    .global give_back
give_back:
    ldr r0, =data_start
    ldr r1, =data_end
    ldr r2, =junk
    ldm r2!, {r4-r7}
1:  stm r0!, {r4-r7}
    cmp r0, r1
    blo 1b
    ldr r0, =FLASH_HEAD
    ldr r1, [r0]
    ldr r12, [r0, #4]
#if ROM_CHECKS_BANKS(ROM_ID)
    CHOICE(r0, STACK)
    it ne
    addne r1, #8
#endif
    msr msp, r1
    mov r8, r4
    mov r9, r5
    mov r10, r6
    mov r11, r7
    mov lr, r4
    mvns r0, r5
    mvns r1, r6
    mvns r2, r7
    mvns r3, r4
    bx r12
    .ltorg

#if ROM_CHECKS_BANKS(ROM_ID)
/* A word of two wrong bits is being read, or another source has asked. */
    .section .text.nmi_handler, "ax"
    .thumb_func
nmi_handler:
    CHOICE(r0, TORN)
    beq default_handler
    ldr r1, =FLASH_ECCR
    ldr r2, [r1]
    tst r2, #FLASH_ECCR_ECCD
    beq default_handler
    str r2, [r1]
    ldr r1, =bank_torn
    str r0, [r1]
    bx lr
    .ltorg
#endif

#if ROM_IS_L43(ROM_ID)
    .section .info, "a"
    .byte ROM_INFO
#endif

    .section .id, "a"
    .byte ROM_ID, 0
