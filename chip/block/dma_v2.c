/* SPDX-License-Identifier: MIT */
#include "chip/block/dma_v2.h"

#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/core/nvic.h"
#include "chip/dma.h"
#include "chip/due.h"
#include "chip/event.h"

enum {
    LISR = 0x00,
    HISR = 0x04,
    LIFCR = 0x08,
    HIFCR = 0x0C,
    STREAM_0 = 0x10,
    STREAM_SIZE = 0x18,
    STREAMS_END = STREAM_0 + DMA_V2_STREAMS * STREAM_SIZE,
};

/* Of a stream. */
enum {
    CR = 0x00,
    NDTR = 0x04,
    PAR = 0x08,
    M0AR = 0x0C,
    M1AR = 0x10,
    FCR = 0x14,
};

/*  27:25 | 24:23  | 22:21  | 19 | 18  | 17:16 | 15     | 14:13 | 12:11 | 10
 *  CHSEL | MBURST | PBURST | CT | DBM | PL    | PINCOS | MSIZE | PSIZE | MINC
 *  9    | 8    | 7:6 | 5      | 4    | 3    | 2    | 1     | 0
 *  PINC | CIRC | DIR | PFCTRL | TCIE | HTIE | TEIE | DMEIE | EN
 * The flags of a stream lie together: 5 TCIF, 4 HTIF, 3 TEIF, 2 DMEIF, 0 FEIF,
 * one above their enables but FEIF, whose enable is in FCR. */
#define CR_EN      (1u << 0)
#define CR_ENABLES (0xFu << 1)
#define CR_PFCTRL  (1u << 5)
#define CR_CIRC    (1u << 8)
#define CR_PINC    (1u << 9)
#define CR_MINC    (1u << 10)
#define CR_PINCOS  (1u << 15)
#define CR_PL      (3u << 16)
#define CR_DBM     (1u << 18)
#define CR_CT      (1u << 19)
#define CR_MASK    0x0FEFFFFFu
/* Those that stay as they are while EN=1. */
#define CR_FROZEN  (CR_MASK & ~(CR_EN | CR_ENABLES | CR_CT))

#define FCR_FTH   (3u << 0)
#define FCR_DMDIS (1u << 2)
#define FCR_EMPTY (4u << 3) /* FS */
#define FCR_FEIE  (1u << 7)
#define FCR_MASK  (FCR_FTH | FCR_DMDIS | FCR_FEIE)
#define FCR_RESET 0x21u

#define FEIF  (1u << 0)
#define TEIF  (1u << 3)
#define HTIF  (1u << 4)
#define TCIF  (1u << 5)
#define FLAGS 0x3Du

enum direction { FROM_PERIPHERAL, TO_PERIPHERAL, TO_MEMORY };

enum { ITEM_CYCLES = 5 };

static struct dma_v2 *state(const struct chip *chip, const struct map_row *row)
{
    return map_state(chip, row);
}

/* --- flags --- */

static unsigned flag_shift(unsigned index)
{
    static const uint8_t shift[] = {0, 6, 16, 22};
    return shift[index & 3];
}

static uint32_t flags(const struct dma_v2 *dma, unsigned index)
{
    return dma->isr[index / 4] >> flag_shift(index) & FLAGS;
}

static void set_flag(struct dma_v2 *dma, unsigned index, uint32_t flag)
{
    dma->isr[index / 4] |= flag << flag_shift(index);
}

static void update_irq(struct chip *chip, const struct map_row *row)
{
    const struct dma_v2 *dma = state(chip, row);
    uint32_t requests = 0;
    for (unsigned i = 0; i < DMA_V2_STREAMS; i++) {
        const struct dma_v2_stream *stream = &dma->stream[i];
        uint32_t enabled = (stream->cr & CR_ENABLES) << 1;
        enabled |= stream->fcr & FCR_FEIE ? FEIF : 0;
        if (flags(dma, i) & enabled)
            requests |= 1u << i;
    }
    nvic_requests(chip, row, requests);
}

/* --- arbitration --- */

static enum direction direction(const struct dma_v2_stream *stream)
{
    return stream->cr >> 6 & 3;
}

