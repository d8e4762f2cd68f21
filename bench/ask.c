/* SPDX-License-Identifier: MIT */
#include "bench/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/demangle.h"
#include "bench/nearest.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "bench/source.h"

enum { FRAME_BITS = 11 /* start, eight data bits, parity, stop */ };

void asks_add(struct asks *asks, const struct ask *ask)
{
    unsigned place = asks->count++;
    for (; place && asks->list[place - 1].at_us > ask->at_us; place--)
        asks->list[place] = asks->list[place - 1];
    asks->list[place] = *ask;
}

bool ask_is_usb(const struct ask *ask)
{
    return ask->kind == ASK_DETACH || ask->kind == ASK_TOUCH;
}

const char *ask_usb_words(const struct ask *ask)
{
    return ask->kind == ASK_TOUCH ? "the 1200-baud touch" : "DFU_DETACH";
}

bool asks_have_usb(const struct asks *asks)
{
    for (unsigned i = 0; i < asks->count; i++)
        if (ask_is_usb(&asks->list[i]))
            return true;
    return false;
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
    case ASK_DETACH:
    case ASK_TOUCH: return ASK_USB_MS * 1000;
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

/* --- the function that is called --- */

/* Returns the name of a function as a programmer writes it, to be freed: C++
 * names are demangled, and what the compiler adds to the name of a copy
 * (".constprop.0") is left out. NULL: out of memory. */
static char *written_name(const char *symbol)
{
    char *name = strndup(symbol, strcspn(symbol, "."));
    char *plain = name ? demangle(name) : NULL;
    if (plain)
        free(name);
    return plain ? plain : name;
}

/* Returns the last part of "board::Bootloader::jump". */
static const char *last_part(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

/* True: SYMBOL is a function that is written as NAME. */
static bool is_written(const struct image_symbol *symbol, const char *name)
{
    size_t plain = strcspn(symbol->name, ".");
    if (!symbol->function || !strstr(symbol->name, last_part(name)))
        return false;
    if (strlen(name) == plain && memcmp(symbol->name, name, plain) == 0)
        return true;
    char *written = written_name(symbol->name);
    bool is = written && strcmp(written, name) == 0;
    free(written);
    return is;
}

/* Returns how many functions are written as NAME, and one of them. */
static unsigned find_written(const struct image *image, const char *name,
                             const struct image_symbol **found)
{
    unsigned count = 0;
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct image_symbol *symbol = &image->symbols[i];
        if (!is_written(symbol, name))
            continue;
        if (count && (*found)->address == symbol->address)
            continue;
        *found = symbol;
        count++;
    }
    return count;
}

static const struct image_symbol *find_function(const struct image *image,
                                                const char *name)
{
    const struct image_symbol *symbol = image_symbol(image, name);
    if (!symbol && find_written(image, name, &symbol) != 1)
        return NULL;
    return symbol;
}

bool ask_address(const struct image *image, const struct ask *ask,
                 uint32_t *address)
{
    const struct image_symbol *symbol = find_function(image, ask->symbol);
    struct record record;
    if (symbol) {
        *address = symbol->address;
        return true;
    }
    if (strcmp(ask->symbol, "boot0_request") != 0 ||
        !record_find(image, &record))
        return false;
    *address = record.request & ~1u;
    return record.request != 0;
}

/* --- what is wrong with it --- */

enum { OTHERS = 192 /* bytes for the mangled names of functions */ };

/* Fills HINT with the function that may have been meant, or with "". */
static void hint_symbol(const struct image *image, const char *name,
                        char hint[NEAREST_HINT])
{
    struct nearest nearest = nearest_to(name);
    char best[NEAREST_WORD + 1];
    for (size_t i = 0; i < image->symbol_count; i++) {
        const char *before = nearest.best;
        char *written = image->symbols[i].function
                            ? written_name(image->symbols[i].name)
                            : NULL;
        if (written)
            nearest_offer(&nearest, written);
        if (written && !strchr(name, ':') && last_part(written) != written)
            nearest_offer(&nearest, last_part(written));
        if (nearest.best != before) {
            snprintf(best, sizeof best, "%s", written);
            nearest.best = best;
        }
        free(written);
    }
    nearest_hint(&nearest, "call:", hint);
}

/* Adds the names that tell the functions called NAME from each other. */
static void name_others(const struct image *image, const char *name,
                        char text[OTHERS])
{
    text[0] = 0;
    for (size_t i = 0; i < image->symbol_count; i++) {
        size_t used = strlen(text);
        if (is_written(&image->symbols[i], name))
            snprintf(text + used, OTHERS - used, "%s%s", used ? ", " : "",
                     image->symbols[i].name);
    }
}

static bool is_inlined(const struct image *image, const char *name)
{
    struct source *source = source_open(image);
    bool inlined = source_inlined(source, last_part(name));
    source_close(source);
    return inlined;
}

/* Says why NAME, which is no symbol, cannot be called. */
static bool no_symbol(const struct image *image, const char *name, char *error)
{
    static const char others[] = "name another function, or press:PC13, "
                                 "send:usart2:TEXT, none";
    const char *path = path_tail(image->path);
    const struct image_symbol *symbol;
    struct record record;
    char hint[NEAREST_HINT], names[OTHERS];

    if (strcmp(name, "boot0_request") == 0 && !record_find(image, &record))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: the library is not in it, so say how your firmware "
                      "is asked for the ROM: --ask call:YOUR_JUMP_FUNCTION, "
                      "--ask press:PC13, --ask send:usart2:TEXT",
                      path);
    if (find_written(image, name, &symbol) > 1) {
        name_others(image, name, names);
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: several functions are called %.80s, so --ask call: "
                      "needs one of these names: %s",
                      path, name, names);
    }
    if (is_inlined(image, name))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: %.80s is inlined where it is called, so --ask "
                      "call:%.80s cannot be done: make it "
                      "__attribute__((noinline)), or ask as a user does: "
                      "press:PC13, send:usart2:TEXT",
                      path, name, name);
    hint_symbol(image, name, hint);
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: no symbol %.160s, so --ask call:%.160s cannot be "
                  "done%s; %s",
                  path, name, name, hint, others);
}

static bool possible(const struct image *image, const struct ask *ask,
                     char *error)
{
    uint32_t address;
    if (ask->kind != ASK_CALL)
        return true;
    if (!ask_address(image, ask, &address))
        return no_symbol(image, ask->symbol, error);
    return image_is_code(image, address) ||
           refuse(error, IMAGE_ERROR_SIZE,
                  "%s: no code at %.160s, so --ask call:%.160s cannot be done; "
                  "name another function, or press:PC13, send:usart2:TEXT, "
                  "none",
                  path_tail(image->path), ask->symbol, ask->symbol);
}

bool asks_possible(const struct image *image, const struct asks *asks,
                   char error[IMAGE_ERROR_SIZE])
{
    for (unsigned i = 0; i < asks->count; i++)
        if (!possible(image, &asks->list[i], error))
            return false;
    return true;
}
