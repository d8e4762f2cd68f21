/* SPDX-License-Identifier: MIT */
#include "chip/block/i2c_v2_transfer.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/i2c_v2_bus.h"

enum stage { ADDRESS, ADDRESS_10, DATA };

/* --- a byte, with SCL low at its begin and at its end --- */

/* The level of SDA for the present bit: a byte that is sent, the highest bit
 * first; the acknowledge of one that was received; else it is released. */
static bool bit_level(const struct i2c_v2 *i2c)
{
    bool last = i2c->bytes == 1 && !(i2c->cr2 & CR2_RELOAD);
    if (i2c->bit < 8)
        return i2c->receives || i2c->shift >> (7 - i2c->bit) & 1;
    return !i2c->receives || last;
}

/* SCL falls first: SDA that moves under a high SCL is a START or a STOP. */
static void pull_scl(struct chip *chip, const struct map_row *row, bool sda)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    i2c_v2_bus_drive(chip, row, false, i2c->sda);
    i2c_v2_bus_drive(chip, row, false, sda);
}

static void begin_bit(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    pull_scl(chip, row, bit_level(i2c));
    i2c_v2_bus_begin(i2c, LOW, i2c_v2_bus_low_time(i2c));
}

static void begin_byte(struct chip *chip, const struct map_row *row,
                       bool receives, uint8_t byte)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->receives = receives;
    i2c->shift = byte;
    i2c->bit = 0;
    begin_bit(chip, row);
}

/* Lets SCL go: somebody else may hold it. */
static void rise(struct chip *chip, const struct map_row *row, enum phase then)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c_v2_bus_drive(chip, row, true, i2c->sda);
    i2c->risen = then;
    i2c_v2_bus_begin(i2c, i2c->scl_in ? then : RISE, i2c_v2_bus_high_time(i2c));
}

static void begin_stop(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->isr &= ~(ISR_TC | ISR_TCR | ISR_TXIS);
    pull_scl(chip, row, false);
    i2c_v2_bus_begin(i2c, STOP_LOW, i2c_v2_bus_low_time(i2c));
}

static void begin_restart(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->isr &= ~(ISR_TC | ISR_TCR);
    pull_scl(chip, row, true);
    i2c_v2_bus_begin(i2c, RESTART_LOW, i2c_v2_bus_low_time(i2c));
}

/* --- a transfer --- */

static uint32_t nbytes(const struct i2c_v2 *i2c)
{
    return (i2c->cr2 & CR2_NBYTES) >> 16;
}

/* All of NBYTES is done: RM0367 28.4.8, RELOAD before AUTOEND. */
static void chunk_end(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (!(i2c->cr2 & CR2_RELOAD) && i2c->cr2 & CR2_AUTOEND) {
        begin_stop(chip, row);
        return;
    }
    i2c->isr |= i2c->cr2 & CR2_RELOAD ? ISR_TCR : ISR_TC;
    i2c_v2_bus_begin(i2c, HOLD, 0);
}

/* Moves TXDR to the bus; the next byte is asked for at once. */
static void send_next(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (i2c->isr & ISR_TXE) {
        i2c->isr |= ISR_TXIS;
        i2c_v2_bus_begin(i2c, HOLD, 0);
        return;
    }
    i2c->isr |= ISR_TXE;
    if (--i2c->bytes)
        i2c->isr |= ISR_TXIS;
    begin_byte(chip, row, false, (uint8_t)i2c->txdr);
}

void i2c_v2_transfer_go_on(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (i2c->cr2 & CR2_STOP)
        begin_stop(chip, row);
    else if (!i2c->bytes)
        chunk_end(chip, row);
    else if (i2c->cr2 & CR2_RD_WRN)
        begin_byte(chip, row, true, 0);
    else
        send_next(chip, row);
}

static uint8_t address_byte(const struct i2c_v2 *i2c)
{
    uint32_t sadd = i2c->cr2 & 0x3FF;
    uint32_t reads = !!(i2c->cr2 & CR2_RD_WRN);
    if (i2c->cr2 & CR2_ADD10)
        return (uint8_t)(0xF0 | (sadd >> 7 & 6) | reads);
    return (uint8_t)((sadd & 0xFE) | reads);
}

static void addressed(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    bool second = i2c->stage == ADDRESS && i2c->cr2 & CR2_ADD10 &&
                  !(i2c->cr2 & CR2_HEAD10R);
    if (second) {
        i2c->stage = ADDRESS_10;
        begin_byte(chip, row, false, (uint8_t)i2c->cr2);
        return;
    }
    i2c->cr2 &= ~CR2_START;
    i2c->stage = DATA;
    i2c->bytes = nbytes(i2c);
    i2c_v2_transfer_go_on(chip, row);
}

static void take_byte(struct i2c_v2 *i2c)
{
    i2c->rxdr = i2c->shift;
    i2c->isr |= ISR_RXNE;
    i2c->bytes--;
}

static void received(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->rx_waits = i2c->isr & ISR_RXNE;
    if (i2c->rx_waits) {
        i2c_v2_bus_begin(i2c, HOLD, 0);
        return;
    }
    take_byte(i2c);
    i2c_v2_transfer_go_on(chip, row);
}

