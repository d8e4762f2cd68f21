/* SPDX-License-Identifier: MIT
 *
 * Stop mode and the USARTs that can receive in it: what wakes the core, when,
 * and on which clock. RM0367 29.5.19 and 30.4.11.
 */
#include "tests/chip/block/usart_fixture.h"

enum {
    SCR = 0xE000ED10,
    SLEEPDEEP = 1 << 2,
    NVIC_ISER = 0xE000E100,
    NVIC_ICER = 0xE000E180,
    EXTI_EMR = 0x40010404,
    CODE = 0x08000300,

    UESM = 1 << 1,
    WUS_START_BIT = 2 << 20,
    WUS_RXNE = 3 << 20,
    WUFIE = 1 << 22,
    WUF = 1 << 20,
};

enum { CLOCKS = 1667 }; /* of HSI16 in a bit: 9600 baud */
#define BIT_PS (CLOCKS * (uint64_t)HSI16_PS)

enum { HSI16 = 0x80A, LSE = 0xC0F }; /* RCC_CCIPR, for all of the lines */

static struct chip chip;

static const unsigned irqs[USART_LINES] = {27, 28, 29};
static const unsigned exti_lines[USART_LINES] = {25, 26, 28};

/* 16 MHz, the line on at 9600 baud with UE=0 in between for CR3. */
static void line_on(unsigned i, uint32_t ccipr, uint32_t cr1, uint32_t cr3)
{
    fixture_chip(&chip);
    fixture_hsi16(&chip);
    usart_clocks(&chip);
    wr(&chip, RCC_CCIPR, ccipr);
    serial_open(&chip, usart_lines[i].cable, 9600);
    wr(&chip, usart_lines[i].base + CR3, cr3);
    usart_line_on(&chip, usart_lines[i], CLOCKS, cr1);
    wr(&chip, NVIC_ICPR, 1u << irqs[i]);
    wr(&chip, NVIC_ISER, 1u << irqs[i]);
}

/* Interrupts are masked: the core goes on behind the WFI, or the WFE. */
static void stop_by(uint16_t instruction)
{
    const uint16_t code[] = {0xB672, instruction, 0xE7FE}; /* CPSID i; b . */
    wr(&chip, SCR, SLEEPDEEP);
    load_code(&chip, CODE, code, 3);
    jump_to(&chip, CODE);
    run_us(&chip, 100);
    assert_true(chip.cpu.sleeping);
}

static void stop(void)
{
    stop_by(0xBF30);
}

/* The byte arrives in Stop. Returns the bits until the core was awake, from the
 * edge of the start bit; 0 = it is not. */
static unsigned wakes_at(unsigned i, uint8_t byte)
{
    unsigned bits = 0;
    serial_send(&chip, usart_lines[i].cable, &byte, 1);
    while (chip.cpu.sleeping && bits < 30) {
        run_ps(&chip, BIT_PS);
        bits++;
    }
    run_ps(&chip, 12 * BIT_PS);
    return chip.cpu.sleeping ? 0 : bits;
}

static void expect_received(unsigned i, uint8_t byte)
{
    uint32_t base = usart_lines[i].base;
    assert_int_equal(rd(&chip, base + ISR) & (RXNE | FE | NF | PE | ORE), RXNE);
    assert_int_equal(rd(&chip, base + RDR), byte);
}

/* --- what wakes --- */

static void rxne_wakes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < USART_LINES; i++) {
        line_on(i, HSI16, UESM | RXNEIE, 0);
        stop();
        assert_int_equal(wakes_at(i, 0x5A), 10);
        assert_int_equal(rd(&chip, usart_lines[i].base + ISR) & WUF, 0);
        expect_received(i, 0x5A);
    }
}

static void wuf_at_rxne(void **state)
{
    (void)state;
    for (unsigned i = 0; i < USART_LINES; i++) {
        uint32_t base = usart_lines[i].base;
        line_on(i, HSI16, UESM, WUS_RXNE | WUFIE);
        stop();
        assert_int_equal(wakes_at(i, 0xC3), 10);
        assert_true(rd(&chip, base + ISR) & WUF);
        wr(&chip, base + ICR, WUF);
        assert_false(rd(&chip, base + ISR) & WUF);
        expect_received(i, 0xC3);
    }
}

/* In the middle of the start bit; the clock stays until the frame is over, on
 * whatever the core woke up. */
static void wuf_at_the_start_bit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < USART_LINES; i++) {
        uint32_t base = usart_lines[i].base;
        line_on(i, HSI16, UESM, WUS_START_BIT | WUFIE);
        stop();
        assert_int_equal(wakes_at(i, 0xA5), 1);
        assert_false(rd(&chip, RCC_CR) & 1 << 2); /* HSI16RDYF: on MSI */
        expect_received(i, 0xA5);
        wr(&chip, base + CR1, UE | TE | RE); /* without UESM no WUF */
        assert_false(rd(&chip, base + ISR) & WUF);
    }
}

