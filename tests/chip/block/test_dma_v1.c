/* SPDX-License-Identifier: MIT
 *
 * DMA: items, flags, interrupts, priorities and errors, mostly from memory to
 * memory. What blocks request is in test_dma_requests.c.
 */
#include "tests/chip/block.h"
#include "tests/chip/block/dma_fixture.h"

enum {
    FROM = 0x20001000,
    TO = 0x20002000,
    ITEM = 5, /* HCLK cycles (assumed) */
    COPY = MEM2MEM | PINC | MINC,
};

static struct chip chip;

/* 16 MHz. */
static int setup_awake(void **state)
{
    (void)state;
    fixture_chip(&chip);
    fixture_hsi16(&chip);
    dma_clock(&chip);
    return 0;
}

static int setup(void **state)
{
    setup_awake(state);
    sleep_core(&chip);
    return 0;
}

static void fill(uint32_t address, uint8_t first, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        wr8(&chip, address + i, (uint8_t)(first + i));
}

static void blank(uint32_t address, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        wr8(&chip, address + i, 0xEE);
}

/* --- items --- */

/* RM0367 11.4.5, the table of sizes: what four items of B0, B1, ... leave in
 * memory. A byte EE was not written. */
static const struct size_case {
    uint32_t from, to; /* 0, 1, 2: bytes, halfwords, words */
    uint8_t left[16];
} sizes[] = {
    {0, 0, {0xB0, 0xB1, 0xB2, 0xB3, [4 ... 15] = 0xEE}},
    {0, 1, {0xB0, 0, 0xB1, 0, 0xB2, 0, 0xB3, 0, [8 ... 15] = 0xEE}},
    {0, 2, {0xB0, 0, 0, 0, 0xB1, 0, 0, 0, 0xB2, 0, 0, 0, 0xB3, 0, 0, 0}},
    {1, 0, {0xB0, 0xB2, 0xB4, 0xB6, [4 ... 15] = 0xEE}},
    {1, 1, {0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, [8 ... 15] = 0xEE}},
    {1,
     2,
     {0xB0, 0xB1, 0, 0, 0xB2, 0xB3, 0, 0, 0xB4, 0xB5, 0, 0, 0xB6, 0xB7, 0, 0}},
    {2, 0, {0xB0, 0xB4, 0xB8, 0xBC, [4 ... 15] = 0xEE}},
    {2, 1, {0xB0, 0xB1, 0xB4, 0xB5, 0xB8, 0xB9, 0xBC, 0xBD, [8 ... 15] = 0xEE}},
    {2,
     2,
     {0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB,
      0xBC, 0xBD, 0xBE, 0xBF}},
};

static void expect_bytes(uint32_t address, const uint8_t *want, unsigned count)
{
    uint8_t got[64];
    assert_true(count <= sizeof got);
    assert_true(chip_peek(&chip, address, got, count));
    assert_memory_equal(got, want, count);
}

static void test_sizes(void **state)
{
    (void)state;
    fill(FROM, 0xB0, 16);
    for (unsigned i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        const struct size_case *c = &sizes[i / 2];
        bool to_peripheral = i & 1;
        uint32_t psize = to_peripheral ? c->to : c->from;
        uint32_t msize = to_peripheral ? c->from : c->to;
        blank(TO, 16);
        dma_start(&chip, 1,
                  COPY | psize << 8 | msize << 10 | (to_peripheral ? DIR : 0),
                  to_peripheral ? TO : FROM, to_peripheral ? FROM : TO, 4);
        run_cycles(&chip, 4 * ITEM);
        expect_bytes(TO, c->left, 16);
        expect_rd(&chip, CNDTR(1), 0);
        wr(&chip, DMA_IFCR, 1);
    }
}

