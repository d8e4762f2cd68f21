/* SPDX-License-Identifier: MIT */
#include "chip/block/spi_v1_shift.h"

#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/block/spi_v2_fifo.h"
#include "chip/core/nvic.h"
#include "chip/dma.h"
#include "chip/due.h"
#include "chip/kernel_clock.h"

static bool master(const struct spi_v1 *spi)
{
    return spi->cr1 & CR1_MSTR;
}

static unsigned frame_bits(const struct spi_v1 *spi)
{
    if (spi->fifo)
        return spi->bits;
    return spi->cr1 & CR1_DFF ? 16 : 8;
}

static bool sends(const struct spi_v1 *spi)
{
    return spi->cr1 & CR1_BIDIMODE ? spi->cr1 & CR1_BIDIOE
                                   : !(spi->cr1 & CR1_RXONLY);
}

static bool receives(const struct spi_v1 *spi)
{
    return !(spi->cr1 & CR1_BIDIMODE) || !(spi->cr1 & CR1_BIDIOE);
}

/* The line that data come in on: one line is MOSI of a master, MISO of a slave.
 */
static enum signal input(const struct spi_v1 *spi)
{
    bool one_line = spi->cr1 & CR1_BIDIMODE;
    return master(spi) == one_line ? SIGNAL_MOSI : SIGNAL_MISO;
}

/* --- the buffers --- */

/* Returns whether there is a frame to send. */
static bool waiting(const struct spi_v1 *spi)
{
    return spi->fifo ? spi_v2_of(spi)->tx.count : !(spi->sr & SR_TXE);
}

static void take_sent(struct spi_v1 *spi)
{
    spi->tx_shift = spi->fifo
                        ? spi_fifo_take(&spi_v2_of(spi)->tx, spi_v2_unit(spi))
                        : spi->tx;
    spi->sr |= SR_TXE;
}

/* Keeps what was received. Returns false when there is no room for it: what is
 * there stays. */
static bool keep_received(struct spi_v1 *spi)
{
    bool room = !(spi->sr & SR_RXNE);
    if (spi->fifo)
        return spi_fifo_put(&spi_v2_of(spi)->rx, spi->rx_shift,
                            spi_v2_unit(spi));
    if (room)
        spi->rx = spi->rx_shift;
    spi->sr |= SR_RXNE;
    return room;
}

/* --- pins --- */

static bool sck_level(const struct spi_v1 *spi)
{
    bool active = spi->running && (spi->shown ^ spi->cr1) & 1; /* CPHA */
    return active != !!(spi->cr1 & CR1_CPOL);
}

/* Bit `number` of the frame, in the order in which it is sent. */
static bool sent_bit(const struct spi_v1 *spi, unsigned number)
{
    unsigned bits = frame_bits(spi);
    if (number >= bits)
        number = bits - 1;
    if (!(spi->cr1 & CR1_LSBFIRST))
        number = bits - 1 - number;
    return spi->tx_shift >> number & 1;
}

static bool selected(const struct spi_v1 *spi)
{
    return spi->cr1 & CR1_SSM ? !(spi->cr1 & CR1_SSI) : !spi->nss;
}

bool spi_v1_shift_drives(const struct chip *chip, const struct map_row *row,
                         const struct map_pin *pin, bool *level)
{
    const struct spi_v1 *spi = map_state(chip, row);
    if (!(spi->cr1 & CR1_SPE))
        return false;
    switch (pin->signal) {
    case SIGNAL_SCK: *level = sck_level(spi); return master(spi);
    case SIGNAL_MOSI:
        *level = sent_bit(spi, spi->shown / 2);
        return master(spi) && sends(spi);
    case SIGNAL_MISO:
        *level = sent_bit(spi, spi->sampled);
        return !master(spi) && sends(spi) && selected(spi);
    default: *level = false; return master(spi) && spi->cr2 & CR2_SSOE;
    }
}

/* Returns whether an edge on one of the outputs would be noticed. */
static bool watched(const struct chip *chip, const struct map_row *row)
{
    for (unsigned i = 0; i < row->pin_count; i++) {
        const struct map_pin *pin = &row->pins[i];
        if ((chip->watch.pins[pin->port] >> pin->number & 1 ||
             exti_listens(chip, pin->port, pin->number)) &&
            gpio_v2_selects(chip, pin))
            return true;
    }
    return false;
}

