/* SPDX-License-Identifier: MIT */
#include "tools/options_flash.h"

#include <stdlib.h>
#include <string.h>

#include "bench/nearest.h"
#include "tools/die.h"
#include "tools/escapes.h"
#include "tools/options_value.h"
#include "tools/units.h"

/* Klipper's docs/Bootloader_Entry.md, "Physical serial"; the first ~ ends what
 * was sent to it before. 250000 is SERIAL_BAUD of its src/Kconfig. */
static const char klipper_line[] = "~ \x1C Request Serial Bootloader!! ~";
enum { KLIPPER_BAUD = 250000 };

/* --- the ask --- */

static bool take_lines(struct flash_options *flash, const char *text)
{
    flash->ask = FLASH_ASK_LINES;
    return option_signals(text, &flash->dtr_inverted, &flash->rts_inverted);
}

static bool take_word(struct flash_options *flash, const char *word)
{
    static const struct {
        const char *word;
        enum flash_ask ask;
    } words[] = {{"none", FLASH_ASK_NONE},
                 {"detach", FLASH_ASK_DETACH},
                 {"touch1200", FLASH_ASK_TOUCH}};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0) {
            flash->ask = words[i].ask;
            return true;
        }
    return false;
}

bool option_flash_ask(struct options *options, const char *text, char *error)
{
    struct flash_options *flash = &options->flash;
    flash->ask_word = text;
    if (take_word(flash, text))
        return true;
    if (strncmp(text, "dtr-rts", 7) == 0)
        return take_lines(flash, text + 7) ||
               refuse(error, OPTION_ERROR_SIZE,
                      "--ask '%s': behind dtr-rts comes ,-dtr or ,-rts",
                      path_tail(text));
    flash->ask = FLASH_ASK_TEXT;
    if (strcmp(text, "klipper") == 0) {
        flash->text = xstrdup(klipper_line);
        if (!flash->ask_baud)
            flash->ask_baud = KLIPPER_BAUD;
        return true;
    }
    flash->text = xstrdup(text);
    if (escapes_read(flash->text) && *flash->text)
        return true;
    free(flash->text);
    flash->text = NULL;
    return refuse(error, OPTION_ERROR_SIZE,
                  "--ask '%s': not a text with the escapes \\n \\r \\t \\\\ "
                  "\\xHH",
                  path_tail(text));
}

/* --- numbers --- */

static bool take_baud(const char *option, const char *text, uint32_t *baud,
                      char *error)
{
    size_t digits = strspn(text, "0123456789");
    unsigned long rate = digits && digits < 9 ? strtoul(text, NULL, 10) : 0;
    if (text[digits] || rate < FLASH_BAUD_MIN || rate > FLASH_BAUD_MAX)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--%s '%s': it is a number from %d to %d", option,
                      path_tail(text), FLASH_BAUD_MIN, FLASH_BAUD_MAX);
    *baud = (uint32_t)rate;
    return true;
}

bool option_flash_ask_baud(struct options *options, const char *text,
                           char *error)
{
    return take_baud("ask-baud", text, &options->flash.ask_baud, error);
}

bool option_flash_baud(struct options *options, const char *text, char *error)
{
    return take_baud("baud", text, &options->flash.baud, error);
}

bool option_flash_wait(struct options *options, const char *text, char *error)
{
    uint64_t *wait_us = &options->flash.wait_us;
    enum units_result result = units_time_strict(text, wait_us);
    if (result != UNITS_OK)
        return refuse(error, OPTION_ERROR_SIZE, "--wait '%s': %s",
                      path_tail(text), units_time_error(result));
    return *wait_us || refuse(error, OPTION_ERROR_SIZE,
                              "--wait '%s': no ROM answers in no time", text);
}

/* --- words --- */

static bool choose(const char *option, const char *text,
                   const char *const *list, unsigned *value, char *error)
{
    char hint[NEAREST_HINT];
    for (*value = 0; list[*value]; ++*value)
        if (strcmp(text, list[*value]) == 0)
            return true;
    struct nearest nearest = nearest_to(text);
    nearest_offer_all(&nearest, list);
    nearest_hint(&nearest, "", hint);
    return refuse(error, OPTION_ERROR_SIZE,
                  "--%s '%s': unknown%s; see boot0 "
                  "flash --help",
                  option, path_tail(text), hint);
}

