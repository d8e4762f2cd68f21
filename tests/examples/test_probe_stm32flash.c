/* SPDX-License-Identifier: MIT
 *
 * docs/silicon.md, sections 2 to 4, done by somebody with the real stm32flash
 * and a terminal, at one end of a pty: the probe is programmed, run, helped
 * with the commands that it prints, and its report read by boot0.
 */
#include "bench/image_file.h"
#include "bench/machine_setup.h"
#include "bench/stm32l0/readings.h"
#include "tests/examples/same_rtc.h"
#include "tests/tools/client.h"

#include <fcntl.h>
#include <termios.h>

#include "bench/parts.h"
#include "tools/host/native_memory.h"

enum {
    WALK_MS = 300, /* from one program to the other */
    TEXT_SIZE = 1 << 16,
    PAGE_SIZE = 1 << 15
};

static struct {
    struct machine machine;
    struct decoder decoder;
    struct event_loop loop;
    struct image image;
    struct pty pty;
    struct cable cable;
    struct chip found;    /* the part before the probe ran */
    int terminal;         /* -1 = closed */
    char text[TEXT_SIZE]; /* what was on its screen */
    size_t length, heard; /* of it, and what he has acted on */
    uint64_t heard_ps;    /* when the last byte came */
    unsigned gos;         /* how often he ran stm32flash -g */
    char client[OUTPUT_SIZE];
    char folder[32], file[64];
    char page[PAGE_SIZE]; /* docs/silicon.md */
} desk;

/* --- time and text --- */

static uint64_t now_ps(void)
{
    return machine_ps(&desk.machine);
}

static void look(void)
{
    if (desk.terminal < 0)
        return;
    ssize_t n = read(desk.terminal, desk.text + desk.length,
                     TEXT_SIZE - 1 - desk.length);
    if (n <= 0)
        return;
    desk.length += (size_t)n;
    desk.text[desk.length] = 0;
    assert_true(desk.length < TEXT_SIZE - 1);
    desk.heard_ps = now_ps();
}

static void turn(void)
{
    struct machine_event event;
    event_loop_turn(&desk.loop, NEVER, &event);
    look();
}

static void turn_for(unsigned milliseconds)
{
    uint64_t end = now_ps() + milliseconds * PS_PER_MS;
    while (now_ps() < end)
        turn();
}

/* Virtual time runs as fast as it can, or, with a CLIENT that has time-outs of
 * its own, with the host's clock. */
static void pace(bool client)
{
    pace_start(&desk.loop.pacer, PACE_MAX, client, now_ps());
}

#define SAY(...)                                                               \
    do {                                                                       \
        fprintf(stderr, "%s\n%s\n", desk.text, desk.client);                   \
        fail_msg(__VA_ARGS__);                                                 \
    } while (0)

/* --- the programs on the desk --- */

