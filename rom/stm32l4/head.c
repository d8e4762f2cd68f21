/* SPDX-License-Identifier: MIT */
#include "rom/stm32l4/head.h"

#include "rom/stm32l4/start.h"

static bool is_in_sram2(uint32_t word)
{
    return word - 0x10000000 <= ROM_SRAM2_SIZE;
}

static bool accepts_sram2(void)
{
    if (ROM_ID == ROM_ID_V9_2)
        return CHOICE(SP) == CHOICE_SP_SRAM2;
    return ROM_ID != ROM_ID_V10_1;
}

bool head_valid(uint32_t word)
{
    if (is_in_sram2(word))
        return accepts_sram2();
    if (word == ROM_SP_END)
        return CHOICE(SP) != CHOICE_SP_EXCLUSIVE;
    return word >= 0x20000000 && word < ROM_SP_END;
}
