/* SPDX-License-Identifier: MIT
 *
 * USART: bit-timed transmitter and receiver on the pins. RM0367 section 29.
 * usart_v3.c has the registers and pins, usart_v3_tx.c and usart_v3_rx.c the
 * two halves.
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
 * wake-up from Stop.
 */
#ifndef CHIP_BLOCK_USART_V3_H
#define CHIP_BLOCK_USART_V3_H

#include "chip/map.h"

/* Due events: the next bit edge of the transmitter, the next sample of the
 * receiver. */
extern const struct map_kind usart_v3;

struct usart_v3 {
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

/* --- for its two halves, see usart_v3_frame.h --- */

static inline struct usart_v3 *usart_v3_state(const struct chip *chip,
                                              const struct map_row *row)
{
    return map_state(chip, row);
}

/* Returns the time of one bit, ps; 0 = no kernel clock, or USARTDIV below 16.
 */
uint64_t usart_v3_bit_ps(const struct chip *chip, const struct map_row *row);
/* Returns the data bits of a frame, the parity bit included: 7, 8 or 9. */
unsigned usart_v3_word_bits(const struct usart_v3 *usart);
/* Returns the stop bits of a frame: 1 or 2. */
unsigned usart_v3_stop_bits(const struct usart_v3 *usart);
/* Returns `word` with MSBFIRST and DATAINV applied: the order and sense of data
 * bits on the line, both ways. */
uint32_t usart_v3_wire(const struct usart_v3 *usart, uint32_t word);
/* Returns the parity bit that belongs to the data bits of `word`. */
uint32_t usart_v3_parity(const struct usart_v3 *usart, uint32_t word);
/* Recomputes the interrupt line from the state. */
void usart_v3_update_irq(struct chip *chip, const struct map_row *row);
/* Reports a change of tx_level, made at `ps`, to the pins. */
void usart_v3_update_pins(struct chip *chip, const struct map_row *row,
                          uint64_t ps);

#endif
