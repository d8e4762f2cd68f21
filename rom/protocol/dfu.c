/* SPDX-License-Identifier: MIT */
#include "rom/protocol/dfu.h"

#include "rom/protocol/buffer.h"
#include "rom/protocol/family.h"

#include FAMILY_HEADER(address.h)
#include FAMILY_HEADER(commands.h)
#include FAMILY_HEADER(dfu_memory.h)
#include FAMILY_HEADER(leave.h)
#include FAMILY_HEADER(nvm.h)
#include FAMILY_HEADER(start.h)

/* bRequest; DETACH has no meaning here. USB DFU 1.1 table 3.2. */
enum { DNLOAD = 1, UPLOAD, GETSTATUS, CLRSTATUS, GETSTATE, ABORT, REQUESTS };

enum state { /* A.1 */
             IDLE = 2,
             DNLOAD_SYNC,
             DNBUSY,
             DNLOAD_IDLE,
             MANIFEST_SYNC,
             MANIFEST,
             UPLOAD_IDLE = 9,
             ERROR,
             STATES
};

enum status { /* 6.1.2 */
              OK,
              ERR_TARGET = 1,
              ERR_FIRMWARE = 10,
              ERR_VENDOR = 11,
              ERR_STALLEDPKT = 15
};

/* The first byte of block 0. */
enum { SET_ADDRESS = 0x21, ERASE = 0x41, READ_UNPROTECT = 0x92 };

enum { FIRST_BLOCK = 2, STATUS_SIZE = 6 };

static struct {
    uint8_t state, next; /* next: at the end of the request */
    uint8_t status;
    uint8_t result; /* of the work */
    bool worked;    /* on the last DNLOAD */
    uint16_t block, length;
    uint32_t pointer;
    uint8_t answer[STATUS_SIZE];
} dfu __attribute__((section(".noinit")));

void dfu_reset(void)
{
    dfu.state = ERROR;
    dfu.status = ERR_FIRMWARE;
    dfu.pointer = FLASH_BASE;
}

/* Returns false for the stall. An error hides a later one. */
static bool refuse(enum status status)
{
    if (dfu.state != ERROR)
        dfu.status = (uint8_t)status;
    dfu.state = ERROR;
    return false;
}

/* --- addresses --- */

/* Returns the memory that holds the whole block, MEMORY_NONE when it reaches
 * out of the one that the pointer is in. */
static enum memory block_memory(uint32_t block, uint32_t length,
                                uint32_t *address)
{
    *address = dfu.pointer + (block - FIRST_BLOCK) * length;
    enum memory memory = address_memory(*address, length);
    return memory == address_memory(dfu.pointer, 1) ? memory : MEMORY_NONE;
}

static bool is_writable(enum memory memory, uint32_t address, uint32_t length)
{
    if (memory == MEMORY_NONE || memory == MEMORY_SYSTEM)
        return false;
    if (memory == MEMORY_OPTION && length > OPTION_BYTES)
        return false;
    return address % 4 == 0 && length % 4 == 0;
}

/* --- GETSTATUS --- */

/* Returns how long a write takes, at most. */
static uint32_t write_ms(void)
{
    uint32_t address, length = dfu.length;
    switch (block_memory(dfu.block, length, &address)) {
    case MEMORY_FLASH: return DFU_FLASH_MS(address, length);
    case (enum memory)MEMORY_OWN: return DFU_OWN_MS(length);
    case MEMORY_OPTION: return DFU_OPTION_MS;
    default: return 0;
    }
}

/* Returns bwPollTimeout. */
static uint32_t work_ms(void)
{
    if (dfu.block)
        return write_ms();
    switch (buffer.bytes[0]) {
    case SET_ADDRESS: return 0;
    case ERASE: return (dfu.length == 1 ? DFU_PAGES : 1) * DFU_ERASE_MS;
    default: return DFU_PAGES * DFU_ERASE_MS;
    }
}

