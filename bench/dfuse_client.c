/* SPDX-License-Identifier: MIT */
#include "bench/dfuse_client.h"

#include <string.h>

#include "bench/dfuse_request.h"

enum { US_PER_MS = 1000 };

static void end(struct dfuse_client *client, enum client_result result)
{
    client->step = DFUSE_STEP_NONE;
    client->ready = client->flying = false;
    client->result = result;
    client->due_us = CLIENT_NEVER;
}

void dfuse_client_begin(struct dfuse_client *client)
{
    memset(client, 0, sizeof *client);
    client->state = DFUSE_UNKNOWN;
    client->due_us = CLIENT_NEVER;
}

/* --- operations --- */

static void clear(struct dfuse_client *client)
{
    if (client->clears++ < DFUSE_TRIES)
        dfuse_request_clear(client);
    else
        end(client, CLIENT_REFUSED);
}

/* The device is in dfuIDLE, dfuDNLOAD-IDLE or dfuUPLOAD-IDLE. */
static void go_on(struct dfuse_client *client)
{
    bool reads = client->operation == DFUSE_READ && client->addressed;
    if (client->state == (reads ? DFUSE_DNLOAD_IDLE : DFUSE_UPLOAD_IDLE))
        clear(client);
    else if (client->operation == DFUSE_CONNECT)
        end(client, CLIENT_DONE);
    else if (client->operation == DFUSE_ERASE)
        dfuse_request_erase(client);
    else if (!client->addressed)
        dfuse_request_address(client);
    else if (client->operation == DFUSE_READ)
        dfuse_request_upload(client);
    else if (client->operation == DFUSE_WRITE)
        dfuse_request_block(client);
    else
        dfuse_request_leave(client);
}

static void settle(struct dfuse_client *client)
{
    switch (client->state) {
    case DFUSE_IDLE:
    case DFUSE_DNLOAD_IDLE:
    case DFUSE_UPLOAD_IDLE: go_on(client); break;
    case DFUSE_UNKNOWN: dfuse_request_status(client, DFUSE_STEP_ASK); break;
    case DFUSE_APP_IDLE: end(client, CLIENT_FOREIGN); break;
    default: clear(client);
    }
}

static void start(struct dfuse_client *client)
{
    client->addressed = false;
    client->clears = 0;
    if (client->operation == DFUSE_CONNECT)
        dfuse_request_device(client);
    else
        settle(client);
}

static void begin(struct dfuse_client *client, enum dfuse_operation operation,
                  uint32_t address, uint16_t length)
{
    client->operation = operation;
    client->result = CLIENT_BUSY;
    client->unconfirmed = false;
    client->address = address;
    client->length = length;
    client->tries = 1;
    start(client);
}

void dfuse_client_connect(struct dfuse_client *client)
{
    begin(client, DFUSE_CONNECT, 0, 0);
}

void dfuse_client_read(struct dfuse_client *client, uint32_t address,
                       uint16_t length)
{
    begin(client, DFUSE_READ, address, length);
}

void dfuse_client_write(struct dfuse_client *client, uint32_t address,
                        const void *bytes, uint16_t length)
{
    memcpy(client->data, bytes, length);
    begin(client, DFUSE_WRITE, address, length);
}

void dfuse_client_erase(struct dfuse_client *client, uint32_t address)
{
    begin(client, DFUSE_ERASE, address, 0);
}

void dfuse_client_leave(struct dfuse_client *client, uint32_t address)
{
    begin(client, DFUSE_LEAVE, address, 0);
}

/* --- trouble --- */

/* The state of the device is asked before the next try. */
static void retry(struct dfuse_client *client, enum client_result last)
{
    bool sent = client->step == DFUSE_STEP_DOWNLOAD ||
                (client->step == DFUSE_STEP_POLL &&
                 client->polled == DFUSE_STEP_DOWNLOAD);
    client->state = DFUSE_UNKNOWN;
    if (client->operation == DFUSE_WRITE && sent) {
        end(client, CLIENT_UNSURE);
    } else if (client->tries == DFUSE_TRIES) {
        end(client, last);
    } else {
        client->tries++;
        client->counts.retries++;
        start(client);
    }
}

/* The device says dfuERROR. */
static void refused(struct dfuse_client *client)
{
    client->counts.nacks++;
    if (client->status == DFUSE_ERR_VENDOR)
        end(client, CLIENT_PROTECTED);
    else
        retry(client, CLIENT_REFUSED);
}

/* A device that leaves need not answer; nothing else of it can be seen. */
static void lost(struct dfuse_client *client, enum dfuse_end how)
{
    if (client->operation == DFUSE_LEAVE && client->step >= DFUSE_STEP_LEAVE &&
        how != DFUSE_STALLED) {
        client->unconfirmed = how == DFUSE_TIMEOUT;
        end(client, CLIENT_DONE);
    } else if (how == DFUSE_GONE) {
        end(client, CLIENT_GONE);
    } else if (how == DFUSE_TIMEOUT) {
        client->counts.timeouts++;
        retry(client, CLIENT_SILENT);
    } else {
        client->counts.nacks++;
        retry(client, CLIENT_REFUSED);
    }
}

/* --- GETSTATUS --- */

