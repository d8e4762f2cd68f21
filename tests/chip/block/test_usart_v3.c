/* SPDX-License-Identifier: MIT */
#include "tests/chip/block/usart_fixture.h"

enum {
    BRR_115200 = 139,
    FRAMES = 12 /* bits: longer than any frame */
};

#define BIT_PS (BRR_115200 * (uint64_t)HSI16_PS)

static struct chip chip;

/* USART2 clocked, pins and cable ready, UE=0. */
static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    fixture_hsi16(&chip);
    usart_clocks(&chip);
    serial_open(&chip, USART_2, HSI16_HZ / BRR_115200);
    return 0;
}

static void on(uint32_t cr1)
{
    usart_on(&chip, USART_2, BRR_115200, cr1);
}

static uint32_t isr(void)
{
    return rd(&chip, USART2 + ISR);
}

static void run_bits(unsigned bits)
{
    run_ps(&chip, bits * BIT_PS);
}

/* Sends one frame with the cable: levels from the first in bit 0. */
static void send_frame(uint32_t bits, unsigned count)
{
    assert_true(serial_send_frame(&chip, USART_2, bits, count));
    while (!serial_idle(&chip, USART_2))
        run_us(&chip, 1);
}

/* Start bit, 8 data bits, stop bit. */
static void send_8n1(uint8_t byte)
{
    send_frame(1u << 9 | (uint32_t)byte << 1, 10);
}

/* --- registers --- */

static void isr_after_ue_and_te(void **state)
{
    (void)state;
    wr(&chip, USART2 + BRR, BRR_115200);
    wr(&chip, USART2 + CR1, UE | TE);
    assert_int_equal(isr(), 0x002000C0);
    wr(&chip, USART2 + CR1, UE | TE | RE);
    assert_int_equal(isr(), 0x006000C0);
}

/* RM0367 29.8: these can only be written with UE=0. */
static void frozen_while_enabled(void **state)
{
    (void)state;
    chip.watch.events = 1 << EVENT_FIRMWARE;
    on(0);
    wr(&chip, USART2 + CR1, UE | TE | RE | M0 | PCE | OVER8 | RXNEIE);
    assert_int_equal(rd(&chip, USART2 + CR1), UE | TE | RE | RXNEIE);
    assert_int_equal(chip.events.count, 1);
    assert_int_equal(chip.events.list[0].kind, EVENT_FIRMWARE);
    assert_int_equal(chip.events.list[0].firmware.error, FIRMWARE_PROTOCOL);
    assert_int_equal(chip.events.list[0].firmware.address, USART2 + CR1);
    wr(&chip, USART2 + BRR, 16);
    assert_int_equal(rd(&chip, USART2 + BRR), BRR_115200);
    wr(&chip, USART2 + CR2, 2 << 12 | 1 << 15 | 1 << 17);
    assert_int_equal(rd(&chip, USART2 + CR2), 0);
    wr(&chip, USART2 + CR3, 1 << 12 | 1); /* OVRDIS, EIE */
    assert_int_equal(rd(&chip, USART2 + CR3), 1);
    assert_int_equal(chip.events.count, 4);
    wr(&chip, USART2 + BRR, BRR_115200); /* no change: nothing to tell */
    assert_int_equal(chip.events.count, 4);
}

static void ue_0_resets_status(void **state)
{
    (void)state;
    on(0);
    send_8n1('a');
    send_8n1('b');
    wr(&chip, USART2 + TDR, 'c');
    assert_int_equal(isr() & (RXNE | ORE | TC), RXNE | ORE);
    wr(&chip, USART2 + CR1, 0);
    assert_int_equal(isr(), 0xC0);
    run_bits(FRAMES);
    assert_int_equal(isr(), 0xC0);
}

static void reset_through_rcc(void **state)
{
    (void)state;
    on(0);
    send_8n1('a');
    wr(&chip, USART2 + TDR, 0);
    run_bits(1);
    wr(&chip, RCC_APB1RSTR, 1 << 17);
    wr(&chip, RCC_APB1RSTR, 0);
    for (uint32_t reg = CR1; reg <= TDR; reg += 4)
        assert_int_equal(rd(&chip, USART2 + reg), reg == ISR ? 0xC0 : 0);
    assert_true(gpio_v2_levels(&chip, GPIO_A) & 1 << 2); /* the pin is free */
}

