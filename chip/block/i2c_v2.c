/* SPDX-License-Identifier: MIT */
#include "chip/block/i2c_v2.h"

#include "chip/block/gpio_v2.h"
#include "chip/core/armv6m/nvic.h"
#include "chip/dma.h"
#include "chip/due.h"
#include "chip/event.h"

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

#define CR1_PE      (1u << 0)
#define CR1_TXIE    (1u << 1)
#define CR1_RXIE    (1u << 2)
#define CR1_NACKIE  (1u << 4)
#define CR1_STOPIE  (1u << 5)
#define CR1_TCIE    (1u << 6)
#define CR1_ERRIE   (1u << 7)
#define CR1_TXDMAEN (1u << 14)
#define CR1_RXDMAEN (1u << 15)
#define CR1_SMBUS   0x00F00000u /* SMBHEN, SMBDEN, ALERTEN, PECEN */
#define CR1_MASK    0x00FFDFFFu

#define CR2_RD_WRN  (1u << 10)
#define CR2_ADD10   (1u << 11)
#define CR2_HEAD10R (1u << 12)
#define CR2_START   (1u << 13)
#define CR2_STOP    (1u << 14)
#define CR2_NACK    (1u << 15)
#define CR2_NBYTES  (255u << 16)
#define CR2_RELOAD  (1u << 24)
#define CR2_AUTOEND (1u << 25)
#define CR2_PECBYTE (1u << 26)
#define CR2_MASK    0x07FFFFFFu
#define CR2_BY_PE   (CR2_START | CR2_STOP | CR2_NACK | CR2_PECBYTE)

#define OAR1_MASK        0x87FFu
#define OAR2_MASK        0x87FEu
#define TIMINGR_MASK     0xF0FFFFFFu
#define TIMEOUTR_MASK    0x8FFF9FFFu
#define TIMEOUTR_ENABLES 0x80008000u

#define ISR_TXE   (1u << 0)
#define ISR_TXIS  (1u << 1)
#define ISR_RXNE  (1u << 2)
#define ISR_NACKF (1u << 4)
#define ISR_STOPF (1u << 5)
#define ISR_TC    (1u << 6)
#define ISR_TCR   (1u << 7)
#define ISR_ARLO  (1u << 9)
#define ISR_BUSY  (1u << 15)
#define ICR_MASK  0x3F38u
#define ERRORS    0x3F00u

/* SCL is high in FREE, START, xxx_HIGH and IDLE. */
enum phase {
    IDLE,
    FREE,  /* the bus has been free for a while */
    START, /* SDA is low */
    LOW,
    RISE, /* until nobody holds SCL */
    HIGH,
    HOLD, /* SCL low, until the firmware goes on */
    RESTART_LOW,
    RESTART_HIGH,
    STOP_LOW,
    STOP_HIGH
};

enum stage { ADDRESS, ADDRESS_10, DATA };

/* --- lines --- */

static bool drives(const struct chip *chip, const struct map_row *row,
                   const struct map_pin *pin, bool *level)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    *level = pin->signal == SIGNAL_SCL ? i2c->scl : i2c->sda;
    return i2c->cr1 & CR1_PE;
}

static bool line(const struct chip *chip, const struct map_row *row,
                 enum signal signal)
{
    bool found = false, level = true;
    for (unsigned i = 0; i < row->pin_count; i++) {
        const struct map_pin *pin = &row->pins[i];
        if (pin->signal != signal || !gpio_v2_selects(chip, pin))
            continue;
        found = true;
        level &= gpio_v2_levels(chip, pin->port) >> pin->number & 1;
    }
    return found && level;
}

/* Puts both lines on the pins; what they read then comes through pins(). */
static void put_on_pins(struct chip *chip, const struct map_row *row)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    uint32_t ports = 0;
    for (unsigned i = 0; i < row->pin_count; i++)
        if (gpio_v2_selects(chip, &row->pins[i]))
            ports |= 1u << row->pins[i].port;
    for (; ports; ports &= ports - 1)
        gpio_v2_update(chip, (unsigned)__builtin_ctz(ports),
                       i2c->clock.base_ps);
}

