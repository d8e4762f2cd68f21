/* SPDX-License-Identifier: MIT */
#include "tools/libusb/port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 3 /* to read a device that may be about to change */ };

struct libusb_context *port_context(void)
{
    static struct libusb_context context;
    return &context;
}

/* --- transfers --- */

int port_error(int status)
{
    switch (status) {
    case 0: return LIBUSB_SUCCESS;
    case USBIP_EPIPE: return LIBUSB_ERROR_PIPE;
    case USBIP_EOVERFLOW: return LIBUSB_ERROR_OVERFLOW;
    case USBIP_ESHUTDOWN: return LIBUSB_ERROR_NO_DEVICE;
    case USBIP_ECONNRESET: return LIBUSB_ERROR_TIMEOUT;
    case USBIP_ENOENT: return LIBUSB_ERROR_NOT_FOUND;
    case USBIP_EINVAL: return LIBUSB_ERROR_INVALID_PARAM;
    default: return LIBUSB_ERROR_IO;
    }
}

int port_control(struct libusb_device *device, const uint8_t setup[8],
                 uint8_t *data, unsigned limit_ms)
{
    struct usbip_client_transfer transfer = {
        .in = setup[0] & LIBUSB_ENDPOINT_IN,
        .data = data,
        .length = setup[6] | (uint32_t)setup[7] << 8,
        .limit_ms = limit_ms,
    };
    memcpy(transfer.setup, setup, sizeof transfer.setup);
    int status = usbip_client_transfer(&device->client, &transfer);
    return status ? port_error(status) : (int)transfer.actual;
}

/* --- reading a device --- */

static bool get_descriptor(struct libusb_device *device, uint8_t type,
                           uint8_t index, uint8_t *data, unsigned size)
{
    const uint8_t setup[8] = {
        LIBUSB_ENDPOINT_IN, LIBUSB_REQUEST_GET_DESCRIPTOR, index, type, 0, 0,
        (uint8_t)size,      (uint8_t)(size >> 8)};
    return port_control(device, setup, data, PORT_CONTROL_MS) == (int)size &&
           data[1] == type;
}

unsigned port_configuration_size(const uint8_t *configuration)
{
    return configuration[2] | (unsigned)configuration[3] << 8;
}

static bool read_configuration(struct libusb_device *device, uint8_t index)
{
    uint8_t head[LIBUSB_DT_CONFIG_SIZE];
    if (!get_descriptor(device, LIBUSB_DT_CONFIG, index, head, sizeof head))
        return false;
    unsigned size = port_configuration_size(head);
    uint8_t *bytes = size < sizeof head ? NULL : malloc(size);
    if (!bytes)
        return false;
    device->configurations[device->configuration_count++] = bytes;
    return get_descriptor(device, LIBUSB_DT_CONFIG, index, bytes, size) &&
           port_configuration_size(bytes) == size;
}

/* Linux sets the first configuration of a new device. */
static bool set_configuration(struct libusb_device *device)
{
    uint8_t value = device->configurations[0][5];
    const uint8_t setup[8] = {0, LIBUSB_REQUEST_SET_CONFIGURATION, value};
    device->configuration = value;
    return port_control(device, setup, NULL, PORT_CONTROL_MS) == 0;
}

static bool read_device(struct libusb_device *device)
{
    uint8_t *descriptor = device->descriptor;
    if (!get_descriptor(device, LIBUSB_DT_DEVICE, 0, descriptor,
                        LIBUSB_DT_DEVICE_SIZE))
        return false;
    for (uint8_t i = 0; i < descriptor[17] && i < PORT_CONFIGURATIONS; i++)
        if (!read_configuration(device, i))
            return false;
    return device->configuration_count && set_configuration(device);
}

/* --- its life --- */

struct libusb_device *port_keep(struct libusb_device *device)
{
    device->references++;
    return device;
}

void port_release(struct libusb_device *device)
{
    if (!device || --device->references)
        return;
    if (port_context()->device == device)
        port_context()->device = NULL;
    usbip_client_close(&device->client);
    for (unsigned i = 0; i < device->configuration_count; i++)
        free(device->configurations[i]);
    free(device);
}

static unsigned port_of_tcp(void)
{
    const char *text = getenv("BOOT0_USBIP");
    unsigned long port = text ? strtoul(text, NULL, 10) : PORT_DEFAULT;
    return port && port <= UINT16_MAX ? (unsigned)port : PORT_DEFAULT;
}

static void complain(enum usbip_client_import why)
{
    unsigned port = port_of_tcp();
    if (why == USBIP_CLIENT_NOBODY)
        fprintf(stderr,
                "libboot0-usb: nothing serves USB/IP on 127.0.0.1:%u; start "
                "boot0 run --usbip %u, or set BOOT0_USBIP to its port\n",
                port, port);
    else if (why == USBIP_CLIENT_BUSY)
        fprintf(stderr, "libboot0-usb: another program has the device\n");
    else if (why == USBIP_CLIENT_SILENT)
        fprintf(stderr,
                "libboot0-usb: 127.0.0.1:%u does not answer; is the board held "
                "by a debugger?\n",
                port);
}

static struct libusb_device *attach(enum usbip_client_import *result)
{
    struct libusb_device *device = calloc(1, sizeof *device);
    *result = USBIP_CLIENT_EMPTY;
    if (!device)
        return NULL;
    device->references = 1;
    *result = usbip_client_import(&device->client, port_of_tcp());
    if (*result == USBIP_CLIENT_ATTACHED && read_device(device))
        return device;
    port_release(device);
    return NULL;
}

/* A device that goes while it is read is about to come back as another one. */
static struct libusb_device *find(void)
{
    enum usbip_client_import result;
    for (unsigned i = 0; i < TRIES; i++) {
        struct libusb_device *device = attach(&result);
        if (device)
            return device;
        if (result != USBIP_CLIENT_ATTACHED)
            break;
    }
    complain(result);
    return NULL;
}

struct libusb_device *port_device(void)
{
    struct libusb_context *context = port_context();
    struct libusb_device *known = context->device;
    if (known && usbip_client_alive(&known->client))
        return port_keep(known);
    context->device = find();
    return context->device;
}

int port_reset(struct libusb_device *device)
{
    usbip_client_close(&device->client);
    struct libusb_device *again = find();
    if (!again)
        return LIBUSB_ERROR_NOT_FOUND;
    bool same = memcmp(device->descriptor, again->descriptor,
                       sizeof device->descriptor) == 0;
    if (same) {
        device->client = again->client;
        device->configuration = again->configuration;
        again->client.socket = -1;
    }
    port_release(again);
    return same ? LIBUSB_SUCCESS : LIBUSB_ERROR_NOT_FOUND;
}
