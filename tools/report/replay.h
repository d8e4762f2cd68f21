/* SPDX-License-Identifier: MIT
 *
 * The command that shows a scenario: `boot0 run` with its board, its readings
 * off the default and the ask; or, where this build or `run` cannot, `check` of
 * that scenario with its trace.
 */
#ifndef TOOLS_REPORT_REPLAY_H
#define TOOLS_REPORT_REPLAY_H

#include "bench/result.h"
#include "tools/options.h"

enum { REPLAY_TEXT = 1024 };

/* Formats the command for a shell, which ends by itself when the scenario of
 * RESULT has shown its mistake. OPTIONS are those of the check. */
void replay_format(const struct options *options, const struct result *result,
                   char text[REPLAY_TEXT]);

#endif
