/* SPDX-License-Identifier: MIT
 *
 * SPI: frames of a master and what is on its pins, a slave that the board
 * clocks, errors, CRC, clocks.
 */
#include "tests/chip/block.h"

enum {
    RCC_CR = 0x40021000,
    RCC_CFGR = 0x4002100C,
    RCC_APB2RSTR = 0x40021024,
    RCC_APB1RSTR = 0x40021028,
    RCC_IOPENR = 0x4002102C,
    RCC_APB2ENR = 0x40021034,
    RCC_APB1ENR = 0x40021038,
    GPIOA = 0x50000000,
    GPIOB = 0x50000400,
    GPIOE = 0x50001000,
    MODER = 0x00,
    PUPDR = 0x0C,
    AFRL = 0x20,

    CR1 = 0x00,
    CR2 = 0x04,
    SR = 0x08,
    DR = 0x0C,
    CRCPR = 0x10,
    RXCRCR = 0x14,
    TXCRCR = 0x18,
    I2SCFGR = 0x1C,
    I2SPR = 0x20,

    CPHA = 1 << 0,
    CPOL = 1 << 1,
    MSTR = 1 << 2,
    SPE = 1 << 6,
    LSBFIRST = 1 << 7,
    SSI = 1 << 8,
    SSM = 1 << 9,
    RXONLY = 1 << 10,
    DFF = 1 << 11,
    CRCNEXT = 1 << 12,
    CRCEN = 1 << 13,
    BIDIOE = 1 << 14,
    BIDIMODE = 1 << 15,
    SOFT = SSM | SSI,

    SSOE = 1 << 2,
    FRF = 1 << 4,
    ERRIE = 1 << 5,
    RXNEIE = 1 << 6,
    TXEIE = 1 << 7,

    RXNE = 1 << 0,
    TXE = 1 << 1,
    CRCERR = 1 << 4,
    MODF = 1 << 5,
    OVR = 1 << 6,
    BSY = 1 << 7,
};

struct instance {
    uint32_t base, port;
    unsigned port_number, nss, sck, miso, mosi, af;
    uint32_t enr, rstr;
    unsigned bit;
    enum irq irq;
};

/* RM0367 table 1, table 55; DS10685 tables 16 to 20. */
static const struct instance instances[] = {
    {0x40013000, GPIOA, GPIO_A, 4, 5, 6, 7, 0, RCC_APB2ENR, RCC_APB2RSTR, 12,
     IRQ_SPI1},
    {0x40013000, GPIOE, GPIO_E, 12, 13, 14, 15, 2, RCC_APB2ENR, RCC_APB2RSTR,
     12, IRQ_SPI1},
    {0x40003800, GPIOB, GPIO_B, 12, 13, 14, 15, 0, RCC_APB1ENR, RCC_APB1RSTR,
     14, IRQ_SPI2},
};

enum { INSTANCES = sizeof instances / sizeof *instances };

static const uint64_t PCLK_PS = 62500;

static struct chip chip;
static const struct instance *it;

static void pin(unsigned number)
{
    uint32_t afr = it->port + AFRL + number / 8 * 4;
    wr(&chip, afr,
       (rd(&chip, afr) & ~(15u << number % 8 * 4)) | it->af << number % 8 * 4);
    wr(&chip, it->port + MODER,
       (rd(&chip, it->port + MODER) & ~(3u << 2 * number)) | 2u << 2 * number);
}

static void set_up(const struct instance *instance)
{
    it = instance;
    fixture_chip(&chip);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 100);
    wr(&chip, RCC_CFGR, 1);
    wr(&chip, it->enr, 1u << it->bit);
    wr(&chip, RCC_IOPENR, 0x13);
    sleep_core(&chip);
    pin(it->nss);
    pin(it->sck);
    pin(it->miso);
    pin(it->mosi);
}

static int setup(void **state)
{
    (void)state;
    set_up(&instances[0]);
    return 0;
}

static uint32_t reg(uint32_t offset)
{
    return rd(&chip, it->base + offset);
}

static void put(uint32_t offset, uint32_t value)
{
    wr(&chip, it->base + offset, value);
}

static bool level(unsigned number)
{
    return rd(&chip, it->port + 0x10) >> number & 1;
}

static void drive(unsigned number, bool level_)
{
    chip_pin_drive(&chip, it->port_number, number, level_);
}

