/* SPDX-License-Identifier: MIT
 *
 * The clock recovery system: what each SYNC says about HSI48, what AUTOTRIM
 * makes of it, and what HSI48 is to the USB device.
 */
#include "tests/chip/block/usb_socket.h"

enum {
    RCC_CRRCR = 0x40021008,
    RCC_APB1RSTR = 0x40021028,
    RCC_IOPENR = 0x4002102C,
    RCC_APB1ENR = 0x40021038,
    RCC_CSR = 0x40021050,
    PWR_CR = 0x40007000,
    GPIOA_MODER = 0x50000000,
    GPIOA_AFRH = 0x50000024,

    CRS_CR = 0x40006C00,
    CRS_CFGR = 0x40006C04,
    CRS_ISR = 0x40006C08,
    CRS_ICR = 0x40006C0C,

    SYNCOK = 1 << 0, /* of CR (IE), ISR and ICR */
    SYNCWARN = 1 << 1,
    ERR = 1 << 2,
    ESYNC = 1 << 3,
    CEN = 1 << 5,
    AUTOTRIMEN = 1 << 6,
    SWSYNC = 1 << 7,
    SYNCERR = 1 << 8,
    SYNCMISS = 1 << 9,
    TRIMOVF = 1 << 10,
    FEDIR = 1 << 15,

    FROM_PIN = 0 << 28,
    FROM_LSE = 1 << 28,
    RELOAD = 47999,
    FELIM = 34,
    IN_RANGE = FELIM << 16 | RELOAD,
    FROM_USB = 2 << 28 | IN_RANGE,
    END = RELOAD + 1 + 128 * FELIM,
};

static const uint64_t TICK_PS = PS_PER_S / 48000000;

static uint32_t trim(unsigned value)
{
    return value << 8;
}

static unsigned trim_now(void)
{
    return rd(&chip, CRS_CR) >> 8 & 0x3F;
}

/* How far HSI48 was from what RELOAD asks for, in periods; below 0: slow. */
static int captured(void)
{
    uint32_t isr = rd(&chip, CRS_ISR);
    int size = (int)(isr >> 16);
    return isr & FEDIR ? -size : size;
}

static int setup(void **state)
{
    device(state);
    wr(&chip, RCC_APB1ENR, rd(&chip, RCC_APB1ENR) | 1 << 27);
    run_us(&chip, 1);
    return 0;
}

/* A frame begins now, and each millisecond from now on. */
static uint64_t frames_from_now(void)
{
    usb_drive(&chip, USB_LINE_FRAMES, 0);
    return clock_ps(&chip);
}

/* --- registers --- */

static void cen_protects_cfgr_and_autotrimen_trim(void **state)
{
    (void)state;
    wr(&chip, CRS_CFGR, FROM_USB);
    watch_firmware(&chip);
    wr(&chip, CRS_CR, trim(30) | CEN);
    wr(&chip, CRS_CFGR, 0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CRS_CFGR);
    unwatch(&chip);
    expect_rd(&chip, CRS_CFGR, FROM_USB);
    wr(&chip, CRS_CR, trim(40) | CEN | AUTOTRIMEN);
    wr(&chip, CRS_CR, trim(50) | CEN | AUTOTRIMEN);
    expect_rd(&chip, CRS_CR, trim(40) | CEN | AUTOTRIMEN);
    wr(&chip, CRS_CR, trim(50));
    expect_rd(&chip, CRS_CR, trim(40));
}

static void a_reset_gives_trim_back(void **state)
{
    (void)state;
    wr(&chip, CRS_CR, trim(20));
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_SILENCE);
    wr(&chip, RCC_APB1RSTR, 1 << 27);
    wr(&chip, RCC_APB1RSTR, 0);
    expect_rd(&chip, CRS_CR, trim(32));
    expect_rd(&chip, CRS_CFGR, 0x2022BB7F);
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_NAK);
}

/* --- frames of the host --- */

static void frames_find_hsi48_in_tune(void **state)
{
    (void)state;
    uint64_t start = frames_from_now();
    wr(&chip, CRS_CFGR, FROM_USB);
    wr(&chip, CRS_CR, trim(32) | CEN);
    EXPECT_CHANGE(&chip, start + 2 * PS_PER_MS, CRS_ISR, 0xFFFFFFFF, 0,
                  ESYNC | SYNCOK);
    wr(&chip, CRS_ICR, ESYNC | SYNCOK);
    EXPECT_CHANGE(&chip, start + 3 * PS_PER_MS, CRS_ISR, 0xFFFFFFFF, 0,
                  ESYNC | SYNCOK);
}

/* The first SYNC begins a period, the second one ends it. In tune no more
 * events are needed, and none is. */
static void in_tune_it_costs_nothing(void **state)
{
    (void)state;
    frames_from_now();
    wr(&chip, CRS_CFGR, FROM_USB);
    wr(&chip, CRS_CR, trim(32) | CEN | AUTOTRIMEN);
    run_us(&chip, 4000);
    assert_true(chip.due_cycle >
                clock_cycle_at(&chip, clock_ps(&chip)) + 16000 * 100);
    run_us(&chip, 10000000);
    expect_rd(&chip, CRS_ISR, ESYNC | SYNCOK);
    assert_int_equal(trim_now(), 32);
}

