/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * The BOOT0 pin, in software: firmware asks for ST's ROM bootloader and gets
 * it, with every ROM that is known of these parts:
 *
 *   stm32l0  STM32L07x/L08x (DEV_ID 0x447)
 *   stm32f4  STM32F401, F411, F405, F407, F415, F417 (0x423 or 0x433, 0x431,
 *            0x413)
 *   stm32l4  STM32L47x/L48x, L49x/L4A6, L43x/L44x (0x415, 0x461, 0x435)
 *
 * AN2606; RM0367 2.4 (boot configuration), 3 (flash), 7 (RCC); RM0090 2, 3, 7;
 * RM0351 2.6, 3, 6.
 *
 * The library is <family>/boot0_reset.S; this is its header, for C99, C++98 and
 * later. boot0_reset must be the reset vector: name it in the vector table, in
 * place of Reset_Handler, or run `boot0 patch` after the link.
 * docs/integration.md has both.
 *
 * Settings, for the assembler: by -D, or in a file boot0_config.h on its
 * include path. What is said of banks and of BFB2 is for L0 and L4.
 *
 *   STM32L4            Defined: the part is an L4; boot0_family.h has what
 *                      frameworks define in its place.
 *   BOOT0_MAILBOX      Address of two words of RAM, divisible by 8, above the
 *                      ROM's own RAM (0x200014D0). Default 0x20004FF8, the
 *                      end of the 20 KB. They are the library's only from a
 *                      request to the end of the ROM, so that the top of a
 *                      stack may lie over them. STM32F4: above 0x20003000;
 *                      default 0x2000FFF8, which every part has. STM32L4:
 *                      above 0x20003100; default 0x2000BFF8.
 *   BOOT0_MAILBOX_RTC  Defined: the two words are RTC backup registers;
 *                      BOOT0_MAILBOX then defaults to 0x4000285C (BKP3R and
 *                      BKP4R). For a ROM that wipes all RAM before its bank
 *                      check. STM32F4: 0x40002898 (BKP18R and BKP19R).
 *                      STM32L4: 0x400028C8 (BKP30R and BKP31R).
 *   BOOT0_ENTRIES      STM32F4: how many times in all the ROM is entered for
 *                      one request while it resets the chip soon, because it
 *                      wants the HSE for USB and misses it. Default 7, at most
 *                      100; 1 leaves the cycle counter (DWT) alone, too.
 *   BOOT0_ALLOW_RDP1   Defined: enter at RDP level 1 too. The ROM can then
 *                      only erase everything, and a blank part with BOOT0 low
 *                      has no way back.
 *   BOOT0_ONLY_USB, BOOT0_ONLY_USART1, BOOT0_ONLY_USART2
 *                      One of them defined: the ROM cannot connect the pins of
 *                      the (other) USARTs, which are locked until the next
 *                      reset (GPIOA_LCKR), so that nobody who chatters there
 *                      is taken for the host. USB has no pins that can be
 *                      locked, and the I2C and SPI of V11.x keep theirs. Where
 *                      Go starts the application without a reset (BFB2=1,
 *                      BOOT0 high), the pins are locked there, too. STM32F4:
 *                      GPIOA to GPIOD; _USART2 is USART2 or USART3, which the
 *                      part's ROM has, and I2C2 and SPI3 share its pins.
 *                      STM32L4: GPIOA and GPIOC; USART3 is locked by each.
 *   BOOT0_NOTED        Address of a word of RAM that nothing else uses, for the
 *                      outcome of the last request. Default a word in .noinit.
 *                      An application behind a resident (docs/resident.md)
 *                      shares it with that: 0x20004FFC; STM32F4 0x2000FFFC,
 *                      STM32L4 0x2000BFFC.
 *   BOOT0_NEXT         The reset handler to go on to. Default Reset_Handler.
 *   BOOT0_SP           The stack pointer to start it with. Default _estack.
 *                      An image that does not define them does not link. Both
 *                      0: only `boot0 patch` knows, by the vector table.
 */
#ifndef BOOT0_H
#define BOOT0_H

#include <stdint.h>

#include "boot0_record.h" /* BOOT0_VERSION, the numbers of the outcomes */

