/* SPDX-License-Identifier: MIT */
#include "tools/host/rfc2217_server.h"

#include <string.h>

#include "bench/machine.h"
#include "tools/host/rfc2217.h"

enum {
    MODEM_STATE = RFC2217_MODEM_CTS | RFC2217_MODEM_DSR | RFC2217_MODEM_DCD,
    CHANGES = 4 /* bits of NOTIFY-MODEMSTATE: as the states, 4 bits lower */
};

static const char signature[] = "softboot0 virtual board";

/* --- what is sent --- */

static void put(struct rfc2217_server *server, const uint8_t *bytes,
                size_t size)
{
    if (size > sizeof server->out - server->out_size)
        return;
    memcpy(server->out + server->out_size, bytes, size);
    server->out_size += size;
}

static void offer(struct rfc2217_server *server, uint8_t verb, uint8_t option)
{
    uint8_t bytes[TELNET_ANSWER];
    telnet_offer(&server->telnet, verb, option, bytes);
    put(server, bytes, sizeof bytes);
}

static void notify(struct rfc2217_server *server, uint8_t command,
                   const uint8_t *value, size_t size)
{
    const uint8_t head[] = {TELNET_IAC, TELNET_SB, TELNET_COM_PORT,
                            (uint8_t)(command + RFC2217_ANSWER)};
    static const uint8_t end[] = {TELNET_IAC, TELNET_SE};
    uint8_t escaped[2 * TELNET_SUB];
    size_t taken;
    put(server, head, sizeof head);
    put(server, escaped,
        telnet_escape(value, size, escaped, sizeof escaped, &taken));
    put(server, end, sizeof end);
}

static void answer(struct rfc2217_server *server, uint8_t command,
                   uint32_t value)
{
    uint8_t byte = (uint8_t)value;
    notify(server, command, &byte, 1);
}

static void notify_modem(struct rfc2217_server *server, bool changed)
{
    uint8_t state = MODEM_STATE | (changed ? MODEM_STATE >> CHANGES : 0);
    if (server->agreed && state & server->modem_mask)
        answer(server, RFC2217_NOTIFY_MODEMSTATE, state & server->modem_mask);
}

void rfc2217_server_report(struct rfc2217_server *server, unsigned line)
{
    if (line & server->line_mask)
        answer(server, RFC2217_NOTIFY_LINESTATE, line & server->line_mask);
}

size_t rfc2217_server_write(struct rfc2217_server *server, const uint8_t *bytes,
                            size_t size)
{
    size_t room = sizeof server->out - server->out_size, taken;
    if (server->suspended || room <= RFC2217_ANSWER_ROOM)
        return 0;
    server->out_size +=
        telnet_escape(bytes, size, server->out + server->out_size,
                      room - RFC2217_ANSWER_ROOM, &taken);
    return taken;
}

void rfc2217_server_start(struct rfc2217_server *server,
                          struct line_setting *set)
{
    *server = (struct rfc2217_server){.modem_mask = 255};
    set->line = (struct line){
        .baud = MACHINE_BAUD,
        .framed = true,
        .frame = {.data_bits = 8, .parity = PARITY_NONE, .stop_bits = 1},
    };
    set->deaf = false;
    offer(server, TELNET_WILL, TELNET_BINARY);
    offer(server, TELNET_DO, TELNET_BINARY);
    offer(server, TELNET_WILL, TELNET_SUPPRESS_GO_AHEAD);
    offer(server, TELNET_DO, TELNET_SUPPRESS_GO_AHEAD);
    offer(server, TELNET_DO, TELNET_COM_PORT);
}

/* A client that got the request for COM-PORT-OPTION may just use it. */
static void agree(struct rfc2217_server *server)
{
    if (server->agreed)
        return;
    server->agreed = true;
    notify_modem(server, true);
}

/* --- commands --- */

/* What follows a command: bytes may, or only the setting's owner. */
enum next { GO_ON, LINE_CHANGED, STOP };

