/* SPDX-License-Identifier: MIT
 *
 * Outputs of timers on pins: each edge is seen by the host at its exact time.
 */
#include "tests/chip/block/tim_fixture.h"

enum { PWM1 = 6 << 4, PWM2 = 7 << 4, TOGGLE = 3 << 4, OC1PE = 1 << 3 };

static uint16_t watched; /* the pin */
static unsigned edges;   /* of it */
static uint64_t edge_cycle[64];
static bool edge_level[64];

static void watch(unsigned port, unsigned pin)
{
    chip.watch.events = 1 << EVENT_PIN;
    chip.watch.pins[port] = watched = (uint16_t)(1u << pin);
    edges = 0;
}

/* Runs, and takes down the edges. Each lies on a cycle, to the ps. */
static void record(uint64_t cycle)
{
    const struct clock *clock = &chip.clock;
    while (chip_run(&chip, cycle) == STOP_EVENT) {
        for (unsigned i = 0; i < chip.events.count && edges < 64; i++) {
            const struct event *event = &chip.events.list[i];
            uint64_t elapsed = event->ps - clock->base_ps;
            assert_int_equal(elapsed % clock->hclk_ps, 0);
            edge_cycle[edges] = clock->base_cycle + elapsed / clock->hclk_ps;
            edge_level[edges++] = event->pin.after & watched;
        }
        chip.events.count = 0;
    }
}

static bool level(unsigned port, unsigned pin)
{
    uint32_t idr = rd(&chip, 0x50000010 + 0x400 * port);
    return idr >> pin & 1;
}

static void expect_edges(const uint64_t *cycles, unsigned count, bool first)
{
    assert_int_equal(edges, count);
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(edge_cycle[i], cycles[i]);
        assert_int_equal(edge_level[i], first == !(i & 1));
    }
}

/* --- each pin --- */

struct output {
    uint32_t tim;
    unsigned channel, port, pin, af;
};

/* GPIO-STM32L071_gpio_v1_0_Modes.xml, the pins that every package has. */
static const struct output outputs[] = {
    {TIM2, 0, GPIO_A, 0, 2},  {TIM2, 0, GPIO_A, 5, 5},
    {TIM2, 1, GPIO_A, 1, 2},  {TIM2, 1, GPIO_B, 3, 2},
    {TIM2, 2, GPIO_A, 2, 2},  {TIM2, 3, GPIO_A, 3, 2},
    {TIM3, 0, GPIO_A, 6, 2},  {TIM3, 0, GPIO_B, 4, 2},
    {TIM3, 0, GPIO_C, 6, 2},  {TIM3, 1, GPIO_A, 7, 2},
    {TIM3, 1, GPIO_C, 7, 2},  {TIM3, 2, GPIO_B, 0, 2},
    {TIM3, 3, GPIO_B, 1, 2},  {TIM21, 0, GPIO_A, 2, 0},
    {TIM21, 1, GPIO_A, 3, 0}, {TIM22, 0, GPIO_A, 6, 5},
    {TIM22, 0, GPIO_B, 4, 4}, {TIM22, 0, GPIO_C, 6, 0},
    {TIM22, 1, GPIO_A, 7, 5}, {TIM22, 1, GPIO_B, 5, 4},
    {TIM22, 1, GPIO_C, 7, 0},
};

/* 30 of 100 counts high, on that pin only while it selects the channel. */
static void expect_pwm(const struct output *o)
{
    uint32_t ccmr = o->channel < 2 ? CCMR1 : CCMR2;
    wr(&chip, o->tim + ARR, 99);
    wr(&chip, o->tim + CCR1 + 4 * o->channel, 30);
    wr(&chip, o->tim + ccmr, PWM1 << 8 * (o->channel & 1));
    wr(&chip, o->tim + CCER, CC1E << 4 * o->channel);
    wr(&chip, o->tim + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    alternate(0x50000000 + 0x400 * o->port, o->pin, o->af);
    watch(o->port, o->pin);
    record(start + 250);
    expect_edges((uint64_t[]){start + 30, start + 100, start + 130, start + 200,
                              start + 230},
                 5, false);
    assert_false(level(o->port, o->pin));
    wr(&chip, 0x50000000 + 0x400 * o->port + GPIO_MODER, 0);
    watch(o->port, o->pin);
    record(start + 1000);
    assert_int_equal(edges, 0);
}

static void every_pin(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        setup(NULL);
        expect_pwm(&outputs[i]);
    }
}