/* Addresses stay where they do not increment, and are aligned to the size. */
static void test_addresses(void **state)
{
    (void)state;
    static const uint8_t same[] = {0xB0, 0xB1, 0xB0, 0xB1, 0xEE};
    static const uint8_t last[] = {0xB4, 0xB5, 0xEE};
    fill(FROM, 0xB0, 16);
    blank(TO, 8);
    dma_start(&chip, 2, MEM2MEM | MINC | PSIZE_16 | MSIZE_16, FROM + 1, TO + 1,
              2);
    run_cycles(&chip, 2 * ITEM);
    expect_bytes(TO, same, 5);
    blank(TO, 8);
    dma_start(&chip, 2, MEM2MEM | PINC | PSIZE_16 | MSIZE_16, FROM, TO, 3);
    run_cycles(&chip, 3 * ITEM);
    expect_bytes(TO, last, 3);
    expect_rd(&chip, CPAR(2), FROM);
    expect_rd(&chip, CMAR(2), TO);
}

/* Items are ITEM cycles apart, half and end have their flags. */
static void test_time_and_flags(void **state)
{
    (void)state;
    uint64_t start = chip.cycle;
    dma_start(&chip, 3, COPY, FROM, TO, 5);
    expect_rd(&chip, CNDTR(3), 5);
    for (unsigned i = 1; i <= 5; i++) {
        uint64_t ps = clock_ps_at(&chip, start + ITEM * i);
        EXPECT_CHANGE(&chip, ps, CNDTR(3), 0xFFFF, 6 - i, 5 - i);
        uint32_t flags = (i >= 3 ? HTIF | GIF : 0) | (i == 5 ? TCIF : 0);
        assert_int_equal(rd(&chip, DMA_ISR), flags << 8);
    }
    run_cycles(&chip, 100);
    assert_int_equal(dma_flags(&chip, 3), TCIF | HTIF | GIF);
    wr(&chip, DMA_IFCR, TCIF << 8);
    assert_int_equal(rd(&chip, DMA_ISR), (HTIF | GIF) << 8);
    wr(&chip, DMA_IFCR, HTIF << 8);
    assert_int_equal(rd(&chip, DMA_ISR), 0);
    assert_true(rd(&chip, CCR(3)) & EN);
}

/* CGIF clears the flags of its channel only. */
static void test_clear_all_of_a_channel(void **state)
{
    (void)state;
    dma_start(&chip, 1, COPY, FROM, TO, 1);
    dma_start(&chip, 7, COPY, FROM, TO, 1);
    run_cycles(&chip, 2 * ITEM);
    assert_int_equal(rd(&chip, DMA_ISR), 0x07000007);
    wr(&chip, DMA_IFCR, GIF);
    assert_int_equal(rd(&chip, DMA_ISR), 0x07000000);
}

/* A finished channel needs CNDTR, and EN again, to go on. */
static void test_restart(void **state)
{
    (void)state;
    fill(FROM, 1, 4);
    blank(TO, 4);
    dma_start(&chip, 4, COPY, FROM, TO, 2);
    run_cycles(&chip, 2 * ITEM);
    wr(&chip, DMA_IFCR, GIF << 12);
    wr(&chip, CCR(4), COPY);
    wr(&chip, CCR(4), COPY | EN);
    run_cycles(&chip, 10 * ITEM);
    assert_int_equal(rd(&chip, DMA_ISR), 0);
    wr(&chip, CCR(4), COPY);
    wr(&chip, CNDTR(4), 1);
    wr(&chip, CMAR(4), TO + 3);
    wr(&chip, CCR(4), COPY | EN);
    run_cycles(&chip, 10 * ITEM);
    static const uint8_t want[] = {1, 2, 0xEE, 1};
    expect_bytes(TO, want, 4);
}

/* Disabling a channel ends it; the item under way is lost (assumed). */
static void test_disable(void **state)
{
    (void)state;
    dma_start(&chip, 1, COPY, FROM, TO, 10);
    run_cycles(&chip, 3 * ITEM + 1);
    wr(&chip, CCR(1), 0);
    run_cycles(&chip, 20 * ITEM);
    expect_rd(&chip, CNDTR(1), 7);
    assert_int_equal(chip.due_cycle, NEVER);
}

