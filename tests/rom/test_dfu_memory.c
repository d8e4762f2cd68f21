/* SPDX-License-Identifier: MIT
 *
 * What DFU reads, writes and erases in the model ROM: flash, EEPROM, RAM,
 * option bytes, and what it must not. docs/rom.md 10.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_usb_fixture.h"

enum {
    FLASH = 0x08000000,
    FLASH_END = 0x08030000,
    EEPROM = 0x08080000,
    EEPROM_END = 0x08081800,
    OPTIONS = 0x1FF80000,
    RAM = 0x20001000,
    RAM_END = 0x20005000,
    PAGE = 128,
    FIRST = 2, /* block */
};

static uint8_t out[65536], in[65536];

static void fill(unsigned seed)
{
    for (unsigned i = 0; i < sizeof out; i++)
        out[i] = (uint8_t)(seed + i * 7 + i / 64);
}

static void assert_memory(uint32_t address, const uint8_t *want, size_t size)
{
    static uint8_t got[65536];
    assert_true(chip_peek(&chip, address, got, size));
    assert_memory_equal(got, want, size);
}

/* Reads one block from the pointer on. */
static enum usb_status upload(uint32_t address, uint8_t *bytes, uint16_t size)
{
    assert_int_equal(dfu_address(address), DFU_OK);
    dfu_abort();
    enum usb_status status = dfu_in(UPLOAD, FIRST, bytes, size);
    if (status == USB_DONE) {
        assert_int_equal(result.actual, size);
        dfu_abort();
    }
    return status;
}

static uint8_t write_at(uint32_t address, const void *bytes, uint16_t size)
{
    assert_int_equal(dfu_address(address), DFU_OK);
    return dfu_download(FIRST, bytes, size).status;
}

/* --- flash --- */

static void erase_64k(void)
{
    for (unsigned i = 0; i < sizeof out; i += PAGE)
        assert_int_equal(dfu_erase(FLASH + i), DFU_OK);
}

/* As dfu-util does it: page by page, block by block, and back. The time is
 * fixed here: 4 ms a page and 128 ms a block that the host waits, as it was
 * told, and what the requests take on the bus. */
static void download_64k_and_upload(void **state)
{
    (void)state;
    fill(3);
    dfu_start(ROM_V4_1, 0);
    uint64_t start = clock_ps(&chip);
    erase_64k();
    uint64_t erased = clock_ps(&chip);
    assert_int_equal(dfu_address(FLASH), DFU_OK);
    for (uint16_t i = 0; i < sizeof out / TRANSFER; i++)
        assert_int_equal(
            dfu_download(FIRST + i, out + i * TRANSFER, TRANSFER).status,
            DFU_OK);
    uint64_t written = clock_ps(&chip);
    assert_memory(FLASH, out, sizeof out);
    dfu_abort();
    for (uint16_t i = 0; i < sizeof in / TRANSFER; i++)
        assert_int_equal(dfu_in(UPLOAD, FIRST + i, in + i * TRANSFER, TRANSFER),
                         USB_DONE);
    assert_memory_equal(in, out, sizeof out);
    uint64_t read = clock_ps(&chip);
    assert_in_range((erased - start) / PS_PER_MS, 2294, 2295);
    assert_in_range((written - erased) / PS_PER_MS, 4166, 4167);
    assert_in_range((read - written) / PS_PER_MS, 60, 61);
}

/* --- flash, refused or by pieces --- */

static void a_page_is_erased_alone(void **state)
{
    static const uint8_t none[PAGE];
    (void)state;
    fill(1);
    dfu_start(ROM_V4_1, 0);
    assert_int_equal(write_at(FLASH, out, 3 * PAGE), DFU_OK);
    assert_int_equal(dfu_erase(FLASH + PAGE + 5), DFU_OK);
    assert_memory(FLASH, out, PAGE);
    assert_memory(FLASH + PAGE, none, PAGE);
    assert_memory(FLASH + 2 * PAGE, out + 2 * PAGE, PAGE);
    assert_int_equal(dfu_erase(FLASH_END - 1), DFU_OK);
}