/* From RFC 2217 to the chip's; the first and the two past its end are none. */
static const uint8_t parities[] = {
    [RFC2217_PARITY_NONE] = PARITY_NONE,   [RFC2217_PARITY_ODD] = PARITY_ODD,
    [RFC2217_PARITY_EVEN] = PARITY_EVEN,   [RFC2217_PARITY_MARK] = PARITY_MARK,
    [RFC2217_PARITY_SPACE] = PARITY_SPACE,
};

static uint8_t parity_number(uint8_t parity)
{
    uint8_t number = RFC2217_PARITY_NONE;
    while (parities[number] != parity)
        number++;
    return number;
}

static enum next set_baud(struct rfc2217_server *server,
                          struct line_setting *set, uint32_t baud)
{
    if (baud)
        line_setting_baud(set, baud);
    uint32_t now = set->line.baud;
    const uint8_t value[] = {(uint8_t)(now >> 24), (uint8_t)(now >> 16),
                             (uint8_t)(now >> 8), (uint8_t)now};
    notify(server, RFC2217_SET_BAUDRATE, value, sizeof value);
    return baud ? LINE_CHANGED : GO_ON;
}

/* Data bits, parity, stop bits. */
static enum next set_frame(struct rfc2217_server *server,
                           struct line_setting *set, uint8_t command,
                           uint8_t value)
{
    struct map_frame *frame = &set->line.frame;
    switch (command) {
    case RFC2217_SET_DATASIZE:
        if (value >= 5 && value <= 8)
            frame->data_bits = value;
        answer(server, command, frame->data_bits);
        break;
    case RFC2217_SET_PARITY:
        if (value >= RFC2217_PARITY_NONE && value <= RFC2217_PARITY_SPACE)
            frame->parity = parities[value];
        answer(server, command, parity_number(frame->parity));
        break;
    default:
        if (value == 1 || value == 2)
            frame->stop_bits = value;
        answer(server, command, frame->stop_bits);
    }
    return LINE_CHANGED;
}

static enum next set_break(struct rfc2217_server *server,
                           struct line_setting *set, uint8_t value)
{
    if (value != RFC2217_ASK_BREAK)
        set->line.breaking = value == RFC2217_BREAK_ON;
    answer(server, RFC2217_SET_CONTROL,
           set->line.breaking ? RFC2217_BREAK_ON : RFC2217_BREAK_OFF);
    return STOP;
}

static enum next set_signal(struct rfc2217_server *server,
                            struct line_setting *set, uint8_t value)
{
    struct line_signals *signals = &set->signals;
    bool dtr = value <= RFC2217_DTR_OFF;
    if (value == RFC2217_DTR_ON || value == RFC2217_DTR_OFF) {
        signals->dtr_set = true;
        signals->dtr = value == RFC2217_DTR_ON;
    }
    if (value == RFC2217_RTS_ON || value == RFC2217_RTS_OFF) {
        signals->rts_set = true;
        signals->rts = value == RFC2217_RTS_ON;
    }
    if (dtr)
        value = signals->dtr ? RFC2217_DTR_ON : RFC2217_DTR_OFF;
    else
        value = signals->rts ? RFC2217_RTS_ON : RFC2217_RTS_OFF;
    answer(server, RFC2217_SET_CONTROL, value);
    return STOP;
}

/* There is no flow control, whatever is asked for. */
static enum next set_control(struct rfc2217_server *server,
                             struct line_setting *set, uint8_t value)
{
    if (value >= RFC2217_ASK_BREAK && value <= RFC2217_BREAK_OFF)
        return set_break(server, set, value);
    if (value >= RFC2217_ASK_DTR && value <= RFC2217_RTS_OFF)
        return set_signal(server, set, value);
    bool inbound =
        (value >= RFC2217_ASK_INBOUND_FLOW && value <= RFC2217_INBOUND_RTS) ||
        value == RFC2217_INBOUND_DTR;
    answer(server, RFC2217_SET_CONTROL,
           inbound ? RFC2217_NO_INBOUND_FLOW : RFC2217_NO_FLOW);
    return GO_ON;
}

