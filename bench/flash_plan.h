/* SPDX-License-Identifier: MIT
 *
 * What an update does to the flash: the pages that are erased, the blocks that
 * are written and the bytes that are read back, in the order of a policy. Plain
 * data, with pointers to the device and to const images; the bytes are those of
 * the images.
 *
 * Never part of a plan: option bytes, data EEPROM, and pages that the image has
 * no byte in.
 */
#ifndef BENCH_FLASH_PLAN_H
#define BENCH_FLASH_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/device.h"
#include "bench/image.h"

enum { FLASH_PLAN_PAGES = 2048 };

enum flash_policy {
    FLASH_POLICY_ADDRESS, /* all by rising address */
    /* The page that makes the image valid is erased first and written last,
     * and of it device->head bytes last of all, so that no cut leaves an image
     * that starts and is not whole. */
    FLASH_POLICY_FIRST_LAST,
    /* The opposite, the worst that a host can do: erased last, written first,
     * so that the image looks valid whenever it is not whole. */
    FLASH_POLICY_LAST_FIRST,
    FLASH_POLICIES
};

/* Their names on the command line and in ids; NULL ends the list. */
extern const char *const flash_policy_names[FLASH_POLICIES + 1];

struct flash_plan_setup {
    const struct device *device;
    const struct image *image;
    const struct image *old; /* what the flash has now: pages that are equal are
                                left out; NULL = nobody knows */
    enum flash_policy policy;
    uint32_t flash_size; /* bytes; 0 = the device's largest */
    uint32_t start;      /* where the image must begin; behind the resident; 0 =
                            DEVICE_FLASH_BASE */
    uint32_t valid_at;   /* an address in the page that makes the image valid; 0
                            = the vector table's, at `start` */
};

struct flash_plan {
    const struct device *device;
    const struct image *image;
    enum flash_policy policy;
    uint32_t valid_page;      /* the number of that page */
    uint32_t head, head_size; /* address and bytes of what is written last of
                                 it; size 0 = nothing in particular */
    uint32_t page_count;      /* pages to be erased */
    uint32_t write_count;  /* bytes to be written: blocks that are not erased */
    uint32_t verify_count; /* bytes to be read back */
    uint8_t stored[FLASH_PLAN_PAGES / 8]; /* bit = page: the image has it, */
    uint8_t pages[FLASH_PLAN_PAGES / 8];  /* and it is to be erased */
};

/* A place in the plan. All zero is the beginning. */
struct flash_cursor {
    uint32_t index;  /* of the page in the order of the policy, */
    uint32_t offset; /* and in the page, bytes */
};

/* Makes the plan. False: ERROR says in one line why the image cannot be
 * written to this device. */
bool flash_plan_make(struct flash_plan *plan,
                     const struct flash_plan_setup *setup, char *error,
                     size_t error_size);

/* True: the plan erases that page. */
bool flash_plan_has(const struct flash_plan *plan, uint32_t page);

/* Each puts the next piece of work into its arguments and moves *CURSOR behind
 * it. False: there is no more.
 *
 *   erase   a page
 *   write   a block of at most SIZE bytes, contiguous, within the limits of
 *           device->block
 *   verify  at most SIZE bytes, whole words, of all that the image has, equal
 *           pages too */
bool flash_plan_erase(const struct flash_plan *plan,
                      struct flash_cursor *cursor, uint32_t *page);
bool flash_plan_write(const struct flash_plan *plan,
                      struct flash_cursor *cursor, uint32_t size,
                      uint32_t *address, uint32_t *length);
bool flash_plan_verify(const struct flash_plan *plan,
                       struct flash_cursor *cursor, uint32_t size,
                       uint32_t *address, uint32_t *length);

/* Returns a cursor at the page of ADDRESS, for flash_plan_write(). */
struct flash_cursor flash_plan_at(const struct flash_plan *plan,
                                  uint32_t address);

/* Copies what the flash has at ADDRESS after the update: the image's bytes, and
 * erased ones. */
void flash_plan_bytes(const struct flash_plan *plan, uint32_t address,
                      void *bytes, uint32_t length);

#endif
