/* SPDX-License-Identifier: MIT
 *
 * The cable and the USART together: byte streams both ways through real bits
 * on the pins.
 */
#include "tests/chip/block/usart_fixture.h"

enum { STREAM = 24 };

static struct chip chip;

static uint32_t base_of(unsigned index)
{
    return index == USART_1 ? USART1 : USART2;
}

/* All bits of a byte in some order: 0x00, 0xFF, 0x55, 0xAA, then noise. */
static void pattern(uint8_t *bytes, size_t count)
{
    static const uint8_t first[] = {0x00, 0xFF, 0x55, 0xAA, 0x7F, 0x79};
    uint32_t x = 12345;
    for (size_t i = 0; i < count; i++) {
        x = x * 1664525 + 1013904223;
        bytes[i] = i < sizeof first ? first[i] : (uint8_t)(x >> 24);
    }
}

/* Lets STREAM bytes go both ways at once, the chip's side polled through its
 * registers; returns how many words the chip received, with *errors = all
 * error flags seen. */
static size_t exchange(unsigned index, uint64_t bit_ps, const uint8_t *to_chip,
                       uint16_t *at_chip, const uint8_t *from_chip,
                       uint32_t *errors)
{
    uint32_t base = base_of(index);
    size_t sent = 0, received = 0;
    *errors = 0;
    assert_int_equal(serial_send(&chip, index, to_chip, STREAM), STREAM);
    for (unsigned i = 0; i < STREAM * 15 * 4; i++) {
        run_ps(&chip, bit_ps / 4);
        uint32_t isr = rd(&chip, base + ISR);
        *errors |= isr & (PE | FE | NF | ORE);
        wr(&chip, base + ICR, PE | FE | NF | ORE);
        if (isr & RXNE && received < STREAM)
            at_chip[received++] = (uint16_t)rd(&chip, base + RDR);
        if (isr & TXE && sent < STREAM)
            wr(&chip, base + TDR, from_chip[sent++]);
    }
    assert_int_equal(sent, STREAM);
    assert_true(serial_idle(&chip, index));
    return received;
}

/* One configuration, both directions at once. */
static void both_ways(unsigned index, uint32_t baud, uint32_t brr, uint32_t cr1,
                      uint32_t ccipr)
{
    uint8_t to_chip[STREAM], from_chip[STREAM], got[STREAM + 1];
    uint16_t at_chip[STREAM] = {0};
    uint32_t errors;
    uint64_t bit_ps = PS_PER_S / baud;

    fixture_chip(&chip);
    fixture_hsi16(&chip);
    usart_clocks(&chip);
    wr(&chip, RCC_CCIPR, ccipr);
    serial_open(&chip, index, baud);
    usart_on(&chip, index, brr, cr1);
    pattern(to_chip, STREAM);
    pattern(from_chip, STREAM);
    from_chip[3] = 0x33;

    size_t received =
        exchange(index, bit_ps, to_chip, at_chip, from_chip, &errors);
    if (received != STREAM || errors)
        fail_msg("%u baud, BRR %u, CR1 %X: chip received %u, errors %X",
                 (unsigned)baud, (unsigned)brr, (unsigned)cr1,
                 (unsigned)received, (unsigned)errors);
    for (unsigned i = 0; i < STREAM; i++)
        assert_int_equal(at_chip[i] & 0xFF, to_chip[i]);
    assert_int_equal(serial_take(&chip, index, got, sizeof got), STREAM);
    assert_memory_equal(got, from_chip, STREAM);
    assert_int_equal(serial_state(&chip, index)->framing_errors, 0);
    assert_int_equal(serial_state(&chip, index)->parity_errors, 0);
}

static void every_speed(void **state)
{
    (void)state;
    static const uint32_t bauds[] = {1200,   2400,   9600,   19200,
                                     38400,  57600,  115200, 230400,
                                     460800, 500000, 1000000};
    for (unsigned i = 0; i < sizeof bauds / sizeof *bauds; i++) {
        uint32_t brr = (HSI16_HZ + bauds[i] / 2) / bauds[i];
        both_ways(USART_2, bauds[i], brr, PCE | M0, 0);
        both_ways(USART_2, bauds[i], brr, 0, 0);
    }
}

