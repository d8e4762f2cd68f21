/* SPDX-License-Identifier: MIT
 *
 * Vectors, start-up, the entry past the bank check, and the way back to the
 * application. rom.ld fixes the addresses; docs/rom.md names those that are
 * observed.
 */
#include "rom/stm32l0/choices.h"
#include "rom/stm32l0/build.h"

    .syntax unified
    .cpu cortex-m0plus
    .thumb

    .equ RCC_CSR, 0x40021050
    .equ RCC_CSR_RMVF_BIT, 23
    .equ RCC_CSR_FLAGS_BIT, 24 /* eight of them, up to bit 31 */
    .equ RAM, 0x20000000
    .equ RAM_END, 0x20005000
    .equ FLASH_HEAD, 0x08000000

#include "rom/protocol/start.inc"

    .section .vectors, "a"
    .word stack_top
    .word reset_handler
    .rept 45 /* exceptions 2-15 and interrupts 0-30 */
    .word default_handler
    .endr
#if ROM_IS_V4(ROM_ID)
    .word usb_interrupt
#else
    .word default_handler
#endif

    .section .default_handler, "ax"
    .thumb_func
    .global default_handler
default_handler:
    b fault

/* Where the entry past the bank check is in another version there is nothing
 * that may be executed. */
    .section .entry_368, "ax"
#if ROM_ID == ROM_ID_V4_1
    .thumb_func
    .global entry_past_check
entry_past_check:
    b past_check
#else
    udf #0
#endif

    .section .entry_466, "ax"
#if ROM_ID == ROM_ID_V11_2
    .thumb_func
    .global entry_past_check
entry_past_check:
    b past_check
#else
    udf #0
#endif

/* No stack until the wipe is over: the stack is in what is wiped. */
    .section .reset_handler, "ax"
    .thumb_func
    .global reset_handler
reset_handler:
    ldr r1, =RCC_CSR
    ldr r3, [r1]
    lsrs r2, r3, #RCC_CSR_FLAGS_BIT
    beq 1f
    CHOICE(r0, CSR)
    beq 1f
    movs r2, #1
    lsls r2, #RCC_CSR_RMVF_BIT
    orrs r3, r2
    str r3, [r1]
    bics r3, r2
    str r3, [r1]
1:  CHOICE(r0, RAM)
    lsls r0, #2
    adr r1, wipe_end
    ldr r1, [r1, r0]
    ldr r0, =RAM
    ldr r2, =junk
    ldm r2!, {r4-r7}
2:  stm r0!, {r4-r7}
    cmp r0, r1
    blo 2b
    b initialise

    .balign 4
wipe_end: /* indexed by CHOICE_RAM; multiples of 16 */
    .word stack_top, variables_end, RAM_END, stack_top
    .ltorg

    .section .text.initialise, "ax"
    .thumb_func
initialise:
    bl copy_data
#if ROM_CHECKS_BANKS(ROM_ID)
    bl bank_check /* enum bank_decision */
    cmp r0, #BANK_BRANCH
    blo 1f
    bhi 2f
    b give_back
1:  bl bootloader
2:  b reset_chip
#else
    bl bootloader
#endif

#if ROM_CHECKS_BANKS(ROM_ID)
/* Entered with the stack pointer that the caller took from word 0. What a
 * first pass initialised is used as it is, or initialised here. */
    .thumb_func
past_check:
    CHOICE(r0, PAST)
    beq 1f
    bl copy_data
1:  bl bootloader
#endif
    .ltorg

/* Starts the bank that is mapped at FLASH_HEAD. Nothing of the ROM is left
 * to the application: every register but the two that it must get is junk,
 * and so is the RAM, except the data that the entry past the check may need. */
    .section .text.give_back, "ax"
    .thumb_func
    .global give_back
give_back:
#if !ROM_CHECKS_BANKS(ROM_ID)
    bl junk_data
#endif
    ldr r0, =FLASH_HEAD
    ldr r1, [r0]
    ldr r2, [r0, #4]
    mov r12, r2
#if ROM_CHECKS_BANKS(ROM_ID)
    CHOICE(r0, STACK)
    beq 1f
    adds r1, #8
1:
#endif
    msr msp, r1
    ldr r0, =junk
    ldm r0!, {r4-r7}
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

#if !ROM_CHECKS_BANKS(ROM_ID)
    .thumb_func
junk_data:
    ldr r0, =data_start
    ldr r1, =data_end
    ldr r2, =junk
    ldm r2!, {r4-r7}
1:  stm r0!, {r4-r7}
    cmp r0, r1
    blo 1b
    bx lr
#endif
    .ltorg

    .section .id, "a"
    .byte ROM_ID, 0
