/* SPDX-License-Identifier: MIT
 *
 * The values of options, one function each: from text into struct options.
 * False: ERROR (OPTION_ERROR_SIZE bytes) says what was read and what is known.
 */
#ifndef TOOLS_OPTIONS_VALUE_H
#define TOOLS_OPTIONS_VALUE_H

#include "tools/options.h"

enum { OPTION_ERROR_SIZE = 512, OPTION_PINS = 128 };

/* Reads the name of a pin, in either case: PC13, or that of the board's button,
 * B1. */
bool option_pin(const struct options *options, const char *text, unsigned *port,
                unsigned *pin);
/* Fills TEXT with why a name is none: "no such pin (ports A B C D E H, pins 0
 * to 15; B1 is PC13)". */
void option_pins(const struct options *options, char text[OPTION_PINS]);
/* Returns the board of the options. */
const struct board_info *option_board(const struct options *options);

/* Reads [,-dtr][,-rts]. False: something else is in TEXT. */
bool option_signals(const char *text, bool *dtr_inverted, bool *rts_inverted);

/* Returns the line that is on the terminal; NULL = none. */
const struct serial_options *options_stdio(const struct options *options);

/* Checks the ends of all lines together. */
bool options_serial_consistent(const struct options *options, char *error);

/* Frees what the asks point to. */
void option_asks_free(struct asks *asks);
/* Frees the texts of --expect and --fail. */
void option_expect_free(struct options *options);

bool option_part(struct options *options, const char *text, char *error);
bool option_rom(struct options *options, const char *text, char *error);
bool option_reading(struct options *options, const char *text, char *error);
bool option_ask(struct options *options, const char *text, char *error);
bool option_noise(struct options *options, const char *text, char *error);
bool option_usb(struct options *options, const char *text, char *error);
bool option_wire(struct options *options, const char *text, char *error);
bool option_hse(struct options *options, const char *text, char *error);
bool option_bfb2(struct options *options, const char *text, char *error);
bool option_boot0(struct options *options, const char *text, char *error);
bool option_bank2(struct options *options, const char *text, char *error);
bool option_rdp(struct options *options, const char *text, char *error);
bool option_wdg_sw(struct options *options, const char *text, char *error);
bool option_until(struct options *options, const char *text, char *error);
bool option_strict(struct options *options, const char *text, char *error);
bool option_trace(struct options *options, const char *text, char *error);
bool option_trace_from(struct options *options, const char *text, char *error);
bool option_trace_to(struct options *options, const char *text, char *error);
bool option_trace_in(struct options *options, const char *text, char *error);
bool option_vcd(struct options *options, const char *text, char *error);
bool option_vcd_in(struct options *options, const char *text, char *error);
bool option_verbose(struct options *options, const char *text, char *error);
bool option_all(struct options *options, const char *text, char *error);
bool option_only(struct options *options, const char *text, char *error);
bool option_update(struct options *options, const char *text, char *error);
bool option_policy(struct options *options, const char *text, char *error);
bool option_want(struct options *options, const char *text, char *error);
bool option_cuts(struct options *options, const char *text, char *error);
bool option_cut_mode(struct options *options, const char *text, char *error);
bool option_line(struct options *options, const char *text, char *error);
bool option_base(struct options *options, const char *text, char *error);
bool option_format(struct options *options, const char *text, char *error);
bool option_text_or_json(struct options *options, const char *text,
                         char *error);
bool option_jobs(struct options *options, const char *text, char *error);
bool option_pace(struct options *options, const char *text, char *error);
bool option_usart1(struct options *options, const char *text, char *error);
bool option_usart2(struct options *options, const char *text, char *error);
bool option_lpuart1(struct options *options, const char *text, char *error);
bool option_wait_client(struct options *options, const char *text, char *error);
bool option_gdb(struct options *options, const char *text, char *error);
bool option_usbip(struct options *options, const char *text, char *error);
bool option_usb_record(struct options *options, const char *text, char *error);
bool option_expect(struct options *options, const char *text, char *error);
bool option_fail(struct options *options, const char *text, char *error);
bool option_head(struct options *options, const char *text, char *error);
bool option_resident(struct options *options, const char *text, char *error);
bool option_join(struct options *options, const char *text, char *error);
bool option_image_version(struct options *options, const char *text,
                          char *error);
bool option_output(struct options *options, const char *text, char *error);
bool option_yes(struct options *options, const char *text, char *error);
bool option_silence(struct options *options, const char *text, char *error);
bool option_symbols(struct options *options, const char *text, char *error);
bool option_json(struct options *options, const char *text, char *error);
bool option_junit(struct options *options, const char *text, char *error);
bool option_report(struct options *options, const char *text, char *error);
bool option_list(struct options *options, const char *text, char *error);
bool option_shard(struct options *options, const char *text, char *error);

#endif
