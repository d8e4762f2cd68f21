/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * The whole library for the STM32F401, F411, F405, F407, F415 and F417: from the
 * first instruction after a reset to the reset handler or into the ROM, from a
 * request to the reset, and what the application may ask. There is no bank
 * check here, so that one jump is enough; but this ROM resets the chip when it
 * wants the HSE for USB and does not get it in time (V3.1: 0.79 ms), so that it
 * may have to be entered again. Until the application is to start the library
 * needs no stack and touches no RAM but the mailbox.
 *
 * RM0090 3 (FLASH), 5 (PWR), 7 (RCC), 9 (SYSCFG), RM0368, RM0383; AN2606,
 * chapters F401, F411, F40x. GNU syntax, ARMv7-M: GNU as and clang's integrated
 * assembler.
 */
#include "boot0_family.h"
#ifdef BOOT0_FAMILY_STM32F4
#include "boot0_record.h"

/* The last 8 bytes of RAM that every one of these parts has (F401xB/C: 64 KB).
 * With more of it, a project may give the end of its own. */
#ifdef BOOT0_MAILBOX_RTC
#ifndef BOOT0_MAILBOX
#define BOOT0_MAILBOX 0x40002898
#endif
#if BOOT0_MAILBOX < 0x40002850 || BOOT0_MAILBOX > 0x40002898 ||                \
    BOOT0_MAILBOX % 4
#error "BOOT0_MAILBOX is not the address of one of RTC_BKP0R to RTC_BKP18R"
#endif
#define FLAG_RTC BOOT0_FLAG_RTC
#else
#ifndef BOOT0_MAILBOX
#define BOOT0_MAILBOX 0x2000FFF8
#endif
#if BOOT0_MAILBOX < 0x20003000 || BOOT0_MAILBOX > 0x2001FFF8 ||                \
    BOOT0_MAILBOX % 8
#error "BOOT0_MAILBOX is not in 0x20003000 to 0x2001FFF8, or no multiple of 8"
#endif
#define FLAG_RTC 0
#endif

#ifdef BOOT0_ALLOW_RDP1
#define FLAG_RDP1 BOOT0_FLAG_RDP1
#else
#define FLAG_RDP1 0
#endif

/* How many times in all the ROM is entered for one request. */
#ifndef BOOT0_ENTRIES
#define BOOT0_ENTRIES 7
#endif
#if BOOT0_ENTRIES < 1 || BOOT0_ENTRIES > 100
#error "BOOT0_ENTRIES is not 1 to 100"
#endif

/* The pins that the ROM shall not hear: USART1 PA9 and PA10; USART2 PD5 and PD6
 * (F401, F411), USART3 PB10, PB11, PC10 and PC11 (F405, F407) (AN2606). */
#if defined(BOOT0_ONLY_USB) + defined(BOOT0_ONLY_USART1) +                     \
        defined(BOOT0_ONLY_USART2) > 1
#error "only one of BOOT0_ONLY_USB, BOOT0_ONLY_USART1 and BOOT0_ONLY_USART2"
#endif
#if defined(BOOT0_ONLY_USB) || defined(BOOT0_ONLY_USART2)
#define LOCK_USART1
#define FLAG_NO_USART1 BOOT0_FLAG_NO_USART1
#else
#define FLAG_NO_USART1 0
#endif
#if defined(BOOT0_ONLY_USB) || defined(BOOT0_ONLY_USART1)
#define LOCK_USART2
#define FLAG_NO_USART2 BOOT0_FLAG_NO_USART2
#else
#define FLAG_NO_USART2 0
#endif

/* What boot0_reset goes on to. Not weak: an undefined weak symbol is 0 to the
 * linker, without a word, and such an image locks up at its first reset. */
#ifndef BOOT0_SP
#define BOOT0_SP _estack
#endif
#ifndef BOOT0_NEXT
#define BOOT0_NEXT Reset_Handler
#endif

/* The resident (src/resident) is linked with the head that it keeps, and enters
 * the ROM without a request. */
#ifdef BOOT0_IN_RESIDENT
#define KIND BOOT0_KIND_KEPT
    .global boot0_enter
#else
#define KIND BOOT0_KIND_LINKED
#endif

#define INFO                                                                   \
    (BOOT0_FORMAT | KIND << BOOT0_KIND_SHIFT |                                 \
     (FLAG_RTC | FLAG_RDP1 | FLAG_NO_USART1 | FLAG_NO_USART2)                  \
         << BOOT0_FLAG_SHIFT |                                                 \
     BOOT0_VERSION << BOOT0_VERSION_SHIFT)

