/* SPDX-License-Identifier: MIT */
#include "bench/register_name.h"

#include <stdio.h>
#include <string.h>

#include "bench/family.h"

/* clang-format off */
/* Those that are alike wherever they are. */
static const struct register_entry shared[] = {
    {"IWDG", 0x0C, "SR", {{0, "PVU"}, {1, "RVU"}, {2, "WVU"}}},
    {"RTC", 0x0C, "ISR", {{0, "ALRAWF"}, {1, "ALRBWF"}, {2, "WUTWF"},
                          {3, "SHPF"}, {5, "RSF"}, {6, "INITF"},
                          {10, "WUTF"}, {16, "RECALPF"}}},
    {"ADC", 0x00, "ISR", {{0, "ADRDY"}, {2, "EOC"}, {3, "EOS"},
                          {11, "EOCAL"}}},
    {"ADC", 0x08, "CR", {{0, "ADEN"}, {1, "ADDIS"}, {2, "ADSTART"},
                         {31, "ADCAL"}}},
    {"USART", 0x1C, "ISR", {{5, "RXNE"}, {6, "TC"}, {7, "TXE"}, {16, "BUSY"},
                            {21, "TEACK"}, {22, "REACK"}}},
    {"LPUART", 0x1C, "ISR", {{5, "RXNE"}, {6, "TC"}, {7, "TXE"}, {16, "BUSY"},
                             {21, "TEACK"}, {22, "REACK"}}},
    {"I2C", 0x18, "ISR", {{0, "TXE"}, {1, "TXIS"}, {2, "RXNE"}, {4, "NACKF"},
                          {5, "STOPF"}, {6, "TC"}, {15, "BUSY"}}},
    {"SPI", 0x08, "SR", {{0, "RXNE"}, {1, "TXE"}, {7, "BSY"}}},
    {"LPTIM", 0x00, "ISR", {{3, "CMPOK"}, {4, "ARROK"}}},
    {"TIM", 0x10, "SR", {{0, "UIF"}, {1, "CC1IF"}}},
    {"RNG", 0x04, "SR", {{0, "DRDY"}}},
    {"CRS", 0x08, "ISR", {{0, "SYNCOKF"}}},
    {"GPIO", 0x10, "IDR", {{0}}},
    {.block = NULL},
};
/* clang-format on */

/* "USART" is the block of "USART2", "ADC" of "ADC1", "GPIO" of "GPIOC". */
static bool is_of(const char *instance, const char *block)
{
    size_t length = strlen(block);
    return strncmp(instance, block, length) == 0 &&
           strlen(instance) <= length + 2;
}

static const struct register_entry *find(const struct register_entry *entries,
                                         const char *instance, uint32_t offset)
{
    for (; entries->block; entries++)
        if (entries->offset == offset && is_of(instance, entries->block))
            return entries;
    return NULL;
}

static unsigned lowest(uint32_t mask)
{
    unsigned bit = 0;
    while (!(mask >> bit & 1))
        bit++;
    return bit;
}

static const char *bit_name(const struct register_entry *entry, unsigned bit)
{
    for (unsigned i = 0; entry && i < sizeof entry->bits / sizeof *entry->bits;
         i++)
        if (entry->bits[i].name && entry->bits[i].bit == bit)
            return entry->bits[i].name;
    return NULL;
}

void register_name(const struct chip *chip, uint32_t address, uint32_t mask,
                   char text[REGISTER_NAME])
{
    const struct map_row *row = map_at(chip, address);
    const char *block = bus_block_name(chip, address);
    uint32_t offset = row ? (address & ~3u) - row->base : address;
    const struct register_entry *entry =
        find(family_of(chip)->registers, block, offset);
    char name[REGISTER_NAME / 2];
    if (!entry)
        entry = find(shared, block, offset);

    if (entry)
        snprintf(name, sizeof name, "%s_%s", block, entry->name);
    else
        snprintf(name, sizeof name, "%s+0x%02X", block, (unsigned)offset);
    const char *bit = mask ? bit_name(entry, lowest(mask)) : NULL;
    if (bit)
        snprintf(text, REGISTER_NAME, "%s.%s", name, bit);
    else if (mask)
        snprintf(text, REGISTER_NAME, "%s bit %u", name, lowest(mask));
    else
        snprintf(text, REGISTER_NAME, "%s", name);
}
