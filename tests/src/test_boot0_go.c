/* SPDX-License-Identifier: MIT
 *
 * Coming back from the ROM by Go: whatever it leaves behind, the new
 * application starts as after a reset.
 */
#include "bench/stm32l0/readings.h"
#include "tests/src/boot0_fixture.h"

enum { ACK = 0x79 };

static uint8_t answer(struct chip *chip)
{
    uint8_t byte = 0;
    for (unsigned i = 0; i < 1000; i++) {
        if (serial_take(chip, USART_2, &byte, 1))
            break;
        chip_run_to(chip, clock_ps(chip) + 20 * PS_PER_US);
    }
    return byte;
}

static void wait_ms(struct chip *chip, unsigned ms)
{
    uint64_t end = clock_ps(chip) + ms * PS_PER_MS;
    while (clock_ps(chip) < end) {
        assert_int_not_equal(chip_run_to(chip, end), STOP_LOCKUP);
        chip->events.count = 0;
    }
}

/* In main: boot0_request, and 0x7F until the ROM answers. */
static void enter(struct chip *chip, const struct image *image)
{
    static const uint8_t sync = 0x7F;
    cpu_branch(&chip->cpu, library_symbol(image, "boot0_request"));
    serial_open(chip, USART_2, 115200);
    wait_ms(chip, 10);
    serial_send(chip, USART_2, &sync, 1);
    assert_int_equal(answer(chip), ACK);
}

/* AN3155 3.5; leaves the chip with the last byte under way. */
static void go(struct chip *chip)
{
    static const uint8_t command[] = {0x21, 0xDE};
    static const uint8_t address[] = {0x08, 0, 0, 0, 0x08};
    serial_send(chip, USART_2, command, sizeof command);
    assert_int_equal(answer(chip), ACK);
    serial_send(chip, USART_2, address, sizeof address);
}

/* The registers that start-up code and drivers take for granted. */
static void compare_registers(const struct chip *got, const struct chip *want,
                              const char *name)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x40021000, 0x4002104C}, /* RCC but CSR */
        {0x40010400, 0x40010414}, /* EXTI */
        {0x40022000, 0x40022004}, /* FLASH_ACR, FLASH_PECR */
        {0xE000E010, 0xE000E014}, /* SysTick */
        {0xE000E100, 0xE000E100}, /* NVIC_ISER, ISPR, IPR */
        {0xE000E200, 0xE000E200}, {0xE000E400, 0xE000E41C},
        {0xE000ED04, 0xE000ED04}, /* ICSR */
        {0xE000ED0C, 0xE000ED10}, /* AIRCR, SCR */
        {0xE000ED1C, 0xE000ED20}, /* SHPR2, SHPR3 */
    };
    static struct chip a, b;
    a = *got;
    b = *want;
    for (unsigned i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (uint32_t at = ranges[i].first; at <= ranges[i].last; at += 4) {
            uint32_t x = 0, y = 0;
            bus_read(&a, at, 4, &x);
            bus_read(&b, at, 4, &y);
            if (x != y)
                fail_msg("%s: 0x%08X is 0x%08X, after a reset 0x%08X", name,
                         (unsigned)at, (unsigned)x, (unsigned)y);
        }
    /* Not through the bus: its clock is off. */
    assert_memory_equal(&stm32l0(got)->syscfg, &stm32l0(want)->syscfg,
                        sizeof(struct syscfg));
    assert_int_equal(got->cpu.primask, want->cpu.primask);
    assert_int_equal(got->cpu.control, want->cpu.control);
    assert_int_equal(got->cpu.ipsr, 0);
    assert_int_equal(got->cpu.r[CPU_SP], want->cpu.r[CPU_SP]);
    assert_memory_equal(&got->nvic.pending, &want->nvic.pending,
                        sizeof got->nvic.pending);
}

struct go_case {
    enum rom_version rom;
    unsigned go, csr, remap, bfb2;
    enum patch_head head;
};

/* The ROM stays in the first of two passes. */
static bool stays_early(const struct go_case *test)
{
    return test->bfb2 == CHOICE_BFB2_CONSULTED &&
           test->head == PATCH_HEAD_KEEP &&
           (test->rom == ROM_V4_1 || test->rom == ROM_V11_2);
}

