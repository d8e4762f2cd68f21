/* SPDX-License-Identifier: MIT */
#include "tools/report/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/path.h"
#include "tools/die.h"
#include "tools/printable.h"

void places_open(struct places *places, const struct image *image)
{
    *places = (struct places){.image = image};
}

void places_close(struct places *places)
{
    for (unsigned i = 0; i < places->count; i++)
        free(places->list[i]);
    free(places->list);
    source_close(places->source);
    *places = (struct places){0};
}

/* Windows has two separators. */
static bool same_letter(char a, char b)
{
    return a == b || (path_is_separator(a) && path_is_separator(b));
}

/* Takes the working directory from the front of PATH, where a CI server has
 * checked out what it compiles. */
static void shorten(char path[SOURCE_PATH])
{
    char folder[SOURCE_PATH];
    if (!getcwd(folder, sizeof folder))
        return;
    size_t length = 0;
    while (folder[length] && same_letter(folder[length], path[length]))
        length++;
    if (!folder[length] && path_is_separator(path[length]))
        memmove(path, path + length + 1, strlen(path + length + 1) + 1);
}

static const struct place *look_up(struct places *places, uint32_t address)
{
    for (unsigned i = 0; i < places->count; i++)
        if (places->list[i]->address == address)
            return places->list[i];
    struct place *place = xcalloc(1, sizeof *place);
    place->address = address;
    if (!places->source)
        places->source = source_open(places->image);
    place->found = source_find(places->source, address, &place->at);
    shorten(place->at.path);
    printable(place->at.path);
    printable(place->at.file);
    printable(place->at.text);
    places->list =
        xrealloc(places->list, (places->count + 1) * sizeof *places->list);
    return places->list[places->count++] = place;
}

static void fill(struct places *places, struct finding *finding)
{
    char symbol[FINDING_WHERE];
    const struct place *place =
        finding->address ? look_up(places, finding->address) : NULL;
    if (place && place->found) {
        snprintf(symbol, sizeof symbol, "%s", finding->where);
        snprintf(finding->where, sizeof finding->where, "%.*s:%u, %.*s",
                 SOURCE_FILE, place->at.file, place->at.line,
                 FINDING_WHERE - SOURCE_FILE - 14, symbol);
        finding->file = place->at.file;
        finding->path = place->at.path;
        finding->line = place->at.line;
        finding->source = *place->at.text ? place->at.text : NULL;
    }
    printable(finding->text); /* names in it come from the image */
    printable(finding->remedy);
    printable(finding->where);
}

void places_fill(struct places *places, struct result *results, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        for (unsigned k = 0; k < results[i].cause_count; k++)
            fill(places, &results[i].causes[k]);
        for (unsigned k = 0; k < results[i].warning_count; k++)
            fill(places, &results[i].warnings[k]);
    }
}