/* The request lines that a stream waits for. */
static uint64_t listens(const struct chip *chip, const struct map_row *row,
                        unsigned index)
{
    const struct dma_v2_variant *has = row->variant;
    const struct dma_v2_stream *stream = &state(chip, row)->stream[index];
    if (!(stream->cr & CR_EN) || !stream->ndtr ||
        direction(stream) >= TO_MEMORY)
        return 0;
    return has->requests[index][stream->cr >> 25 & 7];
}

static bool wants(const struct chip *chip, const struct map_row *row,
                  unsigned index)
{
    const struct dma_v2_variant *has = row->variant;
    const struct dma_v2_stream *stream = &state(chip, row)->stream[index];
    if (direction(stream) >= TO_MEMORY)
        return has->to_memory && stream->cr & CR_EN && stream->ndtr;
    return listens(chip, row, index) & chip->dma.lines;
}

/* Returns the number of the stream that is served next, from 1; 0 = none. */
static unsigned most_urgent(const struct chip *chip, const struct map_row *row)
{
    const struct dma_v2 *dma = state(chip, row);
    unsigned best = 0;
    for (unsigned i = 0; i < DMA_V2_STREAMS; i++)
        if (wants(chip, row, i) &&
            (!best ||
             (dma->stream[i].cr & CR_PL) > (dma->stream[best - 1].cr & CR_PL)))
            best = i + 1;
    return best;
}

static void arm(struct chip *chip, const struct map_row *row)
{
    const struct dma_v2 *dma = state(chip, row);
    due_set(chip, row->due,
            dma->active ? clock_ps_at(chip, dma->end_cycle) : NEVER);
}

/* Grants the bus to the next item, at `cycle`. */
static void grant(struct chip *chip, const struct map_row *row, uint64_t cycle)
{
    struct dma_v2 *dma = state(chip, row);
    if (dma->active || !map_open(chip, row->clock))
        return;
    dma->active = most_urgent(chip, row);
    dma->end_cycle = cycle + ITEM_CYCLES;
    arm(chip, row);
}

static void requested(struct chip *chip, const struct map_row *row)
{
    grant(chip, row, chip->cycle);
}

/* --- items --- */

/* One side of an item: `count` accesses of `size` bytes. */
struct side {
    uint32_t address;
    unsigned size, count;
    bool steps;
};

static unsigned bytes(uint32_t code)
{
    return code < 2 ? 1u << code : 4;
}

/* In direct mode the memory side has the size of the peripheral side; with the
 * FIFO a wide item is stored in pieces, and a narrow one is part of a word,
 * which reaches memory as it would in the end. */
static struct side memory_side(const struct dma_v2_stream *stream)
{
    unsigned item = bytes(stream->cr >> 11 & 3);
    unsigned size = bytes(stream->cr >> 13 & 3);
    if (!(stream->fcr & FCR_DMDIS) || size > item)
        size = item;
    return (struct side){stream->memory & ~(size - 1), size, item / size,
                         stream->cr & CR_MINC};
}

static struct side peripheral_side(const struct dma_v2_stream *stream)
{
    unsigned size = bytes(stream->cr >> 11 & 3);
    return (struct side){stream->peripheral & ~(size - 1), size, 1,
                         stream->cr & CR_PINC};
}

/* Returns until when an access of the item must wait, in ps; 0 = it need not.
 */
static uint64_t wait_of(const struct chip *chip,
                        const struct dma_v2_stream *stream)
{
    bool to_peripheral = direction(stream) == TO_PERIPHERAL;
    uint64_t a =
        bus_dma_wait(chip, peripheral_side(stream).address, to_peripheral);
    uint64_t b =
        bus_dma_wait(chip, memory_side(stream).address, !to_peripheral);
    return a > b ? a : b;
}

static uint32_t piece_address(const struct side *side, unsigned piece)
{
    return side->address + (side->steps ? piece * side->size : 0);
}

static bool load(struct chip *chip, const struct side *side, uint32_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < side->count; i++) {
        uint32_t part;
        if (!bus_dma_read(chip, piece_address(side, i), side->size, &part))
            return false;
        *value |= part << 8 * side->size * i % 32;
    }
    return true;
}

