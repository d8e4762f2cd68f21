/* SPDX-License-Identifier: MIT
 *
 * Which interface of the model ROM serves its host, and what makes USB deaf.
 * docs/rom.md 3, 6 and 10.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_usb_fixture.h"

/* An application that jumps to the ROM, with the cable in. */
static void jump(uint32_t choices, uint32_t syscfg)
{
    board(ROM_V4_1, choices, 0xBE00BE00, 0);
    chip.watch.events |= 1u << EVENT_USB;
    usb_host_init(&host);
    enter_at(ROM_RESET, syscfg);
}

/* --- one wins --- */

static void the_first_usart_silences_usb(void **state)
{
    (void)state;
    for (unsigned which = ROM_V4_0; which <= ROM_V4_1; which++)
        for (unsigned usart = U1; usart <= U2; usart++) {
            usb_boot(which, 0);
            assert_true(answers(usart));
            usb_plug();
            usb_pass(2000 * PS_PER_MS);
            assert_int_equal(host.port, USB_PORT_FAILED);
            assert_alive(&chip, usart);
        }
}

static void a_usb_host_silences_the_usarts(void **state)
{
    (void)state;
    usb_start(ROM_V4_1, 0);
    assert_false(answers(U2));
    assert_false(answers(U1));
    dfu_clear();
    assert_int_equal(dfu_erase(0x08000000), DFU_OK);
    usb_host_plug(&host, &chip, false); /* until the next reset */
    usb_pass(100 * PS_PER_MS);
    assert_false(answers(U2));
}

/* A charger, or a hub without a host: nobody resets the bus. */
static void a_cable_alone_selects_nothing(void **state)
{
    (void)state;
    usb_boot(ROM_V4_1, 0);
    usb_drive(&chip, USB_LINE_IDLE, 0);
    usb_pass(1000 * PS_PER_MS);
    assert_true(answers(U2));
}

static void a_cable_may_come_late(void **state)
{
    (void)state;
    usb_boot(ROM_V4_0, 0);
    usb_pass(3000 * PS_PER_MS);
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
}

static void v11_has_no_usb(void **state)
{
    (void)state;
    for (unsigned which = ROM_V11_1; which <= ROM_V11_2; which++) {
        usb_boot(which, 0);
        usb_plug();
        usb_pass(1000 * PS_PER_MS);
        assert_int_equal(host.port, USB_PORT_EMPTY);
        assert_true(answers(U2));
    }
}

/* --- the watchdog --- */

static void the_watchdog_is_refreshed(void **state)
{
    static const uint8_t mass = 0x41;
    (void)state;
    usb_boot(ROM_V4_1, 0);
    put(0x1FF80004, 0x7F9F8060); /* WDG_SW=0: it starts with the chip */
    chip_power_on(&chip);
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
    unsigned resets = chip.reset.count;
    assert_int_equal(rd(&chip, 0x40003004), 6);     /* IWDG_PR: slow */
    assert_int_equal(rd(&chip, 0x4000300C) & 1, 0); /* SR.PVU: it runs */
    usb_pass(30000 * PS_PER_MS); /* 4096 x 256 cycles of 37 kHz are 28.3 s */
    assert_int_equal(dfu_download(0, &mass, 1).status, DFU_OK);
    assert_int_equal(chip.reset.count, resets);
}

/* --- interrupts --- */

static bool usb_comes(void)
{
    usb_plug();
    usb_pass(1000 * PS_PER_MS);
    return host.port == USB_PORT_READY;
}

static void a_jump_with_the_rom_at_0_is_found(void **state)
{
    (void)state;
    jump(0, 1);
    assert_true(usb_comes());
}

/* The application's vectors take the interrupt, whose handler is `b .` here. */
static void without_the_remap_usb_is_deaf(void **state)
{
    (void)state;
    jump(0, 0);
    assert_true(answers(U2)); /* the USART polls */
    jump(0, 0);
    assert_false(usb_comes());
    assert_int_equal(chip.cpu.ipsr, 16 + 31);
    jump(READING(REMAP, SELF), 0);
    assert_true(usb_comes());
    jump(READING(REMAP, VTOR), 0);
    assert_true(usb_comes());
}

