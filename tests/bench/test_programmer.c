/* SPDX-License-Identifier: MIT
 *
 * A programmer against the model ROMs, over USART and USB: what it finds, what
 * is in the flash afterwards and what is not, how long it takes, and that it
 * finds a ROM in whatever state an earlier session has left it.
 */
#include <stdlib.h>

#include "bench/stm32l0/readings.h"
#include "tests/bench/programmer_fixture.h"

static const struct readings defaults;
static const struct client_counts no_trouble;

/* --- EEPROM and option bytes --- */

static struct {
    uint8_t eeprom[EEPROM_SIZE], options[32];
} kept;

/* Data that a session must not change. */
static void mark_kept(void)
{
    uint8_t *eeprom = bus_physical(&machine.chip, REGION_EEPROM);
    for (unsigned i = 0; i < EEPROM_SIZE; i++)
        eeprom[i] = (uint8_t)(i * 11 + 5);
    memcpy(kept.eeprom, eeprom, sizeof kept.eeprom);
    memcpy(kept.options, bus_physical(&machine.chip, REGION_OPTION),
           sizeof kept.options);
}

static void expect_kept(void)
{
    assert_memory_equal(kept.eeprom, bus_physical(&machine.chip, REGION_EEPROM),
                        sizeof kept.eeprom);
    assert_memory_equal(kept.options,
                        bus_physical(&machine.chip, REGION_OPTION),
                        sizeof kept.options);
}

static void expect_no_trouble(void)
{
    const struct client_counts counts = programmer_counts(programmer);
    assert_memory_equal(&counts, &no_trouble, sizeof counts);
    assert_int_equal(programmer->repairs, 0);
}

/* --- identification --- */

static void each_rom_is_identified(void **state)
{
    static const uint8_t ids[] = {0x40, 0x41, 0xB1, 0xB2};
    (void)state;
    for (unsigned rom = 0; rom < 4; rom++) {
        start_rom((enum rom_version)rom, defaults);
        session(&(struct programmer_setup){.link = PROGRAMMER_USART});
        expect_end(PROGRAMMER_DONE);
        assert_int_equal(programmer->found.id, 0x447);
        assert_int_equal(programmer->found.version, 0x31);
        assert_int_equal(programmer->found.rom_id, ids[rom]);
        assert_int_equal(programmer->found.flash_kb, 192);
        assert_int_equal(programmer->found.head, machine_head(&machine, 0));
        assert_int_equal(programmer->found.resident, PROGRAMMER_RESIDENT_NONE);
        assert_false(programmer->found.protected);
        assert_false(programmer->found.synced);
        assert_int_equal(programmer_flash(programmer), PROGRAMMER_UNCHANGED);
        expect_no_trouble();
        assert_true(has_image(&v1));
    }
}

static void usb_is_identified(void **state)
{
    (void)state;
    for (unsigned rom = ROM_V4_0; rom <= ROM_V4_1; rom++) {
        start_rom((enum rom_version)rom, defaults);
        session(&(struct programmer_setup){.link = PROGRAMMER_USB});
        expect_end(PROGRAMMER_DONE);
        assert_int_equal(programmer->found.id, 0x447);
        assert_int_equal(programmer->found.version, 0x2200);
        assert_int_equal(programmer->found.rom_id, rom ? 0x41 : 0x40);
        assert_int_equal(programmer->found.flash_kb, 192);
        assert_string_equal(programmer->dfuse.text,
                            "@Internal Flash  /0x08000000/1536*128g");
        expect_no_trouble();
    }
}

/* --- an update --- */

static bool sees_main(unsigned ms)
{
    struct machine_event event;
    uint64_t until = machine_ps(&machine) + ms * PS_PER_MS;
    while (machine_ps(&machine) < until) {
        machine_run(&machine, until, &event);
        if (event.kind == MACHINE_MAIN)
            return true;
    }
    return false;
}

static void update(enum programmer_link link, enum rom_version rom,
                   struct readings readings, enum flash_policy policy)
{
    start_asked(rom, readings);
    mark_kept();
    session(&(struct programmer_setup){.link = link,
                                       .image = &v2,
                                       .policy = policy,
                                       .id = 0x447,
                                       .verify = true,
                                       .start = true});
    expect_end(PROGRAMMER_DONE);
    assert_false(programmer->unconfirmed);
    assert_int_equal(programmer_flash(programmer), PROGRAMMER_WHOLE);
    expect_no_trouble();
    assert_true(has_image(&v2));
    expect_kept();
    assert_true(sees_main(700));
    assert_false(machine.in_rom);
}

