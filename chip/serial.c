/* SPDX-License-Identifier: MIT */
#include "chip/serial.h"

#include <string.h>

#include "chip/block/gpio_v2.h"
#include "chip/clock.h"
#include "chip/due.h"
#include "chip/rows.h"
#include "chip/serial_frame.h"

enum { DUE_TX, DUE_RX, SERIAL_DUES };

static const struct map_row *row_of(const struct chip *chip, unsigned index)
{
    return map_row(chip, MAP_CABLES + index);
}

static struct serial *state(const struct chip *chip, unsigned index)
{
    return map_state(chip, row_of(chip, index));
}

const struct serial *serial_state(const struct chip *chip, unsigned index)
{
    return state(chip, index);
}

static unsigned due_of(const struct chip *chip, unsigned index, unsigned event)
{
    return row_of(chip, index)->due + event;
}

static bool selects_block(const struct chip *chip, const struct map_pin *pin)
{
    const struct rows *rows = &chip->rows;
    for (unsigned i = rows_first_use(rows, pin->port, pin->number);
         i < rows->uses_end[pin->port][pin->number]; i++) {
        const struct map_row *row = map_row(chip, rows->uses[i].row);
        if (row->kind->line &&
            gpio_v2_selects(chip, &row->pins[rows->uses[i].pin]))
            return true;
    }
    return false;
}

/* Of the pins that the wire goes to the first that is so; NULL = none. */
static const struct map_pin *
first_end(const struct chip *chip, unsigned index, enum signal signal,
          bool (*is_so)(const struct chip *, const struct map_pin *))
{
    const struct map_row *row = row_of(chip, index);
    for (unsigned i = 0; i < row->pin_count; i++)
        if (row->pins[i].signal == signal && is_so(chip, &row->pins[i]))
            return &row->pins[i];
    return NULL;
}

/* The pin that the chip sends on, or listens to. ROMs measure the first byte
 * before the pin selects a USART: they pull it up. */
static const struct map_pin *wire(const struct chip *chip, unsigned index,
                                  enum signal signal)
{
    const struct map_pin *end = first_end(chip, index, signal, selects_block);
    if (!end)
        end = first_end(chip, index, signal, gpio_v2_pulls_up);
    return end ? end : &row_of(chip, index)->pins[signal];
}

/* Of the blocks that can reach this pin of the wire the one that it selects;
 * NULL = none. *FIRST is the first that can, unless it is set. */
static const struct map_row *selected(const struct chip *chip, unsigned index,
                                      enum signal signal,
                                      const struct map_row **first)
{
    const struct map_pin *wanted = wire(chip, index, signal);
    const struct rows *rows = &chip->rows;
    for (unsigned i = rows_first_use(rows, wanted->port, wanted->number);
         i < rows->uses_end[wanted->port][wanted->number]; i++) {
        const struct map_row *row = map_row(chip, rows->uses[i].row);
        if (!row->kind->line)
            continue;
        if (gpio_v2_selects(chip, &row->pins[rows->uses[i].pin]))
            return row;
        if (!*first)
            *first = row;
    }
    return NULL;
}

/* The block at the chip's end of one direction; firmware that uses the other
 * direction only has it there too. */
static const struct map_row *block_at(const struct chip *chip, unsigned index,
                                      enum signal signal)
{
    enum signal other = signal == SIGNAL_TX ? SIGNAL_RX : SIGNAL_TX;
    const struct map_row *first = NULL;
    const struct map_row *row = selected(chip, index, signal, &first);
    if (!row)
        row = selected(chip, index, other, &first);
    return row ? row : first;
}

static struct map_line line_at(const struct chip *chip, unsigned index,
                               enum signal signal)
{
    const struct map_row *row = block_at(chip, index, signal);
    return row ? row->kind->line(chip, row) : (struct map_line){0};
}

const struct map_row *serial_listener(const struct chip *chip, unsigned index)
{
    return block_at(chip, index, SIGNAL_RX);
}

const struct map_row *serial_sender(const struct chip *chip, unsigned index)
{
    unsigned block = state(chip, index)->rx_block;
    return block ? map_row(chip, block) : block_at(chip, index, SIGNAL_TX);
}

