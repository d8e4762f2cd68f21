/* SPDX-License-Identifier: MIT
 *
 * --trace: one line for each instruction: cycle at which it begins, pc, symbol
 * and offset, disassembly, then the registers and flags that it changed. One
 * line, marked #, for each event in between. docs/tracing.md.
 */
#ifndef TOOLS_REPORT_TRACE_H
#define TOOLS_REPORT_TRACE_H

#include "bench/machine.h"
#include "bench/machine_setup.h"
#include "tools/host/output_file.h"
#include "tools/report/disassembly.h"
#include "tools/report/timeline.h"

enum { TRACE_RANGES = 64, TRACE_VECTORS = 2 /* of a reset */ };

/* The part of a run that is traced. */
struct trace_scope {
    uint64_t from_ps, to_ps;                 /* NEVER = to the end */
    unsigned count;                          /* 0 = everywhere */
    struct image_range ranges[TRACE_RANGES]; /* run addresses [lo, hi) */
};

struct trace {
    struct observer observer;
    struct output_file *out;
    struct trace_scope scope;
    struct timeline timeline;
    struct disassembly *disassembly;
    bool on; /* the time is in scope */
    /* Before the step: */
    uint64_t cycle;
    struct cpu cpu;
    struct disassembly_place place;
    uint32_t resets;       /* of the chip */
    bool exception;        /* the step took an exception */
    unsigned vector_count; /* fetched by a reset that has no line yet */
    struct event vectors[TRACE_VECTORS];
};

/* Parses SYMBOL,LO-HI,... into the ranges of SCOPE; a symbol stands for all
 * symbols of that name in IMAGE. False: ERROR (IMAGE_ERROR_SIZE) gives the
 * reason. */
bool trace_places(struct trace_scope *scope, const struct image *image,
                  const char *text, char *error);

/* SETUP and ASK are those of the machine, and ASK outlives the trace. */
void trace_open(struct trace *trace, struct output_file *out,
                const struct trace_scope *scope, const struct machine *machine,
                const struct machine_setup *setup, const struct asks *asks);
void trace_close(struct trace *trace);

#endif
