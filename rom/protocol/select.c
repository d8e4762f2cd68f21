/* SPDX-License-Identifier: MIT */
#include "rom/protocol/select.h"

#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/nvm.h"
#include "rom/stm32l0/start.h"
#include "rom/stm32l0/sysclk.h"
#include "rom/stm32l0/usart_interface.h"
#include "rom/stm32l0/watchdog.h"

/* In RAM, initialised by the start-up code: the entry past the bank check uses
 * the table that a first pass left there. */
RAM_TABLE struct interface interfaces[] = {
    {usart_start, usart_poll},
};

enum { INTERFACES = sizeof interfaces / sizeof *interfaces };

/* AN2606 asks the caller to map system memory to 0 first; the other reading
 * is that the ROM does it. */
static void remap(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    uint32_t mode = SYSCFG->CFGR1 & SYSCFG_CFGR1_MEM_MODE;
    if (mode != SYSCFG_CFGR1_MEM_MODE_SYSTEM &&
        CHOICE(REMAP) == CHOICE_REMAP_SELF)
        SYSCFG->CFGR1 = (SYSCFG->CFGR1 & ~SYSCFG_CFGR1_MEM_MODE) |
                        SYSCFG_CFGR1_MEM_MODE_SYSTEM;
}

void bootloader(void)
{
    if (nvm_protection() == 2)
        give_back();
    sysclk_start();
    watchdog_slow();
    remap();
    for (unsigned i = 0; i < INTERFACES; i++)
        interfaces[i].start();
    for (;;) {
        watchdog_refresh();
        for (unsigned i = 0; i < INTERFACES; i++)
            interfaces[i].poll();
    }
}