static void wait_while_busy(void)
{
    while (reg(SR) & BSY)
        run_ps(&chip, PCLK_PS);
}

static uint32_t exchange(uint32_t value)
{
    put(DR, value);
    wait_while_busy();
    assert_int_equal(reg(SR), TXE | RXNE);
    return reg(DR);
}

/* --- a master --- */

/* 8 and 16 bits at every rate; MISO is pulled, up or down. */
static void frames(void **state)
{
    (void)state;
    for (unsigned n = 0; n < INSTANCES; n++) {
        set_up(&instances[n]);
        for (unsigned br = 0; br < 16; br++) {
            uint32_t dff = br & 8 ? DFF : 0;
            uint64_t bits = dff ? 16 : 8;
            uint64_t ps = bits * (2u << (br & 7)) * PCLK_PS;
            put(CR1, 0);
            put(CR1, MSTR | SOFT | SPE | (br & 7) << 3 | dff);
            put(DR, 0xA55A);
            assert_int_equal(reg(SR), TXE | BSY);
            EXPECT_CHANGE(&chip, clock_ps(&chip) + ps, it->base + SR,
                          RXNE | BSY, BSY, RXNE);
            assert_int_equal(reg(DR), 0);
            wr(&chip, it->port + PUPDR, 1u << 2 * it->miso);
            put(DR, 0);
            run_ps(&chip, ps);
            assert_int_equal(reg(DR), dff ? 0xFFFF : 0xFF);
            wr(&chip, it->port + PUPDR, 0);
        }
    }
}

/* A second frame follows without a gap; a third waits in DR. */
static void back_to_back(void **state)
{
    (void)state;
    put(CR1, MSTR | SOFT | SPE);
    put(DR, 1);
    uint64_t start = clock_ps(&chip);
    put(DR, 2);
    assert_int_equal(reg(SR), BSY);
    EXPECT_CHANGE(&chip, start + 16 * PCLK_PS, it->base + SR, TXE | RXNE, 0,
                  TXE | RXNE);
    reg(DR);
    EXPECT_CHANGE(&chip, start + 32 * PCLK_PS, it->base + SR, RXNE | BSY, BSY,
                  RXNE);
}

/* What the pins show while the host watches, in all four modes: the far end
 * samples on the right edge and gets the byte; what it sends comes back. */
static void check_edges(uint32_t mode, uint32_t order)
{
    bool cpol = mode & CPOL, cpha = mode & CPHA;
    uint32_t heard = 0, bits = 0, edges = 0;
    static const uint8_t answer = 0x6C;
    bool sck = cpol;

    chip.watch.pins[it->port_number] = (uint16_t)(1u << it->sck);
    put(CR1, MSTR | SOFT | mode | order | 2 << 3);
    put(CR1, MSTR | SOFT | mode | order | 2 << 3 | SPE);
    assert_int_equal(level(it->sck), cpol);
    put(DR, 0x93);
    if (!cpha)
        drive(it->miso, order ? answer & 1 : answer >> 7);
    for (unsigned i = 0; i < 16 * 4 + 2; i++) {
        bool now = level(it->sck);
        if (now != sck) {
            edges++;
            bool away = now != cpol;
            if (away != cpha)
                heard |= (uint32_t)level(it->mosi) << (order ? bits : 7 - bits),
                    bits++;
            else if (bits < 8)
                drive(it->miso, answer >> (order ? bits : 7 - bits) & 1);
        }
        sck = now;
        run_ps(&chip, PCLK_PS);
    }
    assert_int_equal(edges, 16);
    assert_int_equal(bits, 8);
    assert_int_equal(heard, 0x93);
    assert_int_equal(level(it->sck), cpol);
    assert_int_equal(reg(DR), answer);
}

static void edges_on_the_pins(void **state)
{
    (void)state;
    for (uint32_t mode = 0; mode < 4; mode++) {
        for (unsigned lsb = 0; lsb < 2; lsb++) {
            set_up(&instances[mode % INSTANCES]);
            check_edges(mode, lsb ? LSBFIRST : 0);
        }
    }
}

