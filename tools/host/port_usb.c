/* SPDX-License-Identifier: MIT */
#include "tools/host/port_usb.h"

#include <errno.h>
#include <glob.h>
#include <libusb.h>
#include <stdio.h>
#include <string.h>

#include "bench/refuse.h"
#include "tools/printable.h"

enum {
    ROM_VENDOR = 0x0483,
    ROM_PRODUCT = 0xDF11,

    CLASS_CDC = 2, /* and subclass 2: abstract control model */
    CLASS_DFU = 0xFE,
    DFU_RUNTIME = 1, /* bInterfaceProtocol */
    DFU_DESCRIPTOR = 0x21,
    DFU_WILL_DETACH = 8,
    DFU_DETACH = 0,

    /* USB CDC PSTN 1.2, 6.3 */
    SET_LINE_CODING = 0x20,
    SET_CONTROL_LINE_STATE = 0x22,
    LINE_DTR = 1,

    TO_INTERFACE = LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_INTERFACE,
    CONTROL_MS = 2000,
    TOUCH_BAUD = 1200
};

/* --- the library --- */

static bool begin(struct port_usb *usb, char *error)
{
    libusb_context *context;
    int why = libusb_init(&context);
    if (why)
        return refuse(error, PORT_ERROR_SIZE, "usb: cannot be used: %s",
                      libusb_strerror(why));
    usb->context = context;
    return true;
}

static void end(struct port_usb *usb)
{
    port_usb_let_go(usb);
    if (usb->context)
        libusb_exit(usb->context);
    usb->context = NULL;
}

bool port_usb_open(struct port_usb *usb, const char *serial, char *error)
{
    char name[PORT_USB_TEXT];
    *usb = (struct port_usb){.serial = serial, .lock = PORT_LOCK_NONE};
    snprintf(name, sizeof name, "usb%s%s", serial ? ":" : "",
             serial ? serial : "");
    if (!port_lock_name(&usb->lock, name))
        return port_refuse(name, errno, error);
    if (begin(usb, error))
        return true;
    port_unlock(&usb->lock);
    return false;
}

void port_usb_let_go(struct port_usb *usb)
{
    if (usb->handle)
        libusb_close(usb->handle);
    usb->handle = NULL;
}

void port_usb_close(struct port_usb *usb)
{
    end(usb);
    port_unlock(&usb->lock);
}

/* --- what a device is --- */

static void note_functional(struct port_usb *usb, const uint8_t *bytes,
                            int size)
{
    for (int at = 0; at + 1 < size && bytes[at] >= 2; at += bytes[at])
        if (bytes[at + 1] == DFU_DESCRIPTOR && at + 5 <= size) {
            usb->leaves_itself = bytes[at + 2] & DFU_WILL_DETACH;
            usb->detach_ms = (uint16_t)(bytes[at + 3] | bytes[at + 4] << 8);
        }
}

static enum port_usb_kind
kind_of_interface(struct port_usb *usb,
                  const struct libusb_interface_descriptor *interface)
{
    if (interface->bInterfaceClass == CLASS_DFU &&
        interface->bInterfaceSubClass == 1 &&
        interface->bInterfaceProtocol == DFU_RUNTIME) {
        usb->interface = interface->bInterfaceNumber;
        note_functional(usb, interface->extra, interface->extra_length);
        return PORT_USB_RUNTIME;
    }
    if (interface->bInterfaceClass == CLASS_CDC &&
        interface->bInterfaceSubClass == 2) {
        usb->has_port = true;
        usb->port_interface = interface->bInterfaceNumber;
        return PORT_USB_CDC;
    }
    return PORT_USB_NOTHING;
}

/* DFU counts for more than a serial port. */
static enum port_usb_kind kind_of_configuration(struct port_usb *usb,
                                                libusb_device *device)
{
    struct libusb_config_descriptor *configuration;
    enum port_usb_kind best = PORT_USB_NOTHING;
    usb->has_port = false;
    if (libusb_get_active_config_descriptor(device, &configuration) != 0)
        return PORT_USB_NOTHING;
    for (unsigned i = 0; i < configuration->bNumInterfaces; i++) {
        const struct libusb_interface *interface = &configuration->interface[i];
        enum port_usb_kind kind =
            interface->num_altsetting
                ? kind_of_interface(usb, interface->altsetting)
                : PORT_USB_NOTHING;
        if (kind && (!best || kind < best))
            best = kind;
    }
    libusb_free_config_descriptor(configuration);
    return best;
}

static enum port_usb_kind kind_of(struct port_usb *usb, libusb_device *device,
                                  struct libusb_device_descriptor *descriptor)
{
    if (libusb_get_device_descriptor(device, descriptor) != 0)
        return PORT_USB_NOTHING;
    if (descriptor->idVendor == ROM_VENDOR &&
        descriptor->idProduct == ROM_PRODUCT)
        return PORT_USB_ROM;
    return kind_of_configuration(usb, device);
}

static void read_string(libusb_device_handle *handle, uint8_t index, char *text,
                        size_t size)
{
    *text = 0;
    if (!index || libusb_get_string_descriptor_ascii(
                      handle, index, (unsigned char *)text, (int)size) < 0)
        *text = 0;
    printable(text);
}

