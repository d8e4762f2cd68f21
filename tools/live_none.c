/* SPDX-License-Identifier: MIT
 *
 * The subcommands that a build without BOOT0_LIVE leaves out: they need
 * pseudo-terminals, sockets and the libraries of ports (docs/hosts.md).
 */
#include "tools/die.h"
#include "tools/subcommands.h"

bool subcommands_live(void)
{
    return false;
}

static int none(const char *name, const char *instead)
{
    return complain("%s is not in the build for this system: use the one for "
                    "Linux (on Windows: in WSL)%s",
                    name, instead);
}

int demo_main(const struct options *options)
{
    (void)options;
    return none("demo", "");
}

int run_main(const struct options *options)
{
    (void)options;
    return none("run", ", or look at a scenario by check --only ID --trace -");
}

int flash_main(const struct options *options)
{
    (void)options;
    return none("flash", "");
}

int probe_main(const struct options *options)
{
    (void)options;
    return none("probe", ", or follow docs/silicon.md by hand");
}
