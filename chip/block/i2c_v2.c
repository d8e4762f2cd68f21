/* SPDX-License-Identifier: MIT */
#include "chip/block/i2c_v2.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/i2c_v2_bus.h"
#include "chip/block/i2c_v2_transfer.h"
#include "chip/event.h"
#include "chip/kernel_clock.h"

enum {
    CR1 = 0x00,
    CR2 = 0x04,
    OAR1 = 0x08,
    OAR2 = 0x0C,
    TIMINGR = 0x10,
    TIMEOUTR = 0x14,
    ISR = 0x18,
    ICR = 0x1C,
    RXDR = 0x24,
    TXDR = 0x28,
};

#define CR1_SMBUS        0x00F00000u /* SMBHEN, SMBDEN, ALERTEN, PECEN */
#define CR1_MASK         0x00FFDFFFu
#define CR2_MASK         0x07FFFFFFu
#define CR2_BY_PE        (CR2_START | CR2_STOP | CR2_NACK | CR2_PECBYTE)
#define OAR1_MASK        0x87FFu
#define OAR2_MASK        0x87FEu
#define TIMINGR_MASK     0xF0FFFFFFu
#define TIMEOUTR_MASK    0x8FFF9FFFu
#define TIMEOUTR_ENABLES 0x80008000u
#define ICR_MASK         0x3F38u

static void look_at_lines(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->scl_in = gpio_v2_signal(chip, row, SIGNAL_SCL, false);
    i2c->sda_in = gpio_v2_signal(chip, row, SIGNAL_SDA, false);
}

/* PE=0 is a reset of all but the configuration (LL_I2C_Disable). */
static void software_reset(struct i2c_v2 *i2c)
{
    i2c->isr = ISR_TXE;
    i2c->cr2 &= ~CR2_BY_PE;
    i2c->rx_waits = false;
    i2c->scl = i2c->sda = true;
    i2c_v2_bus_begin(i2c, IDLE, 0);
}

static void write_cr1(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    bool changes = (i2c->cr1 ^ value) & CR1_PE;
    i2c->cr1 = value & CR1_MASK;
    if (!changes)
        return;
    software_reset(i2c);
    ticks_start(chip, &i2c->clock);
    gpio_v2_update_row(chip, row, i2c->clock.base_ps);
    look_at_lines(chip, row);
}

/* START, STOP and NACK are set by 1 and not cleared by 0; they mean something
 * with PE=1 only. */
static void write_cr2(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    bool on = i2c->cr1 & CR1_PE;
    uint32_t kept = i2c->cr2 & CR2_BY_PE;
    i2c->cr2 = (value & CR2_MASK & (on ? 0xFFFFFFFF : ~CR2_BY_PE)) | kept;
    if (i2c->phase == IDLE) /* nothing to stop */
        i2c->cr2 &= ~CR2_STOP;
    if (i2c->phase == HOLD && !i2c->rx_waits)
        i2c_v2_transfer_resume(chip, row);
    i2c_v2_transfer_want_start(chip, i2c);
}

static void write_txdr(struct chip *chip, const struct map_row *row,
                       uint32_t value)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    bool asked = i2c->isr & ISR_TXIS;
    i2c->txdr = value & 0xFF;
    if (!(i2c->cr1 & CR1_PE))
        return;
    i2c->isr &= ~(ISR_TXE | ISR_TXIS);
    if (i2c->phase != HOLD || !asked)
        return;
    ticks_start(chip, &i2c->clock);
    i2c_v2_transfer_go_on(chip, row);
}

/* TIMINGR is set up while PE=0 (LL_I2C_SetTiming). */
static void write_timingr(struct chip *chip, const struct map_row *row,
                          uint32_t value)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    value &= TIMINGR_MASK;
    if (!(i2c->cr1 & CR1_PE))
        i2c->timingr = value;
    else if (value != i2c->timingr)
        event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + TIMINGR,
                             value);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    uint32_t odd = 0; /* bits whose effect is not modelled */
    switch (offset) {
    case CR1:
        write_cr1(chip, row, value);
        odd = value & CR1_SMBUS;
        break;
    case CR2:
        write_cr2(chip, row, value);
        odd = i2c->cr2 & CR2_PECBYTE;
        break;
    case OAR1: i2c->oar1 = value & OAR1_MASK; break;
    case OAR2: i2c->oar2 = value & OAR2_MASK; break;
    case TIMINGR: write_timingr(chip, row, value); break;
    case TIMEOUTR:
        i2c->timeoutr = value & TIMEOUTR_MASK;
        odd = value & TIMEOUTR_ENABLES;
        break;
    case ISR: i2c->isr |= value & ISR_TXE; break; /* flushes TXDR */
    case ICR: i2c->isr &= ~(value & ICR_MASK); break;
    case TXDR: write_txdr(chip, row, value); break;
    default: break;
    }
    i2c_v2_bus_update(chip, row);
    return odd ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    switch (offset) {
    case CR1: *value = i2c->cr1; break;
    case CR2: *value = i2c->cr2; break;
    case OAR1: *value = i2c->oar1; break;
    case OAR2: *value = i2c->oar2; break;
    case TIMINGR: *value = i2c->timingr; break;
    case TIMEOUTR: *value = i2c->timeoutr; break;
    case ISR: *value = i2c->isr; break;
    case RXDR:
        *value = i2c->rxdr;
        i2c_v2_transfer_rxdr_was_read(chip, row);
        i2c_v2_bus_update(chip, row);
        break;
    case TXDR: *value = i2c->txdr; break;
    default: *value = 0; break; /* ICR; PECR without PEC */
    }
    return ACCESS_OK;
}

static enum access peek(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    if (offset != RXDR)
        return read(chip, row, offset, value);
    *value = i2c->rxdr;
    return ACCESS_OK;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    *i2c = (struct i2c_v2){.isr = ISR_TXE, .scl = true, .sda = true};
    if (kind == RESET_NONE) /* else the ports follow */
        gpio_v2_update_row(chip, row, i2c->clock.base_ps);
    ticks_set(chip, &i2c->clock, kernel_clock_ps(chip, row, 1));
    i2c_v2_bus_update(chip, row);
}

/* A read of RXDR clears RXNE. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)chip;
    (void)row;
    return offset == RXDR ? 0 : NEVER;
}

const struct map_kind i2c_v2 = {
    .last = TXDR,
    .read = read,
    .peek = peek,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = i2c_v2_transfer_due,
    .after_clock = i2c_v2_bus_follow_clock,
    .kernel_clock = i2c_v2_bus_follow_clock,
    .drives = i2c_v2_bus_drives,
    .pins = i2c_v2_transfer_pins,
    .dues = 1,
};