static void drive(struct chip *chip, const struct map_row *row, bool scl,
                  bool sda)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (scl == i2c->scl && sda == i2c->sda)
        return;
    i2c->scl = scl;
    i2c->sda = sda;
    put_on_pins(chip, row);
}

/* --- time --- */

static uint32_t prescaled(const struct i2c_v2 *i2c, unsigned shift)
{
    uint32_t presc = i2c->timingr >> 28;
    uint32_t dnf = i2c->cr1 >> 8 & 15;
    return ((i2c->timingr >> shift & 255) + 1) * (presc + 1) + 2 + dnf;
}

static uint32_t low_time(const struct i2c_v2 *i2c)
{
    return prescaled(i2c, 0);
}

static uint32_t high_time(const struct i2c_v2 *i2c)
{
    return prescaled(i2c, 8);
}

static void arm(struct chip *chip, const struct map_row *row)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    bool timed = i2c->phase != IDLE && i2c->phase != RISE && i2c->phase != HOLD;
    due_set(chip, row->due, timed ? ticks_ps(&i2c->clock, i2c->left) : NEVER);
}

static void begin(struct i2c_v2 *i2c, enum phase phase, uint32_t clocks)
{
    i2c->phase = phase;
    i2c->left = clocks;
}

static void follow_clock(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    uint64_t passed = ticks_passed(chip, &i2c->clock);
    ticks_spend(&i2c->clock, passed);
    i2c->left = passed < i2c->left ? i2c->left - (uint32_t)passed : 0;
    ticks_set(chip, &i2c->clock, map_of(chip)->kernel_ps(chip, row, 1));
    arm(chip, row);
}

static void update(struct chip *chip, const struct map_row *row)
{
    const struct i2c_v2 *i2c = map_state(chip, row);
    uint32_t isr = i2c->isr, cr1 = i2c->cr1;
    arm(chip, row);
    nvic_request(chip, row,
                 (cr1 & CR1_TXIE && isr & ISR_TXIS) ||
                     (cr1 & CR1_RXIE && isr & ISR_RXNE) ||
                     (cr1 & CR1_NACKIE && isr & ISR_NACKF) ||
                     (cr1 & CR1_STOPIE && isr & ISR_STOPF) ||
                     (cr1 & CR1_TCIE && isr & (ISR_TC | ISR_TCR)) ||
                     (cr1 & CR1_ERRIE && isr & ERRORS));
    dma_request(chip, row, DMA_RX, cr1 & CR1_RXDMAEN && isr & ISR_RXNE);
    dma_request(chip, row, DMA_TX, cr1 & CR1_TXDMAEN && isr & ISR_TXIS);
}

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
    drive(chip, row, false, i2c->sda);
    drive(chip, row, false, sda);
}

static void begin_bit(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    pull_scl(chip, row, bit_level(i2c));
    begin(i2c, LOW, low_time(i2c));
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
    drive(chip, row, true, i2c->sda);
    i2c->risen = then;
    begin(i2c, i2c->scl_in ? then : RISE, high_time(i2c));
}

static void begin_stop(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->isr &= ~(ISR_TC | ISR_TCR | ISR_TXIS);
    pull_scl(chip, row, false);
    begin(i2c, STOP_LOW, low_time(i2c));
}

static void begin_restart(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->isr &= ~(ISR_TC | ISR_TCR);
    pull_scl(chip, row, true);
    begin(i2c, RESTART_LOW, low_time(i2c));
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
    begin(i2c, HOLD, 0);
}

/* Moves TXDR to the bus; the next byte is asked for at once. */
static void send_next(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (i2c->isr & ISR_TXE) {
        i2c->isr |= ISR_TXIS;
        begin(i2c, HOLD, 0);
        return;
    }
    i2c->isr |= ISR_TXE;
    if (--i2c->bytes)
        i2c->isr |= ISR_TXIS;
    begin_byte(chip, row, false, (uint8_t)i2c->txdr);
}

