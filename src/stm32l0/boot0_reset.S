/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * The whole library: from the first instruction after a reset to the reset
 * handler or into the ROM, from a request to the reset, and what the
 * application may ask. Until the application is to start it needs no stack and
 * touches no RAM but the mailbox: the ROM's RAM (below 0x200014D0) must be left
 * alone between its two passes. In assembly for that, for the 18 cycles, and
 * because it is then the same under every compiler and option.
 *
 * RM0367 3 (FLASH), 6 (PWR), 7 (RCC), 10 (SYSCFG); AN2606, L07x chapters.
 * GNU syntax, ARMv6-M: GNU as and clang's integrated assembler.
 */
/* A build system that compiles all of src/ (Arduino, PlatformIO) compiles the
 * files of other families, too. */
#if !defined(__ARM_ARCH_7M__) && !defined(__ARM_ARCH_7EM__)
#if defined(__has_include)
#if __has_include("boot0_config.h")
#include "boot0_config.h"
#endif
#endif
#include "boot0_record.h"

#ifdef BOOT0_MAILBOX_RTC
#ifndef BOOT0_MAILBOX
#define BOOT0_MAILBOX 0x4000285C
#endif
#if BOOT0_MAILBOX < 0x40002850 || BOOT0_MAILBOX > 0x4000285C ||                \
    BOOT0_MAILBOX % 4
#error "BOOT0_MAILBOX is not the address of one of RTC_BKP0R to RTC_BKP3R"
#endif
#define FLAG_RTC BOOT0_FLAG_RTC
#else
#ifndef BOOT0_MAILBOX
#define BOOT0_MAILBOX 0x20004FF8
#endif
#if BOOT0_MAILBOX < 0x20001500 || BOOT0_MAILBOX > 0x20004FF8 ||                \
    BOOT0_MAILBOX % 8
#error "BOOT0_MAILBOX is not in 0x20001500 to 0x20004FF8, or no multiple of 8"
#endif
#define FLAG_RTC 0
#endif

#ifdef BOOT0_ALLOW_RDP1
#define FLAG_RDP1 BOOT0_FLAG_RDP1
#else
#define FLAG_RDP1 0
#endif

/* The pins of port A that the ROM shall not connect: those of USART1 are PA9 and
 * PA10, those of USART2 PA2 and PA3 (AN2606). */
#if defined(BOOT0_ONLY_USB) + defined(BOOT0_ONLY_USART1) +                     \
        defined(BOOT0_ONLY_USART2) > 1
#error "only one of BOOT0_ONLY_USB, BOOT0_ONLY_USART1 and BOOT0_ONLY_USART2"
#endif
#if defined(BOOT0_ONLY_USB) || defined(BOOT0_ONLY_USART2)
#define LOCK_USART1       0x0600
#define FLAG_NO_USART1    BOOT0_FLAG_NO_USART1
#else
#define LOCK_USART1       0
#define FLAG_NO_USART1    0
#endif
#if defined(BOOT0_ONLY_USB) || defined(BOOT0_ONLY_USART1)
#define LOCK_USART2       0x000C
#define FLAG_NO_USART2    BOOT0_FLAG_NO_USART2
#else
#define LOCK_USART2       0
#define FLAG_NO_USART2    0
#endif
#define LOCK              (LOCK_USART1 | LOCK_USART2)

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
    .global boot0_enter
#else
#define KIND BOOT0_KIND_LINKED
#endif

#define INFO                                                                   \
    (BOOT0_FORMAT | KIND << BOOT0_KIND_SHIFT |                                 \
     (FLAG_RTC | FLAG_RDP1 | FLAG_NO_USART1 | FLAG_NO_USART2)                  \
         << BOOT0_FLAG_SHIFT |                              \
     BOOT0_VERSION << BOOT0_VERSION_SHIFT)

