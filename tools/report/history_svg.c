/* SPDX-License-Identifier: MIT */
#include "tools/report/history_svg.h"

#include <inttypes.h>

#include "bench/history.h"
#include "chip/clock.h"
#include "chip/reset.h"
#include "tools/die.h"

enum {
    LABEL = 100, /* width of the names of the lanes */
    LANE = 34,
    BAR = 22,
    LANES = 4,
    HEIGHT = LANES * LANE + 28,
    SPAN_MIN = 46, /* width of the shortest span, */
    DECADE = 14,   /* and what each factor of 10 above 1 us adds */
    NAME_TEXT = 96
};

static const struct {
    const char *name, *class;
    unsigned lane;
} looks[] = {
    [HISTORY_START_UP] = {"start-up", "start", 1},
    [HISTORY_IMAGE] = {"application", "image", 0},
    [HISTORY_OTHER] = {"program in bank 2", "other", 0},
    [HISTORY_ROM] = {"ROM", "rom", 2},
    [HISTORY_FAULT] = {"fault", "fault", 3},
};

static unsigned width_of(const struct history_span *span)
{
    unsigned width = SPAN_MIN;
    for (uint64_t us = (span->end_ps - span->start_ps) / PS_PER_US; us >= 10;
         us /= 10)
        width += DECADE;
    return width;
}

/* Formats how a span began: "reset (system)", "branch to 0x1FF00404". */
static void format_cause(const struct history_span *span, char text[NAME_TEXT])
{
    switch (span->by) {
    case HISTORY_BY_RESET:
        snprintf(text, NAME_TEXT, "reset (%s)", reset_name(span->reset));
        break;
    case HISTORY_BY_BRANCH:
        snprintf(text, NAME_TEXT, "branch to 0x%08" PRIX32, span->pc);
        break;
    case HISTORY_BY_FAULT:
        snprintf(text, NAME_TEXT, "fault at 0x%08" PRIX32, span->pc);
        break;
    }
}

static void print_ms(FILE *out, uint64_t ps)
{
    uint64_t us = ps / PS_PER_US;
    fprintf(out, "%" PRIu64 ".%03u ms", us / 1000, (unsigned)(us % 1000));
}

static void print_lanes(FILE *out, unsigned width)
{
    static const char *const names[LANES] = {"application", "start-up", "ROM",
                                             "fault"};
    for (unsigned i = 0; i < LANES; i++)
        fprintf(out,
                "<text x=\"0\" y=\"%u\">%s</text><line class=\"edge\" "
                "x1=\"%d\" x2=\"%u\" y1=\"%u\" y2=\"%u\" "
                "stroke-opacity=\"0.3\"/>\n",
                i * LANE + 20, names[i], LABEL, LABEL + width,
                i * LANE + BAR + 6, i * LANE + BAR + 6);
}

static void print_span(FILE *out, const struct history_span *span, unsigned x,
                       unsigned index)
{
    char cause[NAME_TEXT];
    unsigned lane = looks[span->who].lane, width = width_of(span);

    format_cause(span, cause);
    fprintf(out,
            "<g><title>%s: %s</title><rect class=\"%s\" x=\"%u\" y=\"%u\" "
            "width=\"%u\" height=\"%d\"/>",
            looks[span->who].name, cause, looks[span->who].class, x,
            lane * LANE + 6, width, BAR);
    if (span->by == HISTORY_BY_RESET)
        fprintf(out,
                "<line class=\"edge\" x1=\"%u\" x2=\"%u\" y1=\"0\" y2=\"%d\" "
                "stroke-dasharray=\"3 3\"/>",
                x, x, LANES * LANE);
    fprintf(out, "<text x=\"%u\" y=\"%d\">%u</text></g>\n", x + 2,
            LANES * LANE + 16, index);
}

static void print_drawing(FILE *out, const struct history *history)
{
    unsigned width = 0;
    for (unsigned i = 0; i < history->count; i++)
        width += width_of(&history->spans[i]);
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
            "viewBox=\"0 0 %u %d\" width=\"%u\"><title>What ran when; the "
            "list below has the same in words</title>\n",
            LABEL + width + 4, HEIGHT, LABEL + width + 4);
    print_lanes(out, width);
    for (unsigned i = 0, x = LABEL; i < history->count; i++) {
        print_span(out, &history->spans[i], x, i + 1);
        x += width_of(&history->spans[i]);
    }
    fputs("</svg>\n", out);
}

static void print_words(FILE *out, const struct history *history)
{
    fputs("<ol>", out);
    for (unsigned i = 0; i < history->count; i++) {
        const struct history_span *span = &history->spans[i];
        char cause[NAME_TEXT];
        format_cause(span, cause);
        fputs("<li>", out);
        print_ms(out, span->start_ps);
        fprintf(out, ": %s: %s", looks[span->who].name, cause);
        if (span->asked) {
            fputs("; asked at ", out);
            print_ms(out, span->ask_ps);
        }
        fputs("</li>\n", out);
    }
    fprintf(out, "</ol>%s\n", history->cut_short ? "<p>and so on</p>" : "");
}

void history_svg(FILE *out, const struct campaign *campaign,
                 const struct scenario *scenario)
{
    struct history history;
    if (!history_make(campaign, scenario, &history))
        die("out of memory");
    print_drawing(out, &history);
    print_words(out, &history);
}
