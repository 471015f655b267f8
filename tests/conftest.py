"""Options and settings that every test shares."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CONFORMANCE = Path(__file__).resolve().parent.parent.parent / "shared" / "conformance"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the options of the conformance tests."""
    group = parser.getgroup("conformance")
    group.addoption("--vectors", action="append", default=[], help="folder of a conformance set (may be given more than once)")
    group.addoption("--report", default=None, help="file for the report of a conformance test, as JSON")


@pytest.fixture(autouse=True)
def _nothing_unexpected_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs a warning or worse; one that expects it ends with `caplog.clear()`."""
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    assert [record.getMessage() for record in records if record.levelno >= logging.WARNING] == []


@pytest.fixture(scope="session")
def vectors(request: pytest.FixtureRequest) -> tuple[Path, ...]:
    """Return the folders named by --vectors, in order; none if nobody named one."""
    return tuple(Path(name) for name in request.config.getoption("--vectors"))


@pytest.fixture(scope="session")
def report_file(request: pytest.FixtureRequest) -> Path | None:
    """Return the file of --report, None if no report is wanted."""
    name = request.config.getoption("--report")
    return Path(name) if name else None
