/* SPDX-License-Identifier: MIT */
#include "bench/register_name.h"

/* clang-format off */
const struct register_entry f4_registers[] = {
    {"RCC", 0x00, "CR", {{1, "HSIRDY"}, {17, "HSERDY"}, {25, "PLLRDY"},
                         {27, "PLLI2SRDY"}}},
    {"RCC", 0x08, "CFGR", {{2, "SWS"}, {3, "SWS"}}},
    {"RCC", 0x70, "BDCR", {{1, "LSERDY"}}},
    {"RCC", 0x74, "CSR", {{1, "LSIRDY"}}},
    {"PWR", 0x04, "CSR", {{0, "WUF"}, {1, "SBF"}, {3, "BRR"},
                          {14, "VOSRDY"}}},
    {"FLASH", 0x00, "ACR", {{0, "LATENCY"}}},
    {"FLASH", 0x0C, "SR", {{0, "EOP"}, {16, "BSY"}}},
    {"FLASH", 0x10, "CR", {{16, "STRT"}, {31, "LOCK"}}},
    {"FLASH", 0x14, "OPTCR", {{0, "OPTLOCK"}, {1, "OPTSTRT"}}},
    {"USART", 0x00, "SR", {{4, "IDLE"}, {5, "RXNE"}, {6, "TC"}, {7, "TXE"}}},
    {"UART", 0x00, "SR", {{4, "IDLE"}, {5, "RXNE"}, {6, "TC"}, {7, "TXE"}}},
    {"ADC", 0x00, "SR", {{1, "EOC"}, {4, "STRT"}}},
    {"I2C", 0x14, "SR1", {{0, "SB"}, {1, "ADDR"}, {2, "BTF"}, {6, "RXNE"},
                          {7, "TXE"}, {10, "AF"}}},
    {"I2C", 0x18, "SR2", {{1, "BUSY"}}},
    {.block = NULL},
};
/* clang-format on */
