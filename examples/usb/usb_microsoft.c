/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_microsoft.h"

#include "examples/usb/usb_descriptor.h"

enum {
    VENDOR_CODE = 0x20, /* bMS_VendorCode, the bRequest: any */
    DESCRIPTOR_INDEX = 7,
    PLATFORM = 5,    /* capability */
    REG_MULTI_SZ = 7 /* table 15 */
};

enum { /* table 9 */
       SET_HEADER = 0,
       SUBSET_CONFIGURATION = 1,
       SUBSET_FUNCTION = 2,
       COMPATIBLE_ID = 3,
       REGISTRY_PROPERTY = 4
};

#define WINDOWS_8_1 0x06030000
#define NAME        "DeviceInterfaceGUIDs"

/* Sizes of the descriptors. A list of strings in UTF-16 ends with two 0. */
enum {
    GUID_LENGTH = 38,
    NAME_SIZE = 2 * sizeof NAME,
    GUID_SIZE = 2 * (GUID_LENGTH + 2),
    PROPERTY_SIZE = 10 + NAME_SIZE + GUID_SIZE,
    COMPATIBLE_SIZE = 20,
    FUNCTION_SIZE = 8 + COMPATIBLE_SIZE + PROPERTY_SIZE,
    CONFIGURATION_SIZE = 8 + FUNCTION_SIZE,
    SET_SIZE = 10 + CONFIGURATION_SIZE,
    CAPABILITY_SIZE = 28,
    BOS_SIZE = 5 + CAPABILITY_SIZE
};

#define DWORD(x) USB_WORD((x)&0xFFFF), USB_WORD((x) >> 16)

/* The UUID is D8DD60DF-4589-4CC7-9CD2-659D9E648A9F (table 4). */
const uint8_t usb_microsoft_bos[] = {
    5,
    USB_DESCRIPTOR_BOS,
    USB_WORD(BOS_SIZE),
    1,
    CAPABILITY_SIZE,
    USB_DESCRIPTOR_CAPABILITY,
    PLATFORM,
    0,
    DWORD(0xD8DD60DF),
    USB_WORD(0x4589),
    USB_WORD(0x4CC7),
    0x9C,
    0xD2,
    0x65,
    0x9D,
    0x9E,
    0x64,
    0x8A,
    0x9F,
    DWORD(WINDOWS_8_1),
    USB_WORD(SET_SIZE),
    VENDOR_CODE,
    0, /* bAltEnumCode */
};

/* The descriptor set, in words: all of it is even. */
static struct {
    uint16_t words[SET_SIZE / 2];
    unsigned used;
} set;

static void put(unsigned word)
{
    set.words[set.used++] = (uint16_t)word;
}

static void put_header(unsigned size, unsigned type)
{
    put(size);
    put(type);
}

static void put_text(const char *text)
{
    for (; *text; text++)
        put((uint8_t)*text);
    put(0);
}

static void put_set(void)
{
    put_header(10, SET_HEADER);
    put(WINDOWS_8_1 & 0xFFFF);
    put(WINDOWS_8_1 >> 16);
    put(SET_SIZE);
}

/* The one configuration has index 0. */
static void put_subsets(uint8_t interface)
{
    put_header(8, SUBSET_CONFIGURATION);
    put(0);
    put(CONFIGURATION_SIZE);
    put_header(8, SUBSET_FUNCTION);
    put(interface);
    put(FUNCTION_SIZE);
}

static void put_compatible_id(void)
{
    static const char id[16] = "WINUSB"; /* and no sub-compatible id */
    put_header(COMPATIBLE_SIZE, COMPATIBLE_ID);
    for (unsigned i = 0; i < sizeof id; i += 2)
        put((unsigned)(id[i] | id[i + 1] << 8));
}

static void put_property(const char *guid)
{
    put_header(PROPERTY_SIZE, REGISTRY_PROPERTY);
    put(REG_MULTI_SZ);
    put(NAME_SIZE);
    put_text(NAME);
    put(GUID_SIZE);
    put_text(guid);
    put(0);
}

void usb_microsoft_init(uint8_t interface, const char *guid)
{
    set.used = 0;
    put_set();
    put_subsets(interface);
    put_compatible_id();
    put_property(guid);
}

bool usb_microsoft_request(const struct usb_setup *setup)
{
    if (setup->bmRequestType != (USB_REQUEST_IN | USB_REQUEST_VENDOR) ||
        setup->bRequest != VENDOR_CODE || setup->wIndex != DESCRIPTOR_INDEX)
        return false;
    usb_control_send(set.words, SET_SIZE);
    return true;
}