/* From RCC_APB2ENR. */
#define RCC_AHB1ENR   -0x14
#define RCC_APB1ENR   -0x04      /* PWREN 28 */
#define RCC_CSR       0x30       /* RMVF 24, PINRSTF 26, SFTRSTF 28 */
#define SYSCFGEN      0x4000
#define GPIOEN_A_TO_D 0x0F
#define CCMDATARAMEN  0x00100000
#define CSR_FLAGS     0xFE000000
#define CSR_PIN       0x04000000
#define CSR_SFT_PIN   0x14000000
#define CSR_RMVF      0x01000000

#define SYSCFG_MEMRMP 0x40013800 /* MEM_MODE 1:0 */
#define PWR_CR        0x40007000 /* DBP 8 */
#define FLASH         0x40023C00
#define FLASH_SR      0x0C       /* BSY 16 */
#define FLASH_OPTCR   0x14       /* RDP 15:8 */
#define DBGMCU_IDCODE 0xE0042000 /* DEV_ID 11:0 */
#define DEV_ID_F405   0x413      /* F405, F407, F415, F417 */
#define SCS           0xE000E000
#define SYST_CSR      0x10
#define NVIC_ICER     0x180
#define NVIC_ICPR     0x280
#define SCB_ICSR      0xD04      /* PENDSTCLR 25, PENDSVCLR 27 */
#define SCB_VTOR      0xD08
#define SCB_AIRCR     0xD0C
#define SYSRESETREQ   0x05FA0004
#define SCB_DEMCR     0xDFC
#define TRCENA        0x01000000
#define DWT_CTRL      0xE0001000
#define CYCCNTENA     1
#define DWT_CYCCNT    4          /* from DWT_CTRL */
#define GPIOA         0x40020000
#define GPIO_LCKR     0x1C
#define LCKK          0x10000
#define ROM           0x1FFF0000

/* The counter of cycles begins here before the ROM is entered; what is within
 * 1 << SOON_BITS of it is soon: 2.2 s at 60 MHz, 5.6 s at V3.1's 24. */
#define SOON_START    0x80000000
#define SOON_BITS     27

#define ENTERED       BOOT0_OUTCOME_ENTERED
#define RETURNED      BOOT0_OUTCOME_RETURNED
#define REFUSED_ID    BOOT0_OUTCOME_REFUSED_ID
#define REFUSED_RDP   BOOT0_OUTCOME_REFUSED_RDP
#define REFUSED_ERASE BOOT0_OUTCOME_REFUSED_ERASE
#define GAVE_UP       BOOT0_OUTCOME_GAVE_UP
#define REQUEST       BOOT0_STATE_REQUEST
#define LEFT_SHIFT    BOOT0_STATE_LEFT_SHIFT

    .syntax unified
    .cpu    cortex-m4
    .thumb

    .global boot0_reset, boot0_request, boot0_request_erase
    .global boot0_outcome, boot0_rom, boot0_record, boot0_noted

/* .thumb_func alone makes it a function in the symbol table. With .type before
 * it GNU as (2.40) describes it in DWARF, too, and there at an odd address, at
 * which debuggers show the wrong name. */
    .macro  function name
    .thumb_func
\name:
    .endm

