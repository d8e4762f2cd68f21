/* SPDX-License-Identifier: MIT
 *
 * What the LPUART does otherwise than a USART: its baud rate, its samples, its
 * stop bits. Pins, interrupt and reset: test_usart_v3_instances.c.
 */
#include "tests/chip/block/usart_fixture.h"

#define LSE_HZ 32768u

/* RCC_CCIPR.LPUART1SEL. */
enum { PCLK1, SYSCLK, HSI16, LSE, LPUART1SEL_SHIFT = 10 };

static struct chip chip;

/* 16 MHz, LPUART1 on PA2 and PA3, UE=0. */
static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    fixture_hsi16(&chip);
    usart_clocks(&chip);
    pin_alternate(&chip, GPIOA, 2, 6);
    pin_alternate(&chip, GPIOA, 3, 6);
    return 0;
}

static void lse_on(void)
{
    wr(&chip, PWR_CR, rd(&chip, PWR_CR) | 1 << 8);
    wr(&chip, RCC_CSR, 1 << 8);
    for (unsigned i = 0; !(rd(&chip, RCC_CSR) & 1 << 9); i++) {
        assert_true(i < 10000);
        run_us(&chip, 1000);
    }
}

/* Clock and BRR as given, the cable at `baud`; the idle frame has passed. */
static void on(uint32_t lpuart1sel, uint32_t brr, uint32_t baud)
{
    wr(&chip, LPUART1 + CR1, 0);
    wr(&chip, RCC_CCIPR, lpuart1sel << LPUART1SEL_SHIFT);
    wr(&chip, LPUART1 + BRR, brr);
    serial_open(&chip, USART_2, baud);
    wr(&chip, LPUART1 + CR1, UE | TE | RE);
    run_ps(&chip, 13 * PS_PER_S / baud);
}

static uint32_t isr(void)
{
    return rd(&chip, LPUART1 + ISR);
}

/* --- baud rate --- */

static const struct rate {
    uint32_t lpuart1sel, clock_hz, brr, baud;
} rates[] = {
    /* BRR = 256 * clock / baud, RM0367 30.4.4 */
    {LSE, LSE_HZ, 0x369, 9600},       {LSE, LSE_HZ, 0x1B4E, 1200},
    {HSI16, HSI16_HZ, 35556, 115200}, {PCLK1, HSI16_HZ, 35556, 115200},
    {SYSCLK, HSI16_HZ, 426667, 9600}, {HSI16, HSI16_HZ, 4096, 1000000},
};

enum { RATES = sizeof rates / sizeof *rates };

/* COUNT frames of ten bits without a gap take 10 * COUNT * BRR / 256 clocks:
 * what is rounded does not add up to a tenth of a bit. */
static void frames_do_not_drift(void **state)
{
    (void)state;
    enum { COUNT = 100 };
    lse_on();
    for (const struct rate *r = rates; r < rates + RATES; r++) {
        on(r->lpuart1sel, r->brr, r->baud);
        uint64_t start = clock_ps(&chip);
        for (unsigned i = 0; i < COUNT; i++) {
            while (!(isr() & TXE))
                run_cycles(&chip, 4);
            wr(&chip, LPUART1 + TDR, i);
        }
        while (!(isr() & TC))
            run_cycles(&chip, 4);
        uint64_t took = clock_ps(&chip) - start;
        uint64_t ideal = COUNT * 10 * (PS_PER_S / r->clock_hz) * r->brr / 256;
        assert_in_range(took, ideal, ideal + PS_PER_S / r->baud / 5);
        assert_int_equal(serial_state(&chip, USART_2)->in.count, COUNT);
        serial_open(&chip, USART_2, 0);
    }
}

static void every_rate_both_ways(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x00, 0xFF, 0x55, 0xAA, 0x7F, 0x80, 0x01};
    lse_on();
    for (const struct rate *r = rates; r < rates + RATES; r++) {
        on(r->lpuart1sel, r->brr, r->baud);
        for (unsigned i = 0; i < sizeof bytes; i++) {
            uint8_t got = 0;
            serial_send(&chip, USART_2, &bytes[i], 1);
            wr(&chip, LPUART1 + TDR, bytes[i]);
            run_ps(&chip, 11 * PS_PER_S / r->baud);
            assert_int_equal(isr() & (RXNE | FE | NF | ORE), RXNE);
            assert_int_equal(rd(&chip, LPUART1 + RDR), bytes[i]);
            assert_int_equal(serial_take(&chip, USART_2, &got, 1), 1);
            assert_int_equal(got, bytes[i]);
        }
        assert_int_equal(serial_state(&chip, USART_2)->framing_errors, 0);
    }
}

