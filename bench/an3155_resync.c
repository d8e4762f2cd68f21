/* SPDX-License-Identifier: MIT */
#include "bench/an3155_resync.h"

#include "bench/an3155_frame.h"

enum {
    SYNC = 0x7F,
    SYNC_FAST_MS = 10, /* between further bytes 0x7F, */
    SYNC_FAST = 300,   /* which end a block that an earlier host began */
    SINGLE = 4,        /* bytes that pad one by one, */
    BURST = 256,       /* and then at a time, */
    BURST_MS = 2,      /* one behind the other: a NACK ends them */
    PAD_GO = 6,        /* an address is 5 bytes */
    PAD_BLOCK = 600,   /* more than any frame but a list */
    PAD_LIST = 131200, /* 65,536 pages of two bytes, by one wrong bit */
    ALIGN = 4
};

static void end(struct an3155_client *client, enum client_result result)
{
    client->stage = AN3155_IDLE;
    client->result = result;
    client->due_us = CLIENT_NEVER;
}

static void be_quiet(struct an3155_client *client, uint64_t now_us,
                     enum an3155_quiet after)
{
    client->stage = AN3155_QUIET;
    client->after = after;
    client->frame_sent = client->frame_size;
    client->due_us = now_us + AN3155_QUIET_MS * 1000;
    client->noise_us = now_us + AN3155_NOISE_MS * 1000;
}

/* --- the first 0x7F --- */

static void send_sync(struct an3155_client *client, uint64_t now_us)
{
    bool slow = now_us < client->connect_us;
    client->stage = AN3155_SYNC;
    client->syncs++;
    client->padded += !slow;
    an3155_frame_repeat(client, SYNC, 1, slow ? AN3155_SYNC_MS : SYNC_FAST_MS);
}

void an3155_resync_connect(struct an3155_client *client, uint64_t now_us)
{
    client->syncs = client->padded = 0;
    client->pad = SYNC;
    send_sync(client, now_us);
}

static void sync_answered(struct an3155_client *client, uint64_t now_us,
                          uint8_t byte)
{
    client->answer = byte;
    if (byte == AN3155_ACK || byte == AN3155_NACK)
        be_quiet(client, now_us, AN3155_AFTER_SYNC);
    else
        client->counts.strays++; /* an application that still talks */
}

static void sync_late(struct an3155_client *client, uint64_t now_us)
{
    if (client->padded < SYNC_FAST)
        send_sync(client, now_us);
    else
        end(client, client->counts.strays ? CLIENT_FOREIGN : CLIENT_SILENT);
}

/* --- a NACK to a byte or two --- */

static void align(struct an3155_client *client)
{
    if (client->padded == ALIGN) {
        end(client, CLIENT_SILENT);
        return;
    }
    client->stage = AN3155_ALIGN;
    client->padded++;
    client->counts.pads += client->operation != AN3155_CONNECT;
    an3155_frame_repeat(client, client->pad, 1, AN3155_PAD_MS);
}

static bool begin_align(struct an3155_client *client)
{
    client->padded = 0;
    align(client);
    return false;
}

/* --- padding --- */

/* A list of pages may be the longest, by a wrong count, or by the pad as its
 * count; Go is answered, or the ROM has left. */
static uint32_t pad_limit(const struct an3155_client *client)
{
    if (client->operation == AN3155_ERASE)
        return PAD_LIST;
    return client->operation == AN3155_GO ? PAD_GO : PAD_BLOCK;
}

static void pad_on(struct an3155_client *client)
{
    uint32_t left = client->limit - client->padded;
    uint32_t count = client->padded < SINGLE ? 1 : BURST;
    bool more = count > 1 && count < left;
    if (count > left)
        count = left;
    client->stage = AN3155_PAD;
    client->padded += count;
    client->counts.pads += count;
    an3155_frame_repeat(client, client->pad, count,
                        more ? BURST_MS : AN3155_PAD_MS);
}

static bool begin_padding(struct an3155_client *client)
{
    client->limit = pad_limit(client);
    client->padded = 0;
    pad_on(client);
    return false;
}