static uint32_t keep_status(struct dfuse_client *client)
{
    const uint8_t *status = client->small;
    uint32_t ms =
        status[1] | (uint32_t)status[2] << 8 | (uint32_t)status[3] << 16;
    client->status = status[0];
    client->state = status[4];
    return ms < DFUSE_BUSY_MS ? ms : DFUSE_BUSY_MS;
}

/* The first GETSTATUS starts the work, the next one after bwPollTimeout has its
 * result. */
static void polled(struct dfuse_client *client, uint64_t now_us)
{
    uint32_t ms = keep_status(client);
    if (client->state == DFUSE_DNBUSY && client->polls < DFUSE_POLLS) {
        client->due_us = now_us + (ms ? ms : client->polls != 0) * US_PER_MS;
        client->polls++;
    } else if (client->state != DFUSE_DNLOAD_IDLE) {
        refused(client);
    } else if (client->polled == DFUSE_STEP_ADDRESS) {
        client->addressed = true;
        go_on(client);
    } else {
        end(client, CLIENT_DONE);
    }
}

/* The error of a request that was stalled is still there. */
static void asked(struct dfuse_client *client)
{
    keep_status(client);
    if (client->state == DFUSE_ERROR && client->tries > 1 &&
        client->status == DFUSE_ERR_VENDOR)
        end(client, CLIENT_PROTECTED);
    else
        settle(client);
}

static void left(struct dfuse_client *client)
{
    keep_status(client);
    if (client->state == DFUSE_MANIFEST)
        end(client, CLIENT_DONE);
    else
        refused(client);
}

/* --- answers --- */

static void configuration_came(struct dfuse_client *client, size_t actual)
{
    if (dfuse_request_find(client, actual))
        dfuse_request_string(client);
    else
        end(client, CLIENT_FOREIGN);
}

static void string_came(struct dfuse_client *client, size_t actual)
{
    if (dfuse_request_is_flash(client, actual))
        dfuse_request_interface(client);
    else if (++client->alternate < client->alternate_count)
        dfuse_request_string(client);
    else
        end(client, CLIENT_FOREIGN);
}

static void downloaded(struct dfuse_client *client)
{
    client->polled = client->step;
    client->polls = 0;
    dfuse_request_status(client, DFUSE_STEP_POLL);
}

static void uploaded(struct dfuse_client *client, size_t actual)
{
    if (actual < client->length) {
        client->counts.strays++;
        retry(client, CLIENT_BROKEN);
        return;
    }
    client->state = DFUSE_UPLOAD_IDLE;
    end(client, CLIENT_DONE);
}

static void answered(struct dfuse_client *client, uint64_t now_us,
                     size_t actual)
{
    switch (client->step) {
    case DFUSE_STEP_NONE: break;
    case DFUSE_STEP_DEVICE:
        client->version = (uint16_t)(client->data[12] | client->data[13] << 8);
        dfuse_request_configuration(client);
        break;
    case DFUSE_STEP_CONFIGURATION: configuration_came(client, actual); break;
    case DFUSE_STEP_STRING: string_came(client, actual); break;
    case DFUSE_STEP_INTERFACE:
    case DFUSE_STEP_CLEAR: dfuse_request_status(client, DFUSE_STEP_ASK); break;
    case DFUSE_STEP_ASK: asked(client); break;
    case DFUSE_STEP_ADDRESS:
    case DFUSE_STEP_DOWNLOAD: downloaded(client); break;
    case DFUSE_STEP_POLL: polled(client, now_us); break;
    case DFUSE_STEP_UPLOAD: uploaded(client, actual); break;
    case DFUSE_STEP_LEAVE: dfuse_request_status(client, DFUSE_STEP_LEFT); break;
    case DFUSE_STEP_LEFT: left(client); break;
    }
}

/* A status, or a descriptor, that is too short says nothing. */
static bool is_short(const struct dfuse_client *client, size_t actual)
{
    switch (client->step) {
    case DFUSE_STEP_DEVICE:
    case DFUSE_STEP_ASK:
    case DFUSE_STEP_POLL:
    case DFUSE_STEP_LEFT: return actual < client->transfer.length;
    default: return false;
    }
}

bool dfuse_client_transfer(struct dfuse_client *client, uint64_t now_us,
                           struct dfuse_transfer *transfer)
{
    if (!client->ready)
        return false;
    client->ready = false;
    client->flying = true;
    client->due_us = now_us + DFUSE_TRANSFER_MS * US_PER_MS;
    *transfer = client->transfer;
    return true;
}

void dfuse_client_answer(struct dfuse_client *client, uint64_t now_us,
                         enum dfuse_end how, size_t actual)
{
    if (!client->flying)
        return;
    client->flying = false;
    client->due_us = CLIENT_NEVER;
    if (how == DFUSE_STALLED && client->step == DFUSE_STEP_INTERFACE)
        how = DFUSE_OK; /* the address decides, not the setting */
    if (how == DFUSE_OK && is_short(client, actual))
        how = DFUSE_STALLED;
    if (how != DFUSE_OK)
        lost(client, how);
    else
        answered(client, now_us, actual);
}

uint64_t dfuse_client_due(const struct dfuse_client *client)
{
    return client->due_us;
}

void dfuse_client_time(struct dfuse_client *client, uint64_t now_us)
{
    if (now_us >= client->due_us && client->step == DFUSE_STEP_POLL &&
        !client->flying && !client->ready)
        dfuse_request_status(client, DFUSE_STEP_POLL);
}
