/* SPDX-License-Identifier: MIT */
#include "tools/host/telnet.h"

/* --- what is received --- */

static enum telnet_item after_iac(struct telnet *telnet, uint8_t byte)
{
    telnet->state = TELNET_IN_DATA;
    if (byte == TELNET_IAC)
        return TELNET_BYTE;
    if (byte >= TELNET_WILL && byte <= TELNET_DONT) {
        telnet->verb = byte;
        telnet->state = TELNET_IN_OPTION;
    }
    if (byte == TELNET_SB) {
        telnet->sub_size = 0;
        telnet->state = TELNET_IN_SUB;
    }
    return TELNET_NOTHING;
}

static void keep(struct telnet *telnet, uint8_t byte)
{
    if (telnet->sub_size < sizeof telnet->sub)
        telnet->sub[telnet->sub_size++] = byte;
}

static enum telnet_item in_sub(struct telnet *telnet, uint8_t byte)
{
    if (telnet->state == TELNET_IN_SUB && byte == TELNET_IAC) {
        telnet->state = TELNET_SUB_IAC;
        return TELNET_NOTHING;
    }
    if (telnet->state == TELNET_SUB_IAC && byte == TELNET_SE) {
        telnet->state = TELNET_IN_DATA;
        return TELNET_SUB_COMPLETE;
    }
    telnet->state = TELNET_IN_SUB;
    keep(telnet, byte);
    return TELNET_NOTHING;
}

enum telnet_item telnet_take(struct telnet *telnet, uint8_t byte)
{
    switch (telnet->state) {
    case TELNET_IN_DATA:
        if (byte != TELNET_IAC)
            return TELNET_BYTE;
        telnet->state = TELNET_AFTER_IAC;
        return TELNET_NOTHING;
    case TELNET_AFTER_IAC: return after_iac(telnet, byte);
    case TELNET_IN_OPTION:
        telnet->state = TELNET_IN_DATA;
        telnet->option = byte;
        return TELNET_ASKED;
    case TELNET_IN_SUB:
    case TELNET_SUB_IAC: break;
    }
    return in_sub(telnet, byte);
}

/* --- what is sent --- */

static size_t put(uint8_t verb, uint8_t option, uint8_t *out)
{
    out[0] = TELNET_IAC;
    out[1] = verb;
    out[2] = option;
    return TELNET_ANSWER;
}

void telnet_offer(struct telnet *telnet, uint8_t verb, uint8_t option,
                  uint8_t out[TELNET_ANSWER])
{
    if (verb == TELNET_WILL)
        telnet->will[option] = true;
    if (verb == TELNET_DO)
        telnet->wants[option] = true;
    put(verb, option, out);
}

static bool is_used(uint8_t option)
{
    return option == TELNET_BINARY || option == TELNET_SUPPRESS_GO_AHEAD ||
           option == TELNET_COM_PORT;
}

size_t telnet_answer(struct telnet *telnet, uint8_t out[TELNET_ANSWER])
{
    bool asks = telnet->verb == TELNET_DO || telnet->verb == TELNET_DONT;
    bool on = telnet->verb == TELNET_DO || telnet->verb == TELNET_WILL;
    bool agreed = on && is_used(telnet->option);
    bool *now =
        asks ? &telnet->will[telnet->option] : &telnet->wants[telnet->option];
    if (*now == agreed && on == agreed)
        return 0;
    *now = agreed;
    uint8_t yes = asks ? TELNET_WILL : TELNET_DO;
    uint8_t no = asks ? TELNET_WONT : TELNET_DONT;
    return put(agreed ? yes : no, telnet->option, out);
}

size_t telnet_escape(const uint8_t *bytes, size_t size, uint8_t *out,
                     size_t room, size_t *taken)
{
    size_t used = 0, i = 0;
    for (; i < size; i++) {
        size_t needed = bytes[i] == TELNET_IAC ? 2 : 1;
        if (room - used < needed)
            break;
        out[used++] = bytes[i];
        if (needed == 2)
            out[used++] = bytes[i];
    }
    *taken = i;
    return used;
}
