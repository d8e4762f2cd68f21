/* SPDX-License-Identifier: MIT
 *
 * What the bootloader does before it looks for a host. docs/rom-l4.md,
 * section 3.
 */
#ifndef ROM_STM32L4_BEGIN_H
#define ROM_STM32L4_BEGIN_H

#include <stdbool.h>

#include "firmware/stm32l4/stm32l4.h"
#include "rom/stm32l4/lse.h"
#include "rom/stm32l4/nvm.h"
#include "rom/stm32l4/start.h"
#include "rom/stm32l4/sysclk.h"
#include "rom/stm32l4/watchdog.h"

static inline void map_rom(void)
{
    SYSCFG->MEMRMP = (SYSCFG->MEMRMP & ~SYSCFG_MEMRMP_MEM_MODE) |
                     SYSCFG_MEMRMP_MEM_MODE_SYSTEM;
}

/* With the ROM at 0 and VTOR=0 its vectors are in use under every reading. */
static inline void remap(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    uint32_t mode = SYSCFG->MEMRMP & SYSCFG_MEMRMP_MEM_MODE;
    if (mode == SYSCFG_MEMRMP_MEM_MODE_SYSTEM && SCB->VTOR == 0)
        return;
    switch (CHOICE(REMAP)) {
    case CHOICE_REMAP_SELF: map_rom(); break;
    case CHOICE_REMAP_VTOR: SCB->VTOR = ROM_BASE; break;
    case CHOICE_REMAP_ZERO: SCB->VTOR = 0; break;
    default: break;
    }
}

/* Level 2 starts no bootloader (AN2606, figures 98 and 100), so that a part
 * with one bank has come here by a jump. Where there are two, bank_check() has
 * decided. */
static inline bool forbidden(void)
{
    return !ROM_CHECKS_BANKS(ROM_ID) && nvm_protection() == 2 &&
           CHOICE(RDP2) == CHOICE_RDP2_HAND_BACK;
}

static inline void begin(void)
{
    if (forbidden())
        give_back();
    sysclk_start();
    watchdog_slow();
    remap();
    if (ROM_WAITS_FOR_LSE)
        lse_wait();
    sysclk_wait(ROM_STARTUP_US);
}

#endif
