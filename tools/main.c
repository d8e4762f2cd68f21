/* SPDX-License-Identifier: MIT
 *
 * boot0: finds the subcommand, parses its command line, runs it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/die.h"
#include "tools/host/heap.h"
#include "tools/host/start.h"
#include "tools/options_hint.h"
#include "tools/options_parse.h"
#include "tools/subcommands.h"

static int (*const mains[SUBCOMMANDS])(const struct options *) = {
    [SUBCOMMAND_DEMO] = demo_main,         [SUBCOMMAND_RUN] = run_main,
    [SUBCOMMAND_CHECK] = check_main,       [SUBCOMMAND_PATCH] = patch_main,
    [SUBCOMMAND_READINGS] = readings_main, [SUBCOMMAND_EXPLAIN] = explain_main,
    [SUBCOMMAND_MERGE] = merge_main,       [SUBCOMMAND_FLASH] = flash_main,
    [SUBCOMMAND_PARTS] = parts_main,       [SUBCOMMAND_LINT] = lint_main,
    [SUBCOMMAND_PROBE] = probe_main,
};

static int run_subcommand(enum subcommand subcommand, int argc, char **argv)
{
    struct options options;
    switch (options_parse(subcommand, argc, argv, &options)) {
    case OPTIONS_DONE: return 0;
    case OPTIONS_ERROR: return EXIT_USAGE;
    case OPTIONS_OK: break;
    }
    options.live = subcommands_live();
    int status = mains[subcommand](&options);
    options_free(&options);
    return status;
}

/* ARGV[1] is the word that is no subcommand. */
static int unknown_subcommand(int argc, char **argv)
{
    char hint[OPTION_HINT];
    options_hint_subcommand(argc, argv, hint);
    return complain("unknown subcommand %s%s; see boot0 --help",
                    path_tail(argv[1]), hint);
}

/* `boot0 help [SUBCOMMAND]` */
static int help(int argc, char **argv)
{
    if (argc < 3) {
        options_print_overview();
        return 0;
    }
    enum subcommand subcommand = subcommand_find(argv[2]);
    if (subcommand == SUBCOMMANDS)
        return unknown_subcommand(argc - 1, argv + 1);
    options_print_help(subcommand);
    return 0;
}

static int run(int argc, char **argv)
{
    if (argc < 2)
        return complain("no subcommand is given; see boot0 --help");
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        options_print_overview();
        return 0;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        options_print_version();
        return 0;
    }
    if (strcmp(word, "help") == 0)
        return help(argc, argv);
    enum subcommand subcommand = subcommand_find(word);
    if (subcommand == SUBCOMMANDS)
        return unknown_subcommand(argc, argv);
    return run_subcommand(subcommand, argc - 1, argv + 1);
}

/* Returns STATUS, or that of a failure if it is 0 and output to stdout was
 * lost. A reader that closes a pipe early is no error. */
static int flush_stdout(int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno == EPIPE)
        return status;
    int lost = complain("stdout: not all of the output could be written%s%s",
                        errno ? ": " : "", errno ? strerror(errno) : "");
    return status ? status : lost;
}

int main(int argc, char **argv)
{
    heap_begin();
    start(&argc, &argv);
    return flush_stdout(run(argc, argv));
}