/* PC9 and PB5 are TIM3's with a bit of TIM3_OR only (stm32l0xx_hal_tim_ex.h).
 */
static void pins_by_option_register(void **state)
{
    (void)state;
    alternate(GPIOB, 5, 4);
    wr(&chip, TIM3 + CCMR1, 5 << 12); /* OC2 is forced active */
    wr(&chip, TIM3 + CCER, CC1E << 4);
    assert_false(level(GPIO_B, 5));
    wr(&chip, TIM3 + OR, 1 << 3);
    assert_true(level(GPIO_B, 5));
    wr(&chip, TIM3 + OR, 0);
    assert_false(level(GPIO_B, 5));
}

/* --- modes --- */

static void on_pa0(void)
{
    alternate(GPIOA, 0, 2);
    watch(GPIO_A, 0);
}

static void pwm2_and_polarity(void **state)
{
    (void)state;
    wr(&chip, TIM2 + PSC, 9);
    wr(&chip, TIM2 + EGR, UG);
    wr(&chip, TIM2 + ARR, 9);
    wr(&chip, TIM2 + CCR1, 3);
    wr(&chip, TIM2 + CCMR1, PWM2);
    wr(&chip, TIM2 + CCER, CC1E);
    on_pa0();
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    assert_false(level(GPIO_A, 0));
    record(start + 170);
    expect_edges((uint64_t[]){start + 30, start + 100, start + 130}, 3, true);
    watch(GPIO_A, 0);
    wr(&chip, TIM2 + CCER, CC1E | CC1P);
    assert_int_equal(edges, 0);
    record(start + 220);
    assert_false(edge_level[0]); /* at the write */
    assert_true(edge_level[1]);
    assert_int_equal(edge_cycle[1], start + 200);
}

/* RM0367 21.3.9: CCRx above ARR is always active, 0 never. */
static void duty_of_0_and_100(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CCMR1, PWM1);
    wr(&chip, TIM2 + CCER, CC1E);
    on_pa0();
    wr(&chip, TIM2 + CR1, CEN);
    record(chip.cycle + 1000);
    assert_int_equal(edges, 0);
    assert_false(level(GPIO_A, 0));
    wr(&chip, TIM2 + CCR1, 100);
    record(chip.cycle + 1000);
    assert_int_equal(edges, 1);
    assert_true(level(GPIO_A, 0));
}

/* A new duty with preload comes with the next period. */
static void preloaded_duty(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CCMR1, PWM1 | OC1PE);
    wr(&chip, TIM2 + CCR1, 50);
    wr(&chip, TIM2 + EGR, UG);
    wr(&chip, TIM2 + CCER, CC1E);
    on_pa0();
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    wr(&chip, TIM2 + CCR1, 10);
    record(start + 150);
    expect_edges((uint64_t[]){start + 50, start + 100, start + 110}, 3, false);
}

static void toggle_active_inactive(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CCR1, 20);
    wr(&chip, TIM2 + CCMR1, TOGGLE);
    wr(&chip, TIM2 + CCER, CC1E);
    on_pa0();
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    record(start + 250);
    expect_edges((uint64_t[]){start + 20, start + 120, start + 220}, 3, true);
    wr(&chip, TIM2 + CCMR1, 2 << 4); /* inactive at a match */
    watch(GPIO_A, 0);
    record(start + 450);
    expect_edges((uint64_t[]){start + 320}, 1, false);
    wr(&chip, TIM2 + CCMR1, 1 << 4); /* active */
    watch(GPIO_A, 0);
    record(start + 650);
    expect_edges((uint64_t[]){start + 520}, 1, true);
}

