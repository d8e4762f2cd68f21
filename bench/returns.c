/* SPDX-License-Identifier: MIT */
#include "bench/returns.h"

#include <stdlib.h>

#include "bench/flow.h"
#include "bench/grow.h"

/* The place of PC in the list of what was visited. */
static size_t place_of(const struct image *image, uint32_t pc)
{
    size_t before = 0;
    for (size_t i = 0; i < image->code_count; i++) {
        const struct image_range *range = &image->code[i];
        if (pc >= range->lo && pc < range->hi)
            return before + (pc - range->lo) / 2;
        before += (range->hi - range->lo) / 2 + 1;
    }
    return before;
}

/* Adds a place to go to, once. False: out of memory. */
static bool add(struct returns *returns, uint32_t pc)
{
    struct thumb t;
    size_t place = place_of(returns->image, pc);
    if (!flow_fetch(returns->image, pc, &t) || returns->visited[place])
        return true;
    uint32_t *list =
        grow(returns->places, returns->count, &returns->capacity, sizeof *list);
    if (!list)
        return false;
    returns->places = list;
    returns->places[returns->count++] = pc;
    returns->visited[place] = 1;
    return true;
}

static bool may_be_return(const struct thumb *t)
{
    switch (t->kind) {
    case THUMB_GO: return true;
    case THUMB_TABLE: return true; /* its cases are not followed */
    case THUMB_LOAD: return t->rd == THUMB_PC;
    case THUMB_LOAD_MANY: return t->list >> THUMB_PC;
    default: return false;
    }
}

/* Adds where the code at PC goes on. True: it may return. */
static bool go_on(struct returns *returns, uint32_t pc)
{
    struct thumb t;
    if (!flow_fetch(returns->image, pc, &t) || t.kind == THUMB_UNDEFINED)
        return false;
    if (may_be_return(&t))
        return true;
    bool branches = t.kind == THUMB_BRANCH || t.kind == THUMB_IF;
    if (branches && returns->leaves(returns->context, t.imm)) {
        if (!returns->never(returns->context, t.imm))
            return true;
        branches = false;
    }
    if (branches && !add(returns, t.imm))
        return true;
    if (t.kind == THUMB_BRANCH ||
        (t.kind == THUMB_CALL && returns->never(returns->context, t.imm)))
        return false;
    return !add(returns, pc + t.size);
}

static bool prepare(struct returns *returns)
{
    if (!returns->visited)
        returns->visited = calloc(place_of(returns->image, UINT32_MAX) + 1, 1);
    return returns->visited;
}

bool returns_from(struct returns *returns, uint32_t start)
{
    if (!prepare(returns))
        return true;
    returns->count = 0;
    bool found = !add(returns, start);
    for (unsigned i = 0; i < returns->count && !found; i++)
        found = go_on(returns, returns->places[i]);
    for (unsigned i = 0; i < returns->count; i++)
        returns->visited[place_of(returns->image, returns->places[i])] = 0;
    return found;
}

void returns_free(struct returns *returns)
{
    free(returns->visited);
    free(returns->places);
}
