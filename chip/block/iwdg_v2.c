/* SPDX-License-Identifier: MIT */
#include "chip/block/iwdg_v2.h"

#include "chip/clock.h"
#include "chip/due.h"
#include "chip/event.h"
#include "chip/kernel_clock.h"
#include "chip/reset.h"

enum {
    IWDG_KR = 0x00,
    IWDG_PR = 0x04,
    IWDG_RLR = 0x08,
    IWDG_SR = 0x0C,
    IWDG_WINR = 0x10,
};

enum { KEY_UNLOCK = 0x5555, KEY_RELOAD = 0xAAAA, KEY_START = 0xCCCC };

enum { COUNTER_MAX = 0xFFF, DIVIDER_MAX = 256 };

/* RM0367 25.4.4: an update takes up to five cycles of the LSI. */
enum { UPDATE_CYCLES = 5 };

static struct iwdg_v2 *state(const struct chip *chip, const struct map_row *row)
{
    return map_state(chip, row);
}

static bool has_window(const struct map_row *row)
{
    const struct iwdg_v2_variant *variant = row->variant;
    return variant->window;
}

static uint32_t lsi_hz(const struct chip *chip, const struct map_row *row)
{
    return kernel_clock_hz(chip, row);
}

static uint64_t lsi_ps(const struct chip *chip, const struct map_row *row,
                       uint64_t cycles)
{
    return cycles * PS_PER_S / lsi_hz(chip, row);
}

/* Codes 6 and 7 both divide by 256 (documented: RM0008 table 96). */
static uint32_t divider(const struct iwdg_v2 *iwdg)
{
    uint32_t value = 4u << iwdg->active[IWDG_FIELD_PR];
    return value < DIVIDER_MAX ? value : DIVIDER_MAX;
}

static uint32_t counter(const struct chip *chip, const struct map_row *row,
                        uint64_t ps)
{
    const struct iwdg_v2 *iwdg = map_state(chip, row);
    if (iwdg->base_ps == NEVER)
        return iwdg->count;
    uint64_t cycles = (ps - iwdg->base_ps) * lsi_hz(chip, row) / PS_PER_S;
    uint64_t ticks = cycles / divider(iwdg);
    return ticks < iwdg->count ? iwdg->count - (uint32_t)ticks : 0;
}

/* RLR + 1 ticks (documented for the same block: RM0090 table 107). */
static uint64_t deadline(const struct chip *chip, const struct map_row *row)
{
    const struct iwdg_v2 *iwdg = map_state(chip, row);
    if (!iwdg->running || iwdg->base_ps == NEVER)
        return NEVER;
    return iwdg->base_ps +
           lsi_ps(chip, row, (uint64_t)(iwdg->count + 1) * divider(iwdg));
}

static void rearm(struct chip *chip, const struct map_row *row)
{
    uint64_t first = deadline(chip, row);
    for (unsigned i = 0; i < IWDG_FIELDS; i++)
        if (state(chip, row)->update_ps[i] < first)
            first = state(chip, row)->update_ps[i];
    due_set(chip, row->due, first);
}

static void set_counter(struct chip *chip, const struct map_row *row,
                        uint32_t count, uint64_t ps)
{
    state(chip, row)->count = count;
    state(chip, row)->base_ps = lsi_hz(chip, row) ? ps : NEVER;
}

static void start(struct chip *chip, const struct map_row *row)
{
    if (state(chip, row)->running)
        return;
    state(chip, row)->running = true;
    map_of(chip)->force_kernel(chip, row);
    set_counter(chip, row, COUNTER_MAX, clock_ps(chip));
}

/* Outside the window a reload is a reset (RM0367 25.3.2). */
static void reload(struct chip *chip, const struct map_row *row)
{
    struct iwdg_v2 *iwdg = map_state(chip, row);
    uint64_t now = clock_ps(chip);
    if (!iwdg->running)
        return;
    if (counter(chip, row, now) > iwdg->active[IWDG_FIELD_WINR])
        reset_request(chip, RESET_IWDG);
    else
        set_counter(chip, row, iwdg->active[IWDG_FIELD_RLR], now);
}

static void write_key(struct chip *chip, const struct map_row *row,
                      uint32_t key)
{
    state(chip, row)->unlocked = key == KEY_UNLOCK;
    if (key == KEY_START)
        start(chip, row);
    else if (key == KEY_RELOAD)
        reload(chip, row);
}

/* A write while the last update is under way is lost (assumed; the manuals
 * only say that software must wait). Without a running LSI the update never
 * ends and its flag stays set (documented: AN2606 on PVU after the ROM). */
