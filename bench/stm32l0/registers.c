/* SPDX-License-Identifier: MIT */
#include "bench/register_name.h"

/* clang-format off */
const struct register_entry l0_registers[] = {
    {"RCC", 0x00, "CR", {{2, "HSI16RDYF"}, {9, "MSIRDY"}, {17, "HSERDY"},
                         {25, "PLLRDY"}}},
    {"RCC", 0x08, "CRRCR", {{1, "HSI48RDY"}}},
    {"RCC", 0x0C, "CFGR", {{2, "SWS"}, {3, "SWS"}}},
    {"RCC", 0x50, "CSR", {{1, "LSIRDY"}, {9, "LSERDY"}}},
    {"PWR", 0x04, "CSR", {{0, "WUF"}, {1, "SBF"}, {3, "VREFINTRDYF"},
                          {4, "VOSF"}, {5, "REGLPF"}}},
    {"FLASH", 0x00, "ACR", {{0, "LATENCY"}}},
    {"FLASH", 0x04, "PECR", {{0, "PELOCK"}, {1, "PRGLOCK"}, {2, "OPTLOCK"}}},
    {"FLASH", 0x18, "SR", {{0, "BSY"}, {1, "EOP"}, {2, "ENDHV"},
                           {3, "READY"}}},
    {.block = NULL},
};
/* clang-format on */
