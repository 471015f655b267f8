"""The harness as a command: raw mode and slots mode, each with an environment of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SECONDS = 60


@dataclass(frozen=True)
class Ended:
    """A command that has come to its end."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Harness:
    """The words of the harness over one way in."""

    env: Mapping[str, str]
    name: str
    folder: Path

    @property
    def db(self) -> Path:
        """Return the workspace that most tests use."""
        return self.folder / self.name

    def __call__(self, verb: str, *words: object, given: bytes = b"", **env: str) -> Ended:
        """Run one word to its end."""
        done = subprocess.run(
            self.command(verb, *words),
            input=given,
            capture_output=True,
            cwd=ROOT,
            env={**self.surroundings(), **env},
            timeout=SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def command(self, verb: str, *words: object) -> list[str]:
        """Return the command line of one word."""
        return [sys.executable, "-m", "civicdesk", "harness", verb, *map(str, words)]

    def surroundings(self) -> dict[str, str]:
        """Return the environment: home and temporary folder are those of the test."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CIVICDESK_HARNESS")}
        return {**inherited, **self.env, "HOME": str(self.folder / "home"), "TMPDIR": str(self.folder)}

    def filled(self, *lines: bytes) -> Path:
        """Make a workspace with some answers and return its path."""
        assert self("init", "--db", self.db).code == 0
        assert self("ingest", "--db", self.db, given=b"".join(line + b"\n" for line in lines)).code == 0
        return self.db


def adapter(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def harness_for(name: str, folder: Path) -> Harness:
    told = adapter(name)
    (folder / "w").mkdir()
    return Harness(env=dict(told["env"]), name=str(told.get("db_name", "k.db")), folder=folder / "w")


@pytest.fixture
def raw(tmp_path: Path) -> Harness:
    """The harness with a key."""
    return harness_for("adapter", tmp_path)


@pytest.fixture(params=["adapter", "slots"])
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Harness:
    """The harness with a key, then with a passphrase and all side files."""
    return harness_for(request.param, tmp_path)


@pytest.fixture
def seen() -> Callable[[Path], dict[str, tuple[bytes, int]]]:
    """Return what lies in a folder: content and time of writing of every file."""

    def look(folder: Path) -> dict[str, tuple[bytes, int]]:
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir() if path.is_file()}

    return look
