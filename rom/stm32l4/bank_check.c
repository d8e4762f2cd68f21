/* SPDX-License-Identifier: MIT
 *
 * AN2606, figures 98 (V10.x), 100 (V9.x) and 102 (L496): with BOOT0 = 0 bank 2,
 * then bank 1, is started when its first word is inside SRAM.
 */
#include "rom/stm32l4/bank_check.h"

#include "firmware/stm32l4/stm32l4.h"
#include "rom/stm32l4/address.h"
#include "rom/stm32l4/head.h"
#include "rom/stm32l4/leave.h"
#include "rom/stm32l4/nvm.h"
#include "rom/stm32l4/start.h"

/* A first word that was read with an error of two bits. */
volatile uint32_t bank_torn RAM_TABLE;

#if ROM_CHECKS_BANKS(ROM_ID)
static bool is_head(uint32_t address)
{
    bank_torn = 0;
    uint32_t word = *(const volatile uint32_t *)address;
    __asm volatile("dsb" ::: "memory");
    return !bank_torn && head_valid(word);
}

enum bank { BANK_NONE, BANK_1, BANK_2 };

static bool is_swapped(void)
{
    return SYSCFG->MEMRMP & SYSCFG_MEMRMP_FB_MODE;
}

/* Returns the bank that is to be started. The banks are physical ones: with
 * FB_MODE = 1 it is bank 1 that is seen in the upper half. */
static enum bank valid_bank(void)
{
    uint32_t upper = FLASH_BASE + address_bank_size();
    bool two = address_banks() == 2, swapped = is_swapped();
    if (two && is_head(swapped ? FLASH_BASE : upper))
        return BANK_2;
    return is_head(swapped ? upper : FLASH_BASE) ? BANK_1 : BANK_NONE;
}

static void map(enum bank bank)
{
    SYSCFG->MEMRMP = (SYSCFG->MEMRMP & ~SYSCFG_MEMRMP_FB_MODE) |
                     (bank == BANK_2 ? SYSCFG_MEMRMP_FB_MODE : 0);
}

/* BOOT0 as the L496 has it: the pin PH3, or nBOOT0. The L476's pin cannot be
 * read. */
static bool pin_is_high(void)
{
    if (!ROM_IS_L496(ROM_ID))
        return false;
    if (!(FLASH->OPTR & FLASH_OPTR_NSWBOOT0))
        return !(FLASH->OPTR & FLASH_OPTR_NBOOT0);
    uint32_t enabled = RCC->AHB2ENR;
    RCC->AHB2ENR = enabled | RCC_AHB2ENR_GPIOHEN;
    (void)RCC->AHB2ENR;
    uint32_t mode = GPIOH->MODER;
    gpio_mode(GPIOH, 3, GPIO_INPUT);
    bool high = GPIOH->IDR >> 3 & 1;
    GPIOH->MODER = mode;
    RCC->AHB2ENR = enabled;
    return high;
}

/* What the figures call BOOT0, after a jump. */
static bool boot0(uint32_t mem_mode)
{
    bool mapped = mem_mode == SYSCFG_MEMRMP_MEM_MODE_SYSTEM;
    bool pin = pin_is_high();
    if (!mapped && !pin)
        return false;
    switch (CHOICE(BOOT0)) {
    case CHOICE_BOOT0_MEM_MODE: return mapped;
    case CHOICE_BOOT0_PIN: return pin;
    default: return false;
    }
}

static uint32_t start_bank(enum bank bank, bool by_bfb2)
{
    if (!by_bfb2 && CHOICE(BOUNCE) == CHOICE_BOUNCE_RESET)
        return BANK_RESET;
    map(bank);
    if (CHOICE(HAND_OVER) == CHOICE_HAND_OVER_RESTORED)
        leave_restored();
    return BANK_BRANCH;
}

static uint32_t stay(void)
{
    if (is_swapped() && CHOICE(FB_MODE) == CHOICE_FB_MODE_CLEARED)
        map(BANK_1);
    return BANK_STAY;
}

/* A reset that BOOT0 = 1 led here leaves system memory selected and SYSCFG
 * without its clock; the model takes that for the sign of it, since MEM_MODE
 * alone can be the caller's. */
uint32_t bank_check(void)
{
    bool clocked = RCC->APB2ENR & RCC_APB2ENR_SYSCFGEN;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    uint32_t mem_mode = SYSCFG->MEMRMP & SYSCFG_MEMRMP_MEM_MODE;
    bool level2 = nvm_protection() == 2;
    bool bfb2 = FLASH->OPTR & FLASH_OPTR_BFB2;

    if (!level2 && !clocked && mem_mode == SYSCFG_MEMRMP_MEM_MODE_SYSTEM)
        return BANK_STAY;
    enum bank bank = valid_bank();
    if (bank == BANK_NONE) {
        if (!level2 || (!bfb2 && CHOICE(RDP2) == CHOICE_RDP2_LIMITED))
            return stay();
        bank = BANK_1; /* level 2 starts no bootloader */
    } else if (!level2 && boot0(mem_mode))
        return BANK_STAY;
    else if (!bfb2 && CHOICE(BFB2) == CHOICE_BFB2_CONSULTED)
        return BANK_STAY;
    /* A reset would come back here when BFB2 started the ROM. */
    return start_bank(bank, bfb2 && !clocked);
}
#endif