static struct port_usb_place place_of(libusb_device *device)
{
    struct port_usb_place place = {.bus = libusb_get_bus_number(device)};
    place.depth = libusb_get_port_numbers(device, place.path, PORT_USB_PATH);
    return place;
}

static bool is_at(libusb_device *device, const struct port_usb_place *place)
{
    struct port_usb_place other = place_of(device);
    return other.bus == place->bus && other.depth == place->depth &&
           memcmp(other.path, place->path, sizeof other.path) == 0;
}

void port_usb_follow(struct port_usb *usb)
{
    usb->follows = true;
}

/* --- finding it --- */

/* A device that may be meant; the best so far. */
struct candidate {
    enum port_usb_kind kind;
    libusb_device *device;
    unsigned count; /* of its kind */
    int why;        /* libusb's error of one that cannot be opened */
};

/* Opens a device to read its serial number, if one is wanted. Returns whether
 * it may be meant. */
static bool is_wanted(const struct port_usb *usb, libusb_device *device,
                      const struct libusb_device_descriptor *descriptor,
                      int *why)
{
    libusb_device_handle *handle;
    char serial[64];
    if (usb->follows)
        return is_at(device, &usb->place);
    if (!usb->serial)
        return true;
    *why = libusb_open(device, &handle);
    if (*why)
        return false;
    read_string(handle, descriptor->iSerialNumber, serial, sizeof serial);
    libusb_close(handle);
    return strcmp(serial, usb->serial) == 0;
}

/* The ROM before DFU before a serial port. */
static void consider(struct port_usb *usb, struct candidate *best,
                     libusb_device *device)
{
    struct libusb_device_descriptor descriptor;
    enum port_usb_kind kind = kind_of(usb, device, &descriptor);
    if (!kind || (best->kind && kind > best->kind) ||
        !is_wanted(usb, device, &descriptor, &best->why))
        return;
    if (kind == best->kind) {
        best->count++;
        return;
    }
    *best = (struct candidate){
        .kind = kind, .device = device, .count = 1, .why = best->why};
}

static enum port_usb_kind no_access(int why, char *error)
{
    if (why == LIBUSB_ERROR_ACCESS)
        refuse(error, PORT_ERROR_SIZE,
               "usb: no permission; a udev rule gives it: "
               "SUBSYSTEM==\"usb\", ATTR{idVendor}==\"0483\", "
               "ATTR{idProduct}==\"df11\", TAG+=\"uaccess\"");
    else if (why == LIBUSB_ERROR_BUSY)
        refuse(error, PORT_ERROR_SIZE,
               "usb: busy: another program has the device; end it first");
    else
        refuse(error, PORT_ERROR_SIZE, "usb: the device cannot be opened: %s",
               libusb_strerror(why));
    return PORT_USB_FAILED;
}

/* The kernel's driver keeps a serial port; the touch goes through its device
 * then. */
static int claim(struct port_usb *usb, enum port_usb_kind kind)
{
    if (kind == PORT_USB_CDC)
        return 0;
    return libusb_claim_interface(usb->handle,
                                  kind == PORT_USB_ROM ? 0 : usb->interface);
}

static void describe(struct port_usb *usb,
                     const struct libusb_device_descriptor *descriptor)
{
    char product[48], serial[48];
    read_string(usb->handle, descriptor->iProduct, product, sizeof product);
    read_string(usb->handle, descriptor->iSerialNumber, serial, sizeof serial);
    snprintf(usb->text, sizeof usb->text, "%04x:%04x%s%s%s%s",
             descriptor->idVendor, descriptor->idProduct, *product ? " " : "",
             product, *serial ? ", serial " : "", serial);
}

/* A device that goes while it is opened is found again as what it then is. */
static enum port_usb_kind open_device(struct port_usb *usb,
                                      const struct candidate *best, char *error)
{
    struct libusb_device_descriptor descriptor;
    libusb_device_handle *handle;
    int why = libusb_open(best->device, &handle);
    if (why == LIBUSB_ERROR_NO_DEVICE)
        return PORT_USB_NOTHING;
    if (why)
        return no_access(why, error);
    usb->handle = handle;
    kind_of(usb, best->device, &descriptor);
    usb->place = place_of(best->device);
    describe(usb, &descriptor);
    why = claim(usb, best->kind);
    if (!why)
        return best->kind;
    port_usb_let_go(usb);
    return why == LIBUSB_ERROR_NO_DEVICE ? PORT_USB_NOTHING
                                         : no_access(why, error);
}

static enum port_usb_kind choose(struct port_usb *usb,
                                 const struct candidate *best, char *error)
{
    if (!best->kind && best->why && best->why != LIBUSB_ERROR_NO_DEVICE)
        return no_access(best->why, error);
    if (!best->kind)
        return PORT_USB_NOTHING;
    if (best->count == 1)
        return open_device(usb, best, error);
    refuse(error, PORT_ERROR_SIZE,
           "usb: there are %u devices that can be meant; name one by its "
           "serial number, as usb:3771345A3038 (lsusb -v shows it)",
           best->count);
    return PORT_USB_MANY;
}

