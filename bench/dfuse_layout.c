/* SPDX-License-Identifier: MIT */
#include "bench/dfuse_layout.h"

#include <stdlib.h>
#include <string.h>

enum { READABLE = 1, ERASABLE = 2, WRITABLE = 4, ALL = 7 };

static const char *skip(const char *text)
{
    return text + strspn(text, " ");
}

/* Takes a number, decimal unless it begins with 0x; false: none is there. */
static bool number(const char **text, int base, uint32_t *value)
{
    char *end;
    const char *from = skip(*text);
    if (!strchr("0123456789", *from) || !*from)
        return false;
    *value = (uint32_t)strtoul(from, &end, base);
    *text = end;
    return true;
}

static uint32_t unit(const char **text)
{
    const char *from = skip(*text);
    switch (*from) {
    case 'M': *text = from + 1; return 1024 * 1024;
    case 'K': *text = from + 1; return 1024;
    case 'B': *text = from + 1; return 1;
    default: *text = from; return 1;
    }
}

/* Takes COUNT*SIZE, unit, letter. */
static bool run(const char **text, struct dfuse_layout *layout)
{
    uint32_t count, size;
    if (!number(text, 10, &count) || *skip(*text) != '*')
        return false;
    *text = skip(*text) + 1;
    if (!number(text, 10, &size))
        return false;
    size *= unit(text);
    if (**text < 'a' || **text > 'g')
        return false;
    if (!layout->pages) {
        layout->page = size;
        layout->writable = true;
        layout->alike = true;
    }
    layout->alike = layout->alike && size == layout->page;
    layout->writable = layout->writable && (**text & ALL) == ALL;
    layout->pages += count;
    *text = skip(*text + 1);
    return true;
}

bool dfuse_layout_parse(const char *text, struct dfuse_layout *layout)
{
    *layout = (struct dfuse_layout){0};
    if (*text != '@')
        return false;
    layout->flash = strncmp(skip(text + 1), "Internal Flash", 14) == 0;
    text = strchr(text, '/');
    if (!text || (text++, !number(&text, 16, &layout->base)))
        return false;
    text = skip(text);
    if (*text++ != '/')
        return false;
    while (run(&text, layout)) {
        if (*text != ',')
            return layout->page != 0 && layout->pages != 0;
        text++;
    }
    return false;
}
