/* SPDX-License-Identifier: MIT */
#include "chip/block/gpio_v2.h"

#include "chip/block/exti.h"
#include "chip/clock.h"
#include "chip/event.h"
#include "chip/rows.h"

enum {
    MODER = 0x00,
    OTYPER = 0x04,
    OSPEEDR = 0x08,
    PUPDR = 0x0C,
    IDR = 0x10,
    ODR = 0x14,
    BSRR = 0x18,
    LCKR = 0x1C,
    AFRL = 0x20,
    AFRH = 0x24,
    BRR = 0x28,
    ASCR = 0x2C,
};

enum { MODE_INPUT, MODE_OUTPUT, MODE_ALTERNATE, MODE_ANALOG };
enum { PULL_NONE, PULL_UP, PULL_DOWN };
enum { ALL_PINS = 0xFFFF };

#define LCKR_LCKK (1u << 16)

/* Steps of the lock sequence (RM0367 9.4.8). */
enum { LOCK_IDLE, LOCK_ONE, LOCK_ZERO, LOCK_READ };

static struct gpio_v2 *state(const struct chip *chip, unsigned port)
{
    return map_state(chip, map_port(chip, port));
}

/* --- fields of 1, 2 and 4 bits for a pin --- */

/* Gathers the even bits of a word into a mask of pins. */
static uint16_t even_bits(uint32_t word)
{
    word &= 0x55555555;
    word = (word | word >> 1) & 0x33333333;
    word = (word | word >> 2) & 0x0F0F0F0F;
    word = (word | word >> 4) & 0x00FF00FF;
    return (uint16_t)(word | word >> 8);
}

/* The pins whose 2-bit field in `reg` is `value`. */
static uint16_t pins_with(uint32_t reg, uint32_t value)
{
    uint32_t differ = reg ^ value * 0x55555555;
    return even_bits(~(differ | differ >> 1));
}

/* Spreads a mask of pins to a mask of fields, `width` bits each. */
static uint32_t fields(uint32_t pins, unsigned width)
{
    uint32_t mask = 0;
    for (unsigned pin = 0; pin < 32 / width; pin++)
        if (pins & 1u << pin)
            mask |= ((1u << width) - 1) << width * pin;
    return mask;
}

static inline bool selects(const struct gpio_v2 *gpio,
                           const struct map_pin *pin)
{
    if ((gpio->moder >> 2 * pin->number & 3) != MODE_ALTERNATE)
        return false;
    uint64_t afr = gpio->afrl | (uint64_t)gpio->afrh << 32;
    return (afr >> 4 * pin->number & 15) == pin->af;
}

bool gpio_v2_selects(const struct chip *chip, const struct map_pin *pin)
{
    return selects(state(chip, pin->port), pin);
}

bool gpio_v2_pulls_up(const struct chip *chip, const struct map_pin *pin)
{
    const struct gpio_v2 *gpio = state(chip, pin->port);
    return (gpio->moder >> 2 * pin->number & 3) == MODE_INPUT &&
           (gpio->pupdr >> 2 * pin->number & 3) == PULL_UP;
}

uint64_t gpio_v2_read_last(const struct chip *chip, unsigned port)
{
    return chip->watch.idr_read[port];
}

uint16_t gpio_v2_levels(const struct chip *chip, unsigned port)
{
    return state(chip, port)->level;
}

/* --- levels --- */

static uint16_t outputs(const struct gpio_v2 *gpio)
{
    return pins_with(gpio->moder, MODE_OUTPUT);
}

/* Returns whether a block drives a pin through its alternate function; adds to
 * *LEVEL what is put on it. */
static bool driven_by_block(const struct chip *chip, unsigned port,
                            unsigned number, uint16_t *level)
{
    const struct rows *rows = &chip->rows;
    bool drives = false;

    for (unsigned i = rows_first_use(rows, port, number);
         i < rows->uses_end[port][number]; i++) {
        const struct map_row *row = map_row(chip, rows->uses[i].row);
        const struct map_pin *pin = &row->pins[rows->uses[i].pin];
        bool high;
        if (!row->kind->drives || !gpio_v2_selects(chip, pin) ||
            !row->kind->drives(chip, row, pin, &high))
            continue;
        drives = true;
        *level |= (uint16_t)(high << number);
    }
    return drives;
}

