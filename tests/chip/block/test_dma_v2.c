/* SPDX-License-Identifier: MIT
 *
 * The DMA with streams: copies, a USART on both sides, circular and double
 * buffers, sizes, errors, interrupts.
 */
#include "tests/chip/stm32f4/f4_fixture.h"

static struct chip chip;

enum { DMA1 = 0x40026000, DMA2 = 0x40026400 };
enum { LISR = 0, HISR = 4, LIFCR = 8, HIFCR = 12 };
enum { NDTR = 4, PAR = 8, M0AR = 12, M1AR = 16, FCR = 20 };
enum {
    EN = 1 << 0,
    TEIE = 1 << 2,
    HTIE = 1 << 3,
    TCIE = 1 << 4,
    M2P = 1 << 6,
    M2M = 2 << 6,
    CIRC = 1 << 8,
    PINC = 1 << 9,
    MINC = 1 << 10,
    PSIZE_16 = 1 << 11,
    PSIZE_32 = 2 << 11,
    MSIZE_16 = 1 << 13,
    MSIZE_32 = 2 << 13,
    DBM = 1 << 18,
    CT = 1 << 19,
    DMDIS = 1 << 2,

    TEIF = 1 << 3,
    HTIF = 1 << 4,
    TCIF = 1 << 5,
};

enum { FROM = 0x20001000, TO = 0x20002000 };

#define CH(n) ((uint32_t)(n) << 25)

static uint32_t stream(uint32_t dma, unsigned n)
{
    return dma + 0x10 + 0x18 * n;
}

static uint32_t flags(uint32_t dma, unsigned n)
{
    static const uint8_t shift[] = {0, 6, 16, 22};
    return rd(&chip, dma + (n < 4 ? LISR : HISR)) >> shift[n & 3] & 0x3D;
}

static void clear_flags(uint32_t dma, unsigned n)
{
    static const uint8_t shift[] = {0, 6, 16, 22};
    wr(&chip, dma + (n < 4 ? LIFCR : HIFCR), 0x3Du << shift[n & 3]);
}

static void open_part(const char *name)
{
    f4_chip(&chip, name);
    f4_clocks(&chip);
    sleep_core(&chip);
    for (uint32_t i = 0; i < 64; i++) {
        load_word(&chip, FROM + 4 * i, 0x01010101 * i);
        load_word(&chip, TO + 4 * i, 0xEEEEEEEE);
    }
}

static void go(uint32_t dma, unsigned n, uint32_t par, uint32_t m0ar,
               uint32_t count, uint32_t cr)
{
    wr(&chip, stream(dma, n) + PAR, par);
    wr(&chip, stream(dma, n) + M0AR, m0ar);
    wr(&chip, stream(dma, n) + NDTR, count);
    wr(&chip, stream(dma, n), cr | EN);
}

static void copies_memory(void **state)
{
    (void)state;
    open_part("stm32f401re");
    go(DMA2, 0, FROM, TO, 16, M2M | PINC | MINC | PSIZE_32 | MSIZE_32 | TCIE);
    assert_true(rd(&chip, stream(DMA2, 0)) & EN);
    run_us(&chip, 100);
    for (uint32_t i = 0; i < 16; i++)
        expect_rd(&chip, TO + 4 * i, 0x01010101 * i);
    expect_rd(&chip, TO + 64, 0xEEEEEEEE);
    assert_false(rd(&chip, stream(DMA2, 0)) & EN);
    expect_rd(&chip, stream(DMA2, 0) + NDTR, 0);
    assert_int_equal(flags(DMA2, 0), TCIF | HTIF);
    assert_true(rd(&chip, 0xE000E204) >> (F4_IRQ_DMA2_STREAM0 - 32) & 1);
    /* Not again while the flags are there. */
    wr(&chip, stream(DMA2, 0) + NDTR, 1);
    modify(&chip, stream(DMA2, 0), 0, EN);
    assert_false(rd(&chip, stream(DMA2, 0)) & EN);
    clear_flags(DMA2, 0);
    assert_int_equal(flags(DMA2, 0), 0);
    modify(&chip, stream(DMA2, 0), 0, EN);
    assert_true(rd(&chip, stream(DMA2, 0)) & EN);
}

/* DMA1 has no way from memory to memory. */
static void dma1_copies_nothing(void **state)
{
    (void)state;
    open_part("stm32f401re");
    go(DMA1, 0, FROM, TO, 16, M2M | PINC | MINC);
    run_us(&chip, 100);
    expect_rd(&chip, TO, 0xEEEEEEEE);
}

