/* SPDX-License-Identifier: MIT
 *
 * What is each USART's own: its interrupt, clock, reset, pins and DMA channels.
 */
#include "tests/chip/block/dma_fixture.h"

enum { BRR_115200 = 139, FRAME = 12 /* bits: longer than any frame */ };

#define BIT_PS (BRR_115200 * (uint64_t)HSI16_PS)

struct pin {
    unsigned port, number;
    uint32_t af;
};

struct pair {
    struct pin tx, rx;
};

static const struct instance {
    uint32_t base;
    unsigned irq;       /* RM0367 table 55 */
    uint32_t enr, rstr; /* RM0367 7.3: clock enable and reset register, */
    unsigned bit;       /* and the bit in both */
    uint32_t usartsel;  /* its field of RCC_CCIPR; 0 = PCLK always */
    uint32_t brr_unit;  /* what BRR counts, as a part of a kernel clock */
    bool plain;         /* no time-out, no auto baud rate */
    uint32_t selection; /* its value in a field of DMA_CSELR, */
    uint8_t rx, tx;     /* and the channels that it has: bit = number */
    unsigned pair_count;
    struct pair pairs[8];
} usarts[] = {
    {
        .base = USART1,
        .irq = 27,
        .selection = 3,
        .rx = 1 << 3 | 1 << 5,
        .tx = 1 << 2 | 1 << 4,
        .enr = RCC_APB2ENR,
        .rstr = RCC_APB2RSTR,
        .bit = 14,
        .usartsel = 3 << 0,
        .brr_unit = 1,
        .pair_count = 2,
        .pairs = {{{GPIO_A, 9, 4}, {GPIO_A, 10, 4}},
                  {{GPIO_B, 6, 0}, {GPIO_B, 7, 0}}},
    },
    {
        .base = USART2,
        .irq = 28,
        .selection = 4,
        .rx = 1 << 5 | 1 << 6,
        .tx = 1 << 4 | 1 << 7,
        .enr = RCC_APB1ENR,
        .rstr = RCC_APB1RSTR,
        .bit = 17,
        .usartsel = 3 << 2,
        .brr_unit = 1,
        .pair_count = 3,
        .pairs = {{{GPIO_A, 2, 4}, {GPIO_A, 3, 4}},
                  {{GPIO_A, 14, 4}, {GPIO_A, 15, 4}},
                  {{GPIO_D, 5, 0}, {GPIO_D, 6, 0}}},
    },
    {
        .base = USART4,
        .irq = 14,
        .selection = 12,
        .rx = 1 << 2 | 1 << 6,
        .tx = 1 << 3 | 1 << 7,
        .enr = RCC_APB1ENR,
        .rstr = RCC_APB1RSTR,
        .bit = 19,
        .brr_unit = 1,
        .plain = true,
        .pair_count = 3,
        .pairs = {{{GPIO_A, 0, 6}, {GPIO_A, 1, 6}},
                  {{GPIO_C, 10, 6}, {GPIO_C, 11, 6}},
                  {{GPIO_E, 8, 6}, {GPIO_E, 9, 6}}},
    },
    {
        .base = USART5,
        .irq = 14,
        .selection = 13,
        .rx = 1 << 2 | 1 << 6,
        .tx = 1 << 3 | 1 << 7,
        .enr = RCC_APB1ENR,
        .rstr = RCC_APB1RSTR,
        .bit = 20,
        .brr_unit = 1,
        .plain = true,
        .pair_count = 3,
        .pairs = {{{GPIO_B, 3, 6}, {GPIO_B, 4, 6}},
                  {{GPIO_C, 12, 2}, {GPIO_D, 2, 6}},
                  {{GPIO_E, 10, 6}, {GPIO_E, 11, 6}}},
    },
    {
        .base = LPUART1,
        .irq = 29,
        .selection = 5,
        .rx = 1 << 3 | 1 << 6,
        .tx = 1 << 2 | 1 << 7,
        .enr = RCC_APB1ENR,
        .rstr = RCC_APB1RSTR,
        .bit = 18,
        .usartsel = 3 << 10,
        .brr_unit = 256,
        .plain = true,
        .pair_count = 8,
        .pairs = {{{GPIO_A, 2, 6}, {GPIO_A, 3, 6}},
                  {{GPIO_A, 14, 6}, {GPIO_A, 13, 6}},
                  {{GPIO_B, 10, 4}, {GPIO_B, 11, 4}},
                  {{GPIO_B, 11, 7}, {GPIO_B, 10, 7}},
                  {{GPIO_C, 1, 6}, {GPIO_C, 0, 6}},
                  {{GPIO_C, 4, 2}, {GPIO_C, 5, 2}},
                  {{GPIO_C, 10, 0}, {GPIO_C, 11, 0}},
                  {{GPIO_D, 8, 0}, {GPIO_D, 9, 0}}},
    },
};

