/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

#include <string.h>

#include "chip/core/armv6m/sram.h"

enum {
    PERIPHERAL_BASE = 0x40000000, /* execute-never to 0x5FFFFFFF */
    PERIPHERAL_END = 0x60000000,
    PPB_BASE = 0xE0000000,
    PPB_END = 0xE0100000,
    ALIAS_SIZE = FLASH_BASE,
    MEM_MODE_SYSTEM = 1,
    MEM_MODE_SRAM = 3,
};

/* --- memories --- */

struct memory {
    enum region region;
    uint32_t base, size;
};

static uint32_t alias_base(const struct chip *chip)
{
    switch (syscfg_mem_mode(chip)) {
    case MEM_MODE_SYSTEM: return SYSTEM_BASE;
    case MEM_MODE_SRAM: return SRAM_BASE;
    default: return FLASH_BASE; /* 10 is reserved: assumed as main NVM */
    }
}

uint32_t bus_unalias(const struct chip *chip, uint32_t address)
{
    return address < ALIAS_SIZE ? alias_base(chip) + address : address;
}

static bool lies_in(uint32_t address, struct memory memory)
{
    return address - memory.base < memory.size;
}

/* The memory that holds an unaliased address. Flash ends with the bank, since
 * UFB may make the other half anything but contiguous. */
static struct memory find_memory(const struct chip *chip, uint32_t address)
{
    uint32_t bank = chip->part.bank_size, bank2 = chip->part.bank2_base;
    const struct memory none = {.region = REGION_NONE};
    const struct memory flash = {REGION_FLASH, FLASH_BASE, bank};
    const struct memory flash2 = {REGION_FLASH, bank2, bank2 ? bank : 0};
    const struct memory sram = {REGION_SRAM, SRAM_BASE, SRAM_SIZE};
    const struct memory system = {REGION_SYSTEM, SYSTEM_BASE, SYSTEM_SIZE};
    const struct memory option = {REGION_OPTION, OPTION_BASE, OPTION_SIZE};
    struct memory eeprom = {REGION_EEPROM, EEPROM_BASE, EEPROM_SIZE / 2};

    if (address - EEPROM_BASE >= EEPROM_SIZE / 2)
        eeprom.base += EEPROM_SIZE / 2;
    return lies_in(address, flash)    ? flash
           : lies_in(address, system) ? system
           : lies_in(address, sram)   ? sram
           : lies_in(address, flash2) ? flash2
           : lies_in(address, eeprom) ? eeprom
           : lies_in(address, option) ? option
                                      : none;
}

/* Byte offset in struct chip of an unaliased address in `region`. */
static size_t storage(const struct chip *chip, enum region region,
                      uint32_t address)
{
    switch (region) {
    case REGION_FLASH:
        return offsetof(struct chip, nvm) + flash_physical(chip, address);
    case REGION_EEPROM:
        return offsetof(struct chip, eeprom) +
               flash_eeprom_physical(chip, address);
    case REGION_SYSTEM:
        return offsetof(struct chip, system) + (address - SYSTEM_BASE);
    case REGION_OPTION:
        return offsetof(struct chip, option) + (address - OPTION_BASE);
    default: return offsetof(struct chip, sram) + (address - SRAM_BASE);
    }
}

static bool is_nvm(enum region region)
{
    return region != REGION_SRAM && region != REGION_NONE;
}

uint8_t *bus_memory(struct chip *chip, uint32_t address, uint32_t length)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (memory.region == REGION_NONE ||
        length > memory.size - (real - memory.base))
        return NULL;
    return (uint8_t *)chip + storage(chip, memory.region, real);
}

/* --- peripherals --- */

enum bridge { APB, AHB, WORD_ONLY };

struct block {
    const char *name;
    uint32_t base;
    enum bridge bridge;
    size_t enable_register; /* in struct chip; 0 = always clocked */
    uint32_t enable_bit;
    enum access (*read)(struct chip *, uint32_t offset, uint32_t *value);
    enum access (*write)(struct chip *, uint32_t offset, uint32_t value);
};

#define ENABLED_BY(reg, bit) offsetof(struct chip, rcc.reg), 1u << (bit)
#define ALWAYS               0, 0
#define NOT_MODELLED         ALWAYS, NULL, NULL

