/* SPDX-License-Identifier: MIT
 *
 * What the bootloader does before it looks for a host. docs/rom.md, section 3.
 */
#ifndef ROM_STM32L0_BEGIN_H
#define ROM_STM32L0_BEGIN_H

#include <stdbool.h>

#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/nvm.h"
#include "rom/stm32l0/start.h"
#include "rom/stm32l0/sysclk.h"
#include "rom/stm32l0/watchdog.h"

static inline void map_rom(void)
{
    SYSCFG->CFGR1 =
        (SYSCFG->CFGR1 & ~SYSCFG_CFGR1_MEM_MODE) | SYSCFG_CFGR1_MEM_MODE_SYSTEM;
}

/* AN2606 asks the caller to map system memory to 0 first; the other readings
 * are that the ROM brings its vectors into use itself. With the ROM at 0 and
 * VTOR=0 they are in use under every reading. */
static inline void remap(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    uint32_t mode = SYSCFG->CFGR1 & SYSCFG_CFGR1_MEM_MODE;
    if (mode == SYSCFG_CFGR1_MEM_MODE_SYSTEM && SCB->VTOR == 0)
        return;
    uint32_t choice = CHOICE(REMAP);
    if (choice == CHOICE_REMAP_SELF)
        map_rom();
    if (choice == CHOICE_REMAP_VTOR)
        SCB->VTOR = ROM_BASE;
}

/* Level 2 does not start the bootloader (AN2606 4.1), and with BFB2=1 it may
 * have been started; with BFB2=0 a branch by software led here. */
static inline bool forbidden(void)
{
    return nvm_protection() == 2 && FLASH->OPTR & FLASH_OPTR_BFB2;
}

static inline void begin(void)
{
    if (forbidden())
        give_back();
    sysclk_start();
    watchdog_slow();
    remap();
}

#endif
