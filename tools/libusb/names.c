/* SPDX-License-Identifier: MIT
 *
 * What libusb says of itself: its version, its errors, its options.
 */
#include "tools/libusb/port.h"

struct name {
    int error;
    const char *name, *text;
};

static const struct name names[] = {
    {LIBUSB_SUCCESS, "LIBUSB_SUCCESS", "Success"},
    {LIBUSB_ERROR_IO, "LIBUSB_ERROR_IO", "Input/Output Error"},
    {LIBUSB_ERROR_INVALID_PARAM, "LIBUSB_ERROR_INVALID_PARAM",
     "Invalid parameter"},
    {LIBUSB_ERROR_ACCESS, "LIBUSB_ERROR_ACCESS",
     "Access denied (insufficient permissions)"},
    {LIBUSB_ERROR_NO_DEVICE, "LIBUSB_ERROR_NO_DEVICE",
     "No such device (it may have been disconnected)"},
    {LIBUSB_ERROR_NOT_FOUND, "LIBUSB_ERROR_NOT_FOUND", "Entity not found"},
    {LIBUSB_ERROR_BUSY, "LIBUSB_ERROR_BUSY", "Resource busy"},
    {LIBUSB_ERROR_TIMEOUT, "LIBUSB_ERROR_TIMEOUT", "Operation timed out"},
    {LIBUSB_ERROR_OVERFLOW, "LIBUSB_ERROR_OVERFLOW", "Overflow"},
    {LIBUSB_ERROR_PIPE, "LIBUSB_ERROR_PIPE", "Pipe error"},
    {LIBUSB_ERROR_INTERRUPTED, "LIBUSB_ERROR_INTERRUPTED",
     "System call interrupted (perhaps due to signal)"},
    {LIBUSB_ERROR_NO_MEM, "LIBUSB_ERROR_NO_MEM", "Insufficient memory"},
    {LIBUSB_ERROR_NOT_SUPPORTED, "LIBUSB_ERROR_NOT_SUPPORTED",
     "Operation not supported or unimplemented on this platform"},
    {LIBUSB_ERROR_OTHER, "LIBUSB_ERROR_OTHER", "Other error"},
};

static const struct name *find(int error)
{
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].error == error)
            return &names[i];
    return NULL;
}

const char *libusb_error_name(int error)
{
    const struct name *found = find(error);
    return found ? found->name : "**UNKNOWN**";
}

const char *libusb_strerror(int error)
{
    const struct name *found = find(error);
    return found ? found->text : "Unknown error";
}

/* The version whose functions these are. */
const struct libusb_version *libusb_get_version(void)
{
    static const struct libusb_version version = {
        1, 0, 28, 0, "", "softboot0, over USB/IP"};
    return &version;
}

int libusb_has_capability(uint32_t capability)
{
    return capability == LIBUSB_CAP_HAS_CAPABILITY;
}

int libusb_setlocale(const char *locale)
{
    return locale ? LIBUSB_SUCCESS : LIBUSB_ERROR_INVALID_PARAM;
}

enum { OPTION_LOG_CB = 3 }; /* LIBUSB_OPTION_LOG_CB of 1.0.27 */

/* There is no log to set up. */
int libusb_set_option(libusb_context *context, enum libusb_option option, ...)
{
    (void)context;
    return option == LIBUSB_OPTION_LOG_LEVEL || (int)option == OPTION_LOG_CB
               ? LIBUSB_SUCCESS
               : LIBUSB_ERROR_NOT_SUPPORTED;
}

void libusb_set_debug(libusb_context *context, int level)
{
    (void)context;
    (void)level;
}

void libusb_set_log_cb(libusb_context *context, libusb_log_cb callback,
                       int mode)
{
    (void)context;
    (void)callback;
    (void)mode;
}
