/* SPDX-License-Identifier: MIT
 *
 * `boot0 run --gdb` byte by byte: what each packet is answered, and what
 * becomes of clients that do not keep to the protocol. The real gdb is in
 * test_gdb.c.
 */
#define _GNU_SOURCE /* prlimit */
#include "tests/tools/gdb/gdb_client.h"
#include "tests/tools/gdb/gdb_server.h"

#include <sys/resource.h>

#define APP "--ask none $IMAGES/nucleo-l073rz.elf"

static char text[OUTPUT_SIZE];
static struct gdb_server server;
static struct gdb_client client = {.fd = -1};

static void start(const char *arguments)
{
    server_start(&server, text, arguments);
    assert_true(client_open(&client, "127.0.0.1", server.port));
}

/* A new server and a client past its handshake. */
static void start_ready(const char *arguments)
{
    start(arguments);
    client_start(&client);
}

static void end(void)
{
    client_close(&client);
    assert_int_equal(server_end(&server, true), 0);
}

static void ask(const char *body, const char *want)
{
    client_expect(&client, body, want);
}

/* Raw bytes, and raw bytes that must come back. */
static void put(const char *bytes)
{
    client_write(&client, bytes, strlen(bytes));
}

static void get(const char *bytes)
{
    for (; *bytes; bytes++)
        assert_int_equal(client_need(&client), (uint8_t)*bytes);
}

static void expect_quiet(void)
{
    assert_int_equal(client_byte(&client, 50), -1);
}

static void expect_closed(struct gdb_client *who)
{
    int byte;
    while ((byte = client_byte(who, CLIENT_LIMIT_MS)) >= 0)
        continue;
    assert_int_equal(byte, -2);
}

static void expect_stop(const char *want)
{
    const char *got = client_receive(&client);
    if (strcmp(got, want) != 0)
        fail_msg("stopped by \"%s\", not by \"%s\"", got, want);
}

/* The answer of `monitor LINE` as text. */
static const char *monitored(const char *line)
{
    static char answer[1024];
    char body[256] = "qRcmd,";
    for (size_t i = 0; line[i]; i++)
        sprintf(body + strlen(body), "%02x", (unsigned)line[i]);
    const char *hex = client_ask(&client, body);
    size_t count = strlen(hex) / 2;
    assert_true(count < sizeof answer);
    for (size_t i = 0; i < count; i++)
        answer[i] = (char)client_value(hex + 2 * i, 2);
    answer[count] = 0;
    return answer;
}

/* --- framing --- */

static void packets_are_acknowledged(void **state)
{
    (void)state;
    start(APP);
    put("$qC#b4");
    get("+$QC1#c5");
    put("-"); /* once more */
    get("$QC1#c5");
    put("+");
    put("$qC#b5"); /* wrong sum */
    get("-");
    put("$qC#zz");
    get("-");
    put("$qC#b4");
    get("+$QC1#c5");
    put("$QStartNoAckMode#b0");
    get("+$OK#9a");
    put("+$qC#b4");
    get("$QC1#c5");
    put("-");
    expect_quiet();
    end();
}

static void broken_framing_is_got_over(void **state)
{
    (void)state;
    start_ready(APP);
    put("rubbish\r\n\r\n"); /* outside a packet */
    put("$m2000");          /* cut off by the next one */
    put("$qC#b4");
    get("$QC1#c5");
    put("#b4#b4"); /* an end without a start */
    put("$#00");   /* nothing in it */
    get("$#00");
    put("$}#7d"); /* an escape of nothing */
    get("$E01#a6");
    ask("X20000000,1:}", "E01");
    ask("qC", "QC1");
    server_reports(&server, text, "ends in the middle of an escape is refused");
    server_reports(&server, text, "gdb       a byte 0x72 that is in no packet");
    end();
}

static void a_packet_that_is_too_long_is_refused(void **state)
{
    static char body[40000];
    (void)state;
    start_ready(APP);
    memset(body, 'a', sizeof body - 1);
    memcpy(body, "M20000000,4e00:", 15);
    unsigned sum = 0;
    for (const char *p = body; *p; p++)
        sum += (uint8_t)*p;
    char last[8];
    snprintf(last, sizeof last, "#%02x", sum & 0xFF);
    put("$");
    put(body);
    put(last);
    expect_stop("E06");
    server_reports(&server, text,
                   "a packet of more than 16384 bytes is refused");
    ask("qC", "QC1");
    end();
}