static void mass_erase_clears_the_flash_and_nothing_else(void **state)
{
    static const uint8_t none[PAGE], command = 0x41;
    (void)state;
    fill(2);
    dfu_start(ROM_V4_0, 0);
    assert_int_equal(write_at(FLASH, out, PAGE), DFU_OK);
    assert_int_equal(write_at(FLASH_END - PAGE, out, PAGE), DFU_OK);
    assert_int_equal(write_at(EEPROM, out, 8), DFU_OK);
    assert_int_equal(dfu_download(0, &command, 1).status, DFU_OK);
    assert_memory(FLASH, none, PAGE);
    assert_memory(FLASH_END - PAGE, none, PAGE);
    assert_memory(EEPROM, out, 8);
}

/* bwPollTimeout is enough: the second GETSTATUS finds the work done. A host
 * that asks too early waits for the answer. */
static void poll_timeouts_cover_the_work(void **state)
{
    static const uint8_t mass = 0x41, page[5] = {0x41, 0, 0, 0, 8};
    static const struct {
        uint32_t address;
        uint16_t size;
        unsigned ms;
    } writes[] = {{FLASH, 2048, 128},   {FLASH, 64, 4},       {FLASH + 4, 4, 4},
                  {FLASH + 32, 64, 64}, {EEPROM, 2048, 4096}, {RAM, 2048, 0}};
    (void)state;
    fill(2);
    dfu_start(ROM_V4_1, 0);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(dfu_erase(FLASH), DFU_OK);
        assert_int_equal(dfu_address(writes[i].address), DFU_OK);
        dfu_out(DNLOAD, FIRST, out, writes[i].size);
        assert_int_equal(dfu_status().ms, writes[i].ms);
        usb_pass(writes[i].ms * PS_PER_MS);
        uint64_t asked = clock_ps(&chip);
        assert_int_equal(dfu_status().state, DFU_DNLOAD_IDLE);
        assert_true(clock_ps(&chip) - asked < PS_PER_MS);
    }
    dfu_out(DNLOAD, 0, &mass, 1);
    assert_int_equal(dfu_status().ms, 1536 * 4);
    assert_int_equal(dfu_status().state, DFU_DNLOAD_IDLE);
    dfu_out(DNLOAD, 0, page, 5);
    assert_int_equal(dfu_status().ms, 4);
    uint64_t asked = clock_ps(&chip);
    assert_int_equal(dfu_status().state, DFU_DNLOAD_IDLE);
    assert_true(clock_ps(&chip) - asked > 3 * PS_PER_MS);
}

static void the_reading_write_applies(void **state)
{
    static const uint8_t none[32];
    (void)state;
    fill(6);
    for (uint32_t half = 0; half < 2; half++) {
        dfu_start(ROM_V4_1, READING_OF(WRITE, half));
        assert_int_equal(dfu_erase(FLASH), DFU_OK);
        assert_int_equal(write_at(FLASH, out, 32), DFU_OK);
        assert_int_equal(write_at(FLASH + 32, out + 32, 32), DFU_OK);
        assert_memory(FLASH, out, 32);
        assert_memory(FLASH + 32, half ? none : out + 32, 32);
    }
}

static void a_protected_sector_gives_no_error(void **state)
{
    static const uint8_t none[PAGE];
    (void)state;
    fill(4);
    usb_boot(ROM_V4_1, 0);
    put(0x1FF80008, 0xFFFE0001); /* sector 0 */
    chip_power_on(&chip);
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
    assert_int_equal(dfu_erase(FLASH), DFU_OK);
    assert_int_equal(write_at(FLASH, out, PAGE), DFU_OK);
    assert_memory(FLASH, none, PAGE);
    assert_int_equal(write_at(FLASH + 4096, out, PAGE), DFU_OK);
    assert_memory(FLASH + 4096, out, PAGE);
}

/* --- other memories --- */