#if defined(__cplusplus) && __cplusplus >= 201103L
#define BOOT0_NORETURN [[noreturn]]
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define BOOT0_NORETURN _Noreturn
#else
#define BOOT0_NORETURN __attribute__((noreturn))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* How the last request ended. */
enum boot0_outcome {
    /* nothing is known: no request since power-on */
    BOOT0_NONE = BOOT0_OUTCOME_NONE,
    /* the ROM was started to stay; a reset ended it */
    BOOT0_ENTERED = BOOT0_OUTCOME_ENTERED,
    /* the ROM came back without a reset (Go, leave) */
    BOOT0_RETURNED = BOOT0_OUTCOME_RETURNED,
    /* another reset came before the ROM was entered */
    BOOT0_INTERRUPTED = BOOT0_OUTCOME_INTERRUPTED,
    /* a ROM, or a flash size, that the library does not know */
    BOOT0_REFUSED_ID = BOOT0_OUTCOME_REFUSED_ID,
    /* the other bank's first word looks like a stack pointer: the ROM would
     * start that bank */
    BOOT0_REFUSED_BANK2 = BOOT0_OUTCOME_REFUSED_BANK2,
    /* RDP level 2, or 1 without BOOT0_ALLOW_RDP1 */
    BOOT0_REFUSED_RDP = BOOT0_OUTCOME_REFUSED_RDP,
    /* boot0_request_erase() alone: BFB2 is 0, the first page is write-protected
     * or (STM32L0) holds the library */
    BOOT0_REFUSED_ERASE = BOOT0_OUTCOME_REFUSED_ERASE,
    /* STM32F4: the ROM reset the chip soon, BOOT0_ENTRIES times, as one does
     * that misses the HSE */
    BOOT0_GAVE_UP = BOOT0_OUTCOME_GAVE_UP,
    /* STM32L4: the first word of the bank that runs looks like a stack pointer:
     * the ROM would start it again. An image with an invalid head does not */
    BOOT0_REFUSED_HEAD = BOOT0_OUTCOME_REFUSED_HEAD
};

/* The ROM of this part and what a request made now would come to. */
struct boot0_rom {
    uint8_t id;      /* 0x41: V4.1, 0xB2: V11.2, 0xD1: V13.1, 0x92: V9.2 */
    uint8_t outcome; /* BOOT0_ENTERED or a BOOT0_REFUSED_ */
};

/* Asks for the ROM bootloader and resets the chip. Call it privileged, from
 * thread code on either stack or from any handler. Waits for a flash or EEPROM
 * write in flight (at most some 4 ms a word). Afterwards either the ROM runs,
 * until a reset or Go, or the application starts and boot0_outcome() says why
 * not. The stack of the caller is gone. RM0367 7.3.21 (RCC_CSR). */
BOOT0_NORETURN void boot0_request(void);

/* The image's reset vector: carries a request out, or goes on to the reset
 * handler, 18 cycles after its first instruction (STM32L0) when nothing was
 * asked. Not to be called. */
void boot0_reset(void);

/* How the last request ended; kept over resets, lost with power. Anything but
 * BOOT0_NONE stays until the next request ends. A ROM that runs before every
 * start (BFB2=1) may overwrite it. */
enum boot0_outcome boot0_outcome(void);

/* The ROM's id byte, and how a request made now would end: by the code that
 * will decide then. Reads flash and option registers, changes nothing. */
struct boot0_rom boot0_rom(void);

/* With BFB2=1 only, so never on an STM32F4 or L43x: erases the first page (128
 * bytes; STM32L4 2 KB) of the bank that runs and resets; the ROM finds no bank
 * to start and stays, now and at every reset until a bank is programmed again
 * (AN2606, pattern 7), so that a power cut afterwards cannot strand the part. A
 * cut in the erase itself (up to 4 ms; STM32L4 25 ms) leaves the old page, an
 * erased one, or a torn one: the last strands the part if its first word still
 * looks like a stack pointer; and on the STM32L4 if that word has two wrong
 * bits and the ROM does not handle the NMI of that (docs/rom-l4.md, reading
 * `torn`). Uses no undocumented address. Calling it is consent: the application
 * is gone. Where it would not lead to the ROM it erases nothing and resets with
 * the reason as outcome: BFB2=0, a protected page, an unknown ROM, a head in
 * the other bank, RDP as boot0_request(). Without a bank check or without an
 * own head a reset alone leads to the ROM. A running watchdog should be fresh.
 * Call it as boot0_request(). */
BOOT0_NORETURN void boot0_request_erase(void);

#ifdef __cplusplus
}
#endif

#endif
