/* SPDX-License-Identifier: MIT */
#include "chip/block/dma_v1.h"

#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/core/nvic.h"
#include "chip/dma.h"
#include "chip/due.h"
#include "chip/event.h"

enum {
    ISR = 0x00,
    IFCR = 0x04,
    CHANNEL_1 = 0x08,
    CHANNELS_END = 0x94,
    CHANNEL_SIZE = 0x14,
    CSELR = 0xA8,
};

/* Of a channel. */
enum { CCR = 0x00, CNDTR = 0x04, CPAR = 0x08, CMAR = 0x0C };

/*  14      | 13:12 | 11:10 | 9:8   | 7    | 6    | 5    | 4   | 3    | 2    | 1
 *  MEM2MEM | PL    | MSIZE | PSIZE | MINC | PINC | CIRC | DIR | TEIE | HTIE |
 * TCIE and 0 EN. The flags of a channel in ISR have the places of their
 * enables: 3 TEIF, 2 HTIF, 1 TCIF, 0 GIF; IFCR likewise. */
#define CCR_EN      (1u << 0)
#define CCR_DIR     (1u << 4)
#define CCR_CIRC    (1u << 5)
#define CCR_PINC    (1u << 6)
#define CCR_MINC    (1u << 7)
#define CCR_PSIZE   (3u << 8)
#define CCR_MSIZE   (3u << 10)
#define CCR_PL      (3u << 12)
#define CCR_MEM2MEM (1u << 14)
#define CCR_MASK    0x7FFFu
#define CCR_FROZEN                                                             \
    (CCR_DIR | CCR_PINC | CCR_MINC | CCR_PSIZE | CCR_MSIZE | CCR_PL |          \
     CCR_MEM2MEM)

#define TCIF  (1u << 1)
#define HTIF  (1u << 2)
#define TEIF  (1u << 3)
#define FLAGS (TCIF | HTIF | TEIF)

#define GIFS       0x01111111u
#define CSELR_MASK 0x0FFFFFFFu

enum { PSIZE_SHIFT = 8, MSIZE_SHIFT = 10, PL_SHIFT = 12 };

enum { ITEM_CYCLES = 5 };

static struct dma_v1 *state(const struct chip *chip, const struct map_row *row)
{
    return map_state(chip, row);
}

static void update_irq(struct chip *chip, const struct map_row *row)
{
    const struct dma_v1 *dma = state(chip, row);
    uint32_t irqs = 0;
    for (unsigned i = 0; i < DMA_V1_CHANNELS; i++)
        if (dma->isr >> 4 * i & dma->channel[i].ccr & FLAGS)
            irqs |= 1u << i;
    nvic_requests(chip, row, irqs);
}

static void set_flag(struct dma_v1 *dma, unsigned index, uint32_t flag)
{
    dma->isr |= flag << 4 * index;
}

/* --- arbitration --- */

/* The request lines that a channel waits for. */
static uint64_t listens(const struct chip *chip, const struct map_row *row,
                        unsigned index)
{
    const struct dma_v1 *dma = state(chip, row);
    const struct dma_v1_variant *has = row->variant;
    const struct dma_v1_channel *channel = &dma->channel[index];
    if (!(channel->ccr & CCR_EN) || !channel->cndtr ||
        channel->ccr & CCR_MEM2MEM)
        return 0;
    return has->requests[index][dma->cselr >> 4 * index & 15];
}

static bool wants(const struct chip *chip, const struct map_row *row,
                  unsigned index)
{
    const struct dma_v1_channel *channel = &state(chip, row)->channel[index];
    if (channel->ccr & CCR_MEM2MEM)
        return channel->ccr & CCR_EN && channel->cndtr;
    return listens(chip, row, index) & chip->dma.lines;
}

/* Returns the number of the channel that is served next, from 1; 0 = none. */
static unsigned most_urgent(const struct chip *chip, const struct map_row *row)
{
    const struct dma_v1 *dma = state(chip, row);
    unsigned best = 0;
    for (unsigned i = 0; i < DMA_V1_CHANNELS; i++)
        if (wants(chip, row, i) &&
            (!best || (dma->channel[i].ccr & CCR_PL) >
                          (dma->channel[best - 1].ccr & CCR_PL)))
            best = i + 1;
    return best;
}

static void arm(struct chip *chip, const struct map_row *row)
{
    const struct dma_v1 *dma = state(chip, row);
    due_set(chip, row->due,
            dma->active ? clock_ps_at(chip, dma->end_cycle) : NEVER);
}