static void byte_done(struct chip *chip, const struct map_row *row, bool nack)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (i2c->receives) {
        received(chip, row);
    } else if (nack) {
        i2c->cr2 &= ~CR2_START;
        i2c->isr |= ISR_NACKF;
        begin_stop(chip, row);
    } else if (i2c->stage != DATA) {
        addressed(chip, row);
    } else {
        i2c_v2_transfer_go_on(chip, row);
    }
}

/* Somebody else pulls SDA low against a bit that is 1. */
static void lose(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->isr |= ISR_ARLO;
    i2c->cr2 &= ~CR2_START;
    i2c_v2_bus_begin(i2c, IDLE, 0);
    i2c_v2_bus_drive(chip, row, true, true);
}

/* The clock of a bit was high. */
static void clocked(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    bool sda = i2c->sda_in;
    if (i2c->bit < 8 && !i2c->receives && i2c->sda && !sda) {
        lose(chip, row);
        return;
    }
    if (i2c->bit < 8 && i2c->receives)
        i2c->shift = (uint8_t)(i2c->shift << 1 | sda);
    if (++i2c->bit <= 8) {
        begin_bit(chip, row);
        return;
    }
    pull_scl(chip, row, true);
    byte_done(chip, row, sda);
}

/* --- START and STOP --- */

static bool bus_free(const struct i2c_v2 *i2c)
{
    return i2c->scl_in && i2c->sda_in && !(i2c->isr & ISR_BUSY);
}

void i2c_v2_transfer_want_start(struct chip *chip, struct i2c_v2 *i2c)
{
    if (i2c->phase != IDLE || !(i2c->cr1 & CR1_PE) || !(i2c->cr2 & CR2_START) ||
        !bus_free(i2c))
        return;
    ticks_start(chip, &i2c->clock);
    i2c_v2_bus_begin(i2c, FREE, i2c_v2_bus_low_time(i2c));
}

static void start(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->stage = ADDRESS;
    i2c_v2_bus_begin(i2c, START, i2c_v2_bus_high_time(i2c));
    i2c_v2_bus_drive(chip, row, true, false);
}

static void free_to_start(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (bus_free(i2c))
        start(chip, row);
    else
        i2c_v2_bus_begin(i2c, IDLE, 0);
}

static void stopped(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->cr2 &= ~CR2_STOP;
    i2c_v2_bus_begin(i2c, IDLE, 0);
    i2c_v2_bus_drive(chip, row, true, true);
    i2c->isr |= i2c->sda_in ? ISR_STOPF : ISR_ARLO;
    i2c_v2_transfer_want_start(chip, i2c);
}

void i2c_v2_transfer_resume(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    ticks_start(chip, &i2c->clock);
    if (i2c->cr2 & CR2_STOP) {
        begin_stop(chip, row);
    } else if (i2c->isr & ISR_TC && i2c->cr2 & CR2_START) {
        begin_restart(chip, row);
    } else if (i2c->isr & ISR_TCR && nbytes(i2c)) {
        i2c->isr &= ~ISR_TCR;
        i2c->bytes = nbytes(i2c);
        i2c_v2_transfer_go_on(chip, row);
    }
}

void i2c_v2_transfer_rxdr_was_read(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->isr &= ~ISR_RXNE;
    if (!i2c->rx_waits)
        return;
    i2c->rx_waits = false;
    take_byte(i2c);
    ticks_start(chip, &i2c->clock);
    i2c_v2_transfer_go_on(chip, row);
}

void i2c_v2_transfer_pins(struct chip *chip, const struct map_row *row,
                          uint64_t ps)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    (void)ps;
    if (!(i2c->cr1 & CR1_PE))
        return;
    bool scl = gpio_v2_signal(chip, row, SIGNAL_SCL, false),
         sda = gpio_v2_signal(chip, row, SIGNAL_SDA, false);
    bool steady = scl && i2c->scl_in, was = i2c->sda_in;
    bool rises = scl && !i2c->scl_in;
    i2c->scl_in = scl;
    i2c->sda_in = sda;
    if (steady && was && !sda)
        i2c->isr |= ISR_BUSY;
    if (steady && !was && sda)
        i2c->isr &= ~ISR_BUSY;
    if (rises && i2c->phase == RISE) {
        ticks_start(chip, &i2c->clock);
        i2c_v2_bus_begin(i2c, i2c->risen, i2c_v2_bus_high_time(i2c));
    }
    i2c_v2_transfer_want_start(chip, i2c);
    i2c_v2_bus_arm(chip, row);
}

void i2c_v2_transfer_due(struct chip *chip, const struct map_row *row,
                         unsigned event)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    (void)event;
    ticks_spend(&i2c->clock, i2c->left);
    switch ((enum phase)i2c->phase) {
    case FREE: free_to_start(chip, row); break;
    case START: begin_byte(chip, row, false, address_byte(i2c)); break;
    case LOW: rise(chip, row, HIGH); break;
    case HIGH: clocked(chip, row); break;
    case RESTART_LOW: rise(chip, row, RESTART_HIGH); break;
    case RESTART_HIGH: start(chip, row); break;
    case STOP_LOW: rise(chip, row, STOP_HIGH); break;
    case STOP_HIGH: stopped(chip, row); break;
    default: break;
    }
    i2c_v2_bus_update(chip, row);
}