bool option_flash_policy(struct options *options, const char *text, char *error)
{
    static const char *const words[] = {"first-last", "address", NULL};
    unsigned value;
    if (!choose("policy", text, words, &value, error))
        return false;
    options->flash.rising = value == 1;
    return true;
}

bool option_flash_verify(struct options *options, const char *text, char *error)
{
    static const char *const words[] = {"read", "resident", "none", NULL};
    unsigned value;
    if (!choose("verify", text, words, &value, error))
        return false;
    options->flash.verify = (enum flash_verify)value;
    return true;
}

bool option_flash_diff_with(struct options *options, const char *text,
                            char *error)
{
    (void)error;
    options->flash.diff_with = text;
    return true;
}

bool option_flash_expect(struct options *options, const char *text, char *error)
{
    options->flash.expect = xstrdup(text);
    if (strlen(text) > FLASH_EXPECT)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--expect: at most %d characters", FLASH_EXPECT);
    if (escapes_read(options->flash.expect) && *options->flash.expect)
        return true;
    return refuse(error, OPTION_ERROR_SIZE,
                  "--expect '%s': not a text with the escapes \\n \\r \\t \\\\ "
                  "\\xHH",
                  path_tail(text));
}

/* --- switches --- */

bool option_flash_no_start(struct options *options, const char *text,
                           char *error)
{
    (void)text;
    (void)error;
    return options->flash.no_start = true;
}

bool option_flash_protect(struct options *options, const char *text,
                          char *error)
{
    (void)text;
    (void)error;
    return options->flash.protect = true;
}

bool option_flash_erase_all(struct options *options, const char *text,
                            char *error)
{
    (void)text;
    (void)error;
    return options->flash.erase_all = true;
}

bool option_flash_force(struct options *options, const char *text, char *error)
{
    (void)text;
    (void)error;
    return options->flash.force = true;
}

bool option_flash_dry_run(struct options *options, const char *text,
                          char *error)
{
    (void)text;
    (void)error;
    return options->flash.dry_run = true;
}

/* --- together --- */

bool flash_options_usb(const struct flash_options *flash, const char **serial)
{
    const char *found =
        strncmp(flash->port, "usb:", 4) == 0 ? flash->port + 4 : NULL;
    if (serial)
        *serial = found;
    return found || strcmp(flash->port, "usb") == 0;
}

/* The modem lines, the text and the speeds are those of a line. */
static bool fits_usb(const struct flash_options *flash, char *error)
{
    if (flash->ask == FLASH_ASK_TEXT || flash->ask == FLASH_ASK_LINES)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--ask: over USB it is detach, touch1200 or none; a "
                      "text or DTR and RTS need a serial PORT");
    if (flash->baud || flash->ask_baud)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--baud and --ask-baud: USB has no speed to set");
    if (flash->protect)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--protect: DfuSe has no command for it; protect the "
                      "part over a serial line");
    return true;
}

static bool fits_line(const struct flash_options *flash, char *error)
{
    bool tcp = strncmp(flash->port, "tcp:", 4) == 0;
    if (flash->ask == FLASH_ASK_DETACH || flash->ask == FLASH_ASK_TOUCH)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--ask detach and touch1200 go to a USB device, and the "
                      "ROM comes there, too: PORT is usb then");
    if (tcp && (flash->baud || flash->ask_baud))
        return refuse(error, OPTION_ERROR_SIZE,
                      "--baud and --ask-baud: tcp: carries no speed; set it at "
                      "the server, or use rfc2217:");
    if (flash->ask == FLASH_ASK_LINES && tcp)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--ask dtr-rts: tcp: carries no DTR and RTS; rfc2217: "
                      "does");
    return true;
}

bool flash_options_consistent(const struct flash_options *flash, char *error)
{
    if (flash->no_start &&
        (flash->expect || flash->verify == FLASH_VERIFY_RESIDENT))
        return refuse(error, OPTION_ERROR_SIZE,
                      "--no-start: what is not started shows no sign of life, "
                      "and no resident verifies it; leave out --expect and "
                      "--verify resident");
    return flash_options_usb(flash, NULL) ? fits_usb(flash, error)
                                          : fits_line(flash, error);
}