/* Unwatched, a frame costs one event, and MISO still counts bit by bit. */
static void levels_between_frames(void **state)
{
    (void)state;
    put(CR1, MSTR | SOFT | SPE | CPOL | 3 << 3);
    assert_true(level(it->sck));
    put(DR, 0x01);
    uint64_t end = chip.due_cycle;
    assert_int_equal(end,
                     clock_cycle_at(&chip, clock_ps(&chip) + 128 * PCLK_PS));
    run_ps(&chip, 40 * PCLK_PS); /* sampling edges at 8, 24, 40 ... */
    drive(it->miso, true);
    run_ps(&chip, 48 * PCLK_PS); /* three of them */
    drive(it->miso, false);
    run_ps(&chip, 40 * PCLK_PS);
    assert_int_equal(reg(DR), 0x1C);
    assert_true(level(it->sck));
    assert_true(level(it->mosi)); /* the last bit */
}

static void one_line(void **state)
{
    (void)state;
    put(CR1, MSTR | SOFT | BIDIMODE | BIDIOE | SPE);
    put(DR, 0x55);
    wait_while_busy();
    assert_int_equal(reg(SR), TXE); /* nothing is received */
    put(CR1, MSTR | SOFT | BIDIMODE);
    drive(it->mosi, true);
    put(CR1, MSTR | SOFT | BIDIMODE | SPE); /* receives at once */
    EXPECT_CHANGE(&chip, clock_ps(&chip) + 16 * PCLK_PS, it->base + SR, RXNE, 0,
                  RXNE);
    assert_int_equal(reg(DR), 0xFF);
}

/* The clock runs as long as SPE is set; what is not read is lost. */
static void receive_only(void **state)
{
    (void)state;
    drive(it->miso, true);
    put(CR1, MSTR | SOFT | RXONLY | SPE);
    uint64_t start = clock_ps(&chip);
    EXPECT_CHANGE(&chip, start + 16 * PCLK_PS, it->base + SR, RXNE, 0, RXNE);
    drive(it->miso, false);
    EXPECT_CHANGE(&chip, start + 32 * PCLK_PS, it->base + SR, OVR, 0, OVR);
    put(CR1, MSTR | SOFT | RXONLY);
    assert_int_equal(reg(SR), TXE | RXNE | OVR);
    assert_int_equal(reg(DR), 0xFF);
    assert_int_equal(reg(SR), TXE | OVR);
    assert_int_equal(reg(SR), TXE);
    run_us(&chip, 100);
    assert_int_equal(reg(SR), TXE);
}

static void spe_off(void **state)
{
    (void)state;
    put(CR1, MSTR | SOFT | CPOL);
    assert_false(level(it->sck)); /* nobody drives it */
    put(DR, 0x12);
    run_us(&chip, 10);
    assert_int_equal(reg(SR), 0); /* it waits */
    put(CR1, MSTR | SOFT | CPOL | SPE);
    assert_int_equal(reg(SR), TXE | BSY);
    put(CR1, MSTR | SOFT | CPOL);
    assert_int_equal(reg(SR), TXE);
    run_us(&chip, 10);
    assert_int_equal(reg(SR), TXE);
}

/* --- DMA: SPI1 receives by channel 2 and sends by channel 3 --- */

enum {
    RCC_AHBENR = 0x40021030,
    DMA1 = 0x40020000,
    CSELR = DMA1 + 0xA8,
    FROM = 0x20001000,
    TO = 0x20001100,
    TXDMAEN = 1 << 1,
    RXDMAEN = 1 << 0,
};

static void dma_channel(unsigned n, uint32_t memory, uint32_t count,
                        uint32_t ccr)
{
    uint32_t channel = DMA1 + 8 + 20 * (n - 1);
    wr(&chip, channel + 4, count);
    wr(&chip, channel + 8, it->base + DR);
    wr(&chip, channel + 12, memory);
    wr(&chip, channel, ccr);
}

static void dma(void **state)
{
    (void)state;
    wr(&chip, RCC_AHBENR, 0x101);
    wr(&chip, CSELR, 0x110);
    for (unsigned i = 0; i < 4; i++)
        wr8(&chip, FROM + i, 0x10 + i);
    dma_channel(2, TO, 4, 0x81);   /* EN, MINC */
    dma_channel(3, FROM, 4, 0x91); /* DIR as well */
    drive(it->miso, true);
    put(CR2, RXDMAEN);
    put(CR1, MSTR | SOFT | CRCEN | SPE);
    put(CR2, RXDMAEN | TXDMAEN);
    run_us(&chip, 10);
    assert_int_equal(reg(SR), TXE);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(rd8(&chip, TO + i), 0xFF);
    assert_int_equal(rd8(&chip, TO + 4) == 0xFF, false);
    assert_int_equal(reg(TXCRCR), 0xAA); /* CRC-8 of 10 11 12 13 */
}