/* Words to bytes and back through the FIFO; direct mode has PSIZE alone. */
static void sizes(void **state)
{
    (void)state;
    open_part("stm32f401re");
    load_word(&chip, FROM, 0x44332211);
    wr(&chip, stream(DMA2, 1) + FCR, DMDIS);
    go(DMA2, 1, FROM, TO, 1, M2M | PINC | MINC | PSIZE_32);
    run_us(&chip, 10);
    expect_rd(&chip, TO, 0x44332211);
    /* MINC=0: the four bytes of a word reach one. */
    wr(&chip, stream(DMA2, 2) + FCR, DMDIS);
    go(DMA2, 2, FROM, TO + 4, 1, M2M | PINC | PSIZE_32);
    run_us(&chip, 10);
    expect_rd(&chip, TO + 4, 0xEEEEEE44);
    go(DMA2, 3, FROM, TO + 8, 2, M2M | PINC | MINC | PSIZE_16 | MSIZE_32);
    run_us(&chip, 10);
    expect_rd(&chip, TO + 8, 0x44332211);
    expect_rd(&chip, stream(DMA2, 3),
              CH(0) | M2M | PINC | MINC | PSIZE_16 | MSIZE_32);
}

static void open_usart(uint32_t base, uint32_t gpio, unsigned pin, uint32_t cr3)
{
    enum { BRR = 8, CR1 = 12, CR3 = 20 };
    pin_alternate(&chip, gpio, pin, 7);
    pin_alternate(&chip, gpio, pin + 1, 7);
    wr(&chip, base + BRR, 139);
    wr(&chip, base + CR3, cr3);
    wr(&chip, base + CR1, 0x200C);
    run_us(&chip, 120);
}

enum { USART1 = 0x40011000, USART2 = 0x40004400, DMAR = 1 << 6, DMAT = 1 << 7 };

static void usart_sends(void **state)
{
    char text[16] = {0};
    (void)state;
    open_part("stm32f401re");
    assert_true(chip_poke(&chip, FROM, "hello", 5));
    serial_open(&chip, USART_2, 115200);
    open_usart(USART2, GPIOA, 2, DMAT);
    go(DMA1, 6, USART2 + 4, FROM, 5, CH(4) | M2P | MINC | TCIE);
    run_us(&chip, 800);
    assert_int_equal(serial_take(&chip, USART_2, text, sizeof text), 5);
    assert_string_equal(text, "hello");
    assert_int_equal(flags(DMA1, 6), TCIF | HTIF);
    assert_true(rd(&chip, 0xE000E200) >> 17 & 1);
    assert_true(rd(&chip, USART2) & 1 << 6); /* TC */
}

static void usart_receives_in_a_circle(void **state)
{
    char got[4];
    (void)state;
    open_part("stm32f401re");
    serial_open(&chip, USART_1, 115200);
    open_usart(USART1, GPIOA, 9, DMAR);
    go(DMA2, 2, USART1 + 4, TO, 4, CH(4) | MINC | CIRC);
    serial_send(&chip, USART_1, "abcdef", 6);
    run_us(&chip, 90 * 3);
    assert_int_equal(flags(DMA2, 2) & (HTIF | TCIF), HTIF);
    run_us(&chip, 90 * 4);
    assert_true(chip_peek(&chip, TO, got, 4));
    assert_memory_equal(got, "efcd", 4);
    assert_true(rd(&chip, stream(DMA2, 2)) & EN);
    expect_rd(&chip, stream(DMA2, 2) + NDTR, 2);
    assert_int_equal(flags(DMA2, 2), TCIF | HTIF);
    /* The other stream of the same request, on an F4 as well. */
    modify(&chip, stream(DMA2, 2), EN, 0);
    go(DMA2, 5, USART1 + 4, TO + 16, 1, CH(4) | MINC);
    serial_send(&chip, USART_1, "z", 1);
    run_us(&chip, 100);
    assert_int_equal(rd8(&chip, TO + 16), 'z');
}

