/* SPDX-License-Identifier: MIT
 *
 * --vcd: read by a strict parser of value change dumps (IEEE 1364-2005 18.2),
 * then compared with what the firmware does: bits on a UART line to the
 * picosecond, LED, reset, bank, exception.
 */
#include "tests/bench/bench_fixture.h"

#include "tests/tools/command.h"

#define PLAIN "bfb2=0/bank2=blank/rdp=0 "
#define V4_0                                                                   \
    "v4.0/"                                                                    \
    "ram=own,remap=caller,fault=reset,csr=kept,go=left,write=words,rtc="       \
    "kept/" PLAIN
#define CHECK "exec $BOOT0 check --vcd $DIR/v.vcd "

enum {
    VARIABLES = 200,
    CHANGES = 100000,
    HSI16_PS = 62500,
    BRR = 139, /* 16 MHz / 115200 */
    BYTE = 0xA5,
    SVC_0 = 0xDF00,
    BX_LR = 0x4770
};

struct change {
    uint64_t ps;
    unsigned signal; /* index of the first variable of that id */
    unsigned value;
};

struct dump {
    struct variable {
        char name[32], id[8];
        unsigned width, signal, value;
        bool known;
    } variables[VARIABLES];
    unsigned variable_count;
    struct change *changes;
    unsigned change_count;
    uint64_t end_ps;
};

struct bed {
    struct folder folder;
    char text[OUTPUT_SIZE];
    char *file;
    struct dump dump;
};

/* --- the parser --- */

static struct variable *by_id(struct dump *dump, const char *id)
{
    for (unsigned i = 0; i < dump->variable_count; i++)
        if (strcmp(dump->variables[i].id, id) == 0)
            return &dump->variables[i];
    fail_msg("no variable has the id '%s'", id);
    return NULL;
}

static void take_variable(struct dump *dump, const char *line)
{
    struct variable *variable = &dump->variables[dump->variable_count];
    char type[8], range[16] = "", want[16] = "";
    assert_true(dump->variable_count < VARIABLES);
    memset(variable, 0, sizeof *variable);
    int count = sscanf(line, "$var %7s %u %7s %31s %15s", type,
                       &variable->width, variable->id, variable->name, range);
    assert_int_equal(count, 5);
    if (variable->width > 1) {
        snprintf(want, sizeof want, "[%u:0]", variable->width - 1);
        assert_string_equal(range, want);
        assert_string_equal(type, "reg");
    } else {
        assert_string_equal(range, "$end");
        assert_string_equal(type, "wire");
    }
    for (const char *p = variable->id; *p; p++)
        assert_in_range(*p, '!', '~');
    for (unsigned i = 0; i < dump->variable_count; i++)
        if (strcmp(dump->variables[i].name, variable->name) == 0)
            fail_msg("%s is declared twice", variable->name);
    dump->variable_count++;
    struct variable *first = by_id(dump, variable->id);
    variable->signal = (unsigned)(first - dump->variables);
    assert_int_equal(first->width, variable->width);
}

/* "1!", "b0101 !": its id and value. */
static const char *take_value(const char *line, unsigned *value, unsigned *bits)
{
    *value = *bits = 0;
    if (*line == '0' || *line == '1') {
        *value = *line == '1';
        *bits = 1;
        return line + 1;
    }
    assert_int_equal(*line++, 'b');
    for (; *line == '0' || *line == '1'; line++, ++*bits)
        *value = *value << 1 | (*line == '1');
    assert_int_equal(*line, ' ');
    return line + 1;
}

static void take_change(struct dump *dump, const char *line, uint64_t ps,
                        bool first)
{
    unsigned value, bits;
    struct variable *variable = by_id(dump, take_value(line, &value, &bits));
    assert_int_equal(bits, variable->width);
    if (first == variable->known)
        fail_msg("%s: %s", variable->name, first ? "twice" : "not dumped");
    if (!first && variable->value == value)
        fail_msg("%s does not change at %llu", variable->name,
                 (unsigned long long)ps);
    variable->known = true;
    variable->value = value;
    assert_true(dump->change_count < CHANGES);
    dump->changes[dump->change_count++] =
        (struct change){ps, variable->signal, value};
}

