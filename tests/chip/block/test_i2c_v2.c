/* SPDX-License-Identifier: MIT
 *
 * I2C as a master: alone on the bus, with somebody who answers on the pins, and
 * with lines that somebody holds. Bit times are those of TIMINGR.
 */
#include "tests/chip/block.h"

enum {
    RCC_CR = 0x40021000,
    RCC_CFGR = 0x4002100C,
    RCC_APB1RSTR = 0x40021028,
    RCC_IOPENR = 0x4002102C,
    RCC_APB1ENR = 0x40021038,
    RCC_CCIPR = 0x4002104C,
    GPIOA = 0x50000000,
    GPIOB = 0x50000400,
    GPIOC = 0x50000800,
    MODER = 0x00,
    OTYPER = 0x04,
    PUPDR = 0x0C,
    IDR = 0x10,
    AFRL = 0x20,

    CR1 = 0x00,
    CR2 = 0x04,
    TIMINGR = 0x10,
    TIMEOUTR = 0x14,
    ISR = 0x18,
    ICR = 0x1C,
    RXDR = 0x24,
    TXDR = 0x28,

    PE = 1 << 0,
    TXIE = 1 << 1,
    RXIE = 1 << 2,
    NACKIE = 1 << 4,
    STOPIE = 1 << 5,
    TCIE = 1 << 6,
    ERRIE = 1 << 7,

    READ = 1 << 10,
    ADD10 = 1 << 11,
    START = 1 << 13,
    STOP = 1 << 14,
    RELOAD = 1 << 24,
    AUTOEND = 1 << 25,

    TXE = 1 << 0,
    TXIS = 1 << 1,
    RXNE = 1 << 2,
    NACKF = 1 << 4,
    STOPF = 1 << 5,
    TC = 1 << 6,
    TCR = 1 << 7,
    ARLO = 1 << 9,
    BUSY = 1 << 15,
};

#define NBYTES(n) ((uint32_t)(n) << 16)

struct instance {
    uint32_t base, port;
    unsigned port_number, scl, sda, af;
    unsigned enable; /* in RCC_APB1ENR */
    enum irq irq;
};

/* RM0367 table 1, table 55; DS10685 tables 16 to 18. */
static const struct instance instances[] = {
    {0x40005400, GPIOB, GPIO_B, 8, 9, 4, 21, IRQ_I2C1},
    {0x40005400, GPIOB, GPIO_B, 6, 7, 1, 21, IRQ_I2C1},
    {0x40005400, GPIOA, GPIO_A, 9, 10, 6, 21, IRQ_I2C1},
    {0x40005800, GPIOB, GPIO_B, 10, 11, 6, 22, IRQ_I2C2},
    {0x40005800, GPIOB, GPIO_B, 13, 14, 5, 22, IRQ_I2C2},
    {0x40007800, GPIOC, GPIO_C, 0, 1, 7, 30, IRQ_I2C3},
    {0x40007800, GPIOC, GPIO_C, 0, 9, 7, 30, IRQ_I2C3},
};

enum { INSTANCES = sizeof instances / sizeof *instances };

static const uint64_t US = PS_PER_US;

/* Somebody at the other end. */
static struct far {
    bool on, scl, sda;
    unsigned bits;     /* of the present byte */
    bool first, sends; /* the address; the far end sends data */
    uint8_t shift;
    uint8_t answer;     /* that it sends */
    unsigned refuse_at; /* byte that it does not acknowledge; 0 = none */
    uint8_t heard[8];
    unsigned count, starts, stops;
} far;

static struct chip chip;
static const struct instance *it;

static void pin(uint32_t port, unsigned number, unsigned af)
{
    uint32_t afr = port + AFRL + number / 8 * 4;
    wr(&chip, afr, rd(&chip, afr) | af << number % 8 * 4);
    wr(&chip, port + OTYPER, rd(&chip, port + OTYPER) | 1u << number);
    wr(&chip, port + PUPDR, rd(&chip, port + PUPDR) | 1u << 2 * number);
    wr(&chip, port + MODER, rd(&chip, port + MODER) & ~(1u << 2 * number));
}

