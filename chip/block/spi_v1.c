/* SPDX-License-Identifier: MIT */
#include "chip/block/spi_v1.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/spi_v1_shift.h"
#include "chip/clock.h"

enum {
    CR1 = 0x00,
    CR2 = 0x04,
    SR = 0x08,
    DR = 0x0C,
    CRCPR = 0x10,
    RXCRCR = 0x14,
    TXCRCR = 0x18,
    I2SCFGR = 0x1C,
    I2SPR = 0x20,
};

#define CR2_MASK     0xF7u
#define I2SCFGR_MASK 0xFBFu
#define I2SPR_MASK   0x3FFu

static void write_cr1(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct spi_v1 *spi = map_state(chip, row);
    uint32_t changed = spi->cr1 ^ value;
    if (spi->modf_seen)
        spi->sr &= ~SR_MODF;
    spi->modf_seen = false;
    spi->cr1 = value & 0xFFFF;
    if (spi->sr & SR_MODF) /* they cannot be set while MODF is */
        spi->cr1 &= ~(CR1_SPE | CR1_MSTR);
    if (changed & CR1_CRCEN)
        spi->txcrcr = spi->rxcrcr = 0;
    if (!(spi->cr1 & CR1_SPE))
        spi->running = false;
    spi_v1_shift_look_at_pins(chip, row);
    spi_v1_shift_check_mode(spi);
    spi_v1_shift_follow_clock(chip, row);
    spi_v1_shift_want_frame(chip, row);
    gpio_v2_update_row(chip, row, clock_ps(chip));
}

static enum access write_i2s(struct chip *chip, const struct map_row *row,
                             uint32_t offset, uint32_t value)
{
    struct spi_v1 *spi = map_state(chip, row);
    const struct spi_v1_variant *has = row->variant;
    if (!has->i2s)
        return ACCESS_OK;
    if (offset == I2SPR) {
        spi->i2spr = value & I2SPR_MASK;
        return ACCESS_OK;
    }
    if (offset != I2SCFGR)
        return ACCESS_OK;
    spi->i2scfgr = value & I2SCFGR_MASK;
    return spi->i2scfgr & I2SCFGR_I2SMOD ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct spi_v1 *spi = map_state(chip, row);
    enum access access = ACCESS_OK;
    switch (offset) {
    case CR1: write_cr1(chip, row, value); break;
    case CR2:
        spi->cr2 = value & CR2_MASK;
        gpio_v2_update_row(chip, row, clock_ps(chip));
        access = spi->cr2 & CR2_FRF ? ACCESS_UNMODELLED : ACCESS_OK;
        break;
    case SR: spi->sr &= value | ~SR_CRCERR; break; /* rc_w0 */
    case DR:
        spi->tx = value & 0xFFFF;
        spi->sr &= ~SR_TXE;
        spi_v1_shift_want_frame(chip, row);
        break;
    case CRCPR: spi->crcpr = value & 0xFFFF; break;
    default: access = write_i2s(chip, row, offset, value); break;
    }
    spi_v1_shift_update(chip, row);
    return access;
}

/* OVR is cleared by a read of DR and one of SR, MODF by a read of SR and a
 * write to CR1 (RM0367 31.3.10). */
static uint32_t read_sr(struct spi_v1 *spi)
{
    uint32_t value = spi->sr;
    if (spi->ovr_seen)
        spi->sr &= ~SR_OVR;
    spi->ovr_seen = false;
    spi->modf_seen = spi->sr & SR_MODF;
    return value;
}

static uint32_t read_dr(struct spi_v1 *spi)
{
    spi->sr &= ~SR_RXNE;
    spi->ovr_seen = spi->sr & SR_OVR;
    return spi->rx;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct spi_v1 *spi = map_state(chip, row);
    *value = 0;
    switch (offset) {
    case CR1: *value = spi->cr1; break;
    case CR2: *value = spi->cr2; break;
    case SR: *value = read_sr(spi); break;
    case DR: *value = read_dr(spi); break;
    case CRCPR: *value = spi->crcpr; break;
    case RXCRCR: *value = spi->rxcrcr; break;
    case TXCRCR: *value = spi->txcrcr; break;
    case I2SCFGR: *value = spi->i2scfgr; break;
    case I2SPR: *value = spi->i2spr; break;
    default: break;
    }
    if (offset == SR || offset == DR)
        spi_v1_shift_update(chip, row);
    return ACCESS_OK;
}

static enum access peek(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct spi_v1 *spi = map_state(chip, row);
    switch (offset) {
    case SR: *value = spi->sr; return ACCESS_OK;
    case DR: *value = spi->rx; return ACCESS_OK;
    default: return read(chip, row, offset, value);
    }
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct spi_v1 *spi = map_state(chip, row);
    const struct spi_v1_variant *has = row->variant;
    *spi = (struct spi_v1){
        .sr = SR_TXE,
        .crcpr = 7,
        .i2spr = has->i2s ? 2 : 0,
        .nss = true,
    };
    if (kind == RESET_NONE) /* else the ports follow */
        gpio_v2_update_row(chip, row, clock_ps(chip));
    spi_v1_shift_follow_clock(chip, row);
    spi_v1_shift_update(chip, row);
}

const struct map_kind spi_v1 = {
    .last = I2SPR,
    .read = read,
    .peek = peek,
    .write = write,
    .reset = reset,
    .due = spi_v1_shift_due,
    .after_clock = spi_v1_shift_follow_clock,
    .kernel_clock = spi_v1_shift_follow_clock,
    .drives = spi_v1_shift_drives,
    .pins = spi_v1_shift_pins,
    .dues = 1,
};
