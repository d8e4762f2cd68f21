/* SPDX-License-Identifier: MIT
 *
 * `boot0 flash`: new firmware for a part, through its ROM.
 */
#include "tools/flash_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench/programmer_describe.h"
#include "tools/die.h"
#include "tools/flash_ask.h"
#include "tools/flash_back.h"
#include "tools/flash_image.h"
#include "tools/flash_life.h"
#include "tools/flash_link.h"
#include "tools/flash_report.h"
#include "tools/subcommands.h"

/* --- ends --- */

/* Firmware that was asked to leave, and is unharmed, goes on. */
static void give_back(struct flash_run *run)
{
    if (run->asked && !run->gone && flash_back(run))
        flash_report_say("start", "the firmware that was there goes on");
}

static enum flash_status unchanged(struct flash_run *run, const char *why)
{
    give_back(run);
    if (terminal_ended()) {
        complain("interrupted; nothing was changed");
        return FLASH_INTERRUPTED;
    }
    complain("%s; nothing was changed", why);
    return FLASH_UNCHANGED;
}

/* The session has ended before its time. */
static enum flash_status failed(struct flash_run *run)
{
    char why[PROGRAMMER_ERROR_SIZE];
    const char *port = run->given->port;
    flash_report_phase_end(run);
    programmer_describe(&run->programmer, why, sizeof why);
    switch (programmer_flash(&run->programmer)) {
    case PROGRAMMER_UNCHANGED: return unchanged(run, why);
    case PROGRAMMER_UNFINISHED:
        complain("%s: erased and not finished: %s", port,
                 run->gone ? "the port has gone" : why);
        flash_report_again(run);
        return FLASH_UNFINISHED;
    case PROGRAMMER_WHOLE: break;
    }
    complain("%s: programmed, and not started: %s; reset the part", port, why);
    return FLASH_NO_LIFE;
}

/* --- before it begins --- */

/* Erased cells are 0 where there is a data EEPROM, and there alone (RM0367,
 * RM0038). */
static bool has_eeprom(const struct flash_run *run)
{
    return run->programmer.found.device->erased == 0;
}

/* The part is in the ROM and answers. */
static bool unprotect(struct flash_run *run, char *error)
{
    flash_report_say("erase", "all of flash%s, by readout unprotect",
                     has_eeprom(run) ? " and EEPROM" : "");
    if (!flash_back_unprotect(run))
        return refuse(error, PORT_ERROR_SIZE,
                      "the ROM refuses readout unprotect");
    run->asked = false; /* nothing is left that could go on */
    return flash_ask(run, error);
}

static enum flash_status after_erase(struct flash_run *run, const char *why)
{
    complain("%s: everything is erased, and the ROM has not come back: %s; a "
             "blank part needs BOOT0 high",
             run->given->port, why);
    flash_report_again(run);
    return FLASH_UNFINISHED;
}

/* A device whose flash nothing here knows. */
static enum flash_status unsupported(struct flash_run *run)
{
    const struct device *device = run->programmer.found.device;
    char why[PORT_ERROR_SIZE];
    snprintf(why, sizeof why,
             "id 0x%03X is an %s: %s; that is not supported yet", device->id,
             device->name, device->unsupported);
    return unchanged(run, why);
}

static bool is_protectable(const struct flash_run *run)
{
    enum programmer_resident resident = run->programmer.found.resident;
    return resident == PROGRAMMER_RESIDENT_HEAD ||
           resident == PROGRAMMER_RESIDENT_CRC;
}

/* --- the session --- */

static bool starts_by_go(const struct flash_run *run)
{
    return !run->given->no_start && !run->given->protect &&
           run->given->ask != FLASH_ASK_LINES;
}

static bool differs(const struct flash_run *run)
{
    return run->given->diff_with && !run->without_old;
}

