/* SPDX-License-Identifier: MIT
 *
 * The real stm32flash against the model ROMs on the virtual chip, over a pty:
 * its output, the contents of the flash afterwards, and the speed that the ROM
 * measured.
 */
#include "bench/image_file.h"
#include "bench/machine_setup.h"
#include "bench/stm32l0/readings.h"
#include "chip/stm32l0/flash.h"
#include "tests/tools/client.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>

#include "bench/parts.h"

enum { PAGE = 128, HOGS = 4 };

struct desk {
    struct machine machine;
    struct event_loop loop;
    struct image image;
    struct pty pty;
    struct cable cable;
    unsigned events; /* those reported: mask of 1 << enum machine_event_kind */
    enum reset_kind reset;  /* the last one reported */
    char text[OUTPUT_SIZE]; /* of the client */
    char folder[32], file[64];
    pid_t hogs[HOGS]; /* see start_hogs() */
};

static struct desk desk;

/* That an option word is programmed is an event, but no mistake. */
static bool is_told(const struct machine_event *event)
{
    return event->kind != MACHINE_FIRMWARE ||
           event->firmware.error != FIRMWARE_OPTION;
}

static void turn(void)
{
    struct machine_event event;
    event_loop_turn(&desk.loop, NEVER, &event);
    if (is_told(&event))
        desk.events |= 1u << event.kind;
    if (event.kind == MACHINE_RESET)
        desk.reset = event.reset.kind;
}

static void turn_for(unsigned milliseconds)
{
    uint64_t end = machine_ps(&desk.machine) + milliseconds * PS_PER_MS;
    while (machine_ps(&desk.machine) < end)
        turn();
}

static void power_on_with(enum rom_version rom, struct readings readings)
{
    static struct part part;
    char error[IMAGE_ERROR_SIZE];
    bool usb = rom == ROM_V4_0 || rom == ROM_V4_1;
    assert_true(part_find(usb ? "stm32l073rz" : "stm32l071rz", &part));
    image_free(&desk.image);
    assert_true(image_load_memory("idle", idle_app, sizeof idle_app,
                                  &desk.image, error));
    machine_start(&desk.machine,
                  &(struct machine_setup){
                      .part = &part,
                      .image = &desk.image,
                      .rom = rom,
                      .readings = readings,
                      .boot0 = 1,
                      .wdg_sw = 1,
                      .events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE,
                  });
    event_loop_open(&desk.loop, &desk.machine, NULL, NULL);
    tcflush(desk.pty.master, TCIOFLUSH);
    cable_to_pty(&desk.cable, &desk.machine, USART_2, &desk.pty);
    event_loop_connect(&desk.loop, &desk.cable, PACE_MAX);
    turn_for(CLIENT_START_MS);
    desk.events = 0;
}

static void power_on(enum rom_version rom)
{
    power_on_with(rom, (struct readings){0});
}

static bool told(enum machine_event_kind kind)
{
    return desk.events & 1u << kind;
}

/* Runs stm32flash with OPTIONS on the line; returns its exit status. */
static int client(const char *options)
{
    char script[256];
    pace_start(&desk.loop.pacer, PACE_MAX, true, machine_ps(&desk.machine));
    snprintf(script, sizeof script, "exec stm32flash -m 8n1 %s %s", options,
             desk.pty.path);
    return client_run(&desk.loop, turn, script, desk.text);
}

static void expect_client(const char *options)
{
    int status = client(options);
    if (status != 0)
        fail_msg("stm32flash %s: status %d\n%s", options, status, desk.text);
    /* The ROM is firmware too, and keeps to the manual. */
    assert_false(told(MACHINE_UNMODELLED));
    assert_false(told(MACHINE_FIRMWARE));
    assert_false(told(MACHINE_EXCEPTION));
}

/* OPTIONS with the file's name for %s. */
static void expect_client_file(const char *format)
{
    char options[160];
    snprintf(options, sizeof options, format, desk.file);
    expect_client(options);
}

static uint8_t noise(unsigned i)
{
    return (uint8_t)((i * 2654435761u) >> 24);
}

