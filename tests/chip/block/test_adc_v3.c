/* SPDX-License-Identifier: MIT
 *
 * The ADC of the L4: power, calibration, sequences by rank, clocks, what it
 * measures. What it shares with the ADC of the L0 has its tests there.
 */
#include "tests/chip/stm32l4/l4_fixture.h"

enum {
    ADC = 0x50040000,
    ISR = ADC,
    IER = ADC + 0x04,
    CR = ADC + 0x08,
    CFGR = ADC + 0x0C,
    CFGR2 = ADC + 0x10,
    SMPR1 = ADC + 0x14,
    SMPR2 = ADC + 0x18,
    SQR1 = ADC + 0x30,
    SQR2 = ADC + 0x34,
    DR = ADC + 0x40,
    JSQR = ADC + 0x4C,
    CALFACT = ADC + 0xB4,
    CCR = ADC + 0x308,

    ADRDY = 1 << 0,
    EOSMP = 1 << 1,
    EOC = 1 << 2,
    EOS = 1 << 3,
    OVR = 1 << 4,

    ADEN = 1 << 0,
    ADDIS = 1 << 1,
    ADSTART = 1 << 2,
    JADSTART = 1 << 3,
    ADSTP = 1 << 4,
    ADVREGEN = 1 << 28,
    DEEPPWD = 1 << 29,
};

#define ADCAL (1u << 31)

enum { VREFEN = 1 << 22, TSEN = 1 << 23, VBATEN = 1 << 24, CKMODE_1 = 1 << 16 };

static const uint64_t HCLK_PS = 250000; /* MSI, 4 MHz */

static struct chip chip;

static void part(const char *name)
{
    l4_chip(&chip, name);
    l4_clocks(&chip);
    sleep_core(&chip);
}

static int setup(void **state)
{
    (void)state;
    part("stm32l476rg");
    return 0;
}

static void power(void)
{
    wr(&chip, CR, 0);
    wr(&chip, CR, ADVREGEN);
    run_us(&chip, 20);
}

/* HCLK as the ADC's clock, and the ADC on. */
static void enable(uint32_t ccr)
{
    power();
    wr(&chip, CCR, CKMODE_1 | ccr);
    wr(&chip, CR, ADVREGEN | ADEN);
    run_us(&chip, 5);
    assert_int_equal(rd(&chip, ISR), ADRDY);
}

static uint32_t convert(uint32_t channel)
{
    wr(&chip, SQR1, channel << 6);
    wr(&chip, CR, ADVREGEN | ADSTART);
    run_us(&chip, 200);
    assert_int_equal(rd(&chip, ISR) & (EOC | EOS), EOC | EOS);
    wr(&chip, ISR, EOS | EOSMP);
    return rd(&chip, DR);
}

static void registers(void **state)
{
    (void)state;
    expect_rd(&chip, CR, DEEPPWD);
    expect_rd(&chip, CFGR, 0x80000000);
    expect_rd(&chip, ADC + 0x20, 0x0FFF0000);
    wr(&chip, SMPR2, 0xFFFFFFFF);
    expect_rd(&chip, SMPR2, 0x07FFFFFF);
    wr(&chip, SQR1, 0xFFFFFFFF);
    expect_rd(&chip, SQR1, 0x1F7DF7CF);
    wr(&chip, IER, 0xFFFFFFFF);
    expect_rd(&chip, IER, 0x7FF);
    wr(&chip, RCC_AHB2ENR - 0x20, 1 << 13);
    wr(&chip, RCC_AHB2ENR - 0x20, 0);
    expect_rd(&chip, CR, DEEPPWD);
    expect_rd(&chip, SQR1, 0);
}

/* Without the regulator nothing begins. */
static void regulator(void **state)
{
    (void)state;
    wr(&chip, CCR, CKMODE_1);
    watch_firmware(&chip);
    wr(&chip, CR, DEEPPWD | ADEN);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CR);
    expect_rd(&chip, CR, DEEPPWD);
    wr(&chip, CR, ADCAL);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CR);
    expect_rd(&chip, CR, 0);
    unwatch(&chip);
    power();
    wr(&chip, CR, ADVREGEN | ADCAL);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + 116 * HCLK_PS, CR, ADCAL, ADCAL, 0);
    assert_int_not_equal(rd(&chip, CALFACT), 0);
    expect_rd(&chip, DR, 0);
    expect_rd(&chip, ISR, 0);
    run_us(&chip, 2);
    wr(&chip, CR, ADVREGEN | ADEN);
    run_us(&chip, 5);
    expect_rd(&chip, ISR, ADRDY);
    wr(&chip, CR, ADVREGEN | ADDIS);
    run_us(&chip, 5);
    expect_rd(&chip, CR, ADVREGEN);
}

