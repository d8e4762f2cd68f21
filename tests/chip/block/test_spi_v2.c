/* SPDX-License-Identifier: MIT
 *
 * SPI v2: frames of 4 to 16 bits with their FIFOs, looped back from pin to pin.
 * What it shares with SPI v1 has its tests there.
 */
#include "tests/chip/stm32l4/l4_fixture.h"

enum {
    CR1 = 0x00,
    CR2 = 0x04,
    SR = 0x08,
    DR = 0x0C,
    CRCPR = 0x10,
    TXCRCR = 0x18,

    MSTR = 1 << 2,
    SPE = 1 << 6,
    SOFT = 3 << 8, /* SSM, SSI */
    CRCL = 1 << 11,
    CRCNEXT = 1 << 12,
    CRCEN = 1 << 13,

    RXDMAEN = 1 << 0,
    TXDMAEN = 1 << 1,
    FRF = 1 << 4,
    RXNEIE = 1 << 6,
    FRXTH = 1 << 12,

    RXNE = 1 << 0,
    TXE = 1 << 1,
    OVR = 1 << 6,
    BSY = 1 << 7,
    FRLVL = 3 << 9,
    FTLVL = 3 << 11,
};

struct instance {
    uint32_t base, port;
    unsigned port_number, sck, miso, mosi, af;
    unsigned rx_dma, tx_dma; /* DMA, channel, selection: 0x123 */
};

static const struct instance instances[] = {
    {0x40013000, GPIOA, GPIO_A, 5, 6, 7, 5, 0x121, 0x131},
    {0x40003800, GPIOB, GPIO_B, 13, 14, 15, 5, 0x141, 0x151},
    {0x40003C00, GPIOB, GPIO_B, 3, 4, 5, 6, 0x213, 0x223},
};

static struct chip chip;
static const struct instance *it;

static uint32_t reg(uint32_t offset)
{
    return rd(&chip, it->base + offset);
}

static void put(uint32_t offset, uint32_t value)
{
    wr(&chip, it->base + offset, value);
}

static void pin(unsigned number)
{
    uint32_t afr = it->port + GPIO_AFRL + number / 8 * 4;
    modify(&chip, afr, 15u << number % 8 * 4, it->af << number % 8 * 4);
    modify(&chip, it->port + GPIO_MODER, 3u << 2 * number, 2u << 2 * number);
}

static void set_up(unsigned n)
{
    it = &instances[n];
    l4_chip(&chip, "stm32l476rg");
    l4_clocks(&chip);
    sleep_core(&chip);
    pin(it->sck);
    pin(it->miso);
    pin(it->mosi);
}

static int setup(void **state)
{
    (void)state;
    set_up(0);
    return 0;
}

/* A wire from MOSI to MISO, for a time. */
static void loop_back(unsigned us)
{
    chip.watch.pins[it->port_number] = (uint16_t)(1u << it->sck);
    for (unsigned i = 0; i < us * 4; i++) {
        bool high = rd(&chip, it->port + GPIO_IDR) >> it->mosi & 1;
        chip_pin_drive(&chip, it->port_number, it->miso, high);
        run_ps(&chip, PS_PER_US / 4); /* a cycle */
    }
}

static void begin(uint32_t cr2)
{
    put(CR1, 0);
    put(CR2, cr2);
    put(CR1, MSTR | SOFT | SPE | 1 << 3); /* 1 MHz: MSI / 4 */
}

static void registers(void **state)
{
    (void)state;
    assert_int_equal(reg(CR1), 0);
    assert_int_equal(reg(CR2), 0x0700);
    assert_int_equal(reg(SR), TXE);
    assert_int_equal(reg(CRCPR), 7);
    put(CR2, 0xFFFF);
    assert_int_equal(reg(CR2), 0x7FFF);
    for (uint32_t ds = 0; ds < 16; ds++) {
        put(CR2, ds << 8);
        assert_int_equal(reg(CR2) >> 8, ds < 3 ? 7 : ds);
    }
    put(CR2, FRXTH);
    wr16(&chip, it->base + CR1, MSTR | SOFT);
    assert_int_equal(reg(CR1), MSTR | SOFT);
    wr(&chip, RCC_APB2ENR - 0x20, 1 << 12);
    wr(&chip, RCC_APB2ENR - 0x20, 0);
    assert_int_equal(reg(CR1), 0);
    assert_int_equal(reg(CR2), 0x0700);
}

