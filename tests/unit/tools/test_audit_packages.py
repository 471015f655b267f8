"""The audit says what is known, and says so when it could not ask."""

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[3] / "tools"
WEAK = {"name": "one", "version": "1.0", "vulns": [{"id": "INVENTED-1", "fix_versions": ["1.1"]}]}
SOUND = {"name": "two", "version": "2.0", "vulns": []}
UNKNOWN = {"name": "three", "skip_reason": "Dependency not found on PyPI and could not be audited: three (3.0)"}


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module("audit_packages")


def said(*packages: object) -> tuple[int, str, str]:
    return 0, json.dumps({"dependencies": packages, "fixes": []}), ""


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        (said(SOUND, UNKNOWN), (0, "nothing known about 1 packages; of 1 nothing is known there")),
        (said(SOUND, WEAK), (1, "1 known weaknesses in 2 packages")),
        (said(UNKNOWN), (0, "left out, the data about weaknesses is out of reach here")),
        ((1, "", "pip_audit._service.interface.ConnectionError: no"), (0, "left out, the data about weaknesses is out of reach here")),
        ((1, "", "a bug"), (3, "pip-audit stopped: a bug")),
        ((1, "", ""), (3, "pip-audit stopped: exit code 1")),
    ],
)
def test_each_answer_has_its_sentence_and_its_exit_code(
    answer: tuple[int, str, str],
    ends: tuple[int, str],
    audit: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(audit, "_ask", lambda _lock: answer)
    assert audit.main([]) == ends[0]
    assert f"audit: requirements.lock: {ends[1]}" in capsys.readouterr().out


def test_a_weakness_is_named_with_the_version_that_mends_it(audit: ModuleType) -> None:
    assert audit.read(*said(WEAK)).found == ("one 1.0: INVENTED-1, mended in 1.1",)