static bool store(struct chip *chip, const struct side *side, uint32_t value)
{
    for (unsigned i = 0; i < side->count; i++)
        if (!bus_dma_write(chip, piece_address(side, i), side->size,
                           value >> 8 * side->size * i % 32))
            return false;
    return true;
}

/* Returns false on a bus error. */
static bool move(struct chip *chip, const struct dma_v2_stream *stream)
{
    struct side peripheral = peripheral_side(stream);
    struct side memory = memory_side(stream);
    bool to_peripheral = direction(stream) == TO_PERIPHERAL;
    uint32_t value;
    return load(chip, to_peripheral ? &memory : &peripheral, &value) &&
           store(chip, to_peripheral ? &peripheral : &memory, value);
}

static void load_addresses(struct dma_v2_stream *stream)
{
    bool second = stream->cr & CR_DBM && stream->cr & CR_CT;
    stream->peripheral = stream->par;
    stream->memory = second ? stream->m1ar : stream->m0ar;
}

/* PINCOS: a word, whatever PSIZE is. */
static void advance(struct dma_v2_stream *stream)
{
    unsigned item = bytes(stream->cr >> 11 & 3);
    if (stream->cr & CR_PINC)
        stream->peripheral += stream->cr & CR_PINCOS ? 4 : item;
    if (stream->cr & CR_MINC)
        stream->memory += item;
}

/* RM0090 10.3.8, 10.3.9: double-buffer mode is circular, and changes the buffer
 * at each end. */
static void end(struct dma_v2 *dma, unsigned index)
{
    struct dma_v2_stream *stream = &dma->stream[index];
    bool copies = direction(stream) >= TO_MEMORY;
    set_flag(dma, index, TCIF);
    if (copies || !(stream->cr & (CR_CIRC | CR_DBM))) {
        stream->cr &= ~CR_EN;
        return;
    }
    if (stream->cr & CR_DBM)
        stream->cr ^= CR_CT;
    stream->ndtr = stream->programmed;
    load_addresses(stream);
}

static void count(struct dma_v2 *dma, unsigned index)
{
    struct dma_v2_stream *stream = &dma->stream[index];
    advance(stream);
    stream->ndtr--;
    if (stream->ndtr == stream->programmed / 2)
        set_flag(dma, index, HTIF);
    if (!stream->ndtr)
        end(dma, index);
}

/* Follows a change of what the streams wait for: chip.dma.heard is of both
 * controllers. */
static void listen(struct chip *chip)
{
    uint64_t lines = 0;
    for (unsigned i = 0; i < map_of(chip)->row_count; i++) {
        const struct map_row *row = map_row(chip, i);
        if (row->kind != &dma_v2 || !map_open(chip, row->clock))
            continue;
        for (unsigned j = 0; j < DMA_V2_STREAMS; j++)
            lines |= listens(chip, row, j);
    }
    chip->dma.heard = lines;
}

