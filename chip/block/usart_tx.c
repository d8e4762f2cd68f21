/* SPDX-License-Identifier: MIT */
#include "chip/block/usart_tx.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/usart_frame.h"
#include "chip/clock.h"
#include "chip/due.h"

static bool enabled(const struct usart *usart)
{
    uint32_t bits = CR1_UE | CR1_TE;
    return (usart->cr1 & bits) == bits;
}

bool usart_tx_drives(const struct usart *usart)
{
    return enabled(usart) || usart->tx_sends != SENDS_NOTHING;
}

/* Puts a logical level on the line from `ps` on. */
static void put(struct chip *chip, const struct map_row *row, bool level,
                uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    level = level != !!(usart->cr2 & CR2_TXINV);
    if (level == usart->tx_level)
        return;
    usart->tx_level = level;
    gpio_v2_update_signal(chip, row, usart_tx_signal(usart), ps);
}

static void load(struct usart *usart, enum usart_sends sends, uint32_t bits,
                 unsigned count)
{
    usart->tx_sends = (uint8_t)sends;
    usart->tx_bits = bits;
    usart->tx_left = (uint8_t)count;
    usart->tx_run = 0;
}

/* Start bit, word, stop bits, in the order of the line. */
static void load_data(struct usart *usart)
{
    unsigned word_bits = usart_word_bits(usart);
    uint32_t word = usart->tdr & ((1u << word_bits) - 1);
    if (usart->cr1 & CR1_PCE) {
        word &= (1u << (word_bits - 1)) - 1;
        word |= usart_parity(usart, word) << (word_bits - 1);
    }
    uint32_t bits = (~0u << word_bits | usart_wire(usart, word)) << 1;
    load(usart, SENDS_DATA, bits, 1 + word_bits + usart_stop_bits(usart));
    usart->isr |= ISR_TXE;
}

/* RM0367 29.5.2: as many low bits as a frame with one stop bit has, then two
 * stop bits (RM0090: one). */
static void load_break(struct usart *usart, unsigned stops)
{
    unsigned low = usart_word_bits(usart) + 2;
    load(usart, SENDS_BREAK, ~0u << low, low + stops);
}

/* What is sent next; a break goes before data (RM0367 29.5.2). */
static void load_next(struct usart *usart, unsigned break_stops)
{
    if (usart->isr & ISR_SBKF) {
        load_break(usart, break_stops);
    } else if (!(usart->isr & ISR_TXE)) {
        load_data(usart);
    } else {
        if (usart->tx_sends == SENDS_DATA)
            usart->isr |= ISR_TC;
        load(usart, SENDS_NOTHING, ~0u, 0);
    }
}

/* Returns how many bits in a row have the level of the next one. Of a block
 * that may have asked for its clock each bit is looked at: the clock goes with
 * the frame that is received (usart_v3.c, asks_clock). */
static unsigned run_of(const struct usart *usart)
{
    uint32_t differ = usart->tx_bits & 1 ? ~usart->tx_bits : usart->tx_bits;
    unsigned run = differ ? (unsigned)__builtin_ctz(differ) : usart->tx_left;
    if (usart_works_in_stop(usart))
        return 1;
    return run < usart->tx_left ? run : usart->tx_left;
}

/* The line idles high behind the last bit. */
static void end_run(struct usart *usart)
{
    uint64_t bits = ~(uint64_t)UINT32_MAX | usart->tx_bits;
    usart->tx_bits = (uint32_t)(bits >> usart->tx_run);
    usart->tx_left = (uint8_t)(usart->tx_left - usart->tx_run);
    usart->tx_run = 0;
}

/* The frame that was under way when the transmitter was switched off is over:
 * the pin is left to the pulls. */
static void finish(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    if (usart->tx_sends == SENDS_DATA)
        usart->isr |= ISR_TC;
    load(usart, SENDS_NOTHING, ~0u, 0);
    put(chip, row, true, ps);
    gpio_v2_update_signal(chip, row, usart_tx_signal(usart), ps);
}

/* Puts the next level of the line at `ps`, and arms the edge after it. */
static void step(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    uint64_t bit = usart_bit_ps(chip, row);
    unsigned break_stops = usart_variant(row)->break_stops;

    if (!bit) {
        usart->tx_edge_ps = ps + NO_CLOCK_RETRY_PS;
        due_set(chip, row->due + DUE_TX, usart->tx_edge_ps);
        return;
    }
    if (usart->tx_left == 0 && !enabled(usart)) {
        finish(chip, row, ps);
        return;
    }
    if (usart->tx_left == 0)
        load_next(usart, break_stops);
    if (usart->tx_sends == SENDS_BREAK && usart->tx_left == break_stops)
        usart->isr &= ~ISR_SBKF;
    put(chip, row, usart->tx_bits & 1, ps);
    if (usart->tx_sends != SENDS_NOTHING) {
        usart->tx_run = (uint8_t)run_of(usart);
        usart->tx_bit_ps = bit;
        usart->tx_edge_ps = ps + usart->tx_run * bit;
        due_set(chip, row->due + DUE_TX, usart->tx_edge_ps);
    }
}

void usart_tx_due(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    end_run(usart);
    /* From the edge that was due: a late call must not stretch the bit. */
    step(chip, row, usart->tx_edge_ps);
    usart_update_irq(chip, row);
}

void usart_tx_before_clock(struct chip *chip, const struct map_row *row,
                           uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    unsigned run = usart->tx_run;
    if (run < 2 || chip->due[row->due + DUE_TX] == NEVER)
        return;
    uint64_t begin = usart->tx_edge_ps - run * usart->tx_bit_ps;
    uint64_t over = ps > begin ? (ps - begin) / usart->tx_bit_ps : 0;
    if (over + 1 >= run)
        return;
    usart->tx_run = (uint8_t)(over + 1);
    usart->tx_edge_ps = begin + usart->tx_run * usart->tx_bit_ps;
    due_set(chip, row->due + DUE_TX, usart->tx_edge_ps);
}

void usart_tx_kick(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    bool waits = chip->due[row->due + DUE_TX] != NEVER;
    if (enabled(usart) && !waits)
        step(chip, row, clock_ps(chip));
}

void usart_tx_enable(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    usart->isr |= ISR_TEACK;
    if (usart->tx_sends != SENDS_NOTHING) /* it is still being finished */
        return;
    load(usart, SENDS_IDLE, ~0u,
         1 + usart_word_bits(usart) + usart_stop_bits(usart));
    step(chip, row, clock_ps(chip));
}

/* RM0367 29.5.2: the baud counter freezes, and the data are lost. */
void usart_tx_disable(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    if (usart_variant(row)->finishes && usart->tx_sends != SENDS_IDLE)
        return;
    load(usart, SENDS_NOTHING, ~0u, 0);
    usart->isr &= ~(ISR_TEACK | ISR_SBKF);
    usart->isr |= ISR_TXE | ISR_TC;
    due_set(chip, row->due + DUE_TX, NEVER);
    put(chip, row, true, clock_ps(chip));
}
