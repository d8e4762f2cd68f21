/* SPDX-License-Identifier: MIT */
#include "chip/block/usart_rx.h"

#include "chip/block/usart_frame.h"
#include "chip/block/usart_tx.h"
#include "chip/clock.h"
#include "chip/due.h"
#include "chip/kernel_clock.h"

/* --- deadlines --- */

static bool takes_one_sample(const struct chip *chip, const struct map_row *row)
{
    return usart_is_lpuart(row) || usart_state(chip, row)->cr3 & CR3_ONEBIT;
}

/* When bit number `which` is decided: at the last of its samples. */
static uint64_t decision_ps(const struct chip *chip, const struct map_row *row,
                            unsigned which)
{
    const struct usart *usart = usart_state(chip, row);
    uint64_t bit = usart->rx_bit_ps;
    uint64_t begin = usart->rx_begin_ps + (which - usart->rx_count) * bit;
    if (takes_one_sample(chip, row))
        return begin + bit / 2;
    return begin + (usart->cr1 & CR1_OVER8 ? bit * 5 / 8 : bit * 9 / 16);
}

/* Bits of a frame up to the stop bit that is looked at: of two a USART takes
 * the first, an LPUART the second (RM0367 29.5.3, 30.4.3). */
static unsigned last_bit(const struct chip *chip, const struct map_row *row)
{
    const struct usart *usart = usart_state(chip, row);
    unsigned stop = usart_is_lpuart(row) ? usart_stop_bits(usart) : 1;
    return usart_word_bits(usart) + stop;
}

/* Of the decisions on the bits of a frame, two show in ISR: that on the stop
 * bit, and that a start bit was too short, before which the line rises. The
 * others are taken from the edges when the next one comes, or at the stop bit.
 * Of a block that may have asked for its clock each bit is looked at: the clock
 * goes with the frame (usart_v3.c, asks_clock). */
static unsigned next_decision(const struct chip *chip,
                              const struct map_row *row)
{
    const struct usart *usart = usart_state(chip, row);
    bool each = usart_works_in_stop(usart) || !usart->rx_bit_ps;
    bool risen = usart->rx_count == 0 && usart->rx_level;
    return each || risen ? usart->rx_count : last_bit(chip, row);
}

static uint64_t frame_due(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    usart->rx_bit_ps = usart_bit_ps(chip, row);
    usart->rx_until = (uint8_t)next_decision(chip, row);
    return decision_ps(chip, row, usart->rx_until);
}

static void arm(struct chip *chip, const struct map_row *row)
{
    const struct usart *usart = usart_state(chip, row);
    uint64_t due = NEVER;

    if (usart->rx_state == RECEIVES_FRAME)
        due = frame_due(chip, row);
    else if (usart->rx_state == RECEIVES_NOTHING)
        due = usart->rx_idle_ps < usart->rx_rto_ps ? usart->rx_idle_ps
                                                   : usart->rx_rto_ps;
    due_set(chip, row->due + DUE_RX, due);
}

/* A frame is over and the line is high since `ps`: after one more frame of
 * silence it is idle, after RTOR bits the receiver times out (RM0367 29.5.3,
 * 29.5.18). */
static void begin_silence(struct chip *chip, const struct map_row *row,
                          uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    uint64_t bit = usart_bit_ps(chip, row);
    unsigned frame = 1 + usart_word_bits(usart) + usart_stop_bits(usart);

    if (!usart->rx_quiet)
        return;
    usart->rx_idle_ps = ps + bit * frame;
    if (usart->cr2 & CR2_RTOEN)
        usart->rx_rto_ps = ps + bit * (usart->rtor & RTOR_RTO);
}

static void end_silence(struct usart *usart)
{
    usart->rx_idle_ps = usart->rx_rto_ps = NEVER;
}

