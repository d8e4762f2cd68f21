/* SPDX-License-Identifier: MIT */
#include "rom/stm32l4/nvm.h"

#include "firmware/stm32l4/stm32l4.h"
#include "rom/stm32l4/start.h"
#include "rom/stm32l4/watchdog.h"

/* The functions that start an operation run from RAM with interrupts off: a
 * fetch from flash or system memory waits for the end of it, past the
 * watchdog's refresh. */
#define RAM_CODE __attribute__((section(".ram_code"), noinline))

/* The word in CR that starts it, then the wait. */
RAM_CODE static void operate(uint32_t value)
{
    uint32_t primask;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask)::"memory");
    FLASH->CR = value;
    while (FLASH->SR & FLASH_SR_BSY)
        watchdog_refresh();
    __asm volatile("msr primask, %0" ::"r"(primask) : "memory");
}

/* One double word after the other, up to the first that the hardware refuses.
 */
RAM_CODE static void program(volatile uint32_t *to, const uint32_t *from,
                             uint32_t count)
{
    uint32_t primask;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask)::"memory");
    for (; count && !(FLASH->SR & FLASH_SR_ERRORS); count--) {
        *to++ = *from++;
        *to++ = *from++;
        while (FLASH->SR & FLASH_SR_BSY)
            watchdog_refresh();
    }
    __asm volatile("msr primask, %0" ::"r"(primask) : "memory");
}

static void unlock(void)
{
    while (FLASH->SR & FLASH_SR_BSY)
        watchdog_refresh();
    if (FLASH->CR & FLASH_CR_LOCK) {
        FLASH->KEYR = FLASH_KEY1;
        FLASH->KEYR = FLASH_KEY2;
    }
}

static void lock(void)
{
    FLASH->CR = FLASH_CR_LOCK;
}

static void erase(uint32_t what)
{
    unlock();
    FLASH->CR = what;
    operate(what | FLASH_CR_STRT);
    lock();
}

void nvm_erase_page(uint32_t bank, uint32_t page)
{
    erase(FLASH_CR_PER | page << FLASH_CR_PNB_POS | (bank ? FLASH_CR_BKER : 0));
}

void nvm_erase_banks(uint32_t banks)
{
    erase((banks & 1 ? FLASH_CR_MER1 : 0) | (banks & 2 ? FLASH_CR_MER2 : 0));
}

void nvm_write_flash(uint32_t address, const uint32_t *words, uint32_t length)
{
    volatile uint32_t *to = (volatile uint32_t *)address;
    uint32_t count = length / 8;
    unlock();
    FLASH->CR = FLASH_CR_PG;
    program(to, words, count);
    if (length % 8 && CHOICE(WRITE) == CHOICE_WRITE_PADDED) {
        uint32_t last[] = {words[2 * count], 0xFFFFFFFF};
        program(to + 2 * count, last, 1);
    }
    lock();
}

void nvm_write_option(unsigned index, uint32_t value)
{
    unlock();
    if (FLASH->CR & FLASH_CR_OPTLOCK) {
        FLASH->OPTKEYR = FLASH_OPTKEY1;
        FLASH->OPTKEYR = FLASH_OPTKEY2;
    }
    switch (index) {
    case OPTION_USER: FLASH->OPTR = value; break;
    case OPTION_RDP:
        FLASH->OPTR = (FLASH->OPTR & ~(uint32_t)FLASH_OPTR_RDP) | value;
        break;
    case OPTION_WRP1A: FLASH->WRP1AR = value; break;
    case OPTION_WRP1B: FLASH->WRP1BR = value; break;
    case OPTION_WRP2A: FLASH->WRP2AR = value; break;
    default: FLASH->WRP2BR = value;
    }
}

/* An old error would stop it. */
void nvm_load_options(void)
{
    FLASH->SR = FLASH_SR_ERRORS;
    operate(FLASH_CR_OPTSTRT);
    FLASH->CR = FLASH_CR_OBL_LAUNCH;
    for (;;)
        watchdog_refresh();
}

unsigned nvm_protection(void)
{
    uint32_t rdp = FLASH->OPTR & FLASH_OPTR_RDP;
    if (rdp == RDP_LEVEL0)
        return 0;
    return rdp == RDP_LEVEL2 ? 2 : 1;
}
