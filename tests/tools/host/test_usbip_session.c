/* SPDX-License-Identifier: MIT
 *
 * The ROM's DFU with what a real dfu-util has sent and got: tests/usb/
 * dfu_session.txt, transfer by transfer, through the USB/IP server. `make
 * test-usb` has the real one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/stm32l0/readings.h"
#include "tests/tools/host/usbip_desk.h"

#define SESSION BOOT0_SOURCE_DIR "/tests/usb/dfu_session.txt"

enum {
    LINE = 2 * DESK_DATA + 64,
    WRITTEN = 4096, /* bytes of the flash, and */
    STORED = 64,    /* of the EEPROM */
    START = 0x08000008
};

/* What the session writes, and what the memories were before. */
static struct {
    uint8_t flash[WRITTEN], eeprom[STORED];
    uint8_t flash_before[FLASH_MAX], eeprom_before[EEPROM_SIZE];
} memory;

/* A transfer of the session. */
struct step {
    unsigned ms;
    bool in;
    uint8_t setup[8];
    int32_t status;
    uint32_t size;
    uint8_t data[DESK_DATA];
};

static uint32_t parse_hex(const char *text, uint8_t *bytes)
{
    uint32_t count = 0;
    unsigned byte;
    for (; sscanf(text + 2 * count, "%2x", &byte) == 1; count++)
        bytes[count] = (uint8_t)byte;
    return count;
}

static struct step parse_step(const char *line)
{
    struct step step;
    char direction[4], setup[17];
    int data;
    assert_int_equal(sscanf(line, "%u 0 %3s %16s %d %n", &step.ms, direction,
                            setup, &step.status, &data),
                     4);
    step.in = strcmp(direction, "in") == 0;
    assert_int_equal(parse_hex(setup, step.setup), 8);
    step.size = parse_hex(line + data, step.data);
    return step;
}

static void make_step(int client, const struct step *step, unsigned number)
{
    desk_pass(step->ms);
    uint32_t sequence = client_submit(
        client, (struct client_submit){
                    .in = step->in,
                    .length = step->setup[6] | (uint32_t)step->setup[7] << 8,
                    .out = step->data,
                    .setup = {step->setup[0], step->setup[1], step->setup[2],
                              step->setup[3], step->setup[4], step->setup[5],
                              step->setup[6], step->setup[7]},
                });
    const struct client_reply *reply = client_reply(client, sequence);
    if (reply->status != step->status || reply->actual != step->size ||
        (step->in && memcmp(reply->data, step->data, step->size) != 0))
        fail_msg(SESSION ":%u: status %d, want %d; %u bytes, want %u; or "
                         "other bytes",
                 number, reply->status, step->status, reply->actual,
                 step->size);
}

/* Returns how many transfers the session has. */
static unsigned play(int client)
{
    static char line[LINE];
    unsigned number = 0, steps = 0;
    FILE *file = fopen(SESSION, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        number++;
        if (line[0] < '0' || line[0] > '9')
            continue; /* a comment, attach, gone */
        struct step step = parse_step(line);
        make_step(client, &step, number);
        steps++;
    }
    fclose(file);
    return steps;
}

static void remember(void)
{
    const struct chip *chip = &desk.machine.chip;
    for (unsigned i = 0; i < WRITTEN; i++) /* as it was made */
        memory.flash[i] = (uint8_t)(i * 7 + (i >> 8) * 13);
    memcpy(memory.flash, "\x00\x10\x00\x20\x09\x00\x00\x08\xFE\xE7\x00\x00",
           12);
    for (unsigned i = 0; i < STORED; i++)
        memory.eeprom[i] = (uint8_t)(i + 1);
    memcpy(memory.flash_before, bus_physical(chip, REGION_FLASH),
           sizeof memory.flash_before);
    memcpy(memory.eeprom_before, bus_physical(chip, REGION_EEPROM),
           sizeof memory.eeprom_before);
}

static void expect_memories(void)
{
    const struct chip *chip = &desk.machine.chip;
    const uint8_t *flash = bus_physical(chip, REGION_FLASH);
    const uint8_t *eeprom = bus_physical(chip, REGION_EEPROM);
    assert_memory_equal(flash, memory.flash, WRITTEN);
    assert_memory_equal(flash + WRITTEN, memory.flash_before + WRITTEN,
                        FLASH_MAX - WRITTEN);
    assert_memory_equal(eeprom, memory.eeprom, STORED);
    assert_memory_equal(eeprom + STORED, memory.eeprom_before + STORED,
                        EEPROM_SIZE - STORED);
}

static void run_session(enum rom_version rom)
{
    unsigned product;
    desk_start(rom, true);
    remember();
    int client = client_connect();
    assert_int_equal(client_import(client, &product), 0);
    assert_int_equal(product, 0xDF11);
    assert_in_range(play(client), 100, DESK_REPLIES);
    client_expect_end(client);
    expect_memories();
    assert_false(desk.machine.in_rom);
    assert_int_equal(desk.machine.visit.target, START);
    desk_close(NULL);
}

static void rom_v4_1_does_as_it_did(void **state)
{
    (void)state;
    run_session(ROM_V4_1);
}

static void rom_v4_0_does_the_same(void **state)
{
    (void)state;
    run_session(ROM_V4_0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rom_v4_1_does_as_it_did),
        cmocka_unit_test(rom_v4_0_does_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