static void a_wrong_vtor_makes_usb_deaf(void **state)
{
    (void)state;
    for (uint32_t remap = 0; remap < 3; remap++) {
        jump(READING_OF(REMAP, remap), 1);
        wr(&chip, 0xE000ED08, 0x08000000);
        assert_int_equal(usb_comes(), remap == CHOICE_REMAP_VTOR);
    }
    jump(0, 0);
    wr(&chip, 0xE000ED08, 0x1FF00000);
    assert_true(usb_comes());
}

static void primask_makes_usb_deaf(void **state)
{
    (void)state;
    jump(0, 1);
    chip.cpu.primask = true;
    assert_false(usb_comes());
    assert_true(answers(U2));
}

/* The USB interrupt has the priority of the handler that the ROM runs in. */
static void handler_mode_makes_usb_deaf(void **state)
{
    (void)state;
    jump(0, 0);
    put(0x08000000 + 4 * (16 + 7), ROM_RESET | 1); /* EXTI4_15 leads there */
    jump_to(&chip, BANK1_RUNS);
    chip.cpu.fetched = CPU_NO_WORD;
    wr(&chip, 0xE000E100, 1 << 7);
    wr(&chip, 0xE000E200, 1 << 7);
    usb_pass(20 * PS_PER_MS);
    assert_int_equal(chip.cpu.ipsr, 16 + 7);
    wr(&chip, CFGR1, 1);
    assert_false(usb_comes());
    assert_true(answers(U2));
    assert_int_equal(chip.cpu.ipsr, 16 + 7);
}

/* An application that leaves its own USB on, with a packet sent by endpoint 1
 * and nobody who noticed. */
static void leave_usb_on(void)
{
    struct usb_packet packet = {.token = USB_IN, .endpoint = 1};
    wr(&chip, APB2ENR, 1);
    wr(&chip, 0x40010020, 1 << 13 | 1); /* SYSCFG_CFGR3 */
    wr(&chip, 0x40021008, 1);           /* HSI48 */
    wr(&chip, 0x4002104C, 1 << 26);
    wr(&chip, 0x40021038, 1 << 23);
    run_us(&chip, 100);
    usb_drive(&chip, USB_LINE_FRAMES, 0);
    wr(&chip, 0x40005C40, 0x8000); /* CNTR: CTRM */
    wr(&chip, 0x40005C44, 0);
    wr(&chip, 0x40005C58, 0x8000); /* BCDR: DPPU */
    wr(&chip, 0x40005C4C, 0x80);   /* DADDR: EF */
    wr(&chip, 0x40005C04, 0x31);   /* EP1R: STAT_TX valid */
    assert_int_equal(usb_transact(&chip, &packet), USB_ACK);
}

/* What the ROM does not expect its default handler takes; without the interrupt
 * the ROM begins anew. */
static void usb_of_the_application(void **state)
{
    (void)state;
    for (uint32_t hang = 0; hang < 2; hang++)
        for (uint32_t enabled = 0; enabled < 2; enabled++) {
            board(ROM_V4_1, READING_OF(FAULT, hang), 0xBE00BE00, 0);
            chip.watch.events |= 1u << EVENT_USB;
            usb_host_init(&host);
            leave_usb_on();
            wr(&chip, 0xE000E100, enabled << 31);
            enter();
            if (!enabled)
                assert_true(usb_comes());
            usb_pass(20 * PS_PER_MS);
            assert_int_equal(chip.reset.count, enabled && !hang ? 2 : 1);
            assert_int_equal(chip.cpu.ipsr, enabled && hang ? 16 + 31 : 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_usart_silences_usb),
        cmocka_unit_test(a_usb_host_silences_the_usarts),
        cmocka_unit_test(a_cable_alone_selects_nothing),
        cmocka_unit_test(a_cable_may_come_late),
        cmocka_unit_test(v11_has_no_usb),
        cmocka_unit_test(the_watchdog_is_refreshed),
        cmocka_unit_test(a_jump_with_the_rom_at_0_is_found),
        cmocka_unit_test(without_the_remap_usb_is_deaf),
        cmocka_unit_test(a_wrong_vtor_makes_usb_deaf),
        cmocka_unit_test(primask_makes_usb_deaf),
        cmocka_unit_test(handler_mode_makes_usb_deaf),
        cmocka_unit_test(usb_of_the_application),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
