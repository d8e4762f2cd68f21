/* SPDX-License-Identifier: MIT
 *
 * AN3155: reading, writing, erasing, Go. docs/rom.md 8 and 9.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_usart_fixture.h"

/* --- read --- */

static void test_read_every_memory(void **state)
{
    uint8_t want[256], got[256];
    (void)state;
    for (unsigned which = 0; which < ROMS; which++) {
        uint32_t ram = roms[which].host_ram;
        const uint32_t places[] = {0x08000000, 0x08017F80, 0x0802FF00,
                                   0x08080000, 0x08081700, ram,
                                   0x20004F00, 0x1FF00000, 0x1FF01F00};
        start(which);
        fill(want, sizeof want, which);
        for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
            if (i < 7)
                assert_true(chip_poke(&chip, places[i], want, 256));
            else
                assert_true(chip_peek(&chip, places[i], want, 256));
            assert_int_equal(host_read(&chip, U2, places[i], got, 256), ACK);
            assert_memory_equal(got, want, 256);
            assert_int_equal(host_read(&chip, U2, places[i] + 5, got, 3), ACK);
            assert_memory_equal(got, want + 5, 3);
        }
    }
}

static void test_read_id_byte_and_choices(void **state)
{
    (void)state;
    for (unsigned which = 0; which < ROMS; which++) {
        uint8_t id, choices[ROM_CHOICES];
        const uint8_t want[ROM_CHOICES] = {
            [CHOICE_RAM] = CHOICE_RAM_KEEP,
            [CHOICE_GO] = CHOICE_GO_RESTORED,
        };
        rom_chip(&chip, which, READING(RAM, KEEP) | READING(GO, RESTORED));
        host_start(&chip, U1, BAUD);
        assert_int_equal(host_read(&chip, U1, 0x1FF01FFE, &id, 1), ACK);
        assert_int_equal(id, roms[which].id);
        assert_int_equal(host_read(&chip, U1, 0x1FF01FE0, choices, ROM_CHOICES),
                         ACK);
        assert_memory_equal(choices, want, ROM_CHOICES);
    }
}

/* A block from the option bytes reaches the factory words; they have no
 * address of their own (electronics.stackexchange 418064). */
static void test_read_options_and_factory_words(void **state)
{
    uint8_t got[128], want[128];
    (void)state;
    start(ROM_V4_1);
    assert_true(chip_peek(&chip, 0x1FF80000, want, 128));
    assert_int_equal(host_read(&chip, U2, 0x1FF80000, got, 128), ACK);
    assert_memory_equal(got, want, 128);
    assert_int_equal(got[0x7C], 192);
    assert_int_equal(host_read(&chip, U2, 0x1FF8007C, got, 2), NACK);
    assert_int_equal(host_read(&chip, U2, 0x1FF80020, got, 4), NACK);
    assert_int_equal(host_read(&chip, U2, 0x1FF80000, got, 129), NACK);
    assert_alive(&chip, U2);
}

/* The address is refused at once. */
static void assert_address_refused(uint8_t command, uint32_t address)
{
    assert_int_equal(host_command(&chip, U2, command), ACK);
    int answer = host_address(&chip, U2, address);
    if (answer != NACK)
        fail_msg("command 0x%02X, address 0x%08X: answer %d", command,
                 (unsigned)address, answer);
}

static const uint32_t nowhere[] = {
    0x00000000, 0x00000004, 0x07FFFFFC, 0x08030000, 0x0807FFFC,
    0x08081800, 0x1FEFFFFC, 0x1FF02000, 0x1FF80020, 0x1FF8007C,
    0x1FF80080, 0x20000000, 0x20005000, 0x40000000, 0x40021000,
    0x50000000, 0x60000000, 0xE000ED0C, 0xFFFFFFFC,
};

