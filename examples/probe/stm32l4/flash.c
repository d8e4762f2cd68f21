/* SPDX-License-Identifier: MIT */
#include "examples/probe/stm32l4/flash.h"

#include "examples/probe/family.h"
#include "examples/probe/memory.h"
#include "examples/probe/probe.h"

#define ECC_NOTE (*(volatile uint32_t *)TORN_NOTE)

enum { ERASED = -1, READS = 8, ELSEWHERE = FLASH_PAGE_SIZE / 2 };

/* 1 MB are always two banks; less are two with DUALBANK=1. */
uint32_t flash_bank2(void)
{
    bool two = F_SIZE == 1024 || FLASH->OPTR & FLASH_OPTR_DUALBANK;
    if (part_device() == DEV_ID_L432 || !two)
        return 0;
    return FLASH_BASE + F_SIZE * 512;
}

bool flash_blank(uint32_t at, unsigned count)
{
    const volatile uint32_t *word = (const volatile uint32_t *)at;
    uint32_t all = (uint32_t)ERASED;
    ECC_NOTE = 0;
    while (count--)
        all &= *word++;
    __asm volatile("dsb" ::: "memory");
    return all == (uint32_t)ERASED && !ECC_NOTE;
}

static void finish(void)
{
    while (FLASH->SR & FLASH_SR_BSY)
        watchdog_refresh();
}

/* An error that is still set keeps the next operation from starting. */
static void unlock(void)
{
    finish();
    if (FLASH->CR & FLASH_CR_LOCK) {
        FLASH->KEYR = FLASH_KEY1;
        FLASH->KEYR = FLASH_KEY2;
    }
    FLASH->SR = FLASH_SR_ERRORS;
}

static void lock(void)
{
    FLASH->CR = FLASH_CR_LOCK;
}

/* The data cache may hold what was there. RM0351 3.3.3. */
static void forget_caches(void)
{
    FLASH->ACR &= ~(uint32_t)FLASH_ACR_DCEN;
    FLASH->ACR |= FLASH_ACR_DCRST;
    FLASH->ACR &= ~(uint32_t)FLASH_ACR_DCRST;
}

static void cache(void)
{
    FLASH->ACR |= FLASH_ACR_DCEN;
}

void flash_erase(uint32_t page)
{
    uint32_t bank2 = flash_bank2(), from = FLASH_BASE;
    uint32_t what = FLASH_CR_PER;
    if (bank2 && page >= bank2) {
        from = bank2;
        what |= FLASH_CR_BKER;
    }
    what |= (page - from) / FLASH_PAGE_SIZE << FLASH_CR_PNB_POS;
    unlock();
    FLASH->CR = what;
    FLASH->CR = what | FLASH_CR_STRT;
    finish();
    lock();
    forget_caches();
    cache();
}

static void start(uint32_t at, uint32_t low, uint32_t high)
{
    volatile uint32_t *to = (volatile uint32_t *)at;
    unlock();
    FLASH->CR = FLASH_CR_PG;
    to[0] = low;
    to[1] = high;
}

void flash_program(uint32_t at, uint32_t low, uint32_t high)
{
    start(at, low, high);
    finish();
    lock();
}

void flash_tear(uint32_t at, uint32_t low, uint32_t high, unsigned turns)
{
    start(at, low, high);
    while (turns--)
        __asm volatile("" ::: "memory");
    system_reset();
}

/* The reads of such a word may differ (RM0440 3.3.8). */
bool flash_torn(uint32_t at)
{
    bool each = true;
    forget_caches();
    for (unsigned i = 0; i < READS; i++) {
        (void)flash_blank(at + ELSEWHERE, 1); /* no buffer holds it still */
        each = !flash_blank(at, 1) && ECC_NOTE && each;
    }
    cache();
    return each;
}

void flash_set_options(uint32_t mask, uint32_t value)
{
    unlock();
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTR = (FLASH->OPTR & ~mask) | value;
    lock();
}
