/* SPDX-License-Identifier: MIT
 *
 * The ADC: calibration, start-up, sequences, results, the watchdog, the
 * oversampler; its two clocks and what stops them.
 */
#include "tests/chip/block.h"

#include <stdlib.h>

enum {
    RCC_CR = 0x40021000,
    RCC_CFGR = 0x4002100C,
    RCC_IOPENR = 0x4002102C,
    RCC_APB2RSTR = 0x40021024,
    RCC_APB2ENR = 0x40021034,
    ADCEN = 1 << 9,
    GPIOA_PUPDR = 0x5000000C,
    GPIOA_MODER = 0x50000000,
    NVIC_ISER = 0xE000E100,
    NVIC_ISPR = 0xE000E200,

    ADC = 0x40012400,
    ISR = ADC + 0x00,
    IER = ADC + 0x04,
    CR = ADC + 0x08,
    CFGR1 = ADC + 0x0C,
    CFGR2 = ADC + 0x10,
    SMPR = ADC + 0x14,
    TR = ADC + 0x20,
    CHSELR = ADC + 0x28,
    DR = ADC + 0x40,
    CALFACT = ADC + 0xB4,
    CCR = ADC + 0x308,

    ADRDY = 1 << 0,
    EOSMP = 1 << 1,
    EOC = 1 << 2,
    EOSEQ = 1 << 3,
    OVR = 1 << 4,
    AWD = 1 << 7,
    EOCAL = 1 << 11,

    ADEN = 1 << 0,
    ADDIS = 1 << 1,
    ADSTART = 1 << 2,
    ADSTP = 1 << 4,
    ADVREGEN = 1 << 28,

    SCANDIR = 1 << 2,
    ALIGN = 1 << 5,
    OVRMOD = 1 << 12,
    CONT = 1 << 13,
    WAIT = 1 << 14,
    AUTOFF = 1 << 15,
    DISCEN = 1 << 16,
    AWDSGL = 1 << 22,
    AWDEN = 1 << 23,
};

#define ADCAL     0x80000000u
#define CKMODE(n) ((uint32_t)(n) << 30)

static const uint64_t HSI16_PS = 62500;

static struct chip chip;

/* HSI16 is on, the core asleep, the ADC clocked by HSI16. */
static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 100);
    wr(&chip, RCC_CFGR, 1); /* SYSCLK too, so that a cycle is an ADC clock */
    wr(&chip, RCC_APB2ENR, ADCEN);
    wr(&chip, RCC_IOPENR, 7);
    sleep_core(&chip);
    return 0;
}

static void enable(void)
{
    wr(&chip, CR, ADEN);
    run_us(&chip, 2);
    assert_int_equal(rd(&chip, ISR) & ADRDY, ADRDY);
    wr(&chip, ISR, ADRDY);
}

/* One conversion of the sequence that is set. */
static uint32_t convert(void)
{
    wr(&chip, CR, rd(&chip, CR) | ADSTART);
    while (!(rd(&chip, ISR) & EOC))
        run_ps(&chip, HSI16_PS);
    return rd(&chip, DR);
}

static void calibrates_in_83_clocks(void **state)
{
    (void)state;
    wr(&chip, CR, ADCAL);
    uint64_t end = clock_ps(&chip) + 83 * HSI16_PS;
    assert_int_equal(rd(&chip, CR), ADCAL | ADVREGEN);
    EXPECT_CHANGE(&chip, end, CR, ADCAL, ADCAL, 0);
    assert_int_equal(rd(&chip, ISR), EOCAL);
    assert_int_equal(rd(&chip, DR), rd(&chip, CALFACT));
    assert_int_not_equal(rd(&chip, CALFACT), 0);
    wr(&chip, CALFACT, 0x15);
    assert_int_equal(rd(&chip, CALFACT), 0x15);
}

static void enables_after_the_start_up_time(void **state)
{
    (void)state;
    wr(&chip, CR, ADEN);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + PS_PER_US, ISR, ADRDY, 0, ADRDY);
    wr(&chip, CR, rd(&chip, CR) | ADDIS);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + 2 * HSI16_PS, CR, ADEN | ADDIS,
                  ADEN | ADDIS, 0);
    assert_int_equal(rd(&chip, CR), ADVREGEN);
    wr(&chip, CR, 0);
    assert_int_equal(rd(&chip, CR), 0);
}

