/* SPDX-License-Identifier: MIT
 *
 * Updates that are cut off: the cable is pulled or the part loses its power at
 * random moments, again and again. The next call always brings it back, and
 * what an update never touches stays. `test_flash_loop SEED COUNT` repeats a
 * failure.
 */
#include "tests/random.h"
#include "tests/tools/flash_board.h"
#include "tests/tools/gdb/gdb_client.h"
#include "tests/tools/libusb/usb_board.h"

#define OLD "$IMAGES/nucleo-l073rz-resident.elf"
#define NEW "$IMAGES/nucleo-l073rz-resident-v2.elf"

enum {
    COUNT = 20 / TEST_STRIDE, /* make fuzz: 100 */
    MOMENT_MS = 900,          /* an update is over by then */
    PATIENCE_S = 3,           /* for a call whose part has lost its power */
    RESIDENT = 0x08000000,
    EEPROM = 0x08080000,
    OPTIONS = 0x1FF80000,
    KEPT = 3
};

static uint64_t seed;
static unsigned count = COUNT;

/* What an update never touches. */
static const struct {
    uint32_t address;
    unsigned size;
} kept[KEPT] = {{RESIDENT, 1024}, {EEPROM, 64}, {OPTIONS, 20}};

struct loop {
    struct flash_board *board;
    struct gdb_client gdb;
    char before[KEPT][4096]; /* in hexadecimal */
    const char *words;       /* of boot0 flash, and the port */
    const char *prefix;
    unsigned number, finished;
};

/* --- the debugger --- */

static void stop(struct loop *loop)
{
    client_write(&loop->gdb, "\x03", 1);
    assert_int_equal(client_answer(&loop->gdb)[0], 'T');
}

static void cycle_power(struct loop *loop)
{
    stop(loop);
    client_send(&loop->gdb, "qRcmd,706f776572"); /* power */
    client_answer(&loop->gdb);
    client_send(&loop->gdb, "c");
}

static const char *memory(struct loop *loop, unsigned i)
{
    char packet[32];
    snprintf(packet, sizeof packet, "m%x,%x", (unsigned)kept[i].address,
             kept[i].size);
    const char *bytes = client_ask(&loop->gdb, packet);
    assert_int_equal(strlen(bytes), 2 * kept[i].size);
    return bytes;
}

static void connect_debugger(struct loop *loop)
{
    static const char before[] = "may connect to 127.0.0.1:";
    char port[8];
    flash_board_told(loop->board, before);
    snprintf(port, sizeof port, "%d",
             atoi(strstr(loop->board->told, before) + strlen(before)));
    assert_true(client_open(&loop->gdb, "127.0.0.1", port));
    client_start(&loop->gdb);
}

/* --- the loop --- */

static void expect_kept(struct loop *loop)
{
    stop(loop);
    for (unsigned i = 0; i < KEPT; i++)
        if (strcmp(memory(loop, i), loop->before[i]) != 0)
            fail_msg("seed %llu, update %u: 0x%08X has changed",
                     (unsigned long long)seed, loop->number,
                     (unsigned)kept[i].address);
    client_send(&loop->gdb, "c");
}

static void begin_update(struct loop *loop, struct child *child)
{
    char script[400];
    snprintf(script, sizeof script, "%sexec $BOOT0 flash %s %s 2>&1",
             loop->prefix, loop->words, loop->number % 2 ? OLD : NEW);
    command_start(child, script);
}

/* The cable is pulled, or the power, or both, or nothing. */
static void cut(struct loop *loop)
{
    struct child child;
    unsigned what = random_below(&seed, 4);
    loop->board->text[0] = 0;
    begin_update(loop, &child);
    usleep(1000 * random_below(&seed, MOMENT_MS));
    if (what & 1)
        cycle_power(loop);
    if (what & 2)
        kill(child.pid, SIGKILL);
    double limit = seconds() + PATIENCE_S;
    while (!child_ended(&child) && seconds() < limit) {
        const char *line = child_line(&child);
        if (!line)
            wait_output(&child, 10);
    }
    loop->finished += child_ended(&child) && child.status == 0;
    command_end(&child);
}