/* The same for the pins `alternate`; returns those that are driven. */
static uint16_t driven_by_blocks(const struct chip *chip, unsigned port,
                                 uint16_t alternate, uint16_t *level)
{
    uint16_t mask = 0;
    for (uint32_t left = alternate; left; left &= left - 1) {
        unsigned number = (unsigned)__builtin_ctz(left);
        if (driven_by_block(chip, port, number, level))
            mask |= (uint16_t)(1u << number);
    }
    return mask;
}

/* Of `pins`, those that the chip drives, and what it puts on them. */
static uint16_t driven(const struct chip *chip, unsigned port, uint16_t pins,
                       uint16_t *level)
{
    const struct gpio_v2 *gpio = state(chip, port);
    uint16_t mask = outputs(gpio);
    uint16_t alternate = pins_with(gpio->moder, MODE_ALTERNATE) & pins;

    *level = (uint16_t)gpio->odr & mask;
    if (alternate)
        mask |= driven_by_blocks(chip, port, alternate, level);
    /* Open drain: a high output leaves the pin to the pulls. */
    return mask & (uint16_t) ~(gpio->otyper & *level);
}

uint16_t gpio_v2_driven(const struct chip *chip, unsigned port)
{
    uint16_t level;
    return driven(chip, port, ALL_PINS, &level);
}

/* What the resistor at BOOT0 puts on the port's pin. */
static uint16_t boot0(const struct chip *chip, unsigned port)
{
    const struct gpio_v2_variant *has = map_port(chip, port)->variant;
    if (!has->boot0 || !chip->board.boot0)
        return 0;
    return map_of(chip)->boot0_is_pin(chip) ? has->boot0 : 0;
}

/* Returns the levels of `pins`; those of the others are not right. RM0367
 * 9.3.12: the pulls are off in analog mode. */
static uint16_t resolve(const struct chip *chip, unsigned port, uint16_t pins)
{
    const struct gpio_v2 *gpio = state(chip, port);
    const struct board *board = &chip->board;
    uint16_t analog = pins_with(gpio->moder, MODE_ANALOG);
    uint16_t pull_up = pins_with(gpio->pupdr, PULL_UP) & (uint16_t)~analog;
    uint16_t output;
    uint16_t outside = board->drive_mask[port];
    uint16_t mask = driven(chip, port, pins & (uint16_t)~outside, &output);

    uint16_t level = board->pull_up[port] | pull_up | boot0(chip, port);
    level = (uint16_t)((level & ~mask) | (output & mask));
    return (uint16_t)((level & ~outside) |
                      (board->drive_level[port] & outside));
}

/* Of the blocks and cables on a pin those that it is connected to now: bits as
 * in chip.rows.pins[]. */
static uint32_t connected(const struct chip *chip, unsigned port,
                          unsigned number)
{
    const struct rows *rows = &chip->rows;
    const struct gpio_v2 *gpio = state(chip, port);
    uint32_t found = 0;
    for (unsigned i = rows_first_use(rows, port, number);
         i < rows->uses_end[port][number]; i++) {
        const struct pin_use *use = &rows->uses[i];
        if (use->row < MAP_PORTS ||
            selects(gpio, &map_row(chip, use->row)->pins[use->pin]))
            found |= 1u << use->which;
    }
    return found;
}

/* Of the blocks and cables on a port those that look at `pins`. */
static uint32_t onlookers(const struct chip *chip, unsigned port, uint16_t pins)
{
    const struct rows *rows = &chip->rows;
    uint32_t found = rows->on_port[port];
    if (pins == ALL_PINS)
        return found & rows->looking;
    found &= ~rows->by_level;
    for (uint32_t left = pins; left; left &= left - 1)
        found |= connected(chip, port, (unsigned)__builtin_ctz(left));
    return found & rows->looking;
}

/* Lets them look, from the last row to the first. */
static void report_pins(struct chip *chip, unsigned port, uint16_t pins,
                        uint64_t ps)
{
    uint32_t left = onlookers(chip, port, pins);
    while (left) {
        unsigned i = 31 - (unsigned)__builtin_clz(left);
        const struct map_row *row = map_row(chip, chip->rows.pins[i]);
        row->kind->pins(chip, row, ps);
        left &= ~(1u << i);
    }
}

void gpio_v2_update(struct chip *chip, unsigned port, uint64_t ps)
{
    gpio_v2_update_pins(chip, port, ALL_PINS, ps);
}