/* Every reading that a session can depend on. */
static void update_each_reading(enum programmer_link link, enum rom_version rom)
{
    unsigned count = 2 * reading_value_count(&l0_readings[READING_GO]);
    for (unsigned i = 0; i < count; i += TEST_STRIDE) {
        struct readings readings = defaults;
        readings.value[READING_GO] = (uint8_t)(i / 2);
        readings.value[READING_WRITE] = (uint8_t)(i % 2);
        update(link, rom, readings,
               i % 2 ? FLASH_POLICY_ADDRESS : FLASH_POLICY_FIRST_LAST);
    }
}

static void an_update_by_usart(void **state)
{
    (void)state;
    for (unsigned rom = 0; rom < 4; rom++)
        update_each_reading(PROGRAMMER_USART, (enum rom_version)rom);
}

static void an_update_by_usb(void **state)
{
    (void)state;
    for (unsigned rom = ROM_V4_0; rom <= ROM_V4_1; rom++)
        update_each_reading(PROGRAMMER_USB, (enum rom_version)rom);
}

/* --- whole and quick --- */

enum {
    BIG = 188 * 1024,
    US_PER_BYTE = 96,  /* 11 bits at 115200 */
    US_PER_PAGE = 3200 /* RM0367: an erase, or a half page programmed */
};

static uint8_t big_bytes[BIG], old_bytes[BIG];
static struct image_segment big_segment = {FLASH_BASE, BIG, big_bytes};
static struct image_segment old_segment = {FLASH_BASE, BIG, old_bytes};
static struct image big = {
    .path = (char[]){"big.bin"}, .segments = &big_segment, .segment_count = 1};
static struct image old = {
    .path = (char[]){"old.bin"}, .segments = &old_segment, .segment_count = 1};

/* A session, and the microseconds of each phase. */
static void timed_session(const struct programmer_setup *setup,
                          uint64_t us[PROGRAMMER_PHASES])
{
    struct machine_event event;
    uint64_t before = machine_ps(&machine);
    memset(us, 0, PROGRAMMER_PHASES * sizeof *us);
    programmer_machine_begin(&bench, &machine, setup, USART_2);
    bool more;
    do {
        enum programmer_phase phase = programmer->phase;
        more = programmer_machine_step(&bench, &machine, &event);
        us[phase] += (machine_ps(&machine) - before) / PS_PER_US;
        before = machine_ps(&machine);
    } while (more);
}

static void expect_about(uint64_t got, uint64_t want)
{
    assert_in_range(got, want * 97 / 100, want * 110 / 100);
}

static void set_big(void)
{
    for (unsigned i = 0; i < BIG; i++)
        big_bytes[i] = (uint8_t)(i * 2654435761u >> 24 | 1);
}

/* What takes time is the line and the flash, and nothing else. */
static void as_fast_as_the_line(void **state)
{
    uint64_t us[PROGRAMMER_PHASES];
    (void)state;
    set_big();
    start_rom(ROM_V4_1, defaults);
    timed_session(&(struct programmer_setup){.link = PROGRAMMER_USART,
                                             .image = &big,
                                             .policy = FLASH_POLICY_FIRST_LAST,
                                             .verify = true},
                  us);
    expect_end(PROGRAMMER_DONE);
    expect_no_trouble();
    print_message("188 KB, USART: identified in %u ms, erased in %u ms, "
                  "written in %u ms, read in %u ms\n",
                  (unsigned)us[0] / 1000, (unsigned)us[1] / 1000,
                  (unsigned)us[2] / 1000, (unsigned)us[3] / 1000);
    expect_about(us[PROGRAMMER_ERASE], BIG / 128 * (US_PER_PAGE + 2 * 96));
    expect_about(us[PROGRAMMER_WRITE],
                 (uint64_t)BIG * US_PER_BYTE + BIG / 64 * US_PER_PAGE);
    expect_about(us[PROGRAMMER_VERIFY], (uint64_t)BIG * US_PER_BYTE);
}

