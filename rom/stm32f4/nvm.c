/* SPDX-License-Identifier: MIT */
#include "rom/stm32f4/nvm.h"

#include "firmware/stm32f4/stm32f4.h"
#include "rom/stm32f4/start.h"
#include "rom/stm32f4/watchdog.h"

RAM_TABLE uint8_t nvm_supply[4] = {SUPPLY_X8, 0xFF, 0xFF, 0xFF};

/* The functions that start an operation run from RAM with interrupts off: any
 * fetch from flash or system memory waits for the end of it, up to 32 s, past
 * the watchdog's refresh. */
#define RAM_CODE __attribute__((section(".ram_code"), noinline))

/* The registers' word that starts it, then the wait. */
RAM_CODE static void operate(volatile uint32_t *reg, uint32_t value)
{
    uint32_t primask;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask)::"memory");
    *reg = value;
    while (FLASH->SR & FLASH_SR_BSY)
        watchdog_refresh();
    __asm volatile("msr primask, %0" ::"r"(primask) : "memory");
}

/* One unit after the other, of 1 << PSIZE bytes, up to the first that the
 * hardware refuses. */
RAM_CODE static void program(uint32_t to, const uint8_t *from, uint32_t length,
                             uint32_t psize)
{
    uint32_t primask;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask)::"memory");
    for (uint32_t i = 0; i < length; i += 1u << psize) {
        if (psize == 0)
            *(volatile uint8_t *)(to + i) = from[i];
        else if (psize == 1)
            *(volatile uint16_t *)(to + i) = *(const uint16_t *)(from + i);
        else
            *(volatile uint32_t *)(to + i) = *(const uint32_t *)(from + i);
        while (FLASH->SR & FLASH_SR_BSY)
            watchdog_refresh();
        if (FLASH->SR & FLASH_SR_RC_W1)
            break;
    }
    __asm volatile("msr primask, %0" ::"r"(primask) : "memory");
}

static uint32_t psize(void)
{
    switch (nvm_supply[0]) {
    case SUPPLY_X8: return 0;
    case SUPPLY_X16_LOW:
    case SUPPLY_X16: return 1;
    default: return 2;
    }
}

/* A flag of an error that is left set would stop the next operation. */
static void unlock(void)
{
    while (FLASH->SR & FLASH_SR_BSY)
        watchdog_refresh();
    FLASH->SR = FLASH_SR_RC_W1;
    if (FLASH->CR & FLASH_CR_LOCK) {
        FLASH->KEYR = FLASH_KEY1;
        FLASH->KEYR = FLASH_KEY2;
    }
}

static void lock(void)
{
    FLASH->CR = FLASH_CR_LOCK;
    FLASH->SR = FLASH_SR_RC_W1;
}

static void erase(uint32_t what)
{
    unlock();
    uint32_t mode = what | psize() << FLASH_CR_PSIZE_POS;
    FLASH->CR = mode;
    operate(&FLASH->CR, mode | FLASH_CR_STRT);
    lock();
}

void nvm_erase_sector(uint32_t sector)
{
    erase(FLASH_CR_SER | sector << FLASH_CR_SNB_POS);
}

void nvm_erase_all(void)
{
    erase(FLASH_CR_MER);
}

void nvm_write_flash(uint32_t address, const uint32_t *words, uint32_t length)
{
    unlock();
    FLASH->CR = FLASH_CR_PG | psize() << FLASH_CR_PSIZE_POS;
    program(address, (const uint8_t *)words, length, psize());
    lock();
}

static void set_options(uint32_t mask, uint32_t value)
{
    if (FLASH->OPTCR & FLASH_OPTCR_OPTLOCK) {
        FLASH->OPTKEYR = FLASH_OPTKEY1;
        FLASH->OPTKEYR = FLASH_OPTKEY2;
    }
    FLASH->OPTCR = (FLASH->OPTCR & ~mask) | (value & mask);
}

void nvm_write_option(unsigned index, uint32_t value)
{
    switch (index) {
    case OPTION_USER: set_options(FLASH_OPTCR_USER, value); break;
    case OPTION_RDP:
        set_options(0xFFu << FLASH_OPTCR_RDP_POS, value << FLASH_OPTCR_RDP_POS);
        break;
    default:
        set_options(0xFFFFu << FLASH_OPTCR_NWRP_POS,
                    value << FLASH_OPTCR_NWRP_POS);
    }
}

void nvm_load_options(void)
{
    operate(&FLASH->OPTCR, FLASH->OPTCR | FLASH_OPTCR_OPTSTRT);
    reset_chip();
}

unsigned nvm_protection(void)
{
    uint32_t rdp = FLASH->OPTCR >> FLASH_OPTCR_RDP_POS & 0xFF;
    if (rdp == RDP_LEVEL0)
        return 0;
    return rdp == RDP_LEVEL2 ? 2 : 1;
}