static bool get_status(struct usb_data *data)
{
    uint32_t ms = 0;
    if (dfu.state == DNLOAD_SYNC) {
        dfu.next = dfu.worked ? DNLOAD_IDLE : DNBUSY;
        ms = dfu.worked ? 0 : work_ms();
    }
    if (dfu.state == MANIFEST_SYNC)
        dfu.next = MANIFEST;
    dfu.answer[0] = dfu.status;
    dfu.answer[1] = (uint8_t)ms;
    dfu.answer[2] = (uint8_t)(ms >> 8);
    dfu.answer[3] = 0;
    dfu.answer[4] = dfu.next;
    dfu.answer[5] = 0;
    *data = (struct usb_data){{dfu.answer}, STATUS_SIZE};
    return true;
}

/* --- UPLOAD and DNLOAD --- */

static bool get_commands(struct usb_data *data)
{
    static const uint8_t commands[] = {0, SET_ADDRESS, ERASE, READ_UNPROTECT};
    dfu.next = data->size > sizeof commands ? IDLE : UPLOAD_IDLE;
    data->send = commands;
    if (data->size > sizeof commands)
        data->size = sizeof commands;
    return true;
}

static bool upload(const struct usb_setup *setup, struct usb_data *data)
{
    uint32_t address;
    dfu.next = UPLOAD_IDLE;
    data->size = setup->wLength;
    if (setup->wValue == 0)
        return get_commands(data);
    if (setup->wValue < FIRST_BLOCK)
        return refuse(ERR_STALLEDPKT);
    if (setup->wLength < 2 || setup->wLength > DFU_TRANSFER_SIZE ||
        !block_memory(setup->wValue, setup->wLength, &address))
        return refuse(ERR_TARGET);
    if (nvm_protection())
        return refuse(ERR_VENDOR);
    data->send = (const uint8_t *)address;
    return true;
}

/* Level 2 allows to get and nothing else (AN2606 4.1). */
static bool download(const struct usb_setup *setup, struct usb_data *data)
{
    if (nvm_protection() == 2)
        return refuse(ERR_VENDOR);
    if (setup->wLength > DFU_TRANSFER_SIZE || setup->wValue == 1)
        return refuse(ERR_STALLEDPKT);
    *data = (struct usb_data){{buffer.bytes}, setup->wLength};
    dfu.block = setup->wValue;
    dfu.length = setup->wLength;
    dfu.worked = false;
    dfu.next = setup->wLength ? DNLOAD_SYNC : MANIFEST_SYNC;
    return true;
}

/* --- requests --- */

#define BIT(request) (1u << (request))

/* The requests that a state takes; USB DFU 1.1, A.2. */
static uint32_t allowed(void)
{
    const uint32_t get = BIT(GETSTATUS) | BIT(GETSTATE);
    switch (dfu.state) {
    case IDLE: return get | BIT(DNLOAD) | BIT(UPLOAD) | BIT(ABORT);
    case DNLOAD_IDLE: return get | BIT(DNLOAD) | BIT(ABORT);
    case UPLOAD_IDLE: return get | BIT(UPLOAD) | BIT(ABORT);
    case DNLOAD_SYNC:
    case MANIFEST_SYNC: return get;
    case ERROR: return get | BIT(CLRSTATUS);
    default: return 0;
    }
}

static bool is_allowed(const struct usb_setup *setup)
{
    const uint32_t in = BIT(UPLOAD) | BIT(GETSTATUS) | BIT(GETSTATE);
    uint32_t bit = setup->bRequest < REQUESTS ? BIT(setup->bRequest) : 0;
    return bit & allowed() &&
           !(bit & in) == !(setup->bmRequestType & USB_TYPE_IN);
}

bool dfu_request(const struct usb_setup *setup, struct usb_data *data)
{
    if (!is_allowed(setup))
        return refuse(ERR_STALLEDPKT);
    dfu.next = dfu.state;
    data->size = 0;
    switch (setup->bRequest) {
    case DNLOAD: return download(setup, data);
    case UPLOAD: return upload(setup, data);
    case GETSTATUS: return get_status(data);
    case GETSTATE: *data = (struct usb_data){{&dfu.state}, 1}; return true;
    default: /* CLRSTATUS, ABORT */
        dfu.status = OK;
        dfu.next = IDLE;
        return true;
    }
}

