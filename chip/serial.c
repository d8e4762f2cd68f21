/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

#include <string.h>

/* Where the two wires end, seen from the chip; both on port A. */
static const struct wires {
    uint8_t tx, rx;
} wires[USART_COUNT] = {[USART_1] = {9, 10}, [USART_2] = {2, 3}};

enum { DATA_BITS = 8 };

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
    return room(&chip->serial[index].out);
}

size_t serial_take(struct chip *chip, unsigned index, void *bytes,
                   size_t capacity)
{
    struct serial_queue *queue = &chip->serial[index].in;
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < capacity && queue->count)
        to[count++] = queue_take(queue);
    return count;
}

bool serial_idle(const struct chip *chip, unsigned index)
{
    const struct serial *serial = &chip->serial[index];
    return serial->out.count == 0 && serial->tx_left == 0;
}

/* --- to the chip --- */

/* Edge k of a frame from its start, so that rounding does not add up. */
static uint64_t bits_ps(uint32_t half_bits, uint32_t baud)
{
    return half_bits * (PS_PER_S / 2) / baud;
}

static void put(struct chip *chip, unsigned index, bool level, uint64_t ps)
{
    uint16_t pin = (uint16_t)(1u << wires[index].rx);
    struct board *board = &chip->board;
    board->drive_mask[GPIO_A] |= pin;
    if (level)
        board->drive_level[GPIO_A] |= pin;
    else
        board->drive_level[GPIO_A] &= (uint16_t)~pin;
    gpio_update_at(chip, GPIO_A, ps);
}

/* Start bit, data, even parity if the chip expects it, stop bit. */
static uint32_t frame(uint8_t byte, bool parity, uint32_t *count)
{
    uint32_t bits = (uint32_t)byte << 1;
    *count = 1 + DATA_BITS;
    if (parity)
        bits |= (uint32_t)__builtin_parity(byte) << (*count)++;
    bits |= 1u << (*count)++;
    return bits;
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

/* Puts the next bit on the wire at `ps`, or ends there. */
static void step(struct chip *chip, unsigned index, uint64_t ps)
{
    struct serial *serial = &chip->serial[index];

    if (serial->tx_left == 0 && serial->out.count && !serial->breaking) {
        uint32_t count;
        uint32_t bits = frame(queue_take(&serial->out),
                              usart_expects_parity(chip, index), &count);
        begin_frame(serial, bits, count, ps);
    }
    if (serial->tx_left == 0)
        return;
    put(chip, index, serial->tx_bits & 1, ps);
    serial->tx_bits >>= 1;
    serial->tx_sent++;
    serial->tx_edge_ps =
        serial->tx_start_ps + bits_ps(2 * serial->tx_sent, serial->tx_baud);
    due_set(chip, DUE_SERIAL1_TX + index, serial->tx_edge_ps);
}

void serial_tx_due(struct chip *chip, unsigned index)
{
    struct serial *serial = &chip->serial[index];
    uint64_t edge = serial->tx_edge_ps;
    if (--serial->tx_left == 0)
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
    struct serial *serial = &chip->serial[index];
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
    struct serial *serial = &chip->serial[index];
    if (!serial->baud || sending(serial) || serial->breaking)
        return false;
    begin_frame(serial, bits, count, clock_ps(chip));
    step(chip, index, clock_ps(chip));
    return true;
}

bool serial_break(struct chip *chip, unsigned index, bool low)
{
    struct serial *serial = &chip->serial[index];
    if (!serial->baud || sending(serial))
        return false;
    serial->breaking = low;
    put(chip, index, !low, clock_ps(chip));
    step(chip, index, clock_ps(chip));
    return true;
}

/* --- from the chip --- */

static void deliver(struct serial *serial)
{
    bool parity = serial->rx_total == DATA_BITS + 3;
    uint8_t byte = (uint8_t)(serial->rx_bits >> 1);
    uint32_t parity_bit = serial->rx_bits >> (1 + DATA_BITS) & 1;

    if (!(serial->rx_bits >> (serial->rx_total - 1) & 1)) {
        serial->framing_errors++;
        return;
    }
    if (parity && parity_bit != (uint32_t)__builtin_parity(byte))
        serial->parity_errors++;
    if (room(&serial->in))
        queue_put(&serial->in, byte);
    else
        serial->lost++;
}

static void arm_sample(struct chip *chip, unsigned index)
{
    const struct serial *serial = &chip->serial[index];
    due_set(chip, DUE_SERIAL1_RX + index,
            serial->rx_start_ps +
                bits_ps(2 * serial->rx_count + 1, serial->rx_baud));
}

void serial_rx_due(struct chip *chip, unsigned index)
{
    struct serial *serial = &chip->serial[index];

    if (serial->rx_count == 0 && serial->rx_level) {
        serial->rx_total = 0; /* too short for a start bit */
        return;
    }
    serial->rx_bits |= (uint32_t)serial->rx_level << serial->rx_count;
    if (++serial->rx_count < serial->rx_total) {
        arm_sample(chip, index);
        return;
    }
    deliver(serial);
    serial->rx_total = 0;
}

static void look_at_line(struct chip *chip, unsigned index)
{
    struct serial *serial = &chip->serial[index];
    bool level = chip->gpio.port[GPIO_A].level >> wires[index].tx & 1;
    bool fell = serial->rx_level && !level;

    serial->rx_level = level;
    if (!fell || !serial->baud || serial->rx_total)
        return;
    serial->rx_total = DATA_BITS + (usart_expects_parity(chip, index) ? 3 : 2);
    serial->rx_baud = serial->baud;
    serial->rx_start_ps = gpio_edge_ps(chip);
    serial->rx_bits = serial->rx_count = 0;
    arm_sample(chip, index);
}

void serial_pins(struct chip *chip, unsigned port)
{
    if (port != GPIO_A)
        return;
    for (unsigned i = 0; i < USART_COUNT; i++)
        look_at_line(chip, i);
}

/* --- the plug --- */

static void unplug(struct chip *chip, unsigned index)
{
    struct serial *serial = &chip->serial[index];
    memset(serial, 0, sizeof *serial);
    due_set(chip, DUE_SERIAL1_TX + index, NEVER);
    due_set(chip, DUE_SERIAL1_RX + index, NEVER);
    chip->board.pull_up[GPIO_A] &= (uint16_t) ~(1u << wires[index].tx);
    chip->board.drive_mask[GPIO_A] &= (uint16_t) ~(1u << wires[index].rx);
    gpio_update(chip, GPIO_A);
}

void serial_open(struct chip *chip, unsigned index, uint32_t baud)
{
    struct serial *serial = &chip->serial[index];
    if (!baud) {
        unplug(chip, index);
        return;
    }
    serial->baud = baud;
    chip->board.pull_up[GPIO_A] |= (uint16_t)(1u << wires[index].tx);
    if (sending(serial))
        gpio_update(chip, GPIO_A);
    else
        put(chip, index, !serial->breaking, clock_ps(chip));
}
