/* SPDX-License-Identifier: MIT
 *
 * The dual-bank boot of V4.1 and V11.2: bank 2, then bank 1, is started when
 * its first word is a stack pointer. AN2606 pattern 7; the flow is that of
 * figure 98 (STM32L47x), applied to the L0 by field reports (docs/rom.md).
 */
#include "rom/stm32l0/bank_check.h"

#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/stack_pointer.h"
#include "rom/stm32l0/start.h"

/* Where the upper half of the flash is seen; 0 = the part has one bank. */
static uint32_t upper_half(void)
{
    uint32_t kb = F_SIZE;
    if (kb == 192)
        return FLASH_BASE + 96 * 1024;
    if (kb == 128)
        return FLASH_BASE + 64 * 1024;
    return 0;
}

/* Most words are a stack pointer under every reading or under none. */
bool bank_head(uint32_t word)
{
    uint32_t valid = 0;
    for (uint32_t reading = 0; reading < CHOICE_SP_VALUES; reading++)
        valid += is_stack_pointer(word, reading);
    if (valid == 0 || valid == CHOICE_SP_VALUES)
        return valid;
    return is_stack_pointer(word, ROM_CHECKS_BANKS(ROM_ID) ? CHOICE(SP)
                                                           : CHOICE_SP_RANGE);
}

static bool is_head(uint32_t address)
{
    return bank_head(*(const volatile uint32_t *)address);
}

enum bank { BANK_NONE, BANK_1, BANK_2 };

/* Returns the bank that is to be started. The banks are physical ones: with
 * UFB = 1 it is bank 1 that is seen in the upper half. */
static enum bank valid_bank(void)
{
    uint32_t upper = upper_half();
    bool swapped = SYSCFG->CFGR1 & SYSCFG_CFGR1_UFB;
    if (upper && is_head(swapped ? FLASH_BASE : upper))
        return BANK_2;
    return is_head(swapped && upper ? upper : FLASH_BASE) ? BANK_1 : BANK_NONE;
}

static void map(enum bank bank)
{
    SYSCFG->CFGR1 = (SYSCFG->CFGR1 & ~SYSCFG_CFGR1_UFB) |
                    (bank == BANK_2 ? SYSCFG_CFGR1_UFB : 0);
}

uint32_t bank_check(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR; /* ES0292: read back before the first access */
    uint32_t boot_mode = SYSCFG->CFGR1 & SYSCFG_CFGR1_BOOT_MODE;
    bool level2 = (FLASH->OPTR & FLASH_OPTR_RDPROT) == RDP_LEVEL2;
    bool bfb2 = FLASH->OPTR & FLASH_OPTR_BFB2;

    if (boot_mode == SYSCFG_CFGR1_BOOT_MODE_SYSTEM && !level2)
        return BANK_STAY; /* the BOOT0 pin asked for the bootloader */
    enum bank bank = valid_bank();
    if (bank == BANK_NONE) {
        if (!level2 || !bfb2)
            return BANK_STAY;
        bank = BANK_1; /* level 2 starts no bootloader */
    } else if (!bfb2 && CHOICE(BFB2) == CHOICE_BFB2_CONSULTED)
        return BANK_STAY;
    map(bank);
    /* A reset would come back here when BFB2 started the ROM. */
    bool by_bfb2 = bfb2 && (boot_mode == 0 || level2);
    return !by_bfb2 && CHOICE(BOUNCE) == CHOICE_BOUNCE_RESET ? BANK_RESET
                                                             : BANK_BRANCH;
}
