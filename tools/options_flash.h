/* SPDX-License-Identifier: MIT
 *
 * The values of the options of `boot0 flash`, one function each: from text into
 * struct options. False: ERROR (OPTION_ERROR_SIZE bytes) says what was read and
 * what is known.
 */
#ifndef TOOLS_OPTIONS_FLASH_H
#define TOOLS_OPTIONS_FLASH_H

#include "tools/options.h"

bool option_flash_ask(struct options *options, const char *text, char *error);
bool option_flash_ask_baud(struct options *options, const char *text,
                           char *error);
bool option_flash_baud(struct options *options, const char *text, char *error);
bool option_flash_wait(struct options *options, const char *text, char *error);
bool option_flash_policy(struct options *options, const char *text,
                         char *error);
bool option_flash_verify(struct options *options, const char *text,
                         char *error);
bool option_flash_diff_with(struct options *options, const char *text,
                            char *error);
bool option_flash_expect(struct options *options, const char *text,
                         char *error);
bool option_flash_no_start(struct options *options, const char *text,
                           char *error);
bool option_flash_protect(struct options *options, const char *text,
                          char *error);
bool option_flash_erase_all(struct options *options, const char *text,
                            char *error);
bool option_flash_force(struct options *options, const char *text, char *error);
bool option_flash_dry_run(struct options *options, const char *text,
                          char *error);

/* True: the options go together, and with the kind of port. */
bool flash_options_consistent(const struct flash_options *flash, char *error);

/* True: PORT is `usb` or `usb:SERIAL`; *SERIAL (may be NULL) is NULL for any.
 */
bool flash_options_usb(const struct flash_options *flash, const char **serial);

#endif
