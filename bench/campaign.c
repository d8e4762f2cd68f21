/* SPDX-License-Identifier: MIT */
#include "bench/campaign.h"

#define _GNU_SOURCE /* FNM_CASEFOLD */
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bank.h"
#include "bench/family.h"
#include "bench/grow.h"
#include "bench/refuse.h"
#include "src/boot0_record.h"

/* True: the library was built so (a BOOT0_FLAG_). */
static bool has_flag(const struct campaign *campaign, unsigned flag)
{
    return campaign->library && campaign->record.flags & flag;
}

unsigned campaign_usart(const struct campaign *campaign)
{
    return has_flag(campaign, BOOT0_FLAG_NO_USART2)
               ? USART_1
               : family_info(campaign->part.family)->usart;
}

/* True: the library leaves USB alone to the ROM. */
static bool only_usb(const struct campaign *campaign)
{
    return has_flag(campaign, BOOT0_FLAG_NO_USART1) &&
           has_flag(campaign, BOOT0_FLAG_NO_USART2);
}

void campaign_load(struct campaign *campaign, const struct image *image,
                   const struct image *bank2_image)
{
    campaign->image = image;
    campaign->library = record_in_use(image, &campaign->record);
    campaign->usb = campaign->usb || only_usb(campaign);
    campaign->bank2_image = bank2_image;
    if (bank2_image)
        campaign->bank2_hash =
            scenario_hash(bank2_image->file, bank2_image->file_size);
}

static uint32_t rom_hash(const struct rom_image *rom)
{
    return rom->bytes ? scenario_hash(rom->bytes, rom->size) : 0;
}

const uint8_t *campaign_rom(const struct campaign *campaign, uint32_t hash)
{
    for (unsigned i = 0; i < campaign->rom_count; i++)
        if (campaign->roms[i].bytes && rom_hash(&campaign->roms[i]) == hash)
            return campaign->roms[i].bytes;
    return NULL;
}

/* --- what a board can have --- */

enum { VALUE_TEXT = 24 };

/* Returns every value that the part, the image and the files of the campaign
 * allow. */
static unsigned possible(const struct campaign *campaign,
                         enum board_property property)
{
    bool two = campaign->part.bank2_base;
    bool room = two && !bank_2_taken(campaign->image, &campaign->part);
    switch (property) {
    case BOARD_BFB2:
    case BOARD_BOOT0:
    case BOARD_WDG_SW:
    case BOARD_HOST: break;
    case BOARD_RDP: return 1u << 0 | 1u << 1 | 1u << 2;
    case BOARD_BANK2:
        if (!room)
            return 1u << BANK2_BLANK;
        return 1u << BANK2_BLANK | 1u << BANK2_APP | 1u << BANK2_NOISE |
               1u << BANK2_COPY |
               (campaign->bank2_image ? 1u << BANK2_FILE : 0);
    case BOARD_PROPERTIES: break;
    }
    return 1u << 0 | 1u << 1;
}

/* What is tried of a property that is left out. RDP 2 cannot be undone, and
 * BOOT0 and the hardware watchdog are choices of the board. */
static unsigned usual(const struct campaign *campaign,
                      enum board_property property)
{
    static const unsigned values[BOARD_PROPERTIES] = {
        [BOARD_BFB2] = 1u << 0 | 1u << 1,
        [BOARD_BANK2] = 1u << BANK2_BLANK | 1u << BANK2_APP | 1u << BANK2_NOISE,
        [BOARD_RDP] = 1u << 0 | 1u << 1,
        [BOARD_BOOT0] = 1u << 0,
        [BOARD_WDG_SW] = 1u << 1,
    };
    if (property == BOARD_HOST)
        return 1u << HOST_ON_USART | (campaign->usb ? 1u << HOST_ON_USB : 0);
    if (property == BOARD_BFB2 && !campaign->part.bank2_base)
        return 1u << 0;
    return values[property] & possible(campaign, property);
}

static struct campaign_boards complete(const struct campaign *campaign,
                                       struct campaign_boards boards)
{
    for (unsigned i = 0; i < BOARD_PROPERTIES; i++)
        if (!boards.values[i])
            boards.values[i] = usual(campaign, (enum board_property)i);
    return boards;
}

/* --- expanding --- */

static int by_scenario(const void *a, const void *b)
{
    const struct campaign_board *left = a, *right = b;
    int order = scenario_compare(&left->scenario, &right->scenario);
    return order ? order
                 : memcmp(&left->readings, &right->readings,
                          sizeof left->readings);
}