/* The mute mode has no model: a request for it is reported, while UE=1. */
static void mmrq_is_reported(void **state)
{
    (void)state;
    chip.watch.events = 1 << EVENT_UNMODELLED;
    wr(&chip, USART2 + RQR, 1 << 2);
    assert_int_equal(chip.events.count, 0);
    on(0);
    wr(&chip, USART2 + RQR, 1 << 2);
    assert_int_equal(chip.events.count, 1);
    assert_int_equal(chip.events.list[0].unmodelled.address, USART2 + RQR);
}

/* --- transmitter --- */

/* The levels on PA2 in the middle of `count` bits from now on, '0' or '1'. */
static void look(char *levels, unsigned count)
{
    uint64_t start = clock_ps(&chip);
    for (unsigned i = 0; i < count; i++) {
        chip_run_to(&chip, start + i * BIT_PS + BIT_PS / 2);
        levels[i] = rd(&chip, GPIOA + GPIO_IDR) & 1 << 2 ? '1' : '0';
    }
    levels[count] = 0;
}

/* Start, data, parity, stop bits of every format, and two idle bits more. */
static void frames_on_the_pin(void **state)
{
    (void)state;
    enum { STOP2 = 2 << 12, TXINV = 1 << 17, DATAINV = 1 << 18 };
    enum { MSBFIRST = 1 << 19 };
    static const struct {
        uint32_t cr1, cr2, word;
        const char *levels;
    } cases[] = {
        {0, 0, 0x35, "010101100111"},
        {0, 0, 0x135, "010101100111"},
        {M0, 0, 0x135, "0101011001111"},
        {M0, 0, 0x035, "0101011000111"},
        {M1, 0, 0x35, "01010110111"},
        {PCE | M0, 0, 0x35, "0101011000111"},
        {PCE | M0, 0, 0x37, "0111011001111"},
        {PCE | M0 | PS, 0, 0x35, "0101011001111"},
        {PCE, 0, 0x35, "010101100111"},     /* 7E1 */
        {PCE, 0, 0xB5, "010101100111"},     /* bit 7 becomes the parity */
        {PCE | M1, 0, 0x34, "00010111111"}, /* 6 data bits, even */
        {0, STOP2, 0x80, "000000001111"},
        {0, MSBFIRST, 0x35, "000110101111"},
        {0, DATAINV, 0x35, "001010011111"},
        {PCE | M0, DATAINV, 0x35, "0010100111111"},
        {0, TXINV, 0x35, "101010011000"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char levels[16];
        wr(&chip, USART2 + CR1, 0);
        wr(&chip, USART2 + CR2, cases[i].cr2);
        on(cases[i].cr1);
        wr(&chip, USART2 + TDR, cases[i].word);
        look(levels, (unsigned)strlen(cases[i].levels));
        assert_string_equal(levels, cases[i].levels);
    }
}

/* TXE rises when the word enters the shift register, TC at the very end. */
static void txe_and_tc(void **state)
{
    (void)state;
    on(0);
    wr(&chip, USART2 + TDR, 0x00);
    assert_int_equal(isr() & (TXE | TC), TXE);
    wr(&chip, USART2 + TDR, 0xFF);
    assert_int_equal(isr() & (TXE | TC), 0);
    run_ps(&chip, 10 * BIT_PS - 10 * HSI16_PS);
    assert_int_equal(isr() & (TXE | TC), 0);
    run_ps(&chip, 20 * HSI16_PS);
    assert_int_equal(isr() & (TXE | TC), TXE);
    run_ps(&chip, 10 * BIT_PS - 20 * HSI16_PS);
    assert_int_equal(isr() & (TXE | TC), TXE);
    run_ps(&chip, 20 * HSI16_PS);
    assert_int_equal(isr() & (TXE | TC), TXE | TC);
    wr(&chip, USART2 + ICR, TC);
    assert_int_equal(isr() & (TXE | TC), TXE);
}

/* Two words follow each other without a gap, and every edge is exact. */
static void edges_do_not_drift(void **state)
{
    (void)state;
    on(0);
    chip.watch.events = 1 << EVENT_PIN;
    chip.watch.pins[GPIO_A] = 1 << 2;
    uint64_t start = clock_ps(&chip);
    wr(&chip, USART2 + TDR, 0x55);
    wr(&chip, USART2 + TDR, 0x55);
    for (unsigned bit = 0; bit < 20; bit++) { /* the line changes every bit */
        if (chip.events.count == 0)
            assert_int_equal(run_us(&chip, 20), STOP_EVENT);
        assert_int_equal(chip.events.count, 1);
        uint64_t ideal = start + bit * BIT_PS;
        assert_in_range(chip.events.list[0].ps, ideal, ideal + 4 * HSI16_PS);
        chip.events.count = 0;
        if (bit == 10)
            wr(&chip, USART2 + TDR, 0x55);
    }
}

/* RM0367 29.5.2: TE=1 sends an idle frame first. */
static void an_idle_frame_goes_first(void **state)
{
    (void)state;
    char levels[13];
    pin_alternate(&chip, GPIOA, 2, 4);
    wr(&chip, USART2 + BRR, BRR_115200);
    wr(&chip, USART2 + CR1, UE | TE);
    wr(&chip, USART2 + TDR, 0xFF);
    assert_int_equal(isr() & (TXE | TC), 0);
    look(levels, 12);
    assert_string_equal(levels, "111111111101");
}

/* Ten low bits, two stop bits; SBKF until then; data wait. */
static void a_break(void **state)
{
    (void)state;
    char levels[24];
    on(0);
    wr(&chip, USART2 + RQR, 2);
    wr(&chip, USART2 + TDR, 0xFE);
    assert_true(isr() & SBKF);
    look(levels, 10);
    assert_string_equal(levels, "0000000000");
    assert_true(isr() & SBKF);
    look(levels, 1); /* from the middle of one bit to that of the next */
    run_bits(1);
    assert_false(isr() & SBKF);
    look(levels, 4);
    assert_string_equal(levels, "1001");
}

static void te_0_stops_at_once(void **state)
{
    (void)state;
    on(0);
    wr(&chip, USART2 + TDR, 0x00);
    run_bits(3);
    assert_false(rd(&chip, GPIOA + GPIO_IDR) & 1 << 2);
    wr(&chip, USART2 + CR1, UE | RE);
    assert_true(rd(&chip, GPIOA + GPIO_IDR) & 1 << 2); /* the far pull-up */
    assert_int_equal(isr() & (TEACK | TC | TXE), TC | TXE);
    run_bits(FRAMES);
    uint8_t byte; /* the pin went high early: 1s after three low bits */
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
    assert_int_equal(byte & 0xF8, 0xF8);
}

/* --- kernel clocks --- */

/* Time from TDR to TC of one 8N1 frame, in ps. */
static uint64_t frame_time(void)
{
    uint64_t start = clock_ps(&chip);
    wr(&chip, USART2 + TDR, 0);
    for (unsigned i = 0; !(isr() & TC); i++) {
        assert_true(i < 1000000);
        run_cycles(&chip, 1);
    }
    return clock_ps(&chip) - start;
}

static void expect_bit_time(uint32_t brr, uint32_t cr1, uint64_t bit_ps)
{
    wr(&chip, USART2 + CR1, 0);
    wr(&chip, USART2 + BRR, brr);
    wr(&chip, USART2 + CR1, UE | TE | cr1);
    run_ps(&chip, 11 * bit_ps);
    uint64_t cycle = chip.clock.hclk_ps;
    assert_in_range(frame_time(), 10 * bit_ps, 10 * bit_ps + 4 * cycle);
}

static void kernel_clocks(void **state)
{
    (void)state;
    expect_bit_time(100, 0, 100 * HSI16_PS);
    expect_bit_time(0x105, OVER8, (0x100 / 2 + 5) * HSI16_PS);
    wr(&chip, RCC_CFGR, 1 | 5 << 8); /* PCLK1 = HCLK / 4 */
    expect_bit_time(100, 0, 400 * HSI16_PS);
    wr(&chip, RCC_CCIPR, 1 << 2); /* SYSCLK */
    expect_bit_time(100, 0, 100 * HSI16_PS);
    wr(&chip, RCC_CFGR, 1 | 8 << 4); /* HCLK = SYSCLK / 2 */
    expect_bit_time(100, 0, 100 * HSI16_PS);
    wr(&chip, RCC_CCIPR, 2 << 2); /* HSI16 */
    expect_bit_time(100, 0, 100 * HSI16_PS);
    wr(&chip, RCC_CCIPR, 0); /* PCLK1 = HSI16 / 2 */
    expect_bit_time(100, 0, 200 * HSI16_PS);
}

static void lse_as_kernel_clock(void **state)
{
    (void)state;
    wr(&chip, PWR_CR, rd(&chip, PWR_CR) | 1 << 8);
    wr(&chip, RCC_CSR, 1 << 8);
    for (unsigned i = 0; !(rd(&chip, RCC_CSR) & 1 << 9); i++) {
        assert_true(i < 10000);
        run_us(&chip, 1000);
    }
    wr(&chip, RCC_CCIPR, 3 << 2);
    expect_bit_time(16, 0, 16 * PS_PER_S / 32768);
}

/* Without a clock nothing moves; it goes on when the clock comes. */
static void no_kernel_clock(void **state)
{
    (void)state;
    wr(&chip, RCC_CFGR, 0); /* MSI, HSI16 off */
    run_us(&chip, 100);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) & ~1u);
    wr(&chip, RCC_CCIPR, 2 << 2);
    on(0);
    wr(&chip, USART2 + TDR, 'k');
    run_us(&chip, 5000);
    assert_int_equal(isr() & TC, 0);
    assert_true(gpio_v2_levels(&chip, GPIO_A) & 1 << 2);
    serial_send(&chip, USART_2, "r", 1);
    run_us(&chip, 1000);
    assert_false(isr() & RXNE);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 1000);
    assert_int_equal(isr() & TC, TC);
    uint8_t byte;
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
    assert_int_equal(byte, 'k');
}