/* On HSI16 a bit takes 10 us: 78 + 2 clocks low, as many high. */
static void set_up(const struct instance *instance)
{
    it = instance;
    far = (struct far){0};
    fixture_chip(&chip);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 100);
    wr(&chip, RCC_CFGR, 1);
    wr(&chip, RCC_APB1ENR, 1u << it->enable);
    wr(&chip, RCC_IOPENR, 7);
    sleep_core(&chip);
    pin(it->port, it->scl, it->af);
    pin(it->port, it->sda, it->af);
    wr(&chip, it->base + TIMINGR, 77 << 8 | 77);
    wr(&chip, it->base + CR1, PE);
}

static int setup(void **state)
{
    (void)state;
    set_up(&instances[0]);
    return 0;
}

static uint32_t isr(void)
{
    return rd(&chip, it->base + ISR);
}

static bool level(unsigned number)
{
    return rd(&chip, it->port + IDR) >> number & 1;
}

static void cr2(uint32_t value)
{
    wr(&chip, it->base + CR2, value);
}

/* --- somebody at the other end --- */

static void far_sda(bool level_)
{
    if (level_)
        chip_pin_release(&chip, it->port_number, it->sda);
    else
        chip_pin_drive(&chip, it->port_number, it->sda, false);
}

static void far_falls(void)
{
    if (far.bits == 8 && (far.first || !far.sends))
        far_sda(far.refuse_at && far.count == far.refuse_at);
    else if (far.sends && !far.first && far.bits < 8)
        far_sda(far.answer >> (7 - far.bits) & 1);
    else
        far_sda(true);
}

static void far_rises(void)
{
    if (far.bits < 8)
        far.shift = (uint8_t)(far.shift << 1 | far.sda);
    if (++far.bits == 8)
        far.heard[far.count++ % 8] = far.shift;
    if (far.bits < 9)
        return;
    if (far.first)
        far.sends = far.shift & 1 && !far.sda;
    else if (far.sda) /* no more */
        far.sends = false;
    far.bits = 0;
    far.first = false;
}

static void far_looks(void)
{
    bool scl = level(it->scl), sda = level(it->sda);
    if (scl && far.scl && sda != far.sda) {
        far.starts += !sda;
        far.stops += sda;
        far.bits = 0;
        far.first = true;
        far.sends = false;
    }
    bool rises = scl && !far.scl, falls = !scl && far.scl;
    far.scl = scl;
    far.sda = sda;
    if (rises)
        far_rises();
    if (falls)
        far_falls();
}

/* Runs until a bit of `mask` is set in ISR, with the far end at work. */
static void wait_for(uint32_t mask)
{
    for (unsigned i = 0; i < 4000; i++) {
        if (isr() & mask)
            return;
        run_ps(&chip, US / 2);
        if (far.on)
            far_looks();
    }
    fail_msg("ISR is %04X, none of %04X came", (unsigned)isr(), (unsigned)mask);
}

static void far_end(void)
{
    far = (struct far){.on = true, .scl = true, .sda = true};
}

/* --- alone --- */

/* START, eight bits, NACK, STOP: at each instance and each pair of pins. */
static void nobody_answers(void **state)
{
    (void)state;
    for (unsigned i = 0; i < INSTANCES; i++) {
        set_up(&instances[i]);
        cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
        assert_int_equal(isr(), TXE);
        uint64_t start = clock_ps(&chip) + 5 * US;
        EXPECT_CHANGE(&chip, start, it->base + ISR, BUSY, 0, BUSY);
        assert_true(level(it->scl));
        assert_false(level(it->sda));
        EXPECT_CHANGE(&chip, start + 5 * US + 90 * US, it->base + ISR, NACKF, 0,
                      NACKF);
        assert_int_equal(rd(&chip, it->base + CR2) & START, 0);
        EXPECT_CHANGE(&chip, start + 105 * US, it->base + ISR, STOPF | BUSY,
                      BUSY, STOPF);
        assert_int_equal(isr(), TXE | NACKF | STOPF);
        wr(&chip, it->base + ICR, NACKF | STOPF);
        assert_int_equal(isr(), TXE);
        assert_true(level(it->scl) && level(it->sda));
    }
}

