/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "bench/programmer_link.h"
#include "bench/programmer_phase.h"

enum { REREADS = 3 /* of what is not as expected: the line may be at fault */ };

static void advance(struct programmer *programmer, uint32_t amount)
{
    uint32_t left = programmer->total - programmer->done;
    programmer->done += amount < left ? amount : left;
}

/* --- erase --- */

enum { ERASE_NEXT, ERASE_WAIT };

static void begin_writing(struct programmer *programmer)
{
    programmer_phase_enter(programmer, PROGRAMMER_WRITE,
                           programmer->plan.write_count);
}

void programmer_phase_erase(struct programmer *programmer)
{
    if (programmer->step == ERASE_WAIT) {
        if (programmer_link_result(programmer) != CLIENT_DONE) {
            programmer_phase_fail(programmer);
            return;
        }
        advance(programmer, programmer->length);
    }
    programmer->step = ERASE_WAIT;
    if (!programmer_link_erase(programmer))
        begin_writing(programmer);
}

/* --- write --- */

enum { WRITE_NEXT, WRITE_WAIT, WRITE_LOOK, WRITE_ERASE };

static void begin_verifying(struct programmer *programmer)
{
    programmer->whole = !programmer->setup.verify;
    programmer_phase_enter(programmer, PROGRAMMER_VERIFY,
                           programmer->plan.verify_count);
}

static void write_next(struct programmer *programmer)
{
    uint32_t address, length;
    if (!flash_plan_write(&programmer->plan, &programmer->cursor,
                          programmer_link_size(programmer), &address,
                          &length)) {
        begin_verifying(programmer);
        return;
    }
    programmer->step = WRITE_WAIT;
    programmer_link_write(programmer, address, length);
}

static void written(struct programmer *programmer)
{
    advance(programmer, programmer->length);
    write_next(programmer);
}

static struct device_page page_at(const struct programmer *programmer,
                                  uint32_t address)
{
    return device_page_at(programmer->plan.device, address);
}

/* A block that was sent without an ACK may be in the flash, or not, or in part:
 * it is read. */
static void look(struct programmer *programmer)
{
    uint32_t page = page_at(programmer, programmer->address).number;
    if (programmer->trouble_page != page)
        programmer->tries = 0;
    programmer->trouble_page = page;
    programmer->step = WRITE_LOOK;
    programmer_link_read(programmer, programmer->address, programmer->length);
}

static void write_waited(struct programmer *programmer)
{
    switch (programmer_link_result(programmer)) {
    case CLIENT_DONE: written(programmer); break;
    case CLIENT_UNSURE: look(programmer); break;
    default: programmer_phase_fail(programmer);
    }
}

static bool is_erased(const struct programmer *programmer)
{
    const uint8_t *data = programmer_link_data(programmer);
    for (uint32_t i = 0; i < programmer->length; i++)
        if (data[i] != programmer->plan.device->erased)
            return false;
    return true;
}

/* Returns where the bytes that were read differ from the plan's; the length =
 * they do not. */
static uint32_t difference(struct programmer *programmer)
{
    uint8_t want[DFUSE_BLOCK];
    const uint8_t *data = programmer_link_data(programmer);
    uint32_t i = 0;
    flash_plan_bytes(&programmer->plan, programmer->address, want,
                     programmer->length);
    while (i < programmer->length && data[i] == want[i])
        i++;
    if (i < programmer->length) {
        programmer->read = data[i];
        programmer->expected = want[i];
    }
    return i;
}

static bool may_try(struct programmer *programmer)
{
    if (programmer->tries == PROGRAMMER_REPAIRS) {
        programmer_phase_end(programmer, PROGRAMMER_REFUSED);
        return false;
    }
    programmer->tries++;
    programmer->repairs++;
    return true;
}

/* Erases the pages of the block one by one, and writes from the beginning of
 * the first one again. */
static void repair(struct programmer *programmer, uint32_t page_address)
{
    programmer->repair_at = page_address;
    programmer->step = WRITE_ERASE;
    programmer_link_erase_page(programmer, page_address);
}

