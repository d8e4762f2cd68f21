/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * The whole library for the STM32L47x, L48x, L49x, L4A6, L43x and L44x: from the
 * first instruction after a reset to the reset handler or into the ROM, from a
 * request to the reset, and what the application may ask. The ROM of the parts
 * with two banks looks whether a bank can be started, and no way past that is
 * documented: it is entered where it finds none, which is where no head looks
 * like a stack pointer. Unless a request is there the library needs no stack and
 * touches no RAM.
 *
 * RM0351 3 (FLASH), 5 (PWR), 6 (RCC), 9 (SYSCFG), RM0394; AN2606, chapters L47x,
 * L49x, L43x. GNU syntax, ARMv7-M: GNU as and clang's integrated assembler.
 */
#include "boot0_family.h"
#ifdef BOOT0_FAMILY_STM32L4
#include "boot0_record.h"

/* The last 8 bytes of RAM that every one of these parts has (SRAM1 of the L43x:
 * 48 KB). With more of it, a project may give the end of its own. */
#ifdef BOOT0_MAILBOX_RTC
#ifndef BOOT0_MAILBOX
#define BOOT0_MAILBOX 0x400028C8
#endif
#if BOOT0_MAILBOX < 0x40002850 || BOOT0_MAILBOX > 0x400028C8 ||                \
    BOOT0_MAILBOX % 4
#error "BOOT0_MAILBOX is not the address of one of RTC_BKP0R to RTC_BKP30R"
#endif
#define FLAG_RTC BOOT0_FLAG_RTC
#else
#ifndef BOOT0_MAILBOX
#define BOOT0_MAILBOX 0x2000BFF8
#endif
#if BOOT0_MAILBOX < 0x20003100 || BOOT0_MAILBOX > 0x2003FFF8 ||                \
    BOOT0_MAILBOX % 8
#error "BOOT0_MAILBOX is not in 0x20003100 to 0x2003FFF8, or no multiple of 8"
#endif
#define FLAG_RTC 0
#endif

#ifdef BOOT0_ALLOW_RDP1
#define FLAG_RDP1 BOOT0_FLAG_RDP1
#else
#define FLAG_RDP1 0
#endif

/* The pins that the ROM shall not hear: USART1 PA9 and PA10, USART2 PA2 and PA3,
 * USART3 PC10 and PC11 (AN2606). A port can be locked once: all of GPIOA. */
#if defined(BOOT0_ONLY_USB) + defined(BOOT0_ONLY_USART1) +                     \
        defined(BOOT0_ONLY_USART2) > 1
#error "only one of BOOT0_ONLY_USB, BOOT0_ONLY_USART1 and BOOT0_ONLY_USART2"
#endif
#if defined(BOOT0_ONLY_USB) || defined(BOOT0_ONLY_USART2)
#define LOCK_USART1    0x0600
#define MODE_USART1    0x003C0000
#define FLAG_NO_USART1 BOOT0_FLAG_NO_USART1
#else
#define LOCK_USART1    0
#define MODE_USART1    0
#define FLAG_NO_USART1 0
#endif
#if defined(BOOT0_ONLY_USB) || defined(BOOT0_ONLY_USART1)
#define LOCK_USART2    0x000C
#define MODE_USART2    0x000000F0
#define FLAG_NO_USART2 BOOT0_FLAG_NO_USART2
#else
#define LOCK_USART2    0
#define MODE_USART2    0
#define FLAG_NO_USART2 0
#endif
#define LOCK_A         (LOCK_USART1 | LOCK_USART2)
#define MODE_A         (MODE_USART1 | MODE_USART2)

/* What boot0_reset goes on to. Not weak: an undefined weak symbol is 0 to the
 * linker, without a word, and such an image locks up at its first reset. */
#ifndef BOOT0_SP
#define BOOT0_SP _estack
#endif
#ifndef BOOT0_NEXT
#define BOOT0_NEXT Reset_Handler
#endif

/* The resident (src/resident) is linked with an invalid head, and enters the
 * ROM without a request. */
#ifdef BOOT0_IN_RESIDENT
#define KIND BOOT0_KIND_INVALID
    .global boot0_enter, boot0_torn