/* --- CRC --- */

/* Polynomial 7, as the HAL has it: the CRC-8 of "123456789" is F4. */
static void crc(void **state)
{
    (void)state;
    static const char text[] = "123456789";
    put(CR1, MSTR | SOFT | CRCEN | SPE);
    for (unsigned i = 0; i < 9; i++) {
        put(DR, (uint8_t)text[i]);
        if (i == 8)
            put(CR1, MSTR | SOFT | CRCEN | SPE | CRCNEXT);
        run_ps(&chip, 16 * PCLK_PS);
        reg(DR);
    }
    assert_int_equal(reg(TXCRCR), 0xF4);
    assert_int_equal(reg(RXCRCR), 0);
    assert_int_equal(reg(SR), TXE | BSY); /* the CRC itself */
    run_ps(&chip, 16 * PCLK_PS);
    assert_int_equal(reg(SR), TXE | RXNE); /* zeros have the CRC 0 */
    reg(DR);
    put(CR1, MSTR | SOFT);
    put(CR1, MSTR | SOFT | CRCEN);
    assert_int_equal(reg(TXCRCR), 0);
    put(CR1, MSTR | SOFT | CRCEN | SPE);
    drive(it->miso, true);
    put(DR, 0);
    put(CR1, MSTR | SOFT | CRCEN | SPE | CRCNEXT);
    run_ps(&chip, 32 * PCLK_PS);
    assert_int_equal(reg(RXCRCR), 0xF3); /* of FF; FF came */
    assert_int_equal(reg(SR) & CRCERR, CRCERR);
    put(SR, 0);
    assert_int_equal(reg(SR) & CRCERR, 0);
}

/* --- NSS, a slave --- */

static void mode_fault(void **state)
{
    (void)state;
    wr(&chip, it->port + PUPDR, 1u << 2 * it->nss);
    put(CR1, MSTR | SPE);
    assert_int_equal(reg(SR), TXE);
    drive(it->nss, false);
    assert_int_equal(reg(SR), TXE | MODF);
    assert_int_equal(reg(CR1), 0);
    put(CR1, MSTR | SOFT | SPE);
    assert_int_equal(reg(CR1), MSTR | SOFT | SPE);
    assert_int_equal(reg(SR), TXE);
    put(CR1, MSTR | SSM | SPE); /* SSI=0 */
    assert_int_equal(reg(SR), TXE | MODF);
    put(CR1, 0);
    put(CR2, SSOE); /* an output: no fault */
    put(CR1, MSTR | SPE);
    assert_int_equal(reg(SR), TXE);
}

static void nss_output(void **state)
{
    (void)state;
    wr(&chip, it->port + PUPDR, 1u << 2 * it->nss);
    put(CR2, SSOE);
    put(CR1, MSTR);
    assert_true(level(it->nss));
    put(CR1, MSTR | SPE);
    assert_false(level(it->nss));
    put(CR1, MSTR);
    assert_true(level(it->nss));
}

/* The board clocks a byte, most significant bit first, in mode 0. */
static uint32_t clock_byte(uint32_t value)
{
    uint32_t answer = 0;
    for (unsigned i = 0; i < 8; i++) {
        drive(it->mosi, value >> (7 - i) & 1);
        answer = answer << 1 | level(it->miso);
        drive(it->sck, true);
        drive(it->sck, false);
    }
    return answer;
}

static void slave(void **state)
{
    (void)state;
    for (unsigned n = 0; n < INSTANCES; n++) {
        set_up(&instances[n]);
        drive(it->sck, false);
        drive(it->nss, true);
        put(CR1, SPE);
        put(DR, 0xC5);
        clock_byte(0xFF); /* not selected */
        assert_int_equal(reg(SR), 0);
        drive(it->nss, false);
        assert_int_equal(clock_byte(0x37) & 0x7F, 0x45);
        assert_int_equal(reg(SR), TXE | RXNE);
        assert_int_equal(reg(DR), 0x37);
        clock_byte(1);
        clock_byte(2);
        assert_int_equal(reg(SR), TXE | RXNE | OVR);
        assert_int_equal(reg(DR), 1);
    }
}

/* --- clocks, reset, interrupts --- */

