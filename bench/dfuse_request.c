/* SPDX-License-Identifier: MIT */
#include "bench/dfuse_request.h"

#include <string.h>

#include "chip/little_endian.h"

/* USB 2.0 tables 9-4, 9-5. */
enum { GET_DESCRIPTOR = 6, SET_INTERFACE = 11 };
enum { DEVICE = 1, CONFIGURATION, STRING, INTERFACE, FUNCTIONAL = 0x21 };
enum { LANGUAGE = 0x0409, DEVICE_SIZE = 18, DESCRIPTOR_SIZE = 255 };
enum {
    TO_INTERFACE = 0x01,
    CLASS_OUT = 0x21,
    FROM_DEVICE = 0x80,
    CLASS_IN = 0xA1
};

/* USB DFU 1.1 table 3.2; AN3156. */
enum { DNLOAD = 1, UPLOAD, GETSTATUS, CLRSTATUS, ABORT = 6 };
enum { SET_ADDRESS = 0x21, ERASE = 0x41, FIRST_BLOCK = 2, STATUS_SIZE = 6 };
enum { APPLICATION_SPECIFIC = 0xFE, DFU = 1, DFU_MODE = 2 };

static void make(struct dfuse_client *client, enum dfuse_step step,
                 unsigned type, unsigned request, unsigned value,
                 unsigned index, uint8_t *data, unsigned length)
{
    uint8_t *setup = client->transfer.setup;
    setup[0] = (uint8_t)type;
    setup[1] = (uint8_t)request;
    put_little_endian(setup + 2, 2, value);
    put_little_endian(setup + 4, 2, index);
    put_little_endian(setup + 6, 2, length);
    client->transfer.length = (uint16_t)length;
    client->transfer.data = data;
    client->step = step;
    client->ready = true;
    client->due_us = CLIENT_NEVER;
}

void dfuse_request_device(struct dfuse_client *client)
{
    make(client, DFUSE_STEP_DEVICE, FROM_DEVICE, GET_DESCRIPTOR, DEVICE << 8, 0,
         client->data, DEVICE_SIZE);
}

void dfuse_request_configuration(struct dfuse_client *client)
{
    make(client, DFUSE_STEP_CONFIGURATION, FROM_DEVICE, GET_DESCRIPTOR,
         CONFIGURATION << 8, 0, client->data, DESCRIPTOR_SIZE);
}

void dfuse_request_string(struct dfuse_client *client)
{
    make(client, DFUSE_STEP_STRING, FROM_DEVICE, GET_DESCRIPTOR,
         STRING << 8 | client->alternates[client->alternate].string, LANGUAGE,
         client->data, DESCRIPTOR_SIZE);
}

void dfuse_request_interface(struct dfuse_client *client)
{
    make(client, DFUSE_STEP_INTERFACE, TO_INTERFACE, SET_INTERFACE,
         client->alternates[client->alternate].setting, client->interface, NULL,
         0);
}

void dfuse_request_status(struct dfuse_client *client, enum dfuse_step step)
{
    make(client, step, CLASS_IN, GETSTATUS, 0, client->interface, client->small,
         STATUS_SIZE);
}

void dfuse_request_clear(struct dfuse_client *client)
{
    make(client, DFUSE_STEP_CLEAR, CLASS_OUT,
         client->state == DFUSE_ERROR ? CLRSTATUS : ABORT, 0, client->interface,
         NULL, 0);
}

static void command(struct dfuse_client *client, enum dfuse_step step,
                    uint8_t code)
{
    client->small[0] = code;
    put_little_endian(client->small + 1, 4, client->address);
    make(client, step, CLASS_OUT, DNLOAD, 0, client->interface, client->small,
         5);
}

void dfuse_request_address(struct dfuse_client *client)
{
    command(client, DFUSE_STEP_ADDRESS, SET_ADDRESS);
}

void dfuse_request_erase(struct dfuse_client *client)
{
    command(client, DFUSE_STEP_DOWNLOAD, ERASE);
}

/* The address of block 2 is the pointer, whatever the length. */
void dfuse_request_block(struct dfuse_client *client)
{
    make(client, DFUSE_STEP_DOWNLOAD, CLASS_OUT, DNLOAD, FIRST_BLOCK,
         client->interface, client->data, client->length);
}

void dfuse_request_upload(struct dfuse_client *client)
{
    make(client, DFUSE_STEP_UPLOAD, CLASS_IN, UPLOAD, FIRST_BLOCK,
         client->interface, client->data, client->length);
}

void dfuse_request_leave(struct dfuse_client *client)
{
    make(client, DFUSE_STEP_LEAVE, CLASS_OUT, DNLOAD, 0, client->interface,
         NULL, 0);
}

/* --- descriptors --- */

static void add_alternate(struct dfuse_client *client, const uint8_t *interface)
{
    if (client->alternate_count == DFUSE_ALTERNATES)
        return;
    client->interface = interface[2];
    client->alternates[client->alternate_count].setting = interface[3];
    client->alternates[client->alternate_count].string = interface[8];
    client->alternate_count++;
}

static void set_transfer_size(struct dfuse_client *client,
                              const uint8_t *functional)
{
    uint32_t size = little_endian(functional + 5, 2);
    client->transfer_size = (uint16_t)(size < DFUSE_BLOCK ? size : DFUSE_BLOCK);
}

static bool is_dfu(const uint8_t *interface)
{
    return interface[5] == APPLICATION_SPECIFIC && interface[6] == DFU &&
           interface[7] == DFU_MODE;
}

bool dfuse_request_find(struct dfuse_client *client, size_t size)
{
    const uint8_t *at = client->data, *end = at + size;
    client->alternate_count = client->alternate = 0;
    client->transfer_size = 0;
    for (; end - at >= 2 && at[0] >= 2 && at[0] <= end - at; at += at[0]) {
        if (at[1] == INTERFACE && at[0] >= 9 && is_dfu(at))
            add_alternate(client, at);
        if (at[1] == FUNCTIONAL && at[0] >= 7)
            set_transfer_size(client, at);
    }
    return client->alternate_count != 0 && client->transfer_size >= DFUSE_SMALL;
}

bool dfuse_request_is_flash(struct dfuse_client *client, size_t size)
{
    unsigned length = 0;
    for (size_t i = 2; i + 1 < size && length < DFUSE_TEXT - 1; i += 2)
        client->text[length++] =
            client->data[i + 1] ? '?' : (char)client->data[i];
    client->text[length] = 0;
    return dfuse_layout_parse(client->text, &client->layout) &&
           client->layout.flash;
}