/* --- CRC: RM0367 31.3.13, over the bits as they come --- */

static uint32_t crc_of(const struct spi_v1 *spi, uint32_t crc, bool bit)
{
    unsigned bits = frame_bits(spi);
    bool out = crc >> (bits - 1) & 1;
    crc <<= 1;
    if (out != bit)
        crc ^= spi->crcpr;
    return crc & ((1u << bits) - 1);
}

/* --- a frame --- */

static void arm(struct chip *chip, const struct map_row *row)
{
    const struct spi_v1 *spi = map_state(chip, row);
    uint32_t next = watched(chip, row) ? spi->shown + 1 : 2 * frame_bits(spi);
    due_set(chip, row->due,
            spi->running && master(spi)
                ? ticks_ps(&spi->clock, next - spi->origin)
                : NEVER);
}

static void take_bit(struct spi_v1 *spi, bool bit)
{
    if (!spi->crc_frame && spi->cr1 & CR1_CRCEN) {
        spi->txcrcr = crc_of(spi, spi->txcrcr, sent_bit(spi, spi->sampled));
        spi->rxcrcr = crc_of(spi, spi->rxcrcr, bit);
    }
    if (spi->cr1 & CR1_LSBFIRST)
        spi->rx_shift |= (uint32_t)bit << spi->sampled;
    else
        spi->rx_shift = spi->rx_shift << 1 | bit;
    spi->sampled++;
}

/* Takes the bits whose sampling edges have passed: the line had its present
 * level. */
static void sample(struct chip *chip, const struct map_row *row)
{
    struct spi_v1 *spi = map_state(chip, row);
    uint64_t passed = spi->origin + ticks_passed(chip, &spi->clock);
    while (spi->running && master(spi) && spi->sampled < frame_bits(spi) &&
           2 * spi->sampled + 1 <= passed)
        take_bit(spi, spi->in);
}

/* The CRC follows the data. */
static void load(struct spi_v1 *spi)
{
    spi->crc_frame =
        spi->cr1 & CR1_CRCNEXT && spi->cr1 & CR1_CRCEN && !waiting(spi);
    if (spi->crc_frame) {
        spi->tx_shift = spi->txcrcr;
        spi->cr1 &= ~CR1_CRCNEXT;
    } else if (waiting(spi)) {
        take_sent(spi);
    }
    spi->origin = spi->shown = spi->sampled = 0;
    spi->rx_shift = 0;
    spi->running = true;
}

/* A master that only receives has a clock as long as it is on. */
static bool wants_frame(const struct spi_v1 *spi)
{
    if (!sends(spi))
        return true;
    return waiting(spi) ||
           (spi->running && spi->cr1 & CR1_CRCNEXT && spi->cr1 & CR1_CRCEN);
}

void spi_v1_shift_want_frame(struct chip *chip, const struct map_row *row)
{
    struct spi_v1 *spi = map_state(chip, row);
    if (!master(spi) || !(spi->cr1 & CR1_SPE) || spi->running ||
        spi->i2scfgr & I2SCFGR_I2SMOD || !wants_frame(spi))
        return;
    ticks_start(chip, &spi->clock);
    load(spi);
    gpio_v2_update_row(chip, row, spi->clock.base_ps);
}

static void receive(struct spi_v1 *spi)
{
    if (spi->crc_frame && spi->rx_shift != spi->rxcrcr)
        spi->sr |= SR_CRCERR;
    if (!receives(spi))
        return;
    if (!keep_received(spi))
        spi->sr |= SR_OVR;
}

static void frame_over(struct spi_v1 *spi)
{
    ticks_spend(&spi->clock, 2 * frame_bits(spi) - spi->origin);
    receive(spi);
    if (wants_frame(spi)) {
        load(spi);
    } else {
        /* MOSI keeps the last bit */
        spi->running = false;
    }
}