/* --- registers and memory --- */

static void registers_are_read_and_written(void **state)
{
    char all[512], packet[512];
    (void)state;
    start_ready(APP);
    assert_int_equal(client_get(&client, "pc") & 1, 0);
    assert_int_equal(client_get(&client, "msp"), 0x20005000);
    client_put(&client, "r7", 0x12345678);
    client_put(&client, "xpsr", 0xA1000003); /* IPSR stays 0 */
    assert_int_equal(client_get(&client, "xpsr"), 0xA1000000);
    client_put(&client, "psp", 0x20001003);
    assert_int_equal(client_get(&client, "psp"), 0x20001000);
    client_put(&client, "control", 2);
    assert_int_equal(client_get(&client, "sp"), 0x20001000);
    client_put(&client, "sp", 0x20001100);
    assert_int_equal(client_get(&client, "psp"), 0x20001100);
    assert_int_equal(client_get(&client, "msp"), 0x20005000);
    client_put(&client, "primask", 3);
    assert_int_equal(client_get(&client, "primask"), 1);
    snprintf(all, sizeof all, "%s", client_ask(&client, "g"));
    assert_int_equal(strlen(all), 21 * 8);
    assert_memory_equal(all + 7 * 8, "78563412", 8);
    snprintf(packet, sizeof packet, "G%.168s", all);
    ask(packet, "OK");
    ask("g", all);
    ask("p15", "E01");
    ask("p", "E01");
    ask("pxyz", "E01");
    ask("P1=0011", "E01");
    ask("P1", "E01");
    ask("P15=00000000", "E01");
    ask("G0011", "E01");
    end();
}

static void memory_is_read_and_written(void **state)
{
    (void)state;
    start_ready(APP);
    ask("M20000000,4:11223344", "OK");
    ask("m20000001,2", "2233");
    ask("M20004ffe,2:5566", "OK");
    ask("m20004ffe,10", "5566"); /* up to the end */
    ask("m20005000,4", "E02");
    ask("m30000000,4", "E02");
    ask("X20000000,3:abc", "OK");
    ask("m20000000,4", "61626344");
    ask("X20000000,0:", "OK");
    ask("m1ff00004,4", "0504f01f"); /* the ROM's reset vector */
    ask("M1ff00004,1:00", "E02");   /* a ROM */
    ask("M08000000,1:00", "E02");   /* flash: by `load` */
    ask("M08080000,1:5a", "OK");    /* EEPROM */
    ask("m08080000,1", "5a");
    ask("m40021000,4", "00030000"); /* RCC_CR */
    ask("m40026000,4", "E02");      /* AES: not modelled */
    ask("M40026000,4:01000000", "E02");
    ask("Me000ed08,4:00000020", "OK"); /* VTOR */
    ask("me000ed08,4", "00000020");
    ask("m20000000", "E01");
    ask("m20000000,", "E01");
    ask("m120000000,4", "E01");
    ask("m20000000,4,", "E01");
    ask("M20000000,4:112233", "E01");
    ask("M20000000,4:11223g44", "E01");
    ask("M20000000,2:112233", "E01");
    ask("X20000000,4:abc", "E01");
    assert_int_equal(strlen(client_ask(&client, "m20000000,ffffffff")), 16384);
    end();
}

static void flash_is_loaded(void **state)
{
    (void)state;
    start_ready(APP);
    ask("vFlashWrite:08010000:abcd", "E05"); /* nothing was erased */
    ask("vFlashDone", "E05");
    ask("vFlashErase:08010000,80", "OK");
    ask("m08010000,4", "00000000");
    ask("vFlashWrite:08010000:abcd", "OK");
    ask("vFlashWrite:08030000:abcd", "E.memtype");
    ask("vFlashWrite:20000000:abcd", "E.memtype");
    ask("vFlashDone", "OK");
    ask("m08010000,5", "6162636400");
    ask("vFlashErase:08030000,80", "E02");
    ask("vFlashErase:0802ff80,100", "E02");
    ask("vFlashErase:08010000", "E01");
    end();
}

