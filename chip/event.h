/* SPDX-License-Identifier: MIT
 *
 * What the chip reports to the host. An event whose kind is in watch.events is
 * put on the list, and chip_run() stops at the next instruction boundary with
 * STOP_EVENT; the host reads the list and sets count to 0. The list cannot
 * overflow: one instruction and the events due with it make fewer.
 */
#ifndef CHIP_EVENT_H
#define CHIP_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/reset.h"

struct chip;

/* Each kind has a member of its name in struct event. */
enum event_kind {
    EVENT_RESET,      /* pc, cycle = just before it */
    EVENT_PIN,        /* levels of a port have changed */
    EVENT_FETCH,      /* the core fetches from another region */
    EVENT_EXCEPTION,  /* an exception is taken */
    EVENT_VECTOR,     /* a vector was fetched, or could not be */
    EVENT_UNMODELLED, /* an access to what the chip does not model; once per
                       * register and direction */
    EVENT_FIRMWARE,   /* the firmware breaks a rule that silicon need not
                       * catch */
    EVENT_COUNT
};

enum firmware_error {
    FIRMWARE_LATENCY, /* HCLK too fast for flash latency: hz, limit_hz */
    FIRMWARE_CLOCK,   /* clock out of its range: hz, limit_hz */
    FIRMWARE_NONZERO, /* NVM word programmed without erase: address, value */
    FIRMWARE_PROTOCOL /* register protocol broken: address, value */
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

struct event_reset {
    enum reset_kind kind;
};

struct event_pin {
    uint32_t port;
    uint32_t before, after; /* levels, one bit per pin */
};

struct event_fetch {
    enum region from, to;
    uint32_t last_pc; /* of the last instruction before */
};

struct event_exception {
    uint32_t number;
};

struct event_vector {
    uint32_t exception; /* its number; 0 = the stack pointer at reset */
    uint32_t address;
    uint32_t word;      /* what stands there; 0 if region is REGION_NONE */
    enum region region; /* with the alias it was seen through; REGION_NONE:
                         * there is nothing */
};

struct event_unmodelled {
    uint32_t address;
    uint32_t value; /* written */
    uint32_t write; /* 1, or 0 = a read */
};

struct event_firmware {
    enum firmware_error error;
    uint32_t hz, limit_hz;   /* of a clock */
    uint32_t address, value; /* of a store */
};

struct event {
    enum event_kind kind;
    uint32_t pc;
    uint64_t cycle;
    uint64_t ps; /* EVENT_PIN: of the edge itself, which may lie a few cycles
                  * back */
    union {
        struct event_reset reset;
        struct event_pin pin;
        struct event_fetch fetch;
        struct event_exception exception;
        struct event_vector vector;
        struct event_unmodelled unmodelled;
        struct event_firmware firmware;
    };
};

enum { EVENT_MAX = 64, UNMODELLED_MAX = 256 };

struct event_list {
    uint32_t count;
    struct event list[EVENT_MAX];
    uint32_t unmodelled_count;           /* registers already reported */
    uint32_t unmodelled[UNMODELLED_MAX]; /* address | write */
};

/* Each puts an event of its kind on the list if the host watches that kind. */
void event_reset(struct chip *chip, enum reset_kind kind);
/* PS is the time of the edge. */
void event_pin(struct chip *chip, unsigned port, uint64_t ps, uint32_t before,
               uint32_t after);
/* The core fetches from region TO now; it fetched from FROM. */
void event_fetch(struct chip *chip, enum region from, enum region to);
void event_exception(struct chip *chip, unsigned number);
/* The vector of EXCEPTION was fetched, or could not be. */
void event_vector(struct chip *chip, unsigned exception, uint32_t address,
                  bool fetched, uint32_t vector);
/* An access that the chip does not model; stops the run if watch.strict. A
 * register counts as reported when the host was told. */
void event_unmodelled(struct chip *chip, uint32_t address, bool write,
                      uint32_t value);
/* FIRMWARE_LATENCY, FIRMWARE_CLOCK */
void event_firmware_clock(struct chip *chip, enum firmware_error error,
                          uint32_t hz, uint32_t limit_hz);
/* FIRMWARE_NONZERO, FIRMWARE_PROTOCOL */
void event_firmware_store(struct chip *chip, enum firmware_error error,
                          uint32_t address, uint32_t value);

#endif