static void test_refused_addresses(void **state)
{
    static const uint8_t commands[] = {0x11, 0x21, 0x31};
    (void)state;
    for (unsigned which = 0; which < ROMS; which++) {
        start(which);
        for (unsigned c = 0; c < 3; c++) {
            for (unsigned i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
                assert_address_refused(commands[c], nowhere[i]);
            assert_address_refused(commands[c], roms[which].host_ram - 4);
        }
        assert_alive(&chip, U2);
    }
}

static void test_refused_by_kind_of_memory(void **state)
{
    (void)state;
    start(ROM_V4_1);
    assert_address_refused(0x31, 0x1FF00000); /* system memory: read only */
    assert_address_refused(0x31, 0x1FF01FF0);
    assert_address_refused(0x31, 0x1FF80004); /* options: from the start */
    assert_address_refused(0x21, 0x08080000); /* Go: flash and RAM */
    assert_address_refused(0x21, 0x1FF00000);
    assert_address_refused(0x21, 0x1FF80000);
    assert_address_refused(0x21, 0x08000002); /* unaligned */
    assert_address_refused(0x21, 0x0802FFFC); /* its second word is outside */
    assert_address_refused(0x21, 0x20004FFC);
    assert_address_refused(0x31, 0x08000002);
    assert_address_refused(0x31, 0x20002001);
    assert_alive(&chip, U2);
}

static void test_read_past_an_end(void **state)
{
    static const uint32_t ends[] = {0x08030000, 0x08081800, 0x1FF02000,
                                    0x20005000};
    uint8_t got[4];
    (void)state;
    start(ROM_V4_1);
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(host_read(&chip, U2, ends[i] - 3, got, 4), NACK);
        assert_int_equal(host_read(&chip, U2, ends[i] - 4, got, 4), ACK);
    }
    assert_alive(&chip, U2);
}

/* --- write and erase --- */

static void test_write_flash_in_any_alignment(void **state)
{
    uint8_t data[256], erased[1024] = {0}, want[1024];
    (void)state;
    start(ROM_V4_1);
    for (unsigned offset = 0; offset < 128; offset += 20)
        for (unsigned count = 4; count <= 256; count += 84) {
            assert_true(chip_poke(&chip, 0x08010000, erased, sizeof erased));
            fill(data, count, offset);
            memset(want, 0, sizeof want);
            memcpy(want + 256 + offset, data, count);
            assert_int_equal(
                host_write(&chip, U2, 0x08010100 + offset, data, count), ACK);
            assert_memory(0x08010000, want, sizeof want);
        }
    assert_int_equal(stm32l0(&chip)->flash.pecr & 7, 7); /* locked again */
    assert_int_equal(stm32l0(&chip)->flash.sr & 0x00032F00, 0);
}

/* 64 aligned bytes take the time of one word. */
static void test_half_pages_are_used(void **state)
{
    uint8_t data[256];
    (void)state;
    start(ROM_V4_1);
    fill(data, sizeof data, 1);
    uint64_t begin = host_now(&chip);
    assert_int_equal(host_write(&chip, U2, 0x08000000, data, 256), ACK);
    uint64_t line = (2 + 5 + 258 + 3) * 11 * PS_PER_S / BAUD;
    uint64_t taken = host_now(&chip) - begin - line;
    assert_in_range(taken / PS_PER_US, 4 * 3000, 4 * 4000 + 1000);
    assert_memory(0x08000000, data, 256);
}

static void test_write_both_banks_and_ends(void **state)
{
    static const uint32_t places[] = {0x08000000, 0x08017F00, 0x08018000,
                                      0x0802FF00};
    uint8_t data[256];
    (void)state;
    start(ROM_V11_2);
    for (unsigned i = 0; i < 4; i++) {
        fill(data, sizeof data, i);
        assert_int_equal(host_write(&chip, U2, places[i], data, 256), ACK);
        assert_memory(places[i], data, 256);
    }
    /* A block that goes on in the other bank. */
    uint16_t pages[] = {767, 768};
    assert_int_equal(host_erase(&chip, U2, pages, 2), ACK);
    assert_int_equal(host_write(&chip, U2, 0x08017F80, data, 256), ACK);
    assert_memory(0x08017F80, data, 256);
}

static void test_write_eeprom_and_ram(void **state)
{
    uint8_t data[256];
    (void)state;
    for (unsigned which = 0; which < ROMS; which++) {
        const uint32_t places[] = {0x08080000, 0x08080B84, 0x08081700,
                                   roms[which].host_ram, 0x20004F00};
        start(which);
        for (unsigned i = 0; i < 5; i++) {
            fill(data, sizeof data, i);
            assert_int_equal(host_write(&chip, U2, places[i], data, 256), ACK);
            assert_memory(places[i], data, 256);
        }
        memset(data, 0, sizeof data); /* the only way to clear EEPROM */
        assert_int_equal(host_write(&chip, U2, 0x08080000, data, 256), ACK);
        assert_memory(0x08080000, data, 256);
        assert_alive(&chip, U2);
    }
}