static void on_the_lse(void **state)
{
    (void)state;
    enum { BRR_9600 = 0x369 };
    fixture_chip(&chip);
    for (unsigned twice = 0; twice < 2; twice++) {
        line_on(2, 0, 0, 0);
        wr(&chip, PWR_CR, rd(&chip, PWR_CR) | 1 << 8);
        wr(&chip, RCC_CSR, 1 << 8);
        run_us(&chip, 3000000);
        assert_true(rd(&chip, RCC_CSR) & 1 << 9);
        wr(&chip, LPUART1 + CR1, 0);
        wr(&chip, RCC_CCIPR, LSE);
        wr(&chip, LPUART1 + CR3, twice ? WUS_START_BIT | WUFIE : 0);
        wr(&chip, LPUART1 + BRR, BRR_9600);
        wr(&chip, LPUART1 + CR1, UE | UESM | RE | (twice ? 0 : RXNEIE));
        stop();
        assert_int_equal(wakes_at(2, 0x96), twice ? 1 : 10);
        expect_received(2, 0x96);
    }
}

/* WFE needs no interrupt, but the line of the EXTI as an event. */
static void an_event_wakes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < USART_LINES; i++)
        for (unsigned unmasked = 0; unmasked < 2; unmasked++) {
            line_on(i, HSI16, UESM | RXNEIE, 0);
            wr(&chip, NVIC_ICER, 1u << irqs[i]);
            wr(&chip, EXTI_EMR, unmasked << exti_lines[i]);
            stop_by(0xBF20);
            assert_int_equal(wakes_at(i, 0x69), unmasked ? 10 : 0);
        }
}

/* --- what does not --- */

static void deaf(void **state)
{
    (void)state;
    static const struct {
        uint32_t ccipr, cr1, cr3;
    } cases[] = {
        {HSI16, RXNEIE, WUS_RXNE | WUFIE}, /* no UESM */
        {HSI16, UESM, WUS_RXNE},           /* no interrupt */
        {0, UESM | RXNEIE, 0},             /* PCLK */
        {0x405, UESM | RXNEIE, 0},         /* SYSCLK */
    };
    for (unsigned i = 0; i < USART_LINES; i++)
        for (unsigned k = 0; k < sizeof cases / sizeof *cases; k++) {
            line_on(i, cases[k].ccipr, cases[k].cr1, cases[k].cr3);
            stop();
            assert_int_equal(wakes_at(i, 0x5A), 0);
        }
}

/* A pulse that is no start bit, and the silence after a frame. */
static void neither_glitch_nor_silence(void **state)
{
    (void)state;
    for (unsigned i = 0; i < USART_LINES; i++) {
        unsigned rx = usart_lines[i].tx_pin + 1;
        line_on(i, HSI16, UESM | RXNEIE | IDLEIE, WUS_START_BIT | WUFIE);
        wr(&chip, NVIC_ICER, 1u << irqs[i]);
        serial_send(&chip, usart_lines[i].cable, "x", 1);
        run_ps(&chip, 10 * BIT_PS);
        rd(&chip, usart_lines[i].base + RDR);
        wr(&chip, NVIC_ICPR, 1u << irqs[i]);
        wr(&chip, NVIC_ISER, 1u << irqs[i]);
        stop();
        run_ps(&chip, 20 * BIT_PS);
        chip_pin_drive(&chip, GPIO_A, rx, false);
        run_ps(&chip, BIT_PS / 4);
        chip_pin_drive(&chip, GPIO_A, rx, true);
        run_ps(&chip, 20 * BIT_PS);
        assert_true(chip.cpu.sleeping);
        serial_send(&chip, usart_lines[i].cable, "y", 1);
        run_ps(&chip, 12 * BIT_PS);
        assert_false(chip.cpu.sleeping);
    }
}

/* WUF belongs to Stop: in Run the same frame leaves it. */
static void no_wuf_in_run(void **state)
{
    (void)state;
    for (unsigned i = 0; i < USART_LINES; i++) {
        line_on(i, HSI16, UESM, WUS_RXNE | WUFIE);
        serial_send(&chip, usart_lines[i].cable, "x", 1);
        run_ps(&chip, 12 * BIT_PS);
        assert_false(rd(&chip, usart_lines[i].base + ISR) & WUF);
        expect_received(i, 'x');
    }
}

/* The address match has no model. */
static void by_address_is_reported(void **state)
{
    (void)state;
    for (unsigned i = 0; i < USART_LINES; i++) {
        line_on(i, HSI16, UESM, WUS_RXNE);
        chip.watch.events = 1 << EVENT_UNMODELLED;
        wr(&chip, usart_lines[i].base + CR3, WUS_RXNE | WUFIE);
        assert_int_equal(chip.events.count, 0);
        wr(&chip, usart_lines[i].base + CR1, 0);
        wr(&chip, usart_lines[i].base + CR3, WUFIE);
        assert_int_equal(chip.events.count, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rxne_wakes),
        cmocka_unit_test(wuf_at_rxne),
        cmocka_unit_test(wuf_at_the_start_bit),
        cmocka_unit_test(on_the_lse),
        cmocka_unit_test(an_event_wakes),
        cmocka_unit_test(deaf),
        cmocka_unit_test(neither_glitch_nor_silence),
        cmocka_unit_test(no_wuf_in_run),
        cmocka_unit_test(by_address_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
