/* SPDX-License-Identifier: MIT */
#include "tools/patch.h"

#include <stdio.h>

#include "bench/bank.h"
#include "bench/family.h"
#include "bench/image_attributes.h"
#include "bench/image_file.h"
#include "bench/image_start.h"
#include "bench/parts.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "chip/chip.h"
#include "src/boot0_record.h"

enum { VECTOR_SP = IMAGE_BASE, VECTOR_RESET = IMAGE_BASE + 4 };

/* A patch before it is made: every error is found before the first change. */
struct plan {
    struct image *image;
    const char *name; /* of the image, for messages */
    char *error;
    struct record record;
    uint32_t vectors[2]; /* as they are */
    uint32_t sp, next;   /* what the record will hold */
    unsigned kind;
    bool done; /* the image is already as asked */
};

static const struct family_info *family(const struct plan *plan)
{
    return family_info(plan->record.family);
}

/* Without the library nothing but the code's architecture names a family. */
static const char *library_of(const struct plan *plan, const struct part *part)
{
    if (part)
        return family_info(part->family)->library;
    return plan->image->arch == ARCH_V7E_M || plan->image->arch == ARCH_V7
               ? "boot0_reset.S of its family (src/)"
               : family_info((enum family)0)->library;
}

static bool check_record(struct plan *plan, const struct part *part)
{
    const char *name = plan->name;
    unsigned found = record_find(plan->image, &plan->record);
    if (found == 0)
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: the library is not in it: no boot0_record; link "
                      "%s and call boot0_request(), or name boot0_reset in the "
                      "vector table (a loader that makes no request itself)",
                      name, library_of(plan, part));
    if (part && part->family != plan->record.family)
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: its library is that of the %s, and --part is %s",
                      name, family(plan)->name, part->name);
    if (found > 1)
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: the library is in it %u times, and nothing tells "
                      "which is meant: link it once, or give the ELF file with "
                      "its symbols; of a loader and an application, patch the "
                      "loader before the two are merged",
                      name, found);
    if (plan->record.format != BOOT0_FORMAT)
        return refuse(
            plan->error, IMAGE_ERROR_SIZE,
            "%s: its record has format %u, this boot0 supports %u; use "
            "the library and the tool of one release",
            name, plan->record.format, BOOT0_FORMAT);
    if (plan->record.kind != BOOT0_KIND_LINKED &&
        plan->record.kind != BOOT0_KIND_KEPT &&
        plan->record.kind != BOOT0_KIND_INVALID)
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: its record is of an unknown kind, %u; use the "
                      "library and the tool of one release",
                      name, plan->record.kind);
    if (!plan->record.reset || !image_is_code(plan->image, plan->record.reset))
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: boot0_reset is not found near the record at "
                      "0x%08X; give the ELF file with its symbols",
                      name, (unsigned)plan->record.address);
    return !record_misplaced(plan->image, &plan->record, plan->error);
}

static bool check_bank_start(struct plan *plan)
{
    return image_start_is_bank(plan->image,
                               "patch the image that the reset starts",
                               plan->error) &&
           image_word(plan->image, VECTOR_SP, &plan->vectors[0]) &&
           image_word(plan->image, VECTOR_RESET, &plan->vectors[1]);
}

static bool check_sp(struct plan *plan, const char *what, uint32_t word)
{
    return family_is_stack(plan->record.family, word) ||
           refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: %s is 0x%08X, no stack pointer (0x%08X-0x%08X)",
                  plan->name, what, (unsigned)word, SRAM_BASE + 4,
                  (unsigned)(SRAM_BASE + family(plan)->sram_max));
}

static bool check_handler(struct plan *plan, const char *what, uint32_t word)
{
    if (word & 1 && image_is_code(plan->image, word))
        return true;
    return refuse(
        plan->error, IMAGE_ERROR_SIZE, "%s: %s is 0x%08X, no reset handler: %s",
        plan->name, what, (unsigned)word,
        word & 1 ? "the image has no code there" : "bit 0 (Thumb) is clear");
}

static bool plan_patched(struct plan *plan, enum patch_head head)
{
    bool kept = plan->record.kind == BOOT0_KIND_KEPT;
    plan->done = plan->vectors[1] == plan->record.reset &&
                 kept == (head == PATCH_HEAD_KEEP);
    return plan->done ||
           refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: already patched (head %s); patch the linker's output",
                  plan->name, kept ? "kept" : "invalid");
}

/* The vector table names another reset handler: both words move. */
static bool plan_linked(struct plan *plan, enum patch_head head)
{
    if (!check_sp(plan, "vector word 0", plan->vectors[0]) ||
        !check_handler(plan, "vector word 1", plan->vectors[1]))
        return false;
    plan->sp = plan->vectors[0];
    plan->next = plan->vectors[1];
    plan->kind = head == PATCH_HEAD_KEEP ? BOOT0_KIND_KEPT : BOOT0_KIND_INVALID;
    return true;
}