static void serve(struct chip *chip, const struct map_row *row, unsigned index)
{
    struct dma_v2 *dma = state(chip, row);
    struct dma_v2_stream *stream = &dma->stream[index];
    dma_served(chip, listens(chip, row, index));
    if (move(chip, stream)) {
        count(dma, index);
    } else {
        stream->cr &= ~CR_EN;
        set_flag(dma, index, TEIF);
    }
    listen(chip);
    update_irq(chip, row);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    struct dma_v2 *dma = state(chip, row);
    const struct dma_v2_stream *stream = &dma->stream[dma->active - 1];
    (void)event;
    if (stream->cr & CR_EN && stream->ndtr) {
        uint64_t ready_ps = wait_of(chip, stream);
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
    struct dma_v2 *dma = state(chip, row);
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
    struct dma_v2 *dma = state(chip, row);
    (void)kind;
    *dma = (struct dma_v2){0};
    for (unsigned i = 0; i < DMA_V2_STREAMS; i++)
        dma->stream[i].fcr = FCR_RESET;
    listen(chip);
    arm(chip, row);
    update_irq(chip, row);
}

/* --- registers --- */

/* RM0090 10.3.17: EN has to read 0, and the flags have to be cleared, before a
 * stream is enabled. */
static void write_cr(struct dma_v2 *dma, unsigned index, uint32_t value)
{
    struct dma_v2_stream *stream = &dma->stream[index];
    uint32_t before = stream->cr, keep = 0;
    if (before & CR_EN)
        keep = CR_FROZEN | (before & CR_DBM ? CR_CT : 0);
    stream->cr = (value & CR_MASK & ~keep) | (before & keep);
    if (!(before & CR_EN) && flags(dma, index))
        stream->cr &= ~CR_EN;
    if (stream->cr & ~before & CR_EN)
        load_addresses(stream);
    if (before & ~stream->cr & CR_EN)
        set_flag(dma, index, TCIF);
}

/* While the stream is enabled, the address of the buffer that it does not use
 * may be written. */
static bool write_buffer(struct dma_v2_stream *stream, unsigned second,
                         uint32_t value)
{
    bool other = stream->cr & CR_DBM && !!(stream->cr & CR_CT) != second;
    if (stream->cr & CR_EN && !other)
        return false;
    *(second ? &stream->m1ar : &stream->m0ar) = value;
    return true;
}

/* Returns false when the store breaks a rule and has no effect. */
static bool write_stream(struct dma_v2 *dma, uint32_t offset, uint32_t value)
{
    unsigned index = (offset - STREAM_0) / STREAM_SIZE;
    struct dma_v2_stream *stream = &dma->stream[index];
    uint32_t before = stream->cr;
    bool enabled = before & CR_EN;
    switch ((offset - STREAM_0) % STREAM_SIZE) {
    case CR:
        write_cr(dma, index, value);
        return enabled ? !((value ^ before) & CR_FROZEN) || !(value & CR_EN)
                       : !(value & ~stream->cr & CR_EN);
    case NDTR:
        if (!enabled)
            stream->ndtr = stream->programmed = value & 0xFFFF;
        return !enabled;
    case PAR:
        if (!enabled)
            stream->par = value;
        return !enabled;
    case M0AR: return write_buffer(stream, 0, value);
    case M1AR: return write_buffer(stream, 1, value);
    case FCR:
        if (!enabled)
            stream->fcr = (value & FCR_MASK) | FCR_EMPTY;
        else
            stream->fcr = (stream->fcr & ~FCR_FEIE) | (value & FCR_FEIE);
        return true;
    default: return true;
    }
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct dma_v2 *dma = state(chip, row);
    bool in_stream = offset >= STREAM_0 && offset < STREAMS_END;
    bool pfctrl = in_stream && (offset - STREAM_0) % STREAM_SIZE == CR &&
                  value & CR_PFCTRL;
    if (offset == LIFCR || offset == HIFCR)
        dma->isr[(offset - LIFCR) / 4] &= ~value;
    else if (in_stream && !write_stream(dma, offset, value))
        event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset,
                             value);
    listen(chip);
    grant(chip, row, chip->cycle);
    update_irq(chip, row);
    return pfctrl ? ACCESS_UNMODELLED : ACCESS_OK;
}

static uint32_t read_stream(const struct dma_v2 *dma, uint32_t offset)
{
    unsigned index = (offset - STREAM_0) / STREAM_SIZE;
    const struct dma_v2_stream *stream = &dma->stream[index];
    switch ((offset - STREAM_0) % STREAM_SIZE) {
    case CR: return stream->cr;
    case NDTR: return stream->ndtr;
    case PAR: return stream->par;
    case M0AR: return stream->m0ar;
    case M1AR: return stream->m1ar;
    default: return stream->fcr;
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct dma_v2 *dma = state(chip, row);
    *value = 0; /* LIFCR and HIFCR are write-only */
    if (offset == LISR || offset == HISR)
        *value = dma->isr[offset / 4];
    else if (offset >= STREAM_0 && offset < STREAMS_END)
        *value = read_stream(dma, offset);
    return ACCESS_OK;
}

const struct map_kind dma_v2 = {
    .last = STREAMS_END - 4,
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