static void make_file(size_t size)
{
    FILE *file = fopen(desk.file, "wb");
    assert_non_null(file);
    for (unsigned i = 0; i < size; i++)
        fputc(noise(i), file);
    assert_int_equal(fclose(file), 0);
}

static void expect_flash(size_t size)
{
    for (unsigned i = 0; i < size; i++)
        if (bus_physical(&desk.machine.chip, REGION_FLASH)[i] != noise(i))
            fail_msg("0x%08X is 0x%02X, want 0x%02X", FLASH_BASE + i,
                     bus_physical(&desk.machine.chip, REGION_FLASH)[i],
                     noise(i));
}

static void expect_erased(size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (bus_physical(&desk.machine.chip, REGION_FLASH)[i])
            fail_msg("0x%08zX is not erased", FLASH_BASE + i);
}

/* --- the tests --- */

static void the_id_is_that_of_the_part(void **state)
{
    (void)state;
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++) {
        power_on(rom);
        expect_client("-b 115200");
        expect_part(desk.text, "Version      : 0x31\n");
        expect_part(desk.text, "Device ID    : 0x0447 (STM32L07xxx/08xxx)");
    }
}

/* AN3155: 1200-115200 baud, "deviation up to 2.5 %". The line is sampled bit by
 * bit, so that a ROM with a fixed speed would receive nothing at the others. */
static void every_speed_is_measured(void **state)
{
    static const unsigned speeds[] = {1200, 9600, 19200, 38400, 57600, 115200};
    (void)state;
    for (unsigned i = 0; i < sizeof speeds / sizeof *speeds; i++) {
        char options[32];
        unsigned speed = speeds[i];
        power_on(ROM_V4_1);
        snprintf(options, sizeof options, "-b %u", speed);
        expect_client(options);
        expect_part(desk.text, "0x0447");
        assert_int_equal(serial_state(&desk.machine.chip, USART_2)->baud,
                         speed);
        uint32_t brr = stm32l0(&desk.machine.chip)->usart[USART_2].brr;
        assert_true(brr != 0);
        double measured = (double)desk.machine.chip.clock.pclk1_hz / brr;
        if (measured < speed * 0.975 || measured > speed * 1.025)
            fail_msg("at %u baud: BRR %u is %.0f baud", speed, brr, measured);
        assert_int_equal(
            serial_state(&desk.machine.chip, USART_2)->framing_errors, 0);
        assert_int_equal(
            serial_state(&desk.machine.chip, USART_2)->parity_errors, 0);
    }
}

static void written_and_verified(const char *options, size_t size)
{
    char format[64];
    power_on(ROM_V4_1);
    make_file(size);
    snprintf(format, sizeof format, "%s -w %%s -v", options);
    expect_client_file(format);
    expect_part(desk.text, "Wrote and verified address");
    expect_part(desk.text, "(100.00%) Done.");
    expect_flash(size);
}

/* stm32flash waits 0.5 s for an answer from the moment it has written, and a
 * pty takes at once what a line takes its time for: short frames on the slower
 * lines, so that their answers come in time. */
static void a_file_is_written_and_verified(void **state)
{
    (void)state;
    written_and_verified("-b 9600 -F 256:34", 2 * PAGE);
    written_and_verified("-b 57600 -F 256:66", 9 * PAGE);
    written_and_verified("-b 115200", 8192);
}

/* stm32flash pads to a word; the rest of the page stays erased. */
static void an_odd_size_is_padded(void **state)
{
    (void)state;
    written_and_verified("-b 115200", 1001);
    for (unsigned i = 1001; i < 1004; i++)
        assert_int_equal(bus_physical(&desk.machine.chip, REGION_FLASH)[i],
                         0xFF);
    expect_erased(1004, 8 * PAGE);
}

/* A ROM that programs padded half pages loses every second frame of 32 bytes,
 * with an ACK (ST community 106212); stm32flash -v finds out. Frames of 64 and
 * an odd end are as well as with the other reading. */
