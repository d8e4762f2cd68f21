/* SPDX-License-Identifier: MIT */
#include "tests/chip/core/lockstep_random.h"

enum { NOWHERE = 0x30000000, WIDE = 0xE800, PERCENT = 100 };
/* Percent of addresses in SRAM in R0-R3 and R8-R11, and in the others: a sum
 * of two addresses is none. */
enum { BASES = 60, OFFSETS = 15 };

static uint32_t random_word(uint64_t *seed)
{
    return (uint32_t)(random_next(seed) >> 32);
}

static bool percent(uint64_t *seed, unsigned chance)
{
    return random_below(seed, PERCENT) < chance;
}

/* --- code --- */

static uint16_t halfword(uint64_t *seed, uint32_t first, uint32_t mask)
{
    return (uint16_t)(first | (random_word(seed) & mask));
}

/* BL, MSR, MRS, barriers as DDI0419 A5.3 has them; some bits wrong at times.
 */
void random_wide(uint64_t *seed, uint16_t code[2])
{
    static const uint8_t special[] = {0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 20};
    uint32_t sysm = special[random_below(seed, sizeof special)];

    switch (random_below(seed, 4)) {
    case 0: /* BL, near and far */
        code[0] = halfword(seed, 0xF000, percent(seed, 80) ? 3 : 0x7FF);
        code[1] = halfword(seed, 0xF800, 0x7FF);
        if (code[0] < 0xF400 && percent(seed, 20))
            code[1] ^= 0x2800;
        break;
    case 1:
        code[0] = halfword(seed, 0xF380, 15);
        code[1] = (uint16_t)(0x8800 | sysm);
        break;
    case 2:
        code[0] = 0xF3EF;
        code[1] = halfword(seed, 0x8000 | sysm, 0xF00);
        break;
    case 3:
        code[0] = 0xF3BF;
        code[1] = halfword(seed, 0x8F40 + 16 * random_below(seed, 3), 15);
        break;
    }
    if (percent(seed, 5))
        code[random_below(seed, 2)] ^= 1 << random_below(seed, 11);
}

/* Instructions of a kind: random bits under a mask. */
struct kind {
    uint16_t first, mask;
};

/* More often than by chance: what goes on without an exception. */
static const struct kind frequent[] = {
    {0x0000, 0x3FFF}, /* shift, add, subtract, move, compare */
    {0x4000, 0x03FF}, /* data processing */
    {0x4400, 0x02FF}, /* any register */
    {0x6000, 0x1FFF}, /* load, store */
    {0x8000, 0x0FFF}, /* ... halfword */
    {0x9000, 0x0FFF}, /* ... SP-relative */
    {0xA000, 0x0FFF}, /* ADR, ADD SP */
    {0xB000, 0x00FF}, /* ADD and SUB of SP */
    {0xB400, 0x09FF}, /* PUSH, POP */
    {0xC000, 0x0FFF}, /* STM, LDM */
    {0xB662, 0x0010}, /* CPS */
};

/* Nearly always without one: no address but from SP and PC, near branches. */
static const struct kind calm[] = {
    {0x0000, 0x3FFF}, {0x0000, 0x3FFF}, {0x0000, 0x3FFF}, {0x4000, 0x03FF},
    {0x4000, 0x03FF}, {0x4400, 0x0277}, /* ADD, MOV of R0-R7 */
    {0x4500, 0x00FF},                   /* CMP of any register */
    {0x4600, 0x00F7},                   /* MOV to R0-R7 and R8-R15 */
    {0x4800, 0x073F},                   /* LDR literal */
    {0x9000, 0x0F3F},                   /* SP-relative */
    {0xA000, 0x0FFF},                   /* ADR, ADD SP */
    {0xB000, 0x0083},                   /* ADD and SUB of SP, up to 12 bytes */
    {0xB200, 0x00FF},                   /* extend */
    {0xB400, 0x08FF},                   /* PUSH, POP */
    {0xBA00, 0x007F},                   /* REV, REV16 */
    {0xBAC0, 0x003F},                   /* REVSH */
    {0xBF00, 0x0000},                   /* NOP */
    {0xD000, 0x070F},                   /* branches ahead, by condition */
    {0xD800, 0x050F},                   /* ... HI, LS, GT, LE */
    {0xE000, 0x000F},                   /* ... always */
};

