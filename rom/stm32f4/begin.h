/* SPDX-License-Identifier: MIT
 *
 * What the bootloader does before it looks for a host. docs/rom-f4.md,
 * section 3.
 */
#ifndef ROM_STM32F4_BEGIN_H
#define ROM_STM32F4_BEGIN_H

#include "firmware/stm32f4/stm32f4.h"
#include "rom/stm32f4/hse.h"
#include "rom/stm32f4/start.h"
#include "rom/stm32f4/sysclk.h"
#include "rom/stm32f4/watchdog.h"

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
    uint32_t choice = CHOICE(REMAP);
    if (choice == CHOICE_REMAP_SELF)
        map_rom();
    if (choice == CHOICE_REMAP_VTOR)
        SCB->VTOR = ROM_BASE;
}

static inline void begin(void)
{
    sysclk_start();
    watchdog_slow();
    remap();
    hse_test();
    sysclk_wait(ROM_STARTUP_US);
}

#endif
