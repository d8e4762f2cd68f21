/* SPDX-License-Identifier: MIT */
#include "bench/an3155_frame.h"

#include <string.h>

enum { FRAME_BITS = 11 /* of a byte, 8E1 */, US_PER_S = 1000000 };

static void begin(struct an3155_client *client, uint32_t wait_ms)
{
    client->frame_size = client->frame_sent = 0;
    client->wait_ms = wait_ms;
    client->due_us = CLIENT_NEVER;
}

static void add(struct an3155_client *client, uint32_t byte)
{
    client->frame[client->frame_size++] = (uint8_t)byte;
}

static void end(struct an3155_client *client)
{
    uint8_t sum = 0;
    for (unsigned i = 0; i < client->frame_size; i++)
        sum ^= client->frame[i];
    add(client, sum);
}

void an3155_frame_command(struct an3155_client *client, uint8_t code)
{
    begin(client, AN3155_ANSWER_MS);
    client->command = code;
    add(client, code);
    add(client, code ^ 0xFFu);
}

void an3155_frame_address(struct an3155_client *client)
{
    begin(client, AN3155_ANSWER_MS);
    for (int shift = 24; shift >= 0; shift -= 8)
        add(client, client->address >> shift);
    end(client);
}

void an3155_frame_count(struct an3155_client *client)
{
    begin(client, AN3155_ANSWER_MS);
    add(client, client->length - 1u);
    add(client, (client->length - 1u) ^ 0xFFu);
}

void an3155_frame_block(struct an3155_client *client)
{
    begin(client, AN3155_WRITE_MS);
    add(client, client->length - 1u);
    memcpy(client->frame + 1, client->data, client->length);
    client->frame_size += client->length;
    end(client);
}

/* Numbers of pages have one byte in 0x43, two in 0x44, as has their count. */
void an3155_frame_list(struct an3155_client *client)
{
    bool wide = client->command == AN3155_CODE_EXTENDED_ERASE;
    begin(client, AN3155_ERASE_MS + client->erase_ms);
    for (int i = -1; i < client->length; i++) {
        unsigned number = i < 0 ? client->length - 1u : client->pages[i];
        if (wide)
            add(client, number >> 8);
        add(client, number);
    }
    end(client);
}

void an3155_frame_repeat(struct an3155_client *client, uint8_t byte,
                         uint32_t count, uint32_t wait_ms)
{
    begin(client, wait_ms);
    memset(client->frame, byte, count);
    client->frame_size = (uint16_t)count;
}

/* The last byte was taken: the line needs time for the frame. */
static void frame_taken(struct an3155_client *client, uint64_t now_us)
{
    uint64_t line_us = 0;
    if (client->baud)
        line_us =
            (uint64_t)client->frame_size * FRAME_BITS * US_PER_S / client->baud;
    client->early_us = now_us + line_us;
    client->due_us = now_us + line_us + client->wait_ms * 1000ull;
}

size_t an3155_frame_output(struct an3155_client *client, uint64_t now_us,
                           uint8_t *bytes, size_t capacity)
{
    size_t left = (size_t)client->frame_size - client->frame_sent;
    size_t count = left < capacity ? left : capacity;
    if (!count)
        return 0;
    memcpy(bytes, client->frame + client->frame_sent, count);
    client->frame_sent += (uint16_t)count;
    if (count == left)
        frame_taken(client, now_us);
    return count;
}

uint8_t an3155_frame_pad(const struct an3155_client *client)
{
    for (unsigned pad = 2; pad < 256; pad += 2)
        if (!memchr(client->frame, (int)pad, client->frame_size))
            return (uint8_t)pad;
    return 2;
}
