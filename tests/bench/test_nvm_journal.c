/* SPDX-License-Identifier: MIT
 *
 * The journal of a run's operations on the NVM, which makes every state again
 * that a cut leaves; and the hash by which equal states are known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/image_file.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "bench/nvm_hash.h"
#include "bench/nvm_journal.h"
#include "bench/stm32l0/readings.h"
#include "chip/noise.h"
#include "chip/stm32l0/flash.h"
#include "tests/bench/bench_fixture.h"

enum {
    PECR = 0x40022004,
    PEKEYR = 0x4002200C,
    PRGKEYR = 0x40022010,
    OPTKEYR = 0x40022014,
    ERASE_PAGE = 1 << 9 | 1 << 3,
    PAGE = 0x08010000,
    OPERATIONS = 5
};

static struct machine machine, torn;
static struct nvm_journal journal;
static struct image image;

static void store(uint32_t address, uint32_t value)
{
    assert_true(bus_write(&machine.chip, address, 4, value));
}

static void unlock(void)
{
    store(PEKEYR, 0x89ABCDEF);
    store(PEKEYR, 0x02030405);
    store(PRGKEYR, 0x8C9DAEBF);
    store(PRGKEYR, 0x13141516);
    store(OPTKEYR, 0xFBEAD9C8);
    store(OPTKEYR, 0x24252627);
}

/* Stores a word and enters what comes of it into the journal. */
static void operate(uint32_t pecr, uint32_t address, uint32_t value)
{
    struct machine_event event;
    store(PECR, pecr);
    store(address, value);
    uint64_t until = machine_ps(&machine) + 8 * PS_PER_MS;
    do {
        machine_run(&machine, until, &event);
        nvm_journal_follow(&journal, &machine, &event);
    } while (event.kind != MACHINE_TIME);
}

/* One of each kind that takes a word, on an image that does nothing. */
static void run_operations(void)
{
    struct part part;
    assert_true(part_find("stm32l073rz", &part));
    machine_start(&machine, &(struct machine_setup){
                                .part = &part,
                                .image = &image,
                                .rom = ROM_V4_1,
                                .wdg_sw = 1,
                                .events = 1u << EVENT_NVM,
                            });
    memset(bus_physical(&machine.chip, REGION_FLASH) + (PAGE - FLASH_BASE),
           0x5A, FLASH_PAGE);
    memcpy(&torn, &machine, sizeof torn);
    unlock();
    operate(ERASE_PAGE, PAGE, 0);
    operate(0, PAGE + 8, 0xCAFEF00D);
    operate(0, EEPROM_BASE + 4, 0x12345678);
    operate(1 << 9, EEPROM_BASE + 4, 0);
    operate(0, OPTION_BASE + 4, 0x7F0F80F0);
    assert_int_equal(journal.count, OPERATIONS);
    assert_false(journal.open);
}

static int start(void **state)
{
    (void)state;
    static struct blob blob;
    char error[IMAGE_ERROR_SIZE];
    struct code code = bench_firmware(&blob);
    code.at = MAIN_AT;
    emit(&code, STAY);
    assert_true(
        image_load_memory("test.elf", blob.bytes, blob.size, &image, error));
    run_operations();
    return 0;
}

static int end(void **state)
{
    (void)state;
    nvm_journal_free(&journal);
    image_free(&image);
    return 0;
}

/* The cells of an operation once it is done. */
static const uint8_t *after(unsigned number)
{
    return nvm_journal_after(&journal, &journal.list[number]);
}

static void operations_are_entered(void **state)
{
    (void)state;
    static const struct {
        enum flash_operation kind;
        uint32_t address, length;
    } want[OPERATIONS] = {
        {FLASH_ERASE_PAGE, PAGE, FLASH_PAGE},
        {FLASH_PROGRAM_WORD, PAGE + 8, 4},
        {FLASH_EEPROM_WRITE, EEPROM_BASE + 4, 4},
        {FLASH_EEPROM_ERASE, EEPROM_BASE + 4, 4},
        {FLASH_OPTION_WRITE, OPTION_BASE + 4, 4},
    };
    uint64_t before = 0;
    for (unsigned i = 0; i < OPERATIONS; i++) {
        const struct nvm_operation *got = &journal.list[i];
        const struct nvm_piece *cells = &got->pieces[0];
        assert_int_equal(got->what.operation, want[i].kind);
        assert_int_equal(got->piece_count, 1);
        assert_int_equal(cells->first,
                         nvm_cell(&machine.chip, want[i].address));
        assert_int_equal(cells->length, want[i].length);
        assert_true(before <= got->begin && got->begin < got->end);
        assert_memory_equal(nvm_journal_planned(&journal, got), after(i),
                            cells->length);
        before = got->end;
    }
    assert_int_equal(after(0)[0], 0);
    assert_int_equal(after(1)[0], 0x0D);
}