/* RM0367 table 1 (register boundary addresses), RCC enables from 7.3. Each
 * block has 1 Kbyte. */
enum { BLOCK_SIZE = 0x400 };
#define AT(address) [((address)-PERIPHERAL_BASE) / BLOCK_SIZE]

static const struct block blocks[] = {
    AT(0x40000000) = {"TIM2", 0x40000000, APB, ENABLED_BY(apb1enr, 0),
                      tim2_read, tim2_write},
    AT(0x40000400) = {"TIM3", 0x40000400, APB, NOT_MODELLED},
    AT(0x40001000) = {"TIM6", 0x40001000, APB, ENABLED_BY(apb1enr, 4),
                      tim6_read, tim6_write},
    AT(0x40001400) = {"TIM7", 0x40001400, APB, NOT_MODELLED},
    AT(0x40002400) = {"LCD", 0x40002400, APB, NOT_MODELLED},
    AT(0x40002800) = {"RTC", 0x40002800, APB, ALWAYS, rtc_read, rtc_write},
    AT(0x40002C00) = {"WWDG", 0x40002C00, APB, ENABLED_BY(apb1enr, 11),
                      wwdg_read, wwdg_write},
    AT(0x40003000) = {"IWDG", 0x40003000, APB, ALWAYS, iwdg_read, iwdg_write},
    AT(0x40003800) = {"SPI2", 0x40003800, APB, NOT_MODELLED},
    AT(0x40004400) = {"USART2", 0x40004400, APB, ENABLED_BY(apb1enr, 17),
                      usart2_read, usart2_write},
    AT(0x40004800) = {"LPUART1", 0x40004800, APB, NOT_MODELLED},
    AT(0x40004C00) = {"USART4", 0x40004C00, APB, NOT_MODELLED},
    AT(0x40005000) = {"USART5", 0x40005000, APB, NOT_MODELLED},
    AT(0x40005400) = {"I2C1", 0x40005400, APB, NOT_MODELLED},
    AT(0x40005800) = {"I2C2", 0x40005800, APB, NOT_MODELLED},
    AT(0x40005C00) = {"USB", 0x40005C00, APB, NOT_MODELLED},
    AT(0x40006000) = {"USB SRAM", 0x40006000, APB, NOT_MODELLED},
    AT(0x40006C00) = {"CRS", 0x40006C00, APB, NOT_MODELLED},
    AT(0x40007000) = {"PWR", 0x40007000, APB, ENABLED_BY(apb1enr, 28), pwr_read,
                      pwr_write},
    AT(0x40007400) = {"DAC", 0x40007400, APB, NOT_MODELLED},
    AT(0x40007800) = {"I2C3", 0x40007800, APB, NOT_MODELLED},
    AT(0x40007C00) = {"LPTIM1", 0x40007C00, APB, NOT_MODELLED},
    AT(0x40010000) = {"SYSCFG", 0x40010000, APB, ENABLED_BY(apb2enr, 0),
                      syscfg_read, syscfg_write},
    AT(0x40010400) = {"EXTI", 0x40010400, APB, ALWAYS, exti_read, exti_write},
    AT(0x40010800) = {"TIM21", 0x40010800, APB, NOT_MODELLED},
    AT(0x40011400) = {"TIM22", 0x40011400, APB, NOT_MODELLED},
    AT(0x40011C00) = {"FIREWALL", 0x40011C00, APB, NOT_MODELLED},
    AT(0x40012400) = {"ADC", 0x40012400, APB, NOT_MODELLED},
    AT(0x40013000) = {"SPI1", 0x40013000, APB, NOT_MODELLED},
    AT(0x40013800) = {"USART1", 0x40013800, APB, ENABLED_BY(apb2enr, 14),
                      usart1_read, usart1_write},
    AT(0x40015800) = {"DBGMCU", 0x40015800, APB, ALWAYS, dbgmcu_read,
                      dbgmcu_write},
    AT(0x40020000) = {"DMA1", 0x40020000, AHB, NOT_MODELLED},
    AT(0x40021000) = {"RCC", 0x40021000, AHB, ALWAYS, rcc_read, rcc_write},
    AT(0x40022000) = {"FLASH", 0x40022000, WORD_ONLY, ALWAYS, flash_read,
                      flash_write},
    AT(0x40023000) = {"CRC", 0x40023000, AHB, ENABLED_BY(ahbenr, 12), crc_read,
                      crc_write},
    AT(0x40024000) = {"TSC", 0x40024000, AHB, NOT_MODELLED},
    AT(0x40025000) = {"RNG", 0x40025000, AHB, NOT_MODELLED},
    AT(0x40026000) = {"AES", 0x40026000, AHB, NOT_MODELLED},
};

