/* SPDX-License-Identifier: MIT */
#include "chip/block/usart.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/usart_frame.h"
#include "chip/block/usart_rx.h"
#include "chip/block/usart_tx.h"
#include "chip/clock.h"
#include "chip/due.h"

/* --- pins --- */

bool usart_drives(const struct chip *chip, const struct map_row *row,
                  const struct map_pin *pin, bool *level)
{
    const struct usart *usart = usart_state(chip, row);
    *level = usart->tx_level;
    return pin->signal == usart_tx_signal(usart) && usart_tx_drives(usart);
}

static bool rx_line(const struct chip *chip, const struct map_row *row)
{
    const struct usart *usart = usart_state(chip, row);
    return gpio_v2_signal(chip, row, usart_rx_signal(usart), true) !=
           !!(usart->cr2 & CR2_RXINV);
}

void usart_pins(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    bool level = rx_line(chip, row);
    if (level != usart->rx_level)
        usart_rx_edge(chip, row, level, ps);
}

/* --- the line --- */

static struct map_frame frame(const struct usart *usart)
{
    bool parity = usart->cr1 & CR1_PCE, odd = usart->cr1 & CR1_PS;
    return (struct map_frame){
        .data_bits = (uint8_t)(usart_word_bits(usart) - parity),
        .parity = !parity ? PARITY_NONE
                  : odd   ? PARITY_ODD
                          : PARITY_EVEN,
        .stop_bits = (uint8_t)usart_stop_bits(usart),
    };
}

struct map_line usart_line(const struct chip *chip, const struct map_row *row)
{
    const struct usart *usart = usart_state(chip, row);
    uint32_t cr1 = usart->cr1;
    return (struct map_line){
        .on = cr1 & CR1_UE,
        .sends = cr1 & CR1_UE && cr1 & CR1_TE,
        .frame = frame(usart),
        .bit_ps = usart_bit_ps(chip, row),
    };
}

/* --- time --- */

void usart_before_clock(struct chip *chip, const struct map_row *row)
{
    usart_tx_before_clock(chip, row, clock_ps(chip));
    usart_rx_before_clock(chip, row);
}

void usart_due(struct chip *chip, const struct map_row *row, unsigned event)
{
    if (event == DUE_TX)
        usart_tx_due(chip, row);
    else
        usart_rx_due(chip, row);
}

/* --- reset and enable --- */

void usart_reset(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    *usart = (struct usart){
        .isr = ISR_RESET,
        .tx_level = true,
        .rx_idle_ps = NEVER,
        .rx_rto_ps = NEVER,
    };
    due_set(chip, row->due + DUE_TX, NEVER);
    due_set(chip, row->due + DUE_RX, NEVER);
    usart->rx_level = rx_line(chip, row);
    gpio_v2_update_row(chip, row, clock_ps(chip));
    usart_update_irq(chip, row);
}

void usart_enable(struct chip *chip, const struct map_row *row, uint32_t before)
{
    struct usart *usart = usart_state(chip, row);
    bool ue = usart->cr1 & CR1_UE, was_ue = before & CR1_UE;
    bool te = ue && usart->cr1 & CR1_TE, was_te = was_ue && before & CR1_TE;
    bool re = ue && usart->cr1 & CR1_RE, was_re = was_ue && before & CR1_RE;

    if (was_te && !te)
        usart_tx_disable(chip, row);
    if (was_re && !re)
        usart_rx_disable(chip, row);
    if (!ue && !usart_variant(row)->finishes)
        usart->isr = ISR_RESET;   /* RM0367 29.8.1 */
    if (!(usart->cr1 & CR1_UESM)) /* RM0367 29.8.8 */
        usart->isr &= ~ISR_WUF;
    if (!was_re && re)
        usart->isr |= ISR_REACK;
    if (!was_te && te)
        usart_tx_enable(chip, row);
}