static void program(struct flash_run *run)
{
    const struct flash_options *options = run->given;
    flash_link_run(run, (struct programmer_setup){
                            .image = &run->image,
                            .old = differs(run) ? &run->old : NULL,
                            .policy = options->rising ? FLASH_POLICY_ADDRESS
                                                      : FLASH_POLICY_FIRST_LAST,
                            .verify = options->verify == FLASH_VERIFY_READ,
                            .start = starts_by_go(run),
                        });
    /* Firmware may speak at once. */
    if (!run->usb && starts_by_go(run) && run->programmer.whole)
        flash_link_to_firmware(run);
    flash_report_phase_end(run);
}

/* All is written. */
static enum flash_status start(struct flash_run *run)
{
    if (run->given->protect) {
        if (!flash_back_protect(run)) {
            complain("%s: programmed, and the ROM refuses to protect the "
                     "resident's sector",
                     run->given->port);
            return FLASH_NO_LIFE;
        }
        flash_report_say("protect", "sector 0 (WRP); the part resets");
    } else if (run->given->no_start) {
        flash_report_say("start", "not wanted: the part stays in the ROM");
        return FLASH_RUNS;
    } else if (run->given->ask == FLASH_ASK_LINES) {
        flash_report_say("start", "reset with BOOT0 low");
        flash_link_to_firmware(run); /* it may speak at once */
        flash_ask_reset(run, false);
    } else {
        flash_report_say("start",
                         run->programmer.unconfirmed
                             ? "%s was sent; its answer did not come"
                             : "%s was acknowledged",
                         run->usb ? "leave" : "Go");
    }
    return flash_life(run);
}

static enum flash_status not_whole(struct flash_run *run)
{
    complain("%s: the resident has not started the image: it is not whole",
             run->given->port);
    flash_report_again(run);
    return FLASH_UNFINISHED;
}

static enum flash_status program_and_start(struct flash_run *run)
{
    program(run);
    if (run->programmer.end != PROGRAMMER_DONE || run->gone)
        return failed(run);
    return start(run);
}

/* The resident knows better what the part had than the user. */
static enum flash_status finish(struct flash_run *run)
{
    enum flash_status status = program_and_start(run);
    if (status == FLASH_NOT_WHOLE && differs(run)) {
        flash_report_say("diff",
                         "the part had another image than %s: all of "
                         "it is written",
                         run->given->diff_with);
        run->without_old = true;
        status = program_and_start(run);
    }
    return status == FLASH_NOT_WHOLE ? not_whole(run) : status;
}

static enum flash_status update(struct flash_run *run)
{
    char error[PORT_ERROR_SIZE];
    if (!flash_ask(run, error))
        return unchanged(run, error);
    flash_report_found(run);
    if (run->programmer.end != PROGRAMMER_DONE)
        return failed(run);
    if (run->programmer.found.device->unsupported)
        return unsupported(run);
    if (!flash_image_fits(run, error))
        return unchanged(run, error);
    if (run->programmer.found.protected) {
        if (!run->given->erase_all)
            return unchanged(run, "the part is read protected (RDP level 1): "
                                  "--erase-all erases all of it, which takes "
                                  "the protection away");
        if (!unprotect(run, error))
            return after_erase(run, error);
    }
    if (run->given->protect && !is_protectable(run))
        return unchanged(run, "--protect: the part has no resident");
    flash_image_leave_resident(run);
    return finish(run);
}

/* --- the command --- */

static enum flash_status execute(struct flash_run *run)
{
    char error[PORT_ERROR_SIZE];
    if (!flash_image_load(run, error) || !flash_link_open(run, error))
        return (enum flash_status)complain("%s", error);
    enum flash_status status =
        run->given->dry_run ? flash_report_plan(run) : update(run);
    flash_link_close(run);
    return status;
}

int flash_main(const struct options *options)
{
    struct flash_run *run = xcalloc(1, sizeof *run);
    run->options = options;
    run->given = &options->flash;
    terminal_open(&run->terminal);
    enum flash_status status = execute(run);
    terminal_close(&run->terminal);
    flash_image_free(run);
    free(run);
    return status;
}
