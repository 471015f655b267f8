"""A few seconds of each script that tries to break a workspace; `python3 run.py faults` is the whole of it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import HERE

pytestmark = pytest.mark.slow
SCRIPTS = HERE / "harness"
SECONDS = 240
needs_cc = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here: install gcc")

WITHOUT_SHIM = [
    ("adapter", "killloop.py", "--rounds", "2"),
    ("adapter", "mutate.py", "db", "--n", "4"),
    ("slots", "killloop.py", "--rounds", "2"),
    ("slots", "mutate.py", "side", ".keys", "--n", "4"),
    ("slots", "mutate.py", "side", ".people", "--n", "4"),
]
WITH_SHIM = [
    ("adapter", "killloop.py", "--sweep", "--max", "3"),
    ("adapter", "powercut.py", "--states", "6"),
    ("adapter", "powercut.py", "--what", "export", "--states", "6"),
    ("adapter", "ioerr.py", "--max", "1"),
    ("adapter", "mutate.py", "journal", "--n", "2"),
    ("adapter", "leak.py"),
    ("slots", "powercut.py", "--states", "6"),
    ("slots", "leak.py"),
]


def run(script: str, *words: str, room: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPTS / script), *words],
        cwd=SCRIPTS,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(room), "HOME": str(room), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def found_nothing(done: subprocess.CompletedProcess[str]) -> None:
    closing = done.stdout.strip().splitlines()[-1:] or [done.stderr[-500:]]
    assert (done.returncode, closing[0].endswith(" 0 failed")) == (0, True), done.stdout + done.stderr


@pytest.mark.parametrize(("adapter", "script", "words"), [(a, s, w) for a, s, *w in WITHOUT_SHIM])
def test_kills_and_damage_find_nothing(adapter: str, script: str, words: list[str], tmp_path: Path) -> None:
    found_nothing(run(script, str(HERE / f"{adapter}.json"), *words, room=tmp_path))


@needs_cc
@pytest.mark.parametrize(("adapter", "script", "words"), [(a, s, w) for a, s, *w in WITH_SHIM])
def test_faults_of_the_disk_and_listeners_find_nothing(adapter: str, script: str, words: list[str], tmp_path: Path) -> None:
    found_nothing(run(script, str(HERE / f"{adapter}.json"), *words, room=tmp_path))


@pytest.mark.parametrize("what", ["run", "csv"])
def test_hostile_files_find_nothing(what: str, tmp_path: Path) -> None:
    found_nothing(run("corpus.py", what, str(HERE / "adapter.json"), room=tmp_path))