/* The enable bit takes the kernel clock away in the middle of a word. */
static void gated_in_a_frame(void **state)
{
    (void)state;
    uint8_t byte;
    on(0);
    wr(&chip, USART2 + TDR, 0xF0); /* low for five bits */
    run_bits(3);
    modify(&chip, RCC_APB1ENR, 1 << 17, 0);
    run_bits(20);
    assert_false(gpio_v2_levels(&chip, GPIO_A) & 1 << 2);
    modify(&chip, RCC_APB1ENR, 0, 1 << 17);
    run_bits(2);
    assert_false(isr() & TC);
    run_bits(7);
    assert_true(isr() & TC);
    assert_true(gpio_v2_levels(&chip, GPIO_A) & 1 << 2);
    serial_take(&chip, USART_2, &byte, 1);

    assert_true(serial_send_frame(&chip, USART_2, 1u << 9, 10));
    run_bits(3);
    modify(&chip, RCC_APB1ENR, 1 << 17, 0);
    run_bits(3);
    modify(&chip, RCC_APB1ENR, 0, 1 << 17);
    run_bits(FRAMES);
    assert_int_equal(isr() & (RXNE | FE | BUSY), 0); /* it was lost */
    send_8n1('v');
    assert_int_equal(rd(&chip, USART2 + RDR), 'v');
}

