/* SPDX-License-Identifier: MIT
 *
 * What the chip tells the host. An event whose kind is in watch.events is
 * put on the list, and chip_run() stops at the next instruction boundary with
 * STOP_EVENT; the host reads the list and sets count to 0. The list cannot
 * overflow: one instruction and the events due with it make fewer.
 */
#ifndef CHIP_EVENT_H
#define CHIP_EVENT_H

#include <stdbool.h>
#include <stdint.h>

struct chip;

enum event_kind {
    EVENT_RESET,      /* a = enum reset_kind; pc, cycle = just before it */
    EVENT_PIN,        /* a = port, b = old levels, c = new levels */
    EVENT_FETCH,      /* the core fetches from another region: a = enum region
                       * from, b = enum region to, c = the last instruction before */
    EVENT_EXCEPTION,  /* a = exception number taken */
    EVENT_VECTOR,     /* a vector was fetched: a = exception number (0 = the
                       * stack pointer at reset), b = its address, c = the
                       * word, d = enum region, with the alias it was seen
                       * through; REGION_NONE: there is nothing, c = 0 */
    EVENT_UNMODELLED, /* a = address, b = value written, c = 1 if a write;
                       * once per register and direction */
    EVENT_FIRMWARE,   /* the firmware breaks a rule that silicon need not
                       * catch: a = enum firmware_error, b, c = details */
    EVENT_COUNT
};

enum firmware_error {
    FIRMWARE_LATENCY, /* HCLK too fast for flash latency: b = Hz, c = max */
    FIRMWARE_CLOCK,   /* clock out of its range: b = Hz, c = max Hz */
    FIRMWARE_NONZERO, /* NVM word programmed without erase: b = address */
    FIRMWARE_PROTOCOL /* register protocol broken: b = address, c = value */
};

/* Where the core fetches from; the address decides, not the contents. */
enum region {
    REGION_NONE, /* reset, lock-up, nothing fetched yet */
    REGION_FLASH,
    REGION_EEPROM,
    REGION_SYSTEM,
    REGION_SRAM,
    REGION_ALIAS_FLASH, /* 0x00000000 showing NVM, system memory, SRAM */
    REGION_ALIAS_SYSTEM,
    REGION_ALIAS_SRAM,
    REGION_OPTION
};

struct event {
    enum event_kind kind;
    uint32_t pc;
    uint32_t a, b, c, d;
    uint64_t cycle;
    uint64_t ps; /* EVENT_PIN: of the edge itself, which may lie a few cycles
                  * back */
};

enum { EVENT_MAX = 64, UNMODELLED_MAX = 256 };

struct event_list {
    uint32_t count;
    struct event list[EVENT_MAX];
    uint32_t unmodelled_count;           /* registers already told */
    uint32_t unmodelled[UNMODELLED_MAX]; /* address | write */
};

/* Puts an event on the list if the host watches its kind. */
void event_put(struct chip *chip, enum event_kind kind, uint32_t a, uint32_t b,
               uint32_t c);
/* The same of something that happened at PS. */
void event_put_at(struct chip *chip, enum event_kind kind, uint64_t ps,
                  uint32_t a, uint32_t b, uint32_t c);
/* EVENT_VECTOR: EXCEPTION's vector was fetched, or could not be. */
void event_vector(struct chip *chip, unsigned exception, uint32_t address,
                  bool fetched, uint32_t vector);
/* An access that the chip does not model; stops the run if watch.strict. A
 * register counts as told when the host was told. */
void event_unmodelled(struct chip *chip, uint32_t address, bool write,
                      uint32_t value);

#endif
