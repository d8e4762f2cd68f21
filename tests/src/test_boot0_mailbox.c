/* SPDX-License-Identifier: MIT
 *
 * Every state of the mailbox, every way to come to boot0_reset, every set of
 * reset flags left from before: the ROM is entered exactly when the request is
 * believed, and what is left behind each time.
 */
#include "bench/stm32l0/readings.h"
#include "chip/core/exception.h"
#include "chip/stm32l0/syscfg.h"
#include "tests/src/boot0_fixture.h"

enum {
    FLAG_FW = 0x01, /* RCC_CSR >> 24 */
    FLAG_OBL = 0x02,
    FLAG_PIN = 0x04,
    FLAG_POR = 0x08,
    FLAG_SFT = 0x10,
    FLAG_IWDG = 0x20,
    FLAG_LPWR = 0x80,
    STATES = 20,              /* 0 to 19; the library knows 0 to 7 */
    EMPTY = STATES,           /* no magic word */
    BRANCH_OFF = RESET_KINDS, /* no reset: a branch, RCC_APB2ENR is 0 */
    BRANCH_ON,                /* ... as the library left it */
    BRANCH_GO,                /* ... as a ROM that serves a host leaves it */
    WAYS,
    SYSCFGEN = 1, /* RCC_APB2ENR */
    USART1EN = 1 << 14,
    NOTED = BOOT0_REFUSED_ID /* the outcome of an earlier request */
};

struct subject {
    struct image image;
    struct places places;
    uint32_t mailbox;
    bool twice; /* this image on this ROM needs two passes */
    bool rtc;
    struct chip *chip; /* at the reset handler */
    struct chip *copy; /* for the test to change */
};

static void subject_open(struct subject *subject, const char *name,
                         enum patch_head head, enum rom_version rom)
{
    memset(subject, 0, sizeof *subject);
    library_image(&subject->image, "", name, head);
    subject->places = library_places_early(&subject->image, rom);
    subject->rtc = !strcmp(name, "library-rtc");
    subject->mailbox = subject->rtc ? MAILBOX_RTC : MAILBOX_RAM;
    subject->twice =
        head == PATCH_HEAD_KEEP && (rom == ROM_V4_1 || rom == ROM_V11_2);
    subject->chip = calloc(1, sizeof *subject->chip);
    subject->copy = calloc(1, sizeof *subject->copy);
    assert_true(subject->chip && subject->copy);
    library_chip(subject->chip, &subject->image, rom, 0);
    chip_power_on(subject->chip);
    assert_int_equal(library_run(subject->chip, &subject->places), AT_MAIN);
}

static void subject_close(struct subject *subject)
{
    image_free(&subject->image);
    free(subject->chip);
    free(subject->copy);
}

static uint32_t mailbox_word(const struct subject *subject,
                             const struct chip *chip, unsigned index)
{
    if (subject->rtc)
        return stm32l0(chip)->rtc.bkpr[3 + index];
    return library_word(chip, subject->mailbox + 4 * index);
}

static void mailbox_set(const struct subject *subject, struct chip *chip,
                        uint32_t first, uint32_t second)
{
    if (subject->rtc) {
        stm32l0(chip)->rtc.bkpr[3] = first;
        stm32l0(chip)->rtc.bkpr[4] = second;
        return;
    }
    library_set_word(chip, subject->mailbox, first);
    library_set_word(chip, subject->mailbox + 4, second);
}

static unsigned flags_of(const struct chip *chip)
{
    return stm32l0(chip)->rcc.csr >> 24;
}

struct expectation {
    enum place place;
    unsigned posted; /* state in the mailbox afterwards, or EMPTY */
    int outcome;     /* enum boot0_outcome; -1 = as it was */
    bool again;      /* one more reset came before that */
};

static bool is_believed(unsigned state, unsigned flags, uint32_t clocks)
{
    bool software = (flags & ~(unsigned)FLAG_PIN) == FLAG_SFT;
    if (state == BOOT0_STATE_REQUEST)
        return software;
    return state == BOOT0_STATE_PASS1 &&
           (software || (flags == 0 && clocks == SYSCFGEN));
}