/* It names boot0_reset: only the head is left to do. */
static bool plan_named(struct plan *plan, enum patch_head head)
{
    const struct record *record = &plan->record;
    if (!record->next)
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: vector word 1 is boot0_reset, but the record does "
                      "not know what comes next; put the reset handler there, "
                      "or build with BOOT0_NEXT and BOOT0_SP",
                      plan->name);
    if (!check_handler(plan, "BOOT0_NEXT", record->next))
        return false;
    bool invalid = !family_is_stack(plan->record.family, plan->vectors[0]) &&
                   family_is_stack(plan->record.family, record->sp);
    if (head == PATCH_HEAD_INVALID && invalid) { /* by the linker's input */
        plan->sp = record->sp;
        plan->next = record->next;
        plan->kind = BOOT0_KIND_INVALID;
        return true;
    }
    if (!check_sp(plan, "vector word 0", plan->vectors[0]))
        return false;
    if (record->sp && record->sp != plan->vectors[0])
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: BOOT0_SP is 0x%08X, but vector word 0 is 0x%08X; "
                      "make them the same",
                      plan->name, (unsigned)record->sp,
                      (unsigned)plan->vectors[0]);
    plan->done = head == PATCH_HEAD_KEEP && record->sp;
    plan->sp = plan->vectors[0];
    plan->next = record->next;
    plan->kind = head == PATCH_HEAD_KEEP ? BOOT0_KIND_KEPT : BOOT0_KIND_INVALID;
    return true;
}

/* The ROM would take the word for the head of bank 2 and start it. */
static bool check_bank2(struct plan *plan, const struct part *part)
{
    uint32_t word, base = part->bank2_base;
    unsigned flash_kb = part->flash_kb;
    if (!base || !image_word(plan->image, base, &word) ||
        !bank_may_be_head(part, word))
        return true;
    return refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: the word at 0x%08X, where bank 2 of a %u KB part "
                  "starts, is 0x%08X and looks like a stack pointer: the ROM "
                  "would start it; give bank 2 a region of its own, with a "
                  "word 0 first: BANK2 (rx) : ORIGIN = 0x%08X, LENGTH = %uK "
                  "and .bank2_head : { LONG(0) } > BANK2 "
                  "(docs/integration.md, section 4); for a part of another "
                  "size give --part",
                  plan->name, (unsigned)base, flash_kb, (unsigned)word,
                  (unsigned)base, flash_kb / 2);
}

/* Without a part: each size that the family has. */
static bool check_banks(struct plan *plan, const struct part *part)
{
    char unused[IMAGE_ERROR_SIZE], name[PARTS_NAME];
    if (part)
        return check_bank2(plan, part);
    for (unsigned i = 0; parts_nth(i, name); i++) {
        struct part size;
        if (part_find(name, &size) && size.family == plan->record.family &&
            image_fits(plan->image, &size, unused) && !check_bank2(plan, &size))
            return false;
    }
    return true;
}

static bool make_plan(struct plan *plan, enum patch_head head,
                      const struct part *part)
{
    if (!check_bank_start(plan) || !check_record(plan, part))
        return false;
    bool ok = plan->record.kind != BOOT0_KIND_LINKED ? plan_patched(plan, head)
              : plan->vectors[1] == plan->record.reset
                  ? plan_named(plan, head)
                  : plan_linked(plan, head);
    return ok && check_banks(plan, part);
}

/* Every word is stored: all of them were read before. */
static void carry_out(const struct plan *plan)
{
    struct image *image = plan->image;
    uint32_t record = plan->record.address, info;
    image_word(image, record + BOOT0_RECORD_INFO, &info);
    info &= ~(0xFu << BOOT0_KIND_SHIFT);
    info |= plan->kind << BOOT0_KIND_SHIFT;
    image_set_word(image, record + BOOT0_RECORD_SP, plan->sp);
    image_set_word(image, record + BOOT0_RECORD_NEXT, plan->next);
    image_set_word(image, record + BOOT0_RECORD_INFO, info);
    image_set_word(image, VECTOR_RESET, plan->record.reset);
    if (plan->kind == BOOT0_KIND_INVALID)
        image_set_word(image, VECTOR_SP, BOOT0_INVALID_HEAD);
}

/* A head is made invalid where a ROM looks at it. */
static enum patch_head usual_head(const struct image *image)
{
    struct record record;
    bool looks =
        !record_find(image, &record) || family_info(record.family)->takes_head;
    return looks ? PATCH_HEAD_INVALID : PATCH_HEAD_KEEP;
}

bool patch_image(struct image *image, enum patch_head head,
                 const struct part *part, char error[IMAGE_ERROR_SIZE])
{
    struct plan plan = {
        .image = image, .name = path_tail(image->path), .error = error};
    if (head == PATCH_HEAD_USUAL)
        head = usual_head(image);
    if (!make_plan(&plan, head, part))
        return false;
    if (!plan.done)
        carry_out(&plan);
    return true;
}
