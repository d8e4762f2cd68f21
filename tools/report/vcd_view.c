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

bool vcd_view_write(const char *path, const char *vcd, unsigned scopes,
                    char *error, size_t size)
{
    static const struct {
        unsigned scope;
        const char *signals;
    } rows[] = {
        {VCD_BOARD, "chip.board.NRST\nchip.board.reset_kind[3:0]\n"
                    "chip.board.B1\nchip.board.LD2\n"
                    "chip.board.USART1_TX\nchip.board.USART1_RX\n"
                    "chip.board.USART2_TX\nchip.board.USART2_RX\n"},
        {VCD_CORE, "chip.core.in_ROM\nchip.core.UFB\n"
                   "chip.core.MEM_MODE[1:0]\nchip.core.exception[5:0]\n"
                   "chip.core.sleep\nchip.core.lockup\n"},
        {VCD_PINS, "chip.pins.PA2\nchip.pins.PA3\n"},
    };
    char text[VIEW_TEXT];
    struct line line = line_begin(text, sizeof text);
    line_add(&line, "[dumpfile] \"%s\"\n[timestart] 0\n", base_name(vcd));
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        if (scopes & rows[i].scope)
            line_add(&line, "%s", rows[i].signals);
    return file_write(path, text, strlen(text), error, size);
}