/* --- circular --- */

static void test_circular(void **state)
{
    (void)state;
    fill(FROM, 0x10, 4);
    blank(TO, 6);
    dma_start(&chip, 1, COPY | CIRC, FROM, TO, 4);
    for (unsigned i = 0; i < 3; i++) {
        run_cycles(&chip, 2 * ITEM);
        assert_int_equal(dma_flags(&chip, 1), HTIF | GIF);
        fill(FROM, (uint8_t)(0x20 + i), 4); /* seen by items 3 and 4 */
        run_cycles(&chip, 2 * ITEM);
        assert_int_equal(dma_flags(&chip, 1), TCIF | HTIF | GIF);
        expect_rd(&chip, CNDTR(1), 4);
        assert_int_equal(rd8(&chip, TO + 3), 0x23 + i);
        assert_int_equal(rd8(&chip, TO + 4), 0xEE);
        wr(&chip, DMA_IFCR, GIF);
    }
}

/* --- interrupts --- */

/* RM0367 table 55: one vector for channel 1, one for 2 and 3, one for the
 * others; half, end and error have an enable each. */
static void test_interrupts(void **state)
{
    (void)state;
    static const uint8_t irqs[] = {9, 10, 10, 11, 11, 11, 11};
    static const uint32_t enables[] = {HTIE, TCIE_DMA, TEIE};
    for (unsigned channel = 1; channel <= 7; channel++)
        for (unsigned i = 0; i < 3; i++) {
            uint32_t from = enables[i] == TEIE ? 0x30000000 : FROM;
            dma_start(&chip, channel, COPY | enables[i], from, TO, 8);
            for (unsigned item = 0; item < 8; item++) {
                uint32_t pending = 0;
                if (enables[i] & dma_flags(&chip, channel))
                    pending = 1u << irqs[channel - 1];
                assert_int_equal(irq_lines(&chip), pending);
                run_cycles(&chip, ITEM);
            }
            assert_int_equal(irq_lines(&chip), 1u << irqs[channel - 1]);
            wr(&chip, DMA_IFCR, enables[i] << 4 * (channel - 1));
            assert_int_equal(irq_lines(&chip), 0);
            wr(&chip, DMA_IFCR, GIF << 4 * (channel - 1));
            wr(&chip, NVIC_ICPR, 0xFFFFFFFF);
        }
}

/* Two channels of one vector: its line falls with the flag of the last one. */
static void test_shared_interrupt(void **state)
{
    (void)state;
    dma_start(&chip, 2, COPY | TCIE_DMA, FROM, TO, 1);
    dma_start(&chip, 3, COPY | TCIE_DMA, FROM, TO, 1);
    run_cycles(&chip, 2 * ITEM);
    wr(&chip, DMA_IFCR, GIF << 4);
    assert_true(irq_line(&chip, IRQ_DMA1_CH2_3));
    wr(&chip, DMA_IFCR, GIF << 8);
    assert_false(irq_line(&chip, IRQ_DMA1_CH2_3));
}

/* The end of a copy wakes the core from Sleep. */
static void test_wakes_from_sleep(void **state)
{
    (void)state;
    enum { NVIC_ISER = (int)0xE000E100 };
    wr(&chip, NVIC_ISER, 1u << IRQ_DMA1_CH1);
    dma_start(&chip, 1, COPY | TCIE_DMA, FROM, TO, 1000);
    run_cycles(&chip, 1000 * ITEM - 1);
    assert_true(chip.cpu.sleeping);
    run_cycles(&chip, 40);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_IRQ0 + IRQ_DMA1_CH1);
}

/* --- arbitration --- */