const struct map_pin *serial_pin(const struct chip *chip, unsigned index,
                                 enum signal signal)
{
    return wire(chip, index, signal);
}

bool serial_connected(const struct chip *chip, unsigned index)
{
    const struct map_row *first = NULL;
    return selected(chip, index, SIGNAL_RX, &first) ||
           selected(chip, index, SIGNAL_TX, &first);
}

struct map_line serial_line(const struct chip *chip, unsigned index)
{
    return line_at(chip, index, SIGNAL_RX);
}

struct map_line serial_line_from(const struct chip *chip, unsigned index)
{
    return line_at(chip, index, SIGNAL_TX);
}

/* --- frames --- */

/* A host that speaks first speaks 8E1, as the ROM wants it (AN3155), unless it
 * has a frame of its own. */
static struct map_frame frame_at(const struct chip *chip, unsigned index,
                                 enum signal signal)
{
    static const struct map_frame rom = {
        .data_bits = 8,
        .parity = PARITY_EVEN,
        .stop_bits = 1,
    };
    const struct serial *serial = state(chip, index);
    if (serial->framed)
        return serial->frame;
    struct map_line line = line_at(chip, index, signal);
    return line.on ? line.frame : rom;
}

/* --- queues --- */

static size_t room(const struct serial_queue *queue)
{
    return SERIAL_QUEUE - queue->count;
}

static void queue_put(struct serial_queue *queue, uint8_t byte)
{
    queue->bytes[(queue->head + queue->count++) % SERIAL_QUEUE] = byte;
}

static uint8_t queue_take(struct serial_queue *queue)
{
    uint8_t byte = queue->bytes[queue->head];
    queue->head = (queue->head + 1) % SERIAL_QUEUE;
    queue->count--;
    return byte;
}

size_t serial_room(const struct chip *chip, unsigned index)
{
    return room(&state(chip, index)->out);
}

size_t serial_take(struct chip *chip, unsigned index, void *bytes,
                   size_t capacity)
{
    struct serial_queue *queue = &state(chip, index)->in;
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < capacity && queue->count)
        to[count++] = queue_take(queue);
    return count;
}

bool serial_idle(const struct chip *chip, unsigned index)
{
    const struct serial *serial = state(chip, index);
    return serial->out.count == 0 && serial->tx_left == 0;
}

/* --- to the chip --- */

/* Edge k of a frame from its start, so that rounding does not add up. */
static uint64_t bits_ps(uint32_t half_bits, uint32_t baud)
{
    return half_bits * (PS_PER_S / 2) / baud;
}

static bool is_driven(const struct chip *chip, const struct map_pin *pin)
{
    return chip->board.drive_mask[pin->port] >> pin->number & 1;
}

static void drive(struct chip *chip, const struct map_pin *rx, bool level)
{
    uint16_t pin = (uint16_t)(1u << rx->number);
    struct board *board = &chip->board;
    board->drive_mask[rx->port] |= pin;
    if (level)
        board->drive_level[rx->port] |= pin;
    else
        board->drive_level[rx->port] &= (uint16_t)~pin;
}

static void look_again(struct chip *chip, const struct map_pin *pin,
                       uint64_t ps)
{
    gpio_v2_update_pins(chip, pin->port, (uint16_t)(1u << pin->number), ps);
}

/* Lets go all pins that the wire goes to. */
static void release(struct chip *chip, unsigned index, uint64_t ps)
{
    const struct map_row *row = row_of(chip, index);
    for (unsigned i = 0; i < row->pin_count; i++) {
        const struct map_pin *pin = &row->pins[i];
        if (pin->signal != SIGNAL_RX || !is_driven(chip, pin))
            continue;
        chip->board.drive_mask[pin->port] &= (uint16_t) ~(1u << pin->number);
        look_again(chip, pin, ps);
    }
}

/* The chip may listen on another pin than before: there the line was idle. */
static void put(struct chip *chip, unsigned index, bool level, uint64_t ps)
{
    const struct map_pin *rx = wire(chip, index, SIGNAL_RX);
    if (!is_driven(chip, rx)) {
        release(chip, index, ps);
        drive(chip, rx, true);
        look_again(chip, rx, ps);
    }
    drive(chip, rx, level);
    look_again(chip, rx, ps);
}

