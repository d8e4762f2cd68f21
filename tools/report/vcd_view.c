/* SPDX-License-Identifier: MIT */
#include "tools/report/vcd_view.h"

#include <stdio.h>
#include <string.h>

#include "bench/file.h"
#include "tools/report/line.h"
#include "tools/report/vcd.h"

enum { VIEW_TEXT = 2048 };

void vcd_view_path(const char *vcd, char path[VCD_VIEW_PATH])
{
    static const char from[] = ".vcd", to[] = ".gtkw";
    size_t length = strlen(vcd);
    path[0] = 0;
    if (length > sizeof from - 1 && length + sizeof to < VCD_VIEW_PATH &&
        strcmp(vcd + length - (sizeof from - 1), from) == 0)
        snprintf(path, VCD_VIEW_PATH, "%.*s%s",
                 (int)(length - (sizeof from - 1)), vcd, to);
}

/* GTKWave looks for the file of the VCD beside the view. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

enum {
    WINDOW_WIDTH = 1200, /* pixels; 700 of it and a few more for the waves */
    WINDOW_HEIGHT = 680,
    WAVES_WIDTH = 700,
    ZOOM_WIDTH = 200 /* at zoom -Z they show 2^Z ps */
};

/* Adds the zoom at which all of the run is in the window, to 1/1000. Between
 * powers of 2 a line replaces the logarithm, from which it differs by at most
 * 0.087. */
static void add_zoom(struct line *line, uint64_t end_ps)
{
    uint64_t shown = end_ps / WAVES_WIDTH * ZOOM_WIDTH + 1;
    unsigned whole = 0;
    while (shown >> whole > 1)
        whole++;
    unsigned more = (unsigned)(((shown - (1ull << whole)) * 1000) >> whole);
    unsigned zoom = whole * 1000 + more + 87;
    line_add(line, "*-%u.%03u -1\n", zoom / 1000, zoom % 1000);
}

/* @200 are lines of text, @28 bits, @24 unsigned numbers. */
static const struct group {
    unsigned scope;
    const char *signals;
} groups[] = {
    {VCD_BOARD, "@200\n-Board\n@28\nchip.board.NRST\n"
                "@24\nchip.board.reset_kind[3:0]\n"
                "@28\nchip.board.B1\nchip.board.LD2\n"
                "chip.board.USART1_TX\nchip.board.USART1_RX\n"
                "chip.board.USART2_TX\nchip.board.USART2_RX\n"},
    {VCD_CORE, "@200\n-Core\n@28\nchip.core.in_ROM\nchip.core.UFB\n"
               "@24\nchip.core.MEM_MODE[1:0]\nchip.core.exception[5:0]\n"
               "@28\nchip.core.sleep\nchip.core.lockup\n"},
    {VCD_PINS, "@200\n-Pins\n@28\nchip.pins.PA2\nchip.pins.PA3\n"
               "chip.pins.PA5\nchip.pins.PA9\nchip.pins.PA10\n"
               "chip.pins.PC13\n"},
};

/* The pins shown are those behind the signals of the board. */
static unsigned shown(unsigned scopes)
{
    return scopes & VCD_BOARD ? scopes & ~(unsigned)VCD_PINS : scopes;
}

bool vcd_view_write(const char *path, const char *vcd, unsigned scopes,
                    uint64_t end_ps, char *error, size_t size)
{
    char text[VIEW_TEXT];
    struct line line = line_begin(text, sizeof text);
    line_add(&line, "[dumpfile] \"%s\"\n[timestart] 0\n[size] %d %d\n",
             base_name(vcd), WINDOW_WIDTH, WINDOW_HEIGHT);
    add_zoom(&line, end_ps);
    for (unsigned i = 0; i < sizeof groups / sizeof *groups; i++)
        if (shown(scopes) & groups[i].scope)
            line_add(&line, "%s", groups[i].signals);
    return file_write(path, text, strlen(text), error, size);
}
