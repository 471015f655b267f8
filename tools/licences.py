"""Collect the licence texts of everything that is installed with the program into resources/licences/.

python tools/licences.py            write them
python tools/licences.py --check    write nothing; exit 1 if the list of packages is out of date
"""

import re
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "licences"
PAGE = FOLDER / "LICENCE.md"
TEXT_FILE = re.compile(r"(?:^|/)(?:licen[cs]es?|copying|notice)[^/]*$", re.IGNORECASE)
LONGEST_NAME = 80  # longer is a text
SHORT = {  # packages whose own data says it only at length, or not at all
    "PySide6_Essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "pyphen": "MPL-1.1 (one of three)",
    "pyrage": "MIT",
    "pyxform": "BSD-2-Clause",
    "reportlab": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "google-re2": "BSD-3-Clause",
    "click-default-group": "public domain",
}
HEAD = """# Licences of the libraries

Each file here holds the licence texts that a library brings along. Written by tools/licences.py; do not edit.

Qt for Python (PySide6_Essentials, shiboken6) is used under the LGPL, version 3; the texts are in `LGPL-3.txt` and `GPL-3.txt`. It lies in files of
its own and can be replaced by another build. Its source is offered by the Qt project under the same version number.

| library | licence |
|---|---|
"""


def main(words: list[str]) -> int:
    """Write or check; return the exit code."""
    packages = runtime()
    lines = [f"| {package.name} | {licence(package)} |" for package in packages]
    page = HEAD + "\n".join(lines) + "\n"
    if "--check" in words:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page
        if not same:
            print("resources/licences is out of date: run tools/licences.py")
        return 0 if same else 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
    for package in packages:
        if text := texts(package):
            (FOLDER / f"{package.name}.txt").write_text(text, encoding="utf-8")
    print(f"{len(packages)} libraries")
    return 0


def runtime() -> list[Distribution]:
    """Return what the program itself needs, with what that needs in turn, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(line) for line in project["dependencies"]]
    found: dict[str, Distribution] = {}
    while waiting:
        need = waiting.pop()
        if need.name.lower() in found or (need.marker and not need.marker.evaluate({"extra": ""})):
            continue
        package = distribution(need.name)
        found[need.name.lower()] = package
        waiting += [Requirement(line) for line in package.requires or ()]
    return sorted(found.values(), key=lambda package: package.name.lower())


def licence(package: Distribution) -> str:
    """Return the short name of a package's licence."""
    said = next(iter(package.metadata.get_all("License-Expression") or package.metadata.get_all("License") or ()), "")
    kinds = [line.rpartition("::")[2].strip() for line in package.metadata.get_all("Classifier") or () if line.startswith("License")]
    return SHORT.get(package.name) or (said if said and len(said) < LONGEST_NAME else ", ".join(kinds) or "see its text")


def texts(package: Distribution) -> str:
    """Return all licence texts that a package brings, one after the other."""
    files = [file for file in package.files or () if TEXT_FILE.search(str(file)) or "/licenses/" in str(file)]
    kept = sorted((str(file).rpartition("dist-info/")[2], file) for file in files if ".dist-info" in str(file))
    return "\n\n".join(f"==== {name}\n\n{_text(Path(str(file.locate())))}" for name, file in kept)


def _text(path: Path) -> str:
    return "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
