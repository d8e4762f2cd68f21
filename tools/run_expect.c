/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "tools/run_expect.h"

#include <stdio.h>
#include <string.h>

#include "tools/die.h"
#include "tools/report/timeline_text.h"

void run_expect_open(struct run_expect *expect, const struct options *options,
                     struct timeline *timeline)
{
    *expect = (struct run_expect){.options = options, .timeline = timeline};
}

/* --- hearing --- */

static bool holds(const struct expect_line *line, const char *text)
{
    return memmem(line->heard, line->length, text, strlen(text)) != NULL;
}

/* Returns the index of the first of TEXTS that the line holds and SEEN does not
 * contain, or COUNT. */
static unsigned first_held(const struct expect_line *line, char *const *texts,
                           unsigned count, unsigned seen)
{
    unsigned i = 0;
    while (i < count && (seen >> i & 1 || !holds(line, texts[i])))
        i++;
    return i;
}

static void look(struct run_expect *expect, unsigned usart)
{
    const struct options *options = expect->options;
    const struct expect_line *line = &expect->lines[usart];
    unsigned fail = first_held(line, options->fails, options->fail_count, 0);
    if (fail < options->fail_count) {
        expect->failed = options->fails[fail];
        expect->failed_on = usart;
        return;
    }
    unsigned i =
        first_held(line, options->expects, options->expect_count, expect->seen);
    if (i == options->expect_count)
        return;
    expect->seen |= 1u << i;
    expect->seen_on[i] = usart;
}

static void add(struct expect_line *line, char byte)
{
    if (line->length == EXPECT_HEARD) {
        line->length = EXPECT_HEARD / 2;
        memmove(line->heard, line->heard + line->length, line->length);
    }
    line->heard[line->length++] = byte;
}

void run_expect_hear(void *who, unsigned usart, const uint8_t *bytes,
                     size_t count)
{
    struct run_expect *expect = who;
    for (size_t i = 0; i < count && !run_expect_done(expect); i++) {
        add(&expect->lines[usart], (char)bytes[i]);
        look(expect, usart);
    }
}

/* --- the end --- */

static bool all_seen(const struct run_expect *expect)
{
    unsigned count = expect->options->expect_count;
    return expect->seen == (1u << count) - 1;
}

bool run_expect_done(const struct run_expect *expect)
{
    return expect->failed ||
           (expect->options->expect_count && all_seen(expect));
}

static void print_seen(struct run_expect *expect, const char *option,
                       const char *text, unsigned usart)
{
    const struct chip *chip = &expect->timeline->machine->chip;
    char who[TIMELINE_WHO];
    timeline_print(expect->timeline, option, "\"%s\" has come, on %s", text,
                   timeline_text_who(serial_sender(chip, usart), who));
}

int run_expect_end(struct run_expect *expect)
{
    const struct options *options = expect->options;
    for (unsigned i = 0; i < options->expect_count; i++)
        if (expect->seen >> i & 1)
            print_seen(expect, "expect", options->expects[i],
                       expect->seen_on[i]);
        else
            timeline_print(expect->timeline, "expect", "\"%s\" did not come",
                           options->expects[i]);
    if (expect->failed)
        print_seen(expect, "fail", expect->failed, expect->failed_on);
    return all_seen(expect) && !expect->failed ? 0 : EXIT_FAILED;
}