/* Two clocks after a calibration ADEN is too early (stm32l0xx_ll_adc.h); so is
 * what RM0367 14.12.3 allows in another state only. */
static void commands_out_of_their_time(void **state)
{
    (void)state;
    watch_firmware(&chip);
    wr(&chip, CR, ADSTART);
    assert_int_equal(rd(&chip, CR), 0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CR);
    wr(&chip, CR, ADDIS);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CR);
    wr(&chip, CR, ADCAL);
    wr(&chip, CR, ADEN);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CR);
    unwatch(&chip);
    run_ps(&chip, 83 * HSI16_PS);
    watch_firmware(&chip);
    wr(&chip, CR, ADVREGEN | ADEN);
    assert_int_equal(rd(&chip, CR), ADVREGEN);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CR);
    unwatch(&chip);
    run_ps(&chip, 3 * HSI16_PS);
    enable();
    watch_firmware(&chip);
    wr(&chip, CR, ADCAL);
    assert_int_equal(rd(&chip, CR), ADVREGEN | ADEN);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CR);
    wr(&chip, CFGR2, CKMODE(1));
    assert_int_equal(rd(&chip, CFGR2), 0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CFGR2);
    wr(&chip, CHSELR, 1);
    wr(&chip, CR, ADSTART);
    wr(&chip, CHSELR, 2);
    assert_int_equal(rd(&chip, CHSELR), 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CHSELR);
    wr(&chip, TR, 0); /* at any time */
    assert_int_equal(chip.events.count, 0);
}

/* Sampling times and resolutions, in halves of a clock. */
static void a_conversion_takes_its_time(void **state)
{
    (void)state;
    static const uint32_t sampling[] = {3, 7, 15, 25, 39, 79, 159, 321};
    static const uint32_t converting[] = {25, 21, 17, 13};
    wr(&chip, CHSELR, 1);
    enable();
    for (unsigned smp = 0; smp < 8; smp++) {
        for (unsigned res = 0; res < 4; res++) {
            wr(&chip, SMPR, smp);
            wr(&chip, CFGR1, res << 3);
            wr(&chip, CR, ADSTART);
            uint64_t start = clock_ps(&chip);
            EXPECT_CHANGE(&chip, start + (sampling[smp] + 1) * HSI16_PS / 2,
                          ISR, EOSMP | EOC, 0, EOSMP);
            EXPECT_CHANGE(
                &chip, start + (sampling[smp] + converting[res]) * HSI16_PS / 2,
                ISR, EOC | EOSEQ, 0, EOC | EOSEQ);
            assert_int_equal(rd(&chip, CR), ADVREGEN | ADEN);
            wr(&chip, ISR, 0xFFF);
        }
    }
}

/* Both clocks, with every prescaler. */
static void clocks(void **state)
{
    (void)state;
    static const uint32_t presc[] = {1,  2,  4,  6,  8,   10,
                                     12, 16, 32, 64, 128, 256};
    static const uint32_t mode[] = {0, 2, 4, 1};
    for (unsigned i = 0; i < 12; i++) {
        wr(&chip, CCR, i << 18);
        wr(&chip, CR, ADCAL);
        EXPECT_CHANGE(&chip, clock_ps(&chip) + 83 * HSI16_PS * presc[i], CR,
                      ADCAL, ADCAL, 0);
    }
    wr(&chip, RCC_CFGR, 1 | 5 << 11); /* PCLK2 = HSI16 / 4 */
    for (unsigned i = 1; i < 4; i++) {
        wr(&chip, CFGR2, CKMODE(i));
        wr(&chip, CR, ADCAL);
        EXPECT_CHANGE(&chip, clock_ps(&chip) + 83 * HSI16_PS * 4 * mode[i], CR,
                      ADCAL, ADCAL, 0);
    }
}

/* Without HSI16 ADRDY never comes; with it, the calibration goes on. */
static void waits_for_hsi16(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_APB2ENR, ADCEN);
    wr(&chip, CR, ADCAL);
    run_us(&chip, 10000);
    assert_int_equal(rd(&chip, CR), ADCAL | ADVREGEN);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 15);
    assert_int_equal(rd(&chip, CR), ADVREGEN);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) & ~1u);
    wr(&chip, CR, ADEN);
    run_us(&chip, 10000);
    assert_int_equal(rd(&chip, ISR), EOCAL);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 15);
    assert_int_equal(rd(&chip, ISR), EOCAL | ADRDY);
}

