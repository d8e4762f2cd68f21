/* SPDX-License-Identifier: MIT
 *
 * tests/firmware/exceptions.c on the virtual chip and on QEMU's Cortex-M0
 * (machine microbit), compared line by line; and its ways into lock-up, which
 * only the chip survives. The test is the chip's semihosting host.
 */
#include "tests/tools/command.h"

#include "bench/image.h"
#include "bench/image_file.h"
#include "tests/chip/chip_fixture.h"

static struct chip chip;
static struct image image;
static char qemu[OUTPUT_SIZE], ours[OUTPUT_SIZE];

enum { SYS_WRITE0 = 4, SYS_EXIT = 0x18, RUN_CYCLES = 10000000 };

/* --- the chip --- */

static uint32_t symbol(const char *name)
{
    const struct image_symbol *symbol = image_symbol(&image, name);
    if (!symbol)
        fail_msg("%s has no symbol %s", image.path, name);
    return symbol->address;
}

static void load(const char *name)
{
    char path[512], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s", BOOT0_IMAGE_DIR, name);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
}

/* The image is linked at 0, where the chip shows its flash. */
static void start_chip(void)
{
    struct part part;
    assert_true(part_find("stm32l073rz", &part));
    chip_init(&chip, &part);
    for (size_t i = 0; i < image.segment_count; i++)
        assert_true(chip_poke(&chip, FLASH_BASE + image.segments[i].address,
                              image.segments[i].data, image.segments[i].size));
    chip_power_on(&chip);
    ours[0] = 0;
    assert_true(chip_break_set(&chip, symbol("semihosting")));
}

/* BKPT 0xAB in place of the chip. False: the program has ended. */
static bool semihost(void)
{
    uint32_t address = chip.cpu.r[1];
    size_t used = strlen(ours);

    if (chip.cpu.r[0] == SYS_EXIT)
        return false;
    assert_int_equal(chip.cpu.r[0], SYS_WRITE0);
    do {
        assert_true(used < OUTPUT_SIZE);
        assert_true(chip_peek(&chip, address++, &ours[used], 1));
    } while (ours[used++]);
    jump_to(&chip, chip.cpu.r[CPU_LR]);
    return true;
}

static enum stop run_chip(void)
{
    enum stop why;
    do
        why = run_cycles(&chip, RUN_CYCLES);
    while (why == STOP_BREAK && semihost());
    return why;
}

/* --- QEMU --- */

/* One instruction a block, so that an interrupt is taken where it comes. QEMU
 * from 8.1 on has another option for it. */
static void run_qemu(const char *name)
{
    char script[512];
    snprintf(script, sizeof script,
             "set -- -singlestep; qemu-system-arm -help | grep -q -e $1 || "
             "set -- -accel tcg,one-insn-per-tb=on; "
             "exec timeout 60 qemu-system-arm -M microbit -display none "
             "-serial none -monitor none \"$@\" "
             "-semihosting-config enable=on,target=native "
             "-kernel \"$IMAGES/%s\"",
             name);
    int status = command(qemu, script);
    if (status)
        fail_msg("QEMU ended with %d after:\n%s", status, qemu);
}

/* --- line by line --- */

/* A field that differs: its name as in a line, and both values; NULL: QEMU has
 * the chip's and 2. */
struct known {
    const char *scenario, *field, *chip, *qemu, *reason;
};

static const struct known known_fields[] = {
    {"SVC that cannot preempt", "from=", NULL, NULL,
     "return address of an SVC that becomes a HardFault: the chip stacks that "
     "of the SVC (assumed), QEMU that of the next instruction"},
    {"core registers", "shpr3 ", "C0C00000", "C0C000C0",
     "QEMU has the priority of DebugMonitor, which is ARMv7-M's"},
    {"core registers", "scr ", "16", "0", "QEMU's Cortex-M0 has no SCR"},
    {"core registers", "csr ", "0", "4",
     "the microbit has no reference clock: CLKSOURCE is always 1"},
    {"differences", "CPUID ", "410CC601", "410CC200", "Cortex-M0+ and M0"},
    {"differences", "nPRIV ", "1", "0", "a Cortex-M0 is always privileged"},
    {"differences", "control=", "1", "0", "a Cortex-M0 is always privileged"},
};

enum { KNOWN_FIELDS = sizeof known_fields / sizeof *known_fields };

static unsigned hits[KNOWN_FIELDS];

static size_t value_length(const char *value)
{
    return strspn(value, "0123456789ABCDEF");
}

static bool value_is(const char *value, const char *wanted)
{
    return value_length(value) == strlen(wanted) &&
           !strncmp(value, wanted, strlen(wanted));
}