static void usb_is_faster(void **state)
{
    uint64_t us[PROGRAMMER_PHASES];
    (void)state;
    set_big();
    start_rom(ROM_V4_1, defaults);
    timed_session(&(struct programmer_setup){.link = PROGRAMMER_USB,
                                             .image = &big,
                                             .policy = FLASH_POLICY_FIRST_LAST,
                                             .verify = true},
                  us);
    expect_end(PROGRAMMER_DONE);
    expect_no_trouble();
    print_message("188 KB, USB: erased in %u ms, written in %u ms, read in "
                  "%u ms\n",
                  (unsigned)us[1] / 1000, (unsigned)us[2] / 1000,
                  (unsigned)us[3] / 1000);
}

static void one_page_changed(void **state)
{
    uint64_t us[PROGRAMMER_PHASES];
    struct programmer_setup setup = {.link = PROGRAMMER_USART,
                                     .image = &big,
                                     .old = &old,
                                     .policy = FLASH_POLICY_FIRST_LAST};
    (void)state;
    start_rom(ROM_V4_1, defaults);
    set_big();
    memcpy(bus_physical(&machine.chip, REGION_FLASH), big_bytes, BIG);
    memcpy(old_bytes, big_bytes, BIG);
    big_bytes[100 * 1024] ^= 0x55;
    timed_session(&setup, us);
    expect_end(PROGRAMMER_DONE);
    assert_true(has_image(&big));
    uint64_t all = us[0] + us[1] + us[2] + us[3] + us[4];
    print_message("one page: %u ms\n", (unsigned)(all / 1000));
    assert_in_range(all, 1, 2000000);
    assert_int_equal(programmer->plan.page_count, 2);
}

/* The flash is not what the caller took it for. */
static void an_old_image_that_is_not_there(void **state)
{
    (void)state;
    start_rom(ROM_V4_1, defaults);
    session(&(struct programmer_setup){.link = PROGRAMMER_USART,
                                       .image = &v2,
                                       .old = &v2,
                                       .policy = FLASH_POLICY_FIRST_LAST,
                                       .verify = true});
    expect_end(PROGRAMMER_DONE);
    assert_true(programmer->without_old);
    assert_true(has_image(&v2));
    assert_int_equal(programmer_flash(programmer), PROGRAMMER_WHOLE);
}

/* --- a ROM that is in use --- */

static void send(const uint8_t *bytes, size_t count)
{
    assert_int_equal(machine_send(&machine, USART_2, bytes, count), count);
    run_ms(1 + (unsigned)count / 8);
    uint8_t answer[64];
    while (machine_take(&machine, USART_2, answer, sizeof answer))
        ;
}

/* The ROM has had its 0x7F and the beginning of a command. */
static void start_in_the_middle(const uint8_t *bytes, size_t count)
{
    start_rom(ROM_V4_1, defaults);
    run_ms(5);
    serial_open(&machine.chip, USART_2, 115200);
    send((const uint8_t[]){0x7F}, 1);
    send(bytes, count);
}

static void expect_found_behind(const uint8_t *bytes, size_t count)
{
    start_in_the_middle(bytes, count);
    session(&(struct programmer_setup){.link = PROGRAMMER_USART,
                                       .image = &v2,
                                       .policy = FLASH_POLICY_FIRST_LAST,
                                       .verify = true});
    if (programmer->end != PROGRAMMER_DONE)
        print_error("behind %zu bytes: ", count);
    expect_end(PROGRAMMER_DONE);
    assert_true(has_image(&v2));
}

static void behind_a_whole_command(void **state)
{
    (void)state;
    expect_found_behind(NULL, 0);
    assert_true(programmer->found.synced);
}

static void in_the_middle_of_a_write(void **state)
{
    uint8_t bytes[2 + 5 + 1 + 256] = {0x31, 0xCE, 8, 0, 2, 0, 0x0A, 0xFF};
    (void)state;
    for (size_t count = 0; count < sizeof bytes; count += count < 12 ? 1 : 61)
        expect_found_behind(bytes, count);
}

static void in_the_middle_of_a_read(void **state)
{
    static const uint8_t bytes[] = {0x11, 0xEE, 8, 0, 2, 0, 0x0A, 0xFF};
    (void)state;
    for (size_t count = 1; count <= sizeof bytes; count++)
        expect_found_behind(bytes, count);
}