#else
#define KIND BOOT0_KIND_LINKED
#endif

#define INFO                                                                   \
    (BOOT0_FORMAT | KIND << BOOT0_KIND_SHIFT |                                 \
     (FLAG_RTC | FLAG_RDP1 | FLAG_NO_USART1 | FLAG_NO_USART2)                  \
         << BOOT0_FLAG_SHIFT |                                                 \
     BOOT0_VERSION << BOOT0_VERSION_SHIFT)

/* From RCC_APB2ENR. */
#define RCC_AHB2ENR   -0x14      /* GPIOAEN 0, GPIOCEN 2 */
#define RCC_APB1ENR1  -0x08      /* RTCAPBEN 10, PWREN 28 */
#define RCC_CSR       0x34       /* RMVF 23, PINRSTF 26, SFTRSTF 28 */
#define SYSCFGEN      1
#define CSR_FLAGS     0xFF000000
#define CSR_PIN       0x04000000
#define CSR_SFT_PIN   0x14000000
#define CSR_RMVF      0x00800000

#define SYSCFG_MEMRMP 0x40010000 /* MEM_MODE 2:0, FB_MODE 8 */
#define PWR_CR1       0x40007000 /* DBP 8 */
#define FLASH         0x40022000
#define FLASH_KEYR    0x08
#define FLASH_SR      0x10       /* BSY 16, PEMPTY 17 (L43x) */
#define FLASH_CR      0x14       /* PER 1, PNB 10:3, BKER 11, STRT 16, LOCK 31 */
#define FLASH_ECCR    0x18       /* ECCD 31 */
#define FLASH_OPTR    0x20       /* RDP 7:0, BFB2 20, DUALBANK 21 */
#define SR_RC_W1      0xC3FB
#define DBGMCU_IDCODE 0xE0042000 /* DEV_ID 11:0 */
#define DEV_ID_L47    0x415
#define DEV_ID_L43    0x435
#define DEV_ID_L49    0x461
#define SCS           0xE000E000
#define SYST_CSR      0x10
#define NVIC_ICER     0x180
#define NVIC_ICPR     0x280
#define SCB_ICSR      0xD04      /* PENDSTCLR 25, PENDSVCLR 27 */
#define SCB_VTOR      0xD08
#define SCB_AIRCR     0xD0C
#define MPU_CTRL      0xD94
#define SYSRESETREQ   0x05FA0004
#define GPIOA         0x48000000
#define GPIOC         0x48000800
#define GPIO_LCKR     0x1C
#define LCKK          0x10000
#define ROM           0x1FFF0000
#define ROM_ID        0x1FFF6FFE
#define F_SIZE        0x1FFF75E0 /* KB, 16 bits */
#define HEAD          0x08000000 /* of the bank that runs */

#define ENTERED       BOOT0_OUTCOME_ENTERED
#define RETURNED      BOOT0_OUTCOME_RETURNED
#define REFUSED_ID    BOOT0_OUTCOME_REFUSED_ID
#define REFUSED_BANK2 BOOT0_OUTCOME_REFUSED_BANK2
#define REFUSED_RDP   BOOT0_OUTCOME_REFUSED_RDP
#define REFUSED_ERASE BOOT0_OUTCOME_REFUSED_ERASE
#define REFUSED_HEAD  BOOT0_OUTCOME_REFUSED_HEAD
#define REQUEST       BOOT0_STATE_REQUEST

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

