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
static bool is_head(uint32_t address)
{
    uint32_t word = *(const volatile uint32_t *)address;
    bool by_range = is_stack_pointer(word, CHOICE_SP_RANGE);
    if (by_range == is_stack_pointer(word, CHOICE_SP_MASK))
        return by_range;
    return is_stack_pointer(word, CHOICE(SP));
}

static void map(uint32_t ufb)
{
    SYSCFG->CFGR1 = (SYSCFG->CFGR1 & ~SYSCFG_CFGR1_UFB) | ufb;
}

/* Maps the bank that is to be started; false: there is none. The banks are
 * physical ones: with UFB = 1 it is bank 1 that is seen in the upper half. */
static bool map_valid_bank(void)
{
    uint32_t upper = upper_half();
    bool swapped = SYSCFG->CFGR1 & SYSCFG_CFGR1_UFB;
    if (upper && is_head(swapped ? FLASH_BASE : upper)) {
        map(SYSCFG_CFGR1_UFB);
        return true;
    }
    if (is_head(swapped && upper ? upper : FLASH_BASE)) {
        map(0);
        return true;
    }
    return false;
}

uint32_t bank_check(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR; /* ES0292: read back before the first access */
    uint32_t boot_mode = SYSCFG->CFGR1 & SYSCFG_CFGR1_BOOT_MODE;
    bool level2 = (FLASH->OPTR & FLASH_OPTR_RDPROT) == RDP_LEVEL2;

    if (boot_mode == SYSCFG_CFGR1_BOOT_MODE_SYSTEM && !level2)
        return BANK_STAY; /* the BOOT0 pin asked for the bootloader */
    if (!map_valid_bank()) {
        if (!level2)
            return BANK_STAY;
        map(0); /* level 2 never runs the bootloader */
    }
    /* A reset would come back here when BFB2 started the ROM. */
    bool by_bfb2 = FLASH->OPTR & FLASH_OPTR_BFB2 && (boot_mode == 0 || level2);
    return !by_bfb2 && CHOICE(BOUNCE) == CHOICE_BOUNCE_RESET ? BANK_RESET
                                                             : BANK_BRANCH;
}
