/* SPDX-License-Identifier: MIT
 *
 * What the registers of a USART say of the frames on its line: the bits as
 * RM0367 29.8 prints them, bit time, length, order and parity.
 */
#ifndef CHIP_BLOCK_USART_FRAME_H
#define CHIP_BLOCK_USART_FRAME_H

#include "chip/block/usart_state.h"

#define CR1_UE     (1u << 0)
#define CR1_UESM   (1u << 1)
#define CR1_RE     (1u << 2)
#define CR1_TE     (1u << 3)
#define CR1_IDLEIE (1u << 4)
#define CR1_RXNEIE (1u << 5)
#define CR1_TCIE   (1u << 6)
#define CR1_TXEIE  (1u << 7)
#define CR1_PEIE   (1u << 8)
#define CR1_PS     (1u << 9)
#define CR1_PCE    (1u << 10)
#define CR1_WAKE   (1u << 11)
#define CR1_M0     (1u << 12)
#define CR1_MME    (1u << 13)
#define CR1_CMIE   (1u << 14)
#define CR1_OVER8  (1u << 15)
#define CR1_DEDT   (31u << 16)
#define CR1_DEAT   (31u << 21)
#define CR1_RTOIE  (1u << 26)
#define CR1_EOBIE  (1u << 27)
#define CR1_M1     (1u << 28)

#define CR2_CLKEN        (1u << 11)
#define CR2_STOP         (3u << 12)
#define CR2_LINEN        (1u << 14)
#define CR2_SWAP         (1u << 15)
#define CR2_RXINV        (1u << 16)
#define CR2_TXINV        (1u << 17)
#define CR2_DATAINV      (1u << 18)
#define CR2_MSBFIRST     (1u << 19)
#define CR2_ABREN        (1u << 20)
#define CR2_ABRMOD_SHIFT 21
#define CR2_ABRMOD       (3u << 21)
#define CR2_RTOEN        (1u << 23)
#define CR2_ADD_SHIFT    24

#define CR3_EIE    (1u << 0)
#define CR3_IREN   (1u << 1)
#define CR3_HDSEL  (1u << 3)
#define CR3_NACK   (1u << 4)
#define CR3_SCEN   (1u << 5)
#define CR3_DMAR   (1u << 6)
#define CR3_DMAT   (1u << 7)
#define CR3_RTSE   (1u << 8)
#define CR3_CTSE   (1u << 9)
#define CR3_CTSIE  (1u << 10)
#define CR3_ONEBIT (1u << 11)
#define CR3_OVRDIS (1u << 12)
#define CR3_DDRE   (1u << 13)
#define CR3_DEM    (1u << 14)
#define CR3_WUS    (3u << 20)
#define CR3_WUFIE  (1u << 22)
#define CR3_UCESM  (1u << 23)

#define RTOR_RTO 0x00FFFFFFu

#define RQR_ABRRQ (1u << 0)
#define RQR_SBKRQ (1u << 1)
#define RQR_MMRQ  (1u << 2)
#define RQR_RXFRQ (1u << 3)
#define RQR_TXFRQ (1u << 4)

#define ISR_PE    (1u << 0)
#define ISR_FE    (1u << 1)
#define ISR_NF    (1u << 2)
#define ISR_ORE   (1u << 3)
#define ISR_IDLE  (1u << 4)
#define ISR_RXNE  (1u << 5)
#define ISR_TC    (1u << 6)
#define ISR_TXE   (1u << 7)
#define ISR_RTOF  (1u << 11)
#define ISR_ABRE  (1u << 14)
#define ISR_ABRF  (1u << 15)
#define ISR_BUSY  (1u << 16)
#define ISR_CMF   (1u << 17)
#define ISR_SBKF  (1u << 18)
#define ISR_WUF   (1u << 20)
#define ISR_TEACK (1u << 21)
#define ISR_REACK (1u << 22)

#define ISR_RESET (ISR_TXE | ISR_TC)

enum usart_sends { SENDS_NOTHING, SENDS_IDLE, SENDS_DATA, SENDS_BREAK };
enum usart_receives { RECEIVES_NOTHING, RECEIVES_FRAME, MEASURES_BAUD };

/* While there is no bit clock everything waits, and looks again. */
#define NO_CLOCK_RETRY_PS (10 * PS_PER_US)

enum { DUE_TX, DUE_RX, USART_DUES };

/* What CR3.WUS says: the event that sets WUF. */
#define WUS_ADDRESS   (0u << 20)
#define WUS_START_BIT (2u << 20)
#define WUS_RXNE      (3u << 20)

/* Returns whether the receiver works in Stop mode, on a clock of its own. */
bool usart_works_in_stop(const struct usart *usart);
/* Returns the time of one bit, ps; 0 = no kernel clock, or USARTDIV below 16
 * (LPUARTDIV below 0x300). */
uint64_t usart_bit_ps(const struct chip *chip, const struct map_row *row);
/* Return the signal whose pins the transmitter drives, or the receiver sees. */
enum signal usart_tx_signal(const struct usart *usart);
enum signal usart_rx_signal(const struct usart *usart);
/* Returns the data bits of a frame, the parity bit included: 7, 8 or 9. */
unsigned usart_word_bits(const struct usart *usart);
/* Returns the stop bits of a frame: 1 or 2. */
unsigned usart_stop_bits(const struct usart *usart);
/* Returns `word` with MSBFIRST and DATAINV applied: the order and sense of data
 * bits on the line, both ways. */
uint32_t usart_wire(const struct usart *usart, uint32_t word);
/* Returns the parity bit that belongs to the data bits of `word`. */
uint32_t usart_parity(const struct usart *usart, uint32_t word);
/* Recomputes the interrupt line, and the requests to the DMA, from the state.
 */
void usart_update_irq(struct chip *chip, const struct map_row *row);

#endif