/* In Stop nothing is received, so that nothing wakes the core either. */
static void deaf_in_stop(void **state)
{
    (void)state;
    enum { SCR = 0xE000ED10, SLEEPDEEP = 4, NVIC_ISER = 0xE000E100 };
    static const uint16_t code[] = {0xBF30, 0xE7FE}; /* WFI; b . */
    on(RXNEIE | IDLEIE);
    send_8n1('x');
    rd(&chip, USART2 + RDR); /* IDLE is on its way */
    wr(&chip, NVIC_ICPR, 1u << 28);
    wr(&chip, NVIC_ISER, 1u << 28);
    wr(&chip, SCR, SLEEPDEEP);
    load_code(&chip, 0x08000300, code, 2);
    jump_to(&chip, 0x08000300);
    run_us(&chip, 10);
    assert_true(chip.cpu.sleeping);
    serial_send(&chip, USART_2, "y", 1);
    run_us(&chip, 10000);
    assert_true(chip.cpu.sleeping);
    assert_int_equal(stm32l0(&chip)->usart[USART_2].isr & (RXNE | IDLE), 0);
}

/* --- receiver --- */

static void a_word_arrives(void **state)
{
    (void)state;
    on(0);
    assert_true(serial_send_frame(&chip, USART_2, 1u << 9 | 0x41 << 1, 10));
    run_bits(9);
    assert_int_equal(isr() & (RXNE | BUSY), BUSY);
    run_bits(1);
    assert_int_equal(isr() & (RXNE | BUSY | PE | FE | NF | ORE), RXNE);
    assert_int_equal(rd(&chip, USART2 + RDR), 0x41);
    assert_int_equal(isr() & RXNE, 0);
}