/* From the first state, all that the run has at its end. */
static void states_are_made_again(void **state)
{
    (void)state;
    static struct machine again;
    machine_copy(&again, &torn);
    for (unsigned i = 0; i < OPERATIONS; i++)
        nvm_operation_finish(&journal, &journal.list[i], &again.chip);
    assert_memory_equal(nvm_cells(&again.chip), nvm_cells(&machine.chip),
                        nvm_cells_size(&machine.chip));
}

/* The chip that ran and the one that the operation was put into are torn
 * alike, to the bit. */
static void a_cut_is_made_again(void **state)
{
    (void)state;
    static struct machine ran;
    const struct nvm_operation *erase = &journal.list[0];
    for (unsigned how = TORN_OLD; how < TORN_PREFIX; how++) {
        memcpy(&ran, &torn, sizeof ran);
        ran.chip.board.torn = (uint8_t)how;
        nvm_operation_begin(&journal, erase, &ran.chip);
        chip_reset(&ran.chip, RESET_POWER);

        struct machine *again = &machine;
        machine_start(again, &(struct machine_setup){.part = &ran.chip.part,
                                                     .image = &image,
                                                     .rom = ROM_V4_1,
                                                     .wdg_sw = 1});
        memset(bus_physical(&again->chip, REGION_FLASH) + (PAGE - FLASH_BASE),
               0x5A, FLASH_PAGE);
        unlock();
        store(PECR, ERASE_PAGE);
        store(PAGE, 0);
        again->chip.cycle = erase->begin;
        again->chip.board.torn = (uint8_t)how;
        chip_reset(&again->chip, RESET_POWER);
        assert_memory_equal(nvm_cells(&ran.chip), nvm_cells(&again->chip),
                            nvm_cells_size(&ran.chip));
        assert_memory_equal(nvm_lasting(&ran.chip), nvm_lasting(&again->chip),
                            map_of(&ran.chip)->nvm.cut.lasting_size);
    }
}

/* --- the hash --- */

enum { CELLS = 200 * 1024 - 8 /* the last page is not whole */ };

static void a_hash_follows_changes(void **state)
{
    (void)state;
    static uint8_t cells[CELLS];
    static struct nvm_hash hash, whole;
    uint32_t seed = 1;
    noise_fill(cells, CELLS, 7);
    nvm_hash_all(&hash, cells, CELLS);
    for (unsigned i = 0; i < 1000; i++) {
        uint32_t first = noise_next(&seed) % (CELLS - 300);
        uint32_t length = 1 + noise_next(&seed) % 300;
        uint64_t before = hash.sum;
        for (uint32_t k = 0; k < length; k++)
            cells[first + k] ^= 1u << (i & 7);
        nvm_hash_again(&hash, cells, first, length);
        assert_true(hash.sum != before);
    }
    nvm_hash_all(&whole, cells, CELLS);
    assert_memory_equal(&hash, &whole, sizeof hash);
}

static void the_hash_of_a_chip_is_that_of_its_cells(void **state)
{
    (void)state;
    static struct nvm_hash hash;
    struct chip *chip = &machine.chip;
    nvm_hash_all(&hash, nvm_cells(chip), nvm_cells_size(chip));
    assert_true(nvm_hash_of(chip) == hash.sum);
    nvm_cells(chip)[nvm_cells_size(chip) - 1] ^= 1;
    assert_true(nvm_hash_of(chip) != hash.sum);
    nvm_cells(chip)[nvm_cells_size(chip) - 1] ^= 1;
}

/* Two pages that change places are another state. */
static void places_count(void **state)
{
    (void)state;
    static uint8_t cells[CELLS];
    static struct nvm_hash a, b;
    memset(cells, 0, sizeof cells);
    cells[0] = 1;
    nvm_hash_all(&a, cells, CELLS);
    cells[0] = 0;
    cells[NVM_PAGE] = 1;
    nvm_hash_all(&b, cells, CELLS);
    assert_true(a.sum != b.sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations_are_entered),
        cmocka_unit_test(states_are_made_again),
        cmocka_unit_test(a_cut_is_made_again),
        cmocka_unit_test(a_hash_follows_changes),
        cmocka_unit_test(the_hash_of_a_chip_is_that_of_its_cells),
        cmocka_unit_test(places_count),
    };
    return cmocka_run_group_tests(tests, start, end);
}
