/* SPDX-License-Identifier: MIT
 *
 * A USART has an event for each edge that it sends, and takes the bits that it
 * receives from the edges. With UESM it has one for each bit: both must show
 * the same at every time, whatever comes on the line and whatever clock comes
 * and goes. And what single pins are recomputed to is what the whole port is.
 * SEED=N repeats one run.
 */
#include "tests/chip/block/usart_fixture.h"

#include <stdlib.h>

#include "tests/random.h"

enum {
    UESM = 1 << 1,
    HSI16DIVEN = 1 << 3,
    SEEDS = 60,
    STEPS = 300,
    EDGES = 64, /* that can be between two looks */
};

struct side {
    struct chip chip;
    uint32_t extra; /* in CR1 */
    uint64_t edge_ps[EDGES];
    unsigned edges;
};

static struct {
    struct side side[2];
    uint64_t first, seed; /* at the beginning, now */
} both;

static uint32_t below(uint32_t limit)
{
    return random_below(&both.seed, limit);
}

static void write_both(uint32_t address, uint32_t value)
{
    for (struct side *side = both.side; side < both.side + 2; side++)
        wr(&side->chip, address, value);
}

/* --- time --- */

static void drain(struct side *side)
{
    struct event_list *events = &side->chip.events;
    for (uint32_t i = 0; i < events->count && side->edges < EDGES; i++)
        side->edge_ps[side->edges++] = events->list[i].ps;
    events->count = 0;
}

static void pass(uint64_t ps)
{
    for (struct side *side = both.side; side < both.side + 2; side++) {
        uint64_t end = clock_ps(&side->chip) + ps;
        side->edges = 0;
        drain(side);
        while (chip_run_to(&side->chip, end) == STOP_EVENT)
            drain(side);
    }
}

/* --- what happens --- */

static void configure(void)
{
    static const uint32_t words[] = {0, M0, M1};
    uint32_t cr1 = UE | words[below(3)] | (below(2) ? PCE : 0) |
                   (below(2) ? PS : 0) | (below(3) ? 0 : OVER8);
    uint32_t cr2 = below(3) << 13 /* STOP 1 or 2, ABREN below */ & 1u << 13;
    if (below(4) == 0) /* ABREN, ABRMOD */
        cr2 |= 1u << 20 | below(4) << 21;
    if (below(4) == 0) /* TXINV, DATAINV, MSBFIRST */
        cr2 |= below(8) << 17;
    if (below(3) == 0) /* RTOEN */
        cr2 |= 1u << 23;
    write_both(USART2 + CR1, 0);
    write_both(USART2 + CR2, cr2);
    write_both(USART2 + CR3, below(4) ? 0 : 1 << 11); /* ONEBIT */
    write_both(USART2 + BRR, 16 + below(200));
    write_both(USART2 + RTOR, below(40));
    for (struct side *side = both.side; side < both.side + 2; side++)
        wr(&side->chip, USART2 + CR1, cr1 | TE | RE | side->extra);
}

static void send(void)
{
    uint8_t bytes[3];
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)below(256);
    size_t count = 1 + below(sizeof bytes);
    for (struct side *side = both.side; side < both.side + 2; side++)
        serial_send(&side->chip, USART_2, bytes, count);
}

static void change_speed(void)
{
    uint32_t baud = 16000000 / (16 + below(200));
    for (struct side *side = both.side; side < both.side + 2; side++)
        serial_open(&side->chip, USART_2, baud < 1000000 ? baud : 1000000);
}

static void send_levels(void)
{
    uint32_t bits = (uint32_t)random_next(&both.seed);
    unsigned count = 1 + below(32);
    for (struct side *side = both.side; side < both.side + 2; side++)
        serial_send_frame(&side->chip, USART_2, bits, count);
}

static void pull_wire(void)
{
    bool level = below(2), hold = below(3);
    for (struct side *side = both.side; side < both.side + 2; side++) {
        if (hold)
            chip_pin_drive(&side->chip, GPIO_A, 3, level);
        else
            chip_pin_release(&side->chip, GPIO_A, 3);
    }
}

/* HPRE and PPRE1 by up to 4, HSI16 by 4, another kernel clock, none at all. */
static void change_clock(void)
{
    static const uint32_t apb[] = {0, 4, 5}, ahb[] = {0, 8, 9};
    switch (below(4)) {
    case 0:
        write_both(RCC_CFGR, 1 | ahb[below(3)] << 4 | apb[below(3)] << 8);
        break;
    case 1: write_both(RCC_CR, 1 | (below(2) ? HSI16DIVEN : 0)); break;
    case 2: write_both(RCC_CCIPR, below(3) << 2); break;
    default: write_both(RCC_APB1ENR, (below(4) ? 1 << 17 : 0) | 1 << 28);
    }
}