/* VREFINT and the sensor by ST's formulas and the factory's words. */
static void inner_channels(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int32_t hot;
    } parts[] = {
        {"stm32l476rg", 110}, {"stm32l432kc", 130}, {"stm32l496zg", 130}};
    for (unsigned i = 0; i < 3; i++) {
        part(parts[i].name);
        enable(0);
        assert_int_equal(convert(0), 0); /* switched off */
        wr(&chip, CCR, CKMODE_1 | VREFEN | TSEN | VBATEN);
        uint32_t vref = convert(0);
        uint32_t mv = 3000u * rd16(&chip, 0x1FFF75AA) / vref;
        assert_in_range(mv, 3298, 3302);
        int32_t cal1 = (int32_t)rd16(&chip, 0x1FFF75A8);
        int32_t cal2 = (int32_t)rd16(&chip, 0x1FFF75CA);
        int32_t span = parts[i].hot - 30;
        int32_t at_25 = cal1 * span - 5 * (cal2 - cal1);
        assert_int_equal(convert(17), at_25 * 3000 / span / 3300);
        assert_int_equal(convert(18), 0xFFF / 3);
    }
}

static void pins(void **state)
{
    (void)state;
    static const struct {
        uint8_t channel, port, pin;
    } inputs[] = {{1, GPIO_C, 0},  {4, GPIO_C, 3},  {5, GPIO_A, 0},
                  {12, GPIO_A, 7}, {13, GPIO_C, 4}, {14, GPIO_C, 5},
                  {15, GPIO_B, 0}, {16, GPIO_B, 1}};
    enable(0);
    for (unsigned i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        assert_int_equal(convert(inputs[i].channel), 0);
        chip_pin_drive(&chip, inputs[i].port, inputs[i].pin, true);
        assert_int_equal(convert(inputs[i].channel), 0xFFF);
        chip_pin_release(&chip, inputs[i].port, inputs[i].pin);
    }
}

/* Six ranks, the last in SQR2; one channel twice. A result for each, in order;
 * each channel has its sampling time. */
static void sequence(void **state)
{
    (void)state;
    static const uint8_t ranks[] = {5, 16, 6, 5, 13, 17};
    static const uint16_t clocks[] = {3, 641, 7, 3, 25, 13}; /* sampling */
    enable(0);
    chip_pin_drive(&chip, GPIO_A, 0, true);
    chip_pin_drive(&chip, GPIO_C, 4, true);
    wr(&chip, SMPR1, 1 << 18); /* channel 6 */
    wr(&chip, SMPR2, 7 << 18 | 3 << 9 | 2 << 21);
    wr(&chip, SQR1, 5 | 5 << 6 | 16 << 12 | 6 << 18 | 5 << 24);
    wr(&chip, SQR2, 13 | 17 << 6);
    wr(&chip, CR, ADVREGEN | ADSTART);
    for (unsigned i = 0; i < 6; i++) {
        uint64_t end = clock_ps(&chip) + (clocks[i] + 12u) * HCLK_PS;
        EXPECT_CHANGE(&chip, end, ISR, EOC, 0, EOC);
        assert_int_equal(rd(&chip, ISR) & EOS, i == 5 ? EOS : 0);
        bool high = ranks[i] == 5 || ranks[i] == 13;
        assert_int_equal(rd(&chip, DR), high ? 0xFFF : 0);
        assert_int_equal(rd(&chip, ISR) & EOC, 0);
    }
    expect_rd(&chip, CR, ADVREGEN | ADEN);
}

/* While ADSTART is 1 the sequence stays. */
static void stop(void **state)
{
    (void)state;
    enable(0);
    wr(&chip, CFGR, 0x80000000 | 1 << 13); /* CONT */
    wr(&chip, SQR1, 5 << 6);
    wr(&chip, CR, ADVREGEN | ADSTART);
    run_us(&chip, 20);
    assert_int_equal(rd(&chip, ISR) & OVR, OVR);
    watch_firmware(&chip);
    wr(&chip, SQR1, 6 << 6);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, SQR1);
    unwatch(&chip);
    expect_rd(&chip, SQR1, 5 << 6);
    wr(&chip, CR, ADVREGEN | ADSTP);
    run_us(&chip, 2);
    expect_rd(&chip, CR, ADVREGEN | ADEN);
}

static void clocks(void **state)
{
    (void)state;
    static const struct {
        uint32_t ccr, ccipr;
        uint64_t ps; /* of a clock */
    } choices[] = {
        {CKMODE_1, 0, 250000},        {2 << 16, 0, 500000},
        {3 << 16, 0, 1000000},        {0, 3u << 28, 250000}, /* SYSCLK */
        {2 << 18, 3u << 28, 1000000},                        /* divided by 4 */
    };
    for (unsigned i = 0; i < sizeof choices / sizeof *choices; i++) {
        part("stm32l476rg");
        wr(&chip, RCC_CCIPR, choices[i].ccipr);
        enable(0);
        wr(&chip, CR, ADVREGEN | ADDIS);
        run_us(&chip, 5);
        wr(&chip, CCR, choices[i].ccr);
        wr(&chip, ISR, ADRDY);
        wr(&chip, CR, ADVREGEN | ADEN);
        run_us(&chip, 5);
        wr(&chip, CR, ADVREGEN | ADSTART);
        EXPECT_CHANGE(&chip, clock_ps(&chip) + 15 * choices[i].ps, ISR, EOC, 0,
                      EOC);
    }
}