static bool listed(const struct board_list *list,
                   const struct campaign_board *board)
{
    for (unsigned i = 0; i < list->count; i++)
        if (by_scenario(&list->boards[i], board) == 0)
            return true;
    return false;
}

static bool append(struct board_list *list, const struct campaign_board *board)
{
    struct campaign_board *more =
        grow(list->boards, list->count, &list->capacity, sizeof *more);
    if (!more)
        return false;
    list->boards = more;
    memcpy(&list->boards[list->count++], board, sizeof *board);
    return true;
}

/* A selection of boards: the properties, and how the ROMs and readings are
 * narrowed; NULL = not. */
struct selection {
    struct campaign_boards boards;
    const char *rom, *readings; /* patterns */
    struct scenario_cut cuts[SCENARIO_CUTS];
    unsigned found; /* boards */
};

/* False: no such reading, or not with this ROM. READINGS is
 * "name=value,name=value". */
static bool match_readings(struct readings_set *set, const char *readings)
{
    char text[READINGS_TEXT], *rest = text;
    if (!readings)
        return true;
    strcpy(text, readings);
    while (rest)
        if (!readings_set_match(set, strsep(&rest, ",")))
            return false;
    return true;
}

/* False: out of memory. A ROM without one of the readings has no such board. */
static bool add_board(struct selection *selection,
                      const struct scenario *scenario, struct board_list *list)
{
    struct campaign_board board;
    memset(&board, 0, sizeof board);
    board.scenario = *scenario;
    board.readings = readings_set_all(scenario->rom);
    readings_set_keep(&board.readings, selection->boards.reading_mask,
                      selection->boards.readings);
    if (!match_readings(&board.readings, selection->readings))
        return true;
    for (unsigned i = 0; i < READINGS_MAX; i++)
        board.scenario.readings.value[i] =
            (uint8_t)readings_set_first(&board.readings, i);
    selection->found++;
    return listed(list, &board) || append(list, &board);
}

static void set_property(struct scenario *scenario,
                         enum board_property property, unsigned value)
{
    switch (property) {
    case BOARD_BFB2: scenario->bfb2 = value; break;
    case BOARD_BANK2: scenario->bank2 = (enum bank2_kind)value; break;
    case BOARD_RDP: scenario->rdp = value; break;
    case BOARD_BOOT0: scenario->boot0 = value; break;
    case BOARD_WDG_SW: scenario->wdg_sw = value; break;
    case BOARD_HOST: scenario->host = (enum scenario_host)value; break;
    case BOARD_PROPERTIES: break;
    }
}

/* True: the ROM can be looked for there over a USART. */
static bool has_usart(const struct campaign *campaign)
{
    return !only_usb(campaign) &&
           !(campaign->wiring.noise >> campaign_usart(campaign) & 1);
}

/* True: there is such a board. A ROM without USB belongs to parts without it,
 * which no USB host can ask. */
static bool exists(const struct campaign *campaign,
                   const struct scenario *scenario)
{
    const uint8_t *file = campaign_rom(campaign, scenario->rom_hash);
    const struct rom_info *rom = file
                                     ? rom_of_image(campaign->part.family, file)
                                     : rom_info(scenario->rom);
    bool needs_usb = scenario->host == HOST_ON_USB ||
                     (campaign->asks && asks_have_usb(campaign->asks));
    if (scenario->host == HOST_ON_USART && !has_usart(campaign))
        return false;
    return !needs_usb || (rom && rom->usb);
}

/* Each value of each property from PROPERTY on. */
static bool add_boards(const struct campaign *campaign,
                       struct selection *selection, struct scenario scenario,
                       enum board_property property, struct board_list *list)
{
    if (property == BOARD_PROPERTIES) {
        scenario.bank2_hash =
            scenario.bank2 == BANK2_FILE ? campaign->bank2_hash : 0;
        return !exists(campaign, &scenario) ||
               add_board(selection, &scenario, list);
    }
    unsigned values = selection->boards.values[property];
    for (unsigned i = 0; values >> i; i++) {
        if (!(values >> i & 1))
            continue;
        set_property(&scenario, property, i);
        if (!add_boards(campaign, selection, scenario, property + 1, list))
            return false;
    }
    return true;
}

