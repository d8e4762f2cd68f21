/* SPDX-License-Identifier: MIT
 *
 * What an update erases, writes and reads back, in which order, and the images
 * that are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/flash_plan.h"

enum { BASE = 0x08000000, PAGE = 128, BLOCK = 64, ERROR_SIZE = 512 };

static uint8_t bytes[2048], old_bytes[2048], more[8];
static struct image_segment segments[2], old_segment;
static struct image image = {.path = (char[]){"a.elf"}, .segments = segments};
static struct image old = {
    .path = (char[]){"old.elf"}, .segments = &old_segment, .segment_count = 1};
static struct flash_plan plan;
static char error[ERROR_SIZE];

/* The image is SIZE bytes 1, 2, 3 ... at ADDRESS. */
static void set_image(uint32_t address, uint32_t size)
{
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i % 255 + 1);
    segments[0] = (struct image_segment){address, size, bytes};
    image.segment_count = 1;
}

static struct flash_plan_setup setup_of(unsigned id, enum flash_policy policy)
{
    return (struct flash_plan_setup){
        .device = device_find(id), .image = &image, .policy = policy};
}

static void make(const struct flash_plan_setup *setup)
{
    if (!flash_plan_make(&plan, setup, error, sizeof error))
        fail_msg("%s", error);
}

static void make_simple(enum flash_policy policy)
{
    const struct flash_plan_setup setup = setup_of(0x447, policy);
    make(&setup);
}

/* The pages that are erased, in order, as text: "0 1 2". */
static const char *erases(void)
{
    static char text[256];
    struct flash_cursor cursor = {0, 0};
    uint32_t page;
    size_t used = 0;
    text[0] = 0;
    while (flash_plan_erase(&plan, &cursor, &page))
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%u",
                                 used ? " " : "", (unsigned)page);
    return text;
}

typedef bool next_piece(const struct flash_plan *, struct flash_cursor *,
                        uint32_t, uint32_t *, uint32_t *);

/* Pieces as text: offset+length, hexadecimal. */
static const char *pieces(next_piece *next, uint32_t size)
{
    static char text[512];
    struct flash_cursor cursor = {0, 0};
    uint32_t address, length;
    size_t used = 0;
    text[0] = 0;
    while (next(&plan, &cursor, size, &address, &length))
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%X+%X",
                                 used ? " " : "", (unsigned)(address - BASE),
                                 (unsigned)length);
    return text;
}

static void by_rising_address(void **state)
{
    (void)state;
    set_image(BASE, 3 * PAGE + 4);
    make_simple(FLASH_POLICY_ADDRESS);
    assert_string_equal(erases(), "0 1 2 3");
    assert_string_equal(pieces(flash_plan_write, 256), "0+100 100+C0");
    assert_string_equal(pieces(flash_plan_verify, 256), "0+100 100+C0");
    assert_int_equal(plan.page_count, 4);
    assert_int_equal(plan.write_count, 7 * BLOCK);
    assert_int_equal(plan.verify_count, 7 * BLOCK);
}

static void the_vector_table_first_and_last(void **state)
{
    (void)state;
    set_image(BASE, 3 * PAGE + 4);
    make_simple(FLASH_POLICY_FIRST_LAST);
    assert_string_equal(erases(), "0 1 2 3");
    assert_string_equal(pieces(flash_plan_write, 256), "80+100 180+40 0+80");
}

static void the_vector_table_last_and_first(void **state)
{
    (void)state;
    set_image(BASE, 3 * PAGE + 4);
    make_simple(FLASH_POLICY_LAST_FIRST);
    assert_string_equal(erases(), "1 2 3 0");
    assert_string_equal(pieces(flash_plan_write, 256), "0+100 100+C0");
}

