/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

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
    PORT_SIZE = 0x400,
};

enum { MODE_INPUT, MODE_OUTPUT, MODE_ALTERNATE, MODE_ANALOG };
enum { PULL_NONE, PULL_UP, PULL_DOWN };

#define LCKR_LCKK (1u << 16)

/* Steps of the lock sequence (RM0367 9.4.8). */
enum { LOCK_IDLE, LOCK_ONE, LOCK_ZERO, LOCK_READ };

/* Ports F and G do not exist. */
static bool exists(unsigned port)
{
    return port <= GPIO_E || port == GPIO_H;
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

int gpio_alternate(const struct chip *chip, unsigned port, unsigned pin)
{
    const struct gpio_port *p = &chip->gpio.port[port];
    if ((p->moder >> 2 * pin & 3) != MODE_ALTERNATE)
        return -1;
    uint32_t afr = pin < 8 ? p->afrl : p->afrh;
    return (int)(afr >> 4 * (pin & 7) & 15);
}

/* --- levels --- */

/* The pins that the chip drives, and what it puts on them. */
static uint16_t driven(const struct chip *chip, unsigned port, uint16_t *level)
{
    const struct gpio_port *p = &chip->gpio.port[port];
    uint16_t mask = pins_with(p->moder, MODE_OUTPUT);
    uint16_t alternate = pins_with(p->moder, MODE_ALTERNATE);

    *level = (uint16_t)p->odr & mask;
    for (unsigned pin = 0; alternate >> pin; pin++) {
        bool high;
        if (!(alternate >> pin & 1) ||
            !usart_drives(chip, port, pin,
                          (unsigned)gpio_alternate(chip, port, pin), &high))
            continue;
        mask |= (uint16_t)(1u << pin);
        *level |= (uint16_t)(high << pin);
    }
    /* Open drain: a high output leaves the pin to the pulls. */
    return mask & (uint16_t) ~(p->otyper & *level);
}

/* RM0367 9.3.12: the pulls are off in analog mode. */
static uint16_t resolve(const struct chip *chip, unsigned port)
{
    const struct gpio_port *p = &chip->gpio.port[port];
    const struct board *board = &chip->board;
    uint16_t analog = pins_with(p->moder, MODE_ANALOG);
    uint16_t pull_up = pins_with(p->pupdr, PULL_UP) & (uint16_t)~analog;
    uint16_t output;
    uint16_t mask = driven(chip, port, &output);
    uint16_t outside = board->drive_mask[port];

    uint16_t level = board->pull_up[port] | pull_up;
    level = (uint16_t)((level & ~mask) | (output & mask));
    return (uint16_t)((level & ~outside) |
                      (board->drive_level[port] & outside));
}

uint64_t gpio_edge_ps(const struct chip *chip)
{
    return chip->gpio.edge_ps ? chip->gpio.edge_ps : clock_ps(chip);
}

void gpio_update(struct chip *chip, unsigned port)
{
    struct gpio_port *p = &chip->gpio.port[port];
    uint16_t level = p->level, input = p->input;

    p->level = resolve(chip, port);
    p->input = p->level & (uint16_t)~pins_with(p->moder, MODE_ANALOG);
    if (p->input != input)
        exti_edges(chip, port, input, p->input);
    usart_pins(chip, port);
    serial_pins(chip, port);
    if ((p->level ^ level) & chip->watch.pins[port])
        event_pin(chip, port, gpio_edge_ps(chip), level, p->level);
}

void gpio_update_at(struct chip *chip, unsigned port, uint64_t ps)
{
    chip->gpio.edge_ps = ps;
    gpio_update(chip, port);
    chip->gpio.edge_ps = 0;
}

/* --- reset --- */

/* RM0367 9.4: PA13 and PA14 start as SWDIO and SWCLK with their pulls. */
static void reset_port(struct chip *chip, unsigned port)
{
    struct gpio_port *p = &chip->gpio.port[port];
    *p = (struct gpio_port){
        .moder = port == GPIO_A ? 0xEBFFFCFF : 0xFFFFFFFF,
        .pupdr = port == GPIO_A ? 0x24000000 : 0,
        .level = p->level,
        .input = p->input,
    };
    gpio_update(chip, port);
}

void gpio_reset(struct chip *chip, enum reset_kind kind)
{
    for (unsigned port = 0; port < GPIO_PORTS; port++)
        if (exists(port) &&
            (kind != RESET_NONE || chip->rcc.ioprstr & 1u << port))
            reset_port(chip, port);
}

/* --- lock --- */

/* RM0367 9.4.8: write LCKK=1, 0, 1 with the same LCK[15:0], then read; a
 * different write in between starts anew. */
static void write_lckr(struct gpio_port *p, uint32_t value)
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
static uint32_t read_lckr(struct gpio_port *p)
{
    uint32_t value = p->lckr;
    if (p->lock_step == LOCK_READ)
        p->lckr |= LCKR_LCKK;
    p->lock_step = LOCK_IDLE;
    return value;
}

static uint32_t locked(const struct gpio_port *p)
{
    return p->lckr & LCKR_LCKK ? p->lckr & 0xFFFF : 0;
}

/* --- registers --- */

enum access gpio_read(struct chip *chip, uint32_t offset, uint32_t *value)
{
    unsigned port = offset / PORT_SIZE;
    struct gpio_port *p = &chip->gpio.port[port];

    *value = 0;
    if (!exists(port) || !(chip->rcc.iopenr & 1u << port))
        return ACCESS_OK;
    switch (offset % PORT_SIZE) {
    case MODER: *value = p->moder; break;
    case OTYPER: *value = p->otyper; break;
    case OSPEEDR: *value = p->ospeedr; break;
    case PUPDR: *value = p->pupdr; break;
    case IDR: *value = p->input; break;
    case ODR: *value = p->odr; break;
    case LCKR: *value = read_lckr(p); break;
    case AFRL: *value = p->afrl; break;
    case AFRH: *value = p->afrh; break;
    default: break; /* BSRR and BRR are write-only */
    }
    return ACCESS_OK;
}

/* Writes the bits of a configuration register that are not locked. */
static void configure(uint32_t *reg, uint32_t value, uint32_t frozen)
{
    *reg = (*reg & frozen) | (value & ~frozen);
}

static void write_port(struct gpio_port *p, uint32_t offset, uint32_t value)
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
    case BRR: p->odr &= ~(value & 0xFFFF); break;
    default: break; /* IDR is read-only */
    }
}

enum access gpio_write(struct chip *chip, uint32_t offset, uint32_t value)
{
    unsigned port = offset / PORT_SIZE;
    if (!exists(port) || !(chip->rcc.iopenr & 1u << port))
        return ACCESS_OK;
    write_port(&chip->gpio.port[port], offset % PORT_SIZE, value);
    gpio_update(chip, port);
    return ACCESS_OK;
}