/* A request that is granted is finished; then PL decides, then the number. */
static void test_priority(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        uint32_t low = i, high = i + 1;
        dma_start(&chip, 2, COPY | low << PL_SHIFT, FROM, TO, 3);
        dma_start(&chip, 5, COPY | high << PL_SHIFT, FROM, TO, 3);
        dma_start(&chip, 6, COPY | high << PL_SHIFT, FROM, TO, 3);
        static const uint8_t left[][3] = {{2, 3, 3}, {2, 2, 3}, {2, 1, 3},
                                          {2, 0, 3}, {2, 0, 2}, {2, 0, 1},
                                          {2, 0, 0}, {1, 0, 0}, {0, 0, 0}};
        for (unsigned item = 0; item < 9; item++) {
            run_cycles(&chip, ITEM);
            expect_rd(&chip, CNDTR(2), left[item][0]);
            expect_rd(&chip, CNDTR(5), left[item][1]);
            expect_rd(&chip, CNDTR(6), left[item][2]);
        }
    }
}

/* --- errors --- */

/* What the DMA cannot reach. */
static void test_transfer_errors(void **state)
{
    (void)state;
    static const uint32_t bad[] = {
        0x30000000,       0x20005000, 0x40000800, /* nothing there */
        0xE000E010,       0xE000ED00,             /* PPB */
        GPIOA + GPIO_ODR,                         /* the core's own bus */
        0x08040000,       0x1FF80100,
    };
    wr(&chip, RCC_IOPENR, 1);
    for (unsigned i = 0; i < 2 * sizeof bad / sizeof *bad; i++) {
        bool write = i & 1;
        dma_start(&chip, 5,
                  MEM2MEM | PSIZE_32 | MSIZE_32 | (write ? DIR : 0) | TEIE,
                  bad[i / 2], TO, 4);
        run_cycles(&chip, 10 * ITEM);
        assert_int_equal(dma_flags(&chip, 5), TEIF | GIF);
        assert_true(irq_line(&chip, IRQ_DMA1_CH4_7));
        assert_false(rd(&chip, CCR(5)) & EN);
        expect_rd(&chip, CNDTR(5), 4);
        wr(&chip, DMA_IFCR, TEIF << 16);
        assert_false(irq_line(&chip, IRQ_DMA1_CH4_7));
    }
    assert_int_equal(chip.cpu.ipsr, 0); /* no fault of the core's */
}

/* The other channels go on; EN stays 0 until TEIF is cleared. */
static void test_after_an_error(void **state)
{
    (void)state;
    dma_start(&chip, 1, COPY, 0x30000000, TO, 4);
    dma_start(&chip, 2, COPY, FROM, TO, 4);
    run_cycles(&chip, 5 * ITEM);
    assert_int_equal(dma_flags(&chip, 2), TCIF | HTIF | GIF);
    wr(&chip, CPAR(1), FROM);
    wr(&chip, CCR(1), COPY | EN);
    expect_rd(&chip, CCR(1), COPY);
    wr(&chip, DMA_IFCR, TEIF);
    wr(&chip, CCR(1), COPY | EN);
    expect_rd(&chip, CCR(1), COPY | EN);
    run_cycles(&chip, 4 * ITEM);
    assert_int_equal(dma_flags(&chip, 1), TCIF | HTIF | GIF);
}

/* --- EN=1 --- */

/* Read-only bits stay, and the firmware's error is reported; interrupt enables
 * and CIRC can be changed. */
static void test_read_only_while_enabled(void **state)
{
    (void)state;
    const uint32_t ccr = PINC | EN;
    dma_start(&chip, 1, PINC, FROM, TO, 9);
    watch_firmware(&chip);
    wr(&chip, CCR(1), 0x7FFF);
    expect_rd(&chip, CCR(1), ccr | TCIE_DMA | HTIE | TEIE | CIRC);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CCR(1));
    wr(&chip, CCR(1), ccr);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, CNDTR(1), 1);
    expect_rd(&chip, CNDTR(1), 9);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CNDTR(1));
    wr(&chip, CMAR(1), TO + 4);
    expect_rd(&chip, CMAR(1), TO + 4);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CMAR(1));
    wr(&chip, CPAR(1), FROM + 4);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CPAR(1));
    wr(&chip, CCR(1), 0); /* the end of most drivers: no error */
    assert_int_equal(chip.events.count, 0);
    unwatch(&chip);
}