static void another_page_first_and_last(void **state)
{
    struct flash_plan_setup setup = setup_of(0x447, FLASH_POLICY_FIRST_LAST);
    (void)state;
    set_image(BASE + 0x1000, 3 * PAGE);
    setup.start = BASE + 0x1000;
    setup.valid_at = BASE + 0x1000 + 2 * PAGE + 16;
    make(&setup);
    assert_string_equal(erases(), "34 32 33");
    /* The last page is a piece of its own. */
    assert_string_equal(pieces(flash_plan_write, 2048), "1000+100 1100+80");
    setup.valid_at = BASE + 0x1000 + PAGE;
    make(&setup);
    assert_string_equal(erases(), "33 32 34");
    assert_string_equal(pieces(flash_plan_write, 2048),
                        "1000+80 1100+80 1080+80");
    setup.policy = FLASH_POLICY_LAST_FIRST;
    make(&setup);
    assert_string_equal(erases(), "32 34 33");
    assert_string_equal(pieces(flash_plan_write, 2048),
                        "1080+80 1000+80 1100+80");
}

static void what_is_erased_needs_no_write(void **state)
{
    (void)state;
    set_image(BASE, 4 * PAGE);
    memset(bytes + BLOCK, 0, BLOCK);   /* the second half of page 0, */
    memset(bytes + 2 * PAGE, 0, PAGE); /* and all of page 2 */
    bytes[2 * PAGE + BLOCK] = 0;
    make_simple(FLASH_POLICY_ADDRESS);
    assert_string_equal(erases(), "0 1 2 3");
    assert_string_equal(pieces(flash_plan_write, 256), "0+40 80+80 180+80");
    assert_string_equal(pieces(flash_plan_verify, 256), "0+100 100+100");
    assert_int_equal(plan.write_count, 5 * BLOCK);
}

static void erased_is_ff_elsewhere(void **state)
{
    const struct flash_plan_setup setup = setup_of(0x440, FLASH_POLICY_ADDRESS);
    uint8_t got[8];
    (void)state;
    set_image(BASE, 1024 + 4);
    memset(bytes + 256, 0xFF, 256);
    make(&setup);
    assert_string_equal(erases(), "0 1");
    assert_string_equal(pieces(flash_plan_write, 256),
                        "0+100 200+100 300+100 400+40");
    flash_plan_bytes(&plan, BASE + 1024, got, sizeof got);
    assert_memory_equal(got, ((uint8_t[]){5, 6, 7, 8, 255, 255, 255, 255}), 8);
}

static void segments_apart(void **state)
{
    (void)state;
    set_image(BASE, 8);
    memset(more, 0x55, sizeof more);
    segments[1] = (struct image_segment){BASE + 0x2004, sizeof more, more};
    image.segment_count = 2;
    make_simple(FLASH_POLICY_FIRST_LAST);
    assert_string_equal(erases(), "0 64");
    assert_string_equal(pieces(flash_plan_write, 256), "2000+40 0+40");
    assert_string_equal(pieces(flash_plan_verify, 256), "0+40 2000+40");
    assert_true(flash_plan_has(&plan, 64));
    assert_false(flash_plan_has(&plan, 1));
    assert_false(flash_plan_has(&plan, FLASH_PLAN_PAGES));
}

static void only_what_differs(void **state)
{
    struct flash_plan_setup setup = setup_of(0x447, FLASH_POLICY_FIRST_LAST);
    (void)state;
    set_image(BASE, 6 * PAGE);
    memcpy(old_bytes, bytes, sizeof bytes);
    old_bytes[3 * PAGE + 7] ^= 1;
    old_segment = (struct image_segment){BASE, 5 * PAGE, old_bytes};
    setup.old = &old;
    make(&setup);
    /* Page 5 is not in the old image; page 0 makes the new one valid. */
    assert_string_equal(erases(), "0 3 5");
    assert_string_equal(pieces(flash_plan_write, 256), "180+80 280+80 0+80");
    /* Equal pages are read back, too: nobody has seen them. */
    assert_string_equal(pieces(flash_plan_verify, 1024), "0+300");
    setup.policy = FLASH_POLICY_ADDRESS;
    make(&setup);
    assert_string_equal(erases(), "3 5");
}

