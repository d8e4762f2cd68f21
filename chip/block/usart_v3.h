/* SPDX-License-Identifier: MIT
 *
 * USART and LPUART: bit-timed transmitter and receiver on the pins. RM0367
 * sections 29 and 30. usart_v3.c has the registers and pins, usart_v3_frame.c
 * the frames on the line, usart_v3_tx.c and usart_v3_rx.c the two halves.
 *
 * Assumed, where RM0367 is silent: a start bit leaves at the write to TDR, not
 * at the next tick of a running baud clock; a start bit is found at the exact
 * edge, and the three samples of a bit lie 1/16 bit (OVER8: 1/8) around its
 * middle; with OVER8 and ONEBIT clear two of three decide; TC stays set during
 * the idle frame that TE=1 sends; several pins that are RX at once are ANDed,
 * with none the receiver sees an idle line; the parity bit comes last with
 * MSBFIRST too; CMF compares the low 8 data bits; a transmitter whose clock is
 * taken away goes on within 10 us of its return; an LPUART, of which a bit may
 * last three kernel clocks, takes one sample in the exact middle; WUF is set in
 * Stop only, where HSI16 is there at once for a receiver with UESM.
 *
 * Not modelled: synchronous mode, smartcard (0.5 and 1.5 stop bits are sent as
 * 1 and 2), IrDA, LIN, RS-485, CTS/RTS, half duplex (HDSEL), mute mode,
 * wake-up from Stop by an address. The edges of an LPUART lie BRR/256 kernel
 * clocks apart, not on kernel clocks as on silicon.
 */
#ifndef CHIP_BLOCK_USART_V3_H
#define CHIP_BLOCK_USART_V3_H

#include "chip/block/usart_v3_state.h"

/* Due events: the next edge of the transmitter, the next decision of the
 * receiver that shows. */
extern const struct map_kind usart_v3;

#endif