static bool rom_selected(struct selection *selection,
                         const struct scenario *scenario)
{
    char name[SCENARIO_ROM];
    scenario_format_rom(scenario, name);
    return !selection->rom || fnmatch(selection->rom, name, FNM_CASEFOLD) == 0;
}

static bool add_rom(const struct campaign *campaign,
                    struct selection *selection, unsigned rom, uint32_t hash,
                    struct board_list *list)
{
    struct scenario scenario;
    memset(&scenario, 0, sizeof scenario);
    scenario.rom = rom;
    scenario.rom_hash = hash;
    memcpy(scenario.cuts, selection->cuts, sizeof scenario.cuts);
    return !rom_selected(selection, &scenario) ||
           add_boards(campaign, selection, scenario, 0, list);
}

static bool add_roms(const struct campaign *campaign,
                     struct selection *selection, struct board_list *list)
{
    for (unsigned i = 0; i < campaign->rom_count; i++)
        if (!add_rom(campaign, selection, campaign->roms[i].version,
                     rom_hash(&campaign->roms[i]), list))
            return false;
    unsigned rom = ROM_OF(campaign->part.family, 0);
    for (; campaign->rom_count == 0 && rom_info(rom); rom++)
        if (rom_is_on(rom, &campaign->part) &&
            !add_rom(campaign, selection, rom, 0, list))
            return false;
    return true;
}

static bool expand(const struct campaign *campaign, struct selection *selection,
                   struct board_list *list, char error[IMAGE_ERROR_SIZE])
{
    unsigned banks = selection->boards.values[BOARD_BANK2];
    for (unsigned i = 0; banks >> i; i++)
        if (banks >> i & 1 &&
            !bank_2_possible(&campaign->part, campaign->image, i, error))
            return false;
    if (!add_roms(campaign, selection, list))
        return refuse_memory(error, IMAGE_ERROR_SIZE, campaign->image->path);
    if (list->count)
        qsort(list->boards, list->count, sizeof *list->boards, by_scenario);
    return true;
}

bool campaign_expand(const struct campaign *campaign,
                     const struct campaign_boards *boards,
                     struct board_list *list, char error[IMAGE_ERROR_SIZE])
{
    struct selection selection = {.boards = complete(campaign, *boards)};
    return expand(campaign, &selection, list, error);
}

/* --- boards by pattern --- */

static const struct {
    const char *key; /* in an id */
    enum board_property property;
} keys[] = {
    {"bfb2=", BOARD_BFB2},   {"bank2=", BOARD_BANK2}, {"rdp=", BOARD_RDP},
    {"boot0=", BOARD_BOOT0}, {"wdg=", BOARD_WDG_SW},  {"host=", BOARD_HOST},
};

enum { KEYS = sizeof keys / sizeof *keys };

static void format_value(const struct campaign *campaign,
                         enum board_property property, unsigned value,
                         char text[VALUE_TEXT])
{
    if (property == BOARD_HOST)
        snprintf(text, VALUE_TEXT, "%s",
                 scenario_host_name((enum scenario_host)value));
    else if (property != BOARD_BANK2)
        snprintf(text, VALUE_TEXT, "%u", value);
    else if (value == BANK2_FILE)
        snprintf(text, VALUE_TEXT, "file:%08" PRIx32, campaign->bank2_hash);
    else
        snprintf(text, VALUE_TEXT, "%s",
                 scenario_bank2_name((enum bank2_kind)value));
}

static unsigned matching(const struct campaign *campaign,
                         enum board_property property, const char *pattern)
{
    unsigned all = possible(campaign, property), found = 0;
    char text[VALUE_TEXT];
    for (unsigned i = 0; all >> i; i++) {
        if (!(all >> i & 1))
            continue;
        format_value(campaign, property, i, text);
        if (fnmatch(pattern, text, 0) == 0)
            found |= 1u << i;
    }
    return found;
}

/* Names the reason why no board has such a bank 2. */
static bool refuse_bank2(const struct campaign *campaign, const char *pattern,
                         char *error)
{
    if (strncmp(pattern, "file:", 5) == 0)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "no --bank2 FILE with that hash is given");
    for (unsigned i = 0; i <= BANK2_COPY; i++)
        if (fnmatch(pattern, scenario_bank2_name((enum bank2_kind)i), 0) == 0)
            return bank_2_possible(&campaign->part, campaign->image,
                                   (enum bank2_kind)i, error);
    return refuse(error, IMAGE_ERROR_SIZE,
                  "\"bank2=%s\": blank, app, noise, copy or file:HASH was "
                  "expected",
                  pattern);
}

