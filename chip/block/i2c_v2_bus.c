/* SPDX-License-Identifier: MIT */
#include "chip/block/i2c_v2_bus.h"

#include "chip/block/gpio_v2.h"
#include "chip/core/nvic.h"
#include "chip/dma.h"
#include "chip/due.h"
#include "chip/kernel_clock.h"

#define ERRORS 0x3F00u

/* --- lines --- */

bool i2c_v2_bus_drives(const struct chip *chip, const struct map_row *row,
                       const struct map_pin *pin, bool *level)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    *level = pin->signal == SIGNAL_SCL ? i2c->scl : i2c->sda;
    return i2c->cr1 & CR1_PE;
}

void i2c_v2_bus_drive(struct chip *chip, const struct map_row *row, bool scl,
                      bool sda)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (scl == i2c->scl && sda == i2c->sda)
        return;
    i2c->scl = scl;
    i2c->sda = sda;
    gpio_v2_update_row(chip, row, i2c->clock.base_ps);
}

/* --- time --- */

static uint32_t prescaled(const struct i2c_v2 *i2c, unsigned shift)
{
    uint32_t presc = i2c->timingr >> 28;
    uint32_t dnf = i2c->cr1 >> 8 & 15;
    return ((i2c->timingr >> shift & 255) + 1) * (presc + 1) + 2 + dnf;
}

uint32_t i2c_v2_bus_low_time(const struct i2c_v2 *i2c)
{
    return prescaled(i2c, 0);
}

uint32_t i2c_v2_bus_high_time(const struct i2c_v2 *i2c)
{
    return prescaled(i2c, 8);
}

void i2c_v2_bus_arm(struct chip *chip, const struct map_row *row)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    bool timed = i2c->phase != IDLE && i2c->phase != RISE && i2c->phase != HOLD;
    due_set(chip, row->due, timed ? ticks_ps(&i2c->clock, i2c->left) : NEVER);
}

void i2c_v2_bus_begin(struct i2c_v2 *i2c, enum phase phase, uint32_t clocks)
{
    i2c->phase = phase;
    i2c->left = clocks;
}

void i2c_v2_bus_follow_clock(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    uint64_t passed = ticks_passed(chip, &i2c->clock);
    ticks_spend(&i2c->clock, passed);
    i2c->left = passed < i2c->left ? i2c->left - (uint32_t)passed : 0;
    ticks_set(chip, &i2c->clock, kernel_clock_ps(chip, row, 1));
    i2c_v2_bus_arm(chip, row);
}

void i2c_v2_bus_update(struct chip *chip, const struct map_row *row)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    uint32_t isr = i2c->isr, cr1 = i2c->cr1;
    i2c_v2_bus_arm(chip, row);
    bool event = (cr1 & CR1_TXIE && isr & ISR_TXIS) ||
                 (cr1 & CR1_RXIE && isr & ISR_RXNE) ||
                 (cr1 & CR1_NACKIE && isr & ISR_NACKF) ||
                 (cr1 & CR1_STOPIE && isr & ISR_STOPF) ||
                 (cr1 & CR1_TCIE && isr & (ISR_TC | ISR_TCR));
    bool error = cr1 & CR1_ERRIE && isr & ERRORS;
    if (row->irqs) /* one for events, one for errors */
        nvic_requests(chip, row, event | error << 1);
    else
        nvic_request(chip, row, event || error);
    dma_request(chip, row, DMA_RX, cr1 & CR1_RXDMAEN && isr & ISR_RXNE);
    dma_request(chip, row, DMA_TX, cr1 & CR1_TXDMAEN && isr & ISR_TXIS);
}
