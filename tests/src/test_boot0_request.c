/* SPDX-License-Identifier: MIT
 *
 * boot0_request from everywhere it may be called from, while a write is in
 * flight, and from bank 2; boot0_rom against what then happens; what
 * boot0_request_erase erases.
 */
#include "bench/stm32l0/readings.h"
#include "chip/core/exception.h"
#include "chip/stm32l0/syscfg.h"
#include "tests/src/boot0_fixture.h"

enum { EEPROM = 0x08080000, PAGE = 128, OPTION_WRP1 = 8 };
/* In the EEPROM of the other bank: writing it does not hold the core up. */
enum { EEPROM_OTHER = EEPROM + 3 * 1024 };

/* The ROM stays: nothing but the ROM for 5 ms. */
static void expect_stays(struct nucleo *nucleo)
{
    struct chip *chip = &nucleo->chip;
    chip_break_set(chip, nucleo->places.main);
    uint64_t end = clock_ps(chip) + 5 * PS_PER_MS;
    enum stop stop;
    while ((stop = chip_run_to(chip, end)) == STOP_EVENT)
        chip->events.count = 0;
    assert_int_equal(stop, STOP_BUDGET);
    chip_break_clear(chip);
}

static void expect_entered(struct nucleo *nucleo, bool twice)
{
    assert_int_equal(nucleo_run(nucleo), AT_ROM);
    if (twice)
        assert_int_equal(nucleo_run(nucleo), AT_PAST);
    expect_stays(nucleo);
}

/* Thread mode on either stack, and Handler mode, with the stack in use
 * wherever RAM is, over the mailbox too. */
static void test_contexts(void **state)
{
    static const uint32_t stacks[] = {0x20000100, 0x20001000, 0x20004FC0,
                                      0x20004FF8, 0x20004FFC, 0x20005000};
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    for (unsigned context = 0; context < 3; context++)
        for (unsigned i = 0; i < 6; i++)
            for (unsigned j = 0; j < 6; j++) {
                nucleo_again(nucleo);
                chip->cpu.r[CPU_SP] = stacks[i];
                chip->cpu.sp_other = stacks[j];
                if (context == 1)
                    chip->cpu.control = CONTROL_SPSEL;
                if (context == 2) {
                    chip->cpu.ipsr = EXCEPTION_SYSTICK;
                    exception_set_add(&chip->nvic.active, EXCEPTION_SYSTICK);
                    nvic_update(chip);
                }
                nucleo_branch(nucleo, "boot0_request");
                expect_entered(nucleo, true);
            }
}

/* A real interrupt: SysTick comes, and its handler asks. */
static void test_interrupt(void **state)
{
    struct nucleo *nucleo = *state;
    library_set_word(&nucleo->chip, FLASH_BASE + 4 * EXCEPTION_SYSTICK,
                     nucleo_symbol(nucleo, "boot0_request") | 1);
    assert_true(bus_write(&nucleo->chip, 0xE000E014, 4, 100)); /* RVR */
    assert_true(bus_write(&nucleo->chip, 0xE000E010, 4, 7));   /* CSR */
    expect_entered(nucleo, false);
}

/* Interrupts are off from the first instruction: a handler that would write to
 * the mailbox does not run. */
static void test_interrupts_off(void **state)
{
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    nucleo_branch(nucleo, "boot0_request");
    chip_run(chip, chip->cycle + 3);
    assert_true(chip->cpu.primask);
    nvic_pend(chip, EXCEPTION_PENDSV);
    nvic_pend(chip, EXCEPTION_SYSTICK);
    expect_entered(nucleo, false);
}

/* NMI cannot be switched off: at every cycle of a request, with the stack in
 * use over the mailbox, a handler that pushes does no harm. */