static void a_step_of_trim_is_67_khz(void **state)
{
    (void)state;
    frames_from_now();
    wr(&chip, CRS_CFGR, FROM_USB);
    static const struct {
        unsigned trim;
        int error;
        uint32_t flags;
    } cases[] = {
        {31, -68, SYNCOK}, {30, -135, SYNCWARN}, {0, -2151, SYNCWARN},
        {33, 67, SYNCOK},  {34, 134, SYNCWARN},  {63, 2083, SYNCWARN},
        {32, 0, SYNCOK},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        wr(&chip, CRS_CR, trim(cases[i].trim) | CEN);
        run_us(&chip, 2000);
        wr(&chip, CRS_ICR, 0xF);
        run_us(&chip, 1000);
        assert_int_equal(captured(), cases[i].error);
        assert_int_equal(rd(&chip, CRS_ISR) & 7, cases[i].flags);
    }
}

/* Two steps at each SYNC while the error is a large one; too far off for USB,
 * it gets there by the frames alone. */
static void autotrim_brings_usb_back(void **state)
{
    (void)state;
    uint64_t start = frames_from_now();
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_NAK);
    wr(&chip, CRS_CR, trim(21));
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_SILENCE);
    wr(&chip, CRS_CFGR, FROM_USB);
    wr(&chip, CRS_CR, trim(21) | AUTOTRIMEN | CEN);
    EXPECT_CHANGE(&chip, start + 2 * PS_PER_MS, CRS_CR, 0x3F00, trim(21),
                  trim(23));
    EXPECT_CHANGE(&chip, start + 3 * PS_PER_MS, CRS_CR, 0x3F00, trim(23),
                  trim(25));
    EXPECT_CHANGE(&chip, start + 6 * PS_PER_MS, CRS_CR, 0x3F00, trim(29),
                  trim(31));
    wr(&chip, CRS_ICR, SYNCWARN);
    EXPECT_CHANGE(&chip, start + 7 * PS_PER_MS, CRS_CR, 0x3F00, trim(31),
                  trim(32));
    assert_int_equal(rd(&chip, CRS_ISR) & 7, SYNCOK);
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_NAK);
    run_us(&chip, 10000);
    assert_int_equal(trim_now(), 32);
}

static void trim_does_not_overflow(void **state)
{
    (void)state;
    frames_from_now();
    wr(&chip, CRS_CFGR, 2 << 28 | FELIM << 16 | 50499);
    wr(&chip, CRS_CR, trim(32) | AUTOTRIMEN | CEN | ERR);
    run_us(&chip, 15000);
    assert_int_equal(rd(&chip, CRS_ISR) & (ERR | TRIMOVF), 0);
    assert_false(irq_line(&chip, IRQ_RCC_CRS));
    run_us(&chip, 3000);
    assert_int_equal(rd(&chip, CRS_ISR) & (ERR | TRIMOVF), ERR | TRIMOVF);
    assert_int_equal(trim_now(), 63);
    assert_true(irq_line(&chip, IRQ_RCC_CRS));
    assert_int_equal(transact(USB_IN, 0, false, NULL), USB_SILENCE);
}

/* Without frames the counter goes to its end, once. */
static void frames_that_end_are_missed(void **state)
{
    (void)state;
    uint64_t start = frames_from_now();
    wr(&chip, CRS_CFGR, FROM_USB);
    wr(&chip, CRS_CR, trim(32) | CEN | ERR | ESYNC);
    run_us(&chip, 2500);
    wr(&chip, CRS_ICR, 0xF);
    usb_drive(&chip, USB_LINE_IDLE, 0);
    assert_false(irq_line(&chip, IRQ_RCC_CRS));
    uint64_t last = start + 2 * PS_PER_MS;
    EXPECT_CHANGE(&chip, last + PS_PER_MS, CRS_ISR, 0xFFFF, 0, ESYNC);
    assert_true(irq_line(&chip, IRQ_RCC_CRS));
    wr(&chip, CRS_ICR, ESYNC);
    assert_false(irq_line(&chip, IRQ_RCC_CRS));
    EXPECT_CHANGE(&chip, last + END * TICK_PS + END / 3, CRS_ISR, 0xFFFF, 0,
                  ERR | SYNCMISS);
    assert_true(irq_line(&chip, IRQ_RCC_CRS));
    wr(&chip, CRS_ICR, ERR);
    assert_false(irq_line(&chip, IRQ_RCC_CRS));
    run_us(&chip, 10000);
    expect_rd(&chip, CRS_ISR, 0);
    start = frames_from_now();
    run_us(&chip, 900);
    expect_rd(&chip, CRS_ISR, 0);
    EXPECT_CHANGE(&chip, start + PS_PER_MS, CRS_ISR, 0xFFFF, 0, ESYNC | SYNCOK);
}

