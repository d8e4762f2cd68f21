/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <poll.h>

/* Virtual time between two looks at the world: with a client about three
 * bytes at 115200 baud; without one what a receive queue holds at any speed. */
#define CLIENT_SLICE_PS (250 * PS_PER_US)
#define ALONE_SLICE_PS  (10 * PS_PER_MS)

/* Steps of a chip that follows the clock, and the host's sleep between them:
 * short enough for a blinking LED and for typing. */
enum { STEP_MS = 2 };

void session_open(struct session *session, struct machine *machine,
                  struct story *story, const struct terminal *terminal)
{
    *session = (struct session){
        .machine = machine,
        .story = story,
        .terminal = terminal,
        .other = -1,
    };
    session_connect(session, NULL, PACE_MAX);
}

void session_connect(struct session *session, struct cable *cable,
                     enum pace pace)
{
    session->cable = cable;
    pace_start(&session->pacer, pace, cable != NULL,
               machine_ps(session->machine));
}

/* --- bytes --- */

static void heard(struct session *session, unsigned usart, const uint8_t *bytes,
                  size_t count)
{
    if (session->story)
        story_heard(session->story, usart, bytes, count);
}

static void exchange(struct session *session)
{
    uint8_t bytes[CABLE_BUFFER];
    struct cable *cable = session->cable;
    for (unsigned usart = 0; usart < USART_COUNT; usart++) {
        if (cable && cable->usart == usart) {
            size_t count = cable_exchange(cable, session->machine, bytes);
            /* The ROM's answers are no text. */
            if (session->cable_told && !session->machine->in_rom)
                heard(session, usart, bytes, count);
        } else {
            heard(session, usart, bytes,
                  machine_take(session->machine, usart, bytes, sizeof bytes));
        }
    }
    if (session->story)
        story_settle(session->story, false);
}

/* --- time --- */

static void wait_for_host(struct session *session)
{
    struct pollfd wanted[] = {
        {.fd = session->terminal ? session->terminal->signals : -1,
         .events = POLLIN},
        {.fd = session->other, .events = POLLIN},
        {.fd = -1},
    };
    if (session->cable)
        wanted[2] = cable_poll(session->cable, session->machine);
    poll(wanted, sizeof wanted / sizeof *wanted, STEP_MS);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

void session_turn(struct session *session, uint64_t until_ps,
                  struct machine_event *event)
{
    struct machine *machine = session->machine;
    struct cable *cable = session->cable;
    exchange(session);
    uint64_t now = machine_ps(machine);
    uint64_t limit =
        pace_limit(&session->pacer, now, cable && cable_busy(cable, machine));
    if (limit < now + STEP_MS * PS_PER_MS && limit < until_ps) {
        wait_for_host(session);
        *event = (struct machine_event){.kind = MACHINE_TIME, .ps = now};
        return;
    }
    uint64_t slice = cable ? CLIENT_SLICE_PS : ALONE_SLICE_PS;
    machine_run(machine, earlier(until_ps, earlier(limit, now + slice)), event);
    if (session->story)
        story_event(session->story, event);
}