/* Grants the bus to the next item, at `cycle`. */
static void grant(struct chip *chip, const struct map_row *row, uint64_t cycle)
{
    struct dma_v1 *dma = state(chip, row);
    if (dma->active)
        return;
    dma->active = most_urgent(chip, row);
    dma->end_cycle = cycle + ITEM_CYCLES;
    arm(chip, row);
}

static void requested(struct chip *chip, const struct map_row *row)
{
    grant(chip, row, chip->cycle);
}

/* Follows a change of what the channels wait for: chip.dma.heard is of all
 * controllers. */
static void listen(struct chip *chip)
{
    uint64_t lines = 0;
    for (unsigned i = 0; i < 2 && chip->rows.dma[i]; i++) {
        const struct map_row *row = map_row(chip, chip->rows.dma[i]);
        for (unsigned j = 0; map_open(chip, row->clock) && j < DMA_V1_CHANNELS;
             j++)
            lines |= listens(chip, row, j);
    }
    chip->dma.heard = lines;
}

/* --- items --- */

/* One side of an item. */
struct side {
    uint32_t address;
    unsigned size;
};

static struct side side(uint32_t address, uint32_t code)
{
    unsigned size = code < 2 ? 1u << code : 4;
    return (struct side){address & ~(size - 1), size};
}

struct item {
    struct side peripheral, memory;
};

static struct item next_item(const struct dma_v1_channel *channel)
{
    return (struct item){
        .peripheral =
            side(channel->peripheral, channel->ccr >> PSIZE_SHIFT & 3),
        .memory = side(channel->memory, channel->ccr >> MSIZE_SHIFT & 3),
    };
}

/* Returns until when an access of the item must wait, in ps; 0 = it need not.
 */
static uint64_t wait_of(const struct chip *chip,
                        const struct dma_v1_channel *channel)
{
    struct item item = next_item(channel);
    bool to_peripheral = channel->ccr & CCR_DIR;
    uint64_t a = bus_dma_wait(chip, item.peripheral.address, to_peripheral);
    uint64_t b = bus_dma_wait(chip, item.memory.address, !to_peripheral);
    return a > b ? a : b;
}

/* Returns false on a bus error. */
static bool move(struct chip *chip, const struct dma_v1_channel *channel)
{
    struct item item = next_item(channel);
    bool to_peripheral = channel->ccr & CCR_DIR;
    struct side from = to_peripheral ? item.memory : item.peripheral;
    struct side to = to_peripheral ? item.peripheral : item.memory;
    uint32_t value;
    return bus_dma_read(chip, from.address, from.size, &value) &&
           bus_dma_write(chip, to.address, to.size, value);
}

static void load_addresses(struct dma_v1_channel *channel)
{
    channel->peripheral = channel->cpar;
    channel->memory = channel->cmar;
}

static void advance(struct dma_v1_channel *channel)
{
    struct item item = next_item(channel);
    if (channel->ccr & CCR_PINC)
        channel->peripheral += item.peripheral.size;
    if (channel->ccr & CCR_MINC)
        channel->memory += item.memory.size;
}

static void count(struct dma_v1 *dma, unsigned index)
{
    struct dma_v1_channel *channel = &dma->channel[index];
    advance(channel);
    channel->cndtr--;
    if (channel->cndtr == channel->programmed / 2)
        set_flag(dma, index, HTIF);
    if (channel->cndtr)
        return;
    set_flag(dma, index, TCIF);
    if (channel->ccr & CCR_CIRC) {
        channel->cndtr = channel->programmed;
        load_addresses(channel);
    }
}

static void serve(struct chip *chip, const struct map_row *row, unsigned index)
{
    struct dma_v1 *dma = state(chip, row);
    struct dma_v1_channel *channel = &dma->channel[index];
    dma_served(chip, listens(chip, row, index));
    if (move(chip, channel)) {
        count(dma, index);
    } else {
        channel->ccr &= ~CCR_EN;
        set_flag(dma, index, TEIF);
    }
    listen(chip);
    update_irq(chip, row);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    struct dma_v1 *dma = state(chip, row);
    const struct dma_v1_channel *channel = &dma->channel[dma->active - 1];
    (void)event;
    if (channel->ccr & CCR_EN && channel->cndtr) {
        uint64_t ready_ps = wait_of(chip, channel);
        if (ready_ps) {
            dma->end_cycle = clock_cycle_at(chip, ready_ps);
            due_set(chip, row->due, ready_ps);
            return;
        }
        serve(chip, row, dma->active - 1);
    }
    dma->active = 0;
    grant(chip, row, dma->end_cycle);
}

/* --- clocks and reset --- */

