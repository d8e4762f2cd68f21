/* SPDX-License-Identifier: MIT
 *
 * `boot0 probe`: does what docs/silicon.md asks the owner of a board to do:
 * answers the probe's questions, is the ROM's host when it waits for one, saves
 * the report, and prints what it settles.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/file.h"
#include "bench/rom.h"
#include "tools/die.h"
#include "tools/host/terminal.h"
#include "tools/printable.h"
#include "tools/probe_line.h"
#include "tools/probe_report.h"
#include "tools/subcommands.h"

enum {
    SECOND_US = 1000000,
    SILENCE_US = 5 * SECOND_US, /* after which the ROM waits */
    GREETING_US = 3 * SECOND_US,
    ROUND_US = 300000, /* the way back from the ROM */
    TURN_US = 100000,
    LIMIT_US = 900 * SECOND_US,
    TRIES = 3, /* of a ROM that does not answer */
    SHOWN = 40,
    INTERRUPTED = 130
};

#define FILE_DEFAULT "probe-report.txt"

struct session {
    const struct options *options;
    struct probe_line *line;
    size_t heard; /* of the text: what was acted on */
    bool agreed;  /* the owner has said yes */
    bool done;    /* the report was printed */
    unsigned tries, helped;
};

static const char *port_of(const struct session *session)
{
    return path_tail(session->options->image);
}

static const char *file_of(const struct session *session)
{
    return session->options->output ? session->options->output : FILE_DEFAULT;
}

/* Takes note of WORDS, if the probe has printed them. */
static bool said(struct session *session, const char *words)
{
    const char *at = strstr(session->line->text + session->heard, words);
    if (at)
        session->heard = (size_t)(at - session->line->text) + strlen(words);
    return at != NULL;
}

static bool has_said(const struct session *session, const char *words)
{
    return strstr(session->line->text + session->heard, words) != NULL;
}

/* --- the end of it --- */

/* What the part has settled so far is in its backup registers. */
static int lost(const struct session *session, const char *what)
{
    if (terminal_ended())
        return INTERRUPTED;
    bool begun = session->agreed;
    return complain("probe: %s: %s; %s", port_of(session), what,
                    begun ? "press reset on the board and run boot0 probe "
                            "again: the part keeps what it has settled"
                          : "nothing was changed");
}

/* The block, without what was on the screen around it. */
static bool find_block(const struct session *session, const char **begin,
                       size_t *size)
{
    static const char first[] = "-----BEGIN BOOT0 PROBE REPORT-----";
    static const char last[] = "-----END BOOT0 PROBE REPORT";
    const char *end = NULL;
    *begin = NULL;
    for (const char *at = session->line->text; (at = strstr(at, first)); at++)
        *begin = at;
    if (*begin)
        end = strstr(*begin, last);
    if (!end)
        return false;
    *size = (size_t)(end - *begin) + strcspn(end, "\r\n");
    return true;
}

static bool save(const struct session *session, char *error)
{
    const char *begin;
    size_t size, used = 0;
    if (!find_block(session, &begin, &size))
        return refuse(error, PORT_ERROR_SIZE, "the report did not come whole");
    char *text = xmalloc(size + 1);
    for (size_t i = 0; i < size; i++)
        if (begin[i] != '\r')
            text[used++] = begin[i];
    text[used++] = '\n';
    bool good =
        file_write(file_of(session), text, used, error, PORT_ERROR_SIZE);
    free(text);
    return good;
}

static int print_result(const struct session *session)
{
    struct probe_report report;
    char error[PORT_ERROR_SIZE];
    if (!save(session, error))
        return complain("probe: %s: %s", port_of(session), error);
    if (!probe_report_read(session->line->text, session->line->length, &report,
                           error, sizeof error))
        return complain("probe: %s: %s; the block is in %s", port_of(session),
                        error, path_tail(file_of(session)));
    probe_report_print(&report);
    bool other = rom_family(report.rom) != session->options->part.family;
    fprintf(stderr,
            "\nThe report is in %s: please paste it into an issue of the "
            "project, with the\nmarking on the chip. For your own firmware: "
            "boot0 check %s$(boot0 readings %s) app.elf\nThe part still holds "
            "the probe: program your application again.\n",
            file_of(session), other ? "--part PART " : "", file_of(session));
    return 0;
}

/* --- the owner --- */

/* Asks once. The probe has said what it is going to do. */
static bool agree(struct session *session)
{
    char answer[16] = "";
    if (session->agreed)
        return true;
    if (!session->options->yes) {
        const char *begin = strstr(session->line->text, "softboot0 probe:");
        for (; begin && *begin && !session->line->echo; begin++)
            if (*begin != '\r')
                fputc(*begin, stderr);
        fputs("Begin? (y/n) ", stderr);
        if (!fgets(answer, sizeof answer, stdin) || answer[0] != 'y')
            return false;
    }
    session->agreed = true;
    return true;
}

/* --- the probe --- */

/* The probe, or a ROM that waits since an earlier session. */
static int greet(struct session *session)
{
    struct probe_line *line = session->line;
    char what[PORT_ERROR_SIZE], got[SHOWN + 1];
    bool has_probe;
    if (!probe_line_terminal(line))
        return lost(session, "the port does not take 115200 baud");
    uint64_t end = port_now_us() + GREETING_US;
    probe_line_press(line, '\r');
    while (port_now_us() < end && !line->gone && !terminal_ended()) {
        probe_line_listen(line, TURN_US);
        if (has_said(session, "Press ") || has_said(session, "Any key for"))
            return 0;
    }
    if (line->gone || terminal_ended())
        return lost(session, "the port is gone");
    if (line->length) {
        snprintf(got, sizeof got, "%.*s", SHOWN, line->text);
        snprintf(what, sizeof what,
                 "no probe: received '%s'; program the probe "
                 "(docs/silicon.md, section 2)",
                 printable(got));
        return lost(session, what);
    }
    if (!probe_line_rom(line, &has_probe))
        return lost(session, "nothing answers, neither the probe nor a ROM; "
                             "is it the right port, and USART2 (PA2, PA3)?");
    if (!has_probe)
        return lost(session, "the ROM answers, and the probe is not in the "
                             "part: program it (docs/silicon.md, section 2), "
                             "then BOOT0 low and reset");
    return lost(session, "the ROM waits, in the middle of an experiment or by "
                         "BOOT0: BOOT0 low, press reset, and try again");
}

