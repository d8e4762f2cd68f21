/* SPDX-License-Identifier: MIT */
#include "examples/probe/guest.h"

#include "examples/probe/family.h"
#include "examples/probe/probe.h"
#include "examples/probe/stm32l4/flash.h"
#include "examples/probe/stm32l4/guest_head.h"
#include "examples/probe/stm32l4/spare.h"

extern const uint32_t guest[], guest_end[];

static const volatile uint32_t *area(void)
{
    return (const volatile uint32_t *)flash_bank2();
}

static unsigned words(void)
{
    return (unsigned)(guest_end - guest);
}

static uint32_t guest_word(unsigned index)
{
    return index < words() ? guest[index] : 0xFFFFFFFF;
}

/* The first page has the guest, but for its head. */
static bool has_body(void)
{
    bool whole = true;
    for (unsigned i = 1; i < PAGE_WORDS; i++)
        whole = whole && area()[i] == guest_word(i);
    return whole;
}

/* An interrupted write leaves ones that are to become 0, an interrupted erase
 * turns zeros into ones. */
static bool is_part_of_guest(void)
{
    bool part = true;
    for (unsigned i = 2; i < PAGE_WORDS; i++)
        part = part && (guest_word(i) & ~area()[i]) == 0;
    return part;
}

/* So it is with the mark in the spare page; the rest is blank, or what the host
 * writes there. */
static bool is_part_of_spare(void)
{
    const volatile uint32_t *page =
        (const volatile uint32_t *)spare_address(SPARE_BANK2);
    uint32_t rest = 0xFFFFFFFF;
    for (unsigned i = 2; i < PAGE_WORDS; i++)
        if (i - SWAP_OFFSET / 4 >= SWAP_BYTES / 4)
            rest &= page[i];
    return (SPARE_MARK_0 & ~page[0]) == 0 && (SPARE_MARK_1 & ~page[1]) == 0 &&
           rest == 0xFFFFFFFF;
}

enum area guest_area(void)
{
    if (!area())
        return AREA_NONE;
    if (flash_blank(flash_bank2(), PAGE_WORDS) &&
        flash_blank(spare_address(SPARE_BANK2), PAGE_WORDS))
        return AREA_BLANK;
    return is_part_of_guest() && is_part_of_spare() ? AREA_OURS : AREA_OTHER;
}

uint32_t guest_head(void)
{
    return area()[0];
}

uint32_t guest_head_end(void)
{
    return part_device() == DEV_ID_L496 ? 0x20040000 : 0x20018000;
}

static void erase(uint32_t page)
{
    if (!flash_blank(page, PAGE_WORDS))
        flash_erase(page);
}

/* Whatever is there: the run began with blank pages. */
bool guest_erase(void)
{
    erase(flash_bank2());
    erase(spare_address(SPARE_BANK2));
    return guest_area() == AREA_BLANK;
}

/* A page that reads as blank may have been torn, so that it is erased. */
static bool write_body(void)
{
    uint32_t page = flash_bank2();
    flash_erase(page);
    for (unsigned i = 2; i < words(); i += 2)
        flash_program(page + 4 * i, guest[i], guest_word(i + 1));
    return flash_blank(page, 2);
}

bool guest_write(uint32_t head)
{
    if (!write_body())
        return false;
    flash_program(flash_bank2(), head, guest[1]);
    return guest_head() == head && has_body();
}

bool guest_tear(unsigned attempt)
{
    enum { TURNS = 2 };
    if (!write_body())
        return false;
    flash_tear(flash_bank2(), GUEST_HEAD, guest[1], TURNS * attempt);
}

bool guest_torn(void)
{
    return flash_torn(flash_bank2());
}
