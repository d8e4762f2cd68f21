/* SPDX-License-Identifier: MIT
 *
 * options.h: what a command line means. How bad ones end: test_cli.c.
 */
#include "bench/stm32l0/readings.h"
#include "tests/bench/image_fixture.h"

#include "bench/parts.h"
#include "tools/options.h"
#include "tools/options_parse.h"

enum { WORDS_MAX = 40 };

static struct options options;

/* Parses "WORD WORD ..." (no blanks inside a word). */
static enum options_result parse(enum subcommand subcommand, const char *line)
{
    static char copy[1024];
    char *argv[WORDS_MAX + 1] = {"boot0"};
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    return options_parse(subcommand, argc, argv, &options);
}

static void assert_parsed(enum subcommand subcommand, const char *line)
{
    assert_int_equal(parse(subcommand, line), OPTIONS_OK);
}

static int teardown(void **state)
{
    (void)state;
    options_free(&options);
    return 0;
}

static void defaults(void **state)
{
    (void)state;
    assert_parsed(SUBCOMMAND_CHECK, "app.elf");
    assert_string_equal(options.image, "app.elf");
    assert_int_equal(options.given, 0);
    assert_string_equal(options.part.name, "stm32l073rz");
    assert_int_equal(options.rom_count, 0);
    assert_int_equal(options.reading_mask, 0);
    assert_int_equal(options.asks.count, 1);
    assert_int_equal(options.asks.list[0].kind, ASK_CALL);
    assert_string_equal(options.asks.list[0].symbol, "boot0_request");
    assert_int_equal(options.asks.list[0].at_us, 10000);
    assert_false(options.wiring.boot0 || options.wiring.hse);
    assert_int_equal(options.bfb2, 0);
    assert_int_equal(options.boot0, 0);
    assert_int_equal(options.bank2, BANK2_BLANK);
    assert_int_equal(options.rdp, 0);
    assert_int_equal(options.wdg_sw, 1);
    assert_int_equal(options.until_us, 0);
    assert_false(options.strict || options.verbose);
    assert_int_equal(options.only_count, 0);
    assert_int_equal(options.want, WANT_DEFAULT);
    assert_int_equal(options.format, FORMAT_TEXT);
    assert_int_equal(options.jobs, 0);
    assert_int_equal(options.serial[USART_2].end, SERIAL_SHOW);
    assert_int_equal(options.pace, PACE_REAL);
    options_free(&options);
    assert_parsed(SUBCOMMAND_RUN, "app.elf");
    assert_int_equal(options.asks.count, 0);
}

static void everything(void **state)
{
    (void)state;
    assert_parsed(SUBCOMMAND_CHECK,
                  "--part STM32L081CB --rom v11.2 --rom v4.0 "
                  "--reading ram=all,go=left --reading csr=cleared --bfb2 1 "
                  "--boot0 1 --bank2 noise --rdp 1 --wdg-sw 0 --until 250 "
                  "--strict --only a/b --only c --want never --format json "
                  "--verbose --jobs 3 x.hex");
    assert_int_equal(options.given, GIVEN_PART | GIVEN_ROM | GIVEN_READING |
                                        GIVEN_BFB2 | GIVEN_BOOT0 | GIVEN_BANK2 |
                                        GIVEN_RDP | GIVEN_WDG_SW | GIVEN_UNTIL);
    assert_string_equal(options.part.name, "stm32l081cb");
    assert_int_equal(options.rom_count, 2);
    assert_int_equal(options.roms[0].version, ROM_V11_2);
    assert_int_equal(options.roms[1].version, ROM_V4_0);
    assert_null(options.roms[0].bytes);
    assert_int_equal(options.reading_mask,
                     1 << READING_RAM | 1 << READING_GO | 1 << READING_CSR);
    assert_int_equal(options.readings.value[READING_RAM], 2);
    assert_int_equal(options.readings.value[READING_CSR], 1);
    assert_int_equal(options.bfb2, 1);
    assert_int_equal(options.boot0, 1);
    assert_int_equal(options.bank2, BANK2_NOISE);
    assert_int_equal(options.rdp, 1);
    assert_int_equal(options.wdg_sw, 0);
    assert_int_equal(options.until_us, 250000);
    assert_true(options.strict && options.verbose);
    assert_int_equal(options.only_count, 2);
    assert_string_equal(options.only[1], "c");
    assert_int_equal(options.want, WANT_NEVER);
    assert_int_equal(options.format, FORMAT_JSON);
    assert_int_equal(options.jobs, 3);
}

