/* SPDX-License-Identifier: MIT */
#include "bench/programmer_describe.h"

#include <stdio.h>

#include "bench/programmer_phase.h"

/* Returns what the session was doing, for "the line failed while ...". */
static const char *doing(const struct programmer *programmer)
{
    static const char *const texts[] = {
        [PROGRAMMER_IDENTIFY] = "identifying the part",
        [PROGRAMMER_ERASE] = "erasing",
        [PROGRAMMER_WRITE] = "writing",
        [PROGRAMMER_VERIFY] = "reading back",
        [PROGRAMMER_START] = "starting the application",
    };
    return texts[programmer->phase];
}

static bool by_usb(const struct programmer *programmer)
{
    return programmer->setup.link == PROGRAMMER_USB;
}

static void silent(const struct programmer *programmer, char *text, size_t size)
{
    if (programmer->phase != PROGRAMMER_IDENTIFY || programmer->found.id)
        snprintf(text, size, "the ROM stopped answering while %s at 0x%08X",
                 doing(programmer), (unsigned)programmer->address);
    else if (by_usb(programmer))
        snprintf(text, size, "the USB device does not answer");
    else
        snprintf(text, size,
                 "no answer to 0x7F: the ROM does not run, or the line does "
                 "not reach it (8E1, RX and TX, speed)");
}

static void foreign(const struct programmer *programmer, char *text,
                    size_t size)
{
    const struct dfuse_client *dfuse = &programmer->dfuse;
    if (!by_usb(programmer))
        snprintf(text, size,
                 "what answers is no ROM of AN3155: an application that still "
                 "runs, or another speed or parity than 8E1");
    else if (dfuse->text[0])
        snprintf(text, size,
                 "the USB device has no \"@Internal Flash\", its memory is "
                 "\"%s\"",
                 dfuse->text);
    else
        snprintf(text, size, "the USB device has no interface in DFU mode");
}

static void unknown(const struct programmer *programmer, char *text,
                    size_t size)
{
    if (by_usb(programmer))
        snprintf(text, size,
                 "the memory layout \"%s\" is of no device that is known here",
                 programmer->dfuse.text);
    else
        snprintf(text, size, "id 0x%03X is of no device that is known here",
                 programmer->found.id);
}

static void other_part(const struct programmer *programmer, char *text,
                       size_t size)
{
    const struct device *wanted = device_find(programmer->setup.id);
    snprintf(text, size, "the part is an %s (id 0x%03X), not an %s (id 0x%03X)",
             programmer->found.device->name, programmer->found.id,
             wanted ? wanted->name : "unknown device", programmer->setup.id);
}

static void misfit(const struct programmer *programmer, char *text, size_t size)
{
    struct flash_plan plan;
    programmer_phase_plan(programmer, &plan, text, size);
}

void programmer_describe(const struct programmer *programmer, char *text,
                         size_t size)
{
    const struct device *device = programmer->found.device;
    unsigned address = programmer->address;
    switch (programmer->end) {
    case PROGRAMMER_RUNNING:
        snprintf(text, size, "%s", doing(programmer));
        break;
    case PROGRAMMER_DONE: snprintf(text, size, "done"); break;
    case PROGRAMMER_STOPPED:
        snprintf(text, size, "stopped while %s", doing(programmer));
        break;
    case PROGRAMMER_SILENT: silent(programmer, text, size); break;
    case PROGRAMMER_GONE:
        snprintf(text, size, "the USB device has gone while %s",
                 doing(programmer));
        break;
    case PROGRAMMER_FOREIGN: foreign(programmer, text, size); break;
    case PROGRAMMER_UNKNOWN: unknown(programmer, text, size); break;
    case PROGRAMMER_UNSUPPORTED:
        snprintf(text, size,
                 "id 0x%03X is an %s: %s; that is not supported yet",
                 programmer->found.id, device->name, device->unsupported);
        break;
    case PROGRAMMER_OTHER_PART: other_part(programmer, text, size); break;
    case PROGRAMMER_PROTECTED:
        snprintf(text, size,
                 "the part is read protected (RDP level 1): the ROM refuses to "
                 "read, write and erase; only erasing everything takes the "
                 "protection away");
        break;
    case PROGRAMMER_MISFIT: misfit(programmer, text, size); break;
    case PROGRAMMER_REFUSED:
        snprintf(text, size, "the ROM refused while %s at 0x%08X",
                 doing(programmer), address);
        break;
    case PROGRAMMER_BROKEN:
        snprintf(text, size,
                 "the line was disturbed again and again while %s at 0x%08X",
                 doing(programmer), address);
        break;
    case PROGRAMMER_MISMATCH:
        snprintf(text, size,
                 "0x%08X reads 0x%02X, written was 0x%02X; is its sector write "
                 "protected?",
                 address, programmer->read, programmer->expected);
        break;
    }
}