static void hsi48_that_stops_is_not_judged(void **state)
{
    (void)state;
    frames_from_now();
    wr(&chip, CRS_CFGR, FROM_USB);
    wr(&chip, CRS_CR, trim(32) | CEN);
    run_us(&chip, 2500);
    wr(&chip, CRS_ICR, 0xF);
    wr(&chip, RCC_CRRCR, 0);
    run_us(&chip, 700);
    wr(&chip, RCC_CRRCR, 1);
    run_us(&chip, 500);
    expect_rd(&chip, CRS_ISR, 0);
    run_us(&chip, 2000);
    expect_rd(&chip, CRS_ISR, ESYNC | SYNCOK);
}

/* --- other sources --- */

/* As in ST's example CRS_Synchronization_IT: a SYNC by software, and none from
 * a source that is not there. */
static void a_store_can_be_the_sync(void **state)
{
    (void)state;
    wr(&chip, CRS_CFGR, FROM_PIN | IN_RANGE);
    wr(&chip, CRS_CR, trim(32) | SWSYNC); /* CEN=0 */
    run_us(&chip, 2000);
    expect_rd(&chip, CRS_ISR, 0);
    wr(&chip, CRS_CR, trim(32) | CEN);
    run_us(&chip, 2000);
    expect_rd(&chip, CRS_ISR, 0); /* waits for the first one */
    wr(&chip, CRS_CR, trim(32) | CEN | ERR | SWSYNC);
    expect_rd(&chip, CRS_CR, trim(32) | CEN | ERR);
    run_us(&chip, 100);
    expect_rd(&chip, CRS_ISR, 0);
    wr(&chip, CRS_CR, trim(32) | CEN | ERR | SWSYNC); /* far too early */
    assert_int_equal(rd(&chip, CRS_ISR) & 0xFFFF, FEDIR | SYNCERR | ERR);
    assert_in_range(-captured(), 48000 - 4810, 48000 - 4790);
    assert_true(irq_line(&chip, IRQ_RCC_CRS));
    wr(&chip, CRS_ICR, ERR);
    assert_false(irq_line(&chip, IRQ_RCC_CRS));
    run_us(&chip, 2000);
    assert_int_equal(rd(&chip, CRS_ISR) & 0x7FFF, ESYNC | SYNCMISS | ERR);
    assert_true(irq_line(&chip, IRQ_RCC_CRS));
}

static void lse_is_divided(void **state)
{
    (void)state;
    wr(&chip, PWR_CR, 1 << 8 | 1 << 12);
    wr(&chip, RCC_CSR, 1 << 8);
    wr(&chip, CRS_CFGR, FROM_LSE | 5 << 24 | FELIM << 16 | (46875 - 1));
    wr(&chip, CRS_CR, trim(30) | CEN | AUTOTRIMEN);
    run_us(&chip, 1900000);
    expect_rd(&chip, CRS_ISR, 0); /* the crystal starts */
    run_us(&chip, 200000);
    assert_int_equal(trim_now(), 32);
    assert_int_equal(rd(&chip, CRS_ISR) & 7, SYNCOK | SYNCWARN);
    assert_int_equal(captured(), -1); /* the period is rounded to 1 ps */
}

static void pulse(bool high)
{
    chip_pin_drive(&chip, GPIO_A, 8, high);
}

static void a_pin_has_polarity_and_divider(void **state)
{
    (void)state;
    wr(&chip, RCC_IOPENR, 1);
    run_us(&chip, 1);
    wr(&chip, GPIOA_AFRH, 2);
    wr(&chip, GPIOA_MODER, (rd(&chip, GPIOA_MODER) & ~(3u << 16)) | 2 << 16);
    pulse(true);
    wr(&chip, CRS_CFGR, 1u << 31 | FROM_PIN | 1 << 24 | IN_RANGE);
    wr(&chip, CRS_CR, trim(32) | CEN);
    for (unsigned i = 0; i < 3; i++) { /* falling edges: the 2nd and 4th */
        pulse(false);
        run_us(&chip, 250);
        assert_int_equal(rd(&chip, CRS_ISR), 0);
        pulse(true);
        run_us(&chip, 250);
    }
    pulse(false);
    run_us(&chip, 10);
    assert_int_equal(rd(&chip, CRS_ISR) & 0xF, SYNCOK | ESYNC);
    assert_in_range(captured(), 0, 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(cen_protects_cfgr_and_autotrimen_trim),
        TEST(a_reset_gives_trim_back),
        TEST(frames_find_hsi48_in_tune),
        TEST(in_tune_it_costs_nothing),
        TEST(a_step_of_trim_is_67_khz),
        TEST(autotrim_brings_usb_back),
        TEST(trim_does_not_overflow),
        TEST(frames_that_end_are_missed),
        TEST(hsi48_that_stops_is_not_judged),
        TEST(a_store_can_be_the_sync),
        TEST(lse_is_divided),
        TEST(a_pin_has_polarity_and_divider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