/* The gate stops it in the middle of a calibration. */
static void gated(void **state)
{
    (void)state;
    wr(&chip, CR, ADCAL);
    run_ps(&chip, 50 * HSI16_PS);
    wr(&chip, RCC_APB2ENR, 0);
    run_us(&chip, 1000);
    wr(&chip, RCC_APB2ENR, ADCEN);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + 33 * HSI16_PS, CR, ADCAL, ADCAL, 0);
}

static void reset_through_rcc(void **state)
{
    (void)state;
    wr(&chip, IER, ADRDY);
    wr(&chip, CR, ADEN);
    run_us(&chip, 2);
    assert_true(irq_line(&chip, IRQ_ADC_COMP));
    wr(&chip, CCR, 1 << 22);
    wr(&chip, CR, ADDIS);
    wr(&chip, RCC_APB2RSTR, ADCEN);
    wr(&chip, RCC_APB2RSTR, 0);
    assert_false(irq_line(&chip, IRQ_ADC_COMP));
    assert_int_equal(rd(&chip, CR) | rd(&chip, CCR) | rd(&chip, ISR), 0);
    run_us(&chip, 10);
    assert_int_equal(rd(&chip, ISR), 0);
}

/* --- sequences --- */

/* A pin is full scale while it is high. */
static void channels_read_their_pins(void **state)
{
    (void)state;
    static const struct {
        unsigned port, pin;
    } pins[] = {{0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {0, 6}, {0, 7},
                {1, 0}, {1, 1}, {2, 0}, {2, 1}, {2, 2}, {2, 3}, {2, 4}, {2, 5}};
    enable();
    for (unsigned i = 0; i < 16; i++) {
        wr(&chip, CHSELR, 1u << i);
        chip_pin_drive(&chip, pins[i].port, pins[i].pin, true);
        assert_int_equal(convert(), 0xFFF);
        chip_pin_drive(&chip, pins[i].port, pins[i].pin, false);
        assert_int_equal(convert(), 0);
        chip_pin_release(&chip, pins[i].port, pins[i].pin);
        assert_int_equal(convert(), 0);
    }
    wr(&chip, CHSELR, 1);
    wr(&chip, GPIOA_PUPDR, 1); /* no pull while it is analog */
    assert_int_equal(convert(), 0);
    wr(&chip, GPIOA_MODER, rd(&chip, GPIOA_MODER) & ~3u);
    assert_int_equal(convert(), 0xFFF);
}

static void scans_both_ways(void **state)
{
    (void)state;
    chip_pin_drive(&chip, GPIO_A, 1, true);
    chip_pin_drive(&chip, GPIO_B, 0, true);
    wr(&chip, CHSELR, 1 << 0 | 1 << 1 | 1 << 3 | 1 << 8);
    wr(&chip, CFGR1, WAIT);
    enable();
    static const uint32_t up[] = {0, 0xFFF, 0, 0xFFF};
    wr(&chip, CR, ADSTART);
    for (unsigned i = 0; i < 4; i++) {
        run_us(&chip, 5); /* nothing is lost while nobody reads */
        assert_int_equal(rd(&chip, ISR) & (EOSEQ | OVR), i == 3 ? EOSEQ : 0);
        assert_int_equal(rd(&chip, DR), up[i]);
    }
    assert_int_equal(rd(&chip, CR), ADVREGEN | ADEN);
    wr(&chip, CFGR1, WAIT | SCANDIR);
    wr(&chip, CR, ADSTART);
    for (unsigned i = 0; i < 4; i++) {
        run_us(&chip, 5);
        assert_int_equal(rd(&chip, DR), up[3 - i]);
    }
}

/* Without WAIT what is not read is lost: the first result stays, or the last
 * one does. */
static void overrun(void **state)
{
    (void)state;
    chip_pin_drive(&chip, GPIO_A, 0, true);
    wr(&chip, CHSELR, 3);
    enable();
    wr(&chip, CR, ADSTART);
    run_us(&chip, 5);
    assert_int_equal(rd(&chip, ISR), EOSMP | EOC | EOSEQ | OVR);
    assert_int_equal(rd(&chip, DR), 0xFFF);
    assert_int_equal(rd(&chip, ISR), EOSMP | EOSEQ | OVR);
    wr(&chip, ISR, 0xFFF);
    wr(&chip, CFGR1, OVRMOD);
    wr(&chip, CR, ADSTART);
    run_us(&chip, 5);
    assert_int_equal(rd(&chip, ISR), EOSMP | EOC | EOSEQ | OVR);
    assert_int_equal(rd(&chip, DR), 0);
}

/* 14 clocks each, without drift, until ADSTP. */
static void continuous(void **state)
{
    (void)state;
    wr(&chip, CHSELR, 1);
    wr(&chip, CFGR1, CONT);
    enable();
    wr(&chip, CR, ADSTART);
    uint64_t start = clock_ps(&chip);
    for (unsigned i = 1; i < 50; i++) {
        EXPECT_CHANGE(&chip, start + i * 14 * HSI16_PS, ISR, EOC, 0, EOC);
        rd(&chip, DR);
    }
    wr(&chip, CR, rd(&chip, CR) | ADSTP);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + 2 * HSI16_PS, CR, ADSTART | ADSTP,
                  ADSTART | ADSTP, 0);
    wr(&chip, ISR, 0xFFF);
    run_us(&chip, 100);
    assert_int_equal(rd(&chip, ISR), 0);
}