static char *header(struct dump *dump, char *rest)
{
    int depth = 0;
    bool scale = false, comment = false;
    for (char *line; (line = strsep(&rest, "\n"));) {
        if (strncmp(line, "$comment", 8) == 0)
            comment = true;
        if (comment)
            comment = !strstr(line, "$end");
        else if (strncmp(line, "$var ", 5) == 0)
            take_variable(dump, line);
        else if (strncmp(line, "$scope module ", 14) == 0)
            depth++;
        else if (strcmp(line, "$upscope $end") == 0)
            depth--;
        else if (strcmp(line, "$timescale 1 ps $end") == 0)
            scale = true;
        else if (strcmp(line, "$enddefinitions $end") == 0)
            break;
        else
            assert_int_equal(strncmp(line, "$version ", 9), 0);
    }
    assert_int_equal(depth, 0);
    assert_true(scale);
    return rest;
}

static void body(struct dump *dump, char *rest)
{
    uint64_t ps = 0;
    bool timed = false, dumping = false, dumped = false;
    for (char *line; (line = strsep(&rest, "\n")) && rest;) {
        if (*line == '#') {
            uint64_t next = strtoull(line + 1, NULL, 10);
            assert_true(!timed || next > ps);
            timed = true;
            ps = next;
        } else if (strcmp(line, "$dumpvars") == 0) {
            assert_false(dumped);
            dumping = true;
        } else if (strcmp(line, "$end") == 0) {
            assert_true(dumping);
            dumping = false;
            dumped = true;
        } else {
            assert_true(timed && (dumping || dumped));
            take_change(dump, line, ps, dumping);
        }
    }
    assert_true(dumped);
    dump->end_ps = ps;
}

static void read_dump(struct bed *bed)
{
    struct dump *dump = &bed->dump;
    FILE *file = fopen(folder_path(&bed->folder, "v.vcd"), "r");
    assert_non_null(file);
    free(bed->file);
    bed->file = calloc(1, 1 << 22);
    assert_in_range(fread(bed->file, 1, (1 << 22) - 1, file), 1, (1 << 22) - 2);
    fclose(file);
    dump->variable_count = dump->change_count = 0;
    body(dump, header(dump, bed->file));
    for (unsigned i = 0; i < dump->variable_count; i++)
        assert_true(by_id(dump, dump->variables[i].id)->known);
}

/* --- what is in it --- */

static unsigned signal_of(struct dump *dump, const char *name)
{
    for (unsigned i = 0; i < dump->variable_count; i++)
        if (strcmp(dump->variables[i].name, name) == 0)
            return dump->variables[i].signal;
    fail_msg("there is no %s", name);
    return 0;
}

/* The INDEXth change of a signal; 0 is its first value. */
static const struct change *nth(struct dump *dump, const char *name,
                                unsigned index)
{
    unsigned signal = signal_of(dump, name);
    for (unsigned i = 0; i < dump->change_count; i++)
        if (dump->changes[i].signal == signal && index-- == 0)
            return &dump->changes[i];
    return NULL;
}

static unsigned value_at(struct dump *dump, const char *name, uint64_t ps)
{
    unsigned signal = signal_of(dump, name), value = 0;
    for (unsigned i = 0; i < dump->change_count; i++)
        if (dump->changes[i].signal == signal && dump->changes[i].ps <= ps)
            value = dump->changes[i].value;
    return value;
}

static void expect_values(struct dump *dump, const char *name,
                          const unsigned *values, unsigned count)
{
    for (unsigned i = 0; i <= count; i++) {
        const struct change *change = nth(dump, name, i);
        if (!change != (i == count))
            fail_msg("%s: %s after %u values", name,
                     change ? "one more" : "no more", i);
        if (change && change->value != values[i])
            fail_msg("%s: value %u is %u, want %u", name, i, change->value,
                     values[i]);
    }
}

#define EXPECT_VALUES(dump, name, ...)                                         \
    expect_values(dump, name, (const unsigned[]){__VA_ARGS__},                 \
                  sizeof((const unsigned[]){__VA_ARGS__}) / sizeof(unsigned))

/* --- the firmware --- */

static void save(struct bed *bed, const char *name, const struct blob *blob)
{
    folder_write(&bed->folder, name, blob->bytes, blob->size);
}

