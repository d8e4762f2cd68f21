/* SPDX-License-Identifier: MIT
 *
 * The USART protocol, version 3.1. AN3155.
 */
#include "rom/protocol/an3155.h"

#include "rom/protocol/buffer.h"
#include "rom/protocol/family.h"
#include "rom/protocol/line.h"

#include FAMILY_HEADER(address.h)
#include FAMILY_HEADER(commands.h)
#include FAMILY_HEADER(leave.h)
#include FAMILY_HEADER(nvm.h)
#include FAMILY_HEADER(start.h)

enum {
    ACK = 0x79,
    NACK = 0x1F,
    NOTHING = 0, /* the command has sent its own answer */
    PROTOCOL_VERSION = 0x31,
    COMPLEMENT = 0xFF,     /* of a block of one byte */
    SPECIAL_ERASE = 0xFFF0 /* mass, bank and reserved codes up to 0xFFFF */
};

struct command {
    uint8_t code;
    uint8_t level; /* the highest readout protection that allows it */
    uint8_t (*run)(struct line *line);
};

enum { COMMANDS = 11 };
extern struct command usart_commands[COMMANDS];

static bool get_address(struct line *line, uint32_t *address)
{
    uint32_t value = 0;
    line_begin(line, 0);
    for (unsigned i = 0; i < 4; i++)
        value = value << 8 | line_get(line);
    *address = value;
    return line_end(line);
}

static uint32_t get_halfword(struct line *line)
{
    uint32_t high = line_get(line);
    return high << 8 | line_get(line);
}

/* The last ACK of a command that changed option bytes. */
static _Noreturn void acknowledge_and_reset(struct line *line)
{
    line_put(line, ACK);
    line_drain(line);
    nvm_load_options();
}

static uint8_t get(struct line *line)
{
    line_put(line, COMMANDS);
    line_put(line, PROTOCOL_VERSION);
    for (unsigned i = 0; i < COMMANDS; i++)
        line_put(line, usart_commands[i].code);
    return ACK;
}

static uint8_t get_version(struct line *line)
{
    line_put(line, PROTOCOL_VERSION);
    line_put(line, 0);
    line_put(line, 0);
    return ACK;
}

static uint8_t get_id(struct line *line)
{
    line_put(line, 1);
    line_put(line, (uint8_t)(device_id() >> 8));
    line_put(line, (uint8_t)device_id());
    return ACK;
}

static uint8_t read_memory(struct line *line)
{
    uint32_t address;
    if (!get_address(line, &address) || !address_memory(address, 1))
        return NACK;
    line_put(line, ACK);

    line_begin(line, COMPLEMENT);
    uint32_t count = line_get(line) + 1u;
    if (!line_end(line) || !address_memory(address, count))
        return NACK;
    line_put(line, ACK);
    for (const volatile uint8_t *byte = memory_bytes(address); count; count--)
        line_put(line, *byte++);
    return NOTHING;
}

static uint8_t go(struct line *line)
{
    uint32_t address;
    if (!get_address(line, &address) || address % 4)
        return NACK;
    enum memory memory = address_memory(address, 8);
    if (memory != MEMORY_FLASH && memory != MEMORY_RAM)
        return NACK;
    line_put(line, ACK);
    line_drain(line);
    leave(address);
}

static bool is_writable(enum memory memory, uint32_t address)
{
    if (memory == MEMORY_OPTION)
        return address == OPTION_START;
    return memory != MEMORY_NONE && memory != MEMORY_SYSTEM;
}

/* A family may have a version that writes others (commands.h). */
#ifndef RAM_WORD
#define RAM_WORD(i) buffer.words[i]
#endif

static void write_ram(uint32_t address, uint32_t count)
{
    volatile uint32_t *to = (volatile uint32_t *)address;
    for (unsigned i = 0; i < count / 4; i++)
        to[i] = RAM_WORD(i);
}

static uint8_t write_to(enum memory memory, uint32_t address, uint32_t count,
                        struct line *line)
{
    switch (memory) {
    case MEMORY_FLASH: nvm_write_flash(address, buffer.words, count); break;
    case MEMORY_OWN: return write_own(address, count) ? ACK : NACK;
    case MEMORY_RAM: write_ram(address, count); break;
    default:
        if (count > OPTION_BYTES)
            return NACK;
        write_options(count);
        acknowledge_and_reset(line);
    }
    return ACK;
}

