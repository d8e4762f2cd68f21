/* SPDX-License-Identifier: MIT
 *
 * An AN3155 client against a ROM that the test plays, for what the model ROM
 * does not do: erase by 0x43, two NACKs or two ACKs for one, other devices,
 * refusals, silence, an application that talks. The line has no speed, so that
 * time passes only where the client waits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/an3155_client.h"
#include "bench/image.h"
#include "bench/programmer.h"
#include "bench/programmer_describe.h"

enum { ACK = 0x79, NACK = 0x1F, BASE = 0x08000000, FLASH = 8192 };

/* The ROM that the test plays. */
static struct rom {
    bool silent, synced;
    uint8_t version, commands[16];
    unsigned command_count;
    uint8_t id[4];
    unsigned id_count;
    unsigned acks, nacks; /* how many it sends for one */
    uint8_t refuses;      /* this command, at once; 0 = none */
    uint8_t refuses_late; /* this one, at its end */
    bool go_unheard;      /* the ACK of Go is lost */
    const char *talks;    /* what the application then says */
    uint32_t stuck; /* offset of a byte that cannot be written; 0 = none */

    uint8_t frame[600]; /* what it has got of a command */
    unsigned got, stage;
    uint32_t address;
    uint8_t flash[FLASH];
    unsigned erases, pages, writes, goes;
    uint32_t page_size;

    uint8_t answer[600]; /* to be taken */
    unsigned answered;
} rom;

static struct programmer session;
static uint64_t now;

static void say(unsigned byte)
{
    rom.answer[rom.answered++] = (uint8_t)byte;
}

static void acknowledge(void)
{
    for (unsigned i = 0; i < rom.acks; i++)
        say(ACK);
}

static void refuse(void)
{
    for (unsigned i = 0; i < rom.nacks; i++)
        say(NACK);
    rom.stage = rom.got = 0;
}

static uint8_t sum(unsigned count)
{
    uint8_t sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum ^= rom.frame[i];
    return sum;
}

static void finish(uint8_t code)
{
    if (rom.refuses_late == code)
        refuse();
    else
        acknowledge();
    rom.stage = rom.got = 0;
}

/* --- commands --- */

static void erase_page(unsigned page)
{
    rom.pages++;
    if (rom.page_size && (page + 1) * rom.page_size <= FLASH)
        memset(rom.flash + page * rom.page_size, 0xFF, rom.page_size);
}

static void erase_list(unsigned width)
{
    unsigned count = 0;
    for (unsigned i = 0; i < width; i++)
        count = count << 8 | rom.frame[i];
    if (rom.got < width || rom.got < width * (count + 2) + 1)
        return;
    if (sum(rom.got)) {
        refuse();
        return;
    }
    rom.erases++;
    for (unsigned i = 0; i <= count; i++)
        erase_page(width == 1
                       ? rom.frame[1 + i]
                       : rom.frame[2 + 2 * i] << 8 | rom.frame[3 + 2 * i]);
    finish(width == 1 ? 0x43 : 0x44);
}

static void write_block(void)
{
    unsigned count = rom.frame[0] + 1u;
    if (rom.got < count + 2)
        return;
    if (sum(rom.got)) {
        refuse();
        return;
    }
    rom.writes++;
    memcpy(rom.flash + (rom.address - BASE), rom.frame + 1, count);
    if (rom.stuck)
        rom.flash[rom.stuck] = 0xA5;
    finish(0x31);
}

static void read_block(void)
{
    if (rom.got < 2)
        return;
    unsigned count = rom.frame[0] + 1u;
    acknowledge();
    for (unsigned i = 0; i < count; i++)
        say(rom.address - BASE + i < FLASH ? rom.flash[rom.address - BASE + i]
                                           : 0);
    rom.stage = rom.got = 0;
}

static void go_there(void)
{
    if (!rom.go_unheard)
        acknowledge();
    rom.goes++;
    rom.stage = rom.got = 0;
    rom.silent = true;
    for (const char *text = rom.talks ? rom.talks : ""; *text; text++)
        say((uint8_t)*text);
}

enum { ADDRESS = 1, REST };
static uint8_t code;