static void test_nmi(void **state)
{
    static const uint16_t handler[] = {0xB4FF, 0xBCFF, 0x4770}; /* push, pop */
    enum { HANDLER = 0x08010000, CYCLES = 60 };
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    chip_poke(&nucleo->fresh, HANDLER, handler, sizeof handler);
    library_set_word(&nucleo->fresh, FLASH_BASE + 4 * EXCEPTION_NMI,
                     HANDLER | 1);
    unsigned resets = nucleo->fresh.reset.count;
    for (unsigned stack = 0; stack < 3; stack++)
        for (unsigned i = 0; i < CYCLES; i++) {
            nucleo_again(nucleo);
            bool process = stack > 0;
            chip->cpu.control = process ? CONTROL_SPSEL : 0;
            chip->cpu.r[CPU_SP] = stack == 1 ? 0x20004000 : 0x20005000;
            chip->cpu.sp_other = stack == 1 ? 0x20005000 : 0x20004000;
            nucleo_branch(nucleo, "boot0_request");
            chip_run(chip, chip->cycle + i);
            if (chip->reset.count == resets)
                nvic_pend(chip, EXCEPTION_NMI);
            expect_entered(nucleo, false);
        }
}

static void unlock(struct chip *chip)
{
    bus_write(chip, 0x4002200C, 4, 0x89ABCDEF);
    bus_write(chip, 0x4002200C, 4, 0x02030405);
}

/* A word of EEPROM on its way: it arrives, then the reset comes. */
static void test_write_in_flight(void **state)
{
    /* EEPROM of the own bank, which holds the core up, and of the other. */
    static const uint32_t words[] = {EEPROM, EEPROM_OTHER};
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    for (unsigned i = 0; i < 2; i++) {
        nucleo_again(nucleo);
        unlock(chip);
        assert_true(bus_write(chip, words[i], 4, 0x600DCAFE));
        uint64_t begin = clock_ps(chip);
        nucleo_branch(nucleo, "boot0_request");
        assert_int_equal(nucleo_run(nucleo), AT_ROM);
        assert_true(clock_ps(chip) - begin > 3 * PS_PER_MS);
        assert_int_equal(library_word(chip, words[i]), 0x600DCAFE);
        assert_int_equal(nucleo_run(nucleo), AT_PAST);
    }
}

/* A supply dip or a watchdog at any cycle from the request to the ROM: the
 * application starts, nobody is asked twice. */
static void test_cut(void **state)
{
    static const enum reset_kind kinds[] = {RESET_DIP, RESET_POWER, RESET_IWDG};
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    nucleo_branch(nucleo, "boot0_request");
    assert_int_equal(nucleo_run(nucleo), AT_ROM);
    uint64_t cycles = chip->cycle - nucleo->fresh.cycle;
    assert_in_range(cycles, 100, 1000);
    for (unsigned i = 0; i < 3; i++)
        for (uint64_t k = 0; k < cycles; k++) {
            nucleo_again(nucleo);
            chip->watch.events = 0; /* RMVF may be set at the cut */
            nucleo_branch(nucleo, "boot0_request");
            chip_run(chip, chip->cycle + k);
            reset_request(chip, kinds[i]);
            assert_int_equal(nucleo_run(nucleo), AT_MAIN);
            reset_request(chip, RESET_SYSTEM);
            assert_int_equal(nucleo_run(nucleo), AT_MAIN);
        }
}

/* The image in bank 2 (UFB=1), started there by BFB2=1, bank 1 blank or the
 * same image. */
static void run_from_bank2(struct nucleo *nucleo, bool copy)
{
    struct chip *chip = &nucleo->chip;
    library_chip(chip, &nucleo->image, ROM_V4_1, 0);
    memcpy(bus_physical(chip, REGION_FLASH) + chip->part.bank_size,
           bus_physical(chip, REGION_FLASH), chip->part.bank_size);
    if (!copy)
        memset(bus_physical(chip, REGION_FLASH), 0, chip->part.bank_size);
    library_option(chip, OPTION_USER, 0, USER_BFB2);
    chip_power_on(chip);
    assert_int_equal(nucleo_run(nucleo), AT_ROM);
    assert_int_equal(nucleo_run(nucleo), AT_MAIN);
    assert_true(syscfg_ufb(chip));
    nucleo_branch(nucleo, "boot0_request");
    assert_int_equal(nucleo_run(nucleo), AT_ROM); /* by BFB2 */
}