/* What came while it was closed is gone. */
static void open_terminal(void)
{
    struct termios line;
    desk.terminal = open(desk.pty.path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    assert_true(desk.terminal >= 0);
    assert_int_equal(tcgetattr(desk.terminal, &line), 0);
    cfmakeraw(&line);
    cfsetspeed(&line, B115200);
    assert_int_equal(tcsetattr(desk.terminal, TCSANOW, &line), 0);
    assert_int_equal(tcflush(desk.terminal, TCIFLUSH), 0);
    desk.heard_ps = now_ps();
}

static void close_terminal(void)
{
    close(desk.terminal);
    desk.terminal = -1;
}

static void press(char key)
{
    assert_int_equal(write(desk.terminal, &key, 1), 1);
}

/* Runs COMMAND ("stm32flash ... PORT") on the line. A pty has no parity, so
 * that the client is told 8N1; on a real line it would be its own 8E1. */
static void run_client(const char *command)
{
    static const char program[] = "stm32flash ";
    char script[256];
    const char *port = strstr(command, " PORT");
    assert_non_null(port);
    assert_memory_equal(command, program, strlen(program));
    command += strlen(program);
    snprintf(script, sizeof script, "exec stm32flash -m 8n1 %.*s %s",
             (int)(port - command), command, desk.pty.path);
    pace(true);
    int status = client_run(&desk.loop, turn, script, desk.client);
    pace(false);
    if (status != 0)
        SAY("%s: status %d", script, status);
}

/* --- the part --- */

static bool is_l4(unsigned rom)
{
    return rom_family(rom) == FAMILY_STM32L4;
}

static const char *part_name(unsigned rom)
{
    if (is_l4(rom))
        return "stm32l476rg";
    return rom_info(rom)->usb ? "stm32l073rz" : "stm32l071rz";
}

/* A part with desk.image in it. */
static void power_on(unsigned rom, struct readings readings, unsigned boot0)
{
    static struct part part;
    assert_true(part_find(part_name(rom), &part));
    machine_start(&desk.machine, &(struct machine_setup){
                                     .part = &part,
                                     .image = &desk.image,
                                     .rom = rom,
                                     .readings = readings,
                                     .boot0 = boot0,
                                     .wdg_sw = 1,
                                     .decoder = &desk.decoder,
                                 });
    event_loop_open(&desk.loop, &desk.machine, NULL, NULL);
    tcflush(desk.pty.master, TCIOFLUSH);
    cable_to_pty(&desk.cable, &desk.machine, USART_2, &desk.pty);
    event_loop_connect(&desk.loop, &desk.cable, PACE_MAX);
    desk.terminal = -1;
    desk.length = desk.heard = 0;
    desk.text[0] = 0;
    desk.gos = 0;
    turn_for(CLIENT_START_MS);
    desk.found = desk.machine.chip;
}

/* The part comes with another application in it; its ROM waits. */
static void power_on_other(unsigned rom, struct readings readings)
{
    char error[IMAGE_ERROR_SIZE];
    image_free(&desk.image);
    assert_true(image_load_memory("idle", idle_app, sizeof idle_app,
                                  &desk.image, error));
    power_on(rom, readings, 1);
}

/* The probe is in it already. */
static void power_on_probe(unsigned rom, struct readings readings)
{
    const char *path = is_l4(rom) ? BOOT0_IMAGE_DIR "/probe-stm32l4.elf"
                                  : BOOT0_IMAGE_DIR "/probe.elf";
    char error[IMAGE_ERROR_SIZE];
    image_free(&desk.image);
    if (!image_load(path, &desk.image, error))
        fail_msg("%s", error);
    power_on(rom, readings, 0);
}

static void assert_as_found(void)
{
    const struct chip *chip = &desk.machine.chip;
    assert_memory_equal(bus_physical(chip, REGION_FLASH),
                        bus_physical(&desk.found, REGION_FLASH),
                        chip->part.flash_kb * 1024u);
    if (chip->part.family == FAMILY_STM32L0)
        assert_memory_equal(bus_physical(chip, REGION_EEPROM),
                            bus_physical(&desk.found, REGION_EEPROM),
                            EEPROM_SIZE);
    assert_memory_equal(bus_physical(chip, REGION_OPTION),
                        bus_physical(&desk.found, REGION_OPTION), OPTION_SIZE);
    assert_true(same_rtc(chip, &desk.found));
}

/* --- the guide --- */

/* The guide has this command, or this address, in it. */
static void expect_in_guide(const char *words)
{
    if (!strstr(desk.page, words))
        fail_msg("docs/silicon.md does not say: %s", words);
}

/* Section 2: by the ROM with BOOT0 high; then BOOT0 low and reset. */
static void program(void)
{
    expect_in_guide("stm32flash -b 115200 -w build/firmware/probe.bin -v PORT");
    run_client("stm32flash -b 115200 -w $IMAGES/probe.bin -v PORT");
    expect_part(desk.client, "(100.00%) Done.");
    desk.machine.chip.board.boot0 = false;
    reset_request(&desk.machine.chip, RESET_PIN);
    turn_for(1);
    desk.found = desk.machine.chip;
}

static bool said(const char *words)
{
    char *at = strstr(desk.text + desk.heard, words);
    if (at)
        desk.heard = (size_t)(at - desk.text) + strlen(words);
    return at;
}

/* The last command that the probe has printed. */
static void find_command(char *command, size_t size)
{
    const char *last = NULL;
    for (const char *at = desk.text; (at = strstr(at, "\n    ")); at++)
        last = at + 5;
    assert_non_null(last);
    snprintf(command, size, "%.*s", (int)strcspn(last, "\r"), last);
}

/* The ROM waits: the terminal is closed, the command that the probe printed
 * last is run, the terminal is opened, Enter. Without boot0 he presses reset.
 */
static void help(void)
{
    char command[128], line[192];
    find_command(command, sizeof command);
    if (strncmp(command, "boot0 ", 6) == 0) {
        reset_request(&desk.machine.chip, RESET_PIN);
        turn_for(1);
        press('\r');
        return;
    }
    if (desk.machine.chip.part.family == FAMILY_STM32L0)
        expect_in_guide(strstr(command, "0x080000E0") ? "0x080000E0" : command);
    const char *file = strstr(command, " probe");
    snprintf(line, sizeof line, "%.*s%s%s",
             (int)(file ? file + 1 - command : (long)strlen(command)), command,
             file ? "$IMAGES/" : "", file ? file + 1 : "");
    close_terminal();
    run_client(line);
    expect_part(desk.client, "Starting execution at address 0x080");
    desk.gos++;
    turn_for(WALK_MS);
    open_terminal();
    press('\r');
}

/* Section 3, with SILENCE_MS for the 5 seconds that he waits. */
static void run(unsigned silence_ms)
{
    uint64_t end = now_ps() + 300 * PS_PER_S;
    open_terminal();
    press('\r');
    while (!said("Cleared.")) {
        turn();
        if (said("Press y to begin.") || said("Press y to make the jump."))
            press('y');
        if (said("Press q to"))
            press('q');
        if (now_ps() > desk.heard_ps + silence_ms * PS_PER_MS)
            help();
        if (now_ps() > end)
            SAY("the probe does not come to an end");
    }
    close_terminal();
    assert_as_found();
}

/* Section 4: the record of the whole session is a report. */
static void read_report(unsigned rom, struct readings readings, unsigned open)
{
    char script[160], want[READINGS_TEXT + 64], text[READINGS_TEXT];
    FILE *file = fopen(desk.file, "wb");
    assert_non_null(file);
    fwrite(desk.text, 1, desk.length, file);
    assert_int_equal(fclose(file), 0);
    readings_format_mask(rom, readings_mask(rom) & ~open, readings, text);
    snprintf(want, sizeof want, "--rom %s\n--reading %s\n", rom_name(rom),
             text);
    snprintf(script, sizeof script, "exec $BOOT0 readings %s 2>/dev/null",
             desk.file);
    expect_status(desk.client, script, 0);
    if (strcmp(desk.client, want) != 0)
        SAY("want %s", want);
}

/* Sections 3 and 4, with so many calls of stm32flash. */
static void run_and_read(unsigned rom, struct readings readings,
                         unsigned silence_ms, unsigned gos)
{
    /* After a reset MSP is that of the hardware. */
    unsigned open = 1u << READING_RTC;
    if (readings.value[READING_BOUNCE])
        open |= 1u << READING_STACK;
    run(silence_ms);
    read_report(rom, readings, open);
    assert_int_equal(desk.gos, gos);
}

/* --- the tests --- */

/* A dead ROM takes 2 s: who waits less would disturb it. */
enum { PATIENT_MS = 5000, HASTY_MS = 2500 };

static void as_the_guide_says(void **state)
{
    struct readings readings = {0};
    (void)state;
    power_on_other(ROM_V4_1, readings);
    program();
    run_and_read(ROM_V4_1, readings, PATIENT_MS, 4);
}

/* The three files are the same program. */
static void the_files_agree(void **state)
{
    static struct chip chips[3];
    static const char *const kinds[] = {"elf", "hex", "bin"};
    struct part part;
    (void)state;
    assert_true(part_find("stm32l073rz", &part));
    for (unsigned i = 0; i < 3; i++) {
        char path[512], error[IMAGE_ERROR_SIZE];
        struct image image;
        snprintf(path, sizeof path, "%s/probe.%s", BOOT0_IMAGE_DIR, kinds[i]);
        if (!image_load(path, &image, error))
            fail_msg("%s", error);
        chip_init(&chips[i], &part);
        bank_load(&chips[i], &image);
        image_free(&image);
        assert_memory_equal(bus_physical(&chips[i], REGION_FLASH),
                            bus_physical(&chips[0], REGION_FLASH), FLASH_MAX);
    }
    assert_int_not_equal(bus_physical(&chips[0], REGION_FLASH)[0], 0);
}

static void a_rom_that_needs_a_pass(void **state)
{
    struct readings readings = {.value = {[READING_BOUNCE] = 1,
                                          [READING_SP] = 1,
                                          [READING_RAM] = 2,
                                          [READING_CSR] = 1,
                                          [READING_GO] = CHOICE_GO_CHECKS_SP}};
    (void)state;
    power_on_probe(ROM_V11_2, readings);
    run_and_read(ROM_V11_2, readings, HASTY_MS, 3);
}

static void a_rom_that_maps_itself(void **state)
{
    struct readings readings = {.value = {[READING_RAM] = 1,
                                          [READING_PAST] = 1,
                                          [READING_REMAP] = 1,
                                          [READING_GO] = 1}};
    (void)state;
    power_on_probe(ROM_V4_1, readings);
    run_and_read(ROM_V4_1, readings, HASTY_MS, 4);
}

static void a_rom_without_a_bank_check(void **state)
{
    struct readings readings = {.value[READING_GO] = CHOICE_GO_CHECKS_SP};
    (void)state;
    power_on_probe(ROM_V4_0, readings);
    run_and_read(ROM_V4_0, readings, HASTY_MS, 3);
}

/* --- the desk --- */

static void read_page(void)
{
    static const char path[] = BOOT0_SOURCE_DIR "/docs/silicon.md";
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s is missing", path);
    size_t size = fread(desk.page, 1, sizeof desk.page - 1, file);
    assert_true(size < sizeof desk.page - 1);
    fclose(file);
}

static int set_up(void **state)
{
    char error[128];
    (void)state;
    read_page();
    decoder_native(&desk.decoder, native_memory());
    snprintf(desk.folder, sizeof desk.folder, "/tmp/boot0-XXXXXX");
    if (!mkdtemp(desk.folder))
        return -1;
    snprintf(desk.file, sizeof desk.file, "%s/report.txt", desk.folder);
    return pty_open(&desk.pty, 115200, error, sizeof error) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pty_close(&desk.pty);
    image_free(&desk.image);
    native_memory_free(desk.decoder.armv6m.native);
    unlink(desk.file);
    return rmdir(desk.folder);
}

static void a_rom_of_other_values(void **state)
{
    struct readings readings = {.value = {[READING_STACK] = 1,
                                          [READING_SP] = CHOICE_SP_BELOW,
                                          [READING_REMAP] = CHOICE_REMAP_VTOR,
                                          [READING_FAULT] = CHOICE_FAULT_HANG,
                                          [READING_GO] = CHOICE_GO_CLOCKS,
                                          [READING_WRITE] = 1}};
    (void)state;
    power_on_probe(ROM_V11_2, readings);
    run_and_read(ROM_V11_2, readings, HASTY_MS, 5);
}

/* All but the erase that stm32flash does not do. */
static void an_l476(void **state)
{
    static const char *const open[] = {"boot0", "rdp2", "pages"};
    struct readings readings = {{0}};
    unsigned rom, mask = 0;
    (void)state;
    assert_true(rom_find(FAMILY_STM32L4, "v9.2", &rom));
    readings.value[reading_find(rom, "sp")] = 1;
    readings.value[reading_find(rom, "write")] = 1;
    readings.value[reading_find(rom, "banks")] = 1;
    for (unsigned i = 0; i < 3; i++)
        mask |= 1u << reading_find(rom, open[i]);
    power_on_probe(rom, readings);
    run(PATIENT_MS);
    read_report(rom, readings, mask);
    assert_int_equal(desk.gos, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BUSY_TEST(as_the_guide_says),
        cmocka_unit_test(the_files_agree),
        BUSY_TEST(a_rom_that_needs_a_pass),
        BUSY_TEST(a_rom_that_maps_itself),
        BUSY_TEST(a_rom_without_a_bank_check),
        BUSY_TEST(a_rom_of_other_values),
        BUSY_TEST(an_l476),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
