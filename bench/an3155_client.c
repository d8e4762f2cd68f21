/* SPDX-License-Identifier: MIT */
#include "bench/an3155_client.h"

#include <string.h>

#include "bench/an3155_frame.h"
#include "bench/an3155_resync.h"

enum { ASKED = 6 /* times that Get and Get ID are asked, at most */ };

void an3155_client_begin(struct an3155_client *client, uint32_t baud)
{
    *client = (struct an3155_client){
        .baud = baud,
        .connect_ms = AN3155_CONNECT_MS,
        .due_us = CLIENT_NEVER,
    };
}

static void end(struct an3155_client *client, enum client_result result)
{
    client->stage = AN3155_IDLE;
    client->result = result;
    client->due_us = CLIENT_NEVER;
}

/* --- the commands of an operation --- */

static bool has(const struct an3155_client *client, uint8_t code)
{
    return memchr(client->commands, code, client->command_count) != NULL;
}

/* Returns the command of the operation. */
static uint8_t code_of(const struct an3155_client *client)
{
    switch (client->operation) {
    case AN3155_READ: return AN3155_CODE_READ;
    case AN3155_WRITE: return AN3155_CODE_WRITE;
    case AN3155_GO: return AN3155_CODE_GO;
    case AN3155_ERASE:
        return has(client, AN3155_CODE_EXTENDED_ERASE)
                   ? AN3155_CODE_EXTENDED_ERASE
                   : AN3155_CODE_ERASE;
    default: return AN3155_CODE_GET;
    }
}

static void command(struct an3155_client *client, uint8_t code)
{
    client->stage = AN3155_COMMAND;
    client->got = 0;
    an3155_frame_command(client, code);
}

static void begin(struct an3155_client *client, enum an3155_operation operation,
                  uint32_t address, uint16_t length)
{
    client->operation = operation;
    client->result = CLIENT_BUSY;
    client->unconfirmed = false;
    client->address = address;
    client->length = length;
    client->tries = 1;
    client->failed = AN3155_IDLE;
    uint8_t code = code_of(client);
    if (operation == AN3155_CONNECT || has(client, code))
        command(client, code);
    else
        end(client, CLIENT_REFUSED);
}

void an3155_client_connect(struct an3155_client *client, uint64_t now_us)
{
    client->command_count = client->asked = 0;
    client->id = 0;
    begin(client, AN3155_CONNECT, 0, 0);
    client->connect_us = now_us + client->connect_ms * 1000ull;
    an3155_resync_connect(client, now_us);
}

void an3155_client_read(struct an3155_client *client, uint32_t address,
                        uint16_t length)
{
    begin(client, AN3155_READ, address, length);
}

void an3155_client_write(struct an3155_client *client, uint32_t address,
                         const void *bytes, uint16_t length)
{
    memcpy(client->data, bytes, length);
    begin(client, AN3155_WRITE, address, length);
}

void an3155_client_erase(struct an3155_client *client, const uint16_t *pages,
                         uint16_t count, uint32_t ms)
{
    memcpy(client->pages, pages, count * sizeof *pages);
    client->erase_ms = ms;
    begin(client, AN3155_ERASE, 0, count);
}

void an3155_client_go(struct an3155_client *client, uint32_t address)
{
    begin(client, AN3155_GO, address, 0);
}

/* --- trouble --- */

/* A NACK to a command that the ROM has is its protection. */
static enum client_result result_of(const struct an3155_client *client)
{
    if (client->trouble != AN3155_NACKED)
        return CLIENT_BROKEN;
    if (client->operation == AN3155_CONNECT)
        return CLIENT_FOREIGN;
    return client->failed == AN3155_COMMAND ? CLIENT_PROTECTED : CLIENT_REFUSED;
}

/* The ROM waits for a command again. */
static void in_step(struct an3155_client *client)
{
    bool connected = client->operation == AN3155_CONNECT &&
                     client->failed == AN3155_IDLE; /* no trouble so far */
    if (connected)
        command(client, AN3155_CODE_GET);
    else if (client->operation == AN3155_WRITE && client->failed == AN3155_LIST)
        end(client, CLIENT_UNSURE);
    else if (client->tries == AN3155_TRIES)
        end(client, result_of(client));
    else {
        client->tries++;
        client->counts.retries++;
        command(client, code_of(client));
    }
}

static void fail(struct an3155_client *client, uint64_t now_us,
                 enum an3155_trouble trouble)
{
    an3155_resync_begin(client, now_us, trouble);
}

/* --- answers --- */

/* Keeps what Get and Get ID say. Returns whether it was known: nothing protects
 * an answer, so that both are asked until they say the same twice. */
static bool keep(struct an3155_client *client)
{
    struct an3155_client before = *client;
    const uint8_t *data = client->data;
    if (client->command == AN3155_CODE_ID) {
        client->id =
            client->got == 1 ? data[0] : (uint16_t)(data[0] << 8 | data[1]);
        return client->id == before.id;
    }
    client->version = data[0];
    client->command_count = (uint8_t)(client->got - 1);
    memcpy(client->commands, data + 1, client->command_count);
    return client->version == before.version &&
           client->command_count == before.command_count &&
           memcmp(client->commands, before.commands, client->command_count) ==
               0;
}