/* Nothing is heard while the clock stands still, in Stop too. */
static void before_clock(struct chip *chip, const struct map_row *row)
{
    (void)row;
    chip->dma.heard = 0;
}

static void after_clock(struct chip *chip, const struct map_row *row)
{
    struct dma_v1 *dma = state(chip, row);
    listen(chip);
    if (!map_open(chip, row->clock)) {
        due_set(chip, row->due, NEVER);
        return;
    }
    if (dma->active && dma->end_cycle < chip->cycle)
        dma->end_cycle = chip->cycle + ITEM_CYCLES;
    arm(chip, row);
    grant(chip, row, chip->cycle);
}

static void skip(struct chip *chip, const struct map_row *row, uint64_t cycles)
{
    state(chip, row)->end_cycle += cycles;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    *state(chip, row) = (struct dma_v1){0};
    listen(chip);
    arm(chip, row);
    update_irq(chip, row);
}

/* --- registers --- */

/* Reports a store that must not be made while EN=1. */
static void warn(struct chip *chip, const struct map_row *row, uint32_t offset,
                 uint32_t value)
{
    event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset, value);
}

static uint32_t new_ccr(struct dma_v1 *dma, unsigned index, uint32_t value)
{
    uint32_t now = dma->channel[index].ccr;
    value &= CCR_MASK;
    if (now & CCR_EN)
        value = (value & ~CCR_FROZEN) | (now & CCR_FROZEN);
    if (dma->isr >> 4 * index & TEIF)
        value &= ~CCR_EN;
    return value;
}

static void write_ccr(struct dma_v1 *dma, unsigned index, uint32_t value)
{
    struct dma_v1_channel *channel = &dma->channel[index];
    uint32_t before = channel->ccr;
    channel->ccr = new_ccr(dma, index, value);
    if (channel->ccr & ~before & CCR_EN)
        load_addresses(channel);
}

/* Returns whether the store breaks a rule. */
static bool write_channel(struct dma_v1 *dma, uint32_t offset, uint32_t value)
{
    unsigned index = (offset - CHANNEL_1) / CHANNEL_SIZE;
    struct dma_v1_channel *channel = &dma->channel[index];
    uint32_t before = channel->ccr;
    bool enabled = before & CCR_EN;
    switch ((offset - CHANNEL_1) % CHANNEL_SIZE) {
    case CCR:
        write_ccr(dma, index, value);
        return enabled && value & CCR_EN && (value ^ before) & CCR_FROZEN;
    case CNDTR:
        if (!enabled)
            channel->cndtr = channel->programmed = value & 0xFFFF;
        return enabled;
    case CPAR: channel->cpar = value; return enabled;
    case CMAR: channel->cmar = value; return enabled;
    default: return false;
    }
}

static void clear_flags(struct dma_v1 *dma, uint32_t value)
{
    dma->isr &= ~(value | (value & GIFS) * 0xF);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct dma_v1 *dma = state(chip, row);
    if (offset == IFCR)
        clear_flags(dma, value);
    else if (offset == CSELR)
        dma->cselr = value & CSELR_MASK;
    else if (offset >= CHANNEL_1 && offset < CHANNELS_END &&
             write_channel(dma, offset, value))
        warn(chip, row, offset, value);
    listen(chip);
    grant(chip, row, chip->cycle);
    update_irq(chip, row);
    return ACCESS_OK;
}

static uint32_t read_isr(const struct dma_v1 *dma)
{
    uint32_t any = dma->isr >> 1 | dma->isr >> 2 | dma->isr >> 3;
    return dma->isr | (any & GIFS);
}

static uint32_t read_channel(const struct dma_v1 *dma, uint32_t offset)
{
    unsigned index = (offset - CHANNEL_1) / CHANNEL_SIZE;
    const struct dma_v1_channel *channel = &dma->channel[index];
    switch ((offset - CHANNEL_1) % CHANNEL_SIZE) {
    case CCR: return channel->ccr;
    case CNDTR: return channel->cndtr;
    case CPAR: return channel->cpar;
    case CMAR: return channel->cmar;
    default: return 0;
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct dma_v1 *dma = state(chip, row);
    *value = 0; /* IFCR is write-only */
    if (offset == ISR)
        *value = read_isr(dma);
    else if (offset == CSELR)
        *value = dma->cselr;
    else if (offset >= CHANNEL_1 && offset < CHANNELS_END)
        *value = read_channel(dma, offset);
    return ACCESS_OK;
}

const struct map_kind dma_v1 = {
    .last = CSELR,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .due = due,
    .before_clock = before_clock,
    .after_clock = after_clock,
    .skip = skip,
    .requested = requested,
    .dues = 1,
};