/* libusb learns of devices that come from udevd. Where that does not run, as in
 * a container, its list stays as it was in the beginning. */
enum port_usb_kind port_usb_find(struct port_usb *usb, char *error)
{
    libusb_device **list;
    struct candidate best = {.kind = PORT_USB_NOTHING};
    end(usb);
    if (!begin(usb, error))
        return PORT_USB_FAILED;
    ssize_t count = libusb_get_device_list(usb->context, &list);
    for (ssize_t i = 0; i < count; i++)
        consider(usb, &best, list[i]);
    enum port_usb_kind kind =
        count < 0 ? no_access((int)count, error) : choose(usb, &best, error);
    if (count >= 0)
        libusb_free_device_list(list, 1);
    return kind;
}

/* --- transfers --- */

int port_usb_control(struct port_usb *usb, uint8_t type, uint8_t request,
                     uint16_t value, uint16_t index, uint8_t *data,
                     uint16_t length, unsigned limit_ms)
{
    if (!usb->handle)
        return PORT_USB_GONE;
    int count = libusb_control_transfer(usb->handle, type, request, value,
                                        index, data, length, limit_ms);
    if (count >= 0)
        return count;
    if (count == LIBUSB_ERROR_PIPE)
        return PORT_USB_STALL;
    return count == LIBUSB_ERROR_TIMEOUT ? PORT_USB_LATE : PORT_USB_GONE;
}

/* --- asking the application --- */

/* USB DFU 1.1 section 5.1: a device without bitWillDetach waits for a reset of
 * the bus. */
bool port_usb_detach(struct port_usb *usb, char *error)
{
    int result = port_usb_control(usb, TO_INTERFACE, DFU_DETACH, usb->detach_ms,
                                  usb->interface, NULL, 0, CONTROL_MS);
    if (result == PORT_USB_STALL)
        return refuse(error, PORT_ERROR_SIZE, "usb: %s refuses DFU_DETACH",
                      usb->text);
    if (!usb->leaves_itself && usb->handle)
        libusb_reset_device(usb->handle);
    return true;
}

static bool find_tty(const struct port_usb *usb, char *path, size_t size)
{
    const struct port_usb_place *place = &usb->place;
    char pattern[128];
    int used = snprintf(pattern, sizeof pattern, "/sys/bus/usb/devices/%u",
                        place->bus);
    for (int i = 0; i < place->depth; i++)
        used += snprintf(pattern + used, sizeof pattern - (size_t)used, "%c%u",
                         i ? '.' : '-', place->path[i]);
    snprintf(pattern + used, sizeof pattern - (size_t)used, ":*/tty/tty*");
    glob_t found;
    bool one = place->depth > 0 && glob(pattern, 0, NULL, &found) == 0;
    if (one)
        snprintf(path, size, "/dev/%s", strrchr(found.gl_pathv[0], '/') + 1);
    if (place->depth > 0)
        globfree(&found);
    return one;
}

static bool touch_tty(const char *path, char *error)
{
    struct port port;
    if (!port_open(&port, path, error))
        return false;
    bool done = port_set_line(&port, TOUCH_BAUD, PORT_PARITY_NONE) &&
                port_set_signals(&port, false, false);
    port_close(&port);
    return done || refuse(error, PORT_ERROR_SIZE,
                          "%s: cannot be set to 1200 baud", path);
}

/* Without a driver of the kernel: what it would send. */
static bool touch_device(struct port_usb *usb, char *error)
{
    uint8_t coding[] = {TOUCH_BAUD & 0xFF, TOUCH_BAUD >> 8, 0, 0, 0, 0, 8};
    const uint16_t to = usb->port_interface;
    if (libusb_claim_interface(usb->handle, to) != 0)
        return refuse(error, PORT_ERROR_SIZE,
                      "usb: another driver has the serial port of %s",
                      usb->text);
    bool set = port_usb_control(usb, TO_INTERFACE, SET_CONTROL_LINE_STATE,
                                LINE_DTR, to, NULL, 0, CONTROL_MS) >= 0 &&
               port_usb_control(usb, TO_INTERFACE, SET_LINE_CODING, 0, to,
                                coding, sizeof coding, CONTROL_MS) >= 0;
    if (!set)
        return refuse(error, PORT_ERROR_SIZE,
                      "usb: the serial port of %s does not take 1200 baud",
                      usb->text);
    port_usb_control(usb, TO_INTERFACE, SET_CONTROL_LINE_STATE, 0, to, NULL, 0,
                     CONTROL_MS);
    return true;
}

bool port_usb_touch(struct port_usb *usb, char *error)
{
    char path[PORT_NAME];
    if (!usb->has_port)
        return refuse(error, PORT_ERROR_SIZE,
                      "usb: %s has no serial port to touch", usb->text);
    if (!find_tty(usb, path, sizeof path))
        return touch_device(usb, error);
    port_usb_let_go(usb);
    return touch_tty(path, error);
}