static void clocks(void **state)
{
    (void)state;
    wr(&chip, RCC_CFGR, 1 | 5 << 11); /* PCLK2 = HCLK / 4 */
    put(CR1, MSTR | SOFT | SPE);
    put(DR, 1);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + 64 * PCLK_PS, it->base + SR, RXNE, 0,
                  RXNE);
    reg(DR);
    put(DR, 1);
    run_ps(&chip, 30 * PCLK_PS);
    wr(&chip, it->enr, 0); /* gated in the middle */
    run_us(&chip, 100);
    wr(&chip, it->enr, 1u << it->bit);
    run_ps(&chip, 30 * PCLK_PS);
    assert_int_equal(reg(SR) & RXNE, 0);
    run_ps(&chip, 10 * PCLK_PS);
    assert_int_equal(reg(SR) & RXNE, RXNE);
}

/* In Stop a frame stands still, and goes on after it. */
static void stop_mode(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, it->enr, 1u << it->bit);
    wr(&chip, 0xE000ED10, 4); /* SLEEPDEEP */
    put(CR1, MSTR | SOFT | SPE | 7 << 3);
    put(DR, 1);
    sleep_core(&chip);
    run_us(&chip, 10000);
    assert_true(chip.cpu.sleeping);
    assert_int_equal(reg(SR), TXE | BSY);
}

static void reset_through_rcc(void **state)
{
    (void)state;
    for (unsigned n = 0; n < INSTANCES; n++) {
        set_up(&instances[n]);
        put(CR2, TXEIE);
        put(CR1, MSTR | SOFT | CPOL | SPE);
        assert_true(level(it->sck));
        assert_true(irq_line(&chip, it->irq));
        put(DR, 1);
        wr(&chip, it->rstr, 1u << it->bit);
        wr(&chip, it->rstr, 0);
        assert_false(level(it->sck));
        assert_false(irq_line(&chip, it->irq));
        assert_int_equal(reg(CR1) | reg(CR2), 0);
        assert_int_equal(reg(SR), TXE);
        run_us(&chip, 10);
        assert_int_equal(reg(SR), TXE);
    }
}

static void interrupts(void **state)
{
    (void)state;
    put(CR2, RXNEIE);
    put(CR1, MSTR | SOFT | SPE);
    put(DR, 1);
    assert_false(irq_line(&chip, it->irq));
    run_us(&chip, 1);
    assert_true(irq_line(&chip, it->irq));
    put(CR2, ERRIE);
    assert_false(irq_line(&chip, it->irq));
    put(DR, 1);
    run_us(&chip, 1);
    assert_true(irq_line(&chip, it->irq)); /* OVR */
    reg(DR);
    reg(SR);
    assert_false(irq_line(&chip, it->irq));
    put(CR2, TXEIE);
    assert_true(irq_line(&chip, it->irq));
    put(DR, 1);
    put(DR, 1);
    assert_false(irq_line(&chip, it->irq));
}

static void nothing_is_due_while_idle(void **state)
{
    (void)state;
    uint64_t before = chip.due_cycle;
    put(CR1, MSTR | SOFT | SPE);
    assert_int_equal(chip.due_cycle, before);
    exchange(1);
    assert_int_equal(chip.due_cycle, before);
}

static void i2s_and_ti_are_reported(void **state)
{
    (void)state;
    set_up(&instances[2]);
    watch_firmware(&chip);
    put(I2SCFGR, 1 << 11);
    assert_true(reported_unmodelled(&chip, it->base + I2SCFGR));
    put(CR2, FRF);
    assert_true(reported_unmodelled(&chip, it->base + CR2));
    assert_int_equal(reg(I2SPR), 2);
    set_up(&instances[0]); /* SPI1 has no I2S */
    watch_firmware(&chip);
    put(I2SCFGR, 1 << 11);
    assert_int_equal(chip.events.count, 0);
    assert_int_equal(reg(I2SCFGR) | reg(I2SPR), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(frames),
        TEST(back_to_back),
        TEST(edges_on_the_pins),
        TEST(levels_between_frames),
        TEST(one_line),
        TEST(receive_only),
        TEST(spe_off),
        TEST(dma),
        TEST(crc),
        TEST(mode_fault),
        TEST(nss_output),
        TEST(slave),
        TEST(clocks),
        TEST(stop_mode),
        TEST(reset_through_rcc),
        TEST(interrupts),
        TEST(nothing_is_due_while_idle),
        TEST(i2s_and_ti_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