static void test_bank2(void **state)
{
    struct nucleo *nucleo = *state;
    run_from_bank2(nucleo, false);
    expect_entered(nucleo, true);
    assert_true(syscfg_ufb(&nucleo->chip));
    run_from_bank2(nucleo, true);
    assert_int_equal(nucleo_run(nucleo), AT_MAIN);
    assert_int_equal(nucleo_outcome(nucleo), BOOT0_REFUSED_BANK2);
}

/* --- boot0_rom --- */

/* Calls boot0_rom in main: id 7:0, outcome 15:8. */
static uint32_t call_rom(struct nucleo *nucleo)
{
    cpu_call(&nucleo->chip, nucleo_symbol(nucleo, "boot0_rom") | 1);
    assert_int_equal(nucleo_run(nucleo), AT_MAIN);
    return nucleo->chip.cpu.r[0] & 0xFFFF;
}

static void expect_output(struct nucleo *nucleo, unsigned id)
{
    nucleo_again(nucleo);
    uint32_t said = call_rom(nucleo);
    assert_int_equal(said & 0xFF, id);
    nucleo_again(nucleo);
    nucleo_branch(nucleo, "boot0_request");
    enum place place = nucleo_run(nucleo);
    if (said >> 8 == BOOT0_ENTERED) {
        assert_int_equal(place, AT_ROM);
    } else {
        assert_int_equal(place, AT_MAIN);
        assert_int_equal(nucleo_outcome(nucleo), said >> 8);
    }
}

/* boot0_rom() predicts how a request ends: for every id byte, head and RDP. */
static void test_rom(void **state)
{
    static const uint32_t heads[] = {0, 0x20005000, 0xBE00BE00};
    static const uint16_t rdp[] = {0xAA, 0xBB, 0xCC};
    struct nucleo *nucleo = *state;
    struct chip *fresh = &nucleo->fresh;
    for (unsigned id = 0; id < 256; id++)
        for (unsigned i = 0; i < 9; i++) {
            library_chip(fresh, &nucleo->image, ROM_V4_1, 0);
            bus_physical(fresh, REGION_SYSTEM)[ROM_ID] = (uint8_t)id;
            memcpy(bus_physical(fresh, REGION_FLASH) + fresh->part.bank_size,
                   &heads[i % 3], 4);
            library_option(fresh, 0, 0xFF, rdp[i / 3]);
            chip_power_on(fresh);
            assert_int_equal(library_run(fresh, &nucleo->places), AT_MAIN);
            expect_output(nucleo, id);
        }
}

/* How often the ROM will be entered with this first word of the own bank. */
static unsigned passes(struct nucleo *nucleo, uint32_t head)
{
    memcpy(bus_physical(&nucleo->chip, REGION_FLASH), &head, 4);
    nucleo_branch(nucleo, "boot0_request");
    assert_int_equal(nucleo_run(nucleo), AT_ROM);
    uint32_t state = library_word(&nucleo->chip, MAILBOX_RAM + 4) + BOOT0_MAGIC;
    return state == BOOT0_STATE_PASS1 ? 2 : 1;
}

/* Which first words may be those of a bank: the bounds of both `sp` readings,
 * and words to each side. In the other bank it is refused, in the own one it
 * takes two passes. */
static void test_heads(void **state)
{
    static const struct {
        uint32_t word;
        bool may_be;
    } cases[] = {
        {0x00000000, false}, {0x1FFFFFFF, false}, {0x20000000, true},
        {0x20000001, true},  {0x20005000, true},  {0x20005004, true},
        {0x20005008, true},  {0x2001FFFF, true},  {0x20020000, false},
        {0x21000000, false}, {0x28000000, false}, {0x30000000, true},
        {0x60001000, true},  {0xA0005000, true},  {0xF001FFFF, true},
        {0xE0000000, true},  {0xFFFFFFFF, false}, {0xBE00BE00, false},
        {0x10005000, false}, {0x08000000, false}, {0x24005000, false},
    };
    struct nucleo *nucleo = *state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        nucleo_again(nucleo);
        memcpy(bus_physical(&nucleo->chip, REGION_FLASH) +
                   nucleo->chip.part.bank_size,
               &cases[i].word, 4);
        uint32_t said = call_rom(nucleo) >> 8;
        if (said != (cases[i].may_be ? BOOT0_REFUSED_BANK2 : BOOT0_ENTERED))
            fail_msg("0x%08X: %u", (unsigned)cases[i].word, (unsigned)said);
        nucleo_again(nucleo);
        unsigned count = passes(nucleo, cases[i].word);
        if (count != (cases[i].may_be ? 2 : 1))
            fail_msg("0x%08X: %u passes", (unsigned)cases[i].word, count);
    }
}

