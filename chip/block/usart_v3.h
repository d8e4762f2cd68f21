/* SPDX-License-Identifier: MIT
 *
 * USART and LPUART with the registers of RM0367 sections 29 and 30; what moves
 * the bits is usart.h.
 *
 * Assumed, where RM0367 is silent: the parity bit comes last with MSBFIRST too;
 * CMF compares the low 8 data bits; an LPUART, of which a bit may last three
 * kernel clocks, takes one sample in the exact middle; WUF is set in Stop only,
 * where HSI16 is there at once for a receiver with UESM.
 *
 * Not modelled: synchronous mode, smartcard (0.5 and 1.5 stop bits are sent as
 * 1 and 2), IrDA, LIN, RS-485, CTS/RTS, half duplex (HDSEL), mute mode,
 * wake-up from Stop by an address. The edges of an LPUART lie BRR/256 kernel
 * clocks apart, not on kernel clocks as on silicon.
 */
#ifndef CHIP_BLOCK_USART_V3_H
#define CHIP_BLOCK_USART_V3_H

#include "chip/block/usart_state.h"

/* Due events: the next edge of the transmitter, the next decision of the
 * receiver that shows. */
extern const struct map_kind usart_v3;

#endif
