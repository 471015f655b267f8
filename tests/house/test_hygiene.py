"""Things that must not be found anywhere in the house."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.conftest import Page

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve()
LOCKS = {"requirements.lock", "requirements-checkers.lock"}
TEXT = {"", ".py", ".md", ".toml", ".txt", ".json", ".sh", ".cfg", ".yml", ".yaml", ".lock", ".in", ".qss", ".csv", ".xml", ".svg", ".html"}

# Paths of one person's computer, and the addresses from which packages happen to come: neither belongs in a project file.
OF_EVERY_SYSTEM = {Path("/") / name for name in ("", "home", "opt", "root", "srv", "tmp", "usr", "var")}
CHECKOUT = [re.escape(f"{path}/") for path in (ROOT, ROOT.parent) if path not in OF_EVERY_SYSTEM and ROOT.parent != Path("/")]
COMPUTER = re.compile("|".join([*CHECKOUT, r"/home/[a-z]+/", r"/Users/[A-Za-z]+/", r"[A-Z]:\\Users\\"]))
REGISTRY = re.compile(r"://[^\s\"')>]*(?:/simple\b|/debian\b|\bregistry\.)|\bindex-url\b", re.IGNORECASE)
SQL = re.compile(
    r"^\s*(?:select\s.+\sfrom\s|insert\s+(?:or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(?:table|view|index|trigger|virtual)\s|alter\s+table\s|drop\s+(?:table|view)\s|pragma\s)",
    re.IGNORECASE | re.DOTALL,
)
CALLS = re.compile(r"\.(?:execute|executemany|executescript)\(")


def _lines(files: tuple[Path, ...]) -> list[tuple[str, str]]:
    kept = [path for path in files if path != HERE and path.suffix in TEXT and path.name not in LOCKS | {"LICENSE"}]
    return [
        (f"{path.relative_to(ROOT).as_posix()}:{number}", line)
        for path in kept
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
    ]


def test_no_file_knows_the_paths_of_one_computer(files: tuple[Path, ...]) -> None:
    assert [place for place, line in _lines(files) if COMPUTER.search(line)] == []


def test_no_file_names_a_package_registry(files: tuple[Path, ...]) -> None:
    assert [place for place, line in _lines(files) if REGISTRY.search(line)] == []


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_a_lock_names_packages_and_hashes_only(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_rooms_open_onto_nothing(program: tuple[Page, ...]) -> None:
    full = [page.name for page in program if page.name.endswith("__init__.py") and page.text.strip()]
    assert full == []


def test_no_test_folder_is_a_package(files: tuple[Path, ...]) -> None:
    assert [path for path in files if path.name == "__init__.py" and "tests" in path.parts] == []


def test_no_drawer_has_come_into_being(program: tuple[Page, ...]) -> None:
    drawers = {"utils", "util", "common", "core", "misc", "helpers", "helper", "shared", "base", "manager", "managers"}
    assert [page.name for page in program if drawers & set(page.module.split("."))] == []


def test_the_standard_library_s_sqlite_is_imported_nowhere(pages: tuple[Page, ...]) -> None:
    assert [f"{page.name}:{line}" for page in pages for module, line in page.imports() if module.split(".")[0] == "sqlite3"] == []


def test_nothing_writes_temporary_files(program: tuple[Page, ...]) -> None:
    assert [f"{page.name}:{line}" for page in program for module, line in page.imports() if module.split(".")[0] == "tempfile"] == []


def test_events_are_never_pumped_by_hand(files: tuple[Path, ...]) -> None:
    pumped = [
        place for place, line in _lines(files) if place.partition(":")[0].endswith(".py") and re.search(r"\bprocessEvents\s*\(", line)
    ]
    assert pumped == []


def test_sql_is_spoken_in_the_store_only(program: tuple[Page, ...]) -> None:
    outside = [page for page in program if not page.name.startswith("civicdesk/store/")]
    spoken = [f"{page.name}:{line}" for page in outside for text, line in page.texts() if SQL.search(text)]
    called = [f"{page.name}:{number}" for page in outside for number, text in enumerate(page.text.splitlines(), 1) if CALLS.search(text)]
    assert (spoken, called) == ([], [])


def test_second_threads_live_in_one_module(program: tuple[Page, ...]) -> None:
    names = {"threading", "_thread", "concurrent", "multiprocessing", "subprocess"}
    watches_for_crashes_of_threads, proves_a_copy_in_a_process_of_its_own = "civicdesk/logs.py", "civicdesk/store/proof.py"
    allowed = {"civicdesk/ui/jobs.py", "civicdesk/app.py", "civicdesk/__main__.py", "civicdesk/ui/kiosk_window.py"}
    allowed |= {watches_for_crashes_of_threads, proves_a_copy_in_a_process_of_its_own}
    started = [(page.name, module) for page in program for module, _ in page.imports() if module.split(".")[0] in names]
    assert [(name, module) for name, module in started if name not in allowed] == []


def test_nothing_is_printed_but_by_the_command_line(program: tuple[Page, ...]) -> None:
    printed = [
        f"{page.name}:{node.lineno}"
        for page in program
        for node in ast.walk(page.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and not page.name.startswith("civicdesk/cli/")
    ]
    assert [place for place in printed if place.partition(":")[0] not in {"civicdesk/app.py", "civicdesk/__main__.py"}] == []


def test_every_folder_of_resources_says_whose_it_is() -> None:
    folders = sorted(path for path in (ROOT / "resources").iterdir() if path.is_dir() and any(path.iterdir()))
    assert [folder.name for folder in folders if not (folder / "LICENCE.md").is_file()] == []