static void usart1_and_hsi16(void **state)
{
    (void)state;
    both_ways(USART_1, 115200, 139, PCE | M0, 0);
    both_ways(USART_1, 115200, 139, PCE | M0, 0x2); /* HSI16 */
    both_ways(USART_2, 57600, 278, 0, 0x8);
    both_ways(USART_1, 9600, 1667, 0, 0x1); /* SYSCLK */
}

static void over8(void **state)
{
    (void)state;
    /* USARTDIV = 2 * 16 MHz / 115200 = 278 = 0x116: BRR = 0x110 | 6 >> 1 */
    both_ways(USART_2, 115200, 0x113, OVER8, 0);
    both_ways(USART_2, 1000000, 0x20, OVER8 | PCE | M0, 0);
}

static void two_and_a_half_percent_off(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        uint32_t baud = (uint32_t)(115108 + sign * 2878);
        both_ways(USART_2, baud, 139, PCE | M0, 0);
        both_ways(USART_2, baud, 139, 0, 0);
    }
}

/* The wrong speed must be noticed on both sides: what arrives is not what was
 * sent, and error flags say so. */
static void ten_percent_off(void **state)
{
    (void)state;
    uint8_t to_chip[STREAM], from_chip[STREAM], got[STREAM];
    uint16_t at_chip[STREAM];
    for (int sign = -1; sign <= 1; sign += 2) {
        uint32_t errors, baud = (uint32_t)(115108 + sign * 11511);
        fixture_usart2(&chip, 139, PCE | M0);
        serial_open(&chip, USART_2, baud);
        pattern(to_chip, STREAM);
        pattern(from_chip, STREAM);
        size_t received = exchange(USART_2, PS_PER_S / baud, to_chip, at_chip,
                                   from_chip, &errors);
        unsigned right = 0;
        for (size_t i = 0; i < received; i++)
            right += (at_chip[i] & 0xFF) == to_chip[i];
        assert_true(right < STREAM);
        assert_true(errors & FE);
        size_t taken = serial_take(&chip, USART_2, got, STREAM);
        assert_true(taken < STREAM || memcmp(got, from_chip, STREAM));
        assert_true(serial_state(&chip, USART_2)->framing_errors +
                        serial_state(&chip, USART_2)->parity_errors >
                    0);
    }
}

/* --- the line as a program that measures it sees it --- */

/* 0x7F at 8E1: low for one bit, high for seven, low for two (data bit 7 is 0,
 * the parity of seven ones is 1). Edges to the picosecond. */
static void the_edges_of_0x7f(void **state)
{
    (void)state;
    static const uint32_t bauds[] = {9600, 57600, 115200};
    for (unsigned i = 0; i < 3; i++) {
        fixture_chip(&chip);
        serial_open(&chip, USART_2, bauds[i]);
        chip.watch.events = 1 << EVENT_PIN;
        chip.watch.pins[GPIO_A] = 1 << 3;
        uint64_t start = clock_ps(&chip);
        serial_send(&chip, USART_2, "\x7F", 1);
        static const unsigned bits[] = {0, 1, 8, 9};
        uint64_t cycle_ps = chip.clock.hclk_ps;
        for (unsigned edge = 0; edge < 4; edge++) {
            assert_int_equal(run_us(&chip, 10000), STOP_EVENT);
            assert_int_equal(chip.events.count, 1);
            assert_int_equal(chip.events.list[0].pin.after >> 3 & 1, edge & 1);
            uint64_t ideal = start + bits[edge] * PS_PER_S / bauds[i];
            assert_true(chip.events.list[0].ps >= ideal);
            assert_true(chip.events.list[0].ps < ideal + 4 * cycle_ps);
            chip.events.count = 0;
        }
        assert_int_equal(run_us(&chip, 10000), STOP_BUDGET);
    }
}

/* --- plugging in --- */