/* Go, in the first pass or later: the ROM stayed. */
static bool is_go(unsigned state, unsigned flags, uint32_t clocks)
{
    if (state == BOOT0_STATE_PASS1)
        return flags == 0 && clocks != SYSCFGEN;
    return (state == EMPTY || state == BOOT0_STATE_ENTERED) && clocks &&
           (flags & ~(unsigned)FLAG_PIN) != FLAG_SFT;
}

/* design: decision, mailbox, coming back. */
static struct expectation expected(const struct subject *subject,
                                   unsigned state, unsigned flags,
                                   uint32_t clocks)
{
    if (is_believed(state, flags, clocks)) {
        bool first = state == BOOT0_STATE_REQUEST && subject->twice;
        bool second = state == BOOT0_STATE_PASS1 && subject->twice;
        return (struct expectation){.place = second ? AT_PAST : AT_ROM,
                                    .posted = first ? BOOT0_STATE_PASS1
                                                    : BOOT0_STATE_ENTERED,
                                    .outcome = -1};
    }
    if (is_go(state, flags, clocks))
        return (struct expectation){AT_MAIN, EMPTY, BOOT0_RETURNED, true};
    if (state == BOOT0_STATE_REQUEST || state == BOOT0_STATE_PASS1)
        return (struct expectation){AT_MAIN, EMPTY, BOOT0_INTERRUPTED, false};
    if (state != EMPTY &&
        state > BOOT0_STATE_ENTERED) /* an outcome; what is none reads NONE */
        return (struct expectation){
            AT_MAIN, EMPTY, state < BOOT0_OUTCOMES ? (int)state : BOOT0_NONE,
            false};
    return (struct expectation){AT_MAIN, EMPTY,
                                state == EMPTY ? -1 : BOOT0_ENTERED, false};
}

/* What the chip is like at the first instruction of the ROM. */
static void check_entry(const struct subject *subject, const struct chip *chip,
                        const struct chip *before)
{
    assert_int_equal(chip->cpu.r[CPU_SP], ROM_STACK);
    assert_int_equal(chip->cpu.control, 0);
    assert_false(chip->cpu.primask);
    assert_int_equal(syscfg_mem_mode(chip), 1);
    assert_int_equal(syscfg_ufb(chip), syscfg_ufb(before));
    assert_int_equal(flags_of(chip), 0);
    if (subject->rtc) {
        assert_int_equal(stm32l0(chip)->rcc.apb1enr,
                         stm32l0(before)->rcc.apb1enr);
        assert_int_equal(stm32l0(chip)->pwr.cr, stm32l0(before)->pwr.cr);
        assert_memory_equal(bus_physical(chip, REGION_SRAM),
                            bus_physical(before, REGION_SRAM), SRAM_SIZE);
    } else {
        assert_memory_equal(bus_physical(chip, REGION_SRAM),
                            bus_physical(before, REGION_SRAM),
                            MAILBOX_RAM - SRAM_BASE);
    }
}

/* What it is like at the reset handler. */
static void check_start(const struct subject *subject, const struct chip *chip)
{
    assert_false(chip->cpu.primask);
    if (subject->rtc) {
        assert_int_equal(stm32l0(chip)->rcc.apb1enr, 0);
        assert_int_equal(stm32l0(chip)->pwr.cr, stm32l0(subject->chip)->pwr.cr);
    }
}

static unsigned posted(const struct subject *subject, const struct chip *chip)
{
    if (mailbox_word(subject, chip, 0) != BOOT0_MAGIC)
        return EMPTY;
    return mailbox_word(subject, chip, 1) + BOOT0_MAGIC;
}

/* Makes the reset, or the branch; stops before the first instruction. */
static void come(struct chip *chip, unsigned way, uint32_t reset)
{
    if (way < RESET_KINDS) {
        reset_request(chip, (enum reset_kind)way);
        chip->watch.break_passed = 0; /* the last stop is behind us */
        chip_break_set(chip, reset);
        assert_int_equal(chip_run(chip, chip->cycle + 1000), STOP_BREAK);
        chip_break_clear(chip);
        return;
    }
    for (unsigned i = 0; i < CPU_PC; i++)
        chip->cpu.r[i] = 0xBAD0BAD0 + i;
    chip->cpu.r[CPU_SP] &= ~3u;
    chip->cpu.primask = way != BRANCH_OFF; /* who restores one restores both */
    stm32l0(chip)->rcc.apb2enr = way == BRANCH_ON   ? SYSCFGEN
                                 : way == BRANCH_GO ? SYSCFGEN | USART1EN
                                                    : 0;
    cpu_branch(&chip->cpu, reset);
}