/* As getopt has it: = or not, options behind IMAGE, -- ends them. */
static void forms(void **state)
{
    (void)state;
    assert_parsed(SUBCOMMAND_RUN, "app.elf --rom=v4.0 --pace=max");
    assert_int_equal(options.roms[0].version, ROM_V4_0);
    assert_int_equal(options.pace, PACE_MAX);
    options_free(&options);
    assert_parsed(SUBCOMMAND_RUN, "--usart2 stdio -v -- --rom");
    assert_string_equal(options.image, "--rom");
    assert_int_equal(options.serial[USART_2].end, SERIAL_STDIO);
    assert_true(options.verbose);
    options_free(&options);
    assert_parsed(SUBCOMMAND_RUN, "app.elf --lpuart1 pty --usart2 pty");
    assert_int_equal(options.serial[USART_2].end, SERIAL_PTY);
    options_free(&options);
    assert_parsed(SUBCOMMAND_PATCH, "--head keep app.elf -o out.elf");
    assert_int_equal(options.head, PATCH_HEAD_KEEP);
    assert_string_equal(options.output, "out.elf");
    options_free(&options);
    assert_parsed(SUBCOMMAND_PATCH, "app.elf --output=out.elf");
    assert_int_equal(options.head, PATCH_HEAD_USUAL);
    options_free(&options);
    assert_parsed(SUBCOMMAND_DEMO, "");
    assert_null(options.image);
}

static void assert_ask(const struct ask *got, const struct ask *want)
{
    assert_int_equal(got->kind, want->kind);
    assert_int_equal(got->at_us, want->at_us);
    assert_int_equal(got->port, want->port);
    assert_int_equal(got->pin, want->pin);
    assert_int_equal(got->hold_us, want->hold_us);
    assert_int_equal(got->high, want->high);
    assert_int_equal(got->usart, want->usart);
    assert_int_equal(got->baud, want->baud);
    assert_string_equal(got->symbol ? got->symbol : "",
                        want->symbol ? want->symbol : "");
    assert_string_equal(got->text ? got->text : "",
                        want->text ? want->text : "");
}

static void asks(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct ask ask;
    } cases[] = {
        {"call:enter", {.kind = ASK_CALL, .at_us = 10000, .symbol = "enter"}},
        {"call:enter@0", {.kind = ASK_CALL, .at_us = 0, .symbol = "enter"}},
        {"call:enter@7.25",
         {.kind = ASK_CALL, .at_us = 7250, .symbol = "enter"}},
        {"call:enter@500us",
         {.kind = ASK_CALL, .at_us = 500, .symbol = "enter"}},
        {"press:PC13",
         {.kind = ASK_PRESS, .at_us = 10000, .port = 2, .pin = 13}},
        {"press:pa0@500",
         {.kind = ASK_PRESS, .at_us = 500000, .port = 0, .pin = 0}},
        {"press:PH1", {.kind = ASK_PRESS, .at_us = 10000, .port = 7, .pin = 1}},
        {"press:B1@1.5s",
         {.kind = ASK_PRESS, .at_us = 1500000, .port = 2, .pin = 13}},
        {"press:b1,hold=1.2s@500ms",
         {.kind = ASK_PRESS,
          .at_us = 500000,
          .port = 2,
          .pin = 13,
          .hold_us = 1200000}},
        {"press:PA0=high@500ms",
         {.kind = ASK_PRESS, .at_us = 500000, .high = true}},
        {"press:PA0=HIGH,hold=2s",
         {.kind = ASK_PRESS, .at_us = 10000, .high = true, .hold_us = 2000000}},
        {"press:B1=low",
         {.kind = ASK_PRESS, .at_us = 10000, .port = 2, .pin = 13}},
        {"press:PB5,hold=30",
         {.kind = ASK_PRESS,
          .at_us = 10000,
          .port = 1,
          .pin = 5,
          .hold_us = 30000}},
        {"usb:detach", {.kind = ASK_DETACH, .at_us = 10000}},
        {"usb:touch1200@2s", {.kind = ASK_TOUCH, .at_us = 2000000}},
        {"send:usart2:boot",
         {.kind = ASK_SEND, .at_us = 10000, .usart = 2, .text = "boot"}},
        {"send:lpuart1:boot",
         {.kind = ASK_SEND, .at_us = 10000, .usart = 2, .text = "boot"}},
        {"send:USART2:9600:BOOT@50ms",
         {.kind = ASK_SEND,
          .at_us = 50000,
          .usart = 2,
          .baud = 9600,
          .text = "BOOT"}},
        {"send:usart1:19200:12:30",
         {.kind = ASK_SEND,
          .at_us = 10000,
          .usart = 1,
          .baud = 19200,
          .text = "12:30"}},
        {"send:usart1:a@b:c@3",
         {.kind = ASK_SEND, .at_us = 3000, .usart = 1, .text = "a@b:c"}},
        {"send:usart2:a@b",
         {.kind = ASK_SEND, .at_us = 10000, .usart = 2, .text = "a@b"}},
        {"send:usart2:\\x7F\\r\\n\\\\\\t\\x405",
         {.kind = ASK_SEND,
          .at_us = 10000,
          .usart = 2,
          .text = "\x7F\r\n\\\t@5"}},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[128];
        snprintf(line, sizeof line, "--ask %s app.elf", cases[i].text);
        assert_parsed(SUBCOMMAND_CHECK, line);
        assert_int_equal(options.given, GIVEN_ASK);
        assert_int_equal(options.asks.count, 1);
        assert_ask(&options.asks.list[0], &cases[i].ask);
        options_free(&options);
    }
    assert_parsed(SUBCOMMAND_CHECK, "--ask none app.elf");
    assert_int_equal(options.given, GIVEN_ASK);
    assert_int_equal(options.asks.count, 0);
}