static void take_address(void)
{
    if (rom.got < 5)
        return;
    rom.address = (uint32_t)rom.frame[0] << 24 | (uint32_t)rom.frame[1] << 16 |
                  rom.frame[2] << 8 | rom.frame[3];
    if (sum(5)) {
        refuse();
        return;
    }
    rom.got = 0;
    rom.stage = REST;
    if (code == 0x21)
        go_there();
    else
        acknowledge();
}

static void get(void)
{
    say(rom.command_count);
    say(rom.version);
    for (unsigned i = 0; i < rom.command_count; i++)
        say(rom.commands[i]);
    say(ACK);
}

static void get_id(void)
{
    say(rom.id_count - 1);
    for (unsigned i = 0; i < rom.id_count; i++)
        say(rom.id[i]);
    say(ACK);
}

static void take_command(void)
{
    if (rom.got < 2)
        return;
    code = rom.frame[0];
    bool right = (rom.frame[0] ^ rom.frame[1]) == 0xFF &&
                 memchr(rom.commands, code, rom.command_count);
    rom.got = 0;
    if (!right || (code && code == rom.refuses)) {
        refuse();
        return;
    }
    acknowledge();
    if (code == 0x00)
        get();
    else if (code == 0x02)
        get_id();
    else
        rom.stage = code == 0x43 || code == 0x44 ? REST : ADDRESS;
}

static void rom_takes(uint8_t byte)
{
    if (rom.silent)
        return;
    if (!rom.synced) {
        rom.synced = byte == 0x7F;
        if (rom.synced)
            acknowledge();
        return;
    }
    rom.frame[rom.got++] = byte;
    if (rom.stage == 0)
        take_command();
    else if (rom.stage == ADDRESS)
        take_address();
    else if (code == 0x43 || code == 0x44)
        erase_list(code == 0x43 ? 1 : 2);
    else if (code == 0x31)
        write_block();
    else
        read_block();
}

/* --- the line --- */

static void turn(void)
{
    uint8_t bytes[600];
    size_t count = programmer_output(&session, now, bytes, sizeof bytes);
    for (size_t i = 0; i < count; i++)
        rom_takes(bytes[i]);
    if (rom.answered) {
        count = rom.answered;
        memcpy(bytes, rom.answer, count);
        rom.answered = 0;
        programmer_input(&session, ++now, bytes, count);
    } else if (programmer_due(&session) != CLIENT_NEVER) {
        now = programmer_due(&session);
        programmer_time(&session, now);
    }
}

static void run(const struct programmer_setup *setup)
{
    unsigned turns = 0;
    programmer_begin(&session, setup, now);
    while (!programmer_ended(&session)) {
        assert_in_range(++turns, 1, 100000);
        turn();
    }
}

static const char *described(void)
{
    static char text[PROGRAMMER_ERROR_SIZE];
    programmer_describe(&session, text, sizeof text);
    return text;
}

/* --- the image --- */

static uint8_t bytes[3000];
static struct image_segment segment = {BASE, sizeof bytes, bytes};
static struct image image = {
    .path = (char[]){"a.bin"}, .segments = &segment, .segment_count = 1};

static struct programmer_setup whole(void)
{
    return (struct programmer_setup){.link = PROGRAMMER_USART,
                                     .image = &image,
                                     .policy = FLASH_POLICY_FIRST_LAST,
                                     .verify = true,
                                     .start = true};
}

static bool is_written(void)
{
    return memcmp(rom.flash, bytes, sizeof bytes) == 0;
}

/* An STM32F051: Get has 0x43, pages of 1 KB, erased bytes are 0xFF. */
static int set_f051(void **state)
{
    static const uint8_t commands[] = {0x00, 0x01, 0x02, 0x11, 0x21, 0x31,
                                       0x43, 0x63, 0x73, 0x82, 0x92};
    (void)state;
    rom = (struct rom){.version = 0x22,
                       .command_count = sizeof commands,
                       .id = {0x04, 0x40},
                       .id_count = 2,
                       .acks = 1,
                       .nacks = 1,
                       .page_size = 1024};
    memcpy(rom.commands, commands, sizeof commands);
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 13 + 3);
    now = 5000000;
    return 0;
}

/* --- tests --- */

static void pages_of_one_byte(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_DONE);
    assert_true(is_written());
    assert_int_equal(rom.erases, 2); /* page 0 alone, then the others */
    assert_int_equal(rom.pages, 3);
    assert_int_equal(rom.goes, 1);
    assert_int_equal(session.found.version, 0x22);
    assert_string_equal(session.found.device->name, "STM32F05x/F030x8");
    assert_int_equal(programmer_counts(&session).retries, 0);
}

