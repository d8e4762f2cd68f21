/* SPDX-License-Identifier: MIT
 *
 * libusb's functions that find a device, open it and set it up.
 */
#include <stdlib.h>

#include "tools/libusb/newer.h"
#include "tools/libusb/port.h"

/* --- the library --- */

int libusb_init(libusb_context **context)
{
    port_context()->users++;
    if (context)
        *context = port_context();
    return LIBUSB_SUCCESS;
}

int libusb_init_context(libusb_context **context,
                        const struct libusb_init_option *options, int count)
{
    for (int i = 0; i < count; i++) {
        int error = libusb_set_option(NULL, options[i].option);
        if (error)
            return error;
    }
    return libusb_init(context);
}

void libusb_exit(libusb_context *context)
{
    (void)context;
    if (port_context()->users)
        port_context()->users--;
}

/* --- the list --- */

ssize_t libusb_get_device_list(libusb_context *context, libusb_device ***list)
{
    (void)context;
    *list = calloc(2, sizeof **list);
    if (!*list)
        return LIBUSB_ERROR_NO_MEM;
    **list = port_device();
    return **list ? 1 : 0;
}

void libusb_free_device_list(libusb_device **list, int unref)
{
    if (!list)
        return;
    if (unref)
        port_release(*list);
    free(list);
}

libusb_device *libusb_ref_device(libusb_device *device)
{
    return port_keep(device);
}

void libusb_unref_device(libusb_device *device)
{
    port_release(device);
}

uint8_t libusb_get_bus_number(libusb_device *device)
{
    (void)device;
    return PORT_BUS;
}

uint8_t libusb_get_port_number(libusb_device *device)
{
    (void)device;
    return PORT_NUMBER;
}

int libusb_get_port_numbers(libusb_device *device, uint8_t *ports, int size)
{
    (void)device;
    if (size < 1)
        return LIBUSB_ERROR_OVERFLOW;
    ports[0] = PORT_NUMBER;
    return 1;
}

int libusb_get_port_path(libusb_context *context, libusb_device *device,
                         uint8_t *path, uint8_t size)
{
    (void)context;
    return libusb_get_port_numbers(device, path, size);
}

libusb_device *libusb_get_parent(libusb_device *device)
{
    (void)device;
    return NULL;
}

uint8_t libusb_get_device_address(libusb_device *device)
{
    (void)device;
    return PORT_ADDRESS;
}

int libusb_get_device_speed(libusb_device *device)
{
    (void)device;
    return LIBUSB_SPEED_FULL;
}

/* --- open and close --- */

int libusb_open(libusb_device *device, libusb_device_handle **handle)
{
    if (!usbip_client_alive(&device->client))
        return LIBUSB_ERROR_NO_DEVICE;
    *handle = calloc(1, sizeof **handle);
    if (!*handle)
        return LIBUSB_ERROR_NO_MEM;
    (*handle)->device = port_keep(device);
    return LIBUSB_SUCCESS;
}

void libusb_close(libusb_device_handle *handle)
{
    if (!handle)
        return;
    port_release(handle->device);
    free(handle);
}

libusb_device *libusb_get_device(libusb_device_handle *handle)
{
    return handle->device;
}

libusb_device_handle *libusb_open_device_with_vid_pid(libusb_context *context,
                                                      uint16_t vendor,
                                                      uint16_t product)
{
    struct libusb_device_descriptor found;
    libusb_device_handle *handle = NULL;
    libusb_device *device = port_device();
    (void)context;
    if (!device)
        return NULL;
    libusb_get_device_descriptor(device, &found);
    if (found.idVendor == vendor && found.idProduct == product)
        libusb_open(device, &handle);
    port_release(device);
    return handle;
}

/* --- configuration and interfaces --- */

static int request(libusb_device_handle *handle, uint8_t type, uint8_t request,
                   uint16_t value, uint16_t index)
{
    return libusb_control_transfer(handle, type, request, value, index, NULL, 0,
                                   PORT_CONTROL_MS);
}

int libusb_get_configuration(libusb_device_handle *handle, int *configuration)
{
    *configuration = handle->device->configuration;
    return LIBUSB_SUCCESS;
}

int libusb_set_configuration(libusb_device_handle *handle, int configuration)
{
    uint8_t value = configuration < 0 ? 0 : (uint8_t)configuration;
    int error = request(handle, LIBUSB_RECIPIENT_DEVICE,
                        LIBUSB_REQUEST_SET_CONFIGURATION, value, 0);
    if (!error)
        handle->device->configuration = value;
    return error;
}

/* Nobody else has the device: a claim only has to name an interface. */
int libusb_claim_interface(libusb_device_handle *handle, int number)
{
    struct libusb_config_descriptor *config;
    int error = libusb_get_active_config_descriptor(handle->device, &config);
    if (error)
        return error;
    error = LIBUSB_ERROR_NOT_FOUND;
    for (unsigned i = 0; i < config->bNumInterfaces; i++)
        if (config->interface[i].altsetting->bInterfaceNumber == number)
            error = LIBUSB_SUCCESS;
    libusb_free_config_descriptor(config);
    if (!usbip_client_alive(&handle->device->client))
        return LIBUSB_ERROR_NO_DEVICE;
    return error;
}

int libusb_release_interface(libusb_device_handle *handle, int number)
{
    return libusb_claim_interface(handle, number);
}

int libusb_set_interface_alt_setting(libusb_device_handle *handle, int number,
                                     int setting)
{
    return request(handle, LIBUSB_RECIPIENT_INTERFACE,
                   LIBUSB_REQUEST_SET_INTERFACE, (uint16_t)setting,
                   (uint16_t)number);
}

int libusb_clear_halt(libusb_device_handle *handle, unsigned char endpoint)
{
    return request(handle, LIBUSB_RECIPIENT_ENDPOINT,
                   LIBUSB_REQUEST_CLEAR_FEATURE, 0, endpoint);
}

int libusb_reset_device(libusb_device_handle *handle)
{
    return port_reset(handle->device);
}