static void write_field(struct chip *chip, const struct map_row *row,
                        enum iwdg_field field, uint32_t value)
{
    struct iwdg_v2 *iwdg = map_state(chip, row);
    if (!iwdg->unlocked)
        return;
    if (iwdg->sr & 1u << field) {
        static const uint8_t offset[] = {IWDG_PR, IWDG_RLR, IWDG_WINR};
        event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset[field],
                             value);
        return;
    }
    iwdg->written[field] = value;
    iwdg->sr |= 1u << field;
    if (lsi_hz(chip, row))
        iwdg->update_ps[field] =
            clock_ps(chip) + lsi_ps(chip, row, UPDATE_CYCLES);
}

static void update(struct chip *chip, const struct map_row *row,
                   enum iwdg_field field)
{
    struct iwdg_v2 *iwdg = map_state(chip, row);
    uint64_t ps = iwdg->update_ps[field];

    /* The count is kept over a change of the prescaler (assumed). */
    if (field == IWDG_FIELD_PR && iwdg->running)
        set_counter(chip, row, counter(chip, row, ps), ps);
    iwdg->active[field] = iwdg->written[field];
    iwdg->sr &= ~(1u << field);
    iwdg->update_ps[field] = NEVER;
    /* RM0367 25.3.2: writing the window also reloads the counter. */
    if (field == IWDG_FIELD_WINR && iwdg->running)
        set_counter(chip, row, iwdg->active[IWDG_FIELD_RLR], ps);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)event;
    uint64_t now = clock_ps(chip);

    for (unsigned i = 0; i < IWDG_FIELDS; i++)
        if (state(chip, row)->update_ps[i] <= now)
            update(chip, row, i);
    if (deadline(chip, row) > now)
        rearm(chip, row);
    else
        reset_request(chip, RESET_IWDG);
}

/* The LSI got ready, or was switched off. */
static void lsi_changed(struct chip *chip, const struct map_row *row)
{
    struct iwdg_v2 *iwdg = map_state(chip, row);
    uint64_t now = clock_ps(chip);
    bool ready = lsi_hz(chip, row);

    for (unsigned i = 0; i < IWDG_FIELDS; i++)
        if (iwdg->sr & 1u << i)
            iwdg->update_ps[i] =
                ready ? now + lsi_ps(chip, row, UPDATE_CYCLES) : NEVER;
    if (ready && iwdg->running && iwdg->base_ps == NEVER)
        iwdg->base_ps = now;
    rearm(chip, row);
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    *state(chip, row) = (struct iwdg_v2){
        .written = {0, COUNTER_MAX, COUNTER_MAX},
        .active = {0, COUNTER_MAX, COUNTER_MAX},
        .update_ps = {NEVER, NEVER, NEVER},
        .count = COUNTER_MAX,
        .base_ps = NEVER,
    };
    /* RM0367 25.3.3: option WDG_SW=0 starts it at every reset. */
    if (map_of(chip)->hardware_watchdog(chip))
        start(chip, row);
    rearm(chip, row);
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct iwdg_v2 *iwdg = map_state(chip, row);

    switch (offset) {
    case IWDG_PR: *value = iwdg->written[IWDG_FIELD_PR]; break;
    case IWDG_RLR: *value = iwdg->written[IWDG_FIELD_RLR]; break;
    case IWDG_SR: *value = iwdg->sr; break;
    case IWDG_WINR:
        *value = has_window(row) ? iwdg->written[IWDG_FIELD_WINR] : 0;
        break;
    default: *value = 0; /* KR is write-only */
    }
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    switch (offset) {
    case IWDG_KR: write_key(chip, row, value & 0xFFFF); break;
    case IWDG_PR: write_field(chip, row, IWDG_FIELD_PR, value & 7); break;
    case IWDG_RLR: write_field(chip, row, IWDG_FIELD_RLR, value & 0xFFF); break;
    case IWDG_WINR:
        if (has_window(row))
            write_field(chip, row, IWDG_FIELD_WINR, value & 0xFFF);
        break;
    default: break;
    }
    rearm(chip, row);
    return ACCESS_OK;
}

/* A reload sets the same count, be it early or late, while no window makes an
 * early one a reset. */
static bool renews(const struct chip *chip, const struct map_row *row,
                   uint32_t offset, uint32_t value)
{
    const struct iwdg_v2 *iwdg = map_state(chip, row);
    return offset == IWDG_KR && (value & 0xFFFF) == KEY_RELOAD &&
           iwdg->active[IWDG_FIELD_WINR] == COUNTER_MAX;
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)chip;
    return offset != IWDG_WINR || has_window(row);
}

const struct map_kind iwdg_v2 = {
    .last = IWDG_WINR,
    .has = has_register,
    .read = read,
    .steady = map_always,
    .renews = renews,
    .write = write,
    .reset = reset,
    .due = due,
    .kernel_clock = lsi_changed,
    .dues = 1,
};