static void a_rom_without_an_erase(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.commands[6] = 0x50;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_REFUSED);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNCHANGED);
}

/* L412, ROM V13.1: AN2606 table 163. */
static void two_acks_for_the_sync(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.synced = true; /* as a ROM that has sent both already */
    uint8_t twice[] = {ACK, ACK};
    programmer_begin(&session, &setup, now);
    uint8_t sync;
    assert_int_equal(programmer_output(&session, now, &sync, 1), 1);
    assert_int_equal(sync, 0x7F);
    programmer_input(&session, now + 1, twice, sizeof twice);
    while (!programmer_ended(&session))
        turn();
    assert_int_equal(session.end, PROGRAMMER_DONE);
    assert_true(is_written());
}

/* F0: two NACKs for Read and Write under protection. */
static void two_nacks_when_protected(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.nacks = 2;
    rom.refuses = 0x11;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_PROTECTED);
    assert_true(session.found.protected);
    assert_int_equal(session.found.id, 0x440);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNCHANGED);
    /* Four tries, and what each needs to be in step again. */
    assert_int_equal(programmer_counts(&session).nacks, AN3155_TRIES);
    assert_int_equal(programmer_counts(&session).retries, AN3155_TRIES - 1);
}

static void nobody_programs_a_device_with_sectors(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.id[1] = 0x52;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_UNSUPPORTED);
    assert_string_equal(described(),
                        "id 0x452 is an STM32F72x/F73x: its flash has sectors "
                        "of several sizes; that is not supported yet");
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNCHANGED);
}

static void an_id_that_nobody_knows(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.id[1] = 0xEE;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_UNKNOWN);
    assert_string_equal(described(),
                        "id 0x4EE is of no device that is known here");
}

/* WB05: Get ID says one byte, or four. */
static void an_id_of_another_length(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.id[0] = 0x3B;
    rom.id_count = 1;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_UNKNOWN);
    assert_int_equal(session.found.id, 0x3B);
}

static void nobody(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.silent = true;
    uint64_t from = now;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_SILENT);
    assert_string_equal(described(),
                        "no answer to 0x7F: the ROM does not run, or the line "
                        "does not reach it (8E1, RX and TX, speed)");
    assert_in_range(now - from, 1000000, 5000000);
}

/* What is in the flash counts, not what the ROM said. */
static void a_write_that_is_refused_and_made(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.refuses_late = 0x31;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_DONE);
    assert_true(is_written());
    assert_int_equal(session.repairs, 0);
    assert_int_equal(programmer_counts(&session).nacks, rom.writes);
}

/* The page is erased and written again, three times. */
static void a_write_that_is_refused_and_half_made(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.refuses_late = 0x31;
    rom.stuck = 2000;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_REFUSED);
    assert_int_equal(session.phase, PROGRAMMER_WRITE);
    assert_int_equal(session.repairs, PROGRAMMER_REPAIRS);
    assert_string_equal(described(),
                        "the ROM refused while writing at 0x08000700");
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNFINISHED);
}

static void writes_are_refused(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.refuses = 0x31;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_PROTECTED);
    assert_int_equal(session.phase, PROGRAMMER_WRITE);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNFINISHED);
    assert_int_equal(rom.writes, 0);
}

/* A sector that is write protected: the ROM says nothing (AN3155 3.6). */
static void a_byte_that_is_not_written(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.stuck = 2000;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_MISMATCH);
    assert_int_equal(session.address, BASE + 2000);
    assert_int_equal(session.read, 0xA5);
    assert_int_equal(session.expected, bytes[2000]);
    assert_string_equal(described(), "0x080007D0 reads 0xA5, written was "
                                     "0x93; is its sector write protected?");
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNFINISHED);
    assert_int_equal(rom.goes, 0);
}

static void an_erase_that_is_refused(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.refuses_late = 0x43;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_REFUSED);
    assert_int_equal(session.phase, PROGRAMMER_ERASE);
    assert_string_equal(described(), "the ROM refused while erasing at "
                                     "0x08000000");
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNFINISHED);
    assert_int_equal(rom.erases, AN3155_TRIES);
}

static void go_is_refused(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.refuses = 0x21;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_PROTECTED);
    assert_int_equal(session.phase, PROGRAMMER_START);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_WHOLE);
}