/* Levels on the line to what RDR and the flags say. */
static void words_on_the_line(void **state)
{
    (void)state;
    enum { RXINV = 1 << 16, DATAINV = 1 << 18, MSBFIRST = 1 << 19 };
    static const struct {
        uint32_t cr1, cr2;
        const char *levels; /* of one frame */
        uint32_t rdr, flags;
    } cases[] = {
        {0, 0, "0101011001", 0x35, 0},
        {M0, 0, "01010110011", 0x135, 0},
        {M0, 0, "01010110001", 0x035, 0},
        {M1, 0, "010101101", 0x35, 0},
        {PCE | M0, 0, "01010110001", 0x035, 0},
        {PCE | M0, 0, "01010110011", 0x135, PE},
        {PCE | M0, 0, "01110110011", 0x137, 0}, /* RDR[8] = parity bit */
        {PCE | M0 | PS, 0, "01010110011", 0x135, 0},
        {PCE | M0 | PS, 0, "01010110001", 0x035, PE},
        {PCE, 0, "0101011001", 0x35, 0},
        {PCE, 0, "0101011011", 0xB5, PE},
        {0, 0, "01010110001", 0x35, FE}, /* low where the stop bit is */
        {PCE | M0, 0, "010101100101", 0x135, PE | FE},
        {0, MSBFIRST, "0001101011", 0x35, 0},
        {0, DATAINV, "0010100111", 0x35, 0},
        {PCE | M0, DATAINV, "00101001111", 0x035, 0},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned count = (unsigned)strlen(cases[i].levels);
        uint32_t bits = 0;
        for (unsigned k = 0; k < count; k++)
            bits |= (uint32_t)(cases[i].levels[k] == '1') << k;
        wr(&chip, USART2 + CR1, 0);
        wr(&chip, USART2 + CR2, cases[i].cr2);
        on(cases[i].cr1);
        send_frame(bits, count);
        assert_int_equal(isr() & (RXNE | PE | FE | NF | ORE),
                         RXNE | cases[i].flags);
        assert_int_equal(rd(&chip, USART2 + RDR), cases[i].rdr);
        wr(&chip, USART2 + ICR, PE | FE);
        assert_int_equal(isr() & (RXNE | PE | FE), 0);
        run_bits(FRAMES);
    }
}

/* RM0367 29.5.3: the first word stays in RDR, the second is lost. */
static void overrun(void **state)
{
    (void)state;
    on(0);
    send_8n1('1');
    assert_int_equal(isr() & (RXNE | ORE), RXNE);
    send_8n1('2');
    assert_int_equal(isr() & (RXNE | ORE), RXNE | ORE);
    assert_int_equal(rd(&chip, USART2 + RDR), '1');
    assert_int_equal(isr() & (RXNE | ORE), ORE);
    wr(&chip, USART2 + ICR, ORE);
    send_8n1('3');
    assert_int_equal(isr() & (RXNE | ORE), RXNE);
    assert_int_equal(rd(&chip, USART2 + RDR), '3');
}

static void overrun_disabled(void **state)
{
    (void)state;
    wr(&chip, USART2 + CR3, 1 << 12);
    on(0);
    send_8n1('1');
    send_8n1('2');
    assert_int_equal(isr() & (RXNE | ORE), RXNE);
    assert_int_equal(rd(&chip, USART2 + RDR), '2');
}

static void rx_flush(void **state)
{
    (void)state;
    on(0);
    send_8n1('1');
    wr(&chip, USART2 + RQR, 1 << 3);
    assert_int_equal(isr() & RXNE, 0);
}

/* A line that stays low is one word of zeros with FE, whatever its length. */
static void a_break_is_one_framing_error(void **state)
{
    (void)state;
    on(0);
    assert_true(serial_break(&chip, USART_2, true));
    run_bits(50);
    assert_int_equal(isr() & (RXNE | FE | ORE | BUSY), RXNE | FE);
    assert_int_equal(rd(&chip, USART2 + RDR), 0);
    wr(&chip, USART2 + ICR, FE);
    run_bits(50);
    assert_int_equal(isr() & (RXNE | FE), 0);
    serial_break(&chip, USART_2, false);
    run_bits(3);
    send_8n1('x');
    assert_int_equal(isr() & (RXNE | FE), RXNE);
    assert_int_equal(rd(&chip, USART2 + RDR), 'x');
}

/* Low for less than half a bit. */
static void glitch(void)
{
    serial_break(&chip, USART_2, true);
    run_ps(&chip, BIT_PS * 4 / 10);
    serial_break(&chip, USART_2, false);
}

/* A line that is held low is not idle, although nothing is received. */
static void a_break_is_not_idle(void **state)
{
    (void)state;
    on(0);
    send_8n1('x');
    run_bits(2);
    serial_break(&chip, USART_2, true);
    run_bits(50);
    assert_int_equal(isr() & (IDLE | ORE), ORE);
    serial_break(&chip, USART_2, false);
    run_bits(9);
    assert_int_equal(isr() & IDLE, 0);
    run_bits(2);
    assert_int_equal(isr() & IDLE, IDLE);
}

