/* SPDX-License-Identifier: MIT
 *
 * gdb_target.h: a debugger's look at the chip leaves it as it was, and what it
 * writes arrives.
 */
#include "chip/little_endian.h"
#include "chip/part.h"
#include "tests/chip/block/usart_fixture.h"

#include "tools/gdb/gdb_target.h"

enum { BRR_115200 = 139, SYST_CSR = 0xE000E010, SYST_RVR = 0xE000E014 };

static struct chip chip, before, scratch;

static uint32_t look(uint32_t address)
{
    uint8_t bytes[4];
    assert_int_equal(gdb_read_memory(&chip, &scratch, address, bytes, 4), 4);
    return little_endian(bytes, sizeof bytes);
}

/* Every word of every block. */
static void reading_changes_nothing(void **state)
{
    uint8_t bytes[4];
    unsigned read = 0;
    (void)state;
    fixture_usart2(&chip, BRR_115200, 0);
    before = chip;
    for (uint32_t at = 0x40000000; at < 0x40026000; at += 4)
        read += gdb_read_memory(&chip, &scratch, at, bytes, 4) == 4;
    for (uint32_t at = 0x50000000; at < 0x50002000; at += 4)
        read += gdb_read_memory(&chip, &scratch, at, bytes, 4) == 4;
    for (uint32_t at = 0xE000E000; at < 0xE000F000; at += 4)
        read += gdb_read_memory(&chip, &scratch, at, bytes, 4) == 4;
    assert_memory_equal(&chip, &before, sizeof chip);
    assert_true(read > 1000);
}

/* A look at USART_RDR takes no byte away from the firmware. */
static void a_received_byte_stays(void **state)
{
    (void)state;
    fixture_usart2(&chip, BRR_115200, 0);
    assert_int_equal(serial_send(&chip, USART_2, "Z", 1), 1);
    run_us(&chip, 200);
    assert_true(look(USART2 + ISR) & RXNE);
    assert_int_equal(look(USART2 + RDR), 'Z');
    assert_int_equal(look(USART2 + RDR), 'Z');
    assert_true(rd(&chip, USART2 + ISR) & RXNE);
    assert_int_equal(rd(&chip, USART2 + RDR), 'Z');
    assert_false(rd(&chip, USART2 + ISR) & RXNE);
}

/* SysTick's COUNTFLAG goes when the core reads it. */
static void a_flag_that_reading_clears_stays(void **state)
{
    enum { COUNTFLAG = 1 << 16 };
    (void)state;
    fixture_chip(&chip);
    wr(&chip, SYST_RVR, 100);
    wr(&chip, SYST_CSR, 5);
    run_cycles(&chip, 300);
    assert_true(look(SYST_CSR) & COUNTFLAG);
    assert_true(look(SYST_CSR) & COUNTFLAG);
    assert_true(rd(&chip, SYST_CSR) & COUNTFLAG);
    assert_false(rd(&chip, SYST_CSR) & COUNTFLAG);
}

static void parts_of_words_are_read(void **state)
{
    uint8_t bytes[8];
    (void)state;
    fixture_chip(&chip);
    uint32_t word = look(RCC_CR);
    assert_int_equal(gdb_read_memory(&chip, &scratch, RCC_CR + 1, bytes, 2), 2);
    assert_int_equal(bytes[0] | bytes[1] << 8, word >> 8 & 0xFFFF);
    /* FLASH takes words only from the core; a look may be narrower. */
    assert_int_equal(gdb_read_memory(&chip, &scratch, 0x40022003, bytes, 1), 1);
    /* Up to the first that is not there. */
    assert_int_equal(
        gdb_read_memory(&chip, &scratch, SRAM_BASE + SRAM_SIZE - 3, bytes, 8),
        3);
}

static void registers_are_written_as_by_the_core(void **state)
{
    static const uint8_t on[4] = {7};
    static const uint8_t byte = 0x80;
    (void)state;
    fixture_chip(&chip);
    chip.cpu.control =
        CONTROL_NPRIV; /* a debugger is privileged all the same */
    assert_true(gdb_write_memory(&chip, &scratch, RCC_IOPENR, on, 4));
    assert_int_equal(rd(&chip, RCC_IOPENR), 7);
    assert_true(gdb_write_memory(&chip, &scratch, SYST_RVR, on, 4));
    assert_int_equal(look(SYST_RVR), 7);
    assert_int_equal(chip.cpu.control, CONTROL_NPRIV);
    assert_true(gdb_write_memory(&chip, &scratch, GPIOA + GPIO_ODR, &byte, 1));
    assert_int_equal(rd(&chip, GPIOA + GPIO_ODR), 0x80);
    before = chip;
    /* A bus error, an unmodelled register: nothing happens. */
    assert_false(gdb_write_memory(&chip, &scratch, 0x40022004, on, 1));
    assert_false(gdb_write_memory(&chip, &scratch, 0x40026000, on, 4));
    assert_memory_equal(&chip, &before, sizeof chip);
}

