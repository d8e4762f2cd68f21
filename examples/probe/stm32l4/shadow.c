/* SPDX-License-Identifier: MIT */
#include "examples/probe/stm32l4/shadow.h"

#include "examples/probe/family.h"
#include "examples/probe/state.h"
#include "examples/probe/stm32l4/flash.h"

#define OPTION_USER (*(const volatile uint32_t *)0x1FFF7800)

enum { LOST = 1, KEPT = 2 };

static const struct place place_shadow = {9, 2, 2};

void shadow_set(uint32_t mask, uint32_t value)
{
    flash_set_options(mask, value);
}

/* A reset that found it cleared would erase SRAM2, which nobody uses. */
void shadow_try(void)
{
    shadow_set(FLASH_OPTR_SRAM2_RST, ~FLASH->OPTR & FLASH_OPTR_SRAM2_RST);
}

void shadow_ask(void)
{
    bool lost = FLASH->OPTR == OPTION_USER;
    if (!lost)
        shadow_try();
    state_put(place_shadow, lost ? LOST : KEPT);
}

bool shadow_lost(void)
{
    return state_field(place_shadow) == LOST;
}