/* IDLE comes one frame after the last one, once. */
static void idle_line(void **state)
{
    (void)state;
    on(0);
    run_bits(100);
    assert_int_equal(isr() & IDLE, 0); /* nothing was received yet */
    send_8n1('x');
    run_bits(9);
    assert_int_equal(isr() & IDLE, 0);
    run_bits(2);
    assert_int_equal(isr() & IDLE, IDLE);
    wr(&chip, USART2 + ICR, IDLE);
    run_bits(100);
    assert_int_equal(isr() & IDLE, 0);
    glitch();
    run_bits(100);
    assert_int_equal(isr() & IDLE, 0);
    serial_send(&chip, USART_2, "abc", 3);
    run_bits(30);
    assert_int_equal(isr() & IDLE, 0);
    run_bits(11);
    assert_int_equal(isr() & IDLE, IDLE);
}

static void receiver_timeout(void **state)
{
    (void)state;
    wr(&chip, USART2 + CR2, 1 << 23);
    wr(&chip, USART2 + RTOR, 30);
    on(0);
    send_8n1('x');
    run_bits(29);
    assert_int_equal(isr() & RTOF, 0);
    run_bits(2);
    assert_int_equal(isr() & RTOF, RTOF);
    wr(&chip, USART2 + ICR, RTOF);
    run_bits(100);
    assert_int_equal(isr() & RTOF, 0);
}

static void character_match(void **state)
{
    (void)state;
    wr(&chip, USART2 + CR2, (uint32_t)'m' << 24);
    on(0);
    send_8n1('l');
    rd(&chip, USART2 + RDR);
    assert_int_equal(isr() & CMF, 0);
    send_8n1('m');
    assert_int_equal(isr() & CMF, CMF);
    wr(&chip, USART2 + ICR, CMF);
    assert_int_equal(isr() & CMF, 0);
}

/* An edge between the samples of a bit: two of three samples decide, and NF is
 * set. With ONEBIT only the middle sample counts. */
static void noise(void **state)
{
    (void)state;
    static const struct {
        unsigned percent; /* of a bit, when the line rises in data bit 0 */
        uint32_t cr3, rdr, nf;
    } cases[] = {
        {40, 0, 0xFF, 0}, {47, 0, 0xFF, NF},      {53, 0, 0xFE, NF},
        {60, 0, 0xFE, 0}, {47, 1 << 11, 0xFF, 0}, {53, 1 << 11, 0xFE, 0},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        wr(&chip, USART2 + CR1, 0);
        wr(&chip, USART2 + CR3, cases[i].cr3);
        on(0);
        uint64_t start = clock_ps(&chip);
        serial_break(&chip, USART_2, true);
        chip_run_to(&chip, start + BIT_PS + BIT_PS * cases[i].percent / 100);
        serial_break(&chip, USART_2, false);
        run_bits(FRAMES);
        assert_int_equal(isr() & (RXNE | FE | NF), RXNE | cases[i].nf);
        assert_int_equal(rd(&chip, USART2 + RDR), cases[i].rdr);
        wr(&chip, USART2 + ICR, NF);
    }
}

static void a_glitch_is_no_start_bit(void **state)
{
    (void)state;
    on(0);
    glitch();
    run_bits(FRAMES);
    assert_int_equal(isr() & (RXNE | FE | NF | BUSY), 0);
    send_8n1('g');
    assert_int_equal(rd(&chip, USART2 + RDR), 'g');
}

static void re_0_hears_nothing(void **state)
{
    (void)state;
    on(0);
    wr(&chip, USART2 + CR1, UE | TE);
    assert_int_equal(isr() & REACK, 0);
    send_8n1('x');
    assert_int_equal(isr() & RXNE, 0);
}

/* RE=1 in the middle of a frame: the next falling edge starts one, and here
 * the only one left is that of the last word. */
static void re_in_the_middle(void **state)
{
    (void)state;
    on(0);
    wr(&chip, USART2 + CR1, UE | TE);
    serial_send(&chip, USART_2, "\xF0q", 2);
    run_bits(7); /* in the high half of the first word */
    wr(&chip, USART2 + CR1, UE | TE | RE);
    run_bits(2 * FRAMES);
    assert_int_equal(isr() & (RXNE | FE | ORE), RXNE);
    assert_int_equal(rd(&chip, USART2 + RDR), 'q');
}