/* An address that is written meanwhile counts from the next reload on. */
static void test_address_while_enabled(void **state)
{
    (void)state;
    blank(TO, 16);
    fill(FROM, 1, 4);
    dma_start(&chip, 1, COPY | CIRC, FROM, TO, 4);
    run_cycles(&chip, ITEM);
    wr(&chip, CMAR(1), TO + 8);
    run_cycles(&chip, 4 * ITEM);
    static const uint8_t want[] = {1, 2, 3, 4, 0xEE, 0xEE, 0xEE, 0xEE, 1, 0xEE};
    expect_bytes(TO, want, 10);
}

/* --- the NVM --- */

static void test_from_flash(void **state)
{
    (void)state;
    load_word(&chip, 0x08001000, 0x12345678);
    load_word(&chip, 0x08080004, 0x9ABCDEF0);
    static const uint32_t from[] = {0x08001000, 0x1000, 0x08080004};
    for (unsigned i = 0; i < 3; i++) {
        dma_start(&chip, 1, COPY | PSIZE_32 | MSIZE_32, from[i], TO, 1);
        run_cycles(&chip, ITEM);
        expect_rd(&chip, TO, i < 2 ? 0x12345678 : 0x9ABCDEF0);
    }
}

static void unlock_eeprom(void)
{
    wr(&chip, 0x4002200C, 0x89ABCDEF);
    wr(&chip, 0x4002200C, 0x02030405);
}

/* A store begins an EEPROM operation; the next item waits for its end, and so
 * does every other channel, but not the core. */
static void test_busy_nvm(void **state)
{
    (void)state;
    enum { EEPROM = 0x08080000, FLASH_SR = 0x40022018 };
    fill(FROM, 1, 8);
    unlock_eeprom();
    dma_start(&chip, 1, COPY | PSIZE_32 | MSIZE_32, FROM, EEPROM, 2);
    dma_start(&chip, 2, COPY, FROM, TO, 1);
    run_us(&chip, 100);
    assert_int_equal(rd(&chip, FLASH_SR) & 1, 1);
    expect_rd(&chip, CNDTR(1), 1);
    expect_rd(&chip, CNDTR(2), 1);
    run_us(&chip, 20000);
    assert_int_equal(rd(&chip, FLASH_SR) & 1, 0);
    expect_rd(&chip, EEPROM, 0x04030201);
    expect_rd(&chip, EEPROM + 4, 0x08070605);
    assert_int_equal(dma_flags(&chip, 2), TCIF | HTIF | GIF);
}

/* --- clocks and reset --- */

static void test_gating(void **state)
{
    (void)state;
    dma_start(&chip, 1, COPY, FROM, TO, 100);
    run_cycles(&chip, 10 * ITEM);
    wr(&chip, RCC_AHBENR, 0x100);
    run_cycles(&chip, 1000 * ITEM);
    wr(&chip, RCC_AHBENR, 0x101);
    expect_rd(&chip, CNDTR(1), 90);
    run_cycles(&chip, 90 * ITEM);
    expect_rd(&chip, CNDTR(1), 0);
}

/* Items are counted in cycles, whatever HCLK is. */
static void test_clock_change(void **state)
{
    (void)state;
    dma_start(&chip, 1, COPY, FROM, TO, 100);
    run_cycles(&chip, 10 * ITEM);
    wr(&chip, RCC_CFGR, 1 | 8 << 4); /* HCLK = 8 MHz */
    run_cycles(&chip, 10 * ITEM);
    expect_rd(&chip, CNDTR(1), 80);
    wr(&chip, RCC_CFGR, 1);
    run_cycles(&chip, 80 * ITEM);
    expect_rd(&chip, CNDTR(1), 0);
}

