/* SPDX-License-Identifier: MIT */
#include "chip/block/usart_frame.h"

#include "chip/block/exti.h"
#include "chip/core/nvic.h"
#include "chip/dma.h"
#include "chip/kernel_clock.h"

enum { DIV_MIN = 16, LPUART_DIV_MIN = 0x300, LPUART_FRACTIONS = 256 };

/* --- bit clock --- */

/* Kernel clocks in a bit (RM0367 29.5.4): with OVER8, BRR[2:0] counts double
 * ticks. 0 = USARTDIV is below 16: no bit clock (assumed). */
static uint32_t usart_ticks(const struct usart *usart)
{
    if (!(usart->cr1 & CR1_OVER8))
        return usart->brr >= DIV_MIN ? usart->brr : 0;
    uint32_t ticks = (usart->brr & 0xFFF0) >> 1 | (usart->brr & 7);
    return ticks >= DIV_MIN / 2 ? ticks : 0;
}

/* RM0367 30.4.4: LPUARTDIV counts 1/256 kernel clocks, and less than 0x300 is
 * forbidden: no bit clock (assumed). */
static uint32_t lpuart_fractions(const struct usart *usart)
{
    return usart->brr >= LPUART_DIV_MIN ? usart->brr : 0;
}

/* The time of BRR kernel clocks is divided, so that none of it is rounded
 * before. */
uint64_t usart_bit_ps(const struct chip *chip, const struct map_row *row)
{
    const struct usart *usart = usart_state(chip, row);
    if (usart_is_lpuart(row))
        return kernel_clock_ps(chip, row, lpuart_fractions(usart)) /
               LPUART_FRACTIONS;
    return kernel_clock_ps(chip, row, usart_ticks(usart));
}

bool usart_works_in_stop(const struct usart *usart)
{
    uint32_t bits = CR1_UE | CR1_UESM | CR1_RE;
    return (usart->cr1 & bits) == bits;
}

/* --- pins; SWAP exchanges the two --- */

enum signal usart_tx_signal(const struct usart *usart)
{
    return usart->cr2 & CR2_SWAP ? SIGNAL_RX : SIGNAL_TX;
}

enum signal usart_rx_signal(const struct usart *usart)
{
    return usart->cr2 & CR2_SWAP ? SIGNAL_TX : SIGNAL_RX;
}

/* --- frames --- */

unsigned usart_word_bits(const struct usart *usart)
{
    if (usart->cr1 & CR1_M1)
        return usart->cr1 & CR1_M0 ? 8 : 7; /* 11 is reserved */
    return usart->cr1 & CR1_M0 ? 9 : 8;
}

unsigned usart_stop_bits(const struct usart *usart)
{
    return (usart->cr2 & CR2_STOP) >> 12 >= 2 ? 2 : 1;
}

static unsigned payload_bits(const struct usart *usart)
{
    return usart_word_bits(usart) - !!(usart->cr1 & CR1_PCE);
}

uint32_t usart_wire(const struct usart *usart, uint32_t word)
{
    unsigned n = payload_bits(usart);
    uint32_t payload = word & ((1u << n) - 1);
    uint32_t mask = (1u << usart_word_bits(usart)) - 1;

    if (usart->cr2 & CR2_MSBFIRST) {
        uint32_t reversed = 0;
        for (unsigned i = 0; i < n; i++)
            reversed |= (payload >> i & 1) << (n - 1 - i);
        word = (word & ~((1u << n) - 1)) | reversed;
    }
    if (usart->cr2 & CR2_DATAINV)
        word = ~word;
    return word & mask;
}

uint32_t usart_parity(const struct usart *usart, uint32_t word)
{
    uint32_t parity = usart->cr1 & CR1_PS ? 1 : 0;
    for (unsigned i = 0; i < payload_bits(usart); i++)
        parity ^= word >> i & 1;
    return parity;
}

/* --- what others see --- */

/* RM0367 29.8.3: with DDRE an error masks the receiver's requests until its
 * flag is cleared. Without it the character is handed on (assumed outside of
 * smartcard mode). */
static bool requests_rx(const struct usart *usart)
{
    if (usart->cr3 & CR3_DDRE && usart->isr & (ISR_PE | ISR_FE | ISR_NF))
        return false;
    return usart->cr3 & CR3_DMAR && usart->isr & ISR_RXNE;
}

static bool requests_tx(const struct usart *usart)
{
    return usart->cr1 & CR1_UE && usart->cr3 & CR3_DMAT && usart->isr & ISR_TXE;
}

static uint32_t enabled_sources(const struct usart *usart)
{
    uint32_t sources = 0;
    if (usart->cr1 & CR1_IDLEIE)
        sources |= ISR_IDLE;
    if (usart->cr1 & CR1_RXNEIE)
        sources |= ISR_RXNE | ISR_ORE;
    if (usart->cr1 & CR1_TCIE)
        sources |= ISR_TC;
    if (usart->cr1 & CR1_TXEIE)
        sources |= ISR_TXE;
    if (usart->cr1 & CR1_PEIE)
        sources |= ISR_PE;
    if (usart->cr1 & CR1_CMIE)
        sources |= ISR_CMF;
    if (usart->cr1 & CR1_RTOIE)
        sources |= ISR_RTOF;
    if (usart->cr3 & CR3_EIE)
        sources |= ISR_FE | ISR_NF | ISR_ORE;
    if (usart->cr3 & CR3_WUFIE)
        sources |= ISR_WUF;
    return sources;
}

void usart_update_irq(struct chip *chip, const struct map_row *row)
{
    const struct usart *usart = usart_state(chip, row);
    uint32_t requests = usart->isr & enabled_sources(usart);
    nvic_request(chip, row, requests);
    if (row->exti)
        exti_line(chip, row->exti,
                  requests & (ISR_RXNE | ISR_WUF) &&
                      usart_works_in_stop(usart));
    dma_request(chip, row, DMA_RX, requests_rx(usart));
    dma_request(chip, row, DMA_TX, requests_tx(usart));
}