/* HSI16, LD2 on, one byte by USART2 at 115200 8N1, LD2 off. */
static void make_uart(struct bed *bed, struct blob *blob)
{
    struct code code = bench_firmware(blob);
    code.at = MAIN_AT;
    emit_store(&code, 0x40021000, 0x301); /* RCC_CR: HSI16ON, MSION */
    emit(&code, 0x2204);                  /* movs r2, #4 */
    emit(&code, 0x6801);                  /* ldr r1, [r0] */
    emit(&code, 0x4211);                  /* tst r1, r2 */
    emit(&code, 0xD0FC);                  /* beq back: HSI16RDYF */
    emit_store(&code, 0x4002100C, 1);     /* RCC_CFGR: SW = HSI16 */
    emit_store(&code, 0x4002102C, 1);     /* IOPENR */
    emit_store(&code, 0x40021038, 1 << 17);
    emit_store(&code, 0x50000000, 0xEBFFF7EF); /* PA2 alternate, PA5 output */
    emit_store(&code, 0x50000020, 0x400);      /* AF4 */
    emit_store(&code, 0x50000018, 1 << 5);     /* BSRR */
    emit_store(&code, 0x4000440C, BRR);
    emit_store(&code, 0x40004400, 9); /* CR1: UE, TE */
    emit_store(&code, 0x40004428, BYTE);
    emit_store(&code, 0x50000018, 1u << 21);
    emit(&code, STAY);
    save(bed, "uart.elf", blob);
}

/* An SVC that returns at once; the question's program, asked by its flag. */
static void make_others(struct bed *bed, struct blob *blob)
{
    struct code code = bench_firmware(blob);
    put16(code.flash + OTHERS_AT, BX_LR);
    code.at = MAIN_AT;
    emit(&code, SVC_0);
    emit(&code, STAY);
    save(bed, "svc.elf", blob);
    code = bench_firmware(blob);
    emit_asked_once(&code);
    save(bed, "once.elf", blob);
}

static int bed_open(void **state)
{
    struct bed *bed = test_calloc(1, sizeof *bed);
    struct blob *blob = test_calloc(1, sizeof *blob);
    folder_open(&bed->folder);
    setenv("DIR", bed->folder.name, 1);
    make_uart(bed, blob);
    make_others(bed, blob);
    bed->dump.changes = test_calloc(CHANGES, sizeof *bed->dump.changes);
    test_free(blob);
    *state = bed;
    return 0;
}

static int bed_close(void **state)
{
    struct bed *bed = *state;
    folder_close(&bed->folder);
    test_free(bed->dump.changes);
    free(bed->file);
    test_free(bed);
    return 0;
}

/* --- tests --- */

/* The line is idle until the byte comes: a low start bit, LSB first, a high
 * stop bit. */
static void a_byte_is_bits_on_the_line(void **state)
{
    struct bed *bed = *state;
    struct dump *dump = &bed->dump;
    const uint64_t bit_ps = (uint64_t)BRR * HSI16_PS;
    expect_status(bed->text, CHECK "--ask none --only " V4_0 "$DIR/uart.elf",
                  0);
    read_dump(bed);
    const struct change *start = nth(dump, "USART2_TX", 1);
    assert_non_null(start);
    assert_int_equal(start->value, 0);
    uint64_t ps = start->ps;
    unsigned level = 0, changes = 2;
    for (unsigned bit = 1; bit <= 9; bit++) {
        unsigned now = bit == 9 ? 1 : BYTE >> (bit - 1) & 1;
        if (now == level)
            continue;
        const struct change *edge = nth(dump, "USART2_TX", changes++);
        assert_non_null(edge);
        assert_int_equal(edge->value, now);
        assert_int_equal(edge->ps - ps, bit * bit_ps);
        level = now;
    }
    assert_null(nth(dump, "USART2_TX", changes));
    assert_int_equal(nth(dump, "USART2_TX", 0)->value, 1);
}

/* As far apart as in the trace, at 16 MHz. */
static void the_led_toggles(void **state)
{
    struct bed *bed = *state;
    struct dump *dump = &bed->dump;
    expect_status(
        bed->text,
        CHECK "--ask none --trace $DIR/t --only " V4_0 "$DIR/uart.elf", 0);
    read_dump(bed);
    EXPECT_VALUES(dump, "LD2", 0, 1, 0);
    EXPECT_VALUES(dump, "PA5", 0, 1, 0);
    assert_int_equal(signal_of(dump, "LD2"), signal_of(dump, "PA5"));
    expect_status(bed->text, "exec grep -A1 ' str r1' $DIR/t", 0);
    unsigned long long cycle[2];
    const char *on = strstr(bed->text, "# pin        PA5=1");
    const char *off = strstr(bed->text, "# pin        PA5=0");
    assert_true(on && off);
    while (on[-1] != '\n')
        on--;
    while (off[-1] != '\n')
        off--;
    assert_int_equal(sscanf(on, "%llu", &cycle[0]), 1);
    assert_int_equal(sscanf(off, "%llu", &cycle[1]), 1);
    assert_int_equal(nth(dump, "LD2", 2)->ps - nth(dump, "LD2", 1)->ps,
                     (cycle[1] - cycle[0]) * HSI16_PS);
}

