/* SPDX-License-Identifier: MIT */
#include "tools/probe_line.h"

#include <stdio.h>
#include <string.h>

#include "bench/an3155_client.h"
#include "bench/device.h"
#include "bench/family.h"
#include "bench/refuse.h"
#include "bench/silicon.h"
#include "chip/little_endian.h"
#include "tools/host/terminal.h"

enum {
    BAUD = 115200,
    QUIET_US = 20000,
    TURN_US = 50000, /* how long Ctrl-C may wait */
    CONNECT_MS = 600,
    BANK_1 = 0x08000000
};

/* --- the probe --- */

bool probe_line_terminal(struct probe_line *line)
{
    if (!port_set_line(&line->port, BAUD, PORT_PARITY_NONE))
        return false;
    port_discard(&line->port, QUIET_US);
    line->heard_us = port_now_us();
    return true;
}

bool probe_line_press(struct probe_line *line, char key)
{
    line->gone |= !port_write(&line->port, &key, 1);
    line->heard_us = port_now_us();
    return !line->gone;
}

void probe_line_listen(struct probe_line *line, uint64_t limit_us)
{
    char bytes[256];
    size_t room = PROBE_TEXT - 1 - line->length;
    int count = port_read(&line->port, bytes,
                          room < sizeof bytes ? room : sizeof bytes, limit_us);
    line->gone |= count < 0 || room == 0;
    if (count <= 0)
        return;
    memcpy(line->text + line->length, bytes, (size_t)count);
    line->length += (size_t)count;
    line->text[line->length] = 0;
    line->heard_us = port_now_us();
    if (line->echo)
        fwrite(bytes, 1, (size_t)count, stderr);
}

/* --- the ROM --- */

/* Carries an operation of the client to its end. */
static bool finish(struct probe_line *line, struct an3155_client *client)
{
    uint8_t bytes[AN3155_FRAME];
    while (client->result == CLIENT_BUSY && !line->gone && !terminal_ended()) {
        size_t out =
            an3155_client_output(client, port_now_us(), bytes, sizeof bytes);
        if (out)
            line->gone |= !port_write(&line->port, bytes, out);
        uint64_t now = port_now_us(), due = an3155_client_due(client);
        uint64_t left = due > now ? due - now : 0;
        int in = port_read(&line->port, bytes, sizeof bytes,
                           left < TURN_US ? left : TURN_US);
        now = port_now_us();
        if (in < 0)
            line->gone = true;
        else if (in > 0)
            an3155_client_input(client, now, bytes, (size_t)in);
        else if (now >= due)
            an3155_client_time(client, now);
    }
    return client->result == CLIENT_DONE;
}

static bool connect_rom(struct probe_line *line, struct an3155_client *client)
{
    if (!port_set_line(&line->port, BAUD, PORT_PARITY_EVEN))
        return false;
    port_discard(&line->port, QUIET_US);
    an3155_client_begin(client, line->port.kind == &port_serial ? BAUD : 0);
    client->connect_ms = CONNECT_MS;
    an3155_client_connect(client, port_now_us());
    return finish(line, client);
}

/* True: the probe of a family begins with that word. */
static bool is_head(uint32_t word)
{
    for (unsigned i = 0; i < FAMILIES; i++) {
        const struct silicon *silicon = family_info(i)->silicon;
        if (silicon && silicon->head == word)
            return true;
    }
    return false;
}

bool probe_line_rom(struct probe_line *line, bool *has_probe)
{
    struct an3155_client client;
    *has_probe = false;
    if (!connect_rom(line, &client))
        return false;
    an3155_client_read(&client, BANK_1, 4);
    *has_probe =
        finish(line, &client) && is_head(little_endian(client.data, 4));
    return true;
}

/* Writes the first bytes of the probe, as they are in the part. */
static bool write_bytes(struct probe_line *line, struct an3155_client *client,
                        const struct probe_request *request)
{
    uint8_t block[AN3155_BLOCK];
    for (uint32_t done = 0; done < request->bytes;) {
        uint32_t left = request->bytes - done;
        uint16_t size = (uint16_t)(left < AN3155_BLOCK ? left : AN3155_BLOCK);
        an3155_client_read(client, BANK_1 + done, size);
        if (!finish(line, client))
            return false;
        memcpy(block, client->data, size);
        an3155_client_write(client, request->write + done, block, size);
        if (!finish(line, client))
            return false;
        done += size;
    }
    return true;
}

/* False: the ROM does not erase. *REFUSED: it has refused, as is of interest.
 */
static bool erase(struct probe_line *line, struct an3155_client *client,
                  const struct probe_request *request, bool *refused)
{
    *refused = false;
    if (!request->page_count)
        return true;
    uint16_t count = (uint16_t)request->page_count;
    an3155_client_erase(
        client, request->pages, count,
        device_erase_ms(device_find(client->id), request->pages, count));
    if (finish(line, client))
        return true;
    *refused = request->refused && client->result == CLIENT_REFUSED;
    return *refused;
}

bool probe_line_help(struct probe_line *line,
                     const struct probe_request *request, char *error)
{
    struct an3155_client client;
    bool refused;
    if (!connect_rom(line, &client))
        return refuse(error, PORT_ERROR_SIZE,
                      "neither the probe nor a ROM answers");
    if (!erase(line, &client, request, &refused))
        return refuse(error, PORT_ERROR_SIZE, "the ROM does not erase page %u",
                      request->pages[0]);
    if (request->write && !write_bytes(line, &client, request))
        return refuse(error, PORT_ERROR_SIZE,
                      "the ROM does not write %u bytes at 0x%08X",
                      request->bytes, (unsigned)request->write);
    uint32_t go = refused ? request->refused : request->go;
    an3155_client_go(&client, go);
    return finish(line, &client) ||
           refuse(error, PORT_ERROR_SIZE, "the ROM does not go to 0x%08X",
                  (unsigned)go);
}