static void eeprom_goes_down_and_up(void **state)
{
    (void)state;
    fill(9);
    dfu_start(ROM_V4_1, 0);
    assert_int_equal(write_at(EEPROM, out, 2048), DFU_OK);
    assert_int_equal(dfu_download(FIRST + 2, out + 4096, 2048).status, DFU_OK);
    assert_memory(EEPROM, out, 2048);
    assert_memory(EEPROM + 4096, out + 4096, 2048);
    assert_int_equal(upload(EEPROM + 4, in, 1000), USB_DONE);
    assert_memory_equal(in, out + 4, 1000);
    assert_int_equal(dfu_erase(EEPROM), DFU_TARGET);
}

static void ram_above_the_roms_own_is_free(void **state)
{
    (void)state;
    fill(5);
    dfu_start(ROM_V4_0, 0);
    assert_int_equal(write_at(RAM, out, 2048), DFU_OK);
    assert_int_equal(write_at(RAM_END - 2048, out, 2048), DFU_OK);
    assert_int_equal(upload(RAM + 1, in, 3), USB_DONE);
    assert_memory_equal(in, out + 1, 3);
    assert_int_equal(dfu_address(RAM - 4), DFU_TARGET);
}

static void system_memory_is_read_only(void **state)
{
    uint8_t id[4] = {0};
    (void)state;
    dfu_start(ROM_V4_1, 0);
    assert_int_equal(upload(0x1FF01FFE, id, 2), USB_DONE);
    assert_int_equal(id[0], 0x41);
    assert_int_equal(write_at(0x1FF01FE0, id, 4), DFU_TARGET);
}

/* --- option bytes --- */

static void option_bytes_are_written_and_reset_the_chip(void **state)
{
    uint32_t words[8];
    (void)state;
    dfu_start(ROM_V4_1, 0);
    unsigned resets = chip.reset.count;
    assert_int_equal(upload(OPTIONS, (uint8_t *)words, 32), USB_DONE);
    assert_int_equal(words[0], 0xFF5500AA);
    words[2] = 0x8001; /* the complement is computed */
    assert_int_equal(dfu_address(OPTIONS), DFU_OK);
    dfu_out(DNLOAD, FIRST, words, 32);
    assert_int_equal(dfu_status().state, DFU_DNBUSY);
    usb_pass(100 * PS_PER_MS);
    assert_int_equal(chip.reset.count, resets + 1);
    assert_int_equal(chip.reset.last, RESET_OPTION);
    assert_int_not_equal(host.port, USB_PORT_READY);
    assert_true(usb_found());
    expect_report(DFU_ERROR, DFU_FIRMWARE);
    assert_int_equal(rd(&chip, 0x40022020), 0x8001); /* FLASH_WRPROT1 */
    assert_int_equal(chip.reset.count, resets + 1);
}

/* AN2662: the pointer must be the start, otherwise nothing is done. */
static void option_bytes_are_written_from_their_start(void **state)
{
    uint32_t before[8], after[8], words[9] = {0};
    (void)state;
    dfu_start(ROM_V4_1, 0);
    unsigned resets = chip.reset.count;
    assert_true(chip_peek(&chip, OPTIONS, before, 32));
    assert_int_equal(write_at(OPTIONS + 4, words, 4), DFU_OK);
    assert_int_equal(write_at(OPTIONS, words, 36), DFU_TARGET);
    assert_int_equal(dfu_address(OPTIONS), DFU_OK);
    assert_int_equal(dfu_download(FIRST + 1, words, 16).status, DFU_OK);
    assert_true(chip_peek(&chip, OPTIONS, after, 32));
    assert_memory_equal(before, after, 32);
    assert_int_equal(chip.reset.count, resets);
}

/* --- what is refused --- */

static void pointers_outside_every_memory_are_refused(void **state)
{
    static const uint32_t bad[] = {0,          FLASH_END,  EEPROM - 1,
                                   EEPROM_END, 0x1FF02000, OPTIONS + 0x20,
                                   0x20000000, RAM_END,    0x40021000,
                                   0xFFFFFFFF};
    (void)state;
    dfu_start(ROM_V4_1, 0);
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(dfu_address(bad[i]), DFU_TARGET);
        assert_int_equal(dfu_erase(bad[i]), DFU_TARGET);
    }
    static const uint32_t no_flash[] = {EEPROM, RAM, OPTIONS, 0x1FF00000};
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(dfu_erase(no_flash[i]), DFU_TARGET);
}