/* While the ADC is on, the choice of its clock is refused; the inputs that CCR
 * switches are not. CSR shows the flags. */
static void common_registers(void **state)
{
    enum { CSR = ADC + 0x300, PRESC_2 = 1 << 18 };
    (void)state;
    enable(0);
    expect_rd(&chip, CSR, ADRDY);
    watch_firmware(&chip);
    wr(&chip, CCR, CKMODE_1 | PRESC_2 | VREFEN);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CCR);
    unwatch(&chip);
    expect_rd(&chip, CCR, CKMODE_1 | VREFEN);
    wr(&chip, CCR, CKMODE_1);
    expect_rd(&chip, CCR, CKMODE_1);
    convert(0);
    assert_int_equal(rd(&chip, CSR), rd(&chip, ISR));
    /* A loop that polls ISR may be left out; a read of DR clears EOC. */
    assert_true(bus_steady(&chip, ISR, 4) == NEVER);
    assert_true(bus_steady(&chip, DR, 4) == 0);
}

/* DMA1 channel 1 and DMA2 channel 3, selection 0. */
static void dma(void **state)
{
    (void)state;
    static const uint32_t channels[] = {0x40020008, 0x40020430};
    for (unsigned i = 0; i < 2; i++) {
        part("stm32l476rg");
        enable(VREFEN);
        wr(&chip, channels[i] + 4, 2);
        wr(&chip, channels[i] + 8, DR);
        wr(&chip, channels[i] + 12, 0x20001000);
        wr(&chip, channels[i], 0x581); /* halfwords, MINC, EN */
        wr(&chip, CFGR, 0x80000001);
        wr(&chip, SQR1, 1 | 5 << 6 | 0 << 12);
        chip_pin_drive(&chip, GPIO_A, 0, true);
        wr(&chip, CR, ADVREGEN | ADSTART);
        run_us(&chip, 50);
        assert_int_equal(rd16(&chip, 0x20001000), 0xFFF);
        assert_in_range(rd16(&chip, 0x20001002), 1500, 1510);
        assert_int_equal(rd(&chip, ISR) & (EOC | OVR), 0);
    }
}

static void interrupt(void **state)
{
    (void)state;
    enable(0);
    wr(&chip, IER, EOC);
    assert_false(irq_lines(&chip) >> L4_IRQ_ADC1_2 & 1);
    wr(&chip, CR, ADVREGEN | ADSTART);
    run_us(&chip, 10);
    assert_true(irq_lines(&chip) >> L4_IRQ_ADC1_2 & 1);
    rd(&chip, DR);
    assert_false(irq_lines(&chip) >> L4_IRQ_ADC1_2 & 1);
}

static void what_is_reported(void **state)
{
    (void)state;
    static const struct {
        uint32_t address, value;
    } writes[] = {
        {ADC + 0x108, ADVREGEN}, {CFGR, 1 << 10},          {CFGR, 1 << 17},
        {CFGR2, 1 << 1},         {CFGR2, 1 << 9},          {JSQR, 1},
        {ADC + 0x60, 1u << 31},  {ADC + 0xA0, 1},          {ADC + 0xB0, 2},
        {CCR, CKMODE_1 | 6},     {CR, ADVREGEN | JADSTART}};
    for (unsigned i = 0; i < sizeof writes / sizeof *writes; i++) {
        part("stm32l476rg");
        enable(0);
        wr(&chip, CR, ADVREGEN | ADDIS);
        run_us(&chip, 5);
        watch_firmware(&chip);
        wr(&chip, writes[i].address, writes[i].value);
        if (!reported_unmodelled(&chip, writes[i].address))
            fail_msg("0x%08X: 0x%08X is not reported",
                     (unsigned)writes[i].address, (unsigned)writes[i].value);
    }
    /* ST's HAL asks all of them whether they are on. */
    part("stm32l476rg");
    watch_firmware(&chip);
    expect_rd(&chip, ADC + 0x108, DEEPPWD);
    expect_rd(&chip, ADC + 0x20C, 0x80000000);
    assert_false(reported_unmodelled(&chip, ADC + 0x108));
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(registers), TEST(regulator),        TEST(inner_channels),
        TEST(pins),      TEST(sequence),         TEST(stop),
        TEST(clocks),    TEST(common_registers), TEST(dma),
        TEST(interrupt), TEST(what_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