/* The address on the wire, bit by bit. */
static void the_address_is_on_the_wire(void **state)
{
    (void)state;
    far_end();
    far.refuse_at = 1;
    cr2(0x52 << 1 | READ | NBYTES(1) | START);
    wait_for(STOPF); /* without AUTOEND, too */
    far_looks();
    assert_int_equal(far.heard[0], 0x52 << 1 | 1);
    assert_int_equal(far.starts, 1);
    assert_int_equal(far.stops, 1);
    cr2(0x2A5 | ADD10 | NBYTES(1) | START);
    wr(&chip, it->base + ICR, NACKF | STOPF);
    far_end();
    far.refuse_at = 2;
    wait_for(STOPF);
    assert_int_equal(far.heard[0], 0xF4);
    assert_int_equal(far.heard[1], 0xA5);
}

/* --- with an answer --- */

static void writes_bytes(void **state)
{
    (void)state;
    far_end();
    cr2(0x50 << 1 | NBYTES(3) | AUTOEND | START);
    for (unsigned i = 0; i < 3; i++) {
        wait_for(TXIS);
        wr(&chip, it->base + TXDR, 0xA0 + i);
        assert_int_equal(isr() & (TXIS | TXE), i == 0 ? TXIS | TXE : 0);
    }
    wait_for(STOPF);
    far_looks();
    assert_int_equal(isr(), TXE | STOPF);
    static const uint8_t want[] = {0xA0, 0xA0, 0xA1, 0xA2};
    assert_int_equal(far.count, 4);
    assert_memory_equal(far.heard, want, 4);
}

/* SCL stays low while TXDR is empty. */
static void stretches_without_data(void **state)
{
    (void)state;
    far_end();
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    wait_for(TXIS);
    run_us(&chip, 1000);
    assert_false(level(it->scl));
    assert_int_equal(isr(), TXE | TXIS | BUSY);
    wr(&chip, it->base + TXDR, 0x42);
    wait_for(STOPF);
    assert_int_equal(far.heard[1], 0x42);
}

static void a_byte_is_refused(void **state)
{
    (void)state;
    far_end();
    far.refuse_at = 2;
    cr2(0x50 << 1 | NBYTES(3) | START);
    wait_for(TXIS);
    wr(&chip, it->base + TXDR, 1);
    wait_for(NACKF);
    wait_for(STOPF);
    assert_int_equal(far.count, 2);
}

/* The last byte gets a NACK; what is not read holds the clock. */
static void reads_bytes(void **state)
{
    (void)state;
    far_end();
    far.answer = 0x5A;
    cr2(0x50 << 1 | READ | NBYTES(2) | AUTOEND | START);
    wait_for(RXNE);
    for (unsigned i = 0; i < 600; i++) {
        run_ps(&chip, US / 2);
        far_looks();
    }
    assert_false(level(it->scl));
    far.answer = 0x7E;
    assert_int_equal(rd(&chip, it->base + RXDR), 0x5A);
    assert_int_equal(isr() & RXNE, RXNE); /* the second one was ready */
    wait_for(STOPF);
    assert_int_equal(rd(&chip, it->base + RXDR), 0x5A);
    assert_int_equal(isr(), TXE | STOPF);
}

