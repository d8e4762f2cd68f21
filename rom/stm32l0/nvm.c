/* SPDX-License-Identifier: MIT */
#include "rom/stm32l0/nvm.h"

#include <stdbool.h>

#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/address.h"
#include "rom/stm32l0/start.h"
#include "rom/stm32l0/watchdog.h"

/* Stores words and waits for the end of the operation. Runs from RAM with
 * interrupts off: any fetch from NVM or system memory aborts a half-page load
 * (RM0367 3.3.4), and a busy bank would stall the core past the watchdog's
 * refresh. The data must be in RAM, too. */
__attribute__((section(".ram_code"), noinline)) static void
store(volatile uint32_t *to, const uint32_t *from, uint32_t count)
{
    uint32_t primask;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask)::"memory");
    do {
        *to++ = *from++;
    } while (--count);
    while (FLASH->SR & FLASH_SR_BSY)
        watchdog_refresh();
    __asm volatile("msr primask, %0" ::"r"(primask) : "memory");
}

static void wait_ready(void)
{
    while (FLASH->SR & FLASH_SR_BSY)
        watchdog_refresh();
}

/* Closes every lock and clears the mode bits; not while PELOCK is set, when a
 * write to PECR is an error. */
static void lock(void)
{
    wait_ready();
    if (!(FLASH->PECR & FLASH_PECR_PELOCK))
        FLASH->PECR = FLASH_PECR_PELOCK;
    FLASH->SR = FLASH_SR_RC_W1;
}

/* The caller may have left locks open: a key written to an open lock would be
 * a bus error. */
static void unlock(void)
{
    lock();
    FLASH->PEKEYR = FLASH_PEKEY1;
    FLASH->PEKEYR = FLASH_PEKEY2;
}

static void unlock_program(void)
{
    unlock();
    FLASH->PRGKEYR = FLASH_PRGKEY1;
    FLASH->PRGKEYR = FLASH_PRGKEY2;
}

static void unlock_options(void)
{
    unlock();
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
}

/* Makes one operation: the mode bits in PECR, then the store that starts it. */
static void operate(uint32_t mode, uint32_t address, const uint32_t *words,
                    uint32_t count)
{
    FLASH->PECR |= mode;
    store((volatile uint32_t *)address, words, count);
    FLASH->PECR &= ~mode;
}

void nvm_erase_page(uint32_t address)
{
    uint32_t any = 0;
    unlock_program();
    operate(FLASH_PECR_ERASE | FLASH_PECR_PROG, address, &any, 1);
    lock();
}

static void write_half_page(uint32_t address, const uint32_t *words)
{
    operate(FLASH_PECR_FPRG | FLASH_PECR_PROG, address, words, HALF_PAGE / 4);
}

static void write_words(uint32_t address, const uint32_t *words, uint32_t count)
{
    for (; count; count--, address += 4)
        operate(0, address, words++, 1);
}

/* Pads the words to the half page that ADDRESS is in. */
static void write_padded(uint32_t address, const uint32_t *words,
                         uint32_t count)
{
    uint32_t page[HALF_PAGE / 4];
    uint32_t first = address % HALF_PAGE / 4;
    for (uint32_t i = 0; i < HALF_PAGE / 4; i++)
        page[i] = i - first < count ? words[i - first] : 0;
    write_half_page(address - address % HALF_PAGE, page);
}

/* Writes words that lie in one half page. */
static void write_some(uint32_t address, const uint32_t *words, uint32_t count)
{
    if (count == HALF_PAGE / 4)
        write_half_page(address, words);
    else if (CHOICE(WRITE) == CHOICE_WRITE_HALF_PAGE)
        write_padded(address, words, count);
    else
        write_words(address, words, count);
}

void nvm_write_flash(uint32_t address, const uint32_t *words, uint32_t length)
{
    unlock_program();
    while (length) {
        uint32_t bytes = HALF_PAGE - address % HALF_PAGE;
        if (bytes > length)
            bytes = length;
        write_some(address, words, bytes / 4);
        address += bytes;
        words += bytes / 4;
        length -= bytes;
    }
    lock();
}

void nvm_write_eeprom(uint32_t address, const uint32_t *words, uint32_t length)
{
    unlock();
    for (; length; address += 4, length -= 4)
        operate(0, address, words++, 1);
    lock();
}

void nvm_write_option(unsigned index, uint32_t value)
{
    uint32_t word = (value & 0xFFFF) | ~value << 16;
    unlock_options();
    operate(0, OPTION_START + 4 * index, &word, 1);
    lock();
}

void nvm_load_options(void)
{
    unlock_options();
    FLASH->PECR |= FLASH_PECR_OBL_LAUNCH;
    for (;;)
        ;
}

unsigned nvm_protection(void)
{
    uint32_t rdp = FLASH->OPTR & FLASH_OPTR_RDPROT;
    if (rdp == RDP_LEVEL0)
        return 0;
    return rdp == RDP_LEVEL2 ? 2 : 1;
}
