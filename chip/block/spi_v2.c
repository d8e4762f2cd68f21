/* SPDX-License-Identifier: MIT */
#include "chip/block/spi_v2.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/spi_v1.h"
#include "chip/block/spi_v1_shift.h"
#include "chip/block/spi_v2_fifo.h"
#include "chip/clock.h"

enum { CR1 = 0x00, CR2 = 0x04, DR = 0x0C, TXCRCR = 0x18 };

#define CR1_CRCL  (1u << 11)
#define CR2_MASK  0x7FFFu
#define CR2_RESET 0x0700u

static struct spi_v2 *state(struct chip *chip, const struct map_row *row)
{
    return map_state(chip, row);
}

/* The length of a frame, DS + 1; what is less than 4 becomes 8. */
static uint32_t with_size(uint32_t cr2)
{
    return (cr2 >> 8 & 15) < 3 ? (cr2 & ~0xF00u) | CR2_RESET : cr2;
}

static bool crc_fits(const struct spi_v1 *spi)
{
    unsigned bits = spi->cr1 & CR1_CRCL ? 16 : 8;
    return !(spi->cr1 & CR1_CRCEN) || spi->bits == bits;
}

static enum access write_cr2(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct spi_v1 *spi = &state(chip, row)->spi;
    spi->cr2 = with_size(value & CR2_MASK);
    spi->bits = (uint8_t)((spi->cr2 >> 8 & 15) + 1);
    gpio_v2_update_row(chip, row, clock_ps(chip));
    spi_v1_shift_update(chip, row);
    return spi->cr2 & CR2_FRF || !crc_fits(spi) ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* A write of SIZE bytes to DR. */
static enum access send(struct chip *chip, const struct map_row *row,
                        unsigned size, uint32_t value)
{
    struct spi_v2 *v2 = state(chip, row);
    unsigned unit = spi_v2_unit(&v2->spi);
    uint32_t mask = size == 1 ? 0xFF : 0xFFFF;
    spi_fifo_put(&v2->tx, value & mask, size == 1 ? unit : 2);
    spi_v1_shift_want_frame(chip, row);
    spi_v1_shift_update(chip, row);
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    if (offset == CR2)
        return write_cr2(chip, row, value);
    if (offset == DR)
        return send(chip, row, 4, value);
    enum access access = spi_v1.write(chip, row, offset, value);
    return crc_fits(&state(chip, row)->spi) ? access : ACCESS_UNMODELLED;
}

/* A byte is on all lanes of a register of 16 bits. */
static enum access write_narrow(struct chip *chip, const struct map_row *row,
                                uint32_t offset, unsigned size, uint32_t value)
{
    if ((offset & ~3u) == DR)
        return send(chip, row, size, value);
    value &= size == 1 ? 0xFF : 0xFFFF;
    return write(chip, row, offset & ~3u, size == 1 ? value * 0x0101 : value);
}

/* A read of SIZE bytes from DR: of up to 8 bits, one frame or two. */
static uint32_t received(struct chip *chip, const struct map_row *row,
                         unsigned size)
{
    struct spi_v2 *v2 = state(chip, row);
    unsigned unit = spi_v2_unit(&v2->spi);
    uint32_t value = spi_fifo_take(&v2->rx, size == 1 ? unit : 2);
    v2->spi.ovr_seen = v2->spi.sr & SR_OVR;
    spi_v1_shift_update(chip, row);
    return value;
}

static enum access read_narrow(struct chip *chip, const struct map_row *row,
                               uint32_t offset, unsigned size, uint32_t *value)
{
    if (offset != DR)
        return spi_v1.read(chip, row, offset, value);
    *value = received(chip, row, size);
    return ACCESS_OK;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    return read_narrow(chip, row, offset, 4, value);
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct spi_v2 *v2 = state(chip, row);
    spi_v1.reset(chip, row, kind);
    v2->tx = v2->rx = (struct spi_fifo){0};
    v2->spi.fifo = true;
    v2->spi.bits = 8;
    v2->spi.cr2 = CR2_RESET;
    spi_v1_shift_update(chip, row);
}

const struct map_kind spi_v2 = {
    .last = TXCRCR,
    .read = read,
    .read_narrow = read_narrow,
    .write = write,
    .write_narrow = write_narrow,
    .reset = reset,
    .due = spi_v1_shift_due,
    .after_clock = spi_v1_shift_follow_clock,
    .kernel_clock = spi_v1_shift_follow_clock,
    .drives = spi_v1_shift_drives,
    .pins = spi_v1_shift_pins,
    .dues = 1,
};