static enum next purge(struct rfc2217_server *server, struct line_setting *set,
                       uint8_t value)
{
    set->purge = value == RFC2217_PURGE_TO_LINE || value == RFC2217_PURGE_BOTH;
    answer(server, RFC2217_PURGE_DATA, value);
    return STOP;
}

static void sign(struct rfc2217_server *server)
{
    if (server->telnet.sub_size == 2)
        notify(server, RFC2217_SIGNATURE, (const uint8_t *)signature,
               sizeof signature - 1);
}

static enum next obey(struct rfc2217_server *server, struct line_setting *set)
{
    const uint8_t *sub = server->telnet.sub;
    unsigned size = server->telnet.sub_size;
    if (size < 2 || sub[0] != TELNET_COM_PORT)
        return GO_ON;
    agree(server);
    uint8_t value = size > 2 ? sub[2] : 0;
    switch (sub[1]) {
    case RFC2217_SIGNATURE: sign(server); return GO_ON;
    case RFC2217_SET_BAUDRATE:
        if (size < 6)
            return GO_ON;
        return set_baud(server, set,
                        (uint32_t)sub[2] << 24 | (uint32_t)sub[3] << 16 |
                            (uint32_t)sub[4] << 8 | sub[5]);
    case RFC2217_SET_DATASIZE:
    case RFC2217_SET_PARITY:
    case RFC2217_SET_STOPSIZE: return set_frame(server, set, sub[1], value);
    case RFC2217_SET_CONTROL: return set_control(server, set, value);
    case RFC2217_NOTIFY_MODEMSTATE: /* not in the RFC, but asked by some */
        notify_modem(server, false);
        return GO_ON;
    case RFC2217_FLOWCONTROL_SUSPEND: server->suspended = true; return GO_ON;
    case RFC2217_FLOWCONTROL_RESUME: server->suspended = false; return GO_ON;
    case RFC2217_SET_LINESTATE_MASK:
        server->line_mask = value;
        answer(server, sub[1], value);
        return GO_ON;
    case RFC2217_SET_MODEMSTATE_MASK:
        server->modem_mask = value;
        answer(server, sub[1], value);
        notify_modem(server, false);
        return GO_ON;
    case RFC2217_PURGE_DATA: return purge(server, set, value);
    default: return GO_ON;
    }
}

/* --- what is received --- */

static void negotiate(struct rfc2217_server *server)
{
    const struct telnet *telnet = &server->telnet;
    uint8_t bytes[TELNET_ANSWER];
    put(server, bytes, telnet_answer(&server->telnet, bytes));
    if (telnet->verb == TELNET_WILL && telnet->option == TELNET_COM_PORT)
        agree(server);
}

static bool is_byte(const struct telnet *telnet, uint8_t byte)
{
    return (telnet->state == TELNET_IN_DATA && byte != TELNET_IAC) ||
           (telnet->state == TELNET_AFTER_IAC && byte == TELNET_IAC);
}

static bool has_answer_room(const struct rfc2217_server *server)
{
    return sizeof server->out - server->out_size >= RFC2217_ANSWER_ROOM;
}

size_t rfc2217_server_read(struct rfc2217_server *server,
                           struct line_setting *set, uint8_t *bytes,
                           size_t size)
{
    size_t count = 0;
    enum next next = GO_ON;
    while (next != STOP && server->in_at < server->in_size &&
           has_answer_room(server)) {
        uint8_t byte = server->in[server->in_at];
        bool is_data = is_byte(&server->telnet, byte);
        if (is_data && (count == size || next == LINE_CHANGED))
            break;
        server->in_at++;
        enum telnet_item item = telnet_take(&server->telnet, byte);
        if (item == TELNET_BYTE)
            bytes[count++] = byte;
        if (item == TELNET_ASKED)
            negotiate(server);
        if (item == TELNET_SUB_COMPLETE) {
            enum next then = obey(server, set);
            next = then > next ? then : next;
        }
    }
    if (server->in_at == server->in_size)
        server->in_at = server->in_size = 0;
    return count;
}
