/* SPDX-License-Identifier: MIT
 *
 * The USART with SR and DR on the pins of an STM32F4: frames, clocks, clearing
 * sequences, breaks, interrupts.
 */
#include "tests/chip/stm32f4/f4_fixture.h"

static struct chip chip;

enum { SR = 0x00, DR = 0x04, BRR = 0x08, CR1 = 0x0C, CR2 = 0x10, CR3 = 0x14 };
enum {
    SBK = 1 << 0,
    RE = 1 << 2,
    TE = 1 << 3,
    IDLEIE = 1 << 4,
    RXNEIE = 1 << 5,
    TCIE = 1 << 6,
    TXEIE = 1 << 7,
    PEIE = 1 << 8,
    PS = 1 << 9,
    PCE = 1 << 10,
    M = 1 << 12,
    UE = 1 << 13,
    OVER8 = 1 << 15,
    EIE = 1 << 0,
    DMAR = 1 << 6,

    PE = 1 << 0,
    FE = 1 << 1,
    NF = 1 << 2,
    ORE = 1 << 3,
    IDLE = 1 << 4,
    RXNE = 1 << 5,
    TC = 1 << 6,
    TXE = 1 << 7,
};

/* A USART with its pins. */
struct unit {
    const char *part;
    uint32_t base, tx_port, rx_port;
    unsigned tx_pin, rx_pin;
    uint32_t af;
    unsigned irq;
};

static const struct unit units[] = {
    {"stm32f401re", 0x40011000, GPIO_A, GPIO_A, 9, 10, 7, 37},
    {"stm32f401re", 0x40004400, GPIO_A, GPIO_A, 2, 3, 7, 38},
    {"stm32f401re", 0x40004400, GPIO_D, GPIO_D, 5, 6, 7, 38},
    {"stm32f401re", 0x40011400, GPIO_C, GPIO_C, 6, 7, 8, 71},
    {"stm32f411re", 0x40011400, GPIO_A, GPIO_A, 11, 12, 8, 71},
    {"stm32f405rg", 0x40004800, GPIO_B, GPIO_B, 10, 11, 7, 39},
    {"stm32f405rg", 0x40004800, GPIO_C, GPIO_C, 10, 11, 7, 39},
    {"stm32f405rg", 0x40004C00, GPIO_A, GPIO_A, 0, 1, 8, 52},
    {"stm32f405rg", 0x40005000, GPIO_C, GPIO_D, 12, 2, 8, 53},
};

enum { UNITS = sizeof units / sizeof *units };

static const struct unit *unit;
static uint64_t bit_ps;

static uint32_t gpio(unsigned port)
{
    return GPIOA + 0x400 * port;
}

/* Switches a unit on: BRR of 16 MHz or what the clock is, and the pins. */
static void open_unit(unsigned index, uint32_t brr, uint32_t cr1, uint32_t cr2)
{
    unit = &units[index];
    pin_alternate(&chip, gpio(unit->tx_port), unit->tx_pin, unit->af);
    pin_alternate(&chip, gpio(unit->rx_port), unit->rx_pin, unit->af);
    chip_pin_drive(&chip, unit->rx_port, unit->rx_pin, true);
    wr(&chip, unit->base + BRR, brr);
    wr(&chip, unit->base + CR2, cr2);
    wr(&chip, unit->base + CR1, cr1 | UE | TE | RE);
    run_ps(&chip, 13 * bit_ps); /* the idle frame */
}

static void start(unsigned index, uint32_t cr1, uint32_t cr2)
{
    enum { BRR_115200 = 139 };
    f4_chip(&chip, units[index].part);
    f4_clocks(&chip);
    sleep_core(&chip);
    bit_ps = BRR_115200 * 62500;
    open_unit(index, BRR_115200, cr1, cr2);
}

static uint32_t sr(void)
{
    return rd(&chip, unit->base + SR);
}

static uint32_t dr(void)
{
    return rd(&chip, unit->base + DR);
}

static bool tx_level(void)
{
    return rd(&chip, gpio(unit->tx_port) + GPIO_IDR) >> unit->tx_pin & 1;
}

/* COUNT levels of the TX pin, the first in bit 0, from BEGIN on: the middle of
 * each bit. */
static uint32_t watch_tx(uint64_t begin, unsigned count)
{
    uint32_t levels = 0;
    for (unsigned i = 0; i < count; i++) {
        uint64_t middle = begin + i * bit_ps + bit_ps / 2;
        assert_int_equal(chip_run_to(&chip, middle), STOP_BUDGET);
        levels |= (uint32_t)tx_level() << i;
    }
    return levels;
}

