/* SPDX-License-Identifier: MIT
 *
 * USART with SR and DR, as in the STM32F1, F2, F4 and L1. RM0090 section 30,
 * RM0368 section 19; what moves the bits is usart.h. PE, FE, NF, ORE and IDLE
 * are cleared by a read of SR that saw them and then a read of DR, TC by a read
 * of SR and then a write of DR.
 *
 * Assumed, where the manuals are silent or could not be read: a write of DR
 * without a read of SR before leaves TC as it is (ST's HAL clears it by hand
 * before it lets the DMA send); a frame that is being sent when TE or UE is
 * cleared is finished, one that is being received is lost; UE=0 leaves the
 * flags; a store to CR1, CR2, CR3 or BRR with UE=1 acts at once.
 *
 * Not modelled: synchronous mode, smartcard (0.5 and 1.5 stop bits are sent as
 * 1 and 2), IrDA, LIN, CTS/RTS, half duplex (HDSEL), mute mode (RWU).
 */
#ifndef CHIP_BLOCK_USART_V1_H
#define CHIP_BLOCK_USART_V1_H

#include "chip/block/usart_state.h"

extern const struct map_kind usart_v1;

struct usart_v1 {
    struct usart usart;
    uint32_t cr1, cr3; /* as software wrote them */
    uint32_t seen;     /* flags that a read of SR has shown since they came */
};

/* RM0090 30.6. */
extern const struct usart_variant usart_v1_variant;

#endif