static void answer_complete(struct an3155_client *client)
{
    bool known = keep(client);
    if (client->command == AN3155_CODE_GET) {
        client->known = known;
        command(client, AN3155_CODE_ID);
    } else if (known && client->known) {
        end(client, CLIENT_DONE);
    } else if (client->asked++ < ASKED) {
        command(client, AN3155_CODE_GET);
    } else {
        end(client, CLIENT_BROKEN);
    }
}

static void enter_data(struct an3155_client *client, uint64_t now_us,
                       unsigned want)
{
    client->stage = AN3155_DATA;
    client->want = (uint16_t)want;
    client->got = 0;
    client->due_us = now_us + AN3155_ANSWER_MS * 1000;
}

static void command_taken(struct an3155_client *client, uint64_t now_us)
{
    switch (client->command) {
    case AN3155_CODE_GET:
    case AN3155_CODE_ID:
        client->stage = AN3155_COUNT;
        client->due_us = now_us + AN3155_ANSWER_MS * 1000;
        break;
    case AN3155_CODE_ERASE:
    case AN3155_CODE_EXTENDED_ERASE:
        client->stage = AN3155_LIST;
        an3155_frame_list(client);
        break;
    default: client->stage = AN3155_ADDRESS; an3155_frame_address(client);
    }
}

static void address_taken(struct an3155_client *client)
{
    client->stage = AN3155_LIST;
    if (client->operation == AN3155_READ)
        an3155_frame_count(client);
    else if (client->operation == AN3155_WRITE)
        an3155_frame_block(client);
    else
        end(client, CLIENT_DONE);
}

static void acknowledged(struct an3155_client *client, uint64_t now_us)
{
    switch (client->stage) {
    case AN3155_COMMAND: command_taken(client, now_us); break;
    case AN3155_ADDRESS: address_taken(client); break;
    case AN3155_LIST:
        if (client->operation == AN3155_READ)
            enter_data(client, now_us, client->length);
        else
            end(client, CLIENT_DONE);
        break;
    default: answer_complete(client); /* AN3155_TAIL */
    }
}

static void count_came(struct an3155_client *client, uint64_t now_us,
                       uint8_t count)
{
    if (count < AN3155_COMMANDS) {
        enter_data(client, now_us, count + 1u);
        return;
    }
    client->unexpected = count;
    fail(client, now_us, AN3155_UNEXPECTED);
}

static void data_came(struct an3155_client *client, uint64_t now_us,
                      uint8_t byte)
{
    client->data[client->got++] = byte;
    client->due_us = now_us + AN3155_ANSWER_MS * 1000;
    if (client->got < client->want)
        return;
    if (client->operation == AN3155_READ)
        end(client, CLIENT_DONE);
    else
        client->stage = AN3155_TAIL;
}

static void status_came(struct an3155_client *client, uint64_t now_us,
                        uint8_t byte)
{
    if (client->frame_sent < client->frame_size || now_us < client->early_us) {
        client->counts.strays++;
    } else if (byte == AN3155_ACK) {
        acknowledged(client, now_us);
    } else {
        client->unexpected = byte;
        fail(client, now_us,
             byte == AN3155_NACK ? AN3155_NACKED : AN3155_UNEXPECTED);
    }
}

static void byte_came(struct an3155_client *client, uint64_t now_us,
                      uint8_t byte)
{
    switch (client->stage) {
    case AN3155_IDLE: client->counts.strays++; break;
    case AN3155_SYNC:
    case AN3155_QUIET:
    case AN3155_PAD:
    case AN3155_ALIGN: an3155_resync_input(client, now_us, byte); break;
    case AN3155_COMMAND:
    case AN3155_ADDRESS:
    case AN3155_LIST:
    case AN3155_TAIL: status_came(client, now_us, byte); break;
    case AN3155_COUNT: count_came(client, now_us, byte); break;
    case AN3155_DATA: data_came(client, now_us, byte); break;
    }
}

/* --- the line --- */

size_t an3155_client_output(struct an3155_client *client, uint64_t now_us,
                            void *bytes, size_t capacity)
{
    return an3155_frame_output(client, now_us, bytes, capacity);
}

void an3155_client_input(struct an3155_client *client, uint64_t now_us,
                         const void *bytes, size_t count)
{
    const uint8_t *byte = bytes;
    for (; count; count--)
        byte_came(client, now_us, *byte++);
}

uint64_t an3155_client_due(const struct an3155_client *client)
{
    return client->due_us;
}

void an3155_client_time(struct an3155_client *client, uint64_t now_us)
{
    if (now_us < client->due_us)
        return;
    switch (client->stage) {
    case AN3155_IDLE: break;
    case AN3155_SYNC:
    case AN3155_QUIET:
    case AN3155_PAD:
    case AN3155_ALIGN:
        if (an3155_resync_time(client, now_us))
            in_step(client);
        break;
    default: fail(client, now_us, AN3155_LATE);
    }
}