/* gpio.c looks at IOPENR port by port. */
enum { GPIO_BASE = 0x50000000, GPIO_SIZE = 0x2000 };
static const struct block gpio_block = {"GPIO", GPIO_BASE, AHB,
                                        ALWAYS, gpio_read, gpio_write};

static const struct block *find_block(uint32_t address)
{
    uint32_t place = (address - PERIPHERAL_BASE) / BLOCK_SIZE;
    if (address - GPIO_BASE < GPIO_SIZE)
        return &gpio_block;
    if (place >= sizeof blocks / sizeof *blocks || !blocks[place].name)
        return NULL;
    return &blocks[place];
}

const char *bus_block_name(uint32_t address)
{
    const struct block *block = find_block(address);
    return block ? block->name : "?";
}

static bool clocked(const struct chip *chip, const struct block *block)
{
    uint32_t enabled;
    if (!block->enable_bit)
        return true;
    memcpy(&enabled, (const uint8_t *)chip + block->enable_register,
           sizeof enabled);
    return enabled & block->enable_bit;
}

/* Turns a block's answer into the bus's: true = the access is done. */
static bool answer(struct chip *chip, enum access access, uint32_t address,
                   bool write, uint32_t value)
{
    if (access == ACCESS_UNMODELLED)
        event_unmodelled(chip, address, write, value);
    return access != ACCESS_FAULT;
}

static enum access block_read(struct chip *chip, const struct block *block,
                              uint32_t address, uint32_t *word)
{
    *word = 0;
    if (!block || !block->read)
        return ACCESS_UNMODELLED;
    if (!clocked(chip, block))
        return ACCESS_OK;
    return block->read(chip, (address - block->base) & ~3u, word);
}

static bool peripheral_read(struct chip *chip, uint32_t address, unsigned size,
                            uint32_t *value)
{
    const struct block *block = find_block(address);
    uint32_t word;
    if (block && block->bridge == WORD_ONLY && size != 4)
        return false;
    enum access access = block_read(chip, block, address, &word);
    *value = word >> 8 * (address & 3);
    return answer(chip, access, address, false, 0);
}

static uint32_t lanes(unsigned size)
{
    return size == 4 ? 0xFFFFFFFF : (1u << 8 * size) - 1;
}

/* What a byte or halfword store becomes as a word. */
static uint32_t widen(struct chip *chip, const struct block *block,
                      uint32_t address, unsigned size, uint32_t value)
{
    uint32_t word;
    if (size == 4)
        return value;
    value &= lanes(size);
    if (block->bridge == APB)
        return size == 1 ? value * 0x01010101 : value * 0x00010001;
    block_read(chip, block, address, &word);
    unsigned shift = 8 * (address & 3);
    return (word & ~(lanes(size) << shift)) | value << shift;
}

static bool peripheral_write(struct chip *chip, uint32_t address, unsigned size,
                             uint32_t value)
{
    const struct block *block = find_block(address);
    if (!block || !block->write) {
        event_unmodelled(chip, address, true, value);
        return true;
    }
    if (block->bridge == WORD_ONLY && size != 4)
        return false;
    if (!clocked(chip, block))
        return true;
    uint32_t offset = (address - block->base) & ~3u;
    if (block->write == crc_write) /* CRC_DR computes on the width written */
        return answer(chip, crc_write_sized(chip, offset, size, value), address,
                      true, value);
    uint32_t word = widen(chip, block, address, size, value);
    return answer(chip, block->write(chip, offset, word), address, true, word);
}

/* --- the core's accesses --- */

/* An NVM or system-memory read may have to wait, or be refused at RDP 1. */
static bool nvm_readable(struct chip *chip, uint32_t address)
{
    if (flash_attentive(chip))
        flash_touch(chip, address);
    return !(chip->attention & ATTENTION_STALL) &&
           flash_readable(chip, address);
}