/* boot0_outcome() accepts the eight values of its word, and no others. */
static void test_outcome(void **state)
{
    struct nucleo *nucleo = *state;
    for (int i = -4; i < 16; i++) {
        library_set_word(&nucleo->chip, nucleo_symbol(nucleo, "boot0_noted"),
                         BOOT0_MAGIC + (uint32_t)i);
        cpu_call(&nucleo->chip, nucleo_symbol(nucleo, "boot0_outcome") | 1);
        assert_int_equal(nucleo_run(nucleo), AT_MAIN);
        assert_int_equal(nucleo->chip.cpu.r[0],
                         i >= 0 && i <= BOOT0_REFUSED_ERASE ? i : BOOT0_NONE);
    }
}

/* The base of the other bank follows the flash size in the size word. */
static void test_sizes(void **state)
{
    static const struct {
        uint16_t kbytes;
        uint32_t other; /* offset of the other bank, 0 = none */
    } cases[] = {{192, 0x18000}, {128, 0x10000}, {64, 0}};
    static const uint32_t offsets[] = {0x8000, 0x10000, 0x18000};
    uint32_t head = 0x20005000;
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    for (unsigned i = 0; i < 3; i++)
        for (unsigned j = 0; j < 3; j++) {
            memcpy(bus_physical(chip, REGION_OPTION) + 0x7C, &cases[i].kbytes,
                   2);
            memcpy(bus_physical(chip, REGION_FLASH) + offsets[j], &head, 4);
            assert_int_equal(call_rom(nucleo) >> 8, cases[i].other == offsets[j]
                                                        ? BOOT0_REFUSED_BANK2
                                                        : BOOT0_ENTERED);
            memset(bus_physical(chip, REGION_FLASH) + offsets[j], 0, 4);
        }
}

/* Any other size is of a part that nobody knows: only a ROM without bank check
 * is entered. */
static void test_unknown_sizes(void **state)
{
    static const uint16_t sizes[] = {0,   1,   32,  63,  65,  96,     127,
                                     129, 160, 191, 193, 256, 0x4080, 0xFFFF};
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    uint8_t *system = bus_physical(chip, REGION_SYSTEM);
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memcpy(bus_physical(chip, REGION_OPTION) + 0x7C, &sizes[i], 2);
        system[ROM_ID] = 0x41;
        assert_int_equal(call_rom(nucleo) >> 8, BOOT0_REFUSED_ID);
        system[ROM_ID] = 0xB2;
        assert_int_equal(call_rom(nucleo) >> 8, BOOT0_REFUSED_ID);
        system[ROM_ID] = 0x40;
        assert_int_equal(call_rom(nucleo) >> 8, BOOT0_ENTERED);
    }
}

/* --- boot0_request_erase --- */

/* BFB2=1, and the option bits that protect sectors against writing. */
static void start_bfb2(struct nucleo *nucleo, uint16_t wrp)
{
    struct chip *chip = &nucleo->chip;
    library_chip(chip, &nucleo->image, ROM_V4_1, 0);
    library_option(chip, OPTION_USER, 0, USER_BFB2);
    library_option(chip, OPTION_WRP1, 0, wrp);
    chip_power_on(chip);
    assert_int_equal(nucleo_run(nucleo), AT_ROM);
    assert_int_equal(nucleo_run(nucleo), AT_MAIN);
    nucleo->fresh = *chip;
}

static int nucleo_bfb2(void **state)
{
    nucleo_kept(state);
    start_bfb2(*state, 0);
    return 0;
}

/* The ROM comes once, the application again; nothing was erased. */
static void expect_refused(struct nucleo *nucleo, const uint8_t *before)
{
    assert_int_equal(nucleo_run(nucleo), AT_ROM);
    assert_int_equal(nucleo_run(nucleo), AT_MAIN);
    assert_int_equal(nucleo_outcome(nucleo), BOOT0_REFUSED_ERASE);
    assert_memory_equal(bus_physical(&nucleo->chip, REGION_FLASH), before,
                        FLASH_MAX);
}

