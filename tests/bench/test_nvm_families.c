/* SPDX-License-Identifier: MIT
 *
 * The journal of operations on flash with sectors, and on flash with double
 * words and ECC: every kind of them, made again in another chip, leaves what
 * the run left, and is torn alike, to the bit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/image_file.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "bench/nvm_hash.h"
#include "bench/nvm_journal.h"
#include "bench/parts.h"
#include "bench/torn.h"
#include "chip/part.h"
#include "chip/stm32f4/flash.h"
#include "chip/stm32l4/flash.h"

enum { STORES = 3, OPERATIONS = 7 };

struct store {
    uint32_t address, value;
    unsigned size;
};

struct operation {
    struct store stores[STORES]; /* size 0 ends */
    enum flash_operation kind;
    uint32_t address, length; /* what it changes */
};

struct flash_case {
    const char *part, *image;
    struct store unlock[4];
    struct operation operations[OPERATIONS];
    unsigned count;
};

/* --- STM32F4 --- */

#define F4_KEYR    0x40023C04
#define F4_OPTKEYR 0x40023C08
#define F4_CR(value)                                                           \
    {                                                                          \
        F4_FLASH_CR_ADDRESS, value, 4                                          \
    }
#define F4_PROGRAM(psize) F4_CR(F4_CR_PG | (psize) << 8)

static const struct flash_case f4 = {
    .part = "stm32f401re",
    .image = "nucleo-f401re",
    .unlock = {{F4_KEYR, 0x45670123, 4},
               {F4_KEYR, 0xCDEF89AB, 4},
               {F4_OPTKEYR, 0x08192A3B, 4},
               {F4_OPTKEYR, 0x4C5D6E7F, 4}},
    .operations = {{{F4_CR(F4_CR_SER | 5 << 3 | F4_CR_STRT)},
                    FLASH_ERASE_PAGE,
                    0x08020000,
                    128 * 1024},
                   {{F4_PROGRAM(0), {0x08020003, 0xA5, 1}},
                    FLASH_PROGRAM_WORD,
                    0x08020003,
                    1},
                   {{F4_PROGRAM(1), {0x08020006, 0xA55A, 2}},
                    FLASH_PROGRAM_WORD,
                    0x08020006,
                    2},
                   {{F4_PROGRAM(2), {0x08020010, 0xCAFEF00D, 4}},
                    FLASH_PROGRAM_WORD,
                    0x08020010,
                    4},
                   {{F4_PROGRAM(3), {0x08020018, 1, 4}, {0x0802001C, 2, 4}},
                    FLASH_PROGRAM_WORD,
                    0x08020018,
                    8},
                   {{F4_PROGRAM(0), {F4_OTP_BASE + 5, 0x3C, 1}},
                    FLASH_PROGRAM_WORD,
                    F4_OTP_BASE + 5,
                    1},
                   {{{F4_FLASH_OPTCR_ADDRESS, 0x0FFEAAEC | F4_OPTCR_OPTSTRT,
                      4}},
                    FLASH_OPTION_WRITE,
                    F4_OPTION_BASE,
                    F4_OPTION_SIZE}},
    .count = 7,
};

/* --- STM32L4 --- */

#define L4_KEYR    0x40022008
#define L4_OPTKEYR 0x4002200C
#define L4_WRP1A   0x4002202C
#define L4_CR(value)                                                           \
    {                                                                          \
        L4_FLASH_CR_ADDRESS, value, 4                                          \
    }

static const struct flash_case l4 = {
    .part = "stm32l476rg",
    .image = "nucleo-l476rg",
    .unlock = {{L4_KEYR, 0x45670123, 4},
               {L4_KEYR, 0xCDEF89AB, 4},
               {L4_OPTKEYR, 0x08192A3B, 4},
               {L4_OPTKEYR, 0x4C5D6E7F, 4}},
    .operations =
        {{{L4_CR(L4_CR_PER | L4_CR_BKER | 64 << 3 | L4_CR_STRT)},
          FLASH_ERASE_PAGE,
          0x080A0000,
          2048},
         {{L4_CR(L4_CR_PG), {0x080A0008, 0xCAFEF00D, 4}, {0x080A000C, 7, 4}},
          FLASH_PROGRAM_WORD,
          0x080A0008,
          8},
         /* reads as erased, and cannot be programmed again */
         {{L4_CR(L4_CR_PG),
           {0x080A0010, 0xFFFFFFFF, 4},
           {0x080A0014, 0xFFFFFFFF, 4}},
          FLASH_PROGRAM_WORD,
          0x080A0010,
          8},
         {{L4_CR(L4_CR_PG), {L4_OTP_BASE + 8, 1, 4}, {L4_OTP_BASE + 12, 2, 4}},
          FLASH_PROGRAM_WORD,
          L4_OTP_BASE + 8,
          8},
         {{L4_CR(L4_CR_MER2 | L4_CR_STRT)},
          FLASH_MASS_ERASE,
          0x08080000,
          512 * 1024},
         {{{L4_WRP1A, 0xFF02FF01, 4}, L4_CR(L4_CR_OPTSTRT)},
          FLASH_OPTION_WRITE,
          L4_OPTION_BASE,
          L4_OPTION_SIZE}},
    .count = 6,
};