enum {
    USARTS = sizeof usarts / sizeof *usarts,
    PAIRS = sizeof usarts->pairs / sizeof *usarts->pairs
};

static struct chip chip;

/* 16 MHz, every port and USART clocked, no cable; nothing configured. */
static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    fixture_hsi16(&chip);
    wr(&chip, RCC_IOPENR, 0x9F);
    for (const struct instance *u = usarts; u < usarts + USARTS; u++)
        modify(&chip, u->enr, 0, 1u << u->bit);
    return 0;
}

static void on(const struct instance *u, uint32_t cr1)
{
    wr(&chip, u->base + BRR, BRR_115200 * u->brr_unit);
    wr(&chip, u->base + CR1, cr1 | UE | TE | RE);
    run_ps(&chip, FRAME * BIT_PS); /* the idle frame that TE=1 sends */
}

static void select_pin(const struct pin *pin)
{
    pin_alternate(&chip, GPIOA + 0x400 * pin->port, pin->number, pin->af);
}

/* Drives a pin like a cable would: 8N1, one byte. */
static void drive_8n1(const struct pin *pin, uint8_t byte)
{
    uint32_t bits = 1u << 9 | (uint32_t)byte << 1;
    uint64_t start = clock_ps(&chip);
    for (unsigned i = 0; i < 10; i++) {
        chip_pin_drive(&chip, pin->port, pin->number, bits >> i & 1);
        chip_run_to(&chip, start + (i + 1) * BIT_PS);
    }
}

static bool level(const struct pin *pin)
{
    return gpio_v2_levels(&chip, pin->port) >> pin->number & 1;
}

/* --- pins --- */

static void expect_traffic(const struct instance *u, const struct pin *tx,
                           const struct pin *rx)
{
    drive_8n1(rx, 0x96);
    assert_int_equal(rd(&chip, u->base + RDR), 0x96);
    assert_true(level(tx));
    wr(&chip, u->base + TDR, 0);
    run_ps(&chip, BIT_PS);
    assert_false(level(tx));
    run_ps(&chip, FRAME * BIT_PS);
    assert_true(level(tx));
}

static void every_pin_pair(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2 * PAIRS * USARTS; i++) {
        const struct instance *u = &usarts[i / (2 * PAIRS)];
        const struct pair *pair = &u->pairs[i / 2 % PAIRS];
        bool swap = i & 1;
        if (i / 2 % PAIRS >= u->pair_count)
            continue;
        setup(NULL);
        const struct pin *rx = swap ? &pair->tx : &pair->rx;
        chip_pin_drive(&chip, rx->port, rx->number, true);
        select_pin(&pair->tx);
        select_pin(&pair->rx);
        wr(&chip, u->base + CR2, swap ? 1 << 15 : 0);
        on(u, 0);
        expect_traffic(u, swap ? &pair->rx : &pair->tx, rx);
    }
}

/* --- interrupt, clock, reset --- */

static void own_interrupt(void **state)
{
    (void)state;
    for (const struct instance *u = usarts; u < usarts + USARTS; u++) {
        setup(NULL);
        on(u, 0);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0);
        on(u, TXEIE);
        assert_int_equal(rd(&chip, NVIC_ISPR), 1u << u->irq);
    }
}

static bool irq_14_pends(void)
{
    wr(&chip, NVIC_ICPR, 1 << 14); /* a line that is high pends again */
    return rd(&chip, NVIC_ISPR) & 1 << 14;
}

/* USART4 and USART5 are on one line: it is high while either requests. */
static void shared_interrupt(void **state)
{
    (void)state;
    static const uint32_t order[2][2] = {{USART4, USART5}, {USART5, USART4}};
    for (unsigned i = 0; i < 2; i++) {
        uint32_t first = order[i][0], second = order[i][1];
        setup(NULL);
        wr(&chip, first + CR1, UE | TE | TXEIE);
        assert_true(irq_14_pends());
        wr(&chip, second + CR1, UE | TE | TXEIE);
        wr(&chip, first + CR1, UE | TE);
        assert_true(irq_14_pends());
        wr(&chip, second + CR1, UE | TE);
        assert_false(irq_14_pends());
    }
}

static uint64_t frame_ps(const struct instance *u)
{
    wr(&chip, u->base + TDR, 0x55);
    uint64_t start = clock_ps(&chip);
    while (!(rd(&chip, u->base + ISR) & TC))
        run_ps(&chip, HSI16_PS);
    return clock_ps(&chip) - start;
}

