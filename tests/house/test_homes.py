"""Every outside library has one home, heavy ones are fetched only when used, and some stay out of the house altogether."""

import ast
import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.conftest import Page

ROOT = Path(__file__).resolve().parents[2]

HOMES = {
    "PySide6": ("civicdesk.ui", "civicdesk.app"),
    "shiboken6": ("civicdesk.ui", "civicdesk.app"),
    "nacl": ("civicdesk.crypto",),
    "pyrage": ("civicdesk.crypto",),
    "zxcvbn": ("civicdesk.crypto",),
    "sqlcipher3": ("civicdesk.store.driver",),
    "sqlite_utils": ("civicdesk.store.driver",),
    "reportlab": ("civicdesk.feedback",),
    "pikepdf": ("civicdesk.feedback",),
    "pypdfium2": ("civicdesk.feedback",),
    "uharfbuzz": ("civicdesk.feedback",),
    "PIL": ("civicdesk.feedback",),
    "pyxform": ("civicdesk.forms",),
    "openpyxl": ("civicdesk.forms",),
    "defusedxml": ("civicdesk.forms",),
    "lxml": ("civicdesk.forms",),
    "re2": ("civicdesk.forms",),
    "pyphen": ("civicdesk.forms",),
    "jsonschema": ("civicdesk.directory.openreferral",),
    "rfc3986_validator": ("civicdesk.directory.openreferral",),
    "rfc3339_validator": ("civicdesk.directory.openreferral",),
    "rapidfuzz": ("civicdesk.directory",),
    "paramiko": ("civicdesk.transport",),
    "duckdb": ("civicdesk.store.pool",),
    "deltalake": ("civicdesk.store.delta",),
    "pyreadstat": ("civicdesk.store.research_files",),
}
AT_START = {"PySide6", "shiboken6", "nacl", "sqlcipher3"}  # small, or needed for the first window; all others wait for their use
NOWHERE = {
    "numpy",
    "pandas",
    "polars",
    "scipy",
    "pyarrow",
    "frictionless",
    "weasyprint",
    "pyqtgraph",
    "argon2",
    "cryptography",
    "attrs",
    "attr",
    "pydantic",
}
NOT_OF_QT = {"QtNetwork", "QtSql", "QtCharts", "QtWebEngineCore", "QtWebEngineWidgets", "QtGraphs", "QtMultimedia", "QtPdf"}
NOT_INSTALLED = ("numpy", "pandas", "polars", "scipy", "pyarrow", "duckdb", "frictionless", "weasyprint", "argon2", "cryptography")
HEAVY = sorted(set(HOMES) - AT_START)


def test_every_library_stays_in_its_home(program: tuple[Page, ...]) -> None:
    strays = [
        f"{page.name}:{line} {module}"
        for page in program
        for module, line in page.imports()
        if not _at_home(page.module, HOMES.get(module.partition(".")[0], (page.module,)))
    ]
    assert strays == []


def test_heavy_libraries_wait_until_they_are_used(program: tuple[Page, ...]) -> None:
    early = [
        f"{page.name}:{line} {module}" for page in program for module, line in page.imports_at_start() if module.partition(".")[0] in HEAVY
    ]
    assert early == []


def test_some_libraries_are_used_nowhere(pages: tuple[Page, ...]) -> None:
    assert [
        f"{page.name}:{line} {module}" for page in pages for module, line in page.imports() if module.partition(".")[0] in NOWHERE
    ] == []


def test_some_parts_of_qt_are_used_nowhere(program: tuple[Page, ...]) -> None:
    used = [(page.name, module.split(".")) for page in program for module, _ in page.imports() if module.startswith("PySide6.")]
    assert [(name, ".".join(parts)) for name, parts in used if parts[1] in NOT_OF_QT] == []


@pytest.mark.parametrize("name", NOT_INSTALLED)
def test_it_is_not_even_installed_beside_the_program(name: str) -> None:
    assert importlib.util.find_spec(name) is None


def test_every_library_that_is_used_is_declared_and_has_a_home(program: tuple[Page, ...]) -> None:
    known = set(HOMES) | sys.stdlib_module_names | {"civicdesk"}
    assert {module.partition(".")[0] for page in program for module, _ in page.imports()} <= known


def test_every_declared_library_has_a_reason_written_down() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8").lower()
    assert [line for line in declared if f"`{line.partition('>')[0]}`" not in reasons] == []


def test_only_ends_of_processes_and_lanes_catch_everything(pages: tuple[Page, ...]) -> None:
    ends = {"run.py", "civicdesk/app.py", "civicdesk/ui/kiosk_window.py", "civicdesk/ui/jobs.py"}
    wide = [
        f"{page.name}:{node.lineno}"
        for page in pages
        for node in ast.walk(page.tree)
        if isinstance(node, ast.ExceptHandler) and page.name not in ends and _is_wide(node.type) and not _goes_on(node)
    ]
    assert wide == []


def _at_home(module: str, homes: tuple[str, ...]) -> bool:
    return any(module == home or module.startswith(f"{home}.") for home in homes)


def _goes_on(handler: ast.ExceptHandler) -> bool:
    """Tell whether it only tidies up: its last line raises the same thing again."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _is_wide(caught: ast.expr | None) -> bool:
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}) for kind in kinds)