/* The block waits in the buffer until its checksum has been verified. */
static uint8_t write_memory(struct line *line)
{
    uint32_t address;
    if (!get_address(line, &address) || address % 4)
        return NACK;
    enum memory memory = address_memory(address, 4);
    if (!is_writable(memory, address))
        return NACK;
    line_put(line, ACK);

    line_begin(line, 0);
    uint32_t count = line_get(line) + 1u;
    for (unsigned i = 0; i < count; i++)
        buffer.bytes[i] = line_get(line);
    if (!line_end(line) || count % 4 ||
        address_memory(address, count) != memory)
        return NACK;
    return write_to(memory, address, count, line);
}

/* Erases the pages in the order of the list, after the whole list was verified.
 */
static uint8_t extended_erase(struct line *line)
{
    line_begin(line, 0);
    uint32_t last = get_halfword(line);
    if (last >= SPECIAL_ERASE)
        return line_end(line) && erase_special(last) ? ACK : NACK;
    bool valid = last < BUFFER_PAGES;
    for (uint32_t i = 0; i <= last; i++) {
        uint32_t page = get_halfword(line);
        valid = valid && is_erasable(page);
        if (i < BUFFER_PAGES)
            buffer.pages[i] = (uint16_t)page;
    }
    if (!line_end(line) || !valid)
        return NACK;
    for (uint32_t i = 0; i <= last; i++)
        erase(buffer.pages[i]);
    return ACK;
}

/* Replaces the whole set; neither count nor numbers are checked (AN3155). */
static uint8_t write_protect(struct line *line)
{
    uint16_t sectors[] = NO_SECTORS;
    line_begin(line, 0);
    for (uint32_t left = line_get(line) + 1u; left; left--) {
        uint32_t sector = line_get(line);
        if (sector < SECTORS)
            sectors[sector / 16] |= (uint16_t)(1u << sector % 16);
    }
    if (!line_end(line))
        return NACK;
    protect_sectors(sectors);
    acknowledge_and_reset(line);
}

static uint8_t write_unprotect(struct line *line)
{
    unprotect_sectors();
    acknowledge_and_reset(line);
}

static void set_protection(uint32_t level)
{
    nvm_write_option(OPTION_RDP, OPTION_KEPT | level);
}

static uint8_t readout_protect(struct line *line)
{
    set_protection(RDP_LEVEL1);
    acknowledge_and_reset(line);
}

/* Going to level 0 erases the memory in hardware; RAM is cleared since protocol
 * version 2.2. */
static uint8_t readout_unprotect(struct line *line)
{
    set_protection(RDP_LEVEL0);
    for (volatile uint32_t *word = (volatile uint32_t *)ROM_HOST_RAM;
         word != (volatile uint32_t *)RAM_END; word++)
        *word = 0;
    acknowledge_and_reset(line);
}

/* Sorted in the order of the answer to Get (AN3155 3.1). */
RAM_TABLE struct command usart_commands[COMMANDS] = {
    {0x00, 2, get},
    {0x01, 2, get_version},
    {0x02, 2, get_id},
    {0x11, 0, read_memory},
    {0x21, 0, go},
    {0x31, 0, write_memory},
    {0x44, 0, extended_erase},
    {0x63, 0, write_protect},
    {0x73, 0, write_unprotect},
    {0x82, 0, readout_protect},
    {0x92, 1, readout_unprotect},
};

static const struct command *find(uint8_t code)
{
    for (unsigned i = 0; i < COMMANDS; i++)
        if (usart_commands[i].code == code)
            return &usart_commands[i];
    return 0;
}

static uint8_t run(struct line *line)
{
    line_begin(line, COMPLEMENT);
    uint8_t code = line_get(line);
    if (!line_end(line))
        return NACK;
    const struct command *command = find(code);
    if (!command)
        return NACK;
    if (nvm_protection() > command->level) {
        if (refuses_twice(code))
            line_put(line, NACK);
        return NACK;
    }
    line_put(line, ACK);
    return command->run(line);
}

void usart_serve(const void *port)
{
    struct line line = {.usart = ((const struct usart_port *)port)->usart};
    disable_interrupts(); /* AN2606: every interrupt source */
    line_put(&line, ACK);
    for (;;) {
        uint8_t answer = run(&line);
        if (answer != NOTHING)
            line_put(&line, answer);
    }
}