/* Puts COUNT levels on the RX pin, the first from bit 0. */
static void drive_rx(uint32_t levels, unsigned count)
{
    uint64_t begin = clock_ps(&chip);
    for (unsigned i = 0; i < count; i++) {
        chip_pin_drive(&chip, unit->rx_port, unit->rx_pin, levels >> i & 1);
        chip_run_to(&chip, begin + (i + 1) * bit_ps);
    }
}

/* Start bit, 8 data bits, stop bit. */
static void drive_8n1(uint8_t byte)
{
    drive_rx(0x200 | (uint32_t)byte << 1, 10);
}

/* --- frames --- */

static void every_unit_sends_and_receives(void **state)
{
    (void)state;
    for (unsigned i = 0; i < UNITS; i++) {
        start(i, 0, 0);
        assert_true(tx_level());
        uint64_t begin = clock_ps(&chip);
        wr(&chip, unit->base + DR, 0xA5);
        assert_int_equal(watch_tx(begin, 12), 0xC00 | 0x200 | 0xA5 << 1);
        drive_8n1(0x3C);
        assert_int_equal(sr() & (RXNE | FE | NF | ORE), RXNE);
        assert_int_equal(dr(), 0x3C);
        assert_int_equal(sr() & RXNE, 0);
        wr(&chip, unit->base + CR1, UE | TE | RE | RXNEIE);
        drive_8n1(0x55);
        assert_int_equal(
            rd(&chip, 0xE000E200 + unit->irq / 32 * 4) >> unit->irq % 32 & 1,
            1);
    }
}

/* Format: CR1, CR2, the word, and the levels it becomes. */
static void formats(void **state)
{
    static const struct {
        uint32_t cr1, cr2, word, levels;
        unsigned count;
    } f[] = {
        {0, 0, 0x53, 0x2A6, 10},            /* 8N1 */
        {M | PCE, 0, 0x53, 0x4A6, 11},      /* 8E1: four ones */
        {M | PCE, 0, 0x51, 0x6A2, 11},      /* three */
        {M | PCE | PS, 0, 0x53, 0x6A6, 11}, /* 8O1 */
        {PCE, 0, 0x53, 0x2A6, 10},          /* 7E1: bit 7 is 0 */
        {PCE, 0, 0x51, 0x3A2, 10},          /* and here 1 */
        {M, 0, 0x153, 0x6A6, 11},           /* 9N1 */
        {0, 2 << 12, 0x53, 0x6A6, 11},      /* 8N2 */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof f / sizeof *f; i++) {
        start(0, f[i].cr1, f[i].cr2);
        uint64_t begin = clock_ps(&chip);
        wr(&chip, unit->base + DR, f[i].word);
        uint32_t got = watch_tx(begin, f[i].count);
        if (got != f[i].levels)
            fail_msg("format %u: got 0x%X, want 0x%X", i, (unsigned)got,
                     (unsigned)f[i].levels);
        /* And back: DR holds the parity bit, too. */
        drive_rx(f[i].levels, f[i].count);
        assert_int_equal(sr() & (RXNE | PE | FE | NF), RXNE);
        unsigned bits = f[i].cr1 & M ? 9 : 8;
        assert_int_equal(dr(), f[i].levels >> 1 & ((1u << bits) - 1));
    }
}

/* 115200 baud from several clocks, on both buses: the length of ten bits. */
static void baud_rates(void **state)
{
    static const struct {
        unsigned index;
        const char *part;
        unsigned n, p;
        uint32_t cfgr, brr, cr1;
        uint64_t bit; /* ps */
    } rates[] = {
        /* 84 MHz: APB2 84, APB1 42 */
        {0, "stm32f401re", 336, 4, 4 << 10, 729, 0, 8678571},
        {1, "stm32f401re", 336, 4, 4 << 10, 365, 0, 8690476},
        {1, "stm32f401re", 336, 4, 4 << 10, 0x2D4, OVER8, 8666666},
        /* 168 MHz: APB1 42 */
        {5, "stm32f405rg", 336, 2, 5 << 10 | 4 << 13, 365, 0, 8690476},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rates / sizeof *rates; i++) {
        f4_chip(&chip, rates[i].part);
        f4_clocks(&chip);
        sleep_core(&chip);
        f4_pll(&chip, 16, rates[i].n, rates[i].p, rates[i].cfgr);
        bit_ps = rates[i].bit;
        open_unit(rates[i].index, rates[i].brr, rates[i].cr1, 0);
        uint64_t begin = clock_ps(&chip);
        wr(&chip, unit->base + DR, 0x00);
        assert_int_equal(watch_tx(begin, 9), 0);
        /* The last edge, within a clock of APB1 and 16 ppm of rounding. */
        uint64_t end = begin + 9 * bit_ps;
        chip_run_to(&chip, end - 30000);
        assert_false(tx_level());
        chip_run_to(&chip, end + 30000);
        assert_true(tx_level());
    }
}