static void pad_late(struct an3155_client *client)
{
    if (client->padded < client->limit) {
        pad_on(client);
        return;
    }
    client->unconfirmed =
        client->operation == AN3155_GO && client->failed == AN3155_ADDRESS;
    end(client, client->unconfirmed ? CLIENT_DONE : CLIENT_SILENT);
}

/* --- trouble --- */

void an3155_resync_begin(struct an3155_client *client, uint64_t now_us,
                         enum an3155_trouble trouble)
{
    client->trouble = trouble;
    client->failed = client->stage;
    client->counts.nacks += trouble == AN3155_NACKED;
    client->counts.timeouts += trouble == AN3155_LATE;
    client->counts.strays += trouble == AN3155_UNEXPECTED;
    if (client->operation != AN3155_CONNECT)
        client->pad = an3155_frame_pad(client);
    be_quiet(client, now_us, AN3155_AFTER_TROUBLE);
}

/* Only 0x7F may be sent before Get has answered: a ROM that is still to come
 * measures its speed by the first byte. */
static bool after_trouble(struct an3155_client *client, uint64_t now_us)
{
    if (client->trouble != AN3155_NACKED &&
        client->operation == AN3155_CONNECT) {
        an3155_resync_connect(client, now_us);
        return false;
    }
    if (client->trouble != AN3155_NACKED)
        return begin_padding(client);
    /* A byte too many makes each command half of the last and half of this. */
    if (client->failed == AN3155_COMMAND && client->tries > 1)
        return begin_align(client);
    return true;
}

/* One 0x7F and one ACK, or a NACK to the last one: it is in step. */
static bool after_sync(struct an3155_client *client)
{
    bool nacked = client->answer == AN3155_NACK && client->padded == 0;
    client->synced = client->answer == AN3155_NACK;
    if (nacked || (client->answer == AN3155_ACK && client->syncs == 1))
        return true;
    return begin_align(client);
}

static bool is_quiet(struct an3155_client *client, uint64_t now_us)
{
    switch (client->after) {
    case AN3155_AFTER_SYNC: return after_sync(client);
    case AN3155_AFTER_TROUBLE: return after_trouble(client, now_us);
    case AN3155_AFTER_PAD:
        /* The rest of a burst may be half a command. */
        return client->padded > SINGLE ? begin_align(client) : true;
    case AN3155_AFTER_ALIGN: break;
    }
    return true;
}

/* An application that never stops talking, where the ROM was, or after Go. */
static void never_quiet(struct an3155_client *client)
{
    client->unconfirmed =
        client->operation == AN3155_GO && client->failed == AN3155_ADDRESS;
    end(client, client->unconfirmed ? CLIENT_DONE : CLIENT_FOREIGN);
}

/* What follows an ACK of the sync is the second of two (AN2606, L412 V13.1), or
 * the text of an application in which it was a letter. */
static void quiet_input(struct an3155_client *client, uint64_t now_us,
                        uint8_t byte)
{
    client->counts.strays++;
    client->due_us = now_us + AN3155_QUIET_MS * 1000;
    if (now_us >= client->noise_us)
        never_quiet(client);
    else if (client->after != AN3155_AFTER_SYNC)
        return;
    else if (byte == AN3155_NACK)
        client->answer = byte;
    else if (byte != AN3155_ACK)
        send_sync(client, now_us);
}

void an3155_resync_input(struct an3155_client *client, uint64_t now_us,
                         uint8_t byte)
{
    if (client->stage == AN3155_QUIET)
        quiet_input(client, now_us, byte);
    else if (client->stage == AN3155_SYNC)
        sync_answered(client, now_us, byte);
    else if (byte == AN3155_NACK)
        be_quiet(client, now_us,
                 client->stage == AN3155_PAD ? AN3155_AFTER_PAD
                                             : AN3155_AFTER_ALIGN);
    else
        client->counts.strays++;
}

bool an3155_resync_time(struct an3155_client *client, uint64_t now_us)
{
    switch (client->stage) {
    case AN3155_SYNC: sync_late(client, now_us); break;
    case AN3155_PAD: pad_late(client); break;
    case AN3155_ALIGN: align(client); break;
    default: /* AN3155_QUIET */ return is_quiet(client, now_us);
    }
    return false;
}
