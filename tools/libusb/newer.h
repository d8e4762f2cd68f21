/* SPDX-License-Identifier: MIT
 *
 * What libusb 1.0.27 and 1.0.28 brought, for the headers of 1.0.26, too: a
 * program may have been built with later ones.
 */
#ifndef TOOLS_LIBUSB_NEWER_H
#define TOOLS_LIBUSB_NEWER_H

#include "tools/libusb/api.h"

#pragma GCC visibility push(default)

#if LIBUSB_API_VERSION < 0x0100010A
struct libusb_init_option {
    enum libusb_option option;
    union {
        int ival;
        libusb_log_cb log_cbval;
    } value;
};
#endif
struct libusb_interface_association_descriptor_array;
struct libusb_platform_descriptor;
struct libusb_ssplus_usb_device_capability_descriptor;

int libusb_init_context(libusb_context **context,
                        const struct libusb_init_option *options, int count);
int libusb_get_max_alt_packet_size(libusb_device *device, int number,
                                   int setting, unsigned char endpoint);
int libusb_get_interface_association_descriptors(
    libusb_device *device, uint8_t index,
    struct libusb_interface_association_descriptor_array **array);
int libusb_get_active_interface_association_descriptors(
    libusb_device *device,
    struct libusb_interface_association_descriptor_array **array);
void libusb_free_interface_association_descriptors(
    struct libusb_interface_association_descriptor_array *array);
int libusb_get_platform_descriptor(
    libusb_context *context, struct libusb_bos_dev_capability_descriptor *from,
    struct libusb_platform_descriptor **to);
void libusb_free_platform_descriptor(
    struct libusb_platform_descriptor *platform);
int libusb_get_ssplus_usb_device_capability_descriptor(
    libusb_context *context, struct libusb_bos_dev_capability_descriptor *from,
    struct libusb_ssplus_usb_device_capability_descriptor **to);
void libusb_free_ssplus_usb_device_capability_descriptor(
    struct libusb_ssplus_usb_device_capability_descriptor *capability);
#pragma GCC visibility pop

#endif