static void short_frames_need_single_words(void **state)
{
    const struct readings half = {.value[READING_WRITE] =
                                      CHOICE_WRITE_HALF_PAGE};
    char options[160];
    (void)state;
    make_file(1001);
    snprintf(options, sizeof options, "-b 57600 -F 256:34 -w %s -v", desk.file);
    power_on(ROM_V4_1);
    expect_client(options);
    power_on_with(ROM_V4_1, half);
    assert_int_not_equal(client(options), 0);
    expect_part(desk.text, "Failed to verify at address");
    power_on_with(ROM_V4_1, half);
    expect_client_file("-b 57600 -F 256:66 -w %s -v");
    expect_flash(1001);
    power_on_with(ROM_V4_1, half);
    expect_client_file("-b 115200 -w %s -v");
    expect_flash(1001);
}

static void what_was_there_is_replaced(void **state)
{
    (void)state;
    power_on(ROM_V4_0);
    memset(bus_physical(&desk.machine.chip, REGION_FLASH), 0x5A, 64 * PAGE);
    make_file(20 * PAGE);
    expect_client_file("-b 115200 -w %s -v");
    expect_flash(20 * PAGE);
    assert_int_equal(bus_physical(&desk.machine.chip, REGION_FLASH)[20 * PAGE],
                     0x5A);
}

static void memory_is_read(void **state)
{
    uint8_t seen[3000];
    (void)state;
    power_on(ROM_V4_1);
    for (unsigned i = 0; i < sizeof seen; i++)
        bus_physical(&desk.machine.chip, REGION_FLASH)[i] = noise(i);
    unlink(desk.file);
    expect_client_file("-b 115200 -S 0x08000000:3000 -r %s");
    FILE *file = fopen(desk.file, "rb");
    assert_non_null(file);
    assert_int_equal(fread(seen, 1, sizeof seen, file), sizeof seen);
    assert_int_equal(fgetc(file), EOF);
    fclose(file);
    assert_memory_equal(seen, bus_physical(&desk.machine.chip, REGION_FLASH),
                        sizeof seen);
}

/* Programs that want the processor, too; they outlive neither the test nor a
 * try of it. */
static void end_hogs(void)
{
    for (unsigned i = 0; i < HOGS; i++) {
        if (desk.hogs[i] <= 0)
            continue;
        kill(desk.hogs[i], SIGKILL);
        waitpid(desk.hogs[i], NULL, 0);
        desk.hogs[i] = 0;
    }
}

static void start_hogs(void)
{
    end_hogs();
    for (unsigned i = 0; i < HOGS; i++) {
        desk.hogs[i] = fork();
        if (desk.hogs[i] == 0) {
            alarm(CLIENT_LIMIT_S);
            for (volatile bool on = true; on;)
                ;
        }
    }
}

/* A frame of 256 bytes takes 0.2 s to write, word by word, and stm32flash waits
 * for a second of the host's: what the chip gets of a busy host goes to the
 * words, and no word waits for the clock. */
static void eeprom_is_written_on_a_busy_host(void **state)
{
    enum { SIZE = 1024 };
    (void)state;
    power_on(ROM_V4_1);
    make_file(SIZE);
    start_hogs();
    expect_client_file("-b 115200 -S 0x08080000:1024 -w %s -v");
    end_hogs();
    expect_part(desk.text, "Done.");
    for (unsigned i = 0; i < SIZE; i++)
        assert_int_equal(bus_physical(&desk.machine.chip, REGION_EEPROM)[i],
                         noise(i));
}

static void pages_are_erased(void **state)
{
    (void)state;
    power_on(ROM_V4_1);
    memset(bus_physical(&desk.machine.chip, REGION_FLASH), 0x5A, FLASH_MAX);
    expect_client("-b 115200 -o -S 0x08000000:4096");
    expect_erased(0, 4096);
    assert_int_equal(bus_physical(&desk.machine.chip, REGION_FLASH)[4096],
                     0x5A);
}

/* L0 has no mass erase: 1536 pages in lists of 511 at most. */
static void all_is_erased(void **state)
{
    (void)state;
    power_on(ROM_V11_2);
    memset(bus_physical(&desk.machine.chip, REGION_FLASH), 0x5A, FLASH_MAX);
    expect_client("-b 115200 -o");
    expect_erased(0, FLASH_MAX);
}

