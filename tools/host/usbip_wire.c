/* SPDX-License-Identifier: MIT */
#include "tools/host/usbip_wire.h"

#include <string.h>

enum { VERSION = 0x0111, REQUEST = 0x8000 };

void usbip_wire_put(uint8_t *bytes, unsigned size, uint32_t value)
{
    while (size) {
        bytes[--size] = (uint8_t)value;
        value >>= 8;
    }
}

uint32_t usbip_wire_get(const uint8_t *bytes, unsigned size)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

bool usbip_wire_request(const uint8_t bytes[USBIP_REQUEST_SIZE],
                        enum usbip_operation *operation)
{
    uint32_t code = usbip_wire_get(bytes + 2, 2);
    *operation = (enum usbip_operation)(code & ~(uint32_t)REQUEST);
    return usbip_wire_get(bytes, 2) == VERSION &&
           (code == (REQUEST | USBIP_LIST) || code == (REQUEST | USBIP_IMPORT));
}

void usbip_wire_reply(uint8_t bytes[USBIP_REQUEST_SIZE],
                      enum usbip_operation operation, enum usbip_result result)
{
    usbip_wire_put(bytes, 2, VERSION);
    usbip_wire_put(bytes + 2, 2, operation);
    usbip_wire_put(bytes + 4, 4, result);
}

void usbip_wire_command(const uint8_t bytes[USBIP_COMMAND_SIZE],
                        struct usbip_command *command)
{
    *command = (struct usbip_command){
        .kind = usbip_wire_get(bytes, 4),
        .sequence = usbip_wire_get(bytes + 4, 4),
        .device = usbip_wire_get(bytes + 8, 4),
        .direction = usbip_wire_get(bytes + 12, 4),
        .endpoint = usbip_wire_get(bytes + 16, 4),
    };
    if (command->kind == USBIP_UNLINK) {
        command->unlinked = usbip_wire_get(bytes + 20, 4);
        return;
    }
    command->submit.flags = usbip_wire_get(bytes + 20, 4);
    command->submit.length = usbip_wire_get(bytes + 24, 4);
    command->submit.packets = usbip_wire_get(bytes + 32, 4);
    memcpy(command->submit.setup, bytes + 40, sizeof command->submit.setup);
}

static void put_head(uint8_t bytes[USBIP_COMMAND_SIZE], uint32_t kind,
                     uint32_t sequence, int32_t status)
{
    memset(bytes, 0, USBIP_COMMAND_SIZE);
    usbip_wire_put(bytes, 4, kind);
    usbip_wire_put(bytes + 4, 4, sequence);
    usbip_wire_put(bytes + 20, 4, (uint32_t)status);
}

void usbip_wire_submitted(uint8_t bytes[USBIP_COMMAND_SIZE], uint32_t sequence,
                          int32_t status, uint32_t actual)
{
    put_head(bytes, USBIP_SUBMITTED, sequence, status);
    usbip_wire_put(bytes + 24, 4, actual);
}

void usbip_wire_unlinked(uint8_t bytes[USBIP_COMMAND_SIZE], uint32_t sequence,
                         int32_t status)
{
    put_head(bytes, USBIP_UNLINKED, sequence, status);
}

/* --- the client's side --- */

void usbip_wire_ask(uint8_t bytes[USBIP_REQUEST_SIZE],
                    enum usbip_operation operation)
{
    usbip_wire_put(bytes, 2, VERSION);
    usbip_wire_put(bytes + 2, 2, REQUEST | (uint32_t)operation);
    usbip_wire_put(bytes + 4, 4, 0);
}

bool usbip_wire_answer(const uint8_t bytes[USBIP_REQUEST_SIZE],
                       enum usbip_operation operation,
                       enum usbip_result *result)
{
    *result = (enum usbip_result)usbip_wire_get(bytes + 4, 4);
    return usbip_wire_get(bytes, 2) == VERSION &&
           usbip_wire_get(bytes + 2, 2) == (uint32_t)operation;
}

void usbip_wire_put_command(uint8_t bytes[USBIP_COMMAND_SIZE],
                            const struct usbip_command *command)
{
    memset(bytes, 0, USBIP_COMMAND_SIZE);
    usbip_wire_put(bytes, 4, command->kind);
    usbip_wire_put(bytes + 4, 4, command->sequence);
    usbip_wire_put(bytes + 8, 4, command->device);
    usbip_wire_put(bytes + 12, 4, command->direction);
    usbip_wire_put(bytes + 16, 4, command->endpoint);
    if (command->kind == USBIP_UNLINK) {
        usbip_wire_put(bytes + 20, 4, command->unlinked);
        return;
    }
    usbip_wire_put(bytes + 20, 4, command->submit.flags);
    usbip_wire_put(bytes + 24, 4, command->submit.length);
    usbip_wire_put(bytes + 32, 4, command->submit.packets);
    memcpy(bytes + 40, command->submit.setup, sizeof command->submit.setup);
}

void usbip_wire_get_reply(const uint8_t bytes[USBIP_COMMAND_SIZE],
                          struct usbip_reply *reply)
{
    *reply = (struct usbip_reply){
        .kind = usbip_wire_get(bytes, 4),
        .sequence = usbip_wire_get(bytes + 4, 4),
        .status = (int32_t)usbip_wire_get(bytes + 20, 4),
        .actual = usbip_wire_get(bytes + 24, 4),
    };
}
