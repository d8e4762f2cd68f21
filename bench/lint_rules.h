/* SPDX-License-Identifier: MIT
 *
 * The mistakes that lint finds.
 */
#ifndef BENCH_LINT_RULES_H
#define BENCH_LINT_RULES_H

#include "bench/lint_result.h"

/* Adds a finding and returns it, or one that is not kept when there are too
 * many. Its title is that of the code, if TITLE is NULL. */
struct lint_finding *lint_add(struct lint *lint, const char *code,
                              enum lint_level level, bool certain,
                              const char *title);
void lint_at(struct lint_finding *finding, uint32_t at);
void lint_say(struct lint_finding *finding, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* True: the line could be that of the part, and has the entry. */
bool lint_concerns(const struct lint *lint, size_t line,
                   const struct lint_entry *entry);

/* Counts the lines an entry concerns; *matching those of them of which a field
 * begins with TEXT. */
size_t lint_concerned(const struct lint *lint, const struct lint_entry *entry,
                      enum part_field field, const char *text,
                      size_t *matching);

/* About an entry: its address, the stack, the remap, interrupts, the checks. */
void lint_address_rules(struct lint *lint, const struct lint_entry *entry);
void lint_stack_rules(struct lint *lint, const struct lint_entry *entry);
void lint_remap_rules(struct lint *lint, const struct lint_entry *entry);
void lint_interrupt_rules(struct lint *lint, const struct lint_entry *entry);
void lint_check_rules(struct lint *lint, const struct lint_entry *entry);

/* About the image: vectors, the library's record, bank 2, RAM. */
void lint_image_rules(struct lint *lint);

#endif