/* Every length, on every SPI: what was sent comes back. */
static void lengths(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 3; n++) {
        set_up(n);
        for (unsigned bits = 4; bits <= 16; bits++) {
            uint32_t mask = (1u << bits) - 1;
            begin((bits - 1) << 8 | (bits > 8 ? 0 : FRXTH));
            uint64_t start = clock_ps(&chip);
            if (bits > 8)
                wr16(&chip, it->base + DR, 0xA5C3 & mask);
            else
                wr8(&chip, it->base + DR, 0xC3 & mask);
            assert_int_equal(reg(SR), TXE | BSY);
            loop_back(bits);
            uint64_t took = clock_ps(&chip) - start;
            assert_in_range(took, bits * PS_PER_US, (bits + 1) * PS_PER_US);
            assert_int_equal(reg(SR) & (BSY | RXNE), RXNE);
            uint32_t got = bits > 8 ? rd16(&chip, it->base + DR)
                                    : rd8(&chip, it->base + DR);
            if (got != ((bits > 8 ? 0xA5C3 : 0xC3) & mask))
                fail_msg("SPI at 0x%08X, %u bits: %X", (unsigned)it->base, bits,
                         (unsigned)got);
            assert_int_equal(reg(SR), TXE);
        }
    }
}

/* Four frames of a byte wait on each side. */
static void levels(void **state)
{
    (void)state;
    static const uint32_t sent[] = {TXE, TXE | 1 << 11, TXE | 2 << 11, 3 << 11,
                                    3 << 11};
    put(CR1, MSTR | SOFT | 1 << 3);
    put(CR2, 0x700 | FRXTH);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(reg(SR), sent[i]);
        wr8(&chip, it->base + DR, 0x11 * (i + 1)); /* the fifth is lost */
    }
    put(CR1, MSTR | SOFT | SPE | 1 << 3);
    assert_int_equal(reg(SR) & (FTLVL | BSY), 3 << 11 | BSY);
    loop_back(8);
    assert_int_equal(reg(SR) & (FTLVL | FRLVL | RXNE), 2 << 11 | 1 << 9 | RXNE);
    loop_back(26);
    assert_int_equal(reg(SR), TXE | RXNE | 3 << 9);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(rd8(&chip, it->base + DR), 0x11 * (i + 1));
    assert_int_equal(reg(SR), TXE);
    assert_int_equal(rd8(&chip, it->base + DR), 0);
}

/* With FRXTH=0 RXNE is for 16 bits, and an access of 16 bits is two frames. */
static void packing(void **state)
{
    (void)state;
    begin(0x700);
    wr8(&chip, it->base + DR, 0x12);
    loop_back(9);
    assert_int_equal(reg(SR), TXE | 1 << 9);
    wr16(&chip, it->base + DR, 0x7856);
    loop_back(17);
    assert_int_equal(reg(SR), TXE | RXNE | 3 << 9);
    assert_int_equal(rd16(&chip, it->base + DR), 0x5612);
    assert_int_equal(reg(SR), TXE | 1 << 9);
    assert_int_equal(rd8(&chip, it->base + DR), 0x78);
    put(DR, 0x9ABC);
    loop_back(17);
    assert_int_equal(reg(DR), 0x9ABC);
}

static void overrun(void **state)
{
    (void)state;
    begin(0x700 | FRXTH);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(reg(SR) & OVR, 0);
        wr8(&chip, it->base + DR, i + 1);
        loop_back(9);
    }
    assert_int_equal(reg(SR) & OVR, OVR);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(rd8(&chip, it->base + DR), i + 1);
    assert_int_equal(reg(SR) & OVR, OVR);
    assert_int_equal(reg(SR), TXE);
}