/* The last ACK is lost, or drowned by what the application says. */
static void go_without_an_ack(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.go_unheard = true;
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_DONE);
    assert_true(session.unconfirmed);
    assert_int_equal(rom.goes, 1);
    set_f051(state);
    rom.go_unheard = true;
    rom.talks = "hello from the application\r\n";
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_DONE);
    assert_true(session.unconfirmed);
    assert_int_equal(rom.goes, 1);
}

static void go_with_an_ack(void **state)
{
    const struct programmer_setup setup = whole();
    (void)state;
    rom.talks = "hello from the application\r\n";
    run(&setup);
    assert_int_equal(session.end, PROGRAMMER_DONE);
    assert_false(session.unconfirmed);
}

/* An application whose text contains 'y', which is ACK. */
static void an_application_that_talks(void **state)
{
    static const char text[] = "ready y\r\n";
    const struct programmer_setup setup = whole();
    unsigned turns = 0;
    (void)state;
    rom.silent = true;
    programmer_begin(&session, &setup, now);
    while (!programmer_ended(&session) && turns++ < 10000) {
        if (turns % 20 == 0 && turns < 100)
            programmer_input(&session, now, text, sizeof text - 1);
        rom.silent = turns < 110; /* then the ROM is there */
        turn();
    }
    assert_int_equal(session.end, PROGRAMMER_DONE);
    assert_true(is_written());
}

static void only_an_application(void **state)
{
    const struct programmer_setup setup = whole();
    unsigned turns = 0;
    (void)state;
    rom.silent = true;
    programmer_begin(&session, &setup, now);
    while (!programmer_ended(&session)) {
        assert_in_range(++turns, 1, 10000);
        programmer_input(&session, now, "tick ", 5);
        turn();
    }
    assert_int_equal(session.end, PROGRAMMER_FOREIGN);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNCHANGED);
}

/* --- the client alone --- */

static void client_turn(struct an3155_client *client)
{
    uint8_t out[AN3155_FRAME];
    size_t count = an3155_client_output(client, now, out, sizeof out);
    for (size_t i = 0; i < count; i++)
        rom_takes(out[i]);
    count = rom.answered;
    rom.answered = 0;
    if (count)
        an3155_client_input(client, ++now, rom.answer, count);
    else if (an3155_client_due(client) != CLIENT_NEVER)
        an3155_client_time(client, now = an3155_client_due(client));
}

/* A client connects as often as its owner likes, after trouble, too. */
static void a_client_connects_again(void **state)
{
    struct an3155_client client;
    (void)state;
    an3155_client_begin(&client, 0);
    for (unsigned i = 0; i < 4; i++) {
        uint32_t retries = client.counts.retries;
        rom.silent = i == 1; /* once nobody is there */
        an3155_client_connect(&client, now);
        while (client.result == CLIENT_BUSY)
            client_turn(&client);
        assert_int_equal(client.result, i == 1 ? CLIENT_SILENT : CLIENT_DONE);
        assert_int_equal(client.counts.retries, retries);
        if (i == 1)
            continue;
        an3155_client_read(&client, BASE + (i == 0 ? FLASH : 0), 256);
        rom.refuses = i == 0 ? 0x11 : 0;
        while (client.result == CLIENT_BUSY)
            client_turn(&client);
        assert_int_equal(client.result,
                         i == 0 ? CLIENT_PROTECTED : CLIENT_DONE);
    }
}

#define with_f051(test) cmocka_unit_test_setup(test, set_f051)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_f051(pages_of_one_byte),
        with_f051(a_rom_without_an_erase),
        with_f051(two_acks_for_the_sync),
        with_f051(two_nacks_when_protected),
        with_f051(nobody_programs_a_device_with_sectors),
        with_f051(an_id_that_nobody_knows),
        with_f051(an_id_of_another_length),
        with_f051(nobody),
        with_f051(a_write_that_is_refused_and_made),
        with_f051(a_write_that_is_refused_and_half_made),
        with_f051(writes_are_refused),
        with_f051(a_byte_that_is_not_written),
        with_f051(an_erase_that_is_refused),
        with_f051(go_is_refused),
        with_f051(go_with_an_ack),
        with_f051(go_without_an_ack),
        with_f051(an_application_that_talks),
        with_f051(only_an_application),
        with_f051(a_client_connects_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