/* Nothing came for long enough: the ROM has stayed, or is dead. */
static int help(struct session *session)
{
    struct probe_line *line = session->line;
    struct probe_request request;
    char error[PORT_ERROR_SIZE];
    if (!probe_request(line->text, &request))
        return lost(session, "the probe has fallen silent");
    if (probe_line_help(line, &request, error)) {
        session->helped++;
        session->tries = 0;
        fprintf(stderr, "the ROM has stayed: Go to 0x%08X\n",
                (unsigned)request.go);
    } else if (line->gone || terminal_ended() || ++session->tries == TRIES)
        return lost(session, line->gone ? "the port is gone" : error);
    port_sleep_us(ROUND_US);
    if (!probe_line_terminal(line) || !probe_line_press(line, '\r'))
        return lost(session, "the port is gone");
    return 0;
}

/* Tells the owner what is being done. */
static void show_experiment(const struct session *session)
{
    const char *last = NULL;
    for (const char *at = session->line->text; (at = strstr(at, "\n[")); at++)
        last = at + 1;
    if (last && !session->line->echo)
        fprintf(stderr, "%.*s\n", (int)strcspn(last, "\r\n"), last);
}

/* True: the probe has printed its block, and why it refuses. */
static bool refused_whole(const struct session *session)
{
    const char *begin;
    size_t size;
    return find_block(session, &begin, &size) &&
           has_said(session, "Any key for");
}

/* What the probe printed before the port was open is lost; any key makes it
 * print its block again. */
static void hear_refusal(struct session *session)
{
    struct probe_line *line = session->line;
    if (!refused_whole(session))
        probe_line_press(line, '\r');
    while (!refused_whole(session) && !line->gone &&
           port_now_us() < line->heard_us + SECOND_US)
        probe_line_listen(line, TURN_US);
}

/* The part is not one that the probe experiments with; its block says more. */
static int refused(struct session *session)
{
    struct probe_line *line = session->line;
    char reason[3 * SHOWN], error[PORT_ERROR_SIZE];
    hear_refusal(session);
    const char *why = line->text + session->heard;
    snprintf(reason, sizeof reason, "%.*s", (int)strcspn(why, "\r\n."), why);
    bool saved = save(session, error);
    return complain(
        "probe: %s: the probe makes no experiment:%s; its block "
        "is %s%s",
        port_of(session), printable(reason),
        saved ? "in " : "lost: ", saved ? path_tail(file_of(session)) : error);
}

/* Answers what was printed. Returns whether something was. */
static bool answer(struct session *session, int *status)
{
    struct probe_line *line = session->line;
    if (said(session, "Press y to begin.")) {
        if (agree(session))
            probe_line_press(line, 'y');
        else
            *status = lost(session, "not begun");
    } else if (said(session, "Press y to make the jump.")) {
        session->agreed = true;
        show_experiment(session);
        probe_line_press(line, 'y');
    } else if (said(session, "The probe makes no experiment:")) {
        *status = refused(session);
    } else if (said(session, "Press q to")) {
        session->done = true;
        probe_line_press(line, 'q');
    } else
        return false;
    return true;
}

static int converse(struct session *session)
{
    struct probe_line *line = session->line;
    int status = 0;
    uint64_t end = port_now_us() + LIMIT_US;
    uint64_t silence = session->options->silence_us
                           ? session->options->silence_us
                           : SILENCE_US;
    while (!status && !session->done) {
        if (line->gone || terminal_ended())
            return lost(session, "the port is gone");
        if (answer(session, &status))
            continue;
        probe_line_listen(line, TURN_US);
        if (port_now_us() - line->heard_us > silence)
            status = help(session);
        if (port_now_us() > end)
            return lost(session, "the probe does not come to an end");
    }
    return status;
}

/* The backup registers are cleared; what was printed is whole. */
static void wait_for_cleared(struct session *session)
{
    uint64_t end = port_now_us() + SECOND_US;
    while (!said(session, "Cleared.") && port_now_us() < end)
        probe_line_listen(session->line, TURN_US);
}

static int run(const struct options *options, struct probe_line *line)
{
    struct session session = {.options = options, .line = line};
    int status = greet(&session);
    if (!status)
        status = converse(&session);
    if (!status) {
        wait_for_cleared(&session);
        status = print_result(&session);
    }
    return status;
}

int probe_main(const struct options *options)
{
    struct terminal terminal;
    char error[PORT_ERROR_SIZE];
    struct probe_line *line = xcalloc(1, sizeof *line);
    line->echo = options->verbose;
    if (!options->yes && !isatty(STDIN_FILENO)) {
        free(line);
        return complain("probe: nobody can be asked here: --yes begins at "
                        "once");
    }
    int status;
    if (port_open(&line->port, options->image, error)) {
        terminal_open(&terminal);
        status = run(options, line);
        terminal_close(&terminal);
        port_close(&line->port);
    } else
        status = complain("probe: %s", error);
    free(line);
    return status;
}