/* PA2 as an output that firmware moves bit by bit. */
static void an_output_is_heard(void **state)
{
    (void)state;
    enum { LINE = 1 << 2 };
    uint32_t frame = 'a' << 1 | 1 << 9 | 1 << 10; /* 8E1: 'a' has three ones */
    uint8_t got = 0;

    fixture_chip(&chip);
    wr(&chip, RCC_IOPENR, 1);
    wr(&chip, GPIOA + GPIO_ODR, LINE);
    wr(&chip, GPIOA + GPIO_MODER, 0xEBFFFCDF);
    serial_open(&chip, USART_2, 9600);
    for (unsigned i = 0; i < 11; i++) {
        wr(&chip, GPIOA + GPIO_BSRR, frame >> i & 1 ? LINE : LINE << 16);
        run_ps(&chip, PS_PER_S / 9600);
    }
    assert_int_equal(serial_take(&chip, USART_2, &got, 1), 1);
    assert_int_equal(got, 'a');
    assert_int_equal(serial_state(&chip, USART_2)->parity_errors, 0);
}

static void unplugged(void **state)
{
    (void)state;
    fixture_chip(&chip);
    assert_int_equal(serial_send(&chip, USART_2, "abc", 3), 0);
    assert_true(serial_idle(&chip, USART_2));
    assert_false(serial_send_frame(&chip, USART_2, 0, 10));
    assert_false(serial_break(&chip, USART_2, true));
    assert_false(gpio_v2_levels(&chip, GPIO_A) & 1 << 3);
    serial_open(&chip, USART_2, 9600);
    assert_true(gpio_v2_levels(&chip, GPIO_A) & 1 << 3);
    serial_send(&chip, USART_2, "abc", 3);
    serial_open(&chip, USART_2, 0);
    assert_true(serial_idle(&chip, USART_2));
    assert_false(gpio_v2_levels(&chip, GPIO_A) & 1 << 3);
    run_us(&chip, 10000);
    assert_false(gpio_v2_levels(&chip, GPIO_A) & 1 << 3);
}

/* The speed of a frame under way does not change. */
static void a_new_speed(void **state)
{
    (void)state;
    fixture_chip(&chip);
    serial_open(&chip, USART_2, 10000);
    serial_send(&chip, USART_2, "ab", 2);
    run_us(&chip, 300);
    serial_open(&chip, USART_2, 100000);
    run_us(&chip, 1100 + 110 - 300 - 5);
    assert_false(serial_idle(&chip, USART_2));
    run_us(&chip, 10);
    assert_true(serial_idle(&chip, USART_2));
}

static void queues(void **state)
{
    (void)state;
    static uint8_t many[SERIAL_QUEUE + 10];
    fixture_chip(&chip);
    serial_open(&chip, USART_2, 115200);
    assert_int_equal(serial_room(&chip, USART_2), SERIAL_QUEUE);
    assert_int_equal(serial_send(&chip, USART_2, many, sizeof many),
                     SERIAL_QUEUE);
    /* The first byte is on the line already. */
    assert_int_equal(serial_room(&chip, USART_2), 1);
    assert_int_equal(serial_send(&chip, USART_2, many, 5), 1);
    assert_int_equal(serial_send(&chip, USART_2, many, 5), 0);
    assert_false(serial_idle(&chip, USART_2));
}

/* Bytes that are not taken are counted, and the earlier ones stay. */
static void lost_bytes(void **state)
{
    (void)state;
    enum { EXTRA = 7 };
    fixture_usart2(&chip, 16, 0); /* 1 Mbaud */
    for (unsigned i = 0; i < SERIAL_QUEUE + EXTRA; i++) {
        while (!(rd(&chip, USART2 + ISR) & TXE))
            run_us(&chip, 1);
        wr(&chip, USART2 + TDR, i & 0xFF);
    }
    run_us(&chip, 50);
    assert_int_equal(serial_state(&chip, USART_2)->lost, EXTRA);
    uint8_t got[16];
    assert_int_equal(serial_take(&chip, USART_2, got, 16), 16);
    for (unsigned i = 0; i < 16; i++)
        assert_int_equal(got[i], i);
}

/* --- trouble on the line from the chip --- */

