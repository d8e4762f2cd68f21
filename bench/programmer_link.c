/* SPDX-License-Identifier: MIT */
#include "bench/programmer_link.h"

#include "bench/an3155_client.h"
#include "bench/dfuse_client.h"

static bool by_usb(const struct programmer *programmer)
{
    return programmer->setup.link == PROGRAMMER_USB;
}

void programmer_link_begin(struct programmer *programmer)
{
    if (by_usb(programmer)) {
        dfuse_client_begin(&programmer->dfuse);
        return;
    }
    an3155_client_begin(&programmer->an3155, programmer->setup.baud);
    if (programmer->setup.connect_ms)
        programmer->an3155.connect_ms = programmer->setup.connect_ms;
}

void programmer_link_connect(struct programmer *programmer, uint64_t now_us)
{
    if (by_usb(programmer))
        dfuse_client_connect(&programmer->dfuse);
    else
        an3155_client_connect(&programmer->an3155, now_us);
}

void programmer_link_read(struct programmer *programmer, uint32_t address,
                          uint32_t length)
{
    programmer->address = address;
    programmer->length = length;
    if (by_usb(programmer))
        dfuse_client_read(&programmer->dfuse, address, (uint16_t)length);
    else
        an3155_client_read(&programmer->an3155, address, (uint16_t)length);
}

void programmer_link_write(struct programmer *programmer, uint32_t address,
                           uint32_t length)
{
    uint8_t bytes[DFUSE_BLOCK];
    programmer->address = address;
    programmer->length = length;
    programmer->touched = true;
    flash_plan_bytes(&programmer->plan, address, bytes, length);
    if (by_usb(programmer))
        dfuse_client_write(&programmer->dfuse, address, bytes,
                           (uint16_t)length);
    else
        an3155_client_write(&programmer->an3155, address, bytes,
                            (uint16_t)length);
}

/* The page that makes the image valid goes alone: in which order a ROM erases
 * the pages of a list is not on record. */
static bool goes_alone(const struct flash_plan *plan, uint32_t page)
{
    return plan->policy != FLASH_POLICY_ADDRESS && page == plan->valid_page;
}

static uint32_t take_pages(struct programmer *programmer, uint16_t *pages)
{
    const struct flash_plan *plan = &programmer->plan;
    uint32_t count = 0, page;
    while (count < AN3155_PAGES) {
        struct flash_cursor next = programmer->cursor;
        if (!flash_plan_erase(plan, &next, &page) ||
            (count && goes_alone(plan, page)))
            break;
        programmer->cursor = next;
        pages[count++] = (uint16_t)page;
        if (goes_alone(plan, page))
            break;
    }
    return count;
}

static uint32_t page_address(const struct programmer *programmer, uint32_t page)
{
    return device_page(programmer->plan.device, page).address;
}

static void send_list(struct programmer *programmer, const uint16_t *pages,
                      uint32_t count)
{
    an3155_client_erase(&programmer->an3155, pages, (uint16_t)count,
                        device_erase_ms(programmer->plan.device, pages, count));
}

static uint32_t erase_one(struct programmer *programmer)
{
    uint32_t page;
    if (!flash_plan_erase(&programmer->plan, &programmer->cursor, &page))
        return 0;
    programmer->address = page_address(programmer, page);
    dfuse_client_erase(&programmer->dfuse, programmer->address);
    return 1;
}

static uint32_t erase_list(struct programmer *programmer)
{
    uint16_t pages[AN3155_PAGES];
    uint32_t count = take_pages(programmer, pages);
    if (!count)
        return 0;
    programmer->address = page_address(programmer, pages[0]);
    send_list(programmer, pages, count);
    return count;
}

uint32_t programmer_link_erase(struct programmer *programmer)
{
    uint32_t count =
        by_usb(programmer) ? erase_one(programmer) : erase_list(programmer);
    programmer->touched |= programmer_link_result(programmer) == CLIENT_BUSY;
    programmer->length = count;
    return count;
}

void programmer_link_erase_page(struct programmer *programmer, uint32_t address)
{
    uint16_t page =
        (uint16_t)device_page_at(programmer->plan.device, address).number;
    if (by_usb(programmer))
        dfuse_client_erase(&programmer->dfuse, address);
    else
        send_list(programmer, &page, 1);
}

void programmer_link_go(struct programmer *programmer, uint32_t address)
{
    programmer->address = address;
    if (by_usb(programmer))
        dfuse_client_leave(&programmer->dfuse, address);
    else
        an3155_client_go(&programmer->an3155, address);
}

enum client_result programmer_link_result(const struct programmer *programmer)
{
    return by_usb(programmer) ? programmer->dfuse.result
                              : programmer->an3155.result;
}

const uint8_t *programmer_link_data(const struct programmer *programmer)
{
    return by_usb(programmer) ? programmer->dfuse.data
                              : programmer->an3155.data;
}

uint32_t programmer_link_size(const struct programmer *programmer)
{
    return by_usb(programmer) ? programmer->dfuse.transfer_size : AN3155_BLOCK;
}

bool programmer_link_unconfirmed(const struct programmer *programmer)
{
    return by_usb(programmer) ? programmer->dfuse.unconfirmed
                              : programmer->an3155.unconfirmed;
}