/* They are made in the order of their times; at the same time as given. */
static void several_asks(void **state)
{
    (void)state;
    static const char *const symbols[] = {"a", "b", "c", "d"};
    assert_parsed(SUBCOMMAND_RUN, "--ask call:d@1s --ask call:b@20 app.elf "
                                  "--ask call:a@5 --ask call:c@20ms");
    assert_int_equal(options.asks.count, 4);
    for (unsigned i = 0; i < 4; i++)
        assert_string_equal(options.asks.list[i].symbol, symbols[i]);
}

static void times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t us;
    } cases[] = {
        {"250", 250000},   {"250ms", 250000}, {"2s", 2000000},
        {"10us", 10},      {"1.5", 1500},     {"0.5ms", 500},
        {"0.000001s", 1},  {"12.345", 12345}, {"100000s", 100000000000},
        {"1.000ms", 1000},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[128];
        snprintf(line, sizeof line, "--until %s app.elf", cases[i].text);
        assert_parsed(SUBCOMMAND_RUN, line);
        assert_int_equal(options.until_us, cases[i].us);
        options_free(&options);
    }
    assert_parsed(SUBCOMMAND_RUN,
                  "--trace t --trace-from 7.5ms --trace-to 1s app.elf");
    assert_int_equal(options.trace_from_us, 7500);
    assert_int_equal(options.trace_to_us, 1000000);
}

static void wiring(void **state)
{
    (void)state;
    assert_parsed(SUBCOMMAND_RUN, "--wire pb5:boot0 --hse none app.elf");
    assert_true(options.wiring.boot0);
    assert_int_equal(options.wiring.port, 1);
    assert_int_equal(options.wiring.pin, 5);
    assert_int_equal(options.wiring.hold_us, 0);
    assert_true(options.wiring.hse);
    assert_int_equal(options.wiring.hse_hz, 0);
    options_free(&options);
    assert_parsed(SUBCOMMAND_CHECK,
                  "--wire PB5:BOOT0,20ms --hse 16MHz,crystal app.elf");
    assert_int_equal(options.wiring.hold_us, 20000);
    assert_int_equal(options.wiring.hse_hz, 16000000);
    assert_true(options.wiring.hse_crystal);
    options_free(&options);
    assert_parsed(SUBCOMMAND_CHECK, "--hse 1048576 app.elf");
    assert_int_equal(options.wiring.hse_hz, 1048576);
    assert_false(options.wiring.hse_crystal);
}

static void bank2_words(void **state)
{
    (void)state;
    static const char *const words[] = {"blank", "app", "noise", "copy"};
    for (unsigned i = 0; i < 4; i++) {
        char line[64];
        snprintf(line, sizeof line, "--bank2 %s app.elf", words[i]);
        assert_parsed(SUBCOMMAND_RUN, line);
        assert_int_equal(options.bank2, i);
        assert_null(options.bank2_path);
        options_free(&options);
    }
}

static void files(void **state)
{
    (void)state;
    struct folder folder;
    uint8_t rom[ROM_IMAGE_SIZE];
    char line[400];
    for (unsigned i = 0; i < sizeof rom; i++)
        rom[i] = (uint8_t)(i * 3);
    folder_open(&folder);
    folder_write(&folder, "rom.bin", rom, sizeof rom);
    snprintf(line, sizeof line,
             "--rom v4.1 --rom %s/rom.bin --bank2 "
             "%s/rom.bin app.elf",
             folder.name, folder.name);
    assert_parsed(SUBCOMMAND_CHECK, line);
    assert_int_equal(options.rom_count, 2);
    assert_int_equal(options.roms[1].version, ROM_FILE);
    assert_string_equal(options.roms[1].path, folder_path(&folder, "rom.bin"));
    assert_memory_equal(options.roms[1].bytes, rom, sizeof rom);
    assert_int_equal(options.bank2, BANK2_FILE);
    assert_string_equal(options.bank2_path, folder_path(&folder, "rom.bin"));
    folder_close(&folder);
}

static void default_roms(void **state)
{
    (void)state;
    struct part part;
    assert_true(part_find("stm32l073rz", &part));
    assert_int_equal(parts_default_rom(&part), ROM_V4_1);
    assert_true(part_find("stm32l071kb", &part));
    assert_int_equal(parts_default_rom(&part), ROM_V11_2);
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(defaults),     TEST(everything),   TEST(forms),  TEST(asks),
        TEST(several_asks), TEST(times),        TEST(wiring), TEST(bank2_words),
        TEST(files),        TEST(default_roms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