/* Neither an unconfigured pin nor one that floats again is a byte. */
static void a_floating_pin_is_silent(void **state)
{
    (void)state;
    uint8_t byte;
    fixture_usart2(&chip, 139, 0);
    wr(&chip, USART2 + TDR, 'x');
    run_us(&chip, 200);
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
    reset_request(&chip, RESET_SYSTEM);
    run_us(&chip, 10000);
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 0);
    assert_int_equal(serial_state(&chip, USART_2)->framing_errors, 0);
}

static void a_long_break_counts_once(void **state)
{
    (void)state;
    uint8_t byte;
    fixture_usart2(&chip, 139, 0);
    modify(&chip, GPIOA + GPIO_MODER, 3 << 4, 1 << 4); /* PA2: output 0 */
    for (unsigned i = 0; i < 50; i++) { /* PA0 changes, PA2 stays low */
        modify(&chip, GPIOA + GPIO_MODER, 3, i & 1);
        wr(&chip, GPIOA + GPIO_ODR, i & 1);
        run_us(&chip, 1000);
    }
    assert_int_equal(serial_state(&chip, USART_2)->framing_errors, 1);
    modify(&chip, GPIOA + GPIO_MODER, 3 << 4, 2 << 4);
    run_us(&chip, 1000);
    wr(&chip, USART2 + TDR, 'y');
    run_us(&chip, 200);
    assert_int_equal(serial_state(&chip, USART_2)->framing_errors, 1);
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
    assert_int_equal(byte, 'y');
}

/* A pulse shorter than half a bit is no start bit. */
static void a_glitch_is_no_start_bit(void **state)
{
    (void)state;
    uint8_t byte;
    fixture_usart2(&chip, 1667, 0); /* 9600: half a bit is 52 us */
    modify(&chip, GPIOA + GPIO_MODER, 3 << 4, 1 << 4);
    run_us(&chip, 30);
    modify(&chip, GPIOA + GPIO_MODER, 3 << 4, 2 << 4);
    run_us(&chip, 3000);
    assert_int_equal(serial_state(&chip, USART_2)->framing_errors, 0);
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 0);
    wr(&chip, USART2 + TDR, 'z');
    run_us(&chip, 2000);
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
    assert_int_equal(byte, 'z');
}

/* --- properties --- */

static void a_snapshot_goes_on_alike(void **state)
{
    (void)state;
    static struct chip copy;
    fixture_usart2(&chip, 139, PCE | M0);
    serial_send(&chip, USART_2, "snapshot", 8);
    wr(&chip, USART2 + TDR, 0x5A);
    run_us(&chip, 137);
    memcpy(&copy, &chip, sizeof chip);
    run_us(&chip, 2000);
    run_us(&copy, 2000);
    assert_memory_equal(&copy, &chip, sizeof chip);
    assert_int_equal(serial_state(&chip, USART_2)->in.count, 1);
}

/* The chip changes its clock in the middle of a byte that the cable sends:
 * the cable's bits stay as they are. */
static void a_clock_change_leaves_the_cable_alone(void **state)
{
    (void)state;
    fixture_chip(&chip);
    serial_open(&chip, USART_2, 10000);
    uint64_t start = clock_ps(&chip);
    serial_send(&chip, USART_2, "abc", 3);
    run_us(&chip, 1234);
    fixture_hsi16(&chip);
    while (!serial_idle(&chip, USART_2))
        run_us(&chip, 1);
    uint64_t took = clock_ps(&chip) - start;
    assert_in_range(took, 3300 * PS_PER_US, 3302 * PS_PER_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_speed),
        cmocka_unit_test(usart1_and_hsi16),
        cmocka_unit_test(over8),
        cmocka_unit_test(two_and_a_half_percent_off),
        cmocka_unit_test(ten_percent_off),
        cmocka_unit_test(the_edges_of_0x7f),
        cmocka_unit_test(an_output_is_heard),
        cmocka_unit_test(unplugged),
        cmocka_unit_test(a_new_speed),
        cmocka_unit_test(queues),
        cmocka_unit_test(lost_bytes),
        cmocka_unit_test(a_floating_pin_is_silent),
        cmocka_unit_test(a_long_break_counts_once),
        cmocka_unit_test(a_glitch_is_no_start_bit),
        cmocka_unit_test(a_snapshot_goes_on_alike),
        cmocka_unit_test(a_clock_change_leaves_the_cable_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
