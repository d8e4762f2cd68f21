/* SPDX-License-Identifier: MIT
 *
 * The far end of a UART cable: what an ST-LINK's virtual COM port or a USB
 * serial adapter does. It drives the chip's RX pin bit by bit and samples the
 * chip's TX pin at its own baud rate. The map says which pins: of several the
 * first that selects a block, or else the first with a pull-up, or else the
 * first, has the wire. Of the blocks that a pin can reach, the one that it
 * selects is at the chip's end. Frames are 8E1 while that block is off, as the
 * ROM wants them (AN3155), else as it is set: data bits, parity, stop bits;
 * decided at each start bit. A ninth data bit is 0 to the chip, and ignored
 * from it. Or the far end has a frame of its own, which need not be the chip's.
 *
 * Assumed: the adapter's receiver has a pull-up on the chip's TX pin, so that
 * a pin nobody drives is an idle line; it samples each bit once, in its middle;
 * it drops a frame with a bad first stop bit, then waits for the line to be
 * high (a break is one framing error), and hands on a byte with a bad parity
 * bit. Not modelled: RTS, CTS, DTR (tools/host/reset_lines.h), 1.5
 * stop bits.
 */
#ifndef CHIP_SERIAL_H
#define CHIP_SERIAL_H

#include "chip/map.h"

/* The far end of a cable, for the map: its pins are those of the chip. Due
 * events: the next edge to the chip, the last sample of a frame from it. */
extern const struct map_kind serial;

enum { SERIAL_QUEUE = 4096 };

struct serial_queue {
    uint32_t head, count;
    uint8_t bytes[SERIAL_QUEUE];
};

struct serial {
    uint32_t baud;           /* 1200..1000000; 0 = cable not plugged in */
    struct serial_queue out; /* waiting to be sent to the chip */
    struct serial_queue in;  /* received from the chip */
    uint32_t framing_errors; /* frames from the chip with a bad stop bit */
    uint32_t breaks;         /* those of them that are low throughout */
    uint32_t parity_errors;
    uint32_t lost; /* bytes from the chip that `in` had no room for */
    bool breaking; /* serial_break() holds the line low */
    bool framed;   /* serial_set_frame() has set `frame` */
    struct map_frame frame;

    /* Frame being sent: bits still to go, LSB first, start bit included. */
    uint32_t tx_bits, tx_left;
    uint32_t tx_sent, tx_baud; /* bits that have begun; speed of the frame */
    uint32_t tx_run;           /* bits with the present level */
    uint64_t tx_start_ps;
    uint64_t tx_edge_ps; /* when they end */
    /* Frame being received; rx_total = 0: none. */
    uint32_t rx_bits, rx_count, rx_total, rx_baud;
    uint64_t rx_start_ps;
    struct map_frame rx_frame;
    uint8_t rx_block; /* index of the row that sends it, or sent the last */
    bool rx_level;
};

/* Returns the block at the chip's end of the line TO it. */
const struct map_row *serial_listener(const struct chip *chip, unsigned index);
/* Returns the block that sent last, or, before anything was sent, the one at
 * the chip's end of the line from it. */
const struct map_row *serial_sender(const struct chip *chip, unsigned index);
/* Returns the setting of serial_listener(). */
struct map_line serial_line(const struct chip *chip, unsigned index);
/* Returns the chip's pin at the end of a wire: SIGNAL_TX, on which the chip
 * sends, or SIGNAL_RX. */
const struct map_pin *serial_pin(const struct chip *chip, unsigned index,
                                 enum signal signal);
/* Returns whether one of the two pins selects a block, which is then the
 * listener. */
bool serial_connected(const struct chip *chip, unsigned index);
/* Returns the setting of the block at the chip's end of the line FROM it. */
struct map_line serial_line_from(const struct chip *chip, unsigned index);
/* Returns the state of a cable, for the host to read. */
const struct serial *serial_state(const struct chip *chip, unsigned index);
/* Plugs the cable in (or changes its speed); the line idles high. A speed of
 * 0 unplugs it: nothing is driven, what was under way is lost. */
void serial_open(struct chip *chip, unsigned index, uint32_t baud);
/* Sets the far end's own frame, 5 to 8 data bits, from the next start bit on;
 * NULL: it follows the block at the chip's end, as at first. */
void serial_set_frame(struct chip *chip, unsigned index,
                      const struct map_frame *frame);
/* Returns how many bytes the sending queue has room for. */
size_t serial_room(const struct chip *chip, unsigned index);
/* Queues bytes; returns how many fitted. Sending starts at once. */
size_t serial_send(struct chip *chip, unsigned index, const void *bytes,
                   size_t count);
/* Drops what is queued; the frame under way goes on to its end. */
void serial_purge(struct chip *chip, unsigned index);
/* Sends one frame of `count` (1..32) levels as they are, start and stop bits
 * included, the first in bit 0. Returns false while another is being sent. */
bool serial_send_frame(struct chip *chip, unsigned index, uint32_t bits,
                       unsigned count);
/* Holds the line to the chip low, or releases it; bytes wait meanwhile. Returns
 * false, and does nothing, while something is being sent. */
bool serial_break(struct chip *chip, unsigned index, bool low);
/* Takes received bytes out of the queue and returns how many. */
size_t serial_take(struct chip *chip, unsigned index, void *bytes,
                   size_t capacity);
/* Returns whether all that was queued has left, the last stop bit included. */
bool serial_idle(const struct chip *chip, unsigned index);

#endif