static void begin_frame(struct serial *serial, uint32_t bits, uint32_t count,
                        uint64_t ps)
{
    serial->tx_bits = bits;
    serial->tx_left = count;
    serial->tx_sent = 0;
    serial->tx_baud = serial->baud;
    serial->tx_start_ps = ps;
}

/* Returns how many bits in a row have the level of the next one. */
static uint32_t run_of(const struct serial *serial)
{
    bool level = serial->tx_bits & 1;
    uint32_t run = 1;
    while (run < serial->tx_left && (serial->tx_bits >> run & 1) == level)
        run++;
    return run;
}

/* Puts the next level on the wire at `ps`, or ends there. */
static void step(struct chip *chip, unsigned index, uint64_t ps)
{
    struct serial *serial = state(chip, index);

    if (serial->tx_left == 0 && serial->out.count && !serial->breaking) {
        uint32_t count;
        uint32_t bits = serial_frame_levels(frame_at(chip, index, SIGNAL_RX),
                                            queue_take(&serial->out), &count);
        begin_frame(serial, bits, count, ps);
    }
    if (serial->tx_left == 0)
        return;
    put(chip, index, serial->tx_bits & 1, ps);
    serial->tx_run = run_of(serial);
    serial->tx_bits = (uint32_t)((uint64_t)serial->tx_bits >> serial->tx_run);
    serial->tx_sent += serial->tx_run;
    serial->tx_edge_ps =
        serial->tx_start_ps + bits_ps(2 * serial->tx_sent, serial->tx_baud);
    due_set(chip, due_of(chip, index, DUE_TX), serial->tx_edge_ps);
}

static void tx_due(struct chip *chip, unsigned index)
{
    struct serial *serial = state(chip, index);
    uint64_t edge = serial->tx_edge_ps;
    serial->tx_left -= serial->tx_run;
    if (serial->tx_left == 0)
        put(chip, index, !serial->breaking, edge);
    step(chip, index, edge);
}

static bool sending(const struct serial *serial)
{
    return serial->tx_left != 0;
}

size_t serial_send(struct chip *chip, unsigned index, const void *bytes,
                   size_t count)
{
    struct serial *serial = state(chip, index);
    const uint8_t *from = bytes;
    size_t sent = 0;

    if (!serial->baud)
        return 0;
    while (sent < count && room(&serial->out))
        queue_put(&serial->out, from[sent++]);
    if (!sending(serial))
        step(chip, index, clock_ps(chip));
    return sent;
}

bool serial_send_frame(struct chip *chip, unsigned index, uint32_t bits,
                       unsigned count)
{
    struct serial *serial = state(chip, index);
    if (!serial->baud || sending(serial) || serial->breaking)
        return false;
    begin_frame(serial, bits, count, clock_ps(chip));
    step(chip, index, clock_ps(chip));
    return true;
}

bool serial_break(struct chip *chip, unsigned index, bool low)
{
    struct serial *serial = state(chip, index);
    if (!serial->baud || sending(serial))
        return false;
    serial->breaking = low;
    put(chip, index, !low, clock_ps(chip));
    step(chip, index, clock_ps(chip));
    return true;
}

void serial_purge(struct chip *chip, unsigned index)
{
    state(chip, index)->out.count = 0;
}

/* --- from the chip --- */

static void deliver(struct serial *serial)
{
    struct map_frame frame = serial->rx_frame;
    if (!serial_frame_stops(frame, serial->rx_bits)) {
        serial->framing_errors++;
        serial->breaks += serial->rx_bits == 0;
        return;
    }
    serial->parity_errors += !serial_frame_parity(frame, serial->rx_bits);
    if (room(&serial->in))
        queue_put(&serial->in,
                  (uint8_t)serial_frame_data(frame, serial->rx_bits));
    else
        serial->lost++;
}

static uint64_t sample_ps(const struct serial *serial, uint32_t bit)
{
    return serial->rx_start_ps + bits_ps(2 * bit + 1, serial->rx_baud);
}

/* Takes a sample in the middle of each bit up to `ps`. The line has not changed
 * since the last one. */