static void discontinuous(void **state)
{
    (void)state;
    chip_pin_drive(&chip, GPIO_A, 2, true);
    wr(&chip, CHSELR, 1 << 0 | 1 << 2 | 1 << 5);
    wr(&chip, CFGR1, DISCEN);
    enable();
    static const uint32_t want[] = {0, 0xFFF, 0};
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(convert(), want[i % 3]);
        assert_int_equal(rd(&chip, CR), ADVREGEN | ADEN);
        assert_int_equal(rd(&chip, ISR) & EOSEQ, i % 3 == 2 ? EOSEQ : 0);
        wr(&chip, ISR, EOSEQ);
    }
}

/* The ADC is off between conversions: no ADRDY, and a start-up each time. */
static void auto_off(void **state)
{
    (void)state;
    wr(&chip, CHSELR, 1);
    wr(&chip, CFGR1, AUTOFF);
    wr(&chip, CR, ADEN);
    run_us(&chip, 10);
    assert_int_equal(rd(&chip, ISR), 0);
    wr(&chip, CR, ADSTART);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + PS_PER_US + 14 * HSI16_PS, ISR, EOC,
                  0, EOC);
    setup(NULL); /* as ST's HAL does it: without ADEN */
    wr(&chip, CHSELR, 1);
    wr(&chip, CFGR1, AUTOFF);
    wr(&chip, CR, ADVREGEN | ADSTART);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + PS_PER_US + 14 * HSI16_PS, ISR, EOC,
                  0, EOC);
    assert_int_equal(rd(&chip, CR), ADVREGEN);
}

/* --- results --- */

static void resolution_and_alignment(void **state)
{
    (void)state;
    static const uint32_t right[] = {0xFFF, 0x3FF, 0xFF, 0x3F};
    static const uint32_t left[] = {0xFFF0, 0xFFC0, 0xFF00, 0xFC};
    chip_pin_drive(&chip, GPIO_A, 0, true);
    wr(&chip, CHSELR, 1);
    enable();
    for (unsigned res = 0; res < 4; res++) {
        wr(&chip, CFGR1, res << 3);
        assert_int_equal(convert(), right[res]);
        wr(&chip, CFGR1, res << 3 | ALIGN);
        assert_int_equal(convert(), left[res]);
    }
}

/* The formulas of stm32l0xx_ll_adc.h, on the factory words. */
static void reference_and_temperature(void **state)
{
    (void)state;
    static const struct {
        uint16_t mv;
        int16_t celsius;
    } boards[] = {{3300, 25}, {3000, 25}, {1800, 25}, {3300, -10}, {3300, 30}};
    wr(&chip, CHSELR, 1 << 17);
    enable();
    assert_int_equal(convert(), 0); /* VREFEN is 0 */
    for (unsigned i = 0; i < sizeof boards / sizeof *boards; i++) {
        if (i) {
            chip.board.vdda_mv = boards[i].mv;
            chip.board.celsius = boards[i].celsius;
        }
        wr(&chip, CCR, 1 << 22 | 1 << 23);
        wr(&chip, CHSELR, 1 << 17);
        int32_t vdda = (int32_t)(rd16(&chip, 0x1FF80078) * 3000 / convert());
        assert_in_range(vdda, boards[i].mv - 2, boards[i].mv + 2);
        wr(&chip, CHSELR, 1 << 18);
        int32_t cal1 = (int32_t)rd16(&chip, 0x1FF8007A);
        int32_t cal2 = (int32_t)rd16(&chip, 0x1FF8007E);
        int32_t data = (int32_t)convert() * vdda / 3000;
        int32_t celsius = (data - cal1) * 100 / (cal2 - cal1) + 30;
        assert_true(abs(celsius - boards[i].celsius) <= (i < 2 ? 0 : 1));
    }
}