/* The ROM is synchronised: 0x7F is not answered at once, and the second one
 * completes a command that does not exist. */
static void a_second_run_needs_no_reset(void **state)
{
    (void)state;
    power_on(ROM_V4_1);
    make_file(4 * PAGE);
    expect_client("-b 57600");
    expect_client_file("-b 57600 -w %s -v");
    expect_client("-b 57600");
    expect_part(desk.text, "0x0447");
    expect_flash(4 * PAGE);
    assert_false(told(MACHINE_RESET));
}

/* The speed is measured once. */
static void another_speed_needs_a_reset(void **state)
{
    (void)state;
    power_on(ROM_V4_1);
    expect_client("-b 115200");
    assert_int_not_equal(client("-b 9600"), 0);
    expect_part(desk.text, "Failed to init device");
    reset_request(&desk.machine.chip, RESET_PIN);
    turn_for(CLIENT_START_MS);
    expect_client("-b 9600");
}

/* -R writes code to 0x20002000, starts it with Go, and that resets. */
static void code_in_ram_resets_the_chip(void **state)
{
    (void)state;
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++) {
        power_on(rom);
        expect_client("-b 115200 -R");
        expect_part(desk.text, "Reset done.");
        turn_for(20);
        assert_true(told(MACHINE_RESET));
        assert_int_equal(desk.reset, RESET_SYSTEM);
        expect_client("-b 9600"); /* a fresh ROM: another speed is fine */
    }
}

static void go_starts_the_application(void **state)
{
    (void)state;
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++) {
        power_on(rom);
        expect_client("-b 115200 -g 0x08000000");
        turn_for(20);
        assert_true(told(MACHINE_LEFT));
        assert_false(told(MACHINE_RESET));
        assert_true(desk.machine.visit.answered);
        assert_int_equal(desk.machine.visit.target, 0x08000008);
        assert_false(desk.machine.in_rom);
        assert_int_equal(desk.machine.chip.cpu.r[CPU_PC], 0x08000008);
    }
}

/* Level 1 and back: -k erases everything, and both end in a reset. */
static void readout_protection_goes_on_and_off(void **state)
{
    (void)state;
    power_on(ROM_V4_1);
    expect_client("-b 115200 -j");
    turn_for(200);
    assert_true(told(MACHINE_RESET));
    assert_int_equal(flash_rdp(&desk.machine.chip), 1);
    assert_int_not_equal(client("-b 115200 -S 0x08000000:256 -r /dev/null"), 0);
    expect_client("-b 115200 -k");
    turn_for(200);
    assert_int_equal(flash_rdp(&desk.machine.chip), 0);
    expect_erased(0, FLASH_MAX);
    expect_client("-b 115200");
}

/* --- the desk --- */

static int set_up(void **state)
{
    char error[128];
    (void)state;
    snprintf(desk.folder, sizeof desk.folder, "/tmp/boot0-XXXXXX");
    if (!mkdtemp(desk.folder))
        return -1;
    snprintf(desk.file, sizeof desk.file, "%s/file.bin", desk.folder);
    return pty_open(&desk.pty, 115200, error, sizeof error) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    end_hogs();
    pty_close(&desk.pty);
    image_free(&desk.image);
    unlink(desk.file);
    return rmdir(desk.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BUSY_TEST(the_id_is_that_of_the_part),
        BUSY_TEST(every_speed_is_measured),
        BUSY_TEST(a_file_is_written_and_verified),
        BUSY_TEST(an_odd_size_is_padded),
        BUSY_TEST(short_frames_need_single_words),
        BUSY_TEST(what_was_there_is_replaced),
        BUSY_TEST(memory_is_read),
        BUSY_TEST(eeprom_is_written_on_a_busy_host),
        BUSY_TEST(pages_are_erased),
        BUSY_TEST(all_is_erased),
        BUSY_TEST(a_second_run_needs_no_reset),
        BUSY_TEST(another_speed_needs_a_reset),
        BUSY_TEST(code_in_ram_resets_the_chip),
        BUSY_TEST(go_starts_the_application),
        BUSY_TEST(readout_protection_goes_on_and_off),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
