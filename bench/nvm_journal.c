/* SPDX-License-Identifier: MIT */
#include "bench/nvm_journal.h"

#include <stdlib.h>
#include <string.h>

#include "bench/grow.h"
#include "chip/part.h"

/* The bytes of an operation, one behind the other: what its cells are to
 * become, what each of its pieces became, and what lasts beside them. */

void nvm_journal_free(struct nvm_journal *journal)
{
    free(journal->list);
    free(journal->bytes);
    memset(journal, 0, sizeof *journal);
}

static const struct map_cut *cut_of(const struct chip *chip)
{
    return &map_of(chip)->nvm.cut;
}

/* --- room --- */

static struct nvm_operation *append(struct nvm_journal *journal)
{
    struct nvm_operation *more =
        grow(journal->list, journal->count, &journal->capacity, sizeof *more);
    if (!more) {
        journal->out_of_memory = true;
        return NULL;
    }
    journal->list = more;
    struct nvm_operation *operation = &journal->list[journal->count++];
    memset(operation, 0, sizeof *operation);
    return operation;
}

/* Makes room for SIZE bytes of an operation. */
static bool make_room(struct nvm_journal *journal,
                      struct nvm_operation *operation, size_t size)
{
    size_t wanted = journal->byte_count + size;
    if (wanted > journal->byte_room) {
        uint8_t *more = realloc(journal->bytes, 2 * wanted);
        if (!more) {
            journal->out_of_memory = true;
            journal->count--;
            return false;
        }
        journal->bytes = more;
        journal->byte_room = 2 * wanted;
    }
    operation->bytes = journal->byte_count;
    journal->byte_count = wanted;
    return true;
}

/* --- entering --- */

static void find_pieces(struct nvm_operation *operation, struct chip *chip)
{
    struct map_stretch beside[MAP_BESIDE];
    uint32_t cells = (uint32_t)(nvm_cells(chip) - chip->memory);
    unsigned count = 0;
    operation->pieces[0] = (struct nvm_piece){
        nvm_cell(chip, operation->what.address), operation->what.length};
    if (cut_of(chip)->beside)
        count = cut_of(chip)->beside(chip, &operation->what, beside);
    for (unsigned i = 0; i < count; i++)
        operation->pieces[1 + i] =
            (struct nvm_piece){beside[i].offset - cells, beside[i].size};
    operation->piece_count = 1 + count;
}

static size_t size_of(const struct nvm_operation *operation,
                      const struct chip *chip)
{
    size_t size = operation->what.length + cut_of(chip)->lasting_size;
    for (unsigned i = 0; i < operation->piece_count; i++)
        size += operation->pieces[i].length;
    return size;
}

/* That is no update, and more than the flash may go with it. */
static bool erases_all(const struct chip *chip, const struct event_nvm *nvm)
{
    return nvm->operation == FLASH_MASS_ERASE &&
           nvm->length >= part_memory_size(&chip->part, REGION_FLASH);
}

static void begin(struct nvm_journal *journal, struct machine *machine,
                  const struct event_nvm *nvm)
{
    struct chip *chip = &machine->chip;
    if (erases_all(chip, nvm)) {
        journal->mass_erase = true;
        return;
    }
    struct nvm_operation *operation = append(journal);
    if (!operation)
        return;
    operation->what = *nvm;
    operation->begin = chip->cycle;
    find_pieces(operation, chip);
    if (!make_room(journal, operation, size_of(operation, chip)))
        return;
    uint8_t *planned = journal->bytes + operation->bytes;
    const uint8_t *data = cut_of(chip)->planned(chip);
    if (data)
        memcpy(planned, data, nvm->length);
    else
        memset(planned, map_of(chip)->nvm.erased_to_0 ? 0 : 0xFF, nvm->length);
    journal->open = true;
}

/* Also by a reset, which has torn it then. */
static void end(struct nvm_journal *journal, struct machine *machine)
{
    struct chip *chip = &machine->chip;
    struct nvm_operation *operation = &journal->list[journal->count - 1];
    uint8_t *after = journal->bytes + operation->bytes + operation->what.length;
    operation->end = chip->cycle;
    for (unsigned i = 0; i < operation->piece_count; i++) {
        const struct nvm_piece *piece = &operation->pieces[i];
        memcpy(after, nvm_cells(chip) + piece->first, piece->length);
        after += piece->length;
    }
    memcpy(after, nvm_lasting(chip), cut_of(chip)->lasting_size);
    journal->open = false;
}

void nvm_journal_follow(struct nvm_journal *journal, struct machine *machine,
                        const struct machine_event *event)
{
    bool nvm = event->kind == MACHINE_NVM;
    if (!nvm && event->kind != MACHINE_RESET)
        return;
    if (journal->open)
        end(journal, machine);
    if (nvm && event->nvm.begins)
        begin(journal, machine, &event->nvm);
}

/* --- made again --- */

const uint8_t *nvm_journal_planned(const struct nvm_journal *journal,
                                   const struct nvm_operation *operation)
{
    return journal->bytes + operation->bytes;
}

const uint8_t *nvm_journal_after(const struct nvm_journal *journal,
                                 const struct nvm_operation *operation)
{
    return nvm_journal_planned(journal, operation) + operation->what.length;
}

void nvm_operation_finish(const struct nvm_journal *journal,
                          const struct nvm_operation *operation,
                          struct chip *chip)
{
    const uint8_t *after = nvm_journal_after(journal, operation);
    for (unsigned i = 0; i < operation->piece_count; i++) {
        const struct nvm_piece *piece = &operation->pieces[i];
        memcpy(nvm_cells(chip) + piece->first, after, piece->length);
        after += piece->length;
    }
    memcpy(nvm_lasting(chip), after, cut_of(chip)->lasting_size);
}

void nvm_operation_begin(const struct nvm_journal *journal,
                         const struct nvm_operation *operation,
                         struct chip *chip)
{
    cut_of(chip)->resume(chip, &operation->what,
                         nvm_journal_planned(journal, operation));
    chip->cycle = operation->begin;
}
