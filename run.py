#!/usr/bin/env python3
"""The one door to CivicDesk: sets everything up beside itself, then opens the window, shows the demo or runs the tests.

It uses the standard library only, and an old Python gets far enough to read a sentence: the grammar is that of Python 3.8.
What it asks of the computer stands in `Machine`, so that the tests can hand in another one.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple, Sequence

ROOT = Path(__file__).resolve().parent
OLDEST, TOO_NEW = (3, 11), (3, 15)
REFUSED_WORDS, UNAVAILABLE, STOPPED, BUG = 2, 3, 130, 70
STAMP = ".civicdesk-stamp"

DRAWING = (
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libEGL.so.1", "libegl1"),
    ("libGL.so.1", "libgl1"),
    ("libdbus-1.so.3", "libdbus-1-3"),
    ("libfontconfig.so.1", "libfontconfig1"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
)
X11 = (
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
)


class Word(NamedTuple):
    """One word after `run.py`: what it does, the file that does it, how that is started, and whether it draws."""

    does: str
    part: str
    start: tuple[str, ...]
    draws: bool = False
    checkers: bool = False


WORDS = {
    "": Word("open the window", "civicdesk/app.py", ("-m", "civicdesk"), draws=True),
    "demo": Word(
        "do the whole main job on the practice project, without a display [--out DIR]", "civicdesk/cli/demo.py", ("-m", "civicdesk", "demo")
    ),
    "test": Word("run all tests [pytest arguments]", "tests", ("-m", "pytest"), draws=True, checkers=True),
    "setup": Word("set up only", "", (), checkers=True),
    "bench": Word("show the performance table [forms, scores, sheets, ...]", "tools/bench.py", ("tools/bench.py",), checkers=True),
    "faults": Word("run the fault harness [--short]", "tools/faults.py", ("tools/faults.py",)),
    "sbom": Word("write the list of all parts as CycloneDX [--out FILE]", "tools/sbom.py", ("tools/sbom.py",)),
    "audit": Word("ask whether a weakness is known in any part", "tools/audit_packages.py", ("tools/audit_packages.py",), checkers=True),
    "pictures": Word("draw every screen and every page as PNG [--out DIR]", "tools/screenshots.py", ("tools/screenshots.py",), draws=True),
}


class Stop(Exception):  # noqa: N818 - it is no error of ours: it carries the sentence with which run.py ends
    """The run ends here, with a sentence and an exit code."""

    def __init__(self, sentence: str, code: int = UNAVAILABLE) -> None:
        super().__init__(sentence)
        self.code = code


class Machine:
    """The computer, as far as run.py asks it."""

    def __init__(self) -> None:
        self.platform = sys.platform
        self.version: tuple[int, ...] = tuple(sys.version_info[:3])
        self.executable = sys.executable
        self.environ: dict[str, str] = dict(os.environ)

    def say(self, text: str, end: str = "\n") -> None:
        """Tell the person something at once; standard output belongs to the program."""
        print(text, end=end, file=sys.stderr, flush=True)

    def clock(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()

    def which(self, name: str) -> str | None:
        """Return where a program lies on PATH."""
        return shutil.which(name)

    def has_module(self, name: str) -> bool:
        """Tell whether this Python could import a module."""
        return importlib.util.find_spec(name) is not None

    def has_library(self, name: str) -> bool:
        """Tell whether the loader finds a shared library."""
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    def is_root(self) -> bool:
        """Tell whether files made now will belong to root."""
        return hasattr(os, "geteuid") and os.geteuid() == 0

    def answer(self, argv: Sequence[str]) -> str | None:
        """Return what a program prints, None if it cannot be started or fails."""
        try:
            done = subprocess.run(list(argv), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None

    def quietly(self, argv: Sequence[str], folder: Path, log: Path) -> int:
        """Run a step of the set-up with its output in the log; return its exit code."""
        with log.open("ab") as file:
            file.write(("\n$ " + " ".join(argv) + "\n").encode())
            file.flush()
            return subprocess.run(
                list(argv), cwd=str(folder), stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False
            ).returncode

    def hand_over(self, argv: Sequence[str], folder: Path | None) -> int:
        """Run the program itself, with this terminal; return its exit code."""
        return subprocess.run(list(argv), cwd=None if folder is None else str(folder), env=self.environ, check=False).returncode


class Environment(NamedTuple):
    """One virtual environment: where it lies, its lock, and whether the program itself goes into it."""

    folder: Path
    lock: Path
    project: Path | None

    def python(self, machine: Machine) -> Path:
        """Return the path of its interpreter."""
        return self.folder / "Scripts" / "python.exe" if machine.platform == "win32" else self.folder / "bin" / "python"

    def setting(self, name: str) -> str | None:
        """Return a line of its pyvenv.cfg, None if there is none."""
        try:
            lines = (self.folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
        except OSError:
            return None
        return next((line.partition("=")[2].strip() for line in lines if line.partition("=")[0].strip() == name), None)

    def stamp(self) -> str:
        """Return the mark of a complete set-up: lock, pyproject and Python version."""
        parts = [self.lock.read_bytes(), (self.setting("version") or self.setting("version_info") or "").encode()]
        if self.project is not None:
            parts.append((self.project / "pyproject.toml").read_bytes())
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def is_ready(self, machine: Machine) -> bool:
        """Tell whether nothing needs to be done."""
        mark = self.folder / STAMP
        return self.python(machine).exists() and mark.is_file() and mark.read_text(encoding="ascii") == self.stamp()

    def is_sound(self, machine: Machine, uv: str | None) -> bool:
        """Tell whether packages can be put into it: its interpreter lives and something can install."""
        python = str(self.python(machine))
        version = machine.answer([python, "-c", "import sys; print(*sys.version_info[:2], sep='.')"])
        known = version in {f"3.{minor}" for minor in range(OLDEST[1], TOO_NEW[1])}
        return known and (uv is not None or machine.answer([python, "-m", "pip", "--version"]) is not None)


def main(words: Sequence[str], machine: Machine | None = None, root: Path = ROOT) -> int:
    """Do what the words say and return the exit code; every failure is a sentence."""
    machine = machine or Machine()
    try:
        return serve(list(words), machine, root)
    except Stop as why:
        machine.say(str(why))
        return why.code
    except KeyboardInterrupt:
        machine.say("Stopped.")
        return STOPPED
    except Exception as why:  # noqa: BLE001 - the end of the process: what nobody foresaw becomes one sentence
        machine.say(
            f"Something went wrong that CivicDesk did not expect ({type(why).__name__}). Details: .venv/setup.log, or set CIVICDESK_DEBUG=1."
        )
        note(root / ".venv" / "setup.log", traceback.format_exc())
        if machine.environ.get("CIVICDESK_DEBUG") == "1":
            machine.say(traceback.format_exc())
        return BUG


def serve(words: list[str], machine: Machine, root: Path) -> int:
    """Check, set up and hand over to the program."""
    name = words.pop(0) if words else ""
    if name in ("-h", "--help", "help"):
        print(usage())
        return 0
    if name not in WORDS:
        raise Stop(f"run.py does not know the word {name!r}.\n{usage()}", REFUSED_WORDS)
    word = WORDS[name]
    check_python(machine)
    if not (root / word.part).exists():
        raise Stop(f"This version of CivicDesk cannot do that yet: {word.part} is missing.")
    if name == "":
        check_display(machine)
    elif name != "setup":
        go_offscreen(machine, word)
    uv = find_uv(machine)
    environments = [Environment(root / ".venv", root / "requirements.lock", root)]
    if word.checkers:
        environments.append(Environment(root / ".venv" / "checkers", root / "requirements-checkers.lock", None))
    check_system(machine, word, environments, uv)
    set_up(machine, environments, uv, aloud=name == "setup")
    if not word.start:
        return 0
    start = [str(root / part) if part.endswith(".py") else part for part in word.start]
    return machine.hand_over([str(environments[0].python(machine)), *start, *words], root if name == "test" else None)


def usage() -> str:
    """Return the words and what they do."""
    return "\n".join(["usage: python3 run.py [WORD]", *(f"  {name or '(none)':9} {word.does}" for name, word in WORDS.items())])


def check_python(machine: Machine) -> None:
    """Stop if this Python is too old or too new, and name the ones that would do."""
    if OLDEST <= machine.version[:2] < TOO_NEW:
        return
    names = [f"python3.{minor}" for minor in range(OLDEST[1], TOO_NEW[1])]
    here = [name for name in names if machine.which(name) and machine.answer([name, "-c", "print()"]) is not None]
    advice = f" Found here: {', '.join(here)}. Try `{here[-1]} run.py`." if here else ""
    wanted = "Python 3.11 or newer" if machine.version[:2] < OLDEST else f"Python 3.11 to 3.{TOO_NEW[1] - 1}"
    raise Stop(f"CivicDesk needs {wanted}; this is {machine.version[0]}.{machine.version[1]}.{advice}")


def check_display(machine: Machine) -> None:
    """Stop if a window cannot be shown here."""
    ways = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if machine.platform.startswith("linux") and not any(machine.environ.get(name) for name in ways):
        raise Stop("No display here. Try `python3 run.py demo`, or `python3 run.py pictures`.")


def go_offscreen(machine: Machine, word: Word) -> None:
    """Draw without a display, unless the person chose otherwise, and say so."""
    if word.draws and "QT_QPA_PLATFORM" not in machine.environ:
        machine.say("Drawing without a display (QT_QPA_PLATFORM=offscreen).")
    machine.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def find_uv(machine: Machine) -> str | None:
    """Return uv if it is on PATH, works and is wanted."""
    uv = None if machine.environ.get("CIVICDESK_NO_UV") == "1" else machine.which("uv")
    return uv if uv and machine.answer([uv, "--version"]) is not None else None


def check_system(machine: Machine, word: Word, environments: Sequence[Environment], uv: str | None) -> None:
    """Stop with one line that installs exactly what the system lacks."""
    packages, files = [], []
    if uv is None and not machine.has_module("ensurepip") and not all(place.is_ready(machine) for place in environments):
        packages.append("python3-venv")
        files.append("the venv module of Python")
    if word.draws and machine.platform.startswith("linux"):
        on_x11 = bool(machine.environ.get("DISPLAY")) and machine.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb"
        missing = [pair for pair in (DRAWING + X11 if on_x11 else DRAWING) if not machine.has_library(pair[0])]
        packages += [package for _, package in missing]
        files += [library for library, _ in missing]
    if not packages:
        return
    if machine.which("apt-get") is None:
        raise Stop(f"CivicDesk needs these from your system first: {', '.join(files)}.")
    sudo = "" if machine.is_root() and machine.which("sudo") is None else "sudo "
    raise Stop(
        f"CivicDesk needs some system packages first. Run this line, then try again:\n  {sudo}apt-get install -y {' '.join(packages)}"
    )


def set_up(machine: Machine, environments: Sequence[Environment], uv: str | None, *, aloud: bool) -> None:
    """Bring every environment up to its lock; say nothing if there is nothing to do, unless asked."""
    waiting = [place for place in environments if not place.is_ready(machine)]
    begun = machine.clock()
    if waiting and machine.is_root():
        machine.say("You are root: the files made now will belong to root.")
    for place in waiting:
        fill(machine, place, uv, environments[0].folder / "setup.log")
    if waiting:
        made = " and ".join(place.folder.name for place in waiting)
        machine.say(f"Set up in {machine.clock() - begun:.1f} s: {made}.")
    elif aloud:
        machine.say("Nothing to do: everything is set up.")


def fill(machine: Machine, place: Environment, uv: str | None, log: Path) -> None:
    """Make one environment if needed and install its lock; the stamp comes last."""
    root = place.lock.parent
    if place.folder.exists() and not place.is_sound(machine, uv):
        machine.say(f"{place.folder.name} was only half made. It is made again.")
        shutil.rmtree(str(place.folder))
    fresh = not place.folder.exists()
    place.folder.mkdir(parents=True, exist_ok=True)
    python = str(place.python(machine))
    if fresh and uv:
        step(
            machine, f"Making {place.folder.name}", [uv, "venv", "--allow-existing", "--python", machine.executable, str(place.folder)], log
        )
    elif fresh:
        step(machine, f"Making {place.folder.name}", [machine.executable, "-m", "venv", str(place.folder)], log)
    offline = ["--no-index", "--find-links", str(root / "wheelhouse")] if (root / "wheelhouse").is_dir() else []
    installer = [uv, "pip"] if uv else [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    into = ["--python", python] if uv else []
    fetch = ["sync"] if uv else ["install", "-r"]
    what = f"Installing what {place.lock.name} lists"
    step(machine, what, [*installer, *fetch, str(place.lock), *into, "--require-hashes", *offline], log, fetches=True)
    if place.project is not None:
        own = ["install", *into, "--no-deps", "--no-build-isolation", "-e", str(place.project)]
        step(machine, "Installing CivicDesk itself", [*installer, *own], log)
    (place.folder / STAMP).write_text(place.stamp(), encoding="ascii")


def step(machine: Machine, title: str, argv: Sequence[str], log: Path, *, fetches: bool = False) -> None:
    """Run one step with one line and its seconds; a failure ends with the tool's own last line."""
    machine.say(f"  {title} ... ", end="")
    begun = machine.clock()
    code = machine.quietly(argv, log.parent.parent, log)
    machine.say(f"{machine.clock() - begun:.1f} s")
    if code == 0:
        return
    lines = (
        [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()] if log.is_file() else []
    )
    advice = (
        "Nothing was changed. Try again with a network, or put the wheels into wheelhouse/."
        if fetches
        else "Try again, or remove .venv first."
    )
    raise Stop(f"{lines[-1] if lines else 'The step failed.'}\n{advice} Details: .venv/setup.log")


def note(log: Path, text: str) -> None:
    """Add a text to the log, if there is a folder for it."""
    if log.parent.is_dir():
        with log.open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