static void nothing_differs(void **state)
{
    struct flash_plan_setup setup = setup_of(0x447, FLASH_POLICY_FIRST_LAST);
    (void)state;
    set_image(BASE, 6 * PAGE);
    setup.old = &image;
    make(&setup);
    assert_string_equal(erases(), "");
    assert_string_equal(pieces(flash_plan_write, 256), "");
    assert_int_equal(plan.verify_count, 6 * PAGE);
}

static void a_page_is_written_again(void **state)
{
    struct flash_cursor cursor;
    uint32_t address, length;
    (void)state;
    set_image(BASE, 4 * PAGE);
    make_simple(FLASH_POLICY_FIRST_LAST);
    cursor = flash_plan_at(&plan, BASE + 2 * PAGE + 70);
    assert_true(flash_plan_write(&plan, &cursor, 64, &address, &length));
    assert_int_equal(address, BASE + 2 * PAGE);
    cursor = flash_plan_at(&plan, BASE + 70);
    assert_true(flash_plan_write(&plan, &cursor, 256, &address, &length));
    assert_int_equal(address, BASE);
    assert_false(flash_plan_write(&plan, &cursor, 256, &address, &length));
}

static void refuse(const struct flash_plan_setup *setup, const char *want)
{
    error[0] = 0;
    assert_false(flash_plan_make(&plan, setup, error, sizeof error));
    assert_string_equal(error, want);
}

static void images_that_do_not_fit(void **state)
{
    struct flash_plan_setup setup = setup_of(0x447, FLASH_POLICY_ADDRESS);
    (void)state;
    set_image(BASE + 192 * 1024 - 4, 8);
    refuse(&setup, "a.elf: stores 0x0802FFFC-0x08030003, but the flash of this "
                   "STM32L07x/L08x is 0x08000000-0x0802FFFF (192 KB)");
    setup.flash_size = 64 * 1024;
    set_image(BASE + 64 * 1024, 8);
    refuse(&setup, "a.elf: stores 0x08010000-0x08010007, but the flash of this "
                   "STM32L07x/L08x is 0x08000000-0x0800FFFF (64 KB)");
    set_image(0x08080000, 8);
    refuse(&setup,
           "a.elf: stores 0x08080000-0x08080007 in the data EEPROM, which an "
           "update leaves as it is; take the section out of the image (objcopy "
           "-R .eeprom)");
    set_image(0x20000000, 8);
    refuse(&setup, "a.elf: stores 0x20000000-0x20000007, but the flash of this "
                   "STM32L07x/L08x is 0x08000000-0x0800FFFF (64 KB)");
    image.segment_count = 0;
    refuse(&setup, "a.elf: stores nothing");
}

static void images_that_begin_elsewhere(void **state)
{
    struct flash_plan_setup setup = setup_of(0x447, FLASH_POLICY_ADDRESS);
    (void)state;
    set_image(BASE + 0x1000, 8);
    refuse(&setup, "a.elf: begins at 0x08001000, but the part starts what is "
                   "at 0x08000000; link it there");
    setup.start = BASE + 0x2000;
    refuse(&setup, "a.elf: begins at 0x08001000, where the resident is; link "
                   "it for 0x08002000");
    setup.start = BASE + 0x800;
    refuse(&setup, "a.elf: begins at 0x08001000, but the part starts what is "
                   "at 0x08000800; link it there");
}

/* --- sectors --- */

/* 16, 16, 16, 16, 64, 128 ... KB. */
static void sectors_are_not_alike(void **state)
{
    static uint8_t large[140 * 1024];
    enum { K = 1024 };
    struct flash_plan_setup setup = setup_of(0x433, FLASH_POLICY_ADDRESS);
    (void)state;
    memset(large, 0xFF, sizeof large);
    large[0] = large[15 * K] = large[17 * K] = large[130 * K] = 1;
    set_image(BASE, sizeof large);
    segments[0].data = large;
    make(&setup);
    assert_string_equal(erases(), "0 1 2 3 4 5");
    assert_string_equal(pieces(flash_plan_write, 256),
                        "0+40 3C00+40 4400+40 20800+40");
    assert_int_equal(plan.page_count, 6);
    assert_int_equal(plan.verify_count, sizeof large);
    setup.policy = FLASH_POLICY_FIRST_LAST;
    make(&setup);
    assert_string_equal(pieces(flash_plan_write, 256),
                        "4400+40 20800+40 3C00+40 0+8");
    setup.policy = FLASH_POLICY_LAST_FIRST;
    make(&setup);
    assert_string_equal(erases(), "1 2 3 4 5 0");
}

