/* SPDX-License-Identifier: MIT
 *
 * `boot0 flash` with a ROM that the test plays on a pty: parts of other
 * families, and what is sent before the ROM answers.
 */
#define _GNU_SOURCE /* memmem */
#include "tests/tools/flash_board.h"

#include "tools/host/pty.h"

#define V1 "$IMAGES/nucleo-l073rz.elf"

enum { ACK = 0x79, NACK = 0x1F, SEEN = 4096 };

struct rom {
    struct flash_board *board;
    struct pty pty;
    uint16_t id; /* 0 = it never answers */
    bool synced;
    uint8_t seen[SEEN]; /* what came from the host */
    size_t count;
    uint32_t fastest; /* speed that the host has set */
};

static int set_up(void **state)
{
    static struct rom rom;
    char error[128];
    rom = (struct rom){.board = flash_board_new()};
    *state = &rom;
    if (!pty_open(&rom.pty, 115200, error, sizeof error))
        return -1;
    setenv("PORT", rom.pty.path, 1);
    return 0;
}

static int tear_down(void **state)
{
    struct rom *rom = *state;
    void *board = rom->board;
    pty_close(&rom->pty);
    return flash_board_free(&board);
}

static void say(struct rom *rom, const void *bytes, size_t size)
{
    assert_int_equal(write(rom->pty.master, bytes, size), size);
}

/* Get, Get ID; every other command is refused. */
static void answer(struct rom *rom)
{
    static const uint8_t get[] = {ACK,  11,   0x31, 0x00, 0x01,
                                  0x02, 0x11, 0x21, 0x31, 0x44,
                                  0x63, 0x73, 0x82, 0x92, ACK};
    const uint8_t id[] = {ACK, 1, (uint8_t)(rom->id >> 8), (uint8_t)rom->id,
                          ACK};
    const uint8_t ack = ACK, nack = NACK;
    const uint8_t *last = rom->seen + rom->count - 2;
    if (!rom->id)
        return;
    if (!rom->synced && rom->count && last[1] == 0x7F) {
        rom->synced = true;
        rom->count = 0;
        say(rom, &ack, 1);
        return;
    }
    if (!rom->synced || rom->count < 2)
        return;
    rom->count = 0;
    if (last[0] == 0x00 && last[1] == 0xFF)
        say(rom, get, sizeof get);
    else if (last[0] == 0x02 && last[1] == 0xFD)
        say(rom, id, sizeof id);
    else
        say(rom, &nack, 1);
}

/* Plays the ROM beside `boot0 flash WORDS`, which ends with STATUS. */
static void play(struct rom *rom, const char *words, int status)
{
    struct child child;
    char script[400];
    struct flash_board *board = rom->board;
    snprintf(script, sizeof script, "exec $BOOT0 flash %s 2>&1", words);
    board->text[0] = 0;
    command_start(&child, script);
    while (!child_ended(&child)) {
        struct pollfd ready = {.fd = rom->pty.master, .events = POLLIN};
        uint8_t byte;
        if (poll(&ready, 1, 5) > 0 && read(rom->pty.master, &byte, 1) == 1 &&
            rom->count < SEEN) {
            uint32_t speed = pty_speed(&rom->pty);
            rom->fastest = speed > rom->fastest ? speed : rom->fastest;
            rom->seen[rom->count++] = byte;
            answer(rom);
        }
        const char *line;
        while ((line = child_line(&child)))
            snprintf(board->text + strlen(board->text),
                     OUTPUT_SIZE - strlen(board->text), "%s\n", line);
    }
    command_end(&child);
    if (child.status != status)
        fail_msg("boot0 flash %s\n  status %d, want %d\n%s", words,
                 child.status, status, board->text);
}

static void a_part_of_another_family_is_refused(void **state)
{
    struct rom *rom = *state;
    rom->id = 0x413; /* STM32F405 */
    play(rom, "$PORT " V1, 3);
    expect_part(rom->board->text,
                "nucleo-l073rz.elf: its library is that of the STM32L07x/L08x, "
                "and the part is an STM32F405/F407; nothing was changed\n");
}

static void a_part_that_cannot_be_programmed_is_refused(void **state)
{
    struct rom *rom = *state;
    rom->id = 0x419; /* STM32F42x */
    play(rom, "$PORT " V1, 3);
    expect_part(rom->board->text,
                "boot0: id 0x419 is an STM32F42x/F43x: the size of its pages "
                "depends on an option bit; that is not supported yet; nothing "
                "was changed\n");
}

static void an_id_that_nobody_knows_is_refused(void **state)
{
    struct rom *rom = *state;
    rom->id = 0x999;
    play(rom, "$PORT " V1, 3);
    expect_part(rom->board->text,
                "boot0: id 0x999 is of no device that is known here; nothing "
                "was changed\n");
}

static void klipper_is_asked_in_its_words(void **state)
{
    static const char line[] = "~ \x1C Request Serial Bootloader!! ~";
    struct rom *rom = *state;
    play(rom, "--ask klipper --wait 500ms $PORT " V1, 3);
    assert_non_null(memmem(rom->seen, rom->count, line, sizeof line - 1));
    assert_int_equal(rom->fastest, 250000);
    rom->count = rom->fastest = 0;
    play(rom, "--ask klipper --ask-baud 460800 --wait 500ms $PORT " V1, 3);
    assert_int_equal(rom->fastest, 460800);
}

/* The bytes 0x7F before it are in a line of their own. */
static void a_line_is_asked_as_a_line(void **state)
{
    struct rom *rom = *state;
    play(rom, "--ask 'go\\x21\\r' --wait 500ms $PORT " V1, 3);
    assert_non_null(memmem(rom->seen, rom->count, "\x7F\rgo!\r", 6));
    rom->count = 0;
    play(rom, "--ask 'go' --wait 500ms $PORT " V1, 3);
    assert_non_null(memmem(rom->seen, rom->count, "\x7Fgo\x7F", 4));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
        TEST(a_part_of_another_family_is_refused),
        TEST(a_part_that_cannot_be_programmed_is_refused),
        TEST(an_id_that_nobody_knows_is_refused),
        TEST(klipper_is_asked_in_its_words),
        TEST(a_line_is_asked_as_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
