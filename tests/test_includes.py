#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when includes form a circle, or when a folder includes one above it.

A unit is X.h with X.c; a .c without a header of its own belongs to the unit of
the header whose functions it defines. A unit needs the units that it includes,
and those that define what its header declares. In a circle of units none can
be read, tested or reused without the others.

    test_includes.py SOURCE_FOLDER
"""
import re
import subprocess
import sys
from pathlib import Path

FOLDERS = ["src", "rom", "firmware", "chip", "bench", "tools"]
# What cannot be told apart on silicon either: a store makes an exception, whose
# entry stores; the clocks depend on the voltage range, the flash on both.
CIRCLES = [
    {"chip/bus", "chip/core/cpu", "chip/core/exception",
     "chip/core/nvic", "chip/core/scb", "chip/core/armv6m/scb"},
    {"chip/stm32l0/flash", "chip/stm32l0/pwr", "chip/stm32l0/rcc",
     "chip/stm32l0/syscfg"},
    {"chip/stm32f4/flash", "chip/stm32f4/pwr", "chip/stm32f4/rcc",
     "chip/stm32f4/syscfg"},
    {"chip/stm32l4/flash", "chip/stm32l4/pwr", "chip/stm32l4/rcc",
     "chip/stm32l4/syscfg"},
]
# What a folder must not include, because that is built on top of it.
ABOVE = {
    "src": ["rom", "chip", "bench", "tools", "tests"],
    "rom": ["chip", "bench", "tools", "tests"],
    "chip": ["bench", "tools", "tests"],
    "bench": ["tools", "tests"],
    "tools": ["tests"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
FUNCTION = re.compile(r"^(?!static\b|#)\w[\w \n*]*?\b(\w+)\([^;{}]*\)\n\{",
                      re.MULTILINE)


class Source:
    """A file: what it includes of the tree, and which functions it defines."""

    def __init__(self, root, path):
        text = (root / path).read_text()
        self.path = path
        self.code = COMMENT.sub("", text)
        self.names = INCLUDE.findall(text)
        self.functions = (set(FUNCTION.findall(self.code))
                          if path.suffix == ".c" else set())
        self.includes = []

    def resolve(self, sources):
        for name in self.names:
            found = [path for path in (Path(name), self.path.parent / name)
                     if path in sources]
            self.includes += [sources[path] for path in found[:1]]

    def declares(self, functions):
        return any(re.search(rf"\b{function}\(", self.code)
                   for function in functions)


def headers_implemented(source):
    """The headers that declare functions which SOURCE defines."""
    seen, waiting = [], list(source.includes)
    while waiting:
        header = waiting.pop(0)
        if header not in seen:
            seen.append(header)
            waiting += header.includes
    return [header for header in seen if header.declares(source.functions)]


def unit_of(source, sources):
    """The unit of a file: a path without extension."""
    if source.path.with_suffix(".h") not in sources:
        for header in headers_implemented(source):
            return str(header.path.with_suffix(""))
    return str(source.path.with_suffix(""))


def read_edges(sources):
    """For each unit, the units that it needs."""
    edges = {}
    for source in sources.values():
        unit = unit_of(source, sources)
        for header in source.includes:
            edges.setdefault(unit, set()).add(unit_of(header, sources))
        for header in headers_implemented(source):
            edges.setdefault(unit_of(header, sources), set()).add(unit)
    return {unit: others - {unit} for unit, others in edges.items()}


def circles(edges):
    """Strongly connected units, by Tarjan's algorithm."""
    index, low, stack, found = {}, {}, [], []

    def visit(unit):
        index[unit] = low[unit] = len(index)
        stack.append(unit)
        for other in sorted(edges.get(unit, ())):
            if other not in index:
                visit(other)
                low[unit] = min(low[unit], low[other])
            elif other in stack:
                low[unit] = min(low[unit], index[other])
        if low[unit] == index[unit]:
            at = stack.index(unit)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for unit in sorted(edges):
        if unit not in index:
            visit(unit)
    return found


def main():
    root = Path(sys.argv[1])
    sys.setrecursionlimit(10000)
    sources = {path: Source(root, path)
               for folder in FOLDERS
               for path in (file.relative_to(root)
                            for file in sorted((root / folder).rglob("*")))
               if path.suffix in (".c", ".h", ".S")}
    if not sources:
        sys.exit(f"{root}: no sources in {', '.join(FOLDERS)}; give the root")
    problems = []
    for source in sources.values():
        source.resolve(sources)
        above = ABOVE.get(source.path.parts[0], ())
        problems += [f"{source.path} includes {name}: {source.path.parts[0]}/ "
                     "must not include what is built on top of it"
                     for name in source.names if name.split("/")[0] in above]
    edges = read_edges(sources)
    for circle in circles(edges):
        if any(set(circle) <= allowed for allowed in CIRCLES):
            continue
        problems.append("circle of includes: " + ", ".join(circle))
        problems += [f"    {unit} needs " +
                     ", ".join(sorted(edges[unit] & set(circle)))
                     for unit in circle]
    print("\n".join(problems) or
          f"{len(sources)} files: no circle, none includes what is above it")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
