/* SPDX-License-Identifier: MIT */
#include "tools/run_live.h"

#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "chip/boards.h"
#include "tools/report/timeline_rom.h"

/* How often keys are looked at, and the line is drawn, of the host's time. */
#define LOOK_PS (20 * PS_PER_MS)

void run_live_none(struct run_live *live)
{
    *live = (struct run_live){.status.screen = -1, .ready = -1};
    keyboard_none(&live->keyboard);
}

/* --- keys --- */

static void print_help(struct run_live *live)
{
    bool shared = live->keyboard.text >= 0;
    const char *button = panel_button(live->panel);
    char press[48] = "";
    if (button)
        snprintf(press, sizeof press, "b press %s (B: hold it), ", button);
    timeline_print(live->timeline, "keys",
                   "%s%sr NRST, p power, 0 BOOT0, q quit%s",
                   shared ? "Ctrl-A, then " : "", press,
                   shared ? "; Ctrl-A twice sends one" : "");
}

static void press(struct run_live *live, bool hold)
{
    struct panel *panel = live->panel;
    const char *button = panel_button(panel);
    if (!button) {
        timeline_print(live->timeline, "keys", "%s has no button",
                       panel->machine->board->name);
        return;
    }
    if (panel->down) {
        panel_release(panel);
        timeline_print(live->timeline, button, "released");
        return;
    }
    panel_press(panel, hold ? 0 : ASK_HOLD_MS);
    timeline_print(live->timeline, button, hold ? "held down" : "pressed");
}

static void change_boot0(struct run_live *live)
{
    bool level = panel_boot0(live->panel);
    timeline_print(live->timeline, "BOOT0",
                   level ? "is high: a reset starts the ROM now" : "is low");
}

/* False: quit. */
static bool serve(struct run_live *live, enum key key)
{
    switch (key) {
    case KEY_NONE: break;
    case KEY_PRESS: press(live, false); break;
    case KEY_HOLD: press(live, true); break;
    case KEY_RESET: panel_reset(live->panel); break;
    case KEY_POWER: panel_power(live->panel); break;
    case KEY_BOOT0: change_boot0(live); break;
    case KEY_HELP: print_help(live); break;
    case KEY_QUIT: return false;
    }
    return true;
}

static bool serve_all(struct run_live *live)
{
    enum key key;
    while ((key = keyboard_read(&live->keyboard)) != KEY_NONE)
        if (!serve(live, key))
            return false;
    return true;
}

/* --- the screen --- */

static void draw(struct run_live *live, bool held)
{
    const struct status_board board = {
        .machine = live->panel->machine,
        .rom = live->rom,
        .led = &live->timeline->led,
        .pressed = live->panel->down,
        .held = held,
    };
    status_line_draw(&live->status, &board, live->terminal);
}

/* --- the whole --- */

/* Wakes the loop by a key as by what woke it before. */
static void add_to_loop(struct run_live *live, struct event_loop *loop)
{
    struct epoll_event event = {.events = EPOLLIN};
    live->ready = epoll_create1(EPOLL_CLOEXEC);
    if (live->ready < 0)
        return;
    epoll_ctl(live->ready, EPOLL_CTL_ADD, live->keyboard.input, &event);
    if (loop->other >= 0)
        epoll_ctl(live->ready, EPOLL_CTL_ADD, loop->other, &event);
    loop->other = live->ready;
}

void run_live_open(struct run_live *live, struct event_loop *loop,
                   struct panel *panel, struct terminal *terminal, bool shared,
                   int screen)
{
    run_live_none(live);
    live->timeline = loop->timeline;
    live->terminal = terminal;
    timeline_rom_name(loop->timeline->rom, live->rom);
    live->panel = panel;
    if (screen >= 0 && status_line_open(&live->status, screen))
        live->timeline->led.silent = true;
    if (keyboard_open(&live->keyboard, terminal, shared)) {
        add_to_loop(live, loop);
        print_help(live);
    }
    if (live->keyboard.input >= 0 || live->status.screen >= 0)
        terminal_watch_stop(terminal);
    draw(live, false);
}

static void stop(struct run_live *live)
{
    terminal_stop(live->terminal);
    status_line_again(&live->status);
}

bool run_live_turn(struct run_live *live, bool held)
{
    uint64_t now = pace_host_ps();
    if (panel_attend(live->panel))
        timeline_print(live->timeline, panel_button(live->panel), "released");
    if (terminal_stop_asked())
        stop(live);
    if (now < live->looked_ps + LOOK_PS && !held)
        return true;
    live->looked_ps = now;
    if (terminal_continued())
        status_line_again(&live->status);
    if (!serve_all(live))
        return false;
    draw(live, held);
    return true;
}

void run_live_close(struct run_live *live)
{
    if (live->ready >= 0)
        close(live->ready);
    keyboard_close(&live->keyboard);
    run_live_none(live);
}