/* The alias at 0 shows flash, which is not written so, then SRAM, which is. */
static void the_alias_is_written_where_it_is_memory(void **state)
{
    static const uint8_t bytes[4] = {1, 2, 3, 4};
    (void)state;
    fixture_chip(&chip);
    assert_false(gdb_write_memory(&chip, &scratch, 0, bytes, 4));
    modify(&chip, RCC_APB2ENR, 0, 1);
    wr(&chip, 0x40010000, 3);
    assert_true(gdb_write_memory(&chip, &scratch, 0, bytes, 4));
    assert_int_equal(rd(&chip, SRAM_BASE), 0x04030201);
}

/* A part with other memories: what is RAM is written, erased cells are 1. */
static void an_f4_is_written_where_it_has_memory(void **state)
{
    static const uint8_t bytes[4] = {1, 2, 3, 4};
    uint8_t back[4];
    (void)state;
    fixture_part(&chip, "stm32f407vg");
    assert_true(gdb_write_memory(&chip, &scratch, 0x2001FFFC, bytes, 4));
    assert_true(gdb_write_memory(&chip, &scratch, 0x1000FFFC, bytes, 4));
    assert_false(gdb_write_memory(&chip, &scratch, 0x20020000, bytes, 1));
    assert_false(gdb_write_memory(&chip, &scratch, 0x08000000, bytes, 4));
    assert_int_equal(rd(&chip, 0x1000FFFC), 0x04030201);
    assert_true(gdb_write_flash(&chip, 0x080FFFFC, bytes, 4));
    assert_true(gdb_erase_flash(&chip, 0x080FFFFE, 2));
    assert_int_equal(gdb_read_memory(&chip, &scratch, 0x080FFFFC, back, 4), 4);
    assert_int_equal(little_endian(back, 4), 0xFFFF0201);
    assert_false(gdb_erase_flash(&chip, 0x080FFFFE, 3));
}

static void expect_map(const char *part_name, const char *const *parts)
{
    char xml[GDB_MAP_SIZE];
    fixture_part(&chip, part_name);
    gdb_memory_map(&chip, xml);
    for (; *parts; parts++)
        if (!strstr(xml, *parts))
            fail_msg("%s: no %s in\n%s", part_name, *parts, xml);
}

static void each_part_has_its_memory_map(void **state)
{
    static const char *const l0[] = {
        "\"flash\" start=\"0x8000000\" length=\"0x30000\"",
        "<property name=\"blocksize\">0x80<",
        "\"rom\" start=\"0x8080000\" length=\"0x1800\"",
        "\"rom\" start=\"0x1ff00000\" length=\"0x2000\"",
        "\"ram\" start=\"0x20000000\" length=\"0x5000\"",
        "\"ram\" start=\"0xe0000000\" length=\"0x100000\"",
        NULL};
    static const char *const f4[] = {
        "\"flash\" start=\"0x8000000\" length=\"0x100000\"",
        "<property name=\"blocksize\">0x4000<",
        "\"rom\" start=\"0x1fff0000\"",
        "\"ram\" start=\"0x20000000\" length=\"0x20000\"",
        "\"ram\" start=\"0x10000000\" length=\"0x10000\"",
        NULL};
    static const char *const l4[] = {
        "<property name=\"blocksize\">0x800<",
        "\"ram\" start=\"0x20000000\" length=\"0x18000\"",
        "\"ram\" start=\"0x10000000\" length=\"0x8000\"", NULL};
    char xml[GDB_MAP_SIZE];
    (void)state;
    expect_map("stm32l073rz", l0);
    expect_map("stm32f407vg", f4);
    expect_map("stm32l476rg", l4);
    fixture_part(&chip, "stm32f401re"); /* has no CCM data RAM */
    gdb_memory_map(&chip, xml);
    assert_null(strstr(xml, "\"0x10000000\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_changes_nothing),
        cmocka_unit_test(a_received_byte_stays),
        cmocka_unit_test(a_flag_that_reading_clears_stays),
        cmocka_unit_test(parts_of_words_are_read),
        cmocka_unit_test(registers_are_written_as_by_the_core),
        cmocka_unit_test(the_alias_is_written_where_it_is_memory),
        cmocka_unit_test(an_f4_is_written_where_it_has_memory),
        cmocka_unit_test(each_part_has_its_memory_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
