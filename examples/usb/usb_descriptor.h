/* SPDX-License-Identifier: MIT
 *
 * Descriptors as bytes. USB 2.0 9.6; interface association: ECN of 2003.
 */
#ifndef EXAMPLES_USB_USB_DESCRIPTOR_H
#define EXAMPLES_USB_USB_DESCRIPTOR_H

enum {
    USB_DESCRIPTOR_DEVICE = 1,
    USB_DESCRIPTOR_CONFIGURATION = 2,
    USB_DESCRIPTOR_STRING = 3,
    USB_DESCRIPTOR_INTERFACE = 4,
    USB_DESCRIPTOR_ENDPOINT = 5,
    USB_DESCRIPTOR_ASSOCIATION = 11,
    USB_DESCRIPTOR_BOS = 15,
    USB_DESCRIPTOR_CAPABILITY = 16,
    USB_BULK = 2, /* bmAttributes of an endpoint */
    USB_INTERRUPT = 3,
    USB_SELF_POWERED = 0xC0, /* bmAttributes of a configuration */
    USB_BUS_POWERED = 0x80
};

/* A little-endian word. */
#define USB_WORD(x) (x) & 0xFF, (x) >> 8 & 0xFF

#define USB_CONFIGURATION_SIZE 9
#define USB_INTERFACE_SIZE     9
#define USB_ENDPOINT_SIZE      7
#define USB_ASSOCIATION_SIZE   8

/* TOTAL: bytes of all descriptors. POWER: mA. */
#define USB_CONFIGURATION(TOTAL, INTERFACES, ATTRIBUTES, POWER)                \
    USB_CONFIGURATION_SIZE, USB_DESCRIPTOR_CONFIGURATION, USB_WORD(TOTAL),     \
        (INTERFACES), 1, 0, (ATTRIBUTES), (POWER) / 2

/* STRING: index, 0 = none. */
#define USB_INTERFACE(NUMBER, ENDPOINTS, CLASS, SUBCLASS, PROTOCOL, STRING)    \
    USB_INTERFACE_SIZE, USB_DESCRIPTOR_INTERFACE, (NUMBER), 0, (ENDPOINTS),    \
        (CLASS), (SUBCLASS), (PROTOCOL), (STRING)

/* INTERVAL: ms, of an interrupt endpoint. */
#define USB_ENDPOINT(ADDRESS, TYPE, SIZE, INTERVAL)                            \
    USB_ENDPOINT_SIZE, USB_DESCRIPTOR_ENDPOINT, (ADDRESS), (TYPE),             \
        USB_WORD(SIZE), (INTERVAL)

/* Interfaces FIRST, FIRST + 1, ... are one function. */
#define USB_ASSOCIATION(FIRST, COUNT, CLASS, SUBCLASS, PROTOCOL, STRING)       \
    USB_ASSOCIATION_SIZE, USB_DESCRIPTOR_ASSOCIATION, (FIRST), (COUNT),        \
        (CLASS), (SUBCLASS), (PROTOCOL), (STRING)

#endif
