/* SPDX-License-Identifier: MIT
 *
 * The fast loop against the plain one: the same chip run by both, in slices
 * of random length, must be the same to the last bit after every slice.
 */
#include "fast_pair.h"

/* --- programs of random instructions --- */

enum { CODE = 0x08000200, CODE_SRAM = 0x20002000, HALFWORDS = 400 };

/* Instructions of a kind: random bits under a mask. */
struct kind {
    uint16_t value, random;
    unsigned weight;
};

static const struct kind kinds[] = {
    {0x0000, 0x1FFF, 20}, /* shifts, add, subtract */
    {0x2000, 0x1FFF, 20}, /* immediate */
    {0x4000, 0x03FF, 25}, /* data processing */
    {0x4400, 0x02FF, 4},  /* ADD, MOV of any register */
    {0x4500, 0x00FF, 2},  /* CMP of any register */
    {0x4700, 0x00F8, 1},  /* BX, BLX */
    {0x4800, 0x07FF, 4},  /* LDR literal */
    {0x5000, 0x0FFF, 12}, /* register offset */
    {0x6000, 0x1FFF, 10}, /* immediate offset: words, bytes */
    {0x8000, 0x0FFF, 5},  /* halfwords */
    {0x9000, 0x0FFF, 4},  /* SP */
    {0xA000, 0x0FFF, 3},  /* ADR, ADD SP */
    {0xB000, 0x0083, 1},  /* adjust SP */
    {0xB200, 0x00FF, 4},  /* extend */
    {0xB400, 0x01FF, 2},  /* PUSH */
    {0xBA00, 0x00FF, 3},  /* REV */
    {0xBC00, 0x00FF, 2},  /* POP */
    {0xBD00, 0x00FF, 1},  /* POP with PC */
    {0xBF00, 0x0000, 1},  /* NOP */
    {0xC000, 0x0FFF, 2},  /* STM, LDM */
    {0xD000, 0x0F0F, 12}, /* B if, forward */
    {0xD080, 0x0F7F, 3},  /* B if, back */
    {0xE000, 0x000F, 2},  /* B */
    {0xF000, 0x0003, 1},  /* BL, its first half; any other may follow */
    {0xF800, 0x000F, 1},  {0x0000, 0xFFFF, 2}, /* anything */
};

static uint16_t random_instruction(uint64_t *seed)
{
    enum { KINDS = sizeof kinds / sizeof *kinds };
    unsigned total = 0, pick;
    for (unsigned i = 0; i < KINDS; i++)
        total += kinds[i].weight;
    pick = random_below(seed, total);
    unsigned i = 0;
    while (pick >= kinds[i].weight)
        pick -= kinds[i++].weight;
    return kinds[i].value | (random_next(seed) & kinds[i].random);
}

/* Registers that most loads and stores get on with. */
static void random_registers(struct chip *chip, uint64_t *seed)
{
    static const uint32_t bases[] = {0x20001000, 0x20003000, CODE_SRAM,
                                     CODE,       0,          0x40004400,
                                     0x50000000, 0x1FF00000, 0x20004FF0};
    for (unsigned i = 0; i < 13; i++) {
        uint32_t base = bases[random_below(seed, 9)];
        chip->cpu.r[i] = random_below(seed, 3)
                             ? base + (random_next(seed) & 0xFC)
                             : (uint32_t)random_next(seed);
    }
    chip->cpu.r[CPU_SP] = 0x20004000 + (random_next(seed) & 0xFFC);
    chip->cpu.r[CPU_LR] = CODE | 1;
    chip->cpu.n = random_next(seed) & 1;
    chip->cpu.z = random_next(seed) & 1;
    chip->cpu.c = random_next(seed) & 1;
    chip->cpu.v = random_next(seed) & 1;
}

/* HardFault goes on somewhere in the program, with fresh registers: it puts
 * two words into its frame and loads R4 to R7. */
static void put_handler(struct chip *chip, uint64_t *seed, uint32_t at)
{
    static const uint16_t code[] = {
        0xA403, /* adr r4, words */
        0xCC03, /* ldmia r4!, {r0, r1} */
        0x9006, /* str r0, [sp, #24] */
        0x9107, /* str r1, [sp, #28] */
        0xCCF0, /* ldmia r4!, {r4-r7}: the base is loaded, too */
        0x4770, /* bx lr */
    };
    const uint32_t words[] = {at + 2 * random_below(seed, HALFWORDS),
                              0x01000000,
                              0x20001000,
                              0x20003000,
                              0x20002800,
                              0x40004400};
    load_code(chip, FIXTURE_FAULT, code, 6);
    assert_true(chip_poke(chip, FIXTURE_FAULT + 16, words, sizeof words));
}

static void random_program(struct chip *chip, uint64_t *seed, uint32_t at)
{
    uint16_t code[HALFWORDS];
    for (unsigned i = 0; i < HALFWORDS; i++)
        code[i] = random_instruction(seed);
    load_code(chip, at, code, HALFWORDS);
    put_handler(chip, seed, at);
    cpu_branch(&chip->cpu, at);
    chip->cpu.t = true;
}

static void test_random_programs(void **state)
{
    (void)state;
    uint64_t seed = pair_seed();
    static const uint32_t acr[] = {0, 1, 3};
    for (unsigned i = 0; i < 1500; i++) {
        fixture_chip(&pair.plain);
        wr(&pair.plain, 0x40022000, acr[i % 3]);
        random_program(&pair.plain, &seed, i % 2 ? CODE_SRAM : CODE);
        random_registers(&pair.plain, &seed);
        pair_begin(seed);
        pair_run(&seed, 4000, 1 + random_below(&seed, 300));
        pair.instructions += pair.plain.cpu.instructions;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
