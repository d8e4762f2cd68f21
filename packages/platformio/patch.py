# SPDX-License-Identifier: MIT
"""Runs `boot0 patch` on the program of a PlatformIO project after the link.

In platformio.ini, all optional:

    custom_boot0_command = boot0        the command; "none": nothing is patched
    custom_boot0_head = invalid         or keep
    custom_boot0_resident = FILE        the application behind a resident
"""
import os
import subprocess
import sys

from SCons.Script import DefaultEnvironment  # pylint: disable=import-error

env = DefaultEnvironment()


def words(program):
    command = env.GetProjectOption("custom_boot0_command", "boot0")
    resident = env.GetProjectOption("custom_boot0_resident", "")
    if resident:
        how = ["--resident", resident]
    else:
        how = ["--head", env.GetProjectOption("custom_boot0_head", "invalid")]
    return [command, "patch"] + how + [program, "-o", program]


def patch(target, source, env):  # as SCons calls an action
    program = str(target[0])
    line = words(program)
    try:
        return subprocess.call(line)
    except OSError as error:
        sys.stderr.write("softboot0: cannot run %s: %s; install it, or name it "
                         "by custom_boot0_command in platformio.ini\n"
                         % (line[0], os.strerror(error.errno)))
        return 2


if env.GetProjectOption("custom_boot0_command", "boot0") != "none":
    env.AddPostAction("$BUILD_DIR/${PROGNAME}.elf", patch)
