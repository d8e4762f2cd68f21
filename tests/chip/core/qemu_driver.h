/* SPDX-License-Identifier: MIT
 *
 * One image on a virtual chip and on a machine of QEMU, compared line by line.
 * The test is the chip's semihosting host.
 */
#ifndef TESTS_CHIP_CORE_QEMU_DRIVER_H
#define TESTS_CHIP_CORE_QEMU_DRIVER_H

#include "tests/tools/command.h"

#include "bench/image.h"
#include "bench/image_file.h"
#include "tests/chip/chip_fixture.h"

static struct chip chip;
static struct image image;
static char qemu[OUTPUT_SIZE], ours[OUTPUT_SIZE];

enum { SYS_WRITE0 = 4, SYS_EXIT = 0x18, RUN_CYCLES = 10000000 };

/* A field that differs: its name as in a line, and both values; NULL: one has
 * the other's and 2. */
struct known {
    const char *scenario, *field, *chip, *qemu, *reason;
};

enum { KNOWN_MAX = 64 };

struct qemu_case {
    const char *machine;
    const struct known *known;
    unsigned known_count;
    unsigned lines_min;
    bool rettobase;      /* ICSR.RETTOBASE is the chip's, too */
    void (*start)(void); /* makes a chip with the image */
};

/* --- the chip --- */

static inline uint32_t symbol(const char *name)
{
    const struct image_symbol *symbol = image_symbol(&image, name);
    if (!symbol)
        fail_msg("%s has no symbol %s", image.path, name);
    return symbol->address;
}

static inline void load(const char *name)
{
    char path[512], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s", BOOT0_IMAGE_DIR, name);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
}

/* The image is linked at 0, where the chip shows its flash. */
static inline void start_with_image(void)
{
    for (size_t i = 0; i < image.segment_count; i++)
        assert_true(chip_poke(&chip, FLASH_BASE + image.segments[i].address,
                              image.segments[i].data, image.segments[i].size));
    chip_power_on(&chip);
    ours[0] = 0;
    assert_true(chip_break_set(&chip, symbol("semihosting")));
}

/* BKPT 0xAB in place of the chip. False: the program has ended. */
static inline bool semihost(void)
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

static inline enum stop run_chip(void)
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
static inline void run_qemu(const char *machine, const char *name)
{
    char script[512];
    snprintf(script, sizeof script,
             "set -- -singlestep; qemu-system-arm -help | grep -q -e $1 || "
             "set -- -accel tcg,one-insn-per-tb=on; "
             "exec timeout 60 qemu-system-arm -M %s -display none "
             "-serial none -monitor none \"$@\" "
             "-semihosting-config enable=on,target=native "
             "-kernel \"$IMAGES/%s\"",
             machine, name);
    int status = command(qemu, script);
    if (status)
        fail_msg("QEMU ended with %d after:\n%s", status, qemu);
}

/* --- line by line --- */

static unsigned hits[KNOWN_MAX];

static inline size_t value_length(const char *value)
{
    return strspn(value, "0123456789ABCDEF");
}

static inline bool value_is(const char *value, const char *wanted)
{
    return value_length(value) == strlen(wanted) &&
           !strncmp(value, wanted, strlen(wanted));
}

static inline bool values_are(const struct known *known, const char *a,
                              const char *b)
{
    long difference = strtol(a, NULL, 16) - strtol(b, NULL, 16);
    if (!known->chip)
        return difference == 2 || difference == -2;
    return value_is(a, known->chip) && value_is(b, known->qemu);
}

/* The lines differ in this field only, and as known. */
static inline bool differ_in(const struct known *known, const char *chip_line,
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

static inline bool known_difference(const struct qemu_case *with,
                                    const char *scenario, const char *chip_line,
                                    const char *qemu_line)
{
    for (unsigned i = 0; i < with->known_count; i++) {
        const struct known *known = &with->known[i];
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
static inline void clear_rettobase(char *line)
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

static inline unsigned compare_lines(const struct qemu_case *with,
                                     char *chip_text, char *qemu_text)
{
    const char *scenario = "", *end = "(the end)";
    for (unsigned lines = 0;; lines++) {
        char *a = next_line(&chip_text), *b = next_line(&qemu_text);
        if (!a && !b)
            return lines;
        if (b && !with->rettobase)
            clear_rettobase(b);
        if (a && !strncmp(a, "== ", 3))
            scenario = a + 3;
        if (!a || !b ||
            (strcmp(a, b) && !known_difference(with, scenario, a, b)))
            fail_msg("%s, line %u, in \"%s\":\n  chip %s\n  QEMU %s",
                     image.path, lines + 1, scenario, a ? a : end, b ? b : end);
    }
}

static inline void compare_image(const struct qemu_case *with, const char *name)
{
    load(name);
    with->start();
    enum stop why = run_chip();
    if (why != STOP_BREAK)
        fail_msg("the run ended with %d at %X after:\n%s", why,
                 (unsigned)chip.last_pc, ours);
    run_qemu(with->machine, name);
    memset(hits, 0, sizeof hits);
    unsigned lines = compare_lines(with, ours, qemu);
    print_message("%s: %u lines\n", name, lines);
    assert_true(lines > with->lines_min);
    for (unsigned i = 0; i < with->known_count; i++)
        if (!hits[i])
            fail_msg("%s%s: no difference was seen", with->known[i].field,
                     with->known[i].scenario);
    image_free(&image);
}

#endif
