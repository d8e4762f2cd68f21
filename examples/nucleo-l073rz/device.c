/* SPDX-License-Identifier: MIT */
#include "examples/nucleo-l073rz/device.h"

#include "boot0.h"
#include "examples/usb/usb_cdc.h"
#include "examples/usb/usb_clock.h"
#include "examples/usb/usb_device.h"
#include "examples/usb/usb_dfu_runtime.h"
#include "examples/usb/usb_microsoft.h"
#include "examples/usb/usb_serial.h"

/* Vector of startup.c. */
void USB_IRQHandler(void);

enum { PORT, PORT_DATA, DFU, INTERFACES }; /* bInterfaceNumber */

enum { NO_STRING, MAKER, PRODUCT, SERIAL, PORT_NAME, DFU_NAME };

enum {
    VENDOR_ID = 0x1209, /* pid.codes, */
    PRODUCT_ID = 0x0001 /* for tests: not for a product */
};

static char serial[USB_SERIAL_DIGITS + 1];

static const char *const strings[] = {
    [MAKER - 1] = "softboot0",
    [PRODUCT - 1] =
        DEMO_VERSION == 1 ? "softboot0 demo v1" : "softboot0 demo v2",
    [SERIAL - 1] = serial,
    [PORT_NAME - 1] = "Echo",
    [DFU_NAME - 1] = "To the ROM bootloader",
};

/* USB 2.0 table 9-8. Class, subclass and protocol say that there are interface
 * associations (ECN of 2003). */
static const uint8_t descriptor[18] = {
    sizeof descriptor,
    USB_DESCRIPTOR_DEVICE,
    USB_WORD(0x0210), /* has a BOS descriptor */
    0xEF,
    2,
    1,
    USB_PACKET,
    USB_WORD(VENDOR_ID),
    USB_WORD(PRODUCT_ID),
    USB_WORD(DEMO_VERSION << 8),
    MAKER,
    PRODUCT,
    SERIAL,
    1,
};

enum { SIZE = USB_CONFIGURATION_SIZE + USB_CDC_SIZE + USB_DFU_RUNTIME_SIZE };

static const uint8_t configuration[SIZE] = {
    USB_CONFIGURATION(SIZE, INTERFACES, USB_SELF_POWERED, 0),
    USB_CDC(PORT, PORT_NAME),
    USB_DFU_RUNTIME(DFU, DFU_NAME),
};

/* Sends back what has been received. While a packet waits to be fetched, the
 * host gets NAK for the next one. */
static void echo(unsigned endpoint)
{
    uint8_t data[USB_PACKET];
    if (endpoint != USB_CDC_DATA || !usb_cdc_can_write())
        return;
    if (usb_cdc_can_read())
        usb_cdc_write(data, usb_cdc_read(data));
    else
        usb_cdc_flush();
}

static const struct usb_function functions[] = {
    {
        .interface = PORT,
        .interfaces = 2,
        .endpoints = 1 << USB_CDC_DATA | 1 << USB_CDC_NOTIFY,
        .reset = usb_cdc_reset,
        .configured = usb_cdc_configured,
        .request = usb_cdc_request,
        .completed = usb_cdc_completed,
        .received = echo,
        .sent = echo,
    },
    {
        .interface = DFU,
        .interfaces = 1,
        .request = usb_dfu_runtime_request,
        .completed = usb_dfu_runtime_completed,
    },
};

static const struct usb_device device = {
    .device = descriptor,
    .configuration = configuration,
    .bos = usb_microsoft_bos,
    .strings = strings,
    .string_count = sizeof strings / sizeof strings[0],
    .functions = functions,
    .function_count = sizeof functions / sizeof functions[0],
    .vendor = usb_microsoft_request,
    .left = boot0_request,
};

void device_start(void)
{
    usb_serial_text(serial);
    usb_microsoft_init(DFU, "{3F0B7A52-6C1E-4D0B-9B58-1E2F60C4A973}");
    usb_clock_start();
    usb_device_start(&device);
}

void USB_IRQHandler(void)
{
    usb_device_interrupt();
}
