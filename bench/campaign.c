/* SPDX-License-Identifier: MIT */
#include "bench/campaign.h"

#include <stdlib.h>

#include "bench/bank.h"
#include "bench/refuse.h"

void campaign_load(struct campaign *campaign, const struct image *image,
                   const struct image *bank2_image)
{
    campaign->image = image;
    campaign->library = record_in_use(image, &campaign->record);
    campaign->bank2_image = bank2_image;
    if (bank2_image)
        campaign->bank2_hash =
            scenario_hash(bank2_image->file, bank2_image->file_size);
}

static uint32_t rom_hash(const struct rom_image *rom)
{
    return rom->bytes ? scenario_hash(rom->bytes, ROM_IMAGE_SIZE) : 0;
}

const uint8_t *campaign_rom(const struct campaign *campaign, uint32_t hash)
{
    for (unsigned i = 0; i < campaign->rom_count; i++)
        if (campaign->roms[i].bytes && rom_hash(&campaign->roms[i]) == hash)
            return campaign->roms[i].bytes;
    return NULL;
}

static bool share_start(const struct scenario *a, const struct scenario *b)
{
    return scenario_related(a, b) &&
           a->readings.value[READING_GATE] == b->readings.value[READING_GATE];
}

unsigned campaign_piece(const struct scenario *scenarios, unsigned count)
{
    unsigned related = 1;
    while (related < count && related < CAMPAIGN_PIECE &&
           share_start(&scenarios[0], &scenarios[related]))
        related++;
    return related;
}

/* --- expanding --- */

static bool append(struct scenario_list *list, const struct scenario *scenario)
{
    if (list->count == list->capacity) {
        unsigned capacity = list->capacity ? 2 * list->capacity : 64;
        struct scenario *more =
            realloc(list->scenarios, capacity * sizeof *more);
        if (!more)
            return false;
        list->scenarios = more;
        list->capacity = capacity;
    }
    list->scenarios[list->count++] = *scenario;
    return true;
}

static bool add_readings(const struct campaign_boards *boards,
                         struct scenario scenario, struct scenario_list *list)
{
    unsigned count = readings_count(scenario.rom);
    for (unsigned i = 0; i < count; i++) {
        scenario.readings = readings_nth(scenario.rom, i);
        scenario.readings.value[READING_GATE] =
            boards->readings.value[READING_GATE];
        if (readings_agree(scenario.rom, scenario.readings,
                           boards->reading_mask, boards->readings) &&
            !append(list, &scenario))
            return false;
    }
    return true;
}

/* Each value of BOARDS is there, on the ROM of the scenario. */
static bool add_boards(const struct campaign_boards *boards,
                       struct scenario scenario, struct scenario_list *list)
{
    for (unsigned i = 0; i < boards->bfb2.count; i++)
        for (unsigned j = 0; j < boards->bank2.count; j++)
            for (unsigned k = 0; k < boards->rdp.count; k++) {
                scenario.bfb2 = boards->bfb2.values[i];
                scenario.bank2 = boards->bank2.values[j];
                scenario.rdp = boards->rdp.values[k];
                if (!add_readings(boards, scenario, list))
                    return false;
            }
    return true;
}

static bool add_roms(const struct campaign *campaign,
                     const struct campaign_boards *boards,
                     struct scenario scenario, struct scenario_list *list)
{
    for (unsigned i = 0; i < campaign->rom_count; i++) {
        scenario.rom = campaign->roms[i].version;
        scenario.rom_hash = rom_hash(&campaign->roms[i]);
        if (!add_boards(boards, scenario, list))
            return false;
    }
    for (unsigned i = 0; campaign->rom_count == 0 && i < ROM_VERSIONS; i++) {
        scenario.rom = i;
        if (!add_boards(boards, scenario, list))
            return false;
    }
    return true;
}

static void fill(struct campaign_values *values, struct campaign_values all)
{
    if (values->count == 0)
        *values = all;
}

/* Returns every value that the part allows, and an image that may reach into
 * bank 2. */
static struct campaign_boards complete(const struct campaign *campaign,
                                       struct campaign_boards boards)
{
    bool two = campaign->part.bank2_base;
    bool room = two && !bank_2_taken(campaign->image, &campaign->part);
    fill(&boards.bfb2, (struct campaign_values){two ? 2 : 1, {0, 1}});
    fill(&boards.bank2,
         (struct campaign_values){room ? 3 : 1,
                                  {BANK2_BLANK, BANK2_APP, BANK2_NOISE}});
    fill(&boards.rdp, (struct campaign_values){2, {0, 1}});
    return boards;
}

bool campaign_expand(const struct campaign *campaign,
                     const struct campaign_boards *boards,
                     struct scenario_list *list, char error[IMAGE_ERROR_SIZE])
{
    struct campaign_boards all = complete(campaign, *boards);
    const struct scenario scenario = {
        .bank2_hash = campaign->bank2_hash,
        .boot0 = boards->boot0,
        .wdg_sw = boards->wdg_sw,
    };
    for (unsigned i = 0; i < all.bank2.count; i++)
        if (!bank_2_possible(&campaign->part, campaign->image,
                             all.bank2.values[i], error))
            return false;
    return add_roms(campaign, &all, scenario, list) ||
           refuse_memory(error, IMAGE_ERROR_SIZE, campaign->image->path);
}

/* --- scenarios by id --- */

/* An id names files by their hash only; the files must be among the options. */
static bool files_given(const struct campaign *campaign,
                        const struct scenario *scenario, char *error)
{
    if (scenario->rom == ROM_FILE &&
        !campaign_rom(campaign, scenario->rom_hash))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "no --rom FILE with that hash is given");
    if (scenario->bank2 == BANK2_FILE &&
        (!campaign->bank2_image ||
         campaign->bank2_hash != scenario->bank2_hash))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "no --bank2 FILE with that hash is given");
    return true;
}

bool campaign_add_open(struct scenario_list *list, const struct scenario *base)
{
    struct scenario scenario = *base;
    scenario.readings.value[READING_GATE] = 1;
    return append(list, &scenario);
}

bool campaign_add(const struct campaign *campaign, const char *id,
                  struct scenario_list *list, char error[IMAGE_ERROR_SIZE])
{
    struct scenario scenario;
    if (!scenario_parse(id, &scenario, error, IMAGE_ERROR_SIZE) ||
        !files_given(campaign, &scenario, error) ||
        !bank_2_possible(&campaign->part, campaign->image, scenario.bank2,
                         error))
        return false;
    return append(list, &scenario) ||
           refuse_memory(error, IMAGE_ERROR_SIZE, campaign->image->path);
}
