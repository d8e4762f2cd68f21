/* SPDX-License-Identifier: MIT
 *
 * A fast 64-bit hash of memory, for telling states apart; not for files or
 * ids.
 */
#ifndef CHIP_HASH_H
#define CHIP_HASH_H

#include <stdint.h>
#include <string.h>

#define HASH_BEGIN 0x9E3779B97F4A7C15ull

/* Mixes all bits into all bits, one to one in the word: sums of such hashes are
 * hashes, too. */
static inline uint64_t hash_word(uint64_t hash, uint64_t word)
{
    hash ^= word;
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93ull;
    hash ^= hash >> 29;
    hash *= 0x9E3779B97F4A7C15ull;
    return hash ^ hash >> 32;
}

/* Mixes in whole groups of HASH_LANES words; those of a group do not wait for
 * each other. */
enum { HASH_LANES = 4 };

static inline uint64_t hash_groups(uint64_t hash, const uint8_t *bytes,
                                   uint32_t groups)
{
    uint64_t lanes[HASH_LANES], words[HASH_LANES];
    for (uint64_t i = 0; i < HASH_LANES; i++)
        lanes[i] = hash + i * HASH_BEGIN;
    for (; groups; groups--, bytes += sizeof words) {
        memcpy(words, bytes, sizeof words);
        for (unsigned i = 0; i < HASH_LANES; i++)
            lanes[i] = hash_word(lanes[i], words[i]);
    }
    for (unsigned i = 0; i < HASH_LANES; i++)
        hash = hash_word(hash, lanes[i]);
    return hash;
}

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes,
                                  uint32_t size)
{
    enum { GROUP = HASH_LANES * sizeof(uint64_t) };
    const uint8_t *byte = bytes;
    uint64_t word;
    if (size >= GROUP) {
        hash = hash_groups(hash, byte, size / GROUP);
        byte += size / GROUP * GROUP;
        size %= GROUP;
    }
    for (; size >= sizeof word; size -= sizeof word, byte += sizeof word) {
        memcpy(&word, byte, sizeof word);
        hash = hash_word(hash, word);
    }
    word = size;
    memcpy(&word, byte, size);
    return hash_word(hash, word);
}

#endif
