"""A desk with a workspace on it, and a way to give commands."""

import shutil
from pathlib import Path

import pytest

from civicdesk import logs
from civicdesk.workflows.kit import Tools
from tests.journeys.conftest import PASSPHRASE, make_pack, office, ready_made, tools  # noqa: F401 - fixtures
from tests.journeys.test_command_line import Desk


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Keep logs and settings of the tests apart from those of this computer."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    yield
    for handler in tuple(logs._logger.handlers):
        logs._logger.removeHandler(handler)
        handler.close()


@pytest.fixture
def desk(tmp_path: Path, tools: Tools, ready_made: Path, capsys: pytest.CaptureFixture[str]) -> Desk:  # noqa: F811 - fixtures
    """Return a desk whose workspace has four users, a form and a directory."""
    shutil.copytree(ready_made, tmp_path / "workspace")
    (tmp_path / "secret.txt").write_text(f"{PASSPHRASE}\n")
    return Desk(folder=tmp_path, tools=tools, capture=capsys)


def refusal(desk: Desk, *words: object) -> tuple[int, str, str]:
    """Give a command that says no; return exit code, standard output and standard error."""
    desk.capture.readouterr()
    code = desk.say(*words)
    printed = desk.capture.readouterr()
    return code, printed.out, printed.err