/* The cable of the board, as the host uses it: 8E1 as the ROM has it. */
static void the_cable(void **state)
{
    char text[4] = {0};
    (void)state;
    start(1, M | PCE, 0);
    chip_pin_release(&chip, GPIO_A, 3);
    serial_open(&chip, USART_2, 115200);
    serial_send(&chip, USART_2, "\x7F", 1);
    run_us(&chip, 200);
    assert_int_equal(sr() & (RXNE | PE | FE), RXNE);
    assert_int_equal(dr(), 0x17F); /* seven ones: the parity bit is 1 */
    wr(&chip, unit->base + DR, 0x79);
    run_us(&chip, 200);
    assert_int_equal(serial_take(&chip, USART_2, text, sizeof text), 1);
    assert_int_equal(text[0], 0x79);
    assert_int_equal(serial_state(&chip, USART_2)->parity_errors, 0);
}

/* --- flags --- */

static void txe_and_tc(void **state)
{
    (void)state;
    start(0, 0, 0);
    assert_int_equal(sr(), TXE | TC);
    wr(&chip, unit->base + DR, 0x55); /* SR was read: TC falls */
    assert_int_equal(sr() & (TXE | TC), TXE);
    wr(&chip, unit->base + DR, 0x55);
    assert_int_equal(sr() & (TXE | TC), 0);
    run_ps(&chip, 11 * bit_ps);
    assert_int_equal(sr() & (TXE | TC), TXE);
    run_ps(&chip, 10 * bit_ps);
    assert_int_equal(sr() & (TXE | TC), TXE | TC);
    /* Writing 0 clears TC alone; 1 leaves it. */
    wr(&chip, unit->base + SR, 0xFFFFFFFF);
    assert_int_equal(sr() & (TXE | TC), TXE | TC);
    wr(&chip, unit->base + SR, ~(uint32_t)TC);
    assert_int_equal(sr() & (TXE | TC), TXE);
}

/* Without a read of SR before, a write of DR leaves TC set. */
static void tc_without_sr(void **state)
{
    (void)state;
    start(0, 0, 0);
    wr(&chip, unit->base + DR, 0x55);
    assert_true(sr() & TC);
}

static void overrun(void **state)
{
    (void)state;
    start(0, 0, 0);
    drive_8n1(0x11);
    drive_8n1(0x22);
    assert_int_equal(sr() & (RXNE | ORE), RXNE | ORE);
    assert_int_equal(dr(), 0x11); /* SR, then DR: both are cleared */
    assert_int_equal(sr() & (RXNE | ORE), 0);
    drive_8n1(0x33);
    assert_int_equal(dr(), 0x33); /* without SR */
    drive_8n1(0x44);
    drive_8n1(0x55);
    assert_int_equal(dr(), 0x44);
    assert_int_equal(sr() & (RXNE | ORE), ORE); /* DR alone leaves it */
    dr();
    assert_int_equal(sr() & ORE, 0);
    /* Writing 0 does not clear it, but RXNE. */
    drive_8n1(0x66);
    drive_8n1(0x77);
    wr(&chip, unit->base + SR, 0);
    assert_int_equal(sr() & (RXNE | ORE), ORE);
}

static void errors_of_a_frame(void **state)
{
    (void)state;
    start(0, M | PCE, 0);
    drive_rx(0x6A6, 11); /* 0x53 with the wrong parity bit */
    drive_rx(1, 1);
    assert_int_equal(sr() & (RXNE | PE | FE), RXNE | PE);
    assert_int_equal(dr(), 0x153);
    assert_int_equal(sr() & (RXNE | PE), 0);
    start(0, 0, 0);
    drive_rx(0x0A6, 10); /* the stop bit is low */
    drive_rx(1, 1);
    assert_int_equal(sr() & (RXNE | FE), RXNE | FE);
    assert_int_equal(dr(), 0x53);
    assert_int_equal(sr() & (RXNE | FE), 0);
    drive_rx(0, 12); /* a break */
    drive_rx(1, 1);
    assert_int_equal(sr() & (RXNE | FE), RXNE | FE);
    assert_int_equal(dr(), 0);
}

/* IDLE comes a frame after the last byte, and not again without another. */
static void idle_line(void **state)
{
    (void)state;
    start(0, 0, 0);
    run_ps(&chip, 30 * bit_ps);
    assert_int_equal(sr() & IDLE, 0);
    drive_8n1(0x11);
    dr();
    run_ps(&chip, 9 * bit_ps);
    assert_int_equal(sr() & IDLE, 0);
    run_ps(&chip, 2 * bit_ps);
    assert_int_equal(sr() & IDLE, IDLE);
    wr(&chip, unit->base + SR, 0);
    assert_int_equal(sr() & IDLE, IDLE);
    dr();
    assert_int_equal(sr() & IDLE, 0);
    run_ps(&chip, 30 * bit_ps);
    assert_int_equal(sr() & IDLE, 0);
}