/* Software end: TC, then a repeated START without STOP, then STOP. */
static void repeated_start(void **state)
{
    (void)state;
    far_end();
    cr2(0x50 << 1 | NBYTES(1) | START);
    wait_for(TXIS);
    wr(&chip, it->base + TXDR, 0x10);
    wait_for(TC);
    assert_false(level(it->scl));
    far.answer = 0xC3;
    cr2(0x50 << 1 | READ | NBYTES(1) | START);
    assert_int_equal(isr() & TC, 0);
    wait_for(TC);
    assert_int_equal(rd(&chip, it->base + RXDR), 0xC3);
    cr2(STOP);
    wait_for(STOPF);
    far_looks();
    assert_int_equal(far.starts, 2);
    assert_int_equal(far.stops, 1);
    assert_int_equal(far.heard[2], 0xA1);
}

static void reload(void **state)
{
    (void)state;
    far_end();
    cr2(0x50 << 1 | NBYTES(1) | RELOAD | START);
    wait_for(TXIS);
    wr(&chip, it->base + TXDR, 1);
    wait_for(TCR);
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND);
    assert_int_equal(isr() & (TCR | TXIS), TXIS);
    wr(&chip, it->base + TXDR, 2);
    wait_for(STOPF);
    assert_int_equal(far.count, 3);
    assert_int_equal(far.heard[2], 2);
    /* No byte at all: a probe for an address. */
    wr(&chip, it->base + ICR, STOPF);
    cr2(0x50 << 1 | AUTOEND | START);
    wait_for(STOPF);
    assert_int_equal(isr(), TXE | STOPF);
}

/* DMA fills TXDR by channel 2 and empties RXDR by channel 3. */
static void dma(void **state)
{
    enum { DMA1 = 0x40020000, FROM = 0x20001000, TO = 0x20001100 };
    (void)state;
    wr(&chip, 0x40021030, 0x101);
    wr(&chip, DMA1 + 0xA8, 0x660);
    for (unsigned i = 0; i < 3; i++)
        wr8(&chip, FROM + i, 0x71 + i);
    wr(&chip, DMA1 + 0x20, 3);
    wr(&chip, DMA1 + 0x24, it->base + TXDR);
    wr(&chip, DMA1 + 0x28, FROM);
    wr(&chip, DMA1 + 0x1C, 0x91);
    wr(&chip, DMA1 + 0x34, 2);
    wr(&chip, DMA1 + 0x38, it->base + RXDR);
    wr(&chip, DMA1 + 0x3C, TO);
    wr(&chip, DMA1 + 0x30, 0x81);
    wr(&chip, it->base + CR1, PE | 1 << 14 | 1 << 15);
    far_end();
    cr2(0x50 << 1 | NBYTES(3) | AUTOEND | START);
    wait_for(STOPF);
    assert_int_equal(far.count, 4);
    assert_int_equal(far.heard[1], 0x71);
    assert_int_equal(far.heard[3], 0x73);
    wr(&chip, it->base + ICR, STOPF);
    far_end();
    far.answer = 0x9B;
    cr2(0x50 << 1 | READ | NBYTES(2) | AUTOEND | START);
    wait_for(STOPF);
    run_us(&chip, 1);
    assert_int_equal(rd16(&chip, TO), 0x9B9B);
    assert_int_equal(isr(), TXE | STOPF);
}

/* --- lines that are held --- */

/* Without pull-ups, or without pins, a START waits. */
static void no_bus(void **state)
{
    (void)state;
    wr(&chip, it->port + PUPDR, 0);
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    run_us(&chip, 10000);
    assert_int_equal(isr() & ~BUSY, TXE);
    assert_int_equal(rd(&chip, it->base + CR2) & START, START);
    set_up(&instances[0]);
    wr(&chip, it->port + MODER, 0xFFFFFFFF);
    wr(&chip, it->base + CR1, 0);
    wr(&chip, it->base + CR1, PE);
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    run_us(&chip, 10000);
    assert_int_equal(isr(), TXE);
    pin(it->port, it->scl, it->af);
    pin(it->port, it->sda, it->af);
    wait_for(STOPF);
}