/* Of an old image that differs in the large sector alone. */
/* What makes the image valid is written last of its page, in the unit of the
 * flash: of an L4 a double word. */
static void the_head_comes_last_of_its_page(void **state)
{
    struct flash_plan_setup setup = setup_of(0x435, FLASH_POLICY_FIRST_LAST);
    (void)state;
    set_image(BASE, 1024);
    make(&setup);
    assert_string_equal(pieces(flash_plan_write, 256),
                        "8+F8 100+100 200+100 300+100 0+8");
    assert_int_equal(plan.write_count, 1024);
    assert_string_equal(pieces(flash_plan_verify, 256),
                        "0+100 100+100 200+100 300+100");
    setup.valid_at = BASE + 0x54;
    make(&setup);
    assert_string_equal(pieces(flash_plan_write, 2048), "0+50 58+3A8 50+8");
    struct flash_cursor cursor = flash_plan_at(&plan, BASE + 0x50);
    uint32_t address, length;
    assert_true(flash_plan_write(&plan, &cursor, 256, &address, &length));
    assert_int_equal(address, BASE);
    setup.policy = FLASH_POLICY_LAST_FIRST;
    make(&setup);
    assert_string_equal(pieces(flash_plan_write, 2048), "0+400");
}

static void a_sector_that_is_equal_stays(void **state)
{
    static uint8_t large[140 * 1024], other[140 * 1024];
    struct flash_plan_setup setup = setup_of(0x431, FLASH_POLICY_ADDRESS);
    (void)state;
    memset(large, 7, sizeof large);
    memset(other, 7, sizeof other);
    other[100 * 1024] = 8; /* sector 4, which begins at 64 KB */
    set_image(BASE, sizeof large);
    segments[0].data = large;
    old_segment = (struct image_segment){BASE, sizeof other, other};
    setup.old = &old;
    make(&setup);
    assert_string_equal(erases(), "4");
    assert_int_equal(plan.write_count, 64 * 1024);
    assert_string_equal(device_unit(setup.device, 2), "sectors");
    assert_string_equal(device_unit(device_find(0x415), 2), "pages");
}

/* --- devices --- */

static void devices_by_id(void **state)
{
    (void)state;
    assert_string_equal(device_find(0x447)->name, "STM32L07x/L08x");
    assert_null(device_find(0x447)->unsupported);
    assert_null(device_find(0x413)->unsupported);
    assert_non_null(device_find(0x419)->unsupported);
    assert_null(device_find(0x000));
    assert_null(device_find(0x999));
}

/* Each page begins where the one before ends; they are the whole flash. */
static void pages_are_consistent(const struct device *device)
{
    uint32_t address = BASE, count = device_pages(device);
    for (uint32_t i = 0; i < count; i++) {
        struct device_page page = device_page(device, i);
        const uint16_t number = (uint16_t)i;
        assert_int_equal(page.address, address);
        assert_int_equal(page.size % device->block, 0);
        assert_int_equal(device_page_at(device, address).number, i);
        address += page.size;
        assert_int_equal(device_page_at(device, address - 1).number, i);
        assert_true(device_erase_ms(device, &number, 1) >= 50);
    }
    assert_int_equal(address - BASE, device->flash_kb * 1024);
    assert_int_equal(device_page(device, count).size, 0);
    assert_int_equal(device_page_at(device, address).size, 0);
}

/* Pages fit the plan, blocks divide pages and the largest transfer, and no id
 * is there twice. */
