/* SPDX-License-Identifier: MIT
 *
 * For tests of serial clients: `boot0 run --usart2 rfc2217:0` beside them, with
 * $PORT for its port and $TTY for what lets an unmodified client open
 * rfc2217:$PORT.
 */
#ifndef TESTS_TOOLS_LIBTTY_RFC2217_BOARD_H
#define TESTS_TOOLS_LIBTTY_RFC2217_BOARD_H

#include "tests/tools/flash_board.h"

/* Starts the board; ARGUMENTS: more options, and the image. */
static inline void rfc2217_board_start(struct flash_board *board,
                                       const char *arguments)
{
    static const char before[] = "is 127.0.0.1:";
    char all[512], port[8];
    snprintf(all, sizeof all, "--usart2 rfc2217:0 %s", arguments);
    flash_board_run(board, all);
    flash_board_told(board, ", by RFC 2217\n");
    snprintf(port, sizeof port, "%d",
             atoi(strstr(board->told, before) + sizeof before - 1));
    setenv("PORT", port, 1);
    setenv("TTY", "LD_PRELOAD=" BOOT0_TTY, 1);
}

/* The sanitizers' run-time is not in the clients. */
static inline void rfc2217_board_client(struct flash_board *board,
                                        const char *client, int status)
{
    char script[1024];
    snprintf(script, sizeof script, "exec env $TTY %s 2>&1", client);
    expect_status(board->text, script, status);
}

static inline void need_program(struct flash_board *board, const char *name)
{
    char script[128];
    snprintf(script, sizeof script, "command -v %s >/dev/null", name);
    if (command(board->text, script) == 0)
        return;
    print_message("SKIPPED: %s is not installed\n", name);
    skip();
}

#endif