void gpio_v2_update_pins(struct chip *chip, unsigned port, uint16_t pins,
                         uint64_t ps)
{
    struct gpio_v2 *gpio = state(chip, port);
    uint16_t level = gpio->level, input = gpio->input;

    gpio->level =
        (uint16_t)((level & ~pins) | (resolve(chip, port, pins) & pins));
    gpio->follows = outputs(gpio) &
                    (uint16_t) ~(gpio->otyper | chip->board.drive_mask[port]);
    gpio->input = gpio->level & (uint16_t)~pins_with(gpio->moder, MODE_ANALOG);
    if (gpio->input != input)
        exti_edges(chip, port, input, gpio->input);
    report_pins(chip, port, pins, ps);
    if ((gpio->level ^ level) & chip->watch.pins[port])
        event_pin(chip, port, ps, level, gpio->level);
}

bool gpio_v2_signal(const struct chip *chip, const struct map_row *row,
                    enum signal signal, bool without)
{
    bool found = false, level = true;
    for (unsigned i = 0; i < row->pin_count; i++) {
        const struct map_pin *pin = &row->pins[i];
        if (pin->signal != signal)
            continue;
        const struct gpio_v2 *gpio = state(chip, pin->port);
        if (!selects(gpio, pin))
            continue;
        found = true;
        level &= gpio->level >> pin->number & 1;
    }
    return found ? level : without;
}

void gpio_v2_update_signal(struct chip *chip, const struct map_row *row,
                           enum signal signal, uint64_t ps)
{
    uint16_t pins[GPIO_PORTS] = {0};
    for (unsigned i = 0; i < row->pin_count; i++)
        if (row->pins[i].signal == signal &&
            gpio_v2_selects(chip, &row->pins[i]))
            pins[row->pins[i].port] |= (uint16_t)(1u << row->pins[i].number);
    for (unsigned port = 0; port < GPIO_PORTS; port++)
        if (pins[port])
            gpio_v2_update_pins(chip, port, pins[port], ps);
}

void gpio_v2_update_row(struct chip *chip, const struct map_row *row,
                        uint64_t ps)
{
    uint32_t ports = 0;
    for (unsigned i = 0; i < row->pin_count; i++)
        if (gpio_v2_selects(chip, &row->pins[i]))
            ports |= 1u << row->pins[i].port;
    for (; ports; ports &= ports - 1)
        gpio_v2_update(chip, (unsigned)__builtin_ctz(ports), ps);
}

/* --- reset --- */

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    const struct gpio_v2_variant *variant = row->variant;
    struct gpio_v2 *gpio = map_state(chip, row);

    (void)kind;
    *gpio = (struct gpio_v2){
        .moder = variant->moder,
        .ospeedr = variant->ospeedr,
        .pupdr = variant->pupdr,
        .level = gpio->level,
        .input = gpio->input,
    };
    gpio_v2_update(chip, row->instance, clock_ps(chip));
}

/* --- lock --- */

/* RM0367 9.4.8: write LCKK=1, 0, 1 with the same LCK[15:0], then read; a
 * different write in between starts anew. */
static void write_lckr(struct gpio_v2 *p, uint32_t value)
{
    bool key = value & LCKR_LCKK;
    uint32_t pins = value & 0xFFFF;

    if (p->lckr & LCKR_LCKK)
        return; /* locked until the next reset */
    bool same = pins == p->lckr;
    p->lckr = pins;
    if (p->lock_step == LOCK_ONE && !key && same)
        p->lock_step = LOCK_ZERO;
    else if (p->lock_step == LOCK_ZERO && key && same)
        p->lock_step = LOCK_READ;
    else
        p->lock_step = key ? LOCK_ONE : LOCK_IDLE;
}

/* The read that ends the sequence still returns LCKK=0, the next one 1
 * (assumed; RM0367 9.4.8 lists the two reads one after the other). */
static uint32_t read_lckr(struct gpio_v2 *p)
{
    uint32_t value = p->lckr;
    if (p->lock_step == LOCK_READ)
        p->lckr |= LCKR_LCKK;
    p->lock_step = LOCK_IDLE;
    return value;
}

static uint32_t locked(const struct gpio_v2 *p)
{
    return p->lckr & LCKR_LCKK ? p->lckr & 0xFFFF : 0;
}

