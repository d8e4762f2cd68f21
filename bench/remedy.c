/* SPDX-License-Identifier: MIT */
#include "bench/remedy.h"

#include <stdio.h>
#include <string.h>

static const char *find(const struct family_info *family,
                        const struct cause_info *info, bool library)
{
    for (unsigned i = 0; i < family->remedy_count; i++) {
        const struct family_remedy *own = &family->remedies[i];
        if (strcmp(own->code, info->code) == 0)
            return library && own->library_remedy ? own->library_remedy
                                                  : own->remedy;
    }
    return library && info->library_remedy ? info->library_remedy
                                           : info->remedy;
}

/* Fills TEXT with what the word in braces stands for. */
static void fill_in(const struct family_info *family, const char *word,
                    size_t length, char text[REMEDY_TEXT])
{
    const struct {
        const char *word, *text;
        uint32_t address;
    } words[] = {
        {"family", family->name, 0},
        {"library", family->library, 0},
        {"rom", NULL, family->rom_base},
        {"ram", NULL, family->host_ram},
        {"remap", family->remap_name, 0},
        {"pins", family->rom_pins, 0},
        {"mem_mode", family->words.mem_mode, 0},
        {"swap", family->words.swap, 0},
        {"rtc_reset", family->words.rtc_reset, 0},
        {"pwren", family->words.pwren, 0},
        {"dbp", family->words.dbp, 0},
        {"clock", family->words.clock, 0},
        {"erased", family->words.erased, 0},
    };
    text[0] = 0;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].word) != length ||
            strncmp(words[i].word, word, length) != 0)
            continue;
        if (words[i].text)
            snprintf(text, REMEDY_TEXT, "%s", words[i].text);
        else
            snprintf(text, REMEDY_TEXT, "0x%08X", (unsigned)words[i].address);
    }
}

void remedy_words(const struct family_info *family,
                  const struct cause_info *info, bool library,
                  char text[REMEDY_TEXT])
{
    const char *at = find(family, info, library);
    char word[REMEDY_TEXT];
    size_t used = 0;
    text[0] = 0;
    while (*at && used < REMEDY_TEXT) {
        size_t plain = strcspn(at, "{");
        used += (size_t)snprintf(text + used, REMEDY_TEXT - used, "%.*s",
                                 (int)plain, at);
        at += plain;
        if (*at != '{' || used >= REMEDY_TEXT)
            continue;
        size_t length = strcspn(at + 1, "}");
        fill_in(family, at + 1, length, word);
        used += (size_t)snprintf(text + used, REMEDY_TEXT - used, "%s", word);
        at += length + 2;
    }
}
