/* SPDX-License-Identifier: MIT */
#include "tools/flash_back.h"

#include "tools/flash_link.h"

enum {
    ANSWER_US = 2000000,
    /* RM0367, DS10685: a mass erase takes 3.2 ms, the option bytes as long; the
     * ROM of the L0 takes the pages one by one. */
    ERASE_US = 30000000,

    DNLOAD = 1,
    GETSTATUS = 3,
    CLRSTATUS = 4,
    TO_INTERFACE = 0x21,
    FROM_INTERFACE = 0xA1,
    READ_UNPROTECT = 0x92,
    TRANSFER_MS = 2000
};

static bool command(struct flash_run *run, uint8_t code)
{
    const uint8_t bytes[] = {code, (uint8_t)~code};
    return flash_link_command(run, bytes, sizeof bytes, ANSWER_US);
}

/* --- USB --- */

/* Two requests for the status: the first starts the work (AN3156). */
static bool status(struct flash_run *run)
{
    uint8_t answer[6];
    return port_usb_control(&run->device, FROM_INTERFACE, GETSTATUS, 0, 0,
                            answer, sizeof answer,
                            TRANSFER_MS) == sizeof answer &&
           answer[0] == 0;
}

static bool download(struct flash_run *run, uint8_t *bytes, uint16_t size)
{
    return port_usb_control(&run->device, TO_INTERFACE, DNLOAD, 0, 0, bytes,
                            size, TRANSFER_MS) >= 0 &&
           status(run);
}

/* --- either --- */

bool flash_back(struct flash_run *run)
{
    flash_link_run(run, (struct programmer_setup){.start = true});
    return run->programmer.end == PROGRAMMER_DONE;
}

bool flash_back_protect(struct flash_run *run)
{
    static const uint8_t sector_0[] = {0, 0, 0}; /* one, its number, checksum */
    return command(run, 0x63) &&
           flash_link_command(run, sector_0, sizeof sector_0, ANSWER_US);
}

/* The part resets before it answers to the second status (AN3156). */
bool flash_back_unprotect(struct flash_run *run)
{
    uint8_t code = READ_UNPROTECT;
    if (run->usb) {
        port_usb_control(&run->device, TO_INTERFACE, CLRSTATUS, 0, 0, NULL, 0,
                         TRANSFER_MS);
        return download(run, &code, 1);
    }
    return command(run, READ_UNPROTECT) &&
           flash_link_command(run, NULL, 0, ERASE_US);
}
