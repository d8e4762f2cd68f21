/* SPDX-License-Identifier: MIT */
#include "rom/protocol/usb_descriptor.h"

#include "rom/protocol/buffer.h"
#include "rom/protocol/dfu.h"
#include "rom/protocol/family.h"

#include FAMILY_HEADER(usb_registers.h)

enum { DEVICE = 1, CONFIGURATION, STRING, INTERFACE, FUNCTIONAL = 0x21 };
enum { LANGUAGE, MANUFACTURER, PRODUCT, SERIAL, ALTERNATE, STRINGS = 7 };

#define TWO_BYTES(value) (value) & 0xFF, (value) >> 8

enum {
    DEVICE_SIZE = 18,
    INTERFACE_SIZE = 9,
    FUNCTIONAL_SIZE = 9,
    CONFIGURATION_SIZE = 9 + USB_ALTERNATES * INTERFACE_SIZE + FUNCTIONAL_SIZE,
    SELF_POWERED = 0xC0,
    MILLIAMPERES = 100,
    DFU_MODE = 2,
    CAN_DOWNLOAD = 1 << 0,
    CAN_UPLOAD = 1 << 1,
    WILL_DETACH = 1 << 3,
    DETACH_MS = 255
};

static const uint8_t device[DEVICE_SIZE] = {
    DEVICE_SIZE,
    DEVICE,
    TWO_BYTES(0x0100), /* bcdUSB */
    0,
    0,
    0,
    USB_PACKET,
    TWO_BYTES(0x0483),
    TWO_BYTES(0xDF11),
    TWO_BYTES(0x2200), /* the version of the protocol: V2.2 */
    MANUFACTURER,
    PRODUCT,
    SERIAL,
    1,
};

#define INTERFACE_OF(n)                                                        \
    INTERFACE_SIZE, INTERFACE, 0, n, 0, 0xFE, 1, DFU_MODE, ALTERNATE + (n)

static const uint8_t configuration[CONFIGURATION_SIZE] = {
    9,
    CONFIGURATION,
    TWO_BYTES(CONFIGURATION_SIZE),
    1,
    1,
    0,
    SELF_POWERED,
    MILLIAMPERES / 2,
    INTERFACE_OF(0),
    INTERFACE_OF(1),
    INTERFACE_OF(2),
    FUNCTIONAL_SIZE,
    FUNCTIONAL,
    CAN_DOWNLOAD | CAN_UPLOAD | WILL_DETACH,
    TWO_BYTES(DETACH_MS),
    TWO_BYTES(DFU_TRANSFER_SIZE),
    TWO_BYTES(0x011A), /* bcdDFUVersion */
};

/* Each ends with 0, in the order of the indices, from MANUFACTURER on without
 * SERIAL. */
static const char texts[] = "STMicroelectronics\0"
                            "STM32  BOOTLOADER\0" USB_MEMORIES;

/* --- strings --- */

/* Behind what a download may have left in the buffer. */
static struct {
    uint8_t *bytes;
    uint32_t size;
} string __attribute__((section(".noinit")));

static void begin(void)
{
    string.bytes = buffer.bytes + DFU_TRANSFER_SIZE;
    string.size = 2;
}

static void add(uint32_t character)
{
    string.bytes[string.size++] = (uint8_t)character;
    string.bytes[string.size++] = (uint8_t)(character >> 8);
}

static void add_hex(uint32_t value, unsigned digits)
{
    for (; digits; digits--, value <<= 4) {
        uint32_t digit = value >> 28;
        add(digit < 10 ? '0' + digit : 'A' + digit - 10);
    }
}

/* As ST's own drivers make it from the unique id. */
static void add_serial(void)
{
    const volatile uint32_t *uid = (const volatile uint32_t *)USB_UID;
    add_hex(uid[0] + uid[USB_UID_HIGH], 8);
    add_hex(uid[1], 4);
}

static void add_text(uint32_t index)
{
    const char *text = texts;
    for (index -= index > SERIAL ? 2 : 1; index; index--)
        while (*text++)
            ;
    while (*text)
        add((uint8_t)*text++);
}

static bool get_string(uint32_t index, struct usb_data *data)
{
    if (index >= STRINGS)
        return false;
    begin();
    if (index == LANGUAGE)
        add(0x0409); /* English, United States */
    else if (index == SERIAL)
        add_serial();
    else
        add_text(index);
    string.bytes[0] = (uint8_t)string.size;
    string.bytes[1] = STRING;
    *data = (struct usb_data){{string.bytes}, string.size};
    return true;
}

bool usb_descriptor(uint32_t value, struct usb_data *data)
{
    switch (value >> 8) {
    case DEVICE: *data = (struct usb_data){{device}, DEVICE_SIZE}; return true;
    case CONFIGURATION:
        *data = (struct usb_data){{configuration}, CONFIGURATION_SIZE};
        return true;
    case STRING: return get_string(value & 0xFF, data);
    default: return false;
    }
}