/* The first page, and nothing else; then the ROM at this reset and the next. */
static void expect_erased(struct nucleo *nucleo)
{
    struct chip *chip = &nucleo->chip;
    nucleo_branch(nucleo, "boot0_request_erase");
    expect_entered(nucleo, false);
    for (unsigned i = 0; i < PAGE; i++)
        assert_int_equal(bus_physical(chip, REGION_FLASH)[i], 0);
    assert_memory_equal(bus_physical(chip, REGION_FLASH) + PAGE,
                        bus_physical(&nucleo->fresh, REGION_FLASH) + PAGE,
                        FLASH_MAX - PAGE);
    assert_int_equal(library_word(chip, MAILBOX_RAM), BOOT0_MAGIC);
    assert_int_equal(library_word(chip, MAILBOX_RAM + 4),
                     BOOT0_STATE_ENTERED - BOOT0_MAGIC);
    reset_request(chip, RESET_POWER);
    expect_entered(nucleo, false);
}

static void test_erase(void **state)
{
    struct nucleo *nucleo = *state;
    expect_erased(nucleo);
    nucleo_again(nucleo);
    unlock(&nucleo->chip); /* as an application that writes would leave it */
    expect_erased(nucleo);
}

/* EEPROM of the other bank is still written when the erase is asked for. */
static void test_erase_behind_a_write(void **state)
{
    struct nucleo *nucleo = *state;
    unlock(&nucleo->chip);
    assert_true(bus_write(&nucleo->chip, EEPROM_OTHER, 4, 0x600DCAFE));
    expect_erased(nucleo);
    assert_int_equal(library_word(&nucleo->chip, EEPROM_OTHER), 0x600DCAFE);
}

/* Runs to the first write of PECR, which locks it; returns the cycles. */
static uint64_t cycles_to_lock(struct chip *chip)
{
    uint64_t begin = chip->cycle;
    uint32_t pecr = 0;
    while (!(pecr & 1)) {
        chip_run(chip, chip->cycle + 1);
        assert_true(bus_read(chip, 0x40022004, 4, &pecr));
    }
    return chip->cycle - begin;
}

/* Channel 1 copies a word of RAM to the EEPROM of the other bank, once it is
 * enabled. */
static void prepare_dma(struct chip *chip)
{
    enum { DMA1 = 0x40020000, SOURCE = 0x20000400 };
    unlock(chip);
    assert_true(bus_write(chip, SOURCE, 4, 0x600DCAFE));
    assert_true(bus_write(chip, 0x40021030, 4, 0x101)); /* RCC_AHBENR */
    chip_run(chip, chip->cycle + 10);
    assert_true(bus_write(chip, DMA1 + 0x0C, 4, 1));
    assert_true(bus_write(chip, DMA1 + 0x10, 4, SOURCE));
    assert_true(bus_write(chip, DMA1 + 0x14, 4, EEPROM_OTHER));
}

/* The DMA begins such a write at any cycle of the function up to its look at
 * BSY: no register is written before the word has arrived. */
static void test_erase_beside_the_dma(void **state)
{
    enum { ITEM = 5, LOOK_TO_LOCK = 12, DMA1_CCR1 = 0x40020008 };
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    prepare_dma(chip);
    nucleo_branch(nucleo, "boot0_request_erase");
    uint64_t cycles = cycles_to_lock(chip);
    assert_in_range(cycles, 50, 500);
    for (uint64_t k = 1; k + ITEM + LOOK_TO_LOCK < cycles; k++) {
        nucleo_again(nucleo);
        prepare_dma(chip);
        nucleo_branch(nucleo, "boot0_request_erase");
        chip_run(chip, chip->cycle + k);
        assert_true(bus_write(chip, DMA1_CCR1, 4, 0x4A01));
        expect_entered(nucleo, false);
        assert_int_equal(library_word(chip, EEPROM_OTHER), 0x600DCAFE);
    }
}