static void take_samples(struct serial *serial, uint64_t ps)
{
    while (serial->rx_count < serial->rx_total &&
           sample_ps(serial, serial->rx_count) <= ps) {
        if (serial->rx_count == 0 && serial->rx_level) {
            serial->rx_total = 0; /* too short for a start bit */
            return;
        }
        serial->rx_bits |= (uint32_t)serial->rx_level << serial->rx_count++;
    }
}

static void rx_due(struct chip *chip, unsigned index)
{
    struct serial *serial = state(chip, index);
    take_samples(serial, clock_ps(chip));
    if (serial->rx_total)
        deliver(serial);
    serial->rx_total = 0;
}

/* Up to the first stop bit. */
static void begin_receiving(struct chip *chip, unsigned index)
{
    struct serial *serial = state(chip, index);
    const struct map_row *block = block_at(chip, index, SIGNAL_TX);
    serial->rx_block = block ? (uint8_t)(block - map_row(chip, 0)) : (uint8_t)0;
    serial->rx_frame = frame_at(chip, index, SIGNAL_TX);
    serial->rx_total = serial_frame_length(serial->rx_frame);
}

/* The pull-up is at the first pin. At another, which the board may use for
 * something else, it is the adapter alone that sees it. */
static bool tx_level(const struct chip *chip, const struct map_row *row)
{
    const struct map_pin *tx = wire(chip, row->instance, SIGNAL_TX);
    bool high = gpio_v2_levels(chip, tx->port) >> tx->number & 1;
    if (high || tx == &row->pins[SIGNAL_TX])
        return high;
    return !(gpio_v2_driven(chip, tx->port) >> tx->number & 1);
}

static void look_at_line(struct chip *chip, const struct map_row *row,
                         uint64_t ps)
{
    unsigned index = row->instance;
    struct serial *serial = state(chip, index);
    bool level = tx_level(chip, row);
    bool fell = serial->rx_level && !level;

    if (level != serial->rx_level)
        take_samples(serial, ps);
    serial->rx_level = level;
    if (!fell || !serial->baud || serial->rx_total)
        return;
    begin_receiving(chip, index);
    serial->rx_baud = serial->baud;
    serial->rx_start_ps = ps;
    serial->rx_bits = serial->rx_count = 0;
    due_set(chip, due_of(chip, index, DUE_RX),
            sample_ps(serial, serial->rx_total - 1));
}

/* --- the plug --- */

/* The adapter's pull-up. */
static void pull(struct chip *chip, unsigned index, bool up)
{
    const struct map_pin *tx = &row_of(chip, index)->pins[SIGNAL_TX];
    uint16_t mask = (uint16_t)(1u << tx->number);
    if (up)
        chip->board.pull_up[tx->port] |= mask;
    else
        chip->board.pull_up[tx->port] &= (uint16_t)~mask;
    look_again(chip, tx, clock_ps(chip));
}

static void unplug(struct chip *chip, unsigned index)
{
    struct serial *serial = state(chip, index);
    memset(serial, 0, sizeof *serial);
    due_set(chip, due_of(chip, index, DUE_TX), NEVER);
    due_set(chip, due_of(chip, index, DUE_RX), NEVER);
    pull(chip, index, false);
    release(chip, index, clock_ps(chip));
}

void serial_open(struct chip *chip, unsigned index, uint32_t baud)
{
    struct serial *serial = state(chip, index);
    if (!baud) {
        unplug(chip, index);
        return;
    }
    serial->baud = baud;
    pull(chip, index, true);
    if (!sending(serial))
        put(chip, index, !serial->breaking, clock_ps(chip));
}

void serial_set_frame(struct chip *chip, unsigned index,
                      const struct map_frame *frame)
{
    struct serial *serial = state(chip, index);
    serial->framed = frame != NULL;
    serial->frame = frame ? *frame : (struct map_frame){0};
}

/* --- for the map --- */

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    if (event == DUE_TX)
        tx_due(chip, row->instance);
    else
        rx_due(chip, row->instance);
}

const struct map_kind serial = {
    .due = due,
    .pins = look_at_line,
    .dues = SERIAL_DUES,
    .by_level = true,
};
