#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when a package manager's description of the library is not valid, names
what is not there, or another version than VERSION.

    test_manifests.py SOURCE_FOLDER BOOT0 IMAGE

The rules are those that are published, in our words: each function names its
source. IMAGE has the library and is not patched.
"""
import json
import re
import shutil
import subprocess
import sys
import tempfile
import types
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema
import yaml

ROOT, BOOT0, IMAGE = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
VERSION = (ROOT / "VERSION").read_text().strip()
# What can be set by a name alone (src/boot0.h).
FLAGS = {"MAILBOX_RTC", "ALLOW_RDP1", "ONLY_USB", "ONLY_USART1", "ONLY_USART2"}
complaints = []


def expect(file, true, what):
    if not true:
        complaints.append(f"{file}: {what}")


def expect_version(file, version):
    expect(file, version == VERSION, f"version {version}, VERSION is {VERSION}")


def expect_paths(file, names):
    for name in names:
        expect(file, (ROOT / name).exists(), f"{name} is not there")


def text(maximum):
    return {"type": "string", "minLength": 1, "maxLength": maximum}


def text_or_list(maximum, pattern=r".+"):
    item = dict(text(maximum), pattern=pattern)
    return {"anyOf": [item, {"type": "array", "items": item}]}


# docs.platformio.org/en/latest/manifests/library-json; the limits are those of
# platformio-core, platformio/package/manifest/schema.py.
PLATFORMIO = {
    "type": "object",
    "required": ["name", "version", "description", "keywords"],
    "additionalProperties": False,
    "properties": {
        "$schema": text(255),
        "name": dict(text(100), pattern=r"^[^:;/,@<>]+$"),
        "version": dict(text(50), pattern=r"^\d+\.\d+\.\d+$"),
        "description": text(1000),
        "keywords": dict(text(255), pattern=r"^[a-z\d\-_+., ]+$"),
        "homepage": dict(text(255), pattern="^https?://"),
        "repository": {
            "type": "object",
            "required": ["type", "url"],
            "additionalProperties": False,
            "properties": {"type": {"enum": ["git", "hg", "svn"]},
                           "url": text(128), "branch": text(50)}},
        "authors": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {"name": text(100), "email": text(100),
                           "url": dict(text(255), pattern="^https?://"),
                           "maintainer": {"type": "boolean"}}},
        "license": text(255),
        "frameworks": text_or_list(50, r"^([a-z\d\-_]+|\*)$"),
        "platforms": text_or_list(50, r"^([a-z\d\-_]+|\*)$"),
        "headers": text_or_list(255),
        "export": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"include": {"type": "array"},
                           "exclude": {"type": "array"}}},
        "build": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"srcDir": text(255), "includeDir": text(255),
                           "srcFilter": text_or_list(255), "flags": {},
                           "extraScript": text(255),
                           "libArchive": {"type": "boolean"}}},
    },
}


def platformio():
    file = "library.json"
    manifest = json.loads((ROOT / file).read_text())
    for error in jsonschema.Draft7Validator(PLATFORMIO).iter_errors(manifest):
        expect(file, False, f"{list(error.path)}: {error.message}")
    expect_version(file, manifest["version"])
    build = manifest["build"]
    expect_paths(file, manifest["export"]["include"])
    expect_paths(file, [build["srcDir"], build["extraScript"],
                        f"{build['includeDir']}/{manifest['headers']}"])
    # One file of each family: the others of them are empty to its core.
    folders = re.findall(r"\+<(.+?/)>", build["srcFilter"])
    source = ROOT / build["srcDir"]
    files = [path for folder in folders
             for path in (source / folder).rglob("*.[cS]")]
    families = sorted(path.parent for path in source.glob("*/boot0_reset.S"))
    expect(file, sorted(path.parent for path in files) == families
           and all(path.name == "boot0_reset.S" for path in files),
           f"compiles {files}")


class Environment:
    """What the extra script uses of SCons' and PlatformIO's environment."""

    def __init__(self, options):
        self.options, self.actions = options, []

    def GetProjectOption(self, name, default):
        return self.options.get(name, default)

    def AddPostAction(self, name, action):
        self.actions.append((name, action))


def run_script(options):
    """Runs packages/platformio/patch.py; returns its actions."""
    environment = Environment(options)
    module = types.ModuleType("SCons.Script")
    module.DefaultEnvironment = lambda: environment
    sys.modules.update({"SCons": types.ModuleType("SCons"),
                        "SCons.Script": module})
    code = (ROOT / "packages/platformio/patch.py").read_text()
    exec(compile(code, "patch.py", "exec"), {"__name__": "patch"})
    return environment.actions


def platformio_script():
    file = "packages/platformio/patch.py"
    expect(file, run_script({"custom_boot0_command": "none"}) == [],
           "patches although told not to")
    for head, word in (("invalid", b"\x00\xbe\x00\xbe"), ("keep", None)):
        [(name, action)] = run_script({"custom_boot0_command": BOOT0,
                                       "custom_boot0_head": head})
        expect(file, name == "$BUILD_DIR/${PROGNAME}.elf", f"acts on {name}")
        with tempfile.TemporaryDirectory() as folder:
            elf, raw = Path(folder, "firmware.elf"), Path(folder, "raw.bin")
            shutil.copy(IMAGE, elf)
            status = action([elf], [], None)
            expect(file, status == 0, f"{head}: status {status}")
            again = subprocess.run([BOOT0, "patch", "--head", head, elf, "-o",
                                    raw], capture_output=True, text=True)
            expect(file, again.returncode == 0, again.stderr)
            start = raw.read_bytes()[:4]
            expect(file, start == word or not word and start[3] == 0x20,
                   f"{head}: vector word 0 is {start.hex()}")


# arduino.github.io/arduino-cli/latest/library-specification
ARDUINO_REQUIRED = {"name", "version", "author", "maintainer", "sentence",
                    "paragraph", "category", "url", "architectures"}
ARDUINO_OPTIONAL = {"depends", "dot_a_linkage", "includes", "precompiled",
                    "ldflags", "license"}
ARDUINO_CATEGORIES = {"Display", "Communication", "Signal Input/Output",
                      "Sensors", "Device Control", "Timing", "Data Storage",
                      "Data Processing", "Other"}


def arduino():
    file = "library.properties"
    lines = (ROOT / file).read_text().splitlines()
    fields = dict(line.split("=", 1) for line in lines)
    expect(file, len(fields) == len(lines), "a field twice")
    expect(file, not ARDUINO_REQUIRED - set(fields), "a field is missing: "
           f"{ARDUINO_REQUIRED - set(fields)}")
    unknown = set(fields) - ARDUINO_REQUIRED - ARDUINO_OPTIONAL
    expect(file, not unknown, f"unknown fields {unknown}")
    expect(file, re.fullmatch(r"[A-Za-z][\w .\-]{0,62}", fields["name"]) and
           not re.match("arduino", fields["name"], re.I), "name")
    expect(file, fields["category"] in ARDUINO_CATEGORIES, "category")
    expect(file, re.match("https?://", fields["url"]), "url")
    expect(file, fields["sentence"] not in fields["paragraph"],
           "the paragraph repeats the sentence, which stands before it")
    expect(file, "dot_a_linkage" not in fields, "of the files of the same name "
           "in the folders of the families an archive keeps one")
    expect_version(file, fields["version"])
    expect_paths(file, [f"src/{fields['includes']}"])


# docs.zephyrproject.org/latest/develop/modules.html, "Module yaml file
# description": what may stand there, and names files of the module.
def zephyr():
    file = "zephyr/module.yml"
    module = yaml.safe_load((ROOT / file).read_text())
    unknown = set(module) - {"name", "build", "tests", "samples", "boards",
                             "blobs", "security", "package-managers"}
    expect(file, not unknown, f"unknown keys {unknown}")
    build = module["build"]
    unknown = set(build) - {"cmake", "kconfig", "cmake-ext", "kconfig-ext",
                            "depends", "settings"}
    expect(file, not unknown, f"unknown keys of build {unknown}")
    expect_paths(file, [f"{build['cmake']}/CMakeLists.txt", build["kconfig"]])

    kconfig = (ROOT / build["kconfig"]).read_text()
    options = set(re.findall(r"^(?:menu)?config (\w+)", kconfig, re.M))
    cmake = (ROOT / build["cmake"] / "CMakeLists.txt").read_text()
    for name in re.findall(r"CONFIG_(\w+\b)(?!\$)", cmake):
        zephyrs = name.startswith("SOC_SERIES_")
        expect("zephyr/CMakeLists.txt",
               zephyrs or name in options or name.endswith("_"),
               f"{name} is not in Kconfig")
    for flag in FLAGS:
        expect("zephyr/Kconfig", f"SOFTBOOT0_{flag}" in options,
               f"SOFTBOOT0_{flag} is missing")
        expect("zephyr/CMakeLists.txt", flag in cmake, f"{flag} is missing")


# open-cmsis-pack.github.io/Open-CMSIS-Pack-Spec, "Pack Description (*.PDSC)
# Format"; order and names as in its PACK.xsd 1.7.28.
PDSC_ORDER = ["vendor", "name", "description", "url", "license", "repository",
              "releases", "keywords", "conditions", "components"]
PDSC_CATEGORIES = {"doc", "header", "include", "library", "object", "source",
                   "sourceAsm", "sourceC", "sourceCpp", "linkerScript",
                   "utility", "other"}
PDSC_FILTERS = {"Tcompiler", "Toptions", "Dcore", "Dvendor", "Dname",
                "Cclass", "Cgroup", "Csub", "condition"}


def cmsis_pack():
    [path] = (ROOT / "packages/cmsis").glob("*.pdsc")
    file = str(path.relative_to(ROOT))
    package = ElementTree.parse(path).getroot()
    names = [element.tag for element in package]
    expect(file, package.tag == "package" and names == PDSC_ORDER,
           f"{names}, want {PDSC_ORDER}")
    expect(file, package.get("schemaVersion") == "1.7.28", "schemaVersion")
    expect(file, path.name == f"{package.findtext('vendor')}."
           f"{package.findtext('name')}.pdsc", "vendor, name and file differ")
    expect(file, package.findtext("url").endswith("/"), "url ends without /")
    expect_version(file, package.find("releases/release").get("version"))
    conditions = {condition.get("id"): condition
                  for condition in package.iter("condition")}
    for condition in conditions.values():
        for rule in condition.findall("*"):
            expect(file, rule.tag in {"description", "accept", "require",
                                      "deny"} and
                   not set(rule.keys()) - PDSC_FILTERS, f"rule {rule.attrib}")
    for component in package.iter("component"):
        expect(file, {"Cclass", "Cgroup", "Cversion"} <= set(component.keys()),
               "component without a name or a version")
        expect_version(file, component.get("Cversion"))
        expect(file, component.get("condition") in conditions, "condition")
        for element in component.iter("file"):
            expect(file, element.get("category") in PDSC_CATEGORIES,
                   f"category {element.get('category')}")
            expect_paths(file, [element.get("name")])
    expect_paths(file, [package.findtext("license")])


def read_toml(path):
    """The part of TOML that is also JSON: tables, strings, lists."""
    table, tables = {}, {}
    for line in path.read_text().splitlines():
        if line.startswith("["):
            table = tables.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, value = line.split(" = ", 1)
            table[key] = json.loads(value)
    return tables


# doc.rust-lang.org/cargo/reference/manifest.html
def crate():
    file = "packages/rust/Cargo.toml"
    manifest = read_toml(ROOT / file)
    package = manifest["package"]
    expect_version(file, package["version"])
    expect(file, {"name", "description", "license"} <= set(package),
           "what crates.io wants is missing")
    expect(file, len(package["keywords"]) <= 5 and
           all(re.fullmatch(r"[A-Za-z\d][\w\-+]{0,19}", word)
               for word in package["keywords"]), "keywords")
    features = {name.upper().replace("-", "_") for name in manifest["features"]}
    want = FLAGS | {"STM32L4"}
    expect(file, features == want, f"features {features}, want {want}")
    expect(file, "dependencies" not in manifest, "a dependency")
    script = (ROOT / "packages/rust" / package["build"]).read_text()
    for flag in FLAGS:
        expect("packages/rust/build.rs", f'"{flag}"' in script, f"no {flag}")


for check in (platformio, platformio_script, arduino, zephyr, cmsis_pack,
              crate):
    check()
for complaint in complaints:
    print(complaint)
print(f"{len(complaints)} complaints")
sys.exit(bool(complaints))