/* A protected page: the outcome is REFUSED_ERASE, nothing is lost. */
static void test_erase_protected(void **state)
{
    struct nucleo *nucleo = *state;
    start_bfb2(nucleo, 1);
    nucleo->chip.watch.events = 0; /* the erase is an error, as it shall be */
    nucleo_branch(nucleo, "boot0_request_erase");
    expect_refused(nucleo, bus_physical(&nucleo->fresh, REGION_FLASH));
}

static void put_bl(uint8_t *code, uint32_t at, uint32_t target)
{
    uint32_t offset = target - (at + 4);
    uint32_t sign = offset >> 31, j1 = !((offset >> 23 & 1) ^ sign),
             j2 = !((offset >> 22 & 1) ^ sign);
    uint16_t half[] = {
        (uint16_t)(0xF000 | sign << 10 | (offset >> 12 & 0x3FF)),
        (uint16_t)(0xD000 | j1 << 13 | j2 << 11 | (offset >> 1 & 0x7FF))};
    memcpy(code, half, sizeof half);
}

/* The function in the very page that it would erase: behind a vector table of
 * 8 words. Its two calls are the only code that depends on the place. */
static void test_erase_first_page(void **state)
{
    enum { PLACE = 0x20 };
    struct nucleo *nucleo = *state;
    struct chip *chip = &nucleo->chip;
    const struct image_symbol *erase =
        image_symbol(&nucleo->image, "boot0_request_erase");
    const uint32_t calls[] = {nucleo_symbol(nucleo, "boot0_way"),
                              nucleo_symbol(nucleo, "boot0_ask")};
    uint8_t *code = bus_physical(chip, REGION_FLASH) + PLACE;
    unsigned call = 0;
    assert_true(PLACE + erase->size <= PAGE);
    memcpy(code,
           bus_physical(chip, REGION_FLASH) + (erase->address - FLASH_BASE),
           erase->size);
    for (unsigned i = 0; i + 4 <= erase->size && call < 2; i += 2)
        if ((code[i + 1] & 0xF8) == 0xF0 && (code[i + 3] & 0xD0) == 0xD0)
            put_bl(code + i, FLASH_BASE + PLACE + i, calls[call++]);
    assert_int_equal(call, 2);
    nucleo->fresh = *chip;
    cpu_branch(&chip->cpu, FLASH_BASE + PLACE);
    expect_refused(nucleo, bus_physical(&nucleo->fresh, REGION_FLASH));
}

/* Without an own head, or without a check, a reset is all that it takes. */
static void test_erase_without(void **state)
{
    struct nucleo *nucleo = *state;
    uint32_t head = BOOT0_INVALID_HEAD;
    memcpy(bus_physical(&nucleo->chip, REGION_FLASH), &head, 4);
    nucleo->fresh = nucleo->chip;
    nucleo_branch(nucleo, "boot0_request_erase");
    expect_entered(nucleo, false);
    assert_memory_equal(bus_physical(&nucleo->chip, REGION_FLASH),
                        bus_physical(&nucleo->fresh, REGION_FLASH), FLASH_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NUCLEO_TEST(test_contexts, kept),
        NUCLEO_TEST(test_interrupt, invalid),
        NUCLEO_TEST(test_interrupts_off, invalid),
        NUCLEO_TEST(test_nmi, invalid),
        NUCLEO_TEST(test_write_in_flight, kept),
        NUCLEO_TEST(test_cut, kept),
        NUCLEO_TEST(test_bank2, kept),
        NUCLEO_TEST(test_rom, kept),
        NUCLEO_TEST(test_heads, invalid),
        NUCLEO_TEST(test_outcome, invalid),
        NUCLEO_TEST(test_sizes, invalid),
        NUCLEO_TEST(test_unknown_sizes, invalid),
        NUCLEO_TEST(test_erase, bfb2),
        NUCLEO_TEST(test_erase_behind_a_write, bfb2),
        NUCLEO_TEST(test_erase_beside_the_dma, bfb2),
        NUCLEO_TEST(test_erase_protected, kept),
        NUCLEO_TEST(test_erase_first_page, bfb2),
        NUCLEO_TEST(test_erase_without, bfb2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
