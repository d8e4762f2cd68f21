/* SPDX-License-Identifier: MIT */
#include "bench/nvm_journal.h"

#include <stdlib.h>
#include <string.h>

#include "bench/grow.h"
#include "chip/stm32l0/flash.h"

void nvm_journal_free(struct nvm_journal *journal)
{
    free(journal->list);
    memset(journal, 0, sizeof *journal);
}

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

static void begin(struct nvm_journal *journal, struct machine *machine,
                  const struct event_nvm *nvm)
{
    const uint8_t *cells = nvm_cells(&machine->chip);
    if (nvm->operation == FLASH_MASS_ERASE) {
        journal->mass_erase = true;
        return;
    }
    struct nvm_operation *operation = append(journal);
    if (!operation)
        return;
    operation->kind = nvm->operation;
    operation->first = nvm_cell(nvm->address);
    operation->length = nvm->length;
    operation->begin = machine->chip.cycle;
    memcpy(operation->before, cells + operation->first, nvm->length);
    memcpy(operation->planned, stm32l0(&machine->chip)->flash.data,
           nvm->length);
    journal->open = true;
}

/* Also by a reset, which has torn it then. */
static void end(struct nvm_journal *journal, struct machine *machine)
{
    struct nvm_operation *operation = &journal->list[journal->count - 1];
    operation->end = machine->chip.cycle;
    memcpy(operation->after, nvm_cells(&machine->chip) + operation->first,
           operation->length);
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

void nvm_operation_begin(const struct nvm_operation *operation,
                         struct chip *chip)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint32_t base = nvm_cell(flash_base(operation->kind));
    flash->operation = operation->kind;
    flash->target = operation->first - base;
    flash->length = operation->length;
    memcpy(flash->data, operation->planned, operation->length);
    chip->cycle = operation->begin;
}