/* An option of the part, "rdp=1". False: it is none, or no board has it; ERROR
 * is then set if there is more to say than that. */
static bool select_property(const struct campaign *campaign, const char *part,
                            struct selection *selection, char *error)
{
    for (unsigned i = 0; i < KEYS; i++) {
        enum board_property property = keys[i].property;
        size_t length = strlen(keys[i].key);
        if (strncmp(part, keys[i].key, length) != 0)
            continue;
        unsigned values = matching(campaign, property, part + length);
        if (values)
            selection->boards.values[property] = values;
        else if (property == BOARD_BANK2)
            return refuse_bank2(campaign, part + length, error);
        return values;
    }
    return false;
}

/* A reading of some ROM of the family. */
static bool select_readings(const struct campaign *campaign, const char *part,
                            struct selection *selection)
{
    unsigned rom = ROM_OF(campaign->part.family, 0);
    for (; rom_info(rom); rom++) {
        struct readings_set all = readings_set_all(rom);
        if (strlen(part) >= READINGS_TEXT || !match_readings(&all, part))
            continue;
        selection->readings = part;
        return true;
    }
    return false;
}

/* The next cut of every board that is selected. */
static bool select_cut(const char *text, struct selection *selection,
                       char *error)
{
    unsigned i = 0;
    while (i < SCENARIO_CUTS && selection->cuts[i].kind)
        i++;
    return (i < SCENARIO_CUTS &&
            scenario_cut_parse(text, &selection->cuts[i])) ||
           refuse(error, IMAGE_ERROR_SIZE,
                  "\"cut=%s\": up to %d cuts were expected, each "
                  "power|dip|pin@CYCLE[:torn=N], as check reports them",
                  text, SCENARIO_CUTS);
}

/* One part of a pattern behind the ROM. The option BFB2 and the reading `bfb2`
 * have one name, but no common value. */
static bool select_part(const struct campaign *campaign, const char *part,
                        struct selection *selection, char *error)
{
    if (strncmp(part, "cut=", 4) == 0)
        return select_cut(part + 4, selection, error);
    error[0] = 0;
    if (select_property(campaign, part, selection, error) ||
        select_readings(campaign, part, selection))
        return true;
    return error[0] ? false
                    : refuse(error, IMAGE_ERROR_SIZE,
                             "\"%s\" is not understood: bfb2=0|1, bank2=, "
                             "rdp=0|1|2, boot0=0|1, wdg=0|1, host=usart|usb or "
                             "readings were expected",
                             part);
}

static bool nothing_selected(const struct campaign *campaign,
                             const struct selection *selection, char *error)
{
    char roms[ROM_LIST];
    rom_list(campaign->part.family, roms);
    if (!selection->rom)
        return refuse(error, IMAGE_ERROR_SIZE, "no ROM has such readings");
    if (strncmp(selection->rom, "file:", 5) == 0)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "no --rom FILE with that hash is given");
    return refuse(
        error, IMAGE_ERROR_SIZE,
        "\"%s\" is no ROM of this check, or none with such readings or USB: "
        "%s or file:HASH was expected first",
        selection->rom, roms);
}

/* Copies what PATTERN has before its first slash. */
static const char *first_part(const char *pattern, char first[SCENARIO_ID])
{
    snprintf(first, SCENARIO_ID, "%.*s", (int)strcspn(pattern, "/"), pattern);
    return first;
}

bool campaign_select(const struct campaign *campaign,
                     const struct campaign_boards *boards, const char *pattern,
                     struct board_list *list, char error[IMAGE_ERROR_SIZE])
{
    struct selection selection = {.boards = complete(campaign, *boards)};
    char text[SCENARIO_ID], first[SCENARIO_ID], *rest = text;

    if (strlen(pattern) >= sizeof text)
        return refuse(error, IMAGE_ERROR_SIZE, "it is too long");
    strcpy(text, pattern);
    if (!strchr(first_part(text, first), '='))
        selection.rom = strsep(&rest, "/");
    while (rest)
        if (!select_part(campaign, strsep(&rest, "/"), &selection, error))
            return false;
    if (!expand(campaign, &selection, list, error))
        return false;
    return selection.found || nothing_selected(campaign, &selection, error);
}