/* RM0367 30.4.4: less than 0x300 is forbidden. */
static void lowest_brr(void **state)
{
    (void)state;
    static const uint8_t byte = 'x';
    on(HSI16, 0x300, 1000000);
    wr(&chip, LPUART1 + TDR, byte);
    run_us(&chip, 3); /* ten bits of three clocks are 1.875 us */
    assert_true(isr() & TC);
    on(HSI16, 0x2FF, 1000000);
    wr(&chip, LPUART1 + TDR, byte);
    run_us(&chip, 1000);
    assert_false(isr() & TC);
}

/* --- samples --- */

static void drive(bool level, uint64_t ps)
{
    chip_pin_drive(&chip, GPIO_A, 3, level);
    run_ps(&chip, ps);
}

#define BIT_PS (PS_PER_S / 10000)

/* 10 kbaud on HSI16, no cable. */
static void on_slowly(uint32_t cr2)
{
    wr(&chip, LPUART1 + CR2, cr2);
    wr(&chip, RCC_CCIPR, HSI16 << LPUART1SEL_SHIFT);
    wr(&chip, LPUART1 + BRR, 409600);
    drive(true, 0);
    wr(&chip, LPUART1 + CR1, UE | RE);
    run_ps(&chip, 2 * BIT_PS);
}

static void levels(const char *bits)
{
    for (; *bits; bits++)
        drive(*bits == '1', BIT_PS);
}

/* RM0367 30.4.3: of two stop bits the second is looked at, in its middle. */
static void the_second_stop_bit(void **state)
{
    (void)state;
    enum { STOP_2 = 2 << 12 };
    static const struct {
        const char *ten; /* levels up to the first stop bit */
        char eleventh;   /* the second one */
        uint32_t flags;
    } cases[] = {
        {"0101011001", '1', 0},
        {"0101011000", '1', 0},
        {"0101011001", '0', FE},
    };
    for (unsigned i = 0; i < 3; i++) {
        setup(NULL);
        on_slowly(STOP_2);
        levels(cases[i].ten);
        drive(cases[i].eleventh == '1', BIT_PS / 4);
        assert_false(isr() & RXNE);
        run_ps(&chip, BIT_PS / 2);
        assert_int_equal(isr() & (RXNE | FE | NF), RXNE | cases[i].flags);
        assert_int_equal(rd(&chip, LPUART1 + RDR), 0x35);
    }
}

/* A pulse next to the middle of a bit is no noise: there is one sample. */
static void one_sample(void **state)
{
    (void)state;
    on_slowly(0);
    levels("0101");
    drive(false, BIT_PS * 15 / 32);
    drive(true, BIT_PS * 2 / 32); /* this bit is 1 */
    drive(false, BIT_PS * 15 / 32);
    levels("11001");
    assert_int_equal(isr() & (RXNE | FE | NF), RXNE);
    assert_int_equal(rd(&chip, LPUART1 + RDR), 0x3D);
}

/* A start bit that is high in its middle is dropped, and is noise. */
static void a_glitch_is_noise(void **state)
{
    (void)state;
    on_slowly(0);
    drive(false, BIT_PS / 4);
    drive(true, BIT_PS / 2);
    assert_int_equal(isr() & (NF | BUSY | RXNE), NF);
    wr(&chip, LPUART1 + ICR, NF);
    levels("0101011001");
    assert_int_equal(isr() & (RXNE | FE | NF), RXNE);
    assert_int_equal(rd(&chip, LPUART1 + RDR), 0x35);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(frames_do_not_drift), TEST(every_rate_both_ways),
        TEST(lowest_brr),          TEST(the_second_stop_bit),
        TEST(one_sample),          TEST(a_glitch_is_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