/* The START and STOP of another master make BUSY come and go. */
static void another_master(void **state)
{
    (void)state;
    chip_pin_drive(&chip, it->port_number, it->sda, false);
    assert_int_equal(isr(), TXE | BUSY);
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    run_us(&chip, 1000);
    assert_int_equal(isr(), TXE | BUSY);
    chip_pin_release(&chip, it->port_number, it->sda);
    wait_for(NACKF);
}

static void arbitration_lost(void **state)
{
    (void)state;
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    run_us(&chip, 12); /* SCL is low in the first bit, which is 1 */
    assert_false(level(it->scl));
    chip_pin_drive(&chip, it->port_number, it->sda, false);
    wait_for(ARLO);
    assert_true(level(it->scl));
    assert_int_equal(rd(&chip, it->base + CR2) & START, 0);
    chip_pin_release(&chip, it->port_number, it->sda);
    assert_int_equal(isr(), TXE | ARLO);
}

/* SDA is held at the STOP: there is none. */
static void no_stop(void **state)
{
    (void)state;
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    wait_for(NACKF);
    chip_pin_drive(&chip, it->port_number, it->sda, false);
    wait_for(ARLO);
    assert_int_equal(isr(), TXE | NACKF | ARLO | BUSY);
    chip_pin_release(&chip, it->port_number, it->sda);
    assert_int_equal(isr(), TXE | NACKF | ARLO);
}

static void the_far_end_stretches(void **state)
{
    (void)state;
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    run_us(&chip, 30);
    while (level(it->scl))
        run_us(&chip, 1);
    chip_pin_drive(&chip, it->port_number, it->scl, false);
    run_us(&chip, 1000);
    assert_int_equal(isr(), TXE | BUSY);
    chip_pin_release(&chip, it->port_number, it->scl);
    wait_for(STOPF);
}

/* --- clocks, reset, interrupts --- */

/* The time of a START follows the kernel clock, PRESC and DNF. */
static void clocks(void **state)
{
    (void)state;
    static const struct {
        unsigned instance, ccipr;
        uint32_t timingr, cr1;
        uint64_t ps;
    } cases[] = {
        {0, 0, 3u << 28 | 9, 0, (10 * 4 + 2) * 125000},      /* PCLK1 / 2 */
        {0, 1 << 12, 3u << 28 | 9, 0, (10 * 4 + 2) * 62500}, /* SYSCLK */
        {0, 2 << 12, 9, 0, 12 * 62500},                      /* HSI16 */
        {0, 2 << 12, 9, 5 << 8, 17 * 62500},                 /* DNF */
        {3, 2 << 12 | 2 << 16, 9, 0, 12 * 125000},           /* I2C2: PCLK1 */
        {5, 2 << 12, 9, 0, 12 * 125000},                     /* I2C3: PCLK1 */
        {5, 2 << 16, 9, 0, 12 * 62500},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        set_up(&instances[cases[i].instance]);
        wr(&chip, RCC_CFGR, 1 | 4 << 8);
        wr(&chip, RCC_CCIPR, cases[i].ccipr);
        wr(&chip, it->base + CR1, 0);
        wr(&chip, it->base + TIMINGR, cases[i].timingr);
        wr(&chip, it->base + CR1, PE | cases[i].cr1);
        cr2(START);
        EXPECT_CHANGE(&chip, clock_ps(&chip) + cases[i].ps, it->base + ISR,
                      BUSY, 0, BUSY);
    }
}

