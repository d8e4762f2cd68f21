/* SPDX-License-Identifier: MIT */
#include "examples/probe/guest.h"

#include "examples/probe/memory.h"
#include "examples/probe/probe.h"
#include "firmware/stm32l0/stm32l073.h"

enum { FLASH_PAGE_WORDS = FLASH_PAGE_SIZE / 4 };

extern const uint32_t guest[], guest_end[];

/* RM0367 3.3: 192 KB are two banks of 96, 128 KB two of 64. */
static volatile uint32_t *area(void)
{
    switch (F_SIZE) {
    case 192: return (uint32_t *)(FLASH_BASE + 96 * 1024);
    case 128: return (uint32_t *)(FLASH_BASE + 64 * 1024);
    default: return 0;
    }
}

static unsigned words(void)
{
    return (unsigned)(guest_end - guest);
}

/* Returns word INDEX of the area with the guest in it; of word 0 all bits that
 * one of its heads has. */
static uint32_t guest_word(unsigned index)
{
    if (index == 0)
        return GUEST_HEAD_END | GUEST_HEAD_BELOW;
    return index < words() ? guest[index] : 0;
}

/* Returns word INDEX of the area after the host's write. */
static uint32_t host_word(unsigned index)
{
    unsigned from = index - HOST_OFFSET / 4;
    return from < HOST_BYTES / 4 ? ((const uint32_t *)FLASH_BASE)[from] : 0;
}

static bool is_blank(unsigned from, unsigned to)
{
    uint32_t any = 0;
    for (unsigned i = from; i < to; i++)
        any |= area()[i];
    return !any;
}

static bool is_guest(void)
{
    uint32_t head = guest_head();
    bool whole = head == GUEST_HEAD_END || head == GUEST_HEAD_BELOW;
    for (unsigned i = 1; i < AREA_WORDS; i++)
        whole = whole && area()[i] == guest_word(i);
    return whole;
}

/* An interrupted write leaves some bits of the word, an interrupted erase some
 * of the old ones. */
static bool is_part_of(uint32_t (*word)(unsigned index))
{
    bool part = true;
    for (unsigned i = 0; i < AREA_WORDS; i++)
        part = part && (area()[i] & ~word(i)) == 0;
    return part;
}

enum area guest_area(void)
{
    if (!area())
        return AREA_NONE;
    if (is_blank(0, AREA_WORDS))
        return AREA_BLANK;
    if (is_guest())
        return AREA_GUEST;
    return is_part_of(guest_word) || is_part_of(host_word) ? AREA_OURS
                                                           : AREA_OTHER;
}

uint32_t guest_head(void)
{
    return area()[0];
}

uint32_t guest_host_address(void)
{
    return (uint32_t)area() + HOST_OFFSET;
}

static bool host_wrote(unsigned from, unsigned to)
{
    bool wrote = true;
    for (unsigned i = from; i < to; i++)
        wrote = wrote && area()[i] == host_word(i);
    return wrote;
}

/* The pages before the second short write show that the first frame came. */
enum meeting guest_meeting(void)
{
    if (!host_wrote(0, HOST_MEETS / 4))
        return MEETING_NONE;
    if (host_wrote(HOST_MEETS / 4, AREA_WORDS))
        return MEETING_BOTH;
    return is_blank(HOST_MEETS / 4, AREA_WORDS) ? MEETING_FIRST : MEETING_NONE;
}

static void finish(void)
{
    while (FLASH->SR & FLASH_SR_BSY)
        watchdog_refresh();
}

static void lock(void)
{
    FLASH->SR = FLASH->SR; /* rc_w1: end of operation and errors */
    FLASH->PECR |= FLASH_PECR_PELOCK;
}

static void erase_page(unsigned first)
{
    if (is_blank(first, first + FLASH_PAGE_WORDS))
        return;
    flash_unlock();
    FLASH->PECR |= FLASH_PECR_ERASE | FLASH_PECR_PROG;
    area()[first] = 0;
    finish();
    FLASH->PECR &= ~(uint32_t)(FLASH_PECR_ERASE | FLASH_PECR_PROG);
    lock();
}

bool guest_erase(void)
{
    if (guest_area() == AREA_OTHER || guest_area() == AREA_NONE)
        return false;
    for (unsigned i = 0; i < AREA_WORDS; i += FLASH_PAGE_WORDS)
        erase_page(i);
    return guest_area() == AREA_BLANK;
}

/* The head is written last: a valid head proves that the whole guest is there.
 */
bool guest_write(uint32_t head)
{
    if (guest_area() == AREA_GUEST && guest_head() == head)
        return true;
    if (!guest_erase())
        return false;
    flash_unlock();
    for (unsigned i = words(); i-- > 0;) {
        area()[i] = i ? guest[i] : head;
        finish();
    }
    lock();
    return guest_area() == AREA_GUEST;
}
