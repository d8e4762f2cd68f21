/* SPDX-License-Identifier: MIT
 *
 * The work of small firmware: it searches, reverses and sorts a linked list,
 * multiplies matrices, scans text with a state machine, and computes a CRC over
 * all results.
 */
#include <stddef.h>

#include "tests/firmware/workload.h"

/* Compilers clear arrays with it, freestanding or not. */
void *memset(void *to, int byte, size_t size);
void *memset(void *to, int byte, size_t size)
{
    for (volatile char *c = to; size; size--)
        *c++ = (char)byte;
    return to;
}

/* --- CRC-16/ARC, bit by bit --- */

static uint32_t crc_byte(uint32_t crc, uint32_t byte)
{
    for (unsigned i = 0; i < 8; i++) {
        uint32_t odd = (crc ^ byte) & 1;
        crc >>= 1;
        byte >>= 1;
        if (odd)
            crc ^= 0xA001;
    }
    return crc;
}

static uint32_t crc_word(uint32_t crc, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++)
        crc = crc_byte(crc, word >> 8 * i & 0xFF);
    return crc;
}

/* --- list --- */

enum { NODES = 64 };

struct node {
    struct node *next;
    int16_t key;
    int16_t index;
};

static struct node nodes[NODES];

static struct node *list_make(uint32_t seed)
{
    for (unsigned i = 0; i < NODES; i++) {
        seed = seed * 1664525 + 1013904223;
        nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : 0;
        nodes[i].key = (int16_t)(seed >> 16);
        nodes[i].index = (int16_t)i;
    }
    return nodes;
}

static struct node *list_turn(struct node *list)
{
    struct node *turned = 0;
    while (list) {
        struct node *next = list->next;
        list->next = turned;
        turned = list;
        list = next;
    }
    return turned;
}

static int by_key(const struct node *a, const struct node *b)
{
    return a->key - b->key;
}

static int by_index(const struct node *a, const struct node *b)
{
    return a->index - b->index;
}

static struct node *list_merge(struct node *a, struct node *b,
                               int (*order)(const struct node *,
                                            const struct node *))
{
    struct node *head = 0, **end = &head;
    while (a && b) {
        struct node **less = order(a, b) <= 0 ? &a : &b;
        *end = *less;
        end = &(*less)->next;
        *less = *end;
    }
    *end = a ? a : b;
    return head;
}

static struct node *list_sort(struct node *list,
                              int (*order)(const struct node *,
                                           const struct node *))
{
    struct node *runs[8] = {0};
    while (list) {
        struct node *run = list;
        unsigned i = 0;
        list = list->next;
        run->next = 0;
        for (; runs[i]; i++) {
            run = list_merge(runs[i], run, order);
            runs[i] = 0;
        }
        runs[i] = run;
    }
    for (unsigned i = 0; i < 8; i++)
        list = list_merge(runs[i], list, order);
    return list;
}

static uint32_t list_work(uint32_t seed)
{
    struct node *list = list_sort(list_turn(list_make(seed)), by_key);
    uint32_t crc = 0;
    for (const struct node *node = list; node; node = node->next)
        crc = crc_word(crc, (uint32_t)node->index << 16 ^ (uint16_t)node->key);
    list = list_sort(list, by_index);
    for (unsigned wanted = 0; wanted < NODES; wanted += 5) {
        const struct node *node = list;
        while (node && node->index != (int)wanted)
            node = node->next;
        crc ^= node ? (uint16_t)node->key : 1;
    }
    return crc;
}

/* --- matrices --- */

enum { SIZE = 10 };

static int16_t left[SIZE][SIZE], right[SIZE][SIZE];
static int32_t product[SIZE][SIZE];

static uint32_t matrix_work(uint32_t seed)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < SIZE; i++)
        for (unsigned j = 0; j < SIZE; j++) {
            left[i][j] = (int16_t)(seed + i * j);
            right[i][j] = (int16_t)(seed >> 8 ^ (i + 3 * j));
        }
    for (unsigned i = 0; i < SIZE; i++)
        for (unsigned j = 0; j < SIZE; j++) {
            int32_t cell = 0;
            for (unsigned k = 0; k < SIZE; k++)
                cell += left[i][k] * right[k][j];
            product[i][j] = cell;
            sum += (uint32_t)cell >> 5 ^ (uint32_t)cell << 3;
        }
    return sum ^ (uint32_t)product[3][7];
}

/* --- state machine: numbers in text --- */

enum state { START, SIGN, INTEGER, POINT, FRACTION, INVALID, STATES };

static const char text[] = "12 -7 +300 4.25 .5 x9 -0.125 77a 8. 1000000 "
                           "3.14159 -- 0 65535 +.75 6e7 -42 nothing 9.9";

static enum state state_next(enum state state, char c)
{
    if (c == ' ')
        return START;
    if (c >= '0' && c <= '9')
        return state == INVALID                      ? INVALID
               : state == POINT || state == FRACTION ? FRACTION
                                                     : INTEGER;
    switch (state) {
    case START:
        if (c == '+' || c == '-')
            return SIGN;
        return c == '.' ? POINT : INVALID;
    case SIGN:
    case INTEGER: return c == '.' ? POINT : INVALID;
    default: return INVALID;
    }
}

static uint32_t state_work(uint32_t seed)
{
    uint32_t counts[STATES] = {0}, crc = 0;
    for (unsigned turn = 0; turn < 4; turn++) {
        enum state state = START;
        for (const char *c = text; *c; c++) {
            char seen = seed >> turn & 1 && *c == '.' ? ',' : *c;
            enum state next = state_next(state, seen);
            if (next == START)
                counts[state]++;
            state = next;
        }
    }
    for (unsigned i = 0; i < STATES; i++)
        crc = crc_word(crc, counts[i]);
    return crc;
}

uint32_t workload_round(uint32_t seed)
{
    uint32_t crc = crc_word(0, list_work(seed));
    crc = crc_word(crc, matrix_work(seed ^ crc));
    crc = crc_word(crc, state_work(seed ^ crc));
    return seed * 69069 + crc;
}