/* An output that toggles unseen for any number of laps is right when the pin
 * selects it. */
static void unseen_toggles(void **state)
{
    (void)state;
    for (unsigned laps = 1; laps < 12; laps++) {
        setup(NULL);
        wr(&chip, TIM2 + ARR, 99);
        wr(&chip, TIM2 + CCR1, 20);
        wr(&chip, TIM2 + CCMR1, TOGGLE);
        wr(&chip, TIM2 + CCER, CC1E);
        wr(&chip, TIM2 + CR1, CEN);
        until(&chip, chip.cycle + 1 + 100 * laps);
        alternate(GPIOA, 0, 2);
        assert_int_equal(level(GPIO_A, 0), laps & 1);
    }
}

/* RM0367 figure 130: up and down between 0 and ARR; the output is active on the
 * way down from CCR on. */
static void centred_pwm(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 80);
    wr(&chip, TIM2 + CCR1, 40);
    wr(&chip, TIM2 + CCMR1, PWM1);
    wr(&chip, TIM2 + CCER, CC1E);
    on_pa0();
    wr(&chip, TIM2 + CR1, CEN | CMS_DOWN);
    uint64_t start = chip.cycle + 1;
    record(start + 300);
    expect_edges(
        (uint64_t[]){start + 40, start + 120, start + 200, start + 280}, 4,
        false);
}

/* One pulse: from CCR to ARR, once (RM0367 21.3.10). */
static void one_pulse(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CCR1, 60);
    wr(&chip, TIM2 + CCMR1, PWM2);
    wr(&chip, TIM2 + CCER, CC1E);
    on_pa0();
    wr(&chip, TIM2 + CR1, CEN | OPM);
    uint64_t start = chip.cycle + 1;
    record(start + 1000);
    expect_edges((uint64_t[]){start + 60, start + 100}, 2, true);
}

/* RM0367 table 90: without CCxE the timer lets go of the pin. */
static void disabled_output(void **state)
{
    (void)state;
    on_pa0();
    wr(&chip, TIM2 + CCMR1, 4 << 4); /* forced inactive */
    wr(&chip, TIM2 + CCER, CC1E | CC1P);
    assert_true(level(GPIO_A, 0));
    wr(&chip, TIM2 + CCER, CC1P);
    assert_false(level(GPIO_A, 0));
    chip_pin_drive(&chip, GPIO_A, 0, true);
    assert_true(level(GPIO_A, 0));
}

static void reset_lets_go(void **state)
{
    (void)state;
    on_pa0();
    wr(&chip, TIM2 + CCMR1, 5 << 4);
    wr(&chip, TIM2 + CCER, CC1E);
    assert_true(level(GPIO_A, 0));
    wr(&chip, RCC_APB1RSTR, 1);
    wr(&chip, RCC_APB1RSTR, 0);
    assert_false(level(GPIO_A, 0));
}

/* Nothing is armed for an output that no pin selects, nor for one that is off.
 */
static void unseen_costs_nothing(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 9);
    wr(&chip, TIM2 + CCR1, 5);
    wr(&chip, TIM2 + CCMR1, PWM1);
    wr(&chip, TIM2 + CCER, CC1E);
    wr(&chip, TIM2 + CR1, CEN);
    assert_int_equal(chip.due_cycle, NEVER);
    alternate(GPIOA, 0, 2);
    assert_true(chip.due_cycle <= chip.cycle + 10);
    wr(&chip, TIM2 + CCER, 0);
    assert_int_equal(chip.due_cycle, NEVER);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(every_pin),         TEST(pins_by_option_register),
        TEST(pwm2_and_polarity), TEST(duty_of_0_and_100),
        TEST(preloaded_duty),    TEST(toggle_active_inactive),
        TEST(unseen_toggles),    TEST(centred_pwm),
        TEST(one_pulse),         TEST(disabled_output),
        TEST(reset_lets_go),     TEST(unseen_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