/* The outcome that the library reports afterwards, and the resets. */
static enum boot0_outcome expected_outcome(const struct go_case *test)
{
    if (stays_early(test))
        return BOOT0_RETURNED;
    if (test->go == CHOICE_GO_RESTORED)
        return BOOT0_ENTERED; /* as after a reset: it cannot be told apart */
    if (test->go == CHOICE_GO_CHECKS_SP && test->head == PATCH_HEAD_INVALID)
        return BOOT0_ENTERED; /* it was a reset */
    return BOOT0_RETURNED;
}

static unsigned expected_resets(const struct go_case *test)
{
    return stays_early(test) || test->go != CHOICE_GO_RESTORED;
}

static void run_go(const struct go_case *test, struct chip *chip,
                   struct chip *fresh)
{
    char name[64];
    struct image old, new;
    snprintf(name, sizeof name,
             "rom %d, go %u, csr %u, remap %u, bfb2 %u, head %d", test->rom,
             test->go, test->csr, test->remap, test->bfb2, test->head);
    library_image(&old, "", "library-Os", test->head);
    library_image(&new, "", "library-O0", test->head);
    struct places old_places = library_places(&old, test->rom);
    struct places new_places = library_places(&new, ROM_VERSIONS);
    uint32_t choices = READING_OF(GO, test->go) | READING_OF(CSR, test->csr) |
                       READING_OF(REMAP, test->remap) |
                       READING_OF(BFB2, test->bfb2);

    library_chip(fresh, &new, test->rom, choices);
    chip_power_on(fresh);
    assert_int_equal(library_run(fresh, &new_places), AT_MAIN);

    library_chip(chip, &old, test->rom, choices);
    chip_power_on(chip);
    assert_int_equal(library_run(chip, &old_places), AT_MAIN);
    enter(chip, &old);
    bank_load(chip, &new);
    go(chip);
    unsigned resets = chip->reset.count;
    enum place place = library_run(chip, &new_places);
    if (place != AT_MAIN)
        fail_msg("%s: place %d", name, place);
    compare_registers(chip, fresh, name);
    enum boot0_outcome want = expected_outcome(test);
    if (library_outcome(chip, &new) != want)
        fail_msg("%s: outcome %d, want %d", name, library_outcome(chip, &new),
                 want);
    assert_int_equal(chip->reset.count - resets, expected_resets(test));
    /* And it stays so: no further reset, no further ROM. */
    wait_ms(chip, 20);
    assert_int_equal(chip->reset.count - resets, expected_resets(test));
    image_free(&old);
    image_free(&new);
}

static void test_go(void **state)
{
    (void)state;
    struct chip *chip = test_malloc(sizeof *chip);
    struct chip *fresh = test_malloc(sizeof *fresh);
    struct go_case test = {.bfb2 = CHOICE_BFB2_IGNORED};
    for (test.rom = 0; test.rom < ROM_VERSIONS; test.rom++)
        for (test.go = 0; test.go < 4; test.go++)
            for (test.csr = 0; test.csr < 2; test.csr++)
                for (test.remap = 0; test.remap < 3; test.remap++)
                    for (unsigned head = 0; head < 2; head++) {
                        test.head = head ? PATCH_HEAD_KEEP : PATCH_HEAD_INVALID;
                        run_go(&test, chip, fresh);
                    }
    test_free(chip);
    test_free(fresh);
}

/* Of two passes the ROM makes one: Go is not taken for its bounce. */
static void test_go_early(void **state)
{
    (void)state;
    struct chip *chip = test_malloc(sizeof *chip);
    struct chip *fresh = test_malloc(sizeof *fresh);
    struct go_case test = {.head = PATCH_HEAD_KEEP,
                           .bfb2 = CHOICE_BFB2_CONSULTED};
    for (test.rom = 0; test.rom < ROM_VERSIONS; test.rom++)
        for (test.go = 0; test.go < 4; test.go++)
            for (test.csr = 0; test.csr < 2; test.csr++)
                run_go(&test, chip, fresh);
    test_free(chip);
    test_free(fresh);
}

/* A reset ends the ROM as well as Go does. */
static void test_reset(void **state)
{
    struct nucleo *nucleo = *state;
    enter(&nucleo->chip, &nucleo->image);
    reset_request(&nucleo->chip, RESET_PIN);
    assert_int_equal(nucleo_run(nucleo), AT_MAIN);
    assert_int_equal(nucleo_outcome(nucleo), BOOT0_ENTERED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_go),
        cmocka_unit_test(test_go_early),
        NUCLEO_TEST(test_reset, kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
