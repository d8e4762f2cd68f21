#!/usr/bin/env python3
"""What the pages say leads somewhere: no link or heading that is linked to is missing, and each block of shell commands
says how it is tested. In front of one stands a line of these:

    <!-- tested -->              test_readme runs it
    <!-- tested but for the counts -->  so it does; they follow the compiler
    <!-- tested by NAME -->      the test NAME does (tests/, without its ending)
    <!-- not tested: REASON -->  it needs what a test has not, such as a board

docs/mistakes is left out of the second: `boot0 explain` prints its pages; test_readme runs their commands.
"""
import os
import re
import sys

ROOT = sys.argv[1]
SKIPPED = {".git", "build"}
MARK = re.compile(r"\s*<!-- (tested|tested but for the counts|tested by (\w+)|not tested: .+) -->$")


def files():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in SKIPPED and not f.startswith("build")]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def anchor(heading):
    """As GitHub makes it of a heading."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def prose(lines):
    """Pairs of line number and line, without the blocks of code."""
    code = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("```"):
            code = not code
        elif not code:
            yield number, line


class Pages:
    def __init__(self):
        self.files = set(files())
        self.tests = {os.path.splitext(os.path.basename(f))[0] for f in self.files if f.startswith("tests/")}
        self.lines, self.anchors, self.faults = {}, {}, []
        for name in sorted(f for f in self.files if f.endswith(".md")):
            with open(os.path.join(ROOT, name), encoding="utf-8") as page:
                self.lines[name] = page.read().split("\n")
            self.anchors[name] = {anchor(line.lstrip("#")) for _, line in prose(self.lines[name]) if line.startswith("#")}

    def fault(self, name, number, text):
        self.faults.append(f"{name}:{number}: {text}")

    def check_links(self, name):
        for number, line in prose(self.lines[name]):
            line = re.sub(r"`[^`]*`", "", line)
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if re.match(r"https?:", target):
                    continue
                path, _, heading = target.partition("#")
                where = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
                if not os.path.exists(os.path.join(ROOT, where)):
                    self.fault(name, number, f"dead link {target}")
                elif heading and heading not in self.anchors.get(where, {heading}):
                    self.fault(name, number, f"no heading for {target}")

    def check_blocks(self, name):
        code = False
        for number, line in enumerate(self.lines[name], 1):
            if not line.lstrip().startswith("```"):
                continue
            code = not code
            if not code or not re.match(r"\s*```(sh|console|bash)$", line):
                continue
            mark = MARK.match(self.lines[name][number - 2]) if number > 1 else None
            if not mark:
                self.fault(name, number, "commands, and no line that says how they are tested")
            elif mark[2] and mark[2] not in self.tests:
                self.fault(name, number, f"there is no test {mark[2]}")

    def check(self):
        for name in self.lines:
            self.check_links(name)
            if not name.startswith("docs/mistakes/"):
                self.check_blocks(name)


def main():
    pages = Pages()
    pages.check()
    print("\n".join(pages.faults))
    print(f"{len(pages.lines)} pages, {len(pages.faults)} faults")
    return 1 if pages.faults or len(pages.lines) < 20 else 0


sys.exit(main())