static void expect_update(struct loop *loop)
{
    struct child child;
    loop->board->text[0] = 0;
    begin_update(loop, &child);
    command_read(&child, loop->board->text, NULL);
    command_end(&child);
    if (child.status != 0)
        fail_msg("seed %llu, update %u: status %d\n%s\nthe board:\n%.3000s",
                 (unsigned long long)seed, loop->number, child.status,
                 loop->board->text,
                 server_output(&loop->board->server, loop->board->told));
}

static void run_loop(struct loop *loop)
{
    uint64_t start = seed;
    print_message("seed %llu, %u updates\n", (unsigned long long)start, count);
    for (loop->number = 0; loop->number < count; loop->number++) {
        cut(loop);
        expect_update(loop);
        expect_kept(loop);
    }
    print_message("%u of %u were not cut\n", loop->finished, count);
}

/* --- the board --- */

static int set_up(void **state)
{
    *state = flash_board_new();
    return 0;
}

/* The factory's image, with something in the EEPROM. */
static void make_image(struct flash_board *board)
{
    static struct blob records;
    static const uint8_t base[] = {0x08, 0x08};
    uint8_t bytes[64];
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37 + 1);
    memset(&records, 0, sizeof records);
    add_hex_record(&records, 4, 0, base, 2);
    for (unsigned at = 0; at < sizeof bytes; at += 16)
        add_hex_record(&records, 0, at, bytes + at, 16);
    add_hex_record(&records, 1, 0, NULL, 0);
    folder_write(&board->folder, "eeprom.hex", records.bytes, records.size);
    expect_status(board->text,
                  "$BOOT0 patch --join --resident $IMAGES/resident.elf "
                  "$IMAGES/nucleo-l073rz-behind-v1.elf -o $DIR/app.hex && "
                  "(grep -v ':00000001FF' $DIR/app.hex; cat $DIR/eeprom.hex) "
                  ">$DIR/all.hex",
                  0);
}

static struct loop *start(void **state, const char *line)
{
    static struct loop loop;
    struct flash_board *board = *state;
    char arguments[200];
    loop = (struct loop){.board = board};
    make_image(board);
    snprintf(arguments, sizeof arguments, "%s --gdb 0 $DIR/all.hex", line);
    flash_board_run(board, arguments);
    connect_debugger(&loop);
    for (unsigned i = 0; i < KEPT; i++)
        strcpy(loop.before[i], memory(&loop, i));
    client_send(&loop.gdb, "c");
    return &loop;
}

static void over_usart(void **state)
{
    static const char before[] = "is /dev/pts/";
    struct loop *loop = start(state, "--usart2 pty");
    flash_board_told(loop->board, before);
    char *port = strstr(loop->board->told, before) + 3;
    port[strcspn(port, "\n")] = 0;
    setenv("PORT", port, 1);
    loop->prefix = "";
    loop->words = "--ask 'update\\n' $PORT";
    run_loop(loop);
    client_close(&loop->gdb);
}

static void over_usb(void **state)
{
    static const char before[] = "serves 127.0.0.1:";
    char port[8];
    struct loop *loop = start(state, "--usbip 0");
    flash_board_told(loop->board, before);
    snprintf(port, sizeof port, "%d",
             atoi(strstr(loop->board->told, before) + strlen(before)));
    setenv("BOOT0_USBIP", port, 1);
    loop->prefix = "LD_PRELOAD=$LIBRARY ";
    loop->words = "usb";
    run_loop(loop);
    client_close(&loop->gdb);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(over_usart, set_up, flash_board_free),
        cmocka_unit_test_setup_teardown(over_usb, set_up, flash_board_free),
    };
    seed = argc > 1 ? strtoull(argv[1], NULL, 0) : (uint64_t)time(NULL);
    if (argc > 2)
        count = (unsigned)atoi(argv[2]);
    return cmocka_run_group_tests(tests, usb_board_set_up, usb_board_tear_down);
}
