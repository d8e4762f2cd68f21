/* SPDX-License-Identifier: MIT
 *
 * For tests: `boot0 run --gdb 0` as a program of its own, its port, and its
 * output, which goes to a file so that nothing waits for a reader.
 */
#ifndef TESTS_TOOLS_GDB_GDB_SERVER_H
#define TESTS_TOOLS_GDB_GDB_SERVER_H

#include "tests/tools/command.h"

#include <signal.h>

struct gdb_server {
    struct child child;
    char port[8];
    char output[64]; /* path of the file */
};

/* Returns the output of the server so far. */
static inline const char *server_output(const struct gdb_server *server,
                                        char *text)
{
    FILE *file = fopen(server->output, "r");
    assert_non_null(file);
    text[fread(text, 1, OUTPUT_SIZE - 1, file)] = 0;
    fclose(file);
    return text;
}

/* Waits until the output contains PART. */
static inline void server_reports(const struct gdb_server *server, char *text,
                                  const char *part)
{
    double limit = seconds() + COMMAND_LIMIT_S;
    while (!strstr(server_output(server, text), part)) {
        if (seconds() > limit)
            fail_msg("\"%s\" is not told:\n%s", part, text);
        poll(NULL, 0, 5);
    }
}

/* ARGUMENTS: options of run and the image. */
static inline void server_start(struct gdb_server *server, char *text,
                                const char *arguments)
{
    static const char before[] = "127.0.0.1:";
    char script[512];
    strcpy(server->output, "/tmp/boot0-gdb-XXXXXX");
    int file = mkstemp(server->output);
    assert_true(file >= 0);
    close(file);
    snprintf(script, sizeof script,
             "exec $BOOT0 run --gdb 0 --pace max %s >%s 2>&1", arguments,
             server->output);
    command_start(&server->child, script);
    server_reports(server, text, before);
    snprintf(server->port, sizeof server->port, "%d",
             atoi(strstr(text, before) + strlen(before)));
}

/* After a test: none is left behind, also when the test failed. */
static inline void server_clean(struct gdb_server *server)
{
    if (!server->child.pid)
        return;
    command_end(&server->child);
    unlink(server->output);
}

/* Ends it as Ctrl-C does, or takes in that it has ended; its exit status. */
static inline int server_end(struct gdb_server *server, bool interrupt)
{
    char rest[OUTPUT_SIZE];
    rest[0] = 0;
    if (interrupt)
        kill(server->child.pid, SIGINT);
    command_read(&server->child, rest, NULL);
    command_end(&server->child);
    unlink(server->output);
    return server->child.status;
}

#endif
