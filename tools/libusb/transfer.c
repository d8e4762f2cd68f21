/* SPDX-License-Identifier: MIT
 *
 * libusb's synchronous transfers.
 */
#include "tools/libusb/port.h"

/* A transfer of more goes in pieces, each a whole number of packets. */
enum { PIECE = 1 << 19 };

int libusb_control_transfer(libusb_device_handle *handle, uint8_t type,
                            uint8_t request, uint16_t value, uint16_t index,
                            unsigned char *data, uint16_t length,
                            unsigned limit_ms)
{
    const uint8_t setup[8] = {
        type,
        request,
        (uint8_t)value,
        (uint8_t)(value >> 8),
        (uint8_t)index,
        (uint8_t)(index >> 8),
        (uint8_t)length,
        (uint8_t)(length >> 8),
    };
    return port_control(handle->device, setup, data, limit_ms);
}

int libusb_bulk_transfer(libusb_device_handle *handle, unsigned char endpoint,
                         unsigned char *data, int length, int *actual,
                         unsigned limit_ms)
{
    int done = 0, status;
    struct usbip_client_transfer transfer = {
        .endpoint = endpoint & LIBUSB_ENDPOINT_ADDRESS_MASK,
        .in = endpoint & LIBUSB_ENDPOINT_IN,
        .limit_ms = limit_ms,
    };
    do {
        transfer.data = data + done;
        transfer.length =
            (uint32_t)(length - done < PIECE ? length - done : PIECE);
        status = usbip_client_transfer(&handle->device->client, &transfer);
        done += (int)transfer.actual;
    } while (!status && transfer.actual == transfer.length && done < length);
    if (actual)
        *actual = done;
    return port_error(status);
}

/* The endpoint's descriptor says which of the two it is. */
int libusb_interrupt_transfer(libusb_device_handle *handle,
                              unsigned char endpoint, unsigned char *data,
                              int length, int *actual, unsigned limit_ms)
{
    return libusb_bulk_transfer(handle, endpoint, data, length, actual,
                                limit_ms);
}

/* --- strings --- */

/* USB 2.0 9.6.7: UTF-16LE behind the head. */
static int to_ascii(const uint8_t *string, int size, unsigned char *text,
                    int length)
{
    int count = 0;
    if (size < 2 || string[1] != LIBUSB_DT_STRING || string[0] > size)
        return LIBUSB_ERROR_IO;
    for (int i = 2; i + 1 < string[0] && count < length - 1; i += 2)
        text[count++] =
            string[i + 1] || string[i] & 0x80 ? (unsigned char)'?' : string[i];
    text[count] = 0;
    return count;
}

/* In the first of the device's languages. */
int libusb_get_string_descriptor_ascii(libusb_device_handle *handle,
                                       uint8_t index, unsigned char *text,
                                       int length)
{
    unsigned char bytes[255];
    if (!index || length < 1)
        return LIBUSB_ERROR_INVALID_PARAM;
    int size = libusb_get_string_descriptor(handle, 0, 0, bytes, sizeof bytes);
    if (size < 4)
        return size < 0 ? size : LIBUSB_ERROR_IO;
    uint16_t language = (uint16_t)(bytes[2] | bytes[3] << 8);
    size = libusb_get_string_descriptor(handle, index, language, bytes,
                                        sizeof bytes);
    return size < 0 ? size : to_ascii(bytes, size, text, length);
}