static void pe_resets(void **state)
{
    (void)state;
    watch_firmware(&chip);
    wr(&chip, it->base + TIMINGR, 0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, it->base + TIMINGR);
    unwatch(&chip);
    assert_int_equal(rd(&chip, it->base + TIMINGR), 77 << 8 | 77);
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    run_us(&chip, 42);
    wr(&chip, it->base + CR1, 0);
    assert_int_equal(isr(), TXE);
    assert_int_equal(rd(&chip, it->base + CR2),
                     0x50 << 1 | NBYTES(1) | AUTOEND);
    assert_true(level(it->scl) && level(it->sda));
    run_us(&chip, 1000);
    assert_int_equal(isr(), TXE);
}

static void reset_through_rcc(void **state)
{
    (void)state;
    wr(&chip, it->base + CR1, PE | NACKIE);
    cr2(0x50 << 1 | NBYTES(1) | START);
    wait_for(NACKF);
    assert_true(irq_line(&chip, it->irq));
    assert_false(level(it->sda));
    wr(&chip, RCC_APB1RSTR, 1u << it->enable);
    wr(&chip, RCC_APB1RSTR, 0);
    assert_false(irq_line(&chip, it->irq));
    assert_true(level(it->sda));
    assert_int_equal(rd(&chip, it->base + CR1), 0);
    assert_int_equal(rd(&chip, it->base + TIMINGR), 0);
    assert_int_equal(isr(), TXE);
}

static void interrupts(void **state)
{
    (void)state;
    static const struct {
        uint32_t enable, flag, cr2;
    } cases[] = {
        {TXIE, TXIS, NBYTES(1)},
        {RXIE, RXNE, READ | NBYTES(1)},
        {TCIE, TC, 0},
        {TCIE, TCR, RELOAD},
        {STOPIE, STOPF, AUTOEND},
        {NACKIE, NACKF, 1},
        {ERRIE, ARLO, 2},
    };
    for (unsigned n = 0; n < INSTANCES; n += 3) {
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            set_up(&instances[n]);
            far_end();
            far.refuse_at = cases[i].flag == NACKF;
            wr(&chip, it->base + CR1, PE | cases[i].enable);
            cr2((cases[i].cr2 & ~3u) | 0x50 << 1 | START);
            if (cases[i].flag == ARLO) {
                run_us(&chip, 12);
                chip_pin_drive(&chip, it->port_number, it->sda, false);
                far.on = false;
            }
            assert_false(irq_line(&chip, it->irq));
            wait_for(cases[i].flag);
            assert_true(irq_line(&chip, it->irq));
            wr(&chip, it->base + CR1, PE);
            assert_false(irq_line(&chip, it->irq));
        }
    }
}

static void nothing_is_due_while_idle(void **state)
{
    (void)state;
    uint64_t before = chip.due_cycle;
    cr2(0x50 << 1 | NBYTES(1) | AUTOEND | START);
    assert_true(chip.due_cycle < before);
    wait_for(STOPF);
    assert_int_equal(chip.due_cycle, before);
}

static void what_is_reported(void **state)
{
    (void)state;
    wr(&chip, it->base + CR1, 0);
    watch_firmware(&chip);
    wr(&chip, it->base + CR1, 1 << 23); /* PECEN */
    assert_true(reported_unmodelled(&chip, it->base + CR1));
    wr(&chip, it->base + TIMEOUTR, 1 << 15);
    assert_true(reported_unmodelled(&chip, it->base + TIMEOUTR));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(nobody_answers),
        TEST(the_address_is_on_the_wire),
        TEST(writes_bytes),
        TEST(stretches_without_data),
        TEST(a_byte_is_refused),
        TEST(reads_bytes),
        TEST(repeated_start),
        TEST(reload),
        TEST(dma),
        TEST(no_bus),
        TEST(another_master),
        TEST(arbitration_lost),
        TEST(no_stop),
        TEST(the_far_end_stretches),
        TEST(clocks),
        TEST(pe_resets),
        TEST(reset_through_rcc),
        TEST(interrupts),
        TEST(nothing_is_due_while_idle),
        TEST(what_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