#define SYSCFG_CFGR1  0x40010000 /* MEM_MODE 1:0, UFB 3, BOOT_MODE 9:8 */
#define PWR_CR        0x40007000 /* DBP 8 */
#define FLASH         0x40022000
#define FLASH_PECR    0x04       /* PELOCK 0, PROG 3, ERASE 9 */
#define FLASH_PEKEYR  0x0C
#define FLASH_PRGKEYR 0x10
#define FLASH_SR      0x18       /* BSY 0 */
#define FLASH_OPTR    0x1C       /* RDPROT 7:0, BFB2 23 */
#define SCB_ICSR      0xE000ED04 /* PENDSTCLR 25, PENDSVCLR 27 */
#define ICSR_AIRCR    8          /* from SCB_ICSR */
#define SYSRESETREQ   0x05FA0004
#define SYST_CSR      0x10       /* from 0xE000E000 */
#define NVIC_ICER     0x180      /* from 0xE000E000 */
#define NVIC_ICPR     0x280      /* from 0xE000E000 */
#define APB2ENR_APB1ENR 4        /* from RCC_APB2ENR: PWREN 28 */
#define APB2ENR_CSR   0x1C       /* RMVF 23, SFTRSTF 28, PINRSTF 26; that
                                    bytes of it can be accessed is assumed: the
                                    text of RM0367 7.3.21 was not at hand */
#define FLAGS_PIN     0x04       /* in the highest byte of RCC_CSR */
#define FLAGS_SFT_PIN 0x14
#define ROM           0x1FF00000
#define IOPENR        0x4002102C /* IOPAEN 0 */
#define GPIOA_LCKR    0x5000001C /* LCKK 16 */
#define LCKK          0x10000

#define ENTERED       BOOT0_OUTCOME_ENTERED
#define RETURNED      BOOT0_OUTCOME_RETURNED
#define REFUSED_ID    BOOT0_OUTCOME_REFUSED_ID
#define REFUSED_BANK2 BOOT0_OUTCOME_REFUSED_BANK2
#define REFUSED_RDP   BOOT0_OUTCOME_REFUSED_RDP
#define REFUSED_ERASE BOOT0_OUTCOME_REFUSED_ERASE
#define PASS1         BOOT0_STATE_PASS1
#define REQUEST       BOOT0_STATE_REQUEST

    .syntax unified
    .cpu    cortex-m0plus
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
.Lready:
    ldr     r0, [r7]
    cmp     r0, #0
    bne     .Lslow          @ no reset came before: Go, leave
    bx      r4              @ these were 18 cycles

