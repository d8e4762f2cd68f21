/* SPDX-License-Identifier: MIT
 *
 * USART1 and USART2: bit-timed transmitter and receiver on the pins. RM0367
 * section 29. usart_v3.c has the registers and pins, usart_v3_tx.c and
 * usart_v3_rx.c the two halves.
 *
 * Assumed, where RM0367 is silent: a start bit leaves at the write to TDR, not
 * at the next tick of a running baud clock; a start bit is found at the exact
 * edge, and the three samples of a bit lie 1/16 bit (OVER8: 1/8) around its
 * middle; with OVER8 and ONEBIT clear two of three decide; TC stays set during
 * the idle frame that TE=1 sends; several pins that are RX at once are ANDed,
 * with none the receiver sees an idle line; the parity bit comes last with
 * MSBFIRST too; CMF compares the low 8 data bits; a transmitter whose clock is
 * taken away goes on within 10 us of its return.
 *
 * Not modelled: synchronous mode, smartcard (0.5 and 1.5 stop bits are sent as
 * 1 and 2), IrDA, LIN, RS-485, DMA, CTS/RTS, half duplex (HDSEL), mute mode,
 * wake-up from Stop; the pins PD5 and PD6.
 */
#ifndef CHIP_BLOCK_USART_V3_H
#define CHIP_BLOCK_USART_V3_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

enum { USART_1, USART_2, USART_COUNT };

struct usart {
    uint32_t cr1, cr2, cr3, brr, gtpr, rtor, isr, rdr, tdr;
    bool tx_level; /* what the transmitter puts on its pin; idle = true */
    bool rx_level; /* what the receiver sees, after RXINV */

    /* Transmitter: levels still to be sent, the first in bit 0. */
    uint8_t tx_sends; /* enum usart_sends */
    uint8_t tx_left;
    uint32_t tx_bits;
    uint64_t tx_edge_ps; /* when the present level ends */

    /* Receiver. */
    uint8_t rx_state;         /* enum usart_receives */
    uint8_t rx_count;         /* bits of the frame that are over, start = 1 */
    uint8_t rx_edges;         /* auto baud rate: edges since the start bit */
    bool rx_measured;         /* auto baud rate: done in this frame */
    bool rx_noise;            /* the samples of a bit differed */
    bool rx_quiet;            /* IDLE and RTOF may follow: a frame has ended */
    uint32_t rx_bits;         /* data bits as they came, the first in bit 0 */
    uint64_t rx_begin_ps;     /* when the present bit began */
    uint64_t rx_change_ps;    /* last change of rx_level */
    uint64_t rx_start_bit_ps; /* auto baud rate: length of the start bit */
    uint64_t rx_idle_ps;      /* when IDLE is due, or NEVER */
    uint64_t rx_rto_ps;       /* when RTOF is due, or NEVER */
};

void usart_reset(struct chip *chip, unsigned index);
enum access usart1_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access usart1_write(struct chip *chip, uint32_t offset, uint32_t value);
enum access usart2_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access usart2_write(struct chip *chip, uint32_t offset, uint32_t value);
void usart_tx_due(struct chip *chip, unsigned index);
void usart_rx_due(struct chip *chip, unsigned index);
/* Is this pin, with this alternate function, the TX of a USART that drives it
 * (UE=1, TE=1)? Then *level is its level. */
bool usart_drives(const struct chip *chip, unsigned port, unsigned pin,
                  unsigned af, bool *level);
/* Levels of a port changed: finds start bits. */
void usart_pins(struct chip *chip, unsigned port);
/* 8E1 or 8N1? The frame a far end must use to be understood: PCE of the
 * receiving USART; while it is off 8E1, which the ROM wants of a host that
 * speaks first (AN3155). */
bool usart_expects_parity(const struct chip *chip, unsigned index);
/* Time of one bit, ps; 0 = no kernel clock, or USARTDIV below 16. */
uint64_t usart_bit_ps(const struct chip *chip, unsigned index);

#endif
