"""The walls of the house stand, and each of them has been seen to fall when it is broken."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

FLOORS = (
    "__main__",
    "app",
    "ui",
    "cli",
    "workflows",
    "store",
    "forms",
    "scoring",
    "casestudies",
    "directory",
    "insight",
    "feedback",
    "export",
)
STUB = (
    *FLOORS[:2],
    *("crypto.__init__", "crypto.keys", "crypto.passphrase", "crypto.sealing", "transport.__init__", "transport.folder"),
    *("errors", "i18n", "paths", "settings", "logs", "records.__init__", "records.answers", "records.people"),
    *(f"{floor}.__init__" for floor in FLOORS[2:]),
    *("store.driver", "store.answers", "scoring.scales", "forms.engine", "cli.main"),
    *("workflows.kit", "workflows.interview", "workflows.sheet", "workflows.kiosk"),
    *(
        "ui.main_window",
        "ui.kiosk_window",
        "ui.jobs",
        "ui.theme",
        "ui.guard.__init__",
        "ui.widgets.__init__",
        "ui.widgets.notices",
        "ui.models.__init__",
    ),
    *("ui.screens.__init__", "ui.screens.today.__init__", "ui.screens.today.view", "ui.screens.today.state"),
    *("ui.screens.people.__init__", "ui.screens.people.view", "ui.screens.kiosk.__init__", "ui.screens.kiosk.view"),
)

# number of the wall -> one line that breaks it: (module of the stub, import)
BREAKS = [
    ("1", "utils", ""),
    ("1", "records.answers", "from civicdesk.store import answers"),
    ("1", "scoring.scales", "from civicdesk.forms import engine"),
    ("1", "errors", "from civicdesk import i18n"),
    ("2", "ui.jobs", "from civicdesk.ui import main_window"),
    ("2", "ui.helpers", ""),
    ("3", "ui.screens.today.view", "from civicdesk.ui.screens.people import view"),
    ("4", "workflows.sheet", "from civicdesk.workflows import interview"),
    ("5", "records.answers", "from civicdesk.records import people"),
    ("6", "ui.screens.people.view", "from civicdesk.store import answers"),
    ("6", "cli.main", "from civicdesk.scoring import scales"),
    ("7", "workflows.interview", "from PySide6 import QtCore"),
    ("7", "ui.screens.today.state", "from PySide6.QtCore import QObject"),
    ("8", "store.answers", "import sqlcipher3"),
    ("8", "paths", "import sqlite3"),
    ("9", "forms.engine", "from urllib.parse import quote"),
    ("9", "export.__init__", "import socket"),
]
HIDING = ["{line}", "def later():\n    {line}", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {line}"]


def _lint(folder: Path) -> tuple[int, str]:
    """Run the contracts over the package that lies in a folder; return the exit code and the report."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _broken(report: str) -> set[str]:
    return set(re.findall(r"^(\d+) .*BROKEN", report, re.MULTILINE))


def _build(folder: Path) -> Path:
    """Build a house of empty rooms with the same contracts."""
    package = folder / "civicdesk"
    for module in STUB:
        room = package / (module.replace(".", "/") + ".py")
        room.parent.mkdir(parents=True, exist_ok=True)
        room.write_text("", encoding="utf-8")
    (package / "__init__.py").write_text("", encoding="utf-8")
    lines = ["[tool.importlinter]", *(f"{key} = {json.dumps(value)}" for key, value in CONTRACTS.items() if key != "contracts")]
    for table in CONTRACTS["contracts"]:
        lines += ["[[tool.importlinter.contracts]]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    (folder / "pyproject.toml").write_text("\n".join(lines), encoding="utf-8")
    return package


def test_every_wall_of_this_house_stands() -> None:
    code, report = _lint(ROOT)
    assert code == 0, report


def test_there_are_nine_walls_until_the_kiosk_is_built() -> None:
    assert [contract["name"].split()[0] for contract in CONTRACTS["contracts"]] == [str(number) for number in range(1, 10)]


def test_the_one_exception_between_our_own_rooms_is_the_kit() -> None:
    lines = [line for contract in CONTRACTS["contracts"] for line in contract.get("ignore_imports", [])]
    assert [line for line in lines if line.count("civicdesk.") > 1] == ["civicdesk.workflows.* -> civicdesk.workflows.kit"]


def test_a_house_of_empty_rooms_stands(tmp_path: Path) -> None:
    _build(tmp_path)
    code, report = _lint(tmp_path)
    assert (code, _broken(report)) == (0, set()), report


@pytest.mark.parametrize(("number", "module", "line"), BREAKS, ids=[f"{wall}-{module}" for wall, module, _ in BREAKS])
def test_a_broken_wall_is_seen(tmp_path: Path, number: str, module: str, line: str) -> None:
    package = _build(tmp_path)
    (package / (module.replace(".", "/") + ".py")).write_text(line, encoding="utf-8")
    if number == "5":
        (package / "records" / "people.py").write_text("from civicdesk.records import answers", encoding="utf-8")
    code, report = _lint(tmp_path)
    assert code != 0
    assert number in _broken(report), report


@pytest.mark.parametrize("hiding", HIDING, ids=["plain", "inside a function", "for types only"])
def test_an_import_cannot_hide(tmp_path: Path, hiding: str) -> None:
    package = _build(tmp_path)
    (package / "cli" / "main.py").write_text(hiding.format(line="from civicdesk.store import answers"), encoding="utf-8")
    assert "6" in _broken(_lint(tmp_path)[1])