bool dfu_end(void)
{
    dfu.state = dfu.next;
    return dfu.state == DNBUSY || dfu.state == MANIFEST;
}

/* --- work --- */

/* A write that begins elsewhere in the option bytes is not made (AN2662
 * 4.5.1). */
static void load_options(uint32_t address)
{
    if (address != OPTION_START)
        return;
    DFU_WRITE_OPTIONS(dfu.length);
    nvm_load_options();
}

static void write_ram(uint32_t address)
{
    volatile uint32_t *to = (volatile uint32_t *)address;
    for (unsigned i = 0; i < dfu.length / 4; i++)
        to[i] = buffer.words[i];
}

static enum status write_block(void)
{
    uint32_t address;
    enum memory memory = block_memory(dfu.block, dfu.length, &address);
    if (!is_writable(memory, address, dfu.length))
        return ERR_TARGET;
    if (nvm_protection())
        return ERR_VENDOR;
    if (DFU_CORRUPTS(dfu.length))
        buffer.words[dfu.length / 4 - 1] = buffer.words[0];
    switch (memory) {
    case MEMORY_FLASH:
        nvm_write_flash(address, buffer.words, dfu.length);
        break;
    case (enum memory)MEMORY_OWN: write_own(address, dfu.length); break;
    case MEMORY_RAM: write_ram(address); break;
    default: load_options(address); break;
    }
    return OK;
}

/* The address in a command, least significant byte first. */
static uint32_t operand(void)
{
    const uint8_t *byte = buffer.bytes + 1;
    return byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 |
           (uint32_t)byte[3] << 24;
}

/* Allowed while protected (AN2662 4.5.2). */
static enum status set_address(void)
{
    if (!address_memory(operand(), 1))
        return ERR_TARGET;
    dfu.pointer = operand();
    return OK;
}

static enum status erase_pages(bool all)
{
    uint32_t page = all ? FLASH_BASE : operand() & -(uint32_t)FLASH_PAGE_SIZE;
    if (address_memory(page, 1) != MEMORY_FLASH)
        return ERR_TARGET;
    if (nvm_protection())
        return ERR_VENDOR;
    for (uint32_t left = all ? DFU_PAGES : 1; left; left--) {
        dfu_erase(page, all);
        page += FLASH_PAGE_SIZE;
    }
    return OK;
}

/* The option bytes get their defaults, by which the hardware erases flash and
 * EEPROM; at level 0 only RAM is lost. */
static _Noreturn void read_unprotect(void)
{
    if (nvm_protection())
        dfu_default_options();
    for (volatile uint32_t *word = (volatile uint32_t *)ROM_HOST_RAM;
         word != (volatile uint32_t *)RAM_END; word++)
        *word = 0;
    nvm_load_options();
}

static enum status command(void)
{
    switch (buffer.bytes[0] | dfu.length << 8) {
    case SET_ADDRESS | 5 << 8: return set_address();
    case ERASE | 5 << 8: return erase_pages(false);
    case ERASE | 1 << 8: return erase_pages(true);
    case READ_UNPROTECT | 1 << 8: read_unprotect();
    default: return ERR_STALLEDPKT;
    }
}

bool dfu_work(void)
{
    if (dfu.state == DNBUSY)
        dfu.result = (uint8_t)(dfu.block ? write_block() : command());
    return dfu.state == MANIFEST;
}

/* After a reset of the bus nobody asks for it any more. */
void dfu_worked(void)
{
    if (dfu.state != DNBUSY)
        return;
    dfu.worked = true;
    dfu.state = DNLOAD_SYNC;
    if (dfu.result != OK)
        refuse(dfu.result);
}

/* AN3156 resets where the pointer holds no executable code. That word 0 tells
 * is assumed. */
static bool holds_code(uint32_t address)
{
    enum memory memory = address_memory(address, 8);
    return address % 4 == 0 &&
           (memory == MEMORY_FLASH || memory == MEMORY_RAM) &&
           head_valid(*(const volatile uint32_t *)address);
}

void dfu_leave(void)
{
    if (holds_code(dfu.pointer))
        leave(dfu.pointer);
    reset_chip();
}