static void a_pin_that_is_not_rx_hears_nothing(void **state)
{
    (void)state;
    on(0);
    modify(&chip, GPIOA + GPIO_MODER, 3 << 6, 0); /* PA3: input */
    send_8n1('x');
    assert_int_equal(isr() & RXNE, 0);
    pin_alternate(&chip, GPIOA, 3, 6); /* LPUART1 */
    send_8n1('x');
    assert_int_equal(isr() & RXNE, 0);
    pin_alternate(&chip, GPIOA, 3, 4);
    send_8n1('x');
    assert_int_equal(isr() & RXNE, RXNE);
}

static void rx_inverted(void **state)
{
    (void)state;
    serial_open(&chip, USART_2, 0);
    chip_pin_drive(&chip, GPIO_A, 3, false);
    wr(&chip, USART2 + CR2, 1 << 16);
    on(0);
    uint32_t bits = ~(1u << 9 | 0x96u << 1);
    uint64_t start = clock_ps(&chip);
    for (unsigned i = 0; i < 10; i++) {
        chip_pin_drive(&chip, GPIO_A, 3, bits >> i & 1);
        chip_run_to(&chip, start + (i + 1) * BIT_PS);
    }
    assert_int_equal(isr() & (RXNE | FE), RXNE);
    assert_int_equal(rd(&chip, USART2 + RDR), 0x96);
}

/* --- interrupts --- */

static bool pends(void)
{
    wr(&chip, NVIC_ICPR, 0xFFFFFFFF);
    return rd(&chip, NVIC_ISPR) & 1u << 28;
}

/* Each flag makes the interrupt pend when it is enabled, and only then; with
 * the flag cleared nothing is left. */
static void interrupts(void **state)
{
    (void)state;
    static const struct {
        uint32_t cr1, cr3, flag;
        const char *levels; /* what the line says to raise it */
    } cases[] = {
        {RXNEIE, 0, RXNE, "0101011001"},
        {PEIE | PCE | M0, 0, PE, "01010110011"},
        {0, 1, FE, "01010110001"},
        {IDLEIE, 0, IDLE, "0101011001"},
        {CMIE, 0, CMF, "0000000001"}, /* ADD = 0 */
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned count = (unsigned)strlen(cases[i].levels);
        uint32_t bits = 0;
        for (unsigned k = 0; k < count; k++)
            bits |= (uint32_t)(cases[i].levels[k] == '1') << k;
        for (unsigned enabled = 0; enabled < 2; enabled++) {
            setup(NULL);
            uint32_t format = cases[i].cr1 & (PCE | M0);
            wr(&chip, USART2 + CR3, enabled ? cases[i].cr3 : 0);
            on(enabled ? cases[i].cr1 : format);
            assert_false(rd(&chip, NVIC_ISPR) & 1u << 28);
            send_frame(bits, count);
            run_bits(FRAMES);
            assert_true(isr() & cases[i].flag);
            assert_int_equal(!!(rd(&chip, NVIC_ISPR) & 1u << 28), enabled);
            rd(&chip, USART2 + RDR);
            wr(&chip, USART2 + ICR, 0xFFFFFFFF);
            assert_false(pends());
        }
    }
}

static void transmit_interrupts(void **state)
{
    (void)state;
    on(0);
    assert_false(rd(&chip, NVIC_ISPR) & 1u << 28);
    wr(&chip, USART2 + CR1, UE | TE | RE | TXEIE);
    assert_true(rd(&chip, NVIC_ISPR) & 1u << 28);
    wr(&chip, USART2 + TDR, 1);
    wr(&chip, USART2 + TDR, 2); /* full */
    assert_false(pends());
    wr(&chip, USART2 + CR1, UE | TE | RE | TCIE);
    run_bits(19);
    assert_false(rd(&chip, NVIC_ISPR) & 1u << 28);
    run_bits(2);
    assert_true(rd(&chip, NVIC_ISPR) & 1u << 28);
    wr(&chip, USART2 + ICR, TC);
    assert_false(pends());
}

/* --- auto baud rate --- */

enum { ABREN = 1 << 20, ABRMOD_SHIFT = 21 };

