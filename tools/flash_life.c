/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "tools/flash_life.h"

#include <string.h>

#include "tools/die.h"
#include "tools/flash_link.h"
#include "tools/flash_report.h"

enum {
    POLL_US = 100000,
    HEARD = 2 * FLASH_EARLY, /* and no TEXT of --expect is longer than half */
    /* A resident at 2.1 MHz computes the CRC of 192 KB in less. */
    JUDGE_US = 2000000
};

static uint64_t end_us(const struct flash_run *run)
{
    uint64_t given = run->given->wait_us;
    return port_now_us() + (given ? given : (uint64_t)FLASH_WAIT_MS * 1000);
}

/* The end of TEXT may come with the next bytes. Returns how many bytes are left
 * in HEARD. */
static size_t forget(char *heard, size_t used, size_t length)
{
    if (used <= HEARD / 2)
        return used;
    size_t kept = length < used ? length : used;
    memmove(heard, heard + used - kept, kept);
    return kept;
}

/* The text may come in pieces, behind others. */
static bool hear(struct flash_run *run, const char *text)
{
    uint64_t limit_us = end_us(run);
    char heard[HEARD];
    size_t used = run->early_count, length = strlen(text);
    memcpy(heard, run->early, used);
    flash_link_to_firmware(run);
    while (!memmem(heard, used, text, length)) {
        used = forget(heard, used, length);
        int count = port_read(&run->port, heard + used, HEARD - used, POLL_US);
        if (count < 0 || terminal_ended() || port_now_us() > limit_us)
            return false;
        used += (size_t)count;
    }
    return true;
}

static bool is_judged(const struct flash_run *run)
{
    return run->given->verify == FLASH_VERIFY_RESIDENT;
}

/* A resident that has refused the image is in the ROM now, which answers. */
static enum flash_status judged(struct flash_run *run)
{
    uint64_t limit_us = port_now_us() + JUDGE_US;
    while (!terminal_ended() && port_now_us() < limit_us)
        port_sleep_us(POLL_US);
    if (!flash_link_look(run)) {
        flash_report_say("life",
                         "the ROM does not answer: the resident has found the "
                         "image whole, and started it");
        return FLASH_RUNS;
    }
    return FLASH_NOT_WHOLE;
}

static enum flash_status none(const struct flash_run *run)
{
    complain("%s: programmed and started, and no sign of life came%s%s",
             run->given->port, run->given->expect ? ": " : "",
             run->given->expect ? run->given->expect : "");
    return FLASH_NO_LIFE;
}

static enum flash_status by_line(struct flash_run *run)
{
    const char *text = run->given->expect;
    if (text && hear(run, text)) {
        flash_report_say("life", "\"%s\" came", text);
        return FLASH_RUNS;
    }
    if (is_judged(run)) {
        enum flash_status status = judged(run);
        return text && status == FLASH_RUNS ? none(run) : status;
    }
    return text ? none(run) : FLASH_RUNS;
}

static enum flash_status by_usb(struct flash_run *run)
{
    const char *text = run->given->expect;
    uint64_t begin_us = port_now_us(), limit_us = end_us(run);
    char error[PORT_ERROR_SIZE];
    while (!terminal_ended() && port_now_us() < limit_us) {
        enum port_usb_kind kind = port_usb_find(&run->device, error);
        bool back = kind == PORT_USB_RUNTIME || kind == PORT_USB_CDC;
        if (kind == PORT_USB_ROM && is_judged(run) &&
            port_now_us() > begin_us + JUDGE_US)
            return FLASH_NOT_WHOLE;
        if (back && (!text || strstr(run->device.text, text))) {
            flash_report_say("life", "%s has come", run->device.text);
            return FLASH_RUNS;
        }
        port_sleep_us(POLL_US);
    }
    return none(run);
}

/* An application that was asked over USB comes back there. */
static bool is_wanted(const struct flash_run *run)
{
    return run->given->expect || run->given->verify == FLASH_VERIFY_RESIDENT ||
           (run->usb && run->asked);
}

enum flash_status flash_life(struct flash_run *run)
{
    if (!is_wanted(run)) {
        flash_report_say("life", "no sign of it was asked for (--expect TEXT)");
        return FLASH_RUNS;
    }
    return run->usb ? by_usb(run) : by_line(run);
}
