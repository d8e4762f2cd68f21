/* SPDX-License-Identifier: MIT */
#include "tools/report/status_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "chip/boards.h"
#include "tools/report/style.h"

enum {
    FIELD = 40,
    ROWS_MIN = 3 /* with fewer no line is left for the rest */
};

/* --- the text --- */

/* In the order of the line. */
enum field {
    FIELD_LED,
    FIELD_B1,
    FIELD_WHO,
    FIELD_BANK,
    FIELD_CLOCK,
    FIELD_BOOT0,
    FIELD_TIME,
    FIELDS
};

/* The order in which a narrow window loses them. */
static const enum field first_out[] = {FIELD_BOOT0, FIELD_CLOCK, FIELD_BANK,
                                       FIELD_TIME,  FIELD_B1,    FIELD_WHO};

static const char *led_words(const struct status_board *board)
{
    const struct chip *chip = &board->machine->chip;
    if (board->led && board->led->flickers)
        return "flickers";
    return boards_pin_on(chip, &board->machine->board->led) ? "on " : "off";
}

static void who_words(const struct status_board *board, char text[FIELD])
{
    const struct machine *machine = board->machine;
    if (board->held)
        snprintf(text, FIELD, "held by the debugger");
    else if (machine->chip.cpu.locked_up)
        snprintf(text, FIELD, "locked up");
    else if (machine->in_rom)
        snprintf(text, FIELD, "ROM %s", board->rom);
    else
        snprintf(text, FIELD, "application");
}

static void format(const struct status_board *board, char fields[FIELDS][FIELD])
{
    const struct machine *machine = board->machine;
    const struct chip *chip = &machine->chip;
    double seconds = (double)(machine_ps(machine) / PS_PER_MS) / 1000;
    const struct board_info *info = machine->board;
    snprintf(fields[FIELD_LED], FIELD, "%s %s", info->led_name,
             led_words(board));
    fields[FIELD_B1][0] = 0;
    if (info->has_button)
        snprintf(fields[FIELD_B1], FIELD, "%s %s", info->button_name,
                 board->pressed ? "down" : "up");
    who_words(board, fields[FIELD_WHO]);
    snprintf(fields[FIELD_BANK], FIELD, "bank %u", machine_bank(machine) + 1);
    snprintf(fields[FIELD_CLOCK], FIELD, "%.6g MHz",
             (double)chip->clock.hclk_hz / 1e6);
    snprintf(fields[FIELD_BOOT0], FIELD, "BOOT0 %u", chip->board.boot0);
    snprintf(fields[FIELD_TIME], FIELD, "%.1f s", seconds);
}

static size_t width(char fields[FIELDS][FIELD])
{
    size_t sum = 0;
    for (unsigned i = 0; i < FIELDS; i++)
        if (fields[i][0])
            sum += strlen(fields[i]) + (sum ? 3 : 1);
    return sum;
}

void status_line_text(const struct status_board *board, unsigned columns,
                      char text[STATUS_LINE_TEXT])
{
    char fields[FIELDS][FIELD];
    size_t used = 0;
    format(board, fields);
    for (unsigned i = 0; i < sizeof first_out / sizeof *first_out; i++)
        if (width(fields) > columns)
            fields[first_out[i]][0] = 0;
    text[0] = 0;
    for (unsigned i = 0; i < FIELDS; i++)
        if (fields[i][0])
            used += (size_t)snprintf(text + used, STATUS_LINE_TEXT - used,
                                     "%s%s", used ? " | " : " ", fields[i]);
    if (used > columns)
        text[columns] = 0;
}

/* --- the screen --- */

bool status_line_open(struct status_line *status, int screen)
{
    const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
    bool able = isatty(screen) && term && *term && strcmp(term, "dumb") != 0;
    *status = (struct status_line){.screen = able ? screen : -1,
                                   .coloured = !(no && *no)};
    return able;
}

void status_line_again(struct status_line *status)
{
    status->rows = 0;
    status->shown[0] = 0;
}

static void put(const struct status_line *status, const char *text)
{
    size_t length = strlen(text);
    while (length) {
        ssize_t n = write(status->screen, text, length);
        if (n <= 0)
            return; /* the next one comes soon */
        text += n;
        length -= (size_t)n;
    }
}

/* Undoes a region of scrolling and clears the line; the cursor stays. */
static void erase(char *text, size_t size, unsigned rows)
{
    snprintf(text, size, "\0337\033[r\033[%u;1H\033[K\0338", rows);
}

/* Gives the window its region. IND (ESC D) scrolls if the cursor is in the last
 * line, which is the status line's. */
static void divide(struct status_line *status, unsigned rows, unsigned columns,
                   struct terminal *terminal)
{
    char text[128];
    if (status->rows) {
        erase(text, sizeof text, status->rows < rows ? status->rows : rows);
        put(status, text);
    }
    status->rows = rows;
    status->columns = columns;
    status->shown[0] = 0;
    terminal->screen = -1;
    if (rows < ROWS_MIN)
        return;
    snprintf(text, sizeof text, "\033D\033[A\0337\033[1;%ur\0338", rows - 1);
    put(status, text);
    erase(terminal->leave, sizeof terminal->leave, rows);
    terminal->screen = status->screen;
}

static void look_at_window(struct status_line *status,
                           struct terminal *terminal)
{
    struct winsize window;
    if (ioctl(status->screen, TIOCGWINSZ, &window) != 0 || !window.ws_row)
        window = (struct winsize){.ws_row = 24, .ws_col = 80};
    if (window.ws_row != status->rows || window.ws_col != status->columns)
        divide(status, window.ws_row, window.ws_col, terminal);
}

void status_line_draw(struct status_line *status,
                      const struct status_board *board,
                      struct terminal *terminal)
{
    char text[STATUS_LINE_TEXT], line[STATUS_LINE_TEXT + 64];
    if (status->screen < 0)
        return;
    look_at_window(status, terminal);
    if (status->rows < ROWS_MIN || status->columns < 2)
        return;
    unsigned columns =
        status->columns < STATUS_LINE_TEXT ? status->columns : STATUS_LINE_TEXT;
    status_line_text(board, columns - 1, text);
    if (strcmp(text, status->shown) == 0)
        return;
    strcpy(status->shown, text);
    snprintf(line, sizeof line, "\0337\033[%u;1H\033[0m%s%s\033[0m\033[K\0338",
             status->rows, status->coloured ? "\033[7m" : "", text);
    put(status, line);
}