static void test_rcc_reset(void **state)
{
    (void)state;
    dma_start(&chip, 1, COPY | TCIE_DMA, FROM, TO, 1);
    dma_start(&chip, 2, COPY, FROM, TO, 100);
    dma_select(&chip, 3, 5);
    run_cycles(&chip, 3 * ITEM);
    assert_true(irq_line(&chip, IRQ_DMA1_CH1));
    wr(&chip, RCC_AHBRSTR, 1);
    wr(&chip, RCC_AHBRSTR, 0);
    assert_false(irq_line(&chip, IRQ_DMA1_CH1));
    for (uint32_t at = DMA_ISR; at <= DMA_CSELR; at += 4)
        expect_rd(&chip, at, 0);
    assert_int_equal(chip.due_cycle, NEVER);
}

/* In Stop nothing moves; what was under way goes on after it. */
static void test_stop(void **state)
{
    (void)state;
    enum {
        EXTI_IMR = 0x40010400,
        EXTI_FTSR = 0x4001040C,
        MODER_C = 0x50000800,
        EXTICR4 = 0x40010014,
        SCR = (int)0xE000ED10,
        NVIC_ISER = (int)0xE000E100,
    };
    wr(&chip, RCC_APB2ENR, 1);
    wr(&chip, RCC_IOPENR, 4);
    wr(&chip, MODER_C, 0xF3FFFFFF);
    wr(&chip, EXTICR4, 2 << 4);
    wr(&chip, EXTI_FTSR, 1 << 13);
    wr(&chip, EXTI_IMR, 1 << 13);
    wr(&chip, NVIC_ISER, 1u << IRQ_EXTI4_15);
    wr(&chip, SCR, 4);
    dma_start(&chip, 1, COPY, FROM, TO, 60000);
    sleep_core(&chip);
    run_cycles(&chip, 1000);
    assert_int_equal(chip.due_cycle, NEVER);
    run_ps(&chip, PS_PER_S);
    uint32_t left = rd(&chip, CNDTR(1));
    assert_in_range(left, 60000 - 10, 60000);
    chip_pin_drive(&chip, GPIO_C, 13, false);
    run_cycles(&chip, 100 * ITEM);
    assert_in_range(rd(&chip, CNDTR(1)), left - 100, left - 90);
}

/* --- cost --- */

/* Nothing is due while no channel has work, enabled or not. */
static void test_idle(void **state)
{
    (void)state;
    assert_int_equal(chip.due_cycle, NEVER);
    dma_start(&chip, 4, PINC, FROM, TO, 4);
    assert_int_equal(chip.due_cycle, NEVER);
    dma_start(&chip, 1, COPY, FROM, TO, 4);
    assert_true(chip.due_cycle != NEVER);
    run_cycles(&chip, 4 * ITEM);
    assert_int_equal(chip.due_cycle, NEVER);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(test_sizes),
        TEST(test_addresses),
        TEST(test_time_and_flags),
        TEST(test_clear_all_of_a_channel),
        TEST(test_restart),
        TEST(test_disable),
        TEST(test_circular),
        TEST(test_interrupts),
        TEST(test_shared_interrupt),
        TEST(test_wakes_from_sleep),
        TEST(test_priority),
        TEST(test_transfer_errors),
        TEST(test_after_an_error),
        TEST(test_read_only_while_enabled),
        TEST(test_address_while_enabled),
        TEST(test_from_flash),
        TEST(test_busy_nvm),
        TEST(test_gating),
        TEST(test_clock_change),
        TEST(test_rcc_reset),
        cmocka_unit_test_setup(test_stop, setup_awake),
        TEST(test_idle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
