/* SPDX-License-Identifier: MIT
 *
 * For tests of `boot0 flash`: a board that `boot0 run` has in another process,
 * and `boot0 flash` as a process of its own.
 */
#ifndef TESTS_TOOLS_FLASH_BOARD_H
#define TESTS_TOOLS_FLASH_BOARD_H

#include "tests/bench/image_fixture.h"
#include "tests/tools/gdb/gdb_server.h"

#define BOARD_LIMIT "--until 3000000 " /* it ends if the test fails */

struct flash_board {
    struct gdb_server server; /* its child and its output */
    struct folder folder;     /* $DIR */
    char told[OUTPUT_SIZE];   /* by the board */
    char text[OUTPUT_SIZE];   /* by boot0 flash */
};

static inline struct flash_board *flash_board_new(void)
{
    struct flash_board *board = test_calloc(1, sizeof *board);
    folder_open(&board->folder);
    setenv("DIR", board->folder.name, 1);
    return board;
}

static inline void flash_board_end(struct flash_board *board)
{
    if (board->server.child.pid)
        server_end(&board->server, true);
    board->server.child.pid = 0;
}

static inline int flash_board_free(void **state)
{
    struct flash_board *board = *state;
    server_clean(&board->server);
    folder_close(&board->folder);
    test_free(board);
    return 0;
}

/* Starts `boot0 run` with ARGUMENTS, whose output goes to a file. */
static inline void flash_board_run(struct flash_board *board,
                                   const char *arguments)
{
    struct gdb_server *server = &board->server;
    char script[1024];
    strcpy(server->output, "/tmp/boot0-flash-XXXXXX");
    int file = mkstemp(server->output);
    assert_true(file >= 0);
    close(file);
    snprintf(script, sizeof script,
             "exec $BOOT0 run --pace max " BOARD_LIMIT "%s >%s 2>&1", arguments,
             server->output);
    command_start(&server->child, script);
}

static inline void flash_board_told(struct flash_board *board, const char *part)
{
    server_reports(&board->server, board->told, part);
}

/* LINE of the board is a pty, $PORT. */
static inline void flash_board_start_on(struct flash_board *board,
                                        const char *line, const char *arguments)
{
    static const char before[] = "is /dev/pts/";
    char all[400];
    snprintf(all, sizeof all, "--%s pty %s", line, arguments);
    flash_board_run(board, all);
    flash_board_told(board, before);
    char *port = strstr(board->told, before) + 3;
    port[strcspn(port, "\n")] = 0;
    setenv("PORT", port, 1);
    flash_board_told(board, strstr(arguments, "--boot0 1") ? "ready: "
                                                           : " runs in bank");
}

static inline void flash_board_start(struct flash_board *board,
                                     const char *arguments)
{
    flash_board_start_on(board, "usart2", arguments);
}

/* `boot0 flash WORDS` ends with STATUS; board->text has what it printed. */
static inline void flash_expect(struct flash_board *board, const char *words,
                                int status)
{
    char script[600];
    snprintf(script, sizeof script, "$BOOT0 flash %s 2>&1", words);
    int got = command(board->text, script);
    if (got != status)
        fail_msg("boot0 flash %s\n  status %d, want %d\n%s\nthe board:\n%s",
                 words, got, status, board->text,
                 board->server.child.pid
                     ? server_output(&board->server, board->told)
                     : "none");
}

/* Puts a raw binary of SIZE bytes into $DIR/NAME: the demo application with an
 * invalid head, and noise from SEED behind it, but none where bank 2 begins. */
static inline void flash_board_long_image(struct flash_board *board,
                                          const char *name, size_t size,
                                          uint32_t seed)
{
    static uint8_t bytes[192 << 10];
    char path[128];
    expect_status(board->text,
                  "$BOOT0 patch $IMAGES/nucleo-l073rz.elf -o $DIR/short.bin",
                  0);
    snprintf(path, sizeof path, "%s/short.bin", board->folder.name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t used = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(used > 0 && used < size && size <= sizeof bytes);
    for (size_t i = used; i < size; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(seed >> 24);
    }
    memset(bytes + 0x18000, 0, 4);
    folder_write(&board->folder, name, bytes, size);
}

/* The virtual time of the last line of the board that has PART, ms. */
static inline double flash_board_ms(struct flash_board *board, const char *part)
{
    char *found = NULL;
    server_output(&board->server, board->told);
    for (char *at = board->told; (at = strstr(at, part)); at++)
        found = at;
    if (!found)
        fail_msg("\"%s\" is not in:\n%s", part, board->told);
    while (found > board->told && found[-1] != '\n')
        found--;
    return atof(found);
}

#endif
