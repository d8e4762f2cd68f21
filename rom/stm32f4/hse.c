/* SPDX-License-Identifier: MIT */
#include "rom/stm32f4/hse.h"

#include <stdbool.h>

#include "rom/stm32f4/start.h"
#include "rom/stm32f4/sysclk.h"
#include "rom/stm32f4/watchdog.h"

/* The word of RAM in which `hse=late` counts the starts that have missed the
 * HSE. Only `ram=all` wipes it; until a host is served nothing else is there.
 */
#define MISSED (*(volatile uint32_t *)(ROM_HOST_RAM - 16))

enum { MISSES = 2, COUNT = 0xF };
#define MISSED_MARK 0x4D155ED0

static bool is_ready(void)
{
    uint32_t start = sysclk_now();
    RCC->CR |= RCC_CR_HSEON;
    while (!(RCC->CR & RCC_CR_HSERDY)) {
        watchdog_refresh();
        if (sysclk_since(start) > ROM_HSE_US * SYSCLK_MHZ)
            return false;
    }
    return true;
}

/* As if the oscillator needed more than the time-out the first times, and were
 * warm then. In the field 5 of 12 entries succeed, and all with a retry
 * (docs/rom-f4.md, section 5). */
static bool is_late(void)
{
    uint32_t count = MISSED - MISSED_MARK;
    if (count > COUNT)
        count = 0;
    if (count == MISSES)
        return false;
    MISSED = MISSED_MARK + count + 1;
    return true;
}

void hse_test(void)
{
    uint32_t choice = CHOICE(HSE);
    if (choice == CHOICE_HSE_USB)
        return;
    if (choice == CHOICE_HSE_LATE ? is_late() : !is_ready())
        reset_chip();
    RCC->CR &= ~RCC_CR_HSEON;
}
