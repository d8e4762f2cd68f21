/* SPDX-License-Identifier: MIT */
#include "bench/register_name.h"

/* clang-format off */
const struct register_entry l4_registers[] = {
    {"RCC", 0x00, "CR", {{1, "MSIRDY"}, {10, "HSIRDY"}, {17, "HSERDY"},
                         {25, "PLLRDY"}, {27, "PLLSAI1RDY"},
                         {29, "PLLSAI2RDY"}}},
    {"RCC", 0x08, "CFGR", {{2, "SWS"}, {3, "SWS"}}},
    {"RCC", 0x90, "BDCR", {{1, "LSERDY"}}},
    {"RCC", 0x94, "CSR", {{1, "LSIRDY"}}},
    {"RCC", 0x98, "CRRCR", {{1, "HSI48RDY"}}},
    {"PWR", 0x10, "SR1", {{8, "SBF"}}},
    {"PWR", 0x14, "SR2", {{9, "REGLPF"}, {10, "VOSF"}}},
    {"FLASH", 0x00, "ACR", {{0, "LATENCY"}}},
    {"FLASH", 0x10, "SR", {{0, "EOP"}, {16, "BSY"}, {17, "PEMPTY"}}},
    {"FLASH", 0x14, "CR", {{16, "STRT"}, {30, "OPTLOCK"}, {31, "LOCK"}}},
    {"UART", 0x1C, "ISR", {{5, "RXNE"}, {6, "TC"}, {7, "TXE"}, {16, "BUSY"},
                           {21, "TEACK"}, {22, "REACK"}}},
    {.block = NULL},
};
/* clang-format on */
