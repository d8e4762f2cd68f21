/* SPDX-License-Identifier: MIT */
#include "tools/probe_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/an3155_client.h"
#include "bench/refuse.h"
#include "chip/little_endian.h"
#include "tools/host/terminal.h"

enum {
    BAUD = 115200,
    QUIET_US = 20000,
    TURN_US = 50000, /* how long Ctrl-C may wait */
    CONNECT_MS = 600,
    BANK_1 = 0x08000000,
    HEAD = 0x20005008 /* word 0 of the probe */
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

/* The command as examples/probe/experiment.c prints it:
 * stm32flash -b 115200 [-e 0 -w probe.bin -S 0xADDRESS:288] -g 0xADDRESS */
bool probe_line_request(const struct probe_line *line,
                        struct probe_request *request)
{
    static const char command[] = "    stm32flash -b 115200 ";
    const char *last = NULL;
    for (const char *at = line->text; (at = strstr(at, command)); at++)
        last = at;
    *request = (struct probe_request){0};
    if (!last)
        return false;
    size_t length = strcspn(last, "\r\n");
    const char *go = strstr(last, " -g 0x"), *write = strstr(last, " -S 0x");
    if (!go || go > last + length)
        return false;
    request->go = (uint32_t)strtoul(go + 4, NULL, 16);
    if (write && write < last + length)
        request->write = (uint32_t)strtoul(write + 4, NULL, 16);
    return true;
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

bool probe_line_rom(struct probe_line *line, bool *has_probe)
{
    struct an3155_client client;
    *has_probe = false;
    if (!connect_rom(line, &client))
        return false;
    an3155_client_read(&client, BANK_1, 4);
    *has_probe = finish(line, &client) && little_endian(client.data, 4) == HEAD;
    return true;
}

/* Writes the first bytes of the probe, as they are in the part. */
static bool write_bytes(struct probe_line *line, struct an3155_client *client,
                        uint32_t to)
{
    uint8_t block[AN3155_BLOCK];
    for (uint32_t done = 0; done < PROBE_DOOR_BYTES;) {
        uint32_t left = PROBE_DOOR_BYTES - done;
        uint16_t size = (uint16_t)(left < AN3155_BLOCK ? left : AN3155_BLOCK);
        an3155_client_read(client, BANK_1 + done, size);
        if (!finish(line, client))
            return false;
        memcpy(block, client->data, size);
        an3155_client_write(client, to + done, block, size);
        if (!finish(line, client))
            return false;
        done += size;
    }
    return true;
}

bool probe_line_help(struct probe_line *line,
                     const struct probe_request *request, char *error)
{
    struct an3155_client client;
    if (!connect_rom(line, &client))
        return refuse(error, PORT_ERROR_SIZE,
                      "neither the probe nor a ROM answers");
    if (request->write && !write_bytes(line, &client, request->write))
        return refuse(error, PORT_ERROR_SIZE,
                      "the ROM does not write %d bytes at 0x%08X",
                      PROBE_DOOR_BYTES, (unsigned)request->write);
    an3155_client_go(&client, request->go);
    return finish(line, &client) ||
           refuse(error, PORT_ERROR_SIZE, "the ROM does not go to 0x%08X",
                  (unsigned)request->go);
}
