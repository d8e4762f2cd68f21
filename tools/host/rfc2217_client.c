/* SPDX-License-Identifier: MIT */
#include "tools/host/rfc2217_client.h"

#include <string.h>

#include "tools/host/rfc2217.h"

void rfc2217_client_greet(struct rfc2217_client *client, uint8_t *out)
{
    static const uint8_t offers[][2] = {
        {TELNET_WILL, TELNET_COM_PORT},
        {TELNET_WILL, TELNET_BINARY},
        {TELNET_DO, TELNET_BINARY},
        {TELNET_WILL, TELNET_SUPPRESS_GO_AHEAD},
        {TELNET_DO, TELNET_SUPPRESS_GO_AHEAD},
    };
    *client = (struct rfc2217_client){.accepted = false};
    for (unsigned i = 0; i < sizeof offers / sizeof *offers; i++)
        telnet_offer(&client->telnet, offers[i][0], offers[i][1],
                     out + i * TELNET_ANSWER);
}

size_t rfc2217_client_command(struct rfc2217_client *client, uint8_t command,
                              uint32_t value, unsigned size,
                              uint8_t out[RFC2217_COMMAND])
{
    static const uint8_t end[] = {TELNET_IAC, TELNET_SE};
    const uint8_t head[] = {TELNET_IAC, TELNET_SB, TELNET_COM_PORT, command};
    uint8_t bytes[4];
    size_t taken;
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> 8 * (size - 1 - i));
    memcpy(out, head, sizeof head);
    size_t used = sizeof head;
    used += telnet_escape(bytes, size, out + used, 2 * sizeof bytes, &taken);
    memcpy(out + used, end, sizeof end);
    client->awaited = command + (unsigned)RFC2217_ANSWER;
    return used + sizeof end;
}

static void end_suboption(struct rfc2217_client *client)
{
    const struct telnet *telnet = &client->telnet;
    if (telnet->sub_size < 3 || telnet->sub[0] != TELNET_COM_PORT)
        return;
    if (telnet->sub[1] == RFC2217_NOTIFY_MODEMSTATE + RFC2217_ANSWER)
        client->modem = telnet->sub[2];
    if (telnet->sub[1] != client->awaited)
        return;
    client->answer = 0;
    for (unsigned i = 2; i < telnet->sub_size; i++)
        client->answer = client->answer << 8 | telnet->sub[i];
    client->awaited = 0;
}

static size_t negotiate(struct rfc2217_client *client, uint8_t *out)
{
    const struct telnet *telnet = &client->telnet;
    if (telnet->option == TELNET_COM_PORT &&
        (telnet->verb == TELNET_DO || telnet->verb == TELNET_WILL))
        client->accepted = true;
    return telnet_answer(&client->telnet, out);
}

bool rfc2217_client_take(struct rfc2217_client *client, uint8_t byte,
                         uint8_t out[TELNET_ANSWER], size_t *count)
{
    *count = 0;
    switch (telnet_take(&client->telnet, byte)) {
    case TELNET_NOTHING: break;
    case TELNET_BYTE: return true;
    case TELNET_ASKED: *count = negotiate(client, out); break;
    case TELNET_SUB_COMPLETE: end_suboption(client); break;
    }
    return false;
}