static void in_the_middle_of_a_list(void **state)
{
    static const uint8_t bytes[] = {0x44, 0xBB, 0, 63, 0, 1};
    (void)state;
    expect_found_behind(bytes, 1);
    expect_found_behind(bytes, 4);
    expect_found_behind(bytes, 5);
    expect_found_behind(bytes, 6);
}

/* The second session finds a device that is no longer in dfuERROR. */
static void one_session_after_another(void **state)
{
    (void)state;
    start_rom(ROM_V4_1, defaults);
    for (unsigned i = 0; i < 3; i++) {
        session(&(struct programmer_setup){.link = PROGRAMMER_USB,
                                           .image = i == 1 ? &v1 : &v2,
                                           .policy = FLASH_POLICY_FIRST_LAST,
                                           .verify = true});
        expect_end(PROGRAMMER_DONE);
        assert_true(has_image(i == 1 ? &v1 : &v2));
    }
}

/* --- refusals --- */

static const char *description(void)
{
    static char text[PROGRAMMER_ERROR_SIZE];
    programmer_describe(programmer, text, sizeof text);
    return text;
}

static void expect_refused(enum programmer_end end, const char *text)
{
    expect_end(end);
    assert_string_equal(description(), text);
    assert_int_equal(programmer_flash(programmer), PROGRAMMER_UNCHANGED);
    assert_true(has_image(&v1));
}

static void a_protected_part(void **state)
{
    static const char text[] =
        "the part is read protected (RDP level 1): the ROM refuses to read, "
        "write and erase; only erasing everything takes the protection away";
    (void)state;
    for (unsigned usb = 0; usb < 2; usb++) {
        struct programmer_setup setup = {
            .link = usb ? PROGRAMMER_USB : PROGRAMMER_USART, .image = &v2};
        start_board(ROM_V4_1, defaults, 1, 1);
        session(&setup);
        expect_refused(PROGRAMMER_PROTECTED, text);
        assert_true(programmer->found.protected);
        /* To look is not refused. */
        setup.image = NULL;
        start_board(ROM_V4_1, defaults, 1, 1);
        session(&setup);
        expect_end(PROGRAMMER_DONE);
        assert_true(programmer->found.protected);
        assert_int_equal(programmer->found.id, 0x447);
        assert_int_equal(programmer->found.resident,
                         PROGRAMMER_RESIDENT_UNKNOWN);
    }
}

static void another_part(void **state)
{
    (void)state;
    start_rom(ROM_V4_1, defaults);
    session(&(struct programmer_setup){
        .link = PROGRAMMER_USART, .image = &v2, .id = 0x417});
    expect_refused(PROGRAMMER_OTHER_PART,
                   "the part is an STM32L07x/L08x (id 0x447), not an "
                   "STM32L05x/L06x (id 0x417)");
}

static void an_image_for_another_place(void **state)
{
    (void)state;
    set_big();
    big_segment.address = FLASH_BASE + 0x1000;
    start_rom(ROM_V4_1, defaults);
    session(
        &(struct programmer_setup){.link = PROGRAMMER_USART, .image = &big});
    big_segment.address = FLASH_BASE;
    expect_end(PROGRAMMER_MISFIT);
    assert_int_equal(programmer_flash(programmer), PROGRAMMER_UNCHANGED);
}

/* The application runs, and says nothing. */
static void nobody_answers(void **state)
{
    (void)state;
    start_board(ROM_V4_1, defaults, 0, 0);
    run_ms(20);
    uint64_t from = machine_ps(&machine);
    session(&(struct programmer_setup){
        .link = PROGRAMMER_USART, .connect_ms = 300, .image = &v2});
    expect_end(PROGRAMMER_SILENT);
    assert_in_range((machine_ps(&machine) - from) / PS_PER_MS, 300, 6000);
    start_board(ROM_V4_1, defaults, 0, 0);
    /* Its own device. */
    session(&(struct programmer_setup){.link = PROGRAMMER_USB, .image = &v2});
    expect_refused(PROGRAMMER_FOREIGN,
                   "the USB device has no interface in DFU mode");
}

/* --- a session that does not run to its end --- */