/* DBM: the buffers take turns; the one that is not used may be moved. */
static void double_buffer(void **state)
{
    char got[8];
    (void)state;
    open_part("stm32f401re");
    serial_open(&chip, USART_1, 115200);
    open_usart(USART1, GPIOA, 9, DMAR);
    wr(&chip, stream(DMA2, 2) + M1AR, TO + 8);
    go(DMA2, 2, USART1 + 4, TO, 2, CH(4) | MINC | DBM);
    serial_send(&chip, USART_1, "abcdef", 6);
    run_us(&chip, 90 * 2);
    assert_true(rd(&chip, stream(DMA2, 2)) & CT);
    wr(&chip, stream(DMA2, 2) + M0AR, TO + 4);
    watch_firmware(&chip);
    wr(&chip, stream(DMA2, 2) + M1AR, TO + 12);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, stream(DMA2, 2) + M1AR);
    unwatch(&chip);
    run_us(&chip, 90 * 5);
    assert_true(chip_peek(&chip, TO, got, 2));
    assert_memory_equal(got, "ab", 2);
    assert_true(chip_peek(&chip, TO + 8, got, 2));
    assert_memory_equal(got, "cd", 2);
    assert_true(chip_peek(&chip, TO + 4, got, 2));
    assert_memory_equal(got, "ef", 2);
}

/* What the DMA cannot reach: CCM data RAM, and where no memory is. */
static void errors(void **state)
{
    static const uint32_t nowhere[] = {0x10000000, 0x20020000, 0x60000000,
                                       0x22000000};
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        open_part("stm32f407vg");
        go(DMA2, 0, FROM, nowhere[i], 4, M2M | PINC | MINC | TEIE);
        run_us(&chip, 10);
        assert_int_equal(flags(DMA2, 0), TEIF);
        assert_false(rd(&chip, stream(DMA2, 0)) & EN);
        assert_true(rd(&chip, 0xE000E204) >> (F4_IRQ_DMA2_STREAM0 - 32) & 1);
    }
}

/* An enabled stream keeps its configuration, and says so. */
static void frozen(void **state)
{
    (void)state;
    open_part("stm32f401re");
    go(DMA1, 5, USART2 + 4, TO, 4, CH(4) | MINC);
    watch_firmware(&chip);
    wr(&chip, stream(DMA1, 5) + NDTR, 9);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, stream(DMA1, 5) + NDTR);
    wr(&chip, stream(DMA1, 5) + PAR, 0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, stream(DMA1, 5) + PAR);
    wr(&chip, stream(DMA1, 5) + M0AR, 0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, stream(DMA1, 5) + M0AR);
    unwatch(&chip);
    expect_rd(&chip, stream(DMA1, 5) + NDTR, 4);
    expect_rd(&chip, stream(DMA1, 5) + PAR, USART2 + 4);
    expect_rd(&chip, stream(DMA1, 5) + M0AR, TO);
    /* Disabled by software it says TCIF. */
    modify(&chip, stream(DMA1, 5), EN, 0);
    assert_int_equal(flags(DMA1, 5), TCIF);
}

/* The higher PL goes first, then the lower number. */
static void priorities(void **state)
{
    (void)state;
    open_part("stm32f401re");
    go(DMA2, 0, FROM, TO, 4, M2M | PINC | MINC);
    go(DMA2, 1, FROM + 16, TO + 16, 4, M2M | PINC | MINC | 1 << 16);
    go(DMA2, 2, FROM + 32, TO + 32, 4, M2M | PINC | MINC | 1 << 16);
    /* One item was granted to stream 0 at once. */
    run_cycles(&chip, 5 * 5 + 1);
    assert_int_equal(flags(DMA2, 1) & TCIF, TCIF);
    assert_int_equal(flags(DMA2, 2) & TCIF, 0);
    run_cycles(&chip, 4 * 5);
    assert_int_equal(flags(DMA2, 2) & TCIF, TCIF);
    assert_int_equal(flags(DMA2, 0) & TCIF, 0);
}

/* A timer's update feeds a port: both controllers are heard. */
static void timer_to_port(void **state)
{
    enum { TIM1 = 0x40010000, DIER = 0x0C, ARR = 0x2C };
    (void)state;
    open_part("stm32f401re");
    wr(&chip, GPIOC + GPIO_MODER, 0x5555);
    wr(&chip, TIM1 + ARR, 159);
    wr(&chip, TIM1 + DIER, 1 << 8);
    go(DMA2, 5, GPIOC + GPIO_ODR, FROM, 64, CH(6) | M2P | MINC);
    wr(&chip, TIM1, 1);
    run_us(&chip, 10 * 5 + 5);
    expect_rd(&chip, stream(DMA2, 5) + NDTR, 59);
    expect_rd(&chip, GPIOC + GPIO_ODR, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_memory),
        cmocka_unit_test(dma1_copies_nothing),
        cmocka_unit_test(sizes),
        cmocka_unit_test(usart_sends),
        cmocka_unit_test(usart_receives_in_a_circle),
        cmocka_unit_test(double_buffer),
        cmocka_unit_test(errors),
        cmocka_unit_test(frozen),
        cmocka_unit_test(priorities),
        cmocka_unit_test(timer_to_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
