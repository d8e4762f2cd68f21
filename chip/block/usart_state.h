/* SPDX-License-Identifier: MIT
 *
 * The state and the variants of a USART, see usart.h.
 */
#ifndef CHIP_BLOCK_USART_STATE_H
#define CHIP_BLOCK_USART_STATE_H

#include "chip/map.h"

/* What a USART has: the bits of each register that exist, as version 3 has
 * them; all 0 = not the register. Receiver time-out, auto baud rate, LIN,
 * smartcard, IrDA and wake-up from Stop come and go with their bits. */
struct usart_variant {
    uint32_t cr1, cr2, cr3, brr, gtpr, rtor, rqr, icr;
    bool lpuart;   /* BRR counts 1/256 kernel clocks, a bit has one sample, and
                      the last stop bit is looked at */
    bool finishes; /* TE=0 and UE=0 wait for the end of the frame that is being
                    * sent, and UE=0 leaves the status: version 1 */
    uint8_t break_stops; /* high bits behind a break */
};

static inline const struct usart_variant *
usart_variant(const struct map_row *row)
{
    return row->variant;
}

static inline bool usart_is_lpuart(const struct map_row *row)
{
    return usart_variant(row)->lpuart;
}

/* The registers are those of version 3. */
struct usart {
    uint32_t cr1, cr2, cr3, brr, gtpr, rtor, isr, rdr, tdr;
    bool tx_level; /* what the transmitter puts on its pin; idle = true */
    bool rx_level; /* what the receiver sees, after RXINV */
    bool stopped;  /* the part is in Stop mode */

    /* Transmitter: levels still to be sent, the present one in bit 0. */
    uint8_t tx_sends; /* enum usart_sends */
    uint8_t tx_left;
    uint8_t tx_run; /* bits of the present level until the next event */
    uint32_t tx_bits;
    uint64_t tx_bit_ps;  /* of each of those bits */
    uint64_t tx_edge_ps; /* when they end */

    /* Receiver. */
    uint8_t rx_state;         /* enum usart_receives */
    uint8_t rx_count;         /* bits of the frame that are over, start = 1 */
    uint8_t rx_until;         /* the bit that the next event decides; those
                                 before it are sampled when they are needed */
    uint8_t rx_edges;         /* auto baud rate: edges since the start bit */
    bool rx_measured;         /* auto baud rate: done in this frame */
    bool rx_noise;            /* the samples of a bit differed */
    bool rx_quiet;            /* IDLE and RTOF may follow: a frame has ended */
    uint32_t rx_bits;         /* data bits as they came, the first in bit 0 */
    uint64_t rx_begin_ps;     /* when the present bit began */
    uint64_t rx_bit_ps;       /* of the bits up to rx_until */
    uint64_t rx_change_ps;    /* last change of rx_level */
    uint64_t rx_start_bit_ps; /* auto baud rate: length of the start bit */
    uint64_t rx_idle_ps;      /* when IDLE is due, or NEVER */
    uint64_t rx_rto_ps;       /* when RTOF is due, or NEVER */
};

static inline struct usart *usart_state(const struct chip *chip,
                                        const struct map_row *row)
{
    return map_state(chip, row);
}

#endif