/* RM0367 30.4.11: an idle line is not detected in Stop. */
static void silence_due(struct usart *usart, uint64_t now)
{
    if (usart->rx_idle_ps <= now) {
        usart->rx_idle_ps = NEVER;
        if (!usart->stopped)
            usart->isr |= ISR_IDLE;
    }
    if (usart->rx_rto_ps <= now) {
        usart->rx_rto_ps = NEVER;
        usart->isr |= ISR_RTOF;
    }
    if (usart->rx_idle_ps == NEVER && usart->rx_rto_ps == NEVER)
        usart->rx_quiet = false;
}

/* --- the end of a frame --- */

static void stop_receiving(struct usart *usart)
{
    usart->rx_state = RECEIVES_NOTHING;
    usart->isr &= ~ISR_BUSY;
}

/* RM0367 29.5.19, 29.8.3: the event that WUS names sets WUF, in Stop. */
static void wake_up(struct usart *usart, uint32_t event)
{
    if (usart_works_in_stop(usart) && (usart->cr3 & CR3_WUS) == event &&
        usart->stopped)
        usart->isr |= ISR_WUF;
}

/* RM0367 29.5.3: on overrun RDR keeps the older word, the newer is lost. With
 * OVRDIS the newer replaces it. */
static void deliver(struct usart *usart, uint32_t word, uint32_t errors)
{
    if (usart->isr & ISR_RXNE && !(usart->cr3 & CR3_OVRDIS)) {
        usart->isr |= ISR_ORE;
        return;
    }
    usart->rdr = word;
    usart->isr |= ISR_RXNE | errors;
    if ((word & 0xFF) == usart->cr2 >> CR2_ADD_SHIFT)
        usart->isr |= ISR_CMF;
}

static uint32_t parity_error(const struct usart *usart, uint32_t word)
{
    if (!(usart->cr1 & CR1_PCE))
        return 0;
    uint32_t received = word >> (usart_word_bits(usart) - 1) & 1;
    return received != usart_parity(usart, word) ? ISR_PE : 0;
}

/* The character that fixes the rate must be the one that ABRMOD names (RM0367
 * 29.5.6). */
static uint32_t end_measurement(struct usart *usart)
{
    static const uint8_t expected[] = {[2] = 0x7F, [3] = 0x55};
    unsigned mode = (usart->cr2 & CR2_ABRMOD) >> CR2_ABRMOD_SHIFT;
    uint32_t errors = 0;

    if (!usart->rx_measured)
        return 0;
    if (mode >= 2 && (usart->rx_bits & 0xFF) != expected[mode]) {
        usart->isr |= ISR_ABRE;
        errors = ISR_FE;
    }
    usart->isr |= ISR_ABRF;
    usart->rx_measured = false;
    return errors;
}

/* The stop bit was sampled. */
static void end_frame(struct chip *chip, const struct map_row *row, bool stop)
{
    struct usart *usart = usart_state(chip, row);
    uint32_t word = usart_wire(usart, usart->rx_bits);
    uint32_t errors = parity_error(usart, word) | end_measurement(usart);
    uint64_t bit = usart->rx_bit_ps;
    unsigned left =
        1 + usart_word_bits(usart) + usart_stop_bits(usart) - usart->rx_count;

    if (!stop)
        errors |= ISR_FE;
    if (usart->rx_noise)
        errors |= ISR_NF;
    deliver(usart, word, errors);
    wake_up(usart, WUS_RXNE);
    stop_receiving(usart);
    usart->rx_quiet = true;
    if (usart->rx_level)
        begin_silence(chip, row, usart->rx_begin_ps + bit * left);
}

/* --- bits --- */

/* The bit as its three samples have it: 1/16 (OVER8: 1/8) of a bit apart, two
 * of three decide. rx_level is that at the last sample; the line changed at
 * most once between the first and it, or the bit is noise anyway. */
