/* SPDX-License-Identifier: MIT
 *
 * Memory for translated code: no page is writable and executable at once, and
 * a host that refuses it runs the chip all the same.
 */
#include "tools/host/native_memory.h"

#include <stdio.h>
#include <sys/resource.h>

#include "chip/core/fast.h"
#include "tests/chip/chip_fixture.h"

static struct decoder decoder;

/* Runs a loop until it is hot, for the same result on all hosts. */
static void run_loop(struct native *native)
{
    static struct chip chip;
    static const uint16_t code[] = {0x3001, 0xE7FD}; /* adds r0, #1; b . - 2 */
    enum { CODE = 0x08000200, CYCLES = 3000 };
    fixture_chip(&chip);
    load_code(&chip, CODE, code, 2);
    jump_to(&chip, CODE);
    chip.cpu.r[0] = 0;
    decoder_native(&decoder, native);
    assert_int_equal(fast_run(&chip, &decoder, chip.cycle + CYCLES),
                     STOP_BUDGET);
    assert_int_equal(chip.cpu.r[0], CYCLES / 3);
}

/* Counts the mappings of this process with these permissions, of the files
 * that have `name` in theirs. */
static unsigned mappings(const char *permissions, const char *name)
{
    char line[4096], found[5];
    unsigned count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%*s %4s", found) == 1 &&
            strncmp(found, permissions, strlen(permissions)) == 0 &&
            strstr(line, name))
            count++;
    fclose(maps);
    return count;
}

static void test_write_or_execute(void **state)
{
    (void)state;
    struct native *native = native_memory();
    if (!native_host())
        skip();
    assert_non_null(native);
    run_loop(native);
    assert_true(native->used > 0);
    assert_int_equal(mappings("rw-", "/memfd:boot0"), 1);
    assert_int_equal(mappings("r-x", "/memfd:boot0"), 1);
    assert_int_equal(mappings("rwx", ""), 0);
    native_memory_free(native);
    assert_int_equal(mappings("r", "/memfd:boot0"), 0);
}

/* Runs without the memory while `resource` is 0. */
static void refused(int resource)
{
    struct rlimit before, none;
    assert_int_equal(getrlimit(resource, &before), 0);
    none = (struct rlimit){0, before.rlim_max};
    assert_int_equal(setrlimit(resource, &none), 0);
    struct native *native = native_memory();
    assert_int_equal(setrlimit(resource, &before), 0);
    assert_null(native);
    run_loop(native);
}

static void test_refused(void **state)
{
    (void)state;
    refused(RLIMIT_NOFILE);
    refused(RLIMIT_FSIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_or_execute),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