/* Makes pins of a port analog inputs, which read 0: MODE is 3 for each of them.
 * Keeps them so until the next reset (RM0351 8.3.8). */
    .macro  lock port, pins, mode
    ldr     r2, =\port
    ldr     r0, [r2]        @ MODER
    ldr     r1, =\mode
    orrs    r0, r1
    str     r0, [r2]
    movw    r0, #\pins
    orr     r1, r0, #LCKK
    str     r1, [r2, #GPIO_LCKR]
    str     r0, [r2, #GPIO_LCKR]
    str     r1, [r2, #GPIO_LCKR]
    ldr     r1, [r2, #GPIO_LCKR]
    .endm

/* Goes to TARGET if r0 may be a stack pointer for the ROM: inside any SRAM of
 * these parts, at 0x20000000 or at 0x10000000, with the end of it. More words
 * than that are taken for one. */
    .macro  if_stack_pointer target
    dsb                     @ an NMI comes here
    isb
    lsrs    r0, r0, #20
    cmp     r0, #0x200
    it      ne
    cmpne   r0, #0x100
    beq     \target
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
    bne     .Lstart         @ no reset came before: Go, leave, a bank's start
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
    cmp     r1, #REQUEST    @ is INTERRUPTED
    beq     .Lrequested
    cmp     r1, #ENTERED
    bne     .Lnote

/* The ROM was entered. If no reset came since, Go did, and the ROM has left its
 * clocks, unless it put them back. A reset of the library's own cleans up; it
 * leads here again, because the ROM was entered with BOOT0 low. */
    cmp     r2, #0
    bne     .Lnote
    movs    r1, #RETURNED
    ldr     r2, [r7]
    cmp     r2, #0
    beq     .Lnote
    b       .Lreset

/* A request is believed after exactly a software reset. */
.Lrequested:
    cmp     r3, #CSR_SFT_PIN
    bne     .Lnote

/* Resets lead to the ROM while the flash counts as empty, as it was when the
 * supply came (L43x): this one did, and Go came since. */
    ldr     r0, =FLASH
    ldr     r0, [r0, #FLASH_SR]
    lsls    r0, r0, #31 - 17 @ PEMPTY
    itt     mi
    movmi   r1, #RETURNED
    bmi     .Lnote

/* Into the ROM, if it is known and will stay. A head whose ECC does not fit,
 * since a power cut tore it, raises the NMI when it is read: until then VTOR
 * names a table in what is going to be the stack. The resident's own table,
 * which is in use then, has that NMI. */
#ifdef BOOT0_IN_RESIDENT
    function boot0_enter    @ r4-r7 as above
    mov     r8, #SCS
#else
    sub     r2, sp, #256
    bic     r2, #127
    ldr     r0, =boot0_torn
    str     r0, [r2, #8]
    mov     r8, #SCS
    str     r2, [r8, #SCB_VTOR]
#endif
    bl      boot0_way
    cmp     r1, #ENTERED
    bne     .Lnote
    movs    r0, #0
    str     r0, [r8, #SCB_VTOR]
    bl      boot0_post      @ comes back in 0x0800xxxx
#if LOCK_A
    ldr     r0, [r7, #RCC_AHB2ENR]
    orr     r0, #5          @ GPIOAEN, GPIOCEN
    str     r0, [r7, #RCC_AHB2ENR]
    ldr     r0, [r7, #RCC_AHB2ENR] @ when the read is done the clocks are on
    lock    GPIOA, LOCK_A, MODE_A
    lock    GPIOC, 0x0C00, 0x00F00000 @ USART3
#endif
/* With system memory at 0 and VTOR 0 the ROM's vectors are in use, whether or
 * not it sees to that itself. */
    movs    r0, #SYSCFGEN   @ without it the remap is ignored
    str     r0, [r7]
    ldr     r0, [r7]
    ldr     r2, =SYSCFG_MEMRMP
    ldr     r0, [r2]
    bic     r0, #7
    orr     r0, #1          @ MEM_MODE 001: system memory at 0;
    str     r0, [r2]        @ not a plain store: FB_MODE must stay
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
 * pending, VTOR names the application, wherever the ROM is mapped. */
.Lstart:
    mov     r2, #SCS
    movs    r3, #0
    str     r3, [r2, #SYST_CSR]
    mov     r0, #0x0A000000 @ PENDSVCLR, PENDSTCLR
    str     r0, [r2, #SCB_ICSR]
    mov     r0, #HEAD
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
    msr     basepri, r3
    cpsie   if              @ after the ROM they may be anything
    bx      r4
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
 * and where there is one (not on the L47x) RTCAPBEN, which are left as they
 * were. */
.Lstore:
#ifdef BOOT0_MAILBOX_RTC
    ldr     r9, [r7, #RCC_APB1ENR1]
    orr     r10, r9, #1 << 28 @ PWREN
    ldr     r11, =DBGMCU_IDCODE
    ldr     r11, [r11]
    ubfx    r11, r11, #0, #12
    movw    r12, #DEV_ID_L47
    cmp     r11, r12
    it      ne
    orrne   r10, #1 << 10   @ RTCAPBEN
    str     r10, [r7, #RCC_APB1ENR1]
    ldr     r10, [r7, #RCC_APB1ENR1]
    ldr     r10, =PWR_CR1
    ldr     r11, [r10]
    orr     r12, r11, #1 << 8 @ DBP
    str     r12, [r10]
    ldr     r12, [r10]
    str     r2, [r5, #4]
    str     r0, [r5]
    ldr     r0, [r5]        @ done before the protection is back
    str     r11, [r10]
    str     r9, [r7, #RCC_APB1ENR1]
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

/* Whether the ROM of this part would be entered now, and stay: r1 = ENTERED or
 * why not, r12 = the id byte, 0 on a part that is not known. Uses r0, r2, r3. */
    function boot0_way
    mov     r12, #0
    movs    r1, #REFUSED_RDP
    ldr     r3, =FLASH
    ldr     r3, [r3, #FLASH_OPTR]
    uxtb    r0, r3          @ RDP
#ifdef BOOT0_ALLOW_RDP1
    cmp     r0, #0xCC
    beq     .Lway
#else
    cmp     r0, #0xAA
    bne     .Lway
#endif
    movs    r1, #REFUSED_ID
    ldr     r2, =ROM_ID
    ldr     r0, =DBGMCU_IDCODE
    ldr     r0, [r0]
    ubfx    r0, r0, #0, #12
    subw    r0, r0, #DEV_ID_L47
    cbz     r0, .Ll47
    cmp     r0, #DEV_ID_L43 - DEV_ID_L47
    beq     .Ll43
    cmp     r0, #DEV_ID_L49 - DEV_ID_L47
    bne     .Lway
    ldrb    r12, [r2]
    cmp     r12, #0x93      @ V9.3
    b       .Lknown
/* No bank check, and no look at an empty flash but by the hardware at power-on:
 * the ROM of a part that was programmed while it counted as empty stays, too. */
.Ll43:
    ldrb    r12, [r2]
    cmp     r12, #0x91      @ V9.1
    b       .Llast
.Ll47:
    ldrb    r12, [r2]
    sub     r0, r12, #0xA1  @ V10.1 to V10.3
    cmp     r0, #2
    bls     .Lbanks
    bic     r0, r12, #2
    cmp     r0, #0x90       @ V9.0, V9.2
.Lknown:
    bne     .Lway

/* Bank 2, then bank 1: the ROM starts the first whose head is a stack pointer.
 * 1 MB are two banks, the other sizes with DUALBANK=1. */
.Lbanks:
    ldrh    r0, [r2, #F_SIZE - ROM_ID]
    mov     r2, #HEAD
    cmp     r0, #1024
    beq     .Lother
    cmp     r0, #512
    it      ne
    cmpne   r0, #256
    bne     .Lway           @ no such part is known
    lsls    r3, r3, #31 - 21
    bpl     .Lown
.Lother:
    movs    r1, #REFUSED_BANK2
    lsls    r0, r0, #9      @ half of the KB, in bytes
    ldr     r0, [r2, r0]
    if_stack_pointer .Lway
.Lown:
    movs    r1, #REFUSED_HEAD
    ldr     r0, [r2]
    if_stack_pointer .Lway
    cmp     r0, r0          @ Z
.Llast:
    it      eq
    moveq   r1, #ENTERED
.Lway:
    bx      lr
    .ltorg
    .size   boot0_way, . - boot0_way

/* The NMI while boot0_way reads a head: makes a stack pointer of it, which the
 * ROM may take it for, or for a fault. */
    function boot0_torn
    ldr     r1, =FLASH
    ldr     r0, [r1, #FLASH_ECCR]
    str     r0, [r1, #FLASH_ECCR] @ clears ECCD
    mov     r0, #0x20000000
    str     r0, [sp]        @ r0 of what was interrupted
#ifdef BOOT0_IN_RESIDENT
    str     r0, [sp, #16]   @ r12: of resident_judge
#endif
    bx      lr
    .ltorg
    .size   boot0_torn, . - boot0_torn

    .type   boot0_record, %object
    .balign 4
boot0_record:
.Lrecord:
    .word   BOOT0_SP
    .word   BOOT0_NEXT
    .word   BOOT0_MAILBOX
    .word   BOOT0_MAGIC
    .word   BOOT0_APB2ENR_STM32L4
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

    .section .text.boot0_request_erase, "ax", %progbits
    .balign 4
    function boot0_request_erase
    cpsid   i
    ldr     r3, =FLASH
    ldr     r0, [r3, #FLASH_OPTR]
    lsls    r0, r0, #31 - 20
    bpl     .Lrefuse        @ BFB2 = 0
    bl      boot0_way
    cmp     r1, #REFUSED_HEAD
    bne     .Lask           @ refused, or a reset alone leads to the ROM
    ldr     r2, =boot0_record
    ldm     r2, {r3-r7}
    ldr     r3, =FLASH
.Lwriting:
    ldr     r2, [r3, #FLASH_SR]
    lsls    r2, r2, #31 - 16 @ BSY
    bmi     .Lwriting
    movs    r1, #ENTERED
    bl      boot0_post
    movw    r0, #SR_RC_W1   @ an old error would stop the erase
    str     r0, [r3, #FLASH_SR]
    ldr     r0, [r3, #FLASH_CR]
    cmp     r0, #0
    bpl     .Lunlocked      @ a key to an open lock is an error
    ldr     r0, =0x45670123
    str     r0, [r3, #FLASH_KEYR]
    ldr     r0, =0xCDEF89AB
    str     r0, [r3, #FLASH_KEYR]
.Lunlocked:
    ldr     r0, [r7]
    orr     r0, #SYSCFGEN
    str     r0, [r7]
    ldr     r0, [r7]
    ldr     r0, =SYSCFG_MEMRMP
    ldr     r0, [r0]
    lsrs    r0, r0, #8      @ FB_MODE: the bank that runs is bank 2
    and     r0, #1
    lsls    r1, r0, #11     @ BKER
    orr     r1, #2          @ PER, page 0
    str     r1, [r3, #FLASH_CR]
    orr     r1, #0x10000    @ STRT
    mov     r4, #SCS
    ldr     r5, =SYSRESETREQ
/* The library may be in the page that goes: from here on it runs on the stack,
 * which an MPU may keep from that. */
    movs    r0, #0
    str     r0, [r4, #MPU_CTRL]
    adr     r0, .Lgo
    ldm     r0, {r2, r6, r8-r10}
    push    {r2, r6, r8-r10}
    mov     r0, sp
    adds    r0, #1          @ Thumb
    dsb
    isb
    blx     r0              @ comes back if nothing was erased
    mov     r0, #1 << 31    @ LOCK
    str     r0, [r3, #FLASH_CR]
.Lrefuse:
    movs    r1, #REFUSED_ERASE
.Lask:
    b.w     boot0_ask
    .balign 4
.Lgo:
    str     r1, [r3, #FLASH_CR]
.Lerasing:
    ldr     r2, [r3, #FLASH_SR]
    lsls    r0, r2, #31 - 16 @ BSY
    bmi     .Lerasing
    uxth    r2, r2
    cbnz    r2, .Lfailed    @ WRPERR
    str     r5, [r4, #SCB_AIRCR]
.Lwait:
    b       .Lwait
.Lfailed:
    bx      lr
    .balign 4
    .ltorg
    .size   boot0_request_erase, . - boot0_request_erase

    .section .text.boot0_outcome, "ax", %progbits
    .balign 4
    function boot0_outcome
    ldr     r0, =boot0_noted
    ldr     r1, =0xFFFFFFFF - BOOT0_MAGIC + 1 @ itself it stands in the record
    ldr     r0, [r0]
    adds    r0, r0, r1
    cmp     r0, #BOOT0_OUTCOMES
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