/* --- the run --- */

static struct machine machine, start, torn, want;
static struct machine before[OPERATIONS];
static struct nvm_journal journal;

static void store(struct chip *chip, const struct store *stores, unsigned count)
{
    for (unsigned i = 0; i < count && stores[i].size; i++)
        assert_true(bus_write(chip, stores[i].address, stores[i].size,
                              stores[i].value));
}

/* Up to the end of the operation, and on to where the core is not held any
 * more. */
static void operate(const struct operation *operation)
{
    struct machine_event event;
    store(&machine.chip, operation->stores, STORES);
    uint64_t until = machine_ps(&machine) + 3000 * PS_PER_MS;
    do {
        machine_run(&machine, until, &event);
        nvm_journal_follow(&journal, &machine, &event);
        if (event.kind == MACHINE_NVM && !event.nvm.begins)
            until = machine_ps(&machine) + PS_PER_US;
    } while (event.kind != MACHINE_TIME);
}

static void switch_on(const struct flash_case *row, struct image *image)
{
    struct part part;
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, row->image);
    assert_true(image_load(path, image, error));
    assert_true(part_find(row->part, &part));
    machine_start(&machine, &(struct machine_setup){
                                .part = &part,
                                .image = image,
                                .rom = parts_default_rom(&part),
                                .wdg_sw = 1,
                                .events = 1u << EVENT_NVM,
                            });
    memset(bus_physical(&machine.chip, REGION_FLASH) +
               (row->operations[0].address - FLASH_BASE),
           0x5A, row->operations[0].length);
    store(&machine.chip, row->unlock, 4);
    machine_copy(&start, &machine);
}

static void expect_entered(const struct operation *wanted, unsigned number)
{
    const struct nvm_operation *got = &journal.list[number];
    assert_int_equal(got->what.operation, wanted->kind);
    assert_int_equal(got->what.address, wanted->address);
    assert_int_equal(got->what.length, wanted->length);
    assert_memory_equal(nvm_journal_planned(&journal, got),
                        nvm_journal_after(&journal, got), wanted->length);
}

static void expect_same_cells(struct chip *a, struct chip *b)
{
    assert_memory_equal(nvm_cells(a), nvm_cells(b), nvm_cells_size(a));
    assert_memory_equal(nvm_lasting(a), nvm_lasting(b),
                        map_of(a)->nvm.cut.lasting_size);
}

/* In the chip that ran, and in one that the journal has brought so far. */
static void expect_torn_alike(const struct operation *operation,
                              unsigned number, unsigned how)
{
    const struct nvm_operation *entry = &journal.list[number];
    machine_copy(&want, &before[number]);
    store(&want.chip, operation->stores, STORES);
    want.chip.cycle = entry->begin;
    machine_copy(&torn, &start);
    nvm_operation_begin(&journal, entry, &torn.chip);
    want.chip.board.torn = torn.chip.board.torn = (uint8_t)how;
    chip_reset(&want.chip, RESET_POWER);
    chip_reset(&torn.chip, RESET_POWER);
    expect_same_cells(&torn.chip, &want.chip);
}

/* An operation, torn in every way, then done: START has it then. */
static void make_again(const struct operation *operation, unsigned number)
{
    struct nvm_operation *entry = &journal.list[number];
    for (uint64_t left = torn_ways(&entry->what); left; left &= left - 1)
        expect_torn_alike(operation, number, (unsigned)__builtin_ctzll(left));
    nvm_operation_finish(&journal, entry, &start.chip);
}

static void run_case(const struct flash_case *row)
{
    struct image image = {0};
    switch_on(row, &image);
    for (unsigned i = 0; i < row->count; i++) {
        machine_copy(&before[i], &machine);
        operate(&row->operations[i]);
        assert_int_equal(journal.count, i + 1);
        expect_entered(&row->operations[i], i);
    }
    assert_false(journal.open || journal.mass_erase);
    for (unsigned i = 0; i < row->count; i++)
        make_again(&row->operations[i], i);
    expect_same_cells(&start.chip, &machine.chip);
    assert_true(nvm_hash_of(&start.chip) == nvm_hash_of(&machine.chip));
    nvm_journal_free(&journal);
    image_free(&image);
}

static void sectors(void **state)
{
    (void)state;
    run_case(&f4);
}

static void double_words(void **state)
{
    (void)state;
    run_case(&l4);
}

/* What the ECC says of a double word is a cell, too. */
static void a_torn_double_word_is_another_state(void **state)
{
    struct image image = {0};
    struct chip *chip = &machine.chip;
    (void)state;
    switch_on(&l4, &image);
    uint64_t hash = nvm_hash_of(chip);
    l4_flash_ecc_set(chip, L4_ECC_BAD, 0x1000, true);
    assert_true(nvm_hash_of(chip) != hash);
    l4_flash_ecc_set(chip, L4_ECC_BAD, 0x1000, false);
    assert_true(nvm_hash_of(chip) == hash);
    image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sectors),
        cmocka_unit_test(double_words),
        cmocka_unit_test(a_torn_double_word_is_another_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