bool bus_readable(const struct chip *chip, uint32_t address,
                  struct readable *readable)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (memory.region == REGION_NONE)
        return false;
    if (is_nvm(memory.region) &&
        (flash_attentive(chip) || !flash_readable(chip, real)))
        return false;
    *readable = (struct readable){
        .lo = address - (real - memory.base),
        .size = memory.size,
        .offset = storage(chip, memory.region, memory.base),
    };
    return true;
}

static bool memory_read(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t *value)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (memory.region == REGION_NONE)
        return false;
    if (is_nvm(memory.region) && !nvm_readable(chip, real))
        return false;
    *value = little_endian((uint8_t *)chip + storage(chip, memory.region, real),
                           size);
    return true;
}

bool bus_read(struct chip *chip, uint32_t address, unsigned size,
              uint32_t *value)
{
    if (address - SRAM_BASE < SRAM_SIZE) {
        *value = little_endian(&chip->sram[address - SRAM_BASE], size);
        return true;
    }
    if (address - PERIPHERAL_BASE < PERIPHERAL_END - PERIPHERAL_BASE) {
        bool ok = peripheral_read(chip, address, size, value);
        *value &= lanes(size);
        return ok;
    }
    if (address - PPB_BASE < PPB_END - PPB_BASE) {
        /* Sub-word accesses are UNPREDICTABLE (DDI0419 B3.1): a fault here. */
        *value = 0;
        return size == 4 &&
               answer(chip, scb_read(chip, address, value), address, false, 0);
    }
    return memory_read(chip, address, size, value);
}

static bool memory_write(struct chip *chip, uint32_t address, unsigned size,
                         uint32_t value)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (memory.region == REGION_NONE)
        return false;
    if (is_nvm(memory.region))
        return flash_store(chip, real, size, value) != ACCESS_FAULT &&
               !(chip->attention & ATTENTION_STALL);
    put_little_endian(&chip->sram[real - SRAM_BASE], size, value);
    return true;
}

bool bus_write(struct chip *chip, uint32_t address, unsigned size,
               uint32_t value)
{
    if (address - SRAM_BASE < SRAM_SIZE) {
        put_little_endian(&chip->sram[address - SRAM_BASE], size, value);
        return true;
    }
    if (address - PERIPHERAL_BASE < PERIPHERAL_END - PERIPHERAL_BASE)
        return peripheral_write(chip, address, size, value);
    if (address - PPB_BASE < PPB_END - PPB_BASE)
        return size == 4 && answer(chip, scb_write(chip, address, value),
                                   address, true, value);
    return memory_write(chip, address, size, value);
}

void bus_touch(struct chip *chip, uint32_t address)
{
    uint32_t real = bus_unalias(chip, address);
    if (is_nvm(find_memory(chip, real).region))
        flash_touch(chip, real);
}

/* --- instruction fetch --- */

static enum region seen_at(uint32_t address, enum region region)
{
    if (address >= ALIAS_SIZE)
        return region;
    switch (region) {
    case REGION_SYSTEM: return REGION_ALIAS_SYSTEM;
    case REGION_SRAM: return REGION_ALIAS_SRAM;
    default: return REGION_ALIAS_FLASH;
    }
}

bool bus_fetch_window(struct chip *chip, uint32_t pc)
{
    uint32_t real = bus_unalias(chip, pc);
    struct memory memory = find_memory(chip, real);
    struct window *window = &chip->cpu.window;
    bool nvm = is_nvm(memory.region);

    if (memory.region == REGION_NONE)
        return false;
    *window = (struct window){
        .lo = pc - (real - memory.base),
        .size = memory.size,
        .offset = storage(chip, memory.region, memory.base),
        .region = seen_at(pc, memory.region),
        .branch_wait = nvm ? flash_wait_branch(chip) : 0,
        .sequential_wait = nvm ? flash_wait_sequential(chip) : 0,
    };
    if (nvm && flash_attentive(chip)) {
        /* Every fetch counts while the NVM works: one halfword at a time. */
        window->offset += real - memory.base;
        window->lo = pc;
        window->size = 2;
        flash_touch(chip, real);
    }
    return !nvm || flash_readable(chip, real);
}

void bus_remap(struct chip *chip)
{
    chip->cpu.window.size = 0;
}