static void watchdog(void **state)
{
    (void)state;
    enum { CH1 = 1 << 26 };
    static const struct {
        uint32_t cfgr1, tr;
        bool high, out;
    } cases[] = {
        {AWDEN, 0x0FFF0000, true, false},
        {AWDEN, 0x0FFE0000, true, true},
        {AWDEN, 0x0FFF0001, false, true},
        {AWDEN, 0x0FFF0001, true, false},
        {0, 0x00000FFF, true, false},
        {AWDEN | AWDSGL, 0x0FFE0001, true, true},
        {AWDEN | AWDSGL | CH1, 0x0FFE0001, true, false},
        {AWDEN | 3 << 3, 0x0FBF0000, true, true}, /* 6 bits: FC0 */
        {AWDEN | 3 << 3, 0x0FC00000, true, false},
    };
    wr(&chip, CHSELR, 1);
    enable();
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        wr(&chip, CFGR1, cases[i].cfgr1);
        wr(&chip, TR, cases[i].tr);
        chip_pin_drive(&chip, GPIO_A, 0, cases[i].high);
        convert();
        assert_int_equal(rd(&chip, ISR) & AWD, cases[i].out ? AWD : 0);
        wr(&chip, ISR, AWD);
    }
}

/* The sum of 2 to 256 samples, shifted; one EOC for all of them. */
static void oversampler(void **state)
{
    (void)state;
    chip_pin_drive(&chip, GPIO_A, 0, true);
    wr(&chip, CHSELR, 1);
    enable();
    for (unsigned ratio = 0; ratio < 8; ratio++) {
        for (unsigned shift = 0; shift <= 8; shift++) {
            wr(&chip, CFGR2, 1 | ratio << 2 | shift << 5);
            wr(&chip, CFGR1, ALIGN); /* has no effect */
            wr(&chip, CR, ADSTART);
            uint64_t samples = 2u << ratio;
            EXPECT_CHANGE(&chip, clock_ps(&chip) + samples * 14 * HSI16_PS, ISR,
                          EOC, 0, EOC);
            uint32_t sum = 0xFFF * (uint32_t)samples;
            uint32_t half = shift ? 1u << shift >> 1 : 0;
            assert_int_equal(rd(&chip, DR), ((sum + half) >> shift) & 0xFFFF);
        }
    }
}

/* --- DMA: channel 1, requests of the ADC --- */

enum {
    RCC_AHBENR = 0x40021030,
    CCR1 = 0x40020008,
    CNDTR1 = 0x4002000C,
    CPAR1 = 0x40020010,
    CMAR1 = 0x40020014,
    TO_HALFWORDS = 0x581, /* EN, MINC, 16 bits on both sides */
    CIRC = 1 << 5,
    BUFFER = 0x20001000,
    DMAEN = 1 << 0,
    DMACFG = 1 << 1,
};

static void dma_on(uint32_t count, uint32_t ccr)
{
    wr(&chip, RCC_AHBENR, 0x101);
    wr(&chip, CPAR1, DR);
    wr(&chip, CMAR1, BUFFER);
    wr(&chip, CNDTR1, count);
    wr(&chip, CCR1, ccr);
}

/* Each result is fetched; the last transfer ends the sequence, so that nothing
 * overruns. */