static void test_refused_lengths(void **state)
{
    uint8_t data[256];
    (void)state;
    start(ROM_V4_1);
    fill(data, sizeof data, 3);
    for (unsigned count = 1; count < 12; count++)
        if (count % 4)
            assert_int_equal(host_write(&chip, U2, 0x08000100, data, count),
                             NACK);
    assert_int_equal(host_write(&chip, U2, 0x0802FFFC, data, 8), NACK);
    assert_int_equal(host_write(&chip, U2, 0x080817FC, data, 8), NACK);
    assert_int_equal(host_write(&chip, U2, 0x20004FFC, data, 8), NACK);
    assert_int_equal(host_write(&chip, U2, 0x1FF80000, data, 36), NACK);
    assert_word(0x08000100, 0);
    assert_word(0x0802FFFC, 0);
    assert_word(0x080817FC, 0);
    assert_word(0x1FF80000, 0xFF5500AA);
    assert_alive(&chip, U2);
}

static void test_erase_a_list(void **state)
{
    const uint16_t pages[] = {3, 1, 3, 767, 768, 1535};
    uint32_t ones = 0x11111111;
    (void)state;
    start(ROM_V4_1);
    for (uint32_t page = 0; page < 1536; page++)
        assert_true(chip_poke(&chip, 0x08000000 + page * 128 + 124, &ones, 4));
    assert_int_equal(host_erase(&chip, U2, pages, 6), ACK);
    for (uint32_t page = 0; page < 1536; page++) {
        bool erased = false;
        for (unsigned i = 0; i < 6; i++)
            erased = erased || pages[i] == page;
        assert_word(0x08000000 + page * 128 + 124, erased ? 0 : ones);
    }
}

/* The list's own order: the page named last is the last to go. */
static void test_erase_keeps_the_order(void **state)
{
    const uint16_t pages[] = {7, 5, 6};
    uint32_t ones = 0x11111111;
    (void)state;
    start(ROM_V4_1);
    for (unsigned i = 0; i < 3; i++)
        assert_true(chip_poke(&chip, 0x08000000 + 128u * pages[i], &ones, 4));
    assert_int_equal(host_command(&chip, U2, 0x44), ACK);
    host_block(&chip, U2, BYTES(0, 2, 0, 7, 0, 5, 0, 6));
    for (unsigned done = 0; done < 3; done++) {
        uint32_t word = ones;
        for (unsigned i = 0; i < 300 && word; i++) {
            host_wait(&chip, 100 * PS_PER_US);
            chip_peek(&chip, 0x08000000 + 128u * pages[done], &word, 4);
        }
        assert_int_equal(word, 0);
        for (unsigned later = done + 1; later < 3; later++)
            assert_word(0x08000000 + 128u * pages[later], ones);
    }
    expect(&chip, U2, ACK);
}

static void test_erase_all_pages_in_one_command(void **state)
{
    uint16_t pages[1537];
    uint8_t ones[4096], zeros[4096] = {0};
    (void)state;
    start(ROM_V4_1);
    memset(ones, 0x11, sizeof ones);
    for (uint32_t i = 0; i < 48; i++)
        assert_true(chip_poke(&chip, 0x08000000 + i * 4096, ones, 4096));
    for (unsigned i = 0; i < 1537; i++)
        pages[i] = (uint16_t)(i % 1536);
    assert_int_equal(host_erase(&chip, U2, pages, 1537), NACK);
    assert_memory(0x08000000, ones, 4096);
    assert_int_equal(host_command(&chip, U2, 0x44), ACK);
    uint8_t block[2 + 2 * 1536] = {1535 >> 8, 1535 & 255};
    for (unsigned i = 0; i < 1536; i++) {
        block[2 + 2 * i] = (uint8_t)(i >> 8);
        block[3 + 2 * i] = (uint8_t)i;
    }
    host_block(&chip, U2, block, sizeof block);
    uint8_t answer;
    assert_int_equal(host_receive(&chip, U2, &answer, 1, 10000), 1);
    assert_int_equal(answer, ACK);
    for (uint32_t i = 0; i < 48; i++)
        assert_memory(0x08000000 + i * 4096, zeros, 4096);
    assert_alive(&chip, U2);
}

