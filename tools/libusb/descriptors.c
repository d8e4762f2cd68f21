/* SPDX-License-Identifier: MIT
 *
 * libusb's structs of the descriptors, from the bytes that the device has sent.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/libusb/newer.h"
#include "tools/libusb/port.h"

enum { INTERFACES = 32, SETTINGS = 128, ENDPOINTS = 256 };

/* All in one block, so that free() of the first member frees it. */
struct parsed {
    struct libusb_config_descriptor config;
    struct libusb_interface interfaces[INTERFACES];
    struct libusb_interface_descriptor settings[SETTINGS];
    struct libusb_endpoint_descriptor endpoints[ENDPOINTS];
    uint8_t bytes[];
};

struct parser {
    struct parsed *to;
    unsigned interfaces, settings, endpoints;
    /* Where a descriptor that libusb has no struct for belongs. */
    const unsigned char **extra;
    int *extra_length;
};

static uint16_t word(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

int libusb_get_device_descriptor(libusb_device *device,
                                 struct libusb_device_descriptor *descriptor)
{
    const uint8_t *from = device->descriptor;
    *descriptor = (struct libusb_device_descriptor){
        .bLength = from[0],
        .bDescriptorType = from[1],
        .bcdUSB = word(from + 2),
        .bDeviceClass = from[4],
        .bDeviceSubClass = from[5],
        .bDeviceProtocol = from[6],
        .bMaxPacketSize0 = from[7],
        .idVendor = word(from + 8),
        .idProduct = word(from + 10),
        .bcdDevice = word(from + 12),
        .iManufacturer = from[14],
        .iProduct = from[15],
        .iSerialNumber = from[16],
        .bNumConfigurations = from[17],
    };
    return LIBUSB_SUCCESS;
}

/* --- the parts of a configuration --- */

static void add_config(struct parser *parser, const uint8_t *from)
{
    struct libusb_config_descriptor *config = &parser->to->config;
    *config = (struct libusb_config_descriptor){
        .bLength = from[0],
        .bDescriptorType = from[1],
        .wTotalLength = word(from + 2),
        .bConfigurationValue = from[5],
        .iConfiguration = from[6],
        .bmAttributes = from[7],
        .MaxPower = from[8],
        .interface = parser->to->interfaces,
    };
    parser->extra = &config->extra;
    parser->extra_length = &config->extra_length;
}

/* The settings of an interface follow each other. */
static bool add_setting(struct parser *parser, const uint8_t *from)
{
    struct parsed *to = parser->to;
    if (parser->settings == SETTINGS)
        return false;
    struct libusb_interface_descriptor *setting =
        &to->settings[parser->settings++];
    *setting = (struct libusb_interface_descriptor){
        .bLength = from[0],
        .bDescriptorType = from[1],
        .bInterfaceNumber = from[2],
        .bAlternateSetting = from[3],
        .bInterfaceClass = from[5],
        .bInterfaceSubClass = from[6],
        .bInterfaceProtocol = from[7],
        .iInterface = from[8],
        .endpoint = &to->endpoints[parser->endpoints],
    };
    parser->extra = &setting->extra;
    parser->extra_length = &setting->extra_length;
    if (parser->settings == 1 || setting[-1].bInterfaceNumber != from[2]) {
        if (parser->interfaces == INTERFACES)
            return false;
        to->interfaces[parser->interfaces++].altsetting = setting;
    }
    to->interfaces[parser->interfaces - 1].num_altsetting++;
    return true;
}

static bool add_endpoint(struct parser *parser, const uint8_t *from)
{
    struct parsed *to = parser->to;
    if (parser->endpoints == ENDPOINTS || !parser->settings)
        return false;
    struct libusb_endpoint_descriptor *endpoint =
        &to->endpoints[parser->endpoints++];
    *endpoint = (struct libusb_endpoint_descriptor){
        .bLength = from[0],
        .bDescriptorType = from[1],
        .bEndpointAddress = from[2],
        .bmAttributes = from[3],
        .wMaxPacketSize = word(from + 4),
        .bInterval = from[6],
    };
    to->settings[parser->settings - 1].bNumEndpoints++;
    parser->extra = &endpoint->extra;
    parser->extra_length = &endpoint->extra_length;
    return true;
}

static void add_extra(struct parser *parser, const uint8_t *from)
{
    if (!*parser->extra_length)
        *parser->extra = from;
    *parser->extra_length += from[0];
}

static bool add(struct parser *parser, const uint8_t *from)
{
    if (from[1] == LIBUSB_DT_INTERFACE && from[0] >= LIBUSB_DT_INTERFACE_SIZE)
        return add_setting(parser, from);
    if (from[1] == LIBUSB_DT_ENDPOINT && from[0] >= LIBUSB_DT_ENDPOINT_SIZE)
        return add_endpoint(parser, from);
    add_extra(parser, from);
    return true;
}

static bool parse(struct parsed *to, unsigned size)
{
    struct parser parser = {.to = to};
    const uint8_t *at = to->bytes, *end = to->bytes + size;
    if (at[0] < LIBUSB_DT_CONFIG_SIZE)
        return false;
    add_config(&parser, at);
    for (at += at[0]; at < end; at += at[0])
        if (end - at < 2 || at[0] < 2 || at[0] > end - at || !add(&parser, at))
            return false;
    to->config.bNumInterfaces = (uint8_t)parser.interfaces;
    return true;
}

static int parse_copy(const uint8_t *bytes,
                      struct libusb_config_descriptor **config)
{
    unsigned size = port_configuration_size(bytes);
    struct parsed *parsed = calloc(1, sizeof *parsed + size);
    *config = NULL;
    if (!parsed)
        return LIBUSB_ERROR_NO_MEM;
    memcpy(parsed->bytes, bytes, size);
    if (!parse(parsed, size)) {
        free(parsed);
        return LIBUSB_ERROR_IO;
    }
    *config = &parsed->config;
    return LIBUSB_SUCCESS;
}

/* --- libusb --- */

int libusb_get_config_descriptor(libusb_device *device, uint8_t index,
                                 struct libusb_config_descriptor **config)
{
    if (index >= device->configuration_count)
        return LIBUSB_ERROR_NOT_FOUND;
    return parse_copy(device->configurations[index], config);
}

int libusb_get_config_descriptor_by_value(
    libusb_device *device, uint8_t value,
    struct libusb_config_descriptor **config)
{
    for (uint8_t i = 0; i < device->configuration_count; i++)
        if (device->configurations[i][5] == value)
            return libusb_get_config_descriptor(device, i, config);
    return LIBUSB_ERROR_NOT_FOUND;
}

int libusb_get_active_config_descriptor(
    libusb_device *device, struct libusb_config_descriptor **config)
{
    return libusb_get_config_descriptor_by_value(device, device->configuration,
                                                 config);
}

void libusb_free_config_descriptor(struct libusb_config_descriptor *config)
{
    free(config);
}

static const struct libusb_endpoint_descriptor *
endpoint_of(const struct libusb_interface_descriptor *setting, uint8_t address)
{
    for (unsigned i = 0; i < setting->bNumEndpoints; i++)
        if (setting->endpoint[i].bEndpointAddress == address)
            return &setting->endpoint[i];
    return NULL;
}

enum { ANY = -1 };

/* Returns the size that an endpoint has first in the settings looked at. */
static int packet_size(libusb_device *device, int number, int setting,
                       uint8_t address)
{
    struct libusb_config_descriptor *config;
    int error = libusb_get_active_config_descriptor(device, &config);
    if (error)
        return error;
    const struct libusb_endpoint_descriptor *found = NULL;
    for (unsigned i = 0; i < config->bNumInterfaces && !found; i++)
        for (int j = 0; j < config->interface[i].num_altsetting && !found;
             j++) {
            const struct libusb_interface_descriptor *at =
                &config->interface[i].altsetting[j];
            if ((number == ANY || at->bInterfaceNumber == number) &&
                (setting == ANY || at->bAlternateSetting == setting))
                found = endpoint_of(at, address);
        }
    int size = found ? found->wMaxPacketSize : LIBUSB_ERROR_NOT_FOUND;
    libusb_free_config_descriptor(config);
    return size;
}

int libusb_get_max_packet_size(libusb_device *device, unsigned char endpoint)
{
    return packet_size(device, ANY, ANY, endpoint);
}

int libusb_get_max_alt_packet_size(libusb_device *device, int number,
                                   int setting, unsigned char endpoint)
{
    return packet_size(device, number, setting, endpoint);
}