static void dma_takes_the_results(void **state)
{
    (void)state;
    chip_pin_drive(&chip, GPIO_A, 1, true);
    wr(&chip, CHSELR, 1 << 0 | 1 << 1);
    dma_on(5, TO_HALFWORDS);
    enable();
    wr(&chip, CFGR1, CONT | DMAEN);
    wr(&chip, CR, ADSTART);
    run_us(&chip, 3);
    assert_in_range(rd(&chip, CNDTR1), 1, 4);
    run_us(&chip, 100);
    assert_int_equal(rd(&chip, CNDTR1), 0);
    assert_int_equal(rd(&chip, ISR) & (EOC | OVR), 0);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(rd16(&chip, BUFFER + 2 * i), i & 1 ? 0xFFF : 0);
    wr(&chip, CR, ADSTP | ADSTART | ADEN | ADVREGEN);
    run_us(&chip, 1);
    assert_int_equal(rd(&chip, CR), ADVREGEN | ADEN);
}

/* Circular: it goes on for ever. */
static void dma_goes_round(void **state)
{
    (void)state;
    wr(&chip, CHSELR, 1);
    dma_on(4, TO_HALFWORDS | CIRC);
    enable();
    wr(&chip, CFGR1, CONT | DMAEN | DMACFG);
    wr(&chip, CR, ADSTART);
    for (unsigned i = 0; i < 20; i++) {
        chip_pin_drive(&chip, GPIO_A, 0, i & 1);
        run_us(&chip, 10);
        for (unsigned k = 0; k < 4; k++)
            assert_int_equal(rd16(&chip, BUFFER + 2 * k), i & 1 ? 0xFFF : 0);
        assert_int_equal(rd(&chip, ISR) & OVR, 0);
    }
}

/* --- interrupts, Stop, what costs nothing --- */

static void interrupts(void **state)
{
    (void)state;
    static const uint32_t flags[] = {EOSMP, EOC, EOSEQ, AWD};
    wr(&chip, CHSELR, 1);
    wr(&chip, TR, 0x0FFF0001);
    enable();
    wr(&chip, CFGR1, AWDEN);
    for (unsigned i = 0; i < 4; i++) {
        wr(&chip, IER, flags[i]);
        wr(&chip, CR, ADSTART);
        assert_false(irq_line(&chip, IRQ_ADC_COMP));
        run_us(&chip, 2);
        assert_true(irq_line(&chip, IRQ_ADC_COMP));
        wr(&chip, ISR, flags[i]);
        assert_false(irq_line(&chip, IRQ_ADC_COMP));
        wr(&chip, ISR, 0xFFF);
    }
    wr(&chip, IER, EOC);
    wr(&chip, CR, ADSTART);
    run_us(&chip, 2);
    assert_true(irq_line(&chip, IRQ_ADC_COMP));
    rd(&chip, DR);
    assert_false(irq_line(&chip, IRQ_ADC_COMP));
}

static void nothing_is_due_while_off(void **state)
{
    (void)state;
    uint64_t before = chip.due_cycle;
    enable();
    assert_int_equal(chip.due_cycle, before);
    wr(&chip, CHSELR, 1);
    convert();
    assert_int_equal(chip.due_cycle, before);
    wr(&chip, CHSELR, 0); /* nothing to convert */
    wr(&chip, CR, ADSTART);
    run_us(&chip, 100);
    assert_int_equal(chip.due_cycle, before);
    assert_int_equal(rd(&chip, CR), ADVREGEN | ADEN | ADSTART);
}

static void what_is_reported(void **state)
{
    (void)state;
    watch_firmware(&chip);
    wr(&chip, CFGR1, 1 << 10);
    assert_true(reported_unmodelled(&chip, CFGR1));
    wr(&chip, CFGR2, 1 << 9);
    assert_true(reported_unmodelled(&chip, CFGR2));
    wr(&chip, CCR, 1 << 24);
    assert_true(reported_unmodelled(&chip, CCR));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(calibrates_in_83_clocks),
        TEST(enables_after_the_start_up_time),
        TEST(commands_out_of_their_time),
        TEST(a_conversion_takes_its_time),
        TEST(clocks),
        TEST(waits_for_hsi16),
        TEST(gated),
        TEST(reset_through_rcc),
        TEST(channels_read_their_pins),
        TEST(scans_both_ways),
        TEST(overrun),
        TEST(continuous),
        TEST(discontinuous),
        TEST(auto_off),
        TEST(resolution_and_alignment),
        TEST(reference_and_temperature),
        TEST(watchdog),
        TEST(oversampler),
        TEST(dma_takes_the_results),
        TEST(dma_goes_round),
        TEST(interrupts),
        TEST(nothing_is_due_while_off),
        TEST(what_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
