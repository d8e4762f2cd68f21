/* SPDX-License-Identifier: MIT */
#include "chip/block/usart_v3_tx.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/usart_v3_frame.h"
#include "chip/clock.h"
#include "chip/due.h"

enum { BREAK_STOP_BITS = 2 };

/* Puts a logical level on the line from `ps` on. */
static void put(struct chip *chip, const struct map_row *row, bool level,
                uint64_t ps)
{
    struct usart_v3 *usart = usart_v3_state(chip, row);
    level = level != !!(usart->cr2 & CR2_TXINV);
    if (level == usart->tx_level)
        return;
    usart->tx_level = level;
    gpio_v2_update_signal(chip, row, usart_v3_tx_signal(usart), ps);
}

static void load(struct usart_v3 *usart, enum usart_sends sends, uint32_t bits,
                 unsigned count)
{
    usart->tx_sends = (uint8_t)sends;
    usart->tx_bits = bits;
    usart->tx_left = (uint8_t)count;
    usart->tx_run = 0;
}

/* Start bit, word, stop bits, in the order of the line. */
static void load_data(struct usart_v3 *usart)
{
    unsigned word_bits = usart_v3_word_bits(usart);
    uint32_t word = usart->tdr & ((1u << word_bits) - 1);
    if (usart->cr1 & CR1_PCE) {
        word &= (1u << (word_bits - 1)) - 1;
        word |= usart_v3_parity(usart, word) << (word_bits - 1);
    }
    uint32_t bits = (~0u << word_bits | usart_v3_wire(usart, word)) << 1;
    load(usart, SENDS_DATA, bits, 1 + word_bits + usart_v3_stop_bits(usart));
    usart->isr |= ISR_TXE;
}

/* RM0367 29.5.2: as many low bits as a frame with one stop bit has, then two
 * stop bits. */
static void load_break(struct usart_v3 *usart)
{
    unsigned low = usart_v3_word_bits(usart) + 2;
    load(usart, SENDS_BREAK, ~0u << low, low + BREAK_STOP_BITS);
}

/* What is sent next; a break goes before data (RM0367 29.5.2). */
static void load_next(struct usart_v3 *usart)
{
    if (usart->isr & ISR_SBKF) {
        load_break(usart);
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
 * the frame that is received (usart_v3.c). */
static unsigned run_of(const struct usart_v3 *usart)
{
    uint32_t differ = usart->tx_bits & 1 ? ~usart->tx_bits : usart->tx_bits;
    unsigned run = differ ? (unsigned)__builtin_ctz(differ) : usart->tx_left;
    if (usart_v3_works_in_stop(usart))
        return 1;
    return run < usart->tx_left ? run : usart->tx_left;
}

/* The line idles high behind the last bit. */
static void end_run(struct usart_v3 *usart)
{
    uint64_t bits = ~(uint64_t)UINT32_MAX | usart->tx_bits;
    usart->tx_bits = (uint32_t)(bits >> usart->tx_run);
    usart->tx_left = (uint8_t)(usart->tx_left - usart->tx_run);
    usart->tx_run = 0;
}

/* Puts the next level of the line at `ps`, and arms the edge after it. */
static void step(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct usart_v3 *usart = usart_v3_state(chip, row);
    uint64_t bit = usart_v3_bit_ps(chip, row);

    if (!bit) {
        usart->tx_edge_ps = ps + NO_CLOCK_RETRY_PS;
        due_set(chip, row->due + DUE_TX, usart->tx_edge_ps);
        return;
    }
    if (usart->tx_left == 0)
        load_next(usart);
    if (usart->tx_sends == SENDS_BREAK && usart->tx_left == BREAK_STOP_BITS)
        usart->isr &= ~ISR_SBKF;
    put(chip, row, usart->tx_bits & 1, ps);
    if (usart->tx_sends != SENDS_NOTHING) {
        usart->tx_run = (uint8_t)run_of(usart);
        usart->tx_bit_ps = bit;
        usart->tx_edge_ps = ps + usart->tx_run * bit;
        due_set(chip, row->due + DUE_TX, usart->tx_edge_ps);
    }
}

void usart_v3_tx_due(struct chip *chip, const struct map_row *row)
{
    struct usart_v3 *usart = usart_v3_state(chip, row);
    end_run(usart);
    /* From the edge that was due: a late call must not stretch the bit. */
    step(chip, row, usart->tx_edge_ps);
    usart_v3_update_irq(chip, row);
}

void usart_v3_tx_before_clock(struct chip *chip, const struct map_row *row,
                              uint64_t ps)
{
    struct usart_v3 *usart = usart_v3_state(chip, row);
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

void usart_v3_tx_kick(struct chip *chip, const struct map_row *row)
{
    struct usart_v3 *usart = usart_v3_state(chip, row);
    bool waits = chip->due[row->due + DUE_TX] != NEVER;
    if (usart->cr1 & CR1_TE && !waits)
        step(chip, row, clock_ps(chip));
}

void usart_v3_tx_enable(struct chip *chip, const struct map_row *row)
{
    struct usart_v3 *usart = usart_v3_state(chip, row);
    usart->isr |= ISR_TEACK;
    load(usart, SENDS_IDLE, ~0u,
         1 + usart_v3_word_bits(usart) + usart_v3_stop_bits(usart));
    step(chip, row, clock_ps(chip));
}

/* RM0367 29.5.2: the baud counter freezes, and the data are lost. */
void usart_v3_tx_disable(struct chip *chip, const struct map_row *row)
{
    struct usart_v3 *usart = usart_v3_state(chip, row);
    load(usart, SENDS_NOTHING, ~0u, 0);
    usart->isr &= ~(ISR_TEACK | ISR_SBKF);
    usart->isr |= ISR_TXE | ISR_TC;
    due_set(chip, row->due + DUE_TX, NEVER);
    put(chip, row, true, clock_ps(chip));
}