static void what_is_not_known_has_an_empty_answer(void **state)
{
    static const char *const packets[] = {"qSymbol::",
                                          "vMustReplyEmpty",
                                          "qTStatus",
                                          "Z7,08000000,2",
                                          "qXfer:libraries:read::0,100",
                                          "b",
                                          "i",
                                          "QNonStop:1",
                                          "qC1",
                                          "vKillall",
                                          "vRunning",
                                          "vContinue",
                                          "Dxyz",
                                          "qSupportedX",
                                          "qAttachedX",
                                          "vFlashDoneX"};
    (void)state;
    start_ready(APP);
    for (unsigned i = 0; i < sizeof packets / sizeof *packets; i++)
        ask(packets[i], "");
    ask("qXfer:memory-map:read::5000,10", "E01");
    ask("qXfer:features:read:target.xml:0", "E01");
    end();
}

/* --- running --- */

static void steps_and_continues(void **state)
{
    uint32_t pc;
    char packet[64];
    (void)state;
    start_ready(APP);
    ask("?", "T05thread:1;");
    pc = client_get(&client, "pc");
    snprintf(packet, sizeof packet, "Z0,%x,2", (unsigned)pc + 8);
    ask(packet, "OK");
    ask("s", "T05thread:1;");
    assert_int_equal(client_get(&client, "pc"), pc + 2);
    ask("vCont;s:1;c", "T05thread:1;");
    assert_int_equal(client_get(&client, "pc"), pc + 4);
    ask("C05", "T05swbreak:;thread:1;");
    end();
}