static void auto_baud(void **state)
{
    (void)state;
    static const struct {
        unsigned mode;
        uint8_t byte;
    } cases[] = {{0, 0x01}, {0, 0xA5}, {1, 0x01},
                 {1, 0xF1}, {2, 0x7F}, {3, 0x55}};
    static const uint32_t bauds[] = {2400, 9600, 115200, 460800};
    for (unsigned i = 0; i < 6 * 4; i++) {
        unsigned mode = cases[i / 4].mode;
        uint32_t baud = bauds[i % 4];
        setup(NULL);
        wr(&chip, USART2 + CR2, ABREN | (uint32_t)mode << ABRMOD_SHIFT);
        on(0);
        serial_open(&chip, USART_2, baud);
        serial_send(&chip, USART_2, &cases[i / 4].byte, 1);
        run_ps(&chip, 11 * PS_PER_S / baud);
        assert_int_equal(isr() & (ABRF | ABRE | RXNE | FE), ABRF | RXNE);
        assert_int_equal(rd(&chip, USART2 + RDR), cases[i / 4].byte);
        uint32_t ideal = HSI16_HZ / baud;
        assert_in_range(rd(&chip, USART2 + BRR), ideal - ideal / 50 - 1,
                        ideal + ideal / 50 + 1);
        serial_send(&chip, USART_2, "go", 2); /* at the rate it found */
        run_ps(&chip, 11 * PS_PER_S / baud);
        assert_int_equal(rd(&chip, USART2 + RDR), 'g');
        run_ps(&chip, 11 * PS_PER_S / baud);
        assert_int_equal(rd(&chip, USART2 + RDR), 'o');
    }
}

static void auto_baud_over8(void **state)
{
    (void)state;
    wr(&chip, USART2 + CR2, ABREN | 2u << ABRMOD_SHIFT);
    on(OVER8);
    serial_open(&chip, USART_2, 115200);
    serial_send(&chip, USART_2, "\x7F", 1);
    run_us(&chip, 110);
    assert_int_equal(isr() & (ABRF | ABRE | RXNE), ABRF | RXNE);
    /* USARTDIV 277 = 0x115: BRR[15:4] and BRR[2:0] = 5 >> 1 */
    assert_int_equal(rd(&chip, USART2 + BRR), 0x112);
}

static void auto_baud_wrong_character(void **state)
{
    (void)state;
    wr(&chip, USART2 + CR2, ABREN | 2u << ABRMOD_SHIFT);
    on(0);
    serial_send(&chip, USART_2, "\x3F", 1);
    run_bits(30);
    assert_int_equal(isr() & (ABRF | ABRE | FE), ABRF | ABRE | FE);
    wr(&chip, USART2 + RQR, 1); /* ABRRQ: once more */
    wr(&chip, USART2 + ICR, FE);
    rd(&chip, USART2 + RDR);
    assert_int_equal(isr() & (ABRF | ABRE | FE | RXNE), 0);
    serial_send(&chip, USART_2, "\x7F", 1);
    run_bits(30);
    assert_int_equal(isr() & (ABRF | ABRE | FE | RXNE), ABRF | RXNE);
}

/* 1 Mbaud from 2.1 MHz: USARTDIV would be 2. */
static void auto_baud_out_of_range(void **state)
{
    (void)state;
    fixture_chip(&chip);
    usart_clocks(&chip);
    serial_open(&chip, USART_2, 1000000);
    wr(&chip, USART2 + CR2, ABREN);
    on(0);
    serial_send(&chip, USART_2, "\x01", 1);
    run_us(&chip, 20);
    assert_int_equal(isr() & (ABRF | ABRE | FE | RXNE),
                     ABRF | ABRE | FE | RXNE);
    assert_int_equal(rd(&chip, USART2 + BRR), BRR_115200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(isr_after_ue_and_te),
        TEST(frozen_while_enabled),
        TEST(ue_0_resets_status),
        TEST(reset_through_rcc),
        TEST(mmrq_is_reported),
        TEST(frames_on_the_pin),
        TEST(txe_and_tc),
        TEST(edges_do_not_drift),
        TEST(an_idle_frame_goes_first),
        TEST(a_break),
        TEST(te_0_stops_at_once),
        TEST(kernel_clocks),
        TEST(lse_as_kernel_clock),
        TEST(no_kernel_clock),
        TEST(gated_in_a_frame),
        TEST(deaf_in_stop),
        TEST(a_word_arrives),
        TEST(words_on_the_line),
        TEST(overrun),
        TEST(overrun_disabled),
        TEST(rx_flush),
        TEST(a_break_is_one_framing_error),
        TEST(a_break_is_not_idle),
        TEST(idle_line),
        TEST(receiver_timeout),
        TEST(character_match),
        TEST(noise),
        TEST(a_glitch_is_no_start_bit),
        TEST(re_0_hears_nothing),
        TEST(re_in_the_middle),
        TEST(a_pin_that_is_not_rx_hears_nothing),
        TEST(rx_inverted),
        TEST(interrupts),
        TEST(transmit_interrupts),
        TEST(auto_baud),
        TEST(auto_baud_over8),
        TEST(auto_baud_wrong_character),
        TEST(auto_baud_out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