/* SBK: ten low bits and a high one; the bit falls by itself. */
static void sends_a_break(void **state)
{
    (void)state;
    start(0, 0, 0);
    uint64_t begin = clock_ps(&chip);
    wr(&chip, unit->base + CR1, UE | TE | RE | SBK);
    assert_int_equal(rd(&chip, unit->base + CR1) & SBK, SBK);
    wr(&chip, unit->base + DR, 0xFF);
    assert_int_equal(watch_tx(begin, 13), 0x1400);
    assert_int_equal(rd(&chip, unit->base + CR1) & SBK, 0);
    start(0, M, 0);
    begin = clock_ps(&chip);
    wr(&chip, unit->base + CR1, UE | TE | RE | M | SBK);
    assert_int_equal(watch_tx(begin, 13), 0x1800);
}

/* TE=0 in a frame: it is finished, then the pin floats to its pull. UE=0
 * likewise, and the flags stay. */
static void finishes_a_frame(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        start(0, 0, 0);
        drive_8n1(0x11);
        uint64_t begin = clock_ps(&chip);
        sr();
        wr(&chip, unit->base + DR, 0xA5);
        run_ps(&chip, 2 * bit_ps + bit_ps / 4);
        wr(&chip, unit->base + CR1, i ? 0 : UE | RE);
        uint32_t levels = 0;
        for (unsigned b = 3; b < 10; b++) {
            chip_run_to(&chip, begin + b * bit_ps + bit_ps / 2);
            levels |= (uint32_t)tx_level() << b;
        }
        assert_int_equal(levels, (0x200 | 0xA5 << 1) & ~7u);
        run_ps(&chip, 2 * bit_ps);
        assert_false(tx_level());
        assert_int_equal(sr() & (RXNE | TC), RXNE | TC);
    }
}

static bool requests(void)
{
    wr(&chip, 0xE000E280 + unit->irq / 32 * 4, 1u << unit->irq % 32);
    return rd(&chip, 0xE000E200 + unit->irq / 32 * 4) >> unit->irq % 32 & 1;
}

static void interrupt_sources(void **state)
{
    (void)state;
    start(0, 0, 0);
    assert_false(requests());
    wr(&chip, unit->base + CR1, UE | TE | RE | TXEIE);
    assert_true(requests());
    wr(&chip, unit->base + CR1, UE | TE | RE | TCIE);
    assert_true(requests());
    wr(&chip, unit->base + CR1, UE | TE | RE | RXNEIE);
    assert_false(requests());
    drive_8n1(0x11);
    assert_true(requests());
    drive_8n1(0x22);
    dr();
    assert_true(requests()); /* ORE is of RXNEIE, too */
    wr(&chip, unit->base + CR1, UE | TE | RE);
    assert_false(requests());
    wr(&chip, unit->base + CR3, EIE); /* of the DMA's errors only */
    assert_false(requests());
    wr(&chip, unit->base + CR3, EIE | DMAR);
    assert_true(requests());
    expect_rd(&chip, unit->base + CR3, EIE | DMAR);
    sr();
    dr();
    assert_false(requests());
    wr(&chip, unit->base + CR1, UE | TE | RE | IDLEIE);
    run_ps(&chip, 13 * bit_ps);
    assert_true(requests());
}

/* What does not work says so. */
static void reports_what_is_missing(void **state)
{
    static const struct {
        uint32_t offset, value;
    } writes[] = {
        {CR1, UE | 1 << 1}, {CR2, 1 << 14}, {CR2, 1 << 11},
        {CR2, 1 << 12},     {CR3, 1 << 1},  {CR3, 1 << 3},
        {CR3, 1 << 5},      {CR3, 1 << 8},  {CR3, 1 << 9},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof writes / sizeof *writes; i++) {
        start(0, 0, 0);
        watch_firmware(&chip);
        wr(&chip, unit->base + writes[i].offset, writes[i].value);
        if (!reported_unmodelled(&chip, unit->base + writes[i].offset))
            fail_msg("+%02X = 0x%X is not reported", (unsigned)writes[i].offset,
                     (unsigned)writes[i].value);
        unwatch(&chip);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_unit_sends_and_receives),
        cmocka_unit_test(formats),
        cmocka_unit_test(baud_rates),
        cmocka_unit_test(the_cable),
        cmocka_unit_test(txe_and_tc),
        cmocka_unit_test(tc_without_sr),
        cmocka_unit_test(overrun),
        cmocka_unit_test(errors_of_a_frame),
        cmocka_unit_test(idle_line),
        cmocka_unit_test(sends_a_break),
        cmocka_unit_test(finishes_a_frame),
        cmocka_unit_test(interrupt_sources),
        cmocka_unit_test(reports_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
