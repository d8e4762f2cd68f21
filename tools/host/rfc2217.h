/* SPDX-License-Identifier: MIT
 *
 * RFC 2217, the Telnet COM-PORT-OPTION: the numbers that client
 * (rfc2217_client.c) and server (rfc2217_server.c) have in common. A command is
 * the suboption COM_PORT COMMAND VALUE; the server's answer is COMMAND + 100
 * and the value that it has set.
 */
#ifndef TOOLS_HOST_RFC2217_H
#define TOOLS_HOST_RFC2217_H

/* Section 3, commands. */
enum {
    RFC2217_SIGNATURE,    /* text; empty: asks for the other's */
    RFC2217_SET_BAUDRATE, /* 4 bytes; 0: asks for it, as in the next three */
    RFC2217_SET_DATASIZE, /* 5..8 */
    RFC2217_SET_PARITY,   /* enum rfc2217_parity */
    RFC2217_SET_STOPSIZE, /* 1, 2; 3 = 1.5 */
    RFC2217_SET_CONTROL,  /* enum rfc2217_control */
    RFC2217_NOTIFY_LINESTATE,
    RFC2217_NOTIFY_MODEMSTATE,
    RFC2217_FLOWCONTROL_SUSPEND,
    RFC2217_FLOWCONTROL_RESUME,
    RFC2217_SET_LINESTATE_MASK,
    RFC2217_SET_MODEMSTATE_MASK,
    RFC2217_PURGE_DATA, /* enum rfc2217_purge */
    RFC2217_ANSWER = 100
};

enum rfc2217_parity {
    RFC2217_PARITY_NONE = 1,
    RFC2217_PARITY_ODD,
    RFC2217_PARITY_EVEN,
    RFC2217_PARITY_MARK,
    RFC2217_PARITY_SPACE
};

enum rfc2217_control {
    RFC2217_ASK_FLOW, /* outbound, or both */
    RFC2217_NO_FLOW,
    RFC2217_FLOW_XON,
    RFC2217_FLOW_RTS,
    RFC2217_ASK_BREAK,
    RFC2217_BREAK_ON,
    RFC2217_BREAK_OFF,
    RFC2217_ASK_DTR,
    RFC2217_DTR_ON,
    RFC2217_DTR_OFF,
    RFC2217_ASK_RTS,
    RFC2217_RTS_ON,
    RFC2217_RTS_OFF,
    RFC2217_ASK_INBOUND_FLOW,
    RFC2217_NO_INBOUND_FLOW,
    RFC2217_INBOUND_XON,
    RFC2217_INBOUND_RTS,
    RFC2217_FLOW_DCD,
    RFC2217_INBOUND_DTR,
    RFC2217_FLOW_DSR
};

enum rfc2217_purge {
    RFC2217_PURGE_FROM_LINE = 1, /* received, not yet sent to the client */
    RFC2217_PURGE_TO_LINE,
    RFC2217_PURGE_BOTH
};

/* Bits of NOTIFY-LINESTATE and of its mask. */
enum {
    RFC2217_LINE_OVERRUN = 1 << 1,
    RFC2217_LINE_PARITY = 1 << 2,
    RFC2217_LINE_FRAMING = 1 << 3,
    RFC2217_LINE_BREAK = 1 << 4
};

/* Bits of NOTIFY-MODEMSTATE and of its mask. */
enum {
    RFC2217_MODEM_CTS = 1 << 4,
    RFC2217_MODEM_DSR = 1 << 5,
    RFC2217_MODEM_RI = 1 << 6,
    RFC2217_MODEM_DCD = 1 << 7
};

#endif