/* The mailbox is emptied before it is looked at. Its second word stays. */
.Lslow:
#ifdef BOOT0_MAILBOX_RTC
    cmp     r0, r6
    bne     .Lflags
    ldr     r2, [r5, #4]
    movs    r0, r5
    bl      .Lstore
    movs    r0, r6
.Lflags:
#endif

/* r2 = the reset flags, r3 = the same with PINRSTF: a reset from inside pulls
 * NRST, too. */
    ldrb    r2, [r7, #APB2ENR_CSR + 3]
    movs    r3, #FLAGS_PIN
    orrs    r3, r2
    cmp     r0, r6
    bne     .Lback          @ an enabled clock is no magic word
    ldr     r1, [r5, #4]    @ state - magic
#ifndef BOOT0_MAILBOX_RTC
    str     r5, [r5]        @ any word but the magic one
#endif

/* r1 = the state. A request is believed after exactly a software reset; that
 * the first pass is over, after that (the ROM reset) or after none at all (it
 * branched). Else both have been interrupted. */
    adds    r1, r1, r6
    beq     .Lpassed        @ PASS1 is 0
.Lrequested:
    cmp     r1, #REQUEST    @ is INTERRUPTED
    bne     .Lnote
    cmp     r3, #FLAGS_SFT_PIN
    beq     .Lbelieved

/* The ROM will not be entered: the note of the outcome may lie in its RAM. */
.Lnote:
    adds    r2, r1, r6
    ldr     r0, =boot0_noted
    str     r2, [r0]
    cmp     r1, #ENTERED
    bls     .Lready         @ any other outcome has had its reset

/* Starts the application on a core as after a reset: no interrupt is enabled or
 * pending. VTOR, 0 then, names the bank itself: the ROM may still be mapped
 * at 0. */
.Lstart:
    ldr     r1, =SCB_ICSR
    lsrs    r0, r1, #12
    lsls    r0, r0, #12     @ 0xE000E000
    movs    r3, #0
    str     r3, [r0, #SYST_CSR]
    mvns    r2, r3
    adds    r0, #NVIC_ICER / 2
    adds    r0, #NVIC_ICER / 2
    stm     r0!, {r2}
    adds    r0, #NVIC_ICPR - NVIC_ICER - 4
    str     r2, [r0]
    movs    r2, #0x0A       @ PENDSVCLR, PENDSTCLR
    lsls    r2, r2, #24
    lsls    r3, r1, #25     @ 0x08000000, from bit 2 of SCB_ICSR: VTOR
    stm     r1!, {r2, r3}
    cpsie   i               @ after the ROM PRIMASK may be anything
    bx      r4

/* Did Go start the application with all that the ROM left behind? Then reset
 * now, if that leads here again, and once: not when that reset is what came (a
 * second-stage loader leaves RCC_APB2ENR like that). */
.Lback:
    cmp     r3, #FLAGS_SFT_PIN
    beq     .Lstart
    ldr     r0, .Lflash
    ldr     r0, [r0, #FLASH_OPTR]
    lsls    r0, r0, #31 - 23
    bmi     .Lstart         @ BFB2
    ldr     r0, =SYSCFG_CFGR1
    ldr     r0, [r0]
    lsrs    r0, r0, #8
    bne     .Lstart         @ BOOT_MODE: the ROM was started by the pin
    movs    r1, #RETURNED
    b       .Lreset

/* The first pass was not over with a reset: it bounced, or the ROM stayed, as
 * one does that does not look for a bank or finds none, and Go came. The bounce
 * leaves the clocks as pass 1 did (observed on V11.2: docs/rom.md 5). A ROM
 * that serves a host turns USART1 on, and a Go that puts clocks back turns off
 * SYSCFG, too. */
.Lpassed:
    movs    r1, #REQUEST
    cmp     r2, #0
    bne     .Lrequested
    ldr     r0, [r7]
    cmp     r0, #1          @ SYSCFGEN
    bne     .Lback

/* r4 = where to enter the ROM, r1 = what to find in the mailbox afterwards. */
.Lbelieved:
#ifdef BOOT0_IN_RESIDENT
    function boot0_enter    @ r4-r7 as above; its head is invalid: one jump
#endif
    bl      boot0_way
    cmp     r1, #ENTERED
    bne     .Lnote          @ refused
    ldr     r3, =ROM
    movs    r4, r2
    beq     .Lthrough       @ once, to stay
    ldr     r0, [r5, #4]    @ PASS1 - magic is odd, REQUEST - magic is even,
    ands    r1, r0          @ ENTERED is 1: stays so or becomes PASS1
    bne     .Lenter         @ pass 2: to the address past the bank check
.Lthrough:
    ldr     r4, [r3, #4]    @ the ROM's reset vector
.Lenter:
    bl      boot0_post      @ comes back in 0x0800xxxx
#if LOCK
/* The pins stay analog inputs, which read 0, until the next reset (RM0367
 * 9.4.8). */
    ldr     r2, =IOPENR
    movs    r0, #1          @ IOPAEN
    str     r0, [r2]
    ldr     r0, [r2]        @ when the read is done the clock is on
    ldr     r2, =GPIOA_LCKR
    ldr     r0, =LCKK | LOCK
    uxth    r1, r0
    str     r0, [r2]
    str     r1, [r2]
    str     r0, [r2]
    ldr     r0, [r2]
#endif
    movs    r0, #1          @ SYSCFGEN: without it the remap is ignored;
    str     r0, [r7]        @ what the first pass left on goes off
    ldr     r2, [r7]        @ when the read is done the clock is on
    ldr     r2, =SYSCFG_CFGR1
    ldr     r1, [r2]
    orrs    r1, r0          @ MEM_MODE 00 or 01 becomes 01: system memory at 0;
    str     r1, [r2]        @ not a plain store: UFB must stay
    ldr     r0, [r3]
    cpsie   i               @ the ROM needs interrupts (AN2606 4.1)
    msr     msp, r0
    bx      r4
    .size   boot0_reset, . - boot0_reset

/* For boot0_reset to find: state r1, and no reset flag but those of what
 * happens from now on. Flags first, the magic word last: a reset in between
 * makes no request. Uses r0, r2 (RTC: r8 to r12). Returns to the caller at
 * 0x0800xxxx even if that came through the alias at 0 (an image linked at 0),
 * where the remap would take the code away. */
    function boot0_post
    ldrb    r2, [r7, #APB2ENR_CSR + 2]
    movs    r0, #1 << (23 - 16) @ RMVF
    orrs    r2, r0
    strb    r2, [r7, #APB2ENR_CSR + 2]
    bics    r2, r0
    strb    r2, [r7, #APB2ENR_CSR + 2]
    lsls    r0, r0, #27 - 7 @ 0x08000000
    mov     r2, lr
    orrs    r0, r2
    subs    r2, r1, r6      @ state - magic
#ifdef BOOT0_MAILBOX_RTC
    mov     lr, r0
    movs    r0, r6
    /* Stores r0 and r2 in two backup registers. Needs PWREN and DBP for that
     * and leaves both as they were. */
.Lstore:
    mov     r8, r0
    mov     r9, r1
    mov     r10, r3
    ldr     r0, [r7, #APB2ENR_APB1ENR]
    mov     r11, r0
    movs    r1, #1
    lsls    r1, r1, #28     @ PWREN
    orrs    r0, r1
    str     r0, [r7, #APB2ENR_APB1ENR]
    ldr     r0, [r7, #APB2ENR_APB1ENR]
    ldr     r3, =PWR_CR
    ldr     r0, [r3]
    mov     r12, r0
    lsrs    r1, r1, #20     @ DBP
    orrs    r0, r1
    str     r0, [r3]
    ldr     r0, [r3]
    mov     r0, r8
    str     r2, [r5, #4]
    str     r0, [r5]
    ldr     r0, [r5]        @ done before the protection is back
    mov     r0, r12
    str     r0, [r3]
    mov     r0, r11
    str     r0, [r7, #APB2ENR_APB1ENR]
    mov     r3, r10
    mov     r1, r9
    bx      lr
#else
    str     r2, [r5, #4]
    str     r6, [r5]
    bx      r0
#endif
    .size   boot0_post, . - boot0_post

    function boot0_request
    movs    r1, #REQUEST
    .size   boot0_request, . - boot0_request

/* Posts state r1 and resets. Both stacks go below the mailbox (NMI and
 * HardFault push), so that nothing overwrites the state on its way. */
    function boot0_ask
    cpsid   i
    adr     r2, .Lrecord    @ by r0 the tools recognise boot0_reset
    ldm     r2!, {r3-r7}
#ifndef BOOT0_MAILBOX_RTC
    mov     r0, r5
    subs    r0, #64
    msr     msp, r0
    mov     sp, r5          @ PSP, perhaps: then for one frame, above MSP
#endif
.Lreset:
    ldr     r0, .Lflash
.Lbusy:
    ldr     r2, [r0, #FLASH_SR]
    lsrs    r2, r2, #1      @ BSY: the reset would tear the write
    bcs     .Lbusy
    bl      boot0_post
/* DDI0419 wants it: the mailbox is in RAM before the reset is asked for. No
 * test on the virtual chip can see it, whose stores are done at once. */
    dsb
    ldr     r0, =SCB_ICSR
    ldr     r2, =SYSRESETREQ
    str     r2, [r0, #ICSR_AIRCR]
/* Until the reset comes this goes on to boot0_way, which only reads and returns
 * to the DSB: the endless loop that is due here, for no bytes. */
    .size   boot0_ask, . - boot0_ask

/* How to enter the ROM of this part now. r1 = ENTERED or why not; r2 = when to
 * jump twice, the second time to this address, else 0; r12 = the id byte. To
 * jump twice: r0 = the address of the own head. */
    function boot0_way
    adr     r0, .Lconstants
    ldm     r0, {r0-r3}     @ id byte, FLASH, past the check, size
    ldrb    r0, [r0]
    mov     r12, r0
    ldr     r1, [r1, #FLASH_OPTR]
    uxtb    r1, r1
#ifdef BOOT0_ALLOW_RDP1
    cmp     r1, #0xCC
    beq     .Lrdp
#else
    cmp     r1, #0xAA
    bne     .Lrdp
#endif
.Lid:
    movs    r1, #REFUSED_ID
    subs    r0, #0x40       @ V4.x
    cmp     r0, #0x41 - 0x40
    bls     .Lversion
    adds    r2, #0x1FF00467 - 0x1FF00369
    subs    r0, #0xB1 - 0x40 @ V11.x
.Lversion:
    cmp     r0, #1
    bhi     .Lonce
    movs    r1, #ENTERED    @ MOVS leaves C alone
    blo     .Lonce          @ V4.0, V11.1: no bank check
/* The other bank follows the one that runs, whichever UFB selects; 64 KB are
 * one bank. */
    lsls    r0, r0, #27     @ 0x08000000, where the own bank is
    ldrh    r3, [r3]        @ in KB
    cmp     r3, #64
    beq     .Lown
    cmp     r3, #128
    beq     .Lother
    cmp     r3, #192
    bne     .Lid            @ no such part is known; nor is r0 an id
/* A first word may be a stack pointer for the ROM when 0x20000000 < word <=
 * 0x20005004 or (word & 0x2FFE0000) == 0x20000000; the first implies the
 * second. */
.Lother:
    movs    r1, #REFUSED_BANK2
    lsls    r3, r3, #9      @ half of the KB, in bytes
    ldr     r3, [r0, r3]
    lsls    r3, r3, #3      @ bit 29, and nothing in 27:17
    bcc     .Lown
    lsls    r3, r3, #1
    lsrs    r3, r3, #21
    beq     .Lonce
.Lown:
    movs    r1, #ENTERED
    ldr     r3, [r0]
    lsls    r3, r3, #3
    bcc     .Lonce
    lsls    r3, r3, #1
    lsrs    r3, r3, #21
    bne     .Lonce
    bx      lr
.Lrdp:
    movs    r1, #REFUSED_RDP
.Lonce:
    movs    r2, #0
    bx      lr
    .balign 4
.Lconstants:
    .word   0x1FF01FFE      @ the ROM's id byte
.Lflash:
    .word   FLASH
    .word   0x1FF00369      @ V4.1, past the bank check
    .word   0x1FF8007C      @ flash size in KB, 16 bits
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
    .word   BOOT0_APB2ENR
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
    ldr     r4, .Lerase
    ldr     r0, [r4, #FLASH_OPTR]
    lsls    r0, r0, #31 - 23
    bpl     .Lrefuse        @ BFB2 = 0
    bl      boot0_way
    cmp     r2, #0
    beq     .Lask           @ refused, or a reset alone leads to the ROM
    adr     r3, .Lerase
    ldm     r3, {r3-r7}     @ FLASH, keys
    mov     r2, pc
    lsls    r2, r2, #8
    lsrs    r2, r2, #8 + 7
    beq     .Lrefuse        @ this code is in the page that goes
/* boot0_way has waited for what the application wrote, by reading the heads of
 * both banks; the DMA may have begun to write since. */
.Lwriting:
    ldr     r2, [r3, #FLASH_SR]
    lsrs    r2, r2, #1      @ BSY
    bcs     .Lwriting
    movs    r2, #1
    str     r2, [r3, #FLASH_PECR] @ locked: a key to an open lock is an error
    str     r4, [r3, #FLASH_PEKEYR]
    str     r5, [r3, #FLASH_PEKEYR]
    str     r6, [r3, #FLASH_PRGKEYR]
    str     r7, [r3, #FLASH_PRGKEYR]
    movs    r2, #0x208 >> 3 @ ERASE, PROG
    lsls    r2, r2, #3
    str     r2, [r3, #FLASH_PECR]
    str     r0, [r0]        @ the own head: any word starts the erase of its
    ldr     r0, [r0]        @ page; waits for the end of it
    cmp     r0, #0
    beq     .Lask           @ r1 is ENTERED still
.Lrefuse:
    movs    r1, #REFUSED_ERASE
.Lask:
    bl      boot0_ask
    .balign 4
.Lerase:
    .word   FLASH
    .word   0x89ABCDEF, 0x02030405
    .word   0x8C9DAEBF, 0x13141516
    .size   boot0_request_erase, . - boot0_request_erase

    .section .text.boot0_outcome, "ax", %progbits
    .balign 4
    function boot0_outcome
    ldr     r0, =boot0_noted
    ldr     r1, =0xFFFFFFFF - BOOT0_MAGIC + 1 @ itself it stands in the record
    ldr     r0, [r0]
    adds    r0, r0, r1
    cmp     r0, #REFUSED_ERASE + 1 @ the others are of another family
    blo     .Lnoted
    movs    r0, #BOOT0_OUTCOME_NONE
.Lnoted:
    bx      lr
    .ltorg
    .size   boot0_outcome, . - boot0_outcome

    .section .text.boot0_rom, "ax", %progbits
    .balign 4
    function boot0_rom
    push    {r4, lr}
    bl      boot0_way
    lsls    r0, r1, #8
    mov     r1, r12
    adds    r0, r0, r1
    pop     {r4, pc}
    .size   boot0_rom, . - boot0_rom
#endif