/* Polynomial 7: the CRC-8 of "123456789" is F4. */
static void crc(void **state)
{
    (void)state;
    static const char text[] = "123456789";
    put(CR2, 0x700 | FRXTH);
    uint32_t cr1 = MSTR | SOFT | CRCEN | SPE | 1 << 3;
    put(CR1, cr1);
    for (unsigned i = 0; i < 9; i++) {
        wr8(&chip, it->base + DR, (uint8_t)text[i]);
        if (i == 8)
            put(CR1, cr1 | CRCNEXT);
        loop_back(8);
        rd8(&chip, it->base + DR);
    }
    assert_int_equal(reg(TXCRCR), 0xF4);
    loop_back(9);
    assert_int_equal(reg(SR), TXE | RXNE | 1 << 9); /* no CRCERR */
    assert_int_equal(rd8(&chip, it->base + DR), 0xF4);
}

static void set_dma(unsigned where, uint32_t memory, uint32_t count,
                    uint32_t ccr)
{
    uint32_t dma = 0x4001FC00 + 0x400 * (where >> 8);
    unsigned n = where >> 4 & 15;
    uint32_t channel = dma + 8 + 20 * (n - 1);
    modify(&chip, dma + 0xA8, 15u << 4 * (n - 1), (where & 15) << 4 * (n - 1));
    wr(&chip, channel + 4, count);
    wr(&chip, channel + 8, it->base + DR);
    wr(&chip, channel + 12, memory);
    wr(&chip, channel, ccr);
}

static void dma(void **state)
{
    (void)state;
    enum { FROM = 0x20001000, TO = 0x20001100, COUNT = 6 };
    for (unsigned n = 0; n < 3; n++) {
        set_up(n);
        for (unsigned i = 0; i < COUNT; i++)
            wr8(&chip, FROM + i, 0x10 + i);
        set_dma(it->rx_dma, TO, COUNT, 0x81);   /* EN, MINC */
        set_dma(it->tx_dma, FROM, COUNT, 0x91); /* DIR as well */
        put(CR2, 0x700 | FRXTH | RXDMAEN);
        put(CR1, MSTR | SOFT | SPE | 1 << 3);
        put(CR2, 0x700 | FRXTH | RXDMAEN | TXDMAEN);
        loop_back(8 * COUNT + 8); /* items take their time */
        assert_int_equal(reg(SR), TXE);
        for (unsigned i = 0; i < COUNT; i++)
            assert_int_equal(rd8(&chip, TO + i), 0x10 + i);
    }
}

static void interrupt(void **state)
{
    (void)state;
    begin(0x700 | FRXTH | RXNEIE);
    wr8(&chip, it->base + DR, 1);
    assert_int_equal(rd(&chip, 0xE000E204) >> (L4_IRQ_SPI1 - 32) & 1, 0);
    loop_back(9);
    assert_int_equal(rd(&chip, 0xE000E204) >> (L4_IRQ_SPI1 - 32) & 1, 1);
}

static void what_is_reported(void **state)
{
    (void)state;
    watch_firmware(&chip);
    begin(0x700);
    assert_false(reported_unmodelled(&chip, it->base + CR2));
    put(CR2, 0x700 | FRF);
    assert_true(reported_unmodelled(&chip, it->base + CR2));
    put(CR2, 0xF00);
    put(CR1, CRCEN);
    assert_true(reported_unmodelled(&chip, it->base + CR1));
    set_up(0); /* a register is reported once */
    watch_firmware(&chip);
    put(CR2, 0xF00);
    put(CR1, CRCEN | CRCL);
    assert_false(reported_unmodelled(&chip, it->base + CR1));
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(registers), TEST(lengths),   TEST(levels),
        TEST(packing),   TEST(overrun),   TEST(crc),
        TEST(dma),       TEST(interrupt), TEST(what_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