/* Low from power-on and from the reset to the end of the first instruction;
 * then the ROM with system memory at 0, as the program jumps. */
static void a_reset_is_a_pulse(void **state)
{
    struct bed *bed = *state;
    struct dump *dump = &bed->dump;
    expect_status(bed->text,
                  CHECK "--ask call:spin --only " V4_0 "$DIR/once.elf", 0);
    read_dump(bed);
    EXPECT_VALUES(dump, "NRST", 0, 1, 0, 1);
    EXPECT_VALUES(dump, "reset_kind", 1, 4);
    EXPECT_VALUES(dump, "in_ROM", 0, 1);
    EXPECT_VALUES(dump, "UFB", 0);
    EXPECT_VALUES(dump, "exception", 0);
    uint64_t reset = nth(dump, "NRST", 2)->ps;
    assert_in_range(reset, 10000000000ull, 10020000000ull);
    assert_in_range(nth(dump, "NRST", 3)->ps - reset, 1, 2000000);
    assert_true(nth(dump, "in_ROM", 1)->ps > reset);
    assert_int_equal(value_at(dump, "region", reset - 1), 1);
    assert_int_equal(value_at(dump, "region", dump->end_ps), 3);
    assert_true(dump->end_ps > nth(dump, "in_ROM", 1)->ps + 2000000000);
}

/* Bank 2 is started by BFB2=1: UFB. */
static void the_bank_is_shown(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CHECK "--ask none --only v4.1/bounce=branch,ram=own,sp=range,"
                        "past=needs-pass,remap=caller,csr=kept,go=left/bfb2=1/"
                        "bank2=app/rdp=0 $DIR/svc.elf",
                  0);
    read_dump(bed);
    EXPECT_VALUES(&bed->dump, "UFB", 0, 1);
    assert_int_equal(value_at(&bed->dump, "in_ROM", 1000000000), 1);
    assert_int_equal(value_at(&bed->dump, "in_ROM", bed->dump.end_ps), 0);
}

static void an_exception_has_its_number(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, CHECK "--ask none --only " V4_0 "$DIR/svc.elf", 0);
    read_dump(bed);
    EXPECT_VALUES(&bed->dump, "exception", 0, 11, 0);
    EXPECT_VALUES(&bed->dump, "lockup", 0);
}

/* What the host sends is on the other line, at the host's 115200. */
static void what_is_sent_is_on_the_line(void **state)
{
    struct bed *bed = *state;
    struct dump *dump = &bed->dump;
    expect_status(
        bed->text,
        CHECK "--ask send:usart2:\\\\x55 --only " V4_0 "$DIR/uart.elf", 1);
    read_dump(bed);
    const struct change *start = nth(dump, "USART2_RX", 1);
    assert_non_null(start);
    assert_int_equal(start->value, 0);
    for (unsigned i = 1; i <= 9; i++) {
        const struct change *edge = nth(dump, "USART2_RX", 1 + i);
        assert_non_null(edge);
        assert_int_equal(edge->ps - start->ps, i * 1000000000000ull / 115200);
    }
}

#define TEST(name) cmocka_unit_test(name)

/* The cable is plugged in at once, the device comes, and the host resets the
 * bus for 10 ms, 100 ms after that. */
static void the_usb_cable_is_shown(void **state)
{
    enum { IDLE = 1, RESET, FRAMES };
    struct bed *bed = *state;
    struct dump *dump = &bed->dump;
    expect_status(bed->text,
                  "exec $BOOT0 run --pace max --usb --until 125 --vcd "
                  "$DIR/v.vcd $IMAGES/nucleo-l073rz.elf",
                  0);
    read_dump(bed);
    EXPECT_VALUES(dump, "USB_DP", 0, 1);
    EXPECT_VALUES(dump, "USB_line", IDLE, RESET, FRAMES);
    uint64_t there = nth(dump, "USB_DP", 1)->ps;
    uint64_t reset = nth(dump, "USB_line", 1)->ps;
    assert_in_range((reset - there) / 1000000000, 99, 100);
    assert_in_range((nth(dump, "USB_line", 2)->ps - reset) / 1000000, 9999,
                    10001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_byte_is_bits_on_the_line),  TEST(the_led_toggles),
        TEST(a_reset_is_a_pulse),          TEST(the_bank_is_shown),
        TEST(an_exception_has_its_number), TEST(what_is_sent_is_on_the_line),
        TEST(the_usb_cable_is_shown),
    };
    return cmocka_run_group_tests(tests, bed_open, bed_close);
}
