/* SPDX-License-Identifier: MIT
 *
 * The subcommands of boot0. Each is given its parsed command line and returns
 * the exit status: 0 all as wanted, 1 a scenario failed, 2 unreadable input
 * (one line on stderr).
 */
#ifndef TOOLS_SUBCOMMANDS_H
#define TOOLS_SUBCOMMANDS_H

#include "tools/options.h"

/* True: this build has those that need ports, sockets and terminals. */
bool subcommands_live(void);

int demo_main(const struct options *options);
int run_main(const struct options *options);
int check_main(const struct options *options);
int patch_main(const struct options *options);
int merge_main(const struct options *options);
int readings_main(const struct options *options);
int explain_main(const struct options *options);

int probe_main(const struct options *options);

/* 1: a mistake was found. */
int lint_main(const struct options *options);

/* 1: no line matches. */
int parts_main(const struct options *options);

/* Its exit statuses are its own: docs/flash.md. */
int flash_main(const struct options *options);

#endif
