/* SPDX-License-Identifier: MIT
 *
 * A loop of ten instructions, two of which go to memory: each word of a table
 * is stirred into a sum and written back.
 */
#include "tests/firmware/workload.h"

enum { TURNS = 1000, WORDS = 128 };

static uint32_t table[WORDS];

static uint32_t stir(uint32_t *words, uint32_t sum)
{
    uint32_t offset = 4 * WORDS, word, turned;
    __asm__ volatile(".syntax unified\n"
                     "1: subs %[offset], #4\n"
                     "   ldr %[word], [%[words], %[offset]]\n"
                     "   adds %[sum], %[sum], %[word]\n"
                     "   lsls %[turned], %[sum], #3\n"
                     "   eors %[word], %[turned]\n"
                     "   lsrs %[turned], %[sum], #5\n"
                     "   adds %[word], #7\n"
                     "   str %[word], [%[words], %[offset]]\n"
                     "   cmp %[offset], #0\n"
                     "   bne 1b\n"
                     : [sum] "+l"(sum), [offset] "+l"(offset),
                       [word] "=&l"(word), [turned] "=&l"(turned)
                     : [words] "l"(words)
                     : "cc", "memory");
    return sum ^ turned;
}

uint32_t workload_round(uint32_t seed)
{
    for (unsigned i = 0; i < TURNS; i++)
        seed = stir(table, seed);
    return seed;
}