#define ONE_OF(seed, kinds) one_of(seed, kinds, sizeof kinds / sizeof *kinds)

static uint16_t one_of(uint64_t *seed, const struct kind *kinds, uint32_t count)
{
    const struct kind *kind = &kinds[random_below(seed, count)];
    return halfword(seed, kind->first, kind->mask);
}

/* Percent that are 32-bit instructions, and that are of the kinds above. */
static const struct {
    uint8_t wide, chosen;
} shares[] = {[MIX_ALL] = {8, 42}, [MIX_CALM] = {2, 94}};

unsigned random_instruction(uint64_t *seed, enum random_mix mix,
                            uint16_t code[2])
{
    uint32_t kind = random_below(seed, PERCENT);
    if (kind < shares[mix].wide) {
        random_wide(seed, code);
        return 2;
    }
    if (kind >= (uint32_t)shares[mix].wide + shares[mix].chosen)
        code[0] = (uint16_t)random_below(seed, WIDE);
    else
        code[0] = mix == MIX_CALM ? ONE_OF(seed, calm) : ONE_OF(seed, frequent);
    return 1;
}

void random_code(uint64_t *seed, enum random_mix mix, uint16_t *code,
                 size_t count)
{
    size_t i = 0;
    while (i + 2 <= count)
        i += random_instruction(seed, mix, &code[i]);
    if (i < count)
        code[i] = 0xBF00; /* NOP */
}

/* --- states --- */

static uint32_t code_address(uint64_t *seed)
{
    uint32_t thumb = percent(seed, 90);
    return LOCKSTEP_CODE + 2 * random_below(seed, LOCKSTEP_HALFWORDS) + thumb;
}

static uint32_t sram_word(uint64_t *seed)
{
    return SRAM_BASE + 4 * random_below(seed, SRAM_SIZE / 4);
}

/* Near the first and the last address. */
static uint32_t sram_end(uint64_t *seed)
{
    uint32_t end = percent(seed, 50) ? SRAM_BASE : SRAM_BASE + SRAM_SIZE;
    return end + random_below(seed, 64) - 32;
}

static uint32_t edge(uint64_t *seed)
{
    static const uint32_t edges[] = {
        0x00000000, 0x00000001, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFE,
        0xFFFFFFFF, NOWHERE,    0xFFFFFFF9, 0x00000020, 0x0000001F, 0x00000021};
    return edges[random_below(seed, sizeof edges / sizeof *edges)];
}

static uint32_t small(uint64_t *seed)
{
    return random_below(seed, 256) & (percent(seed, 75) ? ~3u : ~0u);
}

/* Shifts by as much as a register and a little more; offsets; addresses:
 * `near` percent are of words in SRAM. */
static uint32_t value(uint64_t *seed, unsigned near)
{
    uint32_t kind = random_below(seed, PERCENT);
    if (kind < near)
        return sram_word(seed);
    if (kind < 75)
        return kind & 1 ? random_below(seed, 36) : small(seed);
    if (kind < 80)
        return SRAM_BASE + random_below(seed, SRAM_SIZE);
    if (kind < 83)
        return sram_end(seed);
    if (kind < 88)
        return edge(seed);
    if (kind < 92)
        return code_address(seed);
    return random_word(seed);
}

static uint32_t stack_pointer(uint64_t *seed)
{
    if (percent(seed, 94))
        return sram_word(seed);
    return (percent(seed, 80) ? sram_end(seed) : random_word(seed)) & ~3u;
}

void random_state(uint64_t *seed, struct cpu_state *state)
{
    *state = (struct cpu_state){.t = true};
    for (unsigned i = 0; i < 13; i++)
        state->r[i] = value(seed, i % 8 < 4 ? BASES : OFFSETS);
    state->r[13] = stack_pointer(seed);
    state->r[14] = percent(seed, 60) ? code_address(seed) : value(seed, BASES);
    state->sp_other = stack_pointer(seed);
    state->flags = random_word(seed) & 0xF0000000;
    state->control = percent(seed, 25) ? CONTROL_SPSEL : 0;
    state->primask = percent(seed, 25);
}

void random_noise(uint8_t noise[NOISE_SIZE])
{
    uint64_t seed = 0;
    for (size_t i = 0; i < NOISE_SIZE; i += 4) {
        uint32_t word = value(&seed, OFFSETS);
        memcpy(noise + i, &word, sizeof word);
    }
}
