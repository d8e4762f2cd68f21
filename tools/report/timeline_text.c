/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_text.h"

#include <ctype.h>
#include <string.h>

/* Text that stays without a line end for so long is printed as it is. */
#define UNFINISHED_PS (100 * PS_PER_MS)

const char *timeline_text_who(const struct map_row *block,
                              char who[TIMELINE_WHO])
{
    size_t i = 0;
    for (; block->name[i] && i < TIMELINE_WHO - 1; i++)
        who[i] = (char)tolower((unsigned char)block->name[i]);
    who[i] = 0;
    return who;
}

static void print_text(struct timeline *timeline, unsigned usart)
{
    struct timeline_text *text = &timeline->text[usart];
    const struct chip *chip = &timeline->machine->chip;
    char who[TIMELINE_WHO];
    if (text->length == 0)
        return;
    memcpy(text->last, text->line, text->length);
    text->last[text->length] = 0;
    text->length = 0;
    timeline_print(timeline, timeline_text_who(serial_sender(chip, usart), who),
                   "%s", text->last);
}

static void add_text(struct timeline *timeline, unsigned usart,
                     const char *shown)
{
    struct timeline_text *text = &timeline->text[usart];
    size_t length = strlen(shown);
    if (text->length + length > sizeof text->line)
        print_text(timeline, usart);
    if (text->length == 0)
        text->since_ps = machine_ps(timeline->machine);
    memcpy(text->line + text->length, shown, length);
    text->length += length;
}

/* Prints characters as they are, and all other bytes as numbers. */
static void add_byte(struct timeline *timeline, unsigned usart, uint8_t byte)
{
    char shown[8] = {(char)byte};
    if (byte == '\n') {
        print_text(timeline, usart);
        return;
    }
    if (byte == '\r')
        return;
    if (!isprint(byte))
        snprintf(shown, sizeof shown, "<%02X>", byte);
    add_text(timeline, usart, shown);
}

void timeline_text_add(struct timeline *timeline, unsigned usart,
                       const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_byte(timeline, usart, bytes[i]);
}

void timeline_text_flush(struct timeline *timeline, bool end)
{
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        if (end || machine_ps(timeline->machine) >
                       timeline->text[i].since_ps + UNFINISHED_PS)
            print_text(timeline, i);
}