/* Makes pins PIN and PIN + 1 of a port analog inputs, which read 0, and keeps
 * them so until the next reset (RM0090 8.3.8). */
    .macro  lock port, pin
    ldr     r2, =GPIOA + 0x400 * \port
    ldr     r0, [r2]        @ MODER
    orr     r0, #0xF << (2 * \pin)
    str     r0, [r2]
    movw    r0, #3 << \pin
    orr     r1, r0, #LCKK
    str     r1, [r2, #GPIO_LCKR]
    str     r0, [r2, #GPIO_LCKR]
    str     r1, [r2, #GPIO_LCKR]
    ldr     r1, [r2, #GPIO_LCKR]
    .endm

/* One section: who keeps the request keeps the reset and the record. */
    .section .text.boot0_reset, "ax", %progbits
    .balign 4

/* Registers, here and below: r3 record.sp, r4 next, r5 mailbox, r6 magic,
 * r7 RCC_APB2ENR. */
    function boot0_reset
    adr     r0, .Lrecord
    ldm     r0!, {r3-r7}
    mov     sp, r3          @ vector word 0 may be no stack pointer
    ldr     r0, [r5]
    cmp     r0, r6
    beq     .Lslow          @ something is in the mailbox
    ldr     r0, [r7]
    cmp     r0, #0
    bne     .Lstart         @ no reset came before: Go, leave
    bx      r4

/* The mailbox is emptied before it is looked at: any word but the magic one. Its
 * second word stays. r1 = the state; r2 = the reset flags; r3 = the same with
 * PINRSTF: a reset from inside pulls NRST, too. */
.Lslow:
    cpsid   i               @ Go leaves the ROM's interrupts
    ldr     r2, [r5, #4]    @ state - magic
    adds    r1, r2, r6
#ifdef BOOT0_MAILBOX_RTC
    mov     r0, r5
    bl      .Lstore
#else
    str     r5, [r5]
#endif
    ldr     r2, [r7, #RCC_CSR]
    ands    r2, #CSR_FLAGS
    orr     r3, r2, #CSR_PIN
    movs    r0, #BOOT0_ENTRIES
    cmp     r1, #REQUEST    @ is INTERRUPTED
    beq     .Lafter_reset
    lsrs    r0, r1, #LEFT_SHIFT
    and     r1, #(1 << LEFT_SHIFT) - 1
    cmp     r1, #ENTERED
    bne     .Lnote

/* The ROM was entered. If no reset came since, Go did, and the ROM has left its
 * clocks, unless it put them back. A reset of the library's own cleans up; it
 * leads here again, because the ROM was entered with BOOT0 low. */
    cbnz    r2, .Lejected
    movs    r1, #RETURNED
    ldr     r2, [r7]
    cmp     r2, #0
    beq     .Lnote
    b       .Lreset

/* A system reset soon after the entry: the ROM has missed the HSE (AN2606), not
 * a host finished its work. r0 = how many more times it may. */
.Lejected:
#if BOOT0_ENTRIES > 1
    ldr     r2, =DWT_CTRL
    ldr     r2, [r2, #DWT_CYCCNT]
    lsrs    r2, #SOON_BITS
    cmp     r2, #SOON_START >> SOON_BITS
    bne     .Lnote
    cmp     r3, #CSR_SFT_PIN
    bne     .Lnote
    movs    r1, #GAVE_UP
    cmp     r0, #0
    beq     .Lnote
#else
    b       .Lnote
#endif

/* A request is believed after exactly a software reset. */
.Lafter_reset:
    cmp     r3, #CSR_SFT_PIN
    bne     .Lnote
    subs    r8, r0, #1

/* Into the ROM, if it is known. r8 = how many more times it may have to be. */
.Lenter:
    bl      boot0_way
    cmp     r1, #ENTERED
    bne     .Lnote
    orr     r1, r1, r8, lsl #LEFT_SHIFT
    bl      boot0_post      @ comes back in 0x0800xxxx
#if BOOT0_ENTRIES > 1
/* Starts the counter of cycles. A system reset leaves the debug part of the core
 * alone (DDI0403 C1: only a power-on reset takes it back). */
    mov     r2, #SCS
    ldr     r0, [r2, #SCB_DEMCR]
    orr     r0, #TRCENA
    str     r0, [r2, #SCB_DEMCR]
    ldr     r2, =DWT_CTRL
    mov     r0, #SOON_START
    str     r0, [r2, #DWT_CYCCNT]
    ldr     r0, [r2]
    orr     r0, #CYCCNTENA
    str     r0, [r2]
#endif
#if defined(LOCK_USART1) || defined(LOCK_USART2)
    ldr     r0, [r7, #RCC_AHB1ENR]
    orr     r0, #GPIOEN_A_TO_D
    str     r0, [r7, #RCC_AHB1ENR]
    ldr     r0, [r7, #RCC_AHB1ENR] @ when the read is done the clocks are on
#ifdef LOCK_USART1
    lock    0, 9
#endif
#ifdef LOCK_USART2
    lock    1, 10
    lock    2, 10
    lock    3, 5
#endif
#endif
/* With system memory at 0 and VTOR 0 the ROM's vectors are in use, whether or
 * not it sees to that itself. */
    movw    r0, #SYSCFGEN   @ without it the remap is ignored
    str     r0, [r7]
    ldr     r0, [r7]
    ldr     r2, =SYSCFG_MEMRMP
    ldr     r0, [r2]
    bic     r0, #3
    orr     r0, #1          @ MEM_MODE 01: system memory at 0
    str     r0, [r2]
    ldr     r3, =ROM
    ldm     r3, {r3, r4}
    cpsie   i               @ the ROM needs interrupts (AN2606 4.1)
    msr     msp, r3
    bx      r4

/* The outcome in r1. */
.Lnote:
    adds    r2, r1, r6
    ldr     r0, =boot0_noted
    str     r2, [r0]

/* Starts the application on a core as after a reset: no interrupt is enabled or
 * pending, VTOR names the application, wherever the ROM is mapped, and nothing
 * counts cycles. The RAM for data alone has its clock, which Go turns off
 * (AN2606: RCC_AHB1ENR is cleared). */
.Lstart:
    mov     r2, #SCS
    movs    r3, #0
    str     r3, [r2, #SYST_CSR]
#if BOOT0_ENTRIES > 1
    ldr     r1, =DWT_CTRL
    ldr     r0, [r1]
    bic     r0, #CYCCNTENA
    str     r0, [r1]
    ldr     r0, [r2, #SCB_DEMCR]
    bic     r0, #TRCENA
    str     r0, [r2, #SCB_DEMCR]
#endif
    mov     r0, #0x0A000000 @ PENDSVCLR, PENDSTCLR
    str     r0, [r2, #SCB_ICSR]
    mov     r0, #0x08000000
    str     r0, [r2, #SCB_VTOR]
    mvns    r0, r3
    adds    r2, #NVIC_ICER / 2
    adds    r2, #NVIC_ICER / 2
    str     r0, [r2]        @ 96 interrupts
    str     r0, [r2, #4]
    str     r0, [r2, #8]
    str     r0, [r2, #NVIC_ICPR - NVIC_ICER]
    str     r0, [r2, #NVIC_ICPR - NVIC_ICER + 4]
    str     r0, [r2, #NVIC_ICPR - NVIC_ICER + 8]
    ldr     r0, =DBGMCU_IDCODE
    ldr     r0, [r0]
    ubfx    r0, r0, #0, #12
    movw    r1, #DEV_ID_F405
    cmp     r0, r1
    bne     1f
    ldr     r0, [r7, #RCC_AHB1ENR]
    orr     r0, #CCMDATARAMEN
    str     r0, [r7, #RCC_AHB1ENR]
1:  msr     basepri, r3
    cpsie   if              @ after the ROM they may be anything
    bx      r4
#ifdef BOOT0_IN_RESIDENT
    function boot0_enter    @ r4-r7 as above
    mov     r8, #BOOT0_ENTRIES - 1
    b       .Lenter
#endif
    .size   boot0_reset, . - boot0_reset

/* For boot0_reset to find: state r1, and no reset flag but those of what happens
 * from now on. Flags first, the magic word last: a reset in between makes no
 * request. Uses r0, r2 (RTC: r9 to r12). Returns to the caller at 0x0800xxxx even
 * if that came through the alias at 0 (an image linked at 0), where the remap
 * would take the code away. */
    function boot0_post
    ldr     r2, [r7, #RCC_CSR]
    orr     r2, #CSR_RMVF
    str     r2, [r7, #RCC_CSR]
    bic     r2, #CSR_RMVF
    str     r2, [r7, #RCC_CSR]
    orr     lr, #0x08000000
    subs    r2, r1, r6
    mov     r0, r6
/* Stores r0 and r2 in the mailbox. Backup registers need PWREN and DBP for that,
 * which are left as they were. */
.Lstore:
#ifdef BOOT0_MAILBOX_RTC
    ldr     r9, [r7, #RCC_APB1ENR]
    orr     r10, r9, #1 << 28 @ PWREN
    str     r10, [r7, #RCC_APB1ENR]
    ldr     r10, [r7, #RCC_APB1ENR]
    ldr     r10, =PWR_CR
    ldr     r11, [r10]
    orr     r12, r11, #1 << 8 @ DBP
    str     r12, [r10]
    ldr     r12, [r10]
    str     r2, [r5, #4]
    str     r0, [r5]
    ldr     r0, [r5]        @ done before the protection is back
    str     r11, [r10]
    str     r9, [r7, #RCC_APB1ENR]
#else
    str     r2, [r5, #4]
    str     r0, [r5]
#endif
    bx      lr
    .size   boot0_post, . - boot0_post

    function boot0_request
    movs    r1, #REQUEST
    .size   boot0_request, . - boot0_request

/* Posts state r1 and resets. Both stacks go below the mailbox (NMI and HardFault
 * push, 104 bytes with the FPU), so that nothing overwrites the state on its
 * way. */
    function boot0_ask
    cpsid   i
    adr     r2, .Lrecord    @ by r0 the tools recognise boot0_reset
    ldm     r2!, {r3-r7}
#ifndef BOOT0_MAILBOX_RTC
    sub     r0, r5, #128
    msr     msp, r0
    mov     sp, r5          @ PSP, perhaps: then for one frame, above MSP
#endif
.Lreset:
    ldr     r0, =FLASH
.Lbusy:
    ldr     r2, [r0, #FLASH_SR]
    lsls    r2, r2, #31 - 16 @ BSY: the reset would tear the write
    bmi     .Lbusy
    bl      boot0_post
    dsb                     @ the mailbox is in RAM before the reset comes
    mov     r0, #SCS
    ldr     r2, =SYSRESETREQ
    str     r2, [r0, #SCB_AIRCR]
/* Until the reset comes this goes on to boot0_way, which only reads and returns
 * to the DSB: the endless loop that is due here, for no bytes. */
    .size   boot0_ask, . - boot0_ask

/* Whether the ROM of this part would be entered now: r1 = ENTERED or why not,
 * r12 = the id byte, 0 on a part that is not known. Uses r0, r2, r3. */
    function boot0_way
    mov     r12, #0
    movs    r1, #REFUSED_RDP
    ldr     r0, =FLASH
    ldr     r0, [r0, #FLASH_OPTCR]
    ubfx    r0, r0, #8, #8  @ RDP
#ifdef BOOT0_ALLOW_RDP1
    cmp     r0, #0xCC
    beq     .Lway
#else
    cmp     r0, #0xAA
    bne     .Lway
#endif
    movs    r1, #REFUSED_ID
    ldr     r3, =0x1FFF76DE @ the id byte of all but the F405
    ldr     r0, =DBGMCU_IDCODE
    ldr     r0, [r0]
    ubfx    r0, r0, #0, #12
    movw    r2, #DEV_ID_F405
    cmp     r0, r2
    beq     .Lf405
    subs    r0, #0x420
    ldr     r2, =1 << 0x03 | 1 << 0x11 | 1 << 0x13 @ F401xC, F411, F401xE
    lsrs    r2, r0          @ 0 from 32 on
    lsls    r2, r2, #31
    beq     .Lway
    ldrb    r12, [r3]
    bic     r2, r12, #1
    cmp     r2, #0xD0       @ V13.0, V13.1
    b       .Lknown
.Lf405:
    ldrb    r12, [r3, #0x77DE - 0x76DE]
    bic     r2, r12, #1
    cmp     r2, #0x30       @ V3.0, V3.1
    it      ne
    cmpne   r2, #0x90       @ V9.0, V9.1
.Lknown:
    it      eq
    moveq   r1, #ENTERED
.Lway:
    bx      lr
    .ltorg
    .size   boot0_way, . - boot0_way

    .type   boot0_record, %object
    .balign 4
boot0_record:
.Lrecord:
    .word   BOOT0_SP
    .word   BOOT0_NEXT
    .word   BOOT0_MAILBOX
    .word   BOOT0_MAGIC
    .word   BOOT0_APB2ENR_STM32F4
    .word   INFO
    .word   boot0_request
    .size   boot0_record, . - boot0_record

/* The note of the last outcome. Nothing clears or loads .noinit. */
#ifdef BOOT0_NOTED
    .global boot0_noted
    .set    boot0_noted, BOOT0_NOTED
#else
    .section .noinit, "aw", %nobits
    .balign 4
    .type   boot0_noted, %object
boot0_noted:
    .skip   4
    .size   boot0_noted, 4
#endif

/* Nothing is erased: no ROM of these parts looks at the application's head, so
 * that boot0_request() is all there is to do. */
    .section .text.boot0_request_erase, "ax", %progbits
    .balign 4
    function boot0_request_erase
    movs    r1, #REFUSED_ERASE
    b.w     boot0_ask
    .size   boot0_request_erase, . - boot0_request_erase

    .section .text.boot0_outcome, "ax", %progbits
    .balign 4
    function boot0_outcome
    ldr     r0, =boot0_noted
    ldr     r1, =0xFFFFFFFF - BOOT0_MAGIC + 1 @ itself it stands in the record
    ldr     r0, [r0]
    adds    r0, r0, r1
    cmp     r0, #GAVE_UP + 1 @ the others are of another family
    it      hs
    movhs   r0, #BOOT0_OUTCOME_NONE
    bx      lr
    .ltorg
    .size   boot0_outcome, . - boot0_outcome

    .section .text.boot0_rom, "ax", %progbits
    .balign 4
    function boot0_rom
    push    {r4, lr}
    bl      boot0_way
    orr     r0, r12, r1, lsl #8
    pop     {r4, pc}
    .size   boot0_rom, . - boot0_rom
#endif