/* UESM may change while UE is set. */
static void change_uesm(void)
{
    for (struct side *side = both.side; side < both.side + 2; side++)
        if (side->extra || below(2)) {
            side->extra = side == both.side ? 0 : side->extra ^ UESM;
            modify(&side->chip, USART2 + CR1, UESM, side->extra);
        }
}

static void happen(void)
{
    static const uint32_t requests[] = {1 << 0, 1 << 1, 1 << 3, 1 << 4};
    switch (below(20)) {
    case 0: configure(); break;
    case 1: change_speed(); break;
    case 2:
    case 3: send_levels(); break;
    case 4:
    case 5: pull_wire(); break;
    case 6: change_clock(); break;
    case 7: change_uesm(); break;
    case 8: write_both(USART2 + RQR, requests[below(4)]); break;
    case 9: write_both(USART2 + ICR, below(1 << 18)); break;
    case 10:
    case 11:
        assert_int_equal(rd(&both.side[0].chip, USART2 + RDR),
                         rd(&both.side[1].chip, USART2 + RDR));
        break;
    case 12:
    case 13:
    case 14: write_both(USART2 + TDR, below(512)); break;
    default: send();
    }
}

/* --- what shows --- */

#define EQUAL(a, b)                                                            \
    if ((a) != (b))                                                            \
    fail_msg("SEED=%llu: " #a " is 0x%llX, " #b " 0x%llX",                     \
             (unsigned long long)both.first, (unsigned long long)(a),          \
             (unsigned long long)(b))

static void expect_whole_ports(struct chip *chip)
{
    for (unsigned port = 0; port < GPIO_PORTS; port++) {
        uint16_t levels = gpio_v2_levels(chip, port);
        if (!map_port(chip, port)->kind)
            continue;
        gpio_v2_update(chip, port, clock_ps(chip));
        assert_int_equal(gpio_v2_levels(chip, port), levels);
    }
}

static void compare(void)
{
    struct side *a = &both.side[0], *b = &both.side[1];
    uint8_t bytes[2][16];
    EQUAL(clock_ps(&a->chip), clock_ps(&b->chip));
    EQUAL(rd(&a->chip, USART2 + ISR), rd(&b->chip, USART2 + ISR));
    EQUAL(rd(&a->chip, USART2 + BRR), rd(&b->chip, USART2 + BRR));
    EQUAL(a->edges, b->edges);
    assert_memory_equal(a->edge_ps, b->edge_ps, a->edges * sizeof *a->edge_ps);
    for (unsigned i = 0; i < 2; i++)
        expect_whole_ports(&both.side[i].chip);
    size_t count = serial_take(&a->chip, USART_2, bytes[0], sizeof bytes[0]);
    assert_int_equal(count,
                     serial_take(&b->chip, USART_2, bytes[1], sizeof bytes[1]));
    assert_memory_equal(bytes[0], bytes[1], count);
}

static void set_up(uint64_t seed)
{
    both.first = both.seed = seed;
    for (struct side *side = both.side; side < both.side + 2; side++) {
        struct chip *chip = &side->chip;
        side->extra = side == both.side ? 0 : UESM;
        fixture_usart2(chip, 64, 0);
        chip->watch.pins[GPIO_A] = 1 << 2 | 1 << 3;
        chip->watch.events |= 1 << EVENT_PIN;
    }
}

static void events_for_edges_and_for_bits_show_the_same(void **state)
{
    const char *only = getenv("SEED");
    uint64_t first = only ? strtoull(only, NULL, 0) : 1;
    (void)state;
    for (uint64_t seed = first; seed < first + (only ? 1 : SEEDS); seed++) {
        set_up(seed);
        for (unsigned i = 0; i < STEPS; i++) {
            happen();
            pass(below(2) ? below(20000) * 1000ull : below(300000) * 1000ull);
            compare();
        }
    }
}

/* Eleven events would be needed for the bits of 0x00 with parity. */
static void the_bits_of_a_frame_have_no_events(void **state)
{
    struct chip *chip = &both.side[0].chip;
    (void)state;
    set_up(1);
    chip->watch.pins[GPIO_A] = 0;
    run_us(chip, 1000);
    wr(chip, USART2 + TDR, 0);
    unsigned events = 0;
    for (uint64_t due = chip->due_cycle; due != NEVER; due = chip->due_cycle) {
        events++;
        chip_run(chip, due);
    }
    assert_true(rd(chip, USART2 + ISR) & TC);
    assert_int_equal(events, 3); /* stop bit, end; the cable's sample of it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_for_edges_and_for_bits_show_the_same),
        cmocka_unit_test(the_bits_of_a_frame_have_no_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
