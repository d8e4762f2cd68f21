/* SPDX-License-Identifier: MIT */
#include "examples/probe/guest.h"

#include "examples/probe/memory.h"
#include "examples/probe/probe.h"
#include "firmware/stm32l0/stm32l073.h"

extern const uint32_t guest[], guest_end[];

/* RM0367 3.3: 192 KB are two banks of 96, 128 KB two of 64. */
static volatile uint32_t *page(void)
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

/* Returns word INDEX of the page with the guest in it. */
static uint32_t wanted(unsigned index)
{
    return index < words() ? guest[index] : 0;
}

/* An interrupted write leaves some bits of the word, an interrupted erase some
 * of the old ones. */
enum page guest_page(void)
{
    const volatile uint32_t *at = page();
    bool blank = true, whole = true, part = true;
    if (!at)
        return PAGE_NONE;
    for (unsigned i = 0; i < GUEST_WORDS; i++) {
        blank = blank && at[i] == 0;
        whole = whole && at[i] == wanted(i);
        part = part && (at[i] & ~wanted(i)) == 0;
    }
    return blank   ? PAGE_BLANK
           : whole ? PAGE_GUEST
           : part  ? PAGE_TORN
                   : PAGE_OTHER;
}

unsigned guest_head(void)
{
    return page()[0];
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

bool guest_erase(void)
{
    if (guest_page() == PAGE_OTHER || guest_page() == PAGE_NONE)
        return false;
    if (guest_page() == PAGE_BLANK)
        return true;
    flash_unlock();
    FLASH->PECR |= FLASH_PECR_ERASE | FLASH_PECR_PROG;
    page()[0] = 0;
    finish();
    FLASH->PECR &= ~(uint32_t)(FLASH_PECR_ERASE | FLASH_PECR_PROG);
    lock();
    return guest_page() == PAGE_BLANK;
}

/* The head is written last: a valid head proves that the whole guest is there.
 */
bool guest_write(void)
{
    if (guest_page() == PAGE_GUEST)
        return true;
    if (!guest_erase())
        return false;
    flash_unlock();
    for (unsigned i = words(); i-- > 0;) {
        page()[i] = guest[i];
        finish();
    }
    lock();
    return guest_page() == PAGE_GUEST;
}