/* Parts with less flash: the descriptor promises more than there is. */
static void smaller_parts_end_earlier(void **state)
{
    (void)state;
    rom_part(&chip, "stm32l073rb", ROM_V4_1, 0);
    chip.watch.events |= 1u << EVENT_USB;
    chip.board.boot0 = true;
    chip_power_on(&chip);
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
    assert_int_equal(dfu_erase(0x0801FF80), DFU_OK);
    assert_int_equal(dfu_erase(0x08020000), DFU_TARGET);
    assert_int_equal(dfu_address(0x08020000), DFU_TARGET);
}

static void expect_no_upload(uint16_t block, uint16_t size)
{
    assert_int_equal(dfu_in(UPLOAD, block, in, size), USB_STALLED);
    expect_report(DFU_ERROR, DFU_TARGET);
    dfu_clear();
}

static void blocks_that_reach_out_of_the_memory_are_refused(void **state)
{
    static const struct {
        uint32_t pointer;
        uint16_t block, size;
    } bad[] = {
        {FLASH, FIRST + 96, 2048},       {FLASH, 65535, 2048},
        {FLASH_END - 4, FIRST, 8},       {EEPROM, FIRST + 3, 2048},
        {RAM_END - 4, FIRST, 8},         {OPTIONS, FIRST + 1, 2048},
        {FLASH, FIRST + 8192, 64},       /* in EEPROM */
        {0x1FF00000, FIRST + 2048, 256}, /* the option bytes */
        {OPTIONS, FIRST + 64, 2048},     {0x1FF01FFC, FIRST, 8},
    };
    (void)state;
    dfu_start(ROM_V4_1, 0);
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(dfu_address(bad[i].pointer), DFU_OK);
        assert_int_equal(dfu_download(bad[i].block, out, bad[i].size).status,
                         DFU_TARGET);
        expect_no_upload(bad[i].block, bad[i].size);
    }
}

static void odd_sizes_are_refused(void **state)
{
    static const uint16_t writes[] = {1, 2, 3, 5, 63, 2046, 2047};
    (void)state;
    dfu_start(ROM_V4_1, 0);
    for (unsigned i = 0; i < sizeof writes / sizeof *writes; i++)
        assert_int_equal(dfu_download(FIRST, out, writes[i]).status,
                         DFU_TARGET);
    assert_int_equal(write_at(FLASH + 2, out, 4), DFU_TARGET);
    expect_no_upload(FIRST, 1);
    expect_no_upload(FIRST, 2049);
    expect_no_upload(FIRST, 65535);
    assert_int_equal(dfu_in(UPLOAD, FIRST, in, 0), USB_STALLED);
    dfu_clear();
    assert_int_equal(dfu_in(UPLOAD, FIRST, in, 2047), USB_DONE);
    assert_int_equal(result.actual, 2047);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(download_64k_and_upload),
        cmocka_unit_test(a_page_is_erased_alone),
        cmocka_unit_test(mass_erase_clears_the_flash_and_nothing_else),
        cmocka_unit_test(poll_timeouts_cover_the_work),
        cmocka_unit_test(the_reading_write_applies),
        cmocka_unit_test(a_protected_sector_gives_no_error),
        cmocka_unit_test(eeprom_goes_down_and_up),
        cmocka_unit_test(ram_above_the_roms_own_is_free),
        cmocka_unit_test(system_memory_is_read_only),
        cmocka_unit_test(option_bytes_are_written_and_reset_the_chip),
        cmocka_unit_test(option_bytes_are_written_from_their_start),
        cmocka_unit_test(pointers_outside_every_memory_are_refused),
        cmocka_unit_test(smaller_parts_end_earlier),
        cmocka_unit_test(blocks_that_reach_out_of_the_memory_are_refused),
        cmocka_unit_test(odd_sizes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
