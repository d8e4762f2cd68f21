/* SPDX-License-Identifier: MIT */
#include "bench/ask.h"

#include <string.h>

#include "bench/nearest.h"
#include "bench/record.h"
#include "bench/refuse.h"

enum { FRAME_BITS = 11 /* start, eight data bits, parity, stop */ };

void asks_add(struct asks *asks, const struct ask *ask)
{
    unsigned place = asks->count++;
    for (; place && asks->list[place - 1].at_us > ask->at_us; place--)
        asks->list[place] = asks->list[place - 1];
    asks->list[place] = *ask;
}

uint32_t ask_baud(const struct ask *ask)
{
    return ask->baud ? ask->baud : ASK_BAUD;
}

uint64_t ask_duration_us(const struct ask *ask)
{
    switch (ask->kind) {
    case ASK_CALL: return 0;
    case ASK_PRESS: return ask->hold_us ? ask->hold_us : ASK_HOLD_MS * 1000;
    case ASK_SEND: break;
    }
    return FRAME_BITS * (strlen(ask->text) + 1) * 1000000 / ask_baud(ask);
}

uint64_t asks_end_us(const struct asks *asks)
{
    uint64_t end = 0;
    for (unsigned i = 0; i < asks->count; i++) {
        const struct ask *ask = &asks->list[i];
        uint64_t over = ask->at_us + ask_duration_us(ask);
        end = over > end ? over : end;
    }
    return end;
}

bool ask_address(const struct image *image, const struct ask *ask,
                 uint32_t *address)
{
    const struct image_symbol *symbol = image_symbol(image, ask->symbol);
    struct record record;
    if (symbol) {
        *address = symbol->address;
        return true;
    }
    if (strcmp(ask->symbol, "boot0_request") != 0 ||
        record_find(image, &record) != 1)
        return false;
    *address = record.request & ~1u;
    return record.request != 0;
}

/* Fills HINT with the function that may have been meant, or with "". */
static void hint_symbol(const struct image *image, const char *name,
                        char hint[NEAREST_HINT])
{
    struct nearest nearest = nearest_to(name);
    for (size_t i = 0; i < image->symbol_count; i++)
        if (image->symbols[i].function)
            nearest_offer(&nearest, image->symbols[i].name);
    nearest_hint(&nearest, "call:", hint);
}

static bool possible(const struct image *image, const struct ask *ask,
                     char *error)
{
    uint32_t address;
    char hint[NEAREST_HINT];
    if (ask->kind != ASK_CALL)
        return true;
    bool found = ask_address(image, ask, &address);
    if (found && image_is_code(image, address))
        return true;
    hint_symbol(image, ask->symbol, hint);
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: %s %.160s, so --ask call:%.160s cannot be done%s; name "
                  "another function, or press:PC13, send:usart2:TEXT, none",
                  path_tail(image->path), found ? "no code at" : "no symbol",
                  ask->symbol, ask->symbol, found ? "" : hint);
}

bool asks_possible(const struct image *image, const struct asks *asks,
                   char error[IMAGE_ERROR_SIZE])
{
    for (unsigned i = 0; i < asks->count; i++)
        if (!possible(image, &asks->list[i], error))
            return false;
    return true;
}