void spi_v1_shift_update(struct chip *chip, const struct map_row *row)
{
    struct spi_v1 *spi = map_state(chip, row);
    uint32_t errors = SR_CRCERR | SR_MODF | SR_OVR;
    bool busy = spi->running && (sends(spi) || !(spi->cr1 & CR1_BIDIMODE));
    spi->sr = (spi->sr & ~SR_BSY) | (busy ? SR_BSY : 0);
    if (spi->fifo)
        spi->sr = spi_v2_flags(spi, spi->sr, SR_TXE, SR_RXNE);
    arm(chip, row);
    nvic_request(chip, row,
                 (spi->cr2 & CR2_TXEIE && spi->sr & SR_TXE) ||
                     (spi->cr2 & CR2_RXNEIE && spi->sr & SR_RXNE) ||
                     (spi->cr2 & CR2_ERRIE && spi->sr & errors));
    dma_request(chip, row, DMA_RX, spi->cr2 & CR2_RXDMAEN && spi->sr & SR_RXNE);
    dma_request(chip, row, DMA_TX, spi->cr2 & CR2_TXDMAEN && spi->sr & SR_TXE);
}

void spi_v1_shift_due(struct chip *chip, const struct map_row *row,
                      unsigned event)
{
    struct spi_v1 *spi = map_state(chip, row);
    uint32_t end = 2 * frame_bits(spi);
    (void)event;
    sample(chip, row);
    spi->shown = watched(chip, row) ? spi->shown + 1 : end;
    uint64_t ps = ticks_ps(&spi->clock, spi->shown - spi->origin);
    if (spi->shown == end)
        frame_over(spi);
    gpio_v2_update_row(chip, row, ps);
    spi_v1_shift_update(chip, row);
}

void spi_v1_shift_follow_clock(struct chip *chip, const struct map_row *row)
{
    struct spi_v1 *spi = map_state(chip, row);
    uint64_t period = kernel_clock_bus_ps(chip, row) << (spi->cr1 >> 3 & 7);
    sample(chip, row);
    if (period != spi->clock.period_ps && spi->running)
        spi->origin += (uint32_t)ticks_passed(chip, &spi->clock);
    ticks_set(chip, &spi->clock, period);
    arm(chip, row);
}

/* --- a slave, which the board clocks --- */

static void slave_frame_over(struct spi_v1 *spi)
{
    receive(spi);
    spi->running = false;
}

/* CPHA=0 samples on the edge away from the level of CPOL. */
static void slave_edge(struct spi_v1 *spi)
{
    bool away = spi->sck != !!(spi->cr1 & CR1_CPOL);
    bool samples = away != !!(spi->cr1 & CR1_CPHA);
    if (!samples)
        return;
    if (!spi->running)
        load(spi);
    take_bit(spi, spi->in);
    if (spi->sampled == frame_bits(spi))
        slave_frame_over(spi);
}

/* --- NSS --- */

void spi_v1_shift_check_mode(struct spi_v1 *spi)
{
    if (!master(spi) || !(spi->cr1 & CR1_SPE) || !selected(spi) ||
        (!(spi->cr1 & CR1_SSM) && spi->cr2 & CR2_SSOE))
        return;
    spi->sr |= SR_MODF;
    spi->cr1 &= ~(CR1_SPE | CR1_MSTR);
    spi->running = false;
}

void spi_v1_shift_look_at_pins(struct chip *chip, const struct map_row *row)
{
    struct spi_v1 *spi = map_state(chip, row);
    spi->in = gpio_v2_signal(chip, row, input(spi), false);
    spi->sck = gpio_v2_signal(chip, row, SIGNAL_SCK, false);
    spi->nss = gpio_v2_signal(chip, row, SIGNAL_NSS, true);
}

void spi_v1_shift_pins(struct chip *chip, const struct map_row *row,
                       uint64_t ps)
{
    struct spi_v1 *spi = map_state(chip, row);
    bool sck = spi->sck, on = spi->cr1 & CR1_SPE;
    (void)ps;
    if (!on)
        return;
    sample(chip, row);
    spi_v1_shift_look_at_pins(chip, row);
    if (!master(spi) && sck != spi->sck && selected(spi))
        slave_edge(spi);
    spi_v1_shift_check_mode(spi);
    spi_v1_shift_update(chip, row);
}