static void run_case(const struct subject *subject, unsigned state,
                     unsigned way, unsigned flags)
{
    static struct chip before;
    struct chip *chip = subject->copy;
    uint32_t noted = library_symbol(&subject->image, "boot0_noted");
    uint32_t reset = library_symbol(&subject->image, "boot0_reset");
    *chip = *subject->chip;
    mailbox_set(subject, chip, state == EMPTY ? 0 : BOOT0_MAGIC,
                state - BOOT0_MAGIC);
    library_set_word(chip, noted, BOOT0_MAGIC + NOTED);
    stm32l0(chip)->rcc.csr = (stm32l0(chip)->rcc.csr & 0x00FFFFFF) | flags
                                                                         << 24;
    come(chip, way, reset);

    /* The L0 has no VBAT: every power-on flag comes with a new RTC domain. */
    bool lost = way == RESET_POWER || (subject->rtc && way == RESET_DIP);
    struct expectation want =
        expected(subject, lost ? EMPTY : state, flags_of(chip),
                 stm32l0(chip)->rcc.apb2enr);
    if (want.outcome < 0)
        want.outcome = way == RESET_POWER ? BOOT0_NONE : NOTED;
    before = *chip;
    unsigned resets = chip->reset.count;
    enum place place = library_run(chip, &subject->places);
    bool again = chip->reset.count != resets;

    if (place != want.place || posted(subject, chip) != want.posted ||
        library_outcome(chip, &subject->image) !=
            (enum boot0_outcome)want.outcome ||
        again != want.again)
        fail_msg("%s, state %u, way %u, flags 0x%02X before, 0x%02X then: "
                 "place %d want %d, posted %u want %u, outcome %d want %d, "
                 "reset again %d want %d",
                 subject->image.path, state, way, flags, flags_of(&before),
                 place, want.place, posted(subject, chip), want.posted,
                 library_outcome(chip, &subject->image), want.outcome, again,
                 want.again);
    if (again)
        assert_int_equal(flags_of(chip), FLAG_SFT | FLAG_PIN);
    if (place == AT_MAIN)
        check_start(subject, chip);
    else
        check_entry(subject, chip, &before);
}

/* Standby exit and low-power resets come from sleep; the model makes them by
 * request like the others. */
static void run_all(const char *name, enum patch_head head,
                    enum rom_version rom)
{
    static const unsigned flags[] = {
        0,        FLAG_PIN, FLAG_PIN | FLAG_POR, FLAG_PIN | FLAG_SFT, FLAG_SFT,
        FLAG_OBL, FLAG_FW,  FLAG_IWDG,           FLAG_LPWR,           0xFF};
    struct subject subject;
    subject_open(&subject, name, head, rom);
    for (unsigned state = 0; state <= EMPTY; state++)
        for (unsigned way = RESET_POWER; way < WAYS; way++)
            for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++)
                run_case(&subject, state, way, flags[i]);
    subject_close(&subject);
}

static void test_once(void **state)
{
    (void)state;
    run_all("library-Os", PATCH_HEAD_INVALID, ROM_V4_1);
    run_all("library-Os", PATCH_HEAD_KEEP, ROM_V4_0);
}

static void test_twice(void **state)
{
    (void)state;
    run_all("library-Os", PATCH_HEAD_KEEP, ROM_V4_1);
    run_all("library-Os", PATCH_HEAD_KEEP, ROM_V11_2);
}

static void test_rtc(void **state)
{
    (void)state;
    run_all("library-rtc", PATCH_HEAD_INVALID, ROM_V4_1);
    run_all("library-rtc", PATCH_HEAD_KEEP, ROM_V11_2);
}

/* --- library-Os on ROM V4.1 --- */

static int open_subject(void **state, enum patch_head head)
{
    static struct subject subject;
    subject_open(&subject, "library-Os", head, ROM_V4_1);
    *state = &subject;
    return 0;
}

static int open_kept(void **state)
{
    return open_subject(state, PATCH_HEAD_KEEP);
}

static int open_invalid(void **state)
{
    return open_subject(state, PATCH_HEAD_INVALID);
}

static int close_subject(void **state)
{
    subject_close(*state);
    return 0;
}