static bool sample(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    uint64_t bit = usart->rx_bit_ps;
    uint64_t middle = usart->rx_begin_ps + bit / 2;
    uint64_t apart = usart->cr1 & CR1_OVER8 ? bit / 8 : bit / 16;

    if (takes_one_sample(chip, row) || usart->rx_change_ps <= middle - apart)
        return usart->rx_level;
    usart->rx_noise = true;
    return usart->rx_level != (usart->rx_change_ps > middle);
}

/* The line was low for too short a time. RM0440 38.4.6 has an LPUART set the
 * noise flag; that the L0's does so too is assumed. */
static void drop_start_bit(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    if (usart_is_lpuart(row))
        usart->isr |= ISR_NF;
    stop_receiving(usart);
    begin_silence(chip, row, usart->rx_change_ps);
}

/* Takes a bit before the stop bit that is looked at. */
static void take_bit(struct usart *usart, bool level)
{
    if (usart->rx_count && usart->rx_count <= usart_word_bits(usart))
        usart->rx_bits |= (uint32_t)level << (usart->rx_count - 1);
    usart->rx_count++;
    usart->rx_begin_ps += usart->rx_bit_ps;
}

/* Takes the bits without an event of their own that were decided up to `ps`. */
static void take_bits(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    while (usart->rx_count < usart->rx_until &&
           decision_ps(chip, row, usart->rx_count) <= ps)
        take_bit(usart, sample(chip, row));
}

static void sample_due(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    take_bits(chip, row, NEVER);
    bool level = sample(chip, row);

    if (usart->rx_count == 0 && level) {
        drop_start_bit(chip, row);
        return;
    }
    if (usart->rx_count == last_bit(chip, row)) {
        end_frame(chip, row, level);
        return;
    }
    if (usart->rx_count == 0)
        wake_up(usart, WUS_START_BIT);
    take_bit(usart, level);
}

/* The kernel clock was taken away: a frame is lost (assumed), the time-outs
 * wait. */
static void wait_for_clock(struct usart *usart, uint64_t until)
{
    if (usart->rx_state == RECEIVES_FRAME)
        stop_receiving(usart);
    if (usart->rx_idle_ps < until)
        usart->rx_idle_ps = until;
    if (usart->rx_rto_ps < until)
        usart->rx_rto_ps = until;
}

void usart_rx_due(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    uint64_t bit = usart_bit_ps(chip, row);
    if (!bit) {
        wait_for_clock(usart, clock_ps(chip) + NO_CLOCK_RETRY_PS);
    } else if (usart->rx_state == RECEIVES_FRAME) {
        usart->rx_bit_ps = bit;
        sample_due(chip, row);
    } else {
        silence_due(usart, clock_ps(chip));
    }
    arm(chip, row);
    usart_update_irq(chip, row);
}

/* --- auto baud rate (RM0367 29.5.6) --- */

/* Per ABRMOD: the edge that ends the measurement, the bits it spans from the
 * falling edge of the start bit, and the data bits that are then known. */
static const struct measurement {
    bool rising;
    uint8_t edges, bits, known;
} measurements[] = {
    {true, 1, 1, 0x00},  /* start bit */
    {false, 1, 2, 0x01}, /* start bit and the first data bit, a 1 */
    {false, 1, 8, 0x7F}, /* 0x7F */
    {false, 4, 8, 0x55}, /* 0x55 */
};

enum { CLOCK_SCALE = 1024, DIV_MIN = 16, DIV_MAX = 0xFFFF };

/* USARTDIV for a bit of ps / bits, or 0: out of range. */
static uint32_t measured_div(const struct chip *chip, const struct map_row *row,
                             uint64_t ps, unsigned bits)
{
    uint64_t scaled = kernel_clock_ps(chip, row, CLOCK_SCALE);
    bool over8 = usart_state(chip, row)->cr1 & CR1_OVER8;
    if (!scaled || ps > 10 * PS_PER_S)
        return 0;
    uint64_t div = (ps << over8) * CLOCK_SCALE / (scaled * bits);
    return div >= DIV_MIN && div <= DIV_MAX ? (uint32_t)div : 0;
}