static void test_refused_erases(void **state)
{
    const uint16_t outside[] = {1, 1536}, far[] = {0xFFFF, 1};
    uint32_t ones = 0x11111111;
    (void)state;
    start(ROM_V4_1);
    assert_true(chip_poke(&chip, 0x08000080, &ones, 4));
    assert_int_equal(host_erase(&chip, U2, outside, 2), NACK);
    assert_int_equal(host_erase(&chip, U2, far, 2), NACK);
    /* 0xFFFF mass, 0xFFFE and 0xFFFD banks, the others reserved. */
    for (unsigned special = 0xFFF0; special <= 0xFFFF; special++) {
        assert_int_equal(host_command(&chip, U2, 0x44), ACK);
        send_bytes(&chip, U2, 0xFF, (uint8_t)special,
                   (uint8_t)(0xFF ^ (special & 0xFF)));
        expect(&chip, U2, NACK);
    }
    assert_word(0x08000080, ones);
    assert_alive(&chip, U2);
}

static void test_parts_with_less_flash(void **state)
{
    static const struct {
        const char *name;
        uint32_t end, eeprom;
    } parts[] = {{"stm32l073rb", 0x08020000, 0x08080000},
                 {"stm32l073r8", 0x08010000, 0x08080C00}};
    uint8_t data[128];
    (void)state;
    fill(data, sizeof data, 9);
    for (unsigned i = 0; i < 2; i++) {
        uint32_t end = parts[i].end;
        uint16_t inside = (uint16_t)((end - 0x08000000) / 128 - 1);
        uint16_t outside = inside + 1;
        rom_part(&chip, parts[i].name, ROM_V4_1, 0);
        host_start(&chip, U2, BAUD);
        assert_int_equal(host_write(&chip, U2, end - 128, data, 128), ACK);
        assert_int_equal(host_read(&chip, U2, end - 128, data, 128), ACK);
        assert_int_equal(host_read(&chip, U2, end - 4, data, 8), NACK);
        assert_address_refused(0x11, end);
        assert_address_refused(0x31, end);
        assert_address_refused(0x21, end);
        assert_int_equal(host_erase(&chip, U2, &outside, 1), NACK);
        assert_memory(end - 128, data, 128);
        assert_int_equal(host_erase(&chip, U2, &inside, 1), ACK);
        assert_word(end - 128, 0);
        assert_address_refused(0x11, parts[i].eeprom - 4);
        assert_int_equal(host_write(&chip, U2, parts[i].eeprom, data, 4), ACK);
        assert_alive(&chip, U2);
    }
}

/* --- Go --- */

/* At 0x20002000: SP, entry, then `b .`. */
static const uint32_t ram_program[] = {0x20004000, 0x20002009, 0xE7FEE7FE};

static void test_go_to_ram_and_flash(void **state)
{
    const uint32_t flash_program[] = {0x20004000, 0x08000089, 0xE7FEE7FE};
    (void)state;
    for (unsigned which = 0; which < ROMS; which++) {
        start(which);
        assert_int_equal(host_write(&chip, U2, 0x20002000, ram_program, 12),
                         ACK);
        assert_int_equal(host_go(&chip, U2, 0x20002000), ACK);
        host_wait(&chip, PS_PER_MS);
        assert_int_equal(chip.cpu.r[CPU_PC], 0x20002008);
        assert_int_equal(cpu_msp(&chip), 0x20004000);

        start(which);
        assert_int_equal(host_write(&chip, U2, 0x08000080, flash_program, 12),
                         ACK);
        assert_int_equal(host_go(&chip, U2, 0x08000080), ACK);
        host_wait(&chip, PS_PER_MS);
        assert_int_equal(chip.cpu.r[CPU_PC], 0x08000088);
        assert_int_equal(cpu_msp(&chip), 0x20004000);
        assert_int_equal(chip.reset.count, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_every_memory),
        cmocka_unit_test(test_read_id_byte_and_choices),
        cmocka_unit_test(test_read_options_and_factory_words),
        cmocka_unit_test(test_refused_addresses),
        cmocka_unit_test(test_refused_by_kind_of_memory),
        cmocka_unit_test(test_read_past_an_end),
        cmocka_unit_test(test_write_flash_in_any_alignment),
        cmocka_unit_test(test_half_pages_are_used),
        cmocka_unit_test(test_write_both_banks_and_ends),
        cmocka_unit_test(test_write_eeprom_and_ram),
        cmocka_unit_test(test_refused_lengths),
        cmocka_unit_test(test_erase_a_list),
        cmocka_unit_test(test_erase_keeps_the_order),
        cmocka_unit_test(test_erase_all_pages_in_one_command),
        cmocka_unit_test(test_refused_erases),
        cmocka_unit_test(test_parts_with_less_flash),
        cmocka_unit_test(test_go_to_ram_and_flash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