/* --- registers --- */

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct gpio_v2 *p = map_state(chip, row);

    switch (offset) {
    case MODER: *value = p->moder; break;
    case OTYPER: *value = p->otyper; break;
    case OSPEEDR: *value = p->ospeedr; break;
    case PUPDR: *value = p->pupdr; break;
    case IDR:
        *value = p->input;
        chip->watch.idr_read[row->instance] = chip->cycle + 1;
        break;
    case ODR: *value = p->odr; break;
    case LCKR: *value = read_lckr(p); break;
    case AFRL: *value = p->afrl; break;
    case AFRH: *value = p->afrh; break;
    case ASCR: *value = p->ascr; break;
    default: *value = 0; /* BSRR and BRR are write-only */
    }
    return ACCESS_OK;
}

/* IDR is sampled with the clock of the port (RM0367 9.3.4): without it IDR
 * holds the last sample, after a reset 0 (observed on a NUCLEO-L073RZ, whose
 * PA13 is pulled up). */
static enum access peek(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct gpio_v2 *p = map_state(chip, row);

    switch (offset) {
    case IDR: *value = p->sample; return ACCESS_OK;
    case LCKR: *value = p->lckr; return ACCESS_OK;
    default: return read(chip, row, offset, value);
    }
}

static void before_clock(struct chip *chip, const struct map_row *row)
{
    struct gpio_v2 *p = map_state(chip, row);
    if (map_open(chip, row->clock))
        p->sample = p->input;
}

/* Writes the bits of a configuration register that are not locked. */
static void configure(uint32_t *reg, uint32_t value, uint32_t frozen)
{
    *reg = (*reg & frozen) | (value & ~frozen);
}

static void write_port(struct gpio_v2 *p, const struct gpio_v2_variant *has,
                       uint32_t offset, uint32_t value)
{
    uint32_t lock = locked(p);

    switch (offset) {
    case MODER: configure(&p->moder, value, fields(lock, 2)); break;
    case OTYPER: configure(&p->otyper, value & 0xFFFF, lock); break;
    case OSPEEDR: configure(&p->ospeedr, value, fields(lock, 2)); break;
    case PUPDR: configure(&p->pupdr, value, fields(lock, 2)); break;
    case ODR: p->odr = value & 0xFFFF; break;
    case BSRR: /* set wins over reset (RM0367 9.4.7) */
        p->odr = (p->odr & ~(value >> 16)) | (value & 0xFFFF);
        break;
    case LCKR: write_lckr(p, value); break;
    case AFRL: configure(&p->afrl, value, fields(lock & 0xFF, 4)); break;
    case AFRH: configure(&p->afrh, value, fields(lock >> 8, 4)); break;
    case ASCR: p->ascr = has->ascr ? value & 0xFFFF : 0; break;
    case BRR: p->odr &= ~(has->brr ? value & 0xFFFF : 0); break;
    default: break; /* IDR is read-only */
    }
}

static bool writes_odr(uint32_t offset)
{
    return offset == ODR || offset == BSRR || offset == BRR;
}

/* Follows a change of ODR where nobody can see it but EXTI, IDR and the host:
 * the short way for what firmware does most. False: it is not such a change. */
static bool follow(struct chip *chip, unsigned port, uint16_t changed)
{
    struct gpio_v2 *gpio = state(chip, port);
    uint16_t level = gpio->level, input = gpio->input;

    if (changed & (~gpio->follows | chip->rows.cabled[port]))
        return false;
    gpio->level ^= changed;
    gpio->input ^= changed;
    exti_edges(chip, port, input, gpio->input);
    if (changed & chip->watch.pins[port])
        event_pin(chip, port, clock_ps(chip), level, gpio->level);
    return true;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct gpio_v2 *gpio = map_state(chip, row);
    uint32_t odr = gpio->odr;

    write_port(gpio, row->variant, offset, value);
    if (!writes_odr(offset) ||
        !follow(chip, row->instance, (uint16_t)(odr ^ gpio->odr)))
        gpio_v2_update(chip, row->instance, clock_ps(chip));
    return ACCESS_OK;
}

/* A read of LCKR is a step of the lock sequence. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)chip;
    (void)row;
    return offset == LCKR ? 0 : NEVER;
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    const struct gpio_v2_variant *variant = row->variant;
    (void)chip;
    if (offset == BRR)
        return variant->brr;
    return offset != ASCR || variant->ascr;
}

const struct map_kind gpio_v2 = {
    .last = ASCR,
    .has = has_register,
    .read = read,
    .peek = peek,
    .steady = steady,
    .write = write,
    .reset = reset,
    .before_clock = before_clock,
    .repeatable = true,
};