static void a_range_is_stepped_through(void **state)
{
    (void)state;
    start_ready(APP);
    /* movs r0, #5; 1: subs r0, #1; bne 1b; nop */
    ask("M20000100,8:05200138fdd100bf", "OK");
    client_put(&client, "pc", 0x20000100);
    ask("vCont;r20000100,20000106:1", "T05thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000106);
    assert_int_equal(client_get(&client, "r0"), 0);
    /* a breakpoint inside it */
    client_put(&client, "pc", 0x20000100);
    ask("Z0,20000104,2", "OK");
    ask("vCont;r20000100,20000106:1", "T05swbreak:;thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000104);
    ask("z0,20000104,2", "OK");
    ask("vCont;r20000104,20000104:1", "T05thread:1;"); /* nothing: a step */
    assert_int_equal(client_get(&client, "pc"), 0x20000102);
    end();
}

static void bad_ways_to_run_are_refused(void **state)
{
    static const char *const packets[] = {
        "vCont",     "vCont;",   "vCont;x", "vCont;C",
        "vCont;s:7", "vCont;r1", "cxyz",    "s08000000,",
        "C",         "Hg2",      "T7",      "vCont;r8000110,8000100"};
    (void)state;
    start_ready(APP);
    uint32_t pc = client_get(&client, "pc");
    for (unsigned i = 0; i < sizeof packets / sizeof *packets; i++)
        ask(packets[i], "E01");
    assert_int_equal(client_get(&client, "pc"), pc);
    end();
}

static void a_running_chip_is_interrupted(void **state)
{
    (void)state;
    start_ready(APP);
    client_send(&client, "c");
    expect_quiet();
    ask("g", "E04"); /* not now, and the chip runs on */
    ask("M20000000,1:00", "E04");
    expect_quiet();
    put("\x03");
    expect_stop("T02thread:1;");
    put("\x03"); /* it is held already */
    expect_quiet();
    ask("qC", "QC1");
    server_reports(&server, text, "while the chip runs, not taken: g");
    end();
}

/* Virtual time stands still while the chip is held. */
static void time_stands_still(void **state)
{
    char before[1024];
    (void)state;
    start_ready(APP);
    client_send(&client, "c");
    poll(NULL, 0, 20);
    put("\x03");
    client_receive(&client);
    snprintf(before, sizeof before, "%s", monitored("info"));
    poll(NULL, 0, 50);
    assert_string_equal(monitored("info"), before);
    end();
}

/* --- breakpoints and watchpoints --- */

/* At 0x20000100: str r0, [r1]; ldr r2, [r1]; adds r0, #1; b back */
static void place_loop(void)
{
    ask("M20000100,8:08600a680130fbe7", "OK");
    client_put(&client, "pc", 0x20000100);
    client_put(&client, "r1", 0x20000200);
}

static void breakpoints_stop(void **state)
{
    (void)state;
    start_ready(APP);
    place_loop();
    ask("Z0,20000104,2", "OK");
    ask("Z0,20000104,2", "OK"); /* the same */
    ask("c", "T05swbreak:;thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000104);
    ask("c", "T05swbreak:;thread:1;"); /* it is still there */
    assert_int_equal(client_get(&client, "pc"), 0x20000104);
    assert_int_equal(client_get(&client, "r0"), 0);
    ask("s", "T05thread:1;"); /* a step goes past it */
    ask("c", "T05swbreak:;thread:1;");
    assert_int_equal(client_get(&client, "r0"), 1);
    ask("z0,20000104,2", "OK");
    ask("z0,20000104,2", "OK");
    ask("Z1,20000106,2", "OK");
    ask("c", "T05hwbreak:;thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000106);
    ask("m20000104,4", "0130fbe7"); /* memory is as it was */
    end();
}

/* Where a debugger moves pc to: `jump`, and `call` of a function. */
static void a_breakpoint_at_a_new_pc_stops(void **state)
{
    (void)state;
    start_ready(APP);
    place_loop();
    ask("Z0,20000104,2", "OK");
    ask("c", "T05swbreak:;thread:1;");
    ask("Z1,20000100,2", "OK");
    client_put(&client, "pc", 0x20000100);
    ask("c", "T05hwbreak:;thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000100);
    assert_int_equal(client_get(&client, "r0"), 0);
    ask("c20000104", "T05swbreak:;thread:1;");
    assert_int_equal(client_get(&client, "r0"), 0);
    end();
}

static void watchpoints_stop(void **state)
{
    (void)state;
    start_ready(APP);
    place_loop();
    client_put(&client, "r0", 0x08000449);
    ask("M20000200,4:5a5a5a5a", "OK");
    ask("Z2,20000200,4", "OK");
    ask("c", "T05watch:20000200;thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000102);
    expect_part(monitored("watch"),
                "write of 0x20000200 by the instruction at 0x20000100: "
                "0x08000449 over 0x5a5a5a5a\n");
    ask("z2,20000200,4", "OK");
    ask("Z3,20000202,1", "OK");
    ask("c", "T05rwatch:20000202;thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000104);
    ask("z3,20000202,1", "OK");
    ask("Z4,20000200,4", "OK");
    ask("c", "T05awatch:20000200;thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000102);
    ask("c", "T05awatch:20000200;thread:1;");
    assert_int_equal(client_get(&client, "pc"), 0x20000104);
    end();
}

static void full_tables_are_reported(void **state)
{
    char packet[64];
    (void)state;
    start_ready(APP);
    for (unsigned i = 0; i < 32; i++) {
        snprintf(packet, sizeof packet, "Z1,%x,2", 0x20000100 + 2 * i);
        ask(packet, "OK");
    }
    ask("Z1,20000200,2", "E03");
    ask("Z0,20000200,2", "E03");
    server_reports(&server, text, "no breakpoint or watchpoint is left for Z1");
    for (unsigned i = 0; i < 16; i++) {
        snprintf(packet, sizeof packet, "Z2,%x,4", 0x20001000 + 4 * i);
        ask(packet, "OK");
    }
    ask("Z2,20000200,4", "E03");
    ask("z1,20000100,2", "OK");
    ask("Z1,20000200,2", "OK");
    ask("Z2,20000100", "E01");
    ask("Z2,20000100,0", "E01");
    ask("Z4,20000100,0", "E01");
    ask("Z", "E01");
    end();
}

static void a_lock_up_is_reported(void **state)
{
    (void)state;
    start_ready(APP);
    client_put(&client, "xpsr", 0);    /* not Thumb: HardFault */
    ask("Me000ed08,4:00000010", "OK"); /* vectors where nothing is */
    ask("c", "T0bthread:1;");
    expect_part(monitored("info"), "locked up");
    ask("s", "T05thread:1;");
    end();
}

static void resets(void **state)
{
    (void)state;
    start_ready(APP);
    uint32_t pc = client_get(&client, "pc");
    client_put(&client, "pc", 0x20000100);
    ask("M20000100,4:5a5aa5a5", "OK");
    expect_part(monitored("reset"), "NRST pin reset: the chip is held at");
    assert_int_equal(client_get(&client, "pc"), pc);
    ask("m20000100,4", "5a5aa5a5");
    monitored("power");
    assert_string_not_equal(client_ask(&client, "m20000100,4"), "5a5aa5a5");
    assert_int_equal(strlen(client.body), 8);
    expect_part(monitored("help"), "NRST; the chip is held");
    expect_part(monitored("fly"), "unknown; monitor help lists what there is");
    ask("qRcmd,7", "E01");
    ask("qRcmd,zz", "E01");
    for (unsigned i = 0; i < 200; i++)
        monitored("reset halt"); /* more than events fit into any list */
    assert_int_equal(client_get(&client, "pc"), pc);
    end();
}

/* --- clients that come and go --- */

static void a_second_client_is_refused(void **state)
{
    static struct gdb_client second;
    (void)state;
    start_ready(APP);
    assert_true(client_open(&second, "127.0.0.1", server.port));
    client_write(&second, "+$qSupported#37", 15);
    assert_string_equal(client_receive(&second),
                        "E.boot0 serves another debugger already");
    expect_closed(&second);
    client_close(&second);
    server_reports(&server, text, "a second debugger is refused");
    ask("qC", "QC1");
    end();
}

static void a_client_that_drops_leaves_the_chip_running(void **state)
{
    (void)state;
    start_ready(APP);
    ask("Z0,08000000,2", "OK");
    client_close(&client);
    server_reports(&server, text, "has gone: the chip is still held");
    assert_null(strstr(text, "app "));
    assert_true(client_open(&client, "127.0.0.1", server.port));
    client_start(&client);
    client_send(&client, "c");
    client_close(&client);
    server_reports(&server, text, "has gone: the chip runs on");
    server_reports(&server, text, "LD2       on");
    assert_true(client_open(&client, "127.0.0.1", server.port));
    client_start(&client);
    ask("?", "T05thread:1;"); /* held again */
    put("$m2000");            /* in the middle of a packet */
    client_close(&client);
    end();
}

static void detach_lets_the_chip_run(void **state)
{
    (void)state;
    start_ready(APP);
    ask("Z0,08000000,2", "OK");
    ask("D", "OK");
    expect_closed(&client);
    server_reports(&server, text, "is detached: the chip runs on");
    server_reports(&server, text, "LD2       on");
    end();
}

static void kill_ends_the_run(void **state)
{
    (void)state;
    start_ready(APP);
    client_send(&client, "k");
    expect_closed(&client);
    server_reports(&server, text, "gdb       ends the run");
    client_close(&client);
    assert_int_equal(server_end(&server, false), 0);
    start_ready(APP);
    client_send(&client, "c");
    ask("vKill;1", "OK");
    client_close(&client);
    assert_int_equal(server_end(&server, false), 0);
}

/* Extended mode: what was killed may be run again, from its reset. */
static void kill_and_run_again(void **state)
{
    (void)state;
    start_ready(APP);
    ask("!", "OK");
    uint32_t pc = client_get(&client, "pc");
    client_send(&client, "c");
    server_reports(&server, text, "LD2       on");
    ask("vKill;1", "OK");
    ask("vRun;", "T05thread:1;");
    assert_int_equal(client_get(&client, "pc"), pc);
    client_send(&client, "k"); /* no answer */
    ask("vRun;", "T05thread:1;");
    client_send(&client, "c");
    put("\x03");
    expect_stop("T02thread:1;");
    ask("vKill;1", "OK");
    client_close(&client); /* and now it ends */
    assert_int_equal(server_end(&server, false), 0);
}

static void the_end_of_the_run_is_reported(void **state)
{
    (void)state;
    start_ready("--until 30 " APP);
    ask("c", "W00");
    expect_closed(&client);
    client_close(&client);
    assert_int_equal(server_end(&server, false), 0);
}

/* It asks and asks, and takes no answer. */
static void a_client_that_does_not_read_blocks_nobody(void **state)
{
    (void)state;
    start_ready(APP);
    struct pollfd ready = {.fd = client.fd, .events = POLLOUT};
    for (unsigned i = 0; i < 20000 && poll(&ready, 1, 300) > 0; i++)
        if (send(client.fd, "$m20000000,2000#dd", 18, MSG_DONTWAIT) < 0)
            break;
    end(); /* it still answers to Ctrl-C */
}

/* Requests that came all at once, and whose answers fit into no socket: the
 * chip is held, and nothing but the client's reading moves the server on. */
static void answers_wait_for_a_late_reader(void **state)
{
    (void)state;
    enum { REQUESTS = 220, BYTES = 0x2000, ROOM = 4096, LATE_MS = 300 };
    static const char request[] = "$m20000000,2000#dd";
    static char burst[REQUESTS * (sizeof request - 1)];
    for (unsigned i = 0; i < REQUESTS; i++)
        memcpy(burst + i * (sizeof request - 1), request, sizeof request - 1);
    start(APP);
    client_close(&client);
    assert_true(client_open_with(&client, "127.0.0.1", server.port, ROOM));
    client_start(&client);
    client_write(&client, burst, sizeof burst);
    poll(NULL, 0, LATE_MS);
    for (unsigned i = 0; i < REQUESTS; i++)
        assert_int_equal(strlen(client_receive(&client)), 2 * BYTES);
    end();
}

/* --- web pages --- */

/* The bytes that a browser can be made to send to this port: plain requests, a
 * method that is a packet (of a page that DNS has moved here), and a TLS
 * handshake. */
static const char *const web[] = {
    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n$c#63",
    "POST /$c#63 HTTP/1.1\r\n\r\n+$vKill;1#6e",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "G",
    "$c#63 / HTTP/1.1\r\nHost: x\r\n\r\n",
    "\x16\x03\x01\x02$c#63",
};

static void every_page_is_sent_away(void)
{
    for (unsigned i = 0; i < sizeof web / sizeof *web; i++) {
        client_close(&client);
        assert_true(client_open(&client, "127.0.0.1", server.port));
        put(web[i]);
        assert_int_equal(client_byte(&client, CLIENT_LIMIT_MS), -2);
    }
    client_close(&client);
}

static void a_web_page_does_not_drive_the_port(void **state)
{
    static const char line[] = ": a request of a web browser (GET / HTTP/1.1) "
                               "is sent away: only a debugger is served here\n";
    (void)state;
    start(APP);
    every_page_is_sent_away();
    expect_part(server_output(&server, text), line);
    assert_int_equal(count_of(text, "web browser"), 1);
    expect_no_part(text, "is connected");

    assert_true(client_open(&client, "127.0.0.1", server.port));
    client_start(&client); /* at its reset vector still */
    ask("?", "T05thread:1;");
    expect_part(monitored("info"), "0.000 ms");
    ask("D", "OK");
    server_reports(&server, text, "LD2       on");
    every_page_is_sent_away(); /* nor do they stop a chip that runs */
    assert_int_equal(count_of(server_output(&server, text), "is held"), 2);
    server_reports(&server, text, "LD2       off");
    end();
}

static void open_files(rlim_t count)
{
    struct rlimit limit;
    assert_int_equal(prlimit(server.child.pid, RLIMIT_NOFILE, NULL, &limit), 0);
    limit.rlim_cur = count;
    assert_int_equal(prlimit(server.child.pid, RLIMIT_NOFILE, &limit, NULL), 0);
}

static void a_debugger_waits_for_room(void **state)
{
    static const char told[] = "a debugger has to wait: Too many open files";
    (void)state;
    server_start(&server, text, APP);
    open_files(3);
    assert_true(client_open(&client, "127.0.0.1", server.port));
    server_reports(&server, text, told);
    open_files(100);
    client_start(&client);
    assert_int_equal(count_of(server_output(&server, text), told), 1);
    end();
}

static void a_port_in_use_is_reported(void **state)
{
    char script[256];
    (void)state;
    start(APP);
    snprintf(script, sizeof script,
             "$BOOT0 run --gdb %s " APP " 2>&1 >/dev/null", server.port);
    expect_status(text, script, 2);
    expect_part(text, "boot0: --gdb ");
    expect_part(text, "the port is in use; --gdb 0 takes a free one\n");
    assert_int_equal(count_of(text, "\n"), 1);
    end();
}

/* The output without the lines of WHO, a name of four letters or less. */
static void strip(char *told, const char *who)
{
    char name[8];
    int width = snprintf(name, sizeof name, "  %s", who);
    char *to = told;
    for (char *line = told, *next; *line; line = next) {
        next = line + strcspn(line, "\n");
        next += *next == '\n';
        size_t length = (size_t)(next - line);
        if (length > 19 && memcmp(line + 13, name, (size_t)width) == 0)
            continue;
        memmove(to, line, length);
        to += length;
    }
    *to = 0;
}

/* The board does the same at the same time, whatever clients try. */
static void bad_clients_do_not_disturb_the_run(void **state)
{
    static char undisturbed[OUTPUT_SIZE];
    static struct gdb_client second;
    (void)state;
    expect_status(undisturbed, "$BOOT0 run --pace max --until 800 " APP, 0);
    start_ready("--until 800 " APP);
    ask("m2000000z,4", "E01");
    ask("Z0,8000000", "E01");
    client_send(&client, "c");
    put("junk$m0#00$M20000000,4:00000000#00");
    assert_true(client_open(&second, "127.0.0.1", server.port));
    for (const char *answer; strcmp(answer = client_receive(&client), "W00");)
        client_send(&client, answer[0] ? "g" : "P0=00000000");
    client_close(&second);
    expect_closed(&client);
    text[0] = 0;
    command_read(&server.child, text, NULL); /* to its end */
    server_output(&server, text);
    strip(text, "gdb");
    assert_string_equal(text, undisturbed);
    client_close(&client);
    assert_int_equal(server_end(&server, false), 0);
}

/* --- a debugger that only looks --- */

#define LOOKED "--until 30 --ask press:PC13@7 $IMAGES/nucleo-l073rz.elf"

/* Stops again and again, looks at everything, steps a little. */
static void look_on(unsigned pause_ms)
{
    static const char *const looks[] = {"g",
                                        "m20000000,400",
                                        "m8000000,400",
                                        "m1ff00000,100",
                                        "m40004400,30",
                                        "m40021000,60",
                                        "m50000000,30",
                                        "me000e010,10",
                                        "m40013800,30",
                                        "m40010400,20",
                                        "m40007000,8",
                                        "me000ed00,20"};
    client_send(&client, "c");
    for (unsigned i = 0;; i++) {
        poll(NULL, 0, (int)(i % (pause_ms + 1)));
        put("\x03");
        if (client_receive(&client)[0] == 'W')
            return;
        for (unsigned j = 0; j < sizeof looks / sizeof *looks; j++)
            client_ask(&client, looks[j]);
        ask(i % 2 ? "Z2,20004000,4" : "z2,20004000,4", "OK");
        ask(i % 3 ? "Z0,08010000,2" : "z0,08010000,2", "OK");
        monitored("info");
        for (unsigned j = 0; j < i % 3; j++)
            if (client_ask(&client, "s")[0] == 'W')
                return;
        client_send(&client, "c");
    }
}

/* The run is the same to the last instruction and the last edge. */
static void looking_changes_nothing(void **state)
{
    char folder[] = "/tmp/boot0-look-XXXXXX";
    static char undisturbed[OUTPUT_SIZE];
    char script[512];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(script, sizeof script,
             "$BOOT0 run --pace max --trace %s/a.t --vcd %s/a.v %s", folder,
             folder, LOOKED);
    expect_status(undisturbed, script, 0);
    snprintf(script, sizeof script, "--trace %s/b.t --vcd %s/b.v %s", folder,
             folder, LOOKED);
    start_ready(script);
    look_on(3);
    expect_closed(&client);
    text[0] = 0;
    command_read(&server.child, text, NULL);
    server_output(&server, text);
    strip(text, "gdb");
    strip(text, "usar"); /* reported when the host has polled the line */
    strip(undisturbed, "usar");
    assert_string_equal(text, undisturbed);
    client_close(&client);
    assert_int_equal(server_end(&server, false), 0);
    snprintf(script, sizeof script,
             "cmp %s/a.t %s/b.t && cmp %s/a.v %s/b.v && rm -r %s", folder,
             folder, folder, folder, folder);
    expect_status(text, script, 0);
}

static void bad_port_numbers_are_reported(void **state)
{
    (void)state;
    expect_status(text, "$BOOT0 run --gdb 65536 " APP, 2);
    expect_part(text, "--gdb '65536': it is a number from 0 to 65535");
    expect_status(text, "$BOOT0 run --gdb tcp " APP, 2);
    expect_status(text, "$BOOT0 check --gdb 1 " APP, 2);
    expect_status(text, "$BOOT0 run --help", 0);
    expect_part(text, "--gdb PORT");
}

/* --- noise, the same in every run --- */

static uint32_t random_state;

static uint32_t any(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(random_state >> 8) * below >> 24);
}

/* Pieces that packets are made of; nothing that ends the run. */
static void make_body(char *body, size_t size)
{
    static const char *const pieces[] = {
        "g",          "G",          "p",        "P",
        "m",          "M",          "X",        "Z0,",
        "Z1,",        "Z2,",        "Z3,",      "Z4,",
        "z0,",        "z2,",        "c",        "s",
        "C05",        "S05",        "vCont",    ";s:1",
        ";c",         ";r",         "?",        "!",
        "H",          "T",          "qC",       "qRcmd,",
        "qXfer:",     "features",   ":read",    ":target.xml:",
        "vFlashDone", "vFlash",     "Erase:",   "Write:",
        "0",          "ffffffff",   "20000000", "8000000",
        "1ff00000",   "40004424",   "e000ed0c", ",",
        ":",          "=",          ";",        "4",
        "\x01",       "}",          "*",        "72657365740a",
        "7265736574", "qSupported", "R00",      "vRun",
        "memory-map", "50000014",   "-1"};
    size_t length = 0;
    body[0] = 0;
    for (unsigned count = any(7); count > 0; count--)
        length += (size_t)snprintf(body + length, size - length, "%s",
                                   pieces[any(sizeof pieces / sizeof *pieces)]);
}

static void send_noise(void)
{
    char body[256], packet[300];
    unsigned sum = 0;
    make_body(body, sizeof body);
    for (const char *p = body; *p; p++)
        sum += (uint8_t)*p;
    if (any(16) == 0)
        sum++;
    int length = snprintf(packet, sizeof packet, "$%s#%02x", body, sum & 0xFF);
    if (any(16) == 0)
        packet[any((uint32_t)length)] = (char)any(256);
    if (any(32) == 0)
        length = (int)any((uint32_t)length);
    client_write(&client, packet, (size_t)length);
}

static void drain(void)
{
    while (client_byte(&client, 0) >= 0)
        continue;
}

/* Whatever came before, the server holds the chip and answers. */
static void expect_alive(void)
{
    int byte;
    char last[6] = "";
    put("+#00+\x03");
    put("$qC#b4");
    while ((byte = client_byte(&client, CLIENT_LIMIT_MS)) >= 0) {
        memmove(last, last + 1, 4);
        last[4] = (char)byte;
        if (memcmp(last, "$QC1#", 5) == 0)
            return;
    }
    fail_msg("no answer after the noise (%d)", byte);
}

static void noise_does_no_harm(void **state)
{
    (void)state;
    start(APP);
    for (unsigned round = 0; round < 100; round++) {
        random_state = round;
        for (unsigned i = 0; i < 40; i++) {
            send_noise();
            drain();
        }
        expect_alive();
    }
    client_close(&client);
    assert_true(client_open(&client, "127.0.0.1", server.port));
    client_start(&client);
    monitored("power");
    client_send(&client, "c");
    server_reports(&server, text, "LD2       on");
    end();
}

static int clean(void **state)
{
    (void)state;
    client_close(&client);
    server_clean(&server);
    return 0;
}

#define TEST(name) cmocka_unit_test_teardown(name, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(packets_are_acknowledged),
        TEST(broken_framing_is_got_over),
        TEST(a_packet_that_is_too_long_is_refused),
        TEST(registers_are_read_and_written),
        TEST(memory_is_read_and_written),
        TEST(flash_is_loaded),
        TEST(what_is_not_known_has_an_empty_answer),
        TEST(steps_and_continues),
        TEST(a_range_is_stepped_through),
        TEST(bad_ways_to_run_are_refused),
        TEST(a_running_chip_is_interrupted),
        TEST(time_stands_still),
        TEST(breakpoints_stop),
        TEST(a_breakpoint_at_a_new_pc_stops),
        TEST(watchpoints_stop),
        TEST(full_tables_are_reported),
        TEST(a_lock_up_is_reported),
        TEST(resets),
        TEST(a_second_client_is_refused),
        TEST(a_client_that_drops_leaves_the_chip_running),
        TEST(detach_lets_the_chip_run),
        TEST(kill_ends_the_run),
        TEST(kill_and_run_again),
        TEST(the_end_of_the_run_is_reported),
        TEST(a_client_that_does_not_read_blocks_nobody),
        TEST(answers_wait_for_a_late_reader),
        TEST(a_web_page_does_not_drive_the_port),
        TEST(a_debugger_waits_for_room),
        TEST(a_port_in_use_is_reported),
        TEST(bad_clients_do_not_disturb_the_run),
        TEST(looking_changes_nothing),
        TEST(bad_port_numbers_are_reported),
        TEST(noise_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