static void looked(struct programmer *programmer)
{
    if (programmer_link_result(programmer) != CLIENT_DONE)
        programmer_phase_fail(programmer);
    else if (difference(programmer) == programmer->length)
        written(programmer);
    else if (!may_try(programmer))
        return;
    else if (is_erased(programmer)) {
        programmer->step = WRITE_WAIT;
        programmer_link_write(programmer, programmer->address,
                              programmer->length);
    } else
        repair(programmer, page_at(programmer, programmer->address).address);
}

static void repaired(struct programmer *programmer)
{
    uint32_t next =
        programmer->repair_at + page_at(programmer, programmer->repair_at).size;
    if (programmer_link_result(programmer) != CLIENT_DONE) {
        programmer_phase_fail(programmer);
    } else if (next < programmer->address + programmer->length) {
        repair(programmer, next);
    } else {
        programmer->cursor =
            flash_plan_at(&programmer->plan, programmer->address);
        write_next(programmer);
    }
}

void programmer_phase_write(struct programmer *programmer)
{
    switch (programmer->step) {
    case WRITE_NEXT: write_next(programmer); break;
    case WRITE_WAIT: write_waited(programmer); break;
    case WRITE_LOOK: looked(programmer); break;
    default: repaired(programmer);
    }
}

/* --- verify --- */

enum { VERIFY_NEXT, VERIFY_WAIT };

static void begin_start(struct programmer *programmer)
{
    programmer->whole = true;
    programmer_phase_enter(programmer, PROGRAMMER_START, 0);
}

static void verify_next(struct programmer *programmer)
{
    uint32_t address, length;
    programmer->step = VERIFY_WAIT;
    programmer->tries = 0;
    if (programmer->setup.verify &&
        flash_plan_verify(&programmer->plan, &programmer->cursor,
                          programmer_link_size(programmer), &address, &length))
        programmer_link_read(programmer, address, length);
    else
        begin_start(programmer);
}

/* The flash was not what the caller took it for: everything is written. */
static void begin_again(struct programmer *programmer)
{
    char error[PROGRAMMER_ERROR_SIZE];
    programmer->without_old = true;
    programmer_phase_plan(programmer, &programmer->plan, error, sizeof error);
    programmer_phase_enter(programmer, PROGRAMMER_ERASE,
                           programmer->plan.page_count);
}

static void differs(struct programmer *programmer, uint32_t at)
{
    if (++programmer->tries < REREADS) {
        programmer_link_read(programmer, programmer->address,
                             programmer->length);
    } else if (programmer->setup.old && !programmer->without_old) {
        begin_again(programmer);
    } else {
        programmer->address += at;
        programmer_phase_end(programmer, PROGRAMMER_MISMATCH);
    }
}

void programmer_phase_verify(struct programmer *programmer)
{
    if (programmer->step == VERIFY_NEXT) {
        verify_next(programmer);
        return;
    }
    if (programmer_link_result(programmer) != CLIENT_DONE) {
        programmer_phase_fail(programmer);
        return;
    }
    uint32_t at = difference(programmer);
    if (at < programmer->length) {
        differs(programmer, at);
        return;
    }
    advance(programmer, programmer->length);
    verify_next(programmer);
}

/* --- start --- */

enum { START_NEXT, START_WAIT };

void programmer_phase_start(struct programmer *programmer)
{
    uint32_t at = programmer->setup.start_at;
    if (programmer->step == START_WAIT) {
        programmer->unconfirmed = programmer_link_unconfirmed(programmer);
        if (programmer_link_result(programmer) == CLIENT_DONE)
            programmer_phase_end(programmer, PROGRAMMER_DONE);
        else
            programmer_phase_fail(programmer);
    } else if (programmer->setup.start) {
        programmer->step = START_WAIT;
        programmer_link_go(programmer, at ? at : DEVICE_FLASH_BASE);
    } else {
        programmer_phase_end(programmer, PROGRAMMER_DONE);
    }
}
