"""The window is there at once: nothing heavy is loaded before the first paint."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    *("sqlite_utils", "sqlcipher3", "reportlab", "pikepdf", "PIL", "pypdfium2", "pyxform", "openpyxl", "lxml", "jsonschema", "uharfbuzz"),
    *("pyrage", "nacl", "zxcvbn", "re2", "numpy", "pandas", "sqlite3", "PySide6.QtNetwork", "PySide6.QtSql", "PySide6.QtDBus"),
}
BAR_MS = 1000
RUNS = 10


def _start(tmp_path: Path) -> dict[str, object]:
    root = Path(__file__).resolve().parent.parent.parent
    homes = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "civicdesk", "--probe-start"]
    done = subprocess.run(command, cwd=root, env={**os.environ, **homes}, capture_output=True, text=True, timeout=60, check=True)
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the start of a process is read from /proc")
def test_the_window_is_painted_within_a_second(tmp_path: Path) -> None:
    (tmp_path / "data" / "civicdesk" / "town").mkdir(parents=True)
    (tmp_path / "data" / "civicdesk" / "town" / "town.civicdesk").write_bytes(b"")  # so that the unlock window comes first
    times = sorted(int(str(_start(tmp_path)["ms_since_exec"])) for _ in range(RUNS))
    median = statistics.median(times)
    print(f"start: median {median} ms, worst {times[-1]} ms of {RUNS}")  # noqa: T201 - the figure is what the test is for
    assert median <= 1.5 * BAR_MS


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the start of a process is read from /proc")
def test_nothing_heavy_is_loaded_before_the_window_is_painted(tmp_path: Path) -> None:
    modules = _start(tmp_path)["modules"]
    assert isinstance(modules, list)
    assert sorted(HEAVY & set(modules)) == []
    assert [name for name in modules if str(name).startswith(("civicdesk.store", "civicdesk.workflows", "civicdesk.crypto"))] == []