/* RM0367 29.5.6: in the modes with a whole character each bit is also checked
 * at the rate of the start bit alone; here, that there were eight of them. */
static bool is_8_bits(uint64_t span, uint64_t bit)
{
    return span > 7 * bit + bit / 2 && span < 8 * bit + bit / 2;
}

static void measurement_edge(struct chip *chip, const struct map_row *row,
                             uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    const struct measurement *m =
        &measurements[(usart->cr2 & CR2_ABRMOD) >> CR2_ABRMOD_SHIFT];

    uint64_t span = ps - usart->rx_begin_ps;
    if (usart->rx_level && !usart->rx_start_bit_ps)
        usart->rx_start_bit_ps = span;
    if (usart->rx_level != m->rising || ++usart->rx_edges < m->edges)
        return;
    uint32_t div = measured_div(chip, row, span, m->bits);
    if (!div || (m->bits == 8 && !is_8_bits(span, usart->rx_start_bit_ps))) {
        stop_receiving(usart);
        usart->isr |= ISR_ABRE | ISR_ABRF | ISR_FE | ISR_RXNE;
        return;
    }
    usart_tx_before_clock(chip, row, ps);
    usart->brr =
        usart->cr1 & CR1_OVER8 ? (div & 0xFFF0) | (div & 15) >> 1 : div;
    usart->rx_measured = true;
    usart->rx_state = RECEIVES_FRAME;
    usart->rx_bits = m->known;
    usart->rx_count = m->bits;
    usart->rx_begin_ps = ps;
}

/* --- edges --- */

static void start_bit(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);
    bool measure = usart->cr2 & CR2_ABREN && !(usart->isr & ISR_ABRF);

    if (!measure && !usart_bit_ps(chip, row))
        return;
    end_silence(usart);
    usart->isr |= ISR_BUSY;
    usart->rx_state = measure ? MEASURES_BAUD : RECEIVES_FRAME;
    usart->rx_begin_ps = ps;
    usart->rx_bits = usart->rx_count = usart->rx_edges = 0;
    usart->rx_start_bit_ps = 0;
    usart->rx_noise = usart->rx_measured = false;
}

/* The present bit gets an event of its own. */
static void decide_next(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    usart->rx_until = usart->rx_count;
    due_set(chip, row->due + DUE_RX, decision_ps(chip, row, usart->rx_until));
}

void usart_rx_edge(struct chip *chip, const struct map_row *row, bool level,
                   uint64_t ps)
{
    struct usart *usart = usart_state(chip, row);

    if (usart->rx_state == RECEIVES_FRAME)
        take_bits(chip, row, ps);
    usart->rx_level = level;
    usart->rx_change_ps = ps;
    if (!(usart->cr1 & CR1_UE) || !(usart->cr1 & CR1_RE))
        return;
    if (usart->rx_state == RECEIVES_FRAME) {
        if (usart->rx_count == 0) /* it may be too short for a start bit */
            decide_next(chip, row);
        return;
    }
    if (usart->rx_state == MEASURES_BAUD)
        measurement_edge(chip, row, ps);
    else if (usart->rx_level)
        begin_silence(chip, row, ps);
    else
        start_bit(chip, row, ps);
    arm(chip, row);
    usart_update_irq(chip, row);
}

void usart_rx_before_clock(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    if (usart->rx_state != RECEIVES_FRAME ||
        chip->due[row->due + DUE_RX] == NEVER)
        return;
    take_bits(chip, row, clock_ps(chip));
    decide_next(chip, row);
}

void usart_rx_disable(struct chip *chip, const struct map_row *row)
{
    struct usart *usart = usart_state(chip, row);
    stop_receiving(usart);
    end_silence(usart);
    usart->rx_quiet = false;
    usart->isr &= ~ISR_REACK;
    due_set(chip, row->due + DUE_RX, NEVER);
}