static void expect_frame(const struct instance *u, uint64_t ps)
{
    assert_in_range(frame_ps(u), ps, ps + 4 * HSI16_PS);
}

/* The bit clock follows the PCLK of the bus until RCC_CCIPR says HSI16, which
 * it can for some. */
static void own_kernel_clock(void **state)
{
    (void)state;
    for (const struct instance *u = usarts; u < usarts + USARTS; u++) {
        setup(NULL);
        on(u, 0);
        expect_frame(u, 10 * BIT_PS);
        bool apb2 = u->enr == RCC_APB2ENR;
        modify(&chip, RCC_CFGR, 0, apb2 ? 4 << 11 : 4 << 8); /* PCLK / 2 */
        expect_frame(u, 20 * BIT_PS);
        wr(&chip, RCC_CCIPR, 0xAAAAAAAA & ~u->usartsel);
        expect_frame(u, 20 * BIT_PS);
        wr(&chip, RCC_CCIPR, 0xAAAAAAAA);
        expect_frame(u, (u->usartsel ? 10 : 20) * BIT_PS);
    }
}

static void own_reset(void **state)
{
    (void)state;
    for (const struct instance *u = usarts; u < usarts + USARTS; u++) {
        setup(NULL);
        for (const struct instance *v = usarts; v < usarts + USARTS; v++)
            on(v, 0);
        wr(&chip, u->rstr, 1u << u->bit);
        wr(&chip, u->rstr, 0);
        for (const struct instance *v = usarts; v < usarts + USARTS; v++)
            assert_int_equal(rd(&chip, v->base + CR1),
                             v == u ? 0 : UE | TE | RE);
    }
}

/* --- DMA --- */

/* Returns the channels that a request reaches: every channel is enabled, and
 * every field of CSELR selects the same line. */
static uint8_t served(uint32_t selection, uint32_t ccr, uint32_t cpar)
{
    struct chip before = chip;
    uint8_t channels = 0;
    for (unsigned channel = 1; channel <= 7; channel++) {
        chip = before;
        wr(&chip, DMA_CSELR, selection * 0x01111111);
        dma_start(&chip, channel, ccr, cpar, 0x20001000, 1);
        run_cycles(&chip, 20);
        if (rd(&chip, CNDTR(channel)) == 0)
            channels |= (uint8_t)(1 << channel);
    }
    chip = before;
    return channels;
}

/* RM0367 11.3.2 */
static void own_dma_channels(void **state)
{
    (void)state;
    for (const struct instance *u = usarts; u < usarts + USARTS; u++) {
        setup(NULL);
        dma_clock(&chip);
        const struct pin *rx = &u->pairs[0].rx;
        chip_pin_drive(&chip, rx->port, rx->number, true);
        select_pin(rx);
        on(u, 0);
        drive_8n1(rx, 0x96);
        for (uint32_t selection = 0; selection < 16; selection++) {
            bool own = selection == u->selection;
            wr(&chip, u->base + CR3, DMAT);
            assert_int_equal(served(selection, DIR, u->base + TDR),
                             own ? u->tx : 0);
            wr(&chip, u->base + CR3, DMAR);
            assert_int_equal(served(selection, 0, u->base + RDR),
                             own ? u->rx : 0);
        }
    }
}

/* --- what some have not --- */

/* RM0367 table 148: with the bits go time-out and auto baud rate; OVER8 goes
 * with the LPUART's. */
static void plain_usarts(void **state)
{
    (void)state;
    enum { ABREN = 1 << 20, RTOEN = 1 << 23, TXFRQ = 1 << 4 };
    for (const struct instance *u = usarts; u < usarts + USARTS; u++) {
        if (!u->plain)
            continue;
        setup(NULL);
        const struct pin *rx = &u->pairs[0].rx;
        chip_pin_drive(&chip, rx->port, rx->number, true);
        select_pin(rx);
        wr(&chip, u->base + RTOR, 20);
        wr(&chip, u->base + CR2, ABREN | RTOEN);
        on(u, RTOIE);
        drive_8n1(rx, 0x55); /* with ABREN it would be measured */
        run_ps(&chip, 3 * FRAME * BIT_PS);
        uint32_t isr = rd(&chip, u->base + ISR);
        assert_int_equal(isr & (RXNE | RTOF | ABRF | ABRE), RXNE);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0);
        wr(&chip, u->base + TDR, 1);
        wr(&chip, u->base + TDR, 2);
        wr(&chip, u->base + RQR, TXFRQ);
        assert_int_equal(rd(&chip, u->base + ISR) & TXE, 0);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(every_pin_pair),   TEST(own_interrupt), TEST(shared_interrupt),
        TEST(own_kernel_clock), TEST(own_reset),     TEST(plain_usarts),
        TEST(own_dma_channels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