static bool values_are(const struct known *known, const char *a, const char *b)
{
    if (!known->chip)
        return strtoul(a, NULL, 16) + 2 == strtoul(b, NULL, 16);
    return value_is(a, known->chip) && value_is(b, known->qemu);
}

/* The lines differ in this field only, and as known. */
static bool differ_in(const struct known *known, const char *chip_line,
                      const char *qemu_line)
{
    const char *a = strstr(chip_line, known->field);
    const char *b = strstr(qemu_line, known->field);
    if (!a || !b || a - chip_line != b - qemu_line ||
        strncmp(chip_line, qemu_line, (size_t)(a - chip_line)))
        return false;
    a += strlen(known->field);
    b += strlen(known->field);
    return values_are(known, a, b) &&
           !strcmp(a + value_length(a), b + value_length(b));
}

static bool known_difference(const char *scenario, const char *chip_line,
                             const char *qemu_line)
{
    for (unsigned i = 0; i < KNOWN_FIELDS; i++) {
        const struct known *known = &known_fields[i];
        if (strcmp(scenario, known->scenario) ||
            !differ_in(known, chip_line, qemu_line))
            continue;
        hits[i]++;
        return true;
    }
    return false;
}

/* QEMU's ICSR has RETTOBASE (bit 11), which is ARMv7-M's: it goes, in place.
 */
static void clear_rettobase(char *line)
{
    enum { RETTOBASE = 1 << 11 };
    char digits[2 * sizeof(unsigned long) + 1], *end;
    char *icsr = strstr(line, "icsr");
    if (!icsr)
        return;
    char *value = icsr + strlen("icsr=");
    sprintf(digits, "%lX", strtoul(value, &end, 16) & ~(0ul + RETTOBASE));
    memcpy(value, digits, strlen(digits));
    memmove(value + strlen(digits), end, strlen(end) + 1);
}

/* The next line of a text, without its end; NULL at the end of the text. */
static char *next_line(char **text)
{
    char *line = *text;
    char *end = strchr(line, '\n');
    if (!end)
        return NULL;
    *end = 0;
    *text = end + 1;
    return line;
}

static unsigned compare_lines(char *chip_text, char *qemu_text)
{
    const char *scenario = "", *end = "(the end)";
    for (unsigned lines = 0;; lines++) {
        char *a = next_line(&chip_text), *b = next_line(&qemu_text);
        if (!a && !b)
            return lines;
        if (b)
            clear_rettobase(b);
        if (a && !strncmp(a, "== ", 3))
            scenario = a + 3;
        if (!a || !b || (strcmp(a, b) && !known_difference(scenario, a, b)))
            fail_msg("%s, line %u, in \"%s\":\n  chip %s\n  QEMU %s",
                     image.path, lines + 1, scenario, a ? a : end, b ? b : end);
    }
}

static void compare_image(const char *name)
{
    enum { LINES_MIN = 300 };
    load(name);
    start_chip();
    assert_int_equal(run_chip(), STOP_BREAK);
    run_qemu(name);
    memset(hits, 0, sizeof hits);
    unsigned lines = compare_lines(ours, qemu);
    print_message("%s: %u lines\n", name, lines);
    assert_true(lines > LINES_MIN);
    for (unsigned i = 0; i < KNOWN_FIELDS; i++)
        if (!hits[i])
            fail_msg("%s%s: no difference was seen", known_fields[i].field,
                     known_fields[i].scenario);
    image_free(&image);
}

static void test_gcc(void **state)
{
    (void)state;
    compare_image("exceptions.elf");
}

static void test_clang(void **state)
{
    (void)state;
    compare_image("clang/exceptions.elf");
}

/* --- lock-up --- */

/* From Thread mode, when the first scenario is about to start. */
static void test_lock_up(void **state)
{
    static const uint8_t ipsr[] = {3, 3, 3, 2, 3};
    (void)state;
    load("exceptions.elf");
    for (uint32_t how = 0; how < sizeof ipsr; how++) {
        start_chip();
        assert_int_equal(run_cycles(&chip, RUN_CYCLES), STOP_BREAK);
        chip.cpu.r[0] = how;
        cpu_call(&chip, symbol("lock_up") | 1);
        assert_int_equal(run_chip(), STOP_LOCKUP);
        assert_int_equal(chip.cpu.ipsr, ipsr[how]);
        assert_null(strstr(ours, "lives"));
    }
    image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gcc),
        cmocka_unit_test(test_clang),
        cmocka_unit_test(test_lock_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