static void devices_are_consistent(void **state)
{
    unsigned known = 0;
    (void)state;
    for (unsigned id = 0; id < 0x1000; id++) {
        const struct device *device = device_find(id);
        if (!device || device->unsupported)
            continue;
        known++;
        assert_in_range(device_pages(device), 1, FLASH_PLAN_PAGES);
        pages_are_consistent(device);
        assert_int_equal(256 % device->block, 0);
        assert_true(!device->head || device->block % device->head == 0);
        assert_true(device->erased == 0 || device->erased == 0xFF);
    }
    assert_true(known > 30);
}

static void devices_by_layout(void **state)
{
    struct dfuse_layout layout;
    (void)state;
    assert_true(
        dfuse_layout_parse("@Internal Flash  /0x08000000/1536*128g", &layout));
    assert_true(layout.flash && layout.alike && layout.writable);
    assert_int_equal(device_by_layout(&layout)->id, 0x447);
    assert_true(
        dfuse_layout_parse("@Internal Flash  /0x08000000/128*0002Kg", &layout));
    assert_int_equal(device_by_layout(&layout)->id, 0x435);
    layout.pages = 1535;
    assert_null(device_by_layout(&layout));
}

static void layouts(void **state)
{
    struct dfuse_layout layout;
    (void)state;
    assert_true(dfuse_layout_parse(
        "@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg", &layout));
    assert_true(layout.flash && layout.writable);
    assert_false(layout.alike);
    assert_int_equal(layout.pages, 12);
    assert_int_equal(layout.page, 16 * 1024);
    assert_true(
        dfuse_layout_parse("@Option Bytes  /0x1FF80000/01*032 e", &layout));
    assert_false(layout.flash || layout.writable);
    assert_int_equal(layout.base, 0x1FF80000);
    assert_int_equal(layout.page, 32);
    assert_true(dfuse_layout_parse("@DATA Memory /0x08080000/2*3Ke", &layout));
    assert_int_equal(layout.page, 3072);
    assert_true(
        dfuse_layout_parse("@Internal Flash /0x08000000/2*1Mg", &layout));
    assert_int_equal(layout.page, 1024 * 1024);
}

static void texts_that_are_no_layout(void **state)
{
    static const char *const texts[] = {
        "",
        "Internal Flash  /0x08000000/1536*128g",
        "@Internal Flash",
        "@Internal Flash  /",
        "@Internal Flash  /0x08000000",
        "@Internal Flash  /0x08000000/",
        "@Internal Flash  /0x08000000/1536",
        "@Internal Flash  /0x08000000/1536*",
        "@Internal Flash  /0x08000000/1536*128",
        "@Internal Flash  /0x08000000/1536*128z",
        "@Internal Flash  /0x08000000/0*128g",
        "@Internal Flash  /0x08000000/1536*0g",
        "@Internal Flash  /0x08000000/1536*128g,",
    };
    struct dfuse_layout layout;
    (void)state;
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        if (dfuse_layout_parse(texts[i], &layout))
            fail_msg("\"%s\" is taken for a layout", texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_rising_address),
        cmocka_unit_test(the_vector_table_first_and_last),
        cmocka_unit_test(the_vector_table_last_and_first),
        cmocka_unit_test(another_page_first_and_last),
        cmocka_unit_test(what_is_erased_needs_no_write),
        cmocka_unit_test(erased_is_ff_elsewhere),
        cmocka_unit_test(segments_apart),
        cmocka_unit_test(only_what_differs),
        cmocka_unit_test(nothing_differs),
        cmocka_unit_test(a_page_is_written_again),
        cmocka_unit_test(images_that_do_not_fit),
        cmocka_unit_test(images_that_begin_elsewhere),
        cmocka_unit_test(sectors_are_not_alike),
        cmocka_unit_test(the_head_comes_last_of_its_page),
        cmocka_unit_test(a_sector_that_is_equal_stays),
        cmocka_unit_test(devices_by_id),
        cmocka_unit_test(devices_are_consistent),
        cmocka_unit_test(devices_by_layout),
        cmocka_unit_test(layouts),
        cmocka_unit_test(texts_that_are_no_layout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