/* Half a match is none: the second word alone, or a word next to the magic
 * one, asks for nothing; any bit wrong in it does not, either. */
static void test_half(void **state)
{
    struct subject *subject = *state;
    struct chip *chip = subject->copy;
    uint32_t request = BOOT0_STATE_REQUEST - BOOT0_MAGIC;
    for (unsigned bit = 0; bit < 64; bit++) {
        uint32_t first = BOOT0_MAGIC ^ (bit < 32 ? 1u << bit : 0);
        uint32_t second = request ^ (bit < 32 ? 0 : 1u << (bit - 32));
        *chip = *subject->chip;
        mailbox_set(subject, chip, first, second);
        stm32l0(chip)->rcc.csr &= 0x00FFFFFF;
        reset_request(chip, RESET_SYSTEM);
        assert_int_equal(library_run(chip, &subject->places), AT_MAIN);
        if (bit >= 32)
            assert_int_equal(posted(subject, chip), EMPTY);
    }
}

static void core_write(struct chip *chip, uint32_t address, uint32_t value)
{
    assert_true(bus_write(chip, address, 4, value));
}

static uint32_t core_read(struct chip *chip, uint32_t address)
{
    uint32_t value;
    assert_true(bus_read(chip, address, 4, &value));
    return value;
}

/* As the ROM may leave it: SysTick runs, every interrupt is enabled and
 * pending, and VTOR is the ROM's. */
static void stir_core(struct chip *chip)
{
    chip->cpu.primask = true;
    core_write(chip, 0xE000E014, 100);        /* SYST_RVR */
    core_write(chip, 0xE000E010, 7);          /* SYST_CSR */
    core_write(chip, 0xE000E100, 0xFFFFFFFF); /* NVIC_ISER */
    core_write(chip, 0xE000E200, 0xFFFFFFFF); /* NVIC_ISPR */
    core_write(chip, 0xE000ED04, 0x14000000); /* PENDSVSET, PENDSTSET */
    core_write(chip, 0xE000ED08, 0x1FF00000); /* VTOR */
}

static void check_core(struct chip *chip)
{
    assert_int_equal(core_read(chip, 0xE000E010) & 7, 0);
    assert_int_equal(core_read(chip, 0xE000E100), 0);
    assert_int_equal(core_read(chip, 0xE000E200), 0);
    assert_int_equal(core_read(chip, 0xE000ED04) & 0x1C000000, 0);
    assert_int_equal(core_read(chip, 0xE000ED08), FLASH_BASE);
    assert_false(chip->cpu.primask);
    assert_int_equal(chip->cpu.ipsr, 0);
}

/* The pin, or BFB2, would start the ROM at the next reset. */
static void set_option_or_pin(const struct subject *subject, bool pin)
{
    struct chip *chip = subject->copy;
    *chip = *subject->chip;
    if (pin) {
        stm32l0(chip)->syscfg.cfgr1 |= 1 << 8; /* BOOT_MODE */
        return;
    }
    library_option(chip, OPTION_USER, 0, USER_BFB2);
    chip_power_on(chip);
    chip->watch.break_passed = 0; /* the last stop is behind us */
    assert_int_equal(library_run(chip, &subject->places), AT_ROM);
    assert_int_equal(library_run(chip, &subject->places), AT_MAIN);
}

/* Where a reset would lead to the ROM and not here, Go makes none: the core is
 * put back by hand, whatever is noted on the way. */
static void test_go_on(void **state)
{
    static const struct {
        unsigned state, flags;
        enum boot0_outcome outcome;
    } cases[] = {
        {BOOT0_STATE_ENTERED, 0, BOOT0_ENTERED},
        {EMPTY, 0, BOOT0_NONE},
        {EMPTY, FLAG_SFT | FLAG_PIN, BOOT0_NONE},
        {BOOT0_OUTCOME_REFUSED_ERASE, FLAG_SFT, BOOT0_REFUSED_ERASE},
        {BOOT0_STATE_REQUEST, FLAG_IWDG, BOOT0_INTERRUPTED},
        {BOOT0_STATE_PASS1, FLAG_PIN, BOOT0_INTERRUPTED},
    };
    struct subject *subject = *state;
    struct chip *chip = subject->copy;
    uint32_t reset = library_symbol(&subject->image, "boot0_reset");
    for (unsigned i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        unsigned k = i / 2;
        set_option_or_pin(subject, i % 2);
        mailbox_set(subject, chip, cases[k].state == EMPTY ? 0 : BOOT0_MAGIC,
                    cases[k].state - BOOT0_MAGIC);
        stm32l0(chip)->rcc.csr &= 0x00FFFFFF;
        stm32l0(chip)->rcc.csr |= cases[k].flags << 24;
        come(chip, BRANCH_ON, reset);
        stir_core(chip);
        unsigned resets = chip->reset.count;
        assert_int_equal(library_run(chip, &subject->places), AT_MAIN);
        assert_int_equal(chip->reset.count, resets);
        assert_int_equal(library_outcome(chip, &subject->image),
                         cases[k].outcome);
        check_core(chip);
    }
}

