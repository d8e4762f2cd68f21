/* SPDX-License-Identifier: MIT
 *
 * For tests of programs that need a terminal: a shell in a tmux session, keys,
 * and what is on the screen.
 */
#ifndef TESTS_TOOLS_TMUX_H
#define TESTS_TOOLS_TMUX_H

#include "tests/tools/command.h"

#include <sys/stat.h>

enum { TMUX_ROWS = 24, TMUX_COLUMNS = 100 };

#define TMUX_PROMPT "ready>"

static struct child tmux_server;
static char tmux_folder[32];              /* of its socket and its set-up */
static char tmux_screen[OUTPUT_SIZE];     /* as it was captured last, */
static char tmux_last[TMUX_COLUMNS + 64]; /* and its last line */

static inline void tmux_do(char *output, const char *arguments)
{
    char script[1024];
    snprintf(script, sizeof script, "tmux -S %s/socket %s", tmux_folder,
             arguments);
    expect_status(output, script, 0);
}

/* Types what tmux names: letters, Enter, C-a. */
static inline void tmux_type(const char *keys)
{
    char ignored[OUTPUT_SIZE], arguments[600];
    snprintf(arguments, sizeof arguments, "send-keys -t 0 %s", keys);
    tmux_do(ignored, arguments);
}

static inline void tmux_line(const char *line)
{
    char keys[512];
    snprintf(keys, sizeof keys, "-l '%s'", line);
    tmux_type(keys);
    tmux_type("Enter");
}

static inline void tmux_capture(void)
{
    tmux_do(tmux_screen, "capture-pane -p -t 0");
    size_t length = strlen(tmux_screen);
    while (length && tmux_screen[length - 1] == '\n')
        length--;
    tmux_screen[length] = 0;
    const char *line = strrchr(tmux_screen, '\n');
    snprintf(tmux_last, sizeof tmux_last, "%.*s", (int)sizeof tmux_last - 1,
             line ? line + 1 : tmux_screen);
}

/* Waits until WHERE, tmux_screen or tmux_last, has PART. */
static inline void tmux_sees(const char *where, const char *part)
{
    double limit = seconds() + COMMAND_LIMIT_S;
    for (tmux_capture(); !strstr(where, part); tmux_capture()) {
        if (seconds() > limit)
            fail_msg("\"%s\" is not on the screen:\n%s", part, tmux_screen);
        poll(NULL, 0, 20);
    }
}

static inline int tmux_start(void **state)
{
    char path[64], script[128];
    (void)state;
    strcpy(tmux_folder, "/tmp/boot0-tmux-XXXXXX");
    assert_non_null(mkdtemp(tmux_folder));
    snprintf(path, sizeof path, "%s/conf", tmux_folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "set -g exit-empty off\n"
            "set -g default-terminal screen\n"
            "new-session -d -x %d -y %d 'PS1=\"" TMUX_PROMPT "\" "
            "exec bash --norc --noprofile -i'\n",
            TMUX_COLUMNS, TMUX_ROWS);
    fclose(file);
    snprintf(script, sizeof script, "exec tmux -S %s/socket -f %s -D",
             tmux_folder, path);
    command_start(&tmux_server, script);
    double limit = seconds() + COMMAND_LIMIT_S;
    snprintf(path, sizeof path, "%s/socket", tmux_folder);
    struct stat there;
    while (stat(path, &there) != 0 && seconds() < limit)
        poll(NULL, 0, 5);
    tmux_sees(tmux_screen, TMUX_PROMPT);
    return 0;
}

static inline int tmux_end(void **state)
{
    char ignored[OUTPUT_SIZE], script[64];
    (void)state;
    snprintf(script, sizeof script, "tmux -S %s/socket kill-server",
             tmux_folder);
    command(ignored, script);
    command_end(&tmux_server);
    snprintf(script, sizeof script, "rm -r %s", tmux_folder);
    command(ignored, script);
    return 0;
}

#endif