static void go_on(struct chip *chip, const struct map_row *row)
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
    go_on(chip, row);
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
        begin(i2c, HOLD, 0);
        return;
    }
    take_byte(i2c);
    go_on(chip, row);
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
        go_on(chip, row);
    }
}

/* Somebody else pulls SDA low against a bit that is 1. */
static void lose(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->isr |= ISR_ARLO;
    i2c->cr2 &= ~CR2_START;
    begin(i2c, IDLE, 0);
    drive(chip, row, true, true);
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

static void want_start(struct chip *chip, struct i2c_v2 *i2c)
{
    if (i2c->phase != IDLE || !(i2c->cr1 & CR1_PE) || !(i2c->cr2 & CR2_START) ||
        !bus_free(i2c))
        return;
    ticks_start(chip, &i2c->clock);
    begin(i2c, FREE, low_time(i2c));
}

static void start(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->stage = ADDRESS;
    begin(i2c, START, high_time(i2c));
    drive(chip, row, true, false);
}

static void free_to_start(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    if (bus_free(i2c))
        start(chip, row);
    else
        begin(i2c, IDLE, 0);
}

static void stopped(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->cr2 &= ~CR2_STOP;
    begin(i2c, IDLE, 0);
    drive(chip, row, true, true);
    i2c->isr |= i2c->sda_in ? ISR_STOPF : ISR_ARLO;
    want_start(chip, i2c);
}

/* BUSY follows what is seen on the lines, by whomever it is. */
static void pins(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    (void)ps;
    if (!(i2c->cr1 & CR1_PE))
        return;
    bool scl = line(chip, row, SIGNAL_SCL), sda = line(chip, row, SIGNAL_SDA);
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
        begin(i2c, i2c->risen, high_time(i2c));
    }
    want_start(chip, i2c);
    arm(chip, row);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
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
    update(chip, row);
}

/* --- registers --- */

static void look_at_lines(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->scl_in = line(chip, row, SIGNAL_SCL);
    i2c->sda_in = line(chip, row, SIGNAL_SDA);
}

/* PE=0 is a reset of all but the configuration (LL_I2C_Disable). */
static void software_reset(struct i2c_v2 *i2c)
{
    i2c->isr = ISR_TXE;
    i2c->cr2 &= ~CR2_BY_PE;
    i2c->rx_waits = false;
    i2c->scl = i2c->sda = true;
    begin(i2c, IDLE, 0);
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
    put_on_pins(chip, row);
    look_at_lines(chip, row);
}

/* The firmware answers TC or TCR, or asks for a STOP. */
static void resume(struct chip *chip, const struct map_row *row)
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
        go_on(chip, row);
    }
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
        resume(chip, row);
    want_start(chip, i2c);
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
    go_on(chip, row);
}

static void rxdr_was_read(struct chip *chip, const struct map_row *row)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    i2c->isr &= ~ISR_RXNE;
    if (!i2c->rx_waits)
        return;
    i2c->rx_waits = false;
    take_byte(i2c);
    ticks_start(chip, &i2c->clock);
    go_on(chip, row);
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
    update(chip, row);
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
        if (map_open(chip, row->clock))
            rxdr_was_read(chip, row);
        update(chip, row);
        break;
    case TXDR: *value = i2c->txdr; break;
    default: *value = 0; break; /* ICR; PECR without PEC */
    }
    return ACCESS_OK;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct i2c_v2 *i2c = map_state(chip, row);
    *i2c = (struct i2c_v2){.isr = ISR_TXE, .scl = true, .sda = true};
    if (kind == RESET_NONE) /* else the ports follow */
        put_on_pins(chip, row);
    ticks_set(chip, &i2c->clock, map_of(chip)->kernel_ps(chip, row, 1));
    update(chip, row);
}

const struct map_kind i2c_v2 = {
    .read = read,
    .write = write,
    .reset = reset,
    .due = due,
    .after_clock = follow_clock,
    .kernel_clock = follow_clock,
    .drives = drives,
    .pins = pins,
    .dues = 1,
};