/* Whichever stack is in use, it is MSP that the ROM gets its own value in. */
static void test_msp(void **state)
{
    struct subject *subject = *state;
    struct chip *chip = subject->copy;
    *chip = *subject->chip;
    mailbox_set(subject, chip, BOOT0_MAGIC, BOOT0_STATE_PASS1 - BOOT0_MAGIC);
    stm32l0(chip)->rcc.csr &= 0x00FFFFFF;
    come(chip, BRANCH_ON, library_symbol(&subject->image, "boot0_reset"));
    chip->cpu.control = CONTROL_SPSEL;
    chip->cpu.sp_other = 0x20003000;
    assert_int_equal(library_run(chip, &subject->places), AT_PAST);
    assert_int_equal(chip->cpu.sp_other, ROM_STACK);
}

/* Code that runs through the alias at 0, where an image linked at 0 has it: the
 * remap must not take it away. */
static void test_alias(void **state)
{
    struct subject *subject = *state;
    struct chip *chip = subject->copy;
    uint32_t reset = library_symbol(&subject->image, "boot0_reset");
    for (unsigned pass = 0; pass < 2; pass++) {
        *chip = *subject->chip;
        mailbox_set(subject, chip, BOOT0_MAGIC,
                    (pass ? BOOT0_STATE_PASS1 : BOOT0_STATE_REQUEST) -
                        BOOT0_MAGIC);
        stm32l0(chip)->rcc.csr = (uint32_t)(FLAG_SFT | FLAG_PIN) << 24;
        come(chip, BRANCH_OFF, reset - FLASH_BASE);
        assert_int_equal(library_run(chip, &subject->places),
                         pass ? AT_PAST : AT_ROM);
        assert_int_equal(syscfg_mem_mode(chip), 1);
    }
}

/* A second-stage loader that leaves RCC_APB2ENR on, and clears the reset flags
 * or uses the mailbox's words as its stack: one reset more, then it starts. */
static void test_loader(void **state)
{
    struct subject *subject = *state;
    struct chip *chip = subject->copy;
    uint32_t reset = library_symbol(&subject->image, "boot0_reset");
    for (unsigned kind = RESET_POWER; kind < RESET_KINDS; kind++)
        for (unsigned habit = 0; habit < 3; habit++) {
            bool clears = habit == 1, overwrites = habit == 2;
            unsigned starts = 0;
            *chip = *subject->chip;
            come(chip, kind, reset);
            do { /* the loader has run and starts the application */
                assert_true(starts++ < 2);
                if (clears)
                    stm32l0(chip)->rcc.csr &= 0x00FFFFFF;
                if (overwrites)
                    mailbox_set(subject, chip, 0x12345678, 0x9ABCDEF0);
                stm32l0(chip)->rcc.apb2enr = 1;
                chip_break_set(chip, reset);
                chip_break_set(chip, subject->places.main);
                assert_int_equal(chip_run(chip, chip->cycle + 100000),
                                 STOP_BREAK);
                chip_break_clear(chip);
            } while (chip->cpu.r[CPU_PC] != subject->places.main);
        }
}

int main(void)
{
#define SUBJECT_TEST(test, head)                                               \
    cmocka_unit_test_setup_teardown(test, open_##head, close_subject)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once),    cmocka_unit_test(test_twice),
        cmocka_unit_test(test_rtc),     SUBJECT_TEST(test_half, invalid),
        SUBJECT_TEST(test_go_on, kept), SUBJECT_TEST(test_msp, kept),
        SUBJECT_TEST(test_alias, kept), SUBJECT_TEST(test_loader, kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