static void a_session_is_stopped(void **state)
{
    struct machine_event event;
    (void)state;
    start_rom(ROM_V4_1, defaults);
    programmer_machine_begin(
        &bench, &machine,
        &(struct programmer_setup){.link = PROGRAMMER_USART, .image = &v2},
        USART_2);
    while (programmer_machine_step(&bench, &machine, &event))
        if (programmer->phase == PROGRAMMER_WRITE && programmer->done > 500)
            programmer_stop(programmer);
    expect_end(PROGRAMMER_STOPPED);
    assert_string_equal(description(), "stopped while writing");
    assert_int_equal(programmer_flash(programmer), PROGRAMMER_UNFINISHED);
    expect_found_behind(NULL, 0);
}

static void the_cable_is_pulled(void **state)
{
    struct machine_event event;
    (void)state;
    for (unsigned steps = 20; steps < 30000;
         steps = steps * (2 + TEST_STRIDE) / 2) {
        start_rom(ROM_V4_1, defaults);
        programmer_machine_begin(
            &bench, &machine,
            &(struct programmer_setup){.link = PROGRAMMER_USB, .image = &v2},
            0);
        unsigned i = 0;
        while (programmer_machine_step(&bench, &machine, &event))
            if (i++ == steps)
                machine_usb_plug(&machine, false);
        if (programmer->end == PROGRAMMER_DONE)
            break;
        expect_end(PROGRAMMER_GONE);
        machine_usb_plug(&machine, true);
        session(&(struct programmer_setup){
            .link = PROGRAMMER_USB, .image = &v2, .verify = true});
        expect_end(PROGRAMMER_DONE);
        assert_true(has_image(&v2));
    }
    expect_end(PROGRAMMER_DONE);
}

/* --- copies --- */

/* A copy that is made at any point goes on as the original does. */
static void a_copy_goes_on(enum programmer_link link, unsigned steps)
{
    static struct machine twin;
    static struct programmer_machine other;
    struct machine_event event;
    unsigned i = 0;
    start_rom(ROM_V4_1, defaults);
    programmer_machine_begin(
        &bench, &machine,
        &(struct programmer_setup){.link = link, .image = &v2, .verify = true},
        USART_2);
    while (programmer_machine_step(&bench, &machine, &event))
        if (i++ == steps) {
            machine_copy(&twin, &machine);
            programmer_machine_copy(&other, &bench, &twin);
        }
    expect_end(PROGRAMMER_DONE);
    assert_true(i > steps);
    memset(bench.programmer.dfuse.data, 0xEE, 8); /* of the original */
    while (programmer_machine_step(&other, &twin, &event))
        ;
    assert_int_equal(other.programmer.end, PROGRAMMER_DONE);
    assert_int_equal(twin.chip.cycle, machine.chip.cycle);
    assert_memory_equal(bus_physical(&twin.chip, REGION_FLASH),
                        bus_physical(&machine.chip, REGION_FLASH), 192 * 1024);
}

static void copies_go_on(void **state)
{
    (void)state;
    for (unsigned steps = 100; steps < 5000; steps = steps * 2 + 1) {
        a_copy_goes_on(PROGRAMMER_USART, steps);
        a_copy_goes_on(PROGRAMMER_USB, steps);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rom_is_identified),
        cmocka_unit_test(usb_is_identified),
        cmocka_unit_test(an_update_by_usart),
        cmocka_unit_test(an_update_by_usb),
        cmocka_unit_test(as_fast_as_the_line),
        cmocka_unit_test(usb_is_faster),
        cmocka_unit_test(one_page_changed),
        cmocka_unit_test(an_old_image_that_is_not_there),
        cmocka_unit_test(behind_a_whole_command),
        cmocka_unit_test(in_the_middle_of_a_write),
        cmocka_unit_test(in_the_middle_of_a_read),
        cmocka_unit_test(in_the_middle_of_a_list),
        cmocka_unit_test(one_session_after_another),
        cmocka_unit_test(a_protected_part),
        cmocka_unit_test(another_part),
        cmocka_unit_test(an_image_for_another_place),
        cmocka_unit_test(nobody_answers),
        cmocka_unit_test(a_session_is_stopped),
        cmocka_unit_test(the_cable_is_pulled),
        cmocka_unit_test(copies_go_on),
    };
    return cmocka_run_group_tests(tests, load_images, free_images);
}
